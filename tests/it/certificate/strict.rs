//! What has no one meaning is refused, and the refusal says where.

use vb365_tls::Certificate;
use vb365_tls::certificate::MAX_SIZE;
use vb365_tls::test_support::encode::{constructed, element, integer, null, sequence};
use vb365_tls::test_support::{Name, Template};

use super::der_edit::{appended, indefinite, longer_length, replaced, tagged};
use super::{der, good, refusal};

/// Where things are in a certificate of version 3.
const TBS: usize = 0;
const PLACES: &[(&str, &[usize])] = &[
    ("certificate", &[]),
    ("signed part", &[TBS]),
    ("signature algorithm", &[1]),
    ("version", &[TBS, 0]),
    ("signature algorithm inside", &[TBS, 2]),
    ("issuer", &[TBS, 3]),
    ("relative name of the issuer", &[TBS, 3, 0]),
    ("attribute of the issuer", &[TBS, 3, 0, 0]),
    ("validity", &[TBS, 4]),
    ("subject", &[TBS, 5]),
    ("attribute of the subject", &[TBS, 5, 0, 0]),
    ("public key", &[TBS, 6]),
    ("algorithm of the public key", &[TBS, 6, 0]),
    ("extensions", &[TBS, 7]),
    ("list of extensions", &[TBS, 7, 0]),
    ("an extension", &[TBS, 7, 0, 1]),
];

#[test]
fn trailing_bytes_are_refused_everywhere() {
    let good = der(&good());
    for (name, path) in PLACES {
        let refusal = refusal(appended(&good, path, &null()));
        assert!(
            refusal.starts_with("malformed certificate at byte "),
            "{name}: {refusal}"
        );
    }
    let after = [&good, [0].as_slice()].concat();
    let length = good.len();
    assert_eq!(
        refusal(after),
        format!("malformed certificate at byte {length}: the certificate: 1 trailing bytes")
    );
}

#[test]
fn lengths_are_those_of_der() {
    let good = der(&good());
    for (name, path) in PLACES {
        let refusals = [indefinite(&good, path), longer_length(&good, path)].map(refusal);
        for refusal in refusals {
            assert!(
                refusal.starts_with("malformed certificate at byte "),
                "{name}: {refusal}"
            );
        }
    }
}

#[test]
fn wrong_tags_are_refused() {
    let good = der(&good());
    for (name, path) in PLACES {
        refusal(tagged(&good, path, 0x13));
        let refusal = refusal(tagged(&good, path, 0x1f));
        assert!(refusal.contains(": "), "{name}: {refusal}");
    }
    for (path, tag) in [
        // INTEGER in place of BIT STRING, OCTET STRING in place of INTEGER.
        (&[2][..], 0x02),
        (&[TBS, 1], 0x04),
        // Explicit tags are constructed, and have their numbers.
        (&[TBS, 0], 0x80),
        (&[TBS, 0], 0xa1),
        (&[TBS, 7], 0x83),
        (&[TBS, 7], 0xa4),
        (&[TBS, 7], 0xe3),
        (&[TBS, 6, 1], 0x04),
    ] {
        refusal(tagged(&good, path, tag));
    }
}

#[test]
fn fields_come_once_and_in_order() {
    let good = der(&good());
    let list = constructed(0xa3, &[sequence::<[u8; 0]>(&[])]);
    let unique = element(0x81, &[0, 1]);
    refusal(appended(&good, &[TBS], &list));
    refusal(appended(&good, &[TBS], &unique));
    let version_1 = der(&super::good().version_1());
    refusal(appended(&version_1, &[TBS], &[list.clone(), list].concat()));
    refusal(appended(
        &version_1,
        &[TBS],
        &[unique.clone(), unique].concat(),
    ));
}

#[test]
fn invalid_object_identifiers() {
    let good = der(&good());
    let too_large = [&[0x69, 0x87], [0xff; 17].as_slice(), &[0x7f]].concat();
    for (contents, reason) in [
        (&[][..], "not an object identifier"),
        (&[0x2b, 0x80, 0x01], "not an object identifier"),
        (&[0x2b, 0x81], "not an object identifier"),
        (&too_large, "not an object identifier"),
        (
            &[1; 80],
            "an object identifier of 80 octets, more than the 79 read",
        ),
    ] {
        for path in [
            &[TBS, 7, 0, 1, 0][..],
            &[TBS, 5, 0, 0, 0],
            &[TBS, 6, 0, 0],
            &[1, 0],
        ] {
            let changed = replaced(&good, path, &|_| element(0x06, contents));
            let refusal = refusal(changed);
            assert!(refusal.ends_with(reason), "{path:?}: {refusal}");
        }
    }
}

#[test]
fn versions_that_do_not_exist() {
    for contents in [&[3][..], &[4], &[0xff], &[], &[0, 2], &[2, 0]] {
        let changed = replaced(&der(&good()), &[TBS, 0, 0], &|_| integer(contents));
        assert_eq!(
            refusal(changed),
            "malformed certificate at byte 10: the version: neither 1, 2 nor 3"
        );
    }
}

#[test]
fn missing_fields() {
    let good = der(&good());
    for index in [1, 2, 3, 4, 5, 6] {
        refusal(replaced(&good, &[TBS, index], &|_| Vec::new()));
    }
    for path in [
        &[TBS][..],
        &[1],
        &[2],
        &[TBS, 2, 0],
        &[TBS, 4, 0],
        &[TBS, 6, 1],
    ] {
        refusal(replaced(&good, path, &|_| Vec::new()));
    }
    // Without its contents.
    for path in [
        &[TBS][..],
        &[1],
        &[TBS, 1],
        &[TBS, 4],
        &[TBS, 6],
        &[TBS, 7],
        &[TBS, 6, 1],
    ] {
        refusal(replaced(&good, path, &|target| element(target[0], &[])));
    }
}

#[test]
fn the_texts_say_where_and_what() {
    let good = der(&good());
    let texts = [
        (
            Vec::new(),
            "malformed certificate at byte 0: the certificate: ASN.1 DER message is incomplete: expected 1, actual 0",
        ),
        (
            vec![0x30, 0x82, 0x01, 0x00],
            "malformed certificate at byte 0: the certificate: ASN.1 DER message is incomplete: expected 260, actual 4",
        ),
        (
            b"-----BEGIN CERTIFICATE-----".to_vec(),
            "malformed certificate at byte 0: the certificate: unknown/unsupported ASN.1 DER tag: 0x2d",
        ),
        (
            tagged(&good, &[], 0x31),
            "malformed certificate at byte 0: the certificate: expected SEQUENCE, found SET",
        ),
        (
            tagged(&good, &[TBS, 1], 0x04),
            "malformed certificate at byte 13: the serial number: expected INTEGER, found OCTET STRING",
        ),
        (
            indefinite(&good, &[TBS]),
            "malformed certificate at byte 4: the part that is signed: indefinite length disallowed/malformed",
        ),
        (
            appended(&good, &[TBS, 4], &null()),
            "malformed certificate at byte 100: the validity: 2 trailing bytes",
        ),
    ];
    for (der, text) in texts {
        assert_eq!(refusal(der), text);
    }
    let name = Name::from_der(sequence(&[sequence::<[u8; 0]>(&[])]));
    assert_eq!(
        refusal(der_of(name)),
        "malformed certificate at byte 91: a distinguished name: expected SET, found SEQUENCE"
    );
}

fn der_of(subject: Name) -> Vec<u8> {
    let template: Template = good().issuer("CN=Issuer").subject(subject);
    der(&template)
}

/// The position counts from the start of the certificate however deep it is.
#[test]
fn positions_are_those_of_the_certificate() {
    let marker = element(0x0c, b"here");
    for path in [&[TBS, 5, 0][..], &[TBS, 6], &[TBS, 7, 0], &[TBS, 4]] {
        let der = appended(&der(&good()), path, &marker);
        let place = der.windows(marker.len()).position(|it| it == marker);
        let offset = Certificate::from_der(der).unwrap_err().offset();
        assert_eq!(Some(offset), place, "{path:?}");
    }
    // Inside the bit string of an RSA key, whose first octet counts unused bits.
    let numbers = sequence(&[integer(&[3]), marker.clone()]);
    let key = [&[0], numbers.as_slice()].concat();
    let der = replaced(&der(&good()), &[TBS, 6, 1], &|_| element(0x03, &key));
    let place = der.windows(marker.len()).position(|it| it == marker);
    let offset = Certificate::from_der(der).unwrap_err().offset();
    assert_eq!(Some(offset), place);
}

#[test]
fn the_largest_size() {
    let good = der(&good());
    // Three headers grow by as many octets as lengths above 65,535 take.
    let padding = |length: usize| {
        let value = vec![0; length];
        appended(
            &good,
            &[TBS, 7, 0],
            &sequence(&[vec![0x06, 0x03, 0x2a, 0x03, 0x04], element(0x04, &value)]),
        )
    };
    let rest = padding(MAX_SIZE - 10_000).len() - (MAX_SIZE - 10_000);
    let largest = padding(MAX_SIZE - rest);
    assert_eq!(largest.len(), MAX_SIZE);
    let certificate = Certificate::from_der(largest).unwrap();
    assert_eq!(certificate.der().len(), MAX_SIZE);
    assert_eq!(
        refusal(padding(MAX_SIZE - rest + 1)),
        "malformed certificate at byte 4194304: the certificate: 4194305 bytes, more than the 4194304 read"
    );
}
