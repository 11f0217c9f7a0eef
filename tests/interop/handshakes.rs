//! Peers on the other end of both example programs: as clients of `serve`, and as servers of `get`.

pub mod dotnet;
mod gnutls;
pub mod go;
mod haproxy;
mod nginx;
mod nss;

use std::path::Path;
use std::process::{Command, Output};

use crate::certificates::Issued;
use crate::check;
use crate::mutual::{Fetch, check_issued, check_shared};
use crate::program::{curl, example, run, said};
use crate::running::{Running, free_port};
use crate::test_server::TestServer;

/// As a client it trusts the server with its CA, and is let in with its certificate.
#[track_caller]
fn check_client(peer: &str, fetch: Fetch, refusal: &str) {
    check(peer, |visit| fetch(visit, None), refusal);
    check_shared(peer, fetch);
    check_issued(peer, fetch);
}

/// How a peer is to serve, with the certificate of the stage.
struct Opening<'a> {
    test_server: &'a TestServer,
    port: u16,
    /// `1.2` or `1.3`
    version: &'static str,
    /// Whose certificates it demands of clients.
    clients: Option<&'a Path>,
}

/// A server nobody here wrote.
struct Server {
    name: &'static str,
    start: fn(&Opening<'_>) -> Running,
    /// A part of what it serves.
    page: &'static str,
    /// How `get` ends without the certificate that is demanded, over TLS 1.2 and 1.3.
    without: [Ending; 2],
    /// The same with a stranger's certificate.
    stranger: [Ending; 2],
}

/// The exit code of `get`, and a part of what it says.
type Ending = (i32, &'static str);

const ABSENT: Ending = (1, "refused: client-certificate-absent: ");
const CLOSED: Ending = (1, "refused: peer-closed: ");
const DENIED: Ending = (1, "refused: peer-refused-access: ");
const FAULTY: Ending = (1, "refused: peer-found-certificate-faulty: ");
const NO_ISSUER: Ending = (1, "refused: peer-lacks-issuer: ");
const NO_WAY: Ending = (1, "refused: peer-refused-handshake: ");
const NO_SENSE: Ending = (1, "refused: peer-refused-message: ");

/// `get` trusts the server with the right trust only; the server lets it in with the right certificate only.
#[track_caller]
fn check_server(server: &Server) {
    let test_server = TestServer::set(&format!("server-{}", server.name));
    let client = test_server.ca.issue("client");
    let other = test_server.stranger.issue("other");
    for (number, version) in ["1.2", "1.3"].into_iter().enumerate() {
        let mut opening = Opening {
            test_server: &test_server,
            port: free_port(),
            version,
            clients: None,
        };
        check_trust(server, &opening);
        opening.port = free_port();
        opening.clients = Some(&test_server.ca.certificate);
        let running = (server.start)(&opening);
        for (client, (code, text)) in [
            (Some(&client), (0, server.page)),
            (None, server.without[number]),
            (Some(&other), server.stranger[number]),
        ] {
            ends(&mut presenting(&opening, client), code, text, &running);
        }
    }
}

#[track_caller]
fn check_trust(server: &Server, opening: &Opening<'_>) {
    let test_server = opening.test_server;
    let ca = format!("ca:{}", test_server.ca.certificate.display());
    let stranger = format!("ca:{}", test_server.stranger.certificate.display());
    let pin = format!("pin:{}", test_server.server.certificate.display());
    let other = format!("pin:{}", test_server.stranger.certificate.display());
    let cases: &[(&str, &str, &[&str], Option<&str>)] = &[
        (&ca, "localhost", &[], None),
        (&ca, "127.0.0.1", &[], None),
        (&pin, "other.example", &[], None),
        (&stranger, "localhost", &[], Some("path-not-found")),
        (&other, "localhost", &[], Some("pin-unmatched")),
        (
            &ca,
            "other.example",
            &[],
            Some("reference-identifier-unmatched"),
        ),
        (
            &ca,
            "localhost",
            &["--now", "2100-01-01T00:00:00Z"],
            Some("certificate-expired"),
        ),
    ];
    let running = (server.start)(opening);
    for (trust, host, arguments, refusal) in cases {
        let (code, text) = match refusal {
            Some(rule) => (1, format!("refused: {rule}: ")),
            None => (0, server.page.to_owned()),
        };
        let mut get = get("rest-api", opening.port, trust, host);
        ends(get.args(*arguments), code, &text, &running);
    }
}

#[track_caller]
fn ends(get: &mut Command, code: i32, text: &str, server: &Running) {
    let output = run(get);
    let as_expected = output.status.code() == Some(code) && said(&output).contains(text);
    let (said, server) = (said(&output), server.said());
    assert!(as_expected, "{get:?}: {said}{server}");
}

/// A backup proxy presents a certificate always, a client of the REST API none.
fn presenting(opening: &Opening<'_>, client: Option<&Issued>) -> Command {
    let trust = format!("ca:{}", opening.test_server.ca.certificate.display());
    let Some(client) = client else {
        return get("rest-api", opening.port, &trust, "localhost");
    };
    let mut get = get("backup-proxy", opening.port, &trust, "localhost");
    get.arg("--client-identity").arg(&client.identity);
    get
}

fn get(scenario: &str, port: u16, trust: &str, host: &str) -> Command {
    let mut get = example("vb365-cert");
    get.args(["get", "--scenario", scenario, "--trust", trust, "--connect"])
        .arg(format!("127.0.0.1:{port}"))
        .arg(format!("https://{host}:{port}/"));
    get
}

/// Fetches the page of `serve` through a proxy without TLS, which is the client of `serve` and ends at this signal.
fn through(proxy: &mut Command, port: u16, end: &str) -> Output {
    let proxy = Running::listening(proxy, port);
    let mut curl = curl();
    curl.args(["--fail", &format!("http://127.0.0.1:{port}/")]);
    let mut output = run(&mut curl);
    // What it says last is why.
    proxy.signal(end);
    output.stderr.extend_from_slice(proxy.ended().as_bytes());
    output
}
