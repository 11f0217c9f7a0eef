//! Keys of any algorithm, RFC 5280 section 4.1.2.7, and the private key that is included.

use super::{CheckInput, E, Levels, N, NA, PrivateKey, Rule, Violations, W, rsa};
use crate::certificate::signature;
use crate::certificate::{Curve, KeyAlgorithm, PublicKey};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::policy::Level;
use crate::profile::ActsAs;
use crate::shown::shown;

pub(super) static PRIVATE_KEY_ABSENT: Rule = Rule {
    id: RuleId::new("private-key-absent"),
    summary: "the private key is not included",
    why: "Every certificate the product uses must come with its private key: without it nothing can be signed, \
          neither a handshake nor an assertion.",
    remedy: "Export the certificate again with its private key (PFX, or PEM with a PRIVATE KEY block). If the key was \
             created as not exportable, have a new certificate issued.",
    citation: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_usage_scenarios.html",
    basis: Basis::Documented,
    levels: Levels::new(E, E, E),
};

pub(super) fn private_key_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    if input.private_key == PrivateKey::Absent {
        violations.add(
            Position::EndEntity,
            "the private key of this certificate",
            "none",
        );
    }
}

pub(super) static PRIVATE_KEY_MISMATCH: Rule = Rule {
    id: RuleId::new("private-key-mismatch"),
    summary: "the private key belongs to another certificate",
    why: "What this key signs does not verify with this certificate, so every handshake and every assertion fails. \
          It happens when a renewed certificate is paired with the key of the one before.",
    remedy: "Find the key that was created with the certificate's request, or request a certificate for this key.",
    citation: "RFC 8446 section 4.4.3; for assertions RFC 7523 section 3",
    basis: Basis::Engine,
    levels: Levels::new(E, E, E),
};

pub(super) fn private_key_mismatch(input: &CheckInput<'_>, violations: &mut Violations) {
    if let PrivateKey::Mismatched(other) = input.private_key {
        violations.add(
            Position::EndEntity,
            format!(
                "the private key of the certificate's key, {}",
                input.end_entity().public_key()
            ),
            shown(other),
        );
    }
}

pub(super) static UNAVAILABLE: Rule = Rule {
    id: RuleId::new("key-unavailable"),
    summary: "the private key does not sign at present",
    why: "The key is held elsewhere and does not show its public half, so that only a signature tells whose it is, and \
          its keeper answered with an error: a token that is busy or was pulled out, a session that ended, a PIN that \
          is locked, a key vault out of reach.",
    remedy: "See that the keeper of the key is there and lets it sign, and try again: nothing is remembered of the \
             failure. Open the session again if it was lost.",
    citation: "https://docs.rs/rustls/0.23/rustls/sign/trait.Signer.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, E),
};

pub(super) fn unavailable(input: &CheckInput<'_>, violations: &mut Violations) {
    if let PrivateKey::Unavailable(reason) = input.private_key {
        violations.add(
            Position::EndEntity,
            "a signature that shows whose the key is",
            shown(reason),
        );
    }
}

pub(super) static NOT_COMPARED: Rule = Rule {
    id: RuleId::new("key-not-compared"),
    summary: "nothing tells whether the private key belongs to the certificate",
    why: "The key does not show its public half, and the crypto provider cannot verify what it signs, so that it was \
          not compared with the certificate. Should it be the key of another one, all that it signs is refused.",
    remedy: "Use it once before you rely on it, choose a provider that verifies what the key signs, or have the key \
             show its public half (`SigningKey::public_key` of rustls).",
    citation: "https://docs.rs/rustls/0.23/rustls/sign/trait.SigningKey.html",
    basis: Basis::Engine,
    levels: Levels::new(N, N, N),
};

pub(super) fn not_compared(input: &CheckInput<'_>, violations: &mut Violations) {
    if let PrivateKey::NotCompared(reason) = input.private_key {
        violations.add(
            Position::EndEntity,
            format!(
                "a key that is seen to belong to the certificate's, {}",
                input.end_entity().public_key()
            ),
            shown(reason),
        );
    }
}

pub(super) static ALGORITHM_UNSUPPORTED: Rule = Rule {
    id: RuleId::new("key-algorithm-unsupported"),
    summary: "the crypto provider cannot use the key",
    why: "Neither this machine nor a peer with the same provider can sign or verify with it, so handshakes fail. No \
          provider of rustls takes DSA keys or keys bound to RSASSA-PSS, and ring takes neither P-521 nor ML-DSA.",
    remedy: "Have the certificate issued for an RSA key of 2048 to 4096 bits, or for TLS one on P-256 or P-384; or \
             choose a provider that knows the algorithm.",
    citation: "https://docs.rs/rustls/0.23/rustls/crypto/struct.CryptoProvider.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, E),
};

pub(super) fn algorithm_unsupported(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let key = certificate.public_key();
        // What the policy allows, or only warns of, keeps nobody from using a key the provider does not load.
        let is_error = |rule: &Rule| {
            let level = input.policy.level(rule.id.as_str());
            Level::weigh(level, Severity::Error) == Some(Severity::Error)
        };
        if told_by(input, position, key).is_some_and(is_error) {
            continue;
        }
        if !is_supported(input, key) {
            let found = match key.algorithm() {
                // RFC 3279 section 2.3.1 demands NULL, and the engine compares bytes.
                KeyAlgorithm::Rsa { .. } => format!("{key} with parameters other than NULL"),
                _ => key.to_string(),
            };
            violations.add(
                position,
                format!("a key {} can use", input.provider_name()),
                found,
            );
        } else if position == Position::EndEntity
            && let PrivateKey::Refused(reason) = input.private_key
        {
            violations.add(
                position,
                format!("a private key {} loads", input.provider_name()),
                shown(reason),
            );
        }
    }
}

/// The rule that names what is wrong with the key more exactly.
fn told_by(input: &CheckInput<'_>, position: Position, key: &PublicKey) -> Option<&'static Rule> {
    let is_assertion = input.profile.acts_as == ActsAs::AssertionSigner;
    match key.algorithm() {
        KeyAlgorithm::Rsa { .. } => rsa::wrong_length(input, position, key),
        KeyAlgorithm::Ec(Curve::Explicit) if !is_assertion => Some(&EC_PARAMETERS_EXPLICIT),
        _ => Some(&NOT_RSA).filter(|_| is_assertion),
    }
}

pub(super) static NOT_RSA: Rule = Rule {
    id: RuleId::new("assertion-key-not-rsa"),
    summary: "assertions are signed with RSA, and the key is of another kind",
    why: "Microsoft Entra takes RSA keys only: it answers an assertion signed with another with AADSTS50027, and \
          Microsoft's own client libraries refuse the key before they send anything.",
    remedy: "Create a certificate with an RSA key of at least 2048 bits.",
    citation: "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
    basis: Basis::Documented,
    levels: Levels::new(NA, NA, E),
};

pub(super) fn not_rsa(input: &CheckInput<'_>, violations: &mut Violations) {
    let algorithm = input.end_entity().public_key().algorithm();
    if !matches!(algorithm, KeyAlgorithm::Rsa { .. }) {
        violations.add(Position::EndEntity, "an RSA key", algorithm.to_string());
    }
}

pub(super) static MALFORMED: Rule = Rule {
    id: RuleId::new("public-key-malformed"),
    summary: "the public key is written in a way no crypto provider reads",
    why: "Providers read the numbers of an RSA key as DER writes positive ones, and a point of a curve with both of its \
          coordinates; a key of ML-DSA has one length. With any other form no signature verifies, neither of a \
          handshake nor on a certificate.",
    remedy: "Have the certificate issued again by software that writes the key as its standard says; the key itself may \
             be good.",
    citation: "measured with rustls 0.23; RFC 8017 appendix A.1.1, RFC 5480 section 2.2, RFC 8410 section 4, RFC 9881 \
               section 4",
    basis: Basis::Engine,
    levels: Levels::new(E, E, W),
};

pub(super) fn malformed(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let key = certificate.public_key();
        if let Some(found) = key.deviation() {
            violations.add(position, format!("an {key} key in its usual form"), found);
        } else if key.is_compressed_point() {
            violations
                .add(
                    position,
                    format!("an {key} key in its usual form"),
                    "a compressed point, which aws-lc-rs reads and ring does not",
                )
                .at(Severity::Warning);
        }
    }
}

pub(super) static EC_PARAMETERS_EXPLICIT: Rule = Rule {
    id: RuleId::new("ec-parameters-explicit"),
    summary: "the elliptic curve is written out by its parameters instead of named",
    why: "TLS knows curves by name only, and rustls refuses such a certificate: a curve that anybody can write down has \
          been used to forge signatures (CVE-2020-0601 in Windows).",
    remedy: "Create the key again with a named curve (`openssl ecparam -name prime256v1 -param_enc named_curve`), and \
             have the certificate issued for it.",
    citation: "RFC 5480 section 2.1.1",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(super) fn ec_parameters_explicit(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        if certificate.public_key().algorithm() == KeyAlgorithm::Ec(Curve::Explicit) {
            violations.add(position, "the name of a curve", "explicit parameters");
        }
    }
}

/// Whether the provider verifies with keys of this kind.
pub(super) fn is_supported(input: &CheckInput<'_>, key: &PublicKey) -> bool {
    signature::is_known(key, input.provider)
}
