//! Certificate revocation lists the caller gives, and what their silence means.
//!
//! Nothing is fetched: a list is what the caller has read. It is part of a trust
//! ([`ServerTrust`](crate::trust::ServerTrust::with_revocation_lists),
//! [`ClientTrust`](crate::trust::ClientTrust::with_revocation_lists)), for handshakes and for the judgement of a
//! [relying party](crate::Context::with_relying_party); one of which only the lists are known takes them as well
//! ([`RelyingParty`](crate::trust::RelyingParty::with_revocation_lists)).
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! # let forge = Forge::tls("vb365.example.com").intermediates(0);
//! # let authority = forge.trust_anchor(&provider);
//! # let list = forge.revoked().der(&provider);
//! use vb365_tls::revocation::RevocationLists;
//! use vb365_tls::trust::ServerTrust;
//!
//! let lists = RevocationLists::from_bytes([list])?;
//! let trust = ServerTrust::private_ca(&[authority])?.with_revocation_lists(lists);
//! # Ok::<(), vb365_tls::Error>(())
//! ```

mod axes;
mod read;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::CryptoProvider;

pub use axes::{CheckedCertificates, StaleLists, UnknownStatus};

use crate::certificate::{Certificate, PublicKey, RevocationList};
use crate::error::Error;
use crate::signature::{Verdict, verify_revocation_list};

/// Revocation lists, all of them readable.
///
/// By default, every certificate of a path but the trust anchor is looked up, one that no list covers is refused, and so is
/// one whose list is past its next update. To a pin only the last applies: a pinned certificate is known, and refused
/// once it is listed. Relaxing any of it takes [`dangerous`](Self::dangerous).
#[derive(Clone)]
pub struct RevocationLists {
    /// The newest first.
    lists: Arc<[Verified]>,
    pub(crate) checked: CheckedCertificates,
    pub(crate) unknown: UnknownStatus,
    pub(crate) stale: StaleLists,
}

impl fmt::Debug for RevocationLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuers: Vec<_> = self.iter().map(|list| list.issuer().to_string()).collect();
        f.debug_struct("RevocationLists")
            .field("issuers", &issuers)
            .field("checked", &self.checked)
            .field("unknown", &self.unknown)
            .field("stale", &self.stale)
            .finish_non_exhaustive()
    }
}

impl PartialEq for RevocationLists {
    fn eq(&self, other: &Self) -> bool {
        let axes = |lists: &Self| (lists.checked, lists.unknown, lists.stale);
        axes(self) == axes(other)
            && self
                .iter()
                .map(RevocationList::der)
                .eq(other.iter().map(RevocationList::der))
    }
}

impl Eq for RevocationLists {}

impl RevocationLists {
    /// Reads lists, each input one list in DER or any number in PEM (`X509 CRL`).
    ///
    /// # Errors
    ///
    /// [`Error::RevocationList`] for the first list that is badly encoded, or that rustls does not support: of another
    /// version than 2, without a next update, indirect, of changes, of attribute certificates only, or with a critical
    /// extension that is not known. What counts beyond rustls are lists of some reasons, and relative distribution points. [`Error::Unrecognized`] if there is no list at all.
    pub fn from_bytes<I>(inputs: I) -> Result<Self, Error>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        let mut lists = read::all(inputs)?;
        // The octets only make the order the same whatever order the lists are given in.
        lists.sort_by(|(_, one), (_, other)| {
            let newest = other
                .this_update()
                .as_secs()
                .cmp(&one.this_update().as_secs());
            newest.then_with(|| one.der().cmp(other.der()))
        });
        lists.dedup_by(|(_, one), (_, other)| one.der() == other.der());
        Ok(Self {
            lists: lists
                .into_iter()
                .map(|(_, list)| Verified::new(list))
                .collect(),
            checked: CheckedCertificates::WholePath,
            unknown: UnknownStatus::Refused,
            stale: StaleLists::Refused,
        })
    }

    /// The way to relaxed checks.
    pub fn dangerous(self) -> DangerousRevocationLists {
        DangerousRevocationLists(self)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RevocationList> {
        self.lists.iter().map(|it| &it.list)
    }

    /// Whether this key signed the list, which is one of these.
    pub(crate) fn verdict(
        &self,
        list: &RevocationList,
        key: &PublicKey,
        provider: &Arc<CryptoProvider>,
    ) -> Verdict {
        let mut verified = self.lists.iter();
        let verified = verified.find(|it| std::ptr::eq(&it.list, list));
        verified.map_or(Verdict::SignerUnknown, |it| it.verdict(key, provider))
    }

    /// The lists of the certificate's issuer that have its serial number, the newest first. Whatever else such a list
    /// confines itself to, an issuer gives each number to one certificate.
    pub(crate) fn naming<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = &'a RevocationList> {
        let of_issuer = self.iter().filter(|list| list.is_of_issuer(certificate));
        of_issuer.filter(|list| list.revoked_since(certificate).is_some())
    }

    /// The lists whose silence about the certificate counts, the newest first.
    pub(crate) fn covering<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = &'a RevocationList> {
        self.iter().filter(move |list| list.covers(certificate))
    }
}

/// A list with its number in the order given.
type Numbered = (usize, RevocationList);

/// A list, and what came of verifying it: once for each key, however many certificates are looked up.
#[derive(Debug)]
struct Verified {
    list: RevocationList,
    verdicts: Mutex<Vec<(PublicKey, Arc<CryptoProvider>, Verdict)>>,
}

/// A CA has few keys of one name; beyond this many the oldest verdict is forgotten.
const MOST_VERDICTS: usize = 8;

impl Verified {
    fn new(list: RevocationList) -> Self {
        Self {
            list,
            verdicts: Mutex::new(Vec::new()),
        }
    }

    fn verdict(&self, key: &PublicKey, provider: &Arc<CryptoProvider>) -> Verdict {
        let mut verdicts = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(with, by, _): &&(PublicKey, Arc<CryptoProvider>, Verdict)| {
            Arc::ptr_eq(by, provider) && with.is_same_key(key)
        };
        if let Some((_, _, verdict)) = verdicts.iter().find(is_it) {
            return *verdict;
        }
        let verdict = verify_revocation_list(&self.list, key, provider);
        if verdicts.len() == MOST_VERDICTS {
            verdicts.remove(0);
        }
        verdicts.push((key.clone(), Arc::clone(provider), verdict));
        verdict
    }
}

/// [`RevocationLists`] with the choices that weaken them.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let list = Forge::tls("vb365.example.com").revoked().der(&provider);
/// use vb365_tls::revocation::{CheckedCertificates, RevocationLists};
///
/// // The root is offline and publishes no list of its intermediates.
/// let lists = RevocationLists::from_bytes([list])?
///     .dangerous()
///     .with_checked(CheckedCertificates::EndEntityOnly);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DangerousRevocationLists(RevocationLists);

impl DangerousRevocationLists {
    /// Looks up fewer certificates: a revoked intermediate then goes unnoticed.
    pub fn with_checked(mut self, checked: CheckedCertificates) -> RevocationLists {
        self.0.checked = checked;
        self.0
    }

    /// Lets certificates in that no list covers: whoever withholds a list then undoes a revocation.
    pub fn with_unknown_status(mut self, unknown: UnknownStatus) -> RevocationLists {
        self.0.unknown = unknown;
        self.0
    }

    /// Takes the word of old lists: a certificate revoked since goes unnoticed.
    pub fn with_stale_lists(mut self, stale: StaleLists) -> RevocationLists {
        self.0.stale = stale;
        self.0
    }
}
