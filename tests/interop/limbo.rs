//! Certification paths with known verdicts: <https://github.com/C2SP/x509-limbo>, whose data is no part of this project.
//!
//! A case is accepted if the verifier of a handshake and [`check`](vb365_tls::check) with the trust anchors accept it.

mod case;
mod explained;
mod handshake;
mod mutation;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use case::Case;
use verdict::Verdict;

/// Cases judged otherwise than the suite does. Each has a reason in the file, and the rule that speaks of it at a lower
/// level, or `-` where none does.
fn exceptions() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/limbo-exceptions.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| {
        let [id, rule, _reason] = *line.split('\t').collect::<Vec<_>>() else {
            panic!("no id, rule and reason in the line `{line}`");
        };
        (id.to_owned(), rule.to_owned())
    });
    lines.collect()
}

fn cases() -> Vec<Case> {
    let path = std::env::var_os("VB365_TLS_LIMBO").expect(
        "the environment variable VB365_TLS_LIMBO is not set; it is the path of a `limbo.json` of x509-limbo",
    );
    let text = std::fs::read_to_string(&path).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = data["testcases"].as_array().unwrap();
    cases.iter().map(Case::read).collect()
}

/// How often a verdict agrees with the suite.
#[derive(Default)]
struct Tally {
    agree: usize,
    false_accepts: BTreeSet<String>,
    false_rejects: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, case: &Case, is_accepted: bool) {
        match (case.is_good, is_accepted) {
            (true, true) | (false, false) => self.agree += 1,
            (false, true) => drop(self.false_accepts.insert(case.id.clone())),
            (true, false) => drop(self.false_rejects.insert(case.id.clone())),
        }
    }

    fn deviations(&self) -> BTreeSet<&String> {
        self.false_accepts.union(&self.false_rejects).collect()
    }
}

#[test]
fn verdicts_are_those_of_the_suite() {
    let cases = cases();
    let (mut engine, mut ours) = (Tally::default(), Tally::default());
    let exceptions = exceptions();
    let (mut wrong, mut advised) = (Vec::new(), 0);
    for case in &cases {
        engine.add(case, verdict::of_engine(case));
        let verdict = verdict::of_handshake_and_rules(case);
        if let Verdict::Refused { rules } = &verdict
            && rules.is_empty()
        {
            wrong.push(format!("{}: refused without a rule", case.id));
        }
        if case.is_good && !matches!(verdict, Verdict::Accepted { .. }) {
            println!("{}: {verdict:?}", case.id);
        }
        ours.add(case, matches!(verdict, Verdict::Accepted { .. }));
        if let (Verdict::Accepted { advice }, Some(rule)) = (verdict, exceptions.get(&case.id)) {
            let is_advised = advice.contains(rule);
            advised += usize::from(is_advised);
            if !is_advised && rule != "-" {
                wrong.push(format!("{}: {advice:?} without {rule}", case.id));
            }
        }
    }
    for (name, tally) in [("rustls-webpki", &engine), ("vb365-tls", &ours)] {
        println!(
            "{name}: {} agree, {} false accepts, {} false rejects, 0 skipped",
            tally.agree,
            tally.false_accepts.len(),
            tally.false_rejects.len(),
        );
    }
    let closed: Vec<_> = engine
        .false_accepts
        .difference(&ours.false_accepts)
        .collect();
    println!("accepted by rustls-webpki and refused here: {closed:#?}");
    println!("accepted against the suite, and advised against by a rule: {advised}");
    let added = ours.false_rejects.difference(&engine.false_rejects);
    wrong.extend(added.map(|id| format!("{id}: refused here, and by rustls-webpki not")));

    let known: BTreeSet<_> = exceptions.keys().collect();
    let deviations = ours.deviations();
    let unknown = deviations.difference(&known);
    wrong.extend(unknown.map(|id| format!("{id}: deviates, and is no known exception")));
    let gone = known.difference(&deviations);
    wrong.extend(gone.map(|id| format!("{id}: an exception that no longer deviates")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
