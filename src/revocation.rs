//! Certificate revocation lists the caller gives, and what their silence means.
//!
//! Nothing is fetched: a list is what the caller has read. It serves judgements
//! ([`Context::with_revocation_lists`](crate::Context::with_revocation_lists)) and handshakes
//! ([`ServerTrust`](crate::trust::ServerTrust::with_revocation_lists),
//! [`ClientTrust`](crate::trust::ClientTrust::with_revocation_lists)).
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

use std::sync::Arc;

use rustls_pki_types::UnixTime;

pub use axes::{CheckedCertificates, StaleLists, UnknownStatus};

use crate::certificate::{Certificate, RevocationList};
use crate::error::Error;

/// Revocation lists, all of them readable.
///
/// By default, every certificate of a path but the trust anchor is looked up, one that no list covers is refused, and so is
/// one whose list is past its next update. To a pin only the last applies: a pinned certificate is known, and refused
/// once it is listed. Relaxing any of it takes [`dangerous`](Self::dangerous).
#[derive(Clone, Debug)]
pub struct RevocationLists {
    /// The newest first: rustls-webpki takes the first that covers a certificate.
    lists: Arc<[Numbered]>,
    pub(crate) checked: CheckedCertificates,
    pub(crate) unknown: UnknownStatus,
    pub(crate) stale: StaleLists,
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
    /// version than 2, without a next update, indirect, of changes, of some reasons or attribute certificates only, or
    /// with a critical extension that is not known. [`Error::Unrecognized`] if there is no list at all.
    pub fn from_bytes<I>(inputs: I) -> Result<Self, Error>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        let mut lists = read::all(inputs)?;
        lists.sort_by_key(|(_, list)| std::cmp::Reverse(list.this_update().as_secs()));
        Ok(Self {
            lists: lists.into(),
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
        self.lists.iter().map(|(_, list)| list)
    }

    /// Each with the number it had in the order given.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &RevocationList)> {
        self.lists.iter().map(|(number, list)| (*number, list))
    }

    /// Whether a list names the certificate, whoever signed the list.
    pub(crate) fn name(&self, certificate: &Certificate) -> bool {
        self.naming(certificate).next().is_some()
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

    /// Whether the newest list for the certificate is stale, and stale lists count.
    pub(crate) fn are_too_old(&self, certificate: &Certificate, now: UnixTime) -> bool {
        let newest = self.covering(certificate).next();
        self.stale == StaleLists::Refused && newest.is_some_and(|list| list.is_stale(now))
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
