//! What the files of a specification hold.

use crate::certificate::{Certificate, Version};
use crate::error::{ContainerError, Error};
use crate::identity::{Identity, Password};
use crate::trust::{Pins, Roots};

/// A pin is one certificate: of a whole chain, the one that is used. Several that did not issue each other are several
/// pins, as while a certificate is renewed.
pub(super) fn pins(bytes: &[u8]) -> Result<Pins, String> {
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
            Pins::from_bytes(all).map_err(|error| error.to_string())
        }
        Err(protected) if is_protected(&protected) => Err(PROTECTED.into()),
        Err(_) => Err(error.to_string()),
    }
}

/// Every certificate of a file, each of which can be a trust anchor.
pub(super) fn authorities(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let identity = match Identity::from_bytes(bytes, &Password::none()) {
        Ok(identity) => identity,
        Err(protected) if is_protected(&protected) => return Err(PROTECTED.into()),
        Err(error) => return Err(error.to_string()),
    };
    let certificates: Vec<_> = identity.chain().as_it_came();
    let certificates: Vec<Certificate> = certificates.into_iter().cloned().collect();
    if let Some(issued) = certificates.iter().find(|it| is_merely_issued(it)) {
        // rustls believes an anchor whatever it says of itself.
        return Err(format!(
            "`{}` is no CA but was issued by one; among the CAs, its key could vouch for every name. Leave it out, or \
             trust it alone with `pin:`",
            issued.subject()
        ));
    }
    let usable = Roots::of_certificates(&certificates).map(drop);
    usable.map_err(|error| error.to_string())?;
    Ok(certificates)
}

fn is_merely_issued(certificate: &Certificate) -> bool {
    certificate.version() == Version::V3 && !certificate.is_ca() && !certificate.is_self_issued()
}

fn is_protected(error: &Error) -> bool {
    matches!(error.container(), Some(ContainerError::PasswordMissing))
}

const PROTECTED: &str = "the file is protected with a password, and holds more than it takes to trust; export its certificates alone";
