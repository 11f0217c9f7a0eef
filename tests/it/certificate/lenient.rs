//! What is odd but clear is read, for a rule to check.

use vb365_tls::Certificate;
use vb365_tls::certificate::{Field, GeneralName, GeneralNames, KeyUsage, Version, rfc3339};
use vb365_tls::test_support::encode::{
    boolean, constructed, dns_name, element, integer, object_identifier, octet_string, sequence,
};
use vb365_tls::test_support::{Extension, Name, Template, Time, oid};

use super::der_edit::{appended, replaced};
use super::{HOST, der, good, read, refusal};

#[test]
fn versions() {
    assert_eq!(read(&good().version_1()).version(), Version::V1);
    assert_eq!(read(&good().version(2)).version(), Version::V2);
    assert_eq!(read(&good()).version(), Version::V3);
    // Extensions do not depend on the version written; a rule refuses the mixture.
    let certificate = read(&good().version(1));
    assert_eq!(certificate.version(), Version::V1);
    assert!(certificate.subject_alt_name().present().is_some());
    // The default written out.
    let explicit = replaced(&der(&good()), &[0, 0], &|_| {
        constructed(0xa0, &[integer(&[0])])
    });
    let certificate = Certificate::from_der(explicit).unwrap();
    assert_eq!(certificate.version(), Version::V1);
}

#[test]
fn unique_identifiers() {
    let template = good().issuer_unique_id().subject_unique_id();
    assert!(read(&template).has_unique_identifiers());
    assert!(read(&template.version(2).without_extensions()).has_unique_identifiers());
    assert!(!read(&good()).has_unique_identifiers());
}

#[test]
fn serial_numbers() {
    let long = [0x7f; 25];
    for (contents, text, is_negative, is_zero) in [
        (&[1][..], "01", false, false),
        (&[0], "00", false, true),
        (&[0, 0], "00", false, true),
        (&[0, 0x80], "80", false, false),
        (&[0x80], "80", true, false),
        (&[0xff, 0xff], "FFFF", true, false),
        (&long, &"7F".repeat(25), false, false),
    ] {
        let certificate = read(&good().serial(contents));
        let serial = certificate.serial();
        assert_eq!(serial.as_bytes(), contents);
        assert_eq!(serial.to_string(), text);
        assert_eq!(serial.is_negative(), is_negative, "{text}");
        assert_eq!(serial.is_zero(), is_zero, "{text}");
    }
}

#[test]
fn times() {
    for (time, expected) in [
        (Time::utc("260101000000Z"), "2026-01-01T00:00:00Z"),
        (Time::utc("2601010000Z"), "2026-01-01T00:00:00Z"),
        (Time::utc("260101000000"), "2026-01-01T00:00:00Z"),
        (Time::utc("260101000000+0100"), "2025-12-31T23:00:00Z"),
        (Time::utc("260101000000-0130"), "2026-01-01T01:30:00Z"),
        (Time::utc("500101000000Z"), "1970-01-01T00:00:00Z"),
        (Time::utc("691231235959Z"), "1970-01-01T00:00:00Z"),
        (Time::utc("700101000000Z"), "1970-01-01T00:00:00Z"),
        (Time::utc("491231235959Z"), "2049-12-31T23:59:59Z"),
        (Time::utc("240229120000Z"), "2024-02-29T12:00:00Z"),
        (Time::generalized("20260101000000Z"), "2026-01-01T00:00:00Z"),
        (
            Time::generalized("20260101000000.75Z"),
            "2026-01-01T00:00:00Z",
        ),
        (
            Time::generalized("20260101000000,75Z"),
            "2026-01-01T00:00:00Z",
        ),
        (Time::generalized("202601010000Z"), "2026-01-01T00:00:00Z"),
        (Time::generalized("00010101000000Z"), "1970-01-01T00:00:00Z"),
        (Time::generalized("20500101000000Z"), "2050-01-01T00:00:00Z"),
        (Time::generalized("99991231235959Z"), "9999-12-31T23:59:59Z"),
        (
            Time::generalized("99991231235959-0100"),
            "after the year 9999",
        ),
    ] {
        let certificate = read(&good().valid(time.clone(), "2027-12-31"));
        let not_before = rfc3339(certificate.validity().not_before());
        assert_eq!(not_before, expected, "{time:?}");
        let certificate = read(&good().valid("1980-01-01", time.clone()));
        assert_eq!(rfc3339(certificate.validity().not_after()), expected);
    }
    let inverted = read(&good().valid("2027-01-01", "2026-01-01"));
    assert_eq!(inverted.validity().lifetime().as_secs(), 0);
}

#[test]
fn invalid_times() {
    for time in [
        Time::utc(""),
        Time::utc("26"),
        Time::utc("261301000000Z"),
        Time::utc("260230000000Z"),
        Time::utc("260101240000Z"),
        Time::utc("260101000061Z"),
        Time::utc("260101000000z"),
        Time::utc("260101000000+01"),
        Time::utc("260101000000++1+2"),
        Time::utc("26010100000\u{661}Z"),
        Time::utc("20260101000000Z"),
        Time::generalized("260101000000Z"),
        Time::generalized("20260101000000.Z0"),
        Time::from_der(element(0x0c, b"260101000000Z")),
    ] {
        let refusal = refusal(der(&good().valid(time.clone(), "2027-12-31")));
        assert!(refusal.contains(": a time: `"), "{time:?}: {refusal}");
        assert!(refusal.ends_with("` cannot be read"), "{refusal}");
    }
}

/// One unreadable extension leaves all others readable.
#[test]
fn an_unreadable_extension_is_a_fact_of_its_own() {
    let garbage = [0x30, 0x05, 0x01];
    for oid in [
        oid::SUBJECT_ALT_NAME,
        oid::KEY_USAGE,
        oid::EXTENDED_KEY_USAGE,
        oid::BASIC_CONSTRAINTS,
        oid::NAME_CONSTRAINTS,
        oid::SUBJECT_KEY_IDENTIFIER,
        oid::AUTHORITY_KEY_IDENTIFIER,
        oid::AUTHORITY_INFO_ACCESS,
        "2.5.29.31",
    ] {
        for value in [&garbage[..], &[], &[0x05, 0x00, 0x00]] {
            let template = good().extension(oid, false, value);
            let certificate = read(&template);
            let length = der(&template).len();
            let errors = [
                certificate.subject_alt_name().malformed(),
                certificate.key_usage().malformed(),
                certificate.extended_key_usage().malformed(),
                certificate.basic_constraints().malformed(),
                certificate.name_constraints().malformed(),
                certificate.subject_key_identifier().malformed(),
                certificate.authority_key_identifier().malformed(),
                certificate.ca_issuers().malformed(),
                certificate.crl_distribution_points().malformed(),
            ];
            let errors: Vec<_> = errors.into_iter().flatten().collect();
            assert_eq!(errors.len(), 1, "{oid} {value:?}: {errors:?}");
            assert!(errors[0].offset() <= length && errors[0].offset() > 0);
        }
    }
    let certificate = read(&good().extension(oid::BASIC_CONSTRAINTS, true, &garbage));
    assert!(!certificate.is_ca());
    assert!(certificate.subject_alt_name().present().is_some());
}

#[test]
fn bits_of_key_usage_that_do_not_count() {
    use KeyUsage::{DigitalSignature, KeyEncipherment};
    let usage = |bits: &[u8]| {
        let template = good().extension(oid::KEY_USAGE, true, &element(0x03, bits));
        read(&template).key_usage().clone()
    };
    let present = |usage| Field::Present(usage);
    assert_eq!(
        usage(&[5, 0xa0]),
        present(vec![DigitalSignature, KeyEncipherment])
    );
    // DER leaves trailing zero bits out; the meaning is the same.
    assert_eq!(
        usage(&[0, 0xa0]),
        present(vec![DigitalSignature, KeyEncipherment])
    );
    assert_eq!(
        usage(&[0, 0xa0, 0, 0]),
        present(vec![DigitalSignature, KeyEncipherment])
    );
    assert_eq!(usage(&[0]), present(vec![]));
    // openssl takes bits among the unused ones for absent, others for set.
    assert!(usage(&[7, 0xa0]).malformed().is_some());
    assert!(usage(&[8, 0xa0]).malformed().is_some());
    assert!(usage(&[1]).malformed().is_some());
    assert!(usage(&[]).malformed().is_some());
}

#[track_caller]
fn assert_is_broken(
    certificate: &Certificate,
    names: &GeneralNames,
    number: usize,
    encoding: &[u8],
    into: usize,
    expected: &str,
) {
    let name = names.iter().nth(number).unwrap();
    let GeneralName::Malformed(error) = name else {
        panic!("{name} is read where it should be: {expected}");
    };
    let der = certificate.der();
    let place = der.windows(encoding.len()).position(|it| it == encoding);
    let offset = place.unwrap() + into;
    assert_eq!(
        error.to_string(),
        format!("malformed certificate at byte {offset}: {expected}")
    );
}

#[test]
fn a_broken_name_leaves_the_other_names() {
    // How far into the name the problem is, and what it is.
    let broken = [
        (
            element(0x87, &[1, 2, 3]),
            0,
            "an iPAddress: an IP address of 3 octets",
        ),
        (
            element(0x89, b"x"),
            0,
            "a general name: no such choice: [9]",
        ),
        (
            element(0x30, &[0x0c, 0]),
            0,
            "a general name: unexpected SEQUENCE",
        ),
        // rustls takes it for no dNSName, openssl for no certificate.
        (
            element(0xa2, HOST.as_bytes()),
            0,
            "a general name: unexpected CONTEXT-SPECIFIC [2] (constructed)",
        ),
        (
            element(0xa4, &[0x30, 0x02, 0x05, 0x00]),
            4,
            "a distinguished name: expected SET, found NULL",
        ),
    ];
    for (broken, into, expected) in broken {
        let certificate =
            read(&good().general_names(&[dns_name("a"), broken.clone(), dns_name("b")]));
        let names = certificate.subject_alt_name().present().unwrap();
        assert_eq!(names.dns_names().collect::<Vec<_>>(), ["a", "b"]);
        assert_is_broken(&certificate, names.names(), 1, &broken, into, expected);

        let constraints = Extension::name_constraints(std::slice::from_ref(&broken), &[]);
        let certificate = read(&good().without_san().with(constraints));
        let constraints = certificate.name_constraints().present().unwrap();
        assert_is_broken(
            &certificate,
            &constraints.permitted,
            0,
            &broken,
            into,
            expected,
        );
    }
    let certificate = read(&good().general_names(&[]));
    assert!(
        certificate
            .subject_alt_name()
            .present()
            .unwrap()
            .names()
            .is_empty()
    );
    let certificate = read(&good().general_names(&[dns_name("k\u{e4}se"), dns_name(b"k\xe4se\0")]));
    let names = certificate.subject_alt_name().present().unwrap();
    assert_eq!(names.dns_names().collect::<Vec<_>>(), ["käse", "käse\0"]);
    assert_eq!(
        names.names().iter().nth(1).unwrap().to_string(),
        "DNS:käse\\0"
    );
}

/// ITU-T X.667 makes object identifiers of UUIDs, whose last number has 128 bits; RFC 5280 appendix B asks for 20
/// numbers of 28 bits.
#[test]
fn object_identifiers_of_any_length() {
    let uuid = [[0x69, 0x83].as_slice(), [0xff; 17].as_slice(), &[0x7f]].concat();
    let long = [[0x2b].as_slice(), &[0xff, 0xff, 0xff, 0x7f].repeat(19)].concat();
    for (contents, text) in [
        (uuid, format!("2.25.{}", u128::MAX)),
        (long, format!("1.3{}", ".268435455".repeat(19))),
        (vec![0x88, 0x37], "2.999".into()),
        (vec![0x27], "0.39".into()),
    ] {
        let oid = element(0x06, &contents);
        let extension = sequence(&[oid.clone(), octet_string(&[5, 0])]);
        let der = appended(&der(&good()), &[0, 7, 0], &extension);
        let certificate = Certificate::from_der(der).unwrap();
        let read_back = certificate.extensions().last().unwrap().oid();
        assert_eq!((read_back.to_string(), read_back.name()), (text, None));

        let purposes = sequence(&[object_identifier(oid::SERVER_AUTH), oid.clone()]);
        let certificate = read(&good().extension(oid::EXTENDED_KEY_USAGE, false, &purposes));
        assert_eq!(certificate.extended_key_usage().present().unwrap().len(), 2);

        let attribute = sequence(&[oid, element(0x0c, b"x")]);
        let name = sequence(&[constructed(0x31, &[attribute])]);
        let certificate = read(&good().subject(Name::from_der(name)));
        assert_eq!(certificate.subject().attributes().count(), 1);
    }
}

#[test]
fn a_repeated_extension_counts_once() {
    let template = good().repeated(oid::SUBJECT_ALT_NAME);
    assert_eq!(read(&template).extensions().count(), 6);
    assert_eq!(read(&good()).extensions().count(), 5);
    let first = read(&template.clone());
    assert_eq!(first.subject_alt_name(), read(&good()).subject_alt_name());
}

#[test]
fn booleans_and_path_lengths() {
    let constraints = |contents: &[Vec<u8>]| {
        let template = good().extension(oid::BASIC_CONSTRAINTS, true, &sequence(contents));
        read(&template).basic_constraints().clone()
    };
    let length = |contents: &[u8]| {
        let constraints = constraints(&[boolean(true), integer(contents)]);
        constraints.present().map(|it| it.path_length)
    };
    assert_eq!(length(&[0]), Some(Some(0)));
    assert_eq!(length(&[0x7f; 9]), Some(Some(u32::MAX)));
    assert_eq!(length(&[0xff]), None);
    assert_eq!(length(&[]), None);
    // The default written out, which is not DER but clear.
    assert!(!constraints(&[boolean(false)]).present().unwrap().is_ca);
    assert!(
        constraints(&[boolean(true), boolean(true)])
            .malformed()
            .is_some()
    );
    // Neither true nor false in DER.
    assert!(constraints(&[element(0x01, &[1])]).malformed().is_some());
}

#[test]
fn extensions_openssl_does_not_write() {
    let template = Template::root("CN=Root");
    let mask = element(0x87, &[10, 0, 0, 0, 255, 0, 0, 0]);
    let range = Extension::name_constraints(&[mask, dns_name("example.com")], &[]);
    let certificate = read(&template.with(range));
    let constraints = certificate.name_constraints().present().unwrap();
    let texts: Vec<_> = constraints
        .permitted
        .iter()
        .map(|it| it.to_string())
        .collect();
    assert_eq!(texts, ["IP:10.0.0.0/255.0.0.0", "DNS:example.com"]);
    assert!(constraints.excluded.is_empty());
}

/// A name is compared by rustls as it stands, so that a value of any type leaves the certificate readable.
#[test]
fn values_of_names_of_any_type() {
    for (value, text) in [
        (element(0x1c, b"\0\0\0a\0\x01\xf6\0"), "CN=a\u{1f600}"),
        // Not UTF-32: cut short, and beyond Unicode.
        (element(0x1c, b"\0\0\0a\0"), "CN=\\#1c050000006100"),
        (element(0x1c, b"\x7f\0\0a"), "CN=\\#1c047f000061"),
        (element(0x1b, b"a"), "CN=\\#1b0161"),
        (element(0x1d, b"a"), "CN=\\#1d0161"),
        (element(0x0d, &[1]), "CN=\\#0d0101"),
        (element(0x80, b"a"), "CN=\\#800161"),
    ] {
        let attribute = sequence(&[object_identifier("2.5.4.3"), value]);
        let name = sequence(&[constructed(0x31, &[attribute])]);
        let certificate = read(&good().subject(Name::from_der(name.clone())));
        assert_eq!(certificate.subject().to_string(), text);
        assert_eq!(certificate.subject().as_der(), name);
    }
    let named = |value: Vec<u8>| {
        let attribute = sequence(&[object_identifier("2.5.4.3"), value]);
        let name = sequence(&[constructed(0x31, &[attribute])]);
        read(&good().subject(Name::from_der(name)))
    };
    let universal = named(element(0x1c, b"\0\0\0a"));
    let utf_8 = named(element(0x0c, b"a"));
    assert!(universal.subject().matches(utf_8.subject()));
    assert!(
        !universal
            .subject()
            .matches(named(element(0x1b, b"a")).subject())
    );
}
