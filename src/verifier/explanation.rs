//! Why a peer was refused, in the words of the rules.
//!
//! What a rule refuses explains itself. For what rustls-webpki refuses, its error names the rules that can explain it, and
//! only these are asked. A stranger can make this side do so as often as they like, so that what it costs has bounds.

use rustls::{CertificateError, Error};
use rustls_pki_types::CertificateDer;

use super::engine_error::{self, Meaning, REVOCATION, WRONG_NAME};
use super::examined::{Examined, Unexamined};
use super::{Asked, Presented, Refusal, Verifier};
use crate::certificate::signature::{VERIFIABLE_RSA_BITS, has_verifiable_length};
use crate::certificate::{Certificate, KeyAlgorithm};
use crate::chain::Chain;
use crate::finding::Finding;
use crate::rule::{self, CheckInput, Rule, advice, better_path, handshake, path};

impl Verifier {
    pub(super) fn explain_engine(&self, error: webpki::Error, asked: &Asked<'_>) -> Box<Finding> {
        self.explain(&engine_error::of_webpki(error), asked)
    }

    /// Turns an error of the engine into a finding that names certificate, rule and remedy.
    pub(super) fn explain(&self, reason: &CertificateError, asked: &Asked<'_>) -> Box<Finding> {
        let (end_entity, others) = (asked.presented.end_entity, asked.presented.others);
        Box::new(match Examined::examine(end_entity, others) {
            Ok(examined) => self.explained(examined, reason, asked),
            Err(Unexamined::Unreadable(malformed)) => return engine_error::unreadable(&malformed),
            Err(Unexamined::TooMuch(name)) => {
                let advice = match reason {
                    CertificateError::UnknownIssuer => advice::at_microsoft(&asked.addresses, None),
                    _ => None,
                };
                unexamined(engine_error::finding(reason), name).advised(advice)
            }
        })
    }

    fn explained(
        &self,
        mut examined: Examined<'_>,
        reason: &CertificateError,
        asked: &Asked<'_>,
    ) -> Finding {
        let anchors = self.trust.anchors();
        let is_settled = anchors.is_none_or(|it| examined.chain.ends_without_choice(it));
        let examined = examined;
        examined.chain.leave_unverified(&self.provider);
        let input = self.input(&examined.chain, asked);
        let better = if is_settled {
            None
        } else {
            better_path::find_by_names(&input)
        };
        let chain = better.as_ref().unwrap_or(&examined.chain);
        chain.leave_unverified(&self.provider);
        let input = CheckInput { chain, ..input };
        let meaning = Meaning::of(reason);
        let suspected = meaning.suspects.iter().find_map(|id| {
            if VERIFYING.contains(id) {
                self.verify_downwards(chain, asked);
            }
            rule::first_broken(&[id], &input)
        });
        suspected.map_or_else(
            || unsuspected(&examined, &input, reason, &meaning),
            |finding| examined.annotate(finding),
        )
    }

    /// Without a path by names the engine has verified nothing.
    fn verify_downwards(&self, chain: &Chain, asked: &Asked<'_>) {
        if self.trust.anchors().is_none() || chain.anchor().is_some() {
            chain.verify_downwards(&self.provider, |certificate, issuer| {
                asked.presented.verdict(certificate, issuer, &self.provider)
            });
        }
    }

    /// The refusal by the first of these rules that is broken, for what is known to be wrong.
    pub(super) fn refused_by(&self, ids: &[&str], input: &CheckInput<'_>) -> Box<Finding> {
        let finding = rule::first_broken(ids, input);
        Box::new(finding.unwrap_or_else(|| {
            let certificate = Some(input.end_entity());
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
        let finding = match self.unverifiable_key(&certificate) {
            None => None,
            Some(rule) => {
                let chain = Chain::alone(certificate.clone());
                let asked = Asked::new(&presented, &[], now);
                rule::first_broken(&[rule], &self.input(&chain, &asked))
            }
        };
        Refusal::new(finding.unwrap_or_else(|| unproven(&certificate))).into()
    }

    /// The rule that says why the provider verifies no signature of this key, if its size or its form is the reason.
    fn unverifiable_key(&self, certificate: &Certificate) -> Option<&'static str> {
        let key = certificate.public_key();
        match key.algorithm() {
            KeyAlgorithm::Rsa { bits } if !has_verifiable_length(key, &self.provider) => {
                let is_short = bits < *VERIFIABLE_RSA_BITS.start();
                Some(if is_short {
                    "rsa-modulus-too-short"
                } else {
                    "rsa-modulus-too-long"
                })
            }
            _ => key.deviation().map(|_| "public-key-malformed"),
        }
    }
}

/// Rules that ask for the verdicts on signatures.
const VERIFYING: &[&str] = &["signature-algorithm-unsupported", "signature-invalid"];

/// What is said of an error none of the likely rules explains: the gravest that any rule finds, if it is an error.
fn unsuspected(
    examined: &Examined<'_>,
    input: &CheckInput<'_>,
    reason: &CertificateError,
    meaning: &Meaning,
) -> Finding {
    let by_engine =
        |rule: &Rule, expected| rule.met_in_use(Some(input.end_entity()), expected, meaning.found);
    let rule = match reason {
        // rustls tells of a wrong signature on one path it tried before it tells why another one is refused, and the
        // signatures of the path that is checked are verified.
        CertificateError::BadSignature => None,
        _ => rule::find(meaning.rule),
    };
    let rule = rule.unwrap_or(&handshake::CERTIFICATE_REFUSED);
    if REVOCATION.contains(&meaning.rule) {
        return by_engine(rule, "a revocation status the engine accepts");
    }
    let finding = rule::gravest_error(input, WRONG_NAME);
    let unreadable = || {
        examined
            .malformed()
            .map(|it| *engine_error::unreadable(&it))
    };
    examined.annotate(match (finding, reason) {
        (Some(finding), _) => finding,
        (None, CertificateError::UnknownIssuer) => path::not_found_by_engine(input),
        (None, CertificateError::BadEncoding) => {
            unreadable().unwrap_or_else(|| by_engine(rule, engine_error::PATH))
        }
        (None, _) => by_engine(rule, engine_error::PATH),
    })
}

/// What is known without a look at what was presented, where a stranger presents more than is worth one.
pub(super) fn unexamined(mut finding: Finding, name: Option<String>) -> Finding {
    finding.certificate = name;
    let found = finding.found;
    finding.found = format!("{found}; what was presented was not examined further").into();
    finding
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
