//! Base64 with positions. What rustls-pki-types decodes with is private and tells no position; another crate for
//! forty lines is one more to audit.

use zeroize::Zeroizing;

use super::wrapping::Wrapping;

/// Why text is not Base64, RFC 4648 section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotBase64 {
    Character(usize),
    Truncated,
    StrayBits,
}

/// Decodes padded Base64 with any ASCII white space in between.
///
/// The text may be that of a key: neither branches nor table look-ups depend on the characters, errors and padding
/// aside, and the buffer is wiped when dropped.
pub(crate) fn decode(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotBase64> {
    // Room for all at once: a growing vector would leave copies of a key behind.
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len() / 4 * 3 + 3));
    let mut group = 0_u32;
    let mut characters = 0;
    let mut padding = 0;
    for (index, &byte) in text.iter().enumerate() {
        if byte.is_ascii_whitespace() {
            continue;
        }
        let value = match byte {
            b'=' if padding < 2 && characters % 4 >= 2 => {
                padding += 1;
                0
            }
            _ if padding > 0 => return Err(NotBase64::Character(index)),
            _ => sextet(byte).ok_or(NotBase64::Character(index))?,
        };
        group = group << 6 | value;
        characters += 1;
        if characters % 4 == 0 {
            let [_, octets @ ..] = group.to_be_bytes();
            let (kept, dropped) = octets.split_at(3 - padding);
            if dropped.iter().any(|&octet| octet != 0) {
                return Err(NotBase64::StrayBits);
            }
            decoded.extend_from_slice(kept);
            group = 0;
        }
    }
    match characters % 4 {
        0 => Ok(decoded),
        _ => Err(NotBase64::Truncated),
    }
}

/// Fewer digits are a word, not an encoding.
const FEWEST: usize = 16;

/// What a text of nothing but Base64 in either alphabet of RFC 4648 holds, and which one it is. Padding may be missing, and
/// what is left over of a last group is dropped, so that what is truncated shows what it was.
pub(super) fn whole(text: &[u8]) -> Option<(Wrapping, Zeroizing<Vec<u8>>)> {
    let digits = digits(text);
    let rest = text.get(digits..).unwrap_or_default();
    let mut padding = rest.iter().filter(|octet| !octet.is_ascii_whitespace());
    let is_whole = padding.by_ref().take(2).all(|octet| *octet == b'=') && padding.next().is_none();
    let decoded = is_whole.then(|| decode_start(text))?;
    let is_url = text.iter().any(|octet| matches!(octet, b'-' | b'_'));
    let wrapping = if is_url {
        Wrapping::Base64Url
    } else {
        Wrapping::Base64
    };
    (decoded.len() >= FEWEST / 4 * 3).then_some((wrapping, decoded))
}

/// Where Base64 in either alphabet, with white space in between, ends.
pub(super) fn digits(text: &[u8]) -> usize {
    let is_digit = |octet: &u8| {
        octet.is_ascii_whitespace() || matches!(octet, b'-' | b'_') || sextet(*octet).is_some()
    };
    text.iter()
        .position(|octet| !is_digit(octet))
        .unwrap_or(text.len())
}

/// Decodes what can be decoded from the beginning on, in either alphabet; where it ends, nobody is told.
pub(super) fn decode_start(text: &[u8]) -> Zeroizing<Vec<u8>> {
    // Room for all at once, as above.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    for &octet in text {
        match octet {
            b'-' => digits.push(b'+'),
            b'_' => digits.push(b'/'),
            _ if octet.is_ascii_whitespace() => {}
            _ if sextet(octet).is_some() => digits.push(octet),
            _ => break,
        }
    }
    // The last group is padded as far as it holds an octet, and its stray bits are nobody's.
    let (whole, rest) = digits.split_at(digits.len() - digits.len() % 4);
    let mut decoded = decode(whole).unwrap_or_default();
    let bits = rest.iter().fold(0_u32, |bits, &digit| {
        bits << 6 | sextet(digit).unwrap_or_default()
    });
    match rest.len() {
        2 => decoded.push((bits >> 4) as u8),
        3 => decoded.extend([(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => {}
    }
    decoded
}

/// What a text of nothing but hexadecimal digits holds, however they are set apart.
pub(super) fn whole_hexadecimal(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = text
        .strip_prefix(b"0x")
        .or_else(|| text.strip_prefix(br"\x"))
        .unwrap_or(text);
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    let mut high = None;
    for &character in text {
        match (hex_digit(character), high.take()) {
            (Some(digit), None) => high = Some(digit),
            (Some(digit), Some(high)) => octets.push(high << 4 | digit),
            (None, None) if b" :-\r\n\t".contains(&character) => {}
            (None, _) => return None,
        }
    }
    high.is_none().then_some(octets)
}

pub(super) fn hex_digit(octet: u8) -> Option<u8> {
    char::from(octet)
        .to_digit(16)
        .and_then(|it| u8::try_from(it).ok())
}

/// The value of a character, computed from all five ranges for every character.
fn sextet(character: u8) -> Option<u32> {
    let character = i32::from(character);
    // One more than the value inside the range, 0 outside: both differences are negative only within.
    let range = |first: u8, last: u8, value: i32| {
        let (first, last) = (i32::from(first), i32::from(last));
        let within = ((first - 1 - character) & (character - last - 1)) >> 31;
        within & (character - first + value + 1)
    };
    let sum = range(b'A', b'Z', 0)
        | range(b'a', b'z', 26)
        | range(b'0', b'9', 52)
        | range(b'+', b'+', 62)
        | range(b'/', b'/', 63);
    u32::try_from(sum - 1).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    #[test]
    fn every_byte_has_the_value_of_the_alphabet() {
        for byte in 0..=u8::MAX {
            let expected = ALPHABET.iter().position(|&it| it == byte);
            assert_eq!(sextet(byte).map(|value| value as usize), expected, "{byte}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4648_decode() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9v\r\nYg==\n", "foob"),
            (" Z m 9 v Y m E = ", "fooba"),
        ] {
            let decoded = decode(text.as_bytes()).map(|it| it.to_vec());
            assert_eq!(decoded, Ok(bytes.as_bytes().to_vec()), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_place() {
        for (text, error) in [
            ("Zm9v*", NotBase64::Character(4)),
            ("Z===", NotBase64::Character(1)),
            ("Zg=", NotBase64::Truncated),
            ("Zg", NotBase64::Truncated),
            ("Zg==Zg==", NotBase64::Character(4)),
            ("Zg===", NotBase64::Character(4)),
            ("Zh==", NotBase64::StrayBits),
            ("Zm9=", NotBase64::StrayBits),
            ("Zg=a", NotBase64::Character(3)),
        ] {
            assert_eq!(decode(text.as_bytes()).unwrap_err(), error, "{text}");
        }
    }
}
