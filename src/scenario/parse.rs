//! The error of every text form in this module.

use std::borrow::Cow;

use crate::finding::RuleId;
use crate::shown::shown_up_to;

/// Text that is no scenario, cloud, tenant or application.
///
/// ```
/// use vb365_tls::scenario::ScenarioId;
///
/// let error = "rest".parse::<ScenarioId>().unwrap_err();
/// assert!(error.to_string().starts_with("`rest` is not a scenario; one of organization-management, "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {reason}")]
pub struct ParseError {
    text: String,
    reason: Cow<'static, str>,
    rule: Option<RuleId>,
}

impl ParseError {
    /// The rule of the catalogue the text breaks, if there is one: `tenant-not-specific` for a placeholder.
    ///
    /// ```
    /// use vb365_tls::rule;
    /// use vb365_tls::scenario::TenantId;
    ///
    /// let error = "common".parse::<TenantId>().unwrap_err();
    /// let rule = error.rule().and_then(|id| rule::find(id.as_str())).ok_or("no such rule")?;
    /// println!("{error}. {}", rule.remedy);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn rule(&self) -> Option<&RuleId> {
        self.rule.as_ref()
    }

    /// The text is shown escaped and cut, it may come from anywhere.
    pub(super) fn new(text: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: shown_up_to(100, text),
            reason: reason.into(),
            rule: None,
        }
    }

    /// The same error, naming the rule that is broken.
    pub(super) fn breaking(self, rule: RuleId) -> Self {
        Self {
            rule: Some(rule),
            ..self
        }
    }
}

/// `TryFrom<String>` and `Into<String>` through `FromStr` and `Display`, for serde and for callers.
macro_rules! string_form {
    ($($type:ty),+) => {$(
        impl TryFrom<String> for $type {
            type Error = $crate::scenario::ParseError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    )+};
}

pub(super) use string_form;
