//! Which algorithm signs an assertion, and how its header names the certificate.

use base64ct::{Base64UrlUnpadded, Encoding};
use rustls::crypto::CryptoProvider;
use rustls::crypto::hash::{Hash, HashAlgorithm};
use rustls::{SignatureScheme, SupportedCipherSuite};
use serde::Serialize;

use crate::certificate::Certificate;
use crate::error::{Error, Unsupported};

/// How an assertion is signed, and by which hash its header names the certificate.
///
/// | format | `alg` | RFC 7518 | header | hash of the certificate |
/// |---|---|---|---|---|
/// | [`Ps256`](Self::Ps256) | `PS256` | section 3.5 | `x5t#S256` | SHA-256 |
/// | [`Rs256`](Self::Rs256) | `RS256` | section 3.3 | `x5t#S256` | SHA-256 |
/// | [`Rs256Sha1`](Self::Rs256Sha1) | `RS256` | section 3.3 | `x5t` | SHA-1 |
///
/// Name and hash go together: a hash under the other's name is answered with AADSTS700027
/// (<https://github.com/MicrosoftDocs/entra-docs/pull/1301>).
///
/// ```
/// use vb365_tls::entra::AssertionFormat;
///
/// assert_eq!(AssertionFormat::default().algorithm(), "PS256");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AssertionFormat {
    /// What Microsoft documents: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.
    #[default]
    Ps256,
    /// For keys that cannot do RSASSA-PSS, as in some hardware and in older Windows key stores.
    Rs256,
    /// For services older than the SHA-256 header; many client libraries still send it.
    Rs256Sha1,
}

impl AssertionFormat {
    /// The name of the signature algorithm in the header `alg` (RFC 7518 section 3.1).
    pub const fn algorithm(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 | Self::Rs256Sha1 => "RS256",
        }
    }

    pub(super) const fn scheme(self) -> SignatureScheme {
        match self {
            Self::Ps256 => SignatureScheme::RSA_PSS_SHA256,
            Self::Rs256 | Self::Rs256Sha1 => SignatureScheme::RSA_PKCS1_SHA256,
        }
    }

    pub(super) fn thumbprint(
        self,
        certificate: &Certificate,
        provider: &CryptoProvider,
    ) -> Result<Thumbprint, Error> {
        Ok(match self {
            Self::Ps256 | Self::Rs256 => {
                let digest = sha256(provider)?.hash(certificate.der());
                Thumbprint::Sha256(Base64UrlUnpadded::encode_string(digest.as_ref()))
            }
            Self::Rs256Sha1 => Thumbprint::Sha1(certificate.thumbprint().to_base64url()),
        })
    }
}

/// The hash of a certificate under its header name; the names are case-sensitive (RFC 7515 sections 4.1.7 and 4.1.8).
#[derive(Serialize)]
pub(super) enum Thumbprint {
    #[serde(rename = "x5t#S256")]
    Sha256(String),
    #[serde(rename = "x5t")]
    Sha1(String),
}

/// rustls keeps its hashes with the cipher suites.
fn sha256(provider: &CryptoProvider) -> Result<&'static dyn Hash, Error> {
    let hashes = provider.cipher_suites.iter().map(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => suite.common.hash_provider,
        SupportedCipherSuite::Tls13(suite) => suite.common.hash_provider,
    });
    let mut sha256 = hashes.filter(|hash| hash.algorithm() == HashAlgorithm::SHA256);
    sha256
        .next()
        .ok_or(Error::Unsupported(Unsupported::NoSha256))
}
