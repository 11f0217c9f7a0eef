//! What is refused before anything is signed, told by a key that counts.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::SetByHand;
use rustls::SignatureScheme;
use rustls::pki_types::UnixTime;
use vb365_tls::entra::{AssertionFormat, AuthorizationCode, ConfidentialClient, Scope};
use vb365_tls::error::ParseError;
use vb365_tls::policy::{Level, Policy};
use vb365_tls::scenario::{Cloud, TenantId};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::{Context, Credential, Error, Report, rule};

use super::key::Counting;
use super::{NOW, organization, providers};

fn errors(report: &Report) -> BTreeSet<&str> {
    report
        .errors()
        .map(|finding| finding.rule.as_str())
        .collect()
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

#[test]
fn at_the_door() {
    for (what, forge, key, expected) in [
        (
            "an EC key",
            Forge::assertion().key(TestKey::P256),
            TestKey::P256,
            &["assertion-key-not-rsa"],
        ),
        (
            "RSA 1024",
            Forge::assertion().key(TestKey::Rsa1024),
            TestKey::Rsa1024,
            &["rsa-modulus-too-short"],
        ),
        (
            "expired",
            Forge::assertion().expired(),
            TestKey::Rsa2048,
            &["certificate-expired"],
        ),
        (
            "not yet valid",
            Forge::assertion().not_yet_valid(),
            TestKey::Rsa2048,
            &["certificate-not-yet-valid"],
        ),
        (
            "the key of another certificate",
            Forge::assertion(),
            TestKey::Other,
            &["private-key-mismatch"],
        ),
    ] {
        for provider in providers() {
            let counting = Counting::new(key);
            let identity = counting.identity(&forge, &provider);
            let context = Context::fixed(provider, Forge::now());
            let rejected =
                Credential::accept(organization(Cloud::Worldwide), identity, &context).unwrap_err();
            assert_eq!(
                errors(rejected.report()),
                BTreeSet::from(*expected),
                "{what}"
            );
            assert_eq!(counting.signatures(), 0, "{what}");
        }
    }
}

fn client(key: &Counting, policy: Policy, clock: Arc<SetByHand>) -> ConfidentialClient {
    let provider = &providers()[0];
    let identity = key.identity(&Forge::assertion(), provider);
    let context = Context::new(Arc::clone(provider))
        .with_clock(clock)
        .with_policy(policy);
    let credential = Credential::accept(organization(Cloud::Worldwide), identity, &context);
    credential.unwrap().confidential_client()
}

/// The outcome of everything that signs.
fn all(client: &ConfidentialClient) -> [Result<(), Error>; 5] {
    let scopes = [Scope::graph_default()];
    let code = AuthorizationCode::new("code", "https://portal.example.com:4443/");
    let object = "fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34".parse().unwrap();
    [
        client.assertion().map(drop),
        client.client_credentials(&scopes[0]).map(drop),
        client.authorization_code(&code, &scopes).map(drop),
        client.on_behalf_of("a.b.c", &scopes).map(drop),
        client.add_key_proof(&object).map(drop),
    ]
}

#[test]
fn since_it_was_accepted() {
    // 2027-12-31T00:00:00Z and 2026-01-01T00:00:00Z, the dates of the certificate.
    const NOT_AFTER: u64 = 1_830_211_200;
    const NOT_BEFORE: u64 = 1_767_225_600;
    let key = Counting::new(TestKey::Rsa2048);
    let clock = SetByHand::at(Forge::now());
    let client = client(&key, Policy::recommended(), clock.clone());
    for (now, expected) in [
        (NOT_AFTER + 1, "certificate-expired"),
        (NOT_BEFORE - 1, "certificate-not-yet-valid"),
    ] {
        clock.set(at(now));
        for outcome in all(&client) {
            let Err(Error::Rejected(rejected)) = outcome else {
                panic!("{outcome:?}");
            };
            assert_eq!(errors(rejected.report()), BTreeSet::from([expected]));
            assert_eq!(rejected.report().scenario(), "organization-management");
        }
        assert_eq!(key.signatures(), 0);
    }
    for (count, now) in [(5, NOT_BEFORE), (10, NOW), (15, NOT_AFTER)] {
        clock.set(at(now));
        assert!(all(&client).iter().all(Result::is_ok));
        assert_eq!(key.signatures(), count);
    }
}

/// The second verdict is the first at another time: it knows the policy and where the certificate came from.
#[test]
fn by_the_policy_it_was_accepted_with() {
    let key = Counting::new(TestKey::Rsa2048);
    let policy = Policy::recommended()
        .with_level("certificate-expires-soon", Level::Deny)
        .unwrap();
    let clock = SetByHand::at(Forge::now());
    let client = client(&key, policy, clock.clone());
    assert!(client.assertion().is_ok());
    let in_december_of_the_last_year = at(1_828_000_000);
    clock.set(in_december_of_the_last_year);
    let Err(Error::Rejected(rejected)) = client.assertion() else {
        panic!("it expires soon");
    };
    assert_eq!(
        errors(rejected.report()),
        BTreeSet::from(["certificate-expires-soon"])
    );
    assert_eq!(key.signatures(), 1);
}

#[test]
fn assertions_that_live_too_long() {
    let key = Counting::new(TestKey::Rsa2048);
    for lifetime in [
        Duration::from_secs(660),
        Duration::from_millis(600_001),
        Duration::MAX,
    ] {
        let error = client(&key, Policy::recommended(), SetByHand::at(Forge::now()))
            .with_lifetime(lifetime)
            .unwrap_err();
        let Error::Rejected(rejected) = error else {
            panic!("{error}");
        };
        let [finding] = rejected.report().findings() else {
            panic!("{rejected}");
        };
        assert_eq!(
            finding.to_string(),
            format!(
                "assertion-lifetime-too-long: the assertion would live longer than ten minutes (end-entity \
                 `CN=vb365-application`): expected at most 600s, found {lifetime:?}"
            )
        );
        assert_eq!(rejected.report().scenario(), "organization-management");
    }
    for lifetime in [Duration::ZERO, Duration::from_millis(999)] {
        let error = client(&key, Policy::recommended(), SetByHand::at(Forge::now()))
            .with_lifetime(lifetime)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "an assertion that lives {lifetime:?} has expired when it arrives; give a second or more"
            )
        );
    }
    assert_eq!(key.signatures(), 0);
}

#[test]
fn tenants_that_are_many() {
    for tenant in [
        "common",
        "organizations",
        "consumers",
        "Common",
        "ORGANIZATIONS",
    ] {
        let error: ParseError = tenant.parse::<TenantId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "`{tenant}` stands for many tenants; an application signs in to one, so give its GUID or a verified domain"
            )
        );
        let id = error.rule().unwrap();
        assert_eq!(id, "tenant-not-specific");
        assert!(rule::ASSERTION.iter().any(|rule| rule.id.as_str() == id));
    }
    let error = "no tenant".parse::<TenantId>().unwrap_err();
    assert_eq!(error.rule(), None);
}

#[test]
fn keys_that_cannot_sign_in_this_format() {
    let accepted = |key: &Counting, format| {
        client(key, Policy::recommended(), SetByHand::at(Forge::now())).with_format(format)
    };
    for (key, format, expected) in [
        (
            Counting::new(TestKey::Rsa2048).with_scheme(None),
            AssertionFormat::Ps256,
            "the private key: it does not sign with RSASSA-PSS and SHA-256 (PS256); if it knows PKCS #1 v1.5, as keys \
             in hardware may, use `AssertionFormat::Rs256`",
        ),
        (
            Counting::new(TestKey::Rsa2048).with_scheme(None),
            AssertionFormat::Rs256,
            "the private key: it does not sign with PKCS #1 v1.5 and SHA-256 (RS256)",
        ),
        (
            Counting::new(TestKey::Rsa2048).with_scheme(Some(SignatureScheme::RSA_PSS_SHA512)),
            AssertionFormat::Ps256,
            "the private key: asked for PS256, it would sign with RSA_PSS_SHA512",
        ),
    ] {
        let error = accepted(&key, format).assertion().unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(key.signatures(), 0);
    }
    let key = Counting::new(TestKey::Rsa2048).failing();
    let error = accepted(&key, AssertionFormat::Ps256)
        .assertion()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the private key: it does not sign: unexpected error: the token was pulled out"
    );
    assert_eq!(key.signatures(), 1);
}
