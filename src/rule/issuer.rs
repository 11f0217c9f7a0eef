//! The authorities that came along, by the checks of RFC 5280 sections 6.1.3 and 6.1.4.
//!
//! A trust anchor is trusted as it is and not judged here, RFC 5280 section 6.1.1 (d), save for its name and key.

use super::text::listed;
use super::{Breaches, E, Levels, NA, Rule, Subject, W};
use crate::certificate::{Certificate, KeyUsage};
use crate::finding::{Position, RuleId};
use crate::profile::{Basis, Presence};

/// Each certificate of the path whose issuer's certificate is known, with that one.
fn issued<'a>(
    subject: &'a Subject<'_>,
) -> impl Iterator<Item = (Position, &'a Certificate, &'a Certificate)> {
    subject
        .path()
        .zip(subject.issuers())
        .map(|((position, certificate), (_, issuer))| (position, certificate, issuer))
}

fn intermediates<'a>(
    subject: &'a Subject<'_>,
) -> impl Iterator<Item = (Position, &'a Certificate)> {
    subject.path().skip(1)
}

pub(super) static NAME_ENCODING_DIFFERS: Rule = Rule {
    id: RuleId::new("issuer-name-encoding-differs"),
    summary: "the issuer is named in another encoding than it names itself",
    why: "The two names mean the same, but rustls compares them byte for byte and finds no issuer. Windows compares \
          what they mean and accepts the chain.",
    remedy: "Have the certificate issued again by software that copies the name of the authority as it stands.",
    citation: "RFC 5280 section 7.1; rustls-webpki compares names byte for byte",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
    check: name_encoding_differs,
};

fn name_encoding_differs(subject: &Subject<'_>, breaches: &mut Breaches) {
    for ((position, certificate), (name, _)) in subject.path().zip(subject.issuer_names()) {
        if certificate.issuer().as_der() != name.as_der() {
            breaches.add(
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
    why: "Every certificate has to name its issuer, and the name of an authority cannot be empty. Strict verifiers, those \
          of Python's cryptography among them, refuse the path.",
    remedy: "Give the authority a name, and have the certificate issued again by it.",
    citation: "RFC 5280 sections 4.1.2.4 and 4.1.2.6",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
    check: name_empty,
};

fn name_empty(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, certificate) in subject.judged() {
        if certificate.issuer().is_empty() {
            breaches.add(position, "the name of an issuer", "an empty one");
        }
    }
}

pub(super) static KEY_IDENTIFIER_MISMATCH: Rule = Rule {
    id: RuleId::new("authority-key-identifier-mismatch"),
    summary: "the certificate names another key of its issuer",
    why: "The issuer has the right name and another key identifier than the one asked for, so it is probably an older \
          or newer certificate of the same authority. Some clients, OpenSSL among them, then find no issuer.",
    remedy: "Get the certificate of the issuer that carries the key identifier asked for.",
    citation: "RFC 5280 section 4.2.1.1",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
    check: key_identifier_mismatch,
};

fn key_identifier_mismatch(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, certificate, issuer) in issued(subject) {
        let asked_for = certificate.authority_key_identifier().present();
        let own = issuer.subject_key_identifier().present();
        if let (Some(Some(asked_for)), Some(own)) = (asked_for, own)
            && asked_for != own
        {
            breaches.add(
                position,
                format!("the issuer's key identifier {}", hexadecimal(own)),
                hexadecimal(asked_for),
            );
        }
    }
}

/// Key identifiers are hashes as a rule, of 20 octets; longer ones are cut short.
pub(super) fn hexadecimal(identifier: &[u8]) -> String {
    let digits = |octet: &u8| format!("{octet:02x}");
    listed([identifier.iter().take(32).map(digits).collect::<String>()])
}

pub(super) static NOT_CA: Rule = Rule {
    id: RuleId::new("issuer-not-ca"),
    summary: "an issuer in the chain is no certification authority",
    why: "Only a certificate with `CA:TRUE` may issue others. Every client that builds a path refuses what any other \
          certificate signed.",
    remedy: "Have the certificate issued by an authority, not with the key of a server's certificate.",
    citation: "RFC 5280 section 6.1.4 (k)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
    check: not_ca,
};

fn not_ca(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, issuer) in intermediates(subject).filter(|(_, issuer)| !issuer.is_ca()) {
        let constraints = issuer.basic_constraints();
        let found = match constraints.present() {
            Some(_) => "`CA:FALSE`",
            None if constraints.is_absent() => "no basic constraints",
            None => "basic constraints that cannot be read",
        };
        breaches.add(position, "basic constraints with `CA:TRUE`", found);
    }
}

pub(super) static LACKS_KEY_CERT_SIGN: Rule = Rule {
    id: RuleId::new("issuer-lacks-key-cert-sign"),
    summary: "the key of an issuer is not for signing certificates",
    why: "Where key usage is stated, it has to include keyCertSign. OpenSSL, Go, Java and browsers refuse the chain \
          otherwise; rustls does not look.",
    remedy: "Have the authority's certificate issued again with keyCertSign.",
    citation: "RFC 5280 section 6.1.4 (n)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
    check: lacks_key_cert_sign,
};

fn lacks_key_cert_sign(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, issuer) in intermediates(subject) {
        if let Some(usages) = issuer.key_usage().present()
            && !usages.contains(&KeyUsage::KeyCertSign)
        {
            let found = if usages.is_empty() {
                "none".into()
            } else {
                listed(usages)
            };
            breaches.add(position, "key usage keyCertSign", found);
        }
    }
}

pub(super) static PATH_LENGTH_EXCEEDED: Rule = Rule {
    id: RuleId::new("path-length-exceeded"),
    summary: "there are more authorities below an issuer than it may have",
    why: "The path length of an authority's certificate limits how many intermediates may follow below it. Every \
          client that builds a path refuses a longer one.",
    remedy: "Have the certificate issued by an authority closer to this one.",
    citation: "RFC 5280 sections 4.2.1.9 and 6.1.4 (l) and (m)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
    check: path_length_exceeded,
};

fn path_length_exceeded(subject: &Subject<'_>, breaches: &mut Breaches) {
    // Self-issued certificates do not count, but there are none: the path ends at the first.
    for ((position, issuer), below) in intermediates(subject).zip(0_u32..) {
        let constraints = issuer.basic_constraints().present();
        if let Some(most) = constraints.and_then(|it| it.path_length)
            && below > most
        {
            let expected = format!("at most {most} intermediates below it");
            breaches.add(position, expected, below.to_string());
        }
    }
}

pub(super) static PURPOSE_MISMATCH: Rule = Rule {
    id: RuleId::new("issuer-purpose-mismatch"),
    summary: "an issuer is not for certificates of this purpose",
    why: "Where an intermediate states purposes, they limit what it issues. rustls, Go, OpenSSL, Windows and browsers \
          refuse a chain whose intermediate lacks the purpose of the connection.",
    remedy: "Have the certificate issued by an authority for this purpose.",
    citation: "RFC 5280 section 4.2.1.12; rustls-webpki applies it to intermediates",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
    check: purpose_mismatch,
};

fn purpose_mismatch(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, issuer) in intermediates(subject) {
        let Some(purposes) = issuer.extended_key_usage().present() else {
            continue;
        };
        let mut missing =
            subject
                .profile
                .extended_key_usage
                .iter()
                .filter(|(purpose, requirement)| {
                    requirement.is_broken_by(Presence::Absent) && !purposes.contains(purpose)
                });
        if let Some((purpose, requirement)) = missing.next() {
            let others = missing.map(|(purpose, _)| purpose);
            let expected = listed([purpose].into_iter().chain(others));
            let found = if purposes.is_empty() {
                "none".into()
            } else {
                listed(purposes)
            };
            breaches.add_at(
                requirement.weigh(breaches.level()),
                position,
                expected,
                found,
            );
        }
    }
}
