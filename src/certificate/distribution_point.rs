//! The names of the points at which CRLs are published, to be compared.

use der::Tag;

use super::{Certificate, DistinguishedName, Extension, Malformed, oid};
use crate::asn1::{Cursor, Element, in_sequence};

/// One name of a distribution point, RFC 5280 section 4.2.1.13; only these kinds are in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PointName {
    /// The octets of an address.
    Uri(Box<[u8]>),
    /// The encoding of a distinguished name.
    Directory(Box<[u8]>),
    /// The encoding of a relative distinguished name, to be appended to the name of the CRL issuer.
    Relative(Box<[u8]>),
}

impl PointName {
    /// The full name of a point of this CRL issuer.
    pub(crate) fn in_full(self, issuer: &DistinguishedName) -> Result<Self, Malformed> {
        let Self::Relative(relative) = &self else {
            return Ok(self);
        };
        let full = in_sequence(&[rdns(issuer)?, relative].concat());
        Ok(Self::Directory(full.into()))
    }

    /// Whether a point of this CRL issuer has the full name, byte for byte as rustls compares names. Nothing is appended
    /// for that: a certificate may have many points.
    fn is_same(&self, full: &Self, issuer: &DistinguishedName) -> bool {
        match (self, full) {
            (Self::Relative(relative), Self::Directory(full)) => {
                let (Ok(start), Ok(full)) = (rdns(issuer), rdns_of(full)) else {
                    return false;
                };
                full.len() == start.len() + relative.len()
                    && full.ends_with(relative)
                    && full.starts_with(start)
            }
            _ => self == full,
        }
    }
}

/// The relative distinguished names of a name.
fn rdns(name: &DistinguishedName) -> Result<&[u8], Malformed> {
    rdns_of(name.as_der())
}

fn rdns_of(name: &[u8]) -> Result<&[u8], Malformed> {
    Ok(Cursor::new(name, 0)
        .expect(Tag::Sequence, WHAT_NAME)?
        .contents)
}

/// A point of a certificate at which its issuer publishes lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    names: Vec<PointName>,
    /// Those the lists there are for.
    pub(crate) reasons: Reasons,
}

impl Point {
    /// Whether one of these full names is one of its own.
    pub(crate) fn is_among(&self, full: &[PointName], issuer: &DistinguishedName) -> bool {
        let mut names = self.names.iter();
        names.any(|name| full.iter().any(|full| name.is_same(full, issuer)))
    }
}

/// The reasons of revocation a list or a distribution point is for, RFC 5280 section 4.2.1.13 (`ReasonFlags`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reasons(u16);

impl Reasons {
    pub(crate) const NONE: Self = Self(0);

    /// The bits 1 to 8, from keyCompromise to aACompromise; bit 0 means nothing.
    pub(crate) const ALL: Self = Self(0b1_1111_1110);

    /// Reads the contents of a BIT STRING whose unused bits are zero, X.690 section 11.2.
    pub(super) fn parse(field: &Element<'_>, what: &'static str) -> Result<Self, Malformed> {
        let octets = match field.contents {
            [0] => [].as_slice(),
            [unused @ 0..=7, octets @ .., last] if last.trailing_zeros() >= u32::from(*unused) => {
                &field.contents[1..=octets.len() + 1]
            }
            _ => {
                let reason = "reasons that are not a BIT STRING in DER";
                return Err(Malformed::new(what, field.offset, reason));
            }
        };
        let is_set = |bit: usize| {
            let octet = octets.get(bit / 8);
            octet.is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
        };
        let bits = (1..=8).filter(|bit| is_set(*bit));
        Ok(Self(bits.fold(0, |reasons, bit| reasons | 1 << bit)))
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn among(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

const WHAT_NAME: &str = "the name of a distribution point";

/// Reads the field `distributionPoint` of a list or a certificate.
pub(crate) fn names(field: &Element<'_>) -> Result<Vec<PointName>, Malformed> {
    const WHAT: &str = WHAT_NAME;
    let unexpected = |element: &Element<'_>| {
        Malformed::new(
            WHAT,
            element.offset,
            format_args!("unexpected {}", element.tag()),
        )
    };
    let mut choices = field.children();
    let choice = choices.next(WHAT)?;
    choices.finish(WHAT)?;
    if choice.is_context(1, true) {
        return Ok(vec![PointName::Relative(relative(&choice)?)]);
    }
    if !choice.is_context(0, true) {
        return Err(unexpected(&choice));
    }
    let mut list = choice.children();
    if list.is_at_end() {
        return Err(Malformed::new(WHAT, choice.offset, "there is none"));
    }
    let mut names = Vec::new();
    while !list.is_at_end() {
        let name = list.next(WHAT)?;
        // RFC 5280 section 4.2.1.6: these hold elements, the others octets.
        let number = name.context_number().filter(|number| {
            let is_structured = matches!(number, 0 | 3 | 4 | 5);
            *number <= 8 && name.is_constructed() == is_structured
        });
        match number.ok_or_else(|| unexpected(&name))? {
            4 => names.push(PointName::Directory(name.contents.into())),
            6 => names.push(PointName::Uri(name.contents.into())),
            _ => {}
        }
    }
    Ok(names)
}

/// The relative distinguished name, whose implicit tag stands for that of a SET.
pub(super) fn relative(choice: &Element<'_>) -> Result<Box<[u8]>, Malformed> {
    let set = [&[0x31], &choice.encoding[1..]].concat();
    let alone = in_sequence(&set);
    let base = choice.offset.saturating_sub(alone.len() - set.len());
    // RFC 5280 section 4.1.2.4: there is at least one attribute in each.
    if DistinguishedName::from_der(&alone, base)?.is_empty() {
        Err(Malformed::new(WHAT_NAME, choice.offset, "there is none"))
    } else {
        Ok(set.into())
    }
}

/// The points at which the issuer of the certificate publishes lists; `None` without the extension.
pub(crate) fn of(certificate: &Certificate) -> Option<Vec<Point>> {
    let extension = certificate.extension(oid::CRL_DISTRIBUTION_POINTS)?;
    Some(readable(&extension))
}

/// A point that cannot be read matches nothing, as in rustls-webpki; a rule refuses the extension.
fn readable(extension: &Extension<'_>) -> Vec<Point> {
    const WHAT: &str = "the CRL distribution points";
    let mut found = Vec::new();
    if let Ok(mut points) = extension.sequence(WHAT) {
        while let Ok(point) = points.next(WHAT) {
            found.extend(of_point(&point).ok().flatten());
        }
    }
    found
}

/// Whether a distribution point has neither a name nor a CRL issuer, which leaves nothing to look for.
pub(crate) fn has_unnamed(certificate: &Certificate) -> bool {
    const WHAT: &str = "the CRL distribution points";
    let Some(extension) = certificate.extension(oid::CRL_DISTRIBUTION_POINTS) else {
        return false;
    };
    let Ok(points) = extension.sequence(WHAT) else {
        return false;
    };
    let is_name = |field: Element<'_>| field.is_context(0, true) || field.is_context(2, true);
    points
        .readable()
        .any(|point| point.is(Tag::Sequence) && !point.children().readable().any(is_name))
}

fn of_point(point: &Element<'_>) -> Result<Option<Point>, Malformed> {
    const WHAT: &str = "a CRL distribution point";
    if !point.is(Tag::Sequence) {
        return Ok(None);
    }
    let mut fields = point.children();
    let name = fields.next(WHAT)?;
    let reasons = if fields.is_at_end() {
        Reasons::ALL
    } else {
        let reasons = fields.next(WHAT)?;
        // Otherwise it is the issuer of an indirect CRL.
        if !reasons.is_context(1, false) {
            return Ok(None);
        }
        Reasons::parse(&reasons, WHAT)?
    };
    fields.finish(WHAT)?;
    if !name.is_context(0, true) {
        return Ok(None);
    }
    let names = names(&name)?;
    Ok(Some(Point { names, reasons }))
}
