//! What stands before the contents of an element, X.690 section 8.1, read as BER has it and written as DER does.

/// Tag and length in BER.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// The first octet.
    pub(crate) tag: u8,
    /// `None` for the indefinite form.
    pub(crate) length: Option<usize>,
    /// How many it takes itself; those of a tag of more than one are not among them.
    pub(crate) octets: usize,
}

impl Header {
    /// `None` where it is truncated, or tells of more than there is room for.
    pub(crate) fn of(input: &[u8]) -> Option<Self> {
        let (&[tag, first], rest) = input.split_first_chunk()?;
        let count = usize::from(first & 0x7f);
        let (length, octets) = match first {
            0..=0x7f => (Some(count), 0),
            0x80 => (None, 0),
            // Any number of zeros may stand before it.
            _ => {
                let digits = rest.get(..count)?.iter();
                let length = digits.copied().try_fold(0_usize, |length, octet| {
                    Some(length.checked_mul(256)? | usize::from(octet))
                });
                (Some(length?), count)
            }
        };
        Some(Self {
            tag,
            length,
            octets: octets + 2,
        })
    }

    /// One that a container has; otherwise why it is none, without any of its octets.
    pub(crate) fn of_container(input: &[u8]) -> Result<Self, &'static str> {
        match input {
            [tag, _, ..] if tag & 0x1f == 0x1f || *tag == 0 => Err("a tag that is not used here"),
            _ => Self::of(input).ok_or("it is truncated"),
        }
    }
}

/// How many octets the shortest header takes.
pub(crate) fn header_size(length: usize) -> usize {
    match length {
        0..=0x7f => 2,
        _ => 2 + length_octets(length),
    }
}

fn length_octets(length: usize) -> usize {
    (usize::BITS - length.leading_zeros()).div_ceil(8) as usize
}

/// Writes the shortest header, and returns its size.
pub(crate) fn write_header(output: &mut Vec<u8>, tag: u8, length: usize) -> usize {
    output.push(tag);
    let bytes = length.to_be_bytes();
    let octets = length_octets(length);
    if length > 0x7f {
        output.push(0x80 | octets as u8);
    }
    output.extend_from_slice(&bytes[bytes.len() - octets.max(1)..]);
    header_size(length)
}

/// The encoding of an element with these contents.
pub(crate) fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    element_of(tag, &[contents])
}

/// The encoding of an element whose contents are these parts, one behind the other.
///
/// There is room for all at once: a growing vector would leave copies of a key behind.
pub(crate) fn element_of(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut encoding = Vec::with_capacity(header_size(length) + length);
    write_header(&mut encoding, tag, length);
    for part in parts {
        encoding.extend_from_slice(part);
    }
    encoding
}

/// The encoding of a SEQUENCE with these contents.
pub(crate) fn in_sequence(contents: &[u8]) -> Vec<u8> {
    element(0x30, contents)
}
