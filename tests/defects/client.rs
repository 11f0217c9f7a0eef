//! Defects of the certificate of a client, which a server verifies.

use vb365_tls::rule::peers::Place::EndEntity;
use vb365_tls::test_support::KeyUsageBit::KeyEncipherment;
use vb365_tls::test_support::encode::{element, octet_string};
use vb365_tls::test_support::{Extension, oid};

use super::Defect;
use super::end_entity::POLICY_TWICE;

/// The bit of nsCertType for servers.
const SSL_SERVER: &[u8] = &[3, 2, 6, 0x40];

pub(super) static ALL: &[Defect] = &[
    Defect::new("authority-key-identifier-absent", EndEntity, |it| {
        it.without_extension(oid::AUTHORITY_KEY_IDENTIFIER)
    })
    .of_client(),
    Defect::new("certificate-expired", EndEntity, |it| {
        it.valid("2025-01-01", "2026-01-01")
    })
    .of_client(),
    Defect::new("certificate-not-yet-valid", EndEntity, |it| {
        it.valid("2048-01-01", "2049-12-31")
    })
    .of_client(),
    Defect::new("certificate-policy-repeated", EndEntity, |it| {
        it.with(Extension::policies(POLICY_TWICE))
    })
    .of_client(),
    Defect::new("certificate-version-1", EndEntity, |it| it.version_1()).of_client(),
    Defect::new("critical-extension-unknown", EndEntity, |it| {
        it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0])
    })
    .of_client(),
    Defect::new("end-entity-is-ca", EndEntity, |it| it.ca(None)).of_client(),
    Defect::new("extended-key-usage-absent", EndEntity, |it| {
        it.without_extension(oid::EXTENDED_KEY_USAGE)
    })
    .of_client(),
    Defect::new("extended-key-usage-any-only", EndEntity, |it| {
        it.purposes(&[oid::ANY_PURPOSE])
    })
    .of_client(),
    Defect::new("extended-key-usage-mismatch", EndEntity, |it| {
        it.purposes(&[oid::SERVER_AUTH])
    })
    .of_client(),
    Defect::new("extension-malformed", EndEntity, |it| {
        it.extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &octet_string(&[1]))
    })
    .aspect("authorityKeyIdentifier")
    .of_client(),
    Defect::new("extension-malformed", EndEntity, |it| {
        it.general_names(&[element(0x87, b"10.0.0.5")])
    })
    .aspect("subjectAltName address")
    .of_client(),
    Defect::new("extension-repeated", EndEntity, |it| {
        it.repeated(oid::KEY_USAGE)
    })
    .of_client(),
    Defect::new("key-usage-mismatch", EndEntity, |it| {
        it.key_usage(&[KeyEncipherment])
    })
    .of_client(),
    Defect::new("netscape-type-mismatch", EndEntity, |it| {
        it.extension(oid::NETSCAPE_CERT_TYPE, false, SSL_SERVER)
    })
    .of_client(),
    Defect::new("serial-number-irregular", EndEntity, |it| {
        it.serial(&[0xff, 1])
    })
    .aspect("negative")
    .of_client(),
];
