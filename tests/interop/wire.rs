//! A TLS connection in memory.

use std::sync::Arc;

use rustls::{
    ClientConfig, ClientConnection, Error, ProtocolVersion, ServerConfig, ServerConnection,
};

/// What the two agree on.
pub fn handshake(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<ProtocolVersion, Error> {
    let mut server = ServerConnection::new(server.into())?;
    let mut client = ClientConnection::new(client.into(), "localhost".try_into().unwrap())?;
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        server.read_tls(&mut &*wire).unwrap();
        server.process_new_packets()?;
        wire.clear();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        client.read_tls(&mut &*wire).unwrap();
        client.process_new_packets()?;
    }
    Ok(client.protocol_version().unwrap())
}
