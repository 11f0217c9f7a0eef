use std::sync::Arc;

use rustls::RootCertStore;
use rustls_pki_types::TrustAnchor;

use super::have_same_members;
use crate::certificate::{Certificate, TrustAnchorInfo};
use crate::chain::anchor::{Anchor, Anchors};
use crate::error::{Error, Unsupported};

/// The CAs a path may end at, for the engine and for the explanation of what it refuses.
#[derive(Clone, Debug)]
pub(crate) struct Roots {
    store: Arc<RootCertStore>,
    anchors: Arc<Anchors>,
    /// What is known of each root of the store, in its order.
    known: Arc<[Option<Arc<Anchor>>]>,
}

impl PartialEq for Roots {
    /// The explanations follow from the store.
    fn eq(&self, other: &Self) -> bool {
        have_same_members(&self.members(), &other.members())
    }
}

impl Eq for Roots {}

impl Roots {
    /// All of them, or the reason for which one cannot be used.
    pub(super) fn of_certificates(certificates: &[Certificate]) -> Result<Self, Error> {
        at_least_one(certificates)?;
        Self::of_store(Arc::new(RootCertStore::empty())).with(certificates)
    }

    pub(super) fn of_store(store: Arc<RootCertStore>) -> Self {
        let known = store.roots.iter().map(|root| bare(root).map(Arc::new));
        Self::new(Arc::clone(&store), known.collect())
    }

    /// These and more; the certificates of more tell more than what a store keeps.
    pub(super) fn with(&self, certificates: &[Certificate]) -> Result<Self, Error> {
        at_least_one(certificates)?;
        let mut store = RootCertStore::clone(&self.store);
        add(&mut store, certificates)?;
        let of_certificate =
            |it: &Certificate| Some(Arc::new(Anchor::Certificate(Box::new(it.clone()))));
        let more = certificates.iter().map(of_certificate);
        Ok(Self::new(
            Arc::new(store),
            self.known.iter().cloned().chain(more).collect(),
        ))
    }

    fn new(store: Arc<RootCertStore>, known: Arc<[Option<Arc<Anchor>>]>) -> Self {
        let anchors = known.iter().flatten().cloned().collect();
        Self {
            store,
            anchors: Arc::new(anchors),
            known,
        }
    }

    /// Each root with its certificate, where that is known: one renewed with its key has other dates, which count.
    fn members(&self) -> Vec<(&TrustAnchor<'static>, Option<&Certificate>)> {
        let known = self.known.iter().map(Option::as_deref);
        let certificates = known.map(|it| it.and_then(Anchor::certificate));
        self.store.roots.iter().zip(certificates).collect()
    }

    pub(crate) fn store(&self) -> &Arc<RootCertStore> {
        &self.store
    }

    pub(crate) fn anchors(&self) -> &Arc<Anchors> {
        &self.anchors
    }

    /// What is known of this root, which is one of the store.
    pub(crate) fn anchor(&self, root: &TrustAnchor<'_>) -> Option<&Arc<Anchor>> {
        let mut roots = self.store.roots.iter().zip(self.known.iter());
        // Certificates of one CA with one key differ in their dates only, which a store does not keep.
        let is_it = |(own, _): &(&TrustAnchor<'_>, _)| std::ptr::eq(*own, root);
        roots.find(is_it).and_then(|(_, known)| known.as_ref())
    }
}

fn at_least_one(certificates: &[Certificate]) -> Result<(), Error> {
    if certificates.is_empty() {
        Err(Unsupported::NoTrustAnchor.into())
    } else {
        Ok(())
    }
}

fn add(store: &mut RootCertStore, certificates: &[Certificate]) -> Result<(), Error> {
    for (index, certificate) in certificates.iter().enumerate() {
        store
            .add(certificate.der().clone())
            .map_err(|source| Error::TrustAnchor {
                number: index + 1,
                name: certificate.subject().to_string(),
                source,
            })?;
    }
    Ok(())
}

/// Whatever cannot be read here still serves the engine; only the explanations lack it.
fn bare(root: &TrustAnchor<'_>) -> Option<Anchor> {
    let constraints = root.name_constraints.as_deref();
    let ca =
        TrustAnchorInfo::from_contents(&root.subject, &root.subject_public_key_info, constraints);
    ca.ok().map(|it| Anchor::Bare(Box::new(it)))
}
