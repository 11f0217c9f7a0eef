//! The assertion as Microsoft Entra reads it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use rustls::SignatureScheme;
use rustls::crypto::{CryptoProvider, GetRandomFailed, SecureRandom, ring};
use rustls::pki_types::UnixTime;
use serde_json::json;
use sha1::Digest as _;
use vb365_tls::address::Address;
use vb365_tls::entra::{AssertionFormat, Authority, ConfidentialClient};
use vb365_tls::profile::Profile;
use vb365_tls::scenario::{
    ApplicationId, BackupApplication, Cloud, EntraScenario, RestorePortal, TenantId, UsageScenario,
    role,
};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::{Context, Credential, Error};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::{
    APPLICATION, NOW, OTHER_APPLICATION, TENANT, Token, application, client, client_with,
    credential, organization, providers, read,
};

const AUDIENCE: &str =
    "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";

const FORMATS: [AssertionFormat; 3] = [
    AssertionFormat::Ps256,
    AssertionFormat::Rs256,
    AssertionFormat::Rs256Sha1,
];

#[track_caller]
fn assertion(client: &ConfidentialClient) -> Token {
    read(client.assertion().unwrap().as_str())
}

/// Whether the signature is that of the key, by the algorithms of the provider.
fn verifies(
    token: &Token,
    key: TestKey,
    scheme: SignatureScheme,
    provider: &CryptoProvider,
) -> bool {
    let info: SubjectPublicKeyInfoOwned = der::Decode::from_der(key.public_key()).unwrap();
    let algorithms = provider.signature_verification_algorithms.mapping;
    let (_, candidates) = algorithms.iter().find(|(it, _)| *it == scheme).unwrap();
    candidates.iter().any(|algorithm| {
        let public_key = info.subject_public_key.raw_bytes();
        algorithm
            .verify_signature(public_key, &token.signed, &token.signature)
            .is_ok()
    })
}

#[test]
fn header_and_claims_are_exactly_these() {
    for provider in providers() {
        let forge = Forge::assertion();
        let certificate = forge.path(&provider).remove(0);
        let sha256 = Base64UrlUnpadded::encode_string(&sha2::Sha256::digest(&certificate));
        let sha1 = Base64UrlUnpadded::encode_string(&sha1::Sha1::digest(&certificate));
        assert_eq!((sha256.len(), sha1.len()), (43, 27));
        for (format, header) in [
            (
                AssertionFormat::Ps256,
                json!({"alg": "PS256", "typ": "JWT", "x5t#S256": sha256}),
            ),
            (
                AssertionFormat::Rs256,
                json!({"alg": "RS256", "typ": "JWT", "x5t#S256": sha256}),
            ),
            (
                AssertionFormat::Rs256Sha1,
                json!({"alg": "RS256", "typ": "JWT", "x5t": sha1}),
            ),
        ] {
            let token = assertion(&client(&provider).with_format(format));
            assert_eq!(token.header, header);
            let jti = token.claims["jti"].clone();
            assert_uuid_4(jti.as_str().unwrap());
            let claims = json!({
                "aud": AUDIENCE,
                "iss": APPLICATION,
                "sub": APPLICATION,
                "jti": jti,
                "iat": NOW,
                "nbf": NOW,
                "exp": NOW + 600,
            });
            assert_eq!(token.claims, claims);
        }
    }
}

#[test]
fn ps256_is_the_default() {
    let provider = &providers()[0];
    assert_eq!(AssertionFormat::default(), AssertionFormat::Ps256);
    assert_eq!(assertion(&client(provider)).header["alg"], "PS256");
}

/// Signed by one provider, verified by each; RSASSA-PSS with another salt length than the hash's would not verify.
#[test]
fn signatures_verify_with_the_key_of_the_certificate() {
    for signing in providers() {
        for key in [TestKey::Rsa2048, TestKey::Rsa3072, TestKey::Rsa4096] {
            let client = credential(&Forge::assertion().key(key), &signing).confidential_client();
            for format in FORMATS {
                let mut token = assertion(&client.clone().with_format(format));
                let scheme = match format {
                    AssertionFormat::Ps256 => SignatureScheme::RSA_PSS_SHA256,
                    _ => SignatureScheme::RSA_PKCS1_SHA256,
                };
                for verifying in providers() {
                    assert!(
                        verifies(&token, key, scheme, &verifying),
                        "{format:?} {key:?}"
                    );
                    assert!(!verifies(&token, TestKey::Other, scheme, &verifying));
                }
                token.signed[0] ^= 1;
                assert!(!verifies(&token, key, scheme, &signing));
            }
        }
    }
}

#[test]
fn a_thousand_assertions_have_as_many_identifiers() {
    let client = client(&providers()[0]);
    let identifiers: BTreeSet<String> = (0..1_000)
        .map(|_| {
            assertion(&client).claims["jti"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(identifiers.len(), 1_000);
    identifiers.iter().for_each(|it| assert_uuid_4(it));
}

/// RFC 9562 sections 4 and 5.4.
#[track_caller]
fn assert_uuid_4(text: &str) {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{text}");
    let is_digit = |it: char| it == '-' || it.is_ascii_digit() || ('a'..='f').contains(&it);
    assert!(text.chars().all(is_digit), "{text}");
    assert_eq!(&text[14..15], "4", "{text}");
    assert!(["8", "9", "a", "b"].contains(&&text[19..20]), "{text}");
}

/// The root stays at home, as in TLS.
#[test]
fn the_chain_is_sent_on_demand_the_end_entity_first() {
    let provider = &providers()[0];
    for (forge, length) in [
        (Forge::assertion(), 1),
        (Forge::tls("vb365.example.com").intermediates(2), 3),
    ] {
        let client = credential(&forge, provider).confidential_client();
        assert!(assertion(&client).header.get("x5c").is_none());
        let path = forge.path(provider);
        let certificates: Vec<_> = path[..length]
            .iter()
            .map(|it| Base64::encode_string(it))
            .collect();
        let header = assertion(&client.with_certificate_chain()).header;
        assert_eq!(header["x5c"], json!(certificates));
        let names: BTreeSet<_> = header
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(names, BTreeSet::from(["alg", "typ", "x5c", "x5t#S256"]));
    }
}

#[test]
fn the_lifetime_is_that_asked_for() {
    let client = client(&providers()[0]);
    for (lifetime, seconds) in [
        (Duration::from_secs(1), 1),
        (Duration::from_millis(1_999), 1),
        (Duration::from_secs(300), 300),
        (Duration::from_secs(600), 600),
    ] {
        let client = client.clone().with_lifetime(lifetime).unwrap();
        let assertion = client.assertion().unwrap();
        assert_eq!(assertion.expires_at().as_secs(), NOW + seconds);
        assert_eq!(read(assertion.as_str()).claims["exp"], NOW + seconds);
    }
    assert_eq!(ConfidentialClient::MAX_LIFETIME, Duration::from_secs(600));
}

/// A registered object is named by its object id, not by the application id.
#[test]
fn the_proof_for_a_new_key_names_the_object_and_nothing_else() {
    const OBJECT: &str = "fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34";
    let short = Duration::from_secs(1);
    for provider in providers() {
        for format in FORMATS {
            let client = client(&provider)
                .with_format(format)
                .with_lifetime(short)
                .unwrap();
            let object = OBJECT.parse().unwrap();
            let proof = client.add_key_proof(&object).unwrap();
            assert_eq!(proof.expires_at().as_secs(), NOW + 600);
            let token = read(proof.as_str());
            let claims = json!({
                "aud": "00000002-0000-0000-c000-000000000000",
                "iss": OBJECT,
                "nbf": NOW,
                "exp": NOW + 600,
            });
            assert_eq!(token.claims, claims);
            assert_eq!(token.header, assertion(&client).header);
        }
    }
}

#[test]
fn the_audience_follows_cloud_and_authority() {
    let provider = &providers()[0];
    for (cloud, host) in [
        (Cloud::Worldwide, "login.microsoftonline.com"),
        (Cloud::UsGovernment, "login.microsoftonline.us"),
        (Cloud::UsDefence, "login.microsoftonline.us"),
        (Cloud::China, "login.partner.microsoftonline.cn"),
    ] {
        let context = Context::fixed(Arc::clone(provider), Forge::now());
        let identity = Forge::assertion().identity(provider);
        let credential = Credential::accept(organization(cloud), identity, &context).unwrap();
        let client = credential.confidential_client();
        let audience = format!("https://{host}/{TENANT}/oauth2/v2.0/token");
        assert_eq!(client.token_url(), audience);
        assert_eq!(assertion(&client).claims["aud"], audience);
        assert_eq!(client.authority(), &Authority::from(cloud));

        let login: Address = "localhost:8443".parse().unwrap();
        let mock = Authority::custom(login.clone(), login).unwrap();
        let token = assertion(&client.at(mock));
        assert_eq!(
            token.claims["aud"],
            format!("https://localhost:8443/{TENANT}/oauth2/v2.0/token")
        );
    }
}

#[test]
fn one_certificate_signs_for_each_application_of_its_scenario() {
    let provider = &providers()[0];
    let scenario = BackupApplication::at(Cloud::Worldwide, TENANT, application())
        .unwrap()
        .with_application(OTHER_APPLICATION)
        .unwrap();
    let context = Context::fixed(Arc::clone(provider), Forge::now());
    let identity = Forge::assertion().identity(provider);
    let credential = Credential::accept(scenario, identity, &context).unwrap();
    assert_eq!(
        credential.confidential_client().application(),
        &application()
    );
    let other = OTHER_APPLICATION.parse().unwrap();
    let client = credential.confidential_client_for(&other).unwrap();
    let claims = assertion(&client).claims;
    assert_eq!(claims["iss"], OTHER_APPLICATION);
    assert_eq!(claims["sub"], OTHER_APPLICATION);

    let stranger = "11111111-2222-3333-4444-555555555555".parse().unwrap();
    let error = credential.confidential_client_for(&stranger).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the application `11111111-2222-3333-4444-555555555555` is not one of this scenario's: \
         `6731de76-14a6-49ae-97bc-6eba6914391e`, `0f1b0b4c-2d8e-4b61-9b55-7d0cf7a3b1aa`"
    );
}

#[test]
fn the_restore_portal_signs_in_too() {
    let provider = &providers()[0];
    let portal = RestorePortal::at(
        Cloud::Worldwide,
        TENANT,
        application(),
        "portal.example.com:4443",
    )
    .unwrap();
    let context = Context::fixed(Arc::clone(provider), Forge::now());
    let identity = Forge::assertion().identity(provider);
    let credential = Credential::accept(portal, identity, &context).unwrap();
    assert_eq!(
        assertion(&credential.confidential_client()).claims["aud"],
        AUDIENCE
    );
}

/// What another product of the same installation may be.
struct Monitoring {
    tenant: TenantId,
    application: ApplicationId,
}

impl UsageScenario for Monitoring {
    type Role = role::AssertionSigner;
    const PROFILE: &'static Profile = BackupApplication::PROFILE;
}

impl EntraScenario for Monitoring {
    fn cloud(&self) -> Cloud {
        Cloud::China
    }

    fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    fn application(&self) -> &ApplicationId {
        &self.application
    }
}

#[test]
fn a_scenario_of_ones_own_signs_in() {
    let provider = &providers()[0];
    let monitoring = Monitoring {
        tenant: TENANT.parse().unwrap(),
        application: application(),
    };
    let context = Context::fixed(Arc::clone(provider), Forge::now());
    let identity = Forge::assertion().identity(provider);
    let credential = Credential::accept(monitoring, identity, &context).unwrap();
    let claims = assertion(&credential.confidential_client()).claims;
    assert_eq!(
        claims["aud"],
        "https://login.partner.microsoftonline.cn/contoso.onmicrosoft.com/oauth2/v2.0/token"
    );
    assert!(credential.confidential_client_for(&application()).is_ok());
}

/// A time no certificate is valid at does not overflow on the way to its refusal.
#[test]
fn the_end_of_time_is_refused() {
    let clock = crate::SetByHand::at(Forge::now());
    let client = client_with(&providers()[0], clock.clone());
    clock.set(UnixTime::since_unix_epoch(Duration::MAX));
    let error = client.assertion().unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error}");
}

/// Only SHA-256 of the provider names the certificate; SHA-1 is not the provider's.
#[test]
fn a_provider_without_sha_256_says_so() {
    let mut provider = ring::default_provider();
    let is_sha_384 = |name: &str| name.ends_with("SHA384");
    provider
        .cipher_suites
        .retain(|suite| is_sha_384(suite.suite().as_str().unwrap()));
    let client = client(&Arc::new(provider));
    for format in [AssertionFormat::Ps256, AssertionFormat::Rs256] {
        let error = client.clone().with_format(format).assertion().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the crypto provider has no cipher suite with SHA-256, the hash that names a certificate to Microsoft Entra; \
             keep one, such as TLS13_AES_128_GCM_SHA256, or use `AssertionFormat::Rs256Sha1`"
        );
    }
    assert!(
        client
            .with_format(AssertionFormat::Rs256Sha1)
            .assertion()
            .is_ok()
    );
}

#[derive(Debug)]
struct NoRandomness;

impl SecureRandom for NoRandomness {
    fn fill(&self, _: &mut [u8]) -> Result<(), GetRandomFailed> {
        Err(GetRandomFailed)
    }
}

#[test]
fn without_random_numbers_nothing_is_signed() {
    let provider = CryptoProvider {
        secure_random: &NoRandomness,
        ..ring::default_provider()
    };
    let error = client(&Arc::new(provider)).assertion().unwrap_err();
    assert!(
        matches!(error, Error::Tls(rustls::Error::FailedToGetRandomBytes)),
        "{error}"
    );
}
