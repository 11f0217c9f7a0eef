//! The certificates of a [`Forge`] as types of this crate.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;

use super::Forge;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::identity::Identity;
use crate::provenance::Provenance;

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

    /// The same as [`identity`](Self::identity), as if it had been read from such an input.
    ///
    /// ```
    /// use vb365_tls::provenance::Provenance;
    /// use vb365_tls::test_support::{Forge, pfx};
    ///
    /// let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// let mut without_mac = pfx();
    /// without_mac.mac = None;
    /// let identity = Forge::tls("vb365.example.com")
    ///     .identity_read_from(Provenance::Pfx(without_mac), &provider);
    /// assert!(identity.provenance().pfx().is_some_and(|pfx| pfx.mac.is_none()));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`identity`](Self::identity).
    pub fn identity_read_from(
        &self,
        provenance: Provenance,
        provider: &Arc<CryptoProvider>,
    ) -> Identity {
        self.identity(provider).with_provenance(provenance)
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
