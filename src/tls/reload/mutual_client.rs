use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::Replacement;
use super::published::{Next, Published};
use crate::credential::Credential;
use crate::error::Error;
use crate::identity::Identity;
use crate::scenario::UsageScenario;
use crate::scenario::role::ActsAsClient;
use crate::trust::ServerTrust;

/// The configuration of a client that presents a certificate; it and the trust can be replaced while the client runs.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = Forge::tls("proxy1.example.com");
/// # let (identity, renewed) = (forge.identity(&provider), forge.serial(&[7]).identity(&provider));
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::Credential;
/// use vb365_tls::scenario::BackupProxy;
/// use vb365_tls::tls::reload::ReloadableMutualClient;
/// use vb365_tls::trust::{Pins, ServerTrust};
///
/// let new = renewed.end_entity().clone();
/// let proxy = BackupProxy::new("proxy1.example.com".parse()?);
/// let credential = Credential::accept(proxy, identity, &context)?;
/// let both = Pins::from(credential.end_entity()).or(&new);
/// let client = ReloadableMutualClient::new(credential, &ServerTrust::pinned(both))?;
///
/// client.replace_identity(renewed)?;
/// client.replace_trust(&ServerTrust::pinned(&new))?;
/// assert_eq!(client.revision(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ReloadableMutualClient<S>(Arc<Published<Presenting<S>>>);

struct Presenting<S> {
    credential: Arc<Credential<S>>,
    trust: ServerTrust,
    alpn_protocols: Vec<Vec<u8>>,
    config: Arc<ClientConfig>,
}

impl<S: UsageScenario> ReloadableMutualClient<S>
where
    S::Role: ActsAsClient,
{
    /// Connects as [`Credential::client_config`] does.
    ///
    /// # Errors
    ///
    /// As [`Credential::client_config`].
    pub fn new(credential: Credential<S>, servers: &ServerTrust) -> Result<Self, Error> {
        let presenting = Presenting::new(Arc::new(credential), servers.clone(), Vec::new())?;
        Ok(Self(Arc::new(Published::new(presenting))))
    }

    /// Offers these application protocols (ALPN, RFC 7301) from now on, the preferred one first, and after every
    /// replacement too.
    pub fn with_alpn_protocols(self, protocols: impl IntoIterator<Item: Into<Vec<u8>>>) -> Self {
        let protocols: Vec<Vec<u8>> = protocols.into_iter().map(Into::into).collect();
        self.0.amend(|current| {
            let mut config = ClientConfig::clone(&current.config);
            config.alpn_protocols.clone_from(&protocols);
            Presenting {
                credential: Arc::clone(&current.credential),
                trust: current.trust.clone(),
                alpn_protocols: protocols,
                config: Arc::new(config),
            }
        });
        self
    }

    /// The configuration in force, for a connection that is about to be opened. Never waits.
    pub fn current(&self) -> Arc<ClientConfig> {
        self.0.read(|it| Arc::clone(&it.value.config))
    }

    /// How many identities and trusts have been in force, counted from 1.
    pub fn revision(&self) -> u64 {
        self.0.read(|it| it.number)
    }

    /// What is presented now, with the warnings it was accepted with.
    pub fn credential(&self) -> Arc<Credential<S>> {
        self.0.read(|it| Arc::clone(&it.value.credential))
    }

    /// Presents another certificate from now on, if it is accepted for the scenario in the context of the one it replaces.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] with all findings; otherwise as [`Credential::client_config`]. The certificate presented so
    /// far stays.
    pub fn replace_identity(&self, identity: Identity) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let credential = current.credential.accept_instead(&identity)?;
            let next = current.followed_by(Arc::new(credential), current.trust.clone())?;
            Ok(current.or_same(next))
        })
    }

    /// Trusts other servers from now on; no session is resumed that was begun with another trust.
    ///
    /// # Errors
    ///
    /// As [`Credential::client_config`]. The servers trusted so far stay.
    pub fn replace_trust(&self, servers: &ServerTrust) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let credential = Arc::clone(&current.credential);
            let next = current.followed_by(credential, servers.clone())?;
            Ok(current.or_same(next))
        })
    }
}

impl<S: UsageScenario> Presenting<S>
where
    S::Role: ActsAsClient,
{
    fn new(
        credential: Arc<Credential<S>>,
        trust: ServerTrust,
        alpn_protocols: Vec<Vec<u8>>,
    ) -> Result<Self, Error> {
        let mut config = credential.client_config(&trust)?;
        config.alpn_protocols.clone_from(&alpn_protocols);
        Ok(Self {
            credential,
            trust,
            alpn_protocols,
            config: Arc::new(config),
        })
    }

    fn followed_by(
        &self,
        credential: Arc<Credential<S>>,
        trust: ServerTrust,
    ) -> Result<Self, Error> {
        Self::new(credential, trust, self.alpn_protocols.clone())
    }

    /// If it is the same to servers, sessions go on.
    fn or_same(&self, next: Self) -> Next<Self> {
        let is_same =
            next.trust == self.trust && next.credential.is_interchangeable_with(&self.credential);
        if is_same {
            Next::Same(Self {
                config: Arc::clone(&self.config),
                ..next
            })
        } else {
            Next::Revision(next)
        }
    }
}

impl<S> Clone for ReloadableMutualClient<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S> fmt::Debug for ReloadableMutualClient<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.read(|it| {
            f.debug_struct("ReloadableMutualClient")
                .field("revision", &it.number)
                .field("credential", &it.value.credential)
                .field("trust", &it.value.trust)
                .finish_non_exhaustive()
        })
    }
}
