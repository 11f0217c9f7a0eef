//! Bytes made to hurt: there is always an answer, and its position lies within them.

use std::fmt::Write;

use vb365_tls::chain::Chain;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::encode::{
    constructed, dns_name, element, object_identifier, octet_string, sequence, set,
};
use vb365_tls::test_support::{Extension, Forge, KeyUsageBit, Name, Template, TestKey, oid};
use vb365_tls::{Certificate, Context, Identity, check};

use super::der_edit::nested;
use super::{HOST, der, good, provider, read};

/// Everything a certificate may have.
fn full() -> Template {
    let constraint = [dns_name("example.com")];
    let directory = element(0xa4, &Name::new("CN=Directory, O=Example").to_der());
    let other = [
        object_identifier("1.3.6.1.4.1.311.20.2.3"),
        element(0xa0, &element(0x0c, b"u")),
    ];
    let names = [
        dns_name(HOST),
        element(0x87, &[192, 0, 2, 1]),
        directory,
        constructed(0xa0, &other),
        element(0x88, &[42, 3]),
    ];
    Template::end_entity(HOST)
        .subject("CN=vb365.example.com, O=Käse\\, Inc, C=DE")
        .general_names(&names)
        .key_usage(&[KeyUsageBit::DigitalSignature, KeyUsageBit::DecipherOnly])
        .ca(Some(3))
        .with(Extension::name_constraints(&constraint, &constraint))
        .with(Extension::issuer_at("http://ca.example.com/ca.cer"))
        .extension(
            "2.5.29.31",
            false,
            &sequence(&[sequence(&[constructed(
                0xa0,
                &[constructed(0xa0, &[element(0x86, b"http://crl")])],
            )])]),
        )
        .extension(oid::UNKNOWN_EXTENSION, true, &[5, 0])
}

/// Reads, and looks at every fact of what can be read.
fn examine(der: &[u8]) -> bool {
    match Certificate::from_der(der.to_vec()) {
        Ok(certificate) => {
            let mut text = String::new();
            for extension in certificate.extensions() {
                write!(text, "{extension} {:?}", extension.value()).unwrap();
            }
            for attribute in certificate.subject().attributes() {
                write!(text, "{attribute:?}").unwrap();
            }
            write!(
                text,
                "{certificate} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {} {}",
                certificate.subject_alt_name(),
                certificate.key_usage(),
                certificate.extended_key_usage(),
                certificate.basic_constraints(),
                certificate.name_constraints(),
                certificate.ca_issuers(),
                certificate.crl_distribution_points(),
                certificate.authority_key_identifier(),
                certificate.public_key(),
                certificate.signature_algorithm(),
                certificate.is_self_signed(),
            )
            .unwrap();
            assert_eq!(certificate.der().as_ref(), der);
            true
        }
        Err(error) => {
            assert!(error.offset() <= der.len(), "{error}");
            false
        }
    }
}

#[test]
fn every_truncation() {
    for template in [full(), full().version_1()] {
        let der = der(&template);
        assert!(examine(&der));
        for length in 0..der.len() {
            assert!(!examine(&der[..length]), "{length} of {} bytes", der.len());
        }
    }
}

#[test]
fn every_changed_byte() {
    for template in [full(), full().version_1(), full().key(TestKey::P256)] {
        let mut der = der(&template);
        let mut readable = 0;
        for index in 0..der.len() {
            let original = der[index];
            for mask in [0x01, 0x20, 0x80, 0xff, original] {
                der[index] = original ^ mask;
                readable += usize::from(examine(&der));
            }
            der[index] = original;
        }
        assert!(readable > 0 && readable < 5 * der.len());
    }
}

/// The rules look at what was read, too.
#[test]
fn every_changed_byte_is_checked() {
    let provider = provider();
    let context = Context::fixed(provider.clone(), Forge::now());
    let rest_api = RestApi::at(HOST).unwrap();
    let root = Template::root("CN=Root");
    let mut der = full()
        .key(TestKey::P256)
        .issued_by(&root, &provider)
        .to_vec();
    let root = Certificate::from_der(root.issued_by(&root, &provider)).unwrap();
    for index in 0..der.len() {
        der[index] ^= 0x81;
        if let Ok(certificate) = Certificate::from_der(der.clone()) {
            let chain = Chain::from_certificates(vec![certificate, root.clone()]).unwrap();
            let report = check(&rest_api, &Identity::from(chain), &context);
            assert!(!report.is_accepted());
        }
        der[index] ^= 0x81;
    }
}

const DEEP: usize = 100_000;

#[test]
fn nesting_is_not_followed() {
    let bomb = nested(DEEP);
    let attribute = sequence(&[object_identifier("2.5.4.3"), bomb.clone()]);
    let name = Name::from_der(sequence(&[set(&[attribute])]));
    let certificate = read(&good().subject(name.clone()));
    assert_eq!(certificate.subject().attributes().count(), 1);
    examine(certificate.der());

    for oid in [
        oid::SUBJECT_ALT_NAME,
        oid::KEY_USAGE,
        oid::EXTENDED_KEY_USAGE,
        oid::BASIC_CONSTRAINTS,
        oid::NAME_CONSTRAINTS,
        oid::SUBJECT_KEY_IDENTIFIER,
        oid::AUTHORITY_KEY_IDENTIFIER,
        oid::AUTHORITY_INFO_ACCESS,
        oid::CERTIFICATE_POLICIES,
        oid::UNKNOWN_EXTENSION,
        "2.5.29.31",
    ] {
        assert!(examine(&der(&good().extension(oid, true, &bomb))), "{oid}");
    }

    let value = element(0xa0, &bomb);
    let other = constructed(0xa0, &[object_identifier("1.3.6.1.4.1.311.20.2.3"), value]);
    let directory = element(0xa4, &name.to_der());
    for general_name in [other, directory, element(0xa3, &bomb), element(0xa5, &bomb)] {
        let certificate = read(&good().general_names(&[general_name.clone(), dns_name(HOST)]));
        let names = certificate.subject_alt_name().present().unwrap();
        assert_eq!(names.dns_names().collect::<Vec<_>>(), [HOST]);
        let names = std::slice::from_ref(&general_name);
        let constraints = Extension::name_constraints(names, names);
        assert!(examine(&der(&good().with(constraints))));
    }

    // In place of a field, and as the whole certificate.
    assert!(!examine(&bomb));
    assert!(!examine(&der(&good().public_key(&bomb))));
    assert!(!examine(&der(&good().subject(Name::from_der(bomb)))));
}

#[test]
fn a_million_bytes_of_names() {
    let names: Vec<_> = (0..40_000)
        .map(|number| dns_name(format!("{number:020}.example")))
        .collect();
    let certificate = read(&good().general_names(&names));
    let read = certificate.subject_alt_name().present().unwrap();
    assert_eq!(read.dns_names().count(), 40_000);
    assert!(examine(certificate.der()));

    let one = dns_name(vec![b'a'; 1_000_000]);
    assert!(examine(&der(&good().general_names(&[one]))));
}

#[test]
fn a_hundred_thousand_attributes() {
    let attribute = sequence(&[object_identifier("2.5.4.3"), element(0x0c, b"x")]);
    let one_each = vec![set(std::slice::from_ref(&attribute)); 100_000];
    let all_in_one = vec![set(&vec![attribute; 100_000])];
    for rdns in [one_each, all_in_one] {
        let certificate = read(&good().subject(Name::from_der(sequence(&rdns))));
        assert_eq!(certificate.subject().attributes().count(), 100_000);
        assert!(certificate.is_self_issued());
        assert!(examine(certificate.der()));
        let chain = Chain::from_certificates(vec![certificate.clone(); 3]).unwrap();
        assert_eq!(chain.intermediates().len(), 0);
    }
}

#[test]
fn a_hundred_thousand_extensions() {
    let mut template = good();
    let list: Vec<_> = (0..100_000)
        .map(|_| sequence(&[object_identifier(oid::UNKNOWN_EXTENSION), octet_string(&[])]))
        .collect();
    template = template.without_extensions();
    let der = super::der_edit::appended(
        &der(&template),
        &[0],
        &constructed(0xa3, &[sequence(&list)]),
    );
    assert!(examine(&der));
}
