//! What a rule finds.

use std::borrow::Cow;

use super::advice::Advice;
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

    /// Reports a violation at the level of the rule.
    pub(crate) fn add(
        &mut self,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.add_at(self.level, position, expected, found);
    }

    /// Reports a violation of one kind, which peers treat otherwise than others of the same rule.
    pub(crate) fn add_of(
        &mut self,
        aspect: &'static str,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.push(self.level, aspect, position, expected.into(), found.into());
    }

    /// Reports a violation of one kind at a level of its own.
    pub(crate) fn add_at_of(
        &mut self,
        severity: Severity,
        aspect: &'static str,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.push(severity, aspect, position, expected.into(), found.into());
    }

    /// Reports a violation at a level of its own.
    pub(crate) fn add_at(
        &mut self,
        severity: Severity,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.push(severity, "", position, expected.into(), found.into());
    }

    /// Says of the violation that was reported last what to do in its case.
    pub(super) fn advise(&mut self, advice: impl Into<Option<Advice>>) {
        if let Some(last) = self.list.last_mut() {
            last.advice = advice.into();
        }
    }

    fn push(
        &mut self,
        severity: Severity,
        aspect: &'static str,
        position: Position,
        expected: Cow<'static, str>,
        found: Cow<'static, str>,
    ) {
        self.list.push(RatedViolation {
            severity,
            aspect,
            position,
            expected: in_one_line(expected),
            found: in_one_line(found),
            asked_by: None,
            advice: None,
        });
    }

    /// Says who asks for what the last violation goes against.
    pub(super) fn ask_by(&mut self, basis: Basis, source: Cow<'static, str>) {
        if let Some(last) = self.list.last_mut() {
            last.asked_by = Some((basis, source));
        }
    }
}
