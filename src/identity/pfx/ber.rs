use zeroize::Zeroizing;

use crate::error::ContainerError;
use crate::identity::pbe::cursor::{Header, OCTET_STRING, malformed};

/// Deeper than anything the format needs.
const MAX_DEPTH: usize = 32;

const CONSTRUCTED: u8 = 0x20;
const CONSTRUCTED_OCTET_STRING: u8 = OCTET_STRING | CONSTRUCTED;

/// What an element of indefinite length ends with.
const END_OF_CONTENTS: [u8; 2] = [0, 0];

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
pub(super) fn to_der(
    input: &[u8],
    place: &'static str,
) -> Result<Option<Zeroizing<Vec<u8>>>, ContainerError> {
    let cut_off = || malformed(place, "it is cut off");
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
        let rest = input.get(position..end).ok_or_else(cut_off)?;
        let header = Header::of(rest, place)?;
        position += header.octets;
        if joins && header.tag & !CONSTRUCTED != OCTET_STRING {
            return Err(malformed(place, "an octet string of something else"));
        }
        let is_constructed = header.tag & CONSTRUCTED != 0;
        if !is_constructed {
            let length = header
                .length
                .ok_or_else(|| malformed(place, "an indefinite length"))?;
            let contents = rest[header.octets..].get(..length).ok_or_else(cut_off)?;
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
                end: contents_end.ok_or_else(cut_off)?,
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
                put_header_before(&mut output, start, tag);
            }
        }
        if open.is_empty() {
            break;
        }
    }
    match (position == input.len(), is_der) {
        (false, _) => Err(malformed(place, "there are bytes after its end")),
        (true, true) => Ok(None),
        (true, false) => Ok(Some(output)),
    }
}

/// Moves the contents of one element, so that all of it costs at most the size of the input for each level.
fn put_header_before(output: &mut Vec<u8>, start: usize, tag: u8) {
    let length = output.len() - start;
    let octets = write_header(output, tag, length);
    output[start..].rotate_right(octets);
}

fn header_size(length: usize) -> usize {
    match length {
        0..=0x7f => 2,
        _ => 2 + length_octets(length),
    }
}

fn length_octets(length: usize) -> usize {
    (usize::BITS - length.leading_zeros()).div_ceil(8) as usize
}

/// Writes the shortest header, and returns its size.
fn write_header(output: &mut Vec<u8>, tag: u8, length: usize) -> usize {
    output.push(tag);
    let bytes = length.to_be_bytes();
    let octets = length_octets(length);
    if length > 0x7f {
        output.push(0x80 | octets as u8);
    }
    output.extend_from_slice(&bytes[bytes.len() - octets.max(1)..]);
    header_size(length)
}
