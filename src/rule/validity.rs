//! Validity, RFC 5280 section 4.1.2.5.

use super::{Breaches, E, Levels, Rule, Subject, W};
use crate::certificate::rfc3339;
use crate::finding::{Position, RuleId};
use crate::profile::Basis;

pub(super) static EXPIRED: Rule = Rule {
    id: RuleId::new("certificate-expired"),
    summary: "the certificate has expired",
    why: "Every client that looks at dates refuses it, and Microsoft Entra refuses assertions signed with its key.",
    remedy: "Renew the certificate, install it in the product, and register the new one wherever the old one was \
             pinned or registered.",
    citation: "RFC 5280 section 4.1.2.5; for assertions AADSTS700027",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E),
    check: expired,
};

fn expired(subject: &Subject<'_>, breaches: &mut Breaches) {
    let not_after = subject.end_entity().validity().not_after();
    if subject.now > not_after {
        breaches.add(
            Position::EndEntity,
            format!("a certificate valid at {}", rfc3339(subject.now)),
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
    levels: Levels::new(E, E, E),
    check: not_yet_valid,
};

fn not_yet_valid(subject: &Subject<'_>, breaches: &mut Breaches) {
    let not_before = subject.end_entity().validity().not_before();
    if subject.now < not_before {
        breaches.add(
            Position::EndEntity,
            format!("a certificate valid at {}", rfc3339(subject.now)),
            format!("valid from {}", rfc3339(not_before)),
        );
    }
}

pub(super) static EXPIRES_SOON: Rule = Rule {
    id: RuleId::new("certificate-expires-soon"),
    summary: "the certificate expires soon",
    why: "The product warns of no certificate's end, so nobody else will.",
    remedy: "Renew it now; where it is pinned or registered, add the new one beside the old one first.",
    citation: "field practice; https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_certificates_overview.html names \
               no notification",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
    check: expires_soon,
};

fn expires_soon(subject: &Subject<'_>, breaches: &mut Breaches) {
    let not_after = subject.end_entity().validity().not_after();
    let Some(left) = not_after.as_secs().checked_sub(subject.now.as_secs()) else {
        return;
    };
    let threshold = subject.policy.expires_soon().as_secs();
    if left < threshold {
        breaches.add(
            Position::EndEntity,
            format!("at least {} days left", threshold / 86_400),
            format!("{} days left, until {}", left / 86_400, rfc3339(not_after)),
        );
    }
}
