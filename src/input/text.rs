//! Text: its encoding, its white space, and where PEM begins in it.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::wrapping::Wrapping;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// Whether it begins with a PEM block and has nothing in it that has to be taken off: what nearly every input is.
pub(super) fn is_plain_pem(input: &[u8]) -> bool {
    input.starts_with(BEGIN) && input.is_ascii() && !input.contains(&b'\\')
}

/// How two octets become a unit of UTF-16.
pub(super) type ToUnit = fn([u8; 2]) -> u16;

/// The wrapping that an encoding is, the octets of its mark, and how it is read unless it is UTF-8.
pub(super) fn encoding(bytes: &[u8]) -> Option<(Wrapping, usize, Option<ToUnit>)> {
    // Four characters of ASCII in a row, each beside a zero; nothing else begins so.
    let is_ascii = |to_unit: ToUnit| {
        let units = bytes.as_chunks::<2>().0.get(..4).unwrap_or_default();
        let is_character =
            |unit: u16| u8::try_from(unit).is_ok_and(|it| (b'\t'..0x7f).contains(&it));
        units.len() == 4 && units.iter().all(|unit| is_character(to_unit(*unit)))
    };
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some((Wrapping::ByteOrderMark, 3, None)),
        [0xff, 0xfe, ..] => Some((Wrapping::Utf16, 2, Some(u16::from_le_bytes))),
        [0xfe, 0xff, ..] => Some((Wrapping::Utf16, 2, Some(u16::from_be_bytes))),
        _ if is_ascii(u16::from_le_bytes) => Some((Wrapping::Utf16, 0, Some(u16::from_le_bytes))),
        _ if is_ascii(u16::from_be_bytes) => Some((Wrapping::Utf16, 0, Some(u16::from_be_bytes))),
        _ => None,
    }
}

/// One octet for each unit of UTF-16, `?` for what is not ASCII, which is in the text around PEM; and all of it, if there
/// is such a character.
pub(super) fn utf16(
    octets: &[u8],
    to_unit: ToUnit,
) -> (Zeroizing<Vec<u8>>, Option<Zeroizing<String>>) {
    let (pairs, rest) = octets.as_chunks::<2>();
    // Room for all at once: a growing vector would leave copies of a key behind.
    let mut made = Zeroizing::new(Vec::with_capacity(pairs.len() + rest.len()));
    let mut is_more = false;
    for pair in pairs {
        let unit = to_unit(*pair);
        made.push(match u8::try_from(unit) {
            Ok(octet) if octet.is_ascii() => octet,
            _ if char::from_u32(unit.into()).is_some_and(is_space) => b' ',
            _ if matches!(unit, 0x201c..=0x201f) => b'"',
            _ if matches!(unit, 0x2018..=0x201b) => b'\'',
            _ => {
                is_more = true;
                b'?'
            }
        });
    }
    made.extend(rest.iter().map(|_| b'?'));
    let characters = is_more.then(|| {
        let mut text = Zeroizing::new(String::with_capacity(3 * pairs.len()));
        let units = pairs.iter().map(|pair| to_unit(*pair));
        let characters = char::decode_utf16(units);
        text.extend(characters.map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)));
        text
    });
    (made, characters)
}

/// White space that is not of ASCII, and characters of no width that come with it.
fn is_space(character: char) -> bool {
    let is_of_no_width = matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    !character.is_ascii() && (character.is_whitespace() || is_of_no_width)
}

/// The same text with spaces in place of white space that is not of ASCII, as many as it took octets; `None` if there is
/// none, or if it is not text.
pub(super) fn blanked(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if bytes.is_ascii() || bytes.contains(&0) {
        return None;
    }
    let mut made: Option<Zeroizing<Vec<u8>>> = None;
    let mut blank = |start: usize, octets: usize| {
        let made = made.get_or_insert_with(|| Zeroizing::new(bytes.to_vec()));
        if let Some(place) = made.get_mut(start..start + octets) {
            place.fill(b' ');
        }
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let mut start = 0;
            while let Some(ascii) = bytes.get(start..)?.iter().position(|it| !it.is_ascii()) {
                start += ascii;
                let character = text.get(start..)?.chars().next()?;
                if is_space(character) {
                    blank(start, character.len_utf8());
                }
                start += character.len_utf8();
            }
        }
        // The no-break space of Latin-1 and Windows-1252.
        Err(_) => {
            let is_space = |(_, octet): &(usize, &u8)| **octet == 0xa0;
            let spaces = bytes.iter().enumerate().filter(is_space);
            spaces.for_each(|(start, _)| blank(start, 1));
        }
    }
    made
}

/// The lines without what they are indented by, for a reader that takes a block at the beginning of a line only.
pub(crate) fn unindented(bytes: &[u8]) -> Cow<'_, [u8]> {
    if find(bytes, b"\n ").is_none() && find(bytes, b"\n\t").is_none() {
        return Cow::Borrowed(bytes);
    }
    let mut lines = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|octet| *octet == b'\n') {
        lines.extend_from_slice(line.trim_ascii_start());
        if line.trim_ascii().is_empty() {
            lines.push(b'\n');
        }
    }
    Cow::Owned(lines)
}

/// Where the first PEM block begins.
pub(super) struct Begin {
    pub(super) offset: usize,
    /// Nothing but white space is before it in its line.
    is_first_in_line: bool,
    /// Its line ends with a backslash and a letter in place of a line break.
    pub(super) is_escaped: bool,
}

impl Begin {
    /// Whether it is how a block of PEM begins.
    pub(super) fn is_plain(&self) -> bool {
        self.is_first_in_line && !self.is_escaped
    }
}

pub(super) fn first_begin(bytes: &[u8]) -> Option<Begin> {
    let offset = find(bytes, BEGIN)?;
    let (before, block) = bytes.split_at(offset);
    let is_blank = |octet: &&u8| !matches!(octet, b' ' | b'\t');
    let last = before.iter().rev().find(is_blank);
    let label = block.get(BEGIN.len()..).unwrap_or_default();
    let behind = find(label, b"-----").and_then(|end| label.get(end + 5..));
    Some(Begin {
        offset,
        is_first_in_line: matches!(last, None | Some(b'\r' | b'\n')),
        is_escaped: behind.is_some_and(|it| it.starts_with(br"\n") || it.starts_with(br"\r")),
    })
}

pub(super) fn has_end(bytes: &[u8]) -> bool {
    find(bytes, END).is_some()
}

pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}
