//! What is found in paths that are good but for one thing: exactly that.

use std::collections::BTreeSet;

use vb365_tls::finding::Finding;
use vb365_tls::profile::{ActsAs, Profile};
use vb365_tls::revocation::{Crls, RevocationCheckDepth};
use vb365_tls::rule::{self, peers::Place};
use vb365_tls::scenario::{RestApi, UsageScenario, role};
use vb365_tls::test_support::Forge;
use vb365_tls::trust::{ClientTrust, RelyingParty, ServerTrust};
use vb365_tls::{Context, Report, check_chain};

use crate::rules::provider;

mod levels;
mod not_measurable;
#[path = "../defects/mod.rs"]
mod set;

use set::{Defect, HOST};

/// A client, whose certificate a server verifies.
pub struct Client;

impl UsageScenario for Client {
    type Role = role::TlsClient;

    const PROFILE: &'static Profile = &Profile::tls_client("client", "Connecting", &[]);
}

/// As seen by whoever trusts the root alone.
fn report(defect: &Defect) -> Report {
    let provider = provider();
    let chain = defect.forge().chain(&provider);
    let roots = [defect.forge().trust_anchor(&provider)];
    let lists = defect.lists_der(&provider);
    // That of the root is nobody's business here.
    let lists = lists.map(|lists| {
        let lists = Crls::from_bytes(lists).unwrap();
        lists
            .dangerous()
            .with_depth(RevocationCheckDepth::EndEntity)
    });
    let party = match defect.acts_as {
        ActsAs::TlsClient => {
            let trust = ClientTrust::private_ca(&roots).unwrap();
            RelyingParty::from(&match lists {
                Some(lists) => trust.with_crls(lists),
                None => trust,
            })
        }
        _ => {
            let trust = ServerTrust::private_ca(&roots).unwrap();
            RelyingParty::from(&match lists {
                Some(lists) => trust.with_crls(lists),
                None => trust,
            })
        }
    };
    let context = Context::fixed(provider, Forge::now()).with_relying_party(party);
    match defect.acts_as {
        ActsAs::TlsClient => check_chain(&Client, &chain, &context),
        _ => check_chain(&RestApi::at(HOST).unwrap(), &chain, &context),
    }
}

#[test]
fn one_defect_is_one_finding() {
    let mut wrong = Vec::new();
    for defect in set::all() {
        let report = report(defect);
        let found: BTreeSet<&str> = { report.findings().iter() }
            .map(|it| it.rule.as_str())
            .collect();
        let expected: BTreeSet<&str> = { [defect.rule].into_iter() }
            .filter(|it| !it.is_empty())
            .chain(defect.also.iter().copied())
            .collect();
        let is_there = |it: &Finding| {
            it.rule.as_str() == defect.rule && Place::from(it.position) == defect.place
        };
        if found != expected || (!defect.rule.is_empty() && !report.findings().iter().any(is_there))
        {
            wrong.push(format!("{}: {report}", defect.id()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

/// Two defects of one name could not be told apart in the table.
#[test]
fn each_has_a_name_of_its_own() {
    let mut ids: Vec<_> = set::all().map(Defect::id).collect();
    ids.sort();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

/// Each rule about the certificate of a server or client is shown to peers, or has a reason why it is not.
#[test]
fn every_rule_is_shown_or_has_a_reason() {
    let shown: BTreeSet<&str> = set::all().map(|it| it.rule).collect();
    let excused: BTreeSet<&str> = not_measurable::UNSHOWN.iter().map(|(id, _)| *id).collect();
    let ids = rule::ALL.iter().map(|it| it.id.as_str());
    let left_out: Vec<_> = ids
        .filter(|id| !shown.contains(id) && !excused.contains(id))
        .collect();
    assert!(left_out.is_empty(), "without a defect: {left_out:?}");
    let needless: Vec<_> = excused.intersection(&shown).collect();
    assert!(needless.is_empty(), "excused and shown: {needless:?}");
    assert!(not_measurable::UNSHOWN.is_sorted());
    let known = |id: &&str| rule::find(id).is_none();
    assert_eq!(excused.into_iter().find(known), None);
}
