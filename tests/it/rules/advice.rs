//! What to do, where it depends on the case: each text, and where the rule's own words stay.

use vb365_tls::address::Address;
use vb365_tls::finding::Finding;
use vb365_tls::identity::Identity;
use vb365_tls::profile::{Profile, Verification};
use vb365_tls::rule;
use vb365_tls::scenario::role::TlsServer;
use vb365_tls::scenario::{BackupProxy, Cloud, RestApi, Scenario, UsageScenario};
use vb365_tls::test_support::{Forge, TestKey, oid};
use vb365_tls::trust::{RelyingParty, ServerTrust};

use super::{HOST, context, organization_management, provider, rest_api};
use crate::remedies::scenarios;

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn at(host: &str) -> Scenario {
    RestApi::at(address(host)).unwrap().into()
}

fn identity(forge: &Forge) -> Identity {
    forge.identity(&provider())
}

#[track_caller]
fn found(rule: &str, scenario: &Scenario, forge: &Forge, party: RelyingParty) -> Finding {
    let context = context().with_relying_party(party);
    let report = vb365_tls::check(scenario, &identity(forge), &context);
    let finding = report.findings().iter().find(|it| it.rule.as_str() == rule);
    let mut finding = finding.unwrap_or_else(|| panic!("{report}")).clone();
    let place = scenario.id().installation().sentence();
    if let Some(remedy) = finding.remedy.strip_suffix(place) {
        finding.remedy = remedy.trim_end().to_owned().into();
    }
    finding
}

/// What is said of a case ends in the place of the scenario, as other remedies do; the other tests look at the rest.
#[test]
fn advice_ends_in_the_place() {
    let context = context().with_relying_party(Verification::ByPath);
    let report = vb365_tls::check(&at("vb365"), &identity(&Forge::tls(HOST)), &context);
    let remedy = &report.findings()[0].remedy;
    assert_eq!(
        remedy,
        "Have the certificate issued again with every address clients use, or have clients use a name it carries. No \
         public CA issues one for `vb365`; a private CA does. Install the certificate under General Options > REST \
         API, or with `Set-VBORestAPISettings`."
    );
}

/// The remedy of the rule for this certificate, where clients build a path to whomever.
#[track_caller]
fn remedy(rule: &str, scenario: &Scenario, forge: &Forge) -> String {
    let finding = found(rule, scenario, forge, Verification::ByPath.into());
    finding.remedy.into_owned()
}

#[track_caller]
fn assert_as_in_the_rule(finding: &Finding) {
    let rule = rule::find(finding.rule.as_str()).unwrap();
    let own = (rule.why, rule.remedy, rule.citation);
    assert_eq!((&*finding.why, &*finding.remedy, &*finding.citation), own);
}

#[test]
fn a_self_signed_certificate_by_who_relies_on_it() {
    const SIGNER: &str = "Leave it as it is unless such a policy refuses it, and register each renewal with the application \
                          before the product signs with it.";
    const REST: &str = "Have clients pin it and tell them of each renewal, or have one issued by a CA that the clients \
                        trust. A browser pins nothing: where people open the Restore Portal, only the latter spares \
                        them a warning.";
    const PROXY: &str = "Leave it as it is where the product keeps it. A program of your own that connects pins it, and is \
                         told of each renewal.";
    const OPERATORS: &str = "Import it into Trusted Root Certification Authorities of each separate machine that runs \
                             the REST API, and each renewal before it is installed; otherwise have one issued by a CA \
                             that these machines trust.";
    const TENANTS: &str = "Prefer one issued by a CA that the tenants trust. Otherwise import this one into Trusted \
                           Root Certification Authorities of each separate machine that runs the REST API, and each \
                           renewal before it is installed.";
    let expected = [
        SIGNER, SIGNER, PROXY, REST, REST, SIGNER, OPERATORS, TENANTS,
    ];
    let forge = Forge::self_signed(HOST);
    let trusted = ServerTrust::private_ca(&[forge.trust_anchor(&provider())]).unwrap();
    for (scenario, expected) in scenarios().into_iter().zip(expected) {
        for party in [
            Verification::ByPin.into(),
            RelyingParty::from(trusted.clone()),
        ] {
            let finding = found("self-signed", &scenario, &forge, party);
            assert_eq!(finding.remedy, expected, "{}", scenario.id());
            let is_client_told = finding.why.contains("client");
            assert_eq!(is_client_told, expected == REST, "{}", scenario.id());
        }
    }
}

/// Of a scenario of somebody else nothing is known.
#[test]
fn a_self_signed_certificate_of_another_scenario() {
    struct Metrics(Vec<Address>);
    impl UsageScenario for Metrics {
        type Role = TlsServer;
        const PROFILE: &'static Profile = &Profile::tls_server("metrics", "Scraping metrics", &[]);
        fn addresses(&self) -> Vec<Address> {
            self.0.clone()
        }
    }
    let metrics = Metrics(vec![address(HOST)]);
    let pinned = context().with_relying_party(Verification::ByPin);
    let report = vb365_tls::check(&metrics, &identity(&Forge::self_signed(HOST)), &pinned);
    let [finding] = report.findings() else {
        panic!("{report}");
    };
    assert_eq!(finding.rule.as_str(), "self-signed");
    assert_as_in_the_rule(finding);
}

#[test]
fn client_auth_that_no_public_ca_issues() {
    let proxy: Scenario = BackupProxy::at(address(HOST)).unwrap().into();
    let forge = Forge::tls(HOST).purposes(&[oid::SERVER_AUTH]);
    let finding = found(
        "extended-key-usage-mismatch",
        &proxy,
        &forge,
        Verification::ByPath.into(),
    );
    assert_eq!(
        finding.remedy,
        "Have the certificate issued by a private CA with the purposes that are expected: public CAs have given up \
         clientAuth. With a CA of Active Directory, choose a template that has them, such as *Computer* for serverAuth \
         and clientAuth."
    );
    assert_eq!(
        finding.citation,
        "RFC 5280 section 4.2.1.12; https://googlechrome.github.io/chromerootprogram/"
    );
    // serverAuth is to be had anywhere.
    let forge = Forge::tls(HOST).purposes(&[oid::CLIENT_AUTH]);
    for scenario in [proxy, rest_api()] {
        let party = Verification::ByPath.into();
        assert_as_in_the_rule(&found(
            "extended-key-usage-mismatch",
            &scenario,
            &forge,
            party,
        ));
    }
}

const AGAIN: &str = "Have the certificate issued again with every address clients use, or have clients use a name it carries.";

#[test]
fn names_no_public_ca_certifies() {
    let forge = Forge::tls("other.example.com");
    for host in [
        "vb365",
        "vb365.local",
        "vb365.corp.internal",
        "vb365.lan",
        "vb365.corp",
        "vb365.home.arpa",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.10",
        "127.0.0.1",
        "169.254.1.1",
        "[fd00::1]",
        "[::1]",
        "[fe80::1]",
    ] {
        let name = host.trim_matches(['[', ']']);
        assert_eq!(
            remedy("reference-identifier-unmatched", &at(host), &forge),
            format!("{AGAIN} No public CA issues one for `{name}`; a private CA does.")
        );
    }
    for host in [
        "vb365.example.com",
        "local.example.com",
        "vb365.home",
        "arpa.example.com",
        "11.1.2.3",
        "172.32.0.1",
        "[2a00::1]",
    ] {
        let finding = found(
            "reference-identifier-unmatched",
            &at(host),
            &forge,
            Verification::ByPath.into(),
        );
        match host {
            "vb365.home" => assert!(finding.remedy.ends_with("; a private CA does.")),
            _ => assert_as_in_the_rule(&finding),
        }
    }
}

#[test]
fn internal_names_that_stand_elsewhere_or_nowhere() {
    let only = " No public CA issues one for `vb365.local`; a private CA does.";
    let own = |id: &str| rule::find(id).unwrap().remedy;
    for (id, forge) in [
        (
            "subject-alt-name-absent",
            Forge::tls("vb365.local").without_san(),
        ),
        (
            "name-only-in-common-name",
            Forge::tls("vb365.local").names(&["other.example.com"]),
        ),
    ] {
        assert_eq!(
            remedy(id, &at("vb365.local"), &forge),
            own(id).to_owned() + only
        );
    }
    let public = Forge::tls(HOST).without_san();
    let party = Verification::ByPath.into();
    assert_as_in_the_rule(&found(
        "subject-alt-name-absent",
        &rest_api(),
        &public,
        party,
    ));
    let public = Forge::tls(HOST).names(&["other.example.com"]);
    let party = Verification::ByPath.into();
    assert_as_in_the_rule(&found(
        "name-only-in-common-name",
        &rest_api(),
        &public,
        party,
    ));
}

#[test]
fn a_wildcard_stands_for_one_label() {
    let forge = Forge::tls("*.example.com");
    let id = "reference-identifier-unmatched";
    for host in ["a.b.example.com", "example.com", "a.b.c.EXAMPLE.com"] {
        let host = host.to_ascii_lowercase();
        assert_eq!(
            remedy(id, &at(&host), &forge),
            format!(
                "A wildcard stands for exactly one label, so that `*.example.com` does not reach `{host}`. {AGAIN}"
            )
        );
    }
    // Another domain, though it ends alike.
    for host in ["vb365.example.org", "vb365.anexample.com", "192.0.2.1"] {
        assert_as_in_the_rule(&found(id, &at(host), &forge, Verification::ByPath.into()));
    }
    // Both at once.
    assert_eq!(
        remedy(id, &at("a.b.corp.local"), &Forge::tls("*.corp.local")),
        format!(
            "A wildcard stands for exactly one label, so that `*.corp.local` does not reach `a.b.corp.local`. {AGAIN} \
             No public CA issues one for `a.b.corp.local`; a private CA does."
        )
    );
}

#[test]
fn a_precertificate_is_not_the_certificate() {
    const POISON: &str = "1.3.6.1.4.1.11129.2.4.3";
    let id = "critical-extension-unknown";
    let forge = Forge::tls(HOST).extension(POISON, true, &[0x05, 0x00]);
    let finding = found(id, &rest_api(), &forge, Verification::ByPath.into());
    assert_eq!(
        finding.why,
        "This is a precertificate: what a CA shows to the logs of Certificate Transparency before it issues the \
         certificate. The extension is there so that nobody accepts it."
    );
    assert_eq!(
        finding.remedy,
        "Take the certificate itself, which the CA delivers under the same serial number."
    );
    assert_eq!(finding.citation, "RFC 6962 section 3.1");
    let forge = Forge::tls(HOST).extension(oid::UNKNOWN_EXTENSION, true, &[0x05, 0x00]);
    assert_as_in_the_rule(&found(id, &rest_api(), &forge, Verification::ByPath.into()));
}

fn stranger() -> RelyingParty {
    let stranger = Forge::self_signed("root.example.com").key(TestKey::Other);
    ServerTrust::private_ca(&[stranger.trust_anchor(&provider())])
        .unwrap()
        .into()
}

#[test]
fn a_stranger_at_a_host_of_microsoft() {
    let hosts = Cloud::ALL
        .iter()
        .flat_map(|cloud| [cloud.login_host(), cloud.graph_host()]);
    for host in hosts.chain(["graph.windows.net", "device.login.microsoftonline.com"]) {
        let finding = found("path-not-found", &at(host), &Forge::tls(host), stranger());
        assert_eq!(
            finding.why,
            "The host is Microsoft's, and the certificate leads to nobody the client trusts. A proxy or firewall that \
             inspects the traffic presents such a one; so does an attacker."
        );
        assert_eq!(
            finding.remedy,
            "Never pin it. If a proxy on the way is meant to inspect the traffic, trust the root of that proxy, or have the \
             host exempted from inspection; if none is, keep away from this network until it is known who answers."
        );
    }
    for host in [
        HOST,
        "graph.microsoft.com.example.com",
        "notlogin.microsoftonline.com",
    ] {
        assert_as_in_the_rule(&found(
            "path-not-found",
            &at(host),
            &Forge::tls(host),
            stranger(),
        ));
    }
}

#[test]
fn a_ca_of_microsoft_that_is_not_trusted() {
    let host = Cloud::China.login_host();
    let forge = Forge::tls(host)
        .intermediate(|it| it.subject("CN=DigiCert Basic RSA CN CA G2, O=DigiCert Inc"));
    for forge in [
        forge.clone().without_intermediates(),
        forge.root(|it| it.subject("CN=DigiCert Global Root CA")),
    ] {
        assert_eq!(
            remedy_of(&found("path-not-found", &at(host), &forge, stranger())),
            "Never pin it, for Microsoft renews these certificates without notice. Trust the public roots or the operating \
             system's, and see to it that the seven roots Microsoft lists are among them."
        );
    }
}

fn remedy_of(finding: &Finding) -> &str {
    &finding.remedy
}

#[test]
fn a_ca_that_signs_assertions_is_not_pinned() {
    let forge = Forge::assertion().ca(None);
    let finding = found(
        "end-entity-is-ca",
        &organization_management(),
        &forge,
        Verification::ByPin.into(),
    );
    assert_eq!(
        (&*finding.why, &*finding.remedy, &*finding.citation),
        (
            "Its basic constraints say `CA:TRUE`. Microsoft Entra knows the certificate that is registered and builds no path; \
             but whoever gets hold of the key could issue certificates in places where this one is trusted.",
            "Create the next one with `CA:FALSE`, and register it with the application.",
            "RFC 5280 section 4.2.1.9",
        )
    );
    let forge = Forge::tls(HOST).ca(None);
    assert_as_in_the_rule(&found(
        "end-entity-is-ca",
        &rest_api(),
        &forge,
        Verification::ByPin.into(),
    ));
}

#[test]
fn a_port_in_the_name_of_an_application_does_no_harm() {
    let id = "common-name-has-port";
    let forge = Forge::tls(HOST).subject("CN=vb365.example.com:4443");
    let finding = found(
        id,
        &organization_management(),
        &forge,
        Verification::ByPin.into(),
    );
    assert_eq!(
        finding.remedy,
        "Leave it as it is for the application, and do not use it for HTTPS."
    );
    assert_as_in_the_rule(&found(id, &rest_api(), &forge, Verification::ByPin.into()));
}

/// The product pins nothing: where its services connect, a store of Windows decides.
#[test]
fn what_operators_and_tenants_sign_in_with_is_imported_where_no_path_is_found() {
    let [_, _, proxy, rest, separate, _, operators, tenants] = scenarios();
    for scenario in [&operators, &tenants] {
        let finding = found(
            "path-not-found",
            scenario,
            &Forge::self_signed(HOST),
            stranger(),
        );
        assert_eq!(
            finding.remedy,
            "Import the root it leads to, or the certificate itself if it is self-signed, into Trusted Root Certification \
             Authorities of each separate machine that runs the REST API, and have the intermediates sent. A program of your \
             own can pin the certificate, once its fingerprint was compared with the one shown on the server."
        );
    }
    for scenario in [&proxy, &rest, &separate] {
        assert_as_in_the_rule(&found(
            "path-not-found",
            scenario,
            &Forge::self_signed(HOST),
            stranger(),
        ));
    }
}
