use der::Tag;

use crate::asn1::{Cursor, Header};
use crate::error::Error;

/// What DER holds, told from its first elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Anything built like one: what is wrong with it, its own reader says best.
    Certificate,
    PrivateKey,
    EncryptedPrivateKey,
    PublicKey,
    CertificateRequest,
    Pkcs7,
    Pkcs12,
    /// A SEQUENCE of indefinite length, of something else than the above.
    Indefinite,
    Other,
}

impl Shape {
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

    /// What it is called, and the label it has in PEM; `None` for what has neither.
    pub(super) fn named(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Certificate => ("a certificate", "CERTIFICATE"),
            Self::PrivateKey => ("a private key", "PRIVATE KEY"),
            Self::EncryptedPrivateKey => ("an encrypted private key", "ENCRYPTED PRIVATE KEY"),
            Self::PublicKey => ("a public key", "PUBLIC KEY"),
            Self::CertificateRequest => ("a certificate request", "CERTIFICATE REQUEST"),
            Self::Pkcs7 => ("PKCS#7", "PKCS7"),
            Self::Pkcs12 => ("a PKCS#12 (PFX) file", "PKCS12"),
            Self::Indefinite | Self::Other => return None,
        })
    }

    /// Why this is not read, and what to do.
    pub(super) fn refusal(self) -> Error {
        let reason = match self {
            Self::Pkcs12 => "this is a PKCS#12 (PFX) file; read it with `from_pfx` or `from_bytes`".into(),
            Self::Pkcs7 => "this PKCS#7 file is not in DER; convert it: openssl pkcs7 -in FILE -inform DER -print_certs \
                -out FILE.pem"
                .into(),
            Self::EncryptedPrivateKey => "this is an encrypted private key; read the certificate, and add the key with \
                `with_private_key`"
                .into(),
            Self::PrivateKey => "this is a private key without a certificate; read the certificate, and add the key \
                with `with_private_key`"
                .into(),
            Self::PublicKey => "this is a public key, not a certificate".into(),
            Self::CertificateRequest => {
                "this is a certificate request; what is needed is the certificate the authority returns for it".into()
            }
            Self::Certificate => "this is a certificate, not a private key".into(),
            Self::Indefinite => "this is BER of indefinite length, not DER".into(),
            Self::Other => "this is neither PEM (there is no `-----BEGIN` line) nor the DER of a certificate, a \
                private key, PKCS#7 or PKCS#12"
                .into(),
        };
        Error::Unrecognized { reason }
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

    fn other(&self) -> Shape {
        match self.length {
            Some(_) => Shape::Other,
            None => Shape::Indefinite,
        }
    }
}
