//! A walk over the DER of PKCS#12 and PKCS#8. Tags are bytes, because the format uses more of them than `der` names, and no
//! error carries a byte, because the bytes may be those of a key.

use super::budget::MAX_ITERATIONS;
pub(super) use crate::asn1::tag::{
    BIT_STRING, CONTEXT_0, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE,
};
use crate::asn1::{self, BerError, Converted, Header, MAX_DEPTH};
use crate::certificate::Oid;
use crate::error::ContainerError;

pub(super) const SET: u8 = 0x31;

pub(super) fn malformed(place: &'static str, reason: &'static str) -> ContainerError {
    ContainerError::Malformed { place, reason }
}

/// One tag-length-value, with its contents and its whole encoding.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) contents: &'a [u8],
    pub(super) encoding: &'a [u8],
    place: &'static str,
}

impl<'a> Element<'a> {
    /// The only element of an input.
    pub(super) fn only(
        input: &'a [u8],
        tag: u8,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let mut cursor = Cursor::new(input, place);
        let element = cursor.expect(tag)?;
        cursor.finish()?;
        Ok(element)
    }

    pub(super) fn children(&self) -> Cursor<'a> {
        Cursor::new(self.contents, self.place)
    }

    /// Compares with the contents of an identifier.
    pub(super) fn is(&self, oid: Oid) -> bool {
        self.tag == OBJECT_IDENTIFIER && self.contents == oid.as_bytes()
    }

    pub(super) fn oid(&self) -> Result<Oid, ContainerError> {
        Oid::from_contents(self.contents)
            .map_err(|_| malformed(self.place, "an invalid object identifier"))
    }

    /// A count, which may have leading zeros.
    pub(super) fn count(&self, what: &'static str) -> Result<u64, ContainerError> {
        match self.contents.first() {
            None => return Err(malformed(self.place, "a number without digits")),
            Some(0x80..) => return Err(malformed(self.place, "a negative number")),
            Some(_) => {}
        }
        let value = self.contents.iter().try_fold(0_u64, |value, &octet| {
            Some(value.checked_mul(256)? | u64::from(octet))
        });
        match value.unwrap_or(u64::MAX) {
            u64::MAX => Err(ContainerError::LimitExceeded {
                what,
                found: u64::MAX,
                limit: MAX_ITERATIONS,
            }),
            count => Ok(count),
        }
    }
}

/// Reads elements one after the other; never looks inside them.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    place: &'static str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(input: &'a [u8], place: &'static str) -> Self {
        Self { rest: input, place }
    }

    /// The same, with another name for its errors.
    pub(super) fn named(self, place: &'static str) -> Self {
        Self { place, ..self }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn next(&mut self) -> Result<Element<'a>, ContainerError> {
        let header = Header::of_container(self.rest);
        let header = header.map_err(|reason| malformed(self.place, reason))?;
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

    pub(super) fn expect(&mut self, tag: u8) -> Result<Element<'a>, ContainerError> {
        match self.optional(tag)? {
            Some(element) => Ok(element),
            None if self.is_at_end() => Err(malformed(self.place, "something is missing")),
            None => Err(malformed(self.place, "something else is expected there")),
        }
    }

    /// The next element if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, ContainerError> {
        match self.rest.first() {
            Some(&found) if found == tag => self.next().map(Some),
            _ => Ok(None),
        }
    }

    /// Refuses bytes after the last element.
    pub(super) fn finish(&self) -> Result<(), ContainerError> {
        if !self.is_at_end() {
            return Err(malformed(self.place, "there are bytes after its end"));
        }
        Ok(())
    }
}

/// Converts the one element in `input`, as [`asn1::first_to_der`] does.
pub(super) fn to_der(input: &[u8], place: &'static str) -> Result<Converted, ContainerError> {
    let (converted, end) = first_to_der(input, place)?;
    if end != input.len() {
        return Err(malformed(place, "there are bytes after its end"));
    }
    Ok(converted)
}

/// The same for the first element in `input`, with the place where it ends.
pub(super) fn first_to_der(
    input: &[u8],
    place: &'static str,
) -> Result<(Converted, usize), ContainerError> {
    asn1::first_to_der(input).map_err(|error| error_at(error, place))
}

fn error_at(error: BerError, place: &'static str) -> ContainerError {
    match error {
        BerError::Malformed(reason) => malformed(place, reason),
        BerError::TooDeep => ContainerError::LimitExceeded {
            what: "levels of nesting",
            found: MAX_DEPTH as u64 + 1,
            limit: MAX_DEPTH as u64,
        },
    }
}
