//! The parts of a file, unencrypted or encrypted, each with bags in it.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::bags::{Bags, MAX_BAGS, keys_in, secrets_in, within};
use super::ber::{
    self, CONTEXT_0, Cursor, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed,
};
use super::budget::Budget;
use super::encryption::{decrypt, derive_ahead};
use super::oid;
use super::password_forms::Forms;
use crate::certificate::Oid;
use crate::certificate::oid::{PKCS7_DATA, PKCS7_ENCRYPTED_DATA};
use crate::error::ContainerError;
use crate::provenance::Encryption;

/// Reads AuthenticatedSafe, RFC 7292 section 4.1, into bags; returns whether something in it was BER.
///
/// All parts are opened first: keys that are too many are refused before the work for any of them is done.
pub(super) fn read(
    stored_safes: &[u8],
    bags: &mut Bags,
    forms: &mut Forms,
    budget: &mut Budget,
) -> Result<bool, ContainerError> {
    const PLACE: &str = "the list of parts";
    const PLAIN: &str = "the unencrypted part";
    const ENCRYPTED: &str = "the encrypted part";
    let converted = ber::to_der(stored_safes, PLACE)?;
    let mut is_ber = converted.is_some();
    let list = converted.as_ref().map_or(stored_safes, |it| it);
    let mut safes = Element::only(list, SEQUENCE, PLACE)?.children();
    let mut parts = Vec::new();
    while !safes.is_at_end() {
        within("parts", parts.len() as u64 + 1, MAX_BAGS)?;
        let safe = safes.expect(SEQUENCE)?;
        let content_type = safe.children().expect(OBJECT_IDENTIFIER)?;
        if content_type.is(PKCS7_DATA) {
            let bytes = stored(&safe, PLAIN)?;
            let converted = ber::to_der(bytes, PLAIN)?;
            is_ber |= converted.is_some();
            let contents = SafeContents {
                stored: bytes,
                changed: converted,
                encryption: None,
            };
            bags.expect_keys(contents.bytes())?;
            parts.push(Part::Open(contents));
        } else if content_type.is(PKCS7_ENCRYPTED_DATA) {
            parts.push(Part::Closed(safe));
        } else {
            return Err(oid::unsupported(&content_type, PLACE));
        }
    }
    derive_ahead(&next_algorithms(&parts), forms, budget);
    let mut opened = Vec::with_capacity(parts.len());
    for part in parts {
        opened.push(match part {
            Part::Open(contents) => contents,
            Part::Closed(safe) => {
                let (algorithm, content, info) = encrypted(&safe, ENCRYPTED)?;
                let ciphertext = implicit_octets(content, ENCRYPTED)?;
                info.finish()?;
                let (decrypted, encryption) =
                    decrypt(&algorithm, &ciphertext, forms, budget, ENCRYPTED)?;
                let converted = ber::to_der(&decrypted, ENCRYPTED)?;
                is_ber |= converted.is_some();
                let contents = SafeContents {
                    stored: &[],
                    changed: Some(converted.unwrap_or(decrypted)),
                    encryption: Some(encryption),
                };
                bags.expect_keys(contents.bytes())?;
                contents
            }
        });
    }
    for contents in &opened {
        bags.read(contents.bytes(), contents.encryption, forms, budget)?;
    }
    Ok(is_ber)
}

/// Whether an unencrypted part keeps the password of the others for somebody else, as Windows does for principals of Active
/// Directory (`Export-PfxCertificate -ProtectTo`): in a secret, encrypted by DPAPI-NG.
pub(super) fn keep_password(stored_safes: &[u8]) -> bool {
    /// `szOID_PKCS_12_PROTECTED_PASSWORD_SECRET_BAG_TYPE_ID` of wincrypt.h.
    const PROTECTED_PASSWORD: Oid = Oid::new("1.3.6.1.4.1.311.17.4");
    const PLACE: &str = "an unencrypted part";
    let Ok(converted) = ber::to_der(stored_safes, PLACE) else {
        return false;
    };
    let list = converted.as_ref().map_or(stored_safes, |it| it);
    let Ok(mut parts) = Element::only(list, SEQUENCE, PLACE).map(|list| list.children()) else {
        return false;
    };
    while let Ok(part) = parts.expect(SEQUENCE) {
        let contents = stored(&part, PLACE).ok();
        let contents = contents.and_then(|it| Some((it, ber::to_der(it, PLACE).ok()?)));
        let is_kept = contents.is_some_and(|(stored, converted)| {
            let contents = converted.as_ref().map_or(stored, |it| it);
            secrets_in(contents).any(|kind| kind.is(PROTECTED_PASSWORD))
        });
        if is_kept {
            return true;
        }
    }
    false
}

enum Part<'a> {
    Open(SafeContents<'a>),
    Closed(Element<'a>),
}

/// SafeContents, where it is stored or as it was decrypted or converted.
struct SafeContents<'a> {
    stored: &'a [u8],
    changed: Option<Zeroizing<Vec<u8>>>,
    encryption: Option<Encryption>,
}

impl SafeContents<'_> {
    fn bytes(&self) -> &[u8] {
        self.changed.as_ref().map_or(self.stored, |it| it)
    }
}

/// The algorithms that are seen before anything is decrypted, in the order in which it will be. What cannot be read is left
/// to whoever opens it.
fn next_algorithms<'a>(parts: &'a [Part<'_>]) -> Vec<Element<'a>> {
    let of_parts = parts.iter().filter_map(|part| match part {
        Part::Open(_) => None,
        Part::Closed(safe) => encrypted(safe, "").ok().map(|(algorithm, ..)| algorithm),
    });
    let of_keys = parts.iter().flat_map(|part| match part {
        Part::Open(contents) => keys_in(contents.bytes()),
        Part::Closed(_) => Vec::new(),
    });
    of_parts.chain(of_keys.flatten()).collect()
}

/// The algorithm and the content of EncryptedData, RFC 5652 section 8, and what is behind.
fn encrypted<'a>(
    safe: &Element<'a>,
    place: &'static str,
) -> Result<(Element<'a>, Element<'a>, Cursor<'a>), ContainerError> {
    let mut fields = safe.children().named(place);
    fields.expect(OBJECT_IDENTIFIER)?;
    let mut explicit = fields.expect(CONTEXT_0)?.children();
    fields.finish()?;
    let mut data = explicit.expect(SEQUENCE)?.children();
    explicit.finish()?;
    data.expect(INTEGER)?;
    let mut info = data.expect(SEQUENCE)?.children();
    info.expect(OBJECT_IDENTIFIER)?;
    let algorithm = info.expect(SEQUENCE)?;
    let content = info.next()?;
    Ok((algorithm, content, info))
}

/// An octet string under the tag `[0]`, in one piece or, in BER, in segments.
fn implicit_octets<'a>(
    element: Element<'a>,
    place: &'static str,
) -> Result<Cow<'a, [u8]>, ContainerError> {
    const PRIMITIVE: u8 = 0x80;
    match element.tag {
        PRIMITIVE => Ok(Cow::Borrowed(element.contents)),
        CONTEXT_0 => {
            let mut segments: Cursor<'_> = element.children();
            let mut joined = Vec::with_capacity(element.contents.len());
            while !segments.is_at_end() {
                joined.extend_from_slice(segments.expect(OCTET_STRING)?.contents);
            }
            Ok(Cow::Owned(joined))
        }
        _ => Err(malformed(place, "there is nothing encrypted in it")),
    }
}

/// The contents of a ContentInfo that holds plain data, RFC 7292 section 4.
pub(super) fn stored<'a>(
    content_info: &Element<'a>,
    place: &'static str,
) -> Result<&'a [u8], ContainerError> {
    let mut fields = content_info.children().named(place);
    let content_type = fields.expect(OBJECT_IDENTIFIER)?;
    if !content_type.is(PKCS7_DATA) {
        return Err(oid::unsupported(&content_type, place));
    }
    let mut explicit = fields.expect(CONTEXT_0)?.children();
    fields.finish()?;
    let data = explicit.expect(OCTET_STRING)?;
    explicit.finish()?;
    Ok(data.contents)
}
