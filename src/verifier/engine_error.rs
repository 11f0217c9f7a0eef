//! What an error of the engine means: with the certificates it is about, and without them.

mod crl;
mod webpki_error;
mod without_certificate;

use rustls::{CertificateError, ExtendedKeyPurpose};

use crate::certificate::{Malformed, SignatureAlgorithm};
use crate::finding::Finding;
use crate::rule::handshake;

pub(crate) use crl::finding as list_finding;
pub(super) use webpki_error::of_webpki;
pub(crate) use without_certificate::finding;

/// An error of the engine in the terms of the catalogue.
pub(super) struct Meaning {
    /// The rule, where nothing is known but the error.
    pub(super) rule: &'static str,
    /// The rules that explain it where the certificates can be checked, the likeliest first.
    pub(super) suspects: &'static [&'static str],
    /// What the engine found, in words.
    pub(super) found: &'static str,
}

/// What is expected of certificates, where no rule says more.
pub(super) const PATH: &str = "a certification path the engine accepts";

pub(super) const REVOCATION: &[&str] = &[
    "certificate-revoked",
    "crl-stale",
    "revocation-status-unknown",
];

/// Why a certificate is not for the name of the server.
pub(super) const WRONG_NAME: &[&str] = &[
    "subject-alt-name-absent",
    "subject-alt-name-empty",
    "ip-address-as-dns-name",
    "name-only-in-common-name",
    "wildcard-malformed",
    "dns-name-malformed",
    "reference-identifier-unmatched",
    "extension-malformed",
];

/// What rustls' path building refuses without a variant of its own.
const ENGINE: &[&str] = &[
    "certificate-version-1",
    "end-entity-is-ca",
    "extension-repeated",
    "critical-extension-unknown",
    "unique-identifiers-present",
    "extended-key-usage-empty",
    "extension-malformed",
    "signature-algorithm-inconsistent",
    "issuer-not-ca",
    "issuer-lacks-key-cert-sign",
    "path-length-exceeded",
    "name-constraints-violated",
    "name-constraints-unsupported",
    "signature-bits-unused",
    "validity-unreadable",
    "path-length-too-large",
    "key-distrusted",
    "chain-too-large",
    "chain-too-long",
    "rsa-modulus-too-short",
    "key-algorithm-unsupported",
];

const LAST_RESORT: &str = "certificate-refused";

impl Meaning {
    pub(super) fn of(error: &CertificateError) -> Self {
        use CertificateError as E;
        let meaning = |rule, suspects, found| Self {
            rule,
            suspects,
            found,
        };
        #[allow(deprecated, reason = "older providers still send these variants")]
        match error {
            E::BadEncoding => meaning(
                "certificate-unreadable",
                ENGINE,
                "an encoding it cannot read",
            ),
            E::Expired | E::ExpiredContext { .. } => meaning(
                "certificate-expired",
                &["certificate-expired", "issuer-expired", "validity-inverted"],
                "a certificate it takes for expired",
            ),
            E::NotValidYet | E::NotValidYetContext { .. } => meaning(
                "certificate-not-yet-valid",
                &[
                    "certificate-not-yet-valid",
                    "issuer-expired",
                    "validity-inverted",
                ],
                "a certificate it takes for not yet valid",
            ),
            E::NotValidForName | E::NotValidForNameContext { .. } => meaning(
                match error {
                    E::NotValidForNameContext { presented, .. } if presented.is_empty() => {
                        "subject-alt-name-absent"
                    }
                    _ => "reference-identifier-unmatched",
                },
                WRONG_NAME,
                "a certificate for another name",
            ),
            E::InvalidPurpose | E::InvalidPurposeContext { .. } => meaning(
                match error {
                    E::InvalidPurposeContext { presented, .. } if is_any_only(presented) => {
                        "extended-key-usage-any-only"
                    }
                    _ => "extended-key-usage-mismatch",
                },
                &[
                    "extended-key-usage-any-only",
                    "extended-key-usage-mismatch",
                    "issuer-purpose-mismatch",
                ],
                "a certificate for another purpose",
            ),
            E::UnsupportedSignatureAlgorithm
            | E::UnsupportedSignatureAlgorithmContext { .. }
            | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => meaning(
                match algorithm(error) {
                    Some(algorithm) if algorithm.is_weak() => "signature-algorithm-weak",
                    _ => "signature-algorithm-unsupported",
                },
                &[
                    "signature-algorithm-weak",
                    "signature-algorithm-unsupported",
                    "key-algorithm-unsupported",
                    "ec-parameters-explicit",
                ],
                "a signature algorithm it does not know",
            ),
            E::BadSignature => meaning(
                "signature-invalid",
                &[
                    "rsa-modulus-too-short",
                    "rsa-modulus-too-long",
                    "public-key-malformed",
                    "signature-invalid",
                    "ec-parameters-explicit",
                ],
                "a signature that does not verify, of a certificate or of the handshake",
            ),
            E::UnhandledCriticalExtension => meaning(
                "critical-extension-unknown",
                &["critical-extension-unknown"],
                "a critical extension it does not know",
            ),
            E::UnknownIssuer => meaning(
                "path-not-found",
                &[
                    "path-not-found",
                    "issuer-name-encoding-differs",
                    "issuer-not-ca",
                    "path-length-exceeded",
                    "chain-too-long",
                    "issuer-lacks-key-cert-sign",
                ],
                "no issuer it trusts",
            ),
            E::Revoked => meaning(
                "certificate-revoked",
                &["certificate-revoked"],
                "a certificate it takes for revoked",
            ),
            E::UnknownRevocationStatus => meaning(
                "revocation-status-unknown",
                &["crl-unverified", "revocation-status-unknown"],
                "a certificate no CRL covers",
            ),
            E::ExpiredRevocationList | E::ExpiredRevocationListContext { .. } => {
                meaning("crl-stale", &["crl-stale"], "a CRL it takes for stale")
            }
            E::InvalidOcspResponse => {
                meaning(LAST_RESORT, ENGINE, "an OCSP response that is not valid")
            }
            E::ApplicationVerificationFailure => meaning(
                LAST_RESORT,
                ENGINE,
                "a certificate the application does not accept",
            ),
            E::Other(other) => other
                .0
                .downcast_ref()
                .and_then(Self::of_path)
                .unwrap_or_else(|| meaning(LAST_RESORT, ENGINE, "something it has no name for")),
            _ => meaning(LAST_RESORT, ENGINE, "something it has no name for"),
        }
    }

    /// What rustls passes on from its path building without a variant of its own.
    fn of_path(error: &webpki::Error) -> Option<Self> {
        use webpki::Error as E;
        let (suspects, found): (&[_], _) = match error {
            E::CaUsedAsEndEntity => (&["end-entity-is-ca"], "a CA as end entity"),
            E::EndEntityUsedAsCa => (&["issuer-not-ca"], "an issuer that is not a CA"),
            E::EmptyEkuExtension => (
                &["extended-key-usage-empty"],
                "an extended key usage with nothing inside",
            ),
            E::ExtensionValueInvalid | E::MalformedExtensions => (
                &["extension-malformed", "extension-repeated"],
                "an extension it cannot read, or finds twice",
            ),
            E::InvalidNetworkMaskConstraint | E::MalformedNameConstraint => (
                &[
                    "name-constraints-unsupported",
                    "extension-malformed",
                    "name-constraints-violated",
                ],
                "name constraints it cannot read",
            ),
            E::MalformedDnsIdentifier => (
                &[
                    "name-constraints-unsupported",
                    "dns-name-malformed",
                    "wildcard-malformed",
                ],
                "a DNS name it cannot read",
            ),
            E::MaximumNameConstraintComparisonsExceeded => (
                &["name-constraints-violated"],
                "more names and constraints than it compares",
            ),
            E::MaximumPathBuildCallsExceeded | E::MaximumSignatureChecksExceeded => {
                (&["path-not-found"], "more possible issuers than it tries")
            }
            E::MaximumPathDepthExceeded => (&["chain-too-long"], "a path longer than it follows"),
            E::CertDistrusted => (&["key-distrusted"], "a key it distrusts"),
            E::NameConstraintViolation => (
                &["name-constraints-violated", "name-constraints-unsupported"],
                "a name an issuer is not allowed to certify",
            ),
            E::PathLenConstraintViolated => (
                &["path-length-exceeded"],
                "more intermediates than an issuer allows below it",
            ),
            E::SignatureAlgorithmMismatch => (
                &["signature-algorithm-inconsistent"],
                "two signature algorithms in one certificate",
            ),
            E::UnsupportedCertVersion => (
                &["certificate-version-1"],
                "a certificate of another version than 3",
            ),
            E::UnsupportedCriticalExtension => (
                &["critical-extension-unknown"],
                "a critical extension it does not know",
            ),
            _ => return None,
        };
        Some(Self {
            rule: suspects[0],
            suspects,
            found,
        })
    }
}

fn is_any_only(presented: &[ExtendedKeyPurpose]) -> bool {
    /// anyExtendedKeyUsage, RFC 5280 section 4.2.1.12.
    const ANY: [usize; 5] = [2, 5, 29, 37, 0];
    matches!(presented, [ExtendedKeyPurpose::Other(only)] if *only == ANY)
}

fn algorithm(error: &CertificateError) -> Option<SignatureAlgorithm> {
    use CertificateError as E;
    match error {
        E::UnsupportedSignatureAlgorithmContext {
            signature_algorithm_id,
            ..
        }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id,
            ..
        } => SignatureAlgorithm::from_contents(signature_algorithm_id).ok(),
        _ => None,
    }
}

/// A certificate that this crate cannot read, whatever others make of it.
pub(super) fn unreadable(error: &Malformed) -> Box<Finding> {
    let finding = handshake::CERTIFICATE_UNREADABLE.met_in_use(
        None,
        "an X.509 certificate",
        error.to_string(),
    );
    Box::new(finding)
}

/// The same of a root in the caller's store.
pub(super) fn unreadable_anchor() -> Box<Finding> {
    let finding = handshake::CERTIFICATE_UNREADABLE.met_in_use(
        None,
        "a trust anchor with a name and a key",
        "one whose name or key cannot be read, at the end of the path",
    );
    Box::new(finding)
}
