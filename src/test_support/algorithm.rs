use rustls::SignatureScheme;

use super::encode::{constructed, integer, null, object_identifier, sequence};

/// The algorithm a certificate says it is signed with.
///
/// Where rustls has no such scheme (the first sentence of a variant says so), the identifier is
/// written and the signature does not verify.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::test_support::SignatureAlgorithm;
///
/// let forge = Forge::tls("vb365.example.com").signature(SignatureAlgorithm::RsaSha512);
/// let chain = forge.chain(&provider);
/// println!("{}", chain.end_entity().signature_algorithm());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// md2WithRSAEncryption; does not verify.
    RsaMd2,
    /// md5WithRSAEncryption; verifies with providers that have it.
    RsaMd5,
    /// sha1WithRSAEncryption; verifies with providers that have it.
    RsaSha1,
    /// sha256WithRSAEncryption.
    RsaSha256,
    /// sha384WithRSAEncryption.
    RsaSha384,
    /// sha512WithRSAEncryption.
    RsaSha512,
    /// RSASSA-PSS with SHA-256 and a salt of 32 octets.
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384 and a salt of 48 octets.
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512 and a salt of 64 octets.
    RsaPssSha512,
    /// RSASSA-PSS with SHA-256 and a salt of 20 octets, which webpki does not know; verifies
    /// elsewhere.
    RsaPssSha256Salt20,
    /// RSASSA-PSS with empty parameters, that is SHA-1 and a salt of 20 octets; verifies
    /// where SHA-1 is not refused.
    RsaPssSha1,
    /// ecdsa-with-SHA1; verifies with providers that have it.
    EcdsaSha1,
    /// ecdsa-with-SHA256, for P-256.
    EcdsaSha256,
    /// ecdsa-with-SHA384, for P-384.
    EcdsaSha384,
    /// ecdsa-with-SHA512, for P-521.
    EcdsaSha512,
    /// Ed25519.
    Ed25519,
    /// Ed448; verifies with providers that have it.
    Ed448,
    /// dsa-with-sha256; verifies with providers that have it.
    DsaSha256,
    /// ML-DSA-65; verifies with providers that have it.
    MlDsa65,
    /// An algorithm nobody has defined; does not verify.
    Unknown,
}

const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const SHA_384: &str = "2.16.840.1.101.3.4.2.2";
const SHA_512: &str = "2.16.840.1.101.3.4.2.3";
const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
const MGF_1: &str = "1.2.840.113549.1.1.8";

impl SignatureAlgorithm {
    /// The AlgorithmIdentifier, with the parameters its standard asks for.
    pub fn identifier(self) -> Vec<u8> {
        let with_null = |dotted| sequence(&[object_identifier(dotted), null()]);
        let bare = |dotted| sequence(&[object_identifier(dotted)]);
        match self {
            Self::RsaMd2 => with_null("1.2.840.113549.1.1.2"),
            Self::RsaMd5 => with_null("1.2.840.113549.1.1.4"),
            Self::RsaSha1 => with_null("1.2.840.113549.1.1.5"),
            Self::RsaSha256 => with_null("1.2.840.113549.1.1.11"),
            Self::RsaSha384 => with_null("1.2.840.113549.1.1.12"),
            Self::RsaSha512 => with_null("1.2.840.113549.1.1.13"),
            Self::RsaPssSha256 => pss(SHA_256, 32),
            Self::RsaPssSha384 => pss(SHA_384, 48),
            Self::RsaPssSha512 => pss(SHA_512, 64),
            Self::RsaPssSha256Salt20 => pss(SHA_256, 20),
            Self::RsaPssSha1 => {
                sequence(&[object_identifier(RSASSA_PSS), sequence::<[u8; 0]>(&[])])
            }
            Self::EcdsaSha1 => bare("1.2.840.10045.4.1"),
            Self::EcdsaSha256 => bare("1.2.840.10045.4.3.2"),
            Self::EcdsaSha384 => bare("1.2.840.10045.4.3.3"),
            Self::EcdsaSha512 => bare("1.2.840.10045.4.3.4"),
            Self::Ed25519 => bare("1.3.101.112"),
            Self::Ed448 => bare("1.3.101.113"),
            Self::DsaSha256 => bare("2.16.840.1.101.3.4.3.2"),
            Self::MlDsa65 => bare("2.16.840.1.101.3.4.3.18"),
            Self::Unknown => bare("1.3.6.1.4.1.32473.2"),
        }
    }

    pub(super) fn scheme(self) -> Option<SignatureScheme> {
        Some(match self {
            // TLS 1.2 numbers hash and signature on their own (RFC 5246 section 7.4.1.4.1).
            Self::RsaMd5 => SignatureScheme::Unknown(0x0101),
            Self::DsaSha256 => SignatureScheme::Unknown(0x0402),
            Self::RsaSha1 => SignatureScheme::RSA_PKCS1_SHA1,
            Self::EcdsaSha1 => SignatureScheme::ECDSA_SHA1_Legacy,
            Self::RsaSha256 => SignatureScheme::RSA_PKCS1_SHA256,
            Self::RsaSha384 => SignatureScheme::RSA_PKCS1_SHA384,
            Self::RsaSha512 => SignatureScheme::RSA_PKCS1_SHA512,
            Self::RsaPssSha256 => SignatureScheme::RSA_PSS_SHA256,
            Self::RsaPssSha384 => SignatureScheme::RSA_PSS_SHA384,
            Self::RsaPssSha512 => SignatureScheme::RSA_PSS_SHA512,
            Self::EcdsaSha256 => SignatureScheme::ECDSA_NISTP256_SHA256,
            Self::EcdsaSha384 => SignatureScheme::ECDSA_NISTP384_SHA384,
            Self::EcdsaSha512 => SignatureScheme::ECDSA_NISTP521_SHA512,
            Self::Ed25519 => SignatureScheme::ED25519,
            Self::Ed448 => SignatureScheme::ED448,
            Self::MlDsa65 => SignatureScheme::ML_DSA_65,
            _ => return None,
        })
    }
}

/// RFC 4055 section 3.1; the mask generation uses the same hash.
fn pss(hash: &str, salt: u8) -> Vec<u8> {
    let hash = sequence(&[object_identifier(hash), null()]);
    let mask = sequence(&[object_identifier(MGF_1), hash.clone()]);
    let parameters = sequence(&[
        constructed(0xa0, &[hash]),
        constructed(0xa1, &[mask]),
        constructed(0xa2, &[integer(&[salt])]),
    ]);
    sequence(&[object_identifier(RSASSA_PSS), parameters])
}
