//! Every remedy, as whoever has to act on it reads it in each of the eight scenarios.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use vb365_tls::address::Address;
use vb365_tls::profile::Verification;
use vb365_tls::rule;
use vb365_tls::scenario::{
    BackupApplication, BackupProxy, Cloud, RestApi, RestApiOnSeparateMachine,
    RestoreOperatorAuthentication, RestorePortal, Scenario, ScenarioId, TenantAuthentication,
};

use super::{HOST, TABLES, organization_management, provider, verified};
use crate::golden;

/// One of each, at [`HOST`] where it has an address.
pub fn scenarios() -> [Scenario; 8] {
    let application = || "6731de76-14a6-49ae-97bc-6eba6914391e".parse().unwrap();
    let tenant = || "contoso.onmicrosoft.com".parse().unwrap();
    let address = |host: &str| -> Address { host.parse().unwrap() };
    let host = || address(HOST);
    [
        organization_management(),
        BackupApplication::new(Cloud::Worldwide, tenant(), application()).into(),
        BackupProxy::new(host()).into(),
        RestApi::at(host()).into(),
        RestApiOnSeparateMachine::new(host(), address("controller.example.com")).into(),
        RestorePortal::new(Cloud::Worldwide, tenant(), application(), host()).into(),
        RestoreOperatorAuthentication::at(host()).into(),
        TenantAuthentication::at(host()).into(),
    ]
}

/// The scenarios in which each remedy of each rule is given, for all that is wrong in the tables.
type Remedies = BTreeMap<String, BTreeMap<String, BTreeSet<usize>>>;

fn given() -> Remedies {
    let scenarios = scenarios();
    let mut given = Remedies::new();
    for case in TABLES.iter().copied().flatten() {
        let identity = (case.identity)(&(case.forge)(), &provider());
        for verification in [Verification::ByPath, Verification::ByPin] {
            let context = verified(case, verification);
            for (place, scenario) in scenarios.iter().enumerate() {
                let report = vb365_tls::check(scenario, &identity, &context);
                for finding in report.findings() {
                    let remedies = given.entry(finding.rule.to_string()).or_default();
                    let places = remedies.entry(finding.remedy.to_string()).or_default();
                    places.insert(place);
                }
            }
        }
    }
    given
}

const INTRODUCTION: &str = "\
What to do, for whatever is wrong in the tables of the tests, in the scenarios in which it is found.
";

fn page(given: &Remedies) -> String {
    let ids: Vec<ScenarioId> = scenarios().iter().map(Scenario::id).collect();
    let mut page = INTRODUCTION.to_owned();
    for (rule, remedies) in given {
        write!(page, "\n{rule}\n").unwrap();
        for (remedy, places) in remedies {
            let names: Vec<_> = places.iter().map(|place| ids[*place].as_str()).collect();
            let names = match names.len() {
                8 => "all".into(),
                _ => names.join(", "),
            };
            write!(page, "  {names}:\n    {remedy}\n").unwrap();
        }
    }
    page
}

#[test]
fn every_remedy_in_every_scenario() {
    let given = given();
    golden::assert_is("tests/golden/remedies.txt", &page(&given));
    for rule in given.keys() {
        assert!(rule::find(rule).is_some(), "{rule}");
    }
}

/// Signers and the ends of a connection between services are told nothing about pins of clients they do not have.
#[test]
fn no_signer_is_told_to_pin() {
    let scenarios = scenarios();
    let signers = [
        "organization-management",
        "backup-application",
        "restore-portal",
    ];
    for (rule, remedies) in given() {
        for (remedy, places) in remedies {
            let is_for_signer = |place: &usize| signers.contains(&scenarios[*place].id().as_str());
            let speaks_of_pins = remedy.contains(" pin ") || remedy.contains("client");
            let is_odd = speaks_of_pins && places.iter().any(is_for_signer);
            assert!(!is_odd, "{rule}: {remedy}");
        }
    }
}
