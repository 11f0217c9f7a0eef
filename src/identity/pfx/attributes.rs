use crate::certificate::Oid;
use crate::certificate::oid::KEY_USAGE;
use crate::error::ContainerError;
use crate::identity::pbe::cursor::{
    BIT_STRING, CONTEXT_0, Cursor, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
};
use crate::provenance::KeySpec;

const FRIENDLY_NAME: Oid = Oid::new("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: Oid = Oid::new("1.2.840.113549.1.9.21");
const PROVIDER: Oid = Oid::new("1.3.6.1.4.1.311.17.1");
const MACHINE_KEY: Oid = Oid::new("1.3.6.1.4.1.311.17.2");

/// What a bag says of its content, RFC 7292 section 4.2, and what Windows adds to it.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) friendly_name: Option<String>,
    pub(super) local_key_id: Option<Vec<u8>>,
    pub(super) provider: Option<String>,
    pub(super) is_machine_key: bool,
}

impl Attributes {
    /// Takes the first of each; one with a value of an unexpected type is as good as none.
    pub(super) fn of(set: Option<Element<'_>>) -> Result<Self, ContainerError> {
        let mut attributes = Self::default();
        let Some(set) = set else {
            return Ok(attributes);
        };
        let mut list = set.children().named("the attributes of a bag");
        while !list.is_at_end() {
            let (kind, value) = attribute(&mut list)?;
            if kind.is(MACHINE_KEY) {
                attributes.is_machine_key = true;
            }
            let Some(value) = value else { continue };
            if kind.is(FRIENDLY_NAME) && attributes.friendly_name.is_none() {
                attributes.friendly_name = text(&value);
            } else if kind.is(PROVIDER) && attributes.provider.is_none() {
                attributes.provider = text(&value);
            } else if kind.is(LOCAL_KEY_ID)
                && value.tag == OCTET_STRING
                && attributes.local_key_id.is_none()
            {
                attributes.local_key_id = Some(value.contents.to_vec());
            }
        }
        Ok(attributes)
    }
}

/// The type of an attribute and its first value; the mark of a machine key has none.
fn attribute<'a>(
    list: &mut Cursor<'a>,
) -> Result<(Element<'a>, Option<Element<'a>>), ContainerError> {
    let mut fields = list.expect(SEQUENCE)?.children();
    let kind = fields.expect(OBJECT_IDENTIFIER)?;
    let mut values = fields.expect(SET)?.children();
    fields.finish()?;
    let value = match values.is_at_end() {
        true => None,
        false => Some(values.next()?),
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
    let text = match value.tag {
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
    let trimmed = text.trim_end_matches('\0').len();
    let mut text = text;
    text.truncate(trimmed);
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
