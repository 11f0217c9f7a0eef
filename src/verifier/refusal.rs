use std::fmt;
use std::sync::Arc;

use rustls::{CertificateError, OtherError};

use crate::finding::{Finding, Severity};

/// Why a verifier of this crate ended a handshake; [`explain`](crate::tls::explain) gets it back out of rustls' error.
///
/// `Display` is the finding with its remedy, so that a log that only prints rustls' error is already useful.
///
/// ```
/// use vb365_tls::tls::explain;
///
/// fn log(error: &std::io::Error) {
///     match explain(error) {
///         Some(finding) => eprintln!("{finding}; {}", finding.remedy),
///         None => eprintln!("{error}"),
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal(Box<Finding>);

impl Refusal {
    /// Whatever the rule weighs elsewhere, here it ends the connection.
    pub(crate) fn new(mut finding: Finding) -> Self {
        finding.severity = Severity::Error;
        Self(Box::new(finding))
    }

    /// The rule that was broken, by which certificate, and what to do.
    pub fn finding(&self) -> &Finding {
        &self.0
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; remedy: {}", self.0, self.0.remedy)
    }
}

/// rustls shows what it wraps in this form, so it is the one that lands in logs.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for rustls::Error {
    fn from(refusal: Refusal) -> Self {
        CertificateError::Other(OtherError(Arc::new(refusal))).into()
    }
}
