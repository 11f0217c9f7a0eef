//! What a policy may set, and what it may not. Here and not beside [`Policy`], because rules look at the policy.

use super::{ASSERTION, CustomRule, HANDSHAKE, Rule, SERVICE_ERRORS, TABLES, key};
use crate::error::{Error, Unsupported};
use crate::parse_error::nearest;
use crate::policy::{Level, Policy};

/// What tells that nothing can be signed with the certificate: a policy that allowed it would only hide why.
static FACTS: &[&Rule] = &[
    &key::NOT_RSA,
    &key::ALGORITHM_UNSUPPORTED,
    &key::UNAVAILABLE,
    &key::PRIVATE_KEY_ABSENT,
    &key::PRIVATE_KEY_MISMATCH,
];

impl Rule {
    /// Whether a [policy](Policy) may allow what breaks this rule, or only warn of it.
    ///
    /// It may not where nothing can be signed with the certificate, such as with a private key that is absent or that of
    /// another one, and where a connection or an assertion has failed already.
    ///
    /// ```
    /// use vb365_tls::rule;
    ///
    /// let is_negotiable = |id| rule::find(id).is_some_and(|rule| rule.is_negotiable());
    /// assert!(is_negotiable("self-signed"));
    /// assert!(!is_negotiable("private-key-mismatch"));
    /// ```
    pub fn is_negotiable(&self) -> bool {
        self.reason_to_stay().is_none()
    }

    fn reason_to_stay(&self) -> Option<String> {
        let is_in = |rules: &[&Self]| rules.iter().any(|rule| rule.id == self.id);
        if is_in(FACTS) {
            let summary = self.summary;
            Some(format!("{summary}, and no policy makes that work"))
        } else if is_in(HANDSHAKE) || is_in(ASSERTION) || is_in(SERVICE_ERRORS) {
            let reason = "it tells what has failed already, and no policy undoes that";
            Some(reason.into())
        } else {
            None
        }
    }
}

impl Policy {
    /// The same policy with another level for a rule.
    ///
    /// ```
    /// use vb365_tls::policy::{Level, Policy};
    ///
    /// let policy = Policy::recommended().with_level("self-signed", Level::Deny)?;
    /// assert_eq!(policy.level("self-signed"), Some(Level::Deny));
    ///
    /// let error = policy.with_level("self-singed", Level::Deny).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`self-singed` is not the id of a rule; did you mean `self-signed`?",
    /// );
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if there is no rule of this id, and if a rule that is not [negotiable](Rule::is_negotiable) is to be
    /// set to another level than [`Level::Deny`].
    pub fn with_level(self, rule: &str, level: Level) -> Result<Self, Error> {
        self.with_level_among(&[], rule, level)
    }

    /// The same policy with another level for a rule of your own.
    ///
    /// ```
    /// use vb365_tls::policy::{Level, Policy};
    /// use vb365_tls::rule::{CustomRule, Rule};
    ///
    /// static RULE: CustomRule = CustomRule::new(
    ///     Rule::new("contoso-named", "the name is not one of Contoso's"),
    ///     |_| Vec::new(),
    /// );
    ///
    /// let policy = Policy::recommended().with_custom_level(&RULE, Level::Warn)?;
    /// assert_eq!(policy.level("contoso-named"), Some(Level::Warn));
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if a rule of this crate has the id: it is not to be set through another one.
    pub fn with_custom_level(self, rule: &CustomRule, level: Level) -> Result<Self, Error> {
        let id = rule.rule().id.as_str();
        match super::find(id) {
            Some(_) => Err(Error::Unsupported(Unsupported::RuleOfThisCrate {
                rule: id.to_owned(),
            })),
            None => Ok(self.with_level_of(id, level)),
        }
    }

    /// The same policy with another level for a rule of this crate or one of these.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] as from [`with_level`](Self::with_level), if the id is that of none of them.
    pub fn with_level_among(
        self,
        rules: &[&CustomRule],
        rule: &str,
        level: Level,
    ) -> Result<Self, Error> {
        if let Some(known) = super::find(rule) {
            return set(self, known, level);
        }
        match rules.iter().find(|own| own.rule().id.as_str() == rule) {
            Some(own) => self.with_custom_level(own, level),
            None => Err(misspelt(
                rule,
                rules.iter().map(|own| own.rule().id.as_str()),
            )),
        }
    }

    /// Reads a policy as a file says it, in which rules of your own have levels like ours.
    ///
    /// Without it, a file that names them is refused: the name of a rule nobody knows is an error, and which rules there
    /// are besides ours is known to the program alone.
    ///
    /// ```
    /// use vb365_tls::policy::{Level, Policy};
    /// use vb365_tls::rule::{CustomRule, Rule};
    ///
    /// static RULE: CustomRule = CustomRule::new(
    ///     Rule::new("contoso-named", "the name is not one of Contoso's"),
    ///     |_| Vec::new(),
    /// );
    ///
    /// let file = r#"{"levels": {"contoso-named": "warn", "self-signed": "deny"}}"#;
    /// let read = |rules: &[&CustomRule]| {
    ///     Policy::deserialize_with(
    ///         rules,
    ///         &mut serde_json::Deserializer::from_str(file),
    ///     )
    /// };
    /// assert_eq!(read(&[&RULE])?.level("contoso-named"), Some(Level::Warn));
    /// assert!(read(&[]).is_err());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of any policy that is read; the rules are those of this crate and these, such as those of a
    /// [context](crate::Context::rules).
    #[cfg(feature = "serde")]
    pub fn deserialize_with<'de, D: serde::Deserializer<'de>>(
        rules: &[&CustomRule],
        deserializer: D,
    ) -> Result<Self, D::Error> {
        use serde::de::{Deserialize, Error};
        let written = crate::policy::Written::deserialize(deserializer)?;
        let set = |policy: Self, rule: &str, level| policy.with_level_among(rules, rule, level);
        written.into_policy(set).map_err(D::Error::custom)
    }
}

/// Sets the level of a rule of this crate, if a policy may.
fn set(policy: Policy, rule: &Rule, level: Level) -> Result<Policy, Error> {
    match rule.reason_to_stay() {
        Some(reason) if level != Level::Deny => {
            let rule = rule.id.to_string();
            Err(Unsupported::FixedLevel {
                rule,
                level,
                reason,
            }
            .into())
        }
        _ => Ok(policy.with_level_of(rule.id.as_str(), level)),
    }
}

/// What is said of an id that is neither one of ours nor one of these.
fn misspelt<'a>(rule: &str, own: impl Iterator<Item = &'a str>) -> Error {
    let ids = TABLES.into_iter().flatten().map(|rule| rule.id.as_str());
    Error::Unsupported(Unsupported::UnknownRule {
        rule: rule.to_owned(),
        nearest: nearest(rule, ids.chain(own)).map(ToOwned::to_owned),
    })
}
