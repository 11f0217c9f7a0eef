use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::server::WebPkiClientVerifier;
use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::{CertificateRevocationListDer, ServerName};
use vb365_tls::address::Address;
use vb365_tls::finding::{Finding, Severity};
use vb365_tls::policy::{Level, Policy};
use vb365_tls::profile::Profile;
use vb365_tls::revocation::Crls;
use vb365_tls::rule;
use vb365_tls::scenario::{UsageScenario, role};
use vb365_tls::tls::explain;
use vb365_tls::trust::{ClientTrust, NameCheck, RelyingParty, ServerTrust};
use vb365_tls::{Certificate, Context, Identity, Report, check, check_chain};

use super::case::{Case, Kind};
use super::handshake::{self, provider};

#[derive(Clone, Debug)]
pub(super) enum Answer {
    Accepted,
    /// By this rule, or in the words of rustls.
    Refused(String),
    /// What is asked cannot be configured.
    Skipped,
}

/// Instead of a rule, where the trust the case asks for cannot be made.
const NO_TRUST: &str = "no-trust";

impl Answer {
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted)
    }

    pub(super) fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// The rule that refuses.
    pub(super) fn rule(&self) -> Option<&str> {
        match self {
            Self::Refused(rule) => Some(rule.as_str()),
            _ => None,
        }
    }

    pub(super) fn names_a_rule(&self) -> bool {
        self.rule()
            .is_some_and(|id| id == NO_TRUST || rule::find(id).is_some())
    }
}

/// What a report says.
#[derive(Clone, Debug)]
pub(super) struct Reported {
    pub(super) answer: Answer,
    errors: Vec<String>,
    /// The rules of what is not an error.
    advice: Vec<String>,
}

/// By what policy certificates are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Under {
    Recommended,
    Strict,
}

impl Under {
    /// The policies a word of `limbo-exceptions.txt` stands for.
    pub(super) fn named(word: &str) -> &'static [Self] {
        match word {
            "recommended" => &[Self::Recommended],
            "strict" => &[Self::Strict],
            "both" => &[Self::Recommended, Self::Strict],
            _ => panic!("`{word}` is not the name of a policy"),
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Recommended => Self::Strict,
            Self::Strict => Self::Recommended,
        }
    }

    /// Where a suite asks for no name, its certificates need none.
    pub(super) fn policy(self, case: &Case) -> Policy {
        match self {
            Self::Recommended => Policy::recommended(),
            Self::Strict if case.name.is_some() => Policy::strict(),
            Self::Strict => Policy::strict()
                .with_level("subject-alt-name-absent", Level::Allow)
                .unwrap(),
        }
    }
}

impl fmt::Display for Under {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
        })
    }
}

/// What this crate makes of a case: the same, whoever is asked.
#[derive(Clone)]
pub(super) struct Verdicts {
    pub(super) handshake: Answer,
    pub(super) report: Reported,
}

impl Verdicts {
    pub(super) fn of(case: &Case, trusted: &Trusted, under: Under) -> Self {
        Self {
            handshake: of_handshake(case, trusted, under),
            report: of_report(case, trusted, under),
        }
    }

    /// Whether the rule that refuses in a handshake is not an error of the report.
    pub(super) fn is_reported_otherwise(&self) -> bool {
        let rule = self.handshake.rule();
        rule.is_some_and(|rule| !self.report.errors.iter().any(|it| it == rule))
    }

    /// The same under the strict policy: what is refused already stays refused.
    pub(super) fn strictly(&self, case: &Case, trusted: &Trusted) -> Self {
        match self.handshake.is_accepted() {
            true => Self::of(case, trusted, Under::Strict),
            false => self.clone(),
        }
    }

    /// The verdict and the rules it is by, where the suite expects another.
    pub(super) fn unlike(&self, case: &Case) -> Option<(&'static str, Vec<String>)> {
        let Self { handshake, report } = self;
        match handshake {
            Answer::Accepted if !case.is_good => Some(("accepted", report.advice.clone())),
            Answer::Refused(rule) if case.is_good => {
                let rules = [rule].into_iter().chain(&report.errors);
                Some(("refused", rules.cloned().collect()))
            }
            _ => None,
        }
    }
}

impl Reported {
    /// Where there is no report.
    fn nothing(answer: Answer) -> Self {
        Self {
            errors: answer.rule().map(str::to_owned).into_iter().collect(),
            answer,
            advice: Vec::new(),
        }
    }

    fn of(report: &Report) -> Self {
        let ids = |is_error: bool| {
            let findings = report.findings().iter();
            let graver = findings.filter(|it| (it.severity == Severity::Error) == is_error);
            graver.map(|it: &Finding| it.rule.to_string()).collect()
        };
        let errors: Vec<String> = ids(true);
        Self {
            answer: match errors.first() {
                None => Answer::Accepted,
                Some(rule) => Answer::Refused(rule.clone()),
            },
            errors,
            advice: ids(false),
        }
    }

    pub(super) fn advice(&self) -> &[String] {
        &self.advice
    }
}

/// rustls alone, with these lists: none may be stale, as here.
pub(super) fn of_engine(case: &Case, lists: &[CertificateRevocationListDer<'static>]) -> Answer {
    match verify_by_engine(case, lists) {
        Ok(()) => Answer::Accepted,
        Err(reason) => Answer::Refused(reason),
    }
}

fn verify_by_engine(
    case: &Case,
    lists: &[CertificateRevocationListDer<'static>],
) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    for root in &case.roots {
        roots.add(root.clone()).map_err(|error| error.to_string())?;
    }
    let roots = Arc::new(roots);
    let (end_entity, intermediates) = case.presented.split_first().unwrap();
    let verdict = match case.kind {
        Kind::Server => {
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider())
                .with_crls(lists.to_vec())
                .enforce_revocation_expiration()
                .build()
                .map_err(|error| error.to_string())?;
            let any = ServerName::try_from("example.com").unwrap();
            let name = case.name.as_ref().unwrap_or(&any);
            let verdict =
                verifier.verify_server_cert(end_entity, intermediates, name, &[], case.now);
            match (verdict.map(|_| ()), &case.name) {
                // Names come last.
                (
                    Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext {
                        ..
                    })),
                    None,
                ) => Ok(()),
                (verdict, _) => verdict,
            }
        }
        Kind::Client => WebPkiClientVerifier::builder_with_provider(roots, provider())
            .with_crls(lists.to_vec())
            .enforce_revocation_expiration()
            .build()
            .map_err(|error| error.to_string())?
            .verify_client_cert(end_entity, intermediates, case.now)
            .map(|_| ()),
    };
    verdict.map_err(|error| error.to_string())
}

/// What is trusted, as the case says.
pub(super) enum Trusted {
    Servers(ServerTrust),
    Clients(ClientTrust),
    /// Nothing can be; the answer is the same for handshake and report.
    Nothing(Answer),
}

impl Trusted {
    pub(super) fn of(case: &Case) -> Self {
        // No application starts with roots or lists that cannot be read.
        let nothing = || Self::Nothing(Answer::Refused(NO_TRUST.to_owned()));
        let anchors = case.roots.iter().cloned().map(Certificate::from_der);
        let Ok(anchors) = anchors.collect::<Result<Vec<_>, _>>() else {
            return nothing();
        };
        let Ok(lists) = lists(case) else {
            return nothing();
        };
        let (Ok(mut servers), Ok(mut clients)) = (
            ServerTrust::private_ca(&anchors),
            ClientTrust::private_ca(&anchors),
        ) else {
            return nothing();
        };
        if let Some(lists) = lists {
            servers = servers.with_crls(lists.clone());
            clients = clients.with_crls(lists);
        }
        if case.name.is_none() {
            servers = servers.dangerous().with_name_check(NameCheck::Ignored);
        }
        if let Some(most) = case.depth {
            let (Ok(fewer), Ok(fewer_clients)) = (
                servers.with_max_intermediates(most),
                clients.with_max_intermediates(most),
            ) else {
                return Self::Nothing(Answer::Skipped);
            };
            (servers, clients) = (fewer, fewer_clients);
        }
        match case.kind {
            Kind::Server => Self::Servers(servers),
            Kind::Client => Self::Clients(clients),
        }
    }
}

/// With lists, a certificate none of them covers is refused, as by default.
pub(super) fn lists(case: &Case) -> Result<Option<Crls>, vb365_tls::Error> {
    if case.lists.is_empty() {
        return Ok(None);
    }
    Crls::from_bytes(&case.lists).map(Some)
}

struct Server(Option<Address>);

impl UsageScenario for Server {
    type Role = role::TlsServer;

    const PROFILE: &'static Profile =
        &Profile::tls_server("limbo-server", "A server of the suite", &[]);

    fn addresses(&self) -> Vec<Address> {
        self.0.iter().cloned().collect()
    }
}

struct Client;

impl UsageScenario for Client {
    type Role = role::TlsClient;

    const PROFILE: &'static Profile =
        &Profile::tls_client("limbo-client", "A client of the suite", &[]);

    fn addresses(&self) -> Vec<Address> {
        Vec::new()
    }
}

/// What the report says whose relying party is the other end of the handshake.
fn of_report(case: &Case, trusted: &Trusted, under: Under) -> Reported {
    let relying_party = match trusted {
        Trusted::Servers(trust) => RelyingParty::from(trust),
        Trusted::Clients(trust) => RelyingParty::from(trust),
        Trusted::Nothing(answer) => return Reported::nothing(answer.clone()),
    };
    let context = Context::fixed(provider(), case.now)
        .with_policy(under.policy(case))
        .with_relying_party(relying_party);
    let key = case.key.as_ref().map(|key| key.clone_key());
    let identity = Identity::from_parts(case.presented.clone(), key)
        .or_else(|_| Identity::from_parts(case.presented.clone(), None));
    let Ok(identity) = identity else {
        return Reported::nothing(Answer::Refused("certificate-unreadable".to_owned()));
    };
    let address = case.name.as_ref();
    let address = address.and_then(|name| name.to_str().parse().ok().map(Address::of));
    // The suites keep the keys of most certificates to themselves.
    let has_key = identity.has_private_key();
    Reported::of(&match case.kind {
        Kind::Server if has_key => check(&Server(address), &identity, &context),
        Kind::Server => check_chain(&Server(address), identity.chain(), &context),
        Kind::Client if has_key => check(&Client, &identity, &context),
        Kind::Client => check_chain(&Client, identity.chain(), &context),
    })
}

/// What the end that verifies says in a handshake.
fn of_handshake(case: &Case, trusted: &Trusted, under: Under) -> Answer {
    let verified = match trusted {
        Trusted::Servers(trust) => handshake::of_server(case, trust, under),
        Trusted::Clients(trust) => handshake::of_client(case, trust, under),
        Trusted::Nothing(answer) => return answer.clone(),
    };
    let Err(error) = verified else {
        return Answer::Accepted;
    };
    match explain(&error).map(|finding| finding.rule.to_string()) {
        // The certificate was accepted; the key at hand is not its own.
        Some(rule) if rule == "handshake-signature-invalid" => Answer::Accepted,
        Some(rule) => Answer::Refused(rule),
        None => Answer::Refused(error.to_string()),
    }
}
