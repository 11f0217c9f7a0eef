//! A file of CAs, such as a company hands out.

use crate::certificate::{Certificate, Version};
use crate::error::{ContainerError, Error, TrustSpecError};

/// Every certificate of a file, each of which can be a trust anchor.
pub(super) fn cas(bytes: &[u8]) -> Result<Vec<Certificate>, TrustSpecError> {
    let certificates = match Certificate::read_all(bytes) {
        Ok(certificates) => certificates,
        Err(protected) if is_protected(&protected) => return Err(TrustSpecError::Protected),
        Err(error) => return Err(contents(error)),
    };
    let is_merely_issued =
        |it: &&Certificate| it.version() == Version::V3 && !it.is_ca() && !it.is_self_issued();
    if let Some(issued) = certificates.iter().find(is_merely_issued) {
        // rustls trusts an anchor whatever it says of itself.
        let subject = issued.subject().to_string();
        return Err(TrustSpecError::NotCa { subject });
    }
    Ok(certificates)
}

/// The same, where nothing but the file was given.
pub(super) fn read(file: &[u8]) -> Result<Vec<Certificate>, Error> {
    cas(file).map_err(|source| match source {
        TrustSpecError::Contents(error) => *error,
        source => Error::TrustSpec {
            item: "ca".into(),
            source,
        },
    })
}

pub(super) fn is_protected(error: &Error) -> bool {
    matches!(error.container(), Some(ContainerError::PasswordMissing))
}

pub(super) fn contents(error: Error) -> TrustSpecError {
    TrustSpecError::Contents(Box::new(error))
}
