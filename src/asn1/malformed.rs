use std::fmt;

use crate::shown::shown;

/// Bytes that are not a certificate, with the place where reading stopped.
///
/// ```
/// let error = vb365_tls::Certificate::from_der(vec![0x30, 0x03, 0x02]).unwrap_err();
/// assert_eq!(error.offset(), 0);
/// assert!(error.to_string().starts_with("malformed certificate at byte 0"));
/// ```
// Boxed, so that what may be one, such as a field of a certificate, is small.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Malformed(Box<Place>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Place {
    what: &'static str,
    offset: usize,
    reason: String,
}

impl Malformed {
    #[cold]
    pub(crate) fn new(what: &'static str, offset: usize, reason: impl fmt::Display) -> Self {
        Self(Box::new(Place {
            what,
            offset,
            reason: shown(reason),
        }))
    }

    /// The byte position, counted from the start of the certificate.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    pub(crate) fn what(&self) -> &'static str {
        self.0.what
    }

    /// What is wrong there, without the position.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "malformed certificate at byte {}: {}: {}",
            self.0.offset, self.0.what, self.0.reason
        )
    }
}

impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Malformed")
            .field("what", &self.0.what)
            .field("offset", &self.0.offset)
            .field("reason", &self.0.reason)
            .finish()
    }
}

impl std::error::Error for Malformed {}
