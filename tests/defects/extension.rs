//! Extensions that are critical where they must not be, or say what they must not, wherever in a path.

use vb365_tls::rule::peers::Place::{EndEntity, Intermediate, TrustAnchor};
use vb365_tls::test_support::encode::{dns_name, integer};
use vb365_tls::test_support::{Extension, oid};

use super::end_entity::{POLICY_TWICE, REASONS_ALONE, SSL_CLIENT};
use super::{Defect, HOST};

const UNKNOWN: &str = "critical-extension-unknown";
const CRITICALITY: &str = "extension-criticality-wrong";

const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
const POLICY_CONSTRAINTS: &str = "2.5.29.36";

/// A policy is demanded below nine more CAs.
const REQUIRE_POLICY_LATE: &[u8] = &[0x30, 3, 0x80, 1, 9];

pub(super) static ALL: &[Defect] = &[
    Defect::new(UNKNOWN, EndEntity, |it| {
        it.with(Extension::authority_key_identifier().critical())
    })
    .aspect("authorityKeyIdentifier critical"),
    Defect::new(UNKNOWN, EndEntity, |it| {
        it.with(Extension::subject_key_identifier().critical())
    })
    .aspect("subjectKeyIdentifier critical"),
    Defect::new(UNKNOWN, EndEntity, |it| {
        it.with(Extension::issuer_at("http://ca.example.com/ca.cer").critical())
    })
    .aspect("authorityInfoAccess critical"),
    Defect::new(CRITICALITY, EndEntity, |it| {
        it.with(Extension::crl_at("http://crl.example.com/ca.crl").critical())
    })
    .aspect("cRLDistributionPoints critical"),
    Defect::new(CRITICALITY, EndEntity, |it| {
        it.with(Extension::subject_alt_name(&[dns_name(HOST)]).critical())
    })
    .aspect("subjectAltName critical"),
    Defect::new(CRITICALITY, EndEntity, |it| {
        it.with(Extension::purposes(&[oid::SERVER_AUTH]).critical())
    })
    .aspect("extKeyUsage critical"),
    Defect::new(CRITICALITY, Intermediate, |it| {
        it.intermediate(|it| it.with(Extension::ca(None).not_critical()))
    })
    .aspect("basicConstraints not critical"),
    Defect::new(CRITICALITY, Intermediate, |it| {
        it.intermediate(|it| {
            it.with(Extension::name_constraints(&[dns_name(HOST)], &[]).not_critical())
        })
    })
    .aspect("nameConstraints not critical"),
    Defect::new(CRITICALITY, Intermediate, |it| {
        it.intermediate(|it| it.extension(POLICY_CONSTRAINTS, false, REQUIRE_POLICY_LATE))
    })
    .aspect("policyConstraints not critical"),
    Defect::new(CRITICALITY, Intermediate, |it| {
        it.intermediate(|it| it.extension(INHIBIT_ANY_POLICY, false, &integer(&[9])))
    })
    .aspect("inhibitAnyPolicy not critical"),
    Defect::new(UNKNOWN, Intermediate, |it| {
        it.intermediate(|it| it.with(Extension::authority_key_identifier().critical()))
    })
    .aspect("authorityKeyIdentifier critical"),
    Defect::new(UNKNOWN, Intermediate, |it| {
        it.intermediate(|it| it.with(Extension::subject_key_identifier().critical()))
    })
    .aspect("subjectKeyIdentifier critical"),
    Defect::new(UNKNOWN, Intermediate, |it| {
        it.intermediate(|it| {
            it.with(Extension::issuer_at("http://ca.example.com/ca.cer").critical())
        })
    })
    .aspect("authorityInfoAccess critical"),
    Defect::new("certificate-policy-repeated", Intermediate, |it| {
        it.intermediate(|it| it.with(Extension::policies(POLICY_TWICE)))
    }),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.with(Extension::ca(None).not_critical()))
    })
    .aspect("basicConstraints not critical"),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.with(Extension::name_constraints(&[dns_name(HOST)], &[]).not_critical()))
    })
    .aspect("nameConstraints not critical"),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.extension(POLICY_CONSTRAINTS, false, REQUIRE_POLICY_LATE))
    })
    .aspect("policyConstraints not critical"),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.extension(INHIBIT_ANY_POLICY, false, &integer(&[9])))
    })
    .aspect("inhibitAnyPolicy not critical"),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.with(Extension::authority_key_identifier().critical()))
    })
    .aspect("authorityKeyIdentifier critical"),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.with(Extension::subject_key_identifier().critical()))
    })
    .aspect("subjectKeyIdentifier critical"),
    Defect::new(CRITICALITY, TrustAnchor, |it| {
        it.root(|it| it.with(Extension::issuer_at("http://ca.example.com/ca.cer").critical()))
    })
    .aspect("authorityInfoAccess critical"),
    Defect::new("certificate-policy-repeated", TrustAnchor, |it| {
        it.root(|it| it.with(Extension::policies(POLICY_TWICE)))
    }),
    Defect::new("distribution-point-unnamed", Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::CRL_DISTRIBUTION_POINTS, false, REASONS_ALONE))
    }),
    Defect::new("netscape-type-mismatch", Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::NETSCAPE_CERT_TYPE, false, SSL_CLIENT))
    }),
];
