use der::Tag;

use crate::asn1::{Cursor, Header};
use crate::error::InputKind;

impl InputKind {
    /// What DER holds, told from its first elements. Anything built like a certificate is one: what is wrong with it, its own
    /// reader says best.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::of_sequence(bytes).unwrap_or(Self::Other)
    }

    /// Reads headers only, so that it also tells what a truncated file was; in BER, because PKCS#12 is written in it.
    fn of_sequence(bytes: &[u8]) -> Option<Self> {
        let outer = Start::of(bytes).filter(|outer| outer.tag == SEQUENCE)?;
        let first = Start::of(outer.contents);
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
        let mut elements = Cursor::new(contents, 0);
        let first = elements.next(WHAT).ok()?;
        let second = elements.next(WHAT).ok()?;
        let mut fields = first.children();
        let tags = [(); 4].map(|()| fields.next(WHAT).ok().map(|field| field.tag()));
        match (tags, second.tag()) {
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

/// The header of an element in BER, and the bytes after it as far as they are there.
struct Start<'a> {
    tag: u8,
    /// `None` for the indefinite form.
    length: Option<usize>,
    contents: &'a [u8],
}

impl<'a> Start<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let header = Header::of(bytes)?;
        Some(Self {
            tag: header.tag,
            length: header.length,
            contents: bytes.get(header.octets..)?,
        })
    }

    fn other(&self) -> InputKind {
        match self.length {
            Some(_) => InputKind::Other,
            None => InputKind::Indefinite,
        }
    }
}
