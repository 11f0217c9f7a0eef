//! A TLS connection in memory.

use std::io::Write;
use std::sync::Arc;

use rustls::{
    ClientConfig, ClientConnection, Connection, Error, ProtocolVersion, ServerConfig,
    ServerConnection,
};
use rustls_pki_types::ServerName;

/// What each end says of a handshake.
pub struct Met {
    pub client: Result<(), Error>,
    pub server: Result<(), Error>,
    version: Option<ProtocolVersion>,
}

/// What the two agree on.
pub fn handshake(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<ProtocolVersion, Error> {
    let name = "localhost".try_into().unwrap();
    let met = meet(client.into(), server.into(), name);
    met.client.and(met.server)?;
    Ok(met.version.unwrap())
}

/// Hands everything over until neither end has more to say.
pub fn meet(
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    name: ServerName<'static>,
) -> Met {
    let mut client: Connection = ClientConnection::new(client, name).unwrap().into();
    let mut server: Connection = ServerConnection::new(server).unwrap().into();
    let mut outcomes = (Ok(()), Ok(()));
    loop {
        let to_server = transfer(&mut client, &mut server, &mut outcomes.1);
        let to_client = transfer(&mut server, &mut client, &mut outcomes.0);
        if !to_server && !to_client {
            return Met {
                client: outcomes.0,
                server: outcomes.1,
                version: client.protocol_version(),
            };
        }
    }
}

fn transfer(from: &mut Connection, to: &mut Connection, outcome: &mut Result<(), Error>) -> bool {
    let mut records = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut records).unwrap();
    }
    let is_anything = !records.is_empty();
    let mut unread = records.as_slice();
    while outcome.is_ok() && to.read_tls(&mut unread).unwrap() > 0 {
        *outcome = to.process_new_packets().map(|_| ());
        // Nothing is sent beside the handshake.
        let _ = to.writer().flush();
    }
    is_anything
}
