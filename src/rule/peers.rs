//! Who refuses what: the answers of verifiers others made to paths with one defect each.
//!
//! The interoperation tests ask them again in each run and fail where an answer differs; the manual shows the answers as a
//! [matrix](crate::manual::peers).
//!
//! ```
//! use vb365_tls::finding::Peer;
//! use vb365_tls::rule::peers::MEASURED;
//!
//! let refuse_the_unnamed = MEASURED
//!     .iter()
//!     .find(|it| it.rule == "subject-alt-name-absent")
//!     .ok_or("nobody was asked")?;
//! assert!(refuse_the_unnamed.refused_by().any(|peer| peer == Peer::Go));
//! # Ok::<(), &str>(())
//! ```

mod measured;

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use super::{CheckInput, RatedViolation, Rule, level};
use crate::finding::{Basis, Peer, Position, Severity};
use crate::order;
use crate::profile::ActsAs;

pub use measured::{MEASURED, VERSIONS};

/// What peers answered to a path that has one defect and is good otherwise.
///
/// ```
/// use vb365_tls::rule::peers::MEASURED;
///
/// for measurement in MEASURED {
///     let refused_by: Vec<_> = measurement.refused_by().collect();
///     println!("{} {}: {refused_by:?}", measurement.rule, measurement.aspect);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Measurement {
    /// The id of the rule that is broken.
    pub rule: &'static str,
    /// In which way, where it can be broken in several; empty otherwise.
    pub aspect: &'static str,
    /// Where in the path.
    pub place: Place,
    /// Whose certificate it is: that of a server or of a client.
    pub acts_as: ActsAs,
    /// One letter for each of [`Peer::ALL`].
    answers: &'static str,
}

/// Where in a path a defect stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a path has these places")]
pub enum Place {
    /// The certificate of the server or client.
    EndEntity,
    /// A certificate between it and the trust anchor.
    Intermediate,
    /// The certificate that is trusted.
    TrustAnchor,
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        match position {
            Position::EndEntity => Self::EndEntity,
            Position::Intermediate(_) | Position::Unrelated(_) => Self::Intermediate,
            Position::TrustAnchor => Self::TrustAnchor,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EndEntity => "end entity",
            Self::Intermediate => "intermediate",
            Self::TrustAnchor => "trust anchor",
        })
    }
}

/// What one peer answered.
///
/// ```
/// use vb365_tls::rule::peers::{Answer, MEASURED};
///
/// let refuses = |(_, answer)| answer == Answer::Refused;
/// assert!(MEASURED.iter().any(|it| it.answers().any(refuses)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_enums,
    reason = "whoever was asked accepts or refuses"
)]
pub enum Answer {
    /// It accepts the path.
    Accepted,
    /// It refuses it.
    Refused,
    /// It was not asked: it cannot do what the defect is about.
    NotAsked,
}

impl Measurement {
    /// A line of the table.
    const fn new(
        rule: &'static str,
        aspect: &'static str,
        place: Place,
        acts_as: ActsAs,
        answers: &'static str,
    ) -> Self {
        Self {
            rule,
            aspect,
            place,
            acts_as,
            answers,
        }
    }

    /// What each peer answered.
    pub fn answers(&self) -> impl Iterator<Item = (Peer, Answer)> {
        let answers = self.answers.bytes().map(|letter| match letter {
            b'R' => Answer::Refused,
            b'a' => Answer::Accepted,
            _ => Answer::NotAsked,
        });
        Peer::ALL.iter().copied().zip(answers)
    }

    /// The peers that refuse the path.
    pub fn refused_by(&self) -> impl Iterator<Item = Peer> {
        let refused = self.answers();
        refused.filter_map(|(peer, answer)| (answer == Answer::Refused).then_some(peer))
    }

    /// The most such a defect may weigh: an error if rustls refuses it or most of the mainstream peers do, a warning if one
    /// of them does, and else a notice.
    pub fn weight(&self) -> Severity {
        let asked = |wanted: Answer| {
            let answers = self.answers();
            answers
                .filter(|(peer, answer)| peer.is_mainstream() && *answer == wanted)
                .count()
        };
        let (refused, accepted) = (asked(Answer::Refused), asked(Answer::Accepted));
        if refused > accepted || self.refused_by().any(|peer| peer == Peer::Rustls) {
            Severity::Error
        } else if refused > 0 {
            Severity::Warning
        } else {
            Severity::Notice
        }
    }
}

/// The measurements of one rule, in the order of the table.
fn of_rule(rule: &Rule) -> impl Iterator<Item = &'static Measurement> + use<> {
    type ByRule = HashMap<&'static str, Vec<&'static Measurement>>;
    // Every finding asks, and there are some hundreds.
    static BY_RULE: OnceLock<ByRule> = OnceLock::new();
    let by_rule = BY_RULE.get_or_init(|| {
        let mut by_rule = ByRule::new();
        for measurement in MEASURED {
            by_rule
                .entry(measurement.rule)
                .or_default()
                .push(measurement);
        }
        by_rule
    });
    let of_rule = by_rule.get(rule.id.as_str());
    of_rule.into_iter().flatten().copied()
}

/// The measurements of one violation.
fn measured<'a>(
    rule: &'a Rule,
    violation: &'a RatedViolation,
    input: &CheckInput<'_>,
) -> impl Iterator<Item = &'static Measurement> + use<'a> {
    let acts_as = input.profile.acts_as;
    let is_by_path = input.is_verified_by_path() && level::is_asked(rule, input);
    let place = Place::from(violation.position);
    of_rule(rule).filter(move |it| {
        is_by_path
            && it.aspect == violation.aspect
            && it.place == place
            && (acts_as == ActsAs::TlsPeer || acts_as == it.acts_as)
    })
}

/// The peers that were seen to refuse what breaks the rule this way.
pub(super) fn refusing(
    rule: &Rule,
    violation: &RatedViolation,
    input: &CheckInput<'_>,
) -> Vec<Peer> {
    let mut peers: Vec<Peer> = measured(rule, violation, input)
        .flat_map(Measurement::refused_by)
        .collect();
    order::sort_by(&mut peers, Ord::cmp);
    peers.dedup();
    peers
}

/// How much a violation weighs: no more than peers were seen to make of it, where that is what the rule goes by.
pub(super) fn weigh(rule: &Rule, violation: &RatedViolation, input: &CheckInput<'_>) -> Severity {
    if rule.basis != Basis::Peers && violation.aspect.is_empty() {
        return violation.severity;
    }
    let most = measured(rule, violation, input)
        .map(Measurement::weight)
        .max();
    most.map_or(violation.severity, |most| most.min(violation.severity))
}

/// Whether anybody was seen to refuse what breaks the rule in one way or another.
pub(super) fn is_refused_by_any(rule: &Rule) -> bool {
    of_rule(rule).any(|it| it.refused_by().next().is_some())
}
