use std::fmt;

use rustls_pki_types::CertificateDer;

use super::{Pin, Pins};
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::error::Error;

/// Who is at the other end of a connection whose handshake is complete.
///
/// [`ClientTrust::identify`](super::ClientTrust::identify) and [`ServerTrust::identify`](super::ServerTrust::identify) make
/// it of what rustls keeps of a connection, which is what its verifier accepted, also if the session was resumed.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use rustls::{ClientConnection, ServerConnection};
/// use vb365_tls::scenario::BackupProxy;
/// use vb365_tls::trust::{ClientTrust, Pin, ServerTrust};
/// use vb365_tls::{Context, Credential};
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("proxy1.example.com").identity(&provider);
/// # let context = Context::fixed(provider, Forge::now());
/// let proxy = BackupProxy::at("proxy1.example.com")?;
/// let proxy = Credential::accept(proxy, identity, &context)?;
/// let trust = ClientTrust::pinned(proxy.end_entity().fingerprint());
/// let mut server = ServerConnection::new(proxy.server_config_for(&trust)?.into())?;
/// # let servers = ServerTrust::pinned(proxy.end_entity());
/// # let config = proxy.client_config(&servers)?;
/// # let mut client = ClientConnection::new(config.into(), "proxy1.example.com".try_into()?)?;
/// # while server.is_handshaking() {
/// #     let mut wire = Vec::new();
/// #     while client.wants_write() {
/// #         client.write_tls(&mut wire)?;
/// #     }
/// #     let mut unread = wire.as_slice();
/// #     while !unread.is_empty() {
/// #         server.read_tls(&mut unread)?;
/// #         server.process_new_packets()?;
/// #     }
/// #     let mut wire = Vec::new();
/// #     while server.wants_write() {
/// #         server.write_tls(&mut wire)?;
/// #     }
/// #     let mut unread = wire.as_slice();
/// #     while !unread.is_empty() {
/// #         client.read_tls(&mut unread)?;
/// #         client.process_new_packets()?;
/// #     }
/// # }
/// // Once the handshake is complete:
/// let client = trust.identify(server.peer_certificates())?;
/// let client = client.ok_or("a client without a certificate")?;
/// let certificate = client.end_entity();
/// println!("{} with {}", certificate.subject(), certificate.thumbprint());
/// assert!(matches!(client.pin(), Some(Pin::Fingerprint(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PeerIdentity {
    chain: Chain,
    pin: Option<Pin>,
}

impl PeerIdentity {
    pub(super) fn of(
        presented: Option<&[CertificateDer<'_>]>,
        pins: Option<&Pins>,
    ) -> Result<Option<Self>, Error> {
        let certificates = Certificate::all_from_der(presented.unwrap_or_default())
            .map_err(|(number, source)| Error::Certificate { number, source })?;
        let Some(chain) = Chain::as_presented(certificates) else {
            return Ok(None);
        };
        let pin = pins.and_then(|pins| pins.matching(chain.end_entity()));
        let pin = pin.cloned();
        Ok(Some(Self { chain, pin }))
    }

    /// The certificate whose key the peer holds: names, fingerprints, dates.
    pub fn end_entity(&self) -> &Certificate {
        self.chain.end_entity()
    }

    /// All it presented, in order.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The pin it was known by: whether the old or the new one, while they overlap.
    ///
    /// `None` where the trust is by path. Asked of another trust than the one the connection was made with, such as the
    /// one that replaced it, `None` says that the peer would not be trusted any more.
    pub fn pin(&self) -> Option<&Pin> {
        self.pin.as_ref()
    }
}

impl fmt::Display for PeerIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.end_entity(), f)?;
        match &self.pin {
            Some(pin) => write!(f, ", pinned as {pin}"),
            None => Ok(()),
        }
    }
}
