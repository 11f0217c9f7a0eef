//! What the key may be used for: extended key usage and key usage, RFC 5280 sections 4.2.1.12 and 4.2.1.3.

use super::{Axis, CheckInput, E, Levels, N, NA, Rule, Violations, W, advice};
use crate::certificate::{Certificate, Field, KeyUsage, Purpose, Version, oid};
use crate::finding::{Basis, Position, RuleId};
use crate::profile::Demand;
use crate::shown::listed;

pub(super) static PURPOSE_MISMATCH: Rule = Rule {
    id: RuleId::new("extended-key-usage-mismatch"),
    summary: "the purposes of the certificate are not those of the scenario",
    why: "The extended key usage confines the certificate to the purposes it lists. A client that verifies it refuses it \
          for any other; only one that pins does not look.",
    remedy: "Have the certificate issued with the purposes that are expected. With a CA of Active Directory, choose a \
             template that has them, such as *Web Server* for serverAuth.",
    citation: "RFC 5280 section 4.2.1.12",
    basis: Basis::Standard,
    levels: Levels::new(E, W, NA).depending_on(Axis::Purpose),
};

pub(super) fn purpose_mismatch(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(purposes) = some_purposes(input.end_entity()) else {
        return;
    };
    if is_any_only(purposes) {
        return;
    }
    let missing = missing(input, purposes);
    if !missing.is_empty() {
        let lacks_client_auth = missing.contains(&Purpose::ClientAuth);
        let violation = violations.add(Position::EndEntity, listed(missing), listed(purposes));
        if lacks_client_auth {
            violation.advise(advice::CLIENT_AUTH);
        }
    }
}

pub(super) static ANY_PURPOSE_ONLY: Rule = Rule {
    id: RuleId::new("extended-key-usage-any-only"),
    summary: "the only purpose of the certificate is anyExtendedKeyUsage",
    why: "RFC 5280 lets an application demand its own purpose beside the wildcard, and rustls does: it refuses such \
          a certificate as that of a TLS server or client.",
    remedy: "Have the certificate issued with the purposes that are expected, or without the extension.",
    citation: "RFC 5280 section 4.2.1.12; rustls-webpki 0.103 takes no anyExtendedKeyUsage",
    basis: Basis::Engine,
    levels: Levels::new(E, N, NA).depending_on(Axis::Purpose),
};

pub(super) fn any_purpose_only(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(purposes) = some_purposes(input.end_entity()) else {
        return;
    };
    let missing = missing(input, purposes);
    if is_any_only(purposes) && !missing.is_empty() {
        let found = "`anyExtendedKeyUsage` alone";
        violations.add(Position::EndEntity, listed(missing), found);
    }
}

pub(super) static PURPOSES_EMPTY: Rule = Rule {
    id: RuleId::new("extended-key-usage-empty"),
    summary: "the extended key usage lists no purpose",
    why: "RFC 5280 asks for at least one. Taken literally, the certificate is good for nothing: rustls refuses it when \
          it builds a path, and other clients do not agree on what it means.",
    remedy: "Have the certificate issued with the purposes of the scenario, or without the extension.",
    citation: "RFC 5280 section 4.2.1.12",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W).depending_on(Axis::Purpose),
};

pub(super) fn purposes_empty(input: &CheckInput<'_>, violations: &mut Violations) {
    let purposes = input.end_entity().extended_key_usage().present();
    if purposes.is_some_and(Vec::is_empty) {
        violations.add(
            Position::EndEntity,
            "at least one purpose in extKeyUsage",
            "none",
        );
    }
}

pub(super) static PURPOSES_ABSENT: Rule = Rule {
    id: RuleId::new("extended-key-usage-absent"),
    summary: "the certificate names no purpose",
    why: "Without the extension a certificate is good for every purpose, and most clients accept it. Apple devices \
          refuse it when a CA issued it after 1 July 2019, so users of the portal notice first.",
    remedy: "Name the purposes of the scenario when the certificate is issued the next time.",
    citation: "field practice; https://support.apple.com/103769",
    basis: Basis::Practice,
    levels: Levels::new(N, N, NA).depending_on(Axis::PurposePresent),
};

/// Before version 3 there are no extensions: that is `certificate-version-1`.
pub(super) fn purposes_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    let missing = missing(input, &[]);
    let is_absent =
        certificate.extended_key_usage().is_absent() && certificate.version() == Version::V3;
    if is_absent && !missing.is_empty() {
        let expected = format!("extKeyUsage with {}", listed(missing));
        violations.add(Position::EndEntity, expected, "no extKeyUsage");
    }
}

pub(super) static PURPOSES_EXCESSIVE: Rule = Rule {
    id: RuleId::new("extended-key-usage-excessive"),
    summary: "the certificate has purposes far from those of the scenario",
    why: "Whoever gets hold of the key of a server could also sign programs, answers about revocation or a logon with \
          it. Public CAs are not allowed to mix these purposes with TLS.",
    remedy: "Have a certificate issued for this scenario alone, and one of its own for each other purpose.",
    citation: "CA/Browser Forum Baseline Requirements section 7.1.2.7.10; field practice",
    basis: Basis::Practice,
    levels: Levels::new(W, W, N),
};

/// What the Baseline Requirements forbid beside TLS, and the kindred purposes of Microsoft.
const FAR_FROM_TLS: &[Purpose] = &[
    Purpose::Any,
    Purpose::CodeSigning,
    Purpose::EmailProtection,
    Purpose::TimeStamping,
    Purpose::OcspSigning,
    Purpose::SmartCardLogon,
    Purpose::Other(oid::DOCUMENT_SIGNING),
    Purpose::Other(oid::ENCRYPTING_FILE_SYSTEM),
];

pub(super) fn purposes_excessive(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(purposes) = some_purposes(input.end_entity()) else {
        return;
    };
    let is_of_scenario = |purpose: &Purpose| {
        let word = input.profile.word(&Demand::ExtendedKeyUsage(*purpose));
        input.profile.acts_as.purposes().contains(purpose)
            || word.is_some_and(|word| word.requirement.is_demand())
    };
    let is_excessive =
        |purpose: &&Purpose| FAR_FROM_TLS.contains(purpose) && !is_of_scenario(purpose);
    // Without the purposes of the scenario, the others are not beside but instead of them.
    if is_any_only(purposes) || !missing(input, purposes).is_empty() {
        return;
    }
    if purposes.iter().any(|purpose| is_excessive(&purpose)) {
        let found = listed(purposes.iter().filter(is_excessive));
        violations.add(
            Position::EndEntity,
            "the purposes of the scenario alone",
            found,
        );
    }
}

pub(super) static KEY_USAGE_MISMATCH: Rule = Rule {
    id: RuleId::new("key-usage-mismatch"),
    summary: "the key usage does not allow what the scenario does with the key",
    why: "TLS 1.3, every modern cipher suite of TLS 1.2 and client assertions sign with the key, and a client may refuse a \
          peer whose certificate does not allow that. rustls does not look at the extension, and neither does a pin.",
    remedy: "Have the certificate issued with digitalSignature in its key usage.",
    citation: "RFC 8446 section 4.4.2.2; RFC 5280 section 4.2.1.3",
    basis: Basis::Standard,
    levels: Levels::new(E, W, N),
};

pub(super) fn key_usage_mismatch(input: &CheckInput<'_>, violations: &mut Violations) {
    let Field::Present(usages) = input.end_entity().key_usage() else {
        return;
    };
    if !usages.contains(&KeyUsage::DigitalSignature) {
        let found = match usages.as_slice() {
            [] => "no key usage bit".into(),
            usages => listed(usages),
        };
        let expected = listed([KeyUsage::DigitalSignature]);
        violations.add(Position::EndEntity, expected, found);
    }
}

pub(super) static SIGNS_CERTIFICATES: Rule = Rule {
    id: RuleId::new("key-cert-sign-on-end-entity"),
    summary: "the key may sign certificates, but the certificate is not that of a CA",
    why: "The key usage keyCertSign belongs to CAs and goes with CA:TRUE. A strict client refuses the contradiction, and a \
          careless one could take the server for a CA.",
    remedy: "Have the certificate issued without keyCertSign.",
    citation: "RFC 5280 section 4.2.1.3",
    basis: Basis::Standard,
    levels: Levels::new(W, W, N),
};

/// An end entity that is a CA, or whose basic constraints cannot be read, breaks a rule of its own.
pub(super) fn signs_certificates(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    let signs = certificate
        .key_usage()
        .present()
        .is_some_and(|usages| usages.contains(&KeyUsage::KeyCertSign));
    if signs && !certificate.is_ca() && certificate.basic_constraints().malformed().is_none() {
        violations.add(
            Position::EndEntity,
            "no keyCertSign without `CA:TRUE`",
            "keyCertSign",
        );
    }
}

/// The purposes, where there are any: an absent, empty or unreadable extension breaks a rule of its own.
fn some_purposes(certificate: &Certificate) -> Option<&[Purpose]> {
    let purposes = certificate.extended_key_usage().present()?;
    (!purposes.is_empty()).then_some(purposes)
}

fn is_any_only(purposes: &[Purpose]) -> bool {
    purposes.iter().all(|purpose| *purpose == Purpose::Any)
}

/// The purposes of the scenario that are not among these.
fn missing(input: &CheckInput<'_>, purposes: &[Purpose]) -> Vec<Purpose> {
    let needed = input.profile.acts_as.purposes().iter();
    let missing = needed.filter(|purpose| !purposes.contains(purpose));
    missing.copied().collect()
}
