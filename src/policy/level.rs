use std::fmt;

use crate::finding::Severity;

/// What a broken rule means under a [`Policy`](super::Policy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Level {
    /// The rule is not looked at.
    Allow,
    /// A warning.
    Warn,
    /// An error: the certificate is rejected.
    Deny,
}

impl Level {
    /// What a finding weighs where a policy set this level, or none; `None` if the rule is not to be looked at.
    pub(crate) fn weigh(set: Option<Self>, severity: Severity) -> Option<Severity> {
        match set {
            None => Some(severity),
            Some(Self::Allow) => None,
            Some(Self::Warn) => Some(Severity::Warning),
            Some(Self::Deny) => Some(Severity::Error),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
    }
}
