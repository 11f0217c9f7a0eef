//! One certificate on one screen.

use std::fmt::Write;

use vb365_tls::certificate::rfc3339;
use vb365_tls::identity::Identity;
use vb365_tls::{Certificate, Report};

use super::{Surroundings, checked};
use crate::exhibit::Exhibit;
use crate::found::Found;
use crate::inputs::Content;
use crate::paper::{BOLD, DIM, GREEN, RED, paragraph, severity, styled};

/// Facts, the table of scenarios, and a line for each rule that found something.
pub(crate) fn one(exhibit: &Exhibit, around: &Surroundings) -> String {
    let mut text = facts(exhibit, around.columns) + "\n" + &table(exhibit);
    let findings = findings(&exhibit.reports, around.columns);
    if !findings.is_empty() {
        text += "\n";
        text += &findings;
    }
    let mut last = String::new();
    if around.has_no_address {
        last += "No name was compared (no --address). ";
    }
    let ignored = exhibit.identity().map_or(0, |it| it.ignored().len());
    if ignored > 0 {
        let _ = write!(last, "Ignored in the input: {ignored}. ");
    }
    if findings.is_empty() {
        last += "Details: -v";
    } else {
        last += "Details: -v, or vb365-cert explain RULE";
    }
    text + &paragraph(around.columns, "", 0, &styled(DIM, last))
}

pub(super) fn facts(exhibit: &Exhibit, columns: usize) -> String {
    let certificate = exhibit.certificate();
    let subject = certificate.subject();
    let name = match subject.is_empty() {
        true => "(no subject)".into(),
        false => subject.to_string(),
    };
    let key = certificate.public_key();
    let holder = match &exhibit.content {
        Content::Identity(identity) if Identity::has_private_key(identity) => {
            "with its private key".into()
        }
        Content::Identity(_) => "without a private key".into(),
        Content::Presented(presented) => presented.key_possession().to_string(),
    };
    let issuer = match certificate.is_self_issued() {
        true => "issued by itself".into(),
        false => format!("issued by {}", certificate.issuer()),
    };
    let row = |label: &str, text: &str| paragraph(columns, &format!("{label:12}"), 12, text);
    paragraph(columns, "", 0, &styled(BOLD, name))
        + &row("valid", &format!("{}; {issuer}", validity(exhibit)))
        + &row("key", &format!("{key}, {holder}"))
        + &row("thumbprint", &certificate.thumbprint().to_string())
        + &fingerprint(certificate, columns)
}

/// Days before the date: they are what is asked for.
fn validity(exhibit: &Exhibit) -> String {
    let validity = exhibit.certificate().validity();
    let [from, to] = [validity.not_before(), validity.not_after()].map(|time| {
        let text = rfc3339(time);
        text.split('T').next().unwrap_or_default().to_owned()
    });
    match exhibit.days_left() {
        _ if exhibit.now < validity.not_before() => styled(RED, format_args!("not before {from}")),
        days @ ..0 => styled(RED, format_args!("expired {} days ago, on {to}", -days)),
        days => format!("{days} days left, until {to}"),
    }
}

/// As openssl shows it, in rows that fit.
pub(crate) fn fingerprint(certificate: &Certificate, columns: usize) -> String {
    const PAIR: usize = "00:".len();
    let colons = certificate.fingerprint().to_colon_separated();
    let row = match columns < 12 + 16 * PAIR {
        true => 8 * PAIR,
        false => 16 * PAIR,
    };
    let rows = colons.as_bytes().chunks(row).map(String::from_utf8_lossy);
    let labels = std::iter::once("SHA-256").chain(std::iter::repeat(""));
    let rows = labels
        .zip(rows)
        .map(|(label, row)| format!("{label:12}{row}\n"));
    rows.collect()
}

pub(super) fn table(exhibit: &Exhibit) -> String {
    let names = exhibit.reports.iter().map(|it| it.scenario().len());
    let width = names.max().unwrap_or_default().max("scenario".len());
    let mut text = styled(
        DIM,
        format_args!("    {:width$}  fits  verified", "scenario"),
    );
    text += "\n";
    for (number, report) in (1..).zip(&exhibit.reports) {
        let fits = match report.is_accepted() {
            true => styled(GREEN, "yes "),
            false => styled(RED, "no  "),
        };
        let (scenario, checked) = (report.scenario(), checked(report));
        let _ = writeln!(text, "{number:2}  {scenario:width$}  {fits}  {checked}");
    }
    text
}

/// A line for each rule that found something.
pub(crate) fn findings(reports: &[Report], columns: usize) -> String {
    let line = |found: Found<'_>| {
        let (finding, scenarios) = (found.gravest(), found.scenarios(reports.len()));
        let mut notes = found.elsewhere();
        if !scenarios.is_empty() {
            notes.insert(0, scenarios);
        }
        let notes = match notes.as_slice() {
            [] => String::new(),
            notes => format!(" ({})", notes.join(", ")),
        };
        let severity = severity(finding.severity);
        let text = format!("{severity} {}{notes}: {}", finding.rule, finding.message);
        paragraph(columns, "", 2, &text)
    };
    Found::in_reports(reports).into_iter().map(line).collect()
}
