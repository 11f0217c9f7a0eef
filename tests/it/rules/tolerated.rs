//! What most clients pass over: criticality, constraints at the wrong place, trust anchors that are not roots, and
//! stray common names.

use vb365_tls::test_support::encode::{dns_name, sequence};
use vb365_tls::test_support::{Extension, Forge, KeyUsageBit, Name, Template, oid};

use super::{Case, GOOD, HOST, N, W};

const CRITICALITY: super::Expected = &[("extension-criticality-wrong", N)];

/// With the root, which is checked where it is included.
fn root(change: fn(Template) -> Template) -> Forge {
    Forge::tls(HOST).root(change).with_root()
}

/// That one cannot be told from an intermediate, unless it is said to be a root.
fn asking_for_another_key() -> Forge {
    Forge::tls(HOST).root(|it| it.with(Extension::authority_key_identifier_of(&[1, 2, 3])))
}

const IRREGULAR: super::Expected = &[("trust-anchor-in-chain", N), ("trust-anchor-irregular", W)];

const STRAY: super::Expected = &[("common-name-names-another-host", N)];

pub const CASES: &[Case] = &[
    Case {
        name: "a critical subject alternative name beside a subject",
        forge: || {
            let names = Extension::subject_alt_name(&[dns_name(HOST)]);
            Forge::tls(HOST).with(names.critical())
        },
        by_path: CRITICALITY,
        ..GOOD
    },
    Case {
        name: "an issuer whose basic constraints are not critical",
        forge: || Forge::tls(HOST).intermediate(|it| it.with(Extension::ca(None).not_critical())),
        by_path: &[("extension-criticality-wrong", W)],
        ..GOOD
    },
    Case {
        name: "an issuer whose name constraints are not critical",
        forge: || {
            let constraints = Extension::name_constraints(&[dns_name("example.com")], &[]);
            Forge::tls(HOST).intermediate(|it| it.with(constraints.not_critical()))
        },
        by_path: CRITICALITY,
        ..GOOD
    },
    Case {
        name: "an issuer whose policy constraints are not critical",
        forge: || {
            Forge::tls(HOST)
                .intermediate(|it| it.extension("2.5.29.36", false, &sequence::<&[u8]>(&[])))
        },
        by_path: CRITICALITY,
        ..GOOD
    },
    Case {
        name: "a root whose basic constraints are not critical",
        forge: || root(|it| it.with(Extension::ca(None).not_critical())),
        by_path: &[
            ("extension-criticality-wrong", W),
            ("trust-anchor-in-chain", N),
        ],
        ..GOOD
    },
    Case {
        name: "name constraints of an end entity",
        forge: || {
            Forge::tls(HOST).with(Extension::name_constraints(&[dns_name("example.com")], &[]))
        },
        by_path: &[("name-constraints-on-end-entity", N)],
        ..GOOD
    },
    Case {
        name: "a root as roots are",
        forge: || root(|it| it),
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "a root of version 1",
        forge: || root(Template::version_1),
        by_path: IRREGULAR,
        ..GOOD
    },
    Case {
        name: "a root with CA:FALSE",
        forge: || root(Template::not_ca),
        by_path: IRREGULAR,
        ..GOOD
    },
    Case {
        name: "a root without keyCertSign",
        forge: || root(|it| it.key_usage(&[KeyUsageBit::CrlSign])),
        by_path: IRREGULAR,
        ..GOOD
    },
    Case {
        name: "a root without subject key identifier",
        forge: || root(|it| it.without_extension(oid::SUBJECT_KEY_IDENTIFIER)),
        by_path: IRREGULAR,
        ..GOOD
    },
    Case {
        name: "a root without key usage",
        forge: || root(|it| it.without_extension(oid::KEY_USAGE)),
        by_path: &[("issuer-key-usage-absent", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "a root without the purpose of the connection",
        forge: || root(|it| it.purposes(&[oid::CODE_SIGNING])),
        by_path: IRREGULAR,
        ..GOOD
    },
    Case {
        name: "a root with purposes",
        forge: || root(|it| it.purposes(&[oid::SERVER_AUTH])),
        by_path: &[("trust-anchor-in-chain", N), ("trust-anchor-irregular", N)],
        ..GOOD
    },
    Case {
        name: "a root with an unknown critical extension",
        forge: || root(|it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0])),
        by_path: IRREGULAR,
        ..GOOD
    },
    Case {
        name: "a root that asks for another key",
        forge: asking_for_another_key,
        trust: Some(|| {
            let root = asking_for_another_key().trust_anchor(&super::provider());
            vb365_tls::trust::ServerTrust::private_ca(&[root]).unwrap()
        }),
        by_path: &[("trust-anchor-irregular", W)],
        ..GOOD
    },
    Case {
        name: "a PrintableString with a character it does not have",
        forge: || Forge::tls(HOST).subject(Name::new("CN=VB365, O=a@example.com").printable()),
        by_path: &[("name-attribute-malformed", W)],
        by_pin: &[("name-attribute-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a PrintableString of an issuer with a character it does not have",
        forge: || {
            let name = Name::new("CN=Test_Intermediate").printable();
            Forge::tls(HOST).intermediate(|it| it.subject(name))
        },
        by_path: &[("name-attribute-malformed", W)],
        by_pin: &[("name-attribute-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a root that is not known with a character its string type does not have",
        forge: || {
            let name = Name::new("CN=Test_Root").printable();
            Forge::tls(HOST).root(|it| it.subject(name))
        },
        by_path: &[("name-attribute-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a common name of 64 characters",
        forge: || Forge::tls(HOST).subject(&*format!("CN={}", "é".repeat(64))),
        ..GOOD
    },
    Case {
        name: "a common name of 65 characters",
        forge: || Forge::tls(HOST).subject(&*format!("CN={}", "é".repeat(65))),
        by_path: &[("name-attribute-too-long", N)],
        ..GOOD
    },
    Case {
        name: "a common name of another host",
        forge: || Forge::tls(HOST).subject("CN=other.example.com"),
        by_path: STRAY,
        ..GOOD
    },
    Case {
        name: "a common name of another address",
        forge: || Forge::tls(HOST).subject("CN=fe80::1"),
        by_path: STRAY,
        ..GOOD
    },
    Case {
        name: "a common name that is an address in hexadecimal digits",
        forge: || Forge::tls(HOST).subject("CN=0xC0.0.2.1"),
        by_path: STRAY,
        ..GOOD
    },
    Case {
        name: "a common name below the wildcard of the certificate",
        forge: || {
            Forge::tls(HOST)
                .names(&[HOST, "*.example.com"])
                .subject("CN=other.example.com")
        },
        ..GOOD
    },
    Case {
        name: "the wildcard of the certificate as common name",
        forge: || {
            Forge::tls(HOST)
                .names(&[HOST, "*.example.com"])
                .subject("CN=*.example.com")
        },
        ..GOOD
    },
    Case {
        name: "a common name in other letters",
        forge: || Forge::tls(HOST).subject("CN=VB365.example.com"),
        ..GOOD
    },
    Case {
        name: "a common name for people",
        forge: || Forge::tls(HOST).subject(Name::new("CN=Backup of example.com, O=Example")),
        ..GOOD
    },
    Case {
        name: "a common name of one word",
        forge: || Forge::tls(HOST).subject("CN=vb365"),
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}
