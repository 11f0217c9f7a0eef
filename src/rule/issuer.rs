//! The CAs that are included, by the checks of RFC 5280 sections 6.1.3 and 6.1.4.
//!
//! A trust anchor is trusted as it is, RFC 5280 section 6.1.1 (d): of one, only what peers look at all the same is
//! checked here.

use super::{CheckInput, E, Levels, NA, Rule, Violations, W};
use crate::certificate::{Certificate, KeyUsage, Purpose};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::shown::{listed, listed_or_none};

fn intermediates<'a>(
    input: &'a CheckInput<'_>,
) -> impl Iterator<Item = (Position, &'a Certificate)> {
    input.path().skip(1)
}

pub(super) static NAME_ENCODING_DIFFERS: Rule = Rule {
    id: RuleId::new("issuer-name-encoding-differs"),
    summary: "the issuer is named in another encoding than it names itself",
    why: "The two names mean the same, but rustls compares them byte for byte and finds no issuer. Windows compares \
          what they mean and accepts the chain.",
    remedy: "Have the certificate issued again by software that copies the name of the CA as it stands.",
    citation: "RFC 5280 section 7.1; rustls-webpki compares names byte for byte",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn name_encoding_differs(input: &CheckInput<'_>, violations: &mut Violations) {
    for ((position, certificate), (name, _)) in input.path().zip(input.issuer_names()) {
        if certificate.issuer().as_der() != name.as_der() {
            violations.add(
                position,
                format!("issuer {} byte for byte", listed([name])),
                format!("{} in another encoding", listed([certificate.issuer()])),
            );
        }
    }
}

pub(super) static NAME_EMPTY: Rule = Rule {
    id: RuleId::new("issuer-name-empty"),
    summary: "the certificate does not name its issuer",
    why: "Every certificate has to name its issuer, and the name of a CA cannot be empty. Strict verifiers refuse the \
          path, and nobody can tell from the certificate who issued it.",
    remedy: "Give the CA a name, and have the certificate issued again by it.",
    citation: "RFC 5280 sections 4.1.2.4 and 4.1.2.6",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
};

pub(super) fn name_empty(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        if certificate.issuer().is_empty() {
            violations.add(position, "the name of an issuer", "an empty one");
        }
    }
}

pub(super) static NOT_CA: Rule = Rule {
    id: RuleId::new("issuer-not-ca"),
    summary: "an issuer in the chain is not a certification authority",
    why: "Only a certificate with `CA:TRUE` may issue others. Every client that builds a path refuses what any other \
          certificate signed.",
    remedy: "Have the certificate issued by a CA, not with the key of a server's certificate.",
    citation: "RFC 5280 section 6.1.4 (k)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn not_ca(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, issuer) in intermediates(input).filter(|(_, issuer)| !issuer.is_ca()) {
        let constraints = issuer.basic_constraints();
        let (aspect, found) = match constraints.present() {
            Some(_) => ("", "`CA:FALSE`"),
            None if constraints.is_absent() => ("basic constraints absent", "no basic constraints"),
            None => ("", "basic constraints that cannot be read"),
        };
        violations
            .add(position, "basic constraints with `CA:TRUE`", found)
            .of(aspect);
    }
}

pub(super) static LACKS_KEY_CERT_SIGN: Rule = Rule {
    id: RuleId::new("issuer-lacks-key-cert-sign"),
    summary: "the key of an issuer is not for signing certificates",
    why: "Where key usage is stated, it has to include keyCertSign; without it, clients that build a path refuse what the \
          issuer signed. rustls does not look at it.",
    remedy: "Have the CA's certificate issued again with keyCertSign.",
    citation: "RFC 5280 section 6.1.4 (n)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn lacks_key_cert_sign(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, issuer) in intermediates(input) {
        if let Some(usages) = issuer.key_usage().present()
            && !usages.contains(&KeyUsage::KeyCertSign)
        {
            violations.add(position, "key usage keyCertSign", listed_or_none(usages));
        }
    }
}

pub(super) static KEY_USAGE_ABSENT: Rule = Rule {
    id: RuleId::new("issuer-key-usage-absent"),
    summary: "the certificate of an issuer does not state its key usage",
    why: "The certificate of a CA has to say that its key signs certificates. Verifiers that keep to the letter refuse \
          a path through one that does not, be it an intermediate or the trust anchor; rustls does not look at it.",
    remedy: "Have the CA's certificate issued again with a critical key usage of keyCertSign and cRLSign; for a root, \
             make it again with the same key, and exchange it where it is trusted.",
    citation: "RFC 5280 section 4.2.1.3",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

/// One that is not a CA's breaks a rule of its own, and before version 3 there are no extensions.
pub(super) fn key_usage_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, issuer) in input.issuers() {
        if issuer.is_ca() && issuer.key_usage().is_absent() {
            violations.add(position, "key usage keyCertSign", "no key usage");
        }
    }
}

pub(super) static PATH_LENGTH_EXCEEDED: Rule = Rule {
    id: RuleId::new("path-length-exceeded"),
    summary: "there are more CAs below an issuer than it may have",
    why: "The path length of a CA's certificate limits how many intermediates may follow below it. Every client that \
          builds a path refuses a longer one below an intermediate. That of a trust anchor is looked at by some \
          clients and not by others, rustls among the latter.",
    remedy: "Have the certificate issued by a CA closer to this one.",
    citation: "RFC 5280 sections 4.2.1.9 and 6.1.4 (l) and (m)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn path_length_exceeded(input: &CheckInput<'_>, violations: &mut Violations) {
    for ((position, issuer), below) in input.issuers().zip(0_u32..) {
        let constraints = issuer.basic_constraints().present();
        let Some(most) = constraints.and_then(|it| it.path_length) else {
            continue;
        };
        // rustls-webpki counts every intermediate, RFC 5280 section 6.1.4 (l) only those that are not self-issued.
        let (below, severity) = match position {
            Position::TrustAnchor => {
                let counted = intermediates(input).filter(|(_, it)| !it.is_self_issued());
                let counted = u32::try_from(counted.count()).unwrap_or(u32::MAX);
                (counted, violations.level().min(Severity::Warning))
            }
            _ => (below, violations.level()),
        };
        if below > most {
            let expected = format!("at most {most} intermediates below it");
            violations
                .add(position, expected, below.to_string())
                .at(severity);
        }
    }
}

pub(super) static PURPOSE_MISMATCH: Rule = Rule {
    id: RuleId::new("issuer-purpose-mismatch"),
    summary: "an issuer is not for certificates of this purpose",
    why: "Where an intermediate states purposes, they limit what it issues. rustls refuses a chain whose intermediate lacks \
          the purpose of the connection, and so does Windows.",
    remedy: "Have the certificate issued by a CA for this purpose.",
    citation: "RFC 5280 section 4.2.1.12; rustls-webpki applies it to intermediates",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn purpose_mismatch(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, issuer) in intermediates(input) {
        let Some(purposes) = issuer.extended_key_usage().present() else {
            continue;
        };
        let needed = input.profile.acts_as.purposes().iter();
        let mut missing = needed
            .filter(|purpose| !purposes.contains(purpose))
            .peekable();
        if missing.peek().is_some() {
            let expected = listed(missing);
            let found = listed_or_none(purposes);
            let aspect = if purposes.contains(&Purpose::Any) {
                "any purpose"
            } else {
                ""
            };
            violations.add(position, expected, found).of(aspect);
        }
    }
}
