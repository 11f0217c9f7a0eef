use std::fmt;

use rustls_pki_types::CertificateDer;

use super::have_same_members;
use crate::certificate::{Certificate, Fingerprint, PublicKey};

/// Certificates and keys known in advance, mixed as needed.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let old = Forge::product_default().trust_anchor(&provider);
/// # let new = Forge::self_signed("vb365.example.com").trust_anchor(&provider);
/// use vb365_tls::trust::Pins;
///
/// let overlap = Pins::from(&old).or_certificate(&new);
/// let by_key = Pins::from(new.public_key().fingerprint());
/// ```
#[derive(Clone, Debug)]
pub struct Pins {
    certificates: Vec<Certificate>,
    keys: Vec<Fingerprint>,
}

impl Pins {
    /// These pins, or this very certificate.
    pub fn or_certificate(mut self, certificate: &Certificate) -> Self {
        self.certificates.push(certificate.clone());
        self
    }

    /// These pins, or any certificate with this key, given as the SHA-256 of its subject public key info.
    pub fn or_key(mut self, key: Fingerprint) -> Self {
        self.keys.push(key);
        self
    }

    /// The pinned certificate with this very encoding.
    pub(super) fn certificate(&self, der: &CertificateDer<'_>) -> Option<&Certificate> {
        self.certificates.iter().find(|pinned| pinned.der() == der)
    }

    pub(super) fn contain_key(&self, key: &PublicKey) -> bool {
        !self.keys.is_empty() && self.keys.contains(&key.fingerprint())
    }
}

impl PartialEq for Pins {
    /// In any order, however often repeated.
    fn eq(&self, other: &Self) -> bool {
        have_same_members(&self.certificates, &other.certificates)
            && have_same_members(&self.keys, &other.keys)
    }
}

impl Eq for Pins {}

impl From<&Certificate> for Pins {
    fn from(certificate: &Certificate) -> Self {
        Self {
            certificates: vec![certificate.clone()],
            keys: Vec::new(),
        }
    }
}

impl From<Fingerprint> for Pins {
    fn from(key: Fingerprint) -> Self {
        Self {
            certificates: Vec::new(),
            keys: vec![key],
        }
    }
}

impl fmt::Display for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificates = self
            .certificates
            .iter()
            .map(|it| format!("the certificate with SHA-256 {}", it.fingerprint()));
        let keys = self
            .keys
            .iter()
            .map(|key| format!("a key with SHA-256 {key}"));
        let pins: Vec<_> = certificates.chain(keys).collect();
        f.write_str(&pins.join(" or "))
    }
}
