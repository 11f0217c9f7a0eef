//! What a scenario asks of a certificate, in words with their sources.
//!
//! Two things are told apart. What verifiers look at in any certificate of its kind follows from what it
//! [acts as](ActsAs): those facts are in no profile, and no profile can switch them off. What is asked *besides* by whoever
//! runs the service are the [words](Profile::words) of the profile; each says what is asked, how firmly, and who says so.

mod acts_as;
mod demand;
#[cfg(feature = "serde")]
mod parse;
#[cfg(feature = "schemars")]
mod schema;
mod word;

use std::borrow::Cow;
use std::fmt;

pub use acts_as::ActsAs;
pub use demand::{CrlScheme, Demand, KeyKind};
pub use word::{Requirement, Word};

/// What a scenario asks of a certificate.
///
/// The profiles of the product are literals in [`scenario`](crate::scenario), one beside each type. One of your own is
/// a literal too, with its words in a constant of their own, or read from a file with the feature `serde`:
///
/// ```
/// use vb365_tls::finding::Basis;
/// use vb365_tls::profile::{Demand, KeyKind, Profile, Requirement, Word};
///
/// const METRICS: &Profile =
///     &Profile::tls_server("metrics", "Scraping metrics", WORDS);
/// const WORDS: &[Word] = &[
///     Word::new(
///         Demand::Wildcard,
///         Requirement::MustNot,
///         Basis::Own,
///         "handbook, page 3",
///     ),
///     Word::new(
///         Demand::Key(KeyKind::P256),
///         Requirement::Should,
///         Basis::Own,
///         "handbook, page 4",
///     ),
/// ];
/// assert_eq!(
///     METRICS.words[0].to_string(),
///     "wildcard MUST NOT (own: handbook, page 3)"
/// );
///
/// # #[cfg(feature = "serde")] {
/// let read: Profile = serde_json::from_str(
///     r#"{
///     "id": "metrics", "title": "Scraping metrics", "acts-as": "tls-server",
///     "words": [
///         {"demand": "wildcard", "requirement": "must-not",
///          "basis": "own", "source": "handbook, page 3"},
///         {"demand": "key=p-256", "requirement": "should",
///          "basis": "own", "source": "handbook, page 4"}
///     ]
/// }"#,
/// )?;
/// assert_eq!(&read, METRICS);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", try_from = "parse::Written")
)]
#[non_exhaustive]
pub struct Profile {
    /// The scenario's name in kebab case.
    pub id: Cow<'static, str>,
    /// What it is called for people.
    pub title: Cow<'static, str>,
    /// What the certificate acts as.
    pub acts_as: ActsAs,
    /// What is asked besides what everybody asks of such a certificate.
    pub words: Cow<'static, [Word]>,
}

impl Profile {
    /// The profile of a TLS server.
    pub const fn tls_server(id: &'static str, title: &'static str, words: &'static [Word]) -> Self {
        Self::new(id, title, ActsAs::TlsServer, words)
    }

    /// The profile of a TLS client; servers know their clients by other things than the names of hosts.
    pub const fn tls_client(id: &'static str, title: &'static str, words: &'static [Word]) -> Self {
        Self::new(id, title, ActsAs::TlsClient, words)
    }

    /// The profile of both ends of mutual TLS.
    pub const fn tls_peer(id: &'static str, title: &'static str, words: &'static [Word]) -> Self {
        Self::new(id, title, ActsAs::TlsPeer, words)
    }

    /// The profile of a certificate that signs client assertions.
    pub const fn assertion_signer(
        id: &'static str,
        title: &'static str,
        words: &'static [Word],
    ) -> Self {
        Self::new(id, title, ActsAs::AssertionSigner, words)
    }

    const fn new(
        id: &'static str,
        title: &'static str,
        acts_as: ActsAs,
        words: &'static [Word],
    ) -> Self {
        Self {
            id: Cow::Borrowed(id),
            title: Cow::Borrowed(title),
            acts_as,
            words: Cow::Borrowed(words),
        }
    }

    /// The word of this profile on something; what it has no word for is left to the issuer.
    ///
    /// ```
    /// use vb365_tls::profile::{Demand, Requirement};
    /// use vb365_tls::scenario::ScenarioId;
    ///
    /// let profile = ScenarioId::RestApi.profile();
    /// let word = profile.word(&Demand::SelfSigned).ok_or("no word")?;
    /// assert_eq!(word.requirement, Requirement::ShouldNot);
    /// assert_eq!(
    ///     word.source,
    ///     "https://bp.veeam.com/vb365/guide/supplemental/security.html"
    /// );
    /// # Ok::<(), &str>(())
    /// ```
    pub fn word(&self, demand: &Demand) -> Option<&Word> {
        self.words.iter().find(|word| word.demand == *demand)
    }
}

/// How the peer makes up its mind about the certificate.
///
/// What breaks a client that builds a path to a CA can be harmless to one that pins, and the reverse.
///
/// ```
/// use vb365_tls::profile::Verification;
///
/// assert_eq!(Verification::ByPin.to_string(), "by pin");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[allow(
    clippy::exhaustive_enums,
    reason = "the catalogue has these two columns"
)]
pub enum Verification {
    /// It builds a certification path to a trust anchor, RFC 5280 section 6.
    ByPath,
    /// It knows the certificate or its key.
    ByPin,
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByPath => "by path",
            Self::ByPin => "by pin",
        })
    }
}
