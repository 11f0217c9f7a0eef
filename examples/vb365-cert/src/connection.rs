//! Connecting to a server, with patience that ends.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use vb365_tls::address::Address;

use crate::patient::Patient;
use crate::url;

/// How long the server may take: to be reached, for the whole handshake, and for each part of its answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Tries every address of the host.
pub(crate) fn connect(address: &Address) -> io::Result<Patient> {
    let port = address.port_or(url::DEFAULT_PORT);
    let mut last = io::ErrorKind::NotFound.into();
    for address in (address.host().to_string(), port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(socket) => return Patient::new(socket, PATIENCE),
            Err(error) => last = error,
        }
    }
    Err(last)
}
