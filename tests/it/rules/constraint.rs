//! Name constraints at the edge of what rustls compares, and names of others than the end entity below them.

use vb365_tls::finding::Position;
use vb365_tls::test_support::encode::{
    constructed, dns_name, element, mail_address, sequence, uri,
};
use vb365_tls::test_support::{Extension, Forge, Name, Template, oid};
use vb365_tls::trust::ServerTrust;

use super::{Case, E, Expected, GOOD, HOST, N, W, context};

const VIOLATED: Expected = &[("name-constraints-violated", E)];
const MALFORMED: Expected = &[("name-constraint-malformed", W)];
const BOTH: Expected = &[
    ("name-constraint-malformed", W),
    ("name-constraints-unsupported", E),
];
const UNSUPPORTED: Expected = &[("name-constraints-unsupported", E)];

pub const CASES: &[Case] = &[
    Case {
        name: "a mask with a hole",
        forge: || permitting_range(&[192, 0, 2, 0, 255, 0, 255, 0]),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "a mask with a hole in an octet",
        forge: || permitting_range(&[192, 0, 2, 0, 255, 255, 253, 0]),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "an excluded range of another network, with a hole behind the first difference",
        forge: || {
            with(
                Forge::tls("192.0.2.1"),
                &[],
                &[range(&[10, 0, 0, 0, 255, 0, 255, 0])],
            )
            .names(&[HOST, "192.0.2.1"])
        },
        by_path: MALFORMED,
        ..GOOD
    },
    Case {
        name: "a mask with a hole, and no address below it",
        forge: || {
            with(
                Forge::tls(HOST),
                &[range(&[192, 0, 2, 0, 255, 0, 255, 0])],
                &[],
            )
        },
        by_path: MALFORMED,
        ..GOOD
    },
    Case {
        name: "an address without a mask as a constraint",
        forge: || with(Forge::tls(HOST), &[], &[range(&[10, 0, 0, 1])]).names(&[HOST, "192.0.2.1"]),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "a constraint on an e-mail address, a host and a domain",
        forge: || {
            let names = ["a@example.org", "example.org", ".example.org"];
            with(Forge::tls(HOST), &[], &names.map(mail_address))
        },
        ..GOOD
    },
    Case {
        name: "a constraint on a domain behind an at sign",
        forge: || with(Forge::tls(HOST), &[], &[mail_address("@example.org")]),
        by_path: MALFORMED,
        ..GOOD
    },
    Case {
        name: "a constraint on a URI with its scheme",
        forge: || with(Forge::tls(HOST), &[], &[uri("https://example.org")]),
        by_path: MALFORMED,
        ..GOOD
    },
    Case {
        name: "a constraint on URIs by an address",
        forge: || with(Forge::tls(HOST), &[], &[uri("192.0.2.1")]),
        by_path: MALFORMED,
        ..GOOD
    },
    Case {
        name: "a constraint on the hosts of URIs",
        forge: || with(Forge::tls(HOST), &[], &[uri(".example.org")]),
        ..GOOD
    },
    Case {
        name: "a minimum",
        forge: || with_distance(&[0x80, 1, 0]),
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a maximum",
        forge: || with_distance(&[0x81, 1, 9]),
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a constraint on DNS names with a wildcard",
        forge: || Forge::tls(HOST).intermediate(|it| it.excluding(&["*.example.org"])),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "a constraint on DNS names that ends in a dot",
        forge: || Forge::tls(HOST).intermediate(|it| it.excluding(&["example.org."])),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "a constraint on all DNS names",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&[""])),
        ..GOOD
    },
    Case {
        name: "a constraint on URIs, and one in the certificate",
        forge: || {
            let names = [dns_name(HOST), uri("https://vb365.example.com")];
            with(Forge::tls(HOST), &[uri("example.com")], &[]).general_names(&names)
        },
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a directory name in constraints of a root that is included",
        forge: || {
            let name = element(0xa4, &Name::new("O=Other").to_der());
            let constraints = Extension::name_constraints(&[], &[name]);
            Forge::tls(HOST).root(|it| it.with(constraints)).with_root()
        },
        by_path: &[
            ("name-constraints-unsupported", E),
            ("trust-anchor-in-chain", N),
        ],
        ..GOOD
    },
    Case {
        name: "constraints of a given anchor that cannot be read",
        forge: || with_third_field(Forge::tls(HOST)),
        trust: Some(below_third_field),
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a name of an intermediate outside of the constraints above it",
        forge: || {
            let forge = Forge::tls(HOST).intermediates(2);
            let forge = forge.intermediate_at(0, |it| it.names(&["ca.example.org"]));
            forge.intermediate_at(1, |it| it.permitting(&["example.com"]))
        },
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "a name of an intermediate outside of its own constraints",
        forge: || {
            let named = |it: Template| it.names(&["ca.example.org"]).permitting(&["example.com"]);
            Forge::tls(HOST).intermediate(named)
        },
        ..GOOD
    },
    Case {
        name: "names of an intermediate that cannot be read, below constraints",
        forge: || {
            let forge = Forge::tls(HOST).intermediates(2);
            let forge = forge.intermediate_at(0, |it| it.general_names(&[element(0x89, b"a")]));
            forge.intermediate_at(1, |it| it.permitting(&["example.com"]))
        },
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a wildcard that reaches below an excluded dot",
        forge: || {
            let forge = Forge::tls(HOST).names(&[HOST, "*.example.com"]);
            forge.intermediate(|it| it.excluding(&[".www.example.com"]))
        },
        by_path: &[
            ("name-constraint-malformed", N),
            ("name-constraints-violated", E),
        ],
        ..GOOD
    },
];

fn range(octets: &[u8]) -> Vec<u8> {
    element(0x87, octets)
}

fn with(forge: Forge, permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Forge {
    let constraints = Extension::name_constraints(permitted, excluded);
    forge.intermediate(|it| it.with(constraints))
}

fn permitting_range(octets: &[u8]) -> Forge {
    with(Forge::tls(HOST), &[range(octets)], &[]).names(&[HOST, "192.0.2.1"])
}

/// A permitted domain with a minimum or maximum beside it.
fn with_distance(distance: &[u8]) -> Forge {
    let subtree = sequence(&[dns_name("example.com"), distance.to_vec()]);
    let constraints = sequence(&[constructed(0xa0, &[subtree])]);
    Forge::tls(HOST).intermediate(|it| it.extension(oid::NAME_CONSTRAINTS, true, &constraints))
}

fn with_third_field(forge: Forge) -> Forge {
    let permitted = constructed(0xa0, &[sequence(&[dns_name("example.com")])]);
    let constraints = sequence(&[permitted, element(0x82, &[])]);
    forge.root(|it| it.extension(oid::NAME_CONSTRAINTS, true, &constraints))
}

fn below_third_field() -> ServerTrust {
    let forge = with_third_field(Forge::tls(HOST));
    ServerTrust::private_ca(&[forge.trust_anchor(&super::provider())]).unwrap()
}

#[test]
fn table() {
    super::run(CASES);
}

/// The certificate that has to change is the one that is named.
#[test]
fn the_certificate_to_change_is_named() {
    let forge = Forge::tls(HOST).intermediates(2);
    let forge = forge.intermediate_at(1, |it| it.permitting(&["example.com"]));
    let told = |forge: &Forge| {
        let identity = forge.identity(&super::provider());
        let report = vb365_tls::check(&super::rest_api(), &identity, &context());
        let errors = report.errors();
        errors
            .map(|it| (it.position, it.expected.to_string(), it.found.to_string()))
            .collect::<Vec<_>>()
    };
    let outside = forge
        .clone()
        .intermediate_at(0, |it| it.names(&["ca.example.org"]));
    assert_eq!(
        told(&outside),
        [(
            Position::Intermediate(1),
            "names within the constraints of `CN=Test Intermediate 2`".to_owned(),
            "`DNS:ca.example.org`".to_owned()
        )]
    );
    let expected =
        "names and constraints of `CN=Test Intermediate 2` rustls can compare".to_owned();
    let misspelt = forge
        .clone()
        .intermediate_at(0, |it| it.names(&["ca..example.com"]));
    assert_eq!(
        told(&misspelt),
        [(
            Position::Intermediate(1),
            expected.clone(),
            "`DNS:ca..example.com`, a DNS name it cannot read".to_owned()
        ),]
    );
    let wildcard = forge.intermediate_at(1, |it| it.excluding(&["*.example.org"]));
    assert_eq!(
        told(&wildcard),
        [(
            Position::Intermediate(2),
            expected,
            "`DNS:*.example.org`, a constraint on DNS names it cannot read".to_owned()
        )]
    );
}
