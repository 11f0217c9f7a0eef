//! Conditions on the path itself, which rustls' verifiers keep to themselves.

use std::cell::Cell;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{CertificateError, Error, OtherError, RootCertStore};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptions, RevocationOptionsBuilder, UnknownStatusPolicy,
    VerifiedPath,
};

use super::peer;
use crate::address::Host;
use crate::certificate::{Certificate, NameConstraints};
use crate::error;
use crate::revocation::{CheckedCertificates, RevocationLists, UnknownStatus};
use crate::rule::name_constraint::certifies_common_names;

/// The search of rustls for a path to a server, in which a path that is found has to meet more.
#[derive(Debug)]
pub(crate) struct PathSearch {
    roots: Arc<RootCertStore>,
    lists: Option<RevocationLists>,
    read: Vec<CertRevocationList<'static>>,
    provider: Arc<CryptoProvider>,
}

/// What a path has to meet besides what rustls asks of it.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    /// No authority on it is kept from certifying the common names; the server was asked for as this.
    pub(super) common_names_for: Option<Host>,
    /// The revocation lists for it are fresh at this time.
    pub(super) lists_fresh_at: Option<UnixTime>,
}

impl Conditions {
    fn are_none(&self) -> bool {
        self.common_names_for.is_none() && self.lists_fresh_at.is_none()
    }
}

impl PathSearch {
    pub(super) fn new(
        roots: &Arc<RootCertStore>,
        lists: Option<&RevocationLists>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, error::Error> {
        let numbered = lists.into_iter().flat_map(RevocationLists::numbered);
        let read = numbered.map(|(number, list)| {
            OwnedCertRevocationList::from_der(list.der())
                .map(CertRevocationList::from)
                .map_err(|error| error::Error::RevocationList {
                    number,
                    issuer: Some(list.issuer().to_string()),
                    reason: format!("rustls cannot use it: {error}"),
                })
        });
        Ok(Self {
            roots: Arc::clone(roots),
            lists: lists.cloned(),
            read: read.collect::<Result<_, _>>()?,
            provider: Arc::clone(provider),
        })
    }

    /// Whether there is a path that is good at this time and meets the conditions.
    pub(super) fn find(
        &self,
        (end_entity, intermediates): (&CertificateDer<'_>, &[CertificateDer<'_>]),
        at: UnixTime,
        conditions: &Conditions,
    ) -> Result<(), Error> {
        if conditions.are_none() {
            return Ok(());
        }
        let certificate = peer::end_entity(end_entity)?;
        // The error of the search may be about another path, which rustls has refused before.
        let unmet = Cell::new(None);
        let meets = |path: &VerifiedPath<'_>| {
            let met = self.meets(&certificate, path, conditions);
            met.inspect_err(|error| unmet.set(Some(error.clone())))
        };
        self.paths(end_entity, intermediates, at, &meets)
            .map_err(|error| in_terms_of_rustls(unmet.take().unwrap_or(error)))
    }

    fn paths(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        at: UnixTime,
        meets: &dyn Fn(&VerifiedPath<'_>) -> Result<(), webpki::Error>,
    ) -> Result<(), webpki::Error> {
        let lists: Vec<_> = self.read.iter().collect();
        EndEntityCert::try_from(end_entity)?
            .verify_for_usage(
                self.provider.signature_verification_algorithms.all,
                &self.roots.roots,
                intermediates,
                at,
                KeyUsage::server_auth(),
                self.revocation(&lists),
                Some(meets),
            )
            .map(|_| ())
    }

    /// As [`engine`](super::engine) tells rustls, but for lists that are stale.
    fn revocation<'a>(
        &self,
        lists: &'a [&'a CertRevocationList<'a>],
    ) -> Option<RevocationOptions<'a>> {
        let asked_for = self.lists.as_ref()?;
        let depth = match asked_for.checked {
            CheckedCertificates::WholePath => RevocationCheckDepth::Chain,
            CheckedCertificates::EndEntityOnly => RevocationCheckDepth::EndEntity,
        };
        let unknown = match asked_for.unknown {
            UnknownStatus::Refused => UnknownStatusPolicy::Deny,
            UnknownStatus::Accepted => UnknownStatusPolicy::Allow,
        };
        let options = RevocationOptionsBuilder::new(lists).ok()?;
        let options = options.with_depth(depth).with_status_policy(unknown);
        // Whether they are is a condition, at a time of its own.
        let options = options.with_expiration_policy(ExpirationPolicy::Ignore);
        Some(options.build())
    }

    fn meets(
        &self,
        end_entity: &Certificate,
        path: &VerifiedPath<'_>,
        conditions: &Conditions,
    ) -> Result<(), webpki::Error> {
        let read = |der: CertificateDer<'_>| Certificate::from_der(der.into_owned());
        let issuers: Result<Vec<_>, _> = path
            .intermediate_certificates()
            .map(|issuer| read(issuer.der()))
            .collect();
        let issuers = issuers.map_err(|_| webpki::Error::BadDer)?;
        if let Some(host) = &conditions.common_names_for {
            let anchor = path.anchor().name_constraints.as_deref();
            let anchor = NameConstraints::of_anchor(anchor);
            let mut constraints = issuers
                .iter()
                .map(Certificate::name_constraints)
                .chain([&anchor]);
            if !constraints.all(|it| certifies_common_names(it, end_entity, host)) {
                return Err(webpki::Error::NameConstraintViolation);
            }
        }
        match conditions.lists_fresh_at {
            Some(now) => self.are_fresh(end_entity, &issuers, now),
            None => Ok(()),
        }
    }

    fn are_fresh(
        &self,
        end_entity: &Certificate,
        issuers: &[Certificate],
        now: UnixTime,
    ) -> Result<(), webpki::Error> {
        let Some(lists) = &self.lists else {
            return Ok(());
        };
        let issuers = match lists.checked {
            CheckedCertificates::WholePath => issuers,
            CheckedCertificates::EndEntityOnly => &[],
        };
        let mut looked_up = std::iter::once(end_entity).chain(issuers);
        match looked_up.find_map(|it| lists.too_old_since(it, now)) {
            Some(next_update) => Err(webpki::Error::CrlExpired {
                time: now,
                next_update,
            }),
            None => Ok(()),
        }
    }
}

/// As rustls itself passes it on.
fn in_terms_of_rustls(error: webpki::Error) -> Error {
    match error {
        webpki::Error::CrlExpired { time, next_update } => {
            CertificateError::ExpiredRevocationListContext { time, next_update }
        }
        error => CertificateError::Other(OtherError(Arc::new(error))),
    }
    .into()
}
