//! One verdict over every case of every table of rules, whatever the relying party checks and whatever a policy denies.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustls::sign::SigningKey;
use rustls_pki_types::CertificateDer;
use vb365_tls::chain::Chain;
use vb365_tls::finding::Severity;
use vb365_tls::policy::{Level, Policy};
use vb365_tls::profile::{ActsAs, Verification};
use vb365_tls::revocation::{Crls, ExpirationPolicy, RevocationCheckDepth, UnknownStatusPolicy};
use vb365_tls::rule::{self, NEVER_RELAXED, NOT_IN_HANDSHAKES, NOT_IN_HANDSHAKES_BY_PIN};
use vb365_tls::scenario::Scenario;
use vb365_tls::test_support::TestKey;
use vb365_tls::trust::{ClientTrust, NameCheck, Pins, PurposeCheck, ServerTrust, ValidityCheck};
use vb365_tls::{Certificate, Context, Report, check_chain};

use super::provider;
use super::relying_party::{Answer, Party, difference, key};
use crate::rules::{Case, TABLES};

/// A case as a peer presents it.
struct Exhibit {
    name: &'static str,
    scenario: Scenario,
    chain: Chain,
    presented: Vec<CertificateDer<'static>>,
    key: Arc<dyn SigningKey>,
    /// That of somebody else, which signs faster.
    quick: Arc<dyn SigningKey>,
    context: Context,
    lists: Option<Crls>,
    /// Whom the table says the clients trust, or the root of the forge.
    by_path: Option<ServerTrust>,
    /// The same of a server.
    clients_by_path: Option<ClientTrust>,
}

impl Exhibit {
    fn of(case: &Case) -> Self {
        let forge = (case.forge)();
        let identity = (case.identity)(&forge, &provider());
        let chain = identity.chain();
        let certificates: Vec<_> = [chain.end_entity()]
            .into_iter()
            .chain(chain.intermediates())
            .chain(chain.trust_anchor())
            .chain(chain.unrelated())
            .cloned()
            .collect();
        let certificates = as_delivered(certificates, &forge.certificates(&provider()));
        let context = (case.context)();
        let anchor = [forge.trust_anchor(&provider())];
        let by_path = match case.trust {
            Some(trust) => Some(trust()),
            None => ServerTrust::private_ca(&anchor).ok(),
        };
        let exhibit = Self {
            name: case.name,
            scenario: (case.tls)(),
            presented: certificates.iter().map(|it| it.der().clone()).collect(),
            chain: Chain::from_certificates(certificates).unwrap(),
            key: key(forge.key_der()),
            quick: key(TestKey::P256.private_key()),
            lists: context.relying_party().crls().cloned(),
            context,
            by_path,
            clients_by_path: ClientTrust::private_ca(&anchor).ok(),
        };
        // What is found out about RSA keys stays with them, and with all that is cloned from here on.
        let by_path = exhibit
            .context
            .clone()
            .with_relying_party(Verification::ByPath);
        drop(check_chain(&exhibit.scenario, &exhibit.chain, &by_path));
        exhibit
    }

    fn pins(&self) -> [Pins; 2] {
        let certificate = self.chain.end_entity();
        [
            certificate.into(),
            certificate.public_key().fingerprint().into(),
        ]
    }

    /// Clients that know the server by a path, and by its certificate.
    fn ways(&self) -> Vec<(&'static str, Party)> {
        let [certificate, _] = self.pins();
        let by_path = self.by_path.clone().map(|trust| ("by path", trust));
        let by_pin = ("by pin", ServerTrust::pinned(certificate));
        let ways = by_path.into_iter().chain([by_pin]);
        ways.map(|(way, trust)| (way, self.listed(Party::OfServers(trust))))
            .collect()
    }

    /// The same relying party, with the lists of the case.
    fn listed(&self, party: Party) -> Party {
        match &self.lists {
            Some(lists) => party.with_lists(lists),
            None => party,
        }
    }

    /// The key proves nothing about the certificate: once with the right one is enough.
    fn ask(&self, what: &str, party: &Party, context: &Context) -> (Report, Answer) {
        let report = party.report(&self.scenario, &self.chain, context);
        let end = party.end(&self.scenario, context);
        let is_usual = what.ends_with("as usual");
        let key = if is_usual { &self.key } else { &self.quick };
        let addresses = self.scenario.addresses();
        let hosts = addresses.iter().map(|it| it.host().to_string());
        let hosts = match party {
            Party::OfServers(_) => hosts.collect(),
            Party::OfClients(_) => vec![super::HOST.to_owned()],
        };
        // A certificate is good for all its names, or refused for one of them.
        let mut answers = hosts
            .iter()
            .map(|host| end.meets(host, &self.presented, key));
        (report, answers.find(Result::is_err).unwrap_or(Ok(())))
    }

    /// How report and handshake differ, but for what handshakes do not ask; and the errors that make the difference.
    fn differing(&self, what: &str, party: &Party, context: &Context) -> Outcome {
        let (report, answer) = self.ask(what, party, context);
        let by_pin = match report.verification() {
            Verification::ByPin => NOT_IN_HANDSHAKES_BY_PIN,
            Verification::ByPath => &[],
        };
        let unasked = NOT_IN_HANDSHAKES.iter().chain(by_pin);
        let is_unasked = |id: &str| unasked.clone().any(|(rule, _)| *rule == id);
        let (unasked, asked): (Vec<_>, Vec<_>) =
            report.errors().partition(|it| is_unasked(it.rule.as_str()));
        let is_excused = asked.is_empty() && answer.is_ok() && !unasked.is_empty();
        let excused = unasked.iter().map(|it| it.rule.to_string());
        Outcome {
            excused: excused.filter(|_| is_excused).collect(),
            wrong: difference(&report, &answer)
                .filter(|_| !is_excused)
                .map(|it| format!("{}, {what}: {it}", self.name)),
            report,
        }
    }
}

/// In the order in which the forge delivers them, if it does, behind the end entity.
fn as_delivered(
    certificates: Vec<Certificate>,
    delivered: &[CertificateDer<'static>],
) -> Vec<Certificate> {
    let place = |it: &Certificate| delivered.iter().position(|der| der == it.der());
    let end_entity = certificates[0].clone();
    let mut placed = certificates;
    placed.sort_by_key(|it| (*it != end_entity, place(it)));
    placed
}

struct Outcome {
    report: Report,
    /// Rules of the errors that no handshake asks for, where there are no others.
    excused: Vec<String>,
    wrong: Option<String>,
}

/// Every case of a certificate somebody is met with.
fn exhibits() -> impl Iterator<Item = Exhibit> {
    let cases = TABLES.iter().flat_map(|cases| cases.iter());
    let is_met = |it: &Exhibit| it.scenario.profile().acts_as != ActsAs::AssertionSigner;
    cases.map(Exhibit::of).filter(is_met)
}

type OfServers = (&'static str, fn(ServerTrust) -> Option<ServerTrust>);

/// What the clients of a server may check.
const OF_SERVERS: &[OfServers] = &[
    ("as usual", Some),
    ("name", |it| Some(it.checking_name())),
    ("name ignored", |it| {
        Some(it.dangerous().with_name_check(NameCheck::Ignored))
    }),
    ("common name", |it| {
        let check = NameCheck::SubjectAltNameThenCommonName;
        Some(it.dangerous().with_name_check(check))
    }),
    ("validity ignored", |it| {
        let check = ValidityCheck::Ignored;
        Some(it.dangerous().with_validity_check(check))
    }),
    ("purpose", |it| {
        Some(it.dangerous().with_purpose_check(PurposeCheck::IfPresent))
    }),
    ("purpose required", |it| Some(it.requiring_purpose())),
    ("no intermediate", |it| it.with_max_intermediates(0).ok()),
];

type OfClients = (&'static str, fn(ClientTrust) -> Option<ClientTrust>);

/// What a server may check of its clients.
const OF_CLIENTS: &[OfClients] = &[
    ("as usual", Some),
    ("validity ignored", |it| {
        let check = ValidityCheck::Ignored;
        Some(it.dangerous().with_validity_check(check))
    }),
    ("purpose", |it| {
        Some(it.dangerous().with_purpose_check(PurposeCheck::IfPresent))
    }),
    ("purpose required", |it| Some(it.requiring_purpose())),
    ("no intermediate", |it| it.with_max_intermediates(0).ok()),
];

type OfLists = (&'static str, fn(Crls) -> Crls);

const OF_LISTS: &[OfLists] = &[
    ("end entity only", |it| {
        it.dangerous().with_depth(RevocationCheckDepth::EndEntity)
    }),
    ("unknown accepted", |it| {
        it.dangerous()
            .with_status_policy(UnknownStatusPolicy::Allow)
    }),
    ("stale accepted", |it| {
        it.dangerous()
            .with_expiration_policy(ExpirationPolicy::Ignore)
    }),
];

/// Every relying party a case is shown to, with its name.
fn of_servers(exhibit: &Exhibit) -> Vec<(String, Party)> {
    let [certificate, key] = exhibit.pins();
    let by_path = exhibit.by_path.clone();
    let ways = [
        ("by path", by_path),
        ("by certificate", Some(ServerTrust::pinned(certificate))),
    ];
    let ways = ways
        .into_iter()
        .filter_map(|(way, trust)| Some((way, trust?)));
    let by_key = Party::OfServers(ServerTrust::pinned(key));
    let mut parties = vec![("by key".to_owned(), exhibit.listed(by_key))];
    for (way, trust) in ways {
        for (what, change) in OF_SERVERS {
            let party = change(trust.clone()).map(Party::OfServers);
            parties.extend(party.map(|it| (format!("{way}, {what}"), exhibit.listed(it))));
        }
        for (what, relax) in OF_LISTS {
            let lists = exhibit.lists.clone().map(relax);
            let trust = lists.map(|it| trust.clone().with_crls(it));
            parties.extend(trust.map(|it| (format!("{way}, {what}"), Party::OfServers(it))));
        }
    }
    parties
}

fn of_clients(exhibit: &Exhibit) -> Vec<(String, Party)> {
    let [certificate, _] = exhibit.pins();
    let by_path = exhibit.clients_by_path.clone();
    let ways = [
        ("client by path", by_path),
        (
            "client by certificate",
            Some(ClientTrust::pinned(certificate)),
        ),
    ];
    let ways = ways
        .into_iter()
        .filter_map(|(way, trust)| Some((way, trust?)));
    let mut parties = Vec::new();
    for (way, trust) in ways {
        for (what, change) in OF_CLIENTS {
            let party = change(trust.clone()).map(Party::OfClients);
            parties.extend(party.map(|it| (format!("{way}, {what}"), exhibit.listed(it))));
        }
    }
    parties
}

#[track_caller]
fn assert_one_verdict(parties: impl Fn(&Exhibit) -> Vec<(String, Party)>) {
    let (mut wrong, mut asked, mut accepted) = (Vec::new(), 0, 0);
    for exhibit in exhibits() {
        for (what, party) in parties(&exhibit) {
            let outcome = exhibit.differing(&what, &party, &exhibit.context);
            asked += 1;
            accepted += usize::from(outcome.report.is_accepted());
            wrong.extend(outcome.wrong);
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    // Were all refused, or none, nothing would be compared.
    let share = accepted * 100 / asked;
    assert!((20..90).contains(&share), "{accepted} of {asked}");
}

#[test]
fn of_servers_whatever_is_checked() {
    assert_one_verdict(of_servers);
}

#[test]
fn of_clients_whatever_is_checked() {
    assert_one_verdict(of_clients);
}

/// What is found and no error is denied, each rule on its own; and all that is not found, together.
#[test]
fn of_servers_whatever_is_denied() {
    let (mut wrong, mut denied, mut excused) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for exhibit in exhibits() {
        for (way, party) in exhibit.ways() {
            let report = party.report(&exhibit.scenario, &exhibit.chain, &exhibit.context);
            let found: BTreeSet<&str> = report
                .findings()
                .iter()
                .map(|it| it.rule.as_str())
                .collect();
            let policy = exhibit.context.policy();
            let deny = |policy: Policy, rule: &str| policy.with_level(rule, Level::Deny).unwrap();
            let all_others = rule::ALL.iter().map(|it| it.id.as_str());
            let all_others = all_others.filter(|it| !found.contains(it));
            let mut policies = vec![(
                "what is not found".to_owned(),
                all_others.fold(policy.clone(), deny),
            )];
            if report.is_accepted() {
                for rule in &found {
                    denied.insert((*rule).to_owned());
                    policies.push(((*rule).to_owned(), deny(policy.clone(), rule)));
                }
            }
            for (what, policy) in policies {
                let context = exhibit.context.clone().with_policy(policy);
                let outcome = exhibit.differing(&format!("{way}, {what}"), &party, &context);
                let is_denied = found.contains(&*what);
                if is_denied && outcome.report.is_accepted() {
                    wrong.push(format!(
                        "{}, {way}: {what} is denied and no error",
                        exhibit.name
                    ));
                }
                wrong.extend(outcome.wrong);
                excused.extend(outcome.excused);
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    let unasked = NOT_IN_HANDSHAKES.iter().chain(NOT_IN_HANDSHAKES_BY_PIN);
    let unasked = unasked.map(|(rule, _)| (*rule).to_owned());
    let unasked: BTreeSet<_> = unasked.collect();
    let unmet: Vec<_> = unasked.difference(&excused).collect();
    // Only where the operating system finds a path of its own is there none to see.
    assert_eq!(unmet, ["chain-incomplete"]);
    let never: Vec<_> = rule::ALL
        .iter()
        .filter(|it| is_milder_than_an_error(it) && !denied.contains(it.id.as_str()))
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(never, NEVER_DENIED);
}

/// Whatever a policy allows, report and handshake agree, and what it cannot relax is refused as before.
#[test]
fn of_servers_whatever_is_allowed() {
    let (mut wrong, mut kept) = (Vec::new(), BTreeSet::new());
    for exhibit in exhibits() {
        for (way, party) in exhibit.ways() {
            let report = party.report(&exhibit.scenario, &exhibit.chain, &exhibit.context);
            let errors = report.errors().map(|it| it.rule.as_str());
            let errors: BTreeSet<&str> = errors.collect();
            if errors.is_empty() {
                continue;
            }
            let relaxed = |level| {
                let negotiable = rule::ALL.iter().filter(|it| it.is_negotiable());
                negotiable.fold(exhibit.context.policy().clone(), |policy, rule| {
                    policy.with_level(rule.id.as_str(), level).unwrap()
                })
            };
            for level in [Level::Allow, Level::Warn] {
                let context = exhibit.context.clone().with_policy(relaxed(level));
                let outcome = exhibit.differing(&format!("{way}, all {level}"), &party, &context);
                wrong.extend(outcome.wrong);
                let is_kept = |id: &str| NEVER_RELAXED.iter().any(|(kept, _)| *kept == id);
                let stays = errors.iter().filter(|it| is_kept(it));
                kept.extend(stays.clone().map(|it| (way, (*it).to_owned())));
                if stays.count() > 0 && outcome.report.is_accepted() {
                    let name = exhibit.name;
                    wrong.push(format!("{name}, {way}: {errors:?} is gone at {level}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    let all = ["by path", "by pin"].into_iter();
    let all = all.flat_map(|way| {
        NEVER_RELAXED
            .iter()
            .map(move |(it, _)| (way, (*it).to_owned()))
    });
    let unmet: Vec<_> = all.filter(|it| !kept.contains(it)).collect();
    // Without an issuer nobody can verify a list, and whoever pins asks for none.
    let no_error = ["crl-unverified", "revocation-status-unknown"];
    assert_eq!(unmet, no_error.map(|it| ("by pin", it.to_owned())));
}

/// Whether a rule is found beside an accepted certificate somewhere.
fn is_milder_than_an_error(rule: &rule::Rule) -> bool {
    let levels = [rule.levels.by_path, rule.levels.by_pin];
    let mut levels = levels.into_iter().flatten();
    levels.any(|level| level < Severity::Error)
}

/// Rules that are never found beside an accepted certificate of a peer: without an issuer there is no path either, and
/// containers and keys stay with whom they belong to.
const NEVER_DENIED: &[&str] = &[
    "chain-incomplete",
    "container-encryption-legacy",
    "container-mac-absent",
    "container-mac-modern",
    "container-trailing-octets",
    "container-unreadable-by-dotnet",
    "container-unreadable-by-java",
    "container-unreadable-by-openssl",
    "container-unreadable-by-windows-2016",
    "key-not-compared",
    "key-spec-signature-only",
    "key-unusable-by-dotnet-framework",
];
