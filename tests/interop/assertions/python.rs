//! Every member of an assertion, and a thousand of them.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::UnixTime;
use serde_json::json;
use vb365_tls::entra::{AssertionFormat, ConfidentialClient};
use vb365_tls::scenario::Cloud;

use super::{APPLICATION, PROVIDERS, TENANT, client, organization, read, signing_in};
use crate::program::{node, python, said, succeed};
use crate::test_server::TestServer;
use crate::token::with_token;

const FORMATS: &[(AssertionFormat, &str, &str)] = &[
    (AssertionFormat::Ps256, "PS256", "x5t#S256"),
    (AssertionFormat::Rs256, "RS256", "x5t#S256"),
    (AssertionFormat::Rs256Sha1, "RS256", "x5t"),
];

/// Signs in every format, with and without the chain, and has Python take each apart.
fn check(client: &ConfidentialClient, now: UnixTime, certificates: &[&Path], directory: &Path) {
    for (format, alg, thumbprint) in FORMATS {
        for x5c in [false, true] {
            let client = client.clone().with_format(*format);
            let (client, lifetime) = match x5c {
                true => (client.with_certificate_chain(), 600),
                false => (client.with_lifetime(Duration::from_secs(300)).unwrap(), 300),
            };
            let expected = json!({
                "token": client.assertion().unwrap().as_str(),
                "alg": alg,
                "thumbprint": thumbprint,
                "x5c": x5c,
                "certificates": certificates,
                "audience": "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
                "application": APPLICATION,
                "now": now.as_secs(),
                "lifetime": lifetime,
            });
            let file = directory.join("expected.json");
            fs::write(&file, expected.to_string()).unwrap();
            succeed(python("assertions.py").arg("assertion").arg(&file));
        }
    }
}

#[test]
fn every_member_is_as_documented() {
    let test_server = TestServer::set("members");
    let intermediate = test_server.ca.delegate("intermediate");
    let application = intermediate.issue("application");
    let text = |file: &Path| fs::read_to_string(file).unwrap();
    let chain = text(&application.identity) + &text(&intermediate.certificate);
    fs::write(&application.identity, chain).unwrap();
    let certificates: &[&Path] = &[&application.certificate, &intermediate.certificate];
    for (_, provider) in PROVIDERS {
        let organization = organization(Cloud::Worldwide, TENANT);
        let now = UnixTime::now();
        let client = signing_in(organization, read(&application.identity), provider(), now);
        check(&client, now, certificates, &test_server.directory);
    }
}

#[test]
fn every_member_is_as_documented_when_a_token_signs() {
    let test = "assertions::python::every_member_is_as_documented_when_a_token_signs";
    with_token(test, |token| {
        let organization = organization(Cloud::Worldwide, TENANT);
        let (provider, now) = (ring::default_provider(), UnixTime::now());
        let client = signing_in(organization, token.identity(), provider, now);
        let test_server = TestServer::set("members-of-a-token");
        check(
            &client,
            now,
            &[&token.certificate()],
            &test_server.directory,
        );
    });
}

#[test]
fn a_thousand_have_a_thousand_ids() {
    let test_server = TestServer::set("thousand");
    let application = test_server.ca.issue("application");
    let client = client(&application, Cloud::Worldwide, ring::default_provider());
    let tokens = (0..1000).map(|_| client.assertion().unwrap().as_str().to_owned() + "\n");
    let file = test_server.directory.join("tokens");
    fs::write(&file, tokens.collect::<String>()).unwrap();
    let mut check = node("verify.js");
    let output = succeed(check.arg(&application.certificate).arg(&file));
    assert_eq!(said(&output), "1000 tokens, 1000 ids\n");
}
