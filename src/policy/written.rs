//! A policy as a file says it: what it leaves out is that of the preset it starts from.

use std::collections::BTreeMap;

use super::{Level, Lifetime, ParseError, Policy, TrustedIssuer};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[derive(Default)]
pub(super) struct Written {
    preset: Option<String>,
    levels: BTreeMap<String, Level>,
    expires_soon_days: Option<u32>,
    max_lifetime: Option<Lifetime>,
    trusted_issuers: Option<Vec<TrustedIssuer>>,
}

impl TryFrom<Written> for Policy {
    type Error = ParseError;

    fn try_from(written: Written) -> Result<Self, ParseError> {
        let mut policy = match &written.preset {
            Some(name) => Self::preset(name).ok_or_else(|| {
                let names = Self::PRESETS.join(", ");
                ParseError::new(name, format!("preset: one of {names}"))
            })?,
            None => Self::default(),
        };
        policy.levels.extend(written.levels);
        policy.expires_soon_days = written
            .expires_soon_days
            .unwrap_or(policy.expires_soon_days);
        policy.max_lifetime = written.max_lifetime.unwrap_or(policy.max_lifetime);
        policy.trusted_issuers = written.trusted_issuers.unwrap_or(policy.trusted_issuers);
        Ok(policy)
    }
}
