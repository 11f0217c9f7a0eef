//! Reports as people and programs read them.

use vb365_tls::profile::Verification;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Forge, oid};
use vb365_tls::trust::ClientTrust;
use vb365_tls::{Credential, Report, check};

use crate::golden;
use crate::rules::{HOST, context, provider, rest_api};

fn rejected() -> Report {
    let forge = Forge::tls(HOST)
        .names(&["*.example.org"])
        .expired()
        .with_root()
        .out_of_order();
    check(&rest_api(), &forge.identity(&provider()), &context())
}

#[test]
fn a_rejection_shows_everything_at_once() {
    golden::assert_is("tests/golden/rejected.txt", &format!("{}\n", rejected()));
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let json = serde_json::to_string_pretty(&rejected()).unwrap();
    golden::assert_is("tests/golden/rejected.json", &format!("{json}\n"));
}

#[test]
fn a_report_is_read_back_as_it_was_written() {
    let report = rejected();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

#[test]
fn acceptance_is_computed_and_never_read() {
    let json = serde_json::to_string(&rejected()).unwrap();
    let claimed = json.replace("\"accepted\":false", "\"accepted\":true");
    assert_ne!(json, claimed);
    assert!(
        !serde_json::from_str::<Report>(&claimed)
            .unwrap()
            .is_accepted()
    );
}

#[test]
fn the_report_says_how_clients_were_taken_to_verify() {
    let provider = provider();
    let own = Forge::product_default().identity(&provider);
    let issued = Forge::tls(HOST).identity(&provider);
    let (by_pin, by_path) = (Verification::ByPin, Verification::ByPath);
    assert_eq!(check(&rest_api(), &own, &context()).verification(), by_pin);
    assert_eq!(
        check(&rest_api(), &issued, &context()).verification(),
        by_path
    );
    let stated = context().with_relying_party(by_path);
    assert_eq!(check(&rest_api(), &own, &stated).verification(), by_path);
    let proxy = BackupProxy::at(HOST).unwrap();
    assert_eq!(check(&proxy, &issued, &context()).verification(), by_pin);
}

#[test]
fn a_rejection_carries_the_report_of_check() {
    let forge = Forge::tls(HOST).expired();
    let identity = forge.identity(&provider());
    let scenario = vb365_tls::scenario::RestApi::at(HOST).unwrap();
    let report = check(&scenario, &identity, &context());
    let rejected = Credential::accept(scenario, identity, &context()).unwrap_err();
    assert_eq!(rejected.report(), &report);
    assert!(
        rejected
            .to_string()
            .starts_with("not accepted for rest-api: rejected")
    );
}

/// The server of a link asks its client for the purpose of a client, whatever the client does besides.
#[test]
fn a_server_checks_a_client_as_a_client() {
    let provider = provider();
    let context = context();
    let proxy = || BackupProxy::at("proxy1.example.com").unwrap();
    for (purpose, expected) in [
        (oid::CLIENT_AUTH, &[][..]),
        (oid::SERVER_AUTH, &["extended-key-usage-mismatch"][..]),
    ] {
        let forge = Forge::tls("elsewhere.example.com").purposes(&[purpose]);
        let server = ClientTrust::private_ca(&[forge.trust_anchor(&provider)]).unwrap();
        let context = context.clone().with_relying_party(server);
        let report = check(&proxy(), &forge.identity(&provider), &context);
        let errors: Vec<_> = report.errors().map(|it| it.rule.as_str()).collect();
        assert_eq!(errors, expected, "{report}");
        assert_eq!(report.scenario(), "backup-proxy");
    }
}

#[test]
fn what_concerns_no_certificate_names_none() {
    let diagnosis = vb365_tls::entra::diagnose(r#"{"error": "temporarily_unavailable"}"#).unwrap();
    let finding = diagnosis.finding();
    assert!(!finding.to_string().contains("end-entity"), "{finding}");
    let json = serde_json::to_value(finding).unwrap();
    assert_eq!(json["certificate"], serde_json::Value::Null);
    assert_eq!(json["basis"], "standard");
    let mut without = json.clone();
    without.as_object_mut().unwrap().remove("certificate");
    for written in [json, without] {
        let read: vb365_tls::finding::Finding = serde_json::from_value(written).unwrap();
        assert_eq!(&read, finding);
    }
}
