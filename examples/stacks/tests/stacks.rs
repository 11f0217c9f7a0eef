//! The configurations in the stacks people use most: axum serves, reqwest gets.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use reqwest::blocking::Client;
use rustls::crypto::ring;
use rustls::{ClientConfig, ClientConnection, ServerConnection};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::probe::{KeyPossession, Probe};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Credential};

const HOST: &str = "vb365.example.com";

fn context() -> Context {
    Context::fixed(ring::default_provider(), Forge::now())
}

fn rest_api() -> RestApi {
    RestApi::at(HOST).unwrap()
}

/// The example `axum`, which ends with the test.
struct Axum {
    child: Child,
    port: u16,
}

impl Axum {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_axum"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").unwrap();
        let address: SocketAddr = address.trim_end().parse().unwrap();
        let port = address.port();
        Self { child, port }
    }

    /// What comes of a handshake with it.
    fn handshake(&self, connection: &mut ClientConnection) -> std::io::Result<()> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        Ok(())
    }
}

impl Drop for Axum {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}

/// The example `reqwest`.
fn reqwest(arguments: &[&str]) -> Output {
    run(env!("CARGO_BIN_EXE_reqwest"), arguments)
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn reqwest_gets_from_axum() {
    let axum = Axum::start();
    let address = format!("127.0.0.1:{}", axum.port);
    // A client that never begins its handshake keeps nobody waiting.
    let _silent = TcpStream::connect(&address).unwrap();
    for _ in 0..2 {
        let got = reqwest(&[&format!("https://{address}/")]);
        assert_eq!(got.status.code(), Some(0), "{got:?}");
        assert_eq!(got.stdout, b"rest-api is served here\n");
    }
    let unencrypted = reqwest(&[&format!("http://{address}/")]);
    assert_eq!(unencrypted.status.code(), Some(1), "{unencrypted:?}");
    let absent = reqwest(&[&format!("https://{address}/absent")]);
    assert!(stderr(&absent).contains("404"), "{absent:?}");
}

#[test]
fn reqwest_refuses_any_other_certificate() {
    let context = context();
    let other = Forge::product_default().serial(&[7]);
    let other = other.identity(context.provider());
    let other = Credential::accept(rest_api(), other, &context).unwrap();
    let config = Arc::new(other.server_config().unwrap());
    let port = port(move |mut socket| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let _ = connection.complete_io(&mut socket);
    });
    let got = reqwest(&[&format!("https://{port}/")]);
    assert_eq!((got.status.code(), &*got.stdout), (Some(1), &b""[..]));
    assert!(stderr(&got).contains("refused: pin-unmatched: "), "{got:?}");
    assert_eq!(reqwest(&[]).status.code(), Some(1));
}

/// Stacks that drop the connection leave the facts with the probe, and each look is one connection.
#[test]
fn reqwest_looks_at_axum() {
    let axum = Axum::start();
    let context = context();
    let probe = Probe::new(&context).unwrap();
    let client = Client::builder()
        .tls_backend_preconfigured(Arc::unwrap_or_clone(probe.config()))
        .build()
        .unwrap();
    let url = format!("https://127.0.0.1:{}/", axum.port);
    let ended = client.get(url).send().unwrap_err();
    let text = "ended on purpose, after a look at what the server presents";
    assert!(format!("{ended:?}").contains("EndedOnPurpose"), "{ended:?}");
    let mut source: &dyn Error = &ended;
    while let Some(inner) = source.source() {
        source = inner;
    }
    assert!(source.to_string().contains(text), "{source}");
    let found = probe.finish_without_connection().unwrap();
    let product = Forge::product_default().trust_anchor(context.provider());
    assert_eq!(found.certificates(), [product]);
    assert_eq!(found.key_possession(), KeyPossession::Proven);
    assert_eq!(found.negotiated_cipher_suite(), None);
}

/// What its clients cannot use, axum closes and goes on.
#[test]
fn axum_goes_on_after_a_client_that_refuses_it() {
    let axum = Axum::start();
    let context = context();
    let ca = Forge::tls(HOST).trust_anchor(context.provider());
    let trust = ServerTrust::private_ca(&[ca]).unwrap();
    let config = client_config(&rest_api(), &trust, &context).unwrap();
    let mut client = ClientConnection::new(Arc::new(config), HOST.try_into().unwrap()).unwrap();
    let refused = axum.handshake(&mut client).unwrap_err();
    assert_eq!(explain(&refused).unwrap().rule.as_str(), "path-not-found");

    let mut plain = TcpStream::connect(("127.0.0.1", axum.port)).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let _ = plain.read_to_end(&mut Vec::new());

    let probe = Probe::new(&context).unwrap();
    let mut client = ClientConnection::new(probe.config(), HOST.try_into().unwrap()).unwrap();
    let _ = axum.handshake(&mut client);
    let found = probe.finish(&client).unwrap();
    let subject = found.end_entity().subject().to_string();
    assert!(subject.contains("CN=Veeam Software"), "{subject}");
}

/// A port whose clients are served in this way, one after the other.
fn port(mut serve: impl FnMut(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().flatten().for_each(&mut serve));
    address
}

/// The error of an HTTP client holds that of the stream, and that holds rustls'.
#[test]
fn the_error_of_an_http_client_is_explained() {
    let context = context();
    let trust = Forge::tls(HOST).trust_anchor(context.provider());
    let trust = ServerTrust::private_ca(&[trust]).unwrap();
    let config = client_config(&rest_api(), &trust, &context).unwrap();
    let fetch = |address: SocketAddr| {
        let client = Client::builder()
            .tls_backend_preconfigured(ClientConfig::clone(&config))
            .resolve(HOST, address)
            .no_proxy()
            .timeout(Duration::from_secs(10))
            .build()
            .unwrap();
        let url = format!("https://{HOST}:{}/", address.port());
        client.get(url).send().unwrap_err()
    };
    let unencrypted = port(|mut socket| {
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        let _ = socket.read(&mut [0; 4_096]);
        let _ = socket.read(&mut [0; 4_096]);
    });
    let silent = port(|mut socket| {
        let _ = socket.read(&mut [0; 16 * 1024]);
    });
    let refusing = port(|mut socket| {
        let _ = socket.read(&mut [0; 16 * 1024]);
        // A fatal alert, unknown_ca.
        let _ = socket.write_all(&[21, 3, 3, 0, 2, 2, 48]);
    });
    for (address, rule) in [
        (unencrypted, "peer-speaks-no-tls"),
        (silent, "peer-closed"),
        (refusing, "peer-lacks-issuer"),
    ] {
        let error = fetch(address);
        let finding = explain(&error).unwrap_or_else(|| panic!("{error:?}"));
        assert_eq!(finding.rule.as_str(), rule, "{error:?}");
    }
}

#[test]
fn programs_with_arguments_explain_themselves() {
    for (program, words) in [
        (env!("CARGO_BIN_EXE_graph_token"), "Whom to trust"),
        (
            env!("CARGO_BIN_EXE_hsm"),
            "A file whose first line is the PIN",
        ),
    ] {
        let help = run(program, &["--help"]);
        assert_eq!(help.status.code(), Some(0));
        let text = String::from_utf8(help.stdout).unwrap();
        assert!(text.contains(words), "{text}");
        assert!(text.contains("Exit code: "), "{text}");
    }
}

/// Whoever copies the file has all of it.
#[test]
fn each_example_is_one_file() {
    for name in ["axum", "azure_identity", "graph_token", "hsm", "reqwest"] {
        let file = format!("{}/src/bin/{name}.rs", env!("CARGO_MANIFEST_DIR"));
        let code = std::fs::read_to_string(file).unwrap();
        for other in ["#[path", "\nmod ", "crate::", "include"] {
            assert!(!code.contains(other), "{name}: `{other}`");
        }
    }
}
