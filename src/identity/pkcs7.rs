use der::Tag;

use crate::asn1::Cursor;
use crate::certificate::{Malformed, Oid, oid};

/// The encodings of the certificates in a degenerate or other SignedData of PKCS#7, RFC 2315 section 9.1: what Windows
/// and CAs write as `.p7b`. Its signatures say nothing about the certificates and are not looked at.
pub(super) fn certificates(der: &[u8]) -> Result<Vec<&[u8]>, Malformed> {
    const WHAT: &str = "the PKCS#7 structure";
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
