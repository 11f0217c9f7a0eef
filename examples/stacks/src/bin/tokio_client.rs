//! A client of the REST API on tokio and tokio-rustls.

use std::{env, error::Error, fs, sync::Arc, time::Duration};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;
use vb365_tls::rustls::crypto::ring;
use vb365_tls::scenario::{RestApi, UsageScenario};
use vb365_tls::{Context, tls::explain, trust::TrustSpec};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(trust), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("usage: tokio_client pin:certificate.pem HOST:PORT".into());
    };
    let context = Context::new(ring::default_provider());
    let trust: TrustSpec = trust.parse()?;
    let trust = trust.server_trust(|file| fs::read(file))?;
    let rest_api = RestApi::at(address.as_str())?;
    let mut config = rest_api.client_config(&trust, &context)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()]; // before the Arc

    let connector = TlsConnector::from(Arc::new(config));
    let socket = TcpStream::connect(&address).await?;
    let host = rest_api.addresses()[0].host().server_name();
    let handshake = connector.connect(host, socket);
    let mut stream = match timeout(Duration::from_secs(10), handshake).await? {
        Ok(stream) => stream,
        Err(error) => {
            let finding = explain(&error).ok_or(error)?;
            return Err(format!("{finding}; {}", finding.remedy).into());
        }
    };
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    print!("{answer}");
    Ok(())
}
