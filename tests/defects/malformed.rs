//! Extensions that cannot be read, wherever in a path.

use vb365_tls::rule::peers::Place::{EndEntity, Intermediate, TrustAnchor};
use vb365_tls::test_support::encode::{dns_name, element, uri};
use vb365_tls::test_support::oid;

use super::{Defect, HOST};

const MALFORMED: &str = "extension-malformed";
const FRESHEST_CRL: &str = "2.5.29.46";
const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
const ISSUER_ALT_NAME: &str = "2.5.29.18";
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
const POLICY_MAPPINGS: &str = "2.5.29.33";
const SUBJECT_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.11";
const TIMESTAMPS: &str = "1.3.6.1.4.1.11129.2.4.2";
/// NULL, which none of these is.
const NULL: &[u8] = &[5, 0];
/// One element where a list of structures is expected.
const LIST_OF_NULL: &[u8] = &[0x30, 2, 5, 0];

pub(super) static ALL: &[Defect] = &[
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::AUTHORITY_KEY_IDENTIFIER, false, NULL)
    })
    .aspect("authorityKeyIdentifier"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::SUBJECT_KEY_IDENTIFIER, false, NULL)
    })
    .aspect("subjectKeyIdentifier"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::AUTHORITY_INFO_ACCESS, false, LIST_OF_NULL)
    })
    .aspect("authorityInfoAccess"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::CERTIFICATE_POLICIES, false, LIST_OF_NULL)
    })
    .aspect("certificatePolicies"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::CRL_DISTRIBUTION_POINTS, false, LIST_OF_NULL)
    })
    .aspect("cRLDistributionPoints"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(FRESHEST_CRL, false, LIST_OF_NULL)
    })
    .aspect("freshestCRL"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(ISSUER_ALT_NAME, false, LIST_OF_NULL)
    })
    .aspect("issuerAltName"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(SUBJECT_INFO_ACCESS, false, LIST_OF_NULL)
    })
    .aspect("subjectInfoAccess"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::TLS_FEATURE, false, LIST_OF_NULL)
    })
    .aspect("tlsFeature"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::NETSCAPE_CERT_TYPE, false, NULL)
    })
    .aspect("netscapeCertType"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::KEY_USAGE, false, NULL)
    })
    .aspect("keyUsage"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::EXTENDED_KEY_USAGE, false, NULL)
    })
    .aspect("extKeyUsage"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::BASIC_CONSTRAINTS, false, NULL)
    })
    .aspect("basicConstraints"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(TIMESTAMPS, false, NULL)
    })
    .aspect("signedCertificateTimestamps"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.extension(oid::SUBJECT_ALT_NAME, false, NULL)
    })
    .aspect("subjectAltName"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.general_names(&[dns_name(HOST), element(0x87, b"10.0.0.5")])
    })
    .aspect("subjectAltName address"),
    Defect::new(MALFORMED, EndEntity, |it| {
        it.general_names(&[dns_name(HOST), uri("https://localhost/a b")])
    })
    .aspect("subjectAltName URI"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::AUTHORITY_KEY_IDENTIFIER, false, NULL))
    })
    .aspect("authorityKeyIdentifier"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::SUBJECT_KEY_IDENTIFIER, false, NULL))
    })
    .aspect("subjectKeyIdentifier"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::AUTHORITY_INFO_ACCESS, false, LIST_OF_NULL))
    })
    .aspect("authorityInfoAccess"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::CERTIFICATE_POLICIES, false, LIST_OF_NULL))
    })
    .aspect("certificatePolicies"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::CRL_DISTRIBUTION_POINTS, false, LIST_OF_NULL))
    })
    .aspect("cRLDistributionPoints"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::NETSCAPE_CERT_TYPE, false, NULL))
    })
    .aspect("netscapeCertType"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::KEY_USAGE, false, NULL))
    })
    .aspect("keyUsage"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::EXTENDED_KEY_USAGE, false, NULL))
    })
    .aspect("extKeyUsage"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(POLICY_MAPPINGS, false, LIST_OF_NULL))
    })
    .aspect("policyMappings"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(POLICY_CONSTRAINTS, false, NULL))
    })
    .aspect("policyConstraints")
    .also(&["extension-criticality-wrong"]),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(INHIBIT_ANY_POLICY, false, NULL))
    })
    .aspect("inhibitAnyPolicy")
    .also(&["extension-criticality-wrong"]),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::NAME_CONSTRAINTS, true, NULL))
    })
    .aspect("nameConstraints"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.general_names(&[element(0x87, b"10.0.0.5")]))
    })
    .aspect("subjectAltName address"),
    Defect::new(MALFORMED, Intermediate, |it| {
        it.intermediate(|it| it.general_names(&[uri("https://localhost/a b")]))
    })
    .aspect("subjectAltName URI"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::AUTHORITY_KEY_IDENTIFIER, false, NULL))
    })
    .aspect("authorityKeyIdentifier"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::SUBJECT_KEY_IDENTIFIER, false, NULL))
    })
    .aspect("subjectKeyIdentifier"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::AUTHORITY_INFO_ACCESS, false, LIST_OF_NULL))
    })
    .aspect("authorityInfoAccess"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::CERTIFICATE_POLICIES, false, LIST_OF_NULL))
    })
    .aspect("certificatePolicies"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::CRL_DISTRIBUTION_POINTS, false, LIST_OF_NULL))
    })
    .aspect("cRLDistributionPoints"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::NETSCAPE_CERT_TYPE, false, NULL))
    })
    .aspect("netscapeCertType"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(oid::KEY_USAGE, false, NULL))
    })
    .aspect("keyUsage"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(POLICY_MAPPINGS, false, LIST_OF_NULL))
    })
    .aspect("policyMappings"),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(POLICY_CONSTRAINTS, false, NULL))
    })
    .aspect("policyConstraints")
    .also(&["extension-criticality-wrong"]),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.extension(INHIBIT_ANY_POLICY, false, NULL))
    })
    .aspect("inhibitAnyPolicy")
    .also(&["extension-criticality-wrong"]),
    Defect::new(MALFORMED, TrustAnchor, |it| {
        it.root(|it| it.general_names(&[uri("https://localhost/a b")]))
    })
    .aspect("subjectAltName URI"),
];
