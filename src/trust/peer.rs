//! The peer of a handshake as a subject of the rules.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{CertificateError, Error};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::Refusal;
use super::engine_error::{self, Meaning, REVOCATION, WRONG_NAME};
use crate::address::Address;
use crate::anchor::Anchors;
use crate::certificate::{Certificate, KeyAlgorithm, Malformed};
use crate::chain::Chain;
use crate::finding::{Finding, Severity};
use crate::policy::Policy;
use crate::profile::{Profile, Verification};
use crate::revocation::RevocationLists;
use crate::rule::{self, PrivateKey, Rule, Subject, handshake, path};
use crate::signature::VERIFIABLE_RSA_BITS;

/// Reads the end entity a peer presents.
pub(crate) fn end_entity(der: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::from_der(der.clone().into_owned()).map_err(|error| unreadable(&error))
}

fn unreadable(error: &Malformed) -> Error {
    let finding = handshake::CERTIFICATE_UNREADABLE.met_in_use(
        None,
        "an X.509 certificate",
        error.to_string(),
    );
    Refusal::new(finding).into()
}

/// The finding of the first of these rules that is broken.
fn first<'a>(ids: &[&str], findings: &'a [Finding]) -> Option<&'a Finding> {
    ids.iter()
        .find_map(|id| findings.iter().find(|finding| finding.rule.as_str() == *id))
}

/// What is said of an error none of the likely rules explains: the gravest that any rule finds, if it is an error.
fn unsuspected(
    chain: &Chain,
    findings: &[Finding],
    reason: &CertificateError,
    meaning: &Meaning,
) -> Finding {
    let is_error = |finding: &&Finding| {
        let is_of_name = WRONG_NAME.contains(&finding.rule.as_str());
        finding.severity == Severity::Error && !is_of_name
    };
    let by_engine =
        |rule: &Rule, expected| rule.met_in_use(Some(chain.end_entity()), expected, meaning.found);
    let is_of_revocation = REVOCATION.contains(&meaning.rule);
    let rule = match reason {
        // rustls tells of a wrong signature on one path it tried before it tells why another one is refused, and the
        // rules have verified the signatures of the path that is judged.
        CertificateError::BadSignature => None,
        _ => rule::find(meaning.rule),
    };
    let rule = rule.unwrap_or(&handshake::CERTIFICATE_REFUSED);
    match findings.iter().find(is_error) {
        _ if is_of_revocation => by_engine(rule, "a revocation status the engine accepts"),
        Some(finding) => finding.clone(),
        None if *reason == CertificateError::UnknownIssuer => path::not_found_by_engine(chain),
        None => by_engine(rule, engine_error::PATH),
    }
}

/// Everything needed to say why a peer was refused.
#[derive(Clone, Debug)]
pub(crate) struct Explainer {
    pub(crate) profile: &'static Profile,
    pub(crate) verification: Verification,
    /// Whom a path may lead to, where it is known.
    pub(crate) anchors: Option<Arc<Anchors>>,
    pub(crate) lists: Option<RevocationLists>,
    pub(crate) provider: Arc<CryptoProvider>,
}

impl Explainer {
    /// Turns an error of the engine into a refusal that names certificate, rule and remedy.
    pub(crate) fn refusal(
        &self,
        error: Error,
        presented: (&CertificateDer<'_>, &[CertificateDer<'_>]),
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Error {
        let reason = match &error {
            Error::InvalidCertificate(reason) => reason,
            // The lists were readable, so that only signature and issuer are left to be wrong.
            Error::InvalidCertRevocationList(_) => &CertificateError::UnknownRevocationStatus,
            _ => return error,
        };
        let certificates =
            Certificate::all_from_der(std::iter::once(presented.0).chain(presented.1));
        let chain = match certificates.map(Chain::as_presented) {
            Ok(Ok(chain)) => chain,
            Ok(Err(_)) => return error,
            Err((_, malformed)) => return unreadable(&malformed),
        };
        let findings = self.findings(&chain, server_name, now);
        let meaning = Meaning::of(reason);
        let suspected = first(meaning.suspects, &findings);
        let finding = match suspected {
            Some(finding) => finding.clone(),
            None => unsuspected(&chain, &findings, reason, &meaning),
        };
        Refusal::new(finding).into()
    }

    /// The refusal by the first of these rules that is broken, for verifiers that know what is wrong; the error is for
    /// what no rule explains.
    pub(crate) fn refusal_by(
        &self,
        ids: &[&str],
        certificate: &Certificate,
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
        unexplained: CertificateError,
    ) -> Error {
        match self.finding(ids, certificate, server_name, now) {
            Some(finding) => Refusal::new(finding).into(),
            None => unexplained.into(),
        }
    }

    fn finding(
        &self,
        ids: &[&str],
        certificate: &Certificate,
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Option<Finding> {
        let chain = Chain::as_presented(vec![certificate.clone()]).ok()?;
        let findings = self.findings(&chain, server_name, now);
        first(ids, &findings).cloned()
    }

    /// Says why the signature of the handshake counts for nothing: providers refuse short and long RSA keys with the
    /// words of a wrong signature.
    pub(crate) fn unproven(&self, error: Error, end_entity: &CertificateDer<'_>) -> Error {
        let (Error::InvalidCertificate(_), Ok(certificate)) =
            (&error, self::end_entity(end_entity))
        else {
            return error;
        };
        let now = certificate.validity().not_before();
        let finding = unverifiable_rsa(&certificate)
            .and_then(|rule| self.finding(&[rule], &certificate, None, now))
            .unwrap_or_else(|| unproven(&certificate));
        Refusal::new(finding).into()
    }

    fn findings(
        &self,
        chain: &Chain,
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Vec<Finding> {
        let address: Option<Address> =
            server_name.and_then(|name| name.to_str().parse().ok().map(Address::of));
        let subject = Subject {
            chain,
            anchors: self.anchors.as_deref(),
            lists: self.lists.as_ref(),
            profile: self.profile,
            addresses: address.as_slice(),
            portal: None,
            verification: self.verification,
            private_key: PrivateKey::NotExpected,
            provenance: None,
            provider: &self.provider,
            now,
            policy: &Policy::recommended(),
        };
        let better = path::better(&subject);
        rule::check(&Subject {
            chain: better.as_ref().unwrap_or(chain),
            ..subject
        })
    }
}

pub(crate) fn unproven(certificate: &Certificate) -> Finding {
    handshake::HANDSHAKE_SIGNATURE_INVALID.met_in_use(
        Some(certificate),
        format!(
            "a signature by the certificate's {} key",
            certificate.public_key()
        ),
        "one that does not verify",
    )
}

/// Whether no provider verifies signatures of this key because of its size.
pub(crate) fn unverifiable_rsa(certificate: &Certificate) -> Option<&'static str> {
    match certificate.public_key().algorithm() {
        KeyAlgorithm::Rsa { bits } if bits < *VERIFIABLE_RSA_BITS.start() => {
            Some("rsa-modulus-too-short")
        }
        KeyAlgorithm::Rsa { bits } if bits > *VERIFIABLE_RSA_BITS.end() => {
            Some("rsa-modulus-too-long")
        }
        _ => None,
    }
}
