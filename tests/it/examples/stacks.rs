//! The configurations in the stacks people use most: axum serves, reqwest gets.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use reqwest::blocking::Client;
use rustls::crypto::ring;
use vb365_tls::Context;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::probe::{KeyPossession, Probe};

use super::files::path;
use super::program::{Server, run};

#[test]
fn reqwest_gets_from_axum() {
    let axum = Server::axum();
    let address = format!("127.0.0.1:{}", axum.port);
    // A client that never begins its handshake keeps nobody waiting.
    let _silent = TcpStream::connect(&address).unwrap();
    for _ in 0..2 {
        let got = run("reqwest", &[&format!("https://{address}/")]);
        assert_eq!(got.code, 0, "{got:?}");
        assert_eq!(got.stdout, "rest-api is served here\n");
    }
    let in_the_clear = run("reqwest", &[&format!("http://{address}/")]);
    assert_eq!(in_the_clear.code, 1, "{in_the_clear:?}");
    let absent = run("reqwest", &[&format!("https://{address}/absent")]);
    assert!(absent.stderr.contains("404"), "{absent:?}");
}

#[test]
fn reqwest_refuses_any_other_certificate() {
    let serving = Server::serve(&["--scenario", "rest-api", &path("own.pem")]);
    let got = run(
        "reqwest",
        &[&format!("https://127.0.0.1:{}/", serving.port)],
    );
    assert_eq!((got.code, got.stdout.as_str()), (1, ""));
    assert!(got.stderr.contains("refused: pin-unmatched: "), "{got:?}");
    assert_eq!(run("reqwest", &[]).code, 1);
}

/// Stacks that drop the connection leave the facts with the probe, and each look is one connection.
#[test]
fn reqwest_looks_at_axum() {
    let axum = Server::axum();
    let context = Context::fixed(ring::default_provider(), Forge::now());
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
    let axum = Server::axum();
    let ca = format!("ca:{}", path("ca.crt"));
    let refused = axum.get(
        "vb365.example.com",
        &["--scenario", "rest-api", "--trust", &ca],
    );
    super::assert_refused(&refused, "path-not-found");
    let mut plain = TcpStream::connect(("127.0.0.1", axum.port)).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let _ = plain.read_to_end(&mut Vec::new());
    let probed = axum.get("vb365.example.com", &["--scenario", "rest-api", "--probe"]);
    assert!(probed.stdout.contains("CN=Veeam Software"), "{probed:?}");
}
