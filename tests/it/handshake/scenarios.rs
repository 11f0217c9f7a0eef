//! Every scenario with TLS connects in every way it can be trusted.

use rustls::HandshakeKind;
use vb365_tls::scenario::role::{ActsAsServer, ServedOverTls};
use vb365_tls::scenario::{
    BackupProxy, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication,
    TenantAuthentication, UsageScenario,
};
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Context, Credential};

use super::wire::meet;
use super::{HOST, Setting, end_entity, root, settings};

/// All ways to trust a server.
fn trusts(forge: &Forge, setting: &Setting) -> Vec<ServerTrust> {
    let certificate = end_entity(forge, setting);
    let key = certificate.public_key().fingerprint();
    vec![
        ServerTrust::pinned(&certificate),
        ServerTrust::pinned(Pins::from(key)),
        ServerTrust::pinned(&certificate)
            .checking_name()
            .requiring_purpose(),
        ServerTrust::private_ca(&root(forge, setting)).unwrap(),
        ServerTrust::private_ca(&root(forge, setting))
            .unwrap()
            .requiring_purpose(),
    ]
}

/// A server of one scenario, clients of another (the same, but for the Restore Portal).
fn connects<S, C>(scenario: &dyn Fn() -> S, of_clients: &C)
where
    S: UsageScenario<Role: ActsAsServer>,
    C: UsageScenario<Role: ServedOverTls>,
{
    let settings = settings();
    for (forge, is_named) in [
        (Forge::tls(HOST), true),
        (Forge::self_signed(HOST), true),
        (Forge::product_default(), false),
    ] {
        for setting in &settings {
            let identity = forge.identity(setting.provider());
            let server = Credential::accept(scenario(), identity, &setting.context);
            // Where a name is a must, the certificate of the product itself does not do.
            let Ok(server) = server else {
                assert!(!is_named, "{server:?}");
                continue;
            };
            let server = server.server_config().unwrap();
            let trusts = trusts(&forge, setting);
            let fitting = if is_named { trusts.len() } else { 2 };
            for trust in &trusts[..fitting] {
                // The client may use the other provider.
                for other in settings.iter().filter(|it| it.version == setting.version) {
                    let client = client_config(of_clients, trust, &other.context).unwrap();
                    let at = format!("{trust:?}, {}, {}", setting.name, other.name);
                    let met = meet(&client, &server).succeeded(&at);
                    assert_eq!(met.version, Some(setting.version), "{at}");
                    assert_ne!(met.kind, Some(HandshakeKind::Resumed), "{at}");
                    assert_eq!(met.client_certificates, 0);
                }
            }
        }
    }
}

#[test]
fn rest_api() {
    let scenario = || RestApi::at(HOST).unwrap();
    connects(&scenario, &scenario());
}

#[test]
fn rest_api_on_separate_machine() {
    let scenario = || RestApiOnSeparateMachine::at(HOST, "other.example.com").unwrap();
    connects(&scenario, &scenario());
}

#[test]
fn restore_operator_authentication() {
    let scenario = || RestoreOperatorAuthentication::at(HOST).unwrap();
    connects(&scenario, &scenario());
}

#[test]
fn tenant_authentication() {
    let scenario = || TenantAuthentication::at(HOST).unwrap();
    connects(&scenario, &scenario());
}

/// The portal is served with the certificate of the REST API.
#[test]
fn restore_portal() {
    let portal = crate::restore_portal();
    connects(&|| portal.https(), &portal);
}

fn proxy(forge: &Forge, context: &Context) -> Credential<BackupProxy> {
    let identity = forge.identity(context.provider());
    let scenario = BackupProxy::at(HOST).unwrap();
    Credential::accept(scenario, identity, context).unwrap()
}

/// Server and proxy connect to each other with the one certificate.
#[test]
fn backup_proxy() {
    for forge in [
        Forge::tls(HOST),
        Forge::self_signed(HOST),
        Forge::product_default(),
    ] {
        for setting in settings() {
            let [server, proxy] = [(), ()].map(|()| proxy(&forge, &setting.context));
            for (from, to) in [(&server, &proxy), (&proxy, &server)] {
                let trust = ServerTrust::pinned(to.end_entity());
                let client = from.client_config(&trust).unwrap();
                let met = meet(&client, &to.server_config().unwrap()).succeeded(&setting.name);
                assert_eq!(met.version, Some(setting.version));
                assert!(met.client_certificates > 0);
            }
        }
    }
}

#[test]
fn backup_proxy_by_path() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let peer = proxy(&forge, &setting.context);
        let root = root(&forge, &setting);
        let clients = ClientTrust::private_ca(&root).unwrap();
        let servers = ServerTrust::private_ca(&root).unwrap();
        let server = peer.server_config_for(&clients).unwrap();
        let client = peer.client_config(&servers).unwrap();
        let met = meet(&client, &server).succeeded(&setting.name);
        assert_eq!(met.client_certificates, 2);
    }
}
