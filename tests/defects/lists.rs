//! Defects of revocation lists, and what lists say of certificates. A list is that of the issuer of the certificate.

use vb365_tls::rule::peers::Place::EndEntity;
use vb365_tls::test_support::encode::integer;
use vb365_tls::test_support::{Extension, Forge, RevocationList, Template, TestKey, oid};

use super::{Defect, lasting};

/// The list of the issuer.
fn list(forge: &Forge) -> RevocationList {
    lasting(forge.revocation_list())
}

pub(super) static ALL: &[Defect] = &[
    Defect::new("certificate-revoked", EndEntity, |it| it).lists(|it| vec![lasting(it.revoked())]),
    Defect::new("certificate-revoked", EndEntity, |it| it)
        .lists(|it| vec![lasting(it.revoked())])
        .of_client(),
    Defect::new(
        "revocation-list-authority-key-identifier-absent",
        EndEntity,
        |it| it,
    )
    .lists(|it| vec![list(it).without_extension(oid::AUTHORITY_KEY_IDENTIFIER)]),
    Defect::new("revocation-list-issuer-encoding-differs", EndEntity, |it| {
        it
    })
    .lists(|it| vec![list(it).issuer_name_reencoded()])
    .also(&["revocation-status-unknown"]),
    Defect::new("revocation-list-number-absent", EndEntity, |it| it)
        .lists(|it| vec![list(it).without_extension(oid::CRL_NUMBER)]),
    Defect::new("revocation-list-number-critical", EndEntity, |it| it).lists(|it| {
        let number = Extension::new(oid::CRL_NUMBER, true, integer(&[1]));
        vec![list(it).with(number)]
    }),
    Defect::new("revocation-list-stale", EndEntity, |it| it)
        .lists(|it| vec![it.revocation_list().updated("2026-09-15", "2026-10-15")]),
    Defect::new("revocation-list-unverified", EndEntity, |it| it)
        .lists(|it| vec![list(it).altered_signature()]),
    Defect::new("revocation-status-unknown", EndEntity, |it| it).lists(|_| {
        let other = Template::root("CN=Other Authority").key(TestKey::Other);
        vec![lasting(RevocationList::of(other))]
    }),
];
