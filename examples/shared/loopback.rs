//! One TLS connection from this process to itself.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::{
    ClientConfig, ClientConnection, Error, ProtocolVersion, ServerConfig, ServerConnection, Stream,
};

/// The name the client asks for.
pub(crate) const HOST: &str = "vb365.example.com";

/// A connection the server has greeted on; `Display` is what the two ends agreed on.
pub(crate) struct Connected(pub(crate) ClientConnection);

/// Has the server greet the client.
pub(crate) fn connect(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<Connected, Error> {
    let server = server.into();
    let listener = TcpListener::bind("127.0.0.1:0").map_err(in_tls)?;
    let address = listener.local_addr().map_err(in_tls)?;
    let greeting = thread::spawn(move || {
        let (mut socket, _) = listener.accept()?;
        let mut connection = ServerConnection::new(server).map_err(io::Error::other)?;
        Stream::new(&mut connection, &mut socket).write_all(b"hello")
    });

    let mut connection = ClientConnection::new(
        client.into(),
        HOST.try_into()
            .map_err(|_| Error::General("no host name".into()))?,
    )?;
    let read = TcpStream::connect(address).and_then(|mut socket| {
        let mut stream = Stream::new(&mut connection, &mut socket);
        stream.read_exact(&mut [0; 5])
    });
    drop(greeting.join());
    read.map_err(in_tls)?;
    Ok(Connected(connection))
}

impl fmt::Display for Connected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = match self.0.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            _ => "TLSv1.2",
        };
        let suite = self.0.negotiated_cipher_suite();
        let suite = suite.and_then(|it| it.suite().as_str());
        write!(f, "{version} {}", suite.unwrap_or("-"))
    }
}

/// rustls' own error, which comes through the socket's.
fn in_tls(error: io::Error) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::General(error.to_string()),
    }
}
