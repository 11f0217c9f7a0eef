//! The two tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use vb365_tls::rule;

/// What a code means here.
pub(super) enum Meaning {
    /// Any of these rules.
    Rules(Vec<String>),
    /// No rule, for this reason.
    None(String),
}

/// The rule of each code, or why there is none. A code that ends in `*` stands for all that begin like it and have no row of
/// their own.
pub(super) struct Codes {
    of_code: BTreeMap<String, Meaning>,
}

fn lines(file: &str) -> Vec<[String; 3]> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("linters");
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let fields = |line: &str| {
        let fields: Vec<_> = line.split('\t').map(str::to_owned).collect();
        <[String; 3]>::try_from(fields).unwrap_or_else(|_| panic!("not three fields: `{line}`"))
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(fields).collect()
}

impl Codes {
    pub(super) fn read() -> Self {
        let mut of_code = BTreeMap::new();
        for [code, rule, reason] in lines("codes.txt") {
            let meaning = match rule.as_str() {
                "-" => Meaning::None(reason),
                rules => Meaning::Rules(rules.split(", ").map(str::to_owned).collect()),
            };
            let before = of_code.insert(code.clone(), meaning);
            assert!(before.is_none(), "{code} stands there twice");
        }
        Self { of_code }
    }

    /// The row of a code, and what it says.
    pub(super) fn of<'a>(&'a self, code: &'a str) -> Option<(&'a str, &'a Meaning)> {
        let is_meant = |row: &str| match row.strip_suffix('*') {
            Some(beginning) => code.starts_with(beginning),
            None => row == code,
        };
        let rows = self.of_code.iter().filter(|(row, _)| is_meant(row));
        let longest = rows.max_by_key(|(row, _)| row.len());
        longest.map(|(row, meaning)| (row.as_str(), meaning))
    }

    /// Rules that are not there.
    pub(super) fn mistakes(&self) -> Vec<String> {
        let unknown = |rules: &Vec<String>| rules.iter().any(|rule| rule::find(rule).is_none());
        let mut mistakes = Vec::new();
        for (code, meaning) in &self.of_code {
            match meaning {
                Meaning::Rules(rules) if unknown(rules) => {
                    mistakes.push(format!("{code}: no such rule as {rules:?}"));
                }
                Meaning::None(reason) if reason.is_empty() => {
                    mistakes.push(format!("{code}: neither a rule nor a reason"));
                }
                _ => {}
            }
        }
        mistakes
    }

    /// The rows of pkilint's codes that no certificate is expected to have.
    pub(super) fn unmet(&self, met: &BTreeSet<String>) -> Vec<String> {
        let rows = self.of_code.keys().filter(|row| row.contains('.'));
        let left = rows.filter(|row| !met.contains(*row));
        left.map(|row| format!("{row}: a row no certificate has"))
            .collect()
    }

    /// How many of zlint's lints have a rule, and how many have none.
    pub(super) fn of_zlint(&self) -> (usize, usize) {
        let rows = self.of_code.iter().filter(|(row, _)| !row.contains('.'));
        let (with, without): (Vec<_>, Vec<_>) =
            rows.partition(|(_, meaning)| matches!(meaning, Meaning::Rules(_)));
        (with.len(), without.len())
    }
}

/// Certificates in which a code is expected and its rule is not found, each with a reason.
pub(super) struct Exceptions {
    left: BTreeSet<(String, String)>,
}

impl Exceptions {
    pub(super) fn read() -> Self {
        let lines = lines("exceptions.txt").into_iter();
        let left = lines.map(|[certificate, code, reason]| {
            assert!(!reason.is_empty(), "{certificate}, {code}: no reason");
            (certificate, code)
        });
        Self {
            left: left.collect(),
        }
    }

    /// What the file says wrongly of this code in this certificate.
    pub(super) fn compare(
        &mut self,
        certificate: &str,
        code: &str,
        is_found: Option<bool>,
    ) -> Option<String> {
        let is_excepted = self.left.remove(&(certificate.to_owned(), code.to_owned()));
        match is_found {
            Some(false) if !is_excepted => Some(format!("{certificate}\t{code}\tnot found")),
            None | Some(true) if is_excepted => Some(format!(
                "{certificate}\t{code}: an exception, and it is none"
            )),
            _ => None,
        }
    }

    /// Exceptions of no certificate.
    pub(super) fn left(self) -> impl Iterator<Item = String> {
        let left = self.left.into_iter();
        left.map(|(certificate, code)| format!("{certificate}, {code}: an exception of nothing"))
    }
}
