//! What came of it, for people: one certificate on a screen, every word about it, or many in a table.

mod details;
mod many;
mod one;

pub(crate) use details::details;
pub(crate) use many::many;
pub(crate) use one::{findings, fingerprint, one};

use std::collections::BTreeSet;

use vb365_tls::Report;
use vb365_tls::profile::ActsAs;
use vb365_tls::scenario::ScenarioId;

use crate::exhibit::Exhibit;
use crate::found::ranges;

/// What only a look at the whole knows of a view.
pub(crate) struct Surroundings {
    pub(crate) columns: usize,
    /// Whether names were compared with none, for want of an address.
    pub(crate) has_no_address: bool,
}

/// How the certificate of a report was checked.
pub(crate) fn checked(report: &Report) -> String {
    let id: Option<ScenarioId> = report.scenario().parse().ok();
    match id.map(|id| id.profile().acts_as) {
        Some(ActsAs::AssertionSigner) => String::from("as signer of assertions"),
        _ if report.is_assumed() => format!("{} (assumed)", report.verification()),
        _ => report.verification().to_string(),
    }
}

/// The numbers of the scenarios it fits.
fn fitting(exhibit: &Exhibit) -> String {
    let reports = (1..).zip(&exhibit.reports);
    let fitting = reports.filter(|(_, report)| report.is_accepted());
    let fitting: BTreeSet<usize> = fitting.map(|(number, _)| number).collect();
    match exhibit.reports.len() {
        _ if fitting.is_empty() => "none".into(),
        1 => "yes".into(),
        of => ranges(&fitting, of),
    }
}
