//! A server refuses a client by the rule that is broken.

use std::sync::Arc;

use rustls::{AlertDescription, ClientConfig, Error};
use rustls_pki_types::CertificateDer;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Forge, SignatureAlgorithm, TestKey, oid};
use vb365_tls::tls::explain;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Context, Credential};

use super::wire::{Presented, meet};
use super::{Clock, HOST, Setting, assert_explained, end_entity, root, settings};

pub(super) fn server(context: &Context) -> Credential<BackupProxy> {
    let identity = Forge::tls(HOST).identity(context.provider());
    let scenario = BackupProxy::at(HOST).unwrap();
    Credential::accept(scenario, identity, context).unwrap()
}

/// A client of rustls that trusts the server and presents what it is given, or nothing.
pub(super) fn client_of(client: Option<&Forge>, setting: &Setting) -> Arc<ClientConfig> {
    let presented = client.map(|forge| (forge.certificates(setting.provider()), forge));
    client_with(presented, setting)
}

pub(super) fn client_with(
    client: Option<(Vec<CertificateDer<'static>>, &Forge)>,
    setting: &Setting,
) -> Arc<ClientConfig> {
    let provider = Arc::clone(setting.provider());
    let mut roots = rustls::RootCertStore::empty();
    let [root] = root(&Forge::tls(HOST), setting);
    roots.add(root.der().clone()).unwrap();
    let config = ClientConfig::builder_with_details(Arc::clone(&provider), Arc::new(Clock))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    Arc::new(match client {
        None => config.with_no_client_auth(),
        Some((certificates, forge)) => {
            let load = |key| provider.key_provider.load_private_key(key);
            let key = load(forge.key_der()).or_else(|_| load(TestKey::Other.private_key()));
            let presented = Presented::new(certificates, key.unwrap());
            config.with_client_cert_resolver(Arc::new(presented))
        }
    })
}

#[derive(Clone, Copy)]
enum Trust {
    Ca,
    OtherCa,
    Certificate,
    Key,
    Other,
}

use Trust::{Ca, Certificate, Key, Other, OtherCa};

impl Trust {
    fn in_client(self, forge: &Forge, setting: &Setting) -> ClientTrust {
        let other = Forge::self_signed("other.example.com").key(TestKey::Other);
        match self {
            Ca => ClientTrust::private_ca(&root(forge, setting)).unwrap(),
            OtherCa => ClientTrust::private_ca(&root(&other, setting)).unwrap(),
            Certificate => ClientTrust::pinned(&end_entity(forge, setting)),
            Key => {
                let key = end_entity(forge, setting).public_key().fingerprint();
                ClientTrust::pinned(Pins::from(key))
            }
            Other => ClientTrust::pinned(&end_entity(&other, setting)),
        }
    }
}

type Case = (
    &'static str,
    fn(Forge) -> Forge,
    Trust,
    Option<&'static str>,
);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("good", |it| it, Ca, None),
    ("good, pinned", |it| it, Certificate, None),
    ("good, key pinned", |it| it, Key, None),
    ("for clients only", |it| it.purposes(&[oid::CLIENT_AUTH]), Ca, None),
    ("without names", Forge::without_san, Ca, None),
    ("untrusted", |it| it, OtherCa, Some("path-not-found")),
    ("without its intermediate", Forge::without_intermediates, Ca, Some("path-not-found")),
    ("another certificate", |it| it, Other, Some("pin-unmatched")),
    ("expired", Forge::expired, Ca, Some("certificate-expired")),
    ("expired, pinned", Forge::expired, Certificate, Some("certificate-expired")),
    ("expired, key pinned", Forge::expired, Key, Some("certificate-expired")),
    ("early", Forge::not_yet_valid, Ca, Some("certificate-not-yet-valid")),
    ("early, pinned", Forge::not_yet_valid, Certificate, Some("certificate-not-yet-valid")),
    ("for servers only", |it| it.purposes(&[oid::SERVER_AUTH]), Ca, Some("extended-key-usage-mismatch")),
    ("for servers only, pinned", |it| it.purposes(&[oid::SERVER_AUTH]), Certificate, None),
    ("version 1", Forge::version_1, Ca, Some("certificate-version-1")),
    ("version 1, pinned", Forge::version_1, Certificate, None),
    ("a CA", |it| it.ca(None), Ca, Some("end-entity-is-ca")),
    ("a CA, pinned", |it| it.ca(None), Certificate, None),
    ("critical and unknown", |it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]), Ca, Some("critical-extension-unknown")),
    ("critical and unknown, key pinned", |it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]), Key, None),
    ("RSA 1024", |it| it.key(TestKey::Rsa1024), Ca, Some("rsa-modulus-too-short")),
    ("RSA 1024, pinned", |it| it.key(TestKey::Rsa1024), Certificate, Some("rsa-modulus-too-short")),
    ("SHA-1", |it| it.signature(SignatureAlgorithm::RsaSha1), Ca, Some("signature-algorithm-weak")),
    ("SHA-1, pinned", |it| it.signature(SignatureAlgorithm::RsaSha1), Certificate, None),
    ("P-384", |it| it.key(TestKey::P384), Ca, None),
    ("Ed25519, pinned", |it| it.key(TestKey::Ed25519), Certificate, None),
    ("wrong key", |it| it.private_key(TestKey::Other), Ca, Some("handshake-signature-invalid")),
    ("wrong key, pinned", |it| it.private_key(TestKey::Other), Certificate, Some("handshake-signature-invalid")),
    ("wrong key, key pinned", |it| it.private_key(TestKey::Other), Key, Some("handshake-signature-invalid")),
];

#[test]
fn with_a_certificate() {
    let mut wrong = Vec::new();
    for setting in settings() {
        let server = server(&setting.context);
        for (what, change, trust, rule) in CASES {
            let forge = change(Forge::tls("client.example.com"));
            let client = client_of(Some(&forge), &setting);
            let trust = trust.in_client(&forge, &setting);
            for trust in [trust.clone(), trust.allow_unauthenticated()] {
                let at = format!("{what}, {}", setting.name);
                let met = meet(&client, &server.server_config_for(&trust).unwrap());
                let found = match &met.server {
                    Ok(()) => None,
                    Err(error) => Some(
                        explain(error).map_or_else(|| error.to_string(), |it| it.rule.to_string()),
                    ),
                };
                if found.as_deref() != *rule {
                    wrong.push(format!("{at}: {found:?}, not {rule:?}"));
                }
                match rule {
                    None => assert_eq!(
                        met.succeeded(&at).client_certificates,
                        forge.certificates(setting.provider()).len()
                    ),
                    Some(_) => assert!(matches!(met.client, Err(Error::AlertReceived(_))), "{at}"),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_a_certificate() {
    for setting in settings() {
        let server = server(&setting.context);
        let client = client_of(None, &setting);
        let forge = Forge::tls("client.example.com");
        for trust in [Ca, Certificate, Key] {
            let trust = trust.in_client(&forge, &setting);
            let config = server.server_config_for(&trust).unwrap();
            let met = meet(&client, &config);
            // rustls sends the alert of TLS 1.3 in TLS 1.2 too.
            let alerted = met.client.clone().unwrap_err();
            let expected = Error::AlertReceived(AlertDescription::CertificateRequired);
            assert_eq!(alerted, expected, "{}", setting.name);
            assert_explained(&alerted, "client-certificate-absent", &setting.name);
            let error = met.refused_by_server(&setting.name);
            assert_explained(&error, "client-certificate-absent", &setting.name);

            let config = server
                .server_config_for(&trust.allow_unauthenticated())
                .unwrap();
            let met = meet(&client, &config).succeeded(&setting.name);
            assert_eq!(met.client_certificates, 0);
        }
    }
}

/// The link to a proxy: the right certificate in both directions, and nothing else.
#[test]
fn the_other_end_of_a_proxy() {
    for setting in settings() {
        let proxy = server(&setting.context);
        let stranger = {
            let forge = Forge::self_signed(HOST).key(TestKey::Other);
            let identity = forge.identity(setting.provider());
            let scenario = BackupProxy::at(HOST).unwrap();
            Credential::accept(scenario, identity, &setting.context).unwrap()
        };
        let server = proxy.server_config().unwrap();
        let servers = ServerTrust::pinned(proxy.end_entity());

        meet(&proxy.client_config(&servers).unwrap(), &server).succeeded(&setting.name);

        let met = meet(&stranger.client_config(&servers).unwrap(), &server);
        let error = met.refused_by_server(&setting.name);
        assert_explained(&error, "pin-unmatched", &setting.name);

        let met = meet(&client_of(None, &setting), &server);
        let error = met.refused_by_server(&setting.name);
        assert_explained(&error, "client-certificate-absent", &setting.name);

        let met = meet(
            &proxy.client_config(&servers).unwrap(),
            &stranger.server_config().unwrap(),
        );
        let error = met.refused_by_client(&setting.name);
        assert_explained(&error, "pin-unmatched", &setting.name);

        // Both certificates, while one replaces the other.
        let both = Pins::from(proxy.end_entity()).or(stranger.end_entity());
        let overlap = proxy
            .server_config_for(&ClientTrust::pinned(both.clone()))
            .unwrap();
        for from in [&proxy, &stranger] {
            let client = from
                .client_config(&ServerTrust::pinned(both.clone()))
                .unwrap();
            meet(&client, &overlap).succeeded(&setting.name);
        }
    }
}
