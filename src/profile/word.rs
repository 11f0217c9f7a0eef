use std::borrow::Cow;
use std::fmt;

use super::{Demand, Requirement};
use crate::finding::Basis;
use crate::shown::in_one_line;

/// One thing a profile says: what, how firmly, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Word {
    /// What it is about.
    pub demand: Demand,
    /// How firmly it is asked for, or advised against.
    pub requirement: Requirement,
    /// What kind of source says so.
    pub basis: Basis,
    /// Where it can be read: an RFC section, an address, a page of your own handbook.
    pub source: Cow<'static, str>,
}

impl Word {
    /// A word with its source.
    pub const fn new(
        demand: Demand,
        requirement: Requirement,
        basis: Basis,
        source: &'static str,
    ) -> Self {
        Self {
            demand,
            requirement,
            basis,
            source: Cow::Borrowed(source),
        }
    }
}

/// Such as `wildcard MUST NOT (own: handbook, page 3)`.
impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (demand, requirement, basis) = (&self.demand, self.requirement, self.basis);
        let source = in_one_line(&*self.source);
        write!(f, "{demand} {requirement} ({basis}: {source})")
    }
}
