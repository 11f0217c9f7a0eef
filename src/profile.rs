//! What a scenario asks of a certificate, in the requirement words of RFC 2119.

use std::fmt;

use crate::certificate::{KeyUsage, Purpose};
use crate::finding::Severity;

/// A requirement level of RFC 2119, as updated by RFC 8174.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[allow(clippy::exhaustive_enums, reason = "RFC 2119 has five words")]
pub enum Requirement {
    /// Absolutely required.
    Must,
    /// Recommended.
    Should,
    /// Left to the issuer.
    May,
    /// Not recommended.
    ShouldNot,
    /// Absolutely prohibited.
    MustNot,
}

impl Requirement {
    /// Whether presence (or absence) goes against the word; `May` is never broken.
    pub const fn is_broken_by(self, presence: Presence) -> bool {
        match presence {
            Presence::Present => matches!(self, Self::ShouldNot | Self::MustNot),
            Presence::Absent => matches!(self, Self::Should | Self::Must),
        }
    }

    /// The severity of a deviation whose rule names `level` for an absolute requirement:
    /// a recommendation makes it a warning, a free choice at most a notice.
    ///
    /// ```
    /// use vb365_tls::finding::Severity;
    /// use vb365_tls::profile::Requirement;
    /// assert_eq!(Requirement::Must.weigh(Severity::Error), Severity::Error);
    /// assert_eq!(Requirement::ShouldNot.weigh(Severity::Notice), Severity::Warning);
    /// assert_eq!(Requirement::May.weigh(Severity::Error), Severity::Notice);
    /// ```
    pub const fn weigh(self, level: Severity) -> Severity {
        match self {
            Self::Must | Self::MustNot => level,
            Self::Should | Self::ShouldNot => Severity::Warning,
            Self::May => Severity::Notice,
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
            Self::ShouldNot => "SHOULD NOT",
            Self::MustNot => "MUST NOT",
        })
    }
}

/// Whether a certificate has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "there is no third answer")]
pub enum Presence {
    /// It is there.
    Present,
    /// It is not.
    Absent,
}

/// What the certificate of a scenario acts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
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

/// What a scenario asks of a certificate.
///
/// The profiles of the product are literals in [`scenario`](crate::scenario), one beside each type. A profile of
/// your own starts from [`Profile::tls_server`], [`Profile::tls_client`], [`Profile::tls_peer`] or
/// [`Profile::assertion_signer`]:
///
/// ```
/// use vb365_tls::profile::{Profile, Requirement};
///
/// const METRICS: &Profile = &Profile::tls_server("metrics", "Scraping metrics")
///     .with_wildcard(Requirement::MustNot);
/// assert_eq!(METRICS.id, "metrics");
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Profile {
    /// The scenario's name in kebab case.
    pub id: &'static str,
    /// What it is called for people.
    pub title: &'static str,
    /// What the certificate acts as.
    pub acts_as: ActsAs,
    /// Purposes, judged only where the extension is present.
    pub extended_key_usage: &'static [(Purpose, Requirement)],
    /// Key usages, judged only where the extension is present.
    pub key_usage: &'static [(KeyUsage, Requirement)],
    /// A dNSName or iPAddress in the subject alternative name.
    pub subject_alt_name: Requirement,
    /// Each address of the scenario among the presented identifiers.
    pub reference_identifier: Requirement,
    /// A wildcard as the only match of an address.
    pub wildcard: Requirement,
    /// `CA:TRUE` on the end entity.
    pub basic_constraints_ca: Requirement,
    /// An end entity that is its own issuer.
    pub self_signed: Requirement,
    /// An RSA key, not an elliptic curve.
    pub rsa_key: Requirement,
    /// A cryptographic service provider (CSP) of Windows, and none of CNG, where the file of the key names a provider.
    pub csp_key: Requirement,
}

impl Profile {
    /// A profile of your own for a TLS server.
    pub const fn tls_server(id: &'static str, title: &'static str) -> Self {
        Self {
            id,
            title,
            acts_as: ActsAs::TlsServer,
            extended_key_usage: &[(Purpose::ServerAuth, Requirement::Must)],
            key_usage: &[(KeyUsage::DigitalSignature, Requirement::Must)],
            subject_alt_name: Requirement::Must,
            reference_identifier: Requirement::Must,
            wildcard: Requirement::May,
            basic_constraints_ca: Requirement::MustNot,
            self_signed: Requirement::May,
            rsa_key: Requirement::May,
            csp_key: Requirement::May,
        }
    }

    /// A profile of your own for a TLS client; servers know their clients by other things than the names of hosts.
    pub const fn tls_client(id: &'static str, title: &'static str) -> Self {
        Self {
            acts_as: ActsAs::TlsClient,
            extended_key_usage: &[(Purpose::ClientAuth, Requirement::Must)],
            subject_alt_name: Requirement::May,
            reference_identifier: Requirement::May,
            ..Self::tls_server(id, title)
        }
    }

    /// A profile of your own for both ends of mutual TLS.
    pub const fn tls_peer(id: &'static str, title: &'static str) -> Self {
        Self {
            acts_as: ActsAs::TlsPeer,
            extended_key_usage: &[
                (Purpose::ServerAuth, Requirement::Must),
                (Purpose::ClientAuth, Requirement::Must),
            ],
            ..Self::tls_server(id, title)
        }
    }

    /// A profile of your own for a certificate that signs client assertions.
    pub const fn assertion_signer(id: &'static str, title: &'static str) -> Self {
        Self {
            acts_as: ActsAs::AssertionSigner,
            extended_key_usage: &[],
            key_usage: &[(KeyUsage::DigitalSignature, Requirement::Must)],
            subject_alt_name: Requirement::May,
            reference_identifier: Requirement::May,
            basic_constraints_ca: Requirement::MustNot,
            rsa_key: Requirement::Must,
            ..Self::tls_server(id, title)
        }
    }

    /// The same profile with these purposes.
    pub const fn with_extended_key_usage(
        self,
        extended_key_usage: &'static [(Purpose, Requirement)],
    ) -> Self {
        Self {
            extended_key_usage,
            ..self
        }
    }

    /// The same profile with this word for a wildcard.
    pub const fn with_wildcard(self, wildcard: Requirement) -> Self {
        Self { wildcard, ..self }
    }

    /// The same profile with this word for a self-signed end entity.
    pub const fn with_self_signed(self, self_signed: Requirement) -> Self {
        Self {
            self_signed,
            ..self
        }
    }

    /// The same profile with this word for the address of the scenario.
    pub const fn with_reference_identifier(self, reference_identifier: Requirement) -> Self {
        Self {
            reference_identifier,
            ..self
        }
    }
}

/// How the peer makes up its mind about the certificate.
///
/// What breaks a client that builds a path to an authority can be harmless to one that pins, and the reverse.
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
