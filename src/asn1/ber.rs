//! From BER to DER, for what is written in BER: PKCS#12 and PKCS#7.

use zeroize::Zeroizing;

use super::header::{Header, header_size, write_header};
use super::tag::OCTET_STRING;

/// Why something is not converted; without any of its octets, because they may be those of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BerError {
    Malformed(&'static str),
    /// More than [`MAX_DEPTH`].
    TooDeep,
}

/// Deeper than anything the format needs.
pub(crate) const MAX_DEPTH: usize = 32;

const CONSTRUCTED: u8 = 0x20;
const CONSTRUCTED_OCTET_STRING: u8 = OCTET_STRING | CONSTRUCTED;

/// What an element of indefinite length ends with.
const END_OF_CONTENTS: [u8; 2] = [0, 0];

/// What BER became; `None` for what is DER already.
pub(crate) type Converted = Option<Zeroizing<Vec<u8>>>;

/// An element whose contents are being read.
struct Open {
    tag: u8,
    /// Where its contents begin in the output.
    start: usize,
    /// Where its contents end in the input at the latest.
    end: usize,
    is_indefinite: bool,
}

/// Converts the first element in `input` to definite and shortest lengths, with the segments of octet strings joined, and
/// says where it ends; `None` if it is so already. What is inside an octet string stays as it is.
///
/// The rest of DER, such as the order of a SET, is left alone: nothing here depends on it.
pub(crate) fn first_to_der(input: &[u8]) -> Result<(Converted, usize), BerError> {
    let truncated = || BerError::Malformed("it is truncated");
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
        let header = Header::of_container(rest).map_err(BerError::Malformed)?;
        position += header.octets;
        if joins && header.tag & !CONSTRUCTED != OCTET_STRING {
            return Err(BerError::Malformed("an octet string of something else"));
        }
        let is_constructed = header.tag & CONSTRUCTED != 0;
        if !is_constructed {
            let length = header
                .length
                .ok_or(BerError::Malformed("an indefinite length"))?;
            let contents = rest[header.octets..].get(..length).ok_or_else(truncated)?;
            if !joins {
                let octets = write_header(&mut output, header.tag, length);
                is_der &= octets == header.octets;
            }
            output.extend_from_slice(contents);
            position += length;
        } else {
            if open.len() == MAX_DEPTH {
                return Err(BerError::TooDeep);
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

    fn converted(input: &[u8]) -> Result<Option<Vec<u8>>, BerError> {
        let (converted, end) = first_to_der(input)?;
        if end != input.len() {
            return Err(BerError::Malformed("there are bytes after its end"));
        }
        Ok(converted.map(|bytes| bytes.to_vec()))
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
            let header = Header::of_container(&output).ok();
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
            let is_malformed = matches!(error, Some(BerError::Malformed(_)));
            assert!(is_malformed, "{input:02x?}: {error:?}");
        }
    }
}
