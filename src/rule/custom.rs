//! Rules of somebody else's: an explanation and a check, registered on a context.

use std::borrow::Cow;

use super::{CheckInput, Facts, Rule, Violations};
use crate::error::{CustomRuleError, Error, Unsupported};
use crate::finding::{Position, Severity};
use crate::shown::in_one_line;

/// A rule of your own: what it says, and the function that finds what breaks it.
///
/// Registered with [`Context::with_rule`](crate::Context::with_rule) it is checked like ours, in reports and in
/// handshakes: where it weighs an error, [`accept`](crate::Credential::accept) rejects and the configurations made with
/// that context refuse a peer. The [manual](crate::manual::own_rules) has a page with an example.
///
/// ```
/// use vb365_tls::rule::{CustomRule, Facts, Rule, Violation};
///
/// static VALID_TOO_LONG: CustomRule = CustomRule::new(
///     Rule::new(
///         "contoso-valid-too-long",
///         "the certificate is valid for more than 90 days",
///     )
///     .with_remedy("Request it from the automated CA of Contoso."),
///     valid_too_long,
/// );
///
/// fn valid_too_long(facts: &Facts<'_>) -> Vec<Violation> {
///     let validity = facts.end_entity().validity();
///     let seconds =
///         validity.not_after().as_secs() - validity.not_before().as_secs();
///     match seconds / 86_400 {
///         ..=90 => Vec::new(),
///         days => vec![Violation::of_end_entity(
///             "90 days at most",
///             format!("{days} days"),
///         )],
///     }
/// }
/// ```
///
/// The function is called in the middle of handshakes too: it should be quick, ask nobody else, and not panic. A panic of
/// it is that of its caller, as with any function.
#[derive(Debug)]
pub struct CustomRule {
    rule: Rule,
    find: fn(&Facts<'_>) -> Vec<Violation>,
}

impl CustomRule {
    /// A rule, and what breaks it among the facts.
    pub const fn new(rule: Rule, find: fn(&Facts<'_>) -> Vec<Violation>) -> Self {
        Self { rule, find }
    }

    /// What is said of it.
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// What it finds, under the level of the rule.
    pub(super) fn find(&self, input: &CheckInput<'_>, violations: &mut Violations) {
        let level = violations.level();
        for violation in (self.find)(&Facts::of(input)) {
            let severity = violation.severity.map_or(level, |it| it.min(level));
            violations
                .add(violation.position, violation.expected, violation.found)
                .at(severity);
        }
    }
}

/// What breaks a rule of your own, in one certificate.
///
/// Both texts end in one line of a report, where characters that are not seen are shown by their numbers.
///
/// ```
/// use vb365_tls::finding::Severity;
/// use vb365_tls::rule::Violation;
///
/// let violation = Violation::of_end_entity("our own CA", "another issuer");
/// let violation = violation.with_severity(Severity::Warning);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    position: Position,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
    severity: Option<Severity>,
}

impl Violation {
    /// What the certificate there should have, and what it has instead.
    pub fn new(
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            position,
            expected: expected.into(),
            found: found.into(),
            severity: None,
        }
    }

    /// The same of the certificate whose key is used.
    pub fn of_end_entity(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Position::EndEntity, expected, found)
    }

    /// The same violation, weighing less than others of its rule; the level of the rule is the most it weighs.
    pub fn with_severity(self, severity: Severity) -> Self {
        Self {
            severity: Some(severity),
            ..self
        }
    }
}

/// The rules that were registered.
#[derive(Clone, Debug, Default)]
pub(crate) struct CustomRules(Vec<&'static CustomRule>);

impl CustomRules {
    /// The same rules and one more.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if its id is malformed, taken by a rule of this crate or registered already, or a text is not one
    /// line.
    pub(crate) fn with(mut self, rule: &'static CustomRule) -> Result<Self, Error> {
        let id = rule.rule.id.as_str();
        if !is_well_formed(id) {
            return Err(refused(id, CustomRuleError::Id));
        }
        if super::find(id).is_some() {
            return Err(refused(id, CustomRuleError::OfThisCrate));
        }
        if self.0.iter().any(|other| other.rule.id == rule.rule.id) {
            return Err(refused(id, CustomRuleError::Registered));
        }
        let Rule {
            summary,
            why,
            remedy,
            citation,
            ..
        } = &rule.rule;
        // A report shows them as they are.
        let is_line = |text: &&'static str| {
            !text.trim().is_empty() && matches!(in_one_line(*text), Cow::Borrowed(_))
        };
        if ![summary, why, remedy, citation].into_iter().all(is_line) {
            return Err(refused(id, CustomRuleError::NotOneLine));
        }
        self.0.push(rule);
        Ok(self)
    }

    pub(crate) fn as_slice(&self) -> &[&'static CustomRule] {
        &self.0
    }
}

/// The same functions, not merely rules of the same names.
impl PartialEq for CustomRules {
    fn eq(&self, other: &Self) -> bool {
        let same = |(own, other): (&&'static CustomRule, &&'static CustomRule)| {
            std::ptr::eq::<CustomRule>(*own, *other)
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

fn is_well_formed(id: &str) -> bool {
    const LONGEST: usize = 64;
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        !word.is_empty() && bytes.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    id.len() <= LONGEST && id.split('-').all(is_word)
}

fn refused(id: &str, reason: CustomRuleError) -> Error {
    let rule = id.to_owned();
    Unsupported::CustomRule { rule, reason }.into()
}
