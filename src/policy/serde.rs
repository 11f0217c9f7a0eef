//! A policy as a file says it: what it leaves out is that of the preset it starts from.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::{ExpiresSoon, Level, Lifetime, Policy, TrustedIssuer};
use crate::parse_error::ParseError;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[derive(Default)]
pub(crate) struct Written {
    preset: Option<String>,
    levels: Levels,
    expires_soon: Option<ExpiresSoon>,
    /// Older files say days so.
    expires_soon_days: Option<u32>,
    max_lifetime: Option<Lifetime>,
    denies_what_peers_refuse: Option<bool>,
    trusted_issuers: Option<Vec<TrustedIssuer>>,
}

/// By rule. Of a rule that is given two levels nobody knows which is meant.
#[derive(Default)]
struct Levels(BTreeMap<String, Level>);

impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Levels;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("levels by the ids of rules")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Levels, A::Error> {
                let mut levels = BTreeMap::new();
                while let Some((rule, level)) = entries.next_entry::<String, Level>()? {
                    if levels.insert(rule.clone(), level).is_some() {
                        let rule: String = rule.escape_debug().take(100).collect();
                        return Err(Error::custom(format_args!(
                            "`{rule}` is given a level twice"
                        )));
                    }
                }
                Ok(Levels(levels))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum WrittenError {
    #[error(transparent)]
    Preset(#[from] ParseError),
    #[error("{0}")]
    Level(String),
    #[error("`expires-soon` and `expires-soon-days` are both given, and mean the same")]
    TwiceExpiresSoon,
    #[error(
        "`0` is not a valid expires-soon-days: nothing would ever expire soon; to hear of no end, allow \
         certificate-expires-soon"
    )]
    NoDays,
}

impl TryFrom<Written> for Policy {
    type Error = WrittenError;

    fn try_from(written: Written) -> Result<Self, WrittenError> {
        written.into_policy(|policy, rule, level| policy.with_level(rule, level))
    }
}

impl Written {
    /// The policy, whose levels are set by whoever knows the rules.
    pub(crate) fn into_policy<E: fmt::Display>(
        self,
        set: impl Fn(Policy, &str, Level) -> Result<Policy, E>,
    ) -> Result<Policy, WrittenError> {
        let written = self;
        let mut policy = match &written.preset {
            Some(name) => Policy::preset(name).ok_or_else(|| {
                let names = Policy::PRESETS.join(", ");
                ParseError::invalid(name, format_args!("preset: one of {names}"))
            })?,
            None => Policy::default(),
        };
        for (rule, level) in written.levels.0 {
            policy = set(policy, &rule, level)
                .map_err(|error| WrittenError::Level(error.to_string()))?;
        }
        policy.expires_soon = match (written.expires_soon, written.expires_soon_days) {
            (Some(_), Some(_)) => return Err(WrittenError::TwiceExpiresSoon),
            (Some(expires_soon), None) => expires_soon,
            (None, Some(days)) => {
                ExpiresSoon::days(NonZeroU32::new(days).ok_or(WrittenError::NoDays)?)
            }
            (None, None) => policy.expires_soon,
        };
        policy.max_lifetime = written.max_lifetime.unwrap_or(policy.max_lifetime);
        policy.denies_what_peers_refuse = written
            .denies_what_peers_refuse
            .unwrap_or(policy.denies_what_peers_refuse);
        policy.trusted_issuers = written.trusted_issuers.unwrap_or(policy.trusted_issuers);
        Ok(policy)
    }
}
