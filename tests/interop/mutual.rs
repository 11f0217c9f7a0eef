//! The link to a backup proxy, where clients authenticate by certificate.

use std::process::{Command, Output};

use crate::certificates::Issued;
use crate::program::{run, said};
use crate::test_server::{TestServer, is_served};
use crate::{Visit, asking, curl, s_client};

/// How a peer connects, with or without a certificate of its own.
pub type Fetch = fn(&Visit<'_>, Option<&Issued>) -> Output;

/// Let in with the certificate, and neither without nor with a stranger's, which breaks this rule.
#[track_caller]
fn check(
    peer: &str,
    fetch: Fetch,
    test_server: &TestServer,
    welcome: &Issued,
    (stranger, rule): (&Issued, &str),
) {
    for version in ["1.2", "1.3"] {
        let visit = Visit {
            test_server,
            name: "localhost",
            version,
            trust: &test_server.ca.certificate,
        };
        let output = fetch(&visit, Some(welcome));
        let at = format!("{peer}, TLS {version}");
        assert!(is_served(&output), "{at}: {}", said(&output));
        for (refused, rule) in [(None, "client-certificate-absent"), (Some(stranger), rule)] {
            let output = fetch(&visit, refused);
            let is_refused = !output.status.success() && !is_served(&output);
            assert!(is_refused, "{at}, not welcome: {}", said(&output));
            let reason = test_server.refusal();
            assert!(reason.starts_with(&format!("{rule}: ")), "{at}: {reason}");
        }
    }
}

/// A backup proxy shares one certificate with the server, and each has to present it.
#[track_caller]
pub fn check_shared(peer: &str, fetch: Fetch) {
    let test_server = TestServer::set(&format!("shared-{peer}")).serving("backup-proxy", &[]);
    let other = test_server.ca.issue("other");
    check(
        peer,
        fetch,
        &test_server,
        &test_server.server,
        (&other, "pin-unmatched"),
    );
}

/// With `--client-ca`, every certificate of that CA is welcome.
#[track_caller]
pub fn check_issued(peer: &str, fetch: Fetch) {
    let test_server = TestServer::set(&format!("issued-{peer}"));
    let welcome = test_server.ca.issue("client");
    let other = test_server.stranger.issue("other");
    let ca = test_server.ca.certificate.clone();
    let test_server = test_server.serving("backup-proxy", &["--client-ca", ca.to_str().unwrap()]);
    check(
        peer,
        fetch,
        &test_server,
        &welcome,
        (&other, "path-not-found"),
    );
}

fn with_curl(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    run(presenting(&mut curl(visit), client, ["--cert", "--key"]))
}

fn with_openssl(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    asking(presenting(&mut s_client(visit), client, ["-cert", "-key"]))
}

fn presenting<'a>(
    command: &'a mut Command,
    client: Option<&Issued>,
    [certificate, key]: [&str; 2],
) -> &'a mut Command {
    match client {
        Some(client) => command
            .arg(certificate)
            .arg(&client.certificate)
            .arg(key)
            .arg(&client.key),
        None => command,
    }
}

#[test]
fn curl_is_let_in_with_the_shared_certificate_only() {
    check_shared("curl", with_curl);
}

#[test]
fn curl_is_let_in_with_an_issued_certificate_only() {
    check_issued("curl", with_curl);
}

#[test]
fn openssl_is_let_in_with_the_shared_certificate_only() {
    check_shared("openssl", with_openssl);
}

#[test]
fn openssl_is_let_in_with_an_issued_certificate_only() {
    check_issued("openssl", with_openssl);
}
