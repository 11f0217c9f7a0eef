use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::server::WebPkiClientVerifier;
use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::ServerName;
use vb365_tls::address::Address;
use vb365_tls::finding::Finding;
use vb365_tls::profile::Profile;
use vb365_tls::revocation::{RevocationLists, UnknownStatus};
use vb365_tls::scenario::{UsageScenario, role};
use vb365_tls::tls::explain;
use vb365_tls::trust::{ClientTrust, NameCheck, RelyingParty, ServerTrust};
use vb365_tls::{Certificate, Context, Identity, Report, check, check_chain};

use super::case::{Case, Kind};
use super::handshake::{self, provider};

#[derive(Debug)]
pub(super) enum Verdict {
    /// What is only advised against is said all the same.
    Accepted {
        advice: Vec<String>,
    },
    Refused {
        rules: Vec<String>,
    },
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
    let is_met = match verified(case, &anchors) {
        Ok(()) => true,
        Err(rule) => {
            rules.extend(rule);
            false
        }
    };
    let Some(report) = judge(case, &anchors) else {
        rules.push("certificate-unreadable".into());
        return Verdict::Refused { rules };
    };
    let ids = |finding: &Finding| finding.rule.to_string();
    if is_met && report.is_accepted() {
        let advice = report.findings().iter().map(ids).collect();
        return Verdict::Accepted { advice };
    }
    rules.extend(report.errors().map(ids));
    Verdict::Refused { rules }
}

pub(super) fn lists(case: &Case) -> Option<RevocationLists> {
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

/// What the rules say by path; nothing of what cannot be read.
fn judge(case: &Case, anchors: &[Certificate]) -> Option<Report> {
    let relying_party = match case.kind {
        Kind::Server => RelyingParty::from(ServerTrust::private_ca(anchors).ok()?),
        Kind::Client => RelyingParty::from(ClientTrust::private_ca(anchors).ok()?),
    };
    let relying_party = match lists(case) {
        Some(lists) => relying_party.with_revocation_lists(lists),
        None => relying_party,
    };
    let context = Context::fixed(provider(), case.now).with_relying_party(relying_party);
    let key = case.key.as_ref().map(|key| key.clone_key());
    let identity = Identity::from_parts(case.presented.clone(), key)
        .or_else(|_| Identity::from_parts(case.presented.clone(), None))
        .ok()?;
    let address = case.name.as_ref();
    let address = address.and_then(|name| name.to_str().parse().ok().map(Address::of));
    // The suite keeps the keys of most certificates to itself.
    let has_key = identity.has_private_key();
    Some(match case.kind {
        Kind::Server if has_key => check(&Server(address), &identity, &context),
        Kind::Server => check_chain(&Server(address), identity.chain(), &context),
        Kind::Client if has_key => check(&Client, &identity, &context),
        Kind::Client => check_chain(&Client, identity.chain(), &context),
    })
}

/// The rule by which the end that verifies refuses, if it has one.
fn verified(case: &Case, anchors: &[Certificate]) -> Result<(), Option<String>> {
    let verified = match case.kind {
        Kind::Server => meet_server(case, anchors),
        Kind::Client => handshake::of_client(case, &ClientTrust::private_ca(anchors).unwrap()),
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

fn meet_server(case: &Case, anchors: &[Certificate]) -> Result<(), Error> {
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
    handshake::of_server(case, &trust)
}
