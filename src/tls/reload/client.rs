use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::Replacement;
use super::published::{Next, Published};
use crate::context::Context;
use crate::error::Error;
use crate::scenario::UsageScenario;
use crate::scenario::role::ServedOverTls;
use crate::tls::client_config;
use crate::trust::ServerTrust;

/// The configuration of a client, without a certificate of its own, whose trust can be replaced while it runs.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let old = Forge::product_default().trust_anchor(&provider);
/// # let new = Forge::self_signed("vb365.example.com").trust_anchor(&provider);
/// # let context = vb365_tls::Context::new(provider, Forge::now());
/// use vb365_tls::scenario::RestApi;
/// use vb365_tls::tls::reload::ReloadableClient;
/// use vb365_tls::trust::{Pins, ServerTrust};
///
/// let client = ReloadableClient::new::<RestApi>(&ServerTrust::pinned(&old), &context)?;
/// let config = client.current();
///
/// // Before the server is given its new certificate, and after.
/// let both = Pins::from(&old).or(&new);
/// client.replace_trust(&ServerTrust::pinned(both), &context)?;
/// client.replace_trust(&ServerTrust::pinned(&new), &context)?;
/// assert_eq!(client.revision(), 3);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone)]
pub struct ReloadableClient {
    published: Arc<Published<Connecting>>,
    configure: fn(&ServerTrust, &Context) -> Result<Arc<ClientConfig>, Error>,
}

struct Connecting {
    trust: ServerTrust,
    config: Arc<ClientConfig>,
}

impl ReloadableClient {
    /// Connects as [`client_config`] does.
    ///
    /// # Errors
    ///
    /// As [`client_config`].
    pub fn new<S: UsageScenario>(trust: &ServerTrust, context: &Context) -> Result<Self, Error>
    where
        S::Role: ServedOverTls,
    {
        let configure = client_config::<S>;
        let connecting = Connecting {
            trust: trust.clone(),
            config: configure(trust, context)?,
        };
        Ok(Self {
            published: Arc::new(Published::new(connecting)),
            configure,
        })
    }

    /// The configuration in force, for a connection that is about to be opened. Never waits.
    pub fn current(&self) -> Arc<ClientConfig> {
        self.published.read(|it| Arc::clone(&it.value.config))
    }

    /// How many trusts have been in force, counted from 1.
    pub fn revision(&self) -> u64 {
        self.published.read(|it| it.number)
    }

    /// Believes other servers from now on. No session is resumed that was begun with another trust, even where
    /// resumption is asked for.
    ///
    /// # Errors
    ///
    /// As [`client_config`]. The servers believed so far stay.
    pub fn replace_trust(
        &self,
        trust: &ServerTrust,
        context: &Context,
    ) -> Result<Replacement, Error> {
        self.published.replace(|current| {
            let config = (self.configure)(trust, context)?;
            let trust = trust.clone();
            Ok(if trust == current.trust {
                Next::Same(Connecting {
                    trust,
                    config: Arc::clone(&current.config),
                })
            } else {
                Next::Revision(Connecting { trust, config })
            })
        })
    }
}

impl fmt::Debug for ReloadableClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.published.read(|it| {
            f.debug_struct("ReloadableClient")
                .field("revision", &it.number)
                .field("trust", &it.value.trust)
                .finish_non_exhaustive()
        })
    }
}
