//! A key that was made on a token and never leaves it.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls::{ProtocolVersion, SignatureScheme};
use vb365_tls::scenario::BackupProxy;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Credential};

use crate::program::{example, node, python, run, said, succeed};
use crate::test_server::TestServer;
use crate::token::{KEY, MODULE, PIN, TOKEN, TOKEN_MADE, with_token};
use crate::wire::handshake;

#[test]
fn the_key_cannot_be_read() {
    let listed = TOKEN_MADE.pkcs11_tool(&["--list-objects", "--type", "privkey"]);
    let access = "Access:     sensitive, always sensitive, never extractable, local";
    assert!(said(&listed).contains(access), "{}", said(&listed));
}

#[test]
fn both_ends_of_a_connection_present_it() {
    with_token("hsm::both_ends_of_a_connection_present_it", |token| {
        let identity = token.identity();
        for version in [ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3] {
            for provider in [ring::default_provider(), aws_lc_rs::default_provider()] {
                let context = Context::new(only(version, provider));
                let proxy = BackupProxy::at("localhost").unwrap();
                let proxy = Credential::accept(proxy, identity.clone(), &context).unwrap();
                let trust = ServerTrust::pinned(proxy.end_entity());
                let client = proxy.client_config(&trust).unwrap();
                let agreed = handshake(proxy.server_config().unwrap(), client);
                assert_eq!(agreed.unwrap(), version);
            }
        }
    });
}

/// The configurations of this crate speak both versions, as far as the provider has suites for them.
fn only(version: ProtocolVersion, mut provider: CryptoProvider) -> Arc<CryptoProvider> {
    let suites = &mut provider.cipher_suites;
    suites.retain(|suite| suite.version().version == version);
    Arc::new(provider)
}

#[test]
fn cryptography_verifies_every_rsa_scheme() {
    const SCHEMES: &[(SignatureScheme, &str)] = &[
        (SignatureScheme::RSA_PSS_SHA256, "pss-sha256"),
        (SignatureScheme::RSA_PSS_SHA384, "pss-sha384"),
        (SignatureScheme::RSA_PSS_SHA512, "pss-sha512"),
        (SignatureScheme::RSA_PKCS1_SHA256, "pkcs1-sha256"),
        (SignatureScheme::RSA_PKCS1_SHA384, "pkcs1-sha384"),
        (SignatureScheme::RSA_PKCS1_SHA512, "pkcs1-sha512"),
    ];
    with_token("hsm::cryptography_verifies_every_rsa_scheme", |token| {
        let key = token.key();
        let message = token.file("message");
        fs::write(&message, "signed on a token").unwrap();
        for (scheme, name) in SCHEMES {
            let signer = key.choose_scheme(&[*scheme]).unwrap();
            assert_eq!(signer.scheme(), *scheme);
            let signature = token.file(name);
            fs::write(&signature, signer.sign(b"signed on a token").unwrap()).unwrap();
            let mut check = python("assertions.py");
            check.args(["signature", name]).arg(token.certificate());
            succeed(check.arg(&message).arg(&signature));
        }
        assert!(key.choose_scheme(&[SignatureScheme::ED25519]).is_none());
    });
}

/// The example program, but for the certificate.
fn hsm(token: &str, key: &str, pin: &str) -> Command {
    let mut hsm = TOKEN_MADE.command(example("hsm").get_program());
    hsm.args(["--module", MODULE, "--token", token, "--key", key])
        .args(["--pin-env", "PIN", "--tenant", "contoso.onmicrosoft.com"])
        .args(["--application", "6731de76-14a6-49ae-97bc-6eba6914391e"])
        .env("PIN", pin);
    hsm
}

#[test]
fn the_example_signs_on_the_token() {
    let output = succeed(hsm(TOKEN, KEY, PIN).arg(TOKEN_MADE.certificate()));
    let said = said(&output);
    let (assertion, connection) = said.split_once('\n').unwrap();
    assert_eq!(connection, "TLSv1.3 TLS13_AES_256_GCM_SHA384\n");
    let tokens = TOKEN_MADE.file("assertion");
    fs::write(&tokens, assertion).unwrap();
    let mut check = node("verify.js");
    let verified = succeed(check.arg(TOKEN_MADE.certificate()).arg(&tokens));
    assert_eq!(verified.stdout, b"1 tokens, 1 ids\n");
}

#[test]
fn the_example_says_what_is_not_found() {
    for (token, key, pin, reason) in [
        ("another", KEY, PIN, "there is no token `another`"),
        (
            TOKEN,
            "another",
            PIN,
            "0 RSA private keys on `vb365` are labelled `another`, not one",
        ),
        (TOKEN, KEY, "4321", "The specified PIN is incorrect"),
    ] {
        let output = run(hsm(token, key, pin).arg(TOKEN_MADE.certificate()));
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(reason), "{}", said(&output));
        assert!(!said(&output).contains("4321"), "{}", said(&output));
    }
}

#[test]
fn the_certificate_of_another_key_is_refused() {
    let test_server = TestServer::set("hsm");
    let output = run(hsm(TOKEN, KEY, PIN).arg(&test_server.server.certificate));
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let reason = "error private-key-mismatch";
    assert!(said(&output).contains(reason), "{}", said(&output));
}
