//! Signature verification over a key this crate read itself, by the algorithms of the caller's provider.
//!
//! rustls' own helpers parse the whole certificate first, and refuse version 1 and unknown critical extensions there.

use rustls::crypto::CryptoProvider;
use rustls_pki_types::{InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use super::{Certificate, Crl, KeyAlgorithm, PublicKey, SignatureAlgorithm};

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    Invalid,
    /// The provider has no algorithm for it, so nothing is known.
    Unsupported,
    /// The certificate of the signer is not included.
    SignerUnknown,
}

/// The RSA moduli both providers verify, in bits; outside, every signature looks wrong.
pub(crate) const VERIFIABLE_RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The RSA moduli of as many octets as the shortest of those, which ring verifies and aws-lc-rs does not.
pub(crate) const ALMOST_VERIFIABLE_RSA_BITS: std::ops::Range<usize> = 2041..2048;

/// Whether the key is not an RSA key of a length with which the provider does not verify.
pub(crate) fn has_verifiable_length(key: &PublicKey, provider: &CryptoProvider) -> bool {
    match key.algorithm() {
        KeyAlgorithm::Rsa { bits } if ALMOST_VERIFIABLE_RSA_BITS.contains(&bits) => {
            verifies_rsa_2047(provider)
        }
        KeyAlgorithm::Rsa { bits } => VERIFIABLE_RSA_BITS.contains(&bits),
        _ => true,
    }
}

/// Whether the provider verifies with an RSA key of 2047 bits. None says so, and one good signature tells.
pub(crate) fn verifies_rsa_2047(provider: &CryptoProvider) -> bool {
    const KEY: &[u8] = include_bytes!("signature/rsa-2047.key.der");
    const SIGNATURE: &[u8] = include_bytes!("signature/rsa-2047.signature");
    let known = provider.signature_verification_algorithms.all;
    known.iter().any(|algorithm| {
        algorithm.signature_alg_id() == alg_id::RSA_PKCS1_SHA256
            && algorithm
                .verify_signature(KEY, b"RSA 2047", SIGNATURE)
                .is_ok()
    })
}

/// Whether the provider has an algorithm for keys of this kind.
pub(crate) fn is_known(key: &PublicKey, provider: &CryptoProvider) -> bool {
    let known = provider.signature_verification_algorithms.all;
    known
        .iter()
        .any(|algorithm| algorithm.public_key_alg_id().as_ref() == key.algorithm_id())
}

/// Whether a signature by this key that does not verify is a wrong one.
pub(crate) fn is_verifiable(key: &PublicKey, provider: &CryptoProvider) -> bool {
    has_verifiable_length(key, provider) && is_known(key, provider)
}

/// Checks the signature on `certificate` with the key of its issuer.
pub(crate) fn verify_certificate(
    certificate: &Certificate,
    issuer: &PublicKey,
    provider: &CryptoProvider,
) -> Verdict {
    verify_certificate_by(certificate, issuer, provider, |algorithm| {
        algorithm.verify_signature(
            issuer.key(),
            certificate.signed_part(),
            certificate.signature(),
        )
    })
}

/// The same, where `verify` may know the answer of an algorithm already.
pub(crate) fn verify_certificate_by(
    certificate: &Certificate,
    issuer: &PublicKey,
    provider: &CryptoProvider,
    verify: impl Fn(&'static dyn SignatureVerificationAlgorithm) -> Result<(), InvalidSignature>,
) -> Verdict {
    verify_by(
        named(certificate.signature_algorithm(), provider),
        issuer,
        verify,
    )
}

/// Checks the signature on a CRL with the key of its issuer.
pub(crate) fn verify_crl(list: &Crl, issuer: &PublicKey, provider: &CryptoProvider) -> Verdict {
    verify(
        named(list.signature_algorithm(), provider),
        issuer,
        list.signed_part(),
        list.signature(),
    )
}

/// The algorithms of the provider of this name, one for each kind of key.
fn named<'a>(
    algorithm: &'a SignatureAlgorithm,
    provider: &CryptoProvider,
) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> + 'a {
    let known = provider.signature_verification_algorithms.all.iter();
    let is_named = |candidate: &&'static dyn SignatureVerificationAlgorithm| {
        candidate.signature_alg_id().as_ref() == algorithm.contents()
    };
    known.copied().filter(is_named)
}

/// Tries those of `candidates` that are for this kind of key.
pub(crate) fn verify(
    candidates: impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm>,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Verdict {
    verify_by(candidates, key, |algorithm| {
        algorithm.verify_signature(key.key(), message, signature)
    })
}

fn verify_by(
    candidates: impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm>,
    key: &PublicKey,
    verify: impl Fn(&'static dyn SignatureVerificationAlgorithm) -> Result<(), InvalidSignature>,
) -> Verdict {
    let failed = match key.algorithm() {
        KeyAlgorithm::Rsa { bits } if ALMOST_VERIFIABLE_RSA_BITS.contains(&bits) => {
            Verdict::Unsupported
        }
        KeyAlgorithm::Rsa { bits } if !VERIFIABLE_RSA_BITS.contains(&bits) => {
            return Verdict::Unsupported;
        }
        _ => Verdict::Invalid,
    };
    let mut verdict = Verdict::Unsupported;
    for candidate in candidates {
        if candidate.public_key_alg_id().as_ref() != key.algorithm_id() {
            continue;
        }
        match verify(candidate) {
            Ok(()) => return Verdict::Valid,
            Err(_) => verdict = failed,
        }
    }
    verdict
}
