use std::fmt;

use der::Tag;

use super::part::{Source, Span};
use super::{Malformed, Oid};
use crate::asn1::{Cursor, Element};

/// One extension as it is in the certificate, RFC 5280 section 4.2.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// for extension in certificate.extensions() {
///     let weight = if extension.is_critical() { "critical" } else { "" };
///     println!("{extension} {weight}");
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    /// The contents of its object identifier.
    oid: &'a [u8],
    critical: bool,
    value: &'a [u8],
    /// Where the value begins, and where the object identifier does.
    offset: usize,
    oid_offset: usize,
}

/// Where an extension is in the certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    oid: Span,
    value: Span,
    critical: bool,
    /// Of the object identifier, by which most differ.
    last: u8,
}

impl Place {
    pub(super) fn of(extension: &Extension<'_>, source: &Source) -> Self {
        Self {
            oid: source.span(extension.oid_offset, extension.oid),
            value: source.span(extension.offset, extension.value),
            critical: extension.critical,
            last: extension.oid.last().copied().unwrap_or_default(),
        }
    }

    /// Which of them is this extension, the first if several are.
    pub(super) fn find(places: &[Self], oid: &Oid, certificate: &[u8]) -> Option<Self> {
        let last = oid.as_bytes().last().copied().unwrap_or_default();
        let is_it = |it: &&Self| it.last == last && oid.is_encoded_as(it.oid.of(certificate));
        places.iter().find(is_it).copied()
    }

    pub(super) fn is_critical(self) -> bool {
        self.critical
    }

    pub(super) fn read(self, certificate: &[u8]) -> Extension<'_> {
        Extension {
            oid: self.oid.of(certificate),
            critical: self.critical,
            value: self.value.of(certificate),
            offset: self.value.start(),
            oid_offset: self.oid.start(),
        }
    }
}

impl<'a> Extension<'a> {
    pub(crate) fn parse(extension: &Element<'a>) -> Result<Self, Malformed> {
        const WHAT: &str = "an extension";
        let mut fields = extension.children();
        let oid = fields.next(WHAT)?;
        Oid::check(&oid, WHAT)?;
        let critical = if fields.is_next(Tag::Boolean) {
            fields.next(WHAT)?.boolean(WHAT)?
        } else {
            false
        };
        let value = fields.expect(Tag::OctetString, WHAT)?;
        fields.finish(WHAT)?;
        Ok(Self {
            oid: oid.contents,
            critical,
            value: value.contents,
            offset: value.contents_offset(),
            oid_offset: oid.contents_offset(),
        })
    }

    /// Which extension.
    pub fn oid(&self) -> Oid {
        Oid::of_checked(self.oid)
    }

    /// Whether it is this extension.
    pub(crate) fn is(&self, oid: &Oid) -> bool {
        oid.is_encoded_as(self.oid)
    }

    /// Whether a reader that does not know the extension has to refuse the certificate.
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// The DER encoding inside the octet string.
    pub fn value(&self) -> &'a [u8] {
        self.value
    }

    /// The one element the value holds.
    pub(crate) fn element(&self, what: &'static str) -> Result<Element<'a>, Malformed> {
        let mut cursor = Cursor::new(self.value, self.offset);
        let element = cursor.next(what)?;
        cursor.finish(what)?;
        Ok(element)
    }

    /// Refuses a value that is not exactly one SEQUENCE.
    pub(crate) fn check_sequence(&self) -> Result<(), Malformed> {
        self.check_tag(Tag::Sequence)
    }

    /// Refuses a value that is not exactly one OCTET STRING.
    pub(crate) fn check_octet_string(&self) -> Result<(), Malformed> {
        self.check_tag(Tag::OctetString)
    }

    fn check_tag(&self, tag: Tag) -> Result<(), Malformed> {
        const WHAT: &str = "an extension";
        let mut cursor = Cursor::new(self.value, self.offset);
        cursor.expect(tag, WHAT)?;
        cursor.finish(WHAT)
    }

    /// The elements of the SEQUENCE the value holds.
    pub(crate) fn sequence(&self, what: &'static str) -> Result<Cursor<'a>, Malformed> {
        let mut cursor = Cursor::new(self.value, self.offset);
        let sequence = cursor.expect(Tag::Sequence, what)?;
        cursor.finish(what)?;
        Ok(sequence.children())
    }
}

impl fmt::Display for Extension<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let oid = self.oid();
        match oid.name() {
            Some(name) => write!(f, "{name} ({oid})"),
            None => oid.fmt(f),
        }
    }
}

/// What a certificate says in one extension.
///
/// ```
/// use vb365_tls::certificate::Field;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// match certificate.key_usage() {
///     Field::Present(usages) => println!("{} key usages", usages.len()),
///     Field::Absent => println!("any key usage"),
///     Field::Malformed(malformed) => println!("{malformed}"),
///     _ => {}
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "present, absent or unreadable")]
pub enum Field<T> {
    /// The extension is not there.
    Absent,
    /// The extension and its value.
    Present(T),
    /// The extension is there and cannot be read.
    Malformed(Malformed),
}

impl<T> Field<T> {
    pub(crate) fn read(
        extension: Option<Extension<'_>>,
        parse: impl FnOnce(&Extension<'_>) -> Result<T, Malformed>,
    ) -> Self {
        match extension.map(|it| parse(&it)) {
            None => Self::Absent,
            Some(Ok(value)) => Self::Present(value),
            Some(Err(error)) => Self::Malformed(error),
        }
    }

    /// The value, if the extension is there and readable.
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Malformed(_) => None,
        }
    }

    /// Whether the extension is not there at all.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Why the extension cannot be read, if so.
    pub fn malformed(&self) -> Option<&Malformed> {
        match self {
            Self::Malformed(error) => Some(error),
            Self::Absent | Self::Present(_) => None,
        }
    }
}
