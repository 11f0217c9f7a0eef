//! A link whose two ends present the one certificate they share.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, error::Error, fs, sync::Arc, thread};

use vb365_tls::rustls::{ClientConnection, ServerConnection, Stream, crypto::ring};
use vb365_tls::{Context, Credential, Identity};
use vb365_tls::{scenario::BackupProxy, tls::explain, trust::ServerTrust};

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("usage: mutual_link FILE")?;
    let password = env::var("PFX_PASSWORD").unwrap_or_default();
    let identity = Identity::from_bytes(&fs::read(file)?, &password.into())?;
    let context = Context::new(ring::default_provider());
    let proxy = BackupProxy::at("proxy.example.com:9193")?;
    let credential = Credential::accept(proxy, identity, &context)?;

    // It lets in whoever presents this very certificate and holds its key.
    let server = Arc::new(credential.server_config()?);
    // It presents the certificate too, and connects to nobody else.
    let trust = ServerTrust::pinned(credential.end_entity());
    let client = Arc::new(credential.client_config(&trust)?);

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let serving = thread::spawn(move || {
        let (mut socket, _) = listener.accept()?;
        let tls = ServerConnection::new(server);
        let mut tls = tls.map_err(std::io::Error::other)?;
        let mut request = [0; 4];
        Stream::new(&mut tls, &mut socket).read_exact(&mut request)?;
        let presented = tls.peer_certificates().map_or(0, <[_]>::len);
        println!("server: certificates of the client: {presented}");
        Stream::new(&mut tls, &mut socket).write_all(b"pong")
    });

    let mut tls = ClientConnection::new(client, "proxy.example.com".try_into()?)?;
    let mut socket = TcpStream::connect(address)?;
    let mut stream = Stream::new(&mut tls, &mut socket);
    let mut answer = [0; 4];
    let done = stream.write_all(b"ping");
    if let Err(error) = done.and_then(|()| stream.read_exact(&mut answer)) {
        let finding = explain(&error).ok_or(error)?;
        return Err(format!("{finding}; {}", finding.remedy).into());
    }
    println!("client: {}", String::from_utf8_lossy(&answer));
    serving.join().map_err(|_| "the server has ended")??;
    Ok(())
}
