//! The path itself: whether one leads to a trust anchor, and which one is checked.

use super::{
    CHECKS, Check, CheckInput, E, Levels, NA, Rule, Violations, advice, is_costly, level,
    name_constraint, run,
};
use crate::chain::{Chain, Effort, Route};
use crate::finding::{Basis, Finding, Position, RuleId, Severity};
use crate::profile::{ActsAs, Verification};
use crate::shown::listed;

pub(crate) static NOT_FOUND: Rule = Rule {
    id: RuleId::new("path-not-found"),
    summary: "no certification path leads from the certificate to a trust anchor",
    why: "The client trusts other CAs than the one that issued this certificate, or an intermediate certificate is \
          missing between them. Nothing then tells this server from an impostor.",
    remedy: "Compare the certificate's fingerprint with the one shown on the server itself; if they agree, pin that \
             certificate. Otherwise trust the CA that issued it, and have the server send its intermediates.",
    citation: "RFC 5280 section 6.1",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn not_found(input: &CheckInput<'_>, violations: &mut Violations) {
    if input.anchors.is_some() && input.chain.anchor().is_none() {
        let found = dead_end(input.chain);
        violations
            .add(Position::EndEntity, EXPECTED, found)
            .advise(advice::at_microsoft(input.addresses, Some(input.chain)));
    }
}

const EXPECTED: &str = "a path to a given trust anchor";

/// The same where somebody else has found that there is none.
pub(crate) fn not_found_by_engine(input: &CheckInput<'_>) -> Finding {
    let found = dead_end(input.chain);
    let finding = NOT_FOUND.met_in_use(Some(input.end_entity()), EXPECTED, found);
    let advice = advice::at_microsoft(input.addresses, Some(input.chain));
    finding.advised(advice.or_else(|| advice::in_scenario(&NOT_FOUND, input.profile)))
}

fn dead_end(chain: &Chain) -> String {
    let last = chain.path().last().unwrap_or_else(|| chain.end_entity());
    if last.is_self_signed() {
        format!("a self-signed certificate, SHA-256 {}", last.fingerprint())
    } else {
        format!("no trust anchor {}", listed([last.issuer()]))
    }
}

/// The path to check instead of the one the certificates were put on without a provider, a time and trust anchors.
pub(crate) fn better(input: &CheckInput<'_>) -> Option<Chain> {
    better_at(input, Effort::FULL)
}

/// The same for what a stranger presents: no signature is verified to find it.
pub(crate) fn better_by_names(input: &CheckInput<'_>) -> Option<Chain> {
    better_at(input, Effort::NAMES_ONLY)
}

fn better_at(input: &CheckInput<'_>, effort: Effort) -> Option<Chain> {
    if input.profile.acts_as == ActsAs::AssertionSigner {
        return None;
    }
    let input = CheckInput {
        verification: Verification::ByPath,
        ..*input
    };
    let mut own: Option<Vec<Finding>> = None;
    let mut comparisons: usize = 0;
    let is_sound = |chain: &Chain| {
        let own = own.get_or_insert_with(|| {
            let alone = Chain::as_presented(vec![input.end_entity().clone()]);
            let of = |chain: &Chain| {
                if effort == Effort::NAMES_ONLY {
                    chain.leave_unverified(input.provider);
                }
                errors(&CheckInput { chain, ..input }, effort).collect()
            };
            alone.as_ref().map(of).unwrap_or_default()
        });
        let tried = CheckInput { chain, ..input };
        comparisons = comparisons.saturating_add(name_constraint::comparisons(&tried));
        comparisons <= name_constraint::MOST_COMPARISONS
            && errors(&tried, effort).all(|error| {
                own.iter()
                    .any(|it| it.rule == error.rule && it.position == error.position)
            })
    };
    let route = Route {
        anchors: input.anchors,
        provider: input.provider,
        now: input.now,
        effort,
    };
    input.chain.rerouted(route, is_sound)
}

/// What is wrong with the path so far; that it ends is not.
fn errors<'a>(input: &'a CheckInput<'_>, effort: Effort) -> impl Iterator<Item = Finding> + 'a {
    let is_run = move |check: &&Check| effort == Effort::FULL || !is_costly(check.rule, input);
    let checks = CHECKS.iter().filter(|check| check.rule.levels.by_path == E);
    let checks = checks
        .filter(|check| check.rule.id != NOT_FOUND.id)
        .filter(is_run)
        .copied();
    let ours = checks.flat_map(|check| run(&check, level::in_handshake(check.rule, input), input));
    // What a rule of somebody else's costs is not known.
    let custom = input.rules.checks().filter(move |_| effort == Effort::FULL);
    let custom =
        custom.flat_map(|check| run(&check, level::in_handshake(check.rule, input), input));
    ours.chain(custom.filter(|finding| finding.severity == Severity::Error))
}
