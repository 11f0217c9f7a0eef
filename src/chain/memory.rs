//! Signatures that were verified before.
//!
//! What is kept belongs to certificates one holds, and goes with them. A handshake makes a chain of what a peer presents
//! and drops it, so that no peer adds to it or can tell from the time it takes what others presented.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

use super::Chain;
use crate::certificate::{Certificate, PublicKey};
use crate::signature::{self, Verdict};

/// A certificate has few issuers that anybody believes; beyond this many the oldest answer is forgotten.
const MOST_KNOWN: usize = 64;

/// Octets of a key; RSA of 8192 bits has half as many.
const LONGEST_KEY: usize = 2 * 1024;

#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Vec<Known>>);

/// What an algorithm of a provider made of the signature on one of the certificates.
#[derive(Clone, Debug)]
struct Known {
    /// Its place among all that came along.
    certificate: usize,
    key: Box<[u8]>,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    is_valid: bool,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Vec<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
    }
}

impl Chain {
    /// The algorithms of the provider, each of which remembers the signatures on the certificates of this chain.
    pub(crate) fn remembering(&self, provider: &CryptoProvider) -> Vec<Remembering<'_>> {
        let algorithms = provider.signature_verification_algorithms.all.iter();
        let remembering = |algorithm: &&'static dyn SignatureVerificationAlgorithm| Remembering {
            chain: self,
            algorithm: *algorithm,
        };
        algorithms.map(remembering).collect()
    }

    /// Checks the signature on one of these certificates with a key that may be of its issuer.
    pub(super) fn verdict(
        &self,
        certificate: &Certificate,
        issuer: &PublicKey,
        provider: &CryptoProvider,
    ) -> Verdict {
        signature::verify_certificate_by(certificate, issuer, provider, |algorithm| {
            let (message, signature) = (certificate.signed_part(), certificate.signature());
            self.verify(algorithm, issuer.key(), message, signature)
        })
    }

    fn verify(
        &self,
        algorithm: &'static dyn SignatureVerificationAlgorithm,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let is_it = |it: &Certificate| it.signed_part() == message && it.signature() == signature;
        let certificate = self.all().position(is_it);
        let certificate = certificate.filter(|_| key.len() <= LONGEST_KEY);
        let Some(certificate) = certificate else {
            return algorithm.verify_signature(key, message, signature);
        };
        let is_known = |known: &&Known| {
            known.certificate == certificate
                && std::ptr::eq(known.algorithm, algorithm)
                && *known.key == *key
        };
        let known = self
            .memory
            .lock()
            .iter()
            .find(is_known)
            .map(|it| it.is_valid);
        let is_valid = known.unwrap_or_else(|| {
            let verified = algorithm.verify_signature(key, message, signature);
            let mut all = self.memory.lock();
            if all.len() >= MOST_KNOWN {
                all.remove(0);
            }
            all.push(Known {
                certificate,
                key: key.into(),
                algorithm,
                is_valid: verified.is_ok(),
            });
            verified.is_ok()
        });
        match is_valid {
            true => Ok(()),
            false => Err(InvalidSignature),
        }
    }
}

/// An algorithm that asks the memory of a chain first.
pub(crate) struct Remembering<'a> {
    chain: &'a Chain,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
}

impl fmt::Debug for Remembering<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.algorithm.fmt(f)
    }
}

impl SignatureVerificationAlgorithm for Remembering<'_> {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.chain
            .verify(self.algorithm, public_key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn fips(&self) -> bool {
        self.algorithm.fips()
    }
}
