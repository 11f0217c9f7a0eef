//! PKCS#7, RFC 2315: what Windows and CAs write as `.p7b`, in DER and in BER.

use std::borrow::Cow;

use der::Tag;

use crate::asn1::{BerError, Cursor, first_to_der};
use crate::certificate::{Malformed, Oid, oid};

const WHAT: &str = "the PKCS#7 structure";

/// PKCS#7 in DER, and how many octets are behind it.
pub(super) struct Pkcs7<'a> {
    der: Cow<'a, [u8]>,
    pub(super) behind: &'a [u8],
    pub(super) is_ber: bool,
}

impl<'a> Pkcs7<'a> {
    /// What is DER already stays as it is: inside are certificates, and their octets are signed.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let Err(unread) = certificates(bytes) else {
            return Ok(Self {
                der: Cow::Borrowed(bytes),
                behind: &[],
                is_ber: false,
            });
        };
        match first_to_der(bytes) {
            Ok((Some(mut converted), end)) => Ok(Self {
                der: Cow::Owned(std::mem::take(&mut *converted)),
                behind: bytes.get(end..).unwrap_or_default(),
                is_ber: true,
            }),
            Ok((None, _)) => Err(unread),
            Err(_) if !bytes.starts_with(&[0x30, 0x80]) => Err(unread),
            Err(BerError::Malformed(reason)) => Err(Malformed::new(WHAT, 0, reason)),
            Err(BerError::TooDeep) => Err(Malformed::new(WHAT, 0, "too many levels of nesting")),
        }
    }

    pub(super) fn certificates(&self) -> Result<Vec<&[u8]>, Malformed> {
        certificates(&self.der)
    }
}

/// The encodings of the certificates in a degenerate or other SignedData of PKCS#7, RFC 2315 section 9.1: what Windows
/// and CAs write as `.p7b`. Its signatures say nothing about the certificates and are not looked at.
fn certificates(der: &[u8]) -> Result<Vec<&[u8]>, Malformed> {
    let mut input = Cursor::new(der, 0);
    let mut fields = input.expect(Tag::Sequence, WHAT)?.children();
    input.finish(WHAT)?;
    let content_type = fields.next(WHAT)?;
    if Oid::parse(&content_type, WHAT)? != oid::PKCS7_SIGNED_DATA {
        let reason = "it holds something else than signed data";
        return Err(Malformed::new(WHAT, content_type.offset, reason));
    }
    let mut explicit = fields.next(WHAT)?.children();
    let mut fields = explicit.expect(Tag::Sequence, WHAT)?.children();
    fields.expect(Tag::Integer, "the version")?;
    fields.expect(Tag::Set, "the digest algorithms")?;
    fields.expect(Tag::Sequence, "the content")?;
    let Some(Tag::ContextSpecific { .. }) = fields.peek() else {
        return Ok(Vec::new());
    };
    let list = fields.next("the certificates")?;
    if list.tag().number().value() != 0 {
        return Ok(Vec::new());
    }
    let mut list = list.children();
    let mut certificates = Vec::new();
    while !list.is_at_end() {
        certificates.push(list.expect(Tag::Sequence, "a certificate")?.encoding);
    }
    Ok(certificates)
}
