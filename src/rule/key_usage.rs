//! Key usages that the kind of key does not have.

use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::{KeyAlgorithm, KeyUsage};
use crate::finding::{Basis, RuleId};
use crate::shown::listed;

pub(super) static IMPOSSIBLE: Rule = Rule {
    id: RuleId::new("key-usage-impossible"),
    summary: "the key usage allows what a key of this kind cannot do",
    why: "Only RSA keys encrypt other keys, and only keys on elliptic curves agree on one; Ed25519, Ed448 and \
          ML-DSA keys do nothing but sign. TLS needs none of it, and most clients look past it; it shows a template for \
          keys of another kind.",
    remedy: "Have the certificate issued with digitalSignature alone the next time, and keyEncipherment beside it for an \
             RSA key at most.",
    citation: "RFC 3279 section 2.3.1; RFC 8813 section 3; RFC 8410 section 5; RFC 9881 section 5",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn impossible(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let algorithm = certificate.public_key().algorithm();
        let usages = certificate.key_usage().present();
        let is_impossible = |usage: &&KeyUsage| beyond(algorithm).contains(usage);
        let mut usages = usages
            .into_iter()
            .flatten()
            .filter(is_impossible)
            .peekable();
        if usages.peek().is_some() {
            let found = listed(usages);
            let expected = format!("key usages of a key of type {algorithm}");
            violations
                .add(position, expected, found)
                .of(kind(algorithm));
        }
    }
}

/// Which of the kinds it is, for the table of who refuses what.
fn kind(algorithm: KeyAlgorithm) -> &'static str {
    match algorithm {
        KeyAlgorithm::Rsa { .. } => "of an RSA key",
        algorithm if algorithm.is_ml_dsa() => "of an ML-DSA key",
        _ => "of an elliptic curve key",
    }
}

/// The key usages that keys of this kind do not have.
fn beyond(algorithm: KeyAlgorithm) -> &'static [KeyUsage] {
    use KeyUsage::{DataEncipherment, DecipherOnly, EncipherOnly, KeyAgreement, KeyEncipherment};
    match algorithm {
        KeyAlgorithm::Rsa { .. } => &[KeyAgreement, EncipherOnly, DecipherOnly],
        KeyAlgorithm::Ec(_) => &[KeyEncipherment, DataEncipherment],
        KeyAlgorithm::Ed25519
        | KeyAlgorithm::Ed448
        | KeyAlgorithm::MlDsa44
        | KeyAlgorithm::MlDsa65
        | KeyAlgorithm::MlDsa87 => &[
            KeyEncipherment,
            DataEncipherment,
            KeyAgreement,
            EncipherOnly,
            DecipherOnly,
        ],
        _ => &[],
    }
}
