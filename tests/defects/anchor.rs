//! Defects of the certificate that is trusted.

use vb365_tls::rule::peers::Place::{EndEntity, TrustAnchor};
use vb365_tls::test_support::encode::{dns_name, element, octet_string};
use vb365_tls::test_support::{Extension, Forge, KeyUsageBit, Name, Template, oid};

use super::{Defect, HOST};

pub(super) static ALL: &[Defect] = &[
    // Another root vouches for it.
    Defect::new("authority-key-identifier-absent", TrustAnchor, |it| {
        it.root(|it| it.issuer("CN=Another Root"))
    }),
    Defect::new("issuer-expired", TrustAnchor, |it| {
        it.root(|it| it.valid("2025-01-01", "2026-06-30"))
    }),
    Defect::new("issuer-expired", TrustAnchor, |it| {
        it.root(|it| it.valid("2025-01-01", "2026-06-30"))
    })
    .of_client(),
    Defect::new("issuer-expires-first", TrustAnchor, |it| {
        it.root(|it| it.valid("2026-01-01", "2049-06-30"))
    }),
    Defect::new("issuer-key-usage-absent", TrustAnchor, |it| {
        it.root(|it| it.without_extension(oid::KEY_USAGE))
    }),
    Defect::new("name-attribute-malformed", TrustAnchor, |it| {
        it.root(|it| it.subject(Name::new("CN=Malformed_Root").printable()))
    })
    .aspect("PrintableString"),
    Defect::new("name-attribute-too-long", TrustAnchor, |it| {
        let name = format!("CN=Root of {}", "many ".repeat(12));
        it.root(|it| it.subject(name.as_str()))
    })
    .aspect("common name"),
    Defect::new("name-constraint-malformed", TrustAnchor, |it| {
        it.root(|it| {
            it.with(Extension::name_constraints(
                &[],
                &[dns_name(".example.org")],
            ))
        })
    }),
    Defect::new("name-constraint-malformed", TrustAnchor, |it| {
        let hole = element(0x87, &[10, 0, 0, 0, 255, 0, 255, 0]);
        it.root(|it| it.with(Extension::name_constraints(&[], &[hole])))
    })
    .aspect("mask"),
    Defect::new("name-constraints-unsupported", TrustAnchor, |it| {
        let other = element(0xa4, &Name::new("O=Other").to_der());
        it.root(|it| it.with(Extension::name_constraints(&[], &[other])))
    })
    .aspect("directory name"),
    Defect::new("name-constraints-violated", EndEntity, |it| {
        it.root(|it| it.permitting(&["example.org"]))
    })
    .aspect("DNS name"),
    Defect::new("path-length-exceeded", TrustAnchor, |it| {
        it.root(|it| it.ca(Some(0)))
    }),
    Defect::new("path-length-exceeded", TrustAnchor, |it| {
        it.root(|it| it.ca(Some(0)))
    })
    .of_client(),
    Defect::new("self-signed", EndEntity, |_| {
        let subject = "CN=vb365.localhost, OU=Trusted itself";
        Forge::self_signed(HOST)
            .subject(subject)
            .valid("2026-01-01", "2049-12-31")
    })
    .aspect("trusted itself"),
    Defect::new("trust-anchor-in-chain", TrustAnchor, Forge::with_root),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(Template::not_ca)
    })
    .aspect("CA"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(Template::not_ca)
    })
    .aspect("CA")
    .of_client(),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.without_extension(oid::BASIC_CONSTRAINTS))
    })
    .aspect("basic constraints"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.with(Extension::authority_key_identifier_of(&[1, 2, 3])))
    })
    .aspect("authority key identifier"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        let own = "CN=Root that names its own certificate";
        let keyless = Extension::authority_issuer_and_serial(own, &[1]);
        it.root(|it| it.subject(own).with(keyless))
    })
    .aspect("authority key identifier without key"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        let critical = Extension::new(oid::UNKNOWN_EXTENSION, true, octet_string(&[]));
        it.root(|it| it.with(critical))
    })
    .aspect("critical extension"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        let own = "CN=Root that names its predecessor";
        let predecessor = Extension::authority_key_identifier_naming(own, &[0x77]);
        it.root(|it| it.subject(own).with(predecessor))
    })
    .aspect("issuer and serial"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.key_usage(&[KeyUsageBit::CrlSign]))
    })
    .aspect("key usage"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.purposes(&[oid::CODE_SIGNING]))
    })
    .aspect("purpose missing"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.purposes(&[oid::SERVER_AUTH]))
    })
    .aspect("purpose missing")
    .of_client(),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH]))
    })
    .aspect("purposes"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(|it| it.without_extension(oid::SUBJECT_KEY_IDENTIFIER))
    })
    .aspect("subject key identifier"),
    Defect::new("trust-anchor-irregular", TrustAnchor, |it| {
        it.root(Template::version_1)
    })
    .aspect("version"),
];
