//! The signs that things are known by.

use super::base64;
use super::text;

/// How a thing is known that is not ASN.1.
pub(super) enum Sign {
    /// By these octets at that place.
    Octets(usize, &'static [u8]),
    /// By a text that begins with one of these.
    Beginning(&'static [&'static str]),
    /// By more than its beginning.
    Function(fn(&[u8]) -> bool),
    /// Not by the octets alone.
    Elsewhere,
}

impl Sign {
    pub(super) fn is_on(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Octets(place, octets) => {
                bytes.get(*place..).is_some_and(|it| it.starts_with(octets))
            }
            Self::Beginning(texts) => texts.iter().any(|it| bytes.starts_with(it.as_bytes())),
            Self::Function(is_on) => is_on(bytes),
            Self::Elsewhere => false,
        }
    }
}

/// One line without control characters, as a person writes it into a configuration.
fn line(bytes: &[u8]) -> Option<&str> {
    const LONGEST: usize = 1024;
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|it| it.len() <= LONGEST)?;
    (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
}

pub(super) fn is_file_name(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&str; 9] = [
        "/", "./", "../", "~/", r"\\", "file:", "https://", "http://", "ftp://",
    ];
    const ENDINGS: [&str; 13] = [
        ".pem", ".pfx", ".p12", ".cer", ".crt", ".der", ".key", ".p7b", ".p7c", ".crl", ".jks",
        ".txt", ".csr",
    ];
    let Some(text) = line(bytes) else {
        return false;
    };
    let is_drive =
        matches!(text.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let begins = is_drive || BEGINNINGS.iter().any(|it| text.starts_with(it));
    let lower = text.to_ascii_lowercase();
    // Base64 may begin with a slash too, and has no dot.
    let is_short = text.len() <= 64 || text.contains('.');
    let ends = ENDINGS.iter().any(|it| lower.ends_with(it)) && lower.len() > 4;
    let is_name = begins && is_short || ends && text.starts_with(char::is_alphanumeric);
    is_name && !text.contains(['{', '}', '<', '>', '|'])
}

/// Of a shell, of Windows, of templates, and of App Service.
pub(super) fn is_placeholder(bytes: &[u8]) -> bool {
    const AROUND: [(&str, &str); 6] = [
        ("${", "}"),
        ("$(", ")"),
        ("{{", "}}"),
        ("#{", "}#"),
        ("%", "%"),
        ("@Microsoft.KeyVault(", ")"),
    ];
    let is_around = |text: &str| {
        let is_it = |(open, close): &(&str, &str)| text.starts_with(open) && text.ends_with(close);
        text.len() > 2 && AROUND.iter().any(is_it)
    };
    line(bytes).is_some_and(is_around)
}

/// Such a document may begin with a comment or a declaration.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 1024;
    let start = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default();
    let lower = start.to_ascii_lowercase();
    let has = |tag: &[u8]| text::find(&lower, tag).is_some();
    lower.first() == Some(&b'<') && (has(b"<!doctype html") || has(b"<html") || has(b"<head"))
}

pub(super) fn is_quoted_mail(bytes: &[u8]) -> bool {
    let Some(begin) = text::first_begin(bytes) else {
        return false;
    };
    let before = bytes.get(..begin.offset).unwrap_or_default();
    let line = before
        .rsplit(|octet| matches!(octet, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    !line.is_empty()
        && line.contains(&b'>')
        && line
            .iter()
            .all(|octet| matches!(octet, b'>' | b'|' | b' ' | b'\t'))
}

/// RFC 7519 section 3: three parts in Base64url, the first of which begins with `{"`.
pub(super) fn is_token(bytes: &[u8]) -> bool {
    let is_part = |part: &[u8]| {
        part.iter()
            .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    let mut parts = bytes.split(|octet| *octet == b'.');
    let of_token = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    let is_whole = of_token.iter().all(|part| is_part(part)) && parts.next().is_none();
    is_whole && !of_token[1].is_empty() && base64::decode_start(of_token[0]).starts_with(b"{\"")
}

/// RFC 9580 sections 4.2 and 5.5.2: a key packet in the old format with a length of one or two octets, then a version, a time
/// and an algorithm; and the keybox of GnuPG.
pub(super) fn is_open_pgp(bytes: &[u8]) -> bool {
    const ALGORITHMS: [u8; 8] = [1, 17, 18, 19, 22, 25, 27, 28];
    match bytes {
        [0x94 | 0x98, _, 4 | 6, _, _, _, _, algorithm, ..]
        | [0x95 | 0x99, _, _, 4 | 6, _, _, _, _, algorithm, ..] => ALGORITHMS.contains(algorithm),
        [_, _, _, _, 1, _, _, _, b'K', b'B', b'X', b'f', ..] => true,
        _ => bytes.starts_with(b"-----BEGIN PGP "),
    }
}

/// A version, a salt of 20 octets with its length, a count of 1024 to 2047: as Bouncy Castle writes it.
pub(super) fn is_bks(bytes: &[u8]) -> bool {
    const SALT: usize = 20;
    match bytes {
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, rest @ ..] => {
            matches!(rest.get(SALT..SALT + 4), Some([0, 0, 4..=7, _]))
        }
        _ => false,
    }
}

/// PRIVATEKEYBLOB of CryptoAPI, and the blobs of CNG: RSA and EC, public and private.
pub(super) fn is_key_blob(bytes: &[u8]) -> bool {
    const CNG: [&[u8; 4]; 9] = [
        b"RSA1", b"RSA2", b"RSA3", b"ECS1", b"ECS2", b"ECS3", b"ECS4", b"ECS5", b"ECS6",
    ];
    match bytes {
        [
            6 | 7,
            2,
            0,
            0,
            0,
            0x24 | 0xa4,
            0,
            0,
            b'R',
            b'S',
            b'A',
            b'1' | b'2',
            ..,
        ] => true,
        [a, b, c, d, _, _, 0, 0, ..] => CNG.contains(&&[*a, *b, *c, *d]),
        _ => false,
    }
}

pub(super) fn is_bzip2(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..]
    )
}

pub(super) fn is_picture(bytes: &[u8]) -> bool {
    [
        &b"\x89PNG\r\n"[..],
        b"\xff\xd8\xff\xe0",
        b"\xff\xd8\xff\xe1",
        b"GIF89a",
    ]
    .iter()
    .any(|it| bytes.starts_with(it))
}

/// The header of DOS names the place of that of Windows.
pub(super) fn is_program(bytes: &[u8]) -> bool {
    let place = bytes
        .get(60..64)
        .and_then(|it| it.first_chunk::<4>())
        .copied();
    let place = place.and_then(|it| usize::try_from(u32::from_le_bytes(it)).ok());
    bytes.starts_with(b"MZ")
        && place
            .and_then(|it| bytes.get(it..))
            .is_some_and(|it| it.starts_with(b"PE\0\0"))
}
