use std::fmt;

use der::Tag;

use super::part::{Part, Source};
use super::{Malformed, Oid, oid};
use crate::asn1::{Cursor, Element};

/// The algorithm a certificate is signed with, RFC 5280 section 4.1.1.2.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let algorithm = certificate.signature_algorithm();
/// assert!(!algorithm.is_weak());
/// println!("{algorithm}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    digest: Option<Digest>,
    contents: Part,
}

/// The hash inside a signature algorithm.
///
/// ```
/// use vb365_tls::certificate::Digest;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let digest = certificate.signature_algorithm().digest();
/// assert_eq!(digest, Some(Digest::Sha256));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Digest {
    /// MD2, broken.
    Md2,
    /// MD5, broken.
    Md5,
    /// SHA-1, broken for signatures.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// The most frequent first.
const DIGESTS: &[(Oid, Digest)] = &[
    (oid::SHA256_WITH_RSA, Digest::Sha256),
    (oid::ECDSA_WITH_SHA256, Digest::Sha256),
    (oid::ECDSA_WITH_SHA384, Digest::Sha384),
    (oid::SHA384_WITH_RSA, Digest::Sha384),
    (oid::MD2_WITH_RSA, Digest::Md2),
    (oid::MD5_WITH_RSA, Digest::Md5),
    (oid::MD5, Digest::Md5),
    (oid::SHA1_WITH_RSA, Digest::Sha1),
    (oid::SHA1_WITH_RSA_OIW, Digest::Sha1),
    (oid::ECDSA_WITH_SHA1, Digest::Sha1),
    (oid::DSA_WITH_SHA1, Digest::Sha1),
    (oid::SHA1, Digest::Sha1),
    (oid::SHA224_WITH_RSA, Digest::Sha224),
    (oid::ECDSA_WITH_SHA224, Digest::Sha224),
    (oid::SHA224, Digest::Sha224),
    (oid::DSA_WITH_SHA256, Digest::Sha256),
    (oid::SHA256, Digest::Sha256),
    (oid::SHA384, Digest::Sha384),
    (oid::SHA512_WITH_RSA, Digest::Sha512),
    (oid::ECDSA_WITH_SHA512, Digest::Sha512),
    (oid::SHA512, Digest::Sha512),
];

impl SignatureAlgorithm {
    pub(super) fn parse(algorithm: &Element<'_>, source: &Source) -> Result<Self, Malformed> {
        Self::read(algorithm.children(), source.contents(algorithm))
    }

    /// Reads the contents of an AlgorithmIdentifier without its outer header, the form rustls has in its errors.
    pub(crate) fn from_contents(contents: &[u8]) -> Result<Self, Malformed> {
        Self::read(Cursor::new(contents, 0), Part::copied(contents))
    }

    fn read(mut fields: Cursor<'_>, contents: Part) -> Result<Self, Malformed> {
        const WHAT: &str = "a signature algorithm";
        let oid = fields.next(WHAT)?;
        Oid::check(&oid, WHAT)?;
        let digest = if oid::RSASSA_PSS.is_encoded_as(oid.contents) {
            pss_digest(&fields)
        } else {
            digest_of(oid.contents)
        };
        if !fields.is_at_end() {
            fields.next(WHAT)?;
        }
        fields.finish(WHAT)?;
        Ok(Self { digest, contents })
    }

    /// The object identifier.
    pub fn oid(&self) -> Oid {
        let oid = Cursor::new(&self.contents, 0).next("");
        Oid::of_checked(oid.map_or(&[], |oid| oid.contents))
    }

    /// The hash, if the algorithm names one this crate knows; Ed25519 names none.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// Whether it is ML-DSA, RFC 9881, whatever its parameters.
    pub fn is_ml_dsa(&self) -> bool {
        matches!(self.oid(), oid::ML_DSA_44 | oid::ML_DSA_65 | oid::ML_DSA_87)
    }

    /// Whether the hash is MD2, MD5 or SHA-1, for which collisions are known.
    pub fn is_weak(&self) -> bool {
        matches!(self.digest, Some(Digest::Md2 | Digest::Md5 | Digest::Sha1))
    }

    /// The contents of the AlgorithmIdentifier without its outer header, the form rustls compares.
    pub(crate) fn contents(&self) -> &[u8] {
        &self.contents
    }
}

/// By the contents of the object identifier.
fn digest_of(oid: &[u8]) -> Option<Digest> {
    let mut known = DIGESTS.iter();
    let named = known.find(|(known, _)| known.is_encoded_as(oid));
    named.map(|(_, digest)| *digest)
}

/// RFC 4055 section 3.1: the hash is in the parameters, and is SHA-1 where they leave it out.
fn pss_digest(fields: &Cursor<'_>) -> Option<Digest> {
    fn named<'a>(mut fields: Cursor<'a>) -> Option<&'a [u8]> {
        const WHAT: &str = "the parameters of RSASSA-PSS";
        let parameters = fields.expect(Tag::Sequence, WHAT).ok()?;
        let hash = parameters.children().next(WHAT).ok()?;
        let identifier = hash.children().next(WHAT).ok()?;
        let oid = identifier.children().next(WHAT).ok()?;
        Oid::check(&oid, WHAT).ok()?;
        (hash.context_number() == Some(0)).then_some(oid.contents)
    }
    named(fields.clone()).map_or(Some(Digest::Sha1), digest_of)
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let oid = self.oid();
        match (oid.name(), self.digest) {
            (Some(name), Some(digest)) if oid == oid::RSASSA_PSS => {
                write!(f, "{name} with {digest}")
            }
            (Some(name), _) => f.write_str(name),
            (None, _) => oid.fmt(f),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Md2 => "MD2",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// id-RSASSA-PSS with a hash of the SHA-2 and SHA-3 arc, given by its last number.
    fn pss(hash: u8) -> Result<SignatureAlgorithm, Malformed> {
        let der = [
            b"\x30\x1c\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x30\x0f\xa0\x0d\x30\x0b\x06\x09"
                .as_slice(),
            b"\x60\x86\x48\x01\x65\x03\x04\x02",
            &[hash],
        ]
        .concat();
        let mut input = Cursor::new(&der, 0);
        let algorithm = input.expect(Tag::Sequence, "the test")?;
        SignatureAlgorithm::from_contents(algorithm.contents)
    }

    #[test]
    fn an_unknown_hash_of_pss_is_not_weak() -> Result<(), Malformed> {
        assert_eq!(pss(1)?.digest(), Some(Digest::Sha256));
        // SHA3-256.
        assert_eq!(pss(8)?.digest(), None);
        assert!(!pss(8)?.is_weak());
        Ok(())
    }
}
