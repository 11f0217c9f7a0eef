//! Levels and thresholds the caller sets.

mod levels;

use std::time::Duration;

use rustls_pki_types::UnixTime;
use vb365_tls::check;
use vb365_tls::finding::Severity;
use vb365_tls::policy::{KeyIdentifier, Level, Lifetime, Policy, TrustedIssuer};
use vb365_tls::test_support::Forge;
use vb365_tls::trust::ServerTrust;

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
fn a_level_weighs_a_finding_again() {
    let forge = Forge::tls(HOST).expired();
    let expired = |severity| vec![(String::from("certificate-expired"), severity)];
    let policy = |level| {
        Policy::recommended()
            .with_level("certificate-expired", level)
            .unwrap()
    };
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

/// What a trust decides is not a policy's business, and whoever wrote one is told.
#[test]
fn a_policy_without_a_say_is_told_why() {
    let forge = Forge::tls(HOST).expired();
    let identity = forge.identity(&provider());
    let trust = ServerTrust::pinned(identity.chain().end_entity());
    let context = context().with_relying_party(&trust);
    let why = |policy| {
        let report = check(&rest_api(), &identity, &context.clone().with_policy(policy));
        let [error] = report.findings() else {
            panic!("{report}");
        };
        assert_eq!(error.rule.as_str(), "certificate-expired");
        assert_eq!(error.severity, Severity::Error);
        error.why.to_string()
    };
    let as_ever = why(Policy::recommended());
    for level in [Level::Allow, Level::Warn] {
        let policy = Policy::recommended()
            .with_level("certificate-expired", level)
            .unwrap();
        assert_eq!(
            why(policy),
            format!(
                "{as_ever} The policy would let it pass, and has no say: whom to trust says whether dates and revocation are \
                 looked at, and leaves them out past `dangerous` alone."
            ),
        );
    }
}

fn denying_self_signed() -> Policy {
    Policy::entra_180_days()
        .with_level("self-signed", Level::Deny)
        .unwrap()
}

#[test]
fn a_policy_is_read_back_and_refuses_what_it_does_not_know() {
    let policy = denying_self_signed();
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(
        json,
        r#"{"levels":{"self-signed":"deny"},"expires-soon":"P30D or 1/3","max-lifetime":{"days":180}}"#
    );
    assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    let partial: Policy = serde_json::from_str(r#"{"expires-soon-days":7}"#).unwrap();
    assert_eq!(
        partial,
        Policy::recommended().with_expires_soon("P7D".parse().unwrap())
    );
    assert_refused(r#"{"level":{}}"#, "unknown field `level`, ");
}

#[track_caller]
fn assert_refused(json: &str, reason: &str) {
    let error = serde_json::from_str::<Policy>(json).unwrap_err();
    assert!(error.to_string().starts_with(reason), "{error}");
}

#[test]
fn the_time_before_expiry_is_days_or_a_share() {
    let read = |text: &str| {
        let json = format!(r#"{{"expires-soon":"{text}"}}"#);
        serde_json::from_str::<Policy>(&json)
            .unwrap()
            .expires_soon()
    };
    for text in [
        "P30D",
        "P4294967295D",
        "33%",
        "100%",
        "1/3",
        "2/3",
        "1/1",
        "P30D or 1/3",
        "P7D or 10%",
    ] {
        assert_eq!(read(text), text.parse().unwrap());
        assert_eq!(read(text).to_string(), text);
    }
    assert_eq!(Policy::recommended().expires_soon(), read("P30D or 1/3"));
    let lifetime = Duration::from_secs(47 * 86_400);
    let seconds = |text| read(text).of(lifetime).as_secs();
    assert_eq!(seconds("P30D or 1/3"), 47 * 86_400 / 3);
    assert_eq!(seconds("P7D or 1/3"), 7 * 86_400);
    assert_eq!(seconds("P60D"), 60 * 86_400);
    assert_eq!(seconds("1/1"), 47 * 86_400);
    let forever = Duration::MAX;
    assert_eq!(
        read("65534/65535").of(forever).as_secs(),
        u64::MAX - u64::MAX / 65_535
    );
}

#[test]
fn a_time_before_expiry_that_means_nothing_is_refused() {
    const FORMS: &str = "days such as P30D, a share of the lifetime such as 33% or 1/3, or both such as P30D or 1/3";
    const NOTHING: &str = "it comes to nothing, so that nothing would ever expire soon; to hear of no end, allow \
                           certificate-expires-soon";
    const TOO_MUCH: &str =
        "a share is at most the whole lifetime, 100% or 1/1, in numbers up to 65535";
    for (text, reason) in [
        ("P0D", NOTHING),
        ("0%", NOTHING),
        ("0/3", NOTHING),
        ("P30D or 0%", NOTHING),
        ("101%", TOO_MUCH),
        ("4/3", TOO_MUCH),
        ("1/0", TOO_MUCH),
        ("1/65536", TOO_MUCH),
        ("P4294967296D", "at most 4294967295 days"),
        ("", FORMS),
        ("30", FORMS),
        ("P30", FORMS),
        ("P1M", FORMS),
        ("PD", FORMS),
        ("-1%", FORMS),
        ("33.3%", FORMS),
        ("1/", FORMS),
        ("1/3 or P30D", FORMS),
        ("P30D or P15D", FORMS),
        (" 33%", FORMS),
    ] {
        assert_refused(
            &format!(r#"{{"expires-soon":"{text}"}}"#),
            &format!("`{text}` is not a valid expires-soon: {reason}"),
        );
    }
    assert_refused(
        r#"{"expires-soon":30}"#,
        "invalid type: integer `30`, expected expires-soon as text, such as P30D, 33% or P30D or 1/3",
    );
    assert_refused(
        r#"{"expires-soon-days":0}"#,
        "`0` is not a valid expires-soon-days: nothing would ever expire soon; to hear of no end, allow \
         certificate-expires-soon",
    );
    assert_refused(
        r#"{"expires-soon-days":30,"expires-soon":"P30D"}"#,
        "`expires-soon` and `expires-soon-days` are both given, and mean the same",
    );
}

#[test]
fn trusted_issuers_are_read_back() {
    let key: KeyIdentifier = "C4:E2:8A:64".parse().unwrap();
    let issuers = [
        TrustedIssuer::named("CN=Contoso Root, O=Contoso"),
        TrustedIssuer::named("CN=Contoso Issuing CA").with_key_identifier(key),
    ];
    let policy = Policy::recommended().with_trusted_issuers(issuers);
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(
        json,
        r#"{"levels":{},"expires-soon":"P30D or 1/3","max-lifetime":"any","trusted-issuers":[{"subject":"CN=Contoso Root, O=Contoso"},{"subject":"CN=Contoso Issuing CA","key-identifier":"c4e28a64"}]}"#
    );
    assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    assert_refused(
        r#"{"trusted-issuers":[{"subject":"CN=A","key":"c4"}]}"#,
        "unknown field `key`, expected `subject` or `key-identifier`",
    );
    assert_refused(
        r#"{"trusted-issuers":[{"key-identifier":"c4"}]}"#,
        "missing field `subject`",
    );
    assert_refused(
        r#"{"trusted-issuers":[{"subject":"CN=A","key-identifier":"c4e"}]}"#,
        "`c4e` is not a valid key identifier: 1 to 64 octets in hexadecimal, such as c4e28a64",
    );
}

#[test]
fn key_identifiers_are_read_in_every_form_people_have() {
    for text in ["c4e28a64", "C4E28A64", "C4:E2:8A:64", " c4 e2 8a 64\n"] {
        assert_eq!(
            text.parse::<KeyIdentifier>().unwrap().to_string(),
            "c4e28a64"
        );
    }
    assert!("a".repeat(128).parse::<KeyIdentifier>().is_ok());
    for text in ["", ":", "c4e", "c4-e2", "xy", &"a".repeat(130)] {
        assert!(text.parse::<KeyIdentifier>().is_err(), "{text}");
    }
}

#[test]
fn a_file_starts_from_a_preset() {
    let read = |json| serde_json::from_str::<Policy>(json).unwrap();
    assert_eq!(read("{}"), Policy::recommended());
    assert_eq!(
        read(r#"{"preset":"entra-180-days","levels":{"self-signed":"deny"}}"#),
        denying_self_signed()
    );
    assert_eq!(
        read(r#"{"preset":"entra-180-days","max-lifetime":"any"}"#),
        Policy::dated_2026_11()
    );
    assert_eq!(
        read(r#"{"preset":"public-web","expires-soon-days":7}"#),
        Policy::public_web().with_expires_soon("P7D".parse().unwrap())
    );
    assert!(read(r#"{"preset":"strict"}"#).denies_what_peers_refuse());
    assert!(read(r#"{"denies-what-peers-refuse":true}"#).denies_what_peers_refuse());
    let relaxed = r#"{"preset":"strict","denies-what-peers-refuse":false}"#;
    assert!(!read(relaxed).denies_what_peers_refuse());
    assert_refused(
        r#"{"preset":"lax"}"#,
        "`lax` is not a valid preset: one of 2026-11, entra-180-days, public-web, recommended, strict, strict-2026-11",
    );
}

#[test]
fn presets_are_sorted_and_known_by_name() {
    assert!(Policy::PRESETS.is_sorted());
    for name in Policy::PRESETS {
        let policy = Policy::preset(name).unwrap();
        let json = serde_json::json!({ "preset": name }).to_string();
        assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    }
    for name in ["", "Recommended", "2026-12", "entra"] {
        assert_eq!(Policy::preset(name), None);
    }
    assert_eq!(Policy::preset("recommended"), Some(Policy::recommended()));
    assert_eq!(Policy::preset("2026-11"), Some(Policy::dated_2026_11()));
    assert_eq!(Policy::preset("public-web"), Some(Policy::public_web()));
    assert_eq!(
        Policy::preset("entra-180-days"),
        Some(Policy::entra_180_days())
    );
}

#[test]
fn lifetimes_are_written_as_graph_writes_them() {
    for (text, lifetime) in [
        ("any", Lifetime::Any),
        ("public-web", Lifetime::PublicWeb),
        ("P0D", Lifetime::Days(0)),
        ("P180D", Lifetime::Days(180)),
        ("P4294967295D", Lifetime::Days(u32::MAX)),
    ] {
        assert_eq!(text.parse(), Ok(lifetime));
        assert_eq!(lifetime.to_string(), text);
    }
    for (text, reason) in [
        ("180", "any, public-web or a number of days such as P180D"),
        ("p180d", "any, public-web or a number of days such as P180D"),
        (
            "-P180D",
            "any, public-web or a number of days such as P180D",
        ),
        (
            "P1Y",
            "years differ in length, and only days are understood, such as P365D",
        ),
        (
            "P6M",
            "months differ in length, and only days are understood, such as P180D",
        ),
        ("P26W", "weeks are not understood, give days such as P182D"),
        (
            "P180DT12H",
            "times of day are not understood, give whole days such as P180D",
        ),
        (
            "PT5M",
            "times of day are not understood, give whole days such as P180D",
        ),
        (
            "P180",
            "a number of days in digits stands between P and D, such as P180D",
        ),
        (
            "P+1D",
            "a number of days in digits stands between P and D, such as P180D",
        ),
        ("P4294967296D", "at most 4294967295 days"),
    ] {
        let error = text.parse::<Lifetime>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{text}` is not a valid lifetime: {reason}")
        );
    }
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
