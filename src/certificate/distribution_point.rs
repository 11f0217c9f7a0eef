//! The names of the points at which revocation lists are published, to be compared.

use der::Tag;

use super::der_cursor::Element;
use super::{Certificate, Extension, Malformed, oid};

/// One full name of a distribution point, RFC 5280 section 4.2.1.13; only these two kinds are in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PointName {
    /// The octets of an address.
    Uri(Box<[u8]>),
    /// The encoding of a distinguished name.
    Directory(Box<[u8]>),
}

/// How a distribution point is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PointNames {
    Full(Vec<PointName>),
    /// By what is to be appended to the name of the CRL issuer.
    Relative,
}

/// Reads the field `distributionPoint` of a list or a certificate.
pub(crate) fn names(field: &Element<'_>) -> Result<PointNames, Malformed> {
    const WHAT: &str = "the name of a distribution point";
    let unexpected = |element: &Element<'_>| {
        Malformed::new(
            WHAT,
            element.offset,
            format_args!("unexpected {}", element.tag),
        )
    };
    let mut choices = field.children()?;
    let choice = choices.next(WHAT)?;
    choices.finish(WHAT)?;
    if choice.is_context(1, true) {
        return Ok(PointNames::Relative);
    }
    if !choice.is_context(0, true) {
        return Err(unexpected(&choice));
    }
    let mut list = choice.children()?;
    if list.is_at_end() {
        return Err(Malformed::new(WHAT, choice.offset, "there is none"));
    }
    let mut names = Vec::new();
    while !list.is_at_end() {
        let name = list.next(WHAT)?;
        let number = name.tag.number().value();
        // RFC 5280 section 4.2.1.6: these hold elements, the others octets.
        let is_structured = matches!(number, 0 | 3 | 4 | 5);
        if number > 8 || !name.is_context(number, is_structured) {
            return Err(unexpected(&name));
        }
        match number {
            4 => names.push(PointName::Directory(name.contents.into())),
            6 => names.push(PointName::Uri(name.contents.into())),
            _ => {}
        }
    }
    Ok(PointNames::Full(names))
}

/// The names of all points at which the issuer of the certificate publishes lists for all reasons; `None` without the
/// extension.
pub(crate) fn of(certificate: &Certificate) -> Option<Vec<PointName>> {
    let mut extensions = certificate.extensions();
    let extension = extensions.find(|it| it.oid() == oid::CRL_DISTRIBUTION_POINTS)?;
    Some(readable(extension))
}

/// A point that cannot be read matches nothing, as in rustls-webpki; a rule refuses the extension.
fn readable(extension: &Extension) -> Vec<PointName> {
    const WHAT: &str = "the CRL distribution points";
    let mut names = Vec::new();
    if let Ok(mut points) = extension.sequence(WHAT) {
        while let Ok(point) = points.next(WHAT) {
            names.extend(of_point(&point).unwrap_or_default());
        }
    }
    names
}

/// Whether a distribution point has neither a name nor a CRL issuer, which leaves nothing to look for.
pub(crate) fn has_unnamed(certificate: &Certificate) -> bool {
    const WHAT: &str = "the CRL distribution points";
    let Some(extension) = certificate.extension(oid::CRL_DISTRIBUTION_POINTS) else {
        return false;
    };
    let Ok(mut points) = extension.sequence(WHAT) else {
        return false;
    };
    std::iter::from_fn(|| points.next(WHAT).ok()).any(|point| is_unnamed(&point))
}

fn is_unnamed(point: &Element<'_>) -> bool {
    const WHAT: &str = "a CRL distribution point";
    let Ok(mut fields) = point.children() else {
        return false;
    };
    let is_name = |field: Element<'_>| field.is_context(0, true) || field.is_context(2, true);
    point.tag == Tag::Sequence && !std::iter::from_fn(|| fields.next(WHAT).ok()).any(is_name)
}

fn of_point(point: &Element<'_>) -> Result<Vec<PointName>, Malformed> {
    const WHAT: &str = "a CRL distribution point";
    if point.tag != Tag::Sequence {
        return Ok(Vec::new());
    }
    let mut fields = point.children()?;
    let name = fields.next(WHAT)?;
    // What follows are reasons, or the issuer of an indirect CRL.
    fields.finish(WHAT)?;
    if !name.is_context(0, true) {
        return Ok(Vec::new());
    }
    match names(&name)? {
        PointNames::Full(names) => Ok(names),
        PointNames::Relative => Ok(Vec::new()),
    }
}
