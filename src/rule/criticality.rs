//! Whether extensions are critical where RFC 5280 wants them to be.

use super::text::listed;
use super::{Breaches, Levels, N, NA, Rule, Subject};
use crate::certificate::{Certificate, Extension, Oid, oid};
use crate::finding::RuleId;
use crate::profile::Basis;

pub(super) static WRONG: Rule = Rule {
    id: RuleId::new("extension-criticality-wrong"),
    summary: "an extension is critical that must not be, or not critical that has to be",
    why: "A reader may overlook what is not critical, and has to refuse what is critical and unknown to it. rustls, \
          OpenSSL and browsers look past it; linters and verifiers that keep to the letter do not.",
    remedy: "Correct the template or profile of the authority before the certificate is issued the next time.",
    citation: "RFC 5280 sections 4.2.1 and 4.2.2, for each extension",
    basis: Basis::Standard,
    levels: Levels::new(N, NA, NA),
    check: wrong,
};

/// What has to be critical, RFC 5280 sections 4.2.1.9, 4.2.1.10, 4.2.1.11 and 4.2.1.14.
const CRITICAL: &[Oid] = &[
    oid::NAME_CONSTRAINTS,
    oid::POLICY_CONSTRAINTS,
    oid::INHIBIT_ANY_POLICY,
];

/// What must not be, RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.8, 4.2.1.15, 4.2.2.1 and 4.2.2.2.
const NOT_CRITICAL: &[Oid] = &[
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::SUBJECT_KEY_IDENTIFIER,
    oid::SUBJECT_DIRECTORY_ATTRIBUTES,
    oid::FRESHEST_CRL,
    oid::AUTHORITY_INFO_ACCESS,
    oid::SUBJECT_INFO_ACCESS,
];

fn wrong(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, certificate) in subject.relied_on() {
        let is_lax = |it: &&Extension| !it.is_critical() && has_to_be(it.oid(), certificate);
        let is_strict = |it: &&Extension| it.is_critical() && must_not_be(it.oid(), certificate);
        let lax = listed(certificate.extensions().filter(is_lax));
        if !lax.is_empty() {
            breaches.add(position, format!("{lax} critical"), "not critical");
        }
        let strict = listed(certificate.extensions().filter(is_strict));
        if !strict.is_empty() {
            breaches.add(position, format!("{strict} not critical"), "critical");
        }
    }
}

fn has_to_be(oid: Oid, certificate: &Certificate) -> bool {
    CRITICAL.contains(&oid) || (oid == oid::BASIC_CONSTRAINTS && certificate.is_ca())
}

/// A subject alternative name beside a subject only should not be, RFC 5280 section 4.2.1.6.
fn must_not_be(oid: Oid, certificate: &Certificate) -> bool {
    NOT_CRITICAL.contains(&oid)
        || (oid == oid::SUBJECT_ALT_NAME && !certificate.subject().is_empty())
}
