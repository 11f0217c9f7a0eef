//! Looking at what a server presents before it is trusted.
//!
//! A pin has to come from somewhere. A [`Probe`] configures one connection that records what the server presents and
//! always ends before any application data. The application shows what was found, with a full report; a person compares
//! the fingerprint with the one shown on the server itself, and only then is it pinned.
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! use std::sync::Arc;
//! use rustls::ClientConnection;
//! use vb365_tls::scenario::RestApi;
//! use vb365_tls::tls::probe::{KeyPossession, Probe};
//! use vb365_tls::trust::ServerTrust;
//! use vb365_tls::{Context, check_chain};
//!
//! let provider = Arc::new(rustls::crypto::ring::default_provider());
//! # let identity = Forge::product_default().identity(&provider);
//! let context = Context::fixed(provider, Forge::now());
//! let rest_api = RestApi::at("vb365.example.com:4443")?;
//!
//! let probe = Probe::new(&context)?;
//! let host = "vb365.example.com".try_into()?;
//! let mut connection = ClientConnection::new(probe.config(), host)?;
//! // With a socket: `connection.complete_io(&mut socket)`, which always fails.
//! # let credential = vb365_tls::Credential::accept(rest_api.clone(), identity, &context)?;
//! # let mut server = rustls::ServerConnection::new(credential.server_config()?.into())?;
//! # let mut wire = Vec::new();
//! # connection.write_tls(&mut wire)?;
//! # server.read_tls(&mut wire.as_slice())?;
//! # server.process_new_packets()?;
//! # wire.clear();
//! # while server.wants_write() {
//! #     server.write_tls(&mut wire)?;
//! # }
//! # connection.read_tls(&mut wire.as_slice())?;
//! # assert!(connection.process_new_packets().is_err());
//! let found = probe.finish(&connection)?;
//!
//! println!("{}", found.end_entity());
//! println!("SHA-256 {}", found.end_entity().fingerprint());
//! println!("{}", check_chain(&rest_api, found.chain(), &context));
//! assert_eq!(found.key_possession(), KeyPossession::Proven);
//! assert!(found.client_certificate_request().is_none());
//!
//! // Once a person has compared the fingerprint with the one the server itself shows:
//! let trust = ServerTrust::pinned(found.end_entity());
//! let config = rest_api.client_config(&trust, &context)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod presented;
mod recorder;

use std::fmt;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::{ClientConfig, ClientConnection};

pub use error::{EndedOnPurpose, ProbeError};
pub use presented::{ClientCertificateRequest, KeyPossession, Presented};

use crate::context::Context;
use crate::error::Error;
use recorder::Recorder;

/// One look at a server: a client configuration that records and refuses.
///
/// Whatever the server presents, the handshake fails with [`EndedOnPurpose`], after the signature of the server was
/// checked and before this side has sent anything but its hello and an alert. No session is kept or resumed.
///
/// A handshake does not tell whether the server asks for a client certificate later, once it has seen a request, as
/// HTTP.sys of Windows does unless `clientcertnegotiation` is enabled for it. A server that agrees on no protocol version
/// or cipher suite presents nothing.
///
/// ```no_run
/// use std::net::TcpStream;
/// use vb365_tls::rustls::ClientConnection;
/// use vb365_tls::tls::probe::{Presented, Probe};
///
/// # fn look(context: &vb365_tls::Context) -> Result<Presented, Box<dyn std::error::Error>> {
/// let probe = Probe::new(context)?;
/// let host = "vb365.example.com".try_into()?;
/// let mut connection = ClientConnection::new(probe.config(), host)?;
/// let mut socket = TcpStream::connect("vb365.example.com:4443")?;
/// let _ = connection.complete_io(&mut socket); // ends on purpose
/// Ok(probe.finish(&connection)?)
/// # }
/// ```
#[doc(alias = "s_client", alias = "fetch certificate")]
pub struct Probe {
    recorder: Arc<Recorder>,
    config: Arc<ClientConfig>,
}

impl Probe {
    /// A probe that speaks the protocol versions of every configuration of this crate, with the provider of the context.
    ///
    /// # Errors
    ///
    /// [`Error::Tls`] if the provider lacks cipher suites.
    pub fn new(context: &Context) -> Result<Self, Error> {
        let recorder = Arc::new(Recorder::new(Arc::clone(context.provider())));
        let mut config = super::verified_by(Arc::clone(&recorder) as _, context)?
            .with_client_cert_resolver(Arc::clone(&recorder) as _);
        config.resumption = Resumption::disabled();
        Ok(Self {
            recorder,
            config: Arc::new(config),
        })
    }

    /// The configuration for one connection. Its handshake fails, on purpose.
    pub fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.config)
    }

    /// What the server presented on this connection, whose handshake has failed.
    ///
    /// # Errors
    ///
    /// [`ProbeError`] if no certificate was presented or one cannot be read, or if it cannot be told what this
    /// connection was shown.
    pub fn finish(self, connection: &ClientConnection) -> Result<Presented, ProbeError> {
        if !connection.is_handshaking() {
            return Err(ProbeError::OtherConnection);
        }
        let presented = self.finish_without_connection()?;
        Ok(presented.on(connection))
    }

    /// The same for stacks that drop a connection when its handshake fails, such as the connector of tokio-rustls;
    /// the [cipher suite](Presented::negotiated_cipher_suite) then stays unknown.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_without_connection(self) -> Result<Presented, ProbeError> {
        Presented::from_seen(self.recorder.take())
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").finish_non_exhaustive()
    }
}
