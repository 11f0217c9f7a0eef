//! Several certificates for one name: the client's signature schemes decide.

use std::sync::Arc;

use rustls::SignatureScheme::{
    self, ECDSA_NISTP256_SHA256 as P256, ECDSA_NISTP384_SHA384 as P384, RSA_PKCS1_SHA256 as PKCS1,
    RSA_PSS_SHA256 as PSS,
};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::{ClientConfig, Error, PeerIncompatible, ProtocolVersion};
use vb365_tls::Context;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;

use super::super::wire::meet_at;
use super::super::{Clock, HOST, Setting, settings};
use super::{DEFAULT, named, pins, served, server};

/// A client that verifies signatures of these schemes only.
fn knowing(schemes: &[SignatureScheme], forges: &[Forge], setting: &Setting) -> Arc<ClientConfig> {
    let all = setting.provider().signature_verification_algorithms;
    let mut mapping = all.mapping.to_vec();
    mapping.retain(|(scheme, _)| schemes.contains(scheme));
    let provider = CryptoProvider {
        signature_verification_algorithms: WebPkiSupportedAlgorithms {
            mapping: mapping.leak(),
            ..all
        },
        ..CryptoProvider::clone(setting.provider())
    };
    let context = Context::fixed(provider, Forge::now()).with_clock(Arc::new(Clock));
    let trust = ServerTrust::pinned(pins(forges, setting));
    Arc::new(client_config(&crate::rest_api(), &trust, &context).unwrap())
}

fn with_key(name: &str, key: TestKey) -> Forge {
    named(&[name]).key(key)
}

#[test]
fn the_first_whose_signatures_the_client_verifies() {
    let forges = [
        with_key(HOST, TestKey::Rsa2048),
        with_key(HOST, TestKey::P256),
        with_key(HOST, TestKey::P384),
        with_key("other.example.com", TestKey::Rsa2048),
    ];
    for setting in settings() {
        let server = server(&forges, &setting);
        for (schemes, expected) in [
            (&[PSS, P256, P384][..], 1),
            (&[P384, P256], 1),
            (&[P384, PSS], 2),
            (&[P384], 2),
            (&[PSS], DEFAULT),
        ] {
            let client = knowing(schemes, &forges, &setting);
            let found = served(HOST, &client, &server, (&forges, &setting));
            assert_eq!(found, expected, "{schemes:?}, {}", setting.name);
        }
        // There is one default, whatever else it would be asked for.
        let client = knowing(&[PSS, P256, P384], &forges, &setting);
        let found = served("192.0.2.1", &client, &server, (&forges, &setting));
        assert_eq!(found, DEFAULT, "{}", setting.name);
    }
}

/// TLS 1.3 has it in certificates only, so a client of both versions names it too.
#[test]
fn pkcs1_comes_last() {
    let forges = [
        with_key("vb365.example.net", TestKey::Rsa2048),
        with_key(HOST, TestKey::Rsa2048),
        with_key(HOST, TestKey::P256),
    ];
    for setting in settings() {
        let at = &setting.name;
        let server = server(&forges, &setting);
        for (schemes, expected) in [(&[PKCS1, PSS, P256][..], 1), (&[PKCS1, P256], 2)] {
            let client = knowing(schemes, &forges, &setting);
            let found = served(HOST, &client, &server, (&forges, &setting));
            assert_eq!(found, expected, "{schemes:?}, {at}");
        }
        let client = knowing(&[PKCS1], &forges, &setting);
        match setting.version {
            ProtocolVersion::TLSv1_2 => {
                assert_eq!(served(HOST, &client, &server, (&forges, &setting)), 1);
            }
            _ => {
                let error = meet_at(HOST, &client, &server).refused_by_server(at);
                let expected = PeerIncompatible::NoSignatureSchemesInCommon;
                assert_eq!(error, Error::PeerIncompatible(expected), "{at}");
            }
        }
    }
}

/// What carries the very name comes first, and what has a wildcard is there for clients it cannot serve.
#[test]
fn a_wildcard_with_another_key_steps_in() {
    let forges = [
        with_key("vb365.example.net", TestKey::Rsa2048),
        with_key("*.example.com", TestKey::P256),
        with_key(HOST, TestKey::Rsa2048),
    ];
    for setting in settings() {
        let at = &setting.name;
        let server = server(&forges, &setting);
        for (schemes, expected) in [(&[PSS, P256][..], 2), (&[P256], 1)] {
            let client = knowing(schemes, &forges, &setting);
            let found = served(HOST, &client, &server, (&forges, &setting));
            assert_eq!(found, expected, "{schemes:?}, {at}");
        }
        // The default is not a way out: it does not carry the name, and its refusal would not say what is missing.
        let client = knowing(&[PSS], &forges, &setting);
        let error = meet_at("third.example.com", &client, &server).refused_by_server(at);
        let expected = PeerIncompatible::NoSignatureSchemesInCommon;
        assert_eq!(error, Error::PeerIncompatible(expected), "{at}");
    }
}
