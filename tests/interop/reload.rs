//! `serve` under the load of `wrk` while its certificate is replaced over and over.

use std::fs;
use std::io;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Certificate, Context};

use crate::certificates::{Issued, join};
use crate::program::program;
use crate::running::Running;
use crate::test_server::TestServer;

const RELOADS: u32 = 250;

/// Every fifth file is a bad one: 200 are good.
const BAD: u32 = 5;

/// The load lasts as long, or until the last reload on a slow machine.
const LOAD: Duration = Duration::from_secs(30);

/// From here on memory has to stay as it is.
const WARM: u32 = 50;

/// In KiB: what threads and the allocator hold differs by some hundred from moment to moment; 160 configurations that
/// are never given back come to 4,000.
const GROWTH: u64 = 2048;

#[test]
fn no_request_fails_while_certificates_come_and_go() {
    let mut test_server = TestServer::set("reload");
    let good = [test_server.ca.issue("one"), test_server.ca.issue("another")];
    let bad = bad_files(&test_server, &good[0]);
    test_server.server = test_server.ca.issue("first");
    let test_server = test_server.serving("rest-api", &[]);
    let client = client(&test_server);

    let mut wrk = program("wrk");
    wrk.args(["--threads", "2", "--connections", "64", "--duration", "1h"])
        .arg(format!("https://127.0.0.1:{}/", test_server.port()));
    let wrk = Running::start(&mut wrk);
    let begin = Instant::now();
    let mut live = der(&test_server.server);
    let (mut good, mut bad) = (good.iter().cycle(), bad.iter().cycle());
    let mut warm = 0;
    for number in 0..RELOADS {
        if number == WARM {
            warm = resident(test_server.serve());
        }
        thread::sleep((LOAD / RELOADS * number).saturating_sub(begin.elapsed()));
        if number % BAD == 0 {
            bad.next().unwrap().is_refused(&test_server);
        } else {
            let next = good.next().unwrap();
            replace(&test_server, &next.identity);
            let revision = test_server.serve().prints("reloaded: ");
            assert!(revision.starts_with("revision "), "{revision}");
            live = der(next);
        }
        assert!(presented(&test_server, &client) == live, "reload {number}");
    }
    let now = resident(test_server.serve());
    assert!(now <= warm + GROWTH, "{warm} KiB became {now} KiB");
    thread::sleep(LOAD.saturating_sub(begin.elapsed()));
    wrk.signal("INT");
    let report = wrk.ended();
    assert!(report.contains(" requests in "), "{report}");
    assert!(!report.contains("Socket errors"), "{report}");
    assert!(!report.contains("Non-2xx"), "{report}");
    let complaints = test_server.serve().said();
    assert!(!complaints.contains("kept: "), "{complaints}");
}

#[test]
fn certificates_are_replaced_while_nobody_reads_what_is_said() {
    let mut test_server = TestServer::set("reload-unheard");
    let good = [test_server.ca.issue("one"), test_server.ca.issue("another")];
    test_server.server = test_server.ca.issue("first");
    let mut test_server = test_server.serving("rest-api", &[]);
    test_server.stop_reading();
    let client = client(&test_server);
    for next in good.iter().cycle().take(4) {
        replace(&test_server, &next.identity);
        let begin = Instant::now();
        while presented(&test_server, &client) != der(next) {
            assert!(begin.elapsed() < Duration::from_secs(20), "{}", next.name);
        }
    }
}

/// A file that has to be refused.
struct Bad {
    file: PathBuf,
    /// What the line has that says so, and the line with the rule that is broken.
    reason: &'static str,
    rule: Option<&'static str>,
}

fn bad_files(test_server: &TestServer, good: &Issued) -> [Bad; 3] {
    let file = |name| test_server.directory.join(name);
    let (wrong_key, garbage) = (file("wrong-key"), file("garbage"));
    join(&wrong_key, &good.certificate, &test_server.server.key);
    fs::write(&garbage, "garbage").unwrap();
    let rejected = "not accepted for rest-api";
    let bad = |file, reason, rule| Bad { file, reason, rule };
    [
        bad(
            test_server.ca.issue_expired("expired").identity,
            rejected,
            Some("certificate-expired"),
        ),
        bad(wrong_key, rejected, Some("private-key-mismatch")),
        bad(garbage, "this is neither PEM", None),
    ]
}

impl Bad {
    #[track_caller]
    fn is_refused(&self, test_server: &TestServer) {
        replace(test_server, &self.file);
        let kept = test_server.serve().complains("kept: ");
        assert!(kept.contains(self.reason), "{kept}");
        if let Some(rule) = self.rule {
            assert_eq!(test_server.serve().complains("  error "), rule);
        }
    }
}

/// Puts a file in the place of the one that is served, and has `serve` look.
fn replace(test_server: &TestServer, file: &Path) {
    let next = test_server.directory.join("next");
    fs::copy(file, &next).unwrap();
    fs::rename(next, &test_server.server.identity).unwrap();
    test_server.serve().signal("HUP");
}

fn client(test_server: &TestServer) -> Arc<ClientConfig> {
    let ca = CertificateDer::from_pem_file(&test_server.ca.certificate).unwrap();
    let ca = Certificate::from_der(ca).unwrap();
    let trust = ServerTrust::private_ca(&[ca]).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    Arc::new(client_config(&crate::rest_api(), &trust, &Context::new(provider)).unwrap())
}

/// The certificate a new connection is shown.
fn presented(test_server: &TestServer, client: &Arc<ClientConfig>) -> CertificateDer<'static> {
    let mut socket = TcpStream::connect(format!("127.0.0.1:{}", test_server.port())).unwrap();
    let name = "localhost".try_into().unwrap();
    let mut connection = ClientConnection::new(Arc::clone(client), name).unwrap();
    while connection.is_handshaking() {
        let (read, written) = connection.complete_io(&mut socket).unwrap();
        assert!(read + written > 0, "{}", io::ErrorKind::UnexpectedEof);
    }
    connection.peer_certificates().unwrap()[0].clone()
}

fn der(issued: &Issued) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(&issued.certificate).unwrap()
}

/// The memory of the process, in KiB.
fn resident(serve: &Running) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", serve.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}
