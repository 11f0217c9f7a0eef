//! Two ends and what they write to each other.

use std::io::{Read, Write};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, Error, HandshakeKind, ProtocolVersion,
    ServerConfig, ServerConnection, SideData, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName};

use super::HOST;

/// Presents the same always, to whoever asks.
#[derive(Debug)]
pub struct Presented(Arc<CertifiedKey>);

impl Presented {
    pub fn new(chain: Vec<CertificateDer<'static>>, key: Arc<dyn SigningKey>) -> Self {
        Self(Arc::new(CertifiedKey::new(chain, key)))
    }
}

impl ResolvesServerCert for Presented {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

impl ResolvesClientCert for Presented {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// How a connection went for both ends.
#[derive(Debug)]
pub struct Met {
    pub client: Result<(), Error>,
    pub server: Result<(), Error>,
    pub kind: Option<HandshakeKind>,
    pub version: Option<ProtocolVersion>,
    /// How many the client presented.
    pub client_certificates: usize,
    /// What each end has of the other.
    pub of_client: Option<Vec<CertificateDer<'static>>>,
    pub of_server: Option<Vec<CertificateDer<'static>>>,
}

impl Met {
    /// Both ends are content.
    #[track_caller]
    pub fn succeeded(self, at: &str) -> Self {
        assert!(self.client.is_ok() && self.server.is_ok(), "{at}: {self:?}");
        self
    }

    /// Why the client ended it.
    #[track_caller]
    pub fn refused_by_client(self, at: &str) -> Error {
        assert!(
            self.server.is_err(),
            "{at}: the server saw nothing: {self:?}"
        );
        match self.client {
            Err(Error::AlertReceived(_)) | Ok(()) => panic!("{at}: {self:?}"),
            Err(error) => error,
        }
    }

    /// Why the server ended it.
    #[track_caller]
    pub fn refused_by_server(self, at: &str) -> Error {
        assert!(
            self.client.is_err(),
            "{at}: the client saw nothing: {self:?}"
        );
        match self.server {
            Err(Error::AlertReceived(_)) | Ok(()) => panic!("{at}: {self:?}"),
            Err(error) => error,
        }
    }
}

/// Connects, and sends a word each way.
pub fn meet(
    client: &(impl Clone + Into<Arc<ClientConfig>>),
    server: &(impl Clone + Into<Arc<ServerConfig>>),
) -> Met {
    meet_at(HOST, client, server)
}

pub fn meet_at(
    host: &str,
    client: &(impl Clone + Into<Arc<ClientConfig>>),
    server: &(impl Clone + Into<Arc<ServerConfig>>),
) -> Met {
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let mut client = ClientConnection::new(client.clone().into(), name).unwrap();
    let mut server = ServerConnection::new(server.clone().into()).unwrap();
    client.writer().write_all(b"request").unwrap();
    server.writer().write_all(b"answer").unwrap();
    let outcomes = converse(&mut client, &mut server);
    if outcomes.0.is_ok() && outcomes.1.is_ok() {
        assert!(
            !client.is_handshaking() && !server.is_handshaking(),
            "both ends wait"
        );
        let mut word = [0; 16];
        let length = server.reader().read(&mut word).unwrap();
        assert_eq!(&word[..length], b"request");
        let length = client.reader().read(&mut word).unwrap();
        assert_eq!(&word[..length], b"answer");
    }
    Met {
        client: outcomes.0,
        server: outcomes.1,
        kind: client.handshake_kind(),
        version: client.protocol_version(),
        client_certificates: server.peer_certificates().map_or(0, <[_]>::len),
        of_client: server.peer_certificates().map(<[_]>::to_vec),
        of_server: client.peer_certificates().map(<[_]>::to_vec),
    }
}

/// Hands everything over until neither end has more to say; how it ended for the client and for the server.
pub fn converse(
    client: &mut ClientConnection,
    server: &mut ServerConnection,
) -> (Result<(), Error>, Result<(), Error>) {
    let mut outcomes = (Ok(()), Ok(()));
    loop {
        let to_server = transfer(client, server, &mut outcomes.1);
        let to_client = transfer(server, client, &mut outcomes.0);
        if !to_server && !to_client {
            return outcomes;
        }
    }
}

/// Hands over what one end has to say; an end that failed still has its alert to send.
fn transfer<F, T, S: SideData, R: SideData>(
    from: &mut F,
    to: &mut T,
    outcome: &mut Result<(), Error>,
) -> bool
where
    F: DerefMut + Deref<Target = ConnectionCommon<S>>,
    T: DerefMut + Deref<Target = ConnectionCommon<R>>,
{
    let mut records = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut records).unwrap();
    }
    let mut unread = records.as_slice();
    while !unread.is_empty() && outcome.is_ok() {
        to.read_tls(&mut unread).unwrap();
        if let Err(error) = to.process_new_packets() {
            *outcome = Err(error);
        }
    }
    !records.is_empty()
}
