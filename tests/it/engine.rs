//! What the rules say of purposes and extensions, held against what rustls does when it builds a path.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls_pki_types::ServerName;
use vb365_tls::test_support::Forge;

use crate::rules::{Case, HOST, constraint, extension, provider, purpose, report_of};

/// Cases in which a rule asks for more than rustls, in the order of the tables.
const BEYOND_RUSTLS: &[&str] = &[
    // rustls verifies one direction at a time; a backup proxy takes part in both.
    "serverAuth alone on a backup proxy",
    // Chromium refuses these; rustls does not look at the key usage.
    "keyEncipherment alone",
    "no bit in the key usage",
    "keyCertSign alone",
    // RFC 5280 section 4.2 forbids what rustls overlooks among extensions it does not process.
    "unknown extension three times, another twice",
    "unreadable key usage",
];

/// Whether rustls, with the root of the forge as its only anchor, takes the certificates for the host.
fn is_taken_by_rustls(forge: &Forge) -> bool {
    let provider = provider();
    let mut roots = RootCertStore::empty();
    roots.add(forge.trust_anchor_der(&provider)).unwrap();
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let certificates = forge.certificates(&provider);
    let (end_entity, intermediates) = certificates.split_first().unwrap();
    let host = ServerName::try_from(HOST).unwrap();
    let verifier = verifier.build().unwrap();
    verifier
        .verify_server_cert(end_entity, intermediates, &host, &[], Forge::now())
        .is_ok()
}

#[test]
fn an_error_by_path_is_what_rustls_refuses() {
    let cases = [purpose::CASES, extension::CASES, constraint::CASES].concat();
    let is_wrong = |case: &&Case| {
        let is_accepted = report_of(case).is_accepted();
        is_accepted != is_taken_by_rustls(&(case.forge)())
    };
    let differ: Vec<_> = cases
        .iter()
        .filter(is_wrong)
        .map(|case| case.name)
        .collect();
    assert_eq!(differ, BEYOND_RUSTLS);
}

/// The reader of rustls ends at 64 KiB, whatever sends the certificate.
#[test]
fn a_certificate_of_64_kib_is_not_read() {
    let padded = |length: usize| Forge::tls(HOST).extension("1.2.3.4", false, &vec![0; length]);
    let around = padded(60_000).path(&provider())[0].len() - 60_000;
    // Four octets of header in front of 65,534.
    assert!(is_taken_by_rustls(&padded(65_538 - around)));
    assert!(!is_taken_by_rustls(&padded(65_539 - around)));
}
