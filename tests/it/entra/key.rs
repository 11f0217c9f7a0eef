//! Keys that replace hardware: they show whose they are, and remember what they were asked for.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use vb365_tls::Identity;
use vb365_tls::test_support::{Forge, TestKey};

/// A key that signs nothing real and counts how often it was to.
#[derive(Clone)]
pub struct Counting {
    key: TestKey,
    /// What it signs with, whatever it is asked for; `None` for nothing at all.
    scheme: Option<SignatureScheme>,
    outcome: Outcome,
    signatures: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    Signature,
    Failure,
}

impl Counting {
    /// With the public half of this key.
    pub fn new(key: TestKey) -> Self {
        Self {
            key,
            scheme: Some(SignatureScheme::RSA_PSS_SHA256),
            outcome: Outcome::Signature,
            signatures: Arc::default(),
        }
    }

    pub fn with_scheme(self, scheme: Option<SignatureScheme>) -> Self {
        Self { scheme, ..self }
    }

    pub fn failing(self) -> Self {
        Self {
            outcome: Outcome::Failure,
            ..self
        }
    }

    pub fn signatures(&self) -> usize {
        self.signatures.load(Ordering::SeqCst)
    }

    /// The certificates of the forge with this key in place of theirs.
    pub fn identity(&self, forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
        let certificates = forge.parsed(provider);
        Identity::from_signing_key(certificates, Arc::new(self.clone())).unwrap()
    }
}

impl SigningKey for Counting {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        assert_eq!(offered.len(), 1, "the key is left no choice");
        self.scheme
            .map(|_| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(self.key.public_key().into())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

impl Signer for Counting {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        self.signatures.fetch_add(1, Ordering::SeqCst);
        match self.outcome {
            Outcome::Signature => Ok(b"a signature".to_vec()),
            Outcome::Failure => Err(rustls::Error::General("the token was pulled out".into())),
        }
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme.unwrap()
    }
}

impl fmt::Debug for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counting")
    }
}
