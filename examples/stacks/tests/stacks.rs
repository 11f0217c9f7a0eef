//! The configurations in the stacks people use most: axum serves; reqwest, ureq and tokio-rustls get.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use std::{fs, thread};

use reqwest::blocking::Client;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, ClientConnection, ServerConnection, StreamOwned};
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

/// The examples go by the clock of the system.
fn product() -> Forge {
    Forge::product_default().valid("2020-01-01", "2099-12-31")
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// A folder of its own, which is gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("stacks-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The pin of the only certificate of a forge, as a trust on a command line.
    fn pin(&self, forge: &Forge) -> String {
        let certificate = forge.trust_anchor(&provider());
        let name = format!("{}.pem", certificate.serial());
        format!("pin:{}", self.write(&name, &certificate.to_pem()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The example `axum`, which ends with the test.
struct Axum {
    child: Child,
    stdout: BufReader<ChildStdout>,
    address: String,
    folder: Folder,
    identity: String,
}

impl Axum {
    fn start(name: &str) -> Self {
        let folder = Folder::new(name);
        let identity = folder.write("identity.pem", &product().pem(&provider()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_axum"))
            .args([&identity, "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").unwrap();
        let address = address.trim_end().to_owned();
        Self {
            child,
            stdout,
            address,
            folder,
            identity,
        }
    }

    fn url(&self) -> String {
        format!("https://{}/", self.address)
    }

    /// What comes of a handshake with it.
    fn handshake(&self, connection: &mut ClientConnection) -> std::io::Result<()> {
        let mut socket = TcpStream::connect(&self.address).unwrap();
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

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const REQWEST: &str = env!("CARGO_BIN_EXE_reqwest");
const TOKIO: &str = env!("CARGO_BIN_EXE_tokio_client");
const UREQ: &str = env!("CARGO_BIN_EXE_ureq");

#[test]
fn clients_with_the_pin_get_from_axum() {
    let axum = Axum::start("clients");
    let pin = axum.folder.pin(&product());
    // Clients that never begin their handshake keep nobody waiting.
    let silent = (0..50).map(|_| TcpStream::connect(&axum.address).unwrap());
    let _silent: Vec<_> = silent.collect();
    for (client, place) in [
        (REQWEST, &axum.url()),
        (UREQ, &axum.url()),
        (TOKIO, &axum.address),
    ] {
        for _ in 0..2 {
            let got = run(client, &[&pin, place]);
            assert_eq!(got.status.code(), Some(0), "{client}: {got:?}");
            assert!(
                got.stdout.ends_with(b"rest-api, verified\n"),
                "{client}: {got:?}"
            );
        }
    }
    for client in [REQWEST, UREQ] {
        let unencrypted = run(client, &[&pin, &format!("http://{}/", axum.address)]);
        assert_eq!(
            unencrypted.status.code(),
            Some(1),
            "{client}: {unencrypted:?}"
        );
        let absent = run(client, &[&pin, &format!("{}absent", axum.url())]);
        assert!(stderr(&absent).contains("404"), "{client}: {absent:?}");
    }
}

#[test]
fn clients_with_another_pin_are_told_why() {
    let axum = Axum::start("other-pin");
    let pin = axum.folder.pin(&product().serial(&[7]));
    for (client, place) in [
        (REQWEST, &axum.url()),
        (UREQ, &axum.url()),
        (TOKIO, &axum.address),
    ] {
        let got = run(client, &[&pin, place]);
        assert_eq!(
            (got.status.code(), &*got.stdout),
            (Some(1), &b""[..]),
            "{got:?}"
        );
        assert!(
            stderr(&got).contains("pin-unmatched: "),
            "{client}: {got:?}"
        );
        assert_eq!(run(client, &[]).status.code(), Some(1));
    }
}

#[test]
fn axum_serves_the_file_as_it_is_now() {
    let mut axum = Axum::start("reload");
    let renewed = product().serial(&[7]);
    let (old, new) = (axum.folder.pin(&product()), axum.folder.pin(&renewed));
    // What cannot be read changes nothing.
    fs::write(&axum.identity, "half of a file").unwrap();
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(run(REQWEST, &[&old, &axum.url()]).status.code(), Some(0));

    fs::write(&axum.identity, renewed.pem(&provider())).unwrap();
    let mut line = String::new();
    axum.stdout.read_line(&mut line).unwrap();
    assert!(line.ends_with(": revision 2\n"), "{line}");
    assert_eq!(run(REQWEST, &[&new, &axum.url()]).status.code(), Some(0));
    assert_eq!(run(REQWEST, &[&old, &axum.url()]).status.code(), Some(1));
}

/// The commonest mistake, which no compiler sees.
#[test]
fn reqwest_takes_no_configuration_in_an_arc() {
    let context = context();
    let trust = ServerTrust::pinned(&product().trust_anchor(context.provider()));
    let config = Arc::new(rest_api().client_config(&trust, &context).unwrap());
    let error = Client::builder()
        .tls_backend_preconfigured(config)
        .build()
        .unwrap_err();
    let said = format!("{error}: {}", error.source().unwrap());
    assert_eq!(
        said,
        "builder error: Unknown TLS backend passed to `use_preconfigured_tls`"
    );
}

/// Stacks that drop the connection leave the facts with the probe, and each look is one connection.
#[test]
fn reqwest_looks_at_axum() {
    let axum = Axum::start("look");
    let context = context();
    let probe = Probe::new(&context).unwrap();
    let client = Client::builder()
        .tls_backend_preconfigured(Arc::unwrap_or_clone(probe.config()))
        .build()
        .unwrap();
    let ended = client.get(axum.url()).send().unwrap_err();
    let text = "ended on purpose, after a look at what the server presents";
    assert!(format!("{ended:?}").contains("EndedOnPurpose"), "{ended:?}");
    let mut source: &dyn Error = &ended;
    while let Some(inner) = source.source() {
        source = inner;
    }
    assert!(source.to_string().contains(text), "{source}");
    let found = probe.finish_without_connection().unwrap();
    let product = product().trust_anchor(context.provider());
    assert_eq!(found.certificates(), [product]);
    assert_eq!(found.key_possession(), KeyPossession::Proven);
    assert_eq!(found.negotiated_cipher_suite(), None);
}

/// What its clients cannot use, axum closes and goes on.
#[test]
fn axum_goes_on_after_a_client_that_refuses_it() {
    let axum = Axum::start("refused");
    let context = context();
    let ca = Forge::tls(HOST).trust_anchor(context.provider());
    let trust = ServerTrust::private_ca(&[ca]).unwrap();
    let config = client_config(&rest_api(), &trust, &context).unwrap();
    let mut client = ClientConnection::new(Arc::new(config), HOST.try_into().unwrap()).unwrap();
    let refused = axum.handshake(&mut client).unwrap_err();
    assert_eq!(explain(&refused).unwrap().rule.as_str(), "path-not-found");

    let mut plain = TcpStream::connect(&axum.address).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let _ = plain.read_to_end(&mut Vec::new());

    let probe = Probe::new(&context).unwrap();
    let mut client = ClientConnection::new(probe.config(), HOST.try_into().unwrap()).unwrap();
    let _ = axum.handshake(&mut client);
    let found = probe.finish(&client).unwrap();
    let subject = found.end_entity().subject().to_string();
    assert!(subject.contains("CN=Veeam Software"), "{subject}");
}

/// A token service that gives each client this answer, and the requests it gets.
fn token_service(status: &str, body: &str) -> (SocketAddr, Receiver<String>) {
    let context = context();
    let identity = Forge::tls("localhost").valid("2020-01-01", "2099-12-31");
    let identity = identity.identity(context.provider());
    let service = RestApi::at("localhost").unwrap();
    let credential = Credential::accept(service, identity, &context).unwrap();
    let config = Arc::new(credential.server_config().unwrap());
    let (sender, requests) = channel();
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
    let address = port(move |socket| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = BufReader::new(StreamOwned::new(connection, socket));
        let (mut line, mut length) = (String::new(), 0);
        while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
            if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        sender.send(String::from_utf8(body).unwrap()).unwrap();
        stream.get_mut().write_all(answer.as_bytes()).unwrap();
    });
    (address, requests)
}

fn entra_token(address: SocketAddr, folder: &Folder) -> Output {
    let signer = Forge::assertion().valid("2020-01-01", "2099-12-31");
    let signer = folder.write("application.pem", &signer.pem(&provider()));
    let ca = Forge::tls("localhost").trust_anchor(&provider());
    let ca = folder.write("ca.pem", &ca.to_pem());
    let login = format!("localhost:{}", address.port());
    let program = env!("CARGO_BIN_EXE_entra_token");
    run(program, &[&signer, &login, &format!("ca:{ca}")])
}

#[test]
fn entra_token_signs_in() {
    let token = r#"{"token_type":"Bearer","expires_in":3599,"access_token":"a.b"}"#;
    let (address, requests) = token_service("200 OK", token);
    let ended = entra_token(address, &Folder::new("token"));
    assert_eq!(ended.stdout, b"a token for 3599 s\n", "{ended:?}");
    let request = requests.recv().unwrap();
    assert!(request.starts_with("grant_type=client_credentials&client_id=6731de76-"));
    assert!(request.contains("&client_assertion=ey"), "{request}");
}

#[test]
fn entra_token_explains_a_refusal() {
    let error = r#"{"error":"invalid_client","error_description":"AADSTS700027: The certificate
        with identifier used to sign the client assertion is expired on application."}"#;
    let error = error.replace("\n        ", " ");
    let (address, _requests) = token_service("401 Unauthorized", &error);
    let ended = entra_token(address, &Folder::new("token-refused"));
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(stderr(&ended).contains("AADSTS700027"), "{ended:?}");
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
    for name in [
        "axum",
        "azure_identity",
        "entra_token",
        "graph_token",
        "hsm",
        "reqwest",
        "tokio_client",
        "ureq",
    ] {
        let file = format!("{}/src/bin/{name}.rs", env!("CARGO_MANIFEST_DIR"));
        let code = fs::read_to_string(file).unwrap();
        for other in ["#[path", "\nmod ", "crate::", "include"] {
            assert!(!code.contains(other), "{name}: `{other}`");
        }
    }
}
