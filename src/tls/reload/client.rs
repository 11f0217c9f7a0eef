use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::Replacement;
use super::published::{Next, Published, Revision};
use crate::context::Context;
use crate::credential::Credential;
use crate::error::Error;
use crate::identity::Identity;
use crate::profile::Profile;
use crate::scenario::UsageScenario;
use crate::scenario::role::{ActsAsClient, ServedOverTls};
use crate::tls::{served, without_certificate};
use crate::trust::ServerTrust;

/// The configuration of a client whose trust, and whose certificate if it presents one, can be replaced while it runs.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let old = Forge::product_default().trust_anchor(&provider);
/// # let new = Forge::self_signed("vb365.example.com").trust_anchor(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::scenario::RestApi;
/// use vb365_tls::tls::reload::ReloadableClient;
/// use vb365_tls::trust::{Pins, ServerTrust};
///
/// let rest_api = RestApi::at("vb365.example.com")?;
/// let client = ReloadableClient::new(&rest_api, &ServerTrust::pinned(&old), &context)?;
/// let config = client.current();
///
/// // Before the server is given its new certificate, and after.
/// let both = Pins::from(&old).or(&new);
/// client.replace_trust(&ServerTrust::pinned(both))?;
/// client.replace_trust(&ServerTrust::pinned(&new))?;
/// assert_eq!(client.revision(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// One that presents a certificate is a `ReloadableClient<Credential<S>>`:
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = Forge::tls("proxy1.example.com");
/// # let (identity, renewed) = (forge.identity(&provider), forge.serial(&[7]).identity(&provider));
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::Credential;
/// use vb365_tls::scenario::BackupProxy;
/// use vb365_tls::tls::reload::ReloadableClient;
/// use vb365_tls::trust::{Pins, ServerTrust};
///
/// let new = renewed.end_entity().clone();
/// let proxy = BackupProxy::at("proxy1.example.com")?;
/// let credential = Credential::accept(proxy, identity, &context)?;
/// let both = Pins::from(credential.end_entity()).or(&new);
/// let client = ReloadableClient::presenting(credential, &ServerTrust::pinned(both))?;
///
/// client.replace_identity(renewed)?;
/// client.replace_trust(&ServerTrust::pinned(&new))?;
/// assert_eq!(client.revision(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "hot reload", alias = "certificate rotation")]
pub struct ReloadableClient<C = ()>(Arc<Published<Connecting<C>, ClientConfig>>);

struct Connecting<C> {
    credential: Arc<C>,
    profile: Cow<'static, Profile>,
    context: Context,
    trust: ServerTrust,
    configure: Configure<C>,
}

/// Makes the configuration that presents this, to a server with this profile.
type Configure<C> =
    fn(&C, &Cow<'static, Profile>, &ServerTrust, &Context) -> Result<ClientConfig, Error>;

impl ReloadableClient {
    /// Connects as [`client_config`](crate::tls::client_config) does, and presents no certificate.
    ///
    /// # Errors
    ///
    /// As [`client_config`](crate::tls::client_config).
    pub fn new<S: UsageScenario>(
        scenario: &S,
        trust: &ServerTrust,
        context: &Context,
    ) -> Result<Self, Error>
    where
        S::Role: ServedOverTls,
    {
        Self::connecting(
            (),
            served(scenario),
            context,
            trust,
            |(), profile, trust, context| without_certificate(profile.clone(), trust, context),
        )
    }
}

impl<S: UsageScenario> ReloadableClient<Credential<S>>
where
    S::Role: ActsAsClient,
{
    /// Connects as [`Credential::client_config`] does.
    ///
    /// # Errors
    ///
    /// As [`Credential::client_config`].
    pub fn presenting(credential: Credential<S>, trust: &ServerTrust) -> Result<Self, Error> {
        let (profile, context) = (credential.profile().clone(), credential.context().clone());
        Self::connecting(
            credential,
            profile,
            &context,
            trust,
            |credential, _, trust, _| credential.client_config(trust),
        )
    }

    /// What is presented now, with the warnings it was accepted with.
    pub fn credential(&self) -> Arc<Credential<S>> {
        self.0.read(|it| Arc::clone(&it.source.credential))
    }

    /// Presents another certificate from now on, if it is accepted for the scenario in the context of the one it replaces.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] with all findings; otherwise as [`Credential::client_config`]. The certificate presented so
    /// far stays.
    pub fn replace_identity(&self, identity: Identity) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let Connecting {
                credential, trust, ..
            } = &*current.source;
            let new = credential.accept_instead(&identity)?;
            let is_same = new.is_interchangeable_with(credential);
            current.followed_by(Arc::new(new), trust, is_same)
        })
    }
}

impl<C> ReloadableClient<C> {
    fn connecting(
        credential: C,
        profile: Cow<'static, Profile>,
        context: &Context,
        trust: &ServerTrust,
        configure: Configure<C>,
    ) -> Result<Self, Error> {
        let config = configure(&credential, &profile, trust, context)?;
        let connecting = Connecting {
            credential: Arc::new(credential),
            profile,
            context: context.clone(),
            trust: trust.clone(),
            configure,
        };
        Ok(Self(Arc::new(Published::new(connecting, config))))
    }

    /// Offers these application protocols (ALPN, RFC 7301) from now on, the preferred one first, and after every
    /// replacement too.
    pub fn with_alpn_protocols(self, protocols: impl IntoIterator<Item: Into<Vec<u8>>>) -> Self {
        let protocols = protocols.into_iter().map(Into::into).collect();
        self.0.amend(|config| config.alpn_protocols = protocols);
        self
    }

    /// The configuration in force, for a connection that is about to be opened. Never waits.
    pub fn current(&self) -> Arc<ClientConfig> {
        self.0.read(|it| Arc::clone(&it.config))
    }

    /// How many identities and trusts have been in force, counted from 1.
    pub fn revision(&self) -> u64 {
        self.0.read(|it| it.number)
    }

    /// Trusts other servers from now on. No session is resumed that was begun with another trust, even where resumption
    /// is asked for.
    ///
    /// # Errors
    ///
    /// As [`new`](ReloadableClient::new). The servers trusted so far stay.
    pub fn replace_trust(&self, trust: &ServerTrust) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let credential = Arc::clone(&current.source.credential);
            current.followed_by(credential, trust, *trust == current.source.trust)
        })
    }
}

impl<C> Revision<Connecting<C>, ClientConfig> {
    /// The next to connect with. If that is the same to servers, sessions go on.
    fn followed_by(
        &self,
        credential: Arc<C>,
        trust: &ServerTrust,
        is_same: bool,
    ) -> Result<Next<Connecting<C>, ClientConfig>, Error> {
        let Connecting {
            profile,
            context,
            configure,
            ..
        } = &*self.source;
        let mut config = configure(&credential, profile, trust, context)?;
        config
            .alpn_protocols
            .clone_from(&self.config.alpn_protocols);
        let next = Connecting {
            credential,
            profile: profile.clone(),
            context: context.clone(),
            trust: trust.clone(),
            configure: *configure,
        };
        Ok(if is_same {
            Next::Same(next)
        } else {
            Next::Revision(next, config)
        })
    }
}

impl<C> Clone for ReloadableClient<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C: fmt::Debug> fmt::Debug for ReloadableClient<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.read(|it| {
            f.debug_struct("ReloadableClient")
                .field("revision", &it.number)
                .field("credential", &it.source.credential)
                .field("trust", &it.source.trust)
                .finish_non_exhaustive()
        })
    }
}
