//! Roots a caller adds, and what is explained where rustls keeps nothing of a root but name, key and constraints.

use rustls::RootCertStore;
use vb365_tls::test_support::{Forge, Name, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;

use super::wire::{Met, meet};
use super::{HOST, Setting, assert_explained, end_entity, root, server_of, settings};

pub fn met(trust: &ServerTrust, forge: &Forge, setting: &Setting) -> Met {
    let client = client_config(&crate::rest_api(), trust, &setting.context).unwrap();
    meet(&client, &server_of(forge, setting))
}

pub fn stranger() -> Forge {
    Forge::self_signed("other.example.com").key(TestKey::Other)
}

#[test]
fn an_extra_root_is_trusted_beside_the_others() {
    let setting = &settings()[2];
    let forge = Forge::tls(HOST);
    let private = ServerTrust::private_ca(&root(&stranger(), setting)).unwrap();
    for trust in [private, ServerTrust::web_roots()] {
        let error = met(&trust, &forge, setting).refused_by_client("without the root");
        assert_explained(&error, "path-not-found", "without the root");
        let trust = trust.with_extra_roots(&root(&forge, setting)).unwrap();
        met(&trust, &forge, setting).succeeded("with the root");
        let server = Forge::tls(HOST).expired();
        let error = met(&trust, &server, setting).refused_by_client("expired");
        assert_explained(&error, "certificate-expired", "expired");
    }
}

#[test]
fn what_adds_nothing_is_an_error() {
    let setting = &settings()[2];
    let forge = Forge::tls(HOST);
    let refused = |trust: ServerTrust, roots: &[_]| {
        let error = trust.with_extra_roots(roots).unwrap_err();
        error.to_string()
    };
    let pinned = ServerTrust::pinned(&end_entity(&forge, setting));
    assert_eq!(
        refused(pinned, &root(&forge, setting)),
        "a pin knows the certificate itself and builds no path, so roots add nothing to it; trust the CA with \
         `private_ca`, or pin one certificate more"
    );
    assert_eq!(
        refused(ServerTrust::web_roots(), &[]),
        "trust in a CA needs at least one certificate"
    );
    let broken =
        Forge::tls(HOST).root(|it| it.repeated(vb365_tls::test_support::oid::BASIC_CONSTRAINTS));
    let text = refused(
        ServerTrust::web_roots(),
        &[
            end_entity(&forge, setting),
            broken.trust_anchor(setting.provider()),
        ],
    );
    assert!(
        text.starts_with("trust anchor 2 (`CN=Test Root`): "),
        "{text}"
    );
}

/// A store keeps little of a certificate; it is enough to say what is wrong with the path to it.
#[test]
fn a_bare_root_explains() {
    let setting = &settings()[2];
    let bare = |forge: &Forge| {
        let mut store = RootCertStore::empty();
        store
            .add(forge.trust_anchor_der(setting.provider()))
            .unwrap();
        ServerTrust::public_roots(store)
    };
    let forge = Forge::tls(HOST);
    let printable = Name::new("CN=Test Root").printable();
    for (root, rule) in [
        (
            forge.clone().root(|it| it.subject(printable)),
            "issuer-name-encoding-differs",
        ),
        (
            forge.clone().root(|it| it.key(TestKey::Other)),
            "signature-invalid",
        ),
        (
            forge.clone().root(|it| it.permitting(&["example.org"])),
            "name-constraints-violated",
        ),
        (stranger(), "path-not-found"),
    ] {
        let error = met(&bare(&root), &forge, setting).refused_by_client(rule);
        assert_explained(&error, rule, rule);
    }
    met(&bare(&forge), &forge, setting).succeeded("the root");
}
