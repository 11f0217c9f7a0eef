//! Certificates webpki does not read: presented by this crate, trusted by pin, refused by path.

use vb365_tls::profile::Verification;
use vb365_tls::scenario::{BackupProxy, RestApi};
use vb365_tls::test_support::encode::{bit_string, integer, null, object_identifier, sequence};
use vb365_tls::test_support::{Forge, SignatureAlgorithm, Template, TestKey, Time, oid};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Context, Credential, check};

use super::wire::meet;
use super::{HOST, assert_explained, end_entity, root, server_of, settings};

type Case = (&'static str, fn(Forge) -> Forge);

const CASES: &[Case] = &[
    ("version 1", Forge::version_1),
    ("critical and unknown", |it| {
        it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0])
    }),
    ("a CA", |it| it.ca(None)),
    ("unique identifiers", |it| {
        it.end_entity(Template::subject_unique_id)
    }),
    ("fractional seconds", |it| {
        it.valid(Time::generalized("20260101000000.5Z"), "2027-12-31")
    }),
    ("before 1970", |it| {
        it.valid(Time::utc("691231235959Z"), "2027-12-31")
    }),
    ("a time without Z", |it| {
        it.valid(Time::utc("260101000000"), "2027-12-31")
    }),
    ("long serial number", |it| it.serial(&[0x11; 25])),
    ("negative serial number", |it| it.serial(&[0x80])),
    ("SHA-1", |it| it.signature(SignatureAlgorithm::RsaSha1)),
    ("unknown signature", |it| {
        it.signature(SignatureAlgorithm::Unknown)
    }),
];

#[test]
fn served_and_pinned() {
    let mut wrong = Vec::new();
    for (what, change) in CASES {
        let forge = change(Forge::self_signed(HOST));
        for setting in settings() {
            let at = format!("{what}, {}", setting.name);
            let context: Context = setting
                .context
                .clone()
                .with_relying_party(Verification::ByPin);
            let identity = forge.identity(setting.provider());
            let scenario = RestApi::at(HOST).unwrap();
            let report = check(&scenario, &identity, &context);
            let Ok(credential) = Credential::accept(scenario, identity, &context) else {
                wrong.push(format!("{at}: {report}"));
                continue;
            };
            let certificate = end_entity(&forge, &setting);
            let server = credential.server_config().unwrap();
            let key = Pins::from(certificate.public_key().fingerprint());
            for trust in [ServerTrust::pinned(&certificate), ServerTrust::pinned(key)] {
                let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
                meet(&client, &server).succeeded(&at);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn presented_by_both_ends_of_a_proxy() {
    for (what, change) in CASES {
        let forge = change(Forge::self_signed(HOST));
        for setting in settings() {
            let at = format!("{what}, {}", setting.name);
            let identity = forge.identity(setting.provider());
            let scenario = BackupProxy::at(HOST).unwrap();
            let Ok(proxy) = Credential::accept(scenario, identity, &setting.context) else {
                panic!("{at}: not accepted");
            };
            let trust = ServerTrust::pinned(proxy.end_entity());
            let client = proxy.client_config(&trust).unwrap();
            let met = meet(&client, &proxy.server_config().unwrap()).succeeded(&at);
            assert_eq!(met.client_certificates, 1);
        }
    }
}

/// All certificates are sent in one message: the largest one no rule has anything against arrives, pinned.
#[test]
fn as_large_as_a_message() {
    const MOST: usize = 64_000;
    let padded = |length: usize| {
        let forge = Forge::self_signed(HOST);
        forge.extension(oid::UNKNOWN_EXTENSION, false, &vec![0; length])
    };
    for setting in settings() {
        let length = |forge: &Forge| forge.path(setting.provider())[0].len();
        let around = 4 + 5 + length(&padded(60_000)) - 60_000;
        let checked = |forge: &Forge| {
            let context = setting
                .context
                .clone()
                .with_relying_party(Verification::ByPin);
            let identity = forge.identity(setting.provider());
            check(&RestApi::at(HOST).unwrap(), &identity, &context)
        };
        let largest = padded(MOST - around);
        assert!(checked(&largest).is_accepted());
        let trust = ServerTrust::pinned(&end_entity(&largest, &setting));
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        meet(&client, &server_of(&largest, &setting)).succeeded(&setting.name);

        let report = checked(&padded(MOST - around + 1));
        let errors: Vec<_> = report
            .errors()
            .map(|it| (it.rule.as_str(), &*it.found))
            .collect();
        assert_eq!(errors, [("chain-too-large", "64001")]);
    }
}

/// The numbers of the key in a form no provider reads, though the server has the right one.
#[test]
fn a_key_in_another_form() {
    let info = TestKey::Rsa2048.public_key();
    // Behind the modulus stands the exponent, an INTEGER of five octets in all.
    let numbers = info.len() - 5;
    let negative = sequence(&[
        integer(&info[numbers - 256..numbers]),
        info[numbers..].to_vec(),
    ]);
    let algorithm = sequence(&[object_identifier("1.2.840.113549.1.1.1"), null()]);
    let forge = Forge::self_signed(HOST).public_key(&sequence(&[algorithm, bit_string(&negative)]));
    for setting in settings() {
        let trust = ServerTrust::pinned(&end_entity(&forge, &setting));
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        let met = meet(&client, &server_of(&forge, &setting));
        let error = met.refused_by_client(&setting.name);
        assert_explained(&error, "public-key-malformed", &setting.name);
    }
}

/// What cannot serve as a trust anchor is said when it is given, not when somebody connects.
#[test]
fn no_trust_anchors() {
    for setting in settings().iter().take(1) {
        let forge = Forge::self_signed(HOST).extension(oid::NAME_CONSTRAINTS, true, &[5, 0]);
        let anchors = root(&forge, setting);
        let servers = ServerTrust::private_ca(&anchors).map(|_| ());
        let clients = ClientTrust::private_ca(&anchors).map(|_| ());
        for outcome in [servers, clients] {
            let text = outcome.unwrap_err().to_string();
            assert!(
                text.starts_with("trust anchor 1 (`CN=vb365.example.com`): "),
                "{text}"
            );
        }
        let nothing = ServerTrust::private_ca(&[]).unwrap_err().to_string();
        assert_eq!(nothing, "trust in a CA needs at least one certificate");
        let unsuitable = Forge::self_signed(HOST).key(TestKey::Rsa1024);
        assert!(ServerTrust::private_ca(&root(&unsuitable, setting)).is_ok());
    }
}
