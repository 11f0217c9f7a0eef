//! Key identifiers, and the addresses where issuers and CRLs are published.

use der::Tag;

use super::distribution_point::{self, Reasons};
use super::general_name::Collected;
use super::{Extension, Malformed, Oid, oid};
use crate::asn1::{Cursor, Element};

/// RFC 5280 section 4.2.1.2.
pub(crate) fn subject_key_identifier(extension: &Extension<'_>) -> Result<Box<[u8]>, Malformed> {
    let octets = extension.element("the subject key identifier")?;
    if octets.is(Tag::OctetString) {
        Ok(octets.contents.into())
    } else {
        Err(Malformed::new(
            "the subject key identifier",
            octets.offset,
            "expected an OCTET STRING",
        ))
    }
}

/// RFC 5280 section 4.2.1.1; `None` where the extension names the issuer only by name and serial number.
pub(crate) fn authority_key_identifier(
    extension: &Extension<'_>,
) -> Result<Option<Box<[u8]>>, Malformed> {
    const WHAT: &str = "the authority key identifier";
    let mut fields = extension.sequence(WHAT)?;
    let mut identifier = None;
    while !fields.is_at_end() {
        let field = fields.next(WHAT)?;
        match field.context_number() {
            Some(0) => identifier = Some(field.contents.into()),
            Some(1 | 2) => {}
            _ => return Err(Malformed::new(WHAT, field.offset, "an unexpected element")),
        }
    }
    Ok(identifier)
}

/// RFC 5280 section 4.2.2.1: the addresses where the issuer's certificate is published.
pub(crate) fn ca_issuers(extension: &Extension<'_>) -> Result<Vec<String>, Malformed> {
    access_locations(extension, oid::ACCESS_CA_ISSUERS)
}

/// The addresses of one access method.
pub(crate) fn access_locations(
    extension: &Extension<'_>,
    wanted: Oid,
) -> Result<Vec<String>, Malformed> {
    const WHAT: &str = "the authority information access";
    let mut descriptions = extension.sequence(WHAT)?;
    let (mut locations, mut others) = (Collected::default(), Collected::default());
    while !descriptions.is_at_end() {
        let mut fields = descriptions.expect(Tag::Sequence, WHAT)?.children();
        let method = Oid::parse(&fields.next(WHAT)?, WHAT)?;
        let location = fields.next(WHAT)?;
        fields.finish(WHAT)?;
        if method == wanted {
            locations.push(&location)?;
        } else {
            others.push(&location)?;
        }
    }
    Ok(uris(locations))
}

const POINTS: &str = "the CRL distribution points";

/// RFC 5280 section 4.2.1.13: the addresses of all distribution points.
pub(crate) fn crl_distribution_points(extension: &Extension<'_>) -> Result<Vec<String>, Malformed> {
    let mut points = extension.sequence(POINTS)?;
    let mut names = Collected::default();
    while !points.is_at_end() {
        let mut fields = points.expect(Tag::Sequence, POINTS)?.children();
        if let Some(name) = optional(&mut fields, 0, true)? {
            point_name(&name, &mut names)?;
        }
        if let Some(reasons) = optional(&mut fields, 1, false)? {
            Reasons::parse(&reasons, POINTS)?;
        }
        if let Some(issuer) = optional(&mut fields, 2, true)? {
            full_name(&issuer, &mut Collected::default())?;
        }
        fields.finish(POINTS)?;
    }
    Ok(uris(names))
}

/// DistributionPointName; one relative to the issuer of the list has no address.
fn point_name(name: &Element<'_>, names: &mut Collected) -> Result<(), Malformed> {
    let mut choices = name.children();
    let choice = choices.next(POINTS)?;
    choices.finish(POINTS)?;
    if choice.is_context(0, true) {
        return full_name(&choice, names);
    }
    if choice.is_context(1, true) {
        return distribution_point::relative(&choice).map(drop);
    }
    let reason = format_args!("unexpected {}", choice.tag());
    Err(Malformed::new(POINTS, choice.offset, reason))
}

fn full_name(list: &Element<'_>, names: &mut Collected) -> Result<(), Malformed> {
    let mut list = list.children();
    while !list.is_at_end() {
        let name = list.next(POINTS)?;
        if matches!(name.context_number(), Some(1 | 2 | 6)) && !name.contents.is_ascii() {
            let reason = "octets outside ASCII";
            return Err(Malformed::new(POINTS, name.offset, reason));
        }
        names.push(&name)?;
    }
    Ok(())
}

/// The field of this number, if it is the next one.
fn optional<'a>(
    fields: &mut Cursor<'a>,
    number: u32,
    is_constructed: bool,
) -> Result<Option<Element<'a>>, Malformed> {
    let next = fields.clone().readable().next();
    match next.filter(|it| it.is_context(number, is_constructed)) {
        Some(_) => fields.next(POINTS).map(Some),
        None => Ok(None),
    }
}

fn uris(names: Collected) -> Vec<String> {
    let names = names.finish();
    let mut uris: Vec<String> = names.uris().map(str::to_owned).collect();
    // They are kept as long as the certificate.
    uris.shrink_to_fit();
    uris
}
