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
/// ```no_run
/// # fn connection() -> rustls::ServerConnection { unimplemented!() }
/// # fn trust() -> vb365_tls::trust::ClientTrust { unimplemented!() }
/// let (trust, connection) = (trust(), connection());
/// match trust.identify(connection.peer_certificates())? {
///     Some(client) => println!("{} with {}", client.end_entity().subject(), client.end_entity().thumbprint()),
///     None => println!("a client without a certificate"),
/// }
/// # Ok::<(), vb365_tls::Error>(())
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
        let mut certificates = Vec::new();
        for der in presented.unwrap_or_default() {
            let certificate = Certificate::from_der(der.clone().into_owned());
            certificates.push(certificate.map_err(|source| Error::Certificate {
                number: certificates.len() + 1,
                source,
            })?);
        }
        let Ok(chain) = Chain::as_presented(certificates) else {
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
    /// one that replaced it, `None` says that the peer would not be believed any more.
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
