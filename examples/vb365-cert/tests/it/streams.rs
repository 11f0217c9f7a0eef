//! What the programs do when the other end of a stream is closed, silent or slow.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::{ClientConnection, Stream};
use vb365_tls::scenario::RestApi;
use vb365_tls::tls::client_config;
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Certificate, Context};

use crate::files::{HOST, path};
use crate::program::{Server, run, run_unread};
use crate::{assert_refused, check};

/// `check FILE | head`, and the same with both streams, which once ended in a panic.
#[test]
fn nobody_has_to_read_what_a_program_prints() {
    let (server, own) = (path("server.pem"), path("own.pem"));
    for (example, arguments, code) in [
        ("check", vec![server.as_str()], 0),
        ("check", vec!["--format", "json", &server], 0),
        ("check", vec!["--now", "2099-01-01T00:00:00Z", &server], 1),
        ("check", vec!["absent.pem"], 2),
        ("check", vec![&server, &own], 0),
        ("check", vec!["-v", &server, "absent.pem"], 2),
        ("explain", vec![], 0),
        ("explain", vec!["self-signed"], 0),
        ("completions", vec!["zsh"], 0),
        ("check", vec!["--help"], 0),
        ("--help", vec![], 0),
        ("assertion", entra("--form", &own), 0),
        (
            "serve",
            vec![
                "--scenario",
                "rest-api",
                "--listen",
                "127.0.0.1:0",
                "absent.pem",
            ],
            2,
        ),
    ] {
        assert_eq!(
            run_unread(example, &arguments),
            code,
            "{example} {arguments:?}"
        );
    }
    let serving = Server::rest_api(&["--address", HOST]);
    let connect = format!("127.0.0.1:{}", serving.port);
    let trust = format!("ca:{}", path("ca.crt"));
    for arguments in [
        vec![
            "--trust",
            &trust,
            "--scenario",
            "rest-api",
            "--connect",
            &connect,
            "https://vb365.example.com/",
        ],
        vec!["--connect", &connect, "https://vb365.example.com/"],
    ] {
        let command = if arguments.contains(&"--trust") {
            "get"
        } else {
            "probe"
        };
        assert_eq!(run_unread(command, &arguments), 0, "{arguments:?}");
    }
}

fn entra<'a>(option: &'a str, file: &'a str) -> Vec<&'a str> {
    const ID: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";
    vec![
        "--scenario",
        "organization-management",
        "--tenant",
        ID,
        "--application",
        ID,
        option,
        file,
    ]
}

#[test]
fn a_silent_server_is_a_finding() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let connect = listener.local_addr().unwrap().to_string();
    let url = format!("https://{HOST}/");
    let trust = format!("ca:{}", path("ca.crt"));
    let start = Instant::now();
    let trusting = [
        "--scenario",
        "rest-api",
        "--trust",
        &trust,
        "--connect",
        &connect,
        &url,
    ];
    let probing = ["--connect", &connect, &url];
    thread::scope(|scope| {
        for (command, arguments) in [("get", &trusting[..]), ("probe", &probing)] {
            scope.spawn(move || assert_refused(&run(command, arguments), "peer-silent"));
        }
    });
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

/// However it holds the handshake open: with the first bytes of a record, or with one byte after the other.
#[test]
fn a_handshake_has_to_end_in_time() {
    let serving = Server::rest_api(&[]);
    let held = |drips: bool| {
        let mut socket = TcpStream::connect(("127.0.0.1", serving.port)).unwrap();
        let start = Instant::now();
        socket.write_all(&[22, 3, 1, 2, 0]).unwrap();
        let mut dripping = socket.try_clone().unwrap();
        if drips {
            thread::spawn(move || {
                while dripping.write_all(&[1]).is_ok() {
                    thread::sleep(Duration::from_secs(3));
                }
            });
        }
        let _ = socket.set_read_timeout(Some(Duration::from_secs(60)));
        let _ = io::copy(&mut socket, &mut io::sink());
        start.elapsed()
    };
    let took: Vec<_> = thread::scope(|scope| {
        let handles = [false, true].map(|drips| scope.spawn(move || held(drips)));
        handles.map(|handle| handle.join().unwrap()).into()
    });
    for took in took {
        assert!((9..15).contains(&took.as_secs()), "{took:?}");
    }
    for _ in 0..2 {
        assert!(serving.logged().starts_with("refused: peer-silent: "));
    }
}

/// Bytes that come in, with the headers of TLS records in them.
struct Tap {
    socket: TcpStream,
    read: Vec<u8>,
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.socket.read(buffer)?;
        self.read.extend(&buffer[..count]);
        Ok(count)
    }
}

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl Tap {
    /// The records of application data, RFC 8446 section 5.1.
    fn data_records(&self) -> usize {
        let (mut rest, mut count) = (&*self.read, 0);
        while let [kind, _, _, high, low, after @ ..] = rest {
            count += usize::from(*kind == 23);
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            rest = &after[length.min(after.len())..];
        }
        count
    }
}

#[test]
fn an_answer_is_one_record() {
    let serving = Server::rest_api(&["--address", HOST]);
    let pem = std::fs::read_to_string(path("server.crt")).unwrap();
    let certificate =
        vb365_tls::Identity::from_pem(pem.as_bytes(), &vb365_tls::Password::none()).unwrap();
    let certificate: &Certificate = certificate.end_entity();
    let context = Context::fixed(
        rustls::crypto::ring::default_provider(),
        rustls_pki_types::UnixTime::now(),
    );
    let trust = ServerTrust::pinned(Pins::from(certificate));
    let config = client_config(&RestApi::at(HOST).unwrap(), &trust, &context).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), HOST.try_into().unwrap()).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", serving.port)).unwrap();
    let mut tap = Tap {
        socket,
        read: Vec::new(),
    };
    while connection.is_handshaking() {
        connection.complete_io(&mut tap).unwrap();
    }
    let mut answers = Vec::new();
    for number in 1..=3 {
        Stream::new(&mut connection, &mut tap)
            .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .unwrap();
        let mut stream = Stream::new(&mut connection, &mut tap);
        let mut answer = vec![0; 4096];
        let count = stream.read(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer[..count]).into_owned();
        assert!(
            text.ends_with("\r\n\r\nrest-api is served here\n"),
            "answer {number} is in pieces: {text}"
        );
        answers.push(tap.data_records());
    }
    // Tickets come before the first.
    assert_eq!(answers[2] - answers[0], 2);
}

#[test]
fn a_policy_cannot_act_on_a_terminal() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("escape.json");
    let server = path("server.pem");
    for json in [
        "{\"levels\": {\"\\u001b[2J\\u009bfits\": \"deny\"}}",
        "{\"levels\": {\"certificate-expired\": \"\\u001b[2J\\u202e\"}}",
        "{\"\\u001b[2J\\u202e\": 1}",
    ] {
        std::fs::write(&file, json).unwrap();
        let ended = check(&["--policy", file.to_str().unwrap(), &server]);
        let hidden = ['\u{1b}', '\u{9b}', '\u{202e}'];
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(!(ended.stdout + &ended.stderr).contains(hidden), "{json}");
    }
}
