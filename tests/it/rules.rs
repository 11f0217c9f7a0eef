//! Tables of what is broken and everything the rules say then, in all three columns of the catalogue.
//!
//! A topic has one file with `CASES`, listed in [`TABLES`]. Each case is compared both ways: a finding too many fails
//! as one too few does.

mod advice;
mod chain;
pub mod constraint;
mod container;
mod container_readers;
mod container_windows;
mod custom;
pub mod extension;
mod issuer;
mod key;
mod key_identifier;
mod minor_extensions;
mod name;
mod path;
pub mod portal;
mod post_quantum;
pub mod purpose;
mod revocation;
mod signature;
mod tolerated;
mod trusted_issuer;
mod unread_by_rustls;
mod validity;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use vb365_tls::finding::Severity;
use vb365_tls::identity::Identity;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::{Cloud, OrganizationManagement, RestApi, Scenario};
use vb365_tls::test_support::Forge;
use vb365_tls::trust::{RelyingParty, ServerTrust};
use vb365_tls::{Context, Report};

/// All tables, one for each topic.
pub const TABLES: &[&[Case]] = &[
    chain::CASES,
    constraint::CASES,
    container::CASES,
    container_readers::CASES,
    container_windows::CASES,
    extension::CASES,
    minor_extensions::CASES,
    issuer::CASES,
    key::CASES,
    key_identifier::CASES,
    name::CASES,
    path::CASES,
    post_quantum::CASES,
    purpose::CASES,
    revocation::CASES,
    signature::CASES,
    tolerated::CASES,
    trusted_issuer::CASES,
    unread_by_rustls::CASES,
    validity::CASES,
];

/// The host of the REST API in the tables, and of the good certificate.
pub const HOST: &str = "vb365.example.com";

pub const E: Severity = Severity::Error;
pub const W: Severity = Severity::Warning;
pub const N: Severity = Severity::Notice;

/// Every finding: rule and severity, in any order.
pub type Expected = &'static [(&'static str, Severity)];

/// One thing done to a good certificate. What a case does not say is that of [`GOOD`]:
/// `Case { name: "…", forge: || Forge::tls(HOST).version_1(), by_path: &[("…", E)], ..GOOD }`.
#[derive(Clone, Copy)]
pub struct Case {
    pub name: &'static str,
    pub forge: fn() -> Forge,
    /// How the forge becomes what is checked; with its key unless a case says otherwise.
    pub identity: fn(&Forge, &Arc<CryptoProvider>) -> Identity,
    /// The scenario of the first two columns.
    pub tls: fn() -> Scenario,
    /// The scenario of the last column.
    pub signer: fn() -> Scenario,
    /// Provider, time and policy of the verdict.
    pub context: fn() -> Context,
    /// Whom the clients trust where they build paths; nobody said unless a case does.
    pub trust: Option<fn() -> ServerTrust>,
    pub by_path: Expected,
    pub by_pin: Expected,
    pub assertion: Expected,
}

/// The good certificate of [`Forge::tls`], in which no column finds anything.
pub const GOOD: Case = Case {
    name: "good",
    forge: || Forge::tls(HOST),
    identity: |forge, provider| forge.identity(provider),
    tls: rest_api,
    signer: organization_management,
    context,
    trust: None,
    by_path: &[],
    by_pin: &[],
    assertion: &[],
};

/// aws-lc-rs: it signs and verifies the most.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// The recommended policy at [`Forge::now`], 2026-11-01.
pub fn context() -> Context {
    Context::fixed(provider(), Forge::now())
}

pub fn rest_api() -> Scenario {
    RestApi::at(HOST).unwrap().into()
}

pub fn organization_management() -> Scenario {
    let (tenant, application) = (
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
    );
    OrganizationManagement::at(Cloud::Worldwide, tenant, application)
        .unwrap()
        .into()
}

/// Checks every case in every column, and shows all that differ at once.
#[track_caller]
pub fn run(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().flat_map(differences).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The verdict of a case in the first column.
pub fn report_of(case: &Case) -> Report {
    let identity = (case.identity)(&(case.forge)(), &provider());
    let context = verified(case, Verification::ByPath);
    vb365_tls::check(&(case.tls)(), &identity, &context)
}

/// The context of a case in one column: whom the clients trust counts where they build paths, their lists everywhere.
pub fn verified(case: &Case, verification: Verification) -> Context {
    let context = (case.context)();
    let party = match case.trust {
        Some(trust) if verification == Verification::ByPath => trust().into(),
        _ => RelyingParty::from(verification),
    };
    let lists = context.relying_party().crls().cloned();
    let party = match lists {
        Some(lists) => party.with_crls(lists),
        None => party,
    };
    context.with_relying_party(party)
}

fn differences(case: &Case) -> Vec<String> {
    let identity = (case.identity)(&(case.forge)(), &provider());
    let (tls, signer) = ((case.tls)(), (case.signer)());
    let columns = [
        ("by path", &tls, Verification::ByPath, case.by_path),
        ("by pin", &tls, Verification::ByPin, case.by_pin),
        // Nobody verifies a certificate that signs, so that one way or the other makes no difference.
        ("assertion", &signer, Verification::ByPin, case.assertion),
        ("assertion", &signer, Verification::ByPath, case.assertion),
    ];
    let mut wrong = Vec::new();
    for (column, scenario, verification, expected) in columns {
        let context = verified(case, verification);
        let report = vb365_tls::check(scenario, &identity, &context);
        let mut found: Vec<_> = report
            .findings()
            .iter()
            .map(|finding| (finding.rule.as_str(), finding.severity))
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        if found != expected {
            let name = case.name;
            wrong.push(format!(
                "{name}, {column}:\n  expected {expected:?}\n  found    {found:?}"
            ));
        }
    }
    wrong
}

#[test]
fn a_good_certificate_breaks_no_rule() {
    run(&[GOOD]);
}
