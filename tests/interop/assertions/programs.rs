//! The example programs that sign in, against an authorization server.

use std::path::Path;
use std::process::Output;

use super::{APPLICATION, TENANT};
use crate::program::{example, run, said};
use crate::test_server::TestServer;
use crate::token_service::TokenService;

fn graph_token(port: u16, ca: &Path, more: &[&str], identity: &Path) -> Output {
    sign_in("graph_token", port, ca, more, identity)
}

fn sign_in(name: &str, port: u16, ca: &Path, more: &[&str], identity: &Path) -> Output {
    let mut program = example(name);
    program
        .args(["--tenant", TENANT, "--application", APPLICATION])
        .args(["--login", &format!("localhost:{port}"), "--trust"])
        .arg(format!("ca:{}", ca.display()))
        .args(more)
        .arg(identity);
    run(&mut program)
}

#[test]
fn a_token_is_described_and_a_refusal_explained() {
    let test_server = TestServer::set("graph-token");
    let (application, other) = (
        test_server.ca.issue("application"),
        test_server.ca.issue("other"),
    );
    let known = (APPLICATION, &*application.certificate);
    let trust = &*test_server.ca.certificate;
    let mut service = TokenService::start(TENANT, known, &test_server.server, trust);
    let port = service.port();
    for alg in ["PS256", "RS256"] {
        let output = graph_token(port, trust, &["--alg", alg], &application.identity);
        assert_eq!(said(&output), "Bearer, expires in 600 s\n");
        assert!(output.status.success());
        assert_eq!(service.verdict(), "granted");
    }
    let shown = graph_token(port, trust, &["--show-token"], &application.identity);
    let shown = said(&shown);
    let token = shown.lines().nth(1).unwrap_or_default();
    assert_eq!(token.len(), 43, "a token of oidc-provider: {shown}");
    assert_eq!(service.verdict(), "granted");

    let forged = graph_token(port, trust, &[], &other.identity);
    assert_eq!(forged.status.code(), Some(1), "{}", said(&forged));
    assert_eq!(service.verdict(), "refused: signature verification failed");
    let refused = "refused: ";
    assert!(said(&forged).starts_with(refused), "{}", said(&forged));
    assert!(
        said(&forged).contains("invalid_client"),
        "{}",
        said(&forged)
    );

    let stranger = &test_server.stranger.certificate;
    let untrusted = graph_token(port, stranger, &[], &application.identity);
    assert_eq!(untrusted.status.code(), Some(1), "{}", said(&untrusted));
    let refused = "refused: path-not-found: ";
    assert!(
        said(&untrusted).starts_with(refused),
        "{}",
        said(&untrusted)
    );
}

#[test]
fn nobody_answering_is_not_a_refusal() {
    let test_server = TestServer::set("graph-token-nobody");
    let application = test_server.ca.issue("application");
    let trust = &test_server.ca.certificate;
    let output = graph_token(1, trust, &[], &application.identity);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).starts_with("error: https://localhost:1/"),
        "{}",
        said(&output)
    );
}

#[test]
fn the_azure_sdk_takes_our_assertion_and_our_configuration() {
    let test_server = TestServer::set("azure-identity");
    let (application, other) = (
        test_server.ca.issue("application"),
        test_server.ca.issue("other"),
    );
    let known = (APPLICATION, &*application.certificate);
    let trust = &*test_server.ca.certificate;
    let mut service = TokenService::start(TENANT, known, &test_server.server, trust);
    let port = service.port();
    let output = sign_in("azure_identity", port, trust, &[], &application.identity);
    assert_eq!(service.verdict(), "granted");
    assert!(
        said(&output).starts_with("expires on "),
        "{}",
        said(&output)
    );
    let output = sign_in("azure_identity", port, trust, &[], &other.identity);
    assert_eq!(service.verdict(), "refused: signature verification failed");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}
