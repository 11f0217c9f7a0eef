//! What programs other than OpenSSL write.

use super::writer::{
    bag, certificate, data, digest, encrypt, explicit, indefinite, integer, mac_data, octets, oid,
    pbes2, pbmac1, pkcs8, sealed, sequence, shrouded, tlv, without_mac,
};
use super::{open, read};
use crate::error::ContainerError;
use crate::identity::Password;
use crate::provenance::{Encoding, MacKind};

const DER: &[u8] = &[0x30, 0x03, 0x02, 0x01, 0x07];

fn in_segments(contents: &[u8]) -> Vec<u8> {
    let segments: Vec<u8> = contents.chunks(7).flat_map(octets).collect();
    let (first, rest) = segments.split_at(9);
    indefinite(0x24, &[&indefinite(0x24, first), rest].concat())
}

#[test]
fn ber_opens_and_its_check_is_over_the_stored_bytes() {
    // Not DER inside: what is stored must not be written again before it is checked.
    let stored = indefinite(
        0x30,
        &data(&sequence(&[&certificate(DER), &bag(1, &pkcs8())])),
    );
    let content = indefinite(0xa0, &in_segments(&stored));
    let info = indefinite(0x30, &[&oid("1.2.840.113549.1.7.1"), &content[..]].concat());
    let mac = mac_data(&pbmac1(1), &digest("secret", &stored), 1);
    let file = indefinite(0x30, &[&integer(3), &info[..], &mac].concat());
    let contents = open(&file, "secret").unwrap();
    assert_eq!(contents.certificates[0].0.as_ref(), DER);
    assert_eq!(*contents.keys[0].0, pkcs8());
    assert_eq!(contents.provenance.encoding, Encoding::Ber);
    assert_eq!(contents.provenance.mac.unwrap().kind, MacKind::Pbmac1);
}

#[test]
fn encrypted_contents_in_segments_open() {
    let ciphertext = encrypt(&sequence(&[&certificate(DER)]), "secret", 1);
    let segments: Vec<u8> = ciphertext.chunks(16).flat_map(octets).collect();
    let info = sequence(&[
        &oid("1.2.840.113549.1.7.1"),
        &pbes2(1),
        &indefinite(0xa0, &segments),
    ]);
    let part = sequence(&[&integer(0), &info]);
    let part = sequence(&[&oid("1.2.840.113549.1.7.6"), &explicit(&part)]);
    let contents = open(&sealed(&[part], "secret"), "secret").unwrap();
    assert_eq!(contents.certificates[0].0.as_ref(), DER);
    assert_eq!(contents.provenance.certificate_encryptions.len(), 1);
    assert_eq!(contents.provenance.encoding, Encoding::Ber);
}

#[test]
fn what_is_of_no_use_is_listed() {
    let sdsi = bag(
        3,
        &sequence(&[&oid("1.2.840.113549.1.9.22.2"), &explicit(&[])]),
    );
    let bags = [
        bag(4, &[5, 0]),
        bag(5, &[5, 0]),
        sdsi,
        bag(99, &[5, 0]),
        certificate(DER),
    ];
    let contents = open(&without_mac(&[data(&tlv(0x30, &bags.concat()))]), "").unwrap();
    let ignored: Vec<_> = contents
        .ignored
        .iter()
        .map(|ignored| ignored.what())
        .collect();
    assert_eq!(
        ignored,
        [
            "bag 1 (a CRL)",
            "bag 2 (a secret)",
            "bag 3 (a certificate that is not X.509)",
            "bag 4 (something unknown)",
        ]
    );
    assert_eq!(contents.certificates.len(), 1);
    assert!(contents.keys.is_empty());
}

#[test]
fn names_are_read_in_any_string_type_and_without_their_terminator() {
    let utf16: Vec<u8> = "vb365 🔑\0"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for (value, name) in [
        (tlv(0x1e, &utf16), Some("vb365 🔑")),
        (tlv(0x0c, "Schlüssel".as_bytes()), Some("Schlüssel")),
        (tlv(0x14, b"Schl\xfcssel\0\0"), Some("Schlüssel")),
        (tlv(0x13, b"vb365"), Some("vb365")),
        (tlv(0x1c, &[0, 0, 0, 0x76]), Some("v")),
        (tlv(0x1e, &[0xd8, 0x00]), Some("#1e02d800")),
        (tlv(0x1e, &[0, 0x76, 0]), Some("#1e03007600")),
        (tlv(0x0c, b"\xff"), Some("#0c01ff")),
        (tlv(0x02, &[1]), None),
        (vec![], None),
    ] {
        let attribute = sequence(&[&oid("1.2.840.113549.1.9.20"), &tlv(0x31, &value)]);
        let key = sequence(&[
            &oid("1.2.840.113549.1.12.10.1.1"),
            &explicit(&pkcs8()),
            &tlv(0x31, &attribute),
        ]);
        let file = without_mac(&[data(&sequence(&[&key]))]);
        let contents = open(&file, "").unwrap();
        let (_, origin) = &contents.keys[0];
        assert_eq!(origin.attributes.friendly_name.as_deref(), name);
    }
}

#[test]
fn a_part_with_another_password_is_told_from_a_wrong_password() {
    let key = shrouded(&pbes2(1), &encrypt(&pkcs8(), "other", 1));
    let file = sealed(&[data(&sequence(&[&key]))], "secret");
    let place = "the private key";
    assert_eq!(
        open(&file, "secret").err(),
        Some(ContainerError::Damaged { place })
    );
    assert_eq!(
        open(&file, "other").err(),
        Some(ContainerError::PasswordOrDamage { hints: vec![] })
    );
    let refusal = read(&file, &Password::none()).err();
    assert_eq!(refusal, Some(ContainerError::PasswordMissing));
}

/// As `Export-PfxCertificate -ProtectTo` writes it: the password in a secret that only Windows opens.
#[test]
fn protection_to_principals_is_said_before_any_password_is_asked() {
    let enveloped = sequence(&[&oid("1.2.840.113549.1.7.3"), &explicit(&sequence(&[]))]);
    let secret = |kind| {
        let secret = sequence(&[&oid(kind), &explicit(&tlv(0x04, &enveloped))]);
        sequence(&[&oid("1.2.840.113549.1.12.10.1.5"), &explicit(&secret)])
    };
    let key = shrouded(&pbes2(1), &encrypt(&pkcs8(), "random", 1));
    let file = |secret: &[u8]| {
        let parts = [data(&sequence(&[&key])), data(&sequence(&[secret]))];
        sealed(&parts, "random")
    };
    let protected = file(&secret("1.3.6.1.4.1.311.17.4"));
    let refusal = read(&protected, &Password::none()).err();
    assert_eq!(refusal, Some(ContainerError::ProtectedToPrincipals));
    let refusal = open(&protected, "secret").err();
    assert_eq!(refusal, Some(ContainerError::ProtectedToPrincipals));
    // With a password besides, as both may be asked for, it opens.
    assert_eq!(open(&protected, "random").unwrap().keys.len(), 1);
    let other = file(&secret("1.3.6.1.4.1.311.17.5"));
    let refusal = read(&other, &Password::none()).err();
    assert_eq!(refusal, Some(ContainerError::PasswordMissing));
}

#[test]
fn what_is_not_a_pfx_is_told() {
    for file in [
        &b""[..],
        b"-----BEGIN CERTIFICATE-----",
        DER,
        &sequence(&[&sequence(&[])]),
    ] {
        let refusal = open(file, "").err();
        assert!(
            matches!(refusal, Some(ContainerError::NotPfx { .. })),
            "{refusal:?}"
        );
    }
    let error = open(&sealed(&[], "secret\0"), "secret\0").err();
    assert_eq!(error, Some(ContainerError::PasswordWithNul));
}
