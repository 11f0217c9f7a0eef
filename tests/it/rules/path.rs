use vb365_tls::Certificate;
use vb365_tls::finding::Position;
use vb365_tls::test_support::{Extension, Forge, Template, TestKey};
use vb365_tls::trust::ServerTrust;

use super::{Case, E, GOOD, HOST, N, W, context, provider};

/// The CAs of these forges are trusted.
fn trusting(forges: &[Forge]) -> ServerTrust {
    let anchors: Vec<Certificate> = forges
        .iter()
        .map(|forge| forge.trust_anchor(&provider()))
        .collect();
    ServerTrust::private_ca(&anchors).unwrap()
}

fn stranger() -> Forge {
    Forge::self_signed("other.example.com").key(TestKey::Other)
}

pub const CASES: &[Case] = &[
    Case {
        name: "a path to the trust anchor",
        trust: Some(|| trusting(&[stranger(), Forge::tls(HOST)])),
        ..GOOD
    },
    Case {
        name: "a path to the trust anchor, which is included",
        forge: || Forge::tls(HOST).with_root(),
        trust: Some(|| trusting(&[Forge::tls(HOST)])),
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "another trust anchor",
        trust: Some(|| trusting(&[stranger()])),
        by_path: &[("path-not-found", E), ("chain-incomplete", W)],
        ..GOOD
    },
    Case {
        name: "another trust anchor, and the root is included",
        forge: || Forge::tls(HOST).with_root(),
        trust: Some(|| trusting(&[stranger()])),
        by_path: &[("path-not-found", E), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "no trust anchor at all",
        trust: Some(|| ServerTrust::public_roots(rustls::RootCertStore::empty())),
        by_path: &[("path-not-found", E), ("chain-incomplete", W)],
        ..GOOD
    },
    Case {
        name: "the intermediate is missing",
        forge: || Forge::tls(HOST).without_intermediates(),
        trust: Some(|| trusting(&[Forge::tls(HOST)])),
        by_path: &[("path-not-found", E), ("chain-incomplete", W)],
        ..GOOD
    },
    Case {
        name: "issued by the trust anchor",
        forge: || Forge::tls(HOST).intermediates(0),
        trust: Some(|| trusting(&[Forge::tls(HOST)])),
        ..GOOD
    },
    Case {
        name: "a self-signed certificate that is trusted",
        forge: || Forge::self_signed(HOST),
        trust: Some(|| trusting(&[Forge::self_signed(HOST)])),
        by_path: &[("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "a self-signed certificate that is not trusted",
        forge: || Forge::self_signed(HOST),
        trust: Some(|| trusting(&[stranger()])),
        by_path: &[("path-not-found", E), ("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "the trust anchor has the name in another string type",
        trust: Some(|| trusting(&[Forge::tls(HOST).root(printable)])),
        by_path: &[("issuer-name-encoding-differs", E)],
        ..GOOD
    },
    Case {
        name: "the trust anchor has the name and another key",
        trust: Some(|| trusting(&[Forge::tls(HOST).root(|it| it.key(TestKey::Other))])),
        by_path: &[
            ("authority-key-identifier-mismatch", W),
            ("signature-invalid", E),
        ],
        ..GOOD
    },
    Case {
        name: "two trust anchors of one name, and one has the key",
        trust: Some(|| {
            let other = Forge::tls(HOST).root(|it| it.key(TestKey::Other));
            trusting(&[other, Forge::tls(HOST)])
        }),
        ..GOOD
    },
    Case {
        name: "the trust anchor has expired",
        trust: Some(|| trusting(&[Forge::tls(HOST).root(expired)])),
        by_path: &[("issuer-expired", E)],
        ..GOOD
    },
    Case {
        name: "an expired trust anchor, and its renewal",
        trust: Some(|| trusting(&[Forge::tls(HOST).root(expired), Forge::tls(HOST)])),
        ..GOOD
    },
    Case {
        name: "the trust anchor may certify other names only",
        trust: Some(|| trusting(&[Forge::tls(HOST).root(|it| it.permitting(&["example.org"]))])),
        by_path: &[("name-constraints-violated", E)],
        ..GOOD
    },
    Case {
        name: "the intermediate is not a CA",
        forge: || Forge::tls(HOST).intermediate(Template::not_ca),
        trust: Some(|| trusting(&[Forge::tls(HOST)])),
        by_path: &[("issuer-not-ca", E)],
        ..GOOD
    },
    Case {
        name: "the intermediate is trusted, and is included",
        trust: Some(intermediate_trusted),
        ..GOOD
    },
    Case {
        name: "the intermediate is trusted, and stayed at home",
        forge: || Forge::tls(HOST).without_intermediates(),
        trust: Some(intermediate_trusted),
        ..GOOD
    },
];

fn printable(root: Template) -> Template {
    root.subject(vb365_tls::test_support::Name::new("CN=Test Root").printable())
}

fn expired(root: Template) -> Template {
    root.valid("2020-01-01", "2026-06-30")
}

fn intermediate_trusted() -> ServerTrust {
    let path = Forge::tls(HOST).path(&provider());
    let intermediate = Certificate::from_der(path[1].clone()).unwrap();
    ServerTrust::private_ca(&[intermediate]).unwrap()
}

#[test]
fn table() {
    super::run(CASES);
}

/// Who trusts the intermediate needs it not, but others may trust the root only.
#[test]
fn what_is_included_above_the_trust_anchor_is_sent() {
    let context = context().with_relying_party(intermediate_trusted());
    let identity = Forge::tls(HOST).identity(context.provider());
    let scenario = vb365_tls::scenario::RestApi::at(HOST).unwrap();
    let credential = vb365_tls::Credential::accept(scenario, identity, &context).unwrap();
    assert_eq!(credential.chain().to_presented().len(), 2);
    assert!(credential.chain().intermediates().is_empty());
    assert!(credential.chain().unrelated().is_empty());
}

/// The certificate the path ends in is named, with what it lacks.
#[test]
fn the_gap_is_named() {
    let forge = Forge::tls(HOST)
        .intermediates(2)
        .intermediate(|it| it.with(Extension::issuer_at("http://pki.example.com/issuer.cer")));
    let identity = forge.delivering(&[0, 1]).identity(&provider());
    let context = context().with_relying_party(trusting(&[Forge::tls(HOST)]));
    let report = vb365_tls::check(&super::rest_api(), &identity, &context);
    let found: Vec<_> = report
        .findings()
        .iter()
        .map(|it| (it.rule.as_str(), it.position, &*it.expected, &*it.found))
        .collect();
    assert_eq!(
        found,
        [
            (
                "path-not-found",
                Position::EndEntity,
                "a path to a given trust anchor",
                "no trust anchor `CN=Test Intermediate 2`"
            ),
            (
                "chain-incomplete",
                Position::Intermediate(1),
                "the certificate of `CN=Test Intermediate 2`",
                "no issuer; it is published at `http://pki.example.com/issuer.cer`"
            ),
        ]
    );
}
