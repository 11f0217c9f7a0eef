//! Reading one certificate: the facts openssl sees too, lenient and strict places, and hostile bytes.

pub mod der_edit;
mod distribution_points;
mod facts;
mod hostile;
mod lenient;
mod openssl;
mod openssl_text;
mod strict;

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use vb365_tls::Certificate;
use vb365_tls::test_support::{Extension, Forge, Template, TestKey};

const HOST: &str = "vb365.example.com";

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Version 3 with the extensions a certificate for TLS has.
fn good() -> Template {
    Template::self_signed(HOST)
}

/// The encoding, self-signed.
fn der(template: &Template) -> Vec<u8> {
    template.issued_by(template, &provider()).to_vec()
}

#[track_caller]
fn read(template: &Template) -> Certificate {
    Certificate::from_der(der(template)).unwrap()
}

/// Why the certificate is refused, in full.
#[track_caller]
fn refusal(der: impl Into<Vec<u8>>) -> String {
    let der = der.into();
    let length = der.len();
    let error = Certificate::from_der(der).expect_err("what is broken is read nevertheless");
    assert!(error.offset() <= length, "{error} of {length}");
    error.to_string()
}

#[test]
fn the_encoding_is_kept_byte_for_byte() {
    for forge in [
        Forge::tls(HOST),
        Forge::product_default(),
        Forge::tls(HOST).version_1(),
        Forge::tls(HOST).repeated("2.5.29.17"),
    ] {
        for der in forge.path(&provider()) {
            let certificate = Certificate::from_der(der.clone()).unwrap();
            assert_eq!(certificate.der(), &der);
            let spki = certificate.public_key().as_der();
            assert!(
                der.windows(spki.len())
                    .any(|window| window == spki.as_ref())
            );
            let name = certificate.subject().as_der();
            assert!(der.windows(name.len()).any(|window| window == name));
        }
    }
}

#[test]
fn certificates_are_equal_by_their_encoding() {
    let one = read(&good());
    assert_eq!(one, read(&good()));
    assert_ne!(one, read(&good().serial(&[3])));
    assert_eq!(
        one.to_string(),
        "CN=vb365.example.com (serial number 4A115E0D27936C08, \
         valid 2026-01-01T00:00:00Z to 2027-12-31T00:00:00Z)"
    );
}

/// Another implementation agrees on what both can read.
#[test]
fn x509_cert_reads_the_same() {
    use der::Decode;

    let templates = [
        good(),
        good().version_1(),
        good().key(TestKey::P256),
        good()
            .subject("CN=a\\, b, O=Ex+ample, C=DE")
            .serial(&[0x00, 0x80]),
        good().valid("1970-01-01", "2049-12-31T23:59:59Z"),
        good().valid("2050-01-01", "9999-12-31T23:59:59Z"),
        Template::root("CN=Root").with(Extension::name_constraints(&[], &[])),
    ];
    let paths = [
        Forge::tls(HOST),
        Forge::product_default(),
        Forge::assertion(),
    ]
    .map(|forge| forge.path(&provider()));
    let made = templates.iter().map(der);
    for der in made.chain(paths.concat().iter().map(|der| der.to_vec())) {
        let theirs = x509_cert::Certificate::from_der(&der).unwrap();
        let theirs = theirs.tbs_certificate();
        let ours = Certificate::from_der(der.clone()).unwrap();
        assert_eq!(ours.serial().as_bytes(), theirs.serial_number().as_bytes());
        let validity = [theirs.validity().not_before, theirs.validity().not_after];
        assert_eq!(
            [ours.validity().not_before(), ours.validity().not_after()].map(|it| it.as_secs()),
            validity.map(|it| it.to_unix_duration().as_secs())
        );
        for (ours, theirs) in [
            (ours.issuer(), theirs.issuer()),
            (ours.subject(), theirs.subject()),
        ] {
            assert_eq!(ours.as_der(), der::Encode::to_der(theirs).unwrap());
            let theirs: Vec<_> = theirs
                .iter_rdn()
                .flat_map(|rdn| rdn.iter())
                .map(|attribute| {
                    let text = String::from_utf8_lossy(attribute.value.value()).into_owned();
                    (attribute.oid.to_string(), text)
                })
                .collect();
            let ours: Vec<_> = ours
                .attributes()
                .map(|attribute| (attribute.oid().to_string(), attribute.value().to_owned()))
                .collect();
            assert_eq!(ours, theirs);
        }
    }
}
