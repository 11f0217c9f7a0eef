use rustls::CertRevocationListError;

use crate::finding::Finding;
use crate::rule::{handshake, revocation};

/// The finding of an error about a revocation list, which does not tell which list.
pub(crate) fn finding(error: &CertRevocationListError) -> Finding {
    use CertRevocationListError as E;
    #[allow(deprecated, reason = "older providers still send this variant")]
    let rule = match error {
        E::BadSignature
        | E::IssuerInvalidForCrl
        | E::UnsupportedSignatureAlgorithm
        | E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => &revocation::UNVERIFIED,
        _ => &handshake::REVOCATION_LIST_UNUSABLE,
    };
    let found = format!("a list of which it says: {}", in_words(error));
    rule.met_in_use(None, "a revocation list the engine can use", found)
}

pub(crate) fn in_words(error: &CertRevocationListError) -> &'static str {
    use CertRevocationListError as E;
    #[allow(deprecated, reason = "older providers still send this variant")]
    match error {
        E::BadSignature => "its signature does not verify",
        E::IssuerInvalidForCrl => "its issuer has no key usage cRLSign",
        E::UnsupportedSignatureAlgorithm
        | E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "it is signed with an algorithm that is not known"
        }
        E::InvalidCrlNumber => "its number (cRLNumber) cannot be read",
        E::InvalidRevokedCertSerialNumber => "it names a serial number of more than 20 octets",
        E::UnsupportedCrlVersion => "its version is not 2",
        E::UnsupportedCriticalExtension => "it has a critical extension that is not known",
        E::UnsupportedDeltaCrl => "it holds changes only (delta CRL)",
        E::UnsupportedIndirectCrl => "it is of several issuers (indirect CRL)",
        E::UnsupportedRevocationReason => "it is for some reasons of revocation only",
        _ => "its encoding is not what RFC 5280 section 5 defines",
    }
}
