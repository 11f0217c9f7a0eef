//! Why a peer was refused, in the words of the rules.
//!
//! What a rule refuses explains itself. For what rustls-webpki refuses, its error names the rules that can explain it, and
//! only these are asked.

use rustls::{CertificateError, Error};
use rustls_pki_types::CertificateDer;

use super::engine_error::{self, Meaning, REVOCATION, WRONG_NAME};
use super::{Asked, Presented, Refusal, Verifier};
use crate::certificate::{Certificate, KeyAlgorithm};
use crate::chain::Chain;
use crate::finding::Finding;
use crate::rule::{self, NOT_IN_HANDSHAKES, Rule, Subject, handshake, path};
use crate::signature::VERIFIABLE_RSA_BITS;

impl Verifier {
    pub(super) fn explain_engine(&self, error: webpki::Error, asked: &Asked<'_>) -> Box<Finding> {
        self.explain(&engine_error::of_webpki(error), asked)
    }

    /// Turns an error of the engine into a finding that names certificate, rule and remedy.
    pub(super) fn explain(&self, reason: &CertificateError, asked: &Asked<'_>) -> Box<Finding> {
        let read =
            (0..=asked.presented.others.len()).map(|index| asked.presented.certificate(index));
        let chain = match read.collect::<Result<_, _>>().map(Chain::as_presented) {
            Ok(Ok(chain)) => chain,
            Ok(Err(_)) => return Box::new(engine_error::finding(reason)),
            Err(malformed) => return engine_error::unreadable(&malformed),
        };
        let subject = self.subject(&chain, asked);
        let better = path::better(&subject);
        let subject = Subject {
            chain: better.as_ref().unwrap_or(&chain),
            ..subject
        };
        let meaning = Meaning::of(reason);
        let suspected = rule::first_broken(meaning.suspects, &subject);
        Box::new(suspected.unwrap_or_else(|| unsuspected(&subject, reason, &meaning)))
    }

    /// The refusal by the first of these rules that is broken, for verifiers that know what is wrong.
    pub(super) fn refused_by(&self, ids: &[&str], subject: &Subject<'_>) -> Box<Finding> {
        let finding = rule::first_broken(ids, subject);
        Box::new(finding.unwrap_or_else(|| {
            let certificate = Some(subject.end_entity());
            let rule = ids.first().and_then(|id| rule::find(id));
            rule.unwrap_or(&handshake::CERTIFICATE_REFUSED).met_in_use(
                certificate,
                "a certificate for this use",
                "another",
            )
        }))
    }

    /// Says why the signature of the handshake counts for nothing: providers refuse short and long RSA keys with the
    /// words of a wrong signature.
    pub(super) fn unproven(&self, error: Error, end_entity: &CertificateDer<'_>) -> Error {
        let presented = Presented::new(end_entity, &[]);
        let (Error::InvalidCertificate(_), Ok(certificate)) = (&error, presented.certificate(0))
        else {
            return error;
        };
        let now = certificate.validity().not_before();
        let finding = match unverifiable_rsa(&certificate) {
            None => None,
            Some(rule) => {
                let chain = Chain::alone(certificate.clone());
                let asked = Asked::new(&presented, &[], now);
                rule::first_broken(&[rule], &self.subject(&chain, &asked))
            }
        };
        Refusal::new(finding.unwrap_or_else(|| unproven(&certificate))).into()
    }
}

/// What is said of an error none of the likely rules explains: the first thing any rule refuses.
fn unsuspected(subject: &Subject<'_>, reason: &CertificateError, meaning: &Meaning) -> Finding {
    let by_engine = |rule: &Rule, expected| {
        rule.met_in_use(Some(subject.end_entity()), expected, meaning.found)
    };
    let rule = match reason {
        // rustls tells of a wrong signature on one path it tried before it tells why another one is refused, and the
        // rules have verified the signatures of the path that is judged.
        CertificateError::BadSignature => None,
        _ => rule::find(meaning.rule),
    };
    let rule = rule.unwrap_or(&handshake::CERTIFICATE_REFUSED);
    if REVOCATION.contains(&meaning.rule) {
        return by_engine(rule, "a revocation status the engine accepts");
    }
    let is_likely = |rule: &Rule| {
        let id = rule.id.as_str();
        !WRONG_NAME.contains(&id) && NOT_IN_HANDSHAKES.iter().all(|(other, _)| *other != id)
    };
    match rule::refusing(subject, is_likely) {
        Some(finding) => finding,
        None if *reason == CertificateError::UnknownIssuer => {
            path::not_found_by_engine(subject.chain)
        }
        None => by_engine(rule, engine_error::PATH),
    }
}

fn unproven(certificate: &Certificate) -> Finding {
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
fn unverifiable_rsa(certificate: &Certificate) -> Option<&'static str> {
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
