//! A trust anchor that is trusted as it is, RFC 5280 section 6.1.1 (d), by clients that do not look at it.

use super::key_identifier::Mismatch;
use super::{CheckInput, Levels, NA, Rule, Violations, W, criticality, extension};
use crate::certificate::{Certificate, KeyUsage, Purpose, Version};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::{listed, listed_or_none};

pub(super) static IRREGULAR: Rule = Rule {
    id: RuleId::new("trust-anchor-irregular"),
    summary: "the trust anchor is not what the certificate of a CA has to be",
    why: "rustls keeps name, key and name constraints of a trust anchor and trusts it whatever else it says. Other clients \
          check it as any other issuer, each to a different extent, and refuse every path that ends at it.",
    remedy: "Where clients of other makes are to trust it too, make the root again with the same name and key: version 3, \
             `CA:TRUE`, keyCertSign, a subject key identifier, no purposes, and nothing that is critical without need.",
    citation: "RFC 5280 sections 4.2.1.1 to 4.2.1.3, 4.2.1.9 and 4.2.1.12",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

/// What was found, where something else was expected, and the name of the flaw among those peers tell apart.
struct Flaw {
    aspect: &'static str,
    expected: String,
    found: String,
}

impl Flaw {
    fn new(
        aspect: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Option<Self> {
        let (expected, found) = (expected.into(), found.into());
        Some(Self {
            aspect,
            expected,
            found,
        })
    }
}

pub(super) fn irregular(input: &CheckInput<'_>, violations: &mut Violations) {
    let anchors = input
        .issuers()
        .filter(|(at, _)| *at == Position::TrustAnchor);
    for (position, anchor) in anchors {
        let flaws = [
            ca(anchor),
            key_usage(anchor),
            own_key_identifier(anchor),
            issuer_key_identifier(anchor),
            purposes(input, anchor),
            critical_extensions(anchor),
        ];
        for flaw in flaws.into_iter().flatten() {
            violations
                .add(position, flaw.expected, flaw.found)
                .of(flaw.aspect);
        }
    }
}

fn ca(anchor: &Certificate) -> Option<Flaw> {
    const EXPECTED: &str = "`CA:TRUE`";
    let constraints = anchor.basic_constraints();
    match (anchor.version(), constraints.present()) {
        (Version::V1 | Version::V2, _) => {
            Flaw::new("version", "version 3", anchor.version().to_string())
        }
        (Version::V3, Some(constraints)) if constraints.is_ca => None,
        (Version::V3, Some(_)) => Flaw::new("CA", EXPECTED, "`CA:FALSE`"),
        (Version::V3, None) if constraints.is_absent() => {
            Flaw::new("basic constraints", EXPECTED, "no basic constraints")
        }
        (Version::V3, None) => Flaw::new(
            "basic constraints malformed",
            EXPECTED,
            "basic constraints that cannot be read",
        ),
    }
}

fn key_usage(anchor: &Certificate) -> Option<Flaw> {
    let usages = anchor.key_usage().present()?;
    if usages.contains(&KeyUsage::KeyCertSign) {
        return None;
    }
    Flaw::new("key usage", "key usage keyCertSign", listed_or_none(usages))
}

fn own_key_identifier(anchor: &Certificate) -> Option<Flaw> {
    let is_missing = anchor.version() == Version::V3 && anchor.subject_key_identifier().is_absent();
    if is_missing {
        Flaw::new("subject key identifier", "a subject key identifier", "none")
    } else {
        None
    }
}

/// Its own, or none: RFC 5280 section 4.2.1.1 lets a self-signed certificate leave it out.
fn issuer_key_identifier(anchor: &Certificate) -> Option<Flaw> {
    const EXPECTED: &str = "an authority key identifier equal to its own, or none";
    if !anchor.is_self_issued() {
        return None;
    }
    let asked_for = anchor.authority_key_identifier().present()?;
    match (Mismatch::between(anchor, anchor), asked_for) {
        (Some(Mismatch::Key { .. }), _) => {
            Flaw::new("authority key identifier", EXPECTED, "that of another key")
        }
        (Some(Mismatch::Certificate(_)), _) => Flaw::new(
            "issuer and serial",
            EXPECTED,
            "issuer and serial number of another certificate",
        ),
        (None, None) => Flaw::new(
            "authority key identifier without key",
            EXPECTED,
            "one without a key identifier",
        ),
        (None, Some(_)) => None,
    }
}

/// CA/Browser Forum Baseline Requirements 7.1.2.1.2: a root has none. Clients that look at them refuse a root that lacks the
/// purpose of the connection.
fn purposes(input: &CheckInput<'_>, anchor: &Certificate) -> Option<Flaw> {
    const EXPECTED: &str = "no extended key usage";
    let purposes = match anchor.extended_key_usage() {
        field if field.is_absent() || !anchor.is_self_issued() => return None,
        field => field.present(),
    };
    let Some(purposes) = purposes else {
        return Flaw::new("purposes malformed", EXPECTED, "one that cannot be read");
    };
    let allows = |purpose: &Purpose| purposes.contains(purpose) || purposes.contains(&Purpose::Any);
    let mut needed = input.profile.acts_as.purposes().iter();
    let lacks_one = needed.any(|purpose| !allows(purpose));
    let aspect = if lacks_one {
        "purpose missing"
    } else {
        "purposes"
    };
    let found = if purposes.is_empty() {
        "one without a purpose".into()
    } else {
        listed(purposes)
    };
    Flaw::new(aspect, EXPECTED, found)
}

fn critical_extensions(anchor: &Certificate) -> Option<Flaw> {
    // Those that must never be critical have a rule of their own.
    let unprocessed = extension::unprocessed(anchor);
    let mut unprocessed = unprocessed
        .filter(|it| criticality::aspect(it.oid()).is_none())
        .peekable();
    unprocessed.peek()?;
    Flaw::new(
        "critical extension",
        "no critical extension that is not processed",
        format!("{} critical", listed(unprocessed)),
    )
}
