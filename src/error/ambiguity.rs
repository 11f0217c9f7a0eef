use crate::shown::in_one_line;

/// In which way it is open which identity is meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Ambiguity {
    /// Several private keys, and nothing said which.
    #[error(
        "the input holds {count} private keys; choose one with `Identity::select`, or keep only the one that is used"
    )]
    SeveralKeys {
        /// How many.
        count: usize,
    },

    /// Several private keys, none of them known to be that of the certificate at hand.
    #[error(
        "the input holds {count} private keys, none of which is known to be that of the certificate"
    )]
    NoneOfTheCertificate {
        /// How many.
        count: usize,
    },

    /// Nothing fits the selection.
    #[error(
        "no certificate{} is there for {}",
        if *.with_keys { " with its private key" } else { "" }, in_one_line(.selection)
    )]
    NotFound {
        /// What was asked for.
        selection: String,
        /// Whether the input has private keys, so that a certificate without one does not count.
        with_keys: bool,
    },

    /// Several fit the selection.
    #[error(
        "{count} certificates{} are there for {}",
        if *.with_keys { " with their private keys" } else { "" }, in_one_line(.selection)
    )]
    SeveralFound {
        /// How many.
        count: usize,
        /// What was asked for.
        selection: String,
        /// Whether the input has private keys, so that a certificate without one does not count.
        with_keys: bool,
    },
}
