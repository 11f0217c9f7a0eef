//! The certificates that were given, put in order.

pub(crate) mod anchor;
mod memory;
mod pool;
mod search;

use std::cmp::Reverse;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;

use crate::certificate::signature::Verdict;
use crate::certificate::{Certificate, PublicKey, Thumbprint};
use crate::order;
use anchor::{Anchor, Anchors};
use memory::Memory;
use pool::Pool;

pub(crate) use memory::{Question, Remember, Remembering, Signatures, ToVerify, remembering};
pub(crate) use search::{Effort, Route};

/// An end entity certificate with what else is included: its issuers in order, a self-signed certificate at the end
/// kept apart, and everything on no path from the end entity.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use vb365_tls::chain::Chain;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// let mut certificates = Forge::tls("vb365.example.com").parsed(&provider);
/// certificates.reverse();
/// let chain = Chain::from_certificates(certificates).ok_or("no certificate")?;
/// assert!(chain.end_entity().subject().to_string().contains("vb365.example.com"));
/// assert_eq!(chain.intermediates().len(), 1);
/// assert!(chain.was_reordered());
/// # Ok::<(), &str>(())
/// ```
pub struct Chain {
    path: Vec<Certificate>,
    /// Is included above the given trust anchor the path ends at: sent to clients that trust less, and not checked.
    above: Vec<Certificate>,
    trust_anchor: Option<Certificate>,
    unrelated: Vec<Certificate>,
    /// Where each of the above stood, in the same order.
    places: Vec<usize>,
    /// The given trust anchor the path ends at.
    anchor: Option<Arc<Anchor>>,
    /// Whether several certificates could have issued one of the path.
    has_choice: bool,
    was_reordered: bool,
    /// What was presented beside a path that was verified, as far as it may sign CRLs.
    beside: Option<Vec<Certificate>>,
    verdicts: Mutex<Option<CheckedWith>>,
    quiet: OnceLock<u128>,
    memory: Memory,
}

/// End entity and intermediates, twice what webpki follows. Certificates that issue each other in a circle would make a
/// path of all of them, each step looking at all the others.
const LONGEST_PATH: usize = 16;

/// Verdicts are kept with the provider that made them: another one may know other algorithms.
type CheckedWith = (Arc<CryptoProvider>, Arc<[Verdict]>);

impl Chain {
    /// Orders certificates of which no key is known: the end entity is the first that issued none of the others, and no
    /// CA's certificate if there is a choice. `None` if there is no certificate.
    pub fn from_certificates(certificates: Vec<Certificate>) -> Option<Self> {
        let end_entity = {
            let issues_others = pool::issuing_among(&certificates);
            certificates
                .iter()
                .position(|it| !issues_others(it) && !it.is_ca())
                .or_else(|| certificates.iter().position(|it| !issues_others(it)))
                .unwrap_or(0)
        };
        Self::with_end_entity(certificates, end_entity)
    }

    /// Orders certificates below the one that is about `key`; the one that ends last, if several are.
    pub(crate) fn for_key(certificates: Vec<Certificate>, key: &PublicKey) -> Option<Self> {
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
        let mut others = self.all().skip(1);
        others.find(|other| other.public_key().is_same_key(key))?;
        let certificates = self.all().cloned().collect();
        let chain = Self::for_key(certificates, key)?;
        Some(Self {
            was_reordered: chain.was_reordered || self.was_reordered,
            ..chain
        })
    }

    /// A chain as a peer presents it: the end entity first, nothing said about the order of the others.
    pub(crate) fn as_presented(certificates: Vec<Certificate>) -> Option<Self> {
        Self::with_end_entity(certificates, 0)
    }

    /// Orders certificates below the one at this index.
    pub(crate) fn with_end_entity(
        certificates: Vec<Certificate>,
        end_entity: usize,
    ) -> Option<Self> {
        Self::ordered(Pool::new(certificates), end_entity)
    }

    /// The same of certificates no two of which are the same, the end entity first.
    pub(crate) fn of_distinct(certificates: Vec<Certificate>) -> Option<Self> {
        let places = certificates.into_iter().map(Some).collect();
        Self::ordered(Pool::of_places(places), 0)
    }

    fn ordered(mut pool: Pool, end_entity: usize) -> Option<Self> {
        let mut ordered = Self::of_end_entity(pool.take(end_entity)?);
        ordered.places.push(end_entity);
        let trunk = &mut ordered.path;
        ordered.trust_anchor = pool.climb(trunk, &mut ordered.places);
        Some(ordered.with_rest(pool))
    }

    /// Nothing but this certificate.
    pub(crate) fn alone(end_entity: Certificate) -> Self {
        let mut alone = Self::of_end_entity(end_entity);
        alone.places.push(0);
        alone
    }

    /// A path, the end entity first, whose signatures were verified up to this trust anchor.
    pub(crate) fn verified(
        path: Vec<Certificate>,
        anchor: &Arc<Anchor>,
        provider: &Arc<CryptoProvider>,
    ) -> Self {
        let verdicts = vec![Verdict::Valid; path.len()];
        Self {
            places: (0..path.len()).collect(),
            path,
            above: Vec::new(),
            trust_anchor: None,
            unrelated: Vec::new(),
            anchor: Some(Arc::clone(anchor)),
            has_choice: false,
            was_reordered: false,
            beside: Some(Vec::new()),
            verdicts: Mutex::new(Some((Arc::clone(provider), verdicts.into()))),
            quiet: OnceLock::new(),
            memory: Memory::default(),
        }
    }

    /// The same path with certificates that were presented beside it.
    pub(crate) fn with_beside(self, beside: Vec<Certificate>) -> Self {
        Self {
            beside: Some(beside),
            ..self
        }
    }

    /// What is included and is not on the path; of one that was verified, what the verifier looked at.
    pub(crate) fn beside(&self) -> impl Iterator<Item = &Certificate> {
        let rest = self.above.iter().chain(&self.trust_anchor);
        let rest = rest.chain(&self.unrelated);
        let rest = self.beside.is_none().then_some(rest);
        self.beside
            .iter()
            .flatten()
            .chain(rest.into_iter().flatten())
    }

    /// The same certificates along a path of theirs that was verified.
    pub(crate) fn along(&self, verified: Self) -> Self {
        search::along(self, verified)
    }

    /// The certificates in the order they came in, but for the end entity, which is first.
    pub(crate) fn as_it_came(&self) -> Vec<&Certificate> {
        let mut placed: Vec<_> = self.places.iter().zip(self.all()).collect();
        order::sort_by_key(&mut placed, |(place, _)| {
            (**place != self.places[0], **place)
        });
        placed.into_iter().map(|(_, it)| it).collect()
    }

    /// Nothing but this certificate, not placed yet.
    fn of_end_entity(end_entity: Certificate) -> Self {
        Self {
            path: vec![end_entity],
            above: Vec::new(),
            trust_anchor: None,
            unrelated: Vec::new(),
            places: Vec::new(),
            anchor: None,
            has_choice: false,
            was_reordered: false,
            beside: None,
            verdicts: Mutex::new(None),
            quiet: OnceLock::new(),
            memory: Memory::default(),
        }
    }

    /// What is left over belongs to no path.
    fn with_rest(mut self, pool: Pool) -> Self {
        self.was_reordered |= self.places[0] != 0 || !self.places.is_sorted();
        self.has_choice |= pool.had_choice();
        for (place, certificate) in pool.into_rest() {
            self.places.push(place);
            self.unrelated.push(certificate);
        }
        self
    }

    /// The certificate whose key is used.
    pub fn end_entity(&self) -> &Certificate {
        &self.path[0]
    }

    /// The issuers in order, the issuer of the end entity first, without a self-signed certificate at the end. Where
    /// trust anchors were given and one of them was reached, only those below it.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.path[1..]
    }

    /// The self-signed certificate at the end of the path, if it is included; never the end entity itself.
    pub fn trust_anchor(&self) -> Option<&Certificate> {
        self.trust_anchor.as_ref()
    }

    /// Certificates on no path from the end entity; they are never sent.
    pub fn unrelated(&self) -> &[Certificate] {
        &self.unrelated
    }

    /// The certificate with this thumbprint, wherever it stands: what a console or PowerShell shows tells which of
    /// those that are included is meant.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let chain = Forge::tls("vb365.example.com").chain(&provider);
    /// let thumbprint = chain.end_entity().thumbprint();
    /// assert_eq!(chain.find(thumbprint), Some(chain.end_entity()));
    /// ```
    pub fn find(&self, thumbprint: Thumbprint) -> Option<&Certificate> {
        self.all().find(|it| it.thumbprint() == thumbprint)
    }

    /// Everything that is included, the end entity first.
    fn all(&self) -> impl Iterator<Item = &Certificate> {
        let above = self.path.iter().chain(&self.above);
        above.chain(&self.trust_anchor).chain(&self.unrelated)
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
        self.presented()
            .map(|certificate| certificate.der().clone())
            .collect()
    }

    /// The same certificates, read.
    pub(crate) fn presented(&self) -> impl Iterator<Item = &Certificate> {
        self.path.iter().chain(&self.above)
    }

    /// End entity and intermediates.
    pub(crate) fn path(&self) -> &[Certificate] {
        &self.path
    }

    /// The given trust anchor the path ends at.
    pub(crate) fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_deref()
    }

    /// The key that has to have signed the certificate at `index` of the path; a self-signed certificate at the end
    /// is signed with its own.
    pub(crate) fn issuer_key(&self, index: usize) -> Option<&PublicKey> {
        let certificate = self.path.get(index)?;
        let own = Some(certificate).filter(|it| it.is_self_signed());
        match (self.path.get(index + 1), &self.anchor) {
            (Some(issuer), _) => Some(issuer.public_key()),
            (None, Some(anchor)) => Some(anchor.public_key()),
            (None, None) => own
                .or(self.trust_anchor.as_ref())
                .map(Certificate::public_key),
        }
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
            .map(|index| match self.issuer_key(index) {
                Some(key) => self.verdict(&self.path[index], key, provider),
                None => Verdict::SignerUnknown,
            })
            .collect();
        *cached = Some((Arc::clone(provider), Arc::clone(&verdicts)));
        verdicts
    }

    /// What is known to find nothing in these certificates, whoever asks: a bit for each of at most 128 checks, found out
    /// once.
    pub(crate) fn quiet(&self, find: impl FnOnce() -> u128) -> u128 {
        *self.quiet.get_or_init(find)
    }

    /// Lets the path end at the only anchor it can, if it can at all. `false` where there is something to choose.
    pub(crate) fn ends_without_choice(&mut self, anchors: &Anchors) -> bool {
        let has_anchor = |certificate: &Certificate| !anchors.issuers_of(certificate).is_empty();
        if !self.all().any(has_anchor) {
            return true;
        }
        let Some((last, below)) = self.path.split_last() else {
            return false;
        };
        match &*anchors.issuers_of(last) {
            [only] if !self.has_choice && !below.iter().any(has_anchor) => {
                self.anchor = Some(Arc::clone(only));
                true
            }
            _ => false,
        }
    }

    /// Nothing is verified of the path until [`verify_downwards`](Self::verify_downwards) does.
    pub(crate) fn leave_unverified(&self, provider: &Arc<CryptoProvider>) {
        self.set_verdicts(vec![Verdict::SignerUnknown; self.path.len()], provider);
    }

    /// Verifies from the top and no further than the first signature that is not valid, as rustls does: below it stand
    /// keys nobody vouches for, and a stranger chooses what they cost.
    pub(crate) fn verify_downwards(
        &self,
        provider: &Arc<CryptoProvider>,
        verdict: impl Fn(&Certificate, &PublicKey) -> Verdict,
    ) {
        let mut verdicts = vec![Verdict::SignerUnknown; self.path.len()];
        for (index, certificate) in self.path.iter().enumerate().rev() {
            let Some(key) = self.issuer_key(index) else {
                break;
            };
            verdicts[index] = verdict(certificate, key);
            if verdicts[index] != Verdict::Valid {
                break;
            }
        }
        self.set_verdicts(verdicts, provider);
    }

    fn set_verdicts(&self, verdicts: Vec<Verdict>, provider: &Arc<CryptoProvider>) {
        let mut cached = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        *cached = Some((Arc::clone(provider), verdicts.into()));
    }
}

impl Clone for Chain {
    fn clone(&self) -> Self {
        let cached = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            path: self.path.clone(),
            above: self.above.clone(),
            trust_anchor: self.trust_anchor.clone(),
            unrelated: self.unrelated.clone(),
            places: self.places.clone(),
            anchor: self.anchor.clone(),
            has_choice: self.has_choice,
            was_reordered: self.was_reordered,
            beside: self.beside.clone(),
            verdicts: Mutex::new(cached.clone()),
            // A copy may be given another anchor.
            quiet: OnceLock::new(),
            memory: self.memory.clone(),
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
