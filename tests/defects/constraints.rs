//! Name constraints of a CA, and names that break them.

use vb365_tls::rule::peers::Place::{EndEntity, Intermediate};
use vb365_tls::test_support::encode::{dns_name, element, ip_address, mail_address, sequence, uri};
use vb365_tls::test_support::{Extension, Forge, Name, oid};

use super::{Defect, HOST};

/// Of the intermediate.
fn excluding(forge: Forge, base: Vec<u8>) -> Forge {
    forge.intermediate(|it| it.with(Extension::name_constraints(&[], &[base])))
}

fn permitting(forge: Forge, base: Vec<u8>) -> Forge {
    forge.intermediate(|it| it.with(Extension::name_constraints(&[base], &[])))
}

fn directory(name: &str) -> Vec<u8> {
    element(0xa4, &Name::new(name).to_der())
}

/// An excluded domain with what RFC 5280 has no use for behind it.
fn with_distance(distance: &[u8]) -> Vec<u8> {
    let subtree = sequence(&[dns_name("example.org"), distance.to_vec()]);
    sequence(&[element(0xa1, &subtree)])
}

const HOLE: &[u8] = &[10, 0, 0, 0, 255, 0, 255, 0];

pub(super) static ALL: &[Defect] = &[
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, dns_name(".example.org"))
    }),
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, element(0x87, &[10, 0, 0, 1]))
    })
    .aspect("address"),
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, element(0x87, HOLE))
    })
    .aspect("mask"),
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, dns_name("*.example.org"))
    })
    .aspect("DNS name")
    .also(&["name-constraints-unsupported"]),
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, mail_address("@example.org"))
    })
    .aspect("e-mail address"),
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, uri("https://example.org/"))
    })
    .aspect("URI"),
    Defect::new("name-constraint-malformed", Intermediate, |it| {
        excluding(it, uri("192.0.2.1"))
    })
    .aspect("URI with an address"),
    Defect::new("name-constraints-unsupported", Intermediate, |it| {
        excluding(it, directory("O=Other"))
    })
    .aspect("directory name"),
    Defect::new("name-constraints-unsupported", Intermediate, |it| {
        let minimum = with_distance(&[0x80, 1, 1]);
        it.intermediate(|it| it.extension(oid::NAME_CONSTRAINTS, true, &minimum))
    })
    .aspect("minimum or maximum"),
    Defect::new("name-constraints-unsupported", EndEntity, |it| {
        let it = it.general_names(&[dns_name(HOST), mail_address("a@example.com")]);
        excluding(it, mail_address("example.org"))
    })
    .aspect("e-mail address"),
    Defect::new("name-constraints-unsupported", EndEntity, |it| {
        let it = it.general_names(&[dns_name(HOST), uri("https://www.example.com/")]);
        excluding(it, uri("example.org"))
    })
    .aspect("URI"),
    Defect::new("name-constraints-violated", EndEntity, |it| {
        permitting(it.without_san(), dns_name("example.org"))
    })
    .aspect("common name")
    .also(&["subject-alt-name-absent"]),
    Defect::new("name-constraints-violated", EndEntity, |it| {
        let it = it.subject("CN=vb365.localhost, O=Example");
        permitting(it, directory("O=Other"))
    })
    .aspect("directory name")
    .also(&["name-constraints-unsupported"]),
    Defect::new("name-constraints-violated", EndEntity, |it| {
        permitting(it, dns_name("example.org"))
    })
    .aspect("DNS name")
    .of_client(),
    Defect::new("name-constraints-violated", EndEntity, |it| {
        let it = it.general_names(&[dns_name(HOST), ip_address([192, 0, 2, 1].into())]);
        excluding(it, element(0x87, &[192, 0, 2, 0, 255, 255, 255, 0]))
    })
    .aspect("IP address"),
    Defect::new("name-constraints-violated", Intermediate, |it| {
        let it = it.root(|it| it.excluding(&["example.org"]));
        it.intermediate(|it| it.names(&["ca.example.org"]))
    })
    .aspect("DNS name"),
];
