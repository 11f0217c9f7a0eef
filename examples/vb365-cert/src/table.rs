//! Reports for people: a table of the scenarios, then each finding once, then where the certificate is installed.

use std::fmt;

use vb365_tls::Report;
use vb365_tls::finding::{Finding, Severity};
use vb365_tls::identity::Identity;
use vb365_tls::profile::ActsAs;
use vb365_tls::scenario::ScenarioId;

pub(crate) struct Table<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) reports: &'a [Report],
}

/// One finding and the scenarios it concerns, with what it weighs in each.
struct Block<'a> {
    finding: &'a Finding,
    /// Without the place, which depends on the scenario.
    remedy: &'a str,
    scenarios: Vec<(Severity, &'a str)>,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.identity.end_entity())?;
        writeln!(f, "from {}\n", self.identity.provenance())?;
        self.write_scenarios(f)?;
        for block in self.blocks() {
            block.fmt(f)?;
        }
        self.write_places(f)?;
        if !self.identity.ignored().is_empty() {
            writeln!(f, "\nignored in the input:")?;
        }
        for ignored in self.identity.ignored() {
            writeln!(f, "  {ignored}")?;
        }
        Ok(())
    }
}

impl<'a> Table<'a> {
    fn write_scenarios(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:32} fits  errors  warnings  notices  checked",
            "scenario"
        )?;
        for report in self.reports {
            writeln!(
                f,
                "{:32} {:4} {:>7} {:>9} {:>8}  {}",
                report.scenario(),
                if report.is_accepted() { "yes" } else { "no" },
                report.errors().count(),
                report.warnings().count(),
                report.notices().count(),
                checked(report),
            )?;
        }
        let fitting: Vec<_> = self.reports.iter().filter(|it| it.is_accepted()).collect();
        let names: Vec<_> = fitting.iter().map(|it| it.scenario()).collect();
        match names.as_slice() {
            [] => writeln!(f, "\nfits none of them"),
            names => writeln!(f, "\nfits {}", names.join(", ")),
        }
    }

    /// The sentences remedies end in, one for each scenario.
    fn write_places(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends_in_place = |report: &&Report| {
            let mut findings = report.findings().iter();
            findings.any(|it| without_place(report, it) != it.remedy)
        };
        let mut places = self.reports.iter().filter(ends_in_place).peekable();
        if places.peek().is_some() {
            writeln!(f, "\nwhere another certificate goes:")?;
        }
        for report in places {
            let place = place(report).unwrap_or_default();
            writeln!(f, "  {:32} {place}", report.scenario())?;
        }
        Ok(())
    }

    /// The gravest first. A finding whose texts differ between scenarios is not the same.
    fn blocks(&self) -> Vec<Block<'a>> {
        let mut blocks: Vec<Block<'a>> = Vec::new();
        for report in self.reports {
            for finding in report.findings() {
                let remedy = without_place(report, finding);
                let is_same = |block: &&mut Block<'_>| {
                    let severity = finding.severity;
                    let mut other = block.finding.clone();
                    other.severity = severity;
                    other.remedy = finding.remedy.clone();
                    other == *finding && block.remedy == remedy
                };
                let concerned = (finding.severity, report.scenario());
                match blocks.iter_mut().find(is_same) {
                    Some(block) => block.scenarios.push(concerned),
                    None => blocks.push(Block {
                        finding,
                        remedy,
                        scenarios: vec![concerned],
                    }),
                }
            }
        }
        blocks.sort_by_key(|block| std::cmp::Reverse(block.severity()));
        blocks
    }
}

fn place(report: &Report) -> Option<&'static str> {
    let id: Option<ScenarioId> = report.scenario().parse().ok();
    id.map(|id| id.installation().sentence())
}

fn without_place<'a>(report: &Report, finding: &'a Finding) -> &'a str {
    let place = place(report).and_then(|place| finding.remedy.strip_suffix(place));
    place.map_or(&finding.remedy, str::trim_end)
}

fn checked(report: &Report) -> String {
    let id: Option<ScenarioId> = report.scenario().parse().ok();
    match id.map(|id| id.profile().acts_as) {
        Some(ActsAs::AssertionSigner) => String::from("as signer of assertions"),
        _ => report.verification().to_string(),
    }
}

impl Block<'_> {
    fn severity(&self) -> Severity {
        let severities = self.scenarios.iter().map(|(severity, _)| *severity);
        severities.max().unwrap_or(self.finding.severity)
    }
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finding = self.finding;
        writeln!(f, "\n{} {}", self.severity(), finding.rule)?;
        writeln!(f, "  {}", finding.message)?;
        for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
            let of_it = self.scenarios.iter().filter(|(it, _)| *it == severity);
            let names: Vec<_> = of_it.map(|(_, name)| *name).collect();
            if !names.is_empty() {
                writeln!(f, "  {:9} {}", format!("{severity}:"), names.join(", "))?;
            }
        }
        let name = finding.certificate.as_ref();
        let name = name.map_or_else(String::new, |name| format!(" `{name}`"));
        let certificate = format!("{}{name}", finding.position);
        let source = format!("{} ({})", finding.citation, finding.basis);
        for (label, text) in [
            ("at:", certificate.as_str()),
            ("expected:", &finding.expected),
            ("found:", &finding.found),
            ("why:", &finding.why),
            ("remedy:", self.remedy),
            ("source:", &source),
        ] {
            writeln!(f, "  {label:9} {text}")?;
        }
        Ok(())
    }
}
