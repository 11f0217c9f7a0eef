//! rustls' own verifiers of paths, with the revocation lists they look certificates up in.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{VerifierBuilderError, WebPkiClientVerifier};

use super::engine_error::list_in_words;
use crate::error::Error;
use crate::revocation::{CheckedCertificates, RevocationLists, StaleLists, UnknownStatus};

/// The two builders have the same methods and no trait in common.
macro_rules! looking_up {
    ($builder:expr, $lists:expr) => {{
        let mut builder = $builder;
        if let Some(lists) = $lists {
            builder = builder.with_crls(lists.iter().map(|list| list.der().clone()));
            if lists.checked == CheckedCertificates::EndEntityOnly {
                builder = builder.only_check_end_entity_revocation();
            }
            if lists.unknown == UnknownStatus::Accepted {
                builder = builder.allow_unknown_revocation_status();
            }
            if lists.stale == StaleLists::Refused {
                builder = builder.enforce_revocation_expiration();
            }
        }
        builder
    }};
}

pub(super) fn of_servers(
    roots: &Arc<RootCertStore>,
    lists: Option<&RevocationLists>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let builder =
        WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), Arc::clone(provider));
    match looking_up!(builder, lists).build() {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(refused(&error, roots, lists, provider)),
    }
}

pub(super) fn of_clients(
    roots: &Arc<RootCertStore>,
    lists: Option<&RevocationLists>,
    presence: Presence,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, Error> {
    let builder =
        WebPkiClientVerifier::builder_with_provider(Arc::clone(roots), Arc::clone(provider));
    let builder = match presence {
        Presence::Optional => builder.allow_unauthenticated(),
        Presence::Demanded => builder,
    };
    looking_up!(builder, lists)
        .build()
        .map_err(|error| refused(&error, roots, lists, provider))
}

/// Whether clients have to present a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Demanded,
    Optional,
}

fn refused(
    error: &VerifierBuilderError,
    roots: &Arc<RootCertStore>,
    lists: Option<&RevocationLists>,
    provider: &Arc<CryptoProvider>,
) -> Error {
    let VerifierBuilderError::InvalidCrl(reason) = error else {
        return Error::Unsupported {
            reason: "rustls refuses the trust anchors: there is none".into(),
        };
    };
    // The error does not tell which list it is about.
    let is_refused = |der| {
        WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), Arc::clone(provider))
            .with_crls([der])
            .build()
            .is_err()
    };
    let mut lists = lists.into_iter().flat_map(RevocationLists::numbered);
    let list = lists.find(|(_, list)| is_refused(list.der().clone()));
    Error::RevocationList {
        number: list.map_or(1, |(number, _)| number),
        issuer: list.map(|(_, list)| list.issuer().to_string()),
        reason: format!("rustls cannot use it: {}", list_in_words(reason)),
    }
}
