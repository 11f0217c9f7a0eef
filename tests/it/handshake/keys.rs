//! Keys that live elsewhere, and keys that are not the certificate's.

use std::fmt;
use std::sync::Arc;

use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Credential, Identity};

use super::wire::meet;
use super::{HOST, assert_explained, end_entity, root, server_of, settings};

/// A key in hardware: it signs and shows nothing else.
struct Silent(Arc<dyn SigningKey>);

impl SigningKey for Silent {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        self.0.choose_scheme(offered)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }
}

impl fmt::Debug for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Silent")
    }
}

#[test]
fn a_key_that_does_not_show_its_public_half() {
    for key in [
        TestKey::Rsa2048,
        TestKey::P256,
        TestKey::P384,
        TestKey::Ed25519,
    ] {
        let forge = Forge::tls(HOST).key(key);
        for setting in settings() {
            let load = |key: TestKey| {
                let provider = setting.provider().key_provider;
                Arc::new(Silent(
                    provider.load_private_key(key.private_key()).unwrap(),
                ))
            };
            let accept = |key: Arc<dyn SigningKey>| {
                let certificates = forge.parsed(setting.provider());
                let identity = Identity::from_signing_key(certificates, key).unwrap();
                let scenario = RestApi::at(HOST).unwrap();
                Credential::accept(scenario, identity, &setting.context)
            };
            let server = accept(load(key)).unwrap().server_config().unwrap();
            for trust in [
                ServerTrust::pinned(&end_entity(&forge, &setting)),
                ServerTrust::private_ca(&root(&forge, &setting)).unwrap(),
            ] {
                let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
                meet(&client, &server).succeeded(&format!("{key:?}, {}", setting.name));
            }

            let rejected = accept(load(TestKey::Other)).unwrap_err();
            let rules: Vec<_> = rejected
                .report()
                .errors()
                .map(|it| it.rule.to_string())
                .collect();
            assert_eq!(rules, ["private-key-mismatch"], "{key:?}, {}", setting.name);
        }
    }
}

/// Somebody presents the right certificate, which is public, without its key.
#[test]
fn a_certificate_without_its_key() {
    for (key, other) in [
        (TestKey::Rsa2048, TestKey::Other),
        (TestKey::P256, TestKey::P256Explicit),
        (TestKey::RsaExponent3, TestKey::Other),
    ] {
        let forge = Forge::tls(HOST).key(key).private_key(other);
        for setting in settings() {
            if setting
                .provider()
                .key_provider
                .load_private_key(other.private_key())
                .is_err()
            {
                continue;
            }
            let end_entity = end_entity(&forge, &setting);
            for trust in [
                ServerTrust::pinned(&end_entity),
                ServerTrust::pinned(Pins::from(end_entity.public_key().fingerprint())),
                ServerTrust::private_ca(&root(&forge, &setting)).unwrap(),
            ] {
                let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
                let at = format!("{trust:?}, {key:?}, {}", setting.name);
                let error = meet(&client, &server_of(&forge, &setting)).refused_by_client(&at);
                assert_explained(&error, "handshake-signature-invalid", &at);
            }
        }
    }
}
