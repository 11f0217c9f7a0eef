//! The signatures of the certificates below the trust anchor, RFC 5280 section 4.1.1.

use super::key::is_supported;
use super::{CheckInput, E, Levels, N, NA, Rule, Violations, W};
use crate::certificate::Certificate;
use crate::certificate::signature::{Verdict, has_verifiable_length};
use crate::finding::{Basis, RuleId};

pub(super) static WEAK: Rule = Rule {
    id: RuleId::new("signature-algorithm-weak"),
    summary: "the signature is made with a hash that is broken",
    why: "Collisions are known for MD2, MD5 and SHA-1, so the signature proves little. rustls refuses it on a path, \
          as do most clients, while some still accept SHA-1. To a client that pins, the signature says nothing. For \
          certificates of applications Microsoft lists SHA-256, SHA-384 and SHA-512.",
    remedy: "Have the certificate issued again with SHA-256; a CA that signs with SHA-1 needs its setting changed \
             first.",
    citation: "measured with rustls 0.23; RFC 6151, RFC 6194; \
               https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
    basis: Basis::Engine,
    levels: Levels::new(E, N, W),
};

pub(super) fn weak(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        let algorithm = certificate.signature_algorithm();
        if algorithm.is_weak() {
            violations.add(position, "SHA-256 or better", algorithm.to_string());
        }
    }
}

pub(super) static UNSUPPORTED: Rule = Rule {
    id: RuleId::new("signature-algorithm-unsupported"),
    summary: "the crypto provider cannot verify the signature",
    why: "A client with this provider refuses the certificate on a path, for it cannot tell whether the signature is \
          good. RSASSA-PSS is known only with the same hash throughout and a salt as long as the hash, which is not \
          what OpenSSL writes by default.",
    remedy: "Have the certificate issued again with sha256WithRSAEncryption or ecdsa-with-SHA256; or choose a \
             provider that knows the algorithm.",
    citation: "measured with rustls 0.23; https://docs.rs/rustls/0.23/rustls/crypto/struct.WebPkiSupportedAlgorithms.html",
    basis: Basis::Engine,
    levels: Levels::new(E, N, NA),
};

pub(super) fn unsupported(input: &CheckInput<'_>, violations: &mut Violations) {
    let verdicts = input.chain.signatures(input.provider);
    for (index, (position, certificate)) in input.checked().enumerate() {
        let algorithm = certificate.signature_algorithm();
        if algorithm.is_weak() || is_inconsistent(certificate) {
            continue;
        }
        let issuer = input.chain.issuer_key(index);
        let is_unsupported = match (verdicts.get(index), issuer) {
            // Where the key itself cannot be used, a rule about keys says so.
            (Some(Verdict::Unsupported), Some(key)) => {
                has_verifiable_length(key, input.provider) && is_supported(input, key)
            }
            (Some(Verdict::SignerUnknown), _) => !is_known(input, certificate),
            _ => false,
        };
        if is_unsupported {
            let found = match issuer {
                Some(key) => format!("{algorithm} by an issuer whose key is {key}"),
                None => algorithm.to_string(),
            };
            violations.add(
                position,
                format!("an algorithm {} verifies", input.provider_name()),
                found,
            );
        }
    }
}

pub(super) static INCONSISTENT: Rule = Rule {
    id: RuleId::new("signature-algorithm-inconsistent"),
    summary: "the certificate names two different signature algorithms",
    why: "The algorithm stands inside the signed part and beside the signature, and the two must be equal; otherwise \
          the unsigned one could be exchanged. Clients refuse the certificate.",
    remedy: "Have the certificate issued again; it was altered, or made by faulty software.",
    citation: "RFC 5280 section 4.1.1.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E),
};

pub(super) fn inconsistent(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        if is_inconsistent(certificate) {
            let inner = certificate.tbs_signature_algorithm();
            let outer = certificate.signature_algorithm();
            let found = if inner.to_string() == outer.to_string() {
                format!("{inner} with different parameters")
            } else {
                format!("{inner} inside, {outer} outside")
            };
            violations.add(position, "the same algorithm inside and outside", found);
        }
    }
}

pub(super) static BITS_UNUSED: Rule = Rule {
    id: RuleId::new("signature-bits-unused"),
    summary: "the signature is written as a BIT STRING with unused bits",
    why: "A signature consists of whole octets, so no bit of the last one can be unused. rustls does not read a \
          certificate that says otherwise.",
    remedy: "Have the certificate issued again; it was altered, or made by faulty software.",
    citation: "RFC 5280 section 4.1.1.3; rustls-webpki 0.103: bit_string_with_no_unused_bits",
    basis: Basis::Engine,
    levels: Levels::new(E, W, N),
};

pub(super) fn bits_unused(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        if certificate.has_unused_signature_bits() {
            violations.add(position, "a signature of whole octets", "unused bits");
        }
    }
}

pub(super) static INVALID: Rule = Rule {
    id: RuleId::new("signature-invalid"),
    summary: "the signature does not verify with the key of the issuer",
    why: "The certificate was altered, or a CA of the same name but with another key issued it, as after the renewal \
          of a CA. Clients that build a path refuse it.",
    remedy: "Put the certificate of the CA that really issued this one into the chain (compare the key identifiers); \
             if there is none, have this one issued again.",
    citation: "RFC 5280 section 6.1.3 (a) (1)",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
};

pub(super) fn invalid(input: &CheckInput<'_>, violations: &mut Violations) {
    let verdicts = input.chain.signatures(input.provider);
    for ((position, certificate), verdict) in input.checked().zip(verdicts.iter()) {
        // With two algorithms named, nobody knows which one to verify with.
        if *verdict == Verdict::Invalid && !is_inconsistent(certificate) {
            let expected = if certificate.is_self_signed() {
                "a signature by the certificate's own key"
            } else {
                "a signature by the key of the issuer that is included"
            };
            violations.add(position, expected, "one that does not verify");
        }
    }
}

fn is_inconsistent(certificate: &Certificate) -> bool {
    certificate.tbs_signature_algorithm() != certificate.signature_algorithm()
}

/// Whether the provider knows the algorithm with any key.
fn is_known(input: &CheckInput<'_>, certificate: &Certificate) -> bool {
    let algorithm = certificate.signature_algorithm().contents();
    let known = input.provider.signature_verification_algorithms.all;
    known
        .iter()
        .any(|candidate| candidate.signature_alg_id().as_ref() == algorithm)
}
