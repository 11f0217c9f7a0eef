//! What is remembered of a chain changes no verdict: one that was checked for others before is checked as if it had
//! not.

use vb365_tls::policy::Policy;
use vb365_tls::profile::Verification;
use vb365_tls::test_support::unix_time;
use vb365_tls::{Context, check_chain};

use crate::remedies::scenarios;
use crate::rules::{TABLES, provider, verified};

#[test]
fn a_chain_checked_for_others_is_checked_as_one_that_was_not() {
    let scenarios = scenarios();
    for case in TABLES.iter().copied().flatten() {
        let identity = (case.identity)(&(case.forge)(), &provider());
        let chain = identity.chain();
        // At another time, with another provider and policy.
        let then = unix_time("2040-01-01");
        let ring = rustls::crypto::ring::default_provider();
        let other = Context::fixed(ring, then).with_policy(Policy::strict());
        let other = other.with_relying_party(Verification::ByPin);
        check_chain(&scenarios[0], chain, &other);
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
