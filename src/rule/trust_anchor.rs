//! A trust anchor that is believed as it is, RFC 5280 section 6.1.1 (d), by clients that do not look at it.

use super::{Breaches, Levels, N, NA, Rule, Subject, extension};
use crate::certificate::{Certificate, KeyUsage, Version};
use crate::finding::{Position, RuleId};
use crate::profile::Basis;

pub(super) static IRREGULAR: Rule = Rule {
    id: RuleId::new("trust-anchor-irregular"),
    summary: "the trust anchor is not what a certificate of an authority has to be",
    why: "rustls keeps name, key and name constraints of a trust anchor and believes it whatever else it says. Go, \
          OpenSSL with `-x509_strict` and Python's cryptography judge it as any other issuer.",
    remedy: "Where clients of other makes are to believe it too, make the root anew: version 3, `CA:TRUE`, keyCertSign, a \
             subject key identifier, and nothing that is critical without need.",
    citation: "RFC 5280 sections 4.2.1.1 to 4.2.1.3 and 4.2.1.9",
    basis: Basis::Standard,
    levels: Levels::new(N, NA, NA),
    check: irregular,
};

/// What was found, where something else was expected.
type Flaw = (&'static str, &'static str);

fn irregular(subject: &Subject<'_>, breaches: &mut Breaches) {
    let anchors = subject
        .issuers()
        .filter(|(at, _)| *at == Position::TrustAnchor);
    for (position, anchor) in anchors {
        for (expected, found) in flaws(anchor) {
            breaches.add(position, expected, found);
        }
    }
}

fn flaws(anchor: &Certificate) -> impl Iterator<Item = Flaw> {
    [
        authority(anchor),
        key_usage(anchor),
        own_key_identifier(anchor),
        issuer_key_identifier(anchor),
        purposes(anchor),
        critical_extensions(anchor),
    ]
    .into_iter()
    .flatten()
}

fn authority(anchor: &Certificate) -> Option<Flaw> {
    match anchor.version() {
        Version::V3 if anchor.is_ca() => None,
        Version::V3 => Some(("`CA:TRUE`", "a certificate of no authority")),
        _ => Some(("version 3", "a version without extensions")),
    }
}

fn key_usage(anchor: &Certificate) -> Option<Flaw> {
    let usage = anchor.key_usage().present()?;
    let is_missing = !usage.contains(&KeyUsage::KeyCertSign);
    is_missing.then_some(("keyCertSign", "a key usage without it"))
}

fn own_key_identifier(anchor: &Certificate) -> Option<Flaw> {
    let is_missing = anchor.version() == Version::V3 && anchor.subject_key_identifier().is_absent();
    is_missing.then_some(("a subject key identifier", "none"))
}

/// Its own, or none: RFC 5280 section 4.2.1.1 lets a self-signed certificate leave it out.
fn issuer_key_identifier(anchor: &Certificate) -> Option<Flaw> {
    const EXPECTED: &str = "an authority key identifier equal to its own, or none";
    if !anchor.is_self_issued() {
        return None;
    }
    let asked_for = anchor.authority_key_identifier().present()?;
    match (asked_for, anchor.subject_key_identifier().present()) {
        (None, _) => Some((EXPECTED, "one without a key identifier")),
        (Some(asked_for), Some(own)) if asked_for != own => Some((EXPECTED, "that of another key")),
        _ => None,
    }
}

/// CA/Browser Forum Baseline Requirements 7.1.2.1.2: a root has none.
fn purposes(anchor: &Certificate) -> Option<Flaw> {
    let has_purposes = anchor.is_self_issued() && !anchor.extended_key_usage().is_absent();
    has_purposes.then_some(("no extended key usage", "one"))
}

fn critical_extensions(anchor: &Certificate) -> Option<Flaw> {
    extension::unprocessed(anchor).next()?;
    Some(("no critical extension that is not processed", "one"))
}
