//! What a bag says of its content, and PKCS#8 of itself.

use super::ber::{
    BIT_STRING, CONTEXT_0, Cursor, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
};
use crate::certificate::Oid;
use crate::certificate::oid::KEY_USAGE;
use crate::error::ContainerError;
use crate::identity::entry::Origin;
use crate::provenance::KeySpec;

const FRIENDLY_NAME: Oid = Oid::new("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: Oid = Oid::new("1.2.840.113549.1.9.21");
const PROVIDER: Oid = Oid::new("1.3.6.1.4.1.311.17.1");
const MACHINE_KEY: Oid = Oid::new("1.3.6.1.4.1.311.17.2");

/// The attributes of a bag, RFC 7292 section 4.2, and what Windows adds to them: the first of each; one with a value of an
/// unexpected type is as good as none.
pub(super) fn of_bag(set: Option<Element<'_>>) -> Result<Origin, ContainerError> {
    let mut origin = Origin::default();
    let Some(set) = set else {
        return Ok(origin);
    };
    let mut list = set.children().named("the attributes of a bag");
    while !list.is_at_end() {
        let (kind, value) = attribute(&mut list)?;
        if kind.is(MACHINE_KEY) {
            origin.is_machine_key = true;
        }
        let Some(value) = value else { continue };
        let attributes = &mut origin.attributes;
        if kind.is(FRIENDLY_NAME) && attributes.friendly_name.is_none() {
            attributes.friendly_name = text(&value);
        } else if kind.is(PROVIDER) && origin.provider.is_none() {
            origin.provider = text(&value);
        } else if kind.is(LOCAL_KEY_ID)
            && value.tag == OCTET_STRING
            && attributes.local_key_id.is_none()
        {
            attributes.local_key_id = Some(value.contents.to_vec());
        }
    }
    Ok(origin)
}

/// The type of an attribute and its first value; the mark of a machine key has none.
fn attribute<'a>(
    list: &mut Cursor<'a>,
) -> Result<(Element<'a>, Option<Element<'a>>), ContainerError> {
    let mut fields = list.expect(SEQUENCE)?.children();
    let kind = fields.expect(OBJECT_IDENTIFIER)?;
    let mut values = fields.expect(SET)?.children();
    fields.finish()?;
    let value = if values.is_at_end() {
        None
    } else {
        Some(values.next()?)
    };
    Ok((kind, value))
}

/// A string of any type that ASN.1 has, without the terminators Windows leaves at its end.
fn text(value: &Element<'_>) -> Option<String> {
    const UTF8: u8 = 0x0c;
    const NUMERIC: u8 = 0x12;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const VISIBLE: u8 = 0x1a;
    const UNIVERSAL: u8 = 0x1c;
    const BMP: u8 = 0x1e;
    let mut text: String = match value.tag {
        BMP => {
            let (units, _) = value.contents.as_chunks::<2>();
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            char::decode_utf16(units)
                .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        UNIVERSAL => {
            let (units, _) = value.contents.as_chunks::<4>();
            let units = units.iter().map(|unit| u32::from_be_bytes(*unit));
            units
                .map(|it| char::from_u32(it).unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        // What is written as Teletex is Latin-1.
        TELETEX => value.contents.iter().copied().map(char::from).collect(),
        UTF8 | NUMERIC | PRINTABLE | IA5 | VISIBLE => {
            String::from_utf8_lossy(value.contents).into_owned()
        }
        _ => return None,
    };
    text.truncate(text.trim_end_matches('\0').len());
    Some(text)
}

/// The attribute in PKCS#8 itself that says what CAPI may do with the key.
pub(super) fn key_spec(pkcs8: &[u8]) -> Result<Option<KeySpec>, ContainerError> {
    const PLACE: &str = "the private key";
    // The bits keyAgreement and digitalSignature, as OpenSSL and Windows write them.
    const EXCHANGE: u8 = 0x10;
    const SIGNATURE: u8 = 0x80;
    let mut fields = Element::only(pkcs8, SEQUENCE, PLACE)?.children();
    fields.expect(INTEGER)?;
    fields.expect(SEQUENCE)?;
    fields.expect(OCTET_STRING)?;
    let Some(attributes) = fields.optional(CONTEXT_0)? else {
        return Ok(None);
    };
    let mut list = attributes.children();
    while !list.is_at_end() {
        let (kind, value) = attribute(&mut list)?;
        if let Some(value) = value
            && kind.is(KEY_USAGE)
            && value.tag == BIT_STRING
        {
            return Ok(match value.contents {
                [_, EXCHANGE] => Some(KeySpec::Exchange),
                [_, SIGNATURE] => Some(KeySpec::Signature),
                _ => None,
            });
        }
    }
    Ok(None)
}
