//! The table of answers, `src/rule/peers/measured.rs`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use vb365_tls::finding::Peer;
use vb365_tls::profile::ActsAs;
use vb365_tls::rule::peers::{Answer, MEASURED, Measurement, Place};

use super::case::Case;
use super::defects::Defect;
use super::{Answers, VERIFIERS};

/// Compares it, or writes it if `UPDATE_GOLDEN` says so.
pub(super) fn check(cases: &[Case], answers: &Answers) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/rule/peers/measured.rs");
        return fs::write(file, text(cases, answers)).unwrap();
    }
    let differences = differences(cases, answers);
    assert!(
        differences.is_empty(),
        "src/rule/peers/measured.rs differs; UPDATE_GOLDEN=1 writes it:\n{}",
        differences.join("\n")
    );
}

fn differences(cases: &[Case], answers: &Answers) -> Vec<String> {
    let mut differences = Vec::new();
    let mut seen = 0;
    for (case, defect) in defects(cases) {
        let mut rows = MEASURED.iter();
        let Some(row) = rows.find(|row| is_of(row, defect)) else {
            differences.push(format!("{}: not in the table", case.name));
            continue;
        };
        seen += 1;
        for (peer, expected) in row.answers() {
            let reply = answers.get(&(peer, case.number));
            let now = reply.map_or(Answer::NotAsked, |it| it.answer);
            if now != expected {
                let words = reply.map_or_else(String::new, |it| it.line());
                let (expected, now) = (word(expected), word(now));
                let name = &case.name;
                differences.push(format!(
                    "{name}: {peer}: expected {expected}, now {now}: {words}"
                ));
            }
        }
    }
    if seen < MEASURED.len() {
        let rows = MEASURED.len();
        differences.push(format!(
            "{rows} rows in the table, of which {seen} are defects"
        ));
    }
    differences
}

fn is_of(row: &Measurement, defect: &Defect) -> bool {
    (row.rule, row.aspect, row.place, row.acts_as)
        == (defect.rule, defect.aspect, defect.place, defect.acts_as)
}

fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted => "accepted",
        Answer::Refused => "refused",
        Answer::NotAsked => "not asked",
    }
}

fn defects(cases: &[Case]) -> impl Iterator<Item = (&Case, &'static Defect)> {
    cases.iter().filter_map(|it| Some((it, it.defect?)))
}

/// One row; the last column has one letter for each peer.
fn row(case: &Case, defect: &Defect, answers: &Answers) -> [String; 5] {
    let letter = |peer: &Peer| match answers.get(&(*peer, case.number)).map(|it| it.answer) {
        Some(Answer::Refused) => 'R',
        Some(Answer::Accepted) => 'a',
        _ => '-',
    };
    let letters: String = Peer::ALL.iter().map(letter).collect();
    [
        format!("{:?},", defect.rule),
        format!("{:?},", defect.aspect),
        format!("{:?},", defect.place),
        format!("{:?},", defect.acts_as),
        format!("{letters:?}"),
    ]
}

fn text(cases: &[Case], answers: &Answers) -> String {
    let rows: Vec<_> = { defects(cases) }
        .map(|(case, defect)| row(case, defect, answers))
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let mut lines = String::new();
    for [rule, aspect, place, acts_as, letters] in &rows {
        let [a, b, c, d] = widths;
        writeln!(
            lines,
            "    Measurement::new({rule:a$} {aspect:b$} {place:c$} {acts_as:d$} {letters}),"
        )
        .unwrap();
    }
    let mut versions = String::new();
    for peer in Peer::ALL {
        if let Some(verifier) = VERIFIERS.iter().find(|it| it.peer == *peer) {
            let version = (verifier.version)();
            writeln!(versions, "    (Peer::{peer:?}, {version:?}),").unwrap();
        }
    }
    let places = imports(
        "super::Place",
        &[Place::EndEntity, Place::Intermediate, Place::TrustAnchor],
        |it| defects(cases).any(|(_, defect)| defect.place == *it),
    );
    let acts_as = imports(
        "crate::profile::ActsAs",
        &[ActsAs::TlsClient, ActsAs::TlsServer],
        |it| defects(cases).any(|(_, defect)| defect.acts_as == *it),
    );
    format!(
        "\
//! Written by the interoperation tests: `UPDATE_GOLDEN=1 cargo test --release -p interop --test interop -- peers`.
//!
//! `R` refuses, `a` accepts, `-` was not asked; in the order of [`Peer::ALL`].

use super::Measurement;
{places}use crate::finding::Peer;
{acts_as}
/// What was measured.
pub static VERSIONS: &[(Peer, &str)] = &[
{versions}];

/// Every answer: rule, aspect, place, whose certificate, and one letter for each peer.
#[rustfmt::skip]
pub static MEASURED: &[Measurement] = &[
{lines}];
"
    )
}

/// Imports those variants that are used.
fn imports<T: std::fmt::Debug>(of: &str, all: &[T], is_used: impl Fn(&T) -> bool) -> String {
    let names = all
        .iter()
        .filter(|it| is_used(it))
        .map(|it| format!("{it:?}"));
    let names: Vec<_> = names.collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!("use {of}::{name};\n"),
        names => format!("use {of}::{{{}}};\n", names.join(", ")),
    }
}
