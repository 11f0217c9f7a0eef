mod date;
mod entries;
mod extensions;
mod serials;
mod unusable;

use std::ops::Range;

use der::Tag;
use rustls_pki_types::{CertificateRevocationListDer, UnixTime};

use super::part::Source;
use super::{Certificate, DistinguishedName, Malformed, Reasons, SerialNumber, SignatureAlgorithm};
use crate::asn1::{Cursor, Element};

use date::date;
use extensions::Extensions;
pub(crate) use extensions::{IssuingDistributionPoint, Scope};
use serials::Serials;
pub use unusable::UnsupportedCrl;
pub(crate) use unusable::{Reason, Unusable};

/// One CRL, RFC 5280 section 5, as far as rustls-webpki takes it: version 2, complete, and of one issuer for its own
/// certificates. Beyond that, it may be for some reasons, and name its distribution point relative to the issuer.
#[derive(Clone, Debug)]
pub(crate) struct Crl {
    der: CertificateRevocationListDer<'static>,
    signed_part: Range<usize>,
    signature: Range<usize>,
    signature_algorithm: SignatureAlgorithm,
    issuer: DistinguishedName,
    this_update: UnixTime,
    next_update: UnixTime,
    revoked: Serials,
    extensions: Extensions,
}

const LIST: &str = "the CRL";

/// rustls-webpki reads less than 2^16 - 1 octets of anything but the list itself, its signed part and its entries.
const LONGEST_FIELD: usize = 0xfffe;

impl Crl {
    /// Reads what rustls-webpki reads, and refuses what it refuses but for the names and reasons above: a list that is passed over here and there would
    /// leave a hole, and one that is taken here alone would end handshakes.
    pub(crate) fn from_der(der: CertificateRevocationListDer<'static>) -> Result<Self, Unusable> {
        let parts = Parts::read(&der)?;
        let list = Self::from_parts(&parts, &der);
        match list {
            Ok(list) => Ok(Self { der, ..list }),
            Err(reason) => Err(Unusable::new(Some(parts.issuer), reason)),
        }
    }

    /// All but the encoding, which may be large.
    fn from_parts(parts: &Parts<'_>, der: &[u8]) -> Result<Self, Reason> {
        let mut fields = parts.fields.clone();
        let this_update = date(&fields.next("the time of issue")?)?;
        let next_update = match fields.peek() {
            Some(Tag::UtcTime | Tag::GeneralizedTime) => date(&fields.next(LIST)?)?,
            _ => return Err(UnsupportedCrl::NoNextUpdate.into()),
        };
        let revoked = match fields.peek() {
            Some(Tag::Sequence) => entries::read(&fields.next(LIST)?)?,
            _ => Vec::new(),
        };
        let tbs = &parts.signed_part;
        Ok(Self {
            signed_part: tbs.offset..tbs.offset + tbs.encoding.len(),
            signature: parts.signature.clone(),
            signature_algorithm: parts.signature_algorithm()?,
            issuer: parts.issuer.clone(),
            this_update,
            next_update,
            extensions: Extensions::read(fields, &parts.issuer)?,
            revoked: Serials::new(der, &revoked),
            der: Vec::new().into(),
        })
    }

    pub(crate) fn der(&self) -> &CertificateRevocationListDer<'static> {
        &self.der
    }

    pub(crate) fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    pub(crate) fn this_update(&self) -> UnixTime {
        self.this_update
    }

    pub(crate) fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// Whether the next list is due; rustls-webpki counts the moment itself.
    pub(crate) fn is_stale(&self, now: UnixTime) -> bool {
        self.next_update.as_secs() <= now.as_secs()
    }

    pub(crate) fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.signature_algorithm
    }

    /// The bytes the signature is made over.
    pub(crate) fn signed_part(&self) -> &[u8] {
        &self.der[self.signed_part.clone()]
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }

    /// The identifier of the key that signed the list, where the list says so once and readably.
    pub(crate) fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.authority_key_identifier()
    }

    pub(crate) fn has_authority_key_identifier(&self) -> bool {
        self.extensions.has_authority_key_identifier()
    }

    pub(crate) fn has_number(&self) -> bool {
        !self.extensions.numbers().is_empty()
    }

    pub(crate) fn is_number_critical(&self) -> bool {
        self.extensions.numbers().contains(&true)
    }

    /// What the list confines itself to, if it does.
    pub(crate) fn distribution_point(&self) -> Option<&IssuingDistributionPoint> {
        self.extensions.distribution_point()
    }

    /// Whether the list is of the certificate's issuer, and the certificate is one of those the list speaks of. That
    /// such a list does not name it means that it is not revoked.
    pub(crate) fn covers(&self, certificate: &Certificate) -> bool {
        self.reasons_for(certificate) == Reasons::ALL
    }

    /// For which reasons the silence of the list about the certificate means that it is not revoked.
    pub(crate) fn reasons_for(&self, certificate: &Certificate) -> Reasons {
        match self.distribution_point() {
            _ if !self.is_of_issuer(certificate) => Reasons::NONE,
            None => Reasons::ALL,
            Some(to) if to.scope().includes(certificate) => to.reasons_for(certificate),
            Some(_) => Reasons::NONE,
        }
    }

    /// Whether the list is of what one key of the CA signed alone. Active Directory Certificate Services keeps one for
    /// each key, and numbers them by the extension `CA version`.
    pub(crate) fn is_of_one_key(&self) -> bool {
        self.extensions.is_of_one_key()
    }

    /// Whether the names are the same once case, spaces and string types are set aside.
    pub(crate) fn is_of_issuer(&self, certificate: &Certificate) -> bool {
        self.issuer.matches(certificate.issuer())
    }

    /// Since when the serial number is listed.
    pub(crate) fn revoked_since(&self, certificate: &Certificate) -> Option<UnixTime> {
        let serial = certificate.serial().without_padding();
        self.revoked.since(&self.der, serial)
    }
}

/// What comes before the issuer is known, and the rest.
struct Parts<'a> {
    signed_part: Element<'a>,
    algorithm: Element<'a>,
    signature: Range<usize>,
    issuer: DistinguishedName,
    fields: Cursor<'a>,
}

impl<'a> Parts<'a> {
    fn read(der: &'a [u8]) -> Result<Self, Reason> {
        let mut input = Cursor::new(der, 0);
        let list = input.expect(Tag::Sequence, LIST)?;
        input.finish(LIST)?;
        let mut fields = list.children();
        let signed_part = fields.expect(Tag::Sequence, "the part that is signed")?;
        let algorithm = field(&mut fields, Tag::Sequence, "a signature algorithm")?;
        let signature = signature(&field(&mut fields, Tag::BitString, SIGNATURE)?)?;
        fields.finish(LIST)?;

        let mut fields = signed_part.children();
        version(&mut fields)?;
        let inner = fields.expect(Tag::Sequence, "a signature algorithm")?;
        if inner.contents != algorithm.contents {
            let reason = "it differs from the one beside the signature";
            return Err(Malformed::new("a signature algorithm", inner.offset, reason).into());
        }
        let issuer = field(&mut fields, Tag::Sequence, "the issuer")?;
        Ok(Self {
            signed_part,
            algorithm,
            signature,
            issuer: DistinguishedName::copied(&issuer)?,
            fields,
        })
    }

    fn signature_algorithm(&self) -> Result<SignatureAlgorithm, Malformed> {
        let algorithm = &self.algorithm;
        SignatureAlgorithm::parse(
            algorithm,
            &Source::copied(algorithm.encoding, algorithm.offset),
        )
    }
}

fn field<'a>(fields: &mut Cursor<'a>, tag: Tag, what: &'static str) -> Result<Element<'a>, Reason> {
    let field = fields.expect(tag, what)?;
    if field.contents.len() > LONGEST_FIELD {
        return Err(UnsupportedCrl::LongField(what).into());
    }
    Ok(field)
}

fn version(fields: &mut Cursor<'_>) -> Result<(), Reason> {
    // The field is left out in lists of version 1.
    let number = match fields.peek() {
        Some(Tag::Integer) => fields.next("the version")?.contents,
        _ => return Err(UnsupportedCrl::Version.into()),
    };
    if number == [1] {
        Ok(())
    } else {
        Err(UnsupportedCrl::Version.into())
    }
}

const SIGNATURE: &str = "the signature";

/// Where the octets of the signature stand.
fn signature(bits: &Element<'_>) -> Result<Range<usize>, Malformed> {
    let start = bits.contents_offset() + 1;
    match bits.contents.first() {
        Some(0) => Ok(start..bits.offset + bits.encoding.len()),
        Some(_) => Err(Malformed::new(SIGNATURE, bits.offset, "it has unused bits")),
        None => Err(Malformed::new(
            SIGNATURE,
            bits.offset,
            "an empty BIT STRING",
        )),
    }
}

impl SerialNumber {
    /// The octets DER has for the number.
    fn without_padding(&self) -> &[u8] {
        without_padding(self.as_bytes())
    }
}

/// X.690 section 8.3.2: the first nine bits are not all the same.
fn without_padding(mut octets: &[u8]) -> &[u8] {
    while let [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] = octets {
        octets = &octets[1..];
    }
    octets
}
