//! A walk over DER of PKCS#12 and PKCS#8. Tags are bytes, because the format uses more of them than `der` names, and
//! no error carries a byte, because the bytes may be those of a key.

use crate::asn1::Header;
use crate::certificate::Oid;
use crate::error::ContainerError;

pub(in crate::identity) const INTEGER: u8 = 0x02;
pub(in crate::identity) const BIT_STRING: u8 = 0x03;
pub(in crate::identity) const OCTET_STRING: u8 = 0x04;
pub(in crate::identity) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(in crate::identity) const SEQUENCE: u8 = 0x30;
pub(in crate::identity) const SET: u8 = 0x31;
/// `[0]`, constructed.
pub(in crate::identity) const CONTEXT_0: u8 = 0xa0;

pub(in crate::identity) fn malformed(place: &'static str, reason: &'static str) -> ContainerError {
    ContainerError::Malformed { place, reason }
}

/// What stands before the contents of an element, with one of the tags that are used here.
pub(in crate::identity) fn header(
    input: &[u8],
    place: &'static str,
) -> Result<Header, ContainerError> {
    match input {
        [tag, _, ..] if tag & 0x1f == 0x1f || *tag == 0 => {
            Err(malformed(place, "a tag that is not used here"))
        }
        _ => Header::of(input).ok_or_else(|| malformed(place, "it is truncated")),
    }
}

/// The value of octets, `None` above 64 bits.
fn big_endian(octets: &[u8]) -> Option<u64> {
    octets.iter().try_fold(0_u64, |value, &octet| {
        Some(value.checked_mul(256)? | u64::from(octet))
    })
}

/// One tag-length-value, with its contents and its whole encoding.
#[derive(Clone, Copy)]
pub(in crate::identity) struct Element<'a> {
    pub(in crate::identity) tag: u8,
    pub(in crate::identity) contents: &'a [u8],
    pub(in crate::identity) encoding: &'a [u8],
    place: &'static str,
}

impl<'a> Element<'a> {
    /// The only element of an input.
    pub(in crate::identity) fn only(
        input: &'a [u8],
        tag: u8,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let mut cursor = Cursor::new(input, place);
        let element = cursor.expect(tag)?;
        cursor.finish()?;
        Ok(element)
    }

    pub(in crate::identity) fn children(&self) -> Cursor<'a> {
        Cursor::new(self.contents, self.place)
    }

    /// Compares with the contents of an identifier.
    pub(in crate::identity) fn is(&self, oid: Oid) -> bool {
        self.tag == OBJECT_IDENTIFIER && self.contents == oid.as_bytes()
    }

    pub(in crate::identity) fn oid(&self) -> Result<Oid, ContainerError> {
        Oid::from_contents(self.contents)
            .map_err(|_| malformed(self.place, "an invalid object identifier"))
    }

    /// A count, which may have leading zeros.
    pub(in crate::identity) fn count(&self, what: &'static str) -> Result<u64, ContainerError> {
        match self.contents.first() {
            None => Err(malformed(self.place, "a number without digits")),
            Some(0x80..) => Err(malformed(self.place, "a negative number")),
            Some(_) => Ok(big_endian(self.contents).unwrap_or(u64::MAX)),
        }
        .and_then(|found| match found {
            u64::MAX => Err(ContainerError::LimitExceeded {
                what,
                found,
                limit: super::budget::MAX_ITERATIONS,
            }),
            _ => Ok(found),
        })
    }
}

/// Reads elements one after the other; never looks inside them.
#[derive(Clone)]
pub(in crate::identity) struct Cursor<'a> {
    rest: &'a [u8],
    place: &'static str,
}

impl<'a> Cursor<'a> {
    pub(in crate::identity) fn new(input: &'a [u8], place: &'static str) -> Self {
        Self { rest: input, place }
    }

    /// The same, with another name for its errors.
    pub(in crate::identity) fn named(self, place: &'static str) -> Self {
        Self { place, ..self }
    }

    pub(in crate::identity) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(in crate::identity) fn next(&mut self) -> Result<Element<'a>, ContainerError> {
        let header = header(self.rest, self.place)?;
        let end = header
            .length
            .ok_or_else(|| malformed(self.place, "a length that is indefinite"))
            .map(|length| length.saturating_add(header.octets))?;
        let (encoding, rest) = self
            .rest
            .split_at_checked(end)
            .ok_or_else(|| malformed(self.place, "it is truncated"))?;
        self.rest = rest;
        Ok(Element {
            tag: header.tag,
            contents: &encoding[header.octets..],
            encoding,
            place: self.place,
        })
    }

    pub(in crate::identity) fn expect(&mut self, tag: u8) -> Result<Element<'a>, ContainerError> {
        match self.optional(tag)? {
            Some(element) => Ok(element),
            None if self.is_at_end() => Err(malformed(self.place, "something is missing")),
            None => Err(malformed(self.place, "something else is expected there")),
        }
    }

    /// The next element if it has this tag.
    pub(in crate::identity) fn optional(
        &mut self,
        tag: u8,
    ) -> Result<Option<Element<'a>>, ContainerError> {
        match self.rest.first() {
            Some(&found) if found == tag => self.next().map(Some),
            _ => Ok(None),
        }
    }

    /// Refuses bytes after the last element.
    pub(in crate::identity) fn finish(&self) -> Result<(), ContainerError> {
        match self.is_at_end() {
            true => Ok(()),
            false => Err(malformed(self.place, "there are bytes after its end")),
        }
    }
}
