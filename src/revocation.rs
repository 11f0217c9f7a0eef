//! Certificate revocation lists (CRLs) the caller gives, and what their silence means.
//!
//! Nothing is fetched: a list is what the caller has read. It is part of a trust
//! ([`ServerTrust`](crate::trust::ServerTrust::with_crls), [`ClientTrust`](crate::trust::ClientTrust::with_crls)), for
//! handshakes and for the verdict of a [relying party](crate::Context::with_relying_party); one of which only the lists
//! are known takes them as well ([`RelyingParty`](crate::trust::RelyingParty::with_crls)).
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! # let forge = Forge::tls("vb365.example.com").intermediates(0);
//! # let ca = forge.trust_anchor(&provider);
//! # let list = forge.revoked().der(&provider);
//! use vb365_tls::revocation::Crls;
//! use vb365_tls::trust::ServerTrust;
//!
//! let lists = Crls::from_bytes([list])?;
//! let trust = ServerTrust::private_ca(&[ca])?.with_crls(lists);
//! # Ok::<(), vb365_tls::Error>(())
//! ```

mod parse;
mod signed;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub(crate) use signed::{KeyOf, SignedList};

use crate::certificate::{Certificate, Crl};
use crate::error::Error;

/// CRLs, all of them readable.
///
/// By default, every certificate of a path but the trust anchor is looked up, one that no list covers is refused, and so is
/// one whose list is past its next update. To a pin only the last applies: a pinned certificate is known, and refused
/// once it is listed. Relaxing any of it takes [`dangerous`](Self::dangerous).
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::revocation::Crls;
/// use vb365_tls::trust::ServerTrust;
///
/// # let forge = Forge::tls("vb365.example.com");
/// # let (file, root) = (forge.crl().der(&provider), forge.root_crl().der(&provider));
/// # let ca = forge.trust_anchor(&provider);
/// let crls = Crls::from_bytes([file.as_ref(), root.as_ref()])?;
/// let trust = ServerTrust::private_ca(&[ca])?.with_crls(crls);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[doc(alias = "revocation")]
#[derive(Clone)]
pub struct Crls {
    lists: Arc<Lists>,
    pub(crate) depth: RevocationCheckDepth,
    pub(crate) status_policy: UnknownStatusPolicy,
    pub(crate) expiration_policy: ExpirationPolicy,
}

/// Which certificates are looked up.
///
/// ```
/// use vb365_tls::revocation::{Crls, RevocationCheckDepth};
///
/// fn lenient(crls: Crls) -> Crls {
///     crls.dangerous().with_depth(RevocationCheckDepth::EndEntity)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationCheckDepth {
    /// Every one below the trust anchor. The default.
    Chain,
    /// The end entity alone.
    EndEntity,
}

/// What becomes of a certificate on a path that no list covers, RFC 5280 section 6.3.3.
///
/// ```
/// use vb365_tls::revocation::{Crls, UnknownStatusPolicy};
///
/// fn lenient(crls: Crls) -> Crls {
///     crls.dangerous().with_status_policy(UnknownStatusPolicy::Allow)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownStatusPolicy {
    /// It is refused. The default.
    Deny,
    /// It counts as not revoked.
    Allow,
}

/// What a list is worth after its next update was due.
///
/// ```
/// use vb365_tls::revocation::{Crls, ExpirationPolicy};
///
/// fn lenient(crls: Crls) -> Crls {
///     crls.dangerous().with_expiration_policy(ExpirationPolicy::Ignore)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpirationPolicy {
    /// Nothing: the certificates it covers are refused. The default.
    Enforce,
    /// As much as before.
    Ignore,
}

/// One copy of each, and of what came of verifying it, for all who look certificates up.
struct Lists {
    /// The newest first.
    all: Vec<SignedList>,
    /// Their places by the issuer's name, folded.
    by_issuer: HashMap<String, Vec<usize>>,
}

/// So many are compared one by one sooner than a name is folded.
const FEW: usize = 8;

impl fmt::Debug for Crls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuers: Vec<_> = self.iter().map(|list| list.issuer().to_string()).collect();
        f.debug_struct("Crls")
            .field("issuers", &issuers)
            .field("depth", &self.depth)
            .field("status_policy", &self.status_policy)
            .field("expiration_policy", &self.expiration_policy)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Crls {
    fn eq(&self, other: &Self) -> bool {
        let axes = |lists: &Self| (lists.depth, lists.status_policy, lists.expiration_policy);
        let is_same = || Arc::ptr_eq(&self.lists, &other.lists);
        axes(self) == axes(other)
            && (is_same()
                || self
                    .iter()
                    .map(|it| it.der())
                    .eq(other.iter().map(|it| it.der())))
    }
}

impl Eq for Crls {}

impl Crls {
    /// Reads lists, each input one list in DER or any number in PEM (`X509 CRL`), also in
    /// [Base64 and other wrappings](crate::manual::kinds).
    ///
    /// # Errors
    ///
    /// [`Error::Crl`] for the first list that is badly encoded, or that rustls does not support: of another version
    /// than 2, without a next update, indirect, of changes, of attribute certificates only, or with a critical
    /// extension that is not known. What counts beyond rustls are lists of some reasons, and relative distribution
    /// points. [`Error::Unrecognized`] if there is no list at all,
    /// or if an input is something else, by its name.
    pub fn from_bytes<I>(inputs: I) -> Result<Self, Error>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        let mut lists = parse::all(inputs)?;
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
            lists: Arc::new(lists.into_iter().map(|(_, list)| list).collect()),
            depth: RevocationCheckDepth::Chain,
            status_policy: UnknownStatusPolicy::Deny,
            expiration_policy: ExpirationPolicy::Enforce,
        })
    }

    /// The way to relaxed checks.
    pub fn dangerous(self) -> DangerousCrls {
        DangerousCrls(self)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &SignedList> {
        self.lists.all.iter()
    }

    /// The lists of the certificate's issuer, the newest first.
    pub(crate) fn of_issuer<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = &'a SignedList> {
        let Lists { all, by_issuer } = &*self.lists;
        let (compared, found) = match all.len() {
            ..=FEW => (all.as_slice(), None),
            _ => (&[][..], by_issuer.get(&certificate.issuer().folded())),
        };
        let found = found.into_iter().flatten();
        let found = found.filter_map(|&place| all.get(place));
        let candidates = compared.iter().chain(found);
        candidates.filter(move |list| list.is_of_issuer(certificate))
    }

    /// The lists of the certificate's issuer that have its serial number, the newest first. Whatever else such a list
    /// confines itself to, an issuer gives each number to one certificate.
    pub(crate) fn naming<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = &'a SignedList> {
        let of_issuer = self.of_issuer(certificate);
        of_issuer.filter(move |list| list.revoked_since(certificate).is_some())
    }

    /// The lists whose silence about the certificate counts, the newest first.
    pub(crate) fn covering<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> impl Iterator<Item = &'a SignedList> {
        let of_issuer = self.of_issuer(certificate);
        of_issuer.filter(move |list| list.covers(certificate))
    }
}

impl FromIterator<Crl> for Lists {
    fn from_iter<I: IntoIterator<Item = Crl>>(lists: I) -> Self {
        let all: Vec<_> = lists.into_iter().map(SignedList::new).collect();
        let mut by_issuer: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, list) in all.iter().enumerate() {
            let of_issuer = by_issuer.entry(list.issuer().folded());
            of_issuer.or_default().push(place);
        }
        Self { all, by_issuer }
    }
}

/// [`Crls`] with the choices that weaken them.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let list = Forge::tls("vb365.example.com").revoked().der(&provider);
/// use vb365_tls::revocation::{Crls, RevocationCheckDepth};
///
/// // The root is offline and publishes no list of its intermediates.
/// let lists = Crls::from_bytes([list])?
///     .dangerous()
///     .with_depth(RevocationCheckDepth::EndEntity);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DangerousCrls(Crls);

impl DangerousCrls {
    /// Looks up fewer certificates: a revoked intermediate then goes unnoticed.
    pub fn with_depth(mut self, depth: RevocationCheckDepth) -> Crls {
        self.0.depth = depth;
        self.0
    }

    /// Lets certificates in that no list covers: whoever withholds a list then undoes a revocation.
    pub fn with_status_policy(mut self, status_policy: UnknownStatusPolicy) -> Crls {
        self.0.status_policy = status_policy;
        self.0
    }

    /// Takes the word of old lists: a certificate revoked since goes unnoticed.
    pub fn with_expiration_policy(mut self, expiration_policy: ExpirationPolicy) -> Crls {
        self.0.expiration_policy = expiration_policy;
        self.0
    }
}
