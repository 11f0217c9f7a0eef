use vb365_tls::finding::Position;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::{RestApi, RestoreOperatorAuthentication};
use vb365_tls::test_support::{Extension, Forge, Template, TestKey, oid};

use super::{Case, E, GOOD, HOST, N, W};

pub const CASES: &[Case] = &[
    Case {
        name: "self-signed",
        forge: || Forge::self_signed(HOST),
        by_path: &[("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "self-signed, for restore operators",
        forge: || Forge::self_signed(HOST),
        tls: || RestoreOperatorAuthentication::at(HOST).unwrap().into(),
        by_pin: &[("self-signed", N)],
        assertion: &[("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "no issuer is included",
        forge: || Forge::tls(HOST).without_intermediates(),
        by_path: &[("chain-incomplete", W)],
        ..GOOD
    },
    Case {
        name: "the issuer's issuer is missing",
        forge: || Forge::tls(HOST).intermediates(2).delivering(&[0, 1]),
        ..GOOD
    },
    Case {
        name: "only the root is included",
        forge: || Forge::tls(HOST).delivering(&[0, 2]),
        by_path: &[("chain-incomplete", W), ("chain-unrelated-certificate", W)],
        ..GOOD
    },
    Case {
        name: "issued by the root, which is included",
        forge: || Forge::tls(HOST).intermediates(0).with_root(),
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "out of order",
        forge: || Forge::tls(HOST).intermediates(2).delivering(&[0, 2, 1]),
        by_path: &[("chain-out-of-order", N)],
        ..GOOD
    },
    Case {
        name: "the end entity last",
        forge: || Forge::tls(HOST).out_of_order(),
        by_path: &[("chain-out-of-order", N)],
        ..GOOD
    },
    Case {
        name: "an intermediate twice",
        forge: || Forge::tls(HOST).delivering(&[0, 1, 1]),
        ..GOOD
    },
    Case {
        name: "a foreign root",
        forge: || Forge::tls(HOST).with_foreign_root(),
        by_path: &[("chain-unrelated-certificate", W)],
        ..GOOD
    },
    Case {
        name: "two foreign roots",
        forge: || foreign(Forge::tls(HOST), 2),
        by_path: &[
            ("chain-unrelated-certificate", W),
            ("chain-unrelated-certificate", W),
        ],
        ..GOOD
    },
    Case {
        name: "the root",
        forge: || Forge::tls(HOST).with_root(),
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "six intermediates",
        forge: || Forge::tls(HOST).intermediates(6),
        ..GOOD
    },
    Case {
        name: "seven intermediates",
        forge: || Forge::tls(HOST).intermediates(7),
        by_path: &[("chain-too-long", E)],
        ..GOOD
    },
];

fn foreign(forge: Forge, count: usize) -> Forge {
    (0..count).fold(forge, |forge, number| {
        let subject = format!("CN=Foreign Root {number}");
        forge.with_unrelated(Template::root(subject.as_str()).key(TestKey::Other))
    })
}

#[test]
fn table() {
    super::run(CASES);
}

/// Position, expectation and finding of one rule, by path.
fn found(rule: &str, forge: &Forge) -> Vec<(Position, String, String)> {
    let identity = forge.identity(&super::provider());
    let context = super::context().with_relying_party(Verification::ByPath);
    let report = vb365_tls::check(&RestApi::at(HOST).unwrap(), &identity, &context);
    let findings = report
        .findings()
        .iter()
        .filter(|it| it.rule.as_str() == rule);
    findings
        .map(|it| (it.position, it.expected.to_string(), it.found.to_string()))
        .collect()
}

#[test]
fn a_missing_issuer_is_named_with_its_address() {
    let alone = Forge::tls(HOST).without_intermediates();
    let expected = "the certificate of `CN=Test Intermediate 1`";
    let [(position, issuer, missing)] = &found("chain-incomplete", &alone)[..] else {
        panic!("one finding");
    };
    assert_eq!(*position, Position::EndEntity);
    assert_eq!(issuer, expected);
    assert_eq!(missing, "no issuer, and no address where it is published");
    let published = alone.with(Extension::issuer_at("http://pki.example.com/issuer.cer"));
    let [(_, issuer, missing)] = &found("chain-incomplete", &published)[..] else {
        panic!("one finding");
    };
    assert_eq!(issuer, expected);
    assert_eq!(
        missing,
        "no issuer; it is published at `http://pki.example.com/issuer.cer`"
    );
    let unreadable = published.extension(oid::AUTHORITY_INFO_ACCESS, false, &[0]);
    assert_eq!(found("chain-incomplete", &unreadable).len(), 1);
}

#[test]
fn a_hundred_unrelated_certificates_make_six_findings() {
    let certificates = found(
        "chain-unrelated-certificate",
        &foreign(Forge::tls(HOST), 100),
    );
    let positions: Vec<_> = certificates
        .iter()
        .map(|(position, ..)| *position)
        .collect();
    assert_eq!(positions, [1, 2, 3, 4, 5, 6].map(Position::Unrelated));
    assert_eq!(certificates[0].2, "one issued by `CN=Foreign Root 0`");
    assert_eq!(certificates[5].2, "95 more of them, this one included");
}
