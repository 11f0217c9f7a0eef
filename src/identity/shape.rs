use der::Tag;

use crate::certificate::Cursor;
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
        // BER: Firefox and Bouncy Castle write PKCS#12 of indefinite length.
        if let [0x30, 0x80, contents @ ..] = bytes {
            return match contents {
                [0x02, 0x01, 0x03, ..] => Self::Pkcs12,
                [0x06, ..] => Self::Pkcs7,
                _ => Self::Indefinite,
            };
        }
        Self::of_sequence(bytes).unwrap_or(Self::Other)
    }

    /// Reads headers only, so that it also tells what a truncated file was.
    fn of_sequence(bytes: &[u8]) -> Option<Self> {
        let contents = header(bytes, 0x30)?;
        Some(match contents {
            [0x02, 0x01, 0x03, ..] => Self::Pkcs12,
            [0x02, 0x01, 0x00 | 0x01, 0x02 | 0x04 | 0x30, ..] => Self::PrivateKey,
            [0x06, ..] => Self::Pkcs7,
            [0x30, ..] => match Self::of_nested(contents) {
                Some(shape) => shape,
                None => Self::Certificate,
            },
            _ => Self::Other,
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

/// The bytes after the header of an element with this tag, as far as they are there.
fn header(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (&[found, length], rest) = bytes.split_first_chunk::<2>()?;
    let octets = match length {
        0..=0x7f => 0,
        0x81..=0x84 => usize::from(length - 0x80),
        _ => return None,
    };
    rest.get(octets..).filter(|_| found == tag)
}
