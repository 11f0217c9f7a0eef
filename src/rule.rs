//! The catalogue of rules, and the loop that runs them.
//!
//! A rule is a static record and a plain function. [`ALL`] lists them by id, and the
//! [manual](crate::manual::rules) shows them all with reason and remedy.
//!
//! ```
//! use vb365_tls::rule;
//!
//! let rule = rule::find("certificate-expired").ok_or("no such rule")?;
//! println!("{}: {}. {}", rule.id, rule.summary, rule.remedy);
//! assert_eq!(rule.citation, "RFC 5280 section 4.1.2.5; for assertions AADSTS700027");
//! # Ok::<(), &str>(())
//! ```

mod catalogue;
mod chain;
mod extension;
pub(crate) mod handshake;
mod issuer;
mod key;
mod malformed;
mod name;
mod name_constraint;
mod name_form;
mod purpose;
mod rsa;
mod signature;
mod validity;

use std::borrow::Cow;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::UnixTime;

use crate::address::Address;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::finding::{Finding, Position, RuleId, Severity};
use crate::policy::Policy;
use crate::profile::{ActsAs, Basis, Profile, Verification};

pub use catalogue::{ALL, HANDSHAKE};

/// What is known about a rule: id, texts, source and levels.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name; it states the problem.
    pub id: RuleId,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// The RFC section or address the rule comes from.
    pub citation: &'static str,
    /// What kind of source that is; it bounds the level.
    pub basis: Basis,
    /// How much it weighs, by what the certificate is for and how it is verified.
    pub levels: Levels,
    check: fn(&Subject<'_>, &mut Breaches),
}

/// The levels of one rule; `None` where it does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Levels {
    /// For a TLS peer that builds a path to a trust anchor.
    pub by_path: Option<Severity>,
    /// For a TLS peer that pins.
    pub by_pin: Option<Severity>,
    /// For a certificate that signs client assertions.
    pub assertion: Option<Severity>,
}

impl Levels {
    const fn new(
        by_path: Option<Severity>,
        by_pin: Option<Severity>,
        assertion: Option<Severity>,
    ) -> Self {
        Self {
            by_path,
            by_pin,
            assertion,
        }
    }

    /// The level for one use and one way of verifying.
    pub const fn of(self, acts_as: ActsAs, verification: Verification) -> Option<Severity> {
        match (acts_as, verification) {
            (ActsAs::AssertionSigner, _) => self.assertion,
            (_, Verification::ByPath) => self.by_path,
            (_, Verification::ByPin) => self.by_pin,
        }
    }
}

// The letters of the catalogue's table.
const E: Option<Severity> = Some(Severity::Error);
const W: Option<Severity> = Some(Severity::Warning);
const N: Option<Severity> = Some(Severity::Notice);
const NA: Option<Severity> = None;

/// Everything a rule may look at.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) chain: &'a Chain,
    pub(crate) profile: &'a Profile,
    /// Where clients find the service; empty for assertion signers and where nobody said.
    pub(crate) addresses: &'a [Address],
    pub(crate) verification: Verification,
    pub(crate) private_key: PrivateKey<'a>,
    pub(crate) provider: &'a Arc<CryptoProvider>,
    pub(crate) now: UnixTime,
    pub(crate) policy: &'a Policy,
}

/// What is known about the private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrivateKey<'a> {
    /// The chain is that of a peer, whose key stays with it.
    NotExpected,
    /// None came along.
    Absent,
    /// The provider does not load it, for the reason given.
    Refused(&'a str),
    /// It belongs to the end entity.
    Matching,
    /// It belongs to another certificate, described here as far as it is known.
    Mismatched(&'a str),
}

impl Subject<'_> {
    pub(crate) fn end_entity(&self) -> &Certificate {
        self.chain.end_entity()
    }

    /// Whether somebody looks at the certificates above the end entity.
    pub(crate) fn is_judged_by_path(&self) -> bool {
        self.verification == Verification::ByPath && self.profile.acts_as != ActsAs::AssertionSigner
    }

    /// The certificates that are sent: end entity and intermediates.
    pub(crate) fn path(&self) -> impl Iterator<Item = (Position, &Certificate)> {
        self.chain
            .path()
            .iter()
            .enumerate()
            .map(|(index, certificate)| {
                let position = match index {
                    0 => Position::EndEntity,
                    _ => Position::Intermediate(index),
                };
                (position, certificate)
            })
    }

    /// The authorities that came along: intermediates and trust anchor, nearest first.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = (Position, &Certificate)> {
        let anchor = self
            .chain
            .trust_anchor()
            .map(|it| (Position::TrustAnchor, it));
        self.path().skip(1).chain(anchor)
    }

    fn name(&self, position: Position) -> String {
        let certificate = match position {
            Position::EndEntity => Some(self.chain.end_entity()),
            Position::Intermediate(number) => self.chain.path().get(number),
            Position::TrustAnchor => self.chain.trust_anchor(),
            Position::Unrelated(number) => self.chain.unrelated().get(number.wrapping_sub(1)),
        };
        certificate.map_or_else(String::new, |it| it.subject().to_string())
    }
}

/// Collects what one rule finds.
#[derive(Debug)]
pub(crate) struct Breaches {
    level: Severity,
    list: Vec<Breach>,
}

#[derive(Debug)]
struct Breach {
    severity: Severity,
    position: Position,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
}

impl Breaches {
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
            expected: expected.into(),
            found: found.into(),
        });
    }
}

/// Finds a rule by its id.
pub fn find(id: &str) -> Option<&'static Rule> {
    [ALL, HANDSHAKE].into_iter().find_map(|rules| {
        rules
            .binary_search_by(|rule| rule.id.as_str().cmp(id))
            .ok()
            .map(|index| rules[index])
    })
}

/// Runs every rule; the gravest findings come first, then by position and id.
pub(crate) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = ALL.iter().flat_map(|rule| run(rule, subject)).collect();
    findings
        .sort_by(|a, b| (b.severity, a.position, &a.rule).cmp(&(a.severity, b.position, &b.rule)));
    findings
}

fn run(rule: &'static Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let acts_as = subject.profile.acts_as;
    let Some(level) = rule.levels.of(acts_as, subject.verification) else {
        return Vec::new();
    };
    if subject.policy.weigh(rule.id.as_str(), level).is_none() {
        return Vec::new();
    }
    let mut breaches = Breaches {
        level,
        list: Vec::new(),
    };
    (rule.check)(subject, &mut breaches);
    let weigh = |breach: Breach| {
        let severity = subject.policy.weigh(rule.id.as_str(), breach.severity)?;
        Some(rule.finding(severity, breach, subject))
    };
    breaches.list.into_iter().filter_map(weigh).collect()
}

impl Rule {
    /// A finding of a rule that only a handshake can break.
    pub(crate) fn met_in_handshake(
        &self,
        certificate: Option<&Certificate>,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Finding {
        Finding {
            rule: self.id.clone(),
            severity: Severity::Error,
            position: Position::EndEntity,
            certificate: certificate.map_or_else(String::new, |it| it.subject().to_string()),
            message: self.summary.into(),
            expected: expected.into(),
            found: found.into(),
            why: self.why.into(),
            remedy: self.remedy.into(),
            citation: self.citation.into(),
        }
    }

    fn finding(&self, severity: Severity, breach: Breach, subject: &Subject<'_>) -> Finding {
        Finding {
            rule: self.id.clone(),
            severity,
            position: breach.position,
            certificate: subject.name(breach.position),
            message: self.summary.into(),
            expected: breach.expected,
            found: breach.found,
            why: self.why.into(),
            remedy: self.remedy.into(),
            citation: self.citation.into(),
        }
    }
}

/// The first few of a list in backticks, so that a hostile certificate cannot fill a report.
fn listed<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    const SHOWN: usize = 5;
    let mut items = items.into_iter();
    let shown: Vec<String> = items
        .by_ref()
        .take(SHOWN)
        .map(|item| format!("`{}`", shortened(&item.to_string())))
        .collect();
    match items.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Text of a certificate at a length a person reads, with control characters escaped.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 256;
    let mut characters = text.chars();
    let mut short: String = characters
        .by_ref()
        .take(LONGEST)
        .map(|it| {
            if it.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                it
            }
        })
        .collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
