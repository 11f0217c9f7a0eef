//! Which certificates are handed out, in which order, with which key.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;

use super::Forge;
use crate::test_support::{Crl, Template, TestKey};

impl Forge {
    /// The certificates as delivered: the path without its root, unless told otherwise.
    ///
    /// # Panics
    ///
    /// If [`delivering`](Self::delivering) named a place outside the path.
    pub fn certificates(&self, provider: &Arc<CryptoProvider>) -> Vec<CertificateDer<'static>> {
        let path = self.path(provider);
        let usual = (0..path.len().saturating_sub(1).max(1)).collect();
        let places: &Vec<usize> = self.delivery.as_ref().unwrap_or(&usual);
        let delivered = places.iter().map(|place| path[*place].clone());
        let unrelated = self.unrelated.iter();
        let unrelated = unrelated.map(|template| template.issued_by(template, provider));
        delivered.chain(unrelated).collect()
    }

    /// Delivers these places of the path, in this order: 0 is the end entity, then come the
    /// intermediates and the root.
    ///
    /// `&[0, 2, 1]` is out of order, `&[0, 2]` has a gap, `&[0, 1, 1]` repeats.
    pub fn delivering(mut self, places: &[usize]) -> Self {
        self.delivery = Some(places.to_vec());
        self
    }

    /// Delivers the root as well.
    pub fn with_root(self) -> Self {
        let places: Vec<_> = (0..self.intermediates.len() + 2).collect();
        self.delivering(&places)
    }

    /// Delivers the end entity alone.
    pub fn without_intermediates(self) -> Self {
        self.delivering(&[0])
    }

    /// Delivers the path from the root's side: the end entity comes last.
    pub fn out_of_order(self) -> Self {
        let places: Vec<_> = (0..=self.intermediates.len()).rev().collect();
        self.delivering(&places)
    }

    /// Delivers one more certificate, self-signed from this template, after all others.
    pub fn with_unrelated(mut self, template: Template) -> Self {
        self.unrelated.push(template);
        self
    }

    /// Delivers a root that has nothing to do with the path, after all others.
    pub fn with_foreign_root(self) -> Self {
        self.with_unrelated(Template::root("CN=Foreign Root").key(TestKey::Other))
    }

    /// Hands out the private key of another pair.
    pub fn private_key(mut self, key: TestKey) -> Self {
        self.private_key = Some(key);
        self
    }

    /// An empty CRL of the end entity's issuer.
    pub fn crl(&self) -> Crl {
        Crl::of(self.issuer().clone())
    }

    /// An empty CRL of the root.
    pub fn root_crl(&self) -> Crl {
        Crl::of(self.root.clone())
    }

    /// A CRL of the end entity's issuer that lists the end entity.
    pub fn revoked(&self) -> Crl {
        self.crl().revoking(&self.end_entity.serial_number)
    }
}
