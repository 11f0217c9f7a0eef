//! Defects of CRLs, and what lists say of certificates. A list is that of the issuer of the certificate.

use vb365_tls::rule::peers::Place::EndEntity;
use vb365_tls::test_support::encode::integer;
use vb365_tls::test_support::{Crl, Extension, Forge, Template, TestKey, oid};

use super::{Defect, lasting};

/// The list of the issuer.
fn list(forge: &Forge) -> Crl {
    lasting(forge.crl())
}

pub(super) static ALL: &[Defect] = &[
    Defect::new("certificate-revoked", EndEntity, |it| it).lists(|it| vec![lasting(it.revoked())]),
    Defect::new("certificate-revoked", EndEntity, |it| it)
        .lists(|it| vec![lasting(it.revoked())])
        .of_client(),
    Defect::new("crl-authority-key-identifier-absent", EndEntity, |it| it)
        .lists(|it| vec![list(it).without_extension(oid::AUTHORITY_KEY_IDENTIFIER)]),
    Defect::new("crl-issuer-encoding-differs", EndEntity, |it| it)
        .lists(|it| vec![list(it).issuer_name_reencoded()])
        .also(&["revocation-status-unknown"]),
    Defect::new("crl-number-absent", EndEntity, |it| it)
        .lists(|it| vec![list(it).without_extension(oid::CRL_NUMBER)]),
    Defect::new("crl-number-critical", EndEntity, |it| it).lists(|it| {
        let number = Extension::new(oid::CRL_NUMBER, true, integer(&[1]));
        vec![list(it).with(number)]
    }),
    Defect::new("crl-stale", EndEntity, |it| it)
        .lists(|it| vec![it.crl().updated("2026-09-15", "2026-10-15")]),
    Defect::new("crl-unverified", EndEntity, |it| it)
        .lists(|it| vec![list(it).altered_signature()]),
    Defect::new("revocation-status-unknown", EndEntity, |it| it).lists(|_| {
        let other = Template::root("CN=Other CA").key(TestKey::Other);
        vec![lasting(Crl::of(other))]
    }),
];
