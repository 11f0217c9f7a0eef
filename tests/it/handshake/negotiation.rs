//! Two ends that cannot agree: what each of them is told.

use std::io;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, SupportedKxGroup, WebPkiSupportedAlgorithms};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{
    ClientConfig, ClientConnection, NamedGroup, ProtocolVersion, ServerConfig, ServerConnection,
    SignatureScheme,
};
use rustls_pki_types::{ServerName, UnixTime};
use vb365_tls::Context;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;

use super::wire::{Met, meet};
use super::{Clock, HOST, Setting, assert_explained, end_entity, server_of, settings};

/// A client that pins the server, with another provider.
fn client(forge: &Forge, setting: &Setting, provider: CryptoProvider) -> Arc<ClientConfig> {
    let context = Context::fixed(provider, Forge::now()).with_clock(Arc::new(Clock));
    let trust = ServerTrust::pinned(&end_entity(forge, setting));
    Arc::new(client_config(&crate::rest_api(), &trust, &context).unwrap())
}

fn own(setting: &Setting) -> CryptoProvider {
    CryptoProvider::clone(setting.provider())
}

#[track_caller]
fn assert_told(met: Met, server: &str, client: &str, at: &str) {
    assert_explained(&met.server.unwrap_err(), server, at);
    assert_explained(&met.client.unwrap_err(), client, at);
}

#[test]
fn without_a_version_in_common() {
    let forge = Forge::tls(HOST);
    let of_version_12 = &settings()[..2];
    let of_version_13 = &settings()[2..];
    for (old, new) in of_version_12.iter().zip(of_version_13) {
        for (of_client, of_server) in [(old, new), (new, old)] {
            let server = server_of(&forge, of_server);
            let met = meet(&client(&forge, of_client, own(of_client)), &server);
            let at = format!("{} to {}", of_client.name, of_server.name);
            let rule = "protocol-version-unsupported";
            assert_told(met, rule, rule, &at);
        }
    }
}

#[test]
fn without_a_cipher_suite_in_common() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let mut provider = own(&setting);
        let offered = provider.cipher_suites.split_off(1);
        let mut other = setting.clone();
        other.context = Context::fixed(provider, Forge::now());
        let offering = CryptoProvider {
            cipher_suites: offered,
            ..own(&setting)
        };
        let met = meet(
            &client(&forge, &setting, offering),
            &server_of(&forge, &other),
        );
        let rules = ("cryptography-not-in-common", "peer-refused-handshake");
        assert_told(met, rules.0, rules.1, &setting.name);
    }
}

#[test]
fn without_a_group_in_common() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let only = |group: NamedGroup| {
            let mut provider = own(&setting);
            let is_it = |it: &&dyn SupportedKxGroup| it.name() == group;
            provider.kx_groups.retain(is_it);
            provider
        };
        let mut other = setting.clone();
        other.context = Context::fixed(only(NamedGroup::secp384r1), Forge::now());
        let client = client(&forge, &setting, only(NamedGroup::X25519));
        let met = meet(&client, &server_of(&forge, &other));
        let rules = ("cryptography-not-in-common", "peer-refused-handshake");
        assert_told(met, rules.0, rules.1, &setting.name);
    }
}

/// In TLS 1.2 rustls ends such a handshake without an alert.
#[test]
fn with_a_key_whose_signatures_the_client_does_not_know() {
    for setting in settings() {
        let forge = Forge::tls(HOST).key(TestKey::Ed25519);
        let known = setting.provider().signature_verification_algorithms;
        let start = known
            .mapping
            .iter()
            .position(|(scheme, _)| *scheme == SignatureScheme::ED25519);
        // Elliptic curves, which come before Ed25519 in both providers.
        let provider = CryptoProvider {
            signature_verification_algorithms: WebPkiSupportedAlgorithms {
                all: known.all,
                mapping: &known.mapping[..start.unwrap()],
            },
            ..own(&setting)
        };
        let met = meet(
            &client(&forge, &setting, provider),
            &server_of(&forge, &setting),
        );
        let error = met.server.unwrap_err();
        assert_explained(&error, "signature-scheme-not-in-common", &setting.name);
        match setting.version {
            ProtocolVersion::TLSv1_2 => assert!(met.client.is_ok()),
            _ => {
                let error = met.client.unwrap_err();
                assert_explained(&error, "peer-refused-handshake", &setting.name);
            }
        }
    }
}

#[test]
fn without_an_application_protocol_in_common() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let mut client = ClientConfig::clone(&client(&forge, &setting, own(&setting)));
        client.alpn_protocols = vec![b"h2".to_vec()];
        let mut server = ServerConfig::clone(&server_of(&forge, &setting));
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        let met = meet(&Arc::new(client), &Arc::new(server));
        let rule = "application-protocol-not-in-common";
        assert_told(met, rule, rule, &setting.name);
    }
}

/// A server that has no certificate for any name.
#[derive(Debug)]
struct Nothing;

impl ResolvesServerCert for Nothing {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        None
    }
}

#[test]
fn with_a_server_that_has_no_certificate_for_the_name() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let mut server = ServerConfig::clone(&server_of(&forge, &setting));
        server.cert_resolver = Arc::new(Nothing);
        let client = client(&forge, &setting, own(&setting));
        let met = meet(&client, &Arc::new(server));
        let rules = ("server-certificate-absent", "peer-refused-access");
        assert_told(met, rules.0, rules.1, &setting.name);
    }
}

#[derive(Debug)]
struct NoClock;

impl TimeProvider for NoClock {
    fn current_time(&self) -> Option<UnixTime> {
        None
    }
}

#[test]
fn without_the_time() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let context = setting.context.clone().with_clock(Arc::new(NoClock));
        let trust = ServerTrust::pinned(&end_entity(&forge, &setting));
        let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
        let error = meet(&client, &server_of(&forge, &setting)).client;
        assert_explained(&error.unwrap_err(), "time-unknown", &setting.name);
    }
}

#[test]
fn with_the_key_of_another_certificate() {
    for setting in settings() {
        let forge = Forge::tls(HOST);
        let certificates = forge.certificates(setting.provider());
        let key = TestKey::Other.private_key();
        let error = CertifiedKey::from_der(certificates, key, setting.provider()).unwrap_err();
        assert_explained(&error, "private-key-mismatch", &setting.name);
    }
}

/// A record that is changed on its way: one end cannot read it, and tells the other.
#[test]
fn over_a_line_that_changes_what_is_sent() {
    for setting in settings() {
        let forge = Forge::tls(HOST);
        let config = client(&forge, &setting, own(&setting));
        let name = ServerName::try_from(HOST).unwrap();
        let mut client = ClientConnection::new(config, name).unwrap();
        let mut server = ServerConnection::new(server_of(&forge, &setting)).unwrap();
        let mut errors = (None, None);
        for flight in 0..4 {
            let mut records = written(|records| client.write_tls(records));
            // The second thing a client sends ends with a record that is encrypted.
            if let (1, Some(last)) = (flight, records.last_mut()) {
                *last ^= 1;
            }
            server.read_tls(&mut records.as_slice()).unwrap();
            let error = server.process_new_packets().err();
            errors.1 = errors.1.or(error);
            let records = written(|records| server.write_tls(records));
            client.read_tls(&mut records.as_slice()).unwrap();
            let error = client.process_new_packets().err();
            errors.0 = errors.0.or(error);
        }
        assert_explained(&errors.1.unwrap(), "record-damaged", &setting.name);
        assert_explained(&errors.0.unwrap(), "record-damaged", &setting.name);
    }
}

fn written(mut write: impl FnMut(&mut Vec<u8>) -> io::Result<usize>) -> Vec<u8> {
    let mut records = Vec::new();
    while write(&mut records).unwrap() > 0 {}
    records
}
