//! The one place here that knows how rustls' keys sign.

use rustls::sign::SigningKey;

use super::AssertionFormat;
use crate::error::Error;

/// Signs with exactly the algorithm of the format; the input is not hashed yet.
pub(super) fn sign(
    key: &dyn SigningKey,
    format: AssertionFormat,
    input: &[u8],
) -> Result<Vec<u8>, Error> {
    let failure = |reason: String| Error::PrivateKey { reason };
    let scheme = format.scheme();
    // Offered several, a key picks by its own order.
    let signer = key.choose_scheme(&[scheme]).ok_or_else(|| {
        failure(match format {
            AssertionFormat::Ps256 => {
                "it does not sign with RSASSA-PSS and SHA-256 (PS256); if it knows PKCS #1 v1.5, \
                                       as keys in hardware may, use `AssertionFormat::Rs256`"
                    .into()
            }
            _ => format!(
                "it does not sign with PKCS #1 v1.5 and SHA-256 ({})",
                format.algorithm()
            ),
        })
    })?;
    if signer.scheme() != scheme {
        return Err(failure(format!(
            "asked for {}, it would sign with {:?}",
            format.algorithm(),
            signer.scheme()
        )));
    }
    let signature = signer.sign(input);
    signature.map_err(|error| failure(format!("it does not sign: {error}")))
}
