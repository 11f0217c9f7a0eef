//! What an input is instead of content.

use super::base64;
use super::damage;
use super::document;
use super::kind::{InputKind, KNOWN};
use super::sign::Sign;
use super::text;

/// What an input is instead of content, as far as can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    Kind(InputKind),
    /// Its parts are in these fields.
    Document {
        kind: InputKind,
        fields: Vec<String>,
    },
    /// A line that should have had five hyphens, and the first character in their place.
    Dashes {
        line: usize,
        found: char,
    },
    /// Base64 of this, and where it is not.
    BrokenBase64 {
        kind: InputKind,
        offset: usize,
    },
    OctetsBehind {
        kind: InputKind,
        end: usize,
        count: usize,
    },
    TooManyWrappings,
}

/// Names what is neither ASN.1 nor PEM.
pub(super) fn named(bytes: &[u8]) -> Option<Other> {
    if let Some((line, found)) = damage::dashes(bytes) {
        return Some(Other::Dashes { line, found });
    }
    if let Some(known) = KNOWN.iter().find(|it| it.sign.is_on(bytes)) {
        return Some(Other::Kind(known.kind));
    }
    if let Some((kind, fields)) = document::named(bytes) {
        return Some(Other::Document { kind, fields });
    }
    let offset = base64::digits(bytes);
    let is_broken = offset >= FEWEST_DIGITS && offset < bytes.len();
    let kind = InputKind::of(&base64::decode_start(
        bytes.get(..offset).filter(|_| is_broken)?,
    ));
    kind.named().map(|_| Other::BrokenBase64 { kind, offset })
}

/// Fewer may be a word.
const FEWEST_DIGITS: usize = 24;

/// Whether what was decoded is something, so that it was encoded and not a text of such characters by chance.
pub(super) fn is_known(decoded: &[u8]) -> bool {
    let trimmed = decoded.trim_ascii_start();
    let is_asn1 = matches!(decoded, [0x30, length, ..] if !length.is_ascii())
        && InputKind::of(decoded) != InputKind::Other;
    is_asn1
        || trimmed.starts_with(b"-----BEGIN ")
        || text::encoding(decoded).is_some()
        || base64::whole(decoded).is_some()
        || KNOWN
            .iter()
            .any(|it| !matches!(it.sign, Sign::Function(_)) && it.sign.is_on(decoded))
        || document::named(decoded).is_some()
}

/// Whether hexadecimal digits were those of a whole container, and not the hash of something: that may begin like one.
pub(super) fn is_known_container(decoded: &[u8]) -> bool {
    const LONGEST_HASH: usize = 64;
    decoded.len() > LONGEST_HASH && is_known(decoded)
}
