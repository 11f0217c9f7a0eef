//! What the certificate of a scenario can be used for, checked by the compiler.
//!
//! Every [`UsageScenario`](super::UsageScenario) names one role. Methods that hand out a configuration or a signature
//! ask for one of the traits below, so what makes no sense does not compile:
//!
//! | role | [`ActsAsServer`] | [`ActsAsClient`] | [`ServedOverTls`] | [`SignsAssertions`] |
//! |---|---|---|---|---|
//! | [`TlsServer`] | yes | | yes | |
//! | [`TlsClient`] | | yes | | |
//! | [`TlsPeer`] | yes | yes | | |
//! | [`AssertionSigner`] | | | | yes |
//! | [`PortalSigner`] | | | yes | yes |
//!
//! ```
//! use vb365_tls::scenario::{RestApi, UsageScenario, role};
//!
//! fn has_server_configuration<S: UsageScenario>()
//! where
//!     S::Role: role::ActsAsServer,
//! {
//! }
//! has_server_configuration::<RestApi>();
//! ```
//!
//! The Restore Portal has none:
//!
//! ```compile_fail,E0277
//! use vb365_tls::scenario::{RestorePortal, UsageScenario, role};
//!
//! fn has_server_configuration<S: UsageScenario>()
//! where
//!     S::Role: role::ActsAsServer,
//! {
//! }
//! has_server_configuration::<RestorePortal>();
//! ```
//!
//! A profile that acts as something else than the role says is not a way around it:
//!
//! ```compile_fail,E0080
//! use vb365_tls::profile::Profile;
//! use vb365_tls::scenario::{AnyScenario, UsageScenario, role};
//!
//! struct Metrics;
//!
//! impl UsageScenario for Metrics {
//!     type Role = role::TlsServer;
//!     const PROFILE: &'static Profile =
//!         &Profile::assertion_signer("metrics", "Scraping metrics", &[]);
//! }
//! let (profile, _) = Metrics.demands();
//! ```

use crate::profile::ActsAs;

/// The certificate of a TLS server; its clients present none.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TlsServer;

/// The certificate of a TLS client; none of the product's scenarios has this role, a scenario of your own may.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TlsClient;

/// The certificate both ends of mutually authenticated TLS present.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TlsPeer;

/// The certificate that signs client assertions for Microsoft Entra; TLS never sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AssertionSigner;

/// The Restore Portal: its certificate signs assertions, and its users connect over TLS that another certificate protects.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PortalSigner;

mod sealed {
    #[allow(
        unnameable_types,
        reason = "nobody else can implement what nobody else can name"
    )]
    pub trait Sealed {}
}

/// One of the roles of this module.
///
/// The set is closed: a scenario of your own is a new type with one of these roles.
///
/// ```
/// use vb365_tls::profile::ActsAs;
/// use vb365_tls::scenario::role::{Role, TlsPeer};
///
/// assert_eq!(TlsPeer::ACTS_AS, ActsAs::TlsPeer);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role of a certificate",
    label = "expected a role",
    note = "choose `role::TlsServer`, `role::TlsClient`, `role::TlsPeer` or `role::AssertionSigner` as the role of the scenario"
)]
pub trait Role: sealed::Sealed + 'static {
    /// The word the profile of a scenario with this role has to use.
    const ACTS_AS: ActsAs;
}

/// The certificate is presented by a TLS server, so there is a server configuration.
///
/// ```
/// use vb365_tls::rustls::ServerConfig;
/// use vb365_tls::scenario::{UsageScenario, role::ActsAsServer};
/// use vb365_tls::{Credential, Error};
///
/// fn serve<S>(credential: &Credential<S>) -> Result<ServerConfig, Error>
/// where
///     S: UsageScenario<Role: ActsAsServer>,
/// {
///     credential.server_config()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the certificate of this scenario is never presented by a TLS server (its role is `{Self}`)",
    label = "there is no server configuration for this scenario",
    note = "the Restore Portal is served with the REST API certificate: accept the identity as `RestApi`, the \
            scenario `RestorePortal::https` gives for the address of the portal",
    note = "the certificate of an organization or a backup application only signs: call `confidential_client` on the \
            credential"
)]
pub trait ActsAsServer: Role {}

/// The certificate is presented by a TLS client, so there is a client configuration made from the credential.
///
/// ```
/// use vb365_tls::rustls::ClientConfig;
/// use vb365_tls::scenario::{UsageScenario, role::ActsAsClient};
/// use vb365_tls::{Credential, Error, trust::ServerTrust};
///
/// fn connect<S>(credential: &Credential<S>) -> Result<ClientConfig, Error>
/// where
///     S: UsageScenario<Role: ActsAsClient>,
/// {
///     credential.client_config(&ServerTrust::pinned(credential.end_entity()))
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the certificate of this scenario is never presented by a TLS client (its role is `{Self}`)",
    label = "there is no client certificate in this scenario",
    note = "clients of a TLS server need only a trust decision: ask for the client configuration of the scenario, \
            which takes a `ServerTrust` and no credential",
    note = "towards Microsoft Entra the certificate signs an assertion: call `confidential_client` on the credential"
)]
pub trait ActsAsClient: Role {}

/// Clients connect to the service without a certificate of their own, so a trust decision is all a client needs.
///
/// ```
/// use vb365_tls::rustls::ClientConfig;
/// use vb365_tls::scenario::{UsageScenario, role::ServedOverTls};
/// use vb365_tls::{Context, Error, tls::client_config, trust::ServerTrust};
///
/// fn connect<S>(
///     scenario: &S,
///     trust: &ServerTrust,
///     context: &Context,
/// ) -> Result<ClientConfig, Error>
/// where
///     S: UsageScenario<Role: ServedOverTls>,
/// {
///     client_config(scenario, trust, context)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "no client can connect in this scenario with a trust decision alone (its role is `{Self}`)",
    label = "there is no client configuration without a credential for this scenario",
    note = "both ends of the link to a backup proxy present the certificate: ask the `Credential<BackupProxy>` for \
            its client configuration",
    note = "organization management and backup applications call Microsoft, not a server of the product: use the \
            client configuration for the cloud of the tenant"
)]
pub trait ServedOverTls: Role {}

/// The certificate signs client assertions (RFC 7523) for Microsoft Entra.
#[diagnostic::on_unimplemented(
    message = "the certificate of this scenario signs no assertions (its role is `{Self}`)",
    label = "there is no assertion in this scenario",
    note = "Microsoft Entra knows the certificates of `OrganizationManagement`, `BackupApplication` and `RestorePortal`: \
            accept the identity as one of these"
)]
pub trait SignsAssertions: Role {}

// Written out, because a macro would show up in the compiler's messages.

impl sealed::Sealed for TlsServer {}
impl Role for TlsServer {
    const ACTS_AS: ActsAs = ActsAs::TlsServer;
}
impl ActsAsServer for TlsServer {}
impl ServedOverTls for TlsServer {}

impl sealed::Sealed for TlsClient {}
impl Role for TlsClient {
    const ACTS_AS: ActsAs = ActsAs::TlsClient;
}
impl ActsAsClient for TlsClient {}

impl sealed::Sealed for TlsPeer {}
impl Role for TlsPeer {
    const ACTS_AS: ActsAs = ActsAs::TlsPeer;
}
impl ActsAsServer for TlsPeer {}
impl ActsAsClient for TlsPeer {}

impl sealed::Sealed for AssertionSigner {}
impl Role for AssertionSigner {
    const ACTS_AS: ActsAs = ActsAs::AssertionSigner;
}
impl SignsAssertions for AssertionSigner {}

impl sealed::Sealed for PortalSigner {}
impl Role for PortalSigner {
    const ACTS_AS: ActsAs = ActsAs::AssertionSigner;
}
impl SignsAssertions for PortalSigner {}
impl ServedOverTls for PortalSigner {}
