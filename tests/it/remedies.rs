//! What people are told to do: where it ends, and all of it as one table to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use vb365_tls::address::Address;
use vb365_tls::finding::{Finding, Position};
use vb365_tls::profile::{ActsAs, Profile, Verification};
use vb365_tls::rule::{self, REISSUED, REISSUED_BELOW};
use vb365_tls::scenario::{
    ApplicationId, BackupApplication, BackupProxy, Cloud, OrganizationManagement, RestApi,
    RestApiOnSeparateMachine, RestoreOperatorAuthentication, RestorePortal, Scenario, ScenarioId,
    TenantAuthentication, TenantId, UsageScenario, role,
};
use vb365_tls::test_support::Forge;
use vb365_tls::{Credential, Report, check, check_chain};

use crate::golden;
use crate::rules::{self, Case, HOST, TABLES, context, provider};

/// Every scenario at the host of the good certificate.
pub fn scenarios() -> [Scenario; 8] {
    let host: Address = HOST.parse().unwrap();
    let tenant: TenantId = "contoso.onmicrosoft.com".parse().unwrap();
    let application: ApplicationId = "6731de76-14a6-49ae-97bc-6eba6914391e".parse().unwrap();
    let cloud = Cloud::Worldwide;
    [
        OrganizationManagement::at(cloud, tenant.clone(), application.clone())
            .unwrap()
            .into(),
        BackupApplication::at(cloud, tenant.clone(), application.clone())
            .unwrap()
            .into(),
        BackupProxy::at(host.clone()).unwrap().into(),
        RestApi::at(host.clone()).unwrap().into(),
        RestApiOnSeparateMachine::at(host.clone(), host.clone())
            .unwrap()
            .into(),
        RestorePortal::at(cloud, tenant, application, host.clone())
            .unwrap()
            .into(),
        RestoreOperatorAuthentication::at(host.clone())
            .unwrap()
            .into(),
        TenantAuthentication::at(host).unwrap().into(),
    ]
}

fn reports<'a>(
    case: &'a Case,
    scenarios: &'a [Scenario],
) -> impl Iterator<Item = (ScenarioId, Report)> + 'a {
    let identity = (case.identity)(&(case.forge)(), &provider());
    let ways = [Verification::ByPath, Verification::ByPin];
    ways.into_iter().flat_map(move |verification| {
        let context = rules::verified(case, verification);
        { scenarios.iter() }
            .map(|it| (it.id(), check(it, &identity, &context)))
            .collect::<Vec<_>>()
    })
}

const INTRODUCTION: &str = "\
What people are told to do about each rule, in each scenario: what is found in the tables of the rules' tests, once for each
text. `[...]` stands for the end of a remedy, which depends on the scenario:

";

/// For each rule, each text with the scenarios that share it; what is said of one's own certificate and of a CA's is
/// told apart.
type Remedies = BTreeMap<String, BTreeMap<(bool, String), BTreeSet<ScenarioId>>>;

fn remedies() -> Remedies {
    let mut remedies = Remedies::new();
    let scenarios = scenarios();
    for case in TABLES.iter().flat_map(|cases| cases.iter()) {
        for (id, report) in reports(case, &scenarios) {
            for finding in report.findings() {
                let sentence = id.installation().sentence();
                let text = finding.remedy.replace(sentence, "[...]");
                let of_rule = remedies.entry(finding.rule.to_string()).or_default();
                let is_above = finding.position != Position::EndEntity;
                of_rule.entry((is_above, text)).or_default().insert(id);
            }
        }
    }
    remedies
}

fn table(remedies: &Remedies) -> String {
    let mut table = INTRODUCTION.to_owned();
    for id in ScenarioId::ALL {
        writeln!(table, "{id}: {}", id.installation().sentence()).unwrap();
    }
    for (rule, texts) in remedies {
        write!(table, "\n# {rule}\n").unwrap();
        for ((is_above, text), scenarios) in texts {
            let above = if *is_above { ", of a CA" } else { "" };
            writeln!(table, "{}{above}:\n  {text}", named(scenarios)).unwrap();
        }
    }
    table
}

fn named(scenarios: &BTreeSet<ScenarioId>) -> String {
    let signs = |id: &ScenarioId| id.profile().acts_as == ActsAs::AssertionSigner;
    let of = |wanted: bool| {
        ScenarioId::ALL
            .into_iter()
            .filter(move |id| signs(id) == wanted)
    };
    if scenarios.len() == ScenarioId::ALL.len() {
        "all".into()
    } else if scenarios.iter().copied().eq(of(false)) {
        "all of TLS".into()
    } else if scenarios.iter().copied().eq(of(true)) {
        "all that sign".into()
    } else {
        let ids: Vec<_> = scenarios.iter().map(ToString::to_string).collect();
        ids.join(", ")
    }
}

#[test]
fn all_remedies_are_one_table() {
    let remedies = remedies();
    golden::assert_is("tests/golden/remedies.txt", &table(&remedies));
    let shown: Vec<_> = remedies.keys().map(String::as_str).collect();
    let all = rule::ALL.iter().map(|rule| rule.id.as_str());
    // The profiles of the product demand nothing that has no rule of its own.
    let all: Vec<_> = all.filter(|id| *id != "profile-demand-unmet").collect();
    assert_eq!(shown, all, "a rule has no case");
}

/// Words that ask for another certificate or another file.
const ASKING: &[&str] = &[
    "issued",
    "enew ",
    "xport ",
    "nstall ",
    "reate ",
    "equest a certificate",
    "eplace the certificate",
];

/// What sounds like that and is not, each with the reason; sorted.
const NOT_NOW: &[(&str, &str)] = &[
    ("authority-key-identifier-absent", NEXT_TIME),
    ("container-encryption-legacy", OTHER_READER),
    ("container-trailing-octets", OTHER_READER),
    ("container-unreadable-by-windows-2016", OLD_MACHINES),
    ("crl-issuer-encoding-differs", LIST),
    ("crl-number-critical", LIST),
    ("distribution-point-unnamed", NEXT_TIME),
    ("extended-key-usage-absent", NEXT_TIME),
    ("issuer-key-usage-absent", CA),
    ("issuer-lacks-key-cert-sign", CA),
    ("key-usage-impossible", NEXT_TIME),
    ("name-constraint-malformed", CA),
    ("path-length-too-large", CA),
    ("path-not-found", CLIENT),
    ("revocation-pointer-absent", NEXT_TIME),
    ("subject-key-identifier-absent", CA),
];

const NEXT_TIME: &str = "it is about the next certificate";
const OLD_MACHINES: &str =
    "it is done where a machine runs Windows Server 2016, and nothing elsewhere";
const OTHER_READER: &str = "what the product reads is good; the file is for others";
const CA: &str = "the certificate of a CA is not installed in the product";
const CLIENT: &str = "it is said to the client of a server";
const LIST: &str = "it is the list that is issued";

#[test]
fn every_remedy_that_asks_for_a_certificate_is_listed() {
    assert!(REISSUED.is_sorted() && REISSUED_BELOW.is_sorted() && NOT_NOW.is_sorted());
    let all = [rule::ALL, rule::DEPLOYMENT].into_iter().flatten();
    let asking: BTreeSet<_> = all
        .filter(|rule| ASKING.iter().any(|word| rule.remedy.contains(word)))
        .map(|rule| rule.id.as_str())
        .collect();
    let excused = NOT_NOW.iter().map(|(id, _)| *id);
    let listed: BTreeSet<_> = { REISSUED.iter().chain(REISSUED_BELOW).copied() }
        .chain(excused)
        .collect();
    assert_eq!(listed, asking);
}

/// Two certificates of one's own that have expired, the second a CA's.
fn expired() -> Forge {
    let forge = Forge::tls(HOST).valid("2020-01-01", "2021-01-01");
    forge.intermediate(|it| it.without_extension("2.5.29.15"))
}

fn finding<'a>(report: &'a Report, rule: &str) -> &'a Finding {
    let found = report.findings().iter().find(|it| it.rule.as_str() == rule);
    found.unwrap_or_else(|| panic!("no {rule} in {report}"))
}

#[test]
fn the_remedy_for_a_certificate_of_ones_own_ends_in_the_place() {
    let identity = expired().identity(&provider());
    for scenario in scenarios() {
        let report = check(&scenario, &identity, &context());
        let remedy = &finding(&report, "certificate-expired").remedy;
        let sentence = scenario.id().installation().sentence();
        assert_eq!(
            *remedy,
            format!(
                "Renew the certificate, and make the new one known wherever the old one was pinned or registered. {sentence}"
            )
        );
    }
}

#[test]
fn accepting_says_it_too() {
    let identity = expired().identity(&provider());
    let rejected = Credential::accept(crate::rest_api(), identity, &context()).unwrap_err();
    let remedy = &finding(rejected.report(), "certificate-expired").remedy;
    assert!(
        remedy.ends_with("under General Options > REST API, or with `Set-VBORestAPISettings`."),
        "{remedy}"
    );
}

#[test]
fn the_certificate_of_a_ca_is_installed_by_nobody_here() {
    let identity = expired().identity(&provider());
    let by_path = context().with_relying_party(Verification::ByPath);
    let report = check(&crate::rest_api(), &identity, &by_path);
    let finding = finding(&report, "issuer-key-usage-absent");
    assert_eq!(finding.position, Position::Intermediate(1));
    let rule = rule::find("issuer-key-usage-absent").unwrap();
    assert_eq!(finding.remedy, rule.remedy);
}

/// Whoever looks at what a server presents is its client.
#[test]
fn whoever_meets_a_peer_is_not_told_where_to_install() {
    let chain = expired().chain(&provider());
    let report = check_chain(&crate::rest_api(), &chain, &context());
    let rule = rule::find("certificate-expired").unwrap();
    assert_eq!(finding(&report, "certificate-expired").remedy, rule.remedy);
}

/// A server that is not of the product.
struct Metrics;

impl UsageScenario for Metrics {
    type Role = role::TlsServer;

    const PROFILE: &'static Profile = &Profile::tls_server("rest-api", "Scraping metrics", &[]);
}

/// Whatever it is called.
#[test]
fn a_scenario_of_ones_own_is_installed_elsewhere() {
    let identity = expired().identity(&provider());
    let report = check(&Metrics, &identity, &context());
    let rule = rule::find("certificate-expired").unwrap();
    assert_eq!(finding(&report, "certificate-expired").remedy, rule.remedy);
}

#[test]
fn the_portal_is_served_with_what_is_installed_for_the_rest_api() {
    let identity = Forge::tls(HOST).identity(&provider());
    let scenario = RestApiOnSeparateMachine::at(HOST, HOST).unwrap();
    let credential = Credential::accept(scenario, identity, &context()).unwrap();
    let portal = RestorePortal::at(
        Cloud::Worldwide,
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
        "portal.example.com",
    )
    .unwrap();
    let report = credential.check_portal(&portal);
    let sentence = ScenarioId::RestApiOnSeparateMachine
        .installation()
        .sentence();
    let remedy = &finding(&report, "portal-address-uncovered").remedy;
    assert!(remedy.ends_with(sentence), "{remedy}");
}

/// Signers are told nothing about the pins of clients they do not have.
#[test]
fn no_signer_is_told_to_pin() {
    let scenarios = scenarios();
    for case in TABLES.iter().copied().flatten() {
        for (id, report) in reports(case, &scenarios) {
            let signs = id.profile().acts_as == ActsAs::AssertionSigner;
            for finding in report.findings().iter().filter(|_| signs) {
                let remedy = &finding.remedy;
                let is_odd = remedy.contains(" pin ") || remedy.contains("client");
                assert!(!is_odd, "{id}, {}: {remedy}", finding.rule);
            }
        }
    }
}
