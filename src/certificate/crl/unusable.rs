use std::fmt;

use crate::certificate::{DistinguishedName, Malformed};

use super::LONGEST_FIELD;

/// Why a CRL is not used.
#[derive(Debug)]
pub(crate) struct Unusable {
    issuer: Option<DistinguishedName>,
    reason: Reason,
}

/// Against the standards, or within them and beyond rustls-webpki.
#[derive(Debug)]
pub(crate) enum Reason {
    Malformed(Malformed),
    Unsupported(UnsupportedCrl),
}

/// What a CRL may be, and rustls does not support.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnsupportedCrl {
    /// Version 1.
    Version,
    /// No nextUpdate, RFC 5280 section 5.1.2.5.
    NoNextUpdate,
    /// No extensions at all.
    NoExtensions,
    /// A date before 1970.
    BeforeEpoch,
    /// Changes since another list, RFC 5280 section 5.2.4.
    Delta,
    /// Certificates of several issuers, RFC 5280 section 5.2.5.
    Indirect,
    /// Attribute certificates only, RFC 5280 section 5.2.5.
    AttributeCertificates,
    /// An issuing distribution point without a name.
    NoDistributionPoint,
    /// A critical extension that is not known.
    CriticalExtension(String),
    /// The same of an entry.
    CriticalEntryExtension(String),
    /// A reason code that RFC 5280 section 5.3.1 does not have.
    ReasonCode(u8),
    /// A longer field than rustls reads; which one.
    LongField(&'static str),
}

impl Unusable {
    pub(super) fn new(issuer: Option<DistinguishedName>, reason: Reason) -> Self {
        Self { issuer, reason }
    }

    /// Whose list it is, if it could be read so far.
    pub(crate) fn issuer(&self) -> Option<&DistinguishedName> {
        self.issuer.as_ref()
    }

    pub(crate) fn into_reason(self) -> Reason {
        self.reason
    }
}

impl From<Reason> for Unusable {
    fn from(reason: Reason) -> Self {
        Self::new(None, reason)
    }
}

impl From<Malformed> for Reason {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error)
    }
}

impl From<UnsupportedCrl> for Reason {
    fn from(unsupported: UnsupportedCrl) -> Self {
        Self::Unsupported(unsupported)
    }
}

impl fmt::Display for UnsupportedCrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version => "CRLs of another version than 2",
            Self::NoNextUpdate => "CRLs that do not say when the next one is due (nextUpdate)",
            Self::NoExtensions => "CRLs without extensions",
            Self::BeforeEpoch => "dates before 1970",
            Self::Delta => "delta CRLs, which hold changes only; give the complete CRL",
            Self::Indirect => {
                "indirect CRLs, which are of several issuers; give the CRL of the certificate's issuer"
            }
            Self::AttributeCertificates => "CRLs of attribute certificates only",
            Self::NoDistributionPoint => {
                "an issuing distribution point that names no distribution point"
            }
            Self::CriticalExtension(extension) => {
                return write!(f, "the critical extension {extension}");
            }
            Self::CriticalEntryExtension(extension) => {
                return write!(f, "the critical extension {extension} of an entry");
            }
            Self::ReasonCode(code) => return write!(f, "the reason code {code} of an entry"),
            Self::LongField(what) => {
                return write!(
                    f,
                    "fields of more than {LONGEST_FIELD} octets, such as {what}"
                );
            }
        })
    }
}
