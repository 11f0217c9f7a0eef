//! Defects of the certificate of a server: dates, names, purposes, and what stands outside its extensions.

use vb365_tls::rule::peers::Place::EndEntity;
use vb365_tls::test_support::KeyUsageBit::{
    DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment,
};
use vb365_tls::test_support::encode::{dns_name, integer, sequence};
use vb365_tls::test_support::{Extension, Forge, Time, oid};

use super::{Defect, HOST};

pub(super) static ALL: &[Defect] = &[
    Defect::new("authority-key-identifier-absent", EndEntity, |it| {
        it.without_extension(oid::AUTHORITY_KEY_IDENTIFIER)
    }),
    Defect::new("certificate-expired", EndEntity, |it| {
        it.valid("2025-01-01", "2026-01-01")
    }),
    Defect::new("certificate-not-yet-valid", EndEntity, |it| {
        it.valid("2048-01-01", "2049-12-31")
    }),
    Defect::new("certificate-policy-repeated", EndEntity, |it| {
        it.with(Extension::policies(POLICY_TWICE))
    }),
    Defect::new("certificate-version-1", EndEntity, |it| it.version_1()),
    Defect::new("certificate-version-1", EndEntity, |it| it.version(2)).aspect("with extensions"),
    Defect::new("common-name-has-port", EndEntity, |it| {
        it.subject("CN=vb365.localhost:4443")
    }),
    Defect::new("common-name-names-another-host", EndEntity, |it| {
        it.subject("CN=other.example.com")
    }),
    Defect::new("critical-extension-unknown", EndEntity, |it| {
        it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0])
    }),
    Defect::new("distribution-point-unnamed", EndEntity, |it| {
        it.extension(oid::CRL_DISTRIBUTION_POINTS, false, REASONS_ALONE)
    }),
    Defect::new("dns-name-malformed", EndEntity, |it| {
        it.names(&[HOST, "a..example.com"])
    }),
    Defect::new("end-entity-is-ca", EndEntity, |it| it.ca(None)),
    Defect::new("extended-key-usage-absent", EndEntity, |it| {
        it.without_extension(oid::EXTENDED_KEY_USAGE)
    }),
    Defect::new("extended-key-usage-any-only", EndEntity, |it| {
        it.purposes(&[oid::ANY_PURPOSE])
    }),
    Defect::new("extended-key-usage-empty", EndEntity, |it| it.purposes(&[])),
    Defect::new("extended-key-usage-excessive", EndEntity, |it| {
        it.purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH, oid::CODE_SIGNING])
    }),
    Defect::new("extended-key-usage-mismatch", EndEntity, |it| {
        it.purposes(&[oid::CLIENT_AUTH])
    }),
    Defect::new("extension-repeated", EndEntity, |it| {
        it.repeated(oid::KEY_USAGE)
    }),
    Defect::new("ip-address-as-dns-name", EndEntity, |it| {
        it.general_names(&[dns_name(HOST), dns_name("192.0.2.1")])
    }),
    Defect::new("key-cert-sign-on-end-entity", EndEntity, |it| {
        it.key_usage(&[DigitalSignature, KeyEncipherment, KeyCertSign])
    }),
    Defect::new("key-usage-impossible", EndEntity, |it| {
        it.key_usage(&[DigitalSignature, KeyAgreement])
    })
    .aspect("of an RSA key"),
    Defect::new("key-usage-mismatch", EndEntity, |it| {
        it.key_usage(&[KeyEncipherment])
    }),
    Defect::new("name-constraints-on-end-entity", EndEntity, |it| {
        it.with(Extension::name_constraints(&[dns_name(HOST)], &[]))
    }),
    Defect::new("netscape-type-mismatch", EndEntity, |it| {
        it.extension(oid::NETSCAPE_CERT_TYPE, false, SSL_CLIENT)
    }),
    Defect::new("path-length-too-large", EndEntity, |it| {
        let constraints = sequence(&[integer(&[1, 0])]);
        it.extension(oid::BASIC_CONSTRAINTS, true, &constraints)
    }),
    Defect::new("path-length-without-ca", EndEntity, |it| {
        it.with(Extension::path_length_without_ca(0))
    }),
    Defect::new("presented-identifier-repeated", EndEntity, |it| {
        it.names(&[HOST, HOST])
    }),
    Defect::new("reference-identifier-unmatched", EndEntity, |it| {
        it.names(&["other.example.com"])
            .subject("CN=other.example.com")
    }),
    Defect::new("revocation-pointer-absent", EndEntity, |it| {
        it.without_extension(oid::CRL_DISTRIBUTION_POINTS)
    }),
    Defect::new("serial-number-irregular", EndEntity, |it| it.serial(&[0])).aspect("zero"),
    Defect::new("serial-number-irregular", EndEntity, |it| {
        it.serial(&[0xff, 1])
    })
    .aspect("negative"),
    Defect::new("serial-number-irregular", EndEntity, |it| {
        it.serial(&[0x4a; 21])
    })
    .aspect("over 20 octets"),
    Defect::new("stapling-demanded", EndEntity, |it| {
        it.extension(oid::TLS_FEATURE, false, STATUS_REQUEST)
    }),
    Defect::new("subject-alt-name-absent", EndEntity, Forge::without_san),
    Defect::new("subject-alt-name-empty", EndEntity, |it| {
        it.general_names(&[])
    }),
    Defect::new("subject-empty-without-critical-san", EndEntity, |it| {
        it.subject("")
    }),
    Defect::new("unique-identifiers-present", EndEntity, |it| {
        it.end_entity(|it| it.subject_unique_id())
    }),
    Defect::new("validity-encoding-wrong", EndEntity, |it| {
        it.valid("2026-01-01", Time::generalized("20491230000000Z"))
    }),
    Defect::new("validity-inverted", EndEntity, |it| {
        it.valid("2049-12-31", "2026-01-01")
    }),
    Defect::new("validity-unreadable", EndEntity, |it| {
        it.valid(Time::utc("2601010000Z"), "2049-12-31")
    }),
    Defect::new("name-only-in-common-name", EndEntity, |it| {
        it.names(&["other.localhost"])
    }),
    Defect::new("wildcard-malformed", EndEntity, |it| {
        it.names(&[HOST, "a*.example.com"])
    }),
    Defect::new("wildcard-malformed", EndEntity, |it| {
        it.names(&["*.localhost"])
    })
    .aspect("only match"),
];

/// The arc reserved for documentation, RFC 5612.
pub(super) const POLICY_TWICE: &[&str] = &["1.3.6.1.4.1.32473.9", "1.3.6.1.4.1.32473.9"];

/// The bit of nsCertType for clients.
pub(super) const SSL_CLIENT: &[u8] = &[3, 2, 7, 0x80];

/// The feature `status_request`, RFC 7633.
const STATUS_REQUEST: &[u8] = &[0x30, 3, 2, 1, 5];

/// A CRL distribution point with the reason keyCompromise and nothing else.
pub(super) const REASONS_ALONE: &[u8] = &[0x30, 6, 0x30, 4, 0x81, 2, 6, 0x40];
