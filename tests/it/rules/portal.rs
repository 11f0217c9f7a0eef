//! The Restore Portal behind the REST API: its address, and the names and port it is served with.

use vb365_tls::policy::{Level, Policy};
use vb365_tls::profile::Verification;
use vb365_tls::scenario::{Cloud, RestApi, RestApiOnSeparateMachine, RestorePortal, UsageScenario};
use vb365_tls::test_support::encode::mail_address;
use vb365_tls::test_support::{Forge, oid};
use vb365_tls::{Credential, Report};

use super::{E, Expected, HOST, W, context, provider};

/// One certificate of a REST API, its addresses and that of the portal.
pub struct Case {
    name: &'static str,
    forge: fn() -> Forge,
    rest_api: &'static [&'static str],
    portal: &'static str,
    pub by_path: Expected,
    pub by_pin: Expected,
}

/// The portal where the REST API is, at the port as installed.
const GOOD: Case = Case {
    name: "the address of the REST API",
    forge: || Forge::tls(HOST),
    rest_api: &[HOST],
    portal: HOST,
    by_path: &[],
    by_pin: &[],
};

const PORTAL: &str = "portal.example.com";

pub const CASES: &[Case] = &[
    GOOD,
    Case {
        name: "a name of its own that the certificate carries",
        forge: || Forge::tls(HOST).names(&[HOST, PORTAL]),
        portal: PORTAL,
        ..GOOD
    },
    Case {
        name: "a name below a wildcard",
        forge: || Forge::tls(HOST).names(&[HOST, "*.example.com"]),
        portal: PORTAL,
        ..GOOD
    },
    Case {
        name: "an IP address the certificate carries",
        forge: || Forge::tls(HOST).names(&[HOST, "192.0.2.10"]),
        portal: "192.0.2.10:4443",
        ..GOOD
    },
    Case {
        name: "the port of one of two addresses",
        rest_api: &["vb365.example.com:8443", "vb365.example.com:443"],
        portal: "vb365.example.com:443",
        ..GOOD
    },
    Case {
        name: "a name the certificate does not carry",
        portal: PORTAL,
        by_path: &[("portal-address-uncovered", E)],
        by_pin: &[("portal-address-uncovered", W)],
        ..GOOD
    },
    Case {
        name: "an IP address the certificate does not carry",
        portal: "192.0.2.10",
        by_path: &[("portal-address-uncovered", E)],
        by_pin: &[("portal-address-uncovered", W)],
        ..GOOD
    },
    Case {
        name: "another port",
        portal: "vb365.example.com:443",
        by_path: &[("portal-port-differs", E)],
        by_pin: &[("portal-port-differs", E)],
        ..GOOD
    },
    Case {
        name: "the port as installed, and a REST API on another",
        rest_api: &["vb365.example.com:8443"],
        by_path: &[("portal-port-differs", E)],
        by_pin: &[("portal-port-differs", E)],
        ..GOOD
    },
    Case {
        name: "another name and another port",
        portal: "portal.example.com:443",
        by_path: &[("portal-address-uncovered", E), ("portal-port-differs", E)],
        by_pin: &[("portal-address-uncovered", W), ("portal-port-differs", E)],
        ..GOOD
    },
];

fn portal(address: &str) -> RestorePortal {
    RestorePortal::at(
        Cloud::Worldwide,
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
        address,
    )
    .unwrap()
}

fn rest_api(addresses: &[&str]) -> RestApi {
    let mut addresses = addresses.iter().copied();
    let first = RestApi::at(addresses.next().unwrap()).unwrap();
    addresses.try_fold(first, RestApi::with_address).unwrap()
}

#[track_caller]
fn accepted<S: UsageScenario>(
    scenario: S,
    forge: &Forge,
    verification: Verification,
) -> Credential<S> {
    let context = context().with_relying_party(verification);
    Credential::accept(scenario, forge.identity(&provider()), &context).unwrap()
}

fn rules(report: &Report) -> Vec<(&str, vb365_tls::finding::Severity)> {
    let findings = report.findings().iter();
    findings
        .map(|finding| (finding.rule.as_str(), finding.severity))
        .collect()
}

#[test]
fn table() {
    for case in CASES {
        for (verification, expected) in [
            (Verification::ByPath, case.by_path),
            (Verification::ByPin, case.by_pin),
        ] {
            let credential = accepted(rest_api(case.rest_api), &(case.forge)(), verification);
            let report = credential.check_portal(&portal(case.portal));
            let mut expected = expected.to_vec();
            expected.sort_by_key(|(id, severity)| (std::cmp::Reverse(*severity), *id));
            assert_eq!(rules(&report), expected, "{}, {verification}", case.name);
            assert_eq!(report.scenario(), "rest-api");
            assert_eq!(report.verification(), verification);
        }
    }
}

#[test]
fn a_machine_of_its_own_is_checked_alike() {
    let scenario = RestApiOnSeparateMachine::at(HOST, "server.example.com").unwrap();
    let credential = accepted(scenario, &Forge::tls(HOST), Verification::ByPath);
    assert_eq!(rules(&credential.check_portal(&portal(HOST))), []);
    let report = credential.check_portal(&portal("portal.example.com:443"));
    assert_eq!(
        rules(&report),
        [("portal-address-uncovered", E), ("portal-port-differs", E)]
    );
    assert_eq!(report.scenario(), "rest-api-on-separate-machine");
}

#[test]
fn findings_name_both_ends() {
    let texts = |forge: Forge, at: &str| -> Vec<(String, String)> {
        let rest_api = rest_api(&[HOST, "192.0.2.10:8443"]);
        let report = accepted(rest_api, &forge, Verification::ByPin).check_portal(&portal(at));
        let findings = report.findings().iter();
        findings
            .map(|finding| {
                assert_eq!(finding.certificate.as_deref(), Some(&*format!("CN={HOST}")));
                (finding.expected.to_string(), finding.found.to_string())
            })
            .collect()
    };
    let pair = |expected: &str, found: &str| (expected.to_owned(), found.to_owned());
    assert_eq!(
        texts(Forge::tls(HOST), "vb365.example.com:443"),
        [pair(
            "the port of `vb365.example.com:4443`, `192.0.2.10:8443`",
            "`vb365.example.com:443`"
        )]
    );
    let portal_host = "`portal.example.com`";
    for (forge, found) in [
        (Forge::tls(HOST), "`DNS:vb365.example.com`"),
        (
            Forge::tls(HOST).without_san(),
            "no subject alternative name",
        ),
        (
            Forge::tls(HOST).general_names(&[]),
            "an empty subject alternative name",
        ),
        (
            Forge::tls(HOST).general_names(&[mail_address("admin@example.com")]),
            "`email:admin@example.com`",
        ),
        (
            Forge::tls(HOST).extension(oid::SUBJECT_ALT_NAME, false, &[0x04, 0x00]),
            "a subject alternative name that cannot be read",
        ),
    ] {
        assert_eq!(texts(forge, PORTAL), [pair(portal_host, found)]);
    }
}

#[test]
fn the_policy_of_the_acceptance_holds() {
    let policy = Policy::recommended()
        .with_level("portal-address-uncovered", Level::Warn)
        .and_then(|policy| policy.with_level("portal-port-differs", Level::Allow))
        .unwrap();
    let context = context().with_policy(policy);
    let identity = Forge::tls(HOST).identity(&provider());
    let credential = Credential::accept(rest_api(&[HOST]), identity, &context).unwrap();
    let report = credential.check_portal(&portal("portal.example.com:443"));
    assert_eq!(rules(&report), [("portal-address-uncovered", W)]);
    assert!(report.is_accepted());
}
