//! Key identifiers, and the addresses where issuers and CRLs are published.

use der::Tag;
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::name::DistributionPointName;

use super::general_name::Collected;
use super::{Extension, GeneralName, Malformed, Oid, oid};
use crate::asn1::Element;

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
    let locations = locations.finish();
    let uris = locations.iter().filter_map(|location| match location {
        GeneralName::Uri(uri) => Some(uri.to_owned()),
        _ => None,
    });
    Ok(uris.collect())
}

/// RFC 5280 section 4.2.1.13: the addresses of all distribution points.
pub(crate) fn crl_distribution_points(extension: &Extension<'_>) -> Result<Vec<String>, Malformed> {
    const WHAT: &str = "the CRL distribution points";
    if let Some(addresses) = plain_addresses(extension) {
        return Ok(addresses);
    }
    let points: pkix::CrlDistributionPoints = extension.element(WHAT)?.decode(WHAT)?;
    Ok(points
        .0
        .iter()
        .filter_map(|point| match &point.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        })
        .flatten()
        .filter_map(uri)
        .collect())
}

/// Of points that have nothing but addresses, as almost all have.
fn plain_addresses(extension: &Extension<'_>) -> Option<Vec<String>> {
    const WHAT: &str = "the CRL distribution points";
    let mut addresses = Vec::new();
    let mut points = extension.sequence(WHAT).ok()?;
    // An empty list is one that `x509-cert` has a word for.
    loop {
        let point = points.expect(Tag::Sequence, WHAT).ok()?;
        let name = only(&point, 0)?;
        let mut names = only(&name, 0)?.children();
        while !names.is_at_end() {
            let address = names.next(WHAT).ok()?;
            let text = std::str::from_utf8(address.contents).ok()?;
            if !address.is_context(6, false) || !text.is_ascii() {
                return None;
            }
            addresses.push(text.to_owned());
        }
        if points.is_at_end() {
            addresses.shrink_to_fit();
            return Some(addresses);
        }
    }
}

/// What it holds, if that is one structure of this number.
fn only<'a>(element: &Element<'a>, number: u32) -> Option<Element<'a>> {
    let mut fields = element.children().readable();
    let only = fields.next().filter(|it| it.is_context(number, true))?;
    (only.encoding.len() == element.contents.len()).then_some(only)
}

fn uri(name: &pkix::name::GeneralName) -> Option<String> {
    match name {
        pkix::name::GeneralName::UniformResourceIdentifier(uri) => Some(uri.to_string()),
        _ => None,
    }
}
