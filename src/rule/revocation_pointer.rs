//! Where a certificate says its revocation is published, RFC 5280 sections 4.2.1.13 and 4.2.2.1.

use std::time::Duration;

use super::{CheckInput, Levels, N, NA, Rule, Violations, W};
use crate::certificate::unprocessed::names_ocsp_responder;
use crate::certificate::{Version, has_unnamed, oid};
use crate::finding::{Basis, Position, RuleId};

pub(super) static ABSENT: Rule = Rule {
    id: RuleId::new("revocation-pointer-absent"),
    summary: "the certificate does not say where its revocation would be published",
    why: "It names neither a CRL nor an OCSP responder, so that a client that wants to know whether the CA revoked it has \
          nowhere to look. Windows then calls the revocation status unknown where it checks; most clients accept the \
          certificate until it expires, even after its key was stolen.",
    remedy: "Have the CA publish a CRL and name its address in what it issues, or plan to replace the certificate \
             wherever it is trusted if its key is compromised. A short lifetime serves as well.",
    citation: "RFC 5280 section 4.2.1.13; field practice",
    basis: Basis::Practice,
    levels: Levels::new(N, NA, NA),
};

/// CA/Browser Forum Baseline Requirements section 1.6.1: a certificate valid for no longer need not have a pointer.
const SHORT_LIVED: Duration = Duration::from_secs(7 * 86_400);

/// Nobody but its holder revokes a self-signed certificate, and before version 3 there are no extensions.
pub(super) fn absent(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    let is_exempt = certificate.is_self_signed()
        || certificate.version() != Version::V3
        || certificate.validity().lifetime() <= SHORT_LIVED
        || certificate
            .extension(oid::NO_REVOCATION_AVAILABLE)
            .is_some();
    // An extension that cannot be read breaks a rule of its own.
    let access = certificate.extension(oid::AUTHORITY_INFO_ACCESS);
    let has_pointer = !certificate.crl_distribution_points().is_absent()
        || access.is_some_and(|it| names_ocsp_responder(&it).unwrap_or(true));
    if !is_exempt && !has_pointer {
        let expected = "CRL distribution points, or an OCSP responder";
        violations.add(Position::EndEntity, expected, "neither");
    }
}

pub(super) static DISTRIBUTION_POINT_UNNAMED: Rule = Rule {
    id: RuleId::new("distribution-point-unnamed"),
    summary: "a CRL distribution point names neither an address nor an issuer of CRLs",
    why: "A distribution point must not consist of reasons alone: nobody can find the CRL that it stands for.",
    remedy: "Correct the address of the CRL in the settings of the CA before the certificate is issued the next time.",
    citation: "RFC 5280 section 4.2.1.13",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn distribution_point_unnamed(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        if has_unnamed(certificate) {
            let expected = "distribution points with a name or a CRL issuer";
            violations.add(position, expected, "one with neither");
        }
    }
}
