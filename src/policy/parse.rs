use std::borrow::Cow;

use crate::shown::shown_up_to;

/// Text that is no lifetime, time before expiry, key identifier or preset.
///
/// ```
/// use vb365_tls::policy::Lifetime;
///
/// let error = "P6M".parse::<Lifetime>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`P6M` is not a valid lifetime: months differ in length, and only days are understood, such as P180D",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {what}")]
pub struct ParseError {
    text: String,
    what: Cow<'static, str>,
}

impl ParseError {
    /// The text is shown escaped and cut, it may come from anywhere.
    pub(super) fn new(text: &str, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: shown_up_to(100, text),
            what: what.into(),
        }
    }
}
