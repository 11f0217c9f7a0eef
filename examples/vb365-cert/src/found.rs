//! What the reports of one certificate say of each rule, put together.

use std::collections::BTreeSet;

use vb365_tls::Report;
use vb365_tls::finding::{Finding, Position, Severity};
use vb365_tls::scenario::ScenarioId;

/// One rule that found something, and all that it found.
pub(crate) struct Found<'a> {
    /// Each with the number of the report it is in, counted from 1.
    pub(crate) findings: Vec<(usize, &'a Finding)>,
}

/// A text, and the numbers of the reports that have it.
pub(crate) type Said<'a> = (&'a str, BTreeSet<usize>);

impl<'a> Found<'a> {
    /// The gravest first, then in the order of the reports.
    pub(crate) fn in_reports(reports: &'a [Report]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (number, report) in (1..).zip(reports) {
            for finding in report.findings() {
                match all.iter_mut().find(|it| it.gravest().rule == finding.rule) {
                    Some(found) => found.findings.push((number, finding)),
                    None => all.push(Self {
                        findings: vec![(number, finding)],
                    }),
                }
            }
        }
        all.sort_by_key(|found| std::cmp::Reverse(found.gravest().severity));
        all
    }

    pub(crate) fn gravest(&self) -> &'a Finding {
        let (_, first) = self.findings[0];
        let findings = self.findings.iter().map(|(_, finding)| *finding);
        // The first of several, unlike `max_by_key`.
        findings.fold(first, |gravest, finding| {
            match finding.severity > gravest.severity {
                true => finding,
                false => gravest,
            }
        })
    }

    /// Which reports it is in, such as `4-5; notice: 1-3 6-8` or `all`; empty if there is one report only.
    pub(crate) fn scenarios(&self, reports: usize) -> String {
        if reports == 1 {
            return String::new();
        }
        let gravest = self.gravest().severity;
        let mut parts = Vec::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
            let of_it = self.findings.iter().filter(|it| it.1.severity == severity);
            let numbers: BTreeSet<usize> = of_it.map(|(number, _)| *number).collect();
            let graver = |it: &(usize, &Finding)| it.1.severity > severity;
            let numbers = numbers
                .into_iter()
                .filter(|number| !self.findings.iter().any(|it| it.0 == *number && graver(it)));
            match ranges(&numbers.collect(), reports) {
                none if none.is_empty() => {}
                numbers if severity == gravest => parts.push(numbers),
                numbers => parts.push(format!("{severity}: {numbers}")),
            }
        }
        parts.join("; ")
    }

    /// Where in the chain, unless it is the certificate itself.
    pub(crate) fn elsewhere(&self) -> Vec<String> {
        let positions: BTreeSet<Position> =
            self.findings.iter().map(|(_, it)| it.position).collect();
        match positions.iter().eq([&Position::EndEntity]) {
            true => Vec::new(),
            false => positions.iter().map(ToString::to_string).collect(),
        }
    }

    /// The different texts it has for this part.
    pub(crate) fn said(&self, part: impl Fn(usize, &'a Finding) -> &'a str) -> Vec<Said<'a>> {
        let mut texts: Vec<Said<'a>> = Vec::new();
        for (number, finding) in &self.findings {
            let text = part(*number, finding);
            match texts.iter_mut().find(|(other, _)| *other == text) {
                Some((_, numbers)) => drop(numbers.insert(*number)),
                None => texts.push((text, BTreeSet::from([*number]))),
            }
        }
        texts
    }
}

/// `1-3 6`; `all` if none is missing of several.
pub(crate) fn ranges(numbers: &BTreeSet<usize>, of: usize) -> String {
    if numbers.len() == of && of > 1 {
        return "all".into();
    }
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let text = |(first, last): (usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    ranges.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

/// What the remedies of a report end in: where its certificate is installed.
pub(crate) fn place(report: &Report) -> Option<&'static str> {
    let id: Option<ScenarioId> = report.scenario().parse().ok();
    id.map(|id| id.installation().sentence())
}

/// What to do, without the place that depends on the scenario.
pub(crate) fn remedy<'a>(report: &Report, finding: &'a Finding) -> &'a str {
    let without = place(report).and_then(|place| finding.remedy.strip_suffix(place));
    without.map_or(&finding.remedy, str::trim_end)
}
