//! Programs nobody here wrote: peers against the programs `serve` and `get`, and the files others make.
//!
//! Not part of plain `cargo test`: it needs Chromium, curl, Firefox, GnuTLS, HAProxy, Java, the C# compiler of Mono, nginx,
//! Node with npm packages, NSS, OpenSC, OpenSSL, Python with libraries of PyPI, SoftHSM, wrk and xz; and by environment
//! variables, as `.ci/run` sets them, Go, .NET 8, sslyze and the suites of certification paths. It fails without them.
//! `cargo test --release -p interop --test interop`; without optimisation, deriving keys from passwords takes minutes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    unreachable_pub,
    reason = "nothing is reached from outside a test binary"
)]

mod assertions;
mod certificates;
mod chromium;
mod containers;
mod handshakes;
mod hsm;
mod limbo;
mod linters;
mod mutual;
mod nss;
mod parallel;
#[path = "../../examples/stacks/src/bin/hsm.rs"]
#[allow(dead_code, reason = "only the key is tested here")]
mod pkcs11;
mod program;
mod reload;
mod replacing;
mod running;
mod schema;
mod test_server;
mod token;
mod token_service;
mod verifiers;
mod wire;

use std::path::Path;
use std::process::{Command, Output};

use program::{given, peer, program, run, said, succeed};
use test_server::{TestServer, is_served};

/// How a peer connects.
struct Visit<'a> {
    test_server: &'a TestServer,
    name: &'static str,
    /// `1.2` or `1.3`
    version: &'static str,
    trust: &'a Path,
}

/// Trusts the server with its CA, by name and by address, over both versions, and not without.
#[track_caller]
fn check(peer: &str, fetch: impl Fn(&Visit<'_>) -> Output, refusal: &str) {
    let test_server = TestServer::set(peer).serving("rest-api", &[]);
    for (name, version) in [("localhost", "1.2"), ("127.0.0.1", "1.3")] {
        let visit = |trust| Visit {
            test_server: &test_server,
            name,
            version,
            trust,
        };
        let output = fetch(&visit(&test_server.ca.certificate));
        assert!(
            output.status.success() && is_served(&output),
            "{peer}, {name}, TLS {version}: {}",
            said(&output)
        );
        let output = fetch(&visit(&test_server.stranger.certificate));
        assert!(
            !output.status.success() && !is_served(&output) && said(&output).contains(refusal),
            "{peer} trusts a stranger, {name}, TLS {version}: {}",
            said(&output)
        );
    }
}

#[test]
fn openssl_trusts_the_ca_only() {
    let fetch = |visit: &Visit<'_>| {
        let name = match visit.name {
            "localhost" => ["-verify_hostname", "localhost"],
            address => ["-verify_ip", address],
        };
        asking(s_client(visit).args(name))
    };
    check("openssl", fetch, "certificate verify failed");
}

fn s_client(visit: &Visit<'_>) -> Command {
    let mut openssl = program("openssl");
    openssl
        .args(["s_client", "-quiet", "-verify_return_error", "-connect"])
        .arg(format!("127.0.0.1:{}", visit.test_server.port()))
        .arg(format!("-tls{}", visit.version.replace('.', "_")))
        .arg("-CAfile")
        .arg(visit.trust);
    openssl
}

/// Runs `openssl s_client` with a request to send.
fn asking(openssl: &mut Command) -> Output {
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, REQUEST).unwrap();
    run(openssl.stdin(reader))
}

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[test]
fn curl_trusts_the_ca_only() {
    check(
        "curl",
        |visit| run(&mut curl(visit)),
        "unable to get local issuer certificate",
    );
}

fn curl(visit: &Visit<'_>) -> Command {
    let port = visit.test_server.port();
    let mut curl = program::curl();
    curl.arg(format!("--tlsv{}", visit.version))
        .args(["--tls-max", visit.version, "--resolve"])
        .arg(format!("localhost:{port}:127.0.0.1"))
        .arg("--cacert")
        .arg(visit.trust)
        .arg(format!("https://{}:{port}/", visit.name));
    curl
}

#[test]
fn java_trusts_the_ca_only() {
    let fetch = |visit: &Visit<'_>| {
        let store = visit.trust.with_extension("p12");
        if !store.exists() {
            let mut keytool = program("keytool");
            keytool
                .args(["-importcert", "-noprompt", "-alias", "ca"])
                .args(["-storetype", "PKCS12", "-storepass", PASSWORD, "-file"])
                .arg(visit.trust)
                .arg("-keystore")
                .arg(&store);
            succeed(&mut keytool);
        }
        let mut java = program("java");
        java.arg(peer("Peer.java"))
            .args([&visit.test_server.port(), visit.name, visit.version])
            .arg(store)
            .arg(PASSWORD);
        run(&mut java)
    };
    check("java", fetch, "PKIX path building failed");
}

/// keytool wants six characters.
const PASSWORD: &str = "changeit";

/// The REST API as clients of the tests reach it.
fn rest_api() -> vb365_tls::scenario::RestApi {
    vb365_tls::scenario::RestApi::at("localhost").unwrap()
}

#[test]
fn node_trusts_the_ca_only() {
    let fetch = |visit: &Visit<'_>| run(&mut script("node", "peer.js", visit));
    check("node", fetch, "refused: UNABLE_TO_");
}

#[test]
fn python_trusts_the_ca_only() {
    let fetch = |visit: &Visit<'_>| run(&mut script("python3", "peer.py", visit));
    check("python", fetch, "certificate verify failed");
}

fn script(interpreter: &str, file: &str, visit: &Visit<'_>) -> Command {
    let mut command = program(interpreter);
    command
        .arg(peer(file))
        .args([&visit.test_server.port(), visit.name, visit.version])
        .arg(visit.trust);
    command
}

#[test]
fn sslyze_finds_the_server_compliant() {
    let sslyze = given(
        "VB365_TLS_SSLYZE",
        "the path of the program sslyze (`pip install sslyze` in a virtual environment of its own)",
    );
    let test_server = TestServer::set("sslyze").serving("rest-api", &[]);
    let mut sslyze = program(sslyze);
    sslyze
        .arg("--certinfo_ca_file")
        .arg(&test_server.ca.certificate)
        .args(["--sni", "localhost"])
        .arg(format!("127.0.0.1:{}", test_server.port()));
    // Zero means compliant with Mozilla's intermediate profile.
    let output = succeed(&mut sslyze);
    assert!(said(&output).contains("127.0.0.1"), "{}", said(&output));
}
