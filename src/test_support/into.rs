//! The certificates of a [`Forge`] as types of this crate.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;

use super::Forge;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::identity::Identity;

impl Forge {
    /// The certificates as delivered, in the order of [`certificates`](Self::certificates).
    ///
    /// # Panics
    ///
    /// If one cannot be read as a certificate, which takes a test that breaks the encoding.
    pub fn parsed(&self, provider: &Arc<CryptoProvider>) -> Vec<Certificate> {
        self.certificates(provider).into_iter().map(read).collect()
    }

    /// The certificates as delivered, put in order.
    ///
    /// # Panics
    ///
    /// If one cannot be read as a certificate.
    pub fn chain(&self, provider: &Arc<CryptoProvider>) -> Chain {
        Chain::from_certificates(self.parsed(provider))
            .expect("a forge delivers at least one certificate")
    }

    /// The certificates as delivered and the private key.
    ///
    /// # Panics
    ///
    /// If the provider does not load the key, or the certificates cannot be read.
    pub fn identity(&self, provider: &Arc<CryptoProvider>) -> Identity {
        Identity::from_parts(self.certificates(provider), Some(self.key_der()))
            .expect("a forged identity can be read unless a test breaks its encoding")
    }

    /// The root, or the end entity itself if it is self-signed.
    ///
    /// # Panics
    ///
    /// If it cannot be read as a certificate.
    pub fn trust_anchor(&self, provider: &Arc<CryptoProvider>) -> Certificate {
        read(self.trust_anchor_der(provider))
    }
}

fn read(der: CertificateDer<'static>) -> Certificate {
    Certificate::from_der(der)
        .expect("a forged certificate can be read unless a test breaks its encoding")
}
