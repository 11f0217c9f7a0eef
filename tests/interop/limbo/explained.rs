//! Whatever is presented, by a server or by a client, to an end that builds paths or that pins: a refusal names a rule.

use std::collections::BTreeMap;

use rustls::Error;
use vb365_tls::Certificate;
use vb365_tls::rule;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::explain;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};

use super::case::Case;
use super::handshake::{self, provider};
use super::suite::suites;
use super::verdict::Under;
use super::{mutation, verdict};
use crate::parallel::in_parallel;

pub(super) const LAST_RESORT: &str = "certificate-refused";

#[derive(Default)]
struct Tally {
    chains: usize,
    verified: usize,
    accepted: usize,
    named: BTreeMap<String, usize>,
    /// What the last resort was for, with an example.
    last_resort: BTreeMap<String, (usize, String)>,
    wrong: Vec<String>,
}

impl Tally {
    fn add(&mut self, what: &str, outcome: Result<(), Error>) {
        self.verified += 1;
        let Err(error) = outcome else {
            self.accepted += 1;
            return;
        };
        let Some(finding) = explain(&error) else {
            self.wrong.push(format!("{what}: nothing explains {error}"));
            return;
        };
        let id = finding.rule.to_string();
        match id.as_str() {
            // The certificates were accepted; the key at hand is not theirs.
            "handshake-signature-invalid" => {
                self.accepted += 1;
                return;
            }
            // The other end does not verify what it presents.
            _ if rule::find(&id).is_none() || id.starts_with("peer-") => {
                self.wrong.push(format!("{what}: {finding}"));
            }
            LAST_RESORT => {
                let kind = self.last_resort.entry(finding.found.to_string());
                kind.or_insert_with(|| (0, what.to_owned())).0 += 1;
            }
            _ => {}
        }
        *self.named.entry(id).or_default() += 1;
    }

    fn join(&mut self, other: Self) {
        self.chains += other.chains;
        self.verified += other.verified;
        self.accepted += other.accepted;
        for (rule, count) in other.named {
            *self.named.entry(rule).or_default() += count;
        }
        for (what, (count, example)) in other.last_resort {
            self.last_resort.entry(what).or_insert((0, example)).0 += count;
        }
        self.wrong.extend(other.wrong);
    }
}

/// What the end that verifies trusts, before anything is altered.
struct Known {
    anchors: Vec<Certificate>,
    pins: Pins,
}

impl Known {
    fn of(case: &Case, forge: &Forge) -> Self {
        let anchors = case.roots.iter().cloned().map(Certificate::from_der);
        let anchors: Result<Vec<_>, _> = anchors.collect();
        let usable = anchors
            .ok()
            .filter(|anchors| ServerTrust::private_ca(anchors).is_ok());
        let root = || vec![forge.trust_anchor(&provider())];
        let pinned = Certificate::from_der(case.presented[0].clone());
        let pinned = pinned.unwrap_or_else(|_| forge.trust_anchor(&provider()));
        Self {
            anchors: usable.unwrap_or_else(root),
            pins: Pins::from(&pinned).or(pinned.public_key().fingerprint()),
        }
    }
}

/// One suite has thousands of cases that are alike; of each of these, one alteration is enough.
const ALIKE: &str = "bettertls::nameconstraints::";

fn verify_altered(case: &Case, other: &Case, number: usize) -> Tally {
    let forge = Forge::tls("vb365.example.com");
    let mut tally = Tally::default();
    let pins = Known::of(case, &forge).pins;
    let only = case.id.starts_with(ALIKE).then_some(number);
    for (what, mutant) in mutation::of(case, other, number, only) {
        let anchors = Known::of(&mutant, &forge).anchors;
        let what = format!("{}, {what}", case.id);
        let (mut servers, mut clients) = (
            ServerTrust::private_ca(&anchors).unwrap(),
            ClientTrust::private_ca(&anchors).unwrap(),
        );
        if let Ok(Some(lists)) = verdict::lists(&mutant) {
            servers = servers.with_crls(lists.clone());
            clients = clients.with_crls(lists);
        }
        let pinned = ServerTrust::pinned(pins.clone()).checking_name();
        tally.add(
            &format!("{what}, server by path"),
            handshake::of_server(&mutant, &servers, Under::Recommended),
        );
        tally.add(
            &format!("{what}, server by pin"),
            handshake::of_server(&mutant, &pinned, Under::Recommended),
        );
        tally.add(
            &format!("{what}, client by path"),
            handshake::of_client(&mutant, &clients, Under::Recommended),
        );
        let pinned = ClientTrust::pinned(pins.clone());
        tally.add(
            &format!("{what}, client by pin"),
            handshake::of_client(&mutant, &pinned, Under::Recommended),
        );
        tally.chains += 1;
    }
    tally
}

#[test]
fn every_refusal_names_a_rule() {
    let mut tally = Tally::default();
    for suite in suites() {
        let numbered: Vec<_> = suite.cases.iter().enumerate().collect();
        let tallies = in_parallel(&numbered, |(number, case)| {
            let other = &suite.cases[(number + 97) % suite.cases.len()];
            verify_altered(case, other, *number)
        });
        tallies.into_iter().for_each(|it| tally.join(it));
    }

    let last_resort: usize = tally.last_resort.values().map(|(count, _)| count).sum();
    println!(
        "{} chains, verified {} times: {} accepted, {} refused by a rule, {last_resort} by the last resort, {} by none",
        tally.chains,
        tally.verified,
        tally.accepted,
        tally.named.values().sum::<usize>() - last_resort,
        tally.wrong.len(),
    );
    println!("{:#?}\n{:#?}", tally.named, tally.last_resort);
    assert!(tally.chains > 1_000, "{}", tally.chains);
    assert!(tally.wrong.is_empty(), "\n{}", tally.wrong.join("\n"));
    assert_eq!(last_resort, 0, "{:#?}", tally.last_resort);
}
