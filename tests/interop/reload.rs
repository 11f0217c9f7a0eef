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
use crate::stage::Stage;

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
    let mut stage = Stage::set("reload");
    let good = [
        stage.authority.issue("one"),
        stage.authority.issue("another"),
    ];
    let bad = bad_files(&stage, &good[0]);
    stage.server = stage.authority.issue("first");
    let stage = stage.serving("rest-api", &[]);
    let client = client(&stage);

    let mut wrk = program("wrk");
    wrk.args(["--threads", "2", "--connections", "64", "--duration", "1h"])
        .arg(format!("https://127.0.0.1:{}/", stage.port()));
    let wrk = Running::start(&mut wrk);
    let begin = Instant::now();
    let mut live = der(&stage.server);
    let (mut good, mut bad) = (good.iter().cycle(), bad.iter().cycle());
    let mut warm = 0;
    for number in 0..RELOADS {
        if number == WARM {
            warm = resident(stage.serve());
        }
        thread::sleep((LOAD / RELOADS * number).saturating_sub(begin.elapsed()));
        if number % BAD == 0 {
            bad.next().unwrap().is_refused(&stage);
        } else {
            let next = good.next().unwrap();
            replace(&stage, &next.identity);
            let revision = stage.serve().prints("reloaded: ");
            assert!(revision.starts_with("revision "), "{revision}");
            live = der(next);
        }
        assert!(presented(&stage, &client) == live, "reload {number}");
    }
    let now = resident(stage.serve());
    assert!(now <= warm + GROWTH, "{warm} KiB became {now} KiB");
    thread::sleep(LOAD.saturating_sub(begin.elapsed()));
    wrk.signal("INT");
    let report = wrk.ended();
    assert!(report.contains(" requests in "), "{report}");
    assert!(!report.contains("Socket errors"), "{report}");
    assert!(!report.contains("Non-2xx"), "{report}");
    let complaints = stage.serve().said();
    assert!(!complaints.contains("kept: "), "{complaints}");
}

#[test]
fn certificates_are_replaced_while_nobody_reads_what_is_said() {
    let mut stage = Stage::set("reload-unheard");
    let good = [
        stage.authority.issue("one"),
        stage.authority.issue("another"),
    ];
    stage.server = stage.authority.issue("first");
    let mut stage = stage.serving("rest-api", &[]);
    stage.stop_reading();
    let client = client(&stage);
    for next in good.iter().cycle().take(4) {
        replace(&stage, &next.identity);
        let begin = Instant::now();
        while presented(&stage, &client) != der(next) {
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

fn bad_files(stage: &Stage, good: &Issued) -> [Bad; 3] {
    let file = |name| stage.directory.join(name);
    let (wrong_key, garbage) = (file("wrong-key"), file("garbage"));
    join(&wrong_key, &good.certificate, &stage.server.key);
    fs::write(&garbage, "garbage").unwrap();
    let rejected = "not accepted for rest-api";
    let bad = |file, reason, rule| Bad { file, reason, rule };
    [
        bad(
            stage.authority.issue_expired("expired").identity,
            rejected,
            Some("certificate-expired"),
        ),
        bad(wrong_key, rejected, Some("private-key-mismatch")),
        bad(garbage, "this is neither PEM", None),
    ]
}

impl Bad {
    #[track_caller]
    fn is_refused(&self, stage: &Stage) {
        replace(stage, &self.file);
        let kept = stage.serve().complains("kept: ");
        assert!(kept.contains(self.reason), "{kept}");
        if let Some(rule) = self.rule {
            assert_eq!(stage.serve().complains("  error "), rule);
        }
    }
}

/// Puts a file in the place of the one that is served, and has `serve` look.
fn replace(stage: &Stage, file: &Path) {
    let next = stage.directory.join("next");
    fs::copy(file, &next).unwrap();
    fs::rename(next, &stage.server.identity).unwrap();
    stage.serve().signal("HUP");
}

fn client(stage: &Stage) -> Arc<ClientConfig> {
    let authority = CertificateDer::from_pem_file(&stage.authority.certificate).unwrap();
    let authority = Certificate::from_der(authority).unwrap();
    let trust = ServerTrust::private_ca(&[authority]).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    Arc::new(client_config(&crate::rest_api(), &trust, &Context::new(provider)).unwrap())
}

/// The certificate a new connection is shown.
fn presented(stage: &Stage, client: &Arc<ClientConfig>) -> CertificateDer<'static> {
    let mut socket = TcpStream::connect(format!("127.0.0.1:{}", stage.port())).unwrap();
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
