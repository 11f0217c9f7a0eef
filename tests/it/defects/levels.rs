//! What a finding weighs follows from what peers were seen to do.

use vb365_tls::finding::{Basis, Finding, Peer, Severity};
use vb365_tls::rule::peers::{MEASURED, Measurement, Place};
use vb365_tls::rule::{self, Rule};

use super::report;
use super::set::{self, Defect};

/// Defects that weigh otherwise than peers make of them, each with the reason.
const DEVIATIONS: &[(&str, &str)] = &[];

fn measurement(defect: &Defect) -> Option<&'static Measurement> {
    MEASURED.iter().find(|it| {
        (it.rule, it.aspect, it.place, it.acts_as)
            == (defect.rule, defect.aspect, defect.place, defect.acts_as)
    })
}

fn finding(defect: &Defect) -> Finding {
    let report = report(defect);
    let finding = report
        .findings()
        .iter()
        .find(|it| it.rule.as_str() == defect.rule && Place::from(it.position) == defect.place);
    finding
        .unwrap_or_else(|| panic!("{}: {report}", defect.id()))
        .clone()
}

#[test]
fn every_defect_was_shown_to_peers_and_nothing_else() {
    let shown: Vec<_> = MEASURED
        .iter()
        .map(|it| (it.rule, it.aspect, it.place, it.acts_as))
        .collect();
    let defects: Vec<_> = set::all()
        .map(|it| (it.rule, it.aspect, it.place, it.acts_as))
        .collect();
    assert_eq!(shown, defects, "the interoperation tests write the table");
}

/// What a mainstream peer refuses is a warning at least, and an error only what somebody refuses.
#[test]
fn findings_weigh_what_peers_make_of_them() {
    let mut wrong = Vec::new();
    let mut deviating = Vec::new();
    for defect in set::all() {
        let finding = finding(defect);
        let measurement = measurement(defect).unwrap();
        let least = match measurement.refused_by().any(Peer::is_mainstream) {
            true => Severity::Warning,
            false => Severity::Notice,
        };
        let most = match measurement.refused_by().next() {
            Some(_) => Severity::Error,
            None => Severity::Warning,
        };
        if !(least..=most).contains(&finding.severity) {
            deviating.push(defect.id());
            if DEVIATIONS.iter().all(|(id, _)| *id != defect.id()) {
                let refused: Vec<_> = measurement.refused_by().map(Peer::id).collect();
                wrong.push(format!(
                    "{}: {} although refused by {refused:?}",
                    defect.id(),
                    finding.severity
                ));
            }
        }
        let refused: Vec<_> = measurement.refused_by().collect();
        let is_named = refused.iter().all(|it| finding.refused_by.contains(it));
        assert!(is_named, "{}: {finding:?}", defect.id());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let unused: Vec<_> = { DEVIATIONS.iter() }
        .filter(|(id, _)| !deviating.iter().any(|it| it == id))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// The level of a rule that goes by peers is the most that they make of it anywhere, up to a warning: rustls itself takes
/// what breaks it.
#[test]
fn rules_of_peers_have_their_level_from_them() {
    let of_peers = rule::ALL.iter().filter(|rule| rule.basis == Basis::Peers);
    let mut wrong = Vec::new();
    for rule in of_peers {
        let level = most(rule).map(|it| it.min(Severity::Warning));
        if rule.levels.by_path != level {
            wrong.push(format!("{}: {level:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn most(rule: &Rule) -> Option<Severity> {
    let of_rule = MEASURED.iter().filter(|it| it.rule == rule.id.as_str());
    of_rule.map(Measurement::weight).max()
}
