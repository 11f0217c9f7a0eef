use std::fmt;

use rustls::{CipherSuite, ClientConnection, ProtocolVersion};
use rustls_pki_types::CertificateDer;

use super::ProbeError;
use crate::certificate::{Certificate, DistinguishedName};
use crate::chain::Chain;

/// What a server presented in a handshake that a [`Probe`](super::Probe) ended.
///
/// Nothing of it is trusted: whoever stands between the two ends presents what they like. It leads to a report with
/// [`check_chain`](crate::check_chain), and to a pin with [`ServerTrust::pinned`](crate::trust::ServerTrust::pinned) once a
/// person has compared the fingerprint.
///
/// ```
/// use vb365_tls::tls::probe::{KeyPossession, Presented};
/// use vb365_tls::trust::ServerTrust;
///
/// fn pin(found: &Presented) -> Option<ServerTrust> {
///     let holds_key = found.key_possession() == KeyPossession::Proven;
///     holds_key.then(|| ServerTrust::pinned(found.end_entity()))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Presented {
    certificates: Vec<Certificate>,
    chain: Chain,
    key_possession: KeyPossession,
    protocol_version: Option<ProtocolVersion>,
    cipher_suite: Option<CipherSuite>,
    client_certificate_request: Option<ClientCertificateRequest>,
}

/// Whether the server proved that it holds the private key of its certificate, RFC 8446 section 4.4.3 and RFC 5246
/// section 7.4.3. `Display` is a sentence about the server.
///
/// ```
/// use vb365_tls::tls::probe::{KeyPossession, Presented};
///
/// fn is_proven(found: &Presented) -> bool {
///     found.key_possession() == KeyPossession::Proven
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyPossession {
    /// Its signature of the handshake verifies.
    Proven,
    /// Its signature does not verify: it shows the certificate of somebody else, or is configured with another key.
    Unproven,
    /// The provider verifies no signatures of such a key, as with RSA of 1024 bits, or there was none.
    Unknown,
}

impl fmt::Display for KeyPossession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proven => "the server proved that it holds the key of its certificate",
            Self::Unproven => "the server did not prove that it holds the key of its certificate",
            Self::Unknown => {
                "whether the server holds the key of its certificate cannot be verified"
            }
        })
    }
}

/// A server asked for a client certificate, RFC 8446 section 4.3.2; whether it insists on one is not said.
///
/// ```
/// use vb365_tls::tls::probe::Presented;
///
/// fn show(found: &Presented) {
///     if let Some(request) = found.client_certificate_request() {
///         println!("asks for a certificate of one of these:");
///         for ca in request.certificate_authorities() {
///             println!("  {ca}");
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientCertificateRequest {
    cas: Vec<DistinguishedName>,
    unreadable_certificate_authorities: usize,
}

impl ClientCertificateRequest {
    /// A request with these encoded names.
    pub(super) fn naming(cas: &[&[u8]]) -> Self {
        let mut request = Self::default();
        for encoding in cas {
            match DistinguishedName::from_der(encoding, 0) {
                Ok(name) => request.cas.push(name),
                Err(_) => request.unreadable_certificate_authorities += 1,
            }
        }
        request
    }

    /// The CAs whose certificates the server takes, as hints; with none, it leaves the choice to the client.
    pub fn certificate_authorities(&self) -> &[DistinguishedName] {
        &self.cas
    }

    /// How many more there were that are not names.
    pub fn unreadable_certificate_authorities(&self) -> usize {
        self.unreadable_certificate_authorities
    }
}

/// What was seen on the connections of one probe.
pub(super) struct Seen {
    /// How many got as far as a certificate.
    pub(super) connections: usize,
    /// Of the last one.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) key_possession: KeyPossession,
    pub(super) protocol_version: Option<ProtocolVersion>,
    pub(super) client_certificate_request: Option<ClientCertificateRequest>,
}

impl Seen {
    pub(super) const NOTHING: Self = Self {
        connections: 0,
        certificates: Vec::new(),
        key_possession: KeyPossession::Unknown,
        protocol_version: None,
        client_certificate_request: None,
    };
}

impl Presented {
    pub(super) fn from_seen(seen: Seen) -> Result<Self, ProbeError> {
        if seen.connections > 1 {
            return Err(ProbeError::SeveralConnections);
        }
        let certificates = read(seen.certificates)?;
        let chain =
            Chain::as_presented(certificates.clone()).ok_or(ProbeError::NothingPresented)?;
        Ok(Self {
            certificates,
            chain,
            key_possession: seen.key_possession,
            protocol_version: seen.protocol_version,
            cipher_suite: None,
            client_certificate_request: seen.client_certificate_request,
        })
    }

    /// With what only the connection knows.
    pub(super) fn on(self, connection: &ClientConnection) -> Self {
        let suite = connection.negotiated_cipher_suite();
        Self {
            protocol_version: connection.protocol_version(),
            cipher_suite: suite.map(|suite| suite.suite()),
            ..self
        }
    }

    /// The certificates in the order the server presents them, which clients do not all forgive if it is not that of
    /// the path.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The same, put in order below the end entity.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The certificate of the server: what is pinned.
    pub fn end_entity(&self) -> &Certificate {
        self.chain.end_entity()
    }

    /// Whether the server proved that the certificate is its own.
    pub fn key_possession(&self) -> KeyPossession {
        self.key_possession
    }

    /// The version the two ends agreed on.
    pub fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.protocol_version
    }

    /// The cipher suite the two ends agreed on; `None` if the probe was
    /// [finished without its connection](super::Probe::finish_without_connection).
    pub fn negotiated_cipher_suite(&self) -> Option<CipherSuite> {
        self.cipher_suite
    }

    /// Whether the server asks for a client certificate in the handshake, and of which CAs.
    pub fn client_certificate_request(&self) -> Option<&ClientCertificateRequest> {
        self.client_certificate_request.as_ref()
    }
}

fn read(presented: Vec<CertificateDer<'static>>) -> Result<Vec<Certificate>, ProbeError> {
    Certificate::all_from_der(&presented).map_err(|(number, source)| ProbeError::Unreadable {
        number,
        source,
        presented,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_that_are_no_names_are_counted() {
        let request = ClientCertificateRequest::naming(&[&[0x30, 0], b"no name", &[]]);
        assert_eq!(request.certificate_authorities().len(), 1);
        assert!(request.certificate_authorities()[0].is_empty());
        assert_eq!(request.unreadable_certificate_authorities(), 2);
    }
}
