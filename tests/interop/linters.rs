//! What linters nobody here wrote find in certificates, and what this crate finds in the same: pkilint by its own
//! certificates and the findings it expects in each, zlint by the names of its lints.
//!
//! `linters/codes.txt` has the rule each code is found by here, or the reason why there is none; `linters/exceptions.txt`
//! the certificates in which it is not.

mod codes;
mod positions;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

use codes::{Codes, Exceptions, Meaning};

use crate::parallel::in_parallel;
use crate::program::given;

/// A certificate, and the codes of what a linter finds in it.
struct Linted {
    id: String,
    pem: String,
    codes: BTreeSet<String>,
}

impl Linted {
    fn read(case: &Value) -> Self {
        let text = |field: &str| case[field].as_str().unwrap().to_owned();
        let findings = case["findings"].as_array().unwrap().iter();
        let codes = findings.map(|it| it["code"].as_str().unwrap().to_owned());
        Self {
            id: text("id"),
            pem: text("pem"),
            codes: codes.collect(),
        }
    }
}

fn pkilint() -> Vec<Linted> {
    let folder = given(
        "VB365_TLS_SUITES",
        "the path of a folder with pkilint-expected.json, the certificates of pkilint and what it finds in each",
    );
    let path = Path::new(&folder).join("pkilint-expected.json");
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cases: Vec<Value> = serde_json::from_slice(&text).unwrap();
    cases.iter().map(Linted::read).collect()
}

#[test]
fn what_pkilint_finds_is_found() {
    let codes = Codes::read();
    let mut exceptions = Exceptions::read();
    let certificates = pkilint();
    let found = in_parallel(&certificates, |it| positions::rules(&it.pem));
    let mut wrong = codes.mistakes();
    let mut tally = Tally::default();
    let mut met = BTreeSet::new();
    for (certificate, found) in certificates.iter().zip(&found) {
        for code in &certificate.codes {
            let Some((row, meaning)) = codes.of(code) else {
                wrong.push(format!("{code}: a code without a row"));
                continue;
            };
            met.insert(row.to_owned());
            let is_found = match meaning {
                Meaning::None(_) => None,
                Meaning::Rules(rules) => Some(rules.iter().any(|rule| found.contains(rule))),
            };
            tally.add(row, is_found);
            wrong.extend(exceptions.compare(&certificate.id, code, is_found));
        }
    }
    wrong.extend(codes.unmet(&met));
    wrong.extend(exceptions.left());
    let (with, without) = codes.of_zlint();
    println!("{tally}zlint: {with} lints with a rule, {without} without");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Which codes have a rule, and how often it is found where the linter finds the code.
#[derive(Default)]
struct Tally {
    of_row: BTreeMap<String, Counts>,
}

#[derive(Default)]
struct Counts {
    has_rule: bool,
    expected: usize,
    found: usize,
}

impl Tally {
    fn add(&mut self, row: &str, is_found: Option<bool>) {
        let counts = self.of_row.entry(row.to_owned()).or_default();
        counts.has_rule = is_found.is_some();
        counts.expected += 1;
        counts.found += usize::from(is_found == Some(true));
    }

    /// The rows of one area, as a line of the table.
    fn line(&self, area: &str, is_of_area: fn(&str) -> bool) -> String {
        let rows = || self.of_row.iter().filter(|(row, _)| is_of_area(row));
        let with_rule: Vec<_> = rows().filter(|(_, counts)| counts.has_rule).collect();
        let expected: usize = with_rule.iter().map(|(_, it)| it.expected).sum();
        let found: usize = with_rule.iter().map(|(_, it)| it.found).sum();
        let (with, in_all) = (with_rule.len(), rows().count());
        let without = in_all - with;
        format!("{area:<16}{with:>11}{without:>9}{expected:>14}{found:>7}")
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "pkilint         with a rule  without  certificates  found"
        )?;
        for line in [
            self.line("pkix", |row| row.starts_with("pkix.")),
            self.line("others", |row| !row.starts_with("pkix.")),
            self.line("all", |_| true),
        ] {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
