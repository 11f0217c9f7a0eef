use vb365_tls::finding::Position;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::{BackupProxy, RestApi};
use vb365_tls::test_support::encode::{dns_name, element, mail_address};
use vb365_tls::test_support::{Extension, Forge, KeyUsageBit, Name, Template, oid};

use super::{Case, E, GOOD, HOST, N, W};

const VIOLATED: super::Expected = &[("name-constraints-violated", E)];
const COMMON_NAME: super::Expected = &[
    ("name-constraints-violated", W),
    ("subject-alt-name-absent", E),
];
const UNSUPPORTED: super::Expected = &[("name-constraints-unsupported", E)];
const BOTH: super::Expected = &[
    ("name-constraints-unsupported", E),
    ("name-constraints-violated", E),
];

pub const CASES: &[Case] = &[
    Case {
        name: "the issuer's name in another encoding",
        forge: || Forge::tls(HOST).issuer_name_reencoded(),
        by_path: &[("issuer-name-encoding-differs", E)],
        ..GOOD
    },
    Case {
        name: "the issuer's name in another case",
        forge: || Forge::tls(HOST).end_entity(|it| it.issuer("CN=TEST intermediate 1")),
        by_path: &[("issuer-name-encoding-differs", E)],
        ..GOOD
    },
    Case {
        name: "a CA without a name",
        forge: || {
            let nameless = || Name::from_der([0x30, 0]);
            let forge = Forge::tls(HOST).intermediates(0);
            forge.root(|it| it.subject(nameless())).with_root()
        },
        by_path: &[("issuer-name-empty", E), ("trust-anchor-in-chain", N)],
        by_pin: &[("issuer-name-empty", W)],
        assertion: &[("issuer-name-empty", W)],
        ..GOOD
    },
    Case {
        name: "an issuer with constraints on nothing",
        forge: || {
            Forge::tls(HOST)
                .intermediate(|it| it.extension(oid::NAME_CONSTRAINTS, true, &[0x30, 0]))
        },
        by_path: &[("extension-malformed", E)],
        ..GOOD
    },
    Case {
        name: "an issuer with an empty list of permitted names",
        forge: || {
            let empty = element(0x30, &element(0xa0, &[]));
            Forge::tls(HOST).intermediate(|it| it.extension(oid::NAME_CONSTRAINTS, true, &empty))
        },
        by_path: &[("extension-malformed", E)],
        ..GOOD
    },
    Case {
        name: "an issuer with CA:FALSE",
        forge: || Forge::tls(HOST).intermediate(Template::not_ca),
        by_path: &[("issuer-not-ca", E)],
        ..GOOD
    },
    Case {
        name: "an issuer without basic constraints",
        forge: || Forge::tls(HOST).intermediate(|it| it.without_extension(oid::BASIC_CONSTRAINTS)),
        by_path: &[("issuer-not-ca", E)],
        ..GOOD
    },
    Case {
        name: "an issuer without keyCertSign",
        forge: || Forge::tls(HOST).intermediate(|it| it.key_usage(&[KeyUsageBit::CrlSign])),
        by_path: &[("issuer-lacks-key-cert-sign", E)],
        ..GOOD
    },
    Case {
        name: "an issuer without key usage",
        forge: || Forge::tls(HOST).intermediate(|it| it.without_extension(oid::KEY_USAGE)),
        by_path: &[("issuer-key-usage-absent", W)],
        ..GOOD
    },
    Case {
        name: "a path length of 0, and no intermediate below",
        forge: || Forge::tls(HOST).intermediate(|it| it.ca(Some(0))),
        ..GOOD
    },
    Case {
        name: "a path length of 0, and one intermediate below",
        forge: || {
            Forge::tls(HOST)
                .intermediates(2)
                .intermediate_at(1, |it| it.ca(Some(0)))
        },
        by_path: &[("path-length-exceeded", E)],
        ..GOOD
    },
    Case {
        name: "a root with a path length of 0, and one intermediate below",
        forge: || Forge::tls(HOST).root(|it| it.ca(Some(0))).with_root(),
        by_path: &[("path-length-exceeded", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "a root with a path length of 1, and one intermediate below",
        forge: || Forge::tls(HOST).root(|it| it.ca(Some(1))).with_root(),
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "a path length of 1, and one intermediate below",
        forge: || {
            Forge::tls(HOST)
                .intermediates(2)
                .intermediate_at(1, |it| it.ca(Some(1)))
        },
        ..GOOD
    },
    Case {
        name: "an issuer for client certificates",
        forge: || Forge::tls(HOST).intermediate(|it| it.purposes(&[oid::CLIENT_AUTH])),
        by_path: &[("issuer-purpose-mismatch", E)],
        ..GOOD
    },
    Case {
        name: "an issuer for any purpose",
        forge: || Forge::tls(HOST).intermediate(|it| it.purposes(&[oid::ANY_PURPOSE])),
        by_path: &[("issuer-purpose-mismatch", E)],
        ..GOOD
    },
    Case {
        name: "an issuer for no purpose",
        forge: || Forge::tls(HOST).intermediate(|it| it.purposes(&[])),
        by_path: &[("issuer-purpose-mismatch", E)],
        ..GOOD
    },
    Case {
        name: "an issuer for server certificates",
        forge: || Forge::tls(HOST).intermediate(|it| it.purposes(&[oid::SERVER_AUTH])),
        ..GOOD
    },
    Case {
        name: "an issuer for server certificates, and both ends present the certificate",
        forge: || Forge::tls(HOST).intermediate(|it| it.purposes(&[oid::SERVER_AUTH])),
        tls: || BackupProxy::at(HOST).unwrap().into(),
        by_path: &[("issuer-purpose-mismatch", E)],
        ..GOOD
    },
    Case {
        name: "a permitted domain",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&["EXAMPLE.com"])),
        ..GOOD
    },
    Case {
        name: "a permitted domain with a leading dot",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&[".example.com"])),
        by_path: &[("name-constraint-malformed", N)],
        ..GOOD
    },
    Case {
        name: "the host itself permitted",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&[HOST])),
        ..GOOD
    },
    Case {
        name: "every DNS name permitted",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&[""])),
        ..GOOD
    },
    Case {
        name: "one of two permitted domains",
        forge: || {
            Forge::tls(HOST).intermediate(|it| it.permitting(&["example.org", "example.com"]))
        },
        ..GOOD
    },
    Case {
        name: "another permitted domain",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&["example.org"])),
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "a permitted domain that ends alike",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&["ample.com"])),
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "only what is below the host permitted",
        forge: || Forge::tls(HOST).intermediate(|it| it.permitting(&[".vb365.example.com"])),
        by_path: &[
            ("name-constraint-malformed", N),
            ("name-constraints-violated", E),
        ],
        ..GOOD
    },
    Case {
        name: "a permitted domain of a root that is included",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.permitting(&["example.org"]))
                .with_root()
        },
        by_path: &[
            ("name-constraints-violated", E),
            ("trust-anchor-in-chain", N),
        ],
        ..GOOD
    },
    Case {
        name: "an excluded domain",
        forge: || Forge::tls(HOST).intermediate(|it| it.excluding(&["example.com"])),
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "another excluded domain",
        forge: || Forge::tls(HOST).intermediate(|it| it.excluding(&["example.org"])),
        ..GOOD
    },
    Case {
        name: "a wildcard that reaches an excluded host",
        forge: || {
            Forge::tls(HOST)
                .names(&[HOST, "*.example.com"])
                .intermediate(|it| it.excluding(&["www.example.com"]))
        },
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "a wildcard beyond a permitted host",
        forge: || {
            Forge::tls(HOST)
                .names(&[HOST, "*.example.com"])
                .intermediate(|it| it.permitting(&[HOST]))
        },
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "a permitted address range",
        forge: || with_address(Forge::tls(HOST), &[RANGE], &[]),
        ..GOOD
    },
    Case {
        name: "another permitted address range",
        forge: || with_address(Forge::tls(HOST), &[&[192, 0, 3, 0, 255, 255, 255, 0]], &[]),
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "a permitted address range of the other family",
        forge: || with_address(Forge::tls(HOST), &[&[0; 32]], &[]),
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "an excluded address range",
        forge: || with_address(Forge::tls(HOST), &[], &[RANGE]),
        by_path: VIOLATED,
        ..GOOD
    },
    Case {
        name: "a permitted domain, and a common name outside in place of other names",
        forge: || {
            let forge = Forge::tls("backup.example.com").without_san();
            forge.intermediate(|it| it.permitting(&["example.org"]))
        },
        by_path: COMMON_NAME,
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "an excluded domain, and a common name below it in place of other names",
        forge: || {
            let forge = Forge::tls("backup.example.com").without_san();
            forge.intermediate(|it| it.excluding(&["example.com"]))
        },
        by_path: COMMON_NAME,
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "a permitted domain, and a common name within in place of other names",
        forge: || {
            let forge = Forge::tls("backup.example.com").without_san();
            forge.intermediate(|it| it.permitting(&["example.com"]))
        },
        by_path: &[("subject-alt-name-absent", E)],
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "a permitted domain, and a common name that is not a host",
        forge: || {
            let forge = Forge::tls(HOST).without_san().subject("CN=Backup Service");
            forge.intermediate(|it| it.permitting(&["example.org"]))
        },
        by_path: &[("subject-alt-name-absent", E)],
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "a permitted domain, and a common name outside beside a name within",
        forge: || {
            let forge = Forge::tls(HOST).subject("CN=backup.example.org");
            forge.intermediate(|it| it.permitting(&["example.com"]))
        },
        by_path: &[("common-name-names-another-host", N)],
        ..GOOD
    },
    Case {
        name: "a permitted directory name, which rustls cannot check",
        forge: || below(&["O=Example"], &[]),
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "another permitted directory name",
        forge: || below(&["O=Other"], &[]),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "an excluded directory name",
        forge: || below(&[], &["O=EXAMPLE"]),
        by_path: BOTH,
        ..GOOD
    },
    Case {
        name: "an excluded directory name that is longer than the subject",
        forge: || below(&[], &["CN=more, CN=vb365.example.com, O=Example"]),
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a constraint on e-mail addresses, and one in the certificate",
        forge: || {
            let constraints = Extension::name_constraints(&[mail_address("example.com")], &[]);
            Forge::tls(HOST)
                .general_names(&[dns_name(HOST), mail_address("a@example.com")])
                .intermediate(|it| it.with(constraints))
        },
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a constraint of a kind that is not compared",
        forge: || {
            let mail = element(0x81, b"example.org");
            let constraints = Extension::name_constraints(&[mail], &[]);
            Forge::tls(HOST).intermediate(|it| it.with(constraints))
        },
        ..GOOD
    },
];

const RANGE: &[u8] = &[192, 0, 2, 0, 255, 255, 255, 0];

fn with_address(forge: Forge, permitted: &[&[u8]], excluded: &[&[u8]]) -> Forge {
    let ranges = |list: &[&[u8]]| list.iter().map(|it| element(0x87, it)).collect::<Vec<_>>();
    let constraints = Extension::name_constraints(&ranges(permitted), &ranges(excluded));
    forge
        .names(&[HOST, "192.0.2.1"])
        .intermediate(|it| it.with(constraints))
}

fn below(permitted: &[&str], excluded: &[&str]) -> Forge {
    let name = |it: &&str| element(0xa4, &Name::new(it).to_der());
    let names = |list: &[&str]| list.iter().map(name).collect::<Vec<_>>();
    let constraints = Extension::name_constraints(&names(permitted), &names(excluded));
    Forge::tls(HOST)
        .subject("CN=vb365.example.com, O=Example")
        .intermediate(|it| it.with(constraints))
}

#[test]
fn table() {
    super::run(CASES);
}

/// Position, expectation and finding of everything found by path.
fn found(forge: &Forge) -> Vec<(Position, String, String)> {
    let identity = forge.identity(&super::provider());
    let context = super::context().with_relying_party(Verification::ByPath);
    let report = vb365_tls::check(&RestApi::at(HOST).unwrap(), &identity, &context);
    let findings = report.findings().iter();
    findings
        .map(|it| (it.position, it.expected.to_string(), it.found.to_string()))
        .collect()
}

#[test]
fn the_certificate_at_fault_is_named() {
    let two = || Forge::tls(HOST).intermediates(2);
    let text = |position, expected: &str, found: &str| {
        vec![(position, expected.to_owned(), found.to_owned())]
    };
    assert_eq!(
        found(&two().intermediate_at(1, |it| it.ca(Some(0)))),
        text(
            Position::Intermediate(2),
            "at most 0 intermediates below it",
            "1"
        )
    );
    let another = Extension::authority_key_identifier_naming("CN=Another, O=Root", &[0, 0x9a]);
    assert_eq!(
        found(&two().with(another)),
        text(
            Position::EndEntity,
            "those of the issuer's certificate: serial number `02` of issuer `CN=Test Intermediate 2`",
            "serial number `9A` of issuer `CN=Another, O=Root`"
        )
    );
    let hole = Extension::name_constraints(&[], &[element(0x87, &[10, 0, 0, 0, 255, 0, 255, 0])]);
    assert_eq!(
        found(&two().intermediate_at(1, |it| it.with(hole))),
        text(
            Position::Intermediate(2),
            "name constraints as they are defined",
            "`IP:10.0.0.0/255.0.255.0`, a mask that is not ones followed by zeros"
        )
    );
    let name = Name::new("CN=Test Intermediate 2, O=a\u{1b}_b").printable();
    assert_eq!(
        found(&two().intermediate_at(1, |it| it.subject(name))),
        text(
            Position::Intermediate(2),
            "characters of a PrintableString",
            "`O=a\\u{1b}_b`"
        )
    );
    assert_eq!(
        found(&two().intermediate_at(1, Template::not_ca)),
        text(
            Position::Intermediate(2),
            "basic constraints with `CA:TRUE`",
            "`CA:FALSE`"
        )
    );
    assert_eq!(
        found(&two().intermediate_at(0, |it| it.purposes(&[oid::CLIENT_AUTH]))),
        text(Position::Intermediate(1), "`serverAuth`", "`clientAuth`")
    );
    assert_eq!(
        found(&two().intermediate_at(1, |it| it.permitting(&["example.org"]))),
        text(
            Position::EndEntity,
            "names within the constraints of `CN=Test Intermediate 2`",
            "`DNS:vb365.example.com`"
        )
    );
}

#[test]
fn many_names_under_many_constraints_are_not_compared() {
    let names: Vec<_> = (0..600)
        .map(|it| dns_name(format!("{it}.example.com")))
        .collect();
    let bases = Extension::name_constraints(&names, &[]);
    let forge = Forge::tls(HOST).general_names(&[&[dns_name(HOST)], &names[..]].concat());
    let findings = found(&forge.intermediate(|it| it.with(bases)));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].1, "at most 250000 comparisons of names");
}
