use std::io::{Read, Write};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, Connection, Error, RootCertStore, ServerConfig};
use rustls_pki_types::{ServerName, UnixTime};
use vb365_tls::address::Address;
use vb365_tls::policy::{Level, Policy};
use vb365_tls::profile::{Profile, Verification};
use vb365_tls::revocation::{RevocationLists, UnknownStatus};
use vb365_tls::scenario::{RestApi, UsageScenario, role};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{ClientTrust, NameCheck, ServerTrust};
use vb365_tls::{Certificate, Context, Credential, Identity, check};

use super::case::{Case, Kind};

#[derive(Debug)]
pub(super) enum Verdict {
    Accepted,
    Refused { rules: Vec<String> },
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// rustls alone, with the same lists.
pub(super) fn of_engine(case: &Case) -> bool {
    let mut roots = RootCertStore::empty();
    if case
        .roots
        .iter()
        .any(|root| roots.add(root.clone()).is_err())
    {
        return false;
    }
    let (end_entity, intermediates) = case.presented.split_first().unwrap();
    let verdict = match case.kind {
        Kind::Server => {
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
                .with_crls(case.lists.clone())
                .allow_unknown_revocation_status()
                .build();
            let Ok(verifier) = verifier else {
                return false;
            };
            let any = ServerName::try_from("example.com").unwrap();
            let name = case.name.as_ref().unwrap_or(&any);
            let verdict =
                verifier.verify_server_cert(end_entity, intermediates, name, &[], case.now);
            match (verdict.map(|_| ()), &case.name) {
                (
                    Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext {
                        ..
                    })),
                    None,
                ) => Ok(()),
                (verdict, _) => verdict,
            }
        }
        Kind::Client => WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
            .with_crls(case.lists.clone())
            .allow_unknown_revocation_status()
            .build()
            .unwrap()
            .verify_client_cert(end_entity, intermediates, case.now)
            .map(|_| ()),
    };
    verdict.is_ok()
}

/// The verifier of a handshake, and the rules with the trust anchors.
pub(super) fn of_handshake_and_rules(case: &Case) -> Verdict {
    let mut rules = Vec::new();
    let anchors: Result<Vec<_>, _> = case
        .roots
        .iter()
        .cloned()
        .map(Certificate::from_der)
        .collect();
    let Ok(anchors) = anchors else {
        return Verdict::Refused {
            rules: vec!["certificate-unreadable".into()],
        };
    };
    let is_met = match handshake(case, &anchors) {
        Ok(()) => true,
        Err(rule) => {
            rules.extend(rule);
            false
        }
    };
    let errors = judge(case, &anchors);
    if is_met && errors.is_empty() {
        return Verdict::Accepted;
    }
    rules.extend(errors);
    Verdict::Refused { rules }
}

fn lists(case: &Case) -> Option<RevocationLists> {
    let has_lists = !case.lists.is_empty();
    has_lists.then(|| {
        let lists = RevocationLists::from_bytes(&case.lists).unwrap();
        lists
            .dangerous()
            .with_unknown_status(UnknownStatus::Accepted)
    })
}

struct Server(Option<Address>);

impl UsageScenario for Server {
    type Role = role::TlsServer;

    const PROFILE: &'static Profile = &Profile::tls_server("limbo-server", "A server of the suite");

    fn addresses(&self) -> Vec<Address> {
        self.0.iter().cloned().collect()
    }
}

struct Client;

impl UsageScenario for Client {
    type Role = role::TlsClient;

    const PROFILE: &'static Profile = &Profile::tls_client("limbo-client", "A client of the suite");

    fn addresses(&self) -> Vec<Address> {
        Vec::new()
    }
}

/// The errors of the rules by path.
fn judge(case: &Case, anchors: &[Certificate]) -> Vec<String> {
    // The suite keeps the keys of most certificates to itself.
    let policy = Policy::recommended().with_level("private-key-absent", Level::Allow);
    let mut context = Context::new(provider(), case.now)
        .with_policy(policy)
        .verified(Verification::ByPath)
        .with_trust_anchors(anchors);
    if let Some(lists) = lists(case) {
        context = context.with_revocation_lists(lists);
    }
    let key = case.key.as_ref().map(|key| key.clone_key());
    let Ok(identity) = Identity::from_parts(case.presented.clone(), key)
        .or_else(|_| Identity::from_parts(case.presented.clone(), None))
    else {
        return vec!["certificate-unreadable".into()];
    };
    let address = case.name.as_ref();
    let address = address.and_then(|name| name.to_str().parse().ok().map(Address::of));
    let report = match case.kind {
        Kind::Server => check(&Server(address), &identity, &context),
        Kind::Client => check(&Client, &identity, &context),
    };
    report.errors().map(|it| it.rule.to_string()).collect()
}

#[derive(Debug)]
struct Clock(UnixTime);

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

/// The rule by which the end that verifies refuses, if it has one.
fn handshake(case: &Case, anchors: &[Certificate]) -> Result<(), Option<String>> {
    let context = Context::new(provider(), case.now).with_clock(Arc::new(Clock(case.now)));
    let verified = match case.kind {
        Kind::Server => meet_server(case, anchors, &context),
        Kind::Client => meet_client(case, anchors, &context),
    };
    match verified {
        Ok(()) => Ok(()),
        Err(error) => match explain(&error).map(|finding| finding.rule.to_string()) {
            // The certificate was accepted; the key at hand is not its own.
            Some(rule) if rule == "handshake-signature-invalid" => Ok(()),
            rule => Err(rule),
        },
    }
}

fn presented(case: &Case) -> Arc<SingleCertAndKey> {
    let key = provider()
        .key_provider
        .load_private_key(TestKey::P256.private_key())
        .unwrap();
    Arc::new(CertifiedKey::new(case.presented.clone(), key).into())
}

fn meet_server(case: &Case, anchors: &[Certificate], context: &Context) -> Result<(), Error> {
    let mut trust = match ServerTrust::private_ca(anchors) {
        Ok(trust) => trust,
        Err(error) => return Err(Error::General(error.to_string())),
    };
    if let Some(lists) = lists(case) {
        trust = trust.with_revocation_lists(lists);
    }
    if case.name.is_none() {
        trust = trust.dangerous().with_name_check(NameCheck::Ignored);
    }
    let client = match client_config::<RestApi>(&trust, context) {
        Ok(client) => client,
        Err(error) => return Err(Error::General(error.to_string())),
    };
    let any = ServerName::try_from("example.com").unwrap();
    let resolver: Arc<dyn ResolvesServerCert> = presented(case);
    let server = ServerConfig::builder_with_details(provider(), Arc::new(Clock(case.now)))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    let name = case.name.clone().unwrap_or(any);
    meet(client, Arc::new(server), name).0
}

fn meet_client(case: &Case, anchors: &[Certificate], context: &Context) -> Result<(), Error> {
    let trust = ClientTrust::private_ca(anchors).unwrap();
    let forge = Forge::tls("vb365.example.com");
    let identity = forge.identity(context.provider());
    let scenario = RestApi::at("vb365.example.com".parse().unwrap());
    let own = context.clone().at(Forge::now());
    let server = Credential::accept(scenario, identity, &own).unwrap();
    // The clock of the context is that of the case, and the server's own certificate is pinned by the client.
    let server = server.server_config_for(&trust).unwrap();
    let pinned = forge.parsed(context.provider()).swap_remove(0);
    let believing = ServerTrust::pinned(&pinned)
        .dangerous()
        .with_validity_check(vb365_tls::trust::ValidityCheck::Ignored);
    let client = client_config::<RestApi>(&believing, context).unwrap();
    let mut client: ClientConfig = (*client).clone();
    client.client_auth_cert_resolver = presented(case);
    let name = ServerName::try_from("vb365.example.com").unwrap();
    meet(Arc::new(client), server, name).1
}

/// What each end says, in the order client and server.
fn meet(
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    name: ServerName<'static>,
) -> (Result<(), Error>, Result<(), Error>) {
    let mut client: Connection = rustls::ClientConnection::new(client, name).unwrap().into();
    let mut server: Connection = rustls::ServerConnection::new(server).unwrap().into();
    let mut outcomes = (Ok(()), Ok(()));
    loop {
        let to_server = transfer(&mut client, &mut server, &mut outcomes.1);
        let to_client = transfer(&mut server, &mut client, &mut outcomes.0);
        if !to_server && !to_client {
            return outcomes;
        }
    }
}

fn transfer(from: &mut Connection, to: &mut Connection, outcome: &mut Result<(), Error>) -> bool {
    let mut records = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut records).unwrap();
    }
    let is_anything = !records.is_empty();
    let mut unread: &mut dyn Read = &mut records.as_slice();
    while outcome.is_ok() && to.read_tls(&mut unread).unwrap() > 0 {
        *outcome = to.process_new_packets().map(|_| ());
        // Nothing is sent beside the handshake.
        let _ = to.writer().flush();
    }
    is_anything
}
