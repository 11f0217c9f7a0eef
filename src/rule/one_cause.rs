//! Findings that only repeat what another one says already.

use crate::finding::{Finding, Position, RuleId, Severity};

/// Rules that are broken along with another one by the same thing, which that one names better.
const EFFECTS: &[(&str, &[&str])] = &[
    (
        "authority-key-identifier-mismatch",
        &["authority-key-identifier-absent"],
    ),
    (
        "certificate-version-1",
        &[
            "issuer-not-ca",
            "name-only-in-common-name",
            "subject-alt-name-absent",
        ],
    ),
    ("key-algorithm-unsupported", &["ml-dsa-rarely-supported"]),
    ("key-in-cng-provider", &["key-unusable-by-dotnet-framework"]),
    ("path-length-too-large", &["path-length-without-ca"]),
    (
        "signature-algorithm-unsupported",
        &["ml-dsa-rarely-supported"],
    ),
    ("subject-alt-name-absent", &["name-only-in-common-name"]),
    ("subject-alt-name-empty", &["name-only-in-common-name"]),
];

/// The rules that name the cause of what this one finds, if there is such a cause.
pub(super) fn causes(effect: &str) -> impl Iterator<Item = &'static str> {
    let causes = EFFECTS
        .iter()
        .filter(move |(_, effects)| effects.contains(&effect));
    causes.map(|(cause, _)| *cause)
}

/// Leaves one finding of each cause: the cause, unless an effect weighs more.
pub(super) fn keep_one_each(findings: &mut Vec<Finding>) {
    let told: Vec<_> = findings
        .iter()
        .map(|it| (it.rule.clone(), it.position, it.severity))
        .collect();
    findings.retain(|finding| {
        let is_cause = |(rule, position, severity): &(RuleId, Position, Severity)| {
            *position == finding.position
                && *severity >= finding.severity
                && causes(finding.rule.as_str()).any(|cause| cause == rule.as_str())
        };
        !told.iter().any(is_cause)
    });
}
