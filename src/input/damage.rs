//! What programs that take everything for text make of a file.

use zeroize::Zeroizing;

use crate::asn1::Header;

/// What a binary file was that has `\r\n` in place of each `\n`: so it has the length it tells of.
pub(super) fn undo_line_ends(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // It may be a key.
    let mut undone = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut before = 0;
    for &octet in bytes {
        if octet == b'\n' {
            // One that nobody converted.
            if before != b'\r' {
                return None;
            }
            undone.pop();
        }
        undone.push(octet);
        before = octet;
    }
    let header = Header::of(&undone);
    let end = header.and_then(|it| it.length?.checked_add(it.octets));
    (undone.len() < bytes.len() && end == Some(undone.len())).then_some(undone)
}

/// Whether text begins as DER of more than 127 octets does when it is taken for Latin-1, Windows-1252, or UTF-8: the tag of a
/// SEQUENCE, then a character for 0x81 to 0x84.
pub(super) fn is_text_of_der(bytes: &[u8]) -> bool {
    const LATIN_1: std::ops::RangeInclusive<char> = '\u{81}'..='\u{84}';
    /// Of Windows-1252 for 0x82, 0x83 and 0x84, and of code page 437 and 850 for 0x82.
    const OTHERS: [char; 5] = ['\u{fffd}', '\u{201a}', '\u{192}', '\u{201e}', '\u{e9}'];
    let mut rest = bytes;
    let mut characters = std::iter::from_fn(|| {
        let (character, octets) = character(rest)?;
        rest = rest.get(octets..)?;
        Some(character)
    });
    let second = |it: char| LATIN_1.contains(&it) || OTHERS.contains(&it);
    characters.next() == Some('0') && characters.next().is_some_and(second)
}

/// The first character of text in UTF-8, of which the end may be damaged.
fn character(bytes: &[u8]) -> Option<(char, usize)> {
    let start = bytes.get(..bytes.len().min(4))?;
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(start.get(..error.valid_up_to())?).ok()?,
    };
    valid.chars().next().map(|it| (it, it.len_utf8()))
}

pub(super) fn is_zeros(bytes: &[u8]) -> bool {
    // Fewer may be the beginning of something.
    const FEWEST: usize = 16;
    bytes.len() >= FEWEST && bytes.iter().all(|octet| *octet == 0)
}

/// The first line of a PEM block that has other characters in place of its five hyphens, and the first of them; a hyphen
/// where there are fewer or more of them.
pub(super) fn dashes(bytes: &[u8]) -> Option<(usize, char)> {
    const DASHES: [char; 11] = [
        '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}',
        '\u{fe58}', '\u{fe63}', '\u{ff0d}',
    ];
    /// Nobody writes more text before a block.
    const LINES: usize = 10_000;
    let lines = bytes.split(|octet| *octet == b'\n').enumerate().take(LINES);
    for (index, line) in lines {
        let Ok(line) = std::str::from_utf8(line) else {
            continue;
        };
        let line = line.trim_start();
        let label = line.trim_start_matches(DASHES);
        let dashes = line.strip_suffix(label).unwrap_or_default();
        let is_begin = label
            .strip_prefix("BEGIN ")
            .is_some_and(|it| it.contains(DASHES));
        if dashes.is_empty() || !is_begin {
            continue;
        }
        // Four and a space are those of SSH.
        let other = dashes.chars().find(|it| *it != '-');
        if other.is_some() || dashes.len() != 5 {
            return Some((index + 1, other.unwrap_or('-')));
        }
    }
    None
}
