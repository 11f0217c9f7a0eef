//! PKCS#12 as no program writes it on demand: unencrypted, with any number of keys and any identifiers.

use super::hostile::element;

/// One certificate or key with the attributes it gets.
pub struct Bag<'a> {
    pub der: &'a [u8],
    pub name: Option<&'a str>,
    pub id: Option<&'a [u8]>,
}

impl<'a> Bag<'a> {
    pub fn of(der: &'a [u8]) -> Self {
        Self {
            der,
            name: None,
            id: None,
        }
    }

    pub fn named(self, name: &'a str) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }

    pub fn with_id(self, id: &'a [u8]) -> Self {
        Self {
            id: Some(id),
            ..self
        }
    }
}

const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const KEY_BAG: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01";
const CERTIFICATE_BAG: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
const CRL_BAG: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x04";
const X509: &[u8] = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
const FRIENDLY_NAME: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14";
const LOCAL_KEY_ID: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15";

/// RFC 7292 section 4, without a MAC.
pub fn pfx(keys: &[Bag<'_>], certificates: &[Bag<'_>]) -> Vec<u8> {
    pfx_with(keys, certificates, &[])
}

/// The same with CRLs, which nobody reads.
pub fn pfx_with(keys: &[Bag<'_>], certificates: &[Bag<'_>], lists: &[Bag<'_>]) -> Vec<u8> {
    let lists = lists.iter().map(|list| bag(CRL_BAG, list.der, list));
    let keys = keys.iter().map(|key| bag(KEY_BAG, key.der, key));
    let certificates = certificates.iter().map(|certificate| {
        let value = element(0xa0, &[&element(0x04, &[certificate.der])]);
        bag(
            CERTIFICATE_BAG,
            &element(0x30, &[X509, &value]),
            certificate,
        )
    });
    let bags: Vec<u8> = keys.chain(certificates).chain(lists).flatten().collect();
    let safe = data(&element(0x30, &[&bags]));
    let safes = data(&element(0x30, &[&safe]));
    element(0x30, &[b"\x02\x01\x03", &safes])
}

fn data(contents: &[u8]) -> Vec<u8> {
    let value = element(0xa0, &[&element(0x04, &[contents])]);
    element(0x30, &[DATA, &value])
}

fn bag(id: &[u8], value: &[u8], bag: &Bag<'_>) -> Vec<u8> {
    let attribute =
        |id, tag, value: &[u8]| element(0x30, &[id, &element(0x31, &[&element(tag, &[value])])]);
    let mut attributes = Vec::new();
    if let Some(name) = bag.name {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        attributes.extend(attribute(FRIENDLY_NAME, 0x1e, &units));
    }
    if let Some(id) = bag.id {
        attributes.extend(attribute(LOCAL_KEY_ID, 0x04, id));
    }
    let set = match attributes.is_empty() {
        true => Vec::new(),
        false => element(0x31, &[&attributes]),
    };
    element(0x30, &[id, &element(0xa0, &[value]), &set])
}
