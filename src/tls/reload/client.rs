use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::Replacement;
use super::published::{Next, Published};
use crate::context::Context;
use crate::error::Error;
use crate::profile::Profile;
use crate::scenario::UsageScenario;
use crate::scenario::role::ServedOverTls;
use crate::tls::{served, without_certificate};
use crate::trust::ServerTrust;

/// The configuration of a client, without a certificate of its own, whose trust can be replaced while it runs.
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
/// let rest_api = RestApi::at("vb365.example.com".parse()?);
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
#[derive(Clone)]
pub struct ReloadableClient(Arc<Published<Connecting>>);

#[derive(Clone)]
struct Connecting {
    profile: Cow<'static, Profile>,
    context: Context,
    trust: ServerTrust,
    alpn_protocols: Vec<Vec<u8>>,
    config: Arc<ClientConfig>,
}

impl ReloadableClient {
    /// Connects as [`client_config`](crate::tls::client_config) does.
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
        let profile = served(scenario);
        let connecting = Connecting {
            config: Arc::new(without_certificate(profile.clone(), trust, context)?),
            profile,
            context: context.clone(),
            trust: trust.clone(),
            alpn_protocols: Vec::new(),
        };
        Ok(Self(Arc::new(Published::new(connecting))))
    }

    /// Offers these application protocols (ALPN, RFC 7301) from now on, the preferred one first, and after every
    /// replacement too.
    pub fn with_alpn_protocols(self, protocols: impl IntoIterator<Item: Into<Vec<u8>>>) -> Self {
        let protocols: Vec<Vec<u8>> = protocols.into_iter().map(Into::into).collect();
        self.0.amend(|current| {
            let mut config = ClientConfig::clone(&current.config);
            config.alpn_protocols.clone_from(&protocols);
            Connecting {
                alpn_protocols: protocols,
                config: Arc::new(config),
                ..current.clone()
            }
        });
        self
    }

    /// The configuration in force, for a connection that is about to be opened. Never waits.
    pub fn current(&self) -> Arc<ClientConfig> {
        self.0.read(|it| Arc::clone(&it.value.config))
    }

    /// How many trusts have been in force, counted from 1.
    pub fn revision(&self) -> u64 {
        self.0.read(|it| it.number)
    }

    /// Trusts other servers from now on. No session is resumed that was begun with another trust, even where resumption
    /// is asked for.
    ///
    /// # Errors
    ///
    /// As [`client_config`](crate::tls::client_config). The servers trusted so far stay.
    pub fn replace_trust(&self, trust: &ServerTrust) -> Result<Replacement, Error> {
        self.0.replace(|current| {
            let mut config = without_certificate(current.profile.clone(), trust, &current.context)?;
            config.alpn_protocols.clone_from(&current.alpn_protocols);
            let next = Connecting {
                trust: trust.clone(),
                config: Arc::new(config),
                ..current.clone()
            };
            Ok(if *trust == current.trust {
                Next::Same(Connecting {
                    config: Arc::clone(&current.config),
                    ..next
                })
            } else {
                Next::Revision(next)
            })
        })
    }
}

impl fmt::Debug for ReloadableClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.read(|it| {
            f.debug_struct("ReloadableClient")
                .field("revision", &it.number)
                .field("trust", &it.value.trust)
                .finish_non_exhaustive()
        })
    }
}
