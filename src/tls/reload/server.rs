use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;

use super::Replacement;
use super::published::Published;
use super::rehearsal::rehearse;
use crate::context::Context;
use crate::credential::Credential;
use crate::error::Error;
use crate::identity::Identity;
use crate::scenario::UsageScenario;
use crate::scenario::role::ActsAsServer;
use crate::trust::{ClientTrust, ServerTrust};

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
/// # let authority = forge.trust_anchor(&provider);
/// # let (identity, incomplete) = (forge.identity(&provider), forge.without_intermediates().identity(&provider));
/// let context = Context::new(provider, Forge::now());
/// let rest_api = RestApi::at("vb365.example.com".parse()?);
/// let server = ReloadableServer::new(Credential::accept(rest_api, identity, &context)?)?
///     .checked_by(&ServerTrust::private_ca(&[authority])?)?;
///
/// // No client would find the path, so it is not served.
/// let rejected = server.replace_identity(incomplete, &context).unwrap_err();
/// assert!(rejected.to_string().contains("error path-not-found"));
/// assert_eq!(server.revision(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ReloadableServer<S>(Arc<Published<Serving<S>>>);

struct Serving<S> {
    credential: Arc<Credential<S>>,
    clients: Option<ClientTrust>,
    checked_by: Option<ServerTrust>,
    config: Arc<ServerConfig>,
}

impl<S: UsageScenario> ReloadableServer<S>
where
    S::Role: ActsAsServer,
{
    /// Serves as [`Credential::server_config`] does. Where clients have to present the very certificate of the server,
    /// as on the link to a backup proxy, that changes with it; to let two overlap, name the clients with
    /// [`for_clients`](Self::for_clients).
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config`].
    pub fn new(credential: Credential<S>) -> Result<Self, Error> {
        Self::of(credential, None)
    }

    /// Serves as [`Credential::server_config_for`] does.
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config_for`].
    pub fn for_clients(credential: Credential<S>, clients: &ClientTrust) -> Result<Self, Error> {
        Self::of(credential, Some(clients.clone()))
    }

    fn of(credential: Credential<S>, clients: Option<ClientTrust>) -> Result<Self, Error> {
        let serving = Serving::new(Arc::new(credential), clients, None)?;
        Ok(Self(Arc::new(Published::new(serving))))
    }

    /// Has certificates, this one and all to come, verified the way the clients will before they are served: with this
    /// trust, for each address of the scenario, at the time of the context.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] if clients would refuse the certificate served now, [`Error::Unsupported`] if the trust
    /// cannot be put into practice; then nothing changes.
    pub fn checked_by(self, clients: &ServerTrust) -> Result<Self, Error> {
        self.0.amend(|current| {
            rehearse(&current.credential, clients)?;
            Ok(Serving {
                checked_by: Some(clients.clone()),
                ..current.clone()
            })
        })?;
        Ok(self)
    }

    /// The configuration in force, for a connection that is about to be accepted. Never waits.
    pub fn current(&self) -> Arc<ServerConfig> {
        self.0.read(|it| Arc::clone(&it.value.config))
    }

    /// How many identities and trusts have been in force, counted from 1.
    pub fn revision(&self) -> u64 {
        self.0.read(|it| it.number)
    }

    /// What is served now, with the warnings it was accepted with.
    pub fn credential(&self) -> Arc<Credential<S>> {
        self.0.read(|it| Arc::clone(&it.value.credential))
    }

    /// Serves another certificate from now on, if it is accepted for the scenario in this context. Judged again is also
    /// one that is served already.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] with all findings; otherwise as [`Credential::server_config_for`]. The certificate served
    /// so far stays.
    pub fn replace_identity(
        &self,
        identity: Identity,
        context: &Context,
    ) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let credential = current.credential.accept_instead(&identity, context)?;
            let (clients, checked_by) = (current.clients.clone(), current.checked_by.clone());
            let next = Serving::new(Arc::new(credential), clients, checked_by)?;
            Ok(current.unless_same(next))
        })
    }

    /// Believes other clients from now on.
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config_for`]. The clients believed so far stay.
    pub fn replace_clients(&self, clients: &ClientTrust) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let credential = Arc::clone(&current.credential);
            let checked_by = current.checked_by.clone();
            let next = Serving::new(credential, Some(clients.clone()), checked_by)?;
            Ok(current.unless_same(next))
        })
    }
}

impl<S: UsageScenario> Serving<S>
where
    S::Role: ActsAsServer,
{
    fn new(
        credential: Arc<Credential<S>>,
        clients: Option<ClientTrust>,
        checked_by: Option<ServerTrust>,
    ) -> Result<Self, Error> {
        if let Some(trust) = &checked_by {
            rehearse(&credential, trust)?;
        }
        let config = match &clients {
            Some(clients) => credential.server_config_for(clients)?,
            None => credential.server_config()?,
        };
        Ok(Self {
            credential,
            clients,
            checked_by,
            config,
        })
    }

    fn unless_same(&self, next: Self) -> Option<Self> {
        let is_same = next.clients == self.clients
            && next.credential.is_interchangeable_with(&self.credential);
        (!is_same).then_some(next)
    }
}

impl<S> Clone for Serving<S> {
    fn clone(&self) -> Self {
        Self {
            credential: Arc::clone(&self.credential),
            clients: self.clients.clone(),
            checked_by: self.checked_by.clone(),
            config: Arc::clone(&self.config),
        }
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
                .field("credential", &it.value.credential)
                .field("clients", &it.value.clients)
                .field("checked_by", &it.value.checked_by)
                .finish_non_exhaustive()
        })
    }
}
