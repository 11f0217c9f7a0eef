use vb365_tls::finding::Basis;
use vb365_tls::profile::{Demand, Profile, Requirement, Verification, Word};
use vb365_tls::scenario::role::TlsServer;
use vb365_tls::scenario::{RestApi, Scenario, TenantAuthentication, UsageScenario};
use vb365_tls::test_support::encode::{dns_name, element, ip_address, mail_address};
use vb365_tls::test_support::{Extension, Forge, oid};

use super::{Case, E, GOOD, HOST, N, W};
use vb365_tls::address::Address;

pub const CASES: &[Case] = &[
    Case {
        name: "no subject alternative name, and the address in the common name",
        forge: || Forge::tls(HOST).without_san(),
        by_path: &[("subject-alt-name-absent", E)],
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "no subject alternative name, and another common name",
        forge: || Forge::tls("backup").without_san(),
        by_path: &[("subject-alt-name-absent", E)],
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "a subject alternative name without a host",
        forge: || Forge::tls("backup").general_names(&[mail_address("admin@example.com")]),
        by_path: &[("subject-alt-name-absent", E)],
        by_pin: &[("subject-alt-name-absent", N)],
        ..GOOD
    },
    Case {
        name: "an empty subject alternative name",
        forge: || Forge::tls("backup").general_names(&[]),
        by_path: &[("subject-alt-name-empty", E)],
        by_pin: &[("subject-alt-name-empty", W)],
        ..GOOD
    },
    Case {
        name: "an empty subject alternative name, and the address in the common name",
        forge: || Forge::tls(HOST).general_names(&[]),
        by_path: &[("subject-alt-name-empty", E)],
        by_pin: &[("subject-alt-name-empty", W)],
        ..GOOD
    },
    Case {
        name: "an unreadable subject alternative name",
        forge: || Forge::tls(HOST).extension(oid::SUBJECT_ALT_NAME, false, &[0x04, 0x00]),
        by_path: &[("extension-malformed", E)],
        by_pin: &[("extension-malformed", W)],
        ..GOOD
    },
    Case {
        name: "another host",
        forge: || Forge::tls("backup.example.com"),
        by_path: &[("reference-identifier-unmatched", E)],
        by_pin: &[("reference-identifier-unmatched", W)],
        ..GOOD
    },
    Case {
        name: "two addresses of three unmatched",
        tls: || rest_api(&[HOST, "portal.example.com", "192.0.2.1"]),
        by_path: &[("reference-identifier-unmatched", E)],
        by_pin: &[("reference-identifier-unmatched", W)],
        ..GOOD
    },
    Case {
        name: "all addresses matched, whatever the case",
        forge: || Forge::tls(HOST).names(&["VB365.Example.COM", "192.0.2.1", "2001:db8::1"]),
        tls: || rest_api(&[HOST, "192.0.2.1:4443", "[2001:db8::1]:4443"]),
        ..GOOD
    },
    Case {
        name: "an underscore",
        forge: || Forge::tls("vb_365.example.com"),
        tls: || rest_api(&["vb_365.example.com"]),
        ..GOOD
    },
    Case {
        name: "the address in the common name, others in the subject alternative name",
        forge: || Forge::tls(HOST).names(&["backup.example.com"]),
        by_path: &[("name-only-in-common-name", E)],
        by_pin: &[("name-only-in-common-name", N)],
        ..GOOD
    },
    Case {
        name: "one address in the common name only, another nowhere",
        forge: || Forge::tls(HOST).names(&["backup.example.com"]),
        tls: || rest_api(&[HOST, "portal.example.com"]),
        by_path: &[
            ("name-only-in-common-name", E),
            ("reference-identifier-unmatched", E),
        ],
        by_pin: &[
            ("name-only-in-common-name", N),
            ("reference-identifier-unmatched", W),
        ],
        ..GOOD
    },
    Case {
        name: "an IP address in the common name only",
        forge: || Forge::tls("192.0.2.1").names(&["backup.example.com"]),
        tls: || rest_api(&["192.0.2.1"]),
        by_path: &[("name-only-in-common-name", E)],
        by_pin: &[("name-only-in-common-name", N)],
        ..GOOD
    },
    Case {
        name: "a wildcard",
        forge: || Forge::tls(HOST).names(&["*.example.com"]),
        by_path: &[("wildcard-in-name", N)],
        by_pin: &[("wildcard-in-name", N)],
        ..GOOD
    },
    Case {
        name: "a wildcard for tenant authentication",
        forge: || Forge::tls(HOST).names(&["*.EXAMPLE.com"]),
        tls: || TenantAuthentication::at(address(HOST)).unwrap().into(),
        by_path: &[("wildcard-in-name", N)],
        by_pin: &[("wildcard-in-name", N)],
        ..GOOD
    },
    Case {
        name: "a wildcard beside the name itself",
        forge: || Forge::tls(HOST).names(&["*.example.com", HOST]),
        ..GOOD
    },
    Case {
        name: "a wildcard one label too high",
        forge: || Forge::tls("*.example.com"),
        tls: || rest_api(&["vb365.backup.example.com"]),
        by_path: &[("reference-identifier-unmatched", E)],
        by_pin: &[("reference-identifier-unmatched", W)],
        ..GOOD
    },
    Case {
        name: "a wildcard for the domain itself",
        forge: || Forge::tls("*.example.com"),
        tls: || rest_api(&["example.com"]),
        by_path: &[("reference-identifier-unmatched", E)],
        by_pin: &[("reference-identifier-unmatched", W)],
        ..GOOD
    },
    Case {
        name: "a wildcard in part of a label",
        forge: || Forge::tls(HOST).names(&["vb*.example.com"]),
        by_path: &[("wildcard-malformed", E)],
        by_pin: &[("wildcard-malformed", W)],
        ..GOOD
    },
    Case {
        name: "wildcards in other places, beside the name itself",
        forge: || {
            Forge::tls(HOST).names(&[HOST, "a.*.example.com", "*.*.example.com", "*", "*.local"])
        },
        by_path: &[("wildcard-malformed", W)],
        by_pin: &[("wildcard-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a wildcard above a public suffix",
        forge: || Forge::tls(HOST).names(&[HOST, "*.co.uk"]),
        by_path: &[("wildcard-malformed", W)],
        by_pin: &[("wildcard-malformed", W)],
        ..GOOD
    },
    Case {
        name: "an IP address as DNS name, and nothing else",
        forge: || Forge::tls("192.0.2.1").general_names(&[dns_name("192.0.2.1")]),
        tls: || rest_api(&["192.0.2.1"]),
        by_path: &[("ip-address-as-dns-name", E)],
        by_pin: &[("ip-address-as-dns-name", W)],
        ..GOOD
    },
    Case {
        name: "an IP address as DNS name beside the iPAddress",
        forge: || {
            let ip = ip_address("192.0.2.1".parse().unwrap());
            Forge::tls("192.0.2.1").general_names(&[dns_name("192.0.2.1"), ip])
        },
        tls: || rest_api(&["192.0.2.1"]),
        by_path: &[("ip-address-as-dns-name", W)],
        by_pin: &[("ip-address-as-dns-name", W)],
        ..GOOD
    },
    Case {
        name: "an IPv6 address as DNS name",
        forge: || Forge::tls(HOST).general_names(&[dns_name(HOST), dns_name("[2001:db8::1]")]),
        by_path: &[("ip-address-as-dns-name", W)],
        by_pin: &[("ip-address-as-dns-name", W)],
        ..GOOD
    },
    Case {
        name: "a port in the only name",
        forge: || Forge::tls(HOST).names(&["vb365.example.com:4443"]),
        by_path: &[("dns-name-malformed", E)],
        by_pin: &[("dns-name-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a URL of an IP address as the only name",
        forge: || Forge::tls("backup").names(&["https://192.0.2.1:4443/"]),
        tls: || rest_api(&["192.0.2.1"]),
        by_path: &[("dns-name-malformed", E)],
        by_pin: &[("dns-name-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a trailing dot beside the good name",
        forge: || Forge::tls(HOST).names(&[HOST, "vb365.example.com."]),
        by_path: &[("dns-name-malformed", W)],
        by_pin: &[("dns-name-malformed", W)],
        ..GOOD
    },
    Case {
        name: "a malformed name that is for no address",
        forge: || Forge::tls("other").names(&["vb 365"]),
        by_path: &[
            ("dns-name-malformed", W),
            ("reference-identifier-unmatched", E),
        ],
        by_pin: &[
            ("dns-name-malformed", W),
            ("reference-identifier-unmatched", W),
        ],
        ..GOOD
    },
    Case {
        name: "a port in the common name",
        forge: || Forge::tls(HOST).subject("CN=vb365.example.com:4443"),
        by_path: &[("common-name-has-port", W)],
        by_pin: &[("common-name-has-port", W)],
        assertion: &[("common-name-has-port", N)],
        ..GOOD
    },
    Case {
        name: "a colon in the common name",
        forge: || Forge::tls(HOST).subject("CN=Backup: Veeam"),
        ..GOOD
    },
    Case {
        name: "no subject",
        forge: || Forge::tls(HOST).subject(""),
        by_path: &[("subject-empty-without-critical-san", W)],
        by_pin: &[("subject-empty-without-critical-san", W)],
        assertion: &[("subject-empty-without-critical-san", N)],
        ..GOOD
    },
    Case {
        name: "no subject, and a critical subject alternative name",
        forge: || {
            let names = Extension::subject_alt_name(&[dns_name(HOST)]);
            Forge::tls(HOST).subject("").with(names.critical())
        },
        ..GOOD
    },
    Case {
        name: "a name twice",
        forge: || Forge::tls(HOST).names(&[HOST, "192.0.2.1", "VB365.example.com"]),
        by_path: &[("presented-identifier-repeated", N)],
        by_pin: &[("presented-identifier-repeated", N)],
        ..GOOD
    },
];

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn rest_api(addresses: &[&str]) -> Scenario {
    let mut addresses = addresses.iter().copied();
    let first = RestApi::at(addresses.next().unwrap()).unwrap();
    let all = addresses.try_fold(first, RestApi::with_address);
    all.unwrap().into()
}

#[test]
fn table() {
    super::run(CASES);
}

/// Everything found by path, as `rule: expected: found`.
fn found(scenario: &impl UsageScenario, forge: &Forge) -> Vec<String> {
    let identity = forge.identity(&super::provider());
    let context = super::context().with_relying_party(Verification::ByPath);
    let report = vb365_tls::check(scenario, &identity, &context);
    let text = |it: &vb365_tls::finding::Finding| {
        format!(
            "{} {}: expected {}, found {}",
            it.severity, it.rule, it.expected, it.found
        )
    };
    report.findings().iter().map(text).collect()
}

#[test]
fn all_unmatched_addresses_are_in_one_finding() {
    let scenario = RestApi::at(address("a.example.com"))
        .unwrap()
        .with_address("192.0.2.1:4443")
        .unwrap();
    assert_eq!(
        found(&scenario, &Forge::tls(HOST)),
        [
            "error reference-identifier-unmatched: expected `a.example.com`, `192.0.2.1`, \
             found `DNS:vb365.example.com`"
        ]
    );
}

#[test]
fn a_malformed_name_is_quoted_with_its_fault() {
    let longest_label = "a".repeat(63);
    let longer_label = "a".repeat(64);
    let longest = [&longest_label[..]; 3].join(".") + "." + &"a".repeat(61);
    let longer = [&longest_label[..]; 3].join(".") + "." + &"a".repeat(62);
    let faults = [
        ("", "nothing at all"),
        (
            "b\u{fc}cher.example",
            "not ASCII and not written as an A-label",
        ),
        ("xn--bcher-kva.example", ""),
        ("https://vb365", "a scheme"),
        ("vb365/api", "a path"),
        ("vb365:4443", "a port"),
        (" vb365", "a space"),
        ("vb365.", "a trailing dot"),
        ("vb365..example", "an empty label"),
        (".example.com", "an empty label"),
        (&longest_label, ""),
        (&longer_label, "a label of more than 63 octets"),
        (&longest, ""),
        (&longer, "more than 253 octets"),
        ("vb365.1", "a number as its last label"),
        ("1.vb365", ""),
        ("-vb365", "a character or hyphen no host name has there"),
        ("vb365-", "a character or hyphen no host name has there"),
        ("vb\u{0}365", "a character or hyphen no host name has there"),
        ("*.vb365.example:1", "a port"),
        ("_dmarc.example.com", ""),
        ("*.example.com", ""),
    ];
    for (name, fault) in faults {
        let names = [dns_name(HOST), dns_name(name)];
        let findings = found(
            &RestApi::at(address(HOST)).unwrap(),
            &Forge::tls(HOST).general_names(&names),
        );
        let expected = match fault {
            "" => vec![],
            _ => {
                let name = name.replace('\0', "\\0");
                let text = format!("expected host names, found `{name}`: {fault}");
                vec![format!("warning dns-name-malformed: {text}")]
            }
        };
        assert_eq!(findings, expected, "{name:?}");
    }
}

#[test]
fn octets_that_are_no_text_are_a_malformed_name() {
    let names = [dns_name(HOST), element(0x82, &[0xff, 0xfe])];
    let findings = found(
        &RestApi::at(address(HOST)).unwrap(),
        &Forge::tls(HOST).general_names(&names),
    );
    assert_eq!(findings.len(), 1);
    assert!(findings[0].contains("dns-name-malformed"), "{findings:?}");
}

/// A scenario of a dependent crate.
struct Metrics;

impl UsageScenario for Metrics {
    type Role = TlsServer;
    const PROFILE: &'static Profile = &Profile::tls_server("metrics", "Scraping metrics", &[]);
}

#[test]
fn without_an_address_nothing_is_compared() {
    for name in [HOST, "*.example.com"] {
        assert_eq!(found(&Metrics, &Forge::tls(name)), [""; 0], "{name}");
    }
    let findings = found(&Metrics, &Forge::tls(HOST).without_san());
    assert_eq!(
        findings,
        [
            "error subject-alt-name-absent: expected a dNSName or iPAddress, \
          found no subject alternative name"
        ]
    );
}

/// The same at an address, with other words.
struct Strict;

impl UsageScenario for Strict {
    type Role = TlsServer;
    const PROFILE: &'static Profile = &Profile::tls_server("strict", "Strict", WORDS);

    fn addresses(&self) -> Vec<Address> {
        vec![address(HOST)]
    }
}

const WORDS: &[Word] = &[
    Word::new(
        Demand::Wildcard,
        Requirement::MustNot,
        Basis::Practice,
        "our handbook",
    ),
    Word::new(
        Demand::ReferenceIdentifier,
        Requirement::Should,
        Basis::Practice,
        "our handbook",
    ),
];

#[test]
fn a_word_of_the_profile_weighs_and_silences_nothing() {
    let wildcard = found(&Strict, &Forge::tls("*.example.com"));
    assert_eq!(
        wildcard,
        ["error wildcard-in-name: expected `vb365.example.com`, found `*.example.com`"]
    );
    let unmatched = found(&Strict, &Forge::tls("backup"));
    assert!(unmatched[0].starts_with("error reference-identifier-unmatched"));
}

#[test]
fn a_hundred_thousand_names_take_linear_time() {
    let names: Vec<_> = (0..100_000)
        .map(|it| dns_name(format!("{it}.a.example")))
        .collect();
    let findings = found(
        &RestApi::at(address(HOST)).unwrap(),
        &Forge::tls("a").general_names(&names),
    );
    let [unmatched, large] = &findings[..] else {
        panic!("{findings:?}");
    };
    assert!(large.starts_with("error chain-too-large"), "{large}");
    assert!(unmatched.ends_with("and 99995 more"), "{unmatched}");
}
