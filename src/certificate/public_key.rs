use std::fmt;
use std::sync::{Arc, OnceLock};

use der::Tag;
use rustls_pki_types::SubjectPublicKeyInfoDer;

use super::der_cursor::{Cursor, Element};
use super::rsa_weakness::RsaWeakness;
use super::{Fingerprint, Malformed, Oid, oid};

/// The subject public key info of a certificate, RFC 5280 section 4.1.2.7.
///
/// `Display` is what a person would say: `RSA 2048`, `EC P-256`, `Ed25519`.
#[derive(Clone, Debug)]
pub struct PublicKey {
    encoding: Box<[u8]>,
    algorithm: KeyAlgorithm,
    algorithm_id: Box<[u8]>,
    key: Box<[u8]>,
    rsa: Option<Rsa>,
    deviation: Option<&'static str>,
    /// Shared by all copies of the certificate.
    weakness: Arc<OnceLock<RsaWeakness>>,
}

/// Modulus and exponent, big-endian and without leading zeros.
#[derive(Clone, Debug)]
pub(crate) struct Rsa {
    pub(crate) modulus: Box<[u8]>,
    pub(crate) exponent: Box<[u8]>,
}

/// The kind of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// RSA, with the length of the modulus in bits.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
    },
    /// An RSA key bound to RSASSA-PSS, RFC 4055 section 1.2.
    RsaPss,
    /// An elliptic curve key on a named curve, RFC 5480.
    Ec(Curve),
    /// Ed25519, RFC 8410.
    Ed25519,
    /// Ed448, RFC 8410.
    Ed448,
    /// DSA.
    Dsa,
    /// ML-DSA-44, RFC 9881.
    MlDsa44,
    /// ML-DSA-65, RFC 9881.
    MlDsa65,
    /// ML-DSA-87, RFC 9881.
    MlDsa87,
    /// Anything else.
    Other(Oid),
}

/// The curve of an elliptic curve key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Another named curve.
    Named(Oid),
    /// A curve written out by its parameters, which RFC 5480 section 2.1.1 forbids.
    Explicit,
}

impl PublicKey {
    pub(crate) fn parse(info: &Element<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = "the subject public key info";
        let mut fields = info.children()?;
        let algorithm_id = fields.expect(Tag::Sequence, WHAT)?;
        let bits = fields.expect(Tag::BitString, WHAT)?;
        fields.finish(WHAT)?;
        // DER: the first content octet counts unused bits, and keys are whole octets.
        let [0, key @ ..] = bits.contents else {
            return Err(Malformed::new(
                WHAT,
                bits.offset,
                "the key is no whole number of octets",
            ));
        };

        let mut identifier = algorithm_id.children()?;
        let oid = Oid::parse(&identifier.next(WHAT)?, WHAT)?;
        let mut deviation = None;
        let rsa = match oid {
            // After the octet that counts unused bits.
            oid::RSA_ENCRYPTION | oid::RSASSA_PSS => {
                let offset = bits.contents_offset() + 1;
                Some(rsa(key, offset, &mut deviation)?)
            }
            _ => None,
        };
        let algorithm = match (oid, &rsa) {
            (oid::RSA_ENCRYPTION, Some(rsa)) => KeyAlgorithm::Rsa {
                bits: bit_length(&rsa.modulus),
            },
            (oid::RSASSA_PSS, _) => KeyAlgorithm::RsaPss,
            (oid::EC_PUBLIC_KEY, _) => {
                KeyAlgorithm::Ec(Curve::read(&identifier.clone().next(CURVE)?)?)
            }
            (oid::ED25519, _) => KeyAlgorithm::Ed25519,
            (oid::ED448, _) => KeyAlgorithm::Ed448,
            (oid::DSA, _) => KeyAlgorithm::Dsa,
            (oid::ML_DSA_44, _) => KeyAlgorithm::MlDsa44,
            (oid::ML_DSA_65, _) => KeyAlgorithm::MlDsa65,
            (oid::ML_DSA_87, _) => KeyAlgorithm::MlDsa87,
            _ => KeyAlgorithm::Other(oid),
        };
        if !identifier.is_at_end() {
            identifier.next(WHAT)?;
        }
        identifier.finish(WHAT)?;
        Ok(Self {
            encoding: info.encoding.into(),
            algorithm,
            algorithm_id: algorithm_id.contents.into(),
            key: key.into(),
            rsa,
            deviation: deviation.or_else(|| form_deviation(algorithm, key)),
            weakness: Arc::default(),
        })
    }

    /// Reads a subject public key info on its own, such as the one of a private key.
    pub(crate) fn from_der(encoding: &[u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(encoding, 0)?;
        let info = cursor.expect(Tag::Sequence, "the subject public key info")?;
        cursor.finish("the subject public key info")?;
        Self::parse(&info)
    }

    /// The kind of key.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The DER encoding of the whole subject public key info, as it stands in the certificate.
    pub fn as_der(&self) -> SubjectPublicKeyInfoDer<'_> {
        SubjectPublicKeyInfoDer::from(&*self.encoding)
    }

    /// The SHA-256 of the DER encoding: the pin of a key, as curl's `--pinnedpubkey` and RFC 7469 take it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.encoding)
    }

    /// Whether both are the same key, whatever their algorithm parameters look like.
    pub fn is_same_key(&self, other: &Self) -> bool {
        let is_same_algorithm = match (self.algorithm, other.algorithm) {
            // A provider that loads a key with an explicit curve shows it with the curve's name.
            (KeyAlgorithm::Ec(Curve::Explicit), KeyAlgorithm::Ec(_))
            | (KeyAlgorithm::Ec(_), KeyAlgorithm::Ec(Curve::Explicit)) => true,
            (own, other) => own == other,
        };
        is_same_algorithm && self.key == other.key
    }

    /// The contents of the AlgorithmIdentifier without its outer header, the form rustls compares.
    pub(crate) fn algorithm_id(&self) -> &[u8] {
        &self.algorithm_id
    }

    /// The contents of the subjectPublicKey bit string.
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// What is odd about the encoding, if no provider reads it.
    pub(crate) fn deviation(&self) -> Option<&'static str> {
        self.deviation
    }

    /// Whether the point of a curve is given by one coordinate and a sign.
    pub(crate) fn is_compressed_point(&self) -> bool {
        coordinate(self.algorithm).is_some() && matches!(self.key.first(), Some(2 | 3))
    }

    pub(crate) fn rsa(&self) -> Option<&Rsa> {
        self.rsa.as_ref()
    }

    /// Computed at first use: factoring tests cost more than parsing.
    pub(crate) fn rsa_weakness(&self) -> Option<&RsaWeakness> {
        let rsa = self.rsa.as_ref()?;
        Some(self.weakness.get_or_init(|| RsaWeakness::of(&rsa.modulus)))
    }
}

impl KeyAlgorithm {
    /// Whether it is ML-DSA, whatever its parameters.
    ///
    /// ```
    /// use vb365_tls::certificate::KeyAlgorithm;
    ///
    /// assert!(KeyAlgorithm::MlDsa65.is_ml_dsa());
    /// assert!(!KeyAlgorithm::Ed25519.is_ml_dsa());
    /// ```
    pub const fn is_ml_dsa(self) -> bool {
        matches!(self, Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87)
    }
}

/// Octets of a coordinate on the curves providers know.
fn coordinate(algorithm: KeyAlgorithm) -> Option<usize> {
    match algorithm {
        KeyAlgorithm::Ec(Curve::P256) => Some(32),
        KeyAlgorithm::Ec(Curve::P384) => Some(48),
        KeyAlgorithm::Ec(Curve::P521) => Some(66),
        _ => None,
    }
}

/// FIPS 204 section 4, table 2.
fn ml_dsa_length(algorithm: KeyAlgorithm) -> Option<usize> {
    match algorithm {
        KeyAlgorithm::MlDsa44 => Some(1312),
        KeyAlgorithm::MlDsa65 => Some(1952),
        KeyAlgorithm::MlDsa87 => Some(2592),
        _ => None,
    }
}

/// SEC 1 section 2.3.3, RFC 8410 section 4, RFC 9881 section 4.
fn form_deviation(algorithm: KeyAlgorithm, key: &[u8]) -> Option<&'static str> {
    if let Some(length) = ml_dsa_length(algorithm) {
        return (key.len() != length).then_some("more or fewer octets than such a key has");
    }
    let is_usual = match (algorithm, coordinate(algorithm)) {
        (KeyAlgorithm::Ed25519, _) => key.len() == 32,
        (_, Some(octets)) => match key.first() {
            Some(2 | 3) => key.len() == 1 + octets,
            Some(4) => key.len() == 1 + 2 * octets,
            _ => false,
        },
        _ => true,
    };
    (!is_usual).then_some("octets that are not a point in a form they read")
}

fn rsa(key: &[u8], offset: usize, deviation: &mut Option<&'static str>) -> Result<Rsa, Malformed> {
    const WHAT: &str = "the RSA public key";
    let mut outer = Cursor::new(key, offset)?;
    let mut numbers = outer.expect(Tag::Sequence, WHAT)?.children()?;
    outer.finish(WHAT)?;
    let modulus = numbers.expect(Tag::Integer, WHAT)?;
    let exponent = numbers.expect(Tag::Integer, WHAT)?;
    numbers.finish(WHAT)?;
    *deviation = [modulus, exponent]
        .iter()
        .find_map(|integer| match integer.contents {
            [] => Some("a number without an octet"),
            [first, ..] if *first >= 0x80 => Some("a negative number"),
            [0, second, ..] if *second < 0x80 => {
                Some("a number with more leading zeros than it takes")
            }
            _ => None,
        });
    let magnitude = |integer: Element<'_>| {
        let start = integer.contents.iter().position(|&byte| byte != 0);
        start.map_or_else(Box::default, |start| integer.contents[start..].into())
    };
    Ok(Rsa {
        modulus: magnitude(modulus),
        exponent: magnitude(exponent),
    })
}

const CURVE: &str = "the curve of the public key";

impl Curve {
    /// Reads the parameters of an elliptic curve key, RFC 5480 section 2.1.1.
    pub(crate) fn read(parameters: &Element<'_>) -> Result<Self, Malformed> {
        if parameters.tag != Tag::ObjectIdentifier {
            return Ok(Self::Explicit);
        }
        Ok(match Oid::parse(parameters, CURVE)? {
            oid::SECP256R1 => Self::P256,
            oid::SECP384R1 => Self::P384,
            oid::SECP521R1 => Self::P521,
            other => Self::Named(other),
        })
    }
}

/// Bits of a big-endian number without leading zero octets.
fn bit_length(number: &[u8]) -> usize {
    number.first().map_or(0, |&first| {
        8 * number.len() - first.leading_zeros() as usize
    })
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::RsaPss => f.write_str("RSASSA-PSS"),
            Self::Ec(Curve::P256) => f.write_str("EC P-256"),
            Self::Ec(Curve::P384) => f.write_str("EC P-384"),
            Self::Ec(Curve::P521) => f.write_str("EC P-521"),
            Self::Ec(Curve::Explicit) => f.write_str("EC with explicit parameters"),
            Self::Ec(Curve::Named(oid)) => match oid.name() {
                Some(name) => write!(f, "EC {name}"),
                None => write!(f, "EC curve {oid}"),
            },
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed448 => f.write_str("Ed448"),
            Self::Dsa => f.write_str("DSA"),
            Self::MlDsa44 => f.write_str("ML-DSA-44"),
            Self::MlDsa65 => f.write_str("ML-DSA-65"),
            Self::MlDsa87 => f.write_str("ML-DSA-87"),
            Self::Other(oid) => match oid.name() {
                Some(name) => f.write_str(name),
                None => write!(f, "algorithm {oid}"),
            },
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.algorithm.fmt(f)
    }
}
