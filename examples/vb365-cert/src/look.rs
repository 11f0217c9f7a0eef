//! Looking at what a server presents.

use rustls::ClientConnection;
use vb365_tls::Context;
use vb365_tls::address::Address;
use vb365_tls::tls::probe::{Presented, Probe, ProbeError};

use crate::connection::connect;

/// Connects there and looks at what is presented for the host of `address`.
pub(crate) fn look(
    address: &Address,
    there: &Address,
    context: &Context,
) -> Result<Presented, Box<dyn std::error::Error>> {
    let mut socket = connect(there)?;
    let probe = Probe::new(context)?;
    let mut connection = ClientConnection::new(probe.config(), address.host().server_name())?;
    let ended = connection.complete_io(&mut socket);
    match (probe.finish(&connection), ended) {
        (Err(ProbeError::NothingPresented), Err(error)) => Err(error.into()),
        (found, _) => Ok(found?),
    }
}
