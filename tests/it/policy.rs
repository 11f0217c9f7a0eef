//! Levels and thresholds the caller sets.

use std::time::Duration;

use rustls_pki_types::UnixTime;
use vb365_tls::check;
use vb365_tls::finding::Severity;
use vb365_tls::policy::{Level, Lifetime, Policy};
use vb365_tls::test_support::Forge;

use crate::rules::{HOST, context, provider, rest_api};

fn levels(policy: Policy, forge: &Forge) -> Vec<(String, Severity)> {
    let identity = forge.identity(&provider());
    check(&rest_api(), &identity, &context().with_policy(policy))
        .findings()
        .iter()
        .map(|finding| (finding.rule.to_string(), finding.severity))
        .collect()
}

#[test]
fn a_level_weighs_a_finding_anew() {
    let forge = Forge::tls(HOST).expired();
    let expired = |severity| vec![(String::from("certificate-expired"), severity)];
    let policy = |level| Policy::recommended().with_level("certificate-expired", level);
    assert_eq!(
        levels(Policy::recommended(), &forge),
        expired(Severity::Error)
    );
    assert_eq!(
        levels(policy(Level::Warn), &forge),
        expired(Severity::Warning)
    );
    assert_eq!(
        levels(policy(Level::Deny), &forge),
        expired(Severity::Error)
    );
    assert_eq!(levels(policy(Level::Allow), &forge), []);
}

#[test]
fn a_policy_is_read_back_and_refuses_what_it_does_not_know() {
    let policy = Policy::entra_180_days().with_level("self-signed", Level::Deny);
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(
        json,
        r#"{"levels":{"self-signed":"deny"},"expires-soon-days":30,"max-lifetime":{"days":180}}"#
    );
    assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    let partial: Policy = serde_json::from_str(r#"{"expires-soon-days":7}"#).unwrap();
    assert_eq!(partial, Policy::recommended().with_expires_soon_days(7));
    let error = serde_json::from_str::<Policy>(r#"{"level":{}}"#).unwrap_err();
    assert!(error.to_string().starts_with("unknown field `level`"));
}

#[test]
fn public_lifetimes_shrink_with_the_date_of_issue() {
    let limit = |seconds| {
        let not_before = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        Lifetime::PublicWeb.limit(not_before).unwrap().as_secs() / 86_400
    };
    // One second before each step of the ballot, and the step itself.
    assert_eq!((limit(1_773_532_799), limit(1_773_532_800)), (398, 200));
    assert_eq!((limit(1_805_068_799), limit(1_805_068_800)), (200, 100));
    assert_eq!((limit(1_868_227_199), limit(1_868_227_200)), (100, 47));
}

#[test]
fn the_recommended_policy_is_the_newest_dated_one() {
    assert_eq!(Policy::recommended(), Policy::dated_2026_11());
    assert_eq!(Policy::default(), Policy::recommended());
}
