//! Configurations for rustls, and words for its errors.
//!
//! | for | there is |
//! |---|---|
//! | the server of a scenario, with and without client authentication | [`Credential::server_config`], [`Credential::server_config_for`] |
//! | its clients, without and with a certificate | [`RestApi::client_config`] and its like, [`Credential::client_config`] |
//! | certificates and trust that change while the service runs | `reload` (feature `reload`) |
//! | a look at a server before it is trusted | [`probe`] |
//! | a handshake that failed | [`explain()`] |
//!
//! Every configuration speaks TLS 1.3 and 1.2, with the provider and clock of the [`Context`], and logs no keys. It is the
//! caller's own: set `alpn_protocols` on it where both ends negotiate an application protocol, then put it in an `Arc`.
//! The two ends of a scenario:
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! use std::sync::Arc;
//! use vb365_tls::scenario::RestApi;
//! use vb365_tls::trust::ServerTrust;
//! use vb365_tls::{Context, Credential};
//!
//! let provider = Arc::new(rustls::crypto::ring::default_provider());
//! # let identity = Forge::tls("vb365.example.com").identity(&provider);
//! let context = Context::fixed(provider, Forge::now());
//! let rest_api = RestApi::at("vb365.example.com:4443")?;
//!
//! let credential = Credential::accept(rest_api.clone(), identity, &context)?;
//! let server: rustls::ServerConfig = credential.server_config()?;
//!
//! let trust = ServerTrust::pinned(credential.end_entity());
//! let client: rustls::ClientConfig = rest_api.client_config(&trust, &context)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A server with several certificates, one for each of its names, is made from [`CredentialsByName`].

mod credentials_by_name;
mod explain;
pub mod probe;
#[cfg(feature = "reload")]
pub mod reload;

use std::borrow::Cow;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::client::{Resumption as ClientResumption, WantsClientCert};
use rustls::server::{NoServerSessionStorage, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::SingleCertAndKey;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ConfigBuilder, ServerConfig, SupportedProtocolVersion};

pub use crate::verifier::Refusal;
pub use credentials_by_name::CredentialsByName;
pub use explain::explain;

use crate::certificate::Certificate;
use crate::context::Context;
use crate::credential::Credential;
use crate::error::Error;
use crate::profile::{ActsAs, Profile};
use crate::scenario::role::{ActsAsClient, ActsAsServer, Role, ServedOverTls};
use crate::scenario::{
    RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication, RestorePortal,
    TenantAuthentication, TypedScenario, UsageScenario, profile_of,
};
use crate::trust::{ClientTrust, Pins, Resumption, ServerTrust};
use crate::verifier::Verifier;

/// Windows Server 2016 and 2019, on which the product runs, have no TLS 1.3.
/// <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_system_requirements.html>
static VERSIONS: &[&SupportedProtocolVersion] = &[&TLS13, &TLS12];

/// The configuration of a client that connects to the service of a scenario and presents no certificate, where the
/// scenario is a type of your own; those of this crate have a method of this name.
///
/// The name to verify is the one given to rustls when the connection is opened.
///
/// # Errors
///
/// [`Error::Unsupported`] if the trust cannot be enforced, [`Error::Tls`] if the provider lacks cipher suites.
pub fn client_config<S: UsageScenario>(
    scenario: &S,
    trust: &ServerTrust,
    context: &Context,
) -> Result<ClientConfig, Error>
where
    S::Role: ServedOverTls,
{
    without_certificate(served(scenario), trust, context)
}

macro_rules! with_clients {
    ($([$($role:tt)*] $scenario:ty),+ $(,)?) => {$(
        impl<$($role)*> $scenario {
            /// The configuration of a client that connects to this service and presents no certificate.
            ///
            /// The name to verify is the one given to rustls when the connection is opened.
            ///
            /// # Errors
            ///
            /// [`Error::Unsupported`] if the trust cannot be enforced, [`Error::Tls`] if the provider lacks cipher
            /// suites.
            ///
            /// ```
            /// use vb365_tls::Context;
            /// use vb365_tls::scenario::RestApi;
            /// use vb365_tls::trust::{Pins, ServerTrust};
            ///
            /// let provider = rustls::crypto::ring::default_provider();
            /// let context = Context::new(provider);
            /// # let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
            /// let pins: Pins = hash.parse()?;
            ///
            /// let rest_api = RestApi::at("vb365.example.com:4443")?;
            /// let trust = ServerTrust::pinned(pins);
            /// let config = rest_api.client_config(&trust, &context)?;
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn client_config(
                &self,
                trust: &ServerTrust,
                context: &Context,
            ) -> Result<ClientConfig, Error> {
                client_config(self, trust, context)
            }
        }
    )+};
}

with_clients! {
    [] RestApi,
    [] RestApiOnSeparateMachine,
    [] RestorePortal,
    [] RestoreOperatorAuthentication,
    [] TenantAuthentication,
    [R: ServedOverTls] TypedScenario<R>,
}

/// What clients ask of the server of a scenario.
fn served<S: UsageScenario>(scenario: &S) -> Cow<'static, Profile> {
    // The Restore Portal's own certificate only signs; its HTTPS is the REST API's.
    match S::Role::ACTS_AS {
        ActsAs::AssertionSigner => Cow::Borrowed(RestApi::PROFILE),
        _ => profile_of(scenario),
    }
}

/// The configuration of a client that presents no certificate, to a server with this profile.
pub(crate) fn without_certificate(
    profile: Cow<'static, Profile>,
    trust: &ServerTrust,
    context: &Context,
) -> Result<ClientConfig, Error> {
    let mut config = trusting(profile, trust, context)?.with_no_client_auth();
    if trust.is_pinned() && trust.resumption() == Resumption::Unasked {
        config.resumption = ClientResumption::disabled();
    }
    Ok(config)
}

impl<S: UsageScenario> Credential<S> {
    /// The configuration of the server of this scenario.
    ///
    /// Where both ends present the certificate, as on the link to a backup proxy, clients have to present this very
    /// one; [`server_config_for`](Self::server_config_for) trusts others.
    ///
    /// # Errors
    ///
    /// [`Error::Tls`] if the provider lacks cipher suites.
    pub fn server_config(&self) -> Result<ServerConfig, Error>
    where
        S::Role: ActsAsServer,
    {
        self.serve(holders_of::<S>([self.end_entity()]).as_ref())
    }

    /// The configuration of a server that authenticates its clients by certificate.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the trust cannot be enforced, [`Error::Tls`] if the provider lacks cipher suites.
    #[doc(alias = "mTLS", alias = "client certificate")]
    pub fn server_config_for(&self, clients: &ClientTrust) -> Result<ServerConfig, Error>
    where
        S::Role: ActsAsServer,
    {
        self.serve(Some(clients))
    }

    /// The configuration of a client that presents this certificate.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the trust cannot be enforced, [`Error::Tls`] if the provider lacks cipher suites.
    pub fn client_config(&self, servers: &ServerTrust) -> Result<ClientConfig, Error>
    where
        S::Role: ActsAsClient,
    {
        let mut config = trusting(self.profile().clone(), servers, self.context())?
            .with_client_cert_resolver(self.presented());
        if servers.resumption() == Resumption::Unasked {
            config.resumption = ClientResumption::disabled();
        }
        Ok(config)
    }

    fn serve(&self, clients: Option<&ClientTrust>) -> Result<ServerConfig, Error> {
        serve(self.context(), clients, self.presented())
    }

    fn presented(&self) -> Arc<SingleCertAndKey> {
        Arc::new(Arc::clone(self.certified_key()).into())
    }
}

/// Whom a server authenticates unless told otherwise: where both ends present the certificate, who presents its own.
fn holders_of<'a, S: UsageScenario>(
    own: impl IntoIterator<Item = &'a Certificate>,
) -> Option<ClientTrust> {
    match S::Role::ACTS_AS {
        ActsAs::TlsPeer => {
            let pins = own.into_iter().fold(Pins::new(), Pins::or);
            Some(ClientTrust::pinned(pins))
        }
        _ => None,
    }
}

/// The configuration of a server, whatever it presents; no clients are authenticated unless it is said which.
fn serve(
    context: &Context,
    clients: Option<&ClientTrust>,
    presented: Arc<dyn ResolvesServerCert>,
) -> Result<ServerConfig, Error> {
    let (verifier, resumption) = match clients {
        Some(clients) => (
            Arc::new(Verifier::of_clients(clients, context)?) as _,
            clients.resumption(),
        ),
        None => (WebPkiClientVerifier::no_client_auth(), Resumption::Asked),
    };
    let mut config = ServerConfig::builder_with_details(
        Arc::clone(context.provider()),
        Arc::clone(context.clock()),
    )
    .with_protocol_versions(VERSIONS)?
    .with_client_cert_verifier(verifier)
    .with_cert_resolver(presented);
    if resumption == Resumption::Unasked {
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(config)
}

fn trusting(
    profile: Cow<'static, Profile>,
    trust: &ServerTrust,
    context: &Context,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error> {
    let verifier = Verifier::of_servers(trust, profile, context)?;
    verified_by(Arc::new(verifier), context)
}

fn verified_by(
    verifier: Arc<dyn ServerCertVerifier>,
    context: &Context,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Error> {
    Ok(ClientConfig::builder_with_details(
        Arc::clone(context.provider()),
        Arc::clone(context.clock()),
    )
    .with_protocol_versions(VERSIONS)?
    .dangerous()
    .with_custom_certificate_verifier(verifier))
}
