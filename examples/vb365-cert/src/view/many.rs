//! Many certificates in a table, one in a line.

use std::fmt::Write;

use textwrap::core::display_width;
use vb365_tls::Certificate;

use super::{Surroundings, fitting};
use crate::exhibit::{Examined, Exhibit};
use crate::found::Found;
use crate::paper::{DIM, RED, paragraph, severity, shortened, styled};

/// A line for each, the scenarios by number, and how many there are of what.
pub(crate) fn many(examined: &[Examined], scenarios: &[String], around: &Surroundings) -> String {
    let columns = around.columns;
    let folder = common_folder(examined);
    let rows: Vec<Row<'_>> = examined.iter().map(|it| Row::of(it, folder)).collect();
    let width = |label: &str, most: usize, text: for<'a> fn(&'a Row<'_>) -> &'a str| {
        let widest = rows.iter().map(|row| display_width(text(row))).max();
        widest.unwrap_or_default().min(most).max(label.len())
    };
    let widths = Widths {
        file: width("file", columns / 4, |row| row.file),
        subject: width("subject", columns / 4, |row| &row.subject),
        fits: width("fits", columns, |row| &row.fits),
        columns,
    };
    let mut text = String::new();
    if folder > 0 {
        text += &format!("{}\n", &examined[0].name[..folder]);
    }
    text += &widths.heading();
    for row in &rows {
        text += &widths.line(row);
    }
    text + "\n" + &legend(scenarios, columns) + &sum(examined, around)
}

/// How wide the columns are, and the whole line.
struct Widths {
    file: usize,
    subject: usize,
    fits: usize,
    columns: usize,
}

impl Widths {
    fn heading(&self) -> String {
        let heading = format!(
            "{}  {}  days  {}  worst",
            fill("file", self.file),
            fill("subject", self.subject),
            fill("fits", self.fits),
        );
        styled(DIM, heading) + "\n"
    }

    fn line(&self, row: &Row<'_>) -> String {
        let file = fill(&end_of(row.file, self.file), self.file);
        let exhibit = match &row.examined.exhibit {
            Ok(exhibit) => exhibit,
            Err(failure) => {
                let rest = self
                    .columns
                    .saturating_sub(self.file + "  unreadable: ".len());
                let reason = shortened(&failure.reason(), rest);
                return format!("{file}  {} {reason}\n", styled(RED, "unreadable:"));
            }
        };
        let subject = fill(&shortened(&row.subject, self.subject), self.subject);
        let (days, fits) = (exhibit.days_left(), fill(&row.fits, self.fits));
        let line = format!("{file}  {subject}  {days:4}  {fits}  ");
        let rest = self.columns.saturating_sub(display_width(&line));
        format!("{line}{}\n", gravest(exhibit, rest))
    }
}

struct Row<'a> {
    examined: &'a Examined,
    file: &'a str,
    subject: String,
    fits: String,
}

impl<'a> Row<'a> {
    fn of(examined: &'a Examined, folder: usize) -> Self {
        let exhibit = examined.exhibit.as_ref().ok();
        Self {
            examined,
            file: &examined.name[folder..],
            subject: exhibit.map_or_else(String::new, |it| called(it.certificate())),
            fits: exhibit.map_or_else(String::new, fitting),
        }
    }
}

/// How long the path is that all names begin with, up to a separator; it is said once.
fn common_folder(examined: &[Examined]) -> usize {
    let mut names = examined.iter().map(|it| it.name.as_str());
    let folder = |name: &str| name.rfind(std::path::is_separator).map_or(0, |at| at + 1);
    let Some(first) = names.next() else {
        return 0;
    };
    let mut common = &first[..folder(first)];
    for name in names {
        while !name.starts_with(common) {
            common = &common[..folder(&common[..common.len() - 1])];
        }
    }
    // What addresses have in common is a scheme, and not a folder.
    if common.ends_with("://") || common.ends_with(":/") {
        0
    } else {
        common.len()
    }
}

/// With blanks up to this width.
fn fill(text: &str, columns: usize) -> String {
    format!(
        "{text}{}",
        " ".repeat(columns.saturating_sub(display_width(text)))
    )
}

/// Its common name, or else its whole subject.
fn called(certificate: &Certificate) -> String {
    let subject = certificate.subject();
    let mut names = subject.common_names();
    let text = subject.to_string();
    // Where the subject as it is shown has it in the same letters, a terminal can be given it.
    match names.next() {
        Some(name) if text.contains(name) => name.to_owned(),
        _ => text,
    }
}

/// The end of a path says more than its beginning.
fn end_of(name: &str, columns: usize) -> String {
    if display_width(name) <= columns {
        return name.to_owned();
    }
    let mut rest = name.chars();
    while display_width(rest.as_str()) >= columns && rest.next().is_some() {}
    format!("…{}", rest.as_str())
}

fn gravest(exhibit: &Exhibit, columns: usize) -> String {
    let found = Found::in_reports(&exhibit.reports);
    let Some(found) = found.first() else {
        return "-".into();
    };
    let finding = found.gravest();
    let width = columns.saturating_sub(finding.severity.to_string().len() + 1);
    format!(
        "{} {}",
        severity(finding.severity),
        shortened(finding.rule.as_str(), width)
    )
}

fn legend(scenarios: &[String], columns: usize) -> String {
    if scenarios.len() < 2 {
        return String::new();
    }
    // Each stays together with its number.
    let named = (1..).zip(scenarios);
    let named: Vec<_> = named
        .map(|(number, name)| format!("{number}\u{a0}{name}"))
        .collect();
    paragraph(columns, "", 0, &named.join("  ")).replace('\u{a0}', " ")
}

fn sum(examined: &[Examined], around: &Surroundings) -> String {
    let exhibits = || examined.iter().filter_map(|it| it.exhibit.as_ref().ok());
    let fits = |it: &&Exhibit| it.reports.iter().any(vb365_tls::Report::is_accepted);
    let (readable, fitting) = (exhibits().count(), exhibits().filter(fits).count());
    let mut text = format!("{fitting} fit a scenario, {} fit none", readable - fitting);
    if readable < examined.len() {
        let _ = write!(text, ", {} unreadable", examined.len() - readable);
    }
    if around.has_no_address {
        text += "; no name was compared (no --address)";
    }
    text += ". Details: -v, or check one.";
    paragraph(around.columns, "", 0, &styled(DIM, text))
}
