//! A rule with the function that finds what breaks it.

use super::{CheckInput, CustomRule, CustomRules, Rule, Violations};

/// A rule, and the function that finds what breaks it.
///
/// What only a handshake, an alert or Microsoft Entra can tell is a rule without a check.
#[derive(Clone, Copy)]
pub(super) struct Check {
    pub(super) rule: &'static Rule,
    find: Find,
    pub(super) looks_at: LooksAt,
}

/// What decides that a check finds nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LooksAt {
    /// Also who asks, for what, or when.
    Anything,
    Certificates,
    Container,
}

#[derive(Clone, Copy)]
enum Find {
    Ours(fn(&CheckInput<'_>, &mut Violations)),
    Custom(&'static CustomRule),
}

impl Check {
    pub(super) const fn new(
        rule: &'static Rule,
        find: fn(&CheckInput<'_>, &mut Violations),
    ) -> Self {
        Self {
            rule,
            find: Find::Ours(find),
            looks_at: LooksAt::Anything,
        }
    }

    /// One that looks at certificates alone. Whatever it finds for anybody, it finds for a client that builds a path and is
    /// a server too, who reads the most; so what that one does not find, nobody does.
    pub(super) const fn of_certificates(
        rule: &'static Rule,
        find: fn(&CheckInput<'_>, &mut Violations),
    ) -> Self {
        Self {
            looks_at: LooksAt::Certificates,
            ..Self::new(rule, find)
        }
    }

    /// One that looks at the file the certificates came in, and finds nothing where there is none.
    pub(super) const fn of_container(
        rule: &'static Rule,
        find: fn(&CheckInput<'_>, &mut Violations),
    ) -> Self {
        Self {
            looks_at: LooksAt::Container,
            ..Self::new(rule, find)
        }
    }

    /// Those of somebody else's.
    pub(super) fn custom(rules: &CustomRules) -> impl Iterator<Item = Self> {
        rules.as_slice().iter().map(|custom| Self {
            rule: custom.rule(),
            find: Find::Custom(custom),
            looks_at: LooksAt::Anything,
        })
    }

    pub(super) fn find(&self, input: &CheckInput<'_>, violations: &mut Violations) {
        match self.find {
            Find::Ours(find) => find(input, violations),
            Find::Custom(rule) => rule.find(input, violations),
        }
    }
}
