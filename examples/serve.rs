//! From a PFX to a server.

use std::{env, error::Error, fs, io::Write, net::TcpListener, sync::Arc};

use vb365_tls::rustls::{ServerConnection, Stream, crypto::ring};
use vb365_tls::{Context, Credential, Identity, scenario::RestApi};

fn main() -> Result<(), Box<dyn Error>> {
    let password = env::var("PFX_PASSWORD").unwrap_or_default();
    let file = fs::read("identity.pfx")?; // or PEM, DER, PKCS#7
    let identity = Identity::from_bytes(&file, &password.into())?;
    let context = Context::new(ring::default_provider());
    let rest_api = RestApi::at("vb365.example.com:4443")?; // as clients call it
    let credential = Credential::accept(rest_api, identity, &context)?;
    let config = Arc::new(credential.server_config()?);

    let listen = env::args().nth(1);
    let listener = TcpListener::bind(listen.as_deref().unwrap_or("127.0.0.1:4443"))?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (mut socket, peer) = listener.accept()?;
        let mut tls = ServerConnection::new(Arc::clone(&config))?;
        let sent = Stream::new(&mut tls, &mut socket).write_all(b"verified\n");
        println!("{peer}: {sent:?}");
    }
}
