use der::Tag;

use crate::certificate::Cursor;
use crate::error::InputKind;

impl InputKind {
    /// What DER holds, told from its first elements. Anything built like a certificate is one: what is wrong with it, its own
    /// reader says best.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::of_sequence(bytes).unwrap_or(Self::Other)
    }

    /// Reads headers only, so that it also tells what a truncated file was; in BER, because PKCS#12 is written in it.
    fn of_sequence(bytes: &[u8]) -> Option<Self> {
        let outer = Header::of(bytes).filter(|outer| outer.tag == SEQUENCE)?;
        let first = Header::of(outer.contents);
        Some(match first {
            Some(first) if first.tag == OBJECT_IDENTIFIER => Self::Pkcs7,
            Some(first) if first.tag == INTEGER && first.length == Some(1) => {
                match first.contents {
                    [3, ..] => Self::Pkcs12,
                    [0 | 1, INTEGER | OCTET_STRING | SEQUENCE, ..] if outer.length.is_some() => {
                        Self::PrivateKey
                    }
                    _ => outer.other(),
                }
            }
            Some(first) if first.tag == SEQUENCE && outer.length.is_some() => {
                Self::of_nested(outer.contents).unwrap_or(Self::Certificate)
            }
            _ => outer.other(),
        })
    }

    fn of_nested(contents: &[u8]) -> Option<Self> {
        const WHAT: &str = "the first element";
        let mut elements = Cursor::new(contents, 0).ok()?;
        let first = elements.next(WHAT).ok()?;
        let second = elements.next(WHAT).ok()?;
        let mut fields = first.children().ok()?;
        let tags = [(); 4].map(|()| fields.next(WHAT).ok().map(|field| field.tag));
        match (tags, second.tag) {
            ([Some(Tag::ObjectIdentifier), ..], Tag::OctetString) => {
                Some(Self::EncryptedPrivateKey)
            }
            ([Some(Tag::ObjectIdentifier), ..], Tag::BitString) => Some(Self::PublicKey),
            (
                [
                    Some(Tag::Integer),
                    Some(Tag::Sequence),
                    Some(Tag::Sequence),
                    Some(attributes),
                ],
                Tag::Sequence,
            ) if attributes.is_context_specific() => Some(Self::CertificateRequest),
            _ => None,
        }
    }
}

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// The header of an element in BER, X.690 section 8.1, and the bytes after it as far as they are there.
struct Header<'a> {
    tag: u8,
    /// `None` for the indefinite form.
    length: Option<u64>,
    contents: &'a [u8],
}

impl<'a> Header<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let (&[tag, first], rest) = bytes.split_first_chunk::<2>()?;
        let (octets, contents) = match first {
            0..=0x80 => (&[][..], rest),
            _ => rest.split_at_checked(usize::from(first & 0x7f))?,
        };
        let length = match first {
            0x80 => None,
            0..=0x7f => Some(u64::from(first)),
            // Any number of zeros may stand before it.
            _ => Some(octets.iter().try_fold(0_u64, |length, &octet| {
                Some(length.checked_mul(256)? | u64::from(octet))
            })?),
        };
        Some(Self {
            tag,
            length,
            contents,
        })
    }

    fn other(&self) -> InputKind {
        match self.length {
            Some(_) => InputKind::Other,
            None => InputKind::Indefinite,
        }
    }
}
