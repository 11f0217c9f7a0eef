//! The path itself: whether one leads to a trust anchor.

use super::{CheckInput, E, Levels, NA, Rule, Violations, advice};
use crate::chain::Chain;
use crate::finding::{Basis, Finding, Position, RuleId};
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
