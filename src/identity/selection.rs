use std::fmt;

use super::entry::Attributes;
use crate::address::Host;
use crate::certificate::presented_identifier::{self, Match};
use crate::certificate::{Certificate, Fingerprint, Thumbprint};
use crate::shown::shown;

/// Which identity of an input with several is meant, for [`Identity::select`](super::Identity::select).
///
/// ```
/// use vb365_tls::identity::Selection;
/// let by_thumbprint = Selection::from(
///     "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4"
///         .parse::<vb365_tls::certificate::Thumbprint>()?,
/// );
/// assert_eq!(
///     by_thumbprint.to_string(),
///     "thumbprint E3B0C44298FC1C149AFBF4C8996FB92427AE41E4"
/// );
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selection {
    /// The SHA-1 of the certificate, as Windows shows it.
    Thumbprint(Thumbprint),
    /// The SHA-256 of the certificate or of its public key.
    Fingerprint(Fingerprint),
    /// The friendly name a PKCS#12 (PFX) file gives to the certificate or to the key, Java's alias; in any case of letters.
    FriendlyName(String),
    /// A host the certificate is for, by its subject alternative name; one that names it goes before a wildcard.
    Host(Host),
}

impl Selection {
    /// How well a certificate and the attributes of it and its key fit; `None` for not at all.
    pub(super) fn fitness(
        &self,
        certificate: &Certificate,
        attributes: [Option<&Attributes>; 2],
    ) -> Option<u8> {
        let is_named = |wanted: &str| {
            let names = attributes.into_iter().flatten();
            let mut names = names.filter_map(|it| it.friendly_name.as_deref());
            names.any(|name| name.to_lowercase() == wanted.to_lowercase())
        };
        let fits = match self {
            Self::Thumbprint(thumbprint) => certificate.thumbprint() == *thumbprint,
            Self::Fingerprint(fingerprint) => {
                certificate.fingerprint() == *fingerprint
                    || certificate.public_key().fingerprint() == *fingerprint
            }
            Self::FriendlyName(name) => is_named(name),
            Self::Host(host) => {
                return match presented_identifier::matches(certificate, host) {
                    Match::Exact => Some(2),
                    Match::Wildcard => Some(1),
                    Match::None => None,
                };
            }
        };
        fits.then_some(1)
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thumbprint(thumbprint) => write!(f, "thumbprint {thumbprint}"),
            Self::Fingerprint(fingerprint) => write!(f, "SHA-256 {fingerprint}"),
            Self::FriendlyName(name) => write!(f, "friendly name `{}`", shown(name)),
            Self::Host(host) => write!(f, "host {host}"),
        }
    }
}

impl From<Thumbprint> for Selection {
    fn from(thumbprint: Thumbprint) -> Self {
        Self::Thumbprint(thumbprint)
    }
}

impl From<Fingerprint> for Selection {
    fn from(fingerprint: Fingerprint) -> Self {
        Self::Fingerprint(fingerprint)
    }
}

impl From<Host> for Selection {
    fn from(host: Host) -> Self {
        Self::Host(host)
    }
}
