//! Paths: built by rustls-webpki, and held against the rules while they are.

use std::cell::{Cell, RefCell};
#[cfg(feature = "platform-verifier")]
use std::sync::Arc;

use rustls::CertificateError;
#[cfg(feature = "platform-verifier")]
use rustls::client::danger::ServerCertVerifier;
#[cfg(feature = "platform-verifier")]
use rustls::crypto::CryptoProvider;
use rustls_pki_types::{ServerName, UnixTime};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

use super::server_name::matches_common_name;
use super::{Asked, Verifier, engine_error, wrong_purpose};
use crate::certificate::{Certificate, Purpose};
use crate::chain::Chain;
#[cfg(feature = "platform-verifier")]
use crate::error::{Error, Unsupported};
use crate::finding::Finding;
use crate::rule;
#[cfg(feature = "platform-verifier")]
use crate::trust::Known;
use crate::trust::{NameCheck, PurposeCheck, Roots, Trust, ValidityCheck};

/// The paths that are held against the rules. rustls-webpki finds no more than its hundred signatures allow; a peer whose
/// first ten good paths are refused has been looked at enough.
const MOST_PATHS: usize = 10;

impl Verifier {
    pub(super) fn by_path(
        &self,
        roots: &Roots,
        asked: &Asked<'_>,
    ) -> Result<Verified, Box<Finding>> {
        let end_entity = EndEntityCert::try_from(asked.presented.end_entity)
            .map_err(|error| self.explain_engine(error, asked))?;
        let refused = RefCell::new(None);
        let found = RefCell::new(None);
        let left = Cell::new(MOST_PATHS);
        let hold_against_rules = |path: &VerifiedPath<'_>| {
            // Whatever is returned, rustls-webpki looks for another path.
            let Some(fewer) = left.get().checked_sub(1) else {
                return Err(webpki::Error::MaximumPathBuildCallsExceeded);
            };
            left.set(fewer);
            match self.taken(path, roots, asked) {
                Ok(chain) => {
                    found.replace(Some(chain));
                    Ok(())
                }
                Err(finding) => {
                    refused.borrow_mut().get_or_insert(finding);
                    Err(webpki::Error::UnknownIssuer)
                }
            }
        };
        let usage = match self.purpose {
            Purpose::ClientAuth => KeyUsage::client_auth(),
            _ => KeyUsage::server_auth(),
        };
        let remembering = asked.presented.remembering(&self.provider);
        let remembering: Vec<_> = remembering.iter().map(|it| it as _).collect();
        let at = |time: UnixTime| {
            let path = end_entity.verify_for_usage(
                &remembering,
                &roots.store().roots,
                asked.presented.others,
                time,
                usage,
                None,
                Some(&hold_against_rules),
            );
            path.map(drop)
        };
        let mut verdict = at(asked.now);
        let is_outside_validity = matches!(
            verdict,
            Err(webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. })
        );
        if self.trust.axes.validity == ValidityCheck::Ignored && is_outside_validity {
            let moment = asked.presented.moment();
            verdict = at(moment.map_err(|error| engine_error::unreadable(&error))?);
        }
        let refused = refused.take();
        let is_first = refused.is_none();
        match (verdict, refused) {
            (Ok(()), _) => {}
            (Err(_), Some(finding)) => return Err(finding),
            (Err(error), None) => return Err(self.explain_engine(error, asked)),
        }
        let Some(chain) = found.take() else {
            return Err(self.explain(&CertificateError::UnknownIssuer, asked));
        };
        self.check_names(&end_entity, chain.end_entity(), asked)?;
        Ok(Verified { chain, is_first })
    }

    /// The path, if no rule refuses it.
    fn taken(
        &self,
        path: &VerifiedPath<'_>,
        roots: &Roots,
        asked: &Asked<'_>,
    ) -> Result<Chain, Box<Finding>> {
        let read = |index| {
            let certificate = asked.presented.certificate(index);
            certificate.map_err(|error| engine_error::unreadable(&error))
        };
        let mut certificates = vec![read(0)?];
        for issuer in path.intermediate_certificates() {
            let der = issuer.der();
            let is_it = |other: &_| *other == der;
            let place = asked.presented.others.iter().position(is_it);
            certificates.push(read(place.map_or(0, |place| place + 1))?);
        }
        let anchor = roots
            .anchor(path.anchor())
            .ok_or_else(engine_error::unreadable_anchor)?;
        let chain = Chain::verified(certificates, anchor, &self.provider);
        let beside = match self.trust.lists {
            Some(_) => asked.presented.named_as_issuers(&chain),
            None => Vec::new(),
        };
        let chain = chain.with_beside(beside);
        self.check_rules(&chain, asked)?;
        Ok(chain)
    }

    /// What the rules, and the purpose, have against a chain.
    pub(super) fn check_rules(&self, chain: &Chain, asked: &Asked<'_>) -> Result<(), Box<Finding>> {
        let input = self.input(chain, asked);
        if let Some(finding) = rule::refusal(&input, &self.rules) {
            return Err(Box::new(finding));
        }
        match wrong_purpose(self.trust.axes.purpose, &self.purpose, chain.end_entity()) {
            Some(rule) => Err(self.refused_by(&[rule], &input)),
            None => Ok(()),
        }
    }

    /// rustls-webpki has the last word on names, as in every client of rustls.
    fn check_names(
        &self,
        end_entity: &EndEntityCert<'_>,
        certificate: &Certificate,
        asked: &Asked<'_>,
    ) -> Result<(), Box<Finding>> {
        match wrong_name(self.trust.axes.name, end_entity, certificate, asked.names) {
            Some(error) => Err(self.explain_engine(error, asked)),
            None => Ok(()),
        }
    }

    /// The operating system has found its own path, of which nothing is known here but the end entity.
    #[cfg(feature = "platform-verifier")]
    pub(super) fn by_platform(&self, asked: &Asked<'_>) -> Result<(), Box<Finding>> {
        let certificate = asked.presented.certificate(0);
        let certificate = certificate.map_err(|error| engine_error::unreadable(&error))?;
        let own = super::server_name::any_of(&certificate);
        let names = match asked.names {
            [] => std::slice::from_ref(&own),
            names => names,
        };
        for name in names {
            let (end_entity, others) = (asked.presented.end_entity, asked.presented.others);
            let verdict = self.platform.as_ref().map(|platform| {
                platform.verify_server_cert(end_entity, others, name, &[], asked.now)
            });
            match verdict {
                Some(Ok(_)) => {}
                Some(Err(rustls::Error::InvalidCertificate(reason))) => {
                    return Err(self.explain(&reason, asked));
                }
                _ => {
                    let reason = CertificateError::ApplicationVerificationFailure;
                    return Err(self.explain(&reason, asked));
                }
            }
        }
        let alone = Chain::alone(certificate);
        self.check_rules(&alone, asked)
    }
}

/// A path that is accepted.
pub(crate) struct Verified {
    pub(crate) chain: Chain,
    /// Whether it is the first one that the engine found, so that the rules refused none before.
    pub(crate) is_first: bool,
}

/// Whether purpose and names are what the trust asks for, of a certificate on a path.
pub(crate) fn is_for(
    certificate: &Certificate,
    trust: &Trust,
    purpose: &Purpose,
    names: &[ServerName<'_>],
) -> bool {
    let (axes, end_entity) = (&trust.axes, EndEntityCert::try_from(certificate.der()));
    let is_named = |it| wrong_name(axes.name, &it, certificate, names).is_none();
    axes.purpose != PurposeCheck::Ignored
        && wrong_purpose(axes.purpose, purpose, certificate).is_none()
        && end_entity.is_ok_and(is_named)
}

/// Why the certificate is not for one of these names.
fn wrong_name(
    check: NameCheck,
    end_entity: &EndEntityCert<'_>,
    certificate: &Certificate,
    names: &[ServerName<'_>],
) -> Option<webpki::Error> {
    let is_tolerated = |name| match check {
        NameCheck::Ignored => true,
        NameCheck::SubjectAltName => false,
        NameCheck::SubjectAltNameThenCommonName => matches_common_name(certificate, name),
    };
    names.iter().find_map(|name| {
        let verdict = end_entity.verify_is_valid_for_subject_name(name);
        verdict.err().filter(|_| !is_tolerated(name))
    })
}

/// The verifier of the operating system, where it is to decide.
#[cfg(feature = "platform-verifier")]
pub(super) fn platform(
    trust: &Trust,
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Arc<dyn ServerCertVerifier>>, Error> {
    use rustls_platform_verifier::Verifier;
    let Known::Platform(extra) = &trust.known else {
        return Ok(None);
    };
    if trust.lists.is_some() {
        return Err(Unsupported::PlatformWithCrls.into());
    }
    // The order in which an operating system looks at things is its own, so a wrong name may hide all else.
    if trust.axes.name != NameCheck::SubjectAltName {
        return Err(Unsupported::PlatformWithoutName.into());
    }
    if trust.axes.validity == ValidityCheck::Ignored {
        return Err(Unsupported::PlatformWithoutValidity.into());
    }
    let provider = Arc::clone(provider);
    let verifier = match extra.as_slice() {
        [] => Verifier::new(provider),
        extra => Verifier::new_with_extra_roots(extra.iter().map(|it| it.der().clone()), provider),
    };
    Ok(Some(Arc::new(verifier?)))
}
