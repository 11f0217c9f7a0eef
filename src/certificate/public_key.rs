use std::fmt;
use std::sync::OnceLock;

use der::Tag;
use rustls_pki_types::SubjectPublicKeyInfoDer;

use super::part::{Part, Source, Span};
use super::rsa_weakness::RsaWeakness;
use super::{Fingerprint, Malformed, Oid, oid};
use crate::asn1::{Cursor, Element};

/// The subject public key info of a certificate, RFC 5280 section 4.1.2.7.
///
/// `Display` is what a person would say: `RSA 2048`, `EC P-256`, `Ed25519`.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let key = certificate.public_key();
/// assert_eq!(key.to_string(), "RSA 2048");
/// // What `curl --pinnedpubkey` takes, after `sha256//`.
/// println!("{}", key.fingerprint().to_base64());
/// ```
#[derive(Clone, Debug)]
pub struct PublicKey {
    info: Part,
    kind: Kind,
    algorithm_id: Span,
    key: Span,
    rsa: Option<RsaPlace>,
    deviation: Option<&'static str>,
}

/// Where the numbers of an RSA key stand.
#[derive(Clone, Debug)]
struct RsaPlace {
    modulus: Span,
    exponent: Span,
    /// Copies of a certificate share it.
    weakness: OnceLock<Box<RsaWeakness>>,
}

/// Modulus and exponent, big-endian and without leading zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rsa<'a> {
    pub(crate) modulus: &'a [u8],
    pub(crate) exponent: &'a [u8],
}

/// A [`KeyAlgorithm`] without what is in the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rsa,
    RsaPss,
    P256,
    P384,
    P521,
    NamedCurve,
    ExplicitCurve,
    Ed25519,
    Ed448,
    Dsa,
    MlDsa44,
    MlDsa65,
    MlDsa87,
    Other,
}

/// The most frequent first.
const KINDS: &[(Oid, Kind)] = &[
    (oid::RSA_ENCRYPTION, Kind::Rsa),
    // Of which curve, its parameters say.
    (oid::EC_PUBLIC_KEY, Kind::NamedCurve),
    (oid::RSASSA_PSS, Kind::RsaPss),
    (oid::ED25519, Kind::Ed25519),
    (oid::ED448, Kind::Ed448),
    (oid::DSA, Kind::Dsa),
    (oid::ML_DSA_44, Kind::MlDsa44),
    (oid::ML_DSA_65, Kind::MlDsa65),
    (oid::ML_DSA_87, Kind::MlDsa87),
];

impl Kind {
    /// By the contents of the object identifier.
    fn of(oid: &[u8]) -> Self {
        let known = KINDS.iter().find(|(known, _)| known.is_encoded_as(oid));
        known.map_or(Self::Other, |(_, kind)| *kind)
    }

    fn of_curve(curve: Curve) -> Self {
        match curve {
            Curve::P256 => Self::P256,
            Curve::P384 => Self::P384,
            Curve::P521 => Self::P521,
            Curve::Named(_) => Self::NamedCurve,
            Curve::Explicit => Self::ExplicitCurve,
        }
    }
}

/// The kind of a public key.
///
/// ```
/// use vb365_tls::certificate::KeyAlgorithm;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let algorithm = certificate.public_key().algorithm();
/// assert!(matches!(algorithm, KeyAlgorithm::Rsa { .. }));
/// ```
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
///
/// ```
/// use vb365_tls::certificate::{Curve, KeyAlgorithm};
///
/// assert_eq!(KeyAlgorithm::Ec(Curve::P256).to_string(), "EC P-256");
/// ```
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
    pub(super) fn parse(info: &Element<'_>, source: &Source) -> Result<Self, Malformed> {
        const WHAT: &str = "the subject public key info";
        let mut fields = info.children();
        let algorithm_id = fields.expect(Tag::Sequence, WHAT)?;
        let bits = fields.expect(Tag::BitString, WHAT)?;
        fields.finish(WHAT)?;
        // DER: the first content octet counts unused bits, and keys are whole octets.
        let [0, key @ ..] = bits.contents else {
            return Err(Malformed::new(
                WHAT,
                bits.offset,
                "the key is not a whole number of octets",
            ));
        };
        // After the octet that counts unused bits.
        let key_offset = bits.contents_offset() + 1;

        let mut identifier = algorithm_id.children();
        let oid = identifier.next(WHAT)?;
        Oid::check(&oid, WHAT)?;
        let mut kind = Kind::of(oid.contents);
        let mut deviation = None;
        let rsa = match kind {
            Kind::Rsa | Kind::RsaPss => {
                Some(RsaPlace::read(key, key_offset, source, &mut deviation)?)
            }
            _ => None,
        };
        if kind == Kind::NamedCurve {
            kind = Kind::of_curve(Curve::read(&identifier.clone().next(CURVE)?)?);
        }
        if !identifier.is_at_end() {
            identifier.next(WHAT)?;
        }
        identifier.finish(WHAT)?;
        Ok(Self {
            info: source.encoding(info),
            kind,
            algorithm_id: source.span(algorithm_id.contents_offset(), algorithm_id.contents),
            key: source.span(key_offset, key),
            rsa,
            deviation: deviation.or_else(|| form_deviation(kind, key)),
        })
    }

    /// Reads a subject public key info on its own, such as the one of a private key.
    pub(crate) fn from_der(encoding: &[u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(encoding, 0);
        let info = cursor.expect(Tag::Sequence, "the subject public key info")?;
        cursor.finish("the subject public key info")?;
        Self::copied(&info)
    }

    /// A copy of its own.
    pub(crate) fn copied(info: &Element<'_>) -> Result<Self, Malformed> {
        Self::parse(info, &Source::copied(info.encoding, info.offset))
    }

    /// The kind of key.
    pub fn algorithm(&self) -> KeyAlgorithm {
        match self.kind {
            Kind::Rsa => KeyAlgorithm::Rsa {
                bits: self.rsa().map_or(0, |rsa| bit_length(rsa.modulus)),
            },
            Kind::RsaPss => KeyAlgorithm::RsaPss,
            Kind::P256 => KeyAlgorithm::Ec(Curve::P256),
            Kind::P384 => KeyAlgorithm::Ec(Curve::P384),
            Kind::P521 => KeyAlgorithm::Ec(Curve::P521),
            Kind::NamedCurve => KeyAlgorithm::Ec(Curve::Named(self.identifier(1))),
            Kind::ExplicitCurve => KeyAlgorithm::Ec(Curve::Explicit),
            Kind::Ed25519 => KeyAlgorithm::Ed25519,
            Kind::Ed448 => KeyAlgorithm::Ed448,
            Kind::Dsa => KeyAlgorithm::Dsa,
            Kind::MlDsa44 => KeyAlgorithm::MlDsa44,
            Kind::MlDsa65 => KeyAlgorithm::MlDsa65,
            Kind::MlDsa87 => KeyAlgorithm::MlDsa87,
            Kind::Other => KeyAlgorithm::Other(self.identifier(0)),
        }
    }

    /// One of the object identifiers in the AlgorithmIdentifier.
    fn identifier(&self, number: usize) -> Oid {
        let identifiers = Cursor::new(self.algorithm_id(), 0).readable();
        let identifier = identifiers.skip(number).map(|it| it.contents).next();
        Oid::of_checked(identifier.unwrap_or_default())
    }

    /// The DER encoding of the whole subject public key info, as it is in the certificate.
    pub fn as_der(&self) -> SubjectPublicKeyInfoDer<'_> {
        SubjectPublicKeyInfoDer::from(&*self.info)
    }

    /// The SHA-256 of the DER encoding: the pin of a key, as curl's `--pinnedpubkey` and RFC 7469 take it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.info)
    }

    /// Whether both are the same key, whatever their algorithm parameters look like.
    pub fn is_same_key(&self, other: &Self) -> bool {
        let is_same_algorithm = match (self.algorithm(), other.algorithm()) {
            // A provider that loads a key with an explicit curve shows it with the curve's name.
            (KeyAlgorithm::Ec(Curve::Explicit), KeyAlgorithm::Ec(_))
            | (KeyAlgorithm::Ec(_), KeyAlgorithm::Ec(Curve::Explicit)) => true,
            (own, other) => own == other,
        };
        is_same_algorithm && self.key() == other.key()
    }

    /// The contents of the AlgorithmIdentifier without its outer header, the form rustls compares.
    pub(crate) fn algorithm_id(&self) -> &[u8] {
        self.info.elsewhere(self.algorithm_id)
    }

    /// The contents of the subjectPublicKey bit string.
    pub(crate) fn key(&self) -> &[u8] {
        self.info.elsewhere(self.key)
    }

    /// What is odd about the encoding, if no provider reads it.
    pub(crate) fn deviation(&self) -> Option<&'static str> {
        self.deviation
    }

    /// Whether the point of a curve is given by one coordinate and a sign.
    pub(crate) fn is_compressed_point(&self) -> bool {
        coordinate(self.kind).is_some() && matches!(self.key().first(), Some(2 | 3))
    }

    pub(crate) fn rsa(&self) -> Option<Rsa<'_>> {
        self.rsa.as_ref().map(|rsa| Rsa {
            modulus: self.info.elsewhere(rsa.modulus),
            exponent: self.info.elsewhere(rsa.exponent),
        })
    }

    /// Computed at first use: factoring tests cost more than parsing.
    pub(crate) fn rsa_weakness(&self) -> Option<&RsaWeakness> {
        let rsa = self.rsa.as_ref()?;
        let modulus = self.info.elsewhere(rsa.modulus);
        Some(rsa.weakness.get_or_init(|| RsaWeakness::of(modulus).into()))
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
fn coordinate(kind: Kind) -> Option<usize> {
    match kind {
        Kind::P256 => Some(32),
        Kind::P384 => Some(48),
        Kind::P521 => Some(66),
        _ => None,
    }
}

/// FIPS 204 section 4, table 2.
fn ml_dsa_length(kind: Kind) -> Option<usize> {
    match kind {
        Kind::MlDsa44 => Some(1312),
        Kind::MlDsa65 => Some(1952),
        Kind::MlDsa87 => Some(2592),
        _ => None,
    }
}

/// SEC 1 section 2.3.3, RFC 8410 section 4, RFC 9881 section 4.
fn form_deviation(kind: Kind, key: &[u8]) -> Option<&'static str> {
    if let Some(length) = ml_dsa_length(kind) {
        return (key.len() != length).then_some("more or fewer octets than such a key has");
    }
    let is_usual = match (kind, coordinate(kind)) {
        (Kind::Ed25519, _) => key.len() == 32,
        (_, Some(octets)) => match key.first() {
            Some(2 | 3) => key.len() == 1 + octets,
            Some(4) => key.len() == 1 + 2 * octets,
            _ => false,
        },
        _ => true,
    };
    (!is_usual).then_some("octets that are not a point in a form they read")
}

impl RsaPlace {
    fn read(
        key: &[u8],
        offset: usize,
        source: &Source,
        deviation: &mut Option<&'static str>,
    ) -> Result<Self, Malformed> {
        const WHAT: &str = "the RSA public key";
        let mut outer = Cursor::new(key, offset);
        let mut numbers = outer.expect(Tag::Sequence, WHAT)?.children();
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
            let digits = integer.contents;
            let zeros = digits.iter().take_while(|&&byte| byte == 0).count();
            source.span(integer.contents_offset() + zeros, &digits[zeros..])
        };
        Ok(Self {
            modulus: magnitude(modulus),
            exponent: magnitude(exponent),
            weakness: OnceLock::new(),
        })
    }
}

const CURVE: &str = "the curve of the public key";

impl Curve {
    /// Reads the parameters of an elliptic curve key, RFC 5480 section 2.1.1.
    pub(crate) fn read(parameters: &Element<'_>) -> Result<Self, Malformed> {
        if !parameters.is(Tag::ObjectIdentifier) {
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
        self.algorithm().fmt(f)
    }
}
