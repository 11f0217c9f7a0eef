//! Which remedies end in the place where a certificate is installed.

use super::{CheckInput, Rule};
use crate::finding::Position;

/// The rules whose remedy asks for another end entity certificate, or for another file with it.
///
/// Where the certificate is one's own and of a scenario of the product, the remedy of such a finding ends in the
/// sentence of [`Installation`](crate::scenario::Installation::sentence). What is wrong with a CA's certificate is
/// mended by the CA, so there it ends without.
///
/// ```
/// use vb365_tls::rule;
///
/// assert!(rule::REISSUED.contains(&"certificate-expired"));
/// assert!(!rule::REISSUED.contains(&"crl-stale"));
/// ```
pub static REISSUED: &[&str] = &[
    "assertion-key-not-rsa",
    "certificate-expired",
    "certificate-expires-soon",
    "certificate-not-yet-valid",
    "certificate-policy-repeated",
    "certificate-revoked",
    "certificate-version-1",
    "chain-too-large",
    "chain-too-long",
    "common-name-has-port",
    "common-name-names-another-host",
    "container-mac-absent",
    "container-mac-modern",
    "container-unreadable-by-dotnet",
    "critical-extension-unknown",
    "dns-name-malformed",
    "ec-parameters-explicit",
    "end-entity-is-ca",
    "extended-key-usage-any-only",
    "extended-key-usage-empty",
    "extended-key-usage-excessive",
    "extended-key-usage-mismatch",
    "extension-criticality-wrong",
    "extension-malformed",
    "extension-repeated",
    "ip-address-as-dns-name",
    "issuer-name-empty",
    "issuer-name-encoding-differs",
    "issuer-outside-policy",
    "key-algorithm-unsupported",
    "key-cert-sign-on-end-entity",
    "key-distrusted",
    "key-in-cng-provider",
    "key-in-legacy-csp",
    "key-spec-signature-only",
    "key-unusable-by-dotnet-framework",
    "key-usage-mismatch",
    "lifetime-too-long",
    "name-attribute-malformed",
    "name-attribute-too-long",
    "name-constraints-on-end-entity",
    "name-constraints-unsupported",
    "name-constraints-violated",
    "name-only-in-common-name",
    "netscape-type-mismatch",
    "path-length-without-ca",
    "portal-address-uncovered",
    "private-key-absent",
    "private-key-mismatch",
    "profile-demand-unmet",
    "public-key-malformed",
    "reference-identifier-unmatched",
    "rsa-exponent-weak",
    "rsa-key-predictable",
    "rsa-modulus-irregular",
    "rsa-modulus-length-irregular",
    "rsa-modulus-not-tested",
    "rsa-modulus-too-long",
    "rsa-modulus-too-short",
    "self-signed",
    "serial-number-irregular",
    "signature-algorithm-inconsistent",
    "signature-algorithm-unsupported",
    "signature-algorithm-weak",
    "signature-bits-unused",
    "signature-invalid",
    "stapling-demanded",
    "subject-alt-name-absent",
    "subject-alt-name-empty",
    "subject-empty-without-critical-san",
    "unique-identifiers-present",
    "validity-encoding-wrong",
    "validity-inverted",
    "validity-unreadable",
    "wildcard-malformed",
];

/// The rules about an issuer whose remedy asks for another certificate below it, or for another chain with it.
pub static REISSUED_BELOW: &[&str] = &[
    "issuer-expired",
    "issuer-expires-first",
    "issuer-not-ca",
    "issuer-purpose-mismatch",
    "key-distrusted",
    "path-length-exceeded",
];

/// The sentence with the place, where the remedy ends in it.
pub(super) fn place(
    rule: &Rule,
    position: Position,
    input: &CheckInput<'_>,
) -> Option<&'static str> {
    let id = rule.id.as_str();
    let is_reissued = match position {
        Position::EndEntity => REISSUED.binary_search(&id).is_ok(),
        Position::Intermediate(_) | Position::TrustAnchor => REISSUED_BELOW.contains(&id),
        Position::Unrelated(_) => false,
    };
    input.installation.filter(|_| is_reissued)
}
