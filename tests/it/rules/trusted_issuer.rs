//! CAs a tenant trusts. The good certificate is issued by `CN=Test Intermediate 1` below `CN=Test Root`.

use vb365_tls::Context;
use vb365_tls::policy::{KeyIdentifier, Policy, TrustedIssuer};
use vb365_tls::test_support::{Extension, Forge, Template, oid};

use super::{Case, GOOD, HOST, N, W, context, organization_management, provider};

const OUTSIDE: super::Expected = &[("issuer-outside-policy", W)];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "issued by another CA than the policy trusts",
        context: || trusting([TrustedIssuer::named("CN=Contoso Issuing CA, O=Contoso")]),
        assertion: OUTSIDE,
        ..GOOD
    },
    Case {
        name: "issued by the CA the policy trusts",
        context: || trusting([TrustedIssuer::named("CN=Test Intermediate 1")]),
        ..GOOD
    },
    Case {
        name: "issued by one of the CAs the policy trusts, in another case and with other spaces",
        context: || trusting(["CN=Contoso", "cn = test  INTERMEDIATE 1"].map(TrustedIssuer::named)),
        ..GOOD
    },
    Case {
        name: "below the root the policy trusts",
        context: || trusting([TrustedIssuer::named("CN=Test Root")]),
        ..GOOD
    },
    Case {
        name: "below the root the policy trusts, and nothing shows it",
        forge: || Forge::tls(HOST).without_intermediates(),
        context: || trusting([TrustedIssuer::named("CN=Test Root")]),
        by_path: &[("chain-incomplete", W)],
        assertion: OUTSIDE,
        ..GOOD
    },
    Case {
        name: "issued by the CA and the key the policy trusts",
        context: || trusting([intermediate()]),
        ..GOOD
    },
    Case {
        name: "issued by another key of the CA the policy trusts",
        context: || trusting([intermediate().with_key_identifier(other_key())]),
        assertion: OUTSIDE,
        ..GOOD
    },
    Case {
        name: "its issuer's certificate shows the key the policy trusts",
        forge: || Forge::tls(HOST).without_extension(oid::AUTHORITY_KEY_IDENTIFIER),
        context: || trusting([intermediate()]),
        by_path: &[("authority-key-identifier-absent", W)],
        ..GOOD
    },
    Case {
        name: "nothing shows the key the policy trusts",
        forge: || {
            Forge::tls(HOST)
                .without_extension(oid::AUTHORITY_KEY_IDENTIFIER)
                .without_intermediates()
        },
        context: || trusting([intermediate()]),
        by_path: &[
            ("authority-key-identifier-absent", W),
            ("chain-incomplete", W),
        ],
        assertion: OUTSIDE,
        ..GOOD
    },
    Case {
        name: "self-signed where the policy trusts CAs",
        forge: || Forge::self_signed(HOST),
        context: || trusting([intermediate()]),
        by_path: &[("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("issuer-outside-policy", W), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "self-signed under the name the policy trusts",
        forge: || Forge::self_signed(HOST),
        context: || trusting([TrustedIssuer::named(format!("CN={HOST}"))]),
        by_path: &[("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("issuer-outside-policy", W), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "any issuer where the policy names none",
        context: || trusting([]),
        ..GOOD
    },
];

fn trusting(issuers: impl IntoIterator<Item = TrustedIssuer>) -> Context {
    context().with_policy(Policy::recommended().with_trusted_issuers(issuers))
}

fn intermediate() -> TrustedIssuer {
    let chain = Forge::tls(HOST).chain(&provider());
    let issuer = TrustedIssuer::of(&chain.intermediates()[0]);
    assert!(issuer.key_identifier().is_some());
    issuer
}

fn other_key() -> KeyIdentifier {
    "c4e28a64".parse().unwrap()
}

#[test]
fn table() {
    super::run(CASES);
}

#[track_caller]
fn assert_finding(forge: &Forge, issuers: &[TrustedIssuer], expected: &str, found: &str) {
    let context = trusting(issuers.iter().cloned());
    let identity = forge.identity(&provider());
    let report = vb365_tls::check(&organization_management(), &identity, &context);
    let finding = report
        .findings()
        .iter()
        .find(|finding| finding.rule.as_str() == "issuer-outside-policy")
        .unwrap();
    assert_eq!((&*finding.expected, &*finding.found), (expected, found));
}

#[test]
fn a_finding_names_the_cas_wanted_and_those_found() {
    let contoso = TrustedIssuer::named("CN=Contoso Issuing CA, O=Contoso");
    assert_finding(
        &Forge::tls(HOST),
        &[contoso.clone(), TrustedIssuer::named("CN=Fabrikam Root")],
        "an issuer among `CN=Contoso Issuing CA, O=Contoso`, `CN=Fabrikam Root`",
        "issued by `CN=Test Intermediate 1`, `CN=Test Root`",
    );
    assert_finding(
        &Forge::tls(HOST),
        &[TrustedIssuer::named("CN=Test Root").with_key_identifier(other_key())],
        "an issuer among `CN=Test Root with the key c4e28a64`",
        "issued by `CN=Test Intermediate 1`, `CN=Test Root`, and no key identifier of the one named agrees",
    );
    assert_finding(
        &Forge::assertion(),
        &[contoso],
        "an issuer among `CN=Contoso Issuing CA, O=Contoso`",
        "a self-signed certificate",
    );
}

#[test]
fn a_ca_without_key_identifier_is_trusted_by_name() {
    let template = Template::root("CN=Old Root").without_extension(oid::SUBJECT_KEY_IDENTIFIER);
    let chain = Forge::of(template.with(Extension::ca(None))).chain(&provider());
    assert_eq!(
        TrustedIssuer::of(chain.end_entity()),
        TrustedIssuer::named("CN=Old Root")
    );
}
