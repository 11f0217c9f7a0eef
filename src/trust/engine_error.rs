//! What an error of the engine means: with the certificates it is about, and without them.

use std::borrow::Cow;

use rustls::{CertRevocationListError, CertificateError, ExtendedKeyPurpose};
use rustls_pki_types::UnixTime;

use crate::certificate::{SignatureAlgorithm, rfc3339};
use crate::finding::Finding;
use crate::rule::text::listed;
use crate::rule::{self, handshake};

/// An error of the engine in the terms of the catalogue.
pub(super) struct Meaning {
    /// The rule, where nothing is known but the error.
    pub(super) rule: &'static str,
    /// The rules that explain it where the certificates can be judged, the likeliest first.
    pub(super) suspects: &'static [&'static str],
    /// What the engine found, in words.
    pub(super) found: &'static str,
}

pub(super) const REVOCATION: &[&str] = &[
    "certificate-revoked",
    "revocation-list-stale",
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
                &["certificate-not-yet-valid", "issuer-expired"],
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
                &["revocation-list-unverified", "revocation-status-unknown"],
                "a certificate no revocation list covers",
            ),
            E::ExpiredRevocationList | E::ExpiredRevocationListContext { .. } => meaning(
                "revocation-list-stale",
                &["revocation-list-stale"],
                "a revocation list it takes for stale",
            ),
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
            E::CaUsedAsEndEntity => (&["end-entity-is-ca"], "an authority as end entity"),
            E::EndEntityUsedAsCa => (&["issuer-not-ca"], "an issuer that is no authority"),
            E::EmptyEkuExtension => (
                &["extended-key-usage-empty"],
                "an extended key usage with nothing inside",
            ),
            E::ExtensionValueInvalid | E::MalformedExtensions => (
                &["extension-malformed", "extension-repeated"],
                "an extension it cannot read, or finds twice",
            ),
            E::InvalidNetworkMaskConstraint | E::MalformedNameConstraint => (
                &["extension-malformed", "name-constraints-violated"],
                "name constraints it cannot read",
            ),
            E::MalformedDnsIdentifier => (
                &["dns-name-malformed", "wildcard-malformed"],
                "a DNS name it cannot read",
            ),
            E::MaximumPathDepthExceeded => (&["chain-too-long"], "a path longer than it follows"),
            E::NameConstraintViolation => (
                &["name-constraints-violated"],
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

/// The finding where nothing is known but the error, which does not tell the end entity from its issuers.
pub(crate) fn finding(error: &CertificateError) -> Finding {
    let meaning = Meaning::of(error);
    let (expected, found) =
        in_context(error).unwrap_or_else(|| (PATH.into(), meaning.found.into()));
    rule::find(meaning.rule)
        .unwrap_or(&handshake::CERTIFICATE_REFUSED)
        .met_in_use(None, expected, found)
}

pub(super) const PATH: &str = "a certification path the engine accepts";

/// What was expected and found, as far as the error tells.
fn in_context(error: &CertificateError) -> Option<(Cow<'static, str>, Cow<'static, str>)> {
    use CertificateError as E;
    let at = |time: &UnixTime| format!("a certificate valid at {}", rfc3339(*time));
    let (expected, found) = match error {
        E::ExpiredContext { time, not_after } => {
            (at(time), format!("valid until {}", rfc3339(*not_after)))
        }
        E::NotValidYetContext { time, not_before } => {
            (at(time), format!("valid from {}", rfc3339(*not_before)))
        }
        E::ExpiredRevocationListContext { time, next_update } => (
            format!("a list whose successor is due after {}", rfc3339(*time)),
            format!("due at {}", rfc3339(*next_update)),
        ),
        E::NotValidForNameContext {
            expected,
            presented,
        } => (
            listed([expected.to_str()]),
            match presented.is_empty() {
                true => "no name of a host".into(),
                false => listed(presented.iter().map(|name| bare(name))),
            },
        ),
        E::InvalidPurposeContext {
            required,
            presented,
        } => (
            in_words(required),
            match presented.is_empty() {
                true => "no purpose".into(),
                false => listed(presented.iter().map(in_words)),
            },
        ),
        _ => {
            let algorithm = algorithm(error)?;
            let expected = match algorithm.is_weak() {
                true => "SHA-256 or better",
                false => "an algorithm the provider verifies with this key",
            };
            (expected.into(), algorithm.to_string())
        }
    };
    Some((expected.into(), found.into()))
}

/// rustls-webpki writes `DnsName("vb365.example.com")`.
fn bare(presented: &str) -> &str {
    let inside = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inside.unwrap_or(presented).trim_matches('"')
}

fn in_words(purpose: &ExtendedKeyPurpose) -> String {
    match purpose {
        ExtendedKeyPurpose::ClientAuth => "clientAuth".into(),
        ExtendedKeyPurpose::ServerAuth => "serverAuth".into(),
        ExtendedKeyPurpose::Other(numbers) => {
            let numbers: Vec<_> = numbers.iter().map(usize::to_string).collect();
            numbers.join(".")
        }
    }
}

/// The finding of an error about a revocation list, which does not tell which list.
pub(crate) fn list_finding(error: &CertRevocationListError) -> Finding {
    use CertRevocationListError as E;
    #[allow(deprecated, reason = "older providers still send this variant")]
    let rule = match error {
        E::BadSignature
        | E::IssuerInvalidForCrl
        | E::UnsupportedSignatureAlgorithm
        | E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            &rule::revocation::UNVERIFIED
        }
        _ => &handshake::REVOCATION_LIST_UNUSABLE,
    };
    let found = format!("a list of which it says: {}", list_in_words(error));
    rule.met_in_use(None, "a revocation list the engine can use", found)
}

pub(super) fn list_in_words(error: &CertRevocationListError) -> &'static str {
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
