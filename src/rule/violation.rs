//! What a rule finds.

use std::borrow::Cow;

use crate::finding::{Basis, Position, Severity};
use crate::shown::in_one_line;

/// Collects what one rule finds.
#[derive(Debug)]
pub(crate) struct Violations {
    level: Severity,
    list: Vec<RatedViolation>,
}

#[derive(Debug)]
pub(super) struct RatedViolation {
    pub(super) severity: Severity,
    /// In which way the rule is broken, where peers tell several apart.
    pub(super) aspect: &'static str,
    pub(super) position: Position,
    pub(super) expected: Cow<'static, str>,
    pub(super) found: Cow<'static, str>,
    /// Who asks for it, where that is not the source of the rule.
    pub(super) asked_by: Option<(Basis, Cow<'static, str>)>,
    /// What to do in this case, if the rule does not say it.
    pub(super) advice: Option<Advice>,
}

impl Violations {
    /// None yet, of a rule of this level.
    pub(super) fn at(level: Severity) -> Self {
        Self {
            level,
            list: Vec::new(),
        }
    }

    pub(super) fn into_list(self) -> Vec<RatedViolation> {
        self.list
    }

    /// The level of the rule here, for rules that weigh it by a word of the profile.
    pub(crate) fn level(&self) -> Severity {
        self.level
    }

    /// Reports a violation at the level of the rule; what is said of it besides is said of what this returns.
    pub(crate) fn add(
        &mut self,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> &mut RatedViolation {
        self.push(position, expected.into(), found.into())
    }

    fn push(
        &mut self,
        position: Position,
        expected: Cow<'static, str>,
        found: Cow<'static, str>,
    ) -> &mut RatedViolation {
        let place = self.list.len();
        self.list.push(RatedViolation {
            severity: self.level,
            aspect: "",
            position,
            expected: in_one_line(expected),
            found: in_one_line(found),
            asked_by: None,
            advice: None,
        });
        &mut self.list[place]
    }
}

impl RatedViolation {
    /// In which way the rule is broken, where peers tell several apart.
    pub(crate) fn of(&mut self, aspect: &'static str) -> &mut Self {
        self.aspect = aspect;
        self
    }

    /// At a level of its own.
    pub(crate) fn at(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// At the level of the rule, or at this one if that is lower.
    pub(crate) fn at_most(&mut self, severity: Severity) -> &mut Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// What to do in this case.
    pub(super) fn advise(&mut self, advice: impl Into<Option<Advice>>) -> &mut Self {
        self.advice = advice.into();
        self
    }

    /// Who asks for it, where that is not the source of the rule.
    pub(super) fn ask_by(&mut self, basis: Basis, source: Cow<'static, str>) -> &mut Self {
        self.asked_by = Some((basis, source));
        self
    }
}

/// What a violation says instead of its rule; what is left out is as in the rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Advice {
    pub(crate) why: Option<&'static str>,
    pub(crate) remedy: Cow<'static, str>,
    pub(crate) citation: Option<&'static str>,
}

impl Advice {
    /// Another remedy for the same reason.
    pub(super) fn remedy(remedy: impl Into<Cow<'static, str>>) -> Self {
        Self {
            remedy: remedy.into(),
            ..Self::default()
        }
    }

    pub(super) const fn new(
        why: &'static str,
        remedy: &'static str,
        citation: &'static str,
    ) -> Self {
        Self {
            why: Some(why),
            remedy: Cow::Borrowed(remedy),
            citation: Some(citation),
        }
    }
}
