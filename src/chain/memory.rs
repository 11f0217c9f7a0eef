//! Signatures that were verified before, and paths that were found.
//!
//! What is kept belongs to certificates one holds, or to one handshake, and goes with them, so that no peer adds to it or
//! can tell from the time it takes what others presented.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, UnixTime,
};

use super::Chain;
use crate::certificate::signature::{self, Verdict};
use crate::certificate::{Certificate, PublicKey, Purpose};

/// A certificate has few issuers that anybody trusts; beyond this many the oldest answer is forgotten.
const MOST_KNOWN: usize = 64;

/// Octets of a key; RSA of 8192 bits has half as many.
const LONGEST_KEY: usize = 2 * 1024;

/// A certificate is for servers, for clients or for both, and few ask about one.
const MOST_PATHS: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Memory {
    signatures: Signatures,
    paths: Mutex<Vec<Found>>,
}

/// A signature to verify.
#[derive(Clone, Copy)]
pub(crate) struct ToVerify<'a> {
    pub(crate) algorithm: &'static dyn SignatureVerificationAlgorithm,
    /// The key, without its algorithm.
    pub(crate) key: &'a [u8],
    pub(crate) message: &'a [u8],
    pub(crate) signature: &'a [u8],
}

impl<'a> ToVerify<'a> {
    /// That on a certificate, by a key that may be of its issuer.
    pub(crate) fn on(
        certificate: &'a Certificate,
        issuer: &'a PublicKey,
        algorithm: &'static dyn SignatureVerificationAlgorithm,
    ) -> Self {
        Self {
            algorithm,
            key: issuer.key(),
            message: certificate.signed_part(),
            signature: certificate.signature(),
        }
    }

    pub(crate) fn verify(self) -> Result<(), InvalidSignature> {
        let Self { key, message, .. } = self;
        self.algorithm
            .verify_signature(key, message, self.signature)
    }
}

/// What came of verifying signatures on certificates that are told apart by their places.
#[derive(Debug, Default)]
pub(crate) struct Signatures(Mutex<Vec<Known>>);

/// What the first path that rustls-webpki finds depends on, besides the certificates and which of them are valid.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) roots: Arc<RootCertStore>,
    pub(crate) provider: Arc<CryptoProvider>,
    pub(crate) purpose: Purpose,
    /// Whether lists are looked at: some of what is included is kept beside the path for them.
    pub(crate) has_lists: bool,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.roots, &other.roots)
            && Arc::ptr_eq(&self.provider, &other.provider)
            && (self.purpose, self.has_lists) == (other.purpose, other.has_lists)
    }
}

#[derive(Clone, Debug)]
struct Found {
    question: Question,
    /// Of each certificate, whether it was valid at the time.
    are_valid: Vec<bool>,
    path: Arc<Chain>,
}

/// What an algorithm of a provider made of the signature on one of the certificates.
#[derive(Clone, Debug)]
struct Known {
    /// Its place.
    certificate: usize,
    key: Box<[u8]>,
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    is_valid: bool,
}

impl Signatures {
    fn known(&self) -> MutexGuard<'_, Vec<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the algorithm made of the signature on the certificate at this place before; otherwise it verifies it now.
    pub(crate) fn verify(
        &self,
        certificate: usize,
        it: ToVerify<'_>,
    ) -> Result<(), InvalidSignature> {
        if it.key.len() > LONGEST_KEY {
            return it.verify();
        }
        let is_known = |known: &&Known| {
            known.certificate == certificate
                && std::ptr::eq(known.algorithm, it.algorithm)
                && *known.key == *it.key
        };
        let known = self.known().iter().find(is_known).map(|it| it.is_valid);
        let is_valid = known.unwrap_or_else(|| {
            let is_valid = it.verify().is_ok();
            let known = Known {
                certificate,
                key: it.key.into(),
                algorithm: it.algorithm,
                is_valid,
            };
            remember(&mut self.known(), known, MOST_KNOWN);
            is_valid
        });
        if is_valid {
            Ok(())
        } else {
            Err(InvalidSignature)
        }
    }
}

impl Memory {
    fn paths(&self) -> MutexGuard<'_, Vec<Found>> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        Self {
            signatures: Signatures(Mutex::new(self.signatures.known().clone())),
            paths: Mutex::new(self.paths().clone()),
        }
    }
}

/// Adds one, and forgets the oldest beyond so many.
fn remember<T>(all: &mut Vec<T>, one: T, most: usize) {
    if all.len() >= most {
        all.remove(0);
    }
    all.push(one);
}

impl Chain {
    /// Checks the signature on one of these certificates with a key that may be of its issuer.
    pub(crate) fn verdict(
        &self,
        certificate: &Certificate,
        issuer: &PublicKey,
        provider: &CryptoProvider,
    ) -> Verdict {
        signature::verify_certificate_by(certificate, issuer, provider, |algorithm| {
            self.verify(ToVerify::on(certificate, issuer, algorithm))
        })
    }
}

impl Remember for Chain {
    fn verify(&self, it: ToVerify<'_>) -> Result<(), InvalidSignature> {
        let is_on = |certificate: &Certificate| {
            certificate.signed_part() == it.message && certificate.signature() == it.signature
        };
        match self.all().position(is_on) {
            Some(place) => self.memory.signatures.verify(place, it),
            None => it.verify(),
        }
    }
}

impl Chain {
    /// The same certificates along the first path there was before, where it would be the first one now: rustls-webpki goes
    /// by the time only to tell which certificates are valid.
    pub(crate) fn first_path(&self, question: &Question, now: UnixTime) -> Option<Arc<Self>> {
        let are_valid = self.are_valid(now);
        let paths = self.memory.paths();
        let mut paths = paths.iter();
        let found = paths.find(|it| it.question == *question && it.are_valid == are_valid);
        found.map(|found| Arc::clone(&found.path))
    }

    pub(crate) fn remember_first_path(&self, question: Question, now: UnixTime, path: &Arc<Self>) {
        let found = Found {
            question,
            are_valid: self.are_valid(now),
            path: Arc::clone(path),
        };
        let mut paths = self.memory.paths();
        paths.retain(|it| it.question != found.question || it.are_valid != found.are_valid);
        remember(&mut paths, found, MOST_PATHS);
    }

    fn are_valid(&self, now: UnixTime) -> Vec<bool> {
        self.all().map(|it| it.validity().contains(now)).collect()
    }
}

/// Certificates whose signatures are remembered.
pub(crate) trait Remember: Send + Sync {
    /// Asks the memory first.
    fn verify(&self, it: ToVerify<'_>) -> Result<(), InvalidSignature>;
}

/// The algorithms of the provider, each of which asks the memory first.
pub(crate) fn remembering<'a>(
    memory: &'a dyn Remember,
    provider: &CryptoProvider,
) -> Vec<Remembering<'a>> {
    let algorithms = provider.signature_verification_algorithms.all.iter();
    let remembering = |algorithm: &&'static dyn SignatureVerificationAlgorithm| Remembering {
        memory,
        algorithm: *algorithm,
    };
    algorithms.map(remembering).collect()
}

/// An algorithm that asks the memory first.
pub(crate) struct Remembering<'a> {
    memory: &'a dyn Remember,
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
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.memory.verify(ToVerify {
            algorithm: self.algorithm,
            key,
            message,
            signature,
        })
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
