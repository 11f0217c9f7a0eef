use std::borrow::Cow;
use std::fmt;

use super::Demand;
use crate::finding::{Basis, Severity};
use crate::shown::in_one_line;

/// One thing a profile says: what, how firmly, and who says so.
///
/// ```
/// use vb365_tls::finding::Basis;
/// use vb365_tls::profile::{Demand, Requirement, Word};
///
/// const WORD: Word = Word::new(
///     Demand::Wildcard,
///     Requirement::MustNot,
///     Basis::Own,
///     "handbook, page 3",
/// );
/// assert_eq!(WORD.to_string(), "wildcard MUST NOT (own: handbook, page 3)");
/// ```
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

/// A requirement level of RFC 2119, as updated by RFC 8174.
///
/// ```
/// use vb365_tls::finding::Severity;
/// use vb365_tls::profile::Requirement;
///
/// assert_eq!(Requirement::Must.severity(), Some(Severity::Error));
/// assert_eq!(Requirement::ShouldNot.severity(), Some(Severity::Warning));
/// assert_eq!(Requirement::May.severity(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[allow(clippy::exhaustive_enums, reason = "RFC 2119 has five words")]
pub enum Requirement {
    /// Absolutely required.
    Must,
    /// Recommended.
    Should,
    /// Left to the issuer: said where somebody could think otherwise.
    May,
    /// Not recommended.
    ShouldNot,
    /// Absolutely prohibited.
    MustNot,
}

impl Requirement {
    /// All five, from the firmest demand to the firmest prohibition.
    pub const ALL: [Self; 5] = [
        Self::Must,
        Self::Should,
        Self::May,
        Self::ShouldNot,
        Self::MustNot,
    ];

    /// How bad it is to go against the word: an error for an absolute requirement, a warning for a recommendation, and
    /// nothing for a free choice.
    ///
    /// ```
    /// use vb365_tls::finding::Severity;
    /// use vb365_tls::profile::Requirement;
    ///
    /// assert_eq!(Requirement::Must.severity(), Some(Severity::Error));
    /// assert_eq!(Requirement::ShouldNot.severity(), Some(Severity::Warning));
    /// assert_eq!(Requirement::May.severity(), None);
    /// ```
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Must | Self::MustNot => Some(Severity::Error),
            Self::Should | Self::ShouldNot => Some(Severity::Warning),
            Self::May => None,
        }
    }

    /// Whether it asks for something to be there, and not for its absence.
    pub const fn is_demand(self) -> bool {
        matches!(self, Self::Must | Self::Should)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
            Self::ShouldNot => "SHOULD NOT",
            Self::MustNot => "MUST NOT",
        })
    }
}
