//! Who the other end is, in the types of this crate.

use rustls::HandshakeKind;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, NameCheck, Pin, Pins, ServerTrust};
use vb365_tls::{Credential, Identity};

use super::wire::meet;
use super::{HOST, assert_explained, credential, end_entity, root, server_of, settings};

#[test]
fn a_server_is_known_by_the_pin_that_fits() {
    let (old, new) = (Forge::tls(HOST), Forge::tls(HOST).serial(&[7]));
    for setting in settings() {
        let at = &setting.name;
        let key = end_entity(&new, &setting).public_key().fingerprint();
        let old_pin = Pin::Certificate(end_entity(&old, &setting).into());
        let trust = ServerTrust::pinned(Pins::from(&end_entity(&old, &setting)).or(key));
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        // The old certificate has the same key, and is pinned first.
        for (forge, pin) in [(&old, old_pin), (&new, Pin::Fingerprint(key))] {
            let met = meet(&client, &server_of(forge, &setting)).succeeded(at);
            let presented = met.of_server.as_deref();
            let server = trust.identify(presented).unwrap().unwrap();
            assert_eq!(server.end_entity(), &end_entity(forge, &setting), "{at}");
            assert_eq!(server.pin(), Some(&pin), "{at}");
            assert_eq!(server.chain().intermediates().len(), 1, "{at}");
            assert!(server.to_string().ends_with(&format!(", pinned as {pin}")));

            let gone = ServerTrust::pinned(&end_entity(&Forge::self_signed(HOST), &setting));
            assert_eq!(gone.identify(presented).unwrap().unwrap().pin(), None);
        }
        assert!(trust.identify(None).unwrap().is_none());
    }
}

#[test]
fn a_client_is_known_to_every_kind_of_trust() {
    let forge = Forge::tls("proxy1.example.com");
    for setting in settings() {
        let at = &setting.name;
        let scenario = BackupProxy::at("proxy1.example.com").unwrap();
        let identity: Identity = forge.identity(setting.provider());
        let proxy = Credential::accept(scenario, identity, &setting.context).unwrap();
        let servers = ServerTrust::private_ca(&root(&Forge::tls(HOST), &setting))
            .unwrap()
            .with_resumption();
        let client = proxy.client_config(&servers).unwrap();
        let ca = ClientTrust::private_ca(&root(&forge, &setting)).unwrap();
        let pinned = Pin::Certificate(proxy.end_entity().clone().into());
        for (trust, pin) in [
            (ca.with_resumption(), None),
            (
                ClientTrust::pinned(proxy.end_entity()).with_resumption(),
                Some(pinned),
            ),
        ] {
            for trust in [trust.clone(), trust.allow_unauthenticated()] {
                let rest_api = credential(&Forge::tls(HOST), &setting.context);
                let server = rest_api.server_config_for(&trust).unwrap();
                for kind in [HandshakeKind::Full, HandshakeKind::Resumed] {
                    let met = meet(&client, &server).succeeded(at);
                    if kind == HandshakeKind::Resumed {
                        assert_eq!(met.kind, Some(kind), "{at}");
                    }
                    let identity = trust.identify(met.of_client.as_deref());
                    let identity = identity.unwrap().unwrap();
                    assert_eq!(identity.end_entity(), proxy.end_entity(), "{at}");
                    assert_eq!(identity.pin(), pin.as_ref(), "{at}");
                }
            }
        }
        let optional = ClientTrust::pinned(proxy.end_entity()).allow_unauthenticated();
        let rest_api = credential(&Forge::tls(HOST), &setting.context);
        let anonymous = client_config(&crate::rest_api(), &servers, &setting.context).unwrap();
        let server = rest_api.server_config_for(&optional).unwrap();
        let met = meet(&anonymous, &server).succeeded(at);
        assert!(
            optional
                .identify(met.of_client.as_deref())
                .unwrap()
                .is_none()
        );
    }
}

#[test]
fn a_thumbprint_lets_in_only_by_the_dangerous_door() {
    let forge = Forge::product_default();
    for setting in settings() {
        let at = &setting.name;
        let server = server_of(&forge, &setting);
        let certificate = end_entity(&forge, &setting);
        let other = Forge::self_signed(HOST).key(TestKey::Other);
        let thumbprints = [&certificate, &end_entity(&other, &setting)].map(|it| it.thumbprint());
        let connect = |thumbprint| {
            let trust = ServerTrust::pinned(Pins::new().dangerous().or_thumbprint(thumbprint));
            meet(
                &client_config(&crate::rest_api(), &trust, &setting.context).unwrap(),
                &server,
            )
        };
        connect(thumbprints[0]).succeeded(at);
        let error = connect(thumbprints[1]).refused_by_client(at);
        let finding = assert_explained(&error, "pin-unmatched", at);
        assert_eq!(
            finding.expected,
            format!("a certificate with SHA-1 {}", thumbprints[1])
        );

        // What it is for: to say which of the certificates presented is meant.
        let nobody = client_config(
            &crate::rest_api(),
            &ServerTrust::pinned(Pins::new()),
            &setting.context,
        );
        let error = meet(&nobody.unwrap(), &server).refused_by_client(at);
        let finding = assert_explained(&error, "pin-unmatched", at);
        assert_eq!(finding.expected, "no certificate at all: nothing is pinned");
    }
}

/// The other axes hold for hashes as they do for certificates.
#[test]
fn a_hash_of_a_certificate_is_a_pin_like_any_other() {
    for setting in settings() {
        let at = &setting.name;
        for (forge, rule) in [
            (Forge::product_default(), None),
            (
                Forge::self_signed(HOST).expired(),
                Some("certificate-expired"),
            ),
            (Forge::self_signed(HOST).version_1(), None),
        ] {
            let hash = end_entity(&forge, &setting).fingerprint();
            let trust = ServerTrust::pinned(hash);
            let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
            let met = meet(&client, &server_of(&forge, &setting));
            match rule {
                None => drop(met.succeeded(at)),
                Some(rule) => drop(assert_explained(&met.refused_by_client(at), rule, at)),
            }
        }
        let forge = Forge::self_signed("other.example.com");
        let hash = end_entity(&forge, &setting).fingerprint();
        let named = ServerTrust::pinned(hash).dangerous();
        let named = named.with_name_check(NameCheck::SubjectAltNameThenCommonName);
        let client = client_config(&crate::rest_api(), &named, &setting.context).unwrap();
        let error = meet(&client, &server_of(&forge, &setting)).refused_by_client(at);
        assert_explained(&error, "reference-identifier-unmatched", at);
    }
}
