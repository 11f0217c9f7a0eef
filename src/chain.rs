//! The certificates that came along, put in order.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;

use crate::certificate::{Certificate, PublicKey};
use crate::signature::{self, Verdict};

/// An end entity certificate with what else came along: its issuers in order, a self-signed certificate at the
/// end kept apart, and everything on no path from the end entity.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use vb365_tls::chain::Chain;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// let mut certificates = Forge::tls("vb365.example.com").parsed(&provider);
/// certificates.reverse();
/// let chain = Chain::from_certificates(certificates)?;
/// assert!(chain.end_entity().subject().to_string().contains("vb365.example.com"));
/// assert_eq!(chain.intermediates().len(), 1);
/// assert!(chain.was_reordered());
/// # Ok::<(), vb365_tls::chain::EmptyChain>(())
/// ```
pub struct Chain {
    path: Vec<Certificate>,
    trust_anchor: Option<Certificate>,
    unrelated: Vec<Certificate>,
    was_reordered: bool,
    verdicts: Mutex<Option<CheckedWith>>,
}

/// End entity and intermediates, twice what webpki follows. Certificates that issue each other in a circle would make a
/// path of all of them, each step looking at all the others.
const LONGEST_PATH: usize = 16;

/// Verdicts are kept with the provider that made them: another one may know other algorithms.
type CheckedWith = (Arc<CryptoProvider>, Arc<[Verdict]>);

impl Chain {
    /// Orders certificates of which no key is known: the end entity is the first that issued none of the others,
    /// and no authority's certificate if there is a choice.
    ///
    /// # Errors
    ///
    /// [`EmptyChain`] if there is no certificate.
    pub fn from_certificates(certificates: Vec<Certificate>) -> Result<Self, EmptyChain> {
        let mut issued: HashMap<&[u8], usize> = HashMap::new();
        for certificate in certificates.iter().filter(|it| !it.is_self_signed()) {
            *issued.entry(certificate.issuer().as_der()).or_default() += 1;
        }
        let issues_others =
            |certificate: &Certificate| issued.contains_key(certificate.subject().as_der());
        let end_entity = certificates
            .iter()
            .position(|it| !issues_others(it) && !it.is_ca())
            .or_else(|| certificates.iter().position(|it| !issues_others(it)))
            .unwrap_or(0);
        Self::with_end_entity(certificates, end_entity)
    }

    /// Orders certificates below the one that is about `key`; the one that ends last, if several are.
    pub(crate) fn for_key(
        certificates: Vec<Certificate>,
        key: &PublicKey,
    ) -> Result<Self, EmptyChain> {
        let about_key = (0..certificates.len())
            .filter(|&index| certificates[index].public_key().is_same_key(key));
        match Self::latest(&certificates, about_key) {
            Some(index) => Self::with_end_entity(certificates, index),
            None => Self::from_certificates(certificates),
        }
    }

    /// Which of these certificates ends last; the first, if several do.
    pub(crate) fn latest(
        certificates: &[Certificate],
        candidates: impl IntoIterator<Item = usize>,
    ) -> Option<usize> {
        candidates.into_iter().max_by_key(|&index| {
            let not_after = certificates[index].validity().not_after();
            (not_after.as_secs(), Reverse(index))
        })
    }

    /// The same certificates below the one that is about `key`, if another than the end entity is.
    pub(crate) fn below_other(&self, key: &PublicKey) -> Option<Self> {
        let others = || {
            let issuers = self.intermediates().iter().chain(&self.trust_anchor);
            issuers.chain(&self.unrelated)
        };
        others().find(|other| other.public_key().is_same_key(key))?;
        let certificates = self.path.iter().take(1).chain(others()).cloned().collect();
        let chain = Self::for_key(certificates, key).ok()?;
        Some(Self {
            was_reordered: chain.was_reordered || self.was_reordered,
            ..chain
        })
    }

    /// A chain as a peer presents it: the end entity first, nothing said about the order of the others.
    pub(crate) fn as_presented(certificates: Vec<Certificate>) -> Result<Self, EmptyChain> {
        Self::with_end_entity(certificates, 0)
    }

    /// Orders certificates below the one at this index.
    pub(crate) fn with_end_entity(
        certificates: Vec<Certificate>,
        end_entity: usize,
    ) -> Result<Self, EmptyChain> {
        let mut pool = Pool::new(certificates);
        let mut path = vec![pool.take(end_entity).ok_or(EmptyChain(()))?];
        let mut order = vec![end_entity];
        let mut trust_anchor = None;
        while path.len() < LONGEST_PATH
            && let Some(last) = path.last().filter(|last| !last.is_self_signed())
        {
            let Some((index, issuer)) = pool.take_issuer_of(last) else {
                break;
            };
            order.push(index);
            if issuer.is_self_signed() {
                trust_anchor = Some(issuer);
                break;
            }
            path.push(issuer);
        }
        Ok(Self {
            path,
            trust_anchor,
            unrelated: pool.rest(),
            was_reordered: end_entity != 0 || !order.is_sorted(),
            verdicts: Mutex::new(None),
        })
    }

    /// The certificate whose key is used.
    pub fn end_entity(&self) -> &Certificate {
        &self.path[0]
    }

    /// The issuers in order, the issuer of the end entity first, without a self-signed certificate at the end.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.path[1..]
    }

    /// The self-signed certificate at the end of the path, if it came along; never the end entity itself.
    pub fn trust_anchor(&self) -> Option<&Certificate> {
        self.trust_anchor.as_ref()
    }

    /// Certificates on no path from the end entity; they are never sent.
    pub fn unrelated(&self) -> &[Certificate] {
        &self.unrelated
    }

    /// Whether the certificates came in another order than TLS sends them.
    pub fn was_reordered(&self) -> bool {
        self.was_reordered
    }

    /// Whether the end entity is its own issuer.
    pub fn is_self_signed(&self) -> bool {
        self.end_entity().is_self_signed()
    }

    /// End entity and intermediates, the way TLS presents them; the trust anchor stays at home.
    pub fn to_presented(&self) -> Vec<CertificateDer<'static>> {
        self.path
            .iter()
            .map(|certificate| certificate.der().clone())
            .collect()
    }

    /// End entity and intermediates.
    pub(crate) fn path(&self) -> &[Certificate] {
        &self.path
    }

    /// The certificate that issued the one at `index` of the path; a self-signed certificate issued itself.
    pub(crate) fn issuer_of(&self, index: usize) -> Option<&Certificate> {
        let certificate = self.path.get(index)?;
        if certificate.is_self_signed() {
            return Some(certificate);
        }
        self.path.get(index + 1).or(self.trust_anchor.as_ref())
    }

    /// One verdict for each certificate of the path, made once for each provider.
    pub(crate) fn signatures(&self, provider: &Arc<CryptoProvider>) -> Arc<[Verdict]> {
        let mut cached = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((checked_with, verdicts)) = &*cached
            && Arc::ptr_eq(checked_with, provider)
        {
            return Arc::clone(verdicts);
        }
        let verdicts: Arc<[Verdict]> = (0..self.path.len())
            .map(|index| match self.issuer_of(index) {
                Some(issuer) => {
                    signature::verify_certificate(&self.path[index], issuer.public_key(), provider)
                }
                None => Verdict::SignerUnknown,
            })
            .collect();
        *cached = Some((Arc::clone(provider), Arc::clone(&verdicts)));
        verdicts
    }
}

/// Certificates not yet placed, found by subject without looking at each.
struct Pool {
    certificates: Vec<Option<Certificate>>,
    by_subject: HashMap<String, Vec<usize>>,
}

impl Pool {
    fn new(certificates: Vec<Certificate>) -> Self {
        let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
        let mut seen = HashSet::new();
        let mut kept: Vec<Option<Certificate>> = Vec::with_capacity(certificates.len());
        for (index, certificate) in certificates.into_iter().enumerate() {
            let is_repeated = !seen.insert(certificate.der().clone());
            by_subject
                .entry(certificate.subject().folded())
                .or_default()
                .push(index);
            kept.push((!is_repeated).then_some(certificate));
        }
        Self {
            certificates: kept,
            by_subject,
        }
    }

    fn take(&mut self, index: usize) -> Option<Certificate> {
        self.certificates.get_mut(index)?.take()
    }

    /// Prefers a matching key identifier, then a name equal byte for byte, then the certificate that ends last.
    fn take_issuer_of(&mut self, certificate: &Certificate) -> Option<(usize, Certificate)> {
        let name = certificate.issuer().folded();
        let key_identifier = certificate.authority_key_identifier().present();
        let fitness = |candidate: &Certificate| {
            let is_identical = candidate.subject() == certificate.issuer();
            let has_key = key_identifier.is_some_and(|identifier| {
                identifier.as_ref() == candidate.subject_key_identifier().present()
            });
            let not_after = candidate.validity().not_after().as_secs();
            (has_key, is_identical, not_after)
        };
        let candidates = self.by_subject.get(&name)?;
        let index = candidates
            .iter()
            .filter_map(|&index| Some((index, self.certificates.get(index)?.as_ref()?)))
            .max_by_key(|(index, candidate)| (fitness(candidate), usize::MAX - index))?
            .0;
        Some((index, self.take(index)?))
    }

    fn rest(self) -> Vec<Certificate> {
        self.certificates.into_iter().flatten().collect()
    }
}

impl Clone for Chain {
    fn clone(&self) -> Self {
        let cached = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            path: self.path.clone(),
            trust_anchor: self.trust_anchor.clone(),
            unrelated: self.unrelated.clone(),
            was_reordered: self.was_reordered,
            verdicts: Mutex::new(cached.clone()),
        }
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("path", &self.path)
            .field("trust_anchor", &self.trust_anchor)
            .field("unrelated", &self.unrelated)
            .finish_non_exhaustive()
    }
}

/// There is no certificate to make a chain of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no certificate")]
pub struct EmptyChain(());
