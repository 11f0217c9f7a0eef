//! Which wrapping is the outermost, and what is inside of it.

use std::ops::Range;

use zeroize::Zeroizing;

use super::base64::hex_digit;
use super::text::{self, Begin};
use super::wrapping::Wrapping;

/// What taking something off does to the content.
pub(super) enum Step {
    /// Less of the same.
    Narrower(Range<usize>),
    /// Octets that are where they were.
    SameLength(Zeroizing<Vec<u8>>),
    Decoded(Zeroizing<Vec<u8>>),
}

const QUOTES: [(&str, &str); 8] = [
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("\u{201c}", "\u{201d}"),
    ("\u{201e}", "\u{201c}"),
    ("\u{2018}", "\u{2019}"),
    ("\u{ab}", "\u{bb}"),
    ("\u{bb}", "\u{ab}"),
];

/// What is around a text without white space at its ends, and what is inside.
pub(super) fn outermost(bytes: &[u8], begin: Option<&Begin>) -> Option<(Wrapping, Step)> {
    if let Some(inner) = data_url(bytes) {
        return Some((Wrapping::DataUrl, Step::Narrower(inner)));
    }
    if is_percent_encoded(bytes) {
        let decoded = percent_decoded(bytes)?;
        return Some((Wrapping::PercentEncoding, Step::Decoded(decoded)));
    }
    if let Some(inner) = block_scalar(bytes) {
        return Some((Wrapping::BlockScalar, Step::Narrower(inner)));
    }
    if let Some(quoted) = quoted(bytes) {
        return Some(quoted);
    }
    let begin = begin.filter(|it| it.is_escaped && it.offset == 0)?;
    let made = with_line_breaks(bytes.get(begin.offset..)?);
    Some((Wrapping::LineBreaks, Step::SameLength(made)))
}

/// What is between quotation marks, perhaps with the comma or semicolon that was copied with them. Several texts in
/// quotation marks are a list, and stay one.
fn quoted(bytes: &[u8]) -> Option<(Wrapping, Step)> {
    let text = match bytes {
        [text @ .., b',' | b';'] => text.trim_ascii_end(),
        text => text,
    };
    let inside = QUOTES.iter().find_map(|(open, close)| {
        let inner = text
            .strip_prefix(open.as_bytes())?
            .strip_suffix(close.as_bytes())?;
        Some((open, inner))
    });
    let (open, inner) = inside?;
    if *open == "\""
        && inner.contains(&b'\\')
        && let Some(made) = unescaped(inner)
    {
        return Some((Wrapping::EscapedText, Step::Decoded(made)));
    }
    let is_list = text::find(inner, open.as_bytes()).is_some();
    let range = open.len()..open.len() + inner.len();
    (!is_list).then_some((Wrapping::Quotes, Step::Narrower(range)))
}

/// What follows `data:TYPE;base64,`, RFC 2397.
fn data_url(bytes: &[u8]) -> Option<Range<usize>> {
    const LONGEST_TYPE: usize = 200;
    const MARK: &[u8] = b";base64,";
    if !bytes.starts_with(b"data:") {
        return None;
    }
    let start = text::find(bytes.get(..bytes.len().min(LONGEST_TYPE))?, MARK)?;
    Some(start + MARK.len()..bytes.len())
}

/// What follows `---`, and `|` or `>` at the end of a line, at the beginning of a document of YAML that is one text.
fn block_scalar(bytes: &[u8]) -> Option<Range<usize>> {
    let body = bytes
        .strip_prefix(b"--- ")
        .or_else(|| bytes.strip_prefix(b"---\n"));
    let body = body.unwrap_or(bytes).trim_ascii_start();
    let inner = match body {
        [b'|' | b'>', rest @ ..] => {
            let line = rest.iter().position(|octet| *octet == b'\n')?;
            let (sign, inner) = rest.split_at(line);
            sign.trim_ascii()
                .iter()
                .all(|it| b"+-0123456789".contains(it))
                .then_some(inner)?
        }
        [b'"' | b'\'', ..] if body.len() < bytes.len() => body,
        _ => return None,
    };
    Some(bytes.len() - inner.len()..bytes.len())
}

/// PEM, and Base64 whose other characters are encoded.
fn is_percent_encoded(bytes: &[u8]) -> bool {
    let is_of_base64 = |octet: &u8| octet.is_ascii_alphanumeric() || b"%+/=-_".contains(octet);
    let has = |escape: &[u8]| text::find(bytes, escape).is_some();
    has(b"-----BEGIN%20") || has(b"%2") && bytes.iter().all(is_of_base64)
}

fn percent_decoded(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut rest = bytes;
    while let [octet, after @ ..] = rest {
        rest = after;
        decoded.push(match (octet, after) {
            (b'%', [high, low, after @ ..]) => {
                rest = after;
                hex_digit(*high)? << 4 | hex_digit(*low)?
            }
            (b'%', _) => return None,
            (octet, _) => *octet,
        });
    }
    Some(decoded)
}

/// The contents of a string of JSON, RFC 8259 section 7.
fn unescaped(inner: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(inner.len()));
    let mut rest = inner;
    while let [octet, after @ ..] = rest {
        rest = after;
        if *octet == b'"' {
            return None;
        }
        if *octet != b'\\' {
            text.push(*octet);
            continue;
        }
        let [escape, after @ ..] = rest else {
            return None;
        };
        rest = after;
        text.push(match escape {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'"' | b'\\' | b'/' => *escape,
            b'u' => {
                let (digits, after) = rest.split_at_checked(4)?;
                rest = after;
                let unit = digits.iter().try_fold(0_u16, |unit, digit| {
                    Some(unit << 4 | u16::from(hex_digit(*digit)?))
                })?;
                // Whatever is not ASCII is in the text around a content.
                u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(b'?')
            }
            _ => return None,
        });
    }
    Some(text)
}

/// Line breaks and spaces in place of their escapes, so that positions stay.
fn with_line_breaks(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut made = Zeroizing::new(bytes.to_vec());
    for index in 1..made.len() {
        if let (Some(b'\\'), Some(b'n' | b'r')) = (bytes.get(index - 1), bytes.get(index)) {
            made[index - 1] = b'\n';
            made[index] = b' ';
        }
    }
    made
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn strings_of_json_are_unescaped() {
        for (inner, text) in [
            ("a", Some("a")),
            (r"a\nb\r\t\/\\", Some("a\nb\r\t/\\")),
            (r"\u002b\u003D\u00e9", Some("+=?")),
            (r#"a","b"#, None),
            (r"a\", None),
            (r"\u00", None),
            (r"\u00zz", None),
            (r"\x", None),
        ] {
            let read = unescaped(inner.as_bytes()).map(|it| it.to_vec());
            assert_eq!(read, text.map(|it| it.as_bytes().to_vec()), "{inner}");
        }
    }

    #[test]
    fn blocks_of_yaml_are_told_from_text() {
        let inner = |text: &str| block_scalar(text.as_bytes()).map(|it| text[it].to_owned());
        assert_eq!(inner("|\n  MIID").as_deref(), Some("\n  MIID"));
        assert_eq!(inner("--- |-\n  MIID").as_deref(), Some("\n  MIID"));
        assert_eq!(inner("--- \"MIID\"").as_deref(), Some("\"MIID\""));
        for text in ["|", "| a\n", "\"MIID\"", "---", "-----BEGIN A-----\n"] {
            assert_eq!(inner(text), None, "{text}");
        }
    }
}
