//! A session is resumed under the name it was begun with, and under no other (RFC 6066 section 3).

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::HandshakeKind::Resumed;
use rustls::NamedGroup;
use rustls::client::{
    ClientSessionMemoryCache, ClientSessionStore, Resumption, Tls12ClientSessionValue,
    Tls13ClientSessionValue,
};
use rustls_pki_types::ServerName;
use vb365_tls::Credential;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::Forge;
use vb365_tls::trust::{ClientTrust, ServerTrust};

use super::super::wire::meet_at;
use super::super::{Setting, end_entity, settings};
use super::{client, credentials, forges, pins, server};

/// Keeps the sessions of all names in one place, and so offers them under any.
#[derive(Debug)]
struct Indifferent(ClientSessionMemoryCache);

fn any() -> ServerName<'static> {
    ServerName::try_from("any.example.com").unwrap()
}

impl ClientSessionStore for Indifferent {
    fn set_kx_hint(&self, _name: ServerName<'static>, group: NamedGroup) {
        self.0.set_kx_hint(any(), group);
    }

    fn kx_hint(&self, _name: &ServerName<'_>) -> Option<NamedGroup> {
        self.0.kx_hint(&any())
    }

    fn set_tls12_session(&self, _name: ServerName<'static>, session: Tls12ClientSessionValue) {
        self.0.set_tls12_session(any(), session);
    }

    fn tls12_session(&self, _name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.0.tls12_session(&any())
    }

    fn remove_tls12_session(&self, _name: &ServerName<'static>) {
        self.0.remove_tls12_session(&any());
    }

    fn insert_tls13_ticket(&self, _name: ServerName<'static>, ticket: Tls13ClientSessionValue) {
        self.0.insert_tls13_ticket(any(), ticket);
    }

    fn take_tls13_ticket(&self, _name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.0.take_tls13_ticket(&any())
    }
}

/// A client that would resume anything anywhere.
fn indifferent(config: &ClientConfig) -> Arc<ClientConfig> {
    let mut config = config.clone();
    config.resumption = Resumption::store(Arc::new(Indifferent(ClientSessionMemoryCache::new(8))));
    Arc::new(config)
}

/// A first name, a second one under which its session is offered, and whether it is resumed.
const PAIRS: [(&str, &str, bool); 7] = [
    ("tenant.example.com", "tenant.example.com", true),
    ("tenant.example.com", "TENANT.example.com", true),
    ("192.0.2.1", "192.0.2.1", true),
    // Another certificate, the same one under another name, and the default.
    ("tenant.example.com", "third.example.com", false),
    ("tenant.example.com", "second.example.com", false),
    ("192.0.2.1", "vb365.example.com", false),
    ("unknown.example.net", "192.0.2.1", false),
];

#[test]
fn under_the_same_name_only() {
    let forges = forges();
    for setting in settings() {
        let server = server(&forges, &setting);
        for (first, second, is_resumed) in PAIRS {
            let client = indifferent(&client(&forges, &setting));
            let at = format!("{second} after {first}, {}", setting.name);
            meet_at(first, &client, &server).succeeded(&at);
            let kind = meet_at(second, &client, &server).succeeded(&at).kind;
            assert_eq!(kind == Some(Resumed), is_resumed, "{at}");
        }
    }
}

/// Where clients are authenticated, not even that, unless it is asked for; another name never skips it.
#[test]
fn with_authenticated_clients() {
    let forges = forges();
    let known = Forge::tls("client.example.com");
    for setting in settings() {
        let credentials = credentials(&forges, &setting).unwrap();
        let presenting = presenting(&known, &forges, &setting);
        let trust = ClientTrust::pinned(&end_entity(&known, &setting));
        for (trust, is_asked) in [(trust.clone(), false), (trust.with_resumption(), true)] {
            let server = credentials.server_config_for(&trust).unwrap();
            for (first, second, is_resumed) in PAIRS {
                let client = indifferent(&presenting);
                let at = format!("{second} after {first}, {is_asked}, {}", setting.name);
                meet_at(first, &client, &server).succeeded(&at);
                let met = meet_at(second, &client, &server).succeeded(&at);
                assert_eq!(met.kind == Some(Resumed), is_asked && is_resumed, "{at}");
                assert_ne!(met.client_certificates, 0, "{at}");
            }
        }
    }
}

fn presenting(known: &Forge, servers: &[Forge], setting: &Setting) -> Arc<ClientConfig> {
    let scenario = BackupProxy::at("client.example.com").unwrap();
    let identity = known.identity(setting.provider());
    let credential = Credential::accept(scenario, identity, &setting.context).unwrap();
    let trust = ServerTrust::pinned(pins(servers, setting));
    Arc::new(credential.client_config(&trust).unwrap())
}
