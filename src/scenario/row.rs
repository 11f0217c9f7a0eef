//! What the product's table says of a scenario.

use std::fmt;

use super::{Installation, Link, OverviewCertificate, Party};

/// One row of the product's table of certificate usage scenarios.
pub(super) struct Row {
    pub(super) reason: &'static str,
    pub(super) parties: &'static [Party],
    pub(super) links: &'static [Link],
    pub(super) installation: &'static Installation,
    pub(super) overview: OverviewCertificate,
    pub(super) references: &'static [Reference],
}

/// A page of the product's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Reference {
    /// What the page is called.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.url)
    }
}
