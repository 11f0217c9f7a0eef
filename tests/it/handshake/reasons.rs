//! The reason that counts is named, whatever stands beside it.

use std::sync::Arc;

use rustls::crypto::{aws_lc_rs, ring};
use rustls_pki_types::CertificateDer;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::role::ServedOverTls;
use vb365_tls::scenario::{BackupProxy, UsageScenario};
use vb365_tls::test_support::{Forge, Template, TestKey, oid};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{ClientTrust, NameCheck, Pins, PurposeCheck, ServerTrust};
use vb365_tls::{Context, Credential};

use super::wire::meet;
use super::{Clock, HOST, Setting, assert_explained, end_entity, presenting, root, settings};

/// Inverted, and the moment of all tests before both dates, between them, and after both.
const INVERTED: [(&str, &str); 3] = [
    ("2027-12-31", "2027-01-01"),
    ("2027-01-01", "2026-01-01"),
    ("2026-06-30", "2026-01-01"),
];

#[test]
fn dates_that_are_inverted() {
    for setting in settings() {
        for (from, until) in INVERTED {
            let forge = Forge::tls(HOST).valid(from, until);
            let certificate = end_entity(&forge, &setting);
            let key = Pins::from(certificate.public_key().fingerprint());
            let server = presenting(forge.certificates(setting.provider()), &forge, &setting);
            for trust in [
                ServerTrust::pinned(&certificate),
                ServerTrust::pinned(key.clone()),
                ServerTrust::private_ca(&root(&forge, &setting)).unwrap(),
            ] {
                let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
                let at = format!("{from} to {until}, {trust:?}, {}", setting.name);
                let error = meet(&client, &server).refused_by_client(&at);
                let finding = assert_explained(&error, "validity-inverted", &at);
                assert!(finding.found.contains(until), "{at}: {finding}");
            }

            let context = setting
                .context
                .clone()
                .with_relying_party(Verification::ByPin);
            let servers = Forge::tls(HOST).identity(setting.provider());
            let scenario = || BackupProxy::at(HOST).unwrap();
            let server = Credential::accept(scenario(), servers, &context).unwrap();
            let client = super::clients::client_of(Some(&forge), &setting);
            for trust in [
                ClientTrust::pinned(&certificate),
                ClientTrust::pinned(key),
                ClientTrust::private_ca(&root(&forge, &setting)).unwrap(),
            ] {
                let at = format!("client, {from} to {until}, {trust:?}, {}", setting.name);
                let met = meet(&client, &server.server_config_for(&trust).unwrap());
                assert_explained(&met.refused_by_server(&at), "validity-inverted", &at);
            }
        }
    }
}

/// Whatever a pin refuses has a reason of its own.
#[test]
fn pins_always_know_why() {
    #[rustfmt::skip]
    const CHANGES: &[fn(Forge) -> Forge] = &[
        Forge::expired,
        Forge::not_yet_valid,
        |it| it.valid("2027-01-01", "2026-01-01"),
        |it| it.key(TestKey::Rsa1024),
        |it| it.purposes(&[oid::CLIENT_AUTH]),
        |it| it.purposes(&[oid::ANY_PURPOSE]),
        |it| it.purposes(&[]),
        |it| it.without_extension(oid::EXTENDED_KEY_USAGE),
        |it| it.extension(oid::EXTENDED_KEY_USAGE, false, &[4, 0]),
        |it| it.names(&["other.example.com"]),
        |it| it.names(&["vb*.example.com"]),
        |it| it.subject("CN=Service").names(&["other.example.com"]),
        |it| it.subject("CN=Service").without_san(),
        |it| it.without_san(),
        |it| it.general_names(&[]),
        |it| it.general_names(&[b"\x82\x00".to_vec()]),
        |it| it.general_names(&[b"\x87\x01\x00".to_vec()]),
        |it| it.extension(oid::SUBJECT_ALT_NAME, false, &[5, 0]),
    ];
    fn refused<S: UsageScenario<Role: ServedOverTls>>(scenario: &S, setting: &Setting) {
        for (number, change) in CHANGES.iter().enumerate() {
            let forge = change(Forge::tls(HOST));
            let certificate = end_entity(&forge, setting);
            let pinned = || ServerTrust::pinned(&certificate);
            let server = presenting(forge.certificates(setting.provider()), &forge, setting);
            let either = NameCheck::SubjectAltNameThenCommonName;
            for (axis, trust) in [
                ("none", pinned()),
                ("name", pinned().checking_name()),
                ("either name", pinned().dangerous().with_name_check(either)),
                ("purpose", pinned().requiring_purpose()),
                (
                    "purpose if present",
                    pinned()
                        .dangerous()
                        .with_purpose_check(PurposeCheck::IfPresent),
                ),
            ] {
                let client = client_config(scenario, &trust, &setting.context).unwrap();
                let Err(error) = meet(&client, &server).client else {
                    continue;
                };
                let at = format!("change {number}, {axis}, {}", setting.name);
                let finding = explain(&error).unwrap_or_else(|| panic!("{at}: {error}"));
                assert_ne!(finding.rule.as_str(), "certificate-refused", "{at}");
            }
        }
    }
    let setting = &settings()[2];
    refused(&crate::rest_api(), setting);
    refused(&crate::restore_portal(), setting);
}

/// What no reader of certificates reads.
fn junk() -> [CertificateDer<'static>; 3] {
    [vec![], vec![0x30, 0x03, 0x02], vec![0; 2_000]].map(CertificateDer::from)
}

type Case = (&'static str, fn(Forge) -> Forge, &'static str);

#[rustfmt::skip]
const BESIDE_JUNK: &[Case] = &[
    ("expired", Forge::expired, "certificate-expired"),
    ("early", Forge::not_yet_valid, "certificate-not-yet-valid"),
    ("inverted", |it| it.valid("2027-01-01", "2026-01-01"), "validity-inverted"),
    ("expired intermediate", |it| it.intermediate(|it| it.valid("2026-01-01", "2026-06-30")), "issuer-expired"),
    ("wrong name", |it| it.subject("CN=Service").names(&["other.example.com"]), "reference-identifier-unmatched"),
    ("for clients", |it| it.purposes(&[oid::CLIENT_AUTH]), "extended-key-usage-mismatch"),
    ("version 1", Forge::version_1, "certificate-version-1"),
    ("a CA", |it| it.ca(None), "end-entity-is-ca"),
    ("critical and unknown", |it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]), "critical-extension-unknown"),
    ("RSA 1024 above", |it| it.intermediate(|it| it.key(TestKey::Rsa1024)), "rsa-modulus-too-short"),
    ("altered", Forge::altered_signature, "signature-invalid"),
    ("issuer is none", |it| it.intermediate(Template::not_ca), "issuer-not-ca"),
    ("constrained", |it| it.intermediate(|it| it.permitting(&["example.org"])), "name-constraints-violated"),
    ("name written otherwise", Forge::issuer_name_reencoded, "issuer-name-encoding-differs"),
    ("without its intermediate", Forge::without_intermediates, "path-not-found"),
];

#[test]
fn beside_a_certificate_that_cannot_be_read() {
    let setting = &settings()[2];
    let mut wrong = Vec::new();
    for (what, change, rule) in BESIDE_JUNK {
        let forge = change(Forge::tls(HOST));
        let trust = ServerTrust::private_ca(&root(&forge, setting)).unwrap();
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        for (number, junk) in junk().into_iter().enumerate() {
            for place in [1, usize::MAX] {
                let mut certificates = forge.certificates(setting.provider());
                certificates.insert(place.min(certificates.len()), junk.clone());
                let error = meet(&client, &presenting(certificates, &forge, setting)).client;
                let found = error.as_ref().err().and_then(|error| explain(error));
                let found = found.map(|finding| finding.rule.to_string());
                if found.as_deref() != Some(*rule) {
                    wrong.push(format!(
                        "{what}, junk {number} at {place}: {found:?}, {error:?}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The junk may be what was once the issuer, so it is told of.
#[test]
fn a_certificate_that_cannot_be_read_where_an_issuer_is_missing() {
    let setting = &settings()[2];
    let forge = Forge::tls(HOST);
    let trust = ServerTrust::private_ca(&root(&forge, setting)).unwrap();
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let end_entity = forge.certificates(setting.provider()).remove(0);
    let certificates = vec![end_entity, junk()[1].clone()];
    let met = meet(&client, &presenting(certificates, &forge, setting));
    let error = met.refused_by_client("junk for an issuer");
    let finding = assert_explained(&error, "path-not-found", "junk for an issuer");
    assert_eq!(
        finding.found,
        "no trust anchor `CN=Test Intermediate 1`; certificate 2 of those presented cannot be read"
    );
}

/// A client whose key makes no signature the server lists presents no certificate, and rustls says no more than that.
#[test]
fn a_client_whose_key_the_server_has_no_signatures_for() {
    let context = |provider| Context::fixed(provider, Forge::now()).with_clock(Arc::new(Clock));
    let of_server = context(Arc::new(ring::default_provider()));
    let of_client = context(Arc::new(aws_lc_rs::default_provider()));
    let proxy = |forge: &Forge, context: &Context| {
        let scenario = BackupProxy::at(HOST).unwrap();
        Credential::accept(scenario, forge.identity(context.provider()), context).unwrap()
    };
    let forge = Forge::tls(HOST).key(TestKey::P521);
    let server = proxy(&Forge::tls(HOST), &of_server);
    let client = proxy(&forge, &of_client);
    let trust = ClientTrust::private_ca(&[forge.trust_anchor(of_client.provider())]).unwrap();
    let met = meet(
        &client
            .client_config(&ServerTrust::pinned(server.end_entity()))
            .unwrap(),
        &server.server_config_for(&trust).unwrap(),
    );
    for error in [met.client.unwrap_err(), met.server.unwrap_err()] {
        let finding = assert_explained(&error, "client-certificate-absent", "P-521 to ring");
        assert_eq!(
            finding.why,
            "The server authenticates its clients by certificate and ends the connection without one. A client that has \
             a certificate presents none if its key makes no signature the server takes; a server with ring takes none \
             by a P-521 key."
        );
        assert_eq!(
            finding.remedy,
            "Give the client an identity whose certificate the server trusts. If it has one, compare its key with what \
             the server verifies; an RSA key of 2048 bits or more, or one on P-256, is taken everywhere."
        );
    }
}

/// Towards a server that refuses what this side offers, it says what that is.
#[test]
fn a_server_with_nothing_this_side_offers() {
    use rustls::AlertDescription as A;
    for alert in [A::HandshakeFailure, A::InsufficientSecurity] {
        let finding = explain(&rustls::Error::AlertReceived(alert)).unwrap();
        for offered in [
            "AES-GCM",
            "ChaCha20-Poly1305",
            "ECDHE",
            "X25519",
            "P-256",
            "P-384",
        ] {
            assert!(finding.remedy.contains(offered), "{offered}: {finding:?}");
        }
    }
}
