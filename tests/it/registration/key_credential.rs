//! The resource `keyCredential` of Microsoft Graph, byte for byte.

use std::time::Duration;

use rustls_pki_types::UnixTime;
use serde_json::{Value, json};
use vb365_tls::entra::{KeyCredential, KeyCredentialError};
use vb365_tls::scenario::{
    BackupApplication, Cloud, EntraScenario, OrganizationManagement, RestorePortal,
};
use vb365_tls::test_support::{Forge, Time, unix_time};
use vb365_tls::{Certificate, Credential};

use crate::identity::openssl::openssl;
use crate::rules::{context, provider};

fn certificate(forge: &Forge) -> Certificate {
    forge.chain(&provider()).end_entity().clone()
}

fn of(forge: &Forge) -> KeyCredential {
    KeyCredential::of(&certificate(forge))
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// Base64 by OpenSSL, of a file it reads.
fn base64(certificate: &Certificate) -> String {
    let name = format!("key-credential-{}.der", std::process::id());
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, certificate.der()).unwrap();
    let encoded = openssl(&["base64", "-A", "-in", file.to_str().unwrap()], "");
    String::from_utf8(encoded).unwrap().trim_end().to_owned()
}

#[test]
fn the_resource_has_these_fields_in_this_order() {
    let certificate = certificate(&Forge::assertion());
    let key = base64(&certificate);
    let json = KeyCredential::of(&certificate).to_json();
    assert_eq!(
        json,
        format!(
            r#"{{
  "type": "AsymmetricX509Cert",
  "usage": "Verify",
  "key": "{key}",
  "startDateTime": "2026-01-01T00:00:00Z",
  "endDateTime": "2027-12-31T00:00:00Z",
  "displayName": "CN=vb365-application"
}}"#
        )
    );
    let credential = KeyCredential::of(&certificate);
    assert_eq!(
        serde_json::to_value(&credential).unwrap(),
        value(&json),
        "`Serialize` writes the same"
    );
    assert_eq!(credential.certificate(), &certificate);
    assert_eq!(credential.start(), unix_time("2026-01-01"));
    assert_eq!(credential.end(), unix_time("2027-12-31"));
    assert_eq!(credential.display_name(), "CN=vb365-application");
}

#[test]
fn every_scenario_that_signs_in_has_one() {
    fn assert_registers<S: EntraScenario>(scenario: S) {
        let identity = Forge::assertion().identity(&provider());
        let credential = Credential::accept(scenario, identity, &context()).unwrap();
        let expected = KeyCredential::of(credential.end_entity());
        assert_eq!(credential.key_credential(), expected);
    }
    let (worldwide, t) = (Cloud::Worldwide, "contoso.onmicrosoft.com");
    let a = "6731de76-14a6-49ae-97bc-6eba6914391e";
    assert_registers(OrganizationManagement::at(worldwide, t, a).unwrap());
    assert_registers(BackupApplication::at(worldwide, t, a).unwrap());
    let address = "portal.example.com";
    assert_registers(RestorePortal::at(worldwide, t, a, address).unwrap());
}

#[test]
fn a_name_has_90_characters_at_most() {
    let credential = || of(&Forge::assertion());
    for name in ["", "vb365 \"2026\"\u{7}", &"é".repeat(90), &"🔑".repeat(45)] {
        let named = credential().with_display_name(name).unwrap();
        assert_eq!(named.display_name(), name);
        assert_eq!(value(&named.to_json())["displayName"], json!(name));
    }
    for (name, length) in [("e".repeat(91), 91), ("🔑".repeat(46), 92)] {
        let error = credential().with_display_name(name).unwrap_err();
        assert_eq!(error, KeyCredentialError::DisplayNameTooLong { length });
        assert_eq!(
            error.to_string(),
            format!(
                "the display name has {length} characters (UTF-16), and Microsoft Graph keeps 90; choose a shorter one"
            )
        );
    }
}

#[test]
fn a_long_subject_is_cut_between_characters() {
    for (common_name, kept) in [
        ("x".repeat(87), format!("CN={}", "x".repeat(87))),
        ("x".repeat(88), format!("CN={}", "x".repeat(87))),
        ("é".repeat(100), format!("CN={}", "é".repeat(87))),
        // Half of the last key would be the 90th.
        ("🔑".repeat(50), format!("CN={}", "🔑".repeat(43))),
    ] {
        let forge = Forge::assertion().subject(format!("CN={common_name}").as_str());
        assert_eq!(of(&forge).display_name(), kept);
    }
}

#[test]
fn it_ends_within_the_validity_of_the_certificate() {
    for end in ["2026-01-01", "2026-06-30", "2027-12-31"] {
        let credential = of(&Forge::assertion()).ending(unix_time(end)).unwrap();
        assert_eq!(credential.end(), unix_time(end));
        let json = value(&credential.to_json());
        assert_eq!(json["endDateTime"], json!(format!("{end}T00:00:00Z")));
        assert_eq!(json["startDateTime"], json!("2026-01-01T00:00:00Z"));
    }
    for end in ["2025-12-31T23:59:59Z", "2027-12-31T00:00:01Z"] {
        let error = of(&Forge::assertion()).ending(unix_time(end)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the credential of `CN=vb365-application` cannot end at {end}: the certificate is valid from \
                 2026-01-01T00:00:00Z to 2027-12-31T00:00:00Z"
            )
        );
    }
}

/// RFC 5280 section 4.1.2.5 has a date for certificates that never expire; a time zone can shift it past the year 9999.
#[test]
fn a_certificate_without_end_has_an_end_that_can_be_written() {
    for end in ["99991231235959Z", "99991231235959-0100"] {
        let forge = Forge::assertion().valid("2026-01-01", Time::generalized(end));
        let credential = of(&forge);
        let json = value(&credential.to_json());
        assert_eq!(json["endDateTime"], json!("9999-12-31T23:59:59Z"));
        let after = Duration::from_secs(credential.end().as_secs() + 1);
        let after = UnixTime::since_unix_epoch(after);
        assert!(of(&forge).ending(after).is_err());
    }
}

#[test]
fn an_application_rolls_its_own_certificate_with_a_proof() {
    let credential = of(&Forge::assertion());
    let body = credential.to_add_key_json("header.payload.signature");
    assert_eq!(
        value(&body),
        json!({
            "keyCredential": value(&credential.to_json()),
            "passwordCredential": null,
            "proof": "header.payload.signature",
        })
    );
    let order = ["keyCredential", "passwordCredential", "proof"].map(|it| body.find(it).unwrap());
    assert!(order.is_sorted());
}

/// As Microsoft Graph answers to `GET /applications/{id}?$select=keyCredentials`.
fn application(entries: &[Value]) -> String {
    let context = "https://graph.microsoft.com/v1.0/$metadata#applications(keyCredentials)/$entity";
    json!({"@odata.context": context, "keyCredentials": entries}).to_string()
}

fn registered(forge: &Forge) -> Value {
    let mut entry = value(&of(forge).to_json());
    let thumbprint = certificate(forge).thumbprint().to_string();
    entry["keyId"] = json!("f0b0b335-1d71-4883-8f98-567911bfdca6");
    entry["customKeyIdentifier"] = json!(thumbprint);
    entry
}

#[test]
fn what_is_registered_stays_registered() {
    let credential = of(&Forge::assertion());
    let new = value(&credential.to_json());
    let older = registered(&Forge::assertion().serial(&[7]));
    let mut without_key = registered(&Forge::assertion().serial(&[8]));
    without_key["key"] = Value::Null;
    without_key["field of a later version"] = json!([1.5, {"a": "é"}]);
    for entries in [vec![], vec![older.clone()], vec![older, without_key]] {
        let body = credential.to_patch_json(&application(&entries)).unwrap();
        let mut expected = entries.clone();
        expected.push(new.clone());
        assert_eq!(value(&body), json!({"keyCredentials": expected}));
    }
}

#[test]
fn what_is_registered_already_is_not_sent_again() {
    let forge = Forge::assertion();
    let thumbprint = certificate(&forge).thumbprint();
    let full = registered(&forge);
    let reduced = |field: &str, content: Value| {
        let mut entry = full.clone();
        entry["key"] = Value::Null;
        entry[field] = content;
        entry
    };
    for entry in [
        full.clone(),
        reduced("key", Value::Null),
        reduced("customKeyIdentifier", json!(thumbprint.to_base64())),
        json!({"key": full["key"]}),
    ] {
        let error = of(&forge)
            .to_patch_json(&application(&[entry]))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the certificate `CN=vb365-application` with thumbprint {thumbprint} is registered on the application \
                 already; to change its name or end, remove that entry first"
            )
        );
    }
    let signs = reduced("usage", json!("Sign"));
    let body = of(&forge).to_patch_json(&application(&[signs])).unwrap();
    assert_eq!(value(&body)["keyCredentials"].as_array().unwrap().len(), 2);
}

/// A list that was not asked for looks like an empty one, and sending only the new entry would lock everyone else out.
#[test]
fn a_list_that_is_not_there_is_not_taken_for_an_empty_one() {
    let no_list = "it has no list `keyCredentials`; ask Graph for it with `$select=keyCredentials`";
    for text in [
        "{}",
        "[]",
        "null",
        r#"{"keyCredentials": null}"#,
        r#"{"keyCredentials": {}}"#,
        r#"{"value": [{"keyCredentials": []}]}"#,
    ] {
        let error = of(&Forge::assertion()).to_patch_json(text).unwrap_err();
        let expected = format!("the application cannot be read: {no_list}");
        assert_eq!(error.to_string(), expected, "{text}");
    }
    for text in ["", "{", "<html>", &"[".repeat(100_000)] {
        let error = of(&Forge::assertion()).to_patch_json(text).unwrap_err();
        assert!(matches!(error, KeyCredentialError::Application { .. }));
        assert!(error.to_string().len() < 200, "{error}");
    }
}
