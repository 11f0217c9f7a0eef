//! Chromium, as a person sees the pages of the REST API.

use std::fs;

use crate::nss::{database, trust};
use crate::program::program;
use crate::running::Running;
use crate::test_server::TestServer;

/// As root it needs to run without its sandbox; the rest keeps it from connecting to anything else.
pub const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * 127.0.0.1",
];

const PAGE: &str = "rest-api is served here";

/// Opens the page at a host, as somebody who trusts these CAs; the page, and what goes wrong.
fn open(test_server: &TestServer, host: &str, cas: &[&str]) -> String {
    let home = test_server.directory.join("home");
    let database = database(&home.join(".pki/nssdb"));
    for ca in cas {
        trust(&database, &test_server.directory.join(ca), "C");
    }
    let mut chromium = program("chromium");
    chromium
        .args(ARGUMENTS)
        .arg("--dump-dom")
        .arg(format!("--user-data-dir={}", home.join("data").display()))
        .arg(format!("https://{host}:{}/", test_server.port()))
        .env("HOME", &home);
    let said = Running::start(&mut chromium).ended();
    // The next one knows nothing of these CAs.
    fs::remove_dir_all(&home).unwrap();
    said
}

#[track_caller]
fn check(test_server: &TestServer, host: &str, cas: &[&str], error: &str) {
    let said = open(test_server, host, cas);
    let refused = !said.contains(PAGE) && said.contains(error);
    assert!(refused, "{host}: {said}");
}

#[test]
fn the_page_is_shown_to_who_trusts_the_ca() {
    let test_server = TestServer::set("chromium").serving("rest-api", &[]);
    for host in ["localhost", "127.0.0.1"] {
        let said = open(&test_server, host, &["ca.pem"]);
        assert!(said.contains(PAGE), "{host}: {said}");
    }
    let (own, other) = ("ca.pem", "stranger.pem");
    check(
        &test_server,
        "localhost",
        &[],
        "net::ERR_CERT_AUTHORITY_INVALID",
    );
    check(
        &test_server,
        "localhost",
        &[other],
        "net::ERR_CERT_AUTHORITY_INVALID",
    );
    check(
        &test_server,
        "other.example",
        &[own],
        "net::ERR_CERT_COMMON_NAME_INVALID",
    );
}

#[test]
fn an_expired_certificate_is_reported() {
    let mut test_server = TestServer::set("chromium-expired");
    test_server.server = test_server.ca.issue_expired("expired");
    let test_server = test_server.serving("rest-api", &["--now", "2020-01-15T00:00:00Z"]);
    check(
        &test_server,
        "localhost",
        &["ca.pem"],
        "net::ERR_CERT_DATE_INVALID",
    );
}
