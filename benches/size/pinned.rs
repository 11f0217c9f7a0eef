//! The same with this crate, which trusts the certificate in a file.
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use vb365_tls::scenario::RestApi;
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Certificate, Context};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = || arguments.next().ok_or("HOST PORT FILE");
    let (host, port, file) = (argument()?, argument()?, argument()?);
    let config = config(&host, &file)?;
    let stream = TcpStream::connect((host.as_str(), port.parse()?))?;
    let client = ClientConnection::new(Arc::new(config), ServerName::try_from(host)?)?;
    let mut stream = StreamOwned::new(client, stream);
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    std::io::stdout().write_all(&answer)?;
    Ok(())
}

fn config(host: &str, file: &str) -> Result<ClientConfig, Failure> {
    let pinned = Certificate::from_der(CertificateDer::from_pem_file(file)?)?;
    let context = Context::new(rustls::crypto::ring::default_provider());
    let trust = ServerTrust::pinned(&pinned);
    Ok(client_config(
        &RestApi::at(host)?,
        &trust,
        &context,
    )?)
}
