//! The one place here that knows how rustls' keys sign.

use rustls::sign::SigningKey;

use super::AssertionFormat;
use crate::error::{Error, PrivateKeyError};

/// Signs with exactly the algorithm of the format; the input is not hashed yet.
pub(super) fn sign(
    key: &dyn SigningKey,
    format: AssertionFormat,
    input: &[u8],
) -> Result<Vec<u8>, Error> {
    let failure = |source| Error::PrivateKey {
        place: None,
        source,
    };
    let scheme = format.scheme();
    // Offered several, a key picks by its own order.
    let signer = key.choose_scheme(&[scheme]).ok_or_else(|| {
        failure(match format {
            AssertionFormat::Ps256 => PrivateKeyError::NoPss,
            _ => PrivateKeyError::NoPkcs1 {
                algorithm: format.algorithm(),
            },
        })
    })?;
    if signer.scheme() != scheme {
        return Err(failure(PrivateKeyError::OtherScheme {
            asked: format.algorithm(),
            offered: format!("{:?}", signer.scheme()),
        }));
    }
    let signature = signer.sign(input);
    signature.map_err(|error| {
        failure(PrivateKeyError::SigningFailed {
            reason: error.to_string(),
        })
    })
}
