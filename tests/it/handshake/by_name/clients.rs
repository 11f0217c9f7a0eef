//! Clients are authenticated the same under every name.

use vb365_tls::Credential;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::CredentialsByName;
use vb365_tls::trust::{ClientTrust, ServerTrust};

use super::super::wire::meet_at;
use super::super::{Setting, assert_explained, end_entity, settings};
use super::{client, credentials, forges, named, pins};

const HOSTS: [&str; 4] = [
    "vb365.example.com",
    "tenant.example.com",
    "third.example.com",
    "192.0.2.1",
];

fn proxy(forge: &Forge, host: &str, setting: &Setting) -> Credential<BackupProxy> {
    let identity = forge.identity(setting.provider());
    let scenario = BackupProxy::at(host).unwrap();
    Credential::accept(scenario, identity, &setting.context).unwrap()
}

#[test]
fn by_the_trust_that_is_given() {
    let forges = forges();
    let known = Forge::tls("client.example.com");
    for setting in settings() {
        let credentials = credentials(&forges, &setting).unwrap();
        let trust = ClientTrust::pinned(&end_entity(&known, &setting));
        let server = credentials.server_config_for(&trust).unwrap();
        let presenting = proxy(&known, "client.example.com", &setting);
        let presenting = presenting
            .client_config(&ServerTrust::pinned(pins(&forges, &setting)))
            .unwrap();
        let silent = client(&forges, &setting);
        for host in HOSTS {
            let at = format!("{host}, {}", setting.name);
            meet_at(host, &presenting, &server).succeeded(&at);
            let error = meet_at(host, &silent, &server).refused_by_server(&at);
            assert_explained(&error, "client-certificate-absent", &at);
        }
    }
}

/// The link to backup proxies: any of the certificates of the server, and nothing else.
#[test]
fn by_the_certificates_of_the_server_where_both_ends_present_them() {
    let hosts = ["proxy1.example.com", "proxy2.example.com"];
    let forges = hosts.map(|host| named(&[host]));
    let stranger = named(&["proxy3.example.com"]);
    for setting in settings() {
        let [one, two] = [0, 1].map(|at| proxy(&forges[at], hosts[at], &setting));
        let servers = ServerTrust::pinned(pins(&forges, &setting));
        let clients = [&one, &two].map(|it| it.client_config(&servers).unwrap());
        let stranger = proxy(&stranger, "proxy3.example.com", &setting);
        let stranger = stranger.client_config(&servers).unwrap();
        let server = CredentialsByName::new(one, [two]).unwrap();
        let server = server.server_config().unwrap();
        for host in hosts {
            for client in &clients {
                meet_at(host, client, &server).succeeded(&setting.name);
            }
            let error = meet_at(host, &stranger, &server).refused_by_server(&setting.name);
            assert_explained(&error, "pin-unmatched", &setting.name);
        }
    }
}
