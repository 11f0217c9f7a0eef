//! From a pin to a client.

use std::io::{BufRead, BufReader};
use std::{env, error::Error, fs, net::TcpStream, sync::Arc};

use vb365_tls::rustls::{ClientConnection, StreamOwned, crypto::ring};
use vb365_tls::{Context, scenario::RestApi, tls::explain, trust::TrustSpec};

fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:4443");
    let trust: TrustSpec = "pin:certificate.pem".parse()?; // or sha256:…, ca:…
    let trust = trust.server_trust(|file| fs::read(file))?;
    let context = Context::new(ring::default_provider());
    let config = RestApi::at(address)?.client_config(&trust, &context)?;

    let host = "vb365.example.com".try_into()?; // which a pin does not compare
    let tls = ClientConnection::new(Arc::new(config), host)?;
    let stream = StreamOwned::new(tls, TcpStream::connect(address)?);
    let mut line = String::new();
    if let Err(error) = BufReader::new(stream).read_line(&mut line) {
        let finding = explain(&error).ok_or(error)?; // the rule that was broken
        return Err(format!("{finding}; {}", finding.remedy).into());
    }
    print!("{line}");
    Ok(())
}
