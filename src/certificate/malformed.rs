use std::fmt;

use crate::shown::shown;

/// Bytes that are not a certificate, with the place where reading stopped.
///
/// ```
/// let error = vb365_tls::Certificate::from_der(vec![0x30, 0x03, 0x02]).unwrap_err();
/// assert_eq!(error.offset(), 0);
/// assert!(error.to_string().starts_with("malformed certificate at byte 0"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Malformed {
    what: &'static str,
    offset: usize,
    reason: String,
}

impl Malformed {
    pub(crate) fn new(what: &'static str, offset: usize, reason: impl fmt::Display) -> Self {
        Self {
            what,
            offset,
            reason: shown(reason),
        }
    }

    /// The byte position, counted from the start of the certificate.
    pub fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) fn what(&self) -> &'static str {
        self.what
    }

    /// What is wrong there, without the position.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "malformed certificate at byte {}: {}: {}",
            self.offset, self.what, self.reason
        )
    }
}

impl std::error::Error for Malformed {}
