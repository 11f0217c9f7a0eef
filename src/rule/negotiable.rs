//! What a policy may set, and what it may not. Here and not beside [`Policy`], because rules look at the policy.

use super::{ASSERTION, HANDSHAKE, Rule, SERVICE_ERRORS, TABLES, key};
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
}

/// Sets the level of a rule of this crate, if a policy may.
pub(super) fn set(policy: Policy, rule: &Rule, level: Level) -> Result<Policy, Error> {
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
pub(super) fn misspelt<'a>(rule: &str, own: impl Iterator<Item = &'a str>) -> Error {
    let ids = TABLES.into_iter().flatten().map(|rule| rule.id.as_str());
    Error::Unsupported(Unsupported::UnknownRule {
        rule: rule.to_owned(),
        nearest: nearest(rule, ids.chain(own)).map(ToOwned::to_owned),
    })
}
