//! The CAs a tenant lets issue certificates for its applications.

use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::Certificate;
use crate::finding::{Basis, Position, RuleId};
use crate::shown::listed;

pub(super) static OUTSIDE_POLICY: Rule = Rule {
    id: RuleId::new("issuer-outside-policy"),
    summary: "none of the CAs the policy trusts issued the certificate",
    why: "Where an app management policy of the tenant names trusted CAs, Microsoft Entra refuses to register a \
          certificate of any other, self-signed ones included. What is registered already keeps working.",
    remedy: "Have it issued by one of the CAs named and put their certificates behind it, or have the tenant's \
             administrator add its CA or except the application.",
    citation: "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies",
    basis: Basis::Practice,
    levels: Levels::new(NA, NA, W),
};

pub(super) fn outside_policy(input: &CheckInput<'_>, violations: &mut Violations) {
    let trusted = input.policy.trusted_issuers();
    if trusted.is_empty() {
        return;
    }
    let expected = || format!("an issuer among {}", listed(trusted));
    if input.chain.is_self_signed() {
        violations.add(Position::EndEntity, expected(), "a self-signed certificate");
        return;
    }
    let path = input.chain.path();
    let is_trusted = path.iter().enumerate().any(|(index, certificate)| {
        let issuer = path.get(index + 1).or_else(|| input.chain.trust_anchor());
        let key = issuer_key(certificate, issuer);
        trusted.iter().any(|it| it.is_issuer_of(certificate, key))
    });
    if is_trusted {
        return;
    }
    let issuers = listed(path.iter().map(Certificate::issuer));
    let is_named = |certificate| trusted.iter().any(|it| it.is_named_by(certificate));
    let found = if path.iter().any(is_named) {
        format!("issued by {issuers}, and no key identifier of the one named agrees")
    } else {
        format!("issued by {issuers}")
    };
    violations.add(Position::EndEntity, expected(), found);
}

/// The key that signed a certificate, as it says itself, or else as its issuer says.
fn issuer_key<'a>(
    certificate: &'a Certificate,
    issuer: Option<&'a Certificate>,
) -> Option<&'a [u8]> {
    let asked_for = certificate.authority_key_identifier().present();
    let own = || {
        issuer?
            .subject_key_identifier()
            .present()
            .map(AsRef::as_ref)
    };
    match asked_for {
        Some(Some(identifier)) => Some(identifier),
        _ => own(),
    }
}
