//! Which levels a policy can set at all.

use serde_json::json;
use vb365_tls::policy::Policy;
use vb365_tls::profile::Verification;
use vb365_tls::rule;
use vb365_tls::scenario::{Cloud, OrganizationManagement, RestApi};
use vb365_tls::{Context, Credential, check};

use crate::rules::{HOST, TABLES, provider};

fn read(rule: &str, level: &str) -> Result<Policy, String> {
    let json = json!({ "levels": { rule: level } }).to_string();
    serde_json::from_str(&json).map_err(|error| error.to_string())
}

#[track_caller]
fn assert_refused(json: &str, reason: &str) {
    let error = serde_json::from_str::<Policy>(json).unwrap_err();
    assert!(error.to_string().starts_with(reason), "{error}");
}

/// Nothing works with these, so that a policy that allowed them would only hide why.
const FACTS: [&str; 5] = [
    "assertion-key-not-rsa",
    "key-algorithm-unsupported",
    "key-unavailable",
    "private-key-absent",
    "private-key-mismatch",
];

#[test]
fn what_no_policy_makes_work_can_only_be_denied() {
    for id in FACTS {
        for level in ["allow", "warn"] {
            let reason = read(id, level).unwrap_err();
            let start = format!("`{id}` cannot be set to `{level}`: ");
            assert!(reason.starts_with(&start), "{reason}");
        }
        assert!(read(id, "deny").is_ok(), "{id}");
    }
    assert_refused(
        r#"{"preset":"entra-180-days","levels":{"private-key-mismatch":"allow"}}"#,
        "`private-key-mismatch` cannot be set to `allow`: the private key belongs to another certificate, and no policy \
         makes that work; leave it out",
    );
}

/// Such a level would say nothing: nobody weighs what has failed already.
#[test]
fn what_has_failed_already_can_only_be_denied() {
    let failed = [rule::ASSERTION, rule::HANDSHAKE, rule::SERVICE_ERRORS];
    for rule in failed.into_iter().flatten() {
        let id = rule.id.as_str();
        assert!(read(id, "allow").is_err(), "{id}");
        assert!(read(id, "warn").is_err(), "{id}");
        assert!(read(id, "deny").is_ok(), "{id}");
    }
    assert_refused(
        r#"{"levels":{"pin-unmatched":"warn"}}"#,
        "`pin-unmatched` cannot be set to `warn`: it tells what has failed already, and no policy undoes that; leave it out",
    );
}

#[test]
fn every_other_rule_can_be_set() {
    let negotiable = rule::ALL.iter().chain(rule::DEPLOYMENT);
    for rule in negotiable.filter(|rule| !FACTS.contains(&rule.id.as_str())) {
        let id = rule.id.as_str();
        for level in ["allow", "warn", "deny"] {
            assert_eq!(read(id, level).map(|_| ()), Ok(()), "{id}");
        }
    }
}

#[test]
fn a_rule_nobody_knows_is_refused_with_the_nearest_one() {
    for (id, nearest) in [
        ("self-singed", Some("self-signed")),
        ("Self-Signed", Some("self-signed")),
        ("self_signed", Some("self-signed")),
        ("certificate-expire", Some("certificate-expired")),
        ("privat-key-absent", Some("private-key-absent")),
        ("subject-alt-name-missing", Some("subject-alt-name-absent")),
        ("", None),
        ("x", None),
        ("tls13", None),
    ] {
        let hint = match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => String::from("the manual's page of rules lists them all"),
        };
        let reason = read(id, "deny").unwrap_err();
        let expected = format!("`{id}` is not the id of a rule; {hint}");
        assert!(reason.starts_with(&expected), "{reason}");
    }
    // Who wrote it may be anybody.
    let hostile = format!("\u{1b}[2J{}", "é".repeat(100_000));
    let reason = read(&hostile, "deny").unwrap_err();
    assert!(
        !reason.contains('\u{1b}') && reason.len() < 1000,
        "{reason}"
    );
}

#[test]
fn a_rule_has_one_level() {
    assert_refused(
        r#"{"levels":{"self-signed":"deny","self-signed":"allow"}}"#,
        "`self-signed` is given a level twice",
    );
    assert_refused(r#"{"levels":{},"levels":{}}"#, "duplicate field `levels`");
    assert_refused(
        r#"{"levels":{"self-signed":"forbid"}}"#,
        "unknown variant `forbid`, expected one of `allow`, `warn`, `deny`",
    );
}

#[test]
fn numbers_that_mean_nothing_are_refused() {
    assert_refused(
        r#"{"expires-soon-days":-1}"#,
        "invalid value: integer `-1`, expected u32",
    );
    assert_refused(
        r#"{"expires-soon-days":4294967296}"#,
        "invalid value: integer `4294967296`, expected u32",
    );
    assert_refused(
        r#"{"max-lifetime":{"days":-180}}"#,
        "invalid value: integer `-180`, expected u32",
    );
    assert_refused(
        r#"{"max-lifetime":"P180D"}"#,
        "unknown variant `P180D`, expected one of `any`, `days`, `public-web`",
    );
    for json in [
        r#"{"max-lifetime":{"days":180,"days":90}}"#,
        r#"{"max-lifetime":{"days":180,"months":1}}"#,
        r#"{"trusted-issuers":[{"subject":"CN=A","subject":"CN=B"}]}"#,
        r#"{"preset":"public-web","preset":"recommended"}"#,
    ] {
        assert!(serde_json::from_str::<Policy>(json).is_err(), "{json}");
    }
}

/// With everything allowed that can be: what a report accepts gets in and works, and what does not get in has an error.
#[test]
fn whatever_a_policy_allows_the_report_and_the_door_agree() {
    let levels: serde_json::Map<_, _> = rule::ALL
        .iter()
        .filter(|rule| read(rule.id.as_str(), "allow").is_ok())
        .map(|rule| (rule.id.to_string(), "allow".into()))
        .collect();
    let lax: Policy = serde_json::from_value(json!({ "levels": levels })).unwrap();
    let rest_api = || RestApi::at(HOST).unwrap();
    let organization = || {
        let (tenant, application) = (
            "contoso.onmicrosoft.com",
            "6731de76-14a6-49ae-97bc-6eba6914391e",
        );
        OrganizationManagement::at(Cloud::Worldwide, tenant, application).unwrap()
    };
    let ring = || rustls::crypto::ring::default_provider();
    let mut wrong = Vec::new();
    for case in TABLES.iter().flat_map(|table| table.iter()) {
        let identity = (case.identity)(&(case.forge)(), &provider());
        let own = (case.context)();
        let contexts = [
            own.clone(),
            Context::new(ring()).with_clock(own.clock().clone()),
        ];
        for context in contexts.map(|it| it.with_policy(lax.clone())) {
            for verification in [Verification::ByPath, Verification::ByPin] {
                let context = context.clone().with_relying_party(verification);
                let is_accepted = check(&rest_api(), &identity, &context).is_accepted();
                let credential = Credential::accept(rest_api(), identity.clone(), &context);
                let is_served = credential.is_ok_and(|it| it.server_config().is_ok());
                if is_accepted != is_served {
                    wrong.push(format!("{}: {is_accepted}, served {is_served}", case.name));
                }
            }
            let is_accepted = check(&organization(), &identity, &context).is_accepted();
            let credential = Credential::accept(organization(), identity.clone(), &context);
            let _now = context.now().unwrap();
            let is_signed = credential.is_ok_and(|credential| {
                let assertion = credential.confidential_client().assertion();
                assertion.is_ok()
            });
            // Such a key may sign in no way Entra knows; the notice is the warning.
            let is_compared = !case
                .assertion
                .iter()
                .any(|(id, _)| *id == "key-not-compared");
            if is_compared && is_accepted != is_signed {
                wrong.push(format!("{}: {is_accepted}, signed {is_signed}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
