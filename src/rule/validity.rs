//! Validity, RFC 5280 section 4.1.2.5.

use std::time::Duration;

use super::{Axis, CheckInput, E, Levels, N, NA, Rule, Violations, W};
use crate::certificate::{Validity, rfc3339};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::policy::Lifetime;

pub(super) static EXPIRED: Rule = Rule {
    id: RuleId::new("certificate-expired"),
    summary: "the certificate has expired",
    why: "Every client that looks at dates refuses it, and Microsoft Entra refuses assertions signed with its key.",
    remedy: "Renew the certificate, and make the new one known wherever the old one was pinned or registered.",
    citation: "RFC 5280 section 4.1.2.5; for assertions AADSTS700027",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E).depending_on(Axis::Validity),
};

pub(super) fn expired(input: &CheckInput<'_>, violations: &mut Violations) {
    let validity = input.end_entity().validity();
    let not_after = validity.not_after();
    if input.now > not_after && !is_inverted(validity) {
        violations.add(
            Position::EndEntity,
            format!("a certificate valid at {}", rfc3339(input.now)),
            format!("valid until {}", rfc3339(not_after)),
        );
    }
}

pub(super) static NOT_YET_VALID: Rule = Rule {
    id: RuleId::new("certificate-not-yet-valid"),
    summary: "the certificate is not valid yet",
    why: "Clients refuse it until its first second, and Microsoft Entra calls it expired. The usual cause is a clock \
          that is wrong, on this machine or on the one that issued it.",
    remedy: "Compare the clocks (UTC) first; if they are right, wait, or have the certificate issued again.",
    citation: "RFC 5280 section 4.1.2.5",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E).depending_on(Axis::Validity),
};

pub(super) fn not_yet_valid(input: &CheckInput<'_>, violations: &mut Violations) {
    let validity = input.end_entity().validity();
    let not_before = validity.not_before();
    if input.now < not_before && !is_inverted(validity) {
        violations.add(
            Position::EndEntity,
            format!("a certificate valid at {}", rfc3339(input.now)),
            format!("valid from {}", rfc3339(not_before)),
        );
    }
}

pub(super) static EXPIRES_SOON: Rule = Rule {
    id: RuleId::new("certificate-expires-soon"),
    summary: "the certificate expires soon",
    why: "No page of the product speaks of a warning before the end of a certificate, so that nobody else may give one. \
          Unless the policy says otherwise, soon is when 30 days or a third of the lifetime are left, whichever is \
          shorter: what lives for 47 days is renewed at about 15.",
    remedy: "Renew it now; where it is pinned or registered, add the new one beside the old one first.",
    citation: "field practice; https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_certificates_overview.html names \
               no notification; https://letsencrypt.org/docs/integration-guide/ renews at a third",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

pub(super) fn expires_soon(input: &CheckInput<'_>, violations: &mut Violations) {
    let validity = input.end_entity().validity();
    let not_after = validity.not_after();
    let Some(left) = not_after.as_secs().checked_sub(input.now.as_secs()) else {
        return;
    };
    let expires_soon = input.policy.expires_soon();
    let lifetime = validity.lifetime();
    let threshold = expires_soon.of(lifetime).as_secs();
    if left < threshold && !is_inverted(validity) {
        let expected = match expires_soon.deciding_share(lifetime) {
            // The last second counts.
            Some(share) => format!(
                "at least {share} of {} left",
                in_words(lifetime.as_secs() + 1)
            ),
            None => format!("at least {} left", in_words(threshold)),
        };
        violations.add(
            Position::EndEntity,
            expected,
            format!("{} left, until {}", in_words(left), rfc3339(not_after)),
        );
    }
}

/// Whole days, and whole hours of what lives or has left less than three.
fn in_words(seconds: u64) -> String {
    const HOUR: u64 = 3_600;
    match seconds / DAY {
        0..3 => match seconds / HOUR {
            1 => "1 hour".into(),
            hours => format!("{hours} hours"),
        },
        days => format!("{days} days"),
    }
}

pub(super) static LIFETIME_TOO_LONG: Rule = Rule {
    id: RuleId::new("lifetime-too-long"),
    summary: "the certificate is valid for longer than the policy allows",
    why: "A key that is used for long is exposed for long. Public CAs issue for ever shorter times, and an app \
          management policy of the tenant makes Microsoft Entra refuse to register longer ones.",
    remedy: "Have it issued for a shorter time, and plan the renewal; or choose the limit that is meant.",
    citation: "the limit of the policy: \
               https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-enforce-secret-standards or \
               CA/Browser Forum Baseline Requirements section 6.3.2",
    basis: Basis::Practice,
    levels: Levels::new(N, NA, W),
};

pub(super) fn lifetime_too_long(input: &CheckInput<'_>, violations: &mut Violations) {
    let validity = input.end_entity().validity();
    let max_lifetime = input.policy.max_lifetime();
    let Some(limit) = max_lifetime.limit(validity.not_before()) else {
        return;
    };
    // The Baseline Requirements count the last second as well.
    let last_second = match max_lifetime {
        Lifetime::PublicWeb => Duration::from_secs(1),
        _ => Duration::ZERO,
    };
    let lifetime = validity.lifetime() + last_second;
    if lifetime > limit {
        violations.add(
            Position::EndEntity,
            format!("at most {} days", limit.as_secs() / DAY),
            format!("{} days", lifetime.as_secs().div_ceil(DAY)),
        );
    }
}

pub(super) static INVERTED: Rule = Rule {
    id: RuleId::new("validity-inverted"),
    summary: "the validity ends before it begins",
    why: "There is no moment at which the certificate is valid, so whoever looks at dates refuses it at all times.",
    remedy: "Have the certificate issued again with the two dates the right way round.",
    citation: "RFC 5280 section 4.1.2.5",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E).depending_on(Axis::Validity),
};

pub(super) fn inverted(input: &CheckInput<'_>, violations: &mut Violations) {
    let validity = input.end_entity().validity();
    if is_inverted(validity) {
        violations.add(
            Position::EndEntity,
            "an end that is not before the beginning",
            span(validity),
        );
    }
}

pub(super) static UNREADABLE: Rule = Rule {
    id: RuleId::new("validity-unreadable"),
    summary: "a time of the validity is not written as rustls reads it",
    why: "rustls reads times since 1970, in whole seconds and ending in `Z`, and refuses a path with any other. This \
          crate reads what is meant, so that a client that pins goes by the dates.",
    remedy: "Have the certificate issued again by software that writes UTCTime to the year 2049, GeneralizedTime \
             later, both in whole seconds and ending in `Z`, and begins it after 1970.",
    citation: "RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2; rustls-webpki 0.103: BadDerTime",
    basis: Basis::Engine,
    levels: Levels::new(E, N, N),
};

pub(super) fn unreadable(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        let validity = certificate.validity();
        if !validity.is_read_by_rustls() {
            violations.add(
                position,
                "times since 1970, in whole seconds and with `Z`",
                validity.deviations().join(", "),
            );
        }
    }
}

pub(super) static ENCODING_WRONG: Rule = Rule {
    id: RuleId::new("validity-encoding-wrong"),
    summary: "a time of the validity is not encoded as the standard demands",
    why: "Strict readers refuse the whole certificate over it; rustls and most others read what is meant.",
    remedy: "Have the certificate issued again by software that writes UTCTime to the year 2049, GeneralizedTime \
             later, both in whole seconds and ending in `Z`.",
    citation: "RFC 5280 section 4.1.2.5",
    basis: Basis::Standard,
    levels: Levels::new(N, N, N),
};

pub(super) fn encoding_wrong(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        let validity = certificate.validity();
        // What rustls does not read at all is told by its own rule.
        if validity.is_read_by_rustls() && !validity.deviations().is_empty() {
            violations.add(
                position,
                "UTCTime to the year 2049",
                validity.deviations().join(", "),
            );
        }
    }
}

pub(super) static ISSUER_EXPIRES_FIRST: Rule = Rule {
    id: RuleId::new("issuer-expires-first"),
    summary: "an issuer's certificate ends before the certificate it vouches for",
    why: "From the end of the issuer on, clients that build a path refuse the certificate although its own dates are \
          good, and nothing warns of that day.",
    remedy: "Renew the issuer's certificate in time and put the new one into the chain, or renew both together.",
    citation: "field practice; RFC 5280 section 6.1.3 (a) (2) checks each certificate of the path at the same time",
    basis: Basis::Practice,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn issuer_expires_first(input: &CheckInput<'_>, violations: &mut Violations) {
    let not_after = input.end_entity().validity().not_after();
    for (position, issuer) in input.issuers() {
        let validity = issuer.validity();
        if validity.not_after() < not_after && validity.contains(input.now) {
            violations.add(
                position,
                format!("an issuer valid until {}", rfc3339(not_after)),
                format!("valid until {}", rfc3339(validity.not_after())),
            );
        }
    }
}

pub(super) static ISSUER_EXPIRED: Rule = Rule {
    id: RuleId::new("issuer-expired"),
    summary: "an issuer's certificate is outside its validity",
    why: "Clients that build a path check every certificate on it, and most of them the root as well, so they refuse \
          this one although its own dates are good. Of the topmost CA a client may know a newer certificate, and not \
          look at this one.",
    remedy: "Ask the CA for its current certificate and put that into the chain; leave one out that was issued across \
             by a root that has ended. If the CA itself has ended, have the certificate issued by another.",
    citation: "RFC 5280 section 6.1.3 (a) (2)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA).depending_on(Axis::Validity),
};

pub(super) fn issuer_expired(input: &CheckInput<'_>, violations: &mut Violations) {
    let topmost = input.issuers().last().map(|(position, _)| position);
    for (position, issuer) in input.issuers() {
        if issuer.validity().contains(input.now) {
            continue;
        }
        // Where nobody said whom clients trust, they may trust a newer certificate of the topmost CA, as after roots
        // signed each other. Who issued the end entity itself is hardly a root, unless it is self-signed.
        let is_open = input.anchors.is_none() && position != Position::Intermediate(1);
        let severity = if is_open && Some(position) == topmost {
            Severity::Warning
        } else {
            violations.level()
        };
        violations
            .add(
                position,
                format!("an issuer valid at {}", rfc3339(input.now)),
                span(issuer.validity()),
            )
            .at(severity);
    }
}

const DAY: u64 = 86_400;

/// Such a certificate is never valid, and [`INVERTED`] says so for all rules about a moment.
fn is_inverted(validity: &Validity) -> bool {
    validity.not_after() < validity.not_before()
}

fn span(validity: &Validity) -> String {
    format!(
        "valid from {} until {}",
        rfc3339(validity.not_before()),
        rfc3339(validity.not_after())
    )
}
