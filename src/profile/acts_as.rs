//! What follows from the use of a certificate, whatever a profile says.

use std::fmt;

use super::Requirement::{May, Must, MustNot};
use super::{Demand, KeyKind, Word};
use crate::certificate::{KeyUsage, Purpose};
use crate::finding::Basis::{Documented, Engine, Standard};

/// What the certificate of a scenario acts as.
///
/// ```
/// use vb365_tls::profile::ActsAs;
/// use vb365_tls::scenario::ScenarioId;
///
/// assert_eq!(ScenarioId::RestApi.profile().acts_as, ActsAs::TlsServer);
/// assert!(ActsAs::TlsServer.is_found_by_name());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ActsAs {
    /// A TLS server.
    TlsServer,
    /// A TLS client, for a server that authenticates its clients.
    TlsClient,
    /// Both ends of mutually authenticated TLS.
    TlsPeer,
    /// The signer of a JWT client assertion (RFC 7523); no TLS certificate at all.
    AssertionSigner,
}

impl ActsAs {
    /// The purposes a certificate needs that names any, RFC 5280 section 4.2.1.12.
    pub const fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::TlsServer => &[Purpose::ServerAuth],
            Self::TlsClient => &[Purpose::ClientAuth],
            Self::TlsPeer => &[Purpose::ServerAuth, Purpose::ClientAuth],
            Self::AssertionSigner => &[],
        }
    }

    /// Whether a peer looks for the name of a host in it, RFC 9525.
    pub const fn is_found_by_name(self) -> bool {
        matches!(self, Self::TlsServer | Self::TlsPeer)
    }

    /// What verifiers look at in such a certificate, and who says so: the rules about it are in no profile.
    ///
    /// How much each weighs depends on who verifies, and how; the [rules](crate::rule) have their levels.
    ///
    /// ```
    /// use vb365_tls::profile::{ActsAs, Demand, KeyKind};
    ///
    /// let words = ActsAs::AssertionSigner.words();
    /// assert!(words.iter().any(|word| word.demand == Demand::Key(KeyKind::Rsa)));
    /// ```
    pub const fn words(self) -> &'static [Word] {
        match self {
            Self::TlsServer => TLS_SERVER,
            Self::TlsClient => TLS_CLIENT,
            Self::TlsPeer => TLS_PEER,
            Self::AssertionSigner => ASSERTION_SIGNER,
        }
    }
}

impl fmt::Display for ActsAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TlsServer => "tls-server",
            Self::TlsClient => "tls-client",
            Self::TlsPeer => "tls-peer",
            Self::AssertionSigner => "assertion-signer",
        })
    }
}

const SERVER_AUTH: Word = Word::new(
    Demand::ExtendedKeyUsage(Purpose::ServerAuth),
    Must,
    Standard,
    "RFC 5280 section 4.2.1.12",
);
const CLIENT_AUTH: Word = Word::new(
    Demand::ExtendedKeyUsage(Purpose::ClientAuth),
    Must,
    Standard,
    "RFC 5280 section 4.2.1.12",
);
const SIGNS_HANDSHAKES: Word = Word::new(
    Demand::KeyUsage(KeyUsage::DigitalSignature),
    Must,
    Standard,
    "RFC 8446 section 4.4.2.2",
);
const NAMES_HOSTS: Word = Word::new(
    Demand::SubjectAltName,
    Must,
    Engine,
    "RFC 9525 section 2; rustls looks at the subject alternative name only",
);
const NAMES_ADDRESSES: Word = Word::new(
    Demand::ReferenceIdentifier,
    Must,
    Standard,
    "RFC 9525 section 6",
);
const WILDCARD: Word = Word::new(Demand::Wildcard, May, Standard, "RFC 9525 section 6.3");
const NO_CA: Word = Word::new(
    Demand::Ca,
    MustNot,
    Engine,
    "RFC 5280 section 4.2.1.9; rustls-webpki 0.103: CaUsedAsEndEntity",
);

const TLS_SERVER: &[Word] = &[
    SERVER_AUTH,
    SIGNS_HANDSHAKES,
    NAMES_HOSTS,
    NAMES_ADDRESSES,
    WILDCARD,
    NO_CA,
];
const TLS_CLIENT: &[Word] = &[CLIENT_AUTH, SIGNS_HANDSHAKES, NO_CA];
const TLS_PEER: &[Word] = &[
    SERVER_AUTH,
    CLIENT_AUTH,
    SIGNS_HANDSHAKES,
    NAMES_HOSTS,
    NAMES_ADDRESSES,
    WILDCARD,
    NO_CA,
];
const ASSERTION_SIGNER: &[Word] = &[
    Word::new(
        Demand::KeyUsage(KeyUsage::DigitalSignature),
        Must,
        Standard,
        "RFC 5280 section 4.2.1.3",
    ),
    Word::new(Demand::Ca, MustNot, Standard, "RFC 5280 section 4.2.1.9"),
    Word::new(
        Demand::Key(KeyKind::Rsa),
        Must,
        Documented,
        "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
    ),
];
