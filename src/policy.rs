//! How strict to be: levels by rule, and the few numbers rules depend on.

use std::collections::BTreeMap;
use std::time::Duration;

use rustls_pki_types::UnixTime;

use crate::finding::{RuleId, Severity};

/// Levels by rule id, and thresholds. A policy only ever changes how a finding is weighed, never what is found.
///
/// Presets named by date never change; [`Policy::recommended`] is the newest of them.
///
/// ```
/// use vb365_tls::policy::{Level, Lifetime, Policy};
///
/// let policy = Policy::recommended()
///     .with_level("extended-key-usage-absent", Level::Deny)
///     .with_level("certificate-expires-soon", Level::Allow)
///     .with_max_lifetime(Lifetime::Days(180));
/// assert_eq!(policy.level("extended-key-usage-absent"), Some(Level::Deny));
/// assert_eq!(policy.level("certificate-expired"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(deny_unknown_fields, default, rename_all = "kebab-case")
)]
pub struct Policy {
    levels: BTreeMap<String, Level>,
    expires_soon_days: u32,
    max_lifetime: Lifetime,
}

/// What a broken rule means under a [`Policy`].
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

/// How long a certificate may be valid before `lifetime-too-long` says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Lifetime {
    /// Any time.
    #[default]
    Any,
    /// So many days of 86 400 seconds.
    Days(u32),
    /// What public authorities may issue, by date of issue: 398 days, 200 from 2026-03-15, 100 from 2027-03-15 and
    /// 47 from 2029-03-15 (CA/Browser Forum Baseline Requirements section 6.3.2, ballot SC-081v3).
    PublicWeb,
}

impl Lifetime {
    /// The limit for a certificate issued at `not_before`; `None` if there is none.
    pub fn limit(self, not_before: UnixTime) -> Option<Duration> {
        const DAY: u64 = 86_400;
        // 2029-03-15, 2027-03-15 and 2026-03-15, each 00:00:00 UTC.
        const STEPS: [(u64, u64); 3] = [
            (1_868_227_200, 47),
            (1_805_068_800, 100),
            (1_773_532_800, 200),
        ];
        let days = match self {
            Self::Any => return None,
            Self::Days(days) => u64::from(days),
            Self::PublicWeb => STEPS
                .iter()
                .find(|(since, _)| not_before.as_secs() >= *since)
                .map_or(398, |(_, days)| *days),
        };
        Some(Duration::from_secs(days * DAY))
    }
}

impl Policy {
    /// The newest dated preset; it moves when a new one is made.
    pub fn recommended() -> Self {
        Self::dated_2026_11()
    }

    /// Every rule at the level of the catalogue, a warning 30 days before expiry, no limit on lifetimes.
    pub fn dated_2026_11() -> Self {
        Self {
            levels: BTreeMap::new(),
            expires_soon_days: 30,
            max_lifetime: Lifetime::Any,
        }
    }

    /// As [`dated_2026_11`](Self::dated_2026_11), with the 180 days Microsoft recommends for application certificates.
    /// <https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies>
    pub fn entra_180_days() -> Self {
        Self::dated_2026_11().with_max_lifetime(Lifetime::Days(180))
    }

    /// The same policy with another level for a rule.
    pub fn with_level(mut self, rule: impl Into<String>, level: Level) -> Self {
        self.levels.insert(rule.into(), level);
        self
    }

    /// The same policy, warning so many days before a certificate expires.
    pub fn with_expires_soon_days(self, expires_soon_days: u32) -> Self {
        Self {
            expires_soon_days,
            ..self
        }
    }

    /// The same policy with a limit on lifetimes.
    pub fn with_max_lifetime(self, max_lifetime: Lifetime) -> Self {
        Self {
            max_lifetime,
            ..self
        }
    }

    /// The level set for a rule; `None` leaves the catalogue's.
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.levels.get(rule).copied()
    }

    /// All rule ids with a level of their own.
    pub fn rules(&self) -> impl Iterator<Item = RuleId> {
        self.levels.keys().cloned().map(RuleId::from)
    }

    /// How long before its end a certificate is said to expire soon.
    pub fn expires_soon(&self) -> Duration {
        Duration::from_secs(u64::from(self.expires_soon_days) * 86_400)
    }

    /// The limit on lifetimes.
    pub fn max_lifetime(&self) -> Lifetime {
        self.max_lifetime
    }

    /// What a finding of `rule` weighs; `None` if the rule is not to be looked at.
    pub(crate) fn weigh(&self, rule: &str, severity: Severity) -> Option<Severity> {
        match self.level(rule) {
            None => Some(severity),
            Some(Level::Allow) => None,
            Some(Level::Warn) => Some(Severity::Warning),
            Some(Level::Deny) => Some(Severity::Error),
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::recommended()
    }
}
