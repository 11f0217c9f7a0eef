//! What is made at one time checks, a year later, by the time it is then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use rustls_pki_types::{ServerName, UnixTime};
use vb365_tls::entra::ConfidentialClient;
use vb365_tls::revocation::Crls;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Crl, Forge, Template, unix_time};
use vb365_tls::tls::probe::Probe;
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer, Replacement};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Context, Credential, Error, Report, check, check_chain};

use super::{HOST, provider};
use crate::SetByHand;
use crate::handshake::wire::{self, converse};
use crate::rules::organization_management;

/// The certificate of this year, which is over in the next.
fn this_year() -> Forge {
    Forge::tls(HOST).valid("2026-09-01", "2027-09-30")
}

/// Its renewal, which is not valid yet.
fn next_year() -> Forge {
    Forge::tls(HOST)
        .serial(&[7])
        .valid("2027-09-01", "2028-09-30")
}

fn a_year_later() -> UnixTime {
    unix_time("2027-11-01")
}

const EXPIRED: &str = "certificate-expired";
const EARLY: &str = "certificate-not-yet-valid";
const TIMELESS: &str = "time-unknown";

/// A context made at the usual time, and the hands of its clock.
fn made_now() -> (Context, Arc<SetByHand>) {
    let clock = SetByHand::at(Forge::now());
    (Context::new(provider()).with_clock(clock.clone()), clock)
}

fn anchored(forge: &Forge) -> ServerTrust {
    ServerTrust::private_ca(&[forge.trust_anchor(&provider())]).unwrap()
}

fn errors(report: &Report) -> Vec<&str> {
    report.errors().map(|it| it.rule.as_str()).collect()
}

fn credential(forge: &Forge, context: &Context) -> Result<Credential<RestApi>, Error> {
    let identity = forge.identity(&provider());
    Ok(Credential::accept(crate::rest_api(), identity, context)?)
}

#[track_caller]
fn rejected_for<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    let error = outcome.unwrap_err();
    let Error::Rejected(rejected) = error else {
        panic!("not rejected: {error}");
    };
    errors(rejected.report()).join(" ")
}

/// How both ends go away from each other: the rules that refused, if any.
fn met(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> [Option<String>; 2] {
    let name = ServerName::try_from(HOST).unwrap();
    let (mut client, mut server) = match ClientConnection::new(Arc::clone(client), name) {
        Ok(client) => (client, ServerConnection::new(Arc::clone(server)).unwrap()),
        Err(error) => return [Some(rule(&error)), None],
    };
    let (at_client, at_server) = converse(&mut client, &mut server);
    [at_client, at_server].map(|it| it.err().map(|error| rule(&error)))
}

fn rule(error: &rustls::Error) -> String {
    explain(error).map_or_else(|| error.to_string(), |it| it.rule.to_string())
}

#[track_caller]
fn refused_by_client(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> String {
    let [at_client, _] = met(client, server);
    at_client.expect("the client accepts")
}

const CONTENT: [Option<String>; 2] = [None, None];

/// A server that presents anything.
fn server_of(forge: &Forge) -> Arc<ServerConfig> {
    let key = super::relying_party::key(forge.key_der());
    let presented = wire::Presented::new(forge.certificates(&provider()), key);
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth();
    Arc::new(config.with_cert_resolver(Arc::new(presented)))
}

#[test]
fn a_context() {
    let (context, clock) = made_now();
    for stated in [
        context.clone(),
        context.clone().with_relying_party(anchored(&this_year())),
    ] {
        clock.set(Forge::now());
        let checked = |forge: &Forge| {
            let report = check(&crate::rest_api(), &forge.identity(&provider()), &stated);
            let of_chain = check_chain(&crate::rest_api(), &forge.chain(&provider()), &stated);
            assert_eq!(errors(&report), errors(&of_chain));
            errors(&report).join(" ")
        };
        assert_eq!(checked(&this_year()), "");
        assert_eq!(checked(&next_year()), EARLY);
        clock.set(a_year_later());
        assert_eq!(checked(&this_year()), EXPIRED);
        assert_eq!(checked(&next_year()), "");
        assert_eq!(rejected_for(credential(&this_year(), &stated)), EXPIRED);
        credential(&next_year(), &stated).unwrap();
    }
}

#[test]
fn a_server_that_is_reloaded() {
    let (context, clock) = made_now();
    let client = client_config(&crate::rest_api(), &anchored(&this_year()), &context).unwrap();
    let client = Arc::new(client);
    let kept = credential(&this_year(), &context).unwrap();
    let server = ReloadableServer::new(credential(&this_year(), &context).unwrap()).unwrap();
    let replace = |forge: &Forge| server.replace_identity(forge.identity(&provider()));
    assert_eq!(rejected_for(replace(&next_year())), EARLY);
    assert_eq!(met(&client, &server.current()), CONTENT);

    clock.set(a_year_later());
    assert_eq!(refused_by_client(&client, &server.current()), EXPIRED);
    // Neither another one that has expired nor the one that is served is put in force.
    assert_eq!(rejected_for(replace(&this_year().serial(&[9]))), EXPIRED);
    assert_eq!(rejected_for(replace(&this_year())), EXPIRED);
    assert_eq!(rejected_for(server.replace_credentials(kept)), EXPIRED);
    assert_eq!(server.revision(), 1);
    let replacement = replace(&next_year()).unwrap();
    assert!(matches!(
        replacement,
        Replacement::Published { revision: 2, .. }
    ));
    assert_eq!(met(&client, &server.current()), CONTENT);
}

#[test]
fn a_client_that_is_reloaded() {
    let (context, clock) = made_now();
    let by_pin = |forge: &Forge| ServerTrust::pinned(&forge.parsed(&provider())[0]);
    let [old, new] = [this_year(), next_year()].map(|it| server_of(&it));
    let client = |trust| ReloadableClient::new(&crate::rest_api(), &trust, &context).unwrap();
    let by_path = client(anchored(&this_year()));
    let pins =
        Pins::from(&this_year().parsed(&provider())[0]).or(&next_year().parsed(&provider())[0]);
    let by_pin_of_both = client(ServerTrust::pinned(pins));
    for client in [&by_path, &by_pin_of_both] {
        clock.set(Forge::now());
        assert_eq!(met(&client.current(), &old), CONTENT);
        assert_eq!(refused_by_client(&client.current(), &new), EARLY);
        clock.set(a_year_later());
        assert_eq!(refused_by_client(&client.current(), &old), EXPIRED);
        assert_eq!(met(&client.current(), &new), CONTENT);
        let by_pin = by_pin(&next_year());
        client.replace_trust(&by_pin).unwrap();
        assert_eq!(met(&client.current(), &new), CONTENT);
    }
}

/// Lists are as old as they are when somebody connects.
#[test]
fn lists_grow_stale() {
    let (context, clock) = made_now();
    let forge = Forge::tls(HOST);
    let lists = |this_update: &str, next_update: &str| {
        let of_root = Crl::of(Template::root("CN=Test Root"));
        let lists = [forge.crl(), of_root];
        let lists = lists.map(|it| it.updated(this_update, next_update).der(&provider()));
        anchored(&forge).with_crls(Crls::from_bytes(lists).unwrap())
    };
    let trust = lists("2026-10-15", "2026-11-15");
    let client = ReloadableClient::new(&crate::rest_api(), &trust, &context).unwrap();
    let stated = context.clone().with_relying_party(&trust);
    let server = server_of(&forge);
    let checked = || {
        let report = check_chain(&crate::rest_api(), &forge.chain(&provider()), &stated);
        let mut rules: Vec<_> = report.errors().map(|it| it.rule.to_string()).collect();
        rules.dedup();
        rules.join(" ")
    };
    assert_eq!(checked(), "");
    assert_eq!(met(&client.current(), &server), CONTENT);
    clock.set(a_year_later());
    assert_eq!(checked(), "crl-stale");
    assert_eq!(refused_by_client(&client.current(), &server), "crl-stale");
    client
        .replace_trust(&lists("2027-10-15", "2027-11-15"))
        .unwrap();
    assert_eq!(met(&client.current(), &server), CONTENT);
}

#[test]
fn both_ends_of_a_mutual_link() {
    let (context, clock) = made_now();
    let proxy = |forge: &Forge| {
        let identity = forge.identity(&provider());
        Credential::accept(crate::backup_proxy(), identity, &context)
    };
    let anchor = [this_year().trust_anchor(&provider())];
    let clients = ClientTrust::private_ca(&anchor).unwrap();
    let server = ReloadableServer::for_clients(proxy(&this_year()).unwrap(), &clients).unwrap();
    let client =
        ReloadableClient::presenting(proxy(&this_year()).unwrap(), &anchored(&this_year()))
            .unwrap();
    assert_eq!(met(&client.current(), &server.current()), CONTENT);
    clock.set(a_year_later());
    assert_eq!(
        refused_by_client(&client.current(), &server.current()),
        EXPIRED
    );
    server
        .replace_identity(next_year().identity(&provider()))
        .unwrap();
    let [_, at_server] = met(&client.current(), &server.current());
    assert_eq!(at_server.as_deref(), Some(EXPIRED));
    let expired = client.replace_identity(this_year().serial(&[9]).identity(&provider()));
    assert_eq!(rejected_for(expired), EXPIRED);
    client
        .replace_identity(next_year().identity(&provider()))
        .unwrap();
    assert_eq!(met(&client.current(), &server.current()), CONTENT);
}

/// A probe checks nothing; what it found is checked when it is looked at.
#[test]
fn a_probe() {
    let (context, clock) = made_now();
    let [early, late] = [(); 2].map(|()| Probe::new(&context).unwrap());
    for (probe, now, expected) in [(early, Forge::now(), EARLY), (late, a_year_later(), "")] {
        clock.set(now);
        let name = ServerName::try_from(HOST).unwrap();
        let mut client = ClientConnection::new(probe.config(), name).unwrap();
        let mut server = ServerConnection::new(server_of(&next_year())).unwrap();
        let (at_client, _) = converse(&mut client, &mut server);
        assert!(at_client.is_err(), "a probe never connects");
        let found = probe.finish(&client).unwrap();
        let report = check_chain(&crate::rest_api(), found.chain(), &context);
        assert_eq!(errors(&report).join(" "), expected);
    }
}

fn signing(forge: Forge, context: &Context) -> ConfidentialClient {
    let vb365_tls::scenario::Scenario::OrganizationManagement(scenario) = organization_management()
    else {
        panic!("another scenario");
    };
    let identity = forge.identity(&provider());
    let credential = Credential::accept(scenario, identity, context);
    credential.unwrap().confidential_client()
}

fn issued_at(client: &ConfidentialClient) -> u64 {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let assertion = client.assertion().unwrap();
    let claims = assertion.as_str().split('.').nth(1).unwrap();
    let claims = Base64UrlUnpadded::decode_vec(claims).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    claims["iat"].as_u64().unwrap()
}

#[test]
fn a_confidential_client() {
    let (context, clock) = made_now();
    let short = signing(
        Forge::assertion().valid("2026-09-01", "2027-09-30"),
        &context,
    );
    let long = signing(Forge::assertion(), &context);
    assert_eq!(issued_at(&short), Forge::now().as_secs());
    clock.set(a_year_later());
    assert_eq!(rejected_for(short.assertion()), EXPIRED);
    assert_eq!(issued_at(&long), a_year_later().as_secs());
    let renewed = Forge::assertion()
        .serial(&[7])
        .valid("2027-09-01", "2028-09-30");
    assert_eq!(
        issued_at(&signing(renewed, &context)),
        a_year_later().as_secs()
    );
}

/// A clock that stops telling the time.
#[derive(Debug)]
struct Stopping(AtomicBool);

impl TimeProvider for Stopping {
    fn current_time(&self) -> Option<UnixTime> {
        let is_running = !self.0.load(Ordering::SeqCst);
        is_running.then(Forge::now)
    }
}

/// Nothing is accepted, by what was made before either.
#[test]
fn a_clock_that_tells_no_time() {
    let clock = Arc::new(Stopping(AtomicBool::new(false)));
    let context = Context::new(provider()).with_clock(clock.clone());
    let forge = Forge::tls(HOST);
    let stated = context.clone().with_relying_party(anchored(&forge));
    let served = server_of(&forge);
    let by_path = anchored(&forge);
    let by_pin = ServerTrust::pinned(&forge.parsed(&provider())[0]);
    let clients = [by_path, by_pin]
        .map(|trust| ReloadableClient::new(&crate::rest_api(), &trust, &context).unwrap());
    let identity = || forge.identity(&provider());
    let of_clients = ClientTrust::pinned(&forge.parsed(&provider())[0]);
    let proxy = || Credential::accept(crate::backup_proxy(), identity(), &context).unwrap();
    let mutual_server = Arc::new(proxy().server_config_for(&of_clients).unwrap());
    let always = Context::fixed(provider(), Forge::now());
    let mutual_client = Credential::accept(crate::backup_proxy(), identity(), &always);
    let mutual_client = mutual_client
        .unwrap()
        .client_config(&anchored(&forge))
        .unwrap();
    let mutual_client = Arc::new(mutual_client);
    let server = ReloadableServer::new(credential(&forge, &context).unwrap()).unwrap();
    let signing = signing(Forge::assertion(), &context);
    for client in &clients {
        assert_eq!(met(&client.current(), &served), CONTENT);
    }
    assert_eq!(met(&mutual_client, &mutual_server), CONTENT);

    clock.0.store(true, Ordering::SeqCst);
    assert_eq!(context.now(), None);
    for context in [&context, &stated] {
        let report = check_chain(&crate::rest_api(), &forge.chain(&provider()), context);
        assert_eq!(errors(&report), [TIMELESS]);
        let report = check(
            &organization_management(),
            &Forge::assertion().identity(&provider()),
            context,
        );
        assert_eq!(errors(&report), [TIMELESS]);
        assert_eq!(rejected_for(credential(&forge, context)), TIMELESS);
    }
    let renewed = forge.clone().serial(&[7]).identity(&provider());
    assert_eq!(rejected_for(server.replace_identity(renewed)), TIMELESS);
    assert_eq!(server.revision(), 1);
    assert_eq!(rejected_for(signing.assertion()), TIMELESS);
    for client in &clients {
        assert_eq!(refused_by_client(&client.current(), &served), TIMELESS);
    }
    let [_, at_server] = met(&mutual_client, &mutual_server);
    assert_eq!(at_server.as_deref(), Some(TIMELESS));
}
