//! RSA keys: length, exponent, and moduli that can be told to be weak from the outside.

use super::{CheckInput, E, Levels, N, PrivateKey, Rule, Violations, W};
use crate::certificate::signature::{
    ALMOST_VERIFIABLE_RSA_BITS, VERIFIABLE_RSA_BITS, verifies_rsa_2047,
};
use crate::certificate::{KeyAlgorithm, LONGEST_TESTED_BITS, PublicKey};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::profile::ActsAs;

/// ring loads private keys up to this length, and aws-lc-rs longer ones.
const LOADED_EVERYWHERE_BITS: usize = 4096;

pub(super) static TOO_SHORT: Rule = Rule {
    id: RuleId::new("rsa-modulus-too-short"),
    summary: "the RSA key is shorter than 2048 bits",
    why: "Keys of 1024 bits and fewer are within reach of being factored. No provider of rustls verifies with a key of 2040 \
          bits or fewer, so that no handshake with one succeeds; with 2041 to 2047 bits ring verifies and aws-lc-rs does \
          not. Microsoft Entra answers with AADSTS50032.",
    remedy: "Create a new key of at least 2048 bits and have the certificate issued for it.",
    citation: "measured with rustls 0.23; for assertions AADSTS50032, \
               https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    basis: Basis::Engine,
    levels: Levels::new(E, E, E),
};

pub(super) fn too_short(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let bits = bits(certificate.public_key());
        let Some(bits) = bits.filter(|bits| bits < VERIFIABLE_RSA_BITS.start()) else {
            continue;
        };
        let expected = format!("at least {} bits", VERIFIABLE_RSA_BITS.start());
        let found = format!("{bits} bits");
        if is_usable_all_the_same(input, bits) {
            violations
                .add(position, expected, found)
                .of("2041 to 2047 bits")
                .at_most(ALMOST);
        } else {
            violations.add(position, expected, found);
        }
    }
}

/// How much a key weighs with which the provider at hand verifies, and others do not.
const ALMOST: Severity = Severity::Warning;

/// Microsoft Entra makes no difference between 1024 and 2047 bits.
fn is_usable_all_the_same(input: &CheckInput<'_>, bits: usize) -> bool {
    input.profile.acts_as != ActsAs::AssertionSigner
        && ALMOST_VERIFIABLE_RSA_BITS.contains(&bits)
        && verifies_rsa_2047(input.provider)
}

pub(super) static TOO_LONG: Rule = Rule {
    id: RuleId::new("rsa-modulus-too-long"),
    summary: "the RSA key is longer than the crypto provider can use",
    why: "No provider of rustls verifies with more than 8192 bits, and ring loads no private key of more than 4096. \
          Such keys also cost every handshake time and add no security in practice.",
    remedy: "Create a new key of 2048 to 4096 bits and have the certificate issued for it.",
    citation: "measured with rustls 0.23; https://docs.rs/ring/latest/ring/rsa/struct.KeyPair.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, E),
};

pub(super) fn too_long(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let key = certificate.public_key();
        if let Some(bits) = bits(key).filter(|&bits| bits > longest(input, position)) {
            let longest = longest(input, position);
            violations.add(
                position,
                format!("at most {longest} bits with {}", input.provider_name()),
                format!("{bits} bits"),
            );
        }
    }
}

pub(super) static IRREGULAR: Rule = Rule {
    id: RuleId::new("rsa-modulus-irregular"),
    summary: "the RSA modulus is not one that a sound generator makes",
    why: "A modulus that is even or has a small factor protects nothing: it is damaged, or was made by faulty software.",
    remedy: "Create a new key with current software and have the certificate issued for it; do not reuse this one.",
    citation: "CA/Browser Forum Baseline Requirements sections 6.1.5 and 6.1.6",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

pub(super) fn irregular(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        if let Some(found) = irregularity(certificate.public_key()) {
            violations.add(position, "an odd modulus without small factors", found);
        }
    }
}

fn irregularity(key: &PublicKey) -> Option<String> {
    let modulus = key.rsa()?.modulus;
    if modulus.last().is_none_or(|last| last % 2 == 0) {
        return Some(String::from("an even modulus"));
    }
    let factor = key.rsa_weakness()?.small_factor?;
    Some(format!("a modulus divisible by {factor}"))
}

pub(super) static LENGTH_IRREGULAR: Rule = Rule {
    id: RuleId::new("rsa-modulus-length-irregular"),
    summary: "the length of the RSA modulus is not a multiple of eight bits",
    why: "Keys of such lengths verify everywhere, but ring does not load their private keys, and public CAs do not certify \
          them.",
    remedy: "Create a new key of 2048, 3072 or 4096 bits and have the certificate issued for it.",
    citation: "CA/Browser Forum Baseline Requirements section 6.1.5",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

/// Outside of the lengths providers verify with, the length itself is the fault, told by its own rule.
pub(super) fn length_irregular(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let bits = bits(certificate.public_key());
        let odd = bits.filter(|bits| bits % 8 != 0 && VERIFIABLE_RSA_BITS.contains(bits));
        if let Some(bits) = odd {
            violations.add(position, "whole octets", format!("{bits} bits"));
        }
    }
}

pub(super) static EXPONENT_WEAK: Rule = Rule {
    id: RuleId::new("rsa-exponent-weak"),
    summary: "the public exponent is even or smaller than 65537",
    why: "With the exponent 1 nothing is signed at all, an even one belongs to no RSA key, and small odd ones make \
          faults in padding exploitable. ring loads no private key with an exponent below 65537.",
    remedy: "Create a new key with the exponent 65537, the default of all current software, and have the certificate \
             issued for it.",
    citation: "FIPS 186-5 section 5.1; CA/Browser Forum Baseline Requirements section 6.1.6",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

pub(super) fn exponent_weak(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let Some(rsa) = certificate.public_key().rsa() else {
            continue;
        };
        if let Some(found) = weak_exponent(rsa.exponent) {
            violations.add(position, "an odd exponent of at least 65537", found);
        }
    }
}

/// `exponent` is big-endian without leading zeros.
fn weak_exponent(exponent: &[u8]) -> Option<String> {
    if exponent.len() > size_of::<u64>() {
        let is_even = exponent.last().is_some_and(|last| last % 2 == 0);
        return is_even.then(|| format!("an even exponent of {} octets", exponent.len()));
    }
    let number = exponent
        .iter()
        .fold(0, |number: u64, &octet| number << 8 | u64::from(octet));
    (number < 65537 || number % 2 == 0).then(|| number.to_string())
}

pub(super) static PREDICTABLE: Rule = Rule {
    id: RuleId::new("rsa-key-predictable"),
    summary: "the private key can be computed from the public one",
    why: "The modulus carries the mark of faulty generators: of the Infineon library in smart cards and TPMs (ROCA, \
          CVE-2017-15361), or of one that takes two neighbouring primes (CVE-2022-26320). Whoever factors it can \
          impersonate the service or the application.",
    remedy: "Treat the key as disclosed: create a new one with other hardware or software, replace the certificate, \
             and remove the old one wherever it is pinned or registered.",
    citation: "CA/Browser Forum Baseline Requirements section 6.1.1.3; https://crocs.fi.muni.cz/public/papers/rsa_ccs17; \
               https://fermatattack.secvuln.info",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

pub(super) fn predictable(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let Some(weakness) = certificate.public_key().rsa_weakness() else {
            continue;
        };
        let found = if weakness.roca {
            "the fingerprint of CVE-2017-15361 (ROCA)"
        } else if weakness.close_primes {
            "two primes close together, found by Fermat's method"
        } else {
            continue;
        };
        violations.add(position, "two independent random primes", found);
    }
}

pub(super) static NOT_TESTED: Rule = Rule {
    id: RuleId::new("rsa-modulus-not-tested"),
    summary: "the RSA modulus is too long to be tested for marks of faulty generators",
    why: "A modulus of up to 4096 bits is tested for small factors, for two neighbouring primes and for the mark of ROCA \
          (CVE-2017-15361). The work grows with the square of the length, and longer keys are rare and add no security \
          in practice, so that theirs are not: whether this one is weak is not known.",
    remedy: "Test the key with another tool, such as badkeys, or create a new key of 2048 to 4096 bits and have the \
             certificate issued for it.",
    citation: "CA/Browser Forum Baseline Requirements section 6.1.1.3; https://badkeys.info",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

/// A key that is refused for its length is told of by the rule about that.
pub(super) fn not_tested(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let bits = bits(certificate.public_key());
        let is_untested =
            |&bits: &usize| bits > LONGEST_TESTED_BITS && bits <= longest(input, position);
        if let Some(bits) = bits.filter(is_untested) {
            violations.add(
                position,
                format!("at most {LONGEST_TESTED_BITS} bits, which are tested"),
                format!("{bits} bits"),
            );
        }
    }
}

/// The rule that tells of a length out of range.
pub(super) fn wrong_length(
    input: &CheckInput<'_>,
    position: Position,
    key: &PublicKey,
) -> Option<&'static Rule> {
    let bits = bits(key)?;
    if is_usable_all_the_same(input, bits) {
        None
    } else if bits < *VERIFIABLE_RSA_BITS.start() {
        Some(&TOO_SHORT)
    } else if bits > longest(input, position) {
        Some(&TOO_LONG)
    } else {
        None
    }
}

/// The longest modulus the provider uses here; what it refuses to load it can still verify with.
fn longest(input: &CheckInput<'_>, position: Position) -> usize {
    match input.private_key {
        PrivateKey::Refused(_) if position == Position::EndEntity => LOADED_EVERYWHERE_BITS,
        _ => *VERIFIABLE_RSA_BITS.end(),
    }
}

fn bits(key: &PublicKey) -> Option<usize> {
    match key.algorithm() {
        KeyAlgorithm::Rsa { bits } => Some(bits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::weak_exponent;

    #[test]
    fn exponents_are_weak_when_even_or_small() {
        for (exponent, expected) in [
            (&[][..], Some("0")),
            (&[1], Some("1")),
            (&[3], Some("3")),
            (&[0xff, 0xff], Some("65535")),
            (&[1, 0, 0], Some("65536")),
            (&[1, 0, 1], None),
            (&[1, 0, 2], Some("65538")),
            (&[0xff; 8], None),
            (&[0xff; 9], None),
            (
                &[1, 0, 0, 0, 0, 0, 0, 0, 0],
                Some("an even exponent of 9 octets"),
            ),
        ] {
            assert_eq!(weak_exponent(exponent).as_deref(), expected, "{exponent:?}");
        }
    }
}
