//! Every word about one certificate, and none of them twice.

use std::collections::HashMap;

use vb365_tls::finding::{Finding, Position};

use super::{Surroundings, one};
use crate::exhibit::Exhibit;
use crate::found::{self, Found, Said, ranges};
use crate::inputs::Content;
use crate::paper::{BOLD, paragraph, severity, styled};

/// Where a label ends and its text begins.
const INDENT: usize = 12;

/// The same as for one screen, and for each rule what was found, why it matters and what to do.
pub(crate) fn details(exhibit: &Exhibit, around: &Surroundings) -> String {
    let columns = around.columns;
    let mut text = one::facts(exhibit, columns);
    text += &source(exhibit, columns);
    text += "\n";
    text += &one::table(exhibit);
    let reports = exhibit.reports.len();
    let mut told = HashMap::new();
    for found in Found::in_reports(&exhibit.reports) {
        let scenarios = match found.scenarios(reports) {
            none if none.is_empty() => none,
            scenarios => format!(" ({scenarios})"),
        };
        let finding = found.gravest();
        let heading = styled(BOLD, &finding.rule);
        text += &format!("\n{} {heading}{scenarios}\n", severity(finding.severity));
        text += &parts(&found, exhibit, columns, &mut told);
    }
    text += &places(exhibit, columns);
    if around.has_no_address {
        let note = "No name was compared with the one clients use; --address gives it.";
        text += "\n";
        text += &paragraph(columns, "", 0, note);
    }
    text
}

/// Where it comes from, and what was left aside there.
fn source(exhibit: &Exhibit, columns: usize) -> String {
    let row =
        |label: &str, text: &str| paragraph(columns, &format!("{label:INDENT$}"), INDENT, text);
    let serial = row("serial", &exhibit.certificate().serial().to_string());
    let Content::Identity(identity) = &exhibit.content else {
        return serial;
    };
    let ignored = identity.ignored().iter();
    let ignored = ignored.map(|ignored| row("ignored", &ignored.to_string()));
    serial + &row("from", &identity.provenance().to_string()) + &ignored.collect::<String>()
}

/// The texts of one rule; one that another rule had is not said again.
fn parts<'a>(
    found: &Found<'a>,
    exhibit: &'a Exhibit,
    columns: usize,
    told: &mut HashMap<(&'static str, &'a str), &'a str>,
) -> String {
    let all = exhibit.reports.len();
    let rule = found.gravest().rule.as_str();
    let mut text = String::new();
    for said in found.said(|_, it| &it.message) {
        text += &paragraph(columns, "  ", 2, &numbered(&said, all, found));
    }
    for (position, certificate) in subjects(found) {
        let at = format!("{position} `{certificate}`");
        text += &paragraph(columns, &label("at"), INDENT, &at);
    }
    for (name, said) in [
        ("expected", found.said(|_, it| &it.expected)),
        ("found", found.said(|_, it| &it.found)),
        ("why", found.said(|_, it| &it.why)),
        (
            "remedy",
            found.said(|number, it| found::remedy(&exhibit.reports[number - 1], it)),
        ),
        ("source", found.said(|_, it| &it.citation)),
    ] {
        for said in said {
            let shown = match told.get(&(name, said.0)) {
                Some(other) if *other != rule => format!("as for {other}"),
                _ => {
                    told.insert((name, said.0), rule);
                    numbered(&said, all, found)
                }
            };
            text += &paragraph(columns, &label(name), INDENT, &shown);
        }
    }
    text
}

fn label(name: &str) -> String {
    format!("  {:width$}", format!("{name}:"), width = INDENT - 2)
}

/// A text that holds for some of the scenarios of a rule says for which.
fn numbered(said: &Said<'_>, all: usize, found: &Found<'_>) -> String {
    let (text, numbers) = said;
    let is_everywhere = found
        .findings
        .iter()
        .all(|(number, _)| numbers.contains(number));
    match is_everywhere {
        true => (*text).to_owned(),
        false => format!("({}) {text}", ranges(numbers, all)),
    }
}

/// Other certificates than the one the first line names.
fn subjects<'a>(found: &Found<'a>) -> Vec<(Position, &'a str)> {
    let mut subjects = Vec::new();
    for (_, finding) in &found.findings {
        let Finding {
            position,
            certificate,
            ..
        } = *finding;
        let Some(certificate) = certificate else {
            continue;
        };
        let subject = (*position, certificate.as_str());
        if *position != Position::EndEntity && !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects
}

/// The sentences remedies end in, one for each scenario.
fn places(exhibit: &Exhibit, columns: usize) -> String {
    let mut text = String::new();
    for report in &exhibit.reports {
        let mut findings = report.findings().iter();
        if !findings.any(|it| found::remedy(report, it) != it.remedy) {
            continue;
        }
        if text.is_empty() {
            text += "\nWhere another certificate goes\n";
        }
        let place = found::place(report).unwrap_or_default();
        let place = format!("{}: {place}", report.scenario());
        text += &paragraph(columns, "  ", 4, &place);
    }
    text
}
