use std::fmt;

use der::Tag;

use super::der_cursor::{Cursor, Element};
use super::{Malformed, Oid};

/// One extension as it stands in the certificate, RFC 5280 section 4.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    oid: Oid,
    critical: bool,
    value: Box<[u8]>,
    offset: usize,
}

impl Extension {
    pub(crate) fn parse(extension: &Element<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = "an extension";
        let mut fields = extension.children()?;
        let oid = Oid::parse(&fields.next(WHAT)?, WHAT)?;
        let critical = match fields.peek() {
            Some(Tag::Boolean) => fields.next(WHAT)?.decode(WHAT)?,
            _ => false,
        };
        let value = fields.expect(Tag::OctetString, WHAT)?;
        fields.finish(WHAT)?;
        Ok(Self {
            oid,
            critical,
            value: value.contents.into(),
            offset: value.offset + value.encoding.len() - value.contents.len(),
        })
    }

    /// Which extension.
    pub fn oid(&self) -> Oid {
        self.oid
    }

    /// Whether it is this extension.
    pub(crate) fn is(&self, oid: &Oid) -> bool {
        self.oid.is(oid)
    }

    /// Whether a reader that does not know the extension has to refuse the certificate.
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// The DER encoding inside the octet string.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The one element the value holds.
    pub(crate) fn element(&self, what: &'static str) -> Result<Element<'_>, Malformed> {
        let mut cursor = Cursor::new(&self.value, self.offset)?;
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
        let mut cursor = Cursor::new(&self.value, self.offset)?;
        cursor.expect(tag, WHAT)?;
        cursor.finish(WHAT)
    }

    /// The elements of the SEQUENCE the value holds.
    pub(crate) fn sequence(&self, what: &'static str) -> Result<Cursor<'_>, Malformed> {
        let mut cursor = Cursor::new(&self.value, self.offset)?;
        let sequence = cursor.expect(Tag::Sequence, what)?;
        cursor.finish(what)?;
        sequence.children()
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.oid.name() {
            Some(name) => write!(f, "{name} ({})", self.oid),
            None => self.oid.fmt(f),
        }
    }
}

/// What a certificate says in one extension.
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
        extension: Option<&Extension>,
        parse: impl FnOnce(&Extension) -> Result<T, Malformed>,
    ) -> Self {
        match extension.map(parse) {
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
