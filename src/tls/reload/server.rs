use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;

use super::Replacement;
use super::published::{Next, Published, Revision};
use crate::credential::Credential;
use crate::error::{Error, Unsupported};
use crate::identity::Identity;
use crate::scenario::UsageScenario;
use crate::scenario::role::ActsAsServer;
use crate::tls::CredentialsByName;
use crate::trust::ClientTrust;

/// The configuration of a server whose certificate, and whose trust in clients, can be replaced while it runs.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use vb365_tls::scenario::RestApi;
/// use vb365_tls::tls::reload::{ReloadableServer, Replacement};
/// use vb365_tls::trust::ServerTrust;
/// use vb365_tls::{Context, Credential};
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = Forge::tls("vb365.example.com");
/// # let ca = forge.trust_anchor(&provider);
/// # let (identity, incomplete) = (forge.identity(&provider), forge.without_intermediates().identity(&provider));
/// let clients = ServerTrust::private_ca(&[ca])?;
/// let context = Context::fixed(provider, Forge::now()).with_relying_party(clients);
/// let rest_api = RestApi::at("vb365.example.com")?;
/// let credential = Credential::accept(rest_api, identity, &context)?;
/// let server = ReloadableServer::new(credential)?;
///
/// // No client would find the path, so it is not served.
/// let rejected = server.replace_identity(incomplete).unwrap_err();
/// assert!(rejected.to_string().contains("error path-not-found"));
/// assert_eq!(server.revision(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Of several certificates each is replaced on its own, or all at once:
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # use vb365_tls::scenario::RestApi;
/// # use vb365_tls::tls::reload::ReloadableServer;
/// # use vb365_tls::{Context, Credential, Identity};
/// use vb365_tls::tls::CredentialsByName;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = |name: &str, serial| Forge::tls(name).serial(&[serial]).identity(&provider);
/// # let renewed = identity("tenant.example.com", 7);
/// # let context = Context::fixed(provider.clone(), Forge::now());
/// # let accept = |name: &str| {
/// #     let rest_api = RestApi::at(name).expect("an address");
/// #     Credential::accept(rest_api, identity(name, 1), &context)
/// # };
/// # let (default, tenant) = (accept("vb365.example.com")?, accept("tenant.example.com")?);
/// # let (others, another) = ([accept("tenant.example.com")?], accept("second.example.com")?);
/// let credentials = CredentialsByName::new(default, [tenant])?;
/// let server = ReloadableServer::new(credentials)?;
///
/// server.replace_identity_at(1, renewed)?;
/// server.replace_credentials(CredentialsByName::new(another, others)?)?;
/// let default = server.credential();
/// assert_eq!(default.end_entity().serial().to_string(), "01");
/// assert_eq!(server.revision(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "hot reload", alias = "certificate rotation")]
pub struct ReloadableServer<S>(Arc<Published<Serving<S>, ServerConfig>>);

struct Serving<S> {
    credentials: CredentialsByName<S>,
    clients: Option<ClientTrust>,
}

impl<S: UsageScenario> ReloadableServer<S>
where
    S::Role: ActsAsServer,
{
    /// Serves as [`Credential::server_config`] does, or [`CredentialsByName::server_config`]. Where clients have to
    /// present the very certificate of the server, as on the link to a backup proxy, that changes with it; to let two
    /// overlap, name the clients with [`for_clients`](Self::for_clients).
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config`].
    pub fn new(credentials: impl Into<CredentialsByName<S>>) -> Result<Self, Error> {
        Self::of(credentials.into(), None)
    }

    /// Serves as [`Credential::server_config_for`] does, or [`CredentialsByName::server_config_for`].
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config_for`].
    pub fn for_clients(
        credentials: impl Into<CredentialsByName<S>>,
        clients: &ClientTrust,
    ) -> Result<Self, Error> {
        Self::of(credentials.into(), Some(clients.clone()))
    }

    fn of(credentials: CredentialsByName<S>, clients: Option<ClientTrust>) -> Result<Self, Error> {
        let serving = Serving {
            credentials,
            clients,
        };
        let config = serving.config()?;
        Ok(Self(Arc::new(Published::new(serving, config))))
    }

    /// Negotiates one of these application protocols (ALPN, RFC 7301) from now on, the preferred one first, and after
    /// every replacement too.
    pub fn with_alpn_protocols(self, protocols: impl IntoIterator<Item: Into<Vec<u8>>>) -> Self {
        let protocols = protocols.into_iter().map(Into::into).collect();
        self.0.amend(|config| config.alpn_protocols = protocols);
        self
    }

    /// The configuration in force, for a connection that is about to be accepted. Never waits.
    pub fn current(&self) -> Arc<ServerConfig> {
        self.0.read(|it| Arc::clone(&it.config))
    }

    /// How many identities and trusts have been in force, counted from 1.
    pub fn revision(&self) -> u64 {
        self.0.read(|it| it.number)
    }

    /// What is served now, with the warnings it was accepted with; of several credentials the default.
    pub fn credential(&self) -> Arc<Credential<S>> {
        self.0
            .read(|it| Arc::clone(it.source.credentials.default_credential()))
    }

    /// All that is served now.
    pub fn credentials(&self) -> CredentialsByName<S> {
        self.0.read(|it| it.source.credentials.clone())
    }

    /// Serves another certificate from now on, if it is accepted for the scenario in the context of the one it
    /// replaces. Checked again is also one that is served already. Of several credentials it replaces the default.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] with all findings; otherwise as [`Credential::server_config_for`] and, with several
    /// credentials, [`CredentialsByName::new`]. The certificate served so far stays.
    pub fn replace_identity(&self, identity: Identity) -> Result<Replacement, Error> {
        self.replace_identity_at(0, identity)
    }

    /// As [`replace_identity`](Self::replace_identity), for the credential at this position of
    /// [`CredentialsByName::credentials`]: 0 is the default, 1 the first of the others.
    ///
    /// # Errors
    ///
    /// As [`replace_identity`](Self::replace_identity), and [`Error::Unsupported`] if there are fewer.
    pub fn replace_identity_at(
        &self,
        position: usize,
        identity: Identity,
    ) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let credentials = &current.source.credentials;
            let Some(served) = credentials.credentials().nth(position) else {
                let count = credentials.credentials().count();
                return Err(Unsupported::NoSuchCredential { position, count }.into());
            };
            let new = served.accept_instead(&identity)?;
            let credentials = credentials.replacing(served, new)?;
            current.followed_by(credentials, current.source.clients.clone())
        })
    }

    /// Serves these from now on, however many there were. What moves a name from one certificate to another has to come
    /// at once.
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config_for`], and [`Error::Rejected`] if one of them would not be accepted any more. What is
    /// served so far stays.
    pub fn replace_credentials(
        &self,
        credentials: impl Into<CredentialsByName<S>>,
    ) -> Result<Replacement, Error> {
        let credentials = credentials.into();
        self.0.replace(|current| {
            for credential in credentials.credentials() {
                credential.accept_again()?;
            }
            current.followed_by(credentials, current.source.clients.clone())
        })
    }

    /// Trusts other clients from now on.
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config_for`]. The clients trusted so far stay.
    pub fn replace_clients(&self, clients: &ClientTrust) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            current.followed_by(current.source.credentials.clone(), Some(clients.clone()))
        })
    }
}

impl<S: UsageScenario> Serving<S>
where
    S::Role: ActsAsServer,
{
    fn config(&self) -> Result<ServerConfig, Error> {
        match &self.clients {
            Some(clients) => self.credentials.server_config_for(clients),
            None => self.credentials.server_config(),
        }
    }
}

impl<S: UsageScenario> Revision<Serving<S>, ServerConfig>
where
    S::Role: ActsAsServer,
{
    /// The next to serve. If that is the same to clients, their sessions go on, and later replacements follow what was
    /// said last.
    fn followed_by(
        &self,
        credentials: CredentialsByName<S>,
        clients: Option<ClientTrust>,
    ) -> Result<Next<Serving<S>, ServerConfig>, Error> {
        let next = Serving {
            credentials,
            clients,
        };
        let mut config = next.config()?;
        config
            .alpn_protocols
            .clone_from(&self.config.alpn_protocols);
        let current = &self.source;
        let is_same = next.clients == current.clients
            && next
                .credentials
                .are_interchangeable_with(&current.credentials);
        Ok(if is_same {
            Next::Same(next)
        } else {
            Next::Revision(next, config)
        })
    }
}

impl<S> Clone for ReloadableServer<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S> fmt::Debug for ReloadableServer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.read(|it| {
            f.debug_struct("ReloadableServer")
                .field("revision", &it.number)
                .field("credentials", &it.source.credentials)
                .field("clients", &it.source.clients)
                .finish_non_exhaustive()
        })
    }
}
