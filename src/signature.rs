//! Signature verification over a key this crate read itself, by the algorithms of the caller's provider.
//!
//! rustls' own helpers parse the whole certificate first, and refuse version 1 and unknown critical extensions there.

use rustls::crypto::CryptoProvider;
use rustls_pki_types::SignatureVerificationAlgorithm;

use crate::certificate::{Certificate, KeyAlgorithm, PublicKey};

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    Invalid,
    /// The provider has no algorithm for it, so nothing is known.
    Unsupported,
    /// The certificate of the signer did not come along.
    SignerUnknown,
}

/// The RSA moduli both providers verify, in bits; outside, every signature looks wrong.
pub(crate) const VERIFIABLE_RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Whether the key is no RSA key outside of these lengths.
pub(crate) fn has_verifiable_length(key: &PublicKey) -> bool {
    match key.algorithm() {
        KeyAlgorithm::Rsa { bits } => VERIFIABLE_RSA_BITS.contains(&bits),
        _ => true,
    }
}

/// Checks the signature on `certificate` with the key of its issuer.
pub(crate) fn verify_certificate(
    certificate: &Certificate,
    issuer: &PublicKey,
    provider: &CryptoProvider,
) -> Verdict {
    let algorithm = certificate.signature_algorithm().contents();
    let candidates = provider
        .signature_verification_algorithms
        .all
        .iter()
        .filter(|candidate| candidate.signature_alg_id().as_ref() == algorithm);
    verify(
        candidates.copied(),
        issuer,
        certificate.signed_part(),
        certificate.signature(),
    )
}

/// Tries those of `candidates` that are for this kind of key.
pub(crate) fn verify(
    candidates: impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm>,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Verdict {
    if !has_verifiable_length(key) {
        return Verdict::Unsupported;
    }
    let mut verdict = Verdict::Unsupported;
    for candidate in candidates {
        if candidate.public_key_alg_id().as_ref() != key.algorithm_id() {
            continue;
        }
        match candidate.verify_signature(key.key(), message, signature) {
            Ok(()) => return Verdict::Valid,
            Err(_) => verdict = Verdict::Invalid,
        }
    }
    verdict
}
