//! The facts of one certificate, in types of our own.
//!
//! Reading is lenient where the meaning is clear (version 1, long serial numbers, odd dates, unreadable extensions: a
//! rule checks them), and strict where it is not (trailing bytes, nothing but DER). The original encoding is kept byte
//! for byte; nothing is ever encoded again.
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! use vb365_tls::certificate::{KeyAlgorithm, Version};
//!
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! let der = Forge::product_default().certificates(&provider).remove(0);
//! let certificate = vb365_tls::Certificate::from_der(der)?;
//! assert_eq!(certificate.version(), Version::V3);
//! assert_eq!(certificate.public_key().algorithm(), KeyAlgorithm::Rsa { bits: 2048 });
//! assert!(certificate.subject_alt_name().is_absent());
//! assert!(certificate.is_self_signed());
//! # Ok::<(), vb365_tls::certificate::Malformed>(())
//! ```

mod algorithm;
mod constraints;
mod crl;
mod distribution_point;
mod extension;
mod fingerprint;
mod general_name;
mod issuer_serial;
mod known;
mod locations;
mod name;
pub(crate) mod oid;
mod outline;
mod part;
pub(crate) mod pem;
pub(crate) mod presented_identifier;
mod public_key;
mod rsa_weakness;
mod serial;
pub(crate) mod signature;
mod string_type;
mod subject_alt_name;
mod trust_anchor_info;
pub(crate) mod unprocessed;
mod usage;
mod validity;

use std::fmt;
use std::sync::{Arc, OnceLock};

use der::Tag;
use rustls_pki_types::CertificateDer;

use crate::asn1::{Cursor, Element};
use known::KnownExtensions;
use part::{Source, Span};

pub use crate::asn1::Malformed;
pub use algorithm::{Digest, SignatureAlgorithm};
pub use constraints::{BasicConstraints, NameConstraints};
pub use crl::UnsupportedCrl;
pub(crate) use crl::{Crl, Reason, Scope};
pub(crate) use distribution_point::{PointName, Reasons, has_unnamed};
pub use extension::{Extension, Field};
pub use fingerprint::{Fingerprint, Thumbprint};
pub use general_name::{GeneralName, GeneralNames};
pub(crate) use issuer_serial::IssuerAndSerial;
pub use name::{Attribute, DistinguishedName};
pub use oid::Oid;
pub(crate) use outline::{Outline, elements};
pub use public_key::{Curve, KeyAlgorithm, PublicKey};
pub(crate) use rsa_weakness::LONGEST_TESTED_BITS;
pub use serial::SerialNumber;
pub(crate) use string_type::is_printable;
pub use subject_alt_name::SubjectAltName;
pub(crate) use trust_anchor_info::TrustAnchorInfo;
pub use usage::{KeyUsage, Purpose};
pub use validity::{Validity, rfc3339};

/// The largest certificate read, in bytes; the largest ones in use stay below a tenth of it.
pub const MAX_SIZE: usize = 4 * 1024 * 1024;

/// One X.509 certificate, RFC 5280.
///
/// Equality is equality of the encoding. `Display` names it for people: subject, serial number and validity.
///
/// ```
/// use vb365_tls::Certificate;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let file = forge.pem(&provider);
/// let certificates = Certificate::read_all(file.as_bytes())?;
/// let certificate = &certificates[0];
/// println!("{certificate}, {}", certificate.public_key());
/// println!("SHA-256 {}", certificate.fingerprint());
/// let names = certificate.subject_alt_name().present();
/// let names = names.expect("a subject alternative name");
/// assert_eq!(names.dns_names().next(), Some("vb365.example.com"));
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone)]
pub struct Certificate {
    /// Certificates are handed around, and copied.
    read: Arc<Read>,
}

/// What was read: all of it is either small, or a place in the encoding.
struct Read {
    der: Arc<CertificateDer<'static>>,
    tbs: Span,
    signature: Span,
    has_unused_signature_bits: bool,
    version: Version,
    serial: SerialNumber,
    tbs_signature_algorithm: SignatureAlgorithm,
    signature_algorithm: SignatureAlgorithm,
    issuer: DistinguishedName,
    validity: Validity,
    subject: DistinguishedName,
    public_key: PublicKey,
    has_unique_identifiers: bool,
    extensions: Box<[extension::Place]>,
    /// Read when somebody asks for the first of them.
    known: OnceLock<KnownExtensions>,
}

/// The version of a certificate, RFC 5280 section 4.1.2.1.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// assert_eq!(certificate.version().to_string(), "version 3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums, reason = "X.509 has three versions")]
pub enum Version {
    /// Version 1, without extensions.
    V1,
    /// Version 2, with unique identifiers.
    V2,
    /// Version 3, with extensions.
    V3,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version {}", *self as u8 + 1)
    }
}

impl Certificate {
    /// Reads one certificate of at most [`MAX_SIZE`] bytes.
    ///
    /// # Errors
    ///
    /// [`Malformed`], with the byte position, if the bytes are not the DER encoding of exactly one certificate.
    pub fn from_der(der: impl Into<CertificateDer<'static>>) -> Result<Self, Malformed> {
        const WHAT: &str = "the certificate";
        let der = Arc::new(der.into());
        if der.len() > MAX_SIZE {
            let reason = format_args!("{} bytes, more than the {MAX_SIZE} read", der.len());
            return Err(Malformed::new(WHAT, MAX_SIZE, reason));
        }
        let source = Source::of_certificate(&der);
        let mut input = Cursor::new(&der, 0);
        let certificate = input.expect(Tag::Sequence, WHAT)?;
        input.finish(WHAT)?;
        let mut fields = certificate.children();
        let tbs = fields.expect(Tag::Sequence, "the part that is signed")?;
        let algorithm = fields.expect(Tag::Sequence, "a signature algorithm")?;
        let signature = fields.expect(Tag::BitString, "the signature")?;
        fields.finish(WHAT)?;

        // The first content octet counts unused bits, of which a signature has none; a rule checks others.
        let (has_unused_signature_bits, signature) = match signature.contents {
            [] => (true, source.span(signature.contents_offset(), &[])),
            [unused, octets @ ..] => {
                let offset = signature.contents_offset() + 1;
                (*unused != 0, source.span(offset, octets))
            }
        };
        let signature_algorithm = SignatureAlgorithm::parse(&algorithm, &source)?;

        let mut fields = tbs.children();
        let version = version(&mut fields)?;
        let serial = serial_number(&mut fields)?;
        let tbs_algorithm = fields.expect(Tag::Sequence, "a signature algorithm")?;
        let issuer = fields.expect(Tag::Sequence, "the issuer")?;
        let validity = fields.expect(Tag::Sequence, "the validity")?;
        let subject = fields.expect(Tag::Sequence, "the subject")?;
        let public_key = fields.expect(Tag::Sequence, "the subject public key info")?;
        let (has_unique_identifiers, extensions) = optional_fields(fields, &source)?;

        let read = Read {
            tbs: source.span(tbs.offset, tbs.encoding),
            signature,
            has_unused_signature_bits,
            version,
            serial: SerialNumber::of(source.contents(&serial)),
            tbs_signature_algorithm: SignatureAlgorithm::parse(&tbs_algorithm, &source)?,
            signature_algorithm,
            issuer: DistinguishedName::parse(&issuer, &source)?,
            validity: Validity::parse(&validity)?,
            subject: DistinguishedName::parse(&subject, &source)?,
            public_key: PublicKey::parse(&public_key, &source)?,
            has_unique_identifiers,
            extensions: extensions.into(),
            known: OnceLock::new(),
            der,
        };
        Ok(Self {
            read: Arc::new(read),
        })
    }

    /// Reads what a peer presents; an error comes with the number of the certificate it is about, counted from 1.
    pub(crate) fn all_from_der<'a, 'b: 'a>(
        encodings: impl IntoIterator<Item = &'a CertificateDer<'b>>,
    ) -> Result<Vec<Self>, (usize, Malformed)> {
        let numbered = (1..).zip(encodings);
        let read = |(number, der): (usize, &CertificateDer<'b>)| {
            Self::from_der(der.clone().into_owned()).map_err(|error| (number, error))
        };
        numbered.map(read).collect()
    }

    /// The encoding, byte for byte as it was read.
    ///
    /// Written to a file with the extension `.cer` it is what Microsoft Entra takes as the public part of an
    /// application's certificate.
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.read.der
    }

    /// The same in PEM.
    pub fn to_pem(&self) -> String {
        std::mem::take(&mut *pem::block("CERTIFICATE", self.der()))
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.read.version
    }

    /// The serial number.
    pub fn serial(&self) -> &SerialNumber {
        &self.read.serial
    }

    /// Who issued the certificate.
    pub fn issuer(&self) -> &DistinguishedName {
        &self.read.issuer
    }

    /// Whose certificate it is.
    pub fn subject(&self) -> &DistinguishedName {
        &self.read.subject
    }

    /// Whether issuer and subject are the same name; says nothing about the signature.
    pub fn is_self_issued(&self) -> bool {
        self.read.issuer.matches(&self.read.subject)
    }

    /// Whether it names itself as its issuer, and its key as the one that signed it where it identifies keys; a CA that
    /// changes its key issues certificates to its own name that are not self-signed. Whether the signature verifies,
    /// only a provider can tell.
    pub fn is_self_signed(&self) -> bool {
        let names_its_own_key = match (
            self.known().authority_key_identifier.present(),
            self.known().subject_key_identifier.present(),
        ) {
            (Some(Some(ca)), Some(own)) => ca == own,
            _ => true,
        };
        names_its_own_key && self.is_self_issued()
    }

    /// From when to when.
    pub fn validity(&self) -> &Validity {
        &self.read.validity
    }

    /// The key it is about.
    pub fn public_key(&self) -> &PublicKey {
        &self.read.public_key
    }

    /// The algorithm the signature is made with, as it stands outside the signed part.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.read.signature_algorithm
    }

    /// The same algorithm as it stands inside the signed part; the two have to be equal.
    pub fn tbs_signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.read.tbs_signature_algorithm
    }

    /// All extensions, known or not, in the order of the encoding.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        let places = self.read.extensions.iter();
        places.map(|place| place.read(&self.read.der))
    }

    /// Those that a reader has to know.
    pub(crate) fn critical_extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        let places = self.read.extensions.iter();
        let critical = places.filter(|place| place.is_critical());
        critical.map(|place| place.read(&self.read.der))
    }

    /// The first extension with this identifier.
    pub(crate) fn extension(&self, oid: Oid) -> Option<Extension<'_>> {
        let der = &self.read.der;
        let place = extension::Place::find(&self.read.extensions, &oid, der)?;
        Some(place.read(der))
    }

    fn known(&self) -> &KnownExtensions {
        let known = &self.read.known;
        known.get_or_init(|| KnownExtensions::read(self))
    }

    /// The names the certificate is for.
    pub fn subject_alt_name(&self) -> &Field<SubjectAltName> {
        &self.known().subject_alt_name
    }

    /// What the key may be used for.
    pub fn key_usage(&self) -> &Field<Vec<KeyUsage>> {
        &self.known().key_usage
    }

    /// The purposes the certificate is confined to.
    pub fn extended_key_usage(&self) -> &Field<Vec<Purpose>> {
        &self.known().extended_key_usage
    }

    /// Whether it is the certificate of a CA.
    pub fn basic_constraints(&self) -> &Field<BasicConstraints> {
        &self.known().basic_constraints
    }

    /// Whether basic constraints say `CA:TRUE`.
    pub fn is_ca(&self) -> bool {
        let constraints = self.known().basic_constraints.present();
        constraints.is_some_and(|constraints| constraints.is_ca)
    }

    /// The name spaces a CA is confined to.
    pub fn name_constraints(&self) -> &Field<NameConstraints> {
        &self.known().name_constraints
    }

    /// The identifier of its key.
    pub fn subject_key_identifier(&self) -> &Field<Box<[u8]>> {
        &self.known().subject_key_identifier
    }

    /// The identifier of the key that signed it; `Present(None)` where the issuer is named by other means only.
    pub fn authority_key_identifier(&self) -> &Field<Option<Box<[u8]>>> {
        &self.known().authority_key_identifier
    }

    /// The addresses where the issuer's certificate is published (authority information access).
    pub fn ca_issuers(&self) -> &Field<Vec<String>> {
        &self.known().ca_issuers
    }

    /// The addresses of the CRLs.
    pub fn crl_distribution_points(&self) -> &Field<Vec<String>> {
        &self.known().crl_distribution_points
    }

    /// Whether it carries an issuerUniqueID or subjectUniqueID, which RFC 5280 forbids.
    pub fn has_unique_identifiers(&self) -> bool {
        self.read.has_unique_identifiers
    }

    /// The SHA-256 of the encoding: the pin of a certificate.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.der())
    }

    /// The SHA-1 of the encoding, which Windows and the product show as *Thumbprint*.
    pub fn thumbprint(&self) -> Thumbprint {
        Thumbprint::of(self.der())
    }

    /// The bytes the signature is made over.
    pub(crate) fn signed_part(&self) -> &[u8] {
        self.read.tbs.of(&self.read.der)
    }

    pub(crate) fn signature(&self) -> &[u8] {
        self.read.signature.of(&self.read.der)
    }

    /// Whether the BIT STRING of the signature does not say that all of its bits are used.
    pub(crate) fn has_unused_signature_bits(&self) -> bool {
        self.read.has_unused_signature_bits
    }
}

fn serial_number<'a>(fields: &mut Cursor<'a>) -> Result<Element<'a>, Malformed> {
    const WHAT: &str = "the serial number";
    let number = fields.expect(Tag::Integer, WHAT)?;
    match number.contents {
        [] => Err(Malformed::new(WHAT, number.offset, "no number")),
        _ => Ok(number),
    }
}

fn version(fields: &mut Cursor<'_>) -> Result<Version, Malformed> {
    const WHAT: &str = "the version";
    if !fields.is_context_next() {
        return Ok(Version::V1);
    }
    let field = fields.next(WHAT)?;
    if !field.is_context(0, true) {
        let reason = format_args!("unexpected {}", field.tag());
        return Err(Malformed::new(WHAT, field.offset, reason));
    }
    let mut explicit = field.children();
    let number = explicit.expect(Tag::Integer, WHAT)?;
    explicit.finish(WHAT)?;
    match number.contents {
        [0] => Ok(Version::V1),
        [1] => Ok(Version::V2),
        [2] => Ok(Version::V3),
        _ => Err(Malformed::new(WHAT, number.offset, "neither 1, 2 nor 3")),
    }
}

/// The unique identifiers [1] and [2] and the extensions [3], which only later versions have.
fn optional_fields(
    mut fields: Cursor<'_>,
    source: &Source,
) -> Result<(bool, Vec<extension::Place>), Malformed> {
    const WHAT: &str = "the extensions";
    let mut has_unique_identifiers = false;
    let mut extensions = Vec::new();
    let mut last = 0;
    while !fields.is_at_end() {
        let field = fields.next(WHAT)?;
        // Each at most once, in the order of their numbers; only the extensions are a structure.
        let number = field.context_number().unwrap_or_default();
        let is_expected = number > last && field.is_constructed() == (number == 3);
        last = number;
        match number {
            1 | 2 if is_expected => has_unique_identifiers = true,
            3 if is_expected => {
                let mut explicit = field.children();
                let mut list = explicit.expect(Tag::Sequence, WHAT)?.children();
                explicit.finish(WHAT)?;
                while !list.is_at_end() {
                    let extension = Extension::parse(&list.expect(Tag::Sequence, WHAT)?)?;
                    extensions.push(extension::Place::of(&extension, source));
                }
            }
            _ => {
                let reason = format_args!("unexpected {}", field.tag());
                return Err(Malformed::new(WHAT, field.offset, reason));
            }
        }
    }
    Ok((has_unique_identifiers, extensions))
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.read, &other.read) || self.read.der == other.read.der
    }
}

impl Eq for Certificate {}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (serial number {}, valid {} to {})",
            self.subject(),
            self.serial(),
            rfc3339(self.validity().not_before()),
            rfc3339(self.validity().not_after()),
        )
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({self})")
    }
}
