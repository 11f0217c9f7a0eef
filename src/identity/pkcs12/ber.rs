//! BER and DER of PKCS#12 and PKCS#8: a conversion from the one to the other, and a walk over DER. Tags are bytes, because
//! the format uses more of them than `der` names, and no error carries a byte, because the bytes may be those of a key.

use zeroize::Zeroizing;

use super::budget::MAX_ITERATIONS;
use crate::asn1::{Header, header_size, write_header};
use crate::certificate::Oid;
use crate::error::ContainerError;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// `[0]`, constructed.
pub(super) const CONTEXT_0: u8 = 0xa0;

pub(super) fn malformed(place: &'static str, reason: &'static str) -> ContainerError {
    ContainerError::Malformed { place, reason }
}

/// What stands before the contents of an element, with one of the tags that are used here.
fn header(input: &[u8], place: &'static str) -> Result<Header, ContainerError> {
    match input {
        [tag, _, ..] if tag & 0x1f == 0x1f || *tag == 0 => {
            Err(malformed(place, "a tag that is not used here"))
        }
        _ => Header::of(input).ok_or_else(|| malformed(place, "it is truncated")),
    }
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

/// Deeper than anything the format needs.
const MAX_DEPTH: usize = 32;

const CONSTRUCTED: u8 = 0x20;
const CONSTRUCTED_OCTET_STRING: u8 = OCTET_STRING | CONSTRUCTED;

/// What an element of indefinite length ends with.
const END_OF_CONTENTS: [u8; 2] = [0, 0];

/// What BER became; `None` for what is DER already.
type Converted = Option<Zeroizing<Vec<u8>>>;

/// An element whose contents are being read.
struct Open {
    tag: u8,
    /// Where its contents begin in the output.
    start: usize,
    /// Where its contents end in the input at the latest.
    end: usize,
    is_indefinite: bool,
}

/// Converts the one element in `input` to definite and shortest lengths, with the segments of octet strings joined;
/// `None` if it is so already. What is inside an octet string stays as it is.
///
/// The rest of DER, such as the order of a SET, is left alone: nothing here depends on it.
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
    let truncated = || malformed(place, "it is truncated");
    // A definite length can take one byte more than the two of an indefinite end, and so can each level around it; a
    // growing vector would leave copies of a key behind.
    let mut output = Zeroizing::new(Vec::with_capacity(input.len() + input.len() / 1024 + 64));
    let mut open: Vec<Open> = Vec::new();
    let mut position = 0;
    let mut is_der = true;
    loop {
        let (end, joins) = match open.last() {
            Some(around) => (around.end, around.tag == CONSTRUCTED_OCTET_STRING),
            None => (input.len(), false),
        };
        let rest = input.get(position..end).ok_or_else(truncated)?;
        let header = header(rest, place)?;
        position += header.octets;
        if joins && header.tag & !CONSTRUCTED != OCTET_STRING {
            return Err(malformed(place, "an octet string of something else"));
        }
        let is_constructed = header.tag & CONSTRUCTED != 0;
        if !is_constructed {
            let length = header
                .length
                .ok_or_else(|| malformed(place, "an indefinite length"))?;
            let contents = rest[header.octets..].get(..length).ok_or_else(truncated)?;
            if !joins {
                let octets = write_header(&mut output, header.tag, length);
                is_der &= octets == header.octets;
            }
            output.extend_from_slice(contents);
            position += length;
        } else {
            if open.len() == MAX_DEPTH {
                return Err(ContainerError::LimitExceeded {
                    what: "levels of nesting",
                    found: MAX_DEPTH as u64 + 1,
                    limit: MAX_DEPTH as u64,
                });
            }
            let contents_end = match header.length {
                Some(length) => position.checked_add(length).filter(|it| *it <= end),
                None => Some(end),
            };
            is_der &= header.tag != CONSTRUCTED_OCTET_STRING;
            open.push(Open {
                tag: header.tag,
                start: output.len(),
                end: contents_end.ok_or_else(truncated)?,
                is_indefinite: header.length.is_none(),
            });
            if let Some(length) = header.length {
                is_der &= header.octets == header_size(length);
            }
        }
        while let Some(innermost) = open.last() {
            if innermost.is_indefinite {
                let rest = input.get(position..innermost.end).unwrap_or_default();
                if !rest.starts_with(&END_OF_CONTENTS) {
                    break;
                }
                position += END_OF_CONTENTS.len();
                is_der = false;
            } else if position != innermost.end {
                break;
            }
            let Open { tag, start, .. } = *innermost;
            open.pop();
            let is_segment = open
                .last()
                .is_some_and(|around| around.tag == CONSTRUCTED_OCTET_STRING);
            if !is_segment {
                let tag = match tag {
                    CONSTRUCTED_OCTET_STRING => OCTET_STRING,
                    tag => tag,
                };
                // The contents move, so that all of it costs at most the size of the input for each level.
                let length = output.len() - start;
                let octets = write_header(&mut output, tag, length);
                output[start..].rotate_right(octets);
            }
        }
        if open.is_empty() {
            break;
        }
    }
    Ok(((!is_der).then_some(output), position))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(input: &[u8]) -> Result<Option<Vec<u8>>, ContainerError> {
        to_der(input, "a test").map(|it| it.map(|bytes| bytes.to_vec()))
    }

    #[test]
    fn der_stays_untouched() {
        let long = [&[0x30, 0x81, 0x84, 0x04, 0x81, 0x81][..], &[7; 129]].concat();
        for input in [
            &[0x30, 0][..],
            &[0x02, 1, 5],
            &[0x30, 4, 0x31, 0, 0x05, 0],
            &long,
        ] {
            assert_eq!(converted(input), Ok(None), "{input:02x?}");
        }
    }

    #[test]
    fn ber_becomes_der() {
        for (input, output) in [
            (&[0x30, 0x80, 0, 0][..], &[0x30, 0][..]),
            (&[0x30, 0x81, 0x00], &[0x30, 0]),
            (&[0x30, 0x83, 0, 0, 2, 0x05, 0], &[0x30, 2, 0x05, 0]),
            (&[0x04, 0x82, 0, 1, 9], &[0x04, 1, 9]),
            (&[0x24, 0], &[0x04, 0]),
            (&[0x24, 6, 0x04, 1, 1, 0x04, 1, 2], &[0x04, 2, 1, 2]),
            (
                &[
                    0x30, 0x80, 0x24, 0x80, 0x24, 3, 0x04, 1, 1, 0x04, 0x81, 1, 2, 0, 0, 0x05, 0,
                    0, 0,
                ],
                &[0x30, 6, 0x04, 2, 1, 2, 0x05, 0],
            ),
            (&[0x30, 4, 0xa0, 0x80, 0, 0], &[0x30, 2, 0xa0, 0]),
        ] {
            assert_eq!(converted(input), Ok(Some(output.to_vec())), "{input:02x?}");
        }
    }

    #[test]
    fn lengths_are_written_in_the_shortest_form() {
        for size in [0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
            let mut input = vec![0x30, 0x80, 0x04, 0x84];
            input.extend((size as u32).to_be_bytes());
            input.extend(vec![7; size]);
            input.extend([0, 0]);
            let output = converted(&input).ok().flatten().unwrap_or_default();
            let header = header(&output, "a test").ok();
            let length = header.and_then(|header| header.length).unwrap_or_default();
            assert_eq!(output.len(), header_size(length) + length, "{size}");
            assert_eq!(length, header_size(size) + size);
            assert_eq!(converted(&output), Ok(None), "{size}");
        }
    }

    #[test]
    fn what_does_not_end_where_it_says_is_refused() {
        for input in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0],
            &[0x30, 1],
            &[0x30, 2, 0x04, 1],
            &[0x30, 0, 0],
            &[0x04, 0x80, 0, 0],
            &[0x24, 3, 0x02, 1, 1],
            &[0x30, 2, 0x30, 0x80, 0, 0],
            &[0x30, 2, 0, 0],
            &[0x1f, 0x81, 0x00, 0],
        ] {
            let error = converted(input).err();
            let is_malformed = matches!(error, Some(ContainerError::Malformed { .. }));
            assert!(is_malformed, "{input:02x?}: {error:?}");
        }
    }
}
