//! Several certificates on one server: which one a client gets for the name it asks for.

mod clients;
mod key_types;
mod refused;
mod reload;
mod resumption;

use std::sync::Arc;

use rustls::server::Acceptor;
use rustls::{ClientConfig, ClientConnection, ServerConfig};
use rustls_pki_types::{CertificateDer, ServerName};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::{CredentialsByName, client_config};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Credential, Error};

use super::wire::meet_at;
use super::{Setting, assert_explained, end_entity, root, settings};

/// A certificate with these names.
fn named(names: &[&str]) -> Forge {
    Forge::tls(names[0]).names(names)
}

#[track_caller]
fn accepted(forge: &Forge, setting: &Setting) -> Credential<RestApi> {
    let certificate = end_entity(forge, setting);
    let names = certificate.subject_alt_name().present();
    let name = names.and_then(|names| names.dns_names().next());
    let host = name.map_or_else(|| super::HOST.to_owned(), |name| name.replace('*', "any"));
    let scenario = RestApi::at(host).unwrap();
    let identity = forge.identity(setting.provider());
    Credential::accept(scenario, identity, &setting.context).unwrap()
}

/// The default first.
fn credentials(forges: &[Forge], setting: &Setting) -> Result<CredentialsByName<RestApi>, Error> {
    let mut credentials = forges.iter().map(|forge| accepted(forge, setting));
    CredentialsByName::new(credentials.next().unwrap(), credentials)
}

fn server(forges: &[Forge], setting: &Setting) -> Arc<ServerConfig> {
    let credentials = credentials(forges, setting).unwrap();
    Arc::new(credentials.server_config().unwrap())
}

/// A client that takes any of the certificates, whatever the name.
fn client(forges: &[Forge], setting: &Setting) -> Arc<ClientConfig> {
    let trust = ServerTrust::pinned(pins(forges, setting));
    Arc::new(client_config(&crate::rest_api(), &trust, &setting.context).unwrap())
}

fn pins(forges: &[Forge], setting: &Setting) -> Pins {
    let first = Pins::from(&end_entity(&forges[0], setting));
    let rest = forges[1..].iter();
    rest.fold(first, |pins, forge| pins.or(&end_entity(forge, setting)))
}

/// Which of them it is.
fn position(der: &CertificateDer<'_>, forges: &[Forge], setting: &Setting) -> Option<usize> {
    let mut forges = forges.iter();
    forges.position(|forge| end_entity(forge, setting).der() == der)
}

#[track_caller]
fn served(
    host: &str,
    client: &(impl Clone + Into<Arc<ClientConfig>>),
    server: &(impl Clone + Into<Arc<ServerConfig>>),
    (forges, setting): (&[Forge], &Setting),
) -> usize {
    let at = format!("{host}, {}", setting.name);
    let met = meet_at(host, client, server).succeeded(&at);
    position(&met.of_server.unwrap()[0], forges, setting).unwrap()
}

const DEFAULT: usize = 0;

fn forges() -> [Forge; 5] {
    [
        named(&["vb365.example.com", "192.0.2.1"]),
        named(&["tenant.example.com", "Second.Example.com"]),
        named(&["*.example.com"]),
        named(&["*.customers.example.com", "b.b.customers.example.com"]),
        named(&["xn--bcher-kva.example.org", "backup", "192.0.2.2"]),
    ]
}

#[test]
fn the_name_decides() {
    let forges = forges();
    for setting in settings() {
        let (client, server) = (client(&forges, &setting), server(&forges, &setting));
        for (host, expected) in [
            ("vb365.example.com", DEFAULT),
            ("tenant.example.com", 1),
            ("second.example.com", 1),
            ("TENANT.Example.COM", 1),
            ("tenant.example.com.", 1),
            // A wildcard stands for one label, and for no fewer.
            ("third.example.com", 2),
            ("THIRD.EXAMPLE.COM", 2),
            ("customers.example.com", 2),
            ("a.customers.example.com", 3),
            ("a.third.example.com", DEFAULT),
            ("a.a.customers.example.com", DEFAULT),
            ("b.b.customers.example.com", 3),
            ("example.com", DEFAULT),
            ("example.org", DEFAULT),
            ("xn--bcher-kva.example.org", 4),
            // Names of a local network, and names nobody knows.
            ("backup", 4),
            ("VBSRV01", DEFAULT),
            ("VB_SRV", DEFAULT),
            ("vb365.example.net", DEFAULT),
            // Addresses are not names, not even in a certificate.
            ("192.0.2.1", DEFAULT),
            ("192.0.2.2", DEFAULT),
            ("2001:db8::1", DEFAULT),
        ] {
            let found = served(host, &client, &server, (&forges, &setting));
            assert_eq!(found, expected, "{host}, {}", setting.name);
        }
    }
}

/// Clients that look at names agree with the choice, and say so where there was none.
#[test]
fn whoever_verifies_the_name_gets_one_that_carries_it() {
    let forges = forges();
    for setting in settings() {
        let server = server(&forges, &setting);
        let trust = ServerTrust::private_ca(&root(&forges[0], &setting)).unwrap();
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        for (host, is_carried) in [
            ("vb365.example.com", true),
            ("TENANT.example.com", true),
            ("second.example.com", true),
            ("third.example.com", true),
            ("a.customers.example.com", true),
            ("b.b.customers.example.com", true),
            ("192.0.2.1", true),
            ("a.third.example.com", false),
            ("example.com", false),
            ("VBSRV01", false),
            ("192.0.2.2", false),
        ] {
            let at = format!("{host}, {}", setting.name);
            let met = meet_at(host, &client, &server);
            if is_carried {
                met.succeeded(&at);
            } else {
                let error = met.refused_by_client(&at);
                assert_explained(&error, "reference-identifier-unmatched", &at);
            }
        }
    }
}

/// Not even where one is the name asked for.
#[test]
fn common_names_do_not_count() {
    let subject = |forge: Forge| forge.subject("CN=tenant.example.com");
    let forges = [
        named(&["vb365.example.com"]),
        subject(named(&["other.example.com"])),
    ];
    for setting in settings() {
        let (client, server) = (client(&forges, &setting), server(&forges, &setting));
        let found = served("tenant.example.com", &client, &server, (&forges, &setting));
        assert_eq!(found, DEFAULT, "{}", setting.name);
    }
}

#[test]
fn without_a_name_the_default() {
    let forges = forges();
    for setting in settings() {
        let server = server(&forges, &setting);
        let mut client = ClientConfig::clone(&client(&forges, &setting));
        client.enable_sni = false;
        let client = Arc::new(client);
        let found = served("tenant.example.com", &client, &server, (&forges, &setting));
        assert_eq!(found, DEFAULT, "{}", setting.name);
    }
}

#[test]
fn one_credential_is_for_everybody() {
    let forges = [named(&["tenant.example.com"])];
    for setting in settings() {
        let client = client(&forges, &setting);
        let credentials = CredentialsByName::from(accepted(&forges[0], &setting));
        let server = credentials.server_config().unwrap();
        for host in ["tenant.example.com", "vb365.example.net", "192.0.2.1"] {
            assert_eq!(served(host, &client, &server, (&forges, &setting)), DEFAULT);
        }
    }
}

/// Names as only clients of another making send them, asked of what rustls asks.
#[test]
fn names_on_the_wire_in_any_form() {
    const SENT: &str = "tenant.example.comx";
    let forges = forges();
    let setting = &settings()[0];
    let (client, server) = (client(&forges, setting), server(&forges, setting));
    let mut hello = Vec::new();
    let name = ServerName::try_from(SENT).unwrap();
    let mut connection = ClientConnection::new(client, name).unwrap();
    connection.write_tls(&mut hello).unwrap();
    let mut places = hello.windows(SENT.len());
    let place = places.position(|it| it == SENT.as_bytes()).unwrap();

    let resolve = |name: &str| {
        let mut hello = hello.clone();
        hello[place..place + SENT.len()].copy_from_slice(name.as_bytes());
        let mut acceptor = Acceptor::default();
        acceptor.read_tls(&mut hello.as_slice()).unwrap();
        let accepted = acceptor.accept().ok()??;
        let presented = server.cert_resolver.resolve(accepted.client_hello());
        position(&presented.unwrap().cert[0], &forges, setting)
    };
    // All of one length, so that no other octet of the message changes.
    for (name, expected) in [
        ("tenant.example.com.", Some(1)),
        ("TENANT.EXAMPLE.COM.", Some(1)),
        ("Another.Example.com", Some(2)),
        ("abcdefghijklmnopqrs", Some(DEFAULT)),
        ("2001:0db8:0::0:0:01", Some(DEFAULT)),
        // rustls ends the connection before anybody looks the name up.
        ("*enant.example.comx", None),
        ("tenant..example.com", None),
        ("tenant.example.com\0", None),
        ("t\u{e9}nant.example.com", None),
    ] {
        assert_eq!(resolve(name), expected, "{name:?}");
    }
}
