use rustls::CertRevocationListError;

use crate::finding::Finding;
use crate::rule::{handshake, revocation};

/// The finding of an error about a CRL, which does not tell which list.
pub(crate) fn finding(error: &CertRevocationListError) -> Finding {
    use CertRevocationListError as E;
    #[allow(deprecated, reason = "older providers still send this variant")]
    let rule = match error {
        E::BadSignature
        | E::IssuerInvalidForCrl
        | E::UnsupportedSignatureAlgorithm
        | E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => &revocation::UNVERIFIED,
        _ => &handshake::CRL_UNUSABLE,
    };
    let found = format!("a list of which it says: {}", in_words(error));
    rule.met_in_use(None, "a CRL the engine can use", found)
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
        E::InvalidRevokedCertSerialNumber => "the serial number of an entry is not an INTEGER",
        E::UnsupportedCrlVersion => "its version is not 2",
        E::UnsupportedCriticalExtension => "it has a critical extension that is not known",
        E::UnsupportedDeltaCrl => "it holds changes only (delta CRL)",
        E::UnsupportedIndirectCrl => "it is of several issuers (indirect CRL)",
        E::UnsupportedRevocationReason => {
            "the reason code of an entry is not one of RFC 5280 section 5.3.1"
        }
        E::ParseError => "it cannot be read as RFC 5280 section 5 has it",
        E::Other(other) => other.0.downcast_ref().map_or(UNNAMED, unsupported),
        _ => UNNAMED,
    }
}

const UNNAMED: &str = "something the engine has no name for";

/// What rustls passes on from webpki without a variant of its own.
fn unsupported(error: &webpki::Error) -> &'static str {
    use webpki::Error as E;
    match error {
        E::UnsupportedRevocationReasonsPartitioning => {
            "it is for some reasons of revocation only, which is not supported"
        }
        E::UnsupportedCrlIssuingDistributionPoint => {
            "its distribution point has no full name, which is not supported"
        }
        E::ExtensionValueInvalid => "it has an extension twice",
        E::SignatureAlgorithmMismatch => {
            "it names another signature algorithm inside than beside the signature"
        }
        E::TrailingData(_) => "it cannot be read as RFC 5280 section 5 has it",
        _ => UNNAMED,
    }
}
