//! The verdict of a path that was checked before.

use std::sync::Arc;

use rustls_pki_types::ServerName;

use crate::certificate::Purpose;
use crate::chain::{Chain, Question};
use crate::finding::{Finding, Severity};
use crate::rule::{self, CheckInput, CustomRules};
use crate::trust::{Known, Trust, ValidityCheck};
use crate::verifier::is_for;

/// What has to be the same for a path to be found again; `None` where none is remembered.
pub(super) fn question(
    input: &CheckInput<'_>,
    trust: &Trust,
    purpose: Purpose,
) -> Option<Question> {
    match &trust.known {
        // Otherwise the path is looked for at another time.
        Known::Roots(roots) if trust.axes.validity != ValidityCheck::Ignored => Some(Question {
            roots: Arc::clone(roots.store()),
            provider: Arc::clone(input.provider),
            purpose,
            has_lists: trust.lists.is_some(),
        }),
        _ => None,
    }
}

/// What is found on the path a handshake finds first, if it looks at no other: all that refuses it is an error of the report
/// too, as long as policy and rules are those of handshakes.
pub(super) fn findings(
    (input, rules): (&CheckInput<'_>, &CustomRules),
    question: &Question,
    trust: &Trust,
    names: &[ServerName<'_>],
) -> Option<(Vec<Finding>, Arc<Chain>)> {
    let path = input.chain.first_path(question, input.now)?;
    let is_asked_the_same = rules.as_slice().is_empty() && rule::has_its_say(input.policy);
    if !is_asked_the_same
        || !is_for(path.end_entity(), trust, &question.purpose, names)
        || rule::refusal_of_message(input).is_some()
    {
        return None;
    }
    let checked = CheckInput {
        chain: &path,
        ..*input
    };
    let findings = rule::check(&checked, rules);
    let is_accepted = findings.iter().all(|it| it.severity != Severity::Error);
    is_accepted.then_some((findings, path))
}
