//! What a rule finds.

use std::borrow::Cow;

use crate::finding::{Position, Severity};
use crate::shown::in_one_line;

/// Collects what one rule finds.
#[derive(Debug)]
pub(crate) struct Breaches {
    level: Severity,
    list: Vec<Breach>,
}

#[derive(Debug)]
pub(super) struct Breach {
    pub(super) severity: Severity,
    pub(super) position: Position,
    pub(super) expected: Cow<'static, str>,
    pub(super) found: Cow<'static, str>,
}

impl Breaches {
    /// None yet, of a rule of this level.
    pub(super) fn at(level: Severity) -> Self {
        Self {
            level,
            list: Vec::new(),
        }
    }

    pub(super) fn into_list(self) -> Vec<Breach> {
        self.list
    }

    /// The level of the rule here, for rules that weigh it by a word of the profile.
    pub(crate) fn level(&self) -> Severity {
        self.level
    }

    /// Reports a breach at the level of the rule.
    pub(crate) fn add(
        &mut self,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.add_at(self.level, position, expected, found);
    }

    /// Reports a breach at a level of its own.
    pub(crate) fn add_at(
        &mut self,
        severity: Severity,
        position: Position,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.list.push(Breach {
            severity,
            position,
            expected: in_one_line(expected),
            found: in_one_line(found),
        });
    }
}
