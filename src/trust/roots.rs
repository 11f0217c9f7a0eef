use std::sync::Arc;

use rustls::RootCertStore;
use rustls_pki_types::TrustAnchor;

use super::have_same_members;
use crate::anchor::{Anchor, Anchors};
use crate::certificate::{Authority, Certificate};
use crate::error::Error;

/// The authorities a path may end at, for the engine and for the explanation of what it refuses.
#[derive(Clone, Debug)]
pub(super) struct Roots {
    store: Arc<RootCertStore>,
    anchors: Arc<Anchors>,
}

impl PartialEq for Roots {
    /// The explanations follow from the store.
    fn eq(&self, other: &Self) -> bool {
        have_same_members(&self.store.roots, &other.store.roots)
    }
}

impl Eq for Roots {}

impl Roots {
    /// All of them, or the reason for which one cannot be used.
    pub(super) fn of_certificates(certificates: &[Certificate]) -> Result<Self, Error> {
        at_least_one(certificates)?;
        let mut store = RootCertStore::empty();
        add(&mut store, certificates)?;
        Ok(Self {
            store: Arc::new(store),
            anchors: Arc::new(certificates.into()),
        })
    }

    pub(super) fn of_store(store: Arc<RootCertStore>) -> Self {
        let anchors = store.roots.iter().filter_map(bare).collect();
        Self {
            store,
            anchors: Arc::new(anchors),
        }
    }

    /// These and more; the certificates of more tell more than what a store keeps.
    pub(super) fn with(&self, certificates: &[Certificate]) -> Result<Self, Error> {
        at_least_one(certificates)?;
        let mut store = RootCertStore::clone(&self.store);
        add(&mut store, certificates)?;
        let anchors = Anchors::clone(&self.anchors);
        Ok(Self {
            store: Arc::new(store),
            anchors: Arc::new(anchors.and(certificates)),
        })
    }

    pub(super) fn store(&self) -> &Arc<RootCertStore> {
        &self.store
    }

    pub(super) fn anchors(&self) -> Arc<Anchors> {
        Arc::clone(&self.anchors)
    }
}

fn at_least_one(certificates: &[Certificate]) -> Result<(), Error> {
    match certificates.is_empty() {
        true => Err(Error::Unsupported {
            reason: "trust in an authority needs at least one certificate".into(),
        }),
        false => Ok(()),
    }
}

fn add(store: &mut RootCertStore, certificates: &[Certificate]) -> Result<(), Error> {
    for (index, certificate) in certificates.iter().enumerate() {
        store
            .add(certificate.der().clone())
            .map_err(|error| Error::TrustAnchor {
                number: index + 1,
                name: certificate.subject().to_string(),
                reason: format!("rustls cannot use it as a trust anchor ({error})"),
            })?;
    }
    Ok(())
}

/// Whatever cannot be read here still serves the engine; only the explanations lack it.
fn bare(root: &TrustAnchor<'_>) -> Option<Anchor> {
    let constraints = root.name_constraints.as_deref();
    let authority =
        Authority::from_contents(&root.subject, &root.subject_public_key_info, constraints);
    authority.ok().map(|it| Anchor::Bare(Box::new(it)))
}
