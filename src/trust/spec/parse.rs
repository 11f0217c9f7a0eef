//! What the files of a specification hold.

use crate::certificate::{Certificate, Version};
use crate::error::{ContainerError, Error, TrustSpecError};
use crate::identity::{Identity, Password};
use crate::trust::{Pins, Roots};

/// A pin is one certificate: of a whole chain, the one that is used. Several that did not issue each other are several
/// pins, as while a certificate is renewed.
pub(super) fn pins(bytes: &[u8]) -> Result<Pins, TrustSpecError> {
    let error = match Pins::from_bytes(bytes) {
        Ok(pins) => return Ok(pins),
        Err(error) => error,
    };
    match Identity::from_bytes(bytes, &Password::none()) {
        Ok(identity) if identity.chain().unrelated().is_empty() => {
            Ok(Pins::from(identity.end_entity()))
        }
        Ok(identity) => {
            let certificates = identity.chain().as_it_came();
            let all: String = certificates.iter().map(|it| it.to_pem()).collect();
            Pins::from_bytes(all).map_err(contents)
        }
        Err(protected) if is_protected(&protected) => Err(TrustSpecError::Protected),
        Err(_) => Err(contents(error)),
    }
}

/// Every certificate of a file, each of which can be a trust anchor.
pub(super) fn cas(bytes: &[u8]) -> Result<Vec<Certificate>, TrustSpecError> {
    let identity = match Identity::from_bytes(bytes, &Password::none()) {
        Ok(identity) => identity,
        Err(protected) if is_protected(&protected) => return Err(TrustSpecError::Protected),
        Err(error) => return Err(contents(error)),
    };
    let certificates: Vec<_> = identity.chain().as_it_came();
    let certificates: Vec<Certificate> = certificates.into_iter().cloned().collect();
    let is_merely_issued =
        |it: &&Certificate| it.version() == Version::V3 && !it.is_ca() && !it.is_self_issued();
    if let Some(issued) = certificates.iter().find(is_merely_issued) {
        // rustls trusts an anchor whatever it says of itself.
        let subject = issued.subject().to_string();
        return Err(TrustSpecError::NotCa { subject });
    }
    Roots::of_certificates(&certificates).map_err(contents)?;
    Ok(certificates)
}

fn is_protected(error: &Error) -> bool {
    matches!(error.container(), Some(ContainerError::PasswordMissing))
}

fn contents(error: Error) -> TrustSpecError {
    TrustSpecError::Contents(Box::new(error))
}
