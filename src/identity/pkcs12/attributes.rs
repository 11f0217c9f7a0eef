//! What a bag says of its content, and PKCS#8 of itself: read, and written.

use zeroize::Zeroizing;

use super::ber::{
    BIT_STRING, CONTEXT_0, Cursor, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
};
use crate::asn1::{element, element_of};
use crate::certificate::Oid;
use crate::certificate::oid::KEY_USAGE;
use crate::error::ContainerError;
use crate::identity::entry::{Attributes, Origin};
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

/// A string of any type that ASN.1 has, without the terminators Windows leaves at its end. What is not text stays as its
/// octets in hexadecimal, as RFC 4514 section 2.4 writes such a value.
fn text(value: &Element<'_>) -> Option<String> {
    const STRINGS: [u8; 8] = [
        UTF8, NUMERIC, PRINTABLE, TELETEX, IA5, VISIBLE, UNIVERSAL, BMP,
    ];
    if !STRINGS.contains(&value.tag) {
        return None;
    }
    let mut text = characters(value).unwrap_or_else(|| {
        let octets = value.encoding.iter().take(LONGEST_SHOWN);
        let digits: String = octets.map(|octet| format!("{octet:02x}")).collect();
        format!("#{digits}")
    });
    text.truncate(text.trim_end_matches('\0').len());
    Some(text)
}

const UTF8: u8 = 0x0c;
const NUMERIC: u8 = 0x12;
const PRINTABLE: u8 = 0x13;
const TELETEX: u8 = 0x14;
const IA5: u8 = 0x16;
const VISIBLE: u8 = 0x1a;
const UNIVERSAL: u8 = 0x1c;
const BMP: u8 = 0x1e;

/// As much as a name for people has.
const LONGEST_SHOWN: usize = 64;

fn characters(value: &Element<'_>) -> Option<String> {
    match value.tag {
        BMP => match value.contents.as_chunks::<2>() {
            (units, []) => {
                let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
                char::decode_utf16(units).collect::<Result<_, _>>().ok()
            }
            _ => None,
        },
        UNIVERSAL => match value.contents.as_chunks::<4>() {
            (units, []) => {
                let units = units.iter().map(|unit| u32::from_be_bytes(*unit));
                units.map(char::from_u32).collect()
            }
            _ => None,
        },
        // What is written as Teletex is Latin-1.
        TELETEX => Some(value.contents.iter().copied().map(char::from).collect()),
        _ => std::str::from_utf8(value.contents).ok().map(String::from),
    }
}

/// The attributes of a bag as a SET OF, or nothing where there are none.
pub(super) fn encoded(origin: &Origin) -> Vec<u8> {
    let Attributes {
        friendly_name,
        local_key_id,
    } = &origin.attributes;
    let named = |name: &Option<String>| name.as_deref().map(bmp_string);
    let attributes = [
        (
            LOCAL_KEY_ID,
            local_key_id.as_ref().map(|id| element(OCTET_STRING, id)),
        ),
        (FRIENDLY_NAME, named(friendly_name)),
        (PROVIDER, named(&origin.provider)),
        (MACHINE_KEY, origin.is_machine_key.then(Vec::new)),
    ];
    let present = attributes
        .into_iter()
        .filter_map(|(kind, value)| Some((kind, value?)));
    let encoded = present
        .map(|(kind, value)| encoded_attribute(kind, &value))
        .collect();
    set_of(encoded, SET)
}

/// Attribute, RFC 7292 section 4.2, with one value or, of an empty encoding, none.
fn encoded_attribute(kind: Oid, value: &[u8]) -> Vec<u8> {
    let kind = element(OBJECT_IDENTIFIER, kind.as_bytes());
    element_of(SEQUENCE, &[&kind, &element(SET, value)])
}

/// In the order of X.690 section 11.6.
fn set_of(mut elements: Vec<Vec<u8>>, tag: u8) -> Vec<u8> {
    if elements.is_empty() {
        return Vec::new();
    }
    elements.sort_unstable();
    element(tag, &elements.concat())
}

/// UTF-16 like the passwords, and like the names that Windows and OpenSSL write.
fn bmp_string(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    element(BMP, &units)
}

/// Of [`KeySpec`], the bits keyAgreement and digitalSignature, as OpenSSL and Windows write them.
const EXCHANGE: u8 = 0x10;
const SIGNATURE: u8 = 0x80;

/// PKCS#8 with this and no other attribute of what CAPI may do with the key.
pub(super) fn with_key_spec(
    pkcs8: &[u8],
    spec: Option<KeySpec>,
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    const PLACE: &str = "the private key";
    let mut fields = Element::only(pkcs8, SEQUENCE, PLACE)?.children();
    let head = [
        fields.expect(INTEGER)?.encoding,
        fields.expect(SEQUENCE)?.encoding,
        fields.expect(OCTET_STRING)?.encoding,
    ];
    let mut attributes = Vec::new();
    if let Some(set) = fields.optional(CONTEXT_0)? {
        let mut list = set.children();
        while !list.is_at_end() {
            let mut rest = list.clone();
            let element = list.next()?;
            if !attribute(&mut rest)?.0.is(KEY_USAGE) {
                attributes.push(element.encoding.to_vec());
            }
        }
    }
    let bits = spec.map(|spec| match spec {
        KeySpec::Exchange => EXCHANGE,
        KeySpec::Signature => SIGNATURE,
    });
    attributes.extend(bits.map(|bits| {
        let value = element(BIT_STRING, &[bits.trailing_zeros() as u8, bits]);
        encoded_attribute(KEY_USAGE, &value)
    }));
    let attributes = set_of(attributes, CONTEXT_0);
    let public_key = if fields.is_at_end() {
        &[]
    } else {
        fields.next()?.encoding
    };
    fields.finish()?;
    let [version, algorithm, key] = head;
    let parts = [version, algorithm, key, &attributes, public_key];
    Ok(Zeroizing::new(element_of(SEQUENCE, &parts)))
}

/// The attribute in PKCS#8 itself that says what CAPI may do with the key.
pub(super) fn key_spec(pkcs8: &[u8]) -> Result<Option<KeySpec>, ContainerError> {
    const PLACE: &str = "the private key";
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
