//! What DER holds, told from its first elements.

use super::kind::InputKind;
use crate::asn1::Header;
use crate::asn1::tag::{BIT_STRING, CONTEXT_0, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};

impl InputKind {
    /// Reads headers only, so that it also tells what a truncated file was; in BER, because PKCS#12 and PKCS#7 are written in
    /// it. Two features tell each from the others, so that a damaged one is called by another name nowhere. Anything else
    /// that has the frame of a certificate is one: what is wrong with it, its own reader says best.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let Some(outer) = Start::of(bytes).filter(|outer| outer.tag == SEQUENCE) else {
            return Self::Other;
        };
        let [first, second, third] = outer.children();
        let of_first = first.map_or([None; 4], |first| first.children());
        let of_second = second.map_or([None; 4], |second| second.children());
        match (
            tags([first, second, third]),
            tags(of_first),
            tags(of_second),
        ) {
            ([OBJECT_IDENTIFIER, ..], ..) => Self::Pkcs7,
            ([INTEGER, SEQUENCE, OCTET_STRING], ..) if outer.is_definite() => Self::PrivateKey,
            ([INTEGER, SEQUENCE, ..], _, [OBJECT_IDENTIFIER, CONTEXT_0, ..]) => Self::Pkcs12,
            ([INTEGER, ..], ..) => outer.of_integer(first.as_ref()),
            ([SEQUENCE, ..], ..) if !outer.is_definite() => Self::Indefinite,
            ([SEQUENCE, second, _], [OBJECT_IDENTIFIER, ..], _) => match (first, second) {
                (Some(first), OCTET_STRING | BIT_STRING) => first.of_algorithm(second),
                _ => Self::Certificate,
            },
            ([SEQUENCE, ..], signed, _) => of_signed(signed, &of_first),
            _ => outer.other(),
        }
    }
}

/// What is signed is a certificate, a request or a list, RFC 5280 and RFC 2986.
fn of_signed(tags: [u8; 4], fields: &[Option<Start<'_>>; 4]) -> InputKind {
    let begins_with = |field: usize, wanted: &[u8]| {
        let field = fields.get(field).and_then(Option::as_ref);
        let first: [_; 1] = field.map_or([None], Start::children);
        wanted.contains(&self::tags(first)[0])
    };
    match tags {
        // A version, then names; in a certificate of version 1 an algorithm follows its number.
        [INTEGER, SEQUENCE, SEQUENCE, last] if !begins_with(1, &[OBJECT_IDENTIFIER]) => {
            let is_request = last == CONTEXT_0 || begins_with(2, &[SEQUENCE]);
            if is_request {
                InputKind::CertificateRequest
            } else {
                InputKind::Certificate
            }
        }
        [INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME] => InputKind::Crl,
        [SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, _] => InputKind::Crl,
        _ => InputKind::Certificate,
    }
}

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The arcs of encryption with a password: PKCS#5 and PKCS#12.
const PASSWORD_BASED: [&[u8]; 2] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x05",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01",
];

/// RSA, EC, Edwards curves and DSA.
const OF_PUBLIC_KEYS: [&[u8]; 4] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01",
    b"\x2a\x86\x48\xce\x3d",
    b"\x2b\x65",
    b"\x2a\x86\x48\xce\x38",
];

/// The tags; zero, which no element has, where there is none.
fn tags<const N: usize>(elements: [Option<Start<'_>>; N]) -> [u8; N] {
    elements.map(|element| element.map_or(0, |element| element.tag))
}

/// The header of an element in BER, and the octets after it as far as they are there.
#[derive(Clone, Copy)]
struct Start<'a> {
    tag: u8,
    /// `None` for the indefinite form.
    length: Option<usize>,
    /// Those of the header.
    octets: usize,
    contents: &'a [u8],
}

impl<'a> Start<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let header = Header::of(bytes)?;
        let rest = bytes.get(header.octets..)?;
        let length = header
            .length
            .map_or(rest.len(), |length| length.min(rest.len()));
        Some(Self {
            tag: header.tag,
            length: header.length,
            octets: header.octets,
            contents: rest.get(..length)?,
        })
    }

    /// The first few elements inside; none behind one of indefinite length.
    fn children<const N: usize>(&self) -> [Option<Self>; N] {
        let mut rest = Some(self.contents);
        [(); N].map(|()| {
            let bytes = rest.take()?;
            let child = Self::of(bytes)?;
            let end = child
                .length
                .and_then(|length| length.checked_add(child.octets));
            rest = end.and_then(|end| bytes.get(end..));
            Some(child)
        })
    }

    fn is_definite(&self) -> bool {
        self.length.is_some()
    }

    /// What begins with a version or a number.
    fn of_integer(&self, version: Option<&Self>) -> InputKind {
        let tags: [u8; 3] = tags(self.children());
        match (version.map(|it| it.contents), tags) {
            (Some([3]), [_, SEQUENCE | 0, _]) => InputKind::Pkcs12,
            (Some([0 | 1]), [_, INTEGER | OCTET_STRING | SEQUENCE, _]) if self.is_definite() => {
                InputKind::PrivateKey
            }
            _ => self.other(),
        }
    }

    /// What begins with an algorithm. Its identifier tells more than the tag that follows.
    fn of_algorithm(&self, following: u8) -> InputKind {
        let [identifier] = self.children();
        let identifier = identifier.map_or(&[][..], |it| it.contents);
        let is_of = |arcs: &[&[u8]]| arcs.iter().any(|arc| identifier.starts_with(arc));
        match following {
            _ if is_of(&PASSWORD_BASED) => InputKind::EncryptedPrivateKey,
            _ if is_of(&OF_PUBLIC_KEYS) => InputKind::PublicKey,
            OCTET_STRING => InputKind::EncryptedPrivateKey,
            _ => InputKind::PublicKey,
        }
    }

    fn other(&self) -> InputKind {
        match self.length {
            Some(_) => InputKind::Other,
            None => InputKind::Indefinite,
        }
    }
}
