//! Clients that present the paths to servers: stock rustls, which accepts any server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::sign::SingleCertAndKey;
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, Stream,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::Reply;
use super::case::Case;
use super::defects::HOST;
use super::key::provider;
use super::server::PATIENCE;
use crate::REQUEST;

/// Shows the path to a server, which accepts it if it answers anything.
pub(super) fn present(case: &Case, port: u16) -> Reply {
    match fetch(config(case), port) {
        Ok(answer) => Reply::accepted(answer),
        Err(error) => Reply::refused(error.to_string()),
    }
}

/// The beginning of what the server answers.
pub(super) fn fetch(config: ClientConfig, port: u16) -> std::io::Result<String> {
    let connected = TcpStream::connect(("127.0.0.1", port));
    let mut socket = connected.expect("whoever is asked is there");
    socket.set_read_timeout(Some(PATIENCE))?;
    let host = ServerName::try_from(HOST).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), host).unwrap();
    let mut stream = Stream::new(&mut connection, &mut socket);
    stream.write_all(REQUEST)?;
    let mut answer = [0; 200];
    match stream.read(&mut answer)? {
        0 => Err(std::io::Error::other("closed without an answer")),
        count => Ok(String::from_utf8_lossy(&answer[..count]).into_owned()),
    }
}

fn config(case: &Case) -> ClientConfig {
    let presented = Arc::unwrap_or_clone(case.certified());
    ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(presented)))
}

/// Accepts every server.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
