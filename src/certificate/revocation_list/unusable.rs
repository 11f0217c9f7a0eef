use std::fmt;

use crate::certificate::{DistinguishedName, Malformed};

use super::LONGEST_FIELD;

/// Why a revocation list is not used.
#[derive(Debug)]
pub(crate) struct Unusable {
    issuer: Option<DistinguishedName>,
    reason: Reason,
}

/// Against the standards, or within them and beyond rustls-webpki.
#[derive(Debug)]
pub(super) enum Reason {
    Malformed(Malformed),
    Unsupported(Unsupported),
}

/// What rustls-webpki does not do.
#[derive(Debug)]
pub(super) enum Unsupported {
    Version,
    NoNextUpdate,
    NoExtensions,
    BeforeEpoch,
    Delta,
    Indirect,
    AttributeCertificates,
    NoDistributionPoint,
    CriticalExtension(String),
    CriticalEntryExtension(String),
    ReasonCode(u8),
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

impl From<Unsupported> for Reason {
    fn from(unsupported: Unsupported) -> Self {
        Self::Unsupported(unsupported)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::Malformed(error) => {
                let (what, offset, reason) = (error.what(), error.offset(), error.reason());
                write!(f, "badly encoded: {what} at byte {offset}: {reason}")
            }
            Reason::Unsupported(unsupported) => {
                write!(f, "rustls does not support {unsupported}")
            }
        }
    }
}

impl fmt::Display for Unsupported {
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
