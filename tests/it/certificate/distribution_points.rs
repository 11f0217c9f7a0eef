//! Addresses of CRLs beside what `x509-cert` reads, over every change of one bit.

use der::Decode;
use vb365_tls::Certificate;
use vb365_tls::certificate::Field;
use vb365_tls::test_support::encode::{
    constructed, dns_name, element, mail_address, object_identifier, sequence, set, uri,
};
use vb365_tls::test_support::{Extension, TestKey};
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

use super::{der, good};

const POINTS: &str = "2.5.29.31";

fn theirs(value: &[u8]) -> Option<Vec<String>> {
    let points = CrlDistributionPoints::from_der(value).ok()?;
    let names = points
        .0
        .iter()
        .filter_map(|it| match &it.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        });
    let uris = names.flatten().filter_map(|name| match name {
        GeneralName::UniformResourceIdentifier(uri) => Some(uri.to_string()),
        _ => None,
    });
    Some(uris.collect())
}

fn ours(value: &[u8]) -> Option<Vec<String>> {
    let template = good().key(TestKey::P256);
    let template = template.with(Extension::new(POINTS, false, value));
    let certificate = Certificate::from_der(der(&template)).unwrap();
    match certificate.crl_distribution_points() {
        Field::Present(uris) => Some(uris.clone()),
        _ => None,
    }
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let common_name = || sequence(&[object_identifier("2.5.4.3"), element(0x0c, b"CA")]);
    let full = |names: &[Vec<u8>]| constructed(0xa0, &[constructed(0xa0, names)]);
    let address = || uri("http://a/b.crl");
    let directory = || constructed(0xa4, &[sequence(&[set(&[common_name()])])]);
    let registered = || element(0x88, &[0x2a, 3]);
    let other = || {
        let value = constructed(0xa0, &[element(0x0c, b"x")]);
        constructed(0xa0, &[object_identifier("1.2.3"), value])
    };
    let reasons = || element(0x81, &[1, 0x06]);
    let issuer = || constructed(0xa2, &[directory()]);
    let relative = constructed(0xa0, &[constructed(0xa1, &[common_name()])]);
    let of = |fields: &[Vec<u8>]| sequence(&[sequence(fields)]);
    vec![
        ("an address", of(&[full(&[address()])])),
        (
            "two points",
            sequence(&[
                sequence(&[full(&[address()])]),
                sequence(&[full(&[address(), directory()])]),
            ]),
        ),
        ("texts", of(&[full(&[dns_name("a"), mail_address("a@b")])])),
        (
            "numbers",
            of(&[full(&[registered(), element(0x87, &[1, 2, 3, 4])])]),
        ),
        ("another name", of(&[full(&[other(), address()])])),
        ("reasons", of(&[full(&[address()]), reasons()])),
        (
            "an indirect list",
            of(&[full(&[address()]), reasons(), issuer()]),
        ),
        ("an issuer alone", of(&[issuer()])),
        ("a relative name", of(&[relative])),
        ("no field", of(&[])),
        ("no point", sequence::<Vec<u8>>(&[])),
    ]
}

/// Where a change of this bit makes a difference.
const DIFFERENT: &[(&str, &[usize])] = &[
    // An address of 14 octets is one here, and none there.
    ("an address", &[64]),
    ("two points", &[64, 240]),
    // Reasons in BER: bits that are said to be unused, and are set.
    ("reasons", &[64, 209, 210, 216]),
    ("an indirect list", &[64, 209, 210, 216]),
    // Names are read as everywhere: of an ediPartyName, of object identifiers and of string types less is asked than there.
    ("two points", &[368, 455, 473, 474, 476, 477]),
    ("numbers", &[87]),
    ("an indirect list", &[240, 327, 345, 346, 348, 349]),
    ("an issuer alone", &[48, 135, 153, 154, 156, 157]),
    ("a relative name", &[103, 121, 122, 124, 125]),
];

/// Its value is not looked into here.
const NOT_CHANGED: &str = "another name";

#[test]
fn every_field_and_every_change_of_a_bit() {
    let is_different = |what: &str, bit: usize| {
        let mut different = DIFFERENT.iter().filter(|(sample, _)| *sample == what);
        different.any(|(_, bits)| bits.contains(&bit))
    };
    for (what, value) in samples() {
        assert_eq!(ours(&value), theirs(&value), "{what}");
        for bit in (0..value.len() * 8).filter(|_| what != NOT_CHANGED) {
            let mut changed = value.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let (ours, theirs) = (ours(&changed), theirs(&changed));
            let differ = is_different(what, bit);
            assert_eq!(
                ours != theirs,
                differ,
                "{what}, bit {bit}: {ours:?} {theirs:?}"
            );
        }
    }
}
