//! How strict to be: levels by rule, and the few things rules depend on.

mod expires_soon;
mod lifetime;
#[cfg(feature = "serde")]
mod serde;
mod trusted_issuer;

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::{RuleId, Severity};

pub use expires_soon::ExpiresSoon;
pub use lifetime::Lifetime;
#[cfg(feature = "serde")]
pub(crate) use serde::Written;

pub use trusted_issuer::{KeyIdentifier, TrustedIssuer};

/// Levels by rule id, and thresholds. A policy only ever changes how a finding is weighed, never what is found.
///
/// Reports and handshakes go by it alike. It makes both stricter as it likes; in a handshake, and in the report of a stated
/// relying party, it does not relax the rules in `rule::NEVER_RELAXED`: a trust leaves out dates and revocation, past
/// `dangerous` alone.
///
/// Presets named by date never change; [`Policy::recommended`] is the newest of them, and [`Policy::PRESETS`] has their
/// names. With the feature `serde`, a file may start from a preset and say only what differs:
/// `{"preset": "entra-180-days", "levels": {"self-signed": "deny"}, "expires-soon": "25%"}`. What it says of a
/// rule nobody knows, and what no policy can change, is refused as by [`with_level`](Self::with_level).
///
/// ```
/// use vb365_tls::policy::{Level, Lifetime, Policy};
///
/// let policy = Policy::recommended()
///     .with_level("extended-key-usage-absent", Level::Deny)?
///     .with_level("certificate-expires-soon", Level::Allow)?
///     .with_max_lifetime(Lifetime::Days(180));
/// assert_eq!(policy.level("extended-key-usage-absent"), Some(Level::Deny));
/// assert_eq!(policy.level("certificate-expired"), None);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "serde::Written", rename_all = "kebab-case")
)]
pub struct Policy {
    levels: BTreeMap<String, Level>,
    expires_soon: ExpiresSoon,
    max_lifetime: Lifetime,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    denies_what_peers_refuse: bool,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    trusted_issuers: Vec<TrustedIssuer>,
}

impl Policy {
    /// The names of all presets, sorted:
    ///
    /// * `2026-11`: every rule at the level of the catalogue, and a warning 30 days or a third of the lifetime before
    ///   expiry, whichever is shorter;
    /// * `entra-180-days`: the same, with the 180 days Microsoft recommends for application certificates;
    /// * `public-web`: the same, with the lifetimes public CAs may issue;
    /// * `recommended`: `2026-11`, the newest of its kind;
    /// * `strict`: `strict-2026-11`, the newest of its kind;
    /// * `strict-2026-11`: as `2026-11`, and an error whatever one of the peers refuses.
    pub const PRESETS: &'static [&'static str] = &[
        "2026-11",
        "entra-180-days",
        "public-web",
        "recommended",
        "strict",
        "strict-2026-11",
    ];

    /// The preset of that name; `None` if it is not one of [`PRESETS`](Self::PRESETS).
    ///
    /// ```
    /// use vb365_tls::policy::Policy;
    ///
    /// assert_eq!(Policy::preset("entra-180-days"), Some(Policy::entra_180_days()));
    /// assert!(Policy::PRESETS.iter().all(|name| Policy::preset(name).is_some()));
    /// ```
    pub fn preset(name: &str) -> Option<Self> {
        Some(match name {
            "2026-11" => Self::dated_2026_11(),
            "entra-180-days" => Self::entra_180_days(),
            "public-web" => Self::public_web(),
            "recommended" => Self::recommended(),
            "strict" => Self::strict(),
            "strict-2026-11" => Self::strict_2026_11(),
            _ => return None,
        })
    }

    /// The newest dated preset; it moves when a new one is made.
    pub fn recommended() -> Self {
        Self::dated_2026_11()
    }

    /// Every rule at the level of the catalogue, a warning 30 days or a third of the lifetime before expiry, no limit on
    /// lifetimes, any issuer.
    pub fn dated_2026_11() -> Self {
        Self {
            levels: BTreeMap::new(),
            expires_soon: ExpiresSoon::default(),
            max_lifetime: Lifetime::Any,
            denies_what_peers_refuse: false,
            trusted_issuers: Vec::new(),
        }
    }

    /// The newest strict preset; it moves when a new one is made.
    pub fn strict() -> Self {
        Self::strict_2026_11()
    }

    /// As [`dated_2026_11`](Self::dated_2026_11), and an error whatever one of the [peers](crate::rule::peers) refuses: a
    /// path it accepts is accepted by all of them.
    ///
    /// Serial numbers and lengths of RSA keys that RFC 5280 section 4.1.2.2 and the CA/Browser Forum's Baseline Requirements
    /// section 6.1.5 forbid are denied too, whoever accepts them.
    ///
    /// Either end of a handshake takes it: a service to find out what its certificate is worth before clients of other
    /// makes meet it, and a client to be no more lenient than others. It says nothing of what is pinned and of assertions,
    /// which no peer builds a path for.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let identity = Forge::tls("vb365.example.com")
    /// #     .intermediate(|it| it.without_extension("2.5.29.15"))
    /// #     .identity(&provider);
    /// use vb365_tls::policy::Policy;
    /// use vb365_tls::scenario::RestApi;
    ///
    /// # let clock = vb365_tls::Context::fixed(provider, Forge::now());
    /// // The issuer has no key usage, which Python refuses since 3.13.
    /// let scenario = RestApi::at("vb365.example.com")?;
    /// let report = vb365_tls::check(&scenario, &identity, &clock);
    /// assert!(report.is_accepted());
    ///
    /// let strict = clock.with_policy(Policy::strict());
    /// assert!(!vb365_tls::check(&scenario, &identity, &strict).is_accepted());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn strict_2026_11() -> Self {
        let denied = ["rsa-modulus-length-irregular", "serial-number-irregular"];
        let policy = Self {
            denies_what_peers_refuse: true,
            ..Self::dated_2026_11()
        };
        { denied.into_iter() }.fold(policy, |policy, rule| {
            policy.with_level_of(rule, Level::Deny)
        })
    }

    /// As [`dated_2026_11`](Self::dated_2026_11), with the 180 days Microsoft recommends for application certificates:
    /// <https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-enforce-secret-standards>.
    pub fn entra_180_days() -> Self {
        Self::dated_2026_11().with_max_lifetime(Lifetime::Days(180))
    }

    /// As [`dated_2026_11`](Self::dated_2026_11), with the limits of [`Lifetime::PublicWeb`].
    pub fn public_web() -> Self {
        Self::dated_2026_11().with_max_lifetime(Lifetime::PublicWeb)
    }

    /// Without a look at whether there is such a rule, and whether it can be set.
    pub(crate) fn with_level_of(mut self, rule: &str, level: Level) -> Self {
        self.levels.insert(rule.into(), level);
        self
    }

    /// The same policy, warning so long before a certificate expires.
    ///
    /// ```
    /// use vb365_tls::policy::Policy;
    ///
    /// let policy = Policy::recommended().with_expires_soon("25%".parse()?);
    /// assert_eq!(policy.expires_soon().to_string(), "25%");
    /// # Ok::<(), vb365_tls::error::ParseError>(())
    /// ```
    pub fn with_expires_soon(self, expires_soon: ExpiresSoon) -> Self {
        Self {
            expires_soon,
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

    /// The same policy with the only CAs that may issue certificates for applications; with none, any may.
    ///
    /// It says beforehand what an app management policy with `trustedCertificateAuthority` says when a certificate is
    /// registered (<https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies>).
    pub fn with_trusted_issuers(self, issuers: impl IntoIterator<Item = TrustedIssuer>) -> Self {
        Self {
            trusted_issuers: issuers.into_iter().collect(),
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

    /// Whether it is an error whatever one of the [peers](crate::rule::peers) refuses.
    pub fn denies_what_peers_refuse(&self) -> bool {
        self.denies_what_peers_refuse
    }

    /// How long before its end a certificate is said to expire soon.
    pub fn expires_soon(&self) -> ExpiresSoon {
        self.expires_soon
    }

    /// The limit on lifetimes.
    pub fn max_lifetime(&self) -> Lifetime {
        self.max_lifetime
    }

    /// The only CAs that may issue certificates for applications; empty if any may.
    pub fn trusted_issuers(&self) -> &[TrustedIssuer] {
        &self.trusted_issuers
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::recommended()
    }
}

/// What a broken rule means under a [`Policy`].
///
/// ```
/// use vb365_tls::policy::{Level, Policy};
///
/// let soon = "certificate-expires-soon";
/// let policy = Policy::recommended().with_level(soon, Level::Deny)?;
/// assert_eq!(policy.level(soon), Some(Level::Deny));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
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
