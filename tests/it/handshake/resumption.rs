//! What is verified again on every connection is never resumed.

use std::sync::Arc;

use rustls::HandshakeKind::{Full, Resumed};
use rustls::{ClientConfig, HandshakeKind, ServerConfig};
use vb365_tls::Credential;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};

use super::wire::meet;
use super::{HOST, Setting, credential, end_entity, root, settings};

/// The second of two connections.
#[track_caller]
fn again(
    client: &(impl Clone + Into<Arc<ClientConfig>>),
    server: &(impl Clone + Into<Arc<ServerConfig>>),
    at: &str,
) -> HandshakeKind {
    let first = meet(client, server).succeeded(at);
    assert_ne!(first.kind, Some(Resumed), "{at}");
    meet(client, server).succeeded(at).kind.unwrap()
}

#[test]
fn by_path_and_by_pin() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let server = credential(&forge, &setting.context)
            .server_config()
            .unwrap();
        let certificate = end_entity(&forge, &setting);
        let key = certificate.public_key().fingerprint();
        let pinned = ServerTrust::pinned(&certificate);
        for (trust, expected) in [
            (pinned.clone(), Full),
            (ServerTrust::pinned(Pins::from(key)), Full),
            (pinned.clone().checking_name(), Full),
            (pinned.with_resumption(), Resumed),
            (
                ServerTrust::private_ca(&root(&forge, &setting)).unwrap(),
                Resumed,
            ),
        ] {
            let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
            let at = format!("{trust:?}, {}", setting.name);
            assert_eq!(again(&client, &server, &at), expected, "{at}");
        }
    }
}

fn proxy(forge: &Forge, setting: &Setting) -> Credential<BackupProxy> {
    let identity = forge.identity(setting.provider());
    let scenario = BackupProxy::at(HOST).unwrap();
    Credential::accept(scenario, identity, &setting.context).unwrap()
}

/// Both ends have to ask for it.
#[test]
fn mutually() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let proxy = proxy(&forge, &setting);
        let root = root(&forge, &setting);
        let by_path = ServerTrust::private_ca(&root).unwrap();
        let pinned = ServerTrust::pinned(proxy.end_entity()).with_resumption();
        let of_ca = ClientTrust::private_ca(&root).unwrap();
        let servers = [
            proxy.server_config().unwrap(),
            proxy.server_config_for(&of_ca).unwrap(),
            proxy
                .server_config_for(&of_ca.clone().with_resumption())
                .unwrap(),
        ];
        for (server, is_willing) in servers.iter().zip([false, false, true]) {
            for (trust, is_asked) in [(&by_path, false), (&pinned, true)] {
                let client = proxy.client_config(trust).unwrap();
                let expected = if is_willing && is_asked {
                    Resumed
                } else {
                    Full
                };
                assert_eq!(again(&client, server, &setting.name), expected);
            }
        }
    }
}

/// A server that authenticates clients decides on its own, whatever the client would do.
#[test]
fn by_a_client_that_would() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let proxy = proxy(&forge, &setting);
        let root = root(&forge, &setting);
        let clients = ClientTrust::private_ca(&root).unwrap();
        let by_path = ServerTrust::private_ca(&root).unwrap();
        let client = proxy.client_config(&by_path).unwrap();
        let mut willing = ClientConfig::clone(&client);
        willing.resumption = rustls::client::Resumption::in_memory_sessions(8);
        let willing = Arc::new(willing);
        for (clients, expected) in [
            (clients.clone(), Full),
            (clients.clone().allow_unauthenticated(), Full),
            (ClientTrust::pinned(proxy.end_entity()), Full),
            (clients.with_resumption(), Resumed),
        ] {
            let server = proxy.server_config_for(&clients).unwrap();
            let at = format!("{clients:?}, {}", setting.name);
            assert_eq!(again(&willing, &server, &at), expected, "{at}");
        }
    }
}

/// A pin taken away counts at once: the ticket of the connection before is of no use.
#[test]
fn not_after_the_pin_is_gone() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let server = credential(&forge, &setting.context)
            .server_config()
            .unwrap();
        let trust = ServerTrust::pinned(&end_entity(&forge, &setting));
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        meet(&client, &server).succeeded(&setting.name);
        let other = Forge::self_signed("other.example.com");
        let trust = ServerTrust::pinned(&end_entity(&other, &setting));
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        meet(&client, &server).refused_by_client(&setting.name);
    }
}
