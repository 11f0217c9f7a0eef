//! An authorization server takes them once, in time, and from the holder of the key only.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::UnixTime;
use serde_json::json;
use vb365_tls::entra::{AssertionFormat, Authority, ConfidentialClient, Scope};
use vb365_tls::scenario::Cloud;
use vb365_tls::test_support::Forge;

use super::{APPLICATION, PROVIDERS, TENANT, client, organization, signing_in};
use crate::test_server::TestServer;
use crate::token::with_token;
use crate::token_service::{Answer, TokenService};

const FORMATS: &[AssertionFormat] = &[AssertionFormat::Ps256, AssertionFormat::Rs256];

fn body(client: &ConfidentialClient) -> String {
    let request = client.client_credentials(&Scope::graph_default());
    request.unwrap().body().to_string()
}

fn an_hour_ago() -> UnixTime {
    let now = Duration::from_secs(UnixTime::now().as_secs());
    UnixTime::since_unix_epoch(now - Duration::from_secs(3600))
}

#[track_caller]
fn assert_granted(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.log.as_str()),
        (200, "granted"),
        "{answer:?}"
    );
    assert_eq!(answer.body["token_type"], "Bearer");
}

#[track_caller]
fn assert_refused(answer: &Answer, reason: &str) {
    let body = json!({
        "error": "invalid_client",
        "error_description": "client authentication failed",
    });
    let log = format!("refused: {reason}");
    assert_eq!(
        *answer,
        Answer {
            status: 401,
            body,
            log
        }
    );
}

#[test]
fn each_is_taken_once() {
    let test_server = TestServer::set("taken-once");
    let application = test_server.ca.issue("application");
    let known = (APPLICATION, &*application.certificate);
    let trust = &test_server.ca.certificate;
    let mut service = TokenService::start(TENANT, known, &test_server.server, trust);
    for (_, provider) in PROVIDERS {
        for format in FORMATS {
            let client = client(&application, Cloud::Worldwide, provider());
            let client = client.at(service.authority()).with_format(*format);
            let body = body(&client);
            assert_granted(&service.post(&body));
            let again = service.post(&body);
            assert_refused(&again, "client assertion tokens must only be used once");
        }
    }
}

#[test]
fn a_key_on_a_token_signs_in() {
    with_token(
        "assertions::authorization_server::a_key_on_a_token_signs_in",
        |token| {
            let test_server = TestServer::set("token-signs-in");
            let (certificate, trust) = (token.certificate(), &test_server.ca.certificate);
            let known = (APPLICATION, &*certificate);
            let mut service = TokenService::start(TENANT, known, &test_server.server, trust);
            for format in FORMATS {
                let organization = organization(Cloud::Worldwide, TENANT);
                let (provider, now) = (ring::default_provider(), UnixTime::now());
                let client = signing_in(organization, token.identity(), provider, now);
                let client = client.at(service.authority()).with_format(*format);
                assert_granted(&service.post(&body(&client)));
            }
        },
    );
}

#[test]
fn late_foreign_and_forged_ones_are_refused() {
    let test_server = TestServer::set("refused");
    // OpenSSL begins certificates now, and this one has to sign for an hour ago.
    let forge = Forge::assertion().valid(an_hour_ago(), "2049-01-01");
    let identity = forge.identity(&Arc::new(ring::default_provider()));
    let certificate = test_server.directory.join("application.pem");
    fs::write(&certificate, identity.to_pem_chain()).unwrap();
    let other = test_server.ca.issue("other");
    let known = (APPLICATION, &*certificate);
    let trust = &test_server.ca.certificate;
    let mut service = TokenService::start(TENANT, known, &test_server.server, trust);
    let of_tenant_at = |tenant, now| {
        let organization = organization(Cloud::Worldwide, tenant);
        signing_in(
            organization,
            identity.clone(),
            ring::default_provider(),
            now,
        )
    };
    let of_tenant = |tenant| of_tenant_at(tenant, UnixTime::now());
    let ours = |authority: Authority| of_tenant(TENANT).at(authority);

    let late = of_tenant_at(TENANT, an_hour_ago()).at(service.authority());
    let late = body(&late);
    assert_refused(&service.post(&late), "jwt expired");

    let audience =
        "audience (aud) must equal the endpoint url, issuer identifier or token endpoint url";
    let elsewhere = body(&ours(Cloud::Worldwide.into()));
    assert_refused(&service.post(&elsewhere), audience);
    let abroad = of_tenant("fabrikam.onmicrosoft.com").at(service.authority());
    let abroad = body(&abroad);
    assert_refused(&service.post(&abroad), audience);

    let forged = client(&other, Cloud::Worldwide, ring::default_provider());
    let forged = body(&forged.at(service.authority()));
    assert_refused(&service.post(&forged), "signature verification failed");

    let fresh = body(&ours(service.authority()));
    assert_granted(&service.post(&fresh));
}
