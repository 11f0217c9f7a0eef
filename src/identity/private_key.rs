use std::fmt;
use std::sync::Arc;

use der::Tag;
use rustls::crypto::{CryptoProvider, KeyProvider};
use rustls::sign::{SigningKey, public_key_to_spki};
use rustls_pki_types::{AlgorithmIdentifier, PrivateKeyDer, alg_id};
use zeroize::Zeroizing;

use crate::asn1::{Cursor, in_sequence};
use crate::certificate::{Curve, KeyAlgorithm, Malformed, Oid, PublicKey, oid};
use crate::error::{InputKind, PrivateKeyError};

/// The largest private key read, in bytes; RSA 16384 takes below a hundredth of it.
pub(super) const MAX_SIZE: usize = 1024 * 1024;

/// A private key as it is encoded, wiped when dropped.
///
/// Which key it is, is read from the encoding alone; only a provider can tell whether the key is sound.
pub(crate) struct PrivateKey {
    der: Zeroizing<PrivateKeyDer<'static>>,
    encoding: Encoding,
    kind: String,
    public_key: Option<PublicKey>,
}

/// The three ways a private key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Pkcs8,
    Pkcs1,
    Sec1,
}

impl PrivateKey {
    /// Reads any of the three encodings, whatever label it came under.
    pub(super) fn from_der(mut der: Zeroizing<Vec<u8>>) -> Result<Self, PrivateKeyError> {
        let size = der.len();
        if size > MAX_SIZE {
            let limit = MAX_SIZE;
            return Err(PrivateKeyError::TooLarge { size, limit });
        }
        let Some(encoding) = Encoding::of(&der) else {
            return Err(match InputKind::of(&der) {
                InputKind::EncryptedPrivateKey => PrivateKeyError::Encrypted,
                InputKind::PrivateKey => PrivateKeyError::Truncated { size },
                _ => PrivateKeyError::UnknownEncoding,
            });
        };
        let described = match encoding {
            Encoding::Pkcs8 => pkcs8(&der),
            Encoding::Pkcs1 if is_dsa(&der) => return Err(PrivateKeyError::Dsa),
            Encoding::Pkcs1 => rsa(&der, 0),
            Encoding::Sec1 => ec(&der, 0, None),
        };
        // Not the reason: an unexpected tag could be a byte of the key.
        let malformed = |error: Malformed| PrivateKeyError::Malformed {
            encoding: encoding.as_str(),
            offset: error.offset(),
            what: error.what(),
        };
        let Described { kind, public_key } = described.map_err(malformed)?;
        let der = std::mem::take(&mut *der);
        Ok(Self {
            der: Zeroizing::new(match encoding {
                Encoding::Pkcs8 => PrivateKeyDer::Pkcs8(der.into()),
                Encoding::Pkcs1 => PrivateKeyDer::Pkcs1(der.into()),
                Encoding::Sec1 => PrivateKeyDer::Sec1(der.into()),
            }),
            encoding,
            kind,
            public_key,
        })
    }

    /// The public key, if the encoding carries it: RSA always, the others where whoever wrote it put it in. A claim
    /// that only the provider can confirm.
    pub(crate) fn public_key_hint(&self) -> Option<&PublicKey> {
        self.public_key.as_ref()
    }

    /// Keeps the public key only once, where a certificate has it in the same encoding.
    pub(super) fn share(&mut self, certified: &PublicKey) {
        let own = self.public_key.as_mut();
        if let Some(own) = own.filter(|own| own.as_der() == certified.as_der()) {
            *own = certified.clone();
        }
    }

    /// What a person would call it, such as `RSA 2048`.
    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    /// Whether both are the same key, as far as the encodings tell.
    pub(super) fn is_same_key(&self, other: &Self) -> bool {
        match (&self.public_key, &other.public_key) {
            (Some(own), Some(other)) => own.is_same_key(other),
            _ => self.der.secret_der() == other.der.secret_der(),
        }
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(super) fn secret_der(&self) -> &[u8] {
        self.der.secret_der()
    }

    /// Hands the key to the provider.
    ///
    /// # Errors
    ///
    /// A sentence that says which key and which provider, because rustls' own says neither.
    pub(crate) fn load(&self, provider: &CryptoProvider) -> Result<Arc<dyn SigningKey>, String> {
        let key_provider = provider.key_provider;
        key_provider
            .load_private_key(self.der.clone_key())
            .map_err(|error| {
                let name = shown(key_provider);
                format!(
                    "the provider `{name}` does not load this {} key ({}): {error}",
                    self.kind, self.encoding
                )
            })
    }
}

/// The only name a provider has is what its parts show of themselves.
pub(super) fn shown(key_provider: &dyn KeyProvider) -> String {
    let name = format!("{key_provider:?}");
    name.chars().take(60).collect()
}

impl fmt::Display for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.kind, self.encoding)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({self})")
    }
}

impl Encoding {
    /// All are a SEQUENCE that starts with a version; the element after it tells them apart.
    fn of(der: &[u8]) -> Option<Self> {
        const WHAT: &str = "the version";
        let outer = Cursor::new(der, 0).expect(Tag::Sequence, WHAT).ok()?;
        let mut fields = outer.children();
        fields.expect(Tag::Integer, WHAT).ok()?;
        match fields.peek()? {
            Tag::Sequence => Some(Self::Pkcs8),
            Tag::Integer => Some(Self::Pkcs1),
            Tag::OctetString => Some(Self::Sec1),
            _ => None,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PKCS#8",
            Self::Pkcs1 => "PKCS#1",
            Self::Sec1 => "SEC1",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an encoding says of its key.
struct Described {
    kind: String,
    public_key: Option<PublicKey>,
}

impl Described {
    fn new(algorithm: KeyAlgorithm, public_key: Option<PublicKey>) -> Self {
        Self {
            kind: algorithm.to_string(),
            public_key,
        }
    }
}

/// OneAsymmetricKey, RFC 5958 section 2.
fn pkcs8(der: &[u8]) -> Result<Described, Malformed> {
    const WHAT: &str = "the outer structure";
    const ALGORITHM: &str = "the algorithm";
    const KEY: &str = "the key";
    let mut input = Cursor::new(der, 0);
    let mut fields = input.expect(Tag::Sequence, WHAT)?.children();
    input.finish(WHAT)?;
    fields.expect(Tag::Integer, "the version")?;
    let algorithm = fields.expect(Tag::Sequence, ALGORITHM)?;
    let key = fields.expect(Tag::OctetString, KEY)?;
    let mut public_bits = None;
    while !fields.is_at_end() {
        let field = fields.next("an optional field")?;
        let is_optional = field.tag().is_context_specific();
        match field.tag().number().value() {
            0 if is_optional => {}
            1 if is_optional => public_bits = field.contents.strip_prefix(&[0]),
            _ => {
                return Err(Malformed::new(
                    "an optional field",
                    field.offset,
                    "unexpected",
                ));
            }
        }
    }

    let mut identifier = algorithm.children();
    let oid = Oid::parse(&identifier.next(ALGORITHM)?, ALGORITHM)?;
    let base = key.offset + key.encoding.len() - key.contents.len();
    let octets = |id, kind| -> Result<Described, Malformed> {
        let mut inner = Cursor::new(key.contents, base);
        inner.expect(Tag::OctetString, KEY)?;
        inner.finish(KEY)?;
        let public_key = public_bits.and_then(|bits| public_key(id, bits));
        Ok(Described::new(kind, public_key))
    };
    match oid {
        oid::RSA_ENCRYPTION => rsa(key.contents, base),
        oid::EC_PUBLIC_KEY => {
            let parameters = identifier.next("the curve")?.encoding;
            let mut described = ec(key.contents, base, Some(parameters))?;
            if let (None, Some(bits), Some(curve)) =
                (&described.public_key, public_bits, curve(parameters))
            {
                described.public_key = public_key(curve, bits);
            }
            Ok(described)
        }
        oid::ED25519 => octets(alg_id::ED25519, KeyAlgorithm::Ed25519),
        oid::ED448 => octets(alg_id::ED448, KeyAlgorithm::Ed448),
        oid::RSASSA_PSS => Ok(Described::new(KeyAlgorithm::RsaPss, None)),
        oid::DSA => Ok(Described::new(KeyAlgorithm::Dsa, None)),
        oid::ML_DSA_44 => Ok(Described::new(KeyAlgorithm::MlDsa44, None)),
        oid::ML_DSA_65 => Ok(Described::new(KeyAlgorithm::MlDsa65, None)),
        oid::ML_DSA_87 => Ok(Described::new(KeyAlgorithm::MlDsa87, None)),
        other => Ok(Described::new(KeyAlgorithm::Other(other), None)),
    }
}

/// Whether this is how OpenSSL writes DSA keys: six INTEGERs, where RSA has nine.
fn is_dsa(der: &[u8]) -> bool {
    const WHAT: &str = "a number";
    let Ok(outer) = Cursor::new(der, 0).expect(Tag::Sequence, WHAT) else {
        return false;
    };
    let mut fields = outer.children();
    (0..6).all(|_| fields.expect(Tag::Integer, WHAT).is_ok()) && fields.is_at_end()
}

/// RSAPrivateKey, RFC 8017 appendix A.1.2.
fn rsa(der: &[u8], base: usize) -> Result<Described, Malformed> {
    const WHAT: &str = "the RSA key";
    const NUMBERS: [&str; 8] = [
        "the modulus",
        "the public exponent",
        "the private exponent",
        "the first prime",
        "the second prime",
        "the first exponent",
        "the second exponent",
        "the coefficient",
    ];
    let mut input = Cursor::new(der, base);
    let mut fields = input.expect(Tag::Sequence, WHAT)?.children();
    input.finish(WHAT)?;
    fields.expect(Tag::Integer, "the version")?;
    let start = fields.offset();
    let mut public_length = 0;
    for (index, what) in NUMBERS.into_iter().enumerate() {
        fields.expect(Tag::Integer, what)?;
        if index == 1 {
            public_length = fields.offset() - start;
        }
    }
    if fields.peek() == Some(Tag::Sequence) {
        fields.next("the further primes")?;
    }
    fields.finish(WHAT)?;

    // RSAPublicKey is the SEQUENCE of the first two numbers, RFC 8017 appendix A.1.1.
    let numbers = der.get(start - base..start - base + public_length);
    let public_key = numbers
        .map(in_sequence)
        .and_then(|key| public_key(alg_id::RSA_ENCRYPTION, &key));
    let kind = public_key.as_ref().map(PublicKey::algorithm);
    Ok(Described {
        kind: kind.map_or_else(|| String::from("RSA"), |kind| kind.to_string()),
        public_key,
    })
}

/// ECPrivateKey, RFC 5915 section 3; inside PKCS#8 the curve stands outside.
fn ec(der: &[u8], base: usize, parameters: Option<&[u8]>) -> Result<Described, Malformed> {
    const WHAT: &str = "the EC key";
    let mut input = Cursor::new(der, base);
    let mut fields = input.expect(Tag::Sequence, WHAT)?.children();
    input.finish(WHAT)?;
    fields.expect(Tag::Integer, "the version")?;
    fields.expect(Tag::OctetString, WHAT)?;
    let mut parameters = parameters;
    let mut bits = None;
    while !fields.is_at_end() {
        let field = fields.next("an optional field")?;
        match field.tag().number().value() {
            0 if field.tag().is_context_specific() => {
                parameters = parameters.or(Some(field.contents))
            }
            1 if field.tag().is_context_specific() => {
                let public = field.children().expect(Tag::BitString, "the public key")?;
                bits = public.contents.strip_prefix(&[0]);
            }
            _ => {
                return Err(Malformed::new(
                    "an optional field",
                    field.offset,
                    "unexpected",
                ));
            }
        }
    }
    let id = parameters.and_then(curve);
    let public_key = bits.zip(id).and_then(|(bits, id)| public_key(id, bits));
    let kind = match parameters {
        None => String::from("EC"),
        Some(parameters) => {
            let element = Cursor::new(parameters, 0).next("the curve");
            let curve = element.and_then(|element| Curve::read(&element));
            KeyAlgorithm::Ec(curve.unwrap_or(Curve::Explicit)).to_string()
        }
    };
    Ok(Described { kind, public_key })
}

/// The identifiers rustls knows, with the parameters that name their curves, RFC 5480 section 2.1.1.1.
const CURVES: [(Oid, AlgorithmIdentifier); 4] = [
    (oid::SECP256R1, alg_id::ECDSA_P256),
    (oid::SECP384R1, alg_id::ECDSA_P384),
    (oid::SECP521R1, alg_id::ECDSA_P521),
    (oid::SECP256K1, alg_id::ECDSA_P256K1),
];

fn curve(parameters: &[u8]) -> Option<AlgorithmIdentifier> {
    const WHAT: &str = "the curve";
    let element = Cursor::new(parameters, 0).next(WHAT).ok()?;
    let oid = Oid::parse(&element, WHAT).ok()?;
    CURVES
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, id)| *id)
}

fn public_key(id: AlgorithmIdentifier, key: &[u8]) -> Option<PublicKey> {
    PublicKey::from_der(&public_key_to_spki(&id, key)).ok()
}
