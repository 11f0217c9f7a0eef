//! The link to a backup proxy, where clients authenticate by certificate.

use std::process::{Command, Output};

use crate::certificates::Issued;
use crate::program::{run, said};
use crate::stage::{Stage, is_served};
use crate::{Visit, asking, curl, program};

/// How a peer connects, with or without a certificate of its own.
pub type Fetch = fn(&Visit<'_>, Option<&Issued>) -> Output;

/// Let in with the certificate, and neither without nor with a stranger's, which breaks this rule.
#[track_caller]
fn judge(
    peer: &str,
    fetch: Fetch,
    stage: &Stage,
    welcome: &Issued,
    (stranger, rule): (&Issued, &str),
) {
    for version in ["1.2", "1.3"] {
        let visit = Visit {
            stage,
            name: "localhost",
            version,
            trust: &stage.authority.certificate,
        };
        let output = fetch(&visit, Some(welcome));
        let at = format!("{peer}, TLS {version}");
        assert!(is_served(&output), "{at}: {}", said(&output));
        for (refused, rule) in [(None, "client-certificate-absent"), (Some(stranger), rule)] {
            let output = fetch(&visit, refused);
            let is_refused = !output.status.success() && !is_served(&output);
            assert!(is_refused, "{at}, not welcome: {}", said(&output));
            let reason = stage.serve().prints("refused: ");
            assert!(reason.starts_with(&format!("{rule}: ")), "{at}: {reason}");
        }
    }
}

/// A backup proxy shares one certificate with the server, and each has to present it.
#[track_caller]
pub fn judge_shared(peer: &str, fetch: Fetch) {
    let stage = Stage::set(&format!("shared-{peer}")).serving("backup-proxy", &[]);
    let other = stage.authority.issue("other");
    judge(
        peer,
        fetch,
        &stage,
        &stage.server,
        (&other, "pin-unmatched"),
    );
}

/// With `--client-ca`, every certificate of that authority is welcome.
#[track_caller]
pub fn judge_issued(peer: &str, fetch: Fetch) {
    let stage = Stage::set(&format!("issued-{peer}"));
    let welcome = stage.authority.issue("client");
    let other = stage.stranger.issue("other");
    let authority = stage.authority.certificate.clone();
    let stage = stage.serving(
        "backup-proxy",
        &["--client-ca", authority.to_str().unwrap()],
    );
    judge(peer, fetch, &stage, &welcome, (&other, "path-not-found"));
}

fn with_curl(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let mut curl = curl(visit);
    run(presenting(&mut curl, client, ["--cert", "--key"]))
}

fn with_openssl(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let mut openssl = program("openssl");
    openssl
        .args(["s_client", "-quiet", "-verify_return_error", "-connect"])
        .arg(format!("127.0.0.1:{}", visit.stage.port()))
        .arg(format!("-tls{}", visit.version.replace('.', "_")))
        .arg("-CAfile")
        .arg(visit.trust);
    asking(presenting(&mut openssl, client, ["-cert", "-key"]))
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
    judge_shared("curl", with_curl);
}

#[test]
fn curl_is_let_in_with_an_issued_certificate_only() {
    judge_issued("curl", with_curl);
}

#[test]
fn openssl_is_let_in_with_the_shared_certificate_only() {
    judge_shared("openssl", with_openssl);
}

#[test]
fn openssl_is_let_in_with_an_issued_certificate_only() {
    judge_issued("openssl", with_openssl);
}
