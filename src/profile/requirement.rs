use std::fmt;

use crate::finding::Severity;

/// A requirement level of RFC 2119, as updated by RFC 8174.
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
