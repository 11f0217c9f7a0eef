//! The peer of a handshake as a subject of the rules.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{CertificateError, Error};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::Refusal;
use super::engine_error::{self, Meaning, REVOCATION, WRONG_NAME};
use super::presented::{Presented, Unexamined};
use crate::address::Address;
use crate::anchor::Anchors;
use crate::certificate::{Certificate, KeyAlgorithm, Malformed, PublicKey};
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

pub(super) fn unreadable(error: &Malformed) -> Error {
    Refusal::new(unreadable_finding(error)).into()
}

fn unreadable_finding(error: &Malformed) -> Finding {
    handshake::CERTIFICATE_UNREADABLE.met_in_use(None, "an X.509 certificate", error.to_string())
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
    /// Turns an error of the engine into a refusal that names certificate, rule and remedy. A stranger can make it do so
    /// as often as they like, so that what it costs has bounds.
    pub(crate) fn refusal(
        &self,
        error: Error,
        (end_entity, others): (&CertificateDer<'_>, &[CertificateDer<'_>]),
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Error {
        let reason = match &error {
            Error::InvalidCertificate(reason) => reason,
            // The lists were readable, so that only signature and issuer are left to be wrong.
            Error::InvalidCertRevocationList(_) => &CertificateError::UnknownRevocationStatus,
            _ => return error,
        };
        let finding = match Presented::examine(end_entity, others) {
            Ok(presented) => self.explained(presented, reason, server_name, now),
            Err(Unexamined::Unreadable(malformed)) => return unreadable(&malformed),
            Err(Unexamined::TooMuch(name)) => unexamined(engine_error::finding(reason), name),
        };
        Refusal::new(finding).into()
    }

    fn explained(
        &self,
        mut presented: Presented<'_>,
        reason: &CertificateError,
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Finding {
        let (address, policy) = (address(server_name), Policy::recommended());
        let anchors = self.anchors.as_deref();
        let is_settled = anchors.is_none_or(|it| presented.chain.ends_without_choice(it));
        let presented = presented;
        presented.chain.leave_unverified(&self.provider);
        let subject = self.subject(&presented.chain, address.as_slice(), &policy, now);
        let better = match is_settled {
            true => None,
            false => path::better_by_names(&subject),
        };
        let chain = better.as_ref().unwrap_or(&presented.chain);
        chain.leave_unverified(&self.provider);
        let subject = Subject { chain, ..subject };
        let meaning = Meaning::of(reason);
        let suspected = meaning.suspects.iter().find_map(|id| {
            if VERIFYING.contains(id) {
                self.verify_downwards(&presented, chain, reason);
            }
            rule::first_broken(&[id], &subject)
        });
        suspected.map_or_else(
            || unsuspected(&presented, &subject, reason, &meaning),
            |finding| presented.annotate(finding),
        )
    }

    /// Without a path by names the engine has verified nothing.
    fn verify_downwards(
        &self,
        presented: &Presented<'_>,
        chain: &Chain,
        reason: &CertificateError,
    ) {
        let top = chain.path().last().unwrap_or_else(|| chain.end_entity());
        let anchors = self.anchors.as_ref().map(|it| it.issuers_of(top).len());
        if anchors.is_some() && chain.anchor().is_none() {
            return;
        }
        let has_one_path = anchors == Some(1) && presented.is_complete;
        let one_is_invalid = has_one_path && *reason == CertificateError::BadSignature;
        chain.verify_downwards(&self.provider, one_is_invalid);
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
        chain.leave_unverified(&self.provider);
        let (address, policy) = (address(server_name), Policy::recommended());
        rule::first_broken(ids, &self.subject(&chain, address.as_slice(), &policy, now))
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

    fn subject<'a>(
        &'a self,
        chain: &'a Chain,
        addresses: &'a [Address],
        policy: &'a Policy,
        now: UnixTime,
    ) -> Subject<'a> {
        Subject {
            chain,
            anchors: self.anchors.as_deref(),
            lists: self.lists.as_ref(),
            profile: self.profile,
            addresses,
            portal: None,
            verification: self.verification,
            private_key: PrivateKey::NotExpected,
            provenance: None,
            provider: &self.provider,
            now,
            policy,
        }
    }
}

/// Rules that ask for the verdicts on signatures.
const VERIFYING: &[&str] = &["signature-algorithm-unsupported", "signature-invalid"];

fn address(server_name: Option<&ServerName<'_>>) -> Option<Address> {
    server_name.and_then(|name| name.to_str().parse().ok().map(Address::of))
}

/// What is said of an error none of the likely rules explains: the gravest that any rule finds, if it is an error.
fn unsuspected(
    presented: &Presented<'_>,
    subject: &Subject<'_>,
    reason: &CertificateError,
    meaning: &Meaning,
) -> Finding {
    let is_error = |finding: &Finding| {
        let is_of_name = WRONG_NAME.contains(&finding.rule.as_str());
        finding.severity == Severity::Error && !is_of_name
    };
    let by_engine = |rule: &Rule, expected| {
        rule.met_in_use(Some(subject.end_entity()), expected, meaning.found)
    };
    let rule = match reason {
        // rustls tells of a wrong signature on one path it tried before it tells why another one is refused, and the
        // signatures of the path that is judged are verified.
        CertificateError::BadSignature => None,
        _ => rule::find(meaning.rule),
    };
    let rule = rule.unwrap_or(&handshake::CERTIFICATE_REFUSED);
    if REVOCATION.contains(&meaning.rule) {
        return by_engine(rule, "a revocation status the engine accepts");
    }
    let finding = rule::check_cheaply(subject).into_iter().find(is_error);
    let unreadable = || presented.malformed().as_ref().map(unreadable_finding);
    presented.annotate(match (finding, reason) {
        (Some(finding), _) => finding,
        (None, CertificateError::UnknownIssuer) => path::not_found_by_engine(subject.chain),
        (None, CertificateError::BadEncoding) => {
            unreadable().unwrap_or_else(|| by_engine(rule, engine_error::PATH))
        }
        (None, _) => by_engine(rule, engine_error::PATH),
    })
}

/// What is known without a look at what was presented, where a stranger presents more than is worth one.
pub(super) fn unexamined(mut finding: Finding, name: String) -> Finding {
    finding.certificate = name;
    let found = finding.found;
    finding.found = format!("{found}; what was presented was not examined further").into();
    finding
}

fn unproven(certificate: &Certificate) -> Finding {
    unproven_by(certificate.subject().to_string(), certificate.public_key())
}

/// The same of a certificate of which no more is known than name and key.
pub(super) fn unproven_by(name: String, key: &PublicKey) -> Finding {
    let expected = format!("a signature by the certificate's {key} key");
    Finding {
        certificate: name,
        ..handshake::HANDSHAKE_SIGNATURE_INVALID.met_in_use(
            None,
            expected,
            "one that does not verify",
        )
    }
}

/// Whether no provider verifies signatures of this key because of its size.
pub(crate) fn unverifiable_rsa(certificate: &Certificate) -> Option<&'static str> {
    unverifiable(certificate.public_key())
}

pub(super) fn unverifiable(key: &PublicKey) -> Option<&'static str> {
    match key.algorithm() {
        KeyAlgorithm::Rsa { bits } if bits < *VERIFIABLE_RSA_BITS.start() => {
            Some("rsa-modulus-too-short")
        }
        KeyAlgorithm::Rsa { bits } if bits > *VERIFIABLE_RSA_BITS.end() => {
            Some("rsa-modulus-too-long")
        }
        _ => None,
    }
}
