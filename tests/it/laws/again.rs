//! What is remembered of a chain changes no judgement: one that was judged for others before is judged as if it had not.

use vb365_tls::check_chain;
use vb365_tls::profile::Verification;

use crate::remedies::scenarios;
use crate::rules::{TABLES, provider, verified};

#[test]
fn a_chain_judged_for_others_is_judged_as_one_that_was_not() {
    let scenarios = scenarios();
    for case in TABLES.iter().copied().flatten() {
        let identity = (case.identity)(&(case.forge)(), &provider());
        let chain = identity.chain();
        let ways = [Verification::ByPath, Verification::ByPin];
        let all = || {
            ways.into_iter()
                .flat_map(|way| scenarios.iter().map(move |it| (way, it)))
        };
        // There and back, so that each was the first and the last once.
        for (way, scenario) in all().chain(all().collect::<Vec<_>>().into_iter().rev()) {
            let context = verified(case, way);
            let again = check_chain(scenario, chain, &context);
            // A copy remembers nothing of it.
            let first = check_chain(scenario, &chain.clone(), &context);
            assert_eq!(again, first, "{}, {}, {way}", case.name, scenario.id());
        }
    }
}
