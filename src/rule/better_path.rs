//! Which path is checked, of several: one with nothing wrong but what is wrong with the end entity alone.

use super::{
    CHECKS, Check, CheckInput, CustomRules, E, is_costly, level, name_constraint, path, run,
};
use crate::chain::{Chain, Effort, Route};
use crate::finding::{Finding, Severity};
use crate::profile::{ActsAs, Verification};

/// The path to check instead of the one the certificates were put on without a provider, a time and trust anchors.
pub(crate) fn find(input: &CheckInput<'_>, rules: &CustomRules) -> Option<Chain> {
    find_at(input, rules, Effort::FULL)
}

/// The same for what a stranger presents: no signature is verified to find it.
pub(crate) fn find_by_names(input: &CheckInput<'_>) -> Option<Chain> {
    // What a rule of somebody else's costs is not known.
    find_at(input, &CustomRules::default(), Effort::NAMES_ONLY)
}

fn find_at(input: &CheckInput<'_>, rules: &CustomRules, effort: Effort) -> Option<Chain> {
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
                errors(&CheckInput { chain, ..input }, rules, effort).collect()
            };
            alone.as_ref().map(of).unwrap_or_default()
        });
        let tried = CheckInput { chain, ..input };
        comparisons = comparisons.saturating_add(name_constraint::comparisons(&tried));
        comparisons <= name_constraint::MOST_COMPARISONS
            && errors(&tried, rules, effort).all(|error| {
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
fn errors<'a>(
    input: &'a CheckInput<'_>,
    rules: &'a CustomRules,
    effort: Effort,
) -> impl Iterator<Item = Finding> + 'a {
    let is_run = move |check: &&Check| effort == Effort::FULL || !is_costly(check.rule, input);
    let checks = CHECKS.iter().filter(|check| check.rule.levels.by_path == E);
    let checks = checks
        .filter(|check| check.rule.id != path::NOT_FOUND.id)
        .filter(is_run)
        .copied();
    let ours = checks.flat_map(|check| run(&check, level::in_handshake(check.rule, input), input));
    let custom = Check::custom(rules);
    let custom =
        custom.flat_map(|check| run(&check, level::in_handshake(check.rule, input), input));
    ours.chain(custom.filter(|finding| finding.severity == Severity::Error))
}
