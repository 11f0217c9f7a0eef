//! The catalogue of rules, and the loop that runs them.
//!
//! A rule is a static record and a plain function. [`ALL`] lists them by id, and the
//! [manual](crate::manual::rules) shows them all with reason and remedy.
//!
//! A [rule of your own](CustomRule) is checked beside them.
//!
//! ```
//! use vb365_tls::rule;
//!
//! let rule = rule::find("certificate-expired").ok_or("no such rule")?;
//! println!("{}: {}. {}", rule.id, rule.summary, rule.remedy);
//! assert_eq!(rule.citation, "RFC 5280 section 4.1.2.5; for assertions AADSTS700027");
//! # Ok::<(), &str>(())
//! ```

pub(crate) mod advice;
pub(crate) mod alert;
pub(crate) mod assertion;
pub(crate) mod better_path;
mod builder;
mod catalogue;
mod certificate_policy;
mod chain;
mod check;
mod check_input;
mod common_name;
mod container;
mod container_dotnet;
mod container_readers;
mod container_windows;
mod criticality;
mod crl;
mod crl_signer;
mod custom;
mod distrust;
mod extension;
mod facts;
pub(crate) mod handshake;
mod installing;
mod issuer;
mod key;
mod key_identifier;
mod key_usage;
mod level;
mod malformed;
mod name;
mod name_attribute;
mod name_constraint;
mod name_constraint_engine;
mod name_constraint_form;
mod name_form;
mod negotiable;
pub(crate) mod negotiation;
mod netscape;
mod one_cause;
pub(crate) mod path;
pub mod peers;
mod portal;
mod post_quantum;
mod profile_word;
mod purpose;
mod quiet;
pub(crate) mod revocation;
mod revocation_pointer;
mod rsa;
pub(crate) mod service_error;
mod signature;
mod stapling;
mod trust_anchor;
mod trusted_issuer;
mod validity;
mod violation;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::OnceLock;

use crate::certificate::Certificate;
use crate::finding::{Basis, Finding, Position, RuleId, Severity};
use crate::order;
use crate::policy::Level;
use crate::profile::{ActsAs, Verification};
use crate::shown::in_one_line;
use violation::{RatedViolation, Violations};

use level::Axis;
pub(crate) use level::has_its_say;

pub use installing::{REISSUED, REISSUED_BELOW};
pub use level::{NEVER_RELAXED, NOT_IN_HANDSHAKES, NOT_IN_HANDSHAKES_BY_PIN};

pub use custom::{CustomRule, Violation};
pub use facts::Facts;

pub(crate) use custom::CustomRules;

pub use service_error::SERVICE_ERRORS;

pub use catalogue::{ALL, ASSERTION, DEPLOYMENT, HANDSHAKE};
use catalogue::{CHECKS, DEPLOYMENT_CHECKS};
use check::Check;
pub(crate) use check_input::{CheckInput, PrivateKey};

/// What is known about a rule: id, texts, source and levels.
///
/// ```
/// let rule = vb365_tls::rule::find("certificate-expired").expect("a rule");
/// println!("{}: {}; {}", rule.id, rule.summary, rule.remedy);
/// ```
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
}

/// The levels of one rule; `None` where it does not apply.
///
/// ```
/// use vb365_tls::finding::Severity;
/// use vb365_tls::profile::{ActsAs, Verification};
///
/// let rule = vb365_tls::rule::find("certificate-expired").expect("a rule");
/// let level = rule.levels.of(ActsAs::TlsServer, Verification::ByPath);
/// assert_eq!(level, Some(Severity::Error));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Levels {
    /// For a TLS peer that builds a path to a trust anchor.
    pub by_path: Option<Severity>,
    /// For a TLS peer that pins.
    pub by_pin: Option<Severity>,
    /// For a certificate that signs client assertions.
    pub assertion: Option<Severity>,
    axis: Option<Axis>,
}

impl Levels {
    /// The same levels, chosen by what the relying party checks.
    const fn depending_on(self, axis: Axis) -> Self {
        Self {
            axis: Some(axis),
            ..self
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

/// Every rule of this crate, of whatever kind.
const TABLES: [&[&Rule]; 5] = [ALL, ASSERTION, DEPLOYMENT, HANDSHAKE, SERVICE_ERRORS];

/// Finds a rule of this crate by its id; every [finding](Finding::rule) but those of [rules of your own](CustomRule) has one.
pub fn find(id: &str) -> Option<&'static Rule> {
    TABLES.into_iter().find_map(|rules| {
        rules
            .binary_search_by(|rule| rule.id.as_str().cmp(id))
            .ok()
            .map(|index| rules[index])
    })
}

/// The check of a rule about certificates.
fn check_of(id: &str) -> Option<&'static Check> {
    let index = CHECKS.binary_search_by(|check| check.rule.id.as_str().cmp(id));
    Some(&CHECKS[index.ok()?])
}

/// Runs every rule of certificates, and these of somebody else's; the gravest findings come first, then what most peers refuse, then
/// by position and id.
pub(crate) fn check(input: &CheckInput<'_>, rules: &CustomRules) -> Vec<Finding> {
    let checks = quiet::others(input).map(|place| CHECKS[place]);
    run_all(checks.chain(Check::custom(rules)), input)
}

/// The gravest error that our rules of certificates find but these, and but those that take long for certificates made
/// for it.
pub(crate) fn gravest_error(input: &CheckInput<'_>, but: &[&str]) -> Option<Finding> {
    let is_run = |check: &&Check| {
        !but.contains(&check.rule.id.as_str())
            && may_be_error(check.rule, input)
            && !is_costly(check.rule, input)
    };
    let findings = run_all(CHECKS.iter().filter(is_run).copied(), input);
    let mut findings = findings.into_iter();
    findings.find(|finding| finding.severity == Severity::Error)
}

/// Whether running the rule takes long for certificates that are made for it.
fn is_costly(rule: &Rule, input: &CheckInput<'_>) -> bool {
    // A list is hashed as a whole for each key there is for its issuer.
    const COSTLY: [&RuleId; 11] = [
        &name::REPEATED.id,
        &crl::ISSUER_ENCODING_DIFFERS.id,
        &crl::KEY_IDENTIFIER_ABSENT.id,
        &crl::NUMBER_ABSENT.id,
        &crl::NUMBER_CRITICAL.id,
        &rsa::IRREGULAR.id,
        &rsa::PREDICTABLE.id,
        &revocation::REVOKED.id,
        &revocation::STALE.id,
        &revocation::STATUS_UNKNOWN.id,
        &revocation::UNVERIFIED.id,
    ];
    COSTLY.contains(&&rule.id) || compares_too_much(rule, input)
}

fn compares_too_much(rule: &Rule, input: &CheckInput<'_>) -> bool {
    const MOST_COMPARISONS: usize = 5_000;
    rule.id == name_constraint::VIOLATED.id
        && name_constraint::comparisons(input) > MOST_COMPARISONS
}

/// Runs the rules across an installation, in the same order.
pub(crate) fn check_deployment(input: &CheckInput<'_>) -> Vec<Finding> {
    run_all(DEPLOYMENT_CHECKS.iter().copied(), input)
}

fn run_all(checks: impl Iterator<Item = Check>, input: &CheckInput<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in checks {
        let set = input.policy.level(check.rule.id.as_str());
        run_into(&check, set, input, &mut findings);
    }
    one_cause::keep_one_each(&mut findings);
    // What more peers refuse is felt first.
    order::sort_by(&mut findings, |a, b| {
        let gravest = (b.severity, b.refused_by.len()).cmp(&(a.severity, a.refused_by.len()));
        gravest.then_with(|| (a.position, &a.rule).cmp(&(b.position, &b.rule)))
    });
    findings
}

/// What the rule finds, at the level of the policy if it has one for it.
fn run(check: &Check, set: Option<Level>, input: &CheckInput<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    run_into(check, set, input, &mut findings);
    findings
}

/// The same, behind what other rules found: most find nothing.
fn run_into(
    check: &Check,
    set: Option<Level>,
    input: &CheckInput<'_>,
    findings: &mut Vec<Finding>,
) {
    let rule = check.rule;
    let Some(level) = level::of(rule, input) else {
        return;
    };
    if Level::weigh(set, level).is_none() {
        return;
    }
    let mut violations = Violations::at(level);
    check.find(input, &mut violations);
    let weigh = |violation: RatedViolation| {
        let mut violation = violation;
        let mut severity = peers::weigh(rule, &violation, input);
        if let Some((asked, word)) = profile_word::raising(rule, &violation, input)
            && asked >= severity
        {
            severity = asked;
            violation.asked_by = Some((word.basis, word.source.clone()));
        }
        let mut finding = rule.finding(severity, violation, input);
        let strict = (input.policy.denies_what_peers_refuse() && !finding.refused_by.is_empty())
            .then_some(Level::Deny);
        finding.severity = Level::weigh(set.or(strict), severity)?;
        Some(finding)
    };
    let list = violations.into_list();
    if !list.is_empty() {
        findings.extend(list.into_iter().filter_map(weigh));
    }
}

/// The first rule that refuses a peer: what a handshake asks.
///
/// It is an error of the [report](check) of the same certificates too. The reverse holds but for the rules in
/// [`NOT_IN_HANDSHAKES`], and those in [`NOT_IN_HANDSHAKES_BY_PIN`] where the peer is pinned.
pub(crate) fn refusal(input: &CheckInput<'_>, rules: &CustomRules) -> Option<Finding> {
    let ours = in_handshakes().iter().map(|check| **check);
    let mut asked = ours.chain(Check::custom(rules));
    let refusal = asked.find_map(|check| refused_by(&check, input))?;
    // A report names the cause alone.
    let causes = one_cause::causes(refusal.rule.as_str()).filter_map(check_of);
    let cause = causes
        .filter_map(|check| refused_by(check, input))
        .find(|cause| cause.position == refusal.position);
    Some(cause.unwrap_or(refusal))
}

/// What refuses the message the certificates come in, and not any of them: rustls does before it asks a verifier.
pub(crate) fn refusal_of_message(input: &CheckInput<'_>) -> Option<Finding> {
    refused_by(check_of(chain::TOO_LARGE.id.as_str())?, input)
}

/// What a handshake is refused for by this check.
fn refused_by(check: &Check, input: &CheckInput<'_>) -> Option<Finding> {
    let may_refuse = may_be_error(check.rule, input);
    let findings = may_refuse.then(|| run_in_handshake(check, input))?;
    let mut findings = findings.into_iter();
    findings.find(|finding| finding.severity == Severity::Error)
}

/// Whether this rule can refuse a peer, of those that handshakes ask.
fn may_be_error(rule: &Rule, input: &CheckInput<'_>) -> bool {
    let id = rule.id.as_str();
    match level::in_handshake(rule, input) {
        Some(Level::Deny) => level::of(rule, input).is_some(),
        Some(_) => false,
        None => {
            level::of(rule, input) == Some(Severity::Error)
                || RAISED.contains(&id)
                || profile_word::may_raise(rule, input)
                || (input.policy.denies_what_peers_refuse() && peers::is_refused_by_any(rule))
        }
    }
}

/// The rules that can be an error although their level is not: a name no client reads is one where it is the only one.
const RAISED: &[&str] = &[
    "dns-name-malformed",
    "ip-address-as-dns-name",
    "wildcard-malformed",
];

/// What a handshake asks, in the order in which it does.
fn in_handshakes() -> &'static [&'static Check] {
    static ASKED: OnceLock<Vec<&'static Check>> = OnceLock::new();
    ASKED.get_or_init(|| {
        let mut asked: Vec<&Check> = CHECKS.iter().collect();
        asked.retain(|check| level::is_in_handshakes(check.rule));
        // Names come last, as in rustls; that there is no name to look at says more than where else one stands.
        let is_nameless = |id: &RuleId| *id == name::SAN_ABSENT.id || *id == name::SAN_EMPTY.id;
        order::sort_by_key(&mut asked, |check| {
            let axis = check.rule.levels.axis;
            let is_of_name = matches!(axis, Some(Axis::Name | Axis::NameIfNoCommonName));
            (is_of_name, !is_nameless(&check.rule.id))
        });
        asked
    })
}

/// What the rule finds, with a word on a policy that has no say in it.
fn run_in_handshake(check: &Check, input: &CheckInput<'_>) -> Vec<Finding> {
    let rule = check.rule;
    let mut findings = run(check, level::in_handshake(rule, input), input);
    if let Some(reason) = level::why_kept(rule, input) {
        for finding in &mut findings {
            let why = &finding.why;
            finding.why =
                format!("{why} The policy would let it pass, and has no say: {reason}.").into();
        }
    }
    findings
}

/// What the first of these rules that is broken finds, whatever it weighs.
pub(crate) fn first_broken(ids: &[&str], input: &CheckInput<'_>) -> Option<Finding> {
    let checks = ids.iter().filter_map(|id| check_of(id));
    let mut affordable = checks.filter(|check| !compares_too_much(check.rule, input));
    affordable.find_map(|check| {
        let rule = check.rule;
        let level = level::of(rule, input).unwrap_or(Severity::Error);
        let mut violations = Violations::at(level);
        check.find(input, &mut violations);
        let violations = violations.into_list().into_iter();
        let gravest = violations.min_by_key(|it| (Reverse(it.severity), it.position))?;
        Some(rule.finding(Severity::Error, gravest, input))
    })
}

impl Rule {
    /// A finding of a rule that only the use of a certificate can break: a handshake, or an assertion.
    pub(crate) fn met_in_use(
        &self,
        certificate: Option<&Certificate>,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Finding {
        self.met_with(certificate, expected.into(), found.into())
    }

    /// Compiled once, for texts of all types.
    fn met_with(
        &self,
        certificate: Option<&Certificate>,
        expected: Cow<'static, str>,
        found: Cow<'static, str>,
    ) -> Finding {
        Finding {
            rule: self.id.clone(),
            severity: Severity::Error,
            position: Position::EndEntity,
            certificate: certificate.map(|it| it.subject().to_string()),
            message: self.summary.into(),
            expected: in_one_line(expected),
            found: in_one_line(found),
            why: self.why.into(),
            remedy: self.remedy.into(),
            citation: self.citation.into(),
            basis: self.basis,
            refused_by: Vec::new(),
        }
    }

    fn finding(
        &self,
        severity: Severity,
        violation: RatedViolation,
        input: &CheckInput<'_>,
    ) -> Finding {
        let refused_by = peers::refusing(self, &violation, input);
        let position = violation.position;
        // What is said of a scenario is all there is to do in it.
        let (advice, place) = match (violation.advice, advice::in_scenario(self, input.profile)) {
            (None, Some(advice)) => (Some(advice), None),
            (advice, _) => (advice, installing::place(self, position, input)),
        };
        let finding = Finding {
            rule: self.id.clone(),
            severity,
            position: violation.position,
            certificate: input.name(violation.position),
            message: self.summary.into(),
            expected: violation.expected,
            found: violation.found,
            why: self.why.into(),
            remedy: self.remedy.into(),
            citation: self.citation.into(),
            basis: self.basis,
            refused_by,
        }
        .advised(advice)
        .ending_in(place);
        match violation.asked_by {
            Some((basis, source)) => Finding {
                basis,
                citation: in_one_line(source),
                ..finding
            },
            None => finding,
        }
    }
}
