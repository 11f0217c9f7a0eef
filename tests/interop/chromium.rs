//! Chromium, as a person sees the pages of the REST API.

use std::fs;

use crate::nss::{database, trust};
use crate::program::program;
use crate::running::Running;
use crate::stage::Stage;

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

/// Opens the page at a host, as somebody who trusts these authorities; the page, and what goes wrong.
fn open(stage: &Stage, host: &str, authorities: &[&str]) -> String {
    let home = stage.directory.join("home");
    let database = database(&home.join(".pki/nssdb"));
    for authority in authorities {
        trust(&database, &stage.directory.join(authority), "C");
    }
    let mut chromium = program("chromium");
    chromium
        .args(ARGUMENTS)
        .arg("--dump-dom")
        .arg(format!("--user-data-dir={}", home.join("data").display()))
        .arg(format!("https://{host}:{}/", stage.port()))
        .env("HOME", &home);
    let said = Running::start(&mut chromium).ended();
    // The next one knows nothing of these authorities.
    fs::remove_dir_all(&home).unwrap();
    said
}

#[track_caller]
fn judge(stage: &Stage, host: &str, authorities: &[&str], error: &str) {
    let said = open(stage, host, authorities);
    let refused = !said.contains(PAGE) && said.contains(error);
    assert!(refused, "{host}: {said}");
}

#[test]
fn the_page_is_shown_to_who_trusts_the_authority() {
    let stage = Stage::set("chromium").serving("rest-api", &[]);
    for host in ["localhost", "127.0.0.1"] {
        let said = open(&stage, host, &["authority.pem"]);
        assert!(said.contains(PAGE), "{host}: {said}");
    }
    let (own, other) = ("authority.pem", "stranger.pem");
    judge(&stage, "localhost", &[], "net::ERR_CERT_AUTHORITY_INVALID");
    judge(
        &stage,
        "localhost",
        &[other],
        "net::ERR_CERT_AUTHORITY_INVALID",
    );
    judge(
        &stage,
        "other.example",
        &[own],
        "net::ERR_CERT_COMMON_NAME_INVALID",
    );
}

#[test]
fn an_expired_certificate_is_reported() {
    let mut stage = Stage::set("chromium-expired");
    stage.server = stage.authority.issue_expired("expired");
    let stage = stage.serving("rest-api", &["--now", "2020-01-15T00:00:00Z"]);
    judge(
        &stage,
        "localhost",
        &["authority.pem"],
        "net::ERR_CERT_DATE_INVALID",
    );
}
