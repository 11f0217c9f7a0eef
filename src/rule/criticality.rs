//! Whether extensions are critical where RFC 5280 wants them to be, and nowhere else.

use super::{CheckInput, E, Levels, N, NA, Rule, Violations, W, advice, extension};
use crate::certificate::{Certificate, Oid, oid};
use crate::finding::Severity::{self, Notice, Warning};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::listed;

pub(super) static WRONG: Rule = Rule {
    id: RuleId::new("extension-criticality-wrong"),
    summary: "an extension is critical that must not be, or not critical that has to be",
    why: "A reader may overlook what is not critical, and has to refuse what is critical and unknown to it. A verifier \
          that keeps to the letter refuses the certificate, or does not read it at all; which ones do depends on the \
          extension.",
    remedy: "Correct the template or profile of the CA, and have the certificate issued again.",
    citation: "RFC 5280 sections 4.2.1 and 4.2.2, for each extension; CA/Browser Forum Baseline Requirements section 7.1.2.7.6",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

/// That an extension has to be critical, or must not be.
struct Demand {
    oid: Oid,
    /// What is wrong, as the table of who refuses what names it.
    aspect: &'static str,
    /// The most it weighs.
    severity: Severity,
}

const fn demand(oid: Oid, aspect: &'static str, severity: Severity) -> Demand {
    Demand {
        oid,
        aspect,
        severity,
    }
}

/// What has to be critical, RFC 5280 sections 4.2.1.9, 4.2.1.10, 4.2.1.11 and 4.2.1.14.
const CRITICAL: &[Demand] = &[
    demand(
        oid::BASIC_CONSTRAINTS,
        "basicConstraints not critical",
        Warning,
    ),
    demand(
        oid::NAME_CONSTRAINTS,
        "nameConstraints not critical",
        Notice,
    ),
    demand(
        oid::POLICY_CONSTRAINTS,
        "policyConstraints not critical",
        Notice,
    ),
    demand(
        oid::INHIBIT_ANY_POLICY,
        "inhibitAnyPolicy not critical",
        Notice,
    ),
];

/// What must not be, RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.6, 4.2.1.8, 4.2.1.13, 4.2.1.15, 4.2.2.1 and 4.2.2.2.
const NOT_CRITICAL: &[Demand] = &[
    demand(
        oid::AUTHORITY_KEY_IDENTIFIER,
        "authorityKeyIdentifier critical",
        Warning,
    ),
    demand(
        oid::SUBJECT_KEY_IDENTIFIER,
        "subjectKeyIdentifier critical",
        Warning,
    ),
    demand(oid::SUBJECT_ALT_NAME, "subjectAltName critical", Notice),
    demand(
        oid::SUBJECT_DIRECTORY_ATTRIBUTES,
        "subjectDirectoryAttributes critical",
        Notice,
    ),
    demand(
        oid::CRL_DISTRIBUTION_POINTS,
        "cRLDistributionPoints critical",
        Warning,
    ),
    // CA/Browser Forum Baseline Requirements section 7.1.2.7.6; RFC 5280 leaves it to the CA.
    demand(oid::EXTENDED_KEY_USAGE, "extKeyUsage critical", Notice),
    demand(oid::FRESHEST_CRL, "freshestCRL critical", Notice),
    demand(
        oid::AUTHORITY_INFO_ACCESS,
        "authorityInfoAccess critical",
        Warning,
    ),
    demand(
        oid::SUBJECT_INFO_ACCESS,
        "subjectInfoAccess critical",
        Notice,
    ),
];

/// What is wrong where this extension is critical, of those that must never be.
pub(super) fn aspect(oid: Oid) -> Option<&'static str> {
    let demand = NOT_CRITICAL.iter().find(|demand| demand.oid.is(&oid));
    demand.map(|demand| demand.aspect)
}

pub(super) fn wrong(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        for (demands, is_critical) in [(CRITICAL, false), (NOT_CRITICAL, true)] {
            for demand in broken(certificate, demands, is_critical) {
                // Where a path is checked, what rustls does not process has a rule of its own.
                let is_unknown = is_critical && !extension::is_processed(demand.oid);
                if is_unknown && position != Position::TrustAnchor {
                    continue;
                }
                let name = demand.oid.name().unwrap_or("an extension");
                let (expected, found) = if is_critical {
                    (format!("`{name}` not critical"), "critical")
                } else {
                    (format!("`{name}` critical"), "not critical")
                };
                let Demand {
                    aspect, severity, ..
                } = *demand;
                violations
                    .add(position, expected, found)
                    .of(aspect)
                    .at_most(severity);
            }
        }
    }
}

/// The demands on extensions that are there and are critical, or not.
fn broken<'a>(
    certificate: &'a Certificate,
    demands: &'static [Demand],
    is_critical: bool,
) -> impl Iterator<Item = &'static Demand> + 'a {
    demands.iter().filter(move |demand| {
        // Basic constraints have to be critical on a CA; a subject alternative name should not be beside a subject.
        let is_demanded = match demand.oid {
            oid::BASIC_CONSTRAINTS => certificate.is_ca(),
            oid::SUBJECT_ALT_NAME => !certificate.subject().is_empty(),
            _ => true,
        };
        let extension = certificate.extension(demand.oid);
        is_demanded && extension.is_some_and(|it| it.is_critical() == is_critical)
    })
}

pub(super) static UNKNOWN: Rule = Rule {
    id: RuleId::new("critical-extension-unknown"),
    summary: "a critical extension is not one rustls processes",
    why: "A client has to refuse a certificate with a critical extension it does not process. Clients built on rustls \
          process seven, and no certificate policies among them; others process more.",
    remedy: "Have the certificate issued with the extension not critical, or without it.",
    citation: "RFC 5280 section 4.2; rustls-webpki 0.103: UnsupportedCriticalExtension",
    basis: Basis::Engine,
    levels: Levels::new(E, W, N),
};

pub(super) fn unknown(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        let mut unknown = extension::unprocessed(certificate).peekable();
        if unknown.peek().is_some() {
            let known = extension::unprocessed(certificate).find_map(|it| aspect(it.oid()));
            let found = format!("{} critical", listed(unknown));
            let expected = "no other critical extension than those processed";
            let violation = violations.add(position, expected, found);
            violation.of(known.unwrap_or(""));
            if extension::unprocessed(certificate).any(|it| it.is(&oid::CT_POISON)) {
                violation.advise(advice::PRECERTIFICATE);
            }
        }
    }
}
