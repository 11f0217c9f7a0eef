//! JSON Web Tokens (RFC 7519) in compact serialization (RFC 7515 section 7.1), signed with the key of a certificate.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use rustls::crypto::CryptoProvider;
use serde::Serialize;
use zeroize::Zeroizing;

use super::format::Thumbprint;
use super::{AssertionFormat, signer};
use crate::certificate::Certificate;
use crate::credential::Accepted;
use crate::error::{Error, Unsupported};

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    #[serde(flatten)]
    thumbprint: Thumbprint,
    /// RFC 7515 section 4.1.6: the end entity first, in standard Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    x5c: Option<Vec<String>>,
}

/// The claims of RFC 7519 section 4.1; times are whole seconds since 1970.
#[derive(Serialize)]
pub(super) struct Claims<'a> {
    pub(super) aud: &'a str,
    pub(super) iss: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) iat: Option<u64>,
    pub(super) nbf: u64,
    pub(super) exp: u64,
}

/// The certificates that are included in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CertificateChain {
    LeftOut,
    Sent,
}

/// A signed token. It is worth the private key until it expires, so it is wiped.
pub(super) fn sign(
    accepted: &Accepted,
    format: AssertionFormat,
    chain: CertificateChain,
    claims: &Claims<'_>,
) -> Result<Zeroizing<String>, Error> {
    let certificates = accepted.chain().path();
    let x5c = |certificate: &Certificate| Base64::encode_string(certificate.der());
    let header = Header {
        alg: format.algorithm(),
        typ: "JWT",
        thumbprint: format.thumbprint(accepted.chain().end_entity(), accepted.provider())?,
        x5c: (chain == CertificateChain::Sent).then(|| certificates.iter().map(x5c).collect()),
    };
    let input = format!("{}.{}", part(&header)?, part(claims)?);
    let signature = signer::sign(&**accepted.key(), format, input.as_bytes())?;
    let signature = Zeroizing::new(Base64UrlUnpadded::encode_string(&signature));
    // Room for all at once: a growing string would leave copies behind.
    let mut token = Zeroizing::new(String::with_capacity(input.len() + 1 + signature.len()));
    for piece in [&input, ".", &signature] {
        token.push_str(piece);
    }
    Ok(token)
}

fn part(value: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_vec(value).map_err(|error| Unsupported::Json {
        reason: error.to_string(),
    })?;
    Ok(Base64UrlUnpadded::encode_string(&json))
}

/// A random UUID, version 4 (RFC 9562 section 5.4), from the random numbers of the provider.
pub(super) fn unique(provider: &CryptoProvider) -> Result<String, Error> {
    let mut bytes = [0; 16];
    let filled = provider.secure_random.fill(&mut bytes);
    filled.map_err(rustls::Error::from)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let groups = [&hex[..4], &hex[4..6], &hex[6..8], &hex[8..10], &hex[10..]];
    Ok(groups.map(<[String]>::concat).join("-"))
}
