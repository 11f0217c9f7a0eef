use std::collections::HashMap;
use std::ops::Range;

use der::Tag;
use rustls_pki_types::{CertificateRevocationListDer, UnixTime};

use super::der_cursor::{Cursor, Element};
use super::validity::time;
use super::{Certificate, DistinguishedName, Extension, Malformed, SignatureAlgorithm, oid};

/// One certificate revocation list, RFC 5280 section 5, as far as rustls-webpki takes it: version 2, complete, and of
/// one issuer for its own certificates.
#[derive(Clone, Debug)]
pub(crate) struct RevocationList {
    der: CertificateRevocationListDer<'static>,
    signed_part: Range<usize>,
    signature: Range<usize>,
    signature_algorithm: SignatureAlgorithm,
    issuer: DistinguishedName,
    this_update: UnixTime,
    next_update: UnixTime,
    /// By the octets of the serial number.
    revoked: HashMap<Box<[u8]>, UnixTime>,
    scope: Scope,
}

/// Which certificates of its issuer a list covers, RFC 5280 section 5.2.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    EndEntities,
    Authorities,
}

const LIST: &str = "the revocation list";

impl RevocationList {
    pub(crate) fn from_der(der: CertificateRevocationListDer<'static>) -> Result<Self, Malformed> {
        let mut input = Cursor::new(&der, 0)?;
        let list = input.expect(Tag::Sequence, LIST)?;
        input.finish(LIST)?;
        let mut fields = list.children()?;
        let tbs = fields.expect(Tag::Sequence, "the part that is signed")?;
        let algorithm = fields.expect(Tag::Sequence, "a signature algorithm")?;
        let signature = fields.expect(Tag::BitString, "the signature")?;
        fields.finish(LIST)?;
        let signature_end = signature.offset + signature.encoding.len();
        // The first content octet counts unused bits, of which a signature has none.
        let signature_start = signature_end - signature.contents.len().saturating_sub(1);

        let mut fields = tbs.children()?;
        version(&mut fields)?;
        let inner = fields.expect(Tag::Sequence, "a signature algorithm")?;
        if inner.contents != algorithm.contents {
            let reason = "it differs from the one beside the signature";
            return Err(Malformed::new(
                "a signature algorithm",
                inner.offset,
                reason,
            ));
        }
        let issuer = DistinguishedName::parse(&fields.expect(Tag::Sequence, "the issuer")?)?;
        let this_update = date(&fields.next("the time of issue")?)?;
        let next_update = match fields.peek() {
            Some(Tag::UtcTime | Tag::GeneralizedTime) => date(&fields.next(LIST)?)?,
            _ => {
                let reason = "it does not say when the next list is due (nextUpdate)";
                return Err(Malformed::new(LIST, fields.offset(), reason));
            }
        };
        let revoked = match fields.peek() {
            Some(Tag::Sequence) => revoked(&fields.next(LIST)?)?,
            _ => HashMap::new(),
        };
        let scope = extensions(fields)?;
        Ok(Self {
            signed_part: tbs.offset..tbs.offset + tbs.encoding.len(),
            signature: signature_start..signature_end,
            signature_algorithm: SignatureAlgorithm::parse(&algorithm)?,
            issuer,
            this_update,
            next_update,
            revoked,
            scope,
            der,
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

    /// Whether the certificate has this issuer and is of the kind the list is about.
    pub(crate) fn covers(&self, certificate: &Certificate) -> bool {
        let is_in_scope = match self.scope {
            Scope::All => true,
            Scope::EndEntities => !certificate.is_ca(),
            Scope::Authorities => certificate.is_ca(),
        };
        is_in_scope && self.issuer.matches(certificate.issuer())
    }

    /// Since when the certificate is listed.
    pub(crate) fn revoked_since(&self, certificate: &Certificate) -> Option<UnixTime> {
        self.revoked.get(certificate.serial().as_bytes()).copied()
    }
}

fn version(fields: &mut Cursor<'_>) -> Result<(), Malformed> {
    const WHAT: &str = "the version";
    let offset = fields.offset();
    let is_second = match fields.peek() {
        Some(Tag::Integer) => fields.next(WHAT)?.contents == [1],
        _ => false,
    };
    match is_second {
        true => Ok(()),
        false => Err(Malformed::new(WHAT, offset, "only version 2 is read")),
    }
}

fn date(element: &Element<'_>) -> Result<UnixTime, Malformed> {
    time(element, &mut Vec::new())
}

fn revoked(list: &Element<'_>) -> Result<HashMap<Box<[u8]>, UnixTime>, Malformed> {
    const WHAT: &str = "an entry of the revocation list";
    let mut revoked = HashMap::new();
    let mut entries = list.children()?;
    while !entries.is_at_end() {
        let mut entry = entries.expect(Tag::Sequence, WHAT)?.children()?;
        let serial = entry.expect(Tag::Integer, WHAT)?;
        let since = date(&entry.next(WHAT)?)?;
        revoked.insert(serial.contents.into(), since);
        if !entry.is_at_end() {
            let mut extensions = entry.expect(Tag::Sequence, WHAT)?.children()?;
            while !extensions.is_at_end() {
                let extension = extensions.expect(Tag::Sequence, WHAT)?;
                let read = Extension::parse(&extension)?;
                if read.is_critical() && read.oid() != oid::REASON_CODE {
                    return Err(unknown(WHAT, extension.offset, &read));
                }
            }
        }
        entry.finish(WHAT)?;
    }
    Ok(revoked)
}

fn extensions(mut fields: Cursor<'_>) -> Result<Scope, Malformed> {
    const WHAT: &str = "the extensions of the revocation list";
    let offset = fields.offset();
    let tagged = match fields.is_at_end() {
        true => return Err(Malformed::new(WHAT, offset, "there are none")),
        false => fields.next(WHAT)?,
    };
    if !tagged.is_context(0, true) {
        let reason = format_args!("unexpected {}", tagged.tag);
        return Err(Malformed::new(WHAT, offset, reason));
    }
    fields.finish(WHAT)?;
    let mut explicit = tagged.children()?;
    let mut list = explicit.expect(Tag::Sequence, WHAT)?.children()?;
    explicit.finish(WHAT)?;
    let mut scope = Scope::All;
    while !list.is_at_end() {
        let element = list.expect(Tag::Sequence, WHAT)?;
        let extension = Extension::parse(&element)?;
        match extension.oid() {
            oid::ISSUING_DISTRIBUTION_POINT => scope = distribution_point(&extension)?,
            oid::DELTA_CRL_INDICATOR => {
                let reason =
                    "a list of changes only (delta CRL) is not read; give the complete one";
                return Err(Malformed::new(WHAT, element.offset, reason));
            }
            oid::AUTHORITY_KEY_IDENTIFIER | oid::CRL_NUMBER => {}
            _ if extension.is_critical() => return Err(unknown(WHAT, element.offset, &extension)),
            _ => {}
        }
    }
    Ok(scope)
}

fn unknown(what: &'static str, offset: usize, extension: &Extension) -> Malformed {
    let reason = format_args!("{extension} is critical and not known");
    Malformed::new(what, offset, reason)
}

fn distribution_point(extension: &Extension) -> Result<Scope, Malformed> {
    const WHAT: &str = "the issuing distribution point";
    let mut scope = Scope::All;
    let mut fields = extension.sequence(WHAT)?;
    while !fields.is_at_end() {
        let field = fields.next(WHAT)?;
        let is_set = field.contents != [0];
        let reason = match field.tag.number().value() {
            1 if is_set => {
                scope = Scope::EndEntities;
                continue;
            }
            2 if is_set => {
                scope = Scope::Authorities;
                continue;
            }
            3 => "a list of some reasons only is not read",
            4 if is_set => "a list of several issuers (indirect CRL) is not read",
            5 if is_set => "a list of attribute certificates is not read",
            _ => continue,
        };
        return Err(Malformed::new(WHAT, field.offset, reason));
    }
    Ok(scope)
}
