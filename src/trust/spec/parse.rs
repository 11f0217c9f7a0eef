//! What the files of a specification hold.

use crate::error::TrustSpecError;
use crate::identity::{Identity, Password};
use crate::trust::Pins;
use crate::trust::ca_file::{contents, is_protected};

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
