//! A client refuses a server by the rule that is broken.

use vb365_tls::scenario::UsageScenario;
use vb365_tls::scenario::role::ServedOverTls;
use vb365_tls::test_support::encode::dns_name;
use vb365_tls::test_support::{Forge, SignatureAlgorithm, Template, TestKey, oid};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{Pins, ServerTrust};

use super::wire::{meet, meet_at};
use super::{HOST, Setting, assert_explained, end_entity, root, server_of, settings};

#[derive(Clone, Copy, Debug)]
enum Trust {
    Ca,
    OtherCa,
    Certificate,
    CertificateAndName,
    CertificateAndPurpose,
    OtherCertificate,
    Key,
    OtherKey,
}

use Trust::{
    Ca, Certificate, CertificateAndName, CertificateAndPurpose, Key, OtherCa, OtherCertificate,
    OtherKey,
};

impl Trust {
    fn in_server(self, forge: &Forge, setting: &Setting) -> ServerTrust {
        let other = Forge::self_signed("other.example.com").key(TestKey::Other);
        let key = |forge| {
            let fingerprint = end_entity(forge, setting).public_key().fingerprint();
            ServerTrust::pinned(Pins::from(fingerprint))
        };
        let pinned = |forge| ServerTrust::pinned(&end_entity(forge, setting));
        match self {
            Ca => ServerTrust::private_ca(&root(forge, setting)).unwrap(),
            OtherCa => ServerTrust::private_ca(&root(&other, setting)).unwrap(),
            Certificate => pinned(forge),
            CertificateAndName => pinned(forge).checking_name(),
            CertificateAndPurpose => pinned(forge).requiring_purpose(),
            OtherCertificate => pinned(&other),
            Key => key(forge),
            OtherKey => key(&other),
        }
    }
}

type Case = (&'static str, fn(Forge) -> Forge, Trust, &'static str);

fn same(forge: Forge) -> Forge {
    forge
}

/// What is done to a good certificate of a CA, how it is trusted, and the rule.
#[rustfmt::skip]
const CASES: &[Case] = &[
    ("untrusted", same, OtherCa, "path-not-found"),
    ("without its intermediate", Forge::without_intermediates, Ca, "path-not-found"),
    ("another certificate", same, OtherCertificate, "pin-unmatched"),
    ("another key", same, OtherKey, "pin-unmatched"),

    ("expired", Forge::expired, Ca, "certificate-expired"),
    ("expired, pinned", Forge::expired, Certificate, "certificate-expired"),
    ("expired, key pinned", Forge::expired, Key, "certificate-expired"),
    ("early", Forge::not_yet_valid, Ca, "certificate-not-yet-valid"),
    ("early, pinned", Forge::not_yet_valid, Certificate, "certificate-not-yet-valid"),
    ("expired intermediate", |it| it.intermediate(|it| it.valid("2026-01-01", "2026-06-30")), Ca, "issuer-expired"),

    ("wrong name", |it| it.subject("CN=Service").names(&["other.example.com"]), Ca, "reference-identifier-unmatched"),
    ("wrong name, pinned", |it| it.subject("CN=Service").names(&["other.example.com"]), CertificateAndName, "reference-identifier-unmatched"),
    ("no SAN", |it| it.without_san().subject("CN=Service"), Ca, "subject-alt-name-absent"),
    ("no SAN, pinned", |it| it.without_san().subject("CN=Service"), CertificateAndName, "subject-alt-name-absent"),
    ("no SAN, name in CN", Forge::without_san, Ca, "subject-alt-name-absent"),
    ("no SAN, name in CN, pinned", Forge::without_san, CertificateAndName, "subject-alt-name-absent"),
    ("name in CN", |it| it.names(&["other.example.com"]), Ca, "name-only-in-common-name"),
    ("name in CN, pinned", |it| it.names(&["other.example.com"]), CertificateAndName, "name-only-in-common-name"),
    ("empty SAN, pinned", |it| it.general_names(&[]), CertificateAndName, "subject-alt-name-empty"),
    ("unreadable SAN, pinned", |it| it.extension(oid::SUBJECT_ALT_NAME, false, &[5, 0]), CertificateAndName, "extension-malformed"),
    ("malformed wildcard", |it| it.subject("CN=Service").names(&["vb*.example.com"]), Ca, "wildcard-malformed"),

    ("for clients", |it| it.purposes(&[oid::CLIENT_AUTH]), Ca, "extended-key-usage-mismatch"),
    ("for clients, pinned", |it| it.purposes(&[oid::CLIENT_AUTH]), CertificateAndPurpose, "extended-key-usage-mismatch"),
    ("for anything", |it| it.purposes(&[oid::ANY_PURPOSE]), Ca, "extended-key-usage-any-only"),
    ("for anything, pinned", |it| it.purposes(&[oid::ANY_PURPOSE]), CertificateAndPurpose, "extended-key-usage-any-only"),
    ("for nothing", |it| it.purposes(&[]), Ca, "extended-key-usage-empty"),
    ("for nothing, pinned", |it| it.purposes(&[]), CertificateAndPurpose, "extended-key-usage-empty"),
    ("no purpose, pinned", |it| it.without_extension(oid::EXTENDED_KEY_USAGE), CertificateAndPurpose, "extended-key-usage-absent"),
    ("issuer for clients", |it| it.intermediate(|it| it.purposes(&[oid::CLIENT_AUTH])), Ca, "issuer-purpose-mismatch"),

    ("version 1", Forge::version_1, Ca, "certificate-version-1"),
    ("a CA", |it| it.ca(None), Ca, "end-entity-is-ca"),
    ("critical and unknown", |it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]), Ca, "critical-extension-unknown"),
    ("twice", |it| it.repeated(oid::SUBJECT_ALT_NAME), Ca, "extension-repeated"),
    ("unique identifier", |it| it.end_entity(Template::issuer_unique_id), Ca, "unique-identifiers-present"),
    ("unreadable constraints", |it| it.extension(oid::BASIC_CONSTRAINTS, true, &[5, 0]), Ca, "extension-malformed"),

    ("RSA 1024", |it| it.key(TestKey::Rsa1024), Ca, "rsa-modulus-too-short"),
    ("RSA 1024, pinned", |it| it.key(TestKey::Rsa1024), Certificate, "rsa-modulus-too-short"),
    ("RSA 1024, key pinned", |it| it.key(TestKey::Rsa1024), Key, "rsa-modulus-too-short"),
    ("issuer with RSA 1024", |it| it.intermediate(|it| it.key(TestKey::Rsa1024)), Ca, "rsa-modulus-too-short"),
    ("SHA-1", |it| it.signature(SignatureAlgorithm::RsaSha1), Ca, "signature-algorithm-weak"),
    ("unknown signature", |it| it.signature(SignatureAlgorithm::Unknown), Ca, "signature-algorithm-unsupported"),
    ("altered", Forge::altered_signature, Ca, "signature-invalid"),
    ("two algorithms", |it| it.inner_signature(SignatureAlgorithm::RsaSha384), Ca, "signature-algorithm-inconsistent"),

    ("issuer is none", |it| it.intermediate(Template::not_ca), Ca, "issuer-not-ca"),
    ("path too long", |it| it.intermediates(2).intermediate_at(1, |it| it.ca(Some(0))), Ca, "path-length-exceeded"),
    ("constrained", |it| it.intermediate(|it| it.permitting(&["example.org"])), Ca, "name-constraints-violated"),
    ("name written otherwise", Forge::issuer_name_reencoded, Ca, "issuer-name-encoding-differs"),
    ("nine intermediates", |it| it.intermediates(9), Ca, "chain-too-long"),
];

fn refused<S: UsageScenario<Role: ServedOverTls>>(scenario: &S, setting: &Setting) {
    let mut wrong = Vec::new();
    for (what, change, trust, rule) in CASES {
        let forge = change(Forge::tls(HOST));
        let trust = trust.in_server(&forge, setting);
        let client = client_config(scenario, &trust, &setting.context).unwrap();
        let at = format!("{what}, {}", setting.name);
        let met = meet(&client, &server_of(&forge, setting));
        if met.client.is_ok() {
            wrong.push(format!("{at}: connects"));
            continue;
        }
        let error = met.refused_by_client(&at);
        match explain(&error) {
            Some(finding) if finding.rule.as_str() == *rule => {
                let text = error.to_string();
                assert!(text.contains(&*finding.remedy), "{at}: {text}");
            }
            Some(finding) => wrong.push(format!("{at}: {finding}")),
            None => wrong.push(format!("{at}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_a_rest_api() {
    let scenario = crate::rest_api();
    settings()
        .iter()
        .for_each(|setting| refused(&scenario, setting));
}

/// Whatever the profile asks of the certificate that signs, the one of the web site is checked as a server's.
#[test]
fn of_a_restore_portal() {
    let scenario = crate::restore_portal();
    settings()
        .iter()
        .for_each(|setting| refused(&scenario, setting));
}

#[test]
fn by_address() {
    for setting in settings() {
        let as_dns_name = Forge::tls(HOST).general_names(&[dns_name("192.0.2.1")]);
        let other = Forge::tls("192.0.2.2");
        let right = Forge::tls("192.0.2.1");
        for (forge, rule) in [
            (&as_dns_name, Some("ip-address-as-dns-name")),
            (&other, Some("reference-identifier-unmatched")),
            (&right, None),
        ] {
            for trust in [Ca, CertificateAndName] {
                let trust = trust.in_server(forge, &setting);
                let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
                let at = format!("{rule:?}, {}", setting.name);
                let met = meet_at("192.0.2.1", &client, &server_of(forge, &setting));
                match rule {
                    Some(rule) => {
                        assert_explained(&met.refused_by_client(&at), rule, &at);
                    }
                    None => {
                        met.succeeded(&at);
                    }
                }
            }
        }
    }
}

/// The finding says what was expected and found, and names the certificate.
#[test]
fn the_finding_is_about_the_certificate() {
    let setting = &settings()[0];
    let forge = Forge::tls(HOST).expired();
    let trust = Certificate.in_server(&forge, setting);
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let error = meet(&client, &server_of(&forge, setting)).refused_by_client("expired");
    let finding = assert_explained(&error, "certificate-expired", "expired");
    assert_eq!(finding.certificate.as_deref(), Some("CN=vb365.example.com"));
    assert_eq!(finding.position.to_string(), "end-entity");
    assert!(finding.found.contains("2026-06-30"), "{finding}");

    let forge = Forge::tls(HOST)
        .subject("CN=Service")
        .names(&["a.example.com", "b.example.com"]);
    let trust = Ca.in_server(&forge, setting);
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let error = meet(&client, &server_of(&forge, setting)).refused_by_client("name");
    let finding = assert_explained(&error, "reference-identifier-unmatched", "name");
    assert!(finding.found.contains("a.example.com"), "{finding}");
}
