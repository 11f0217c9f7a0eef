//! A server that refuses its client while the client is still sending.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::{RootCertStore, ServerConfig, ServerConnection};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::files::path;

/// Demands a client certificate from one client; the port it listens on.
pub fn start() -> u16 {
    let read = |name| CertificateDer::from_pem_file(path(name)).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(read("ca.crt")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let clients = rustls::server::WebPkiClientVerifier::builder_with_provider(
        Arc::new(roots),
        Arc::clone(&provider),
    );
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_single_cert(
            vec![read("server.crt")],
            PrivateKeyDer::from_pem_file(path("server.key")).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || refuse(&listener.accept().unwrap().0, config));
    port
}

/// Closes with bytes unread: the client can no longer send the rest of its request.
fn refuse(mut socket: &TcpStream, config: ServerConfig) -> io::Result<()> {
    let mut connection = ServerConnection::new(Arc::new(config)).map_err(io::Error::other)?;
    loop {
        while connection.wants_write() {
            connection.write_tls(&mut socket)?;
        }
        connection.read_tls(&mut socket)?;
        if connection.process_new_packets().is_err() {
            connection.write_tls(&mut socket)?;
            return Ok(());
        }
    }
}
