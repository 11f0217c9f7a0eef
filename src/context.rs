//! What a judgement depends on besides certificate and scenario.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;

use crate::policy::Policy;
use crate::profile::Verification;

/// The crypto provider, the time, and how strict to be.
///
/// The provider is always given and never looked up: this crate neither installs nor reads a process default.
///
/// ```
/// use std::sync::Arc;
/// use rustls_pki_types::UnixTime;
/// use vb365_tls::Context;
///
/// let provider = Arc::new(rustls::crypto::ring::default_provider());
/// let context = Context::new(provider, UnixTime::now());
/// ```
#[derive(Clone, Debug)]
pub struct Context {
    provider: Arc<CryptoProvider>,
    now: UnixTime,
    policy: Policy,
    verification: Option<Verification>,
    clock: Option<Arc<dyn TimeProvider>>,
}

impl Context {
    /// A context with the [recommended](Policy::recommended) policy.
    pub fn new(provider: impl Into<Arc<CryptoProvider>>, now: UnixTime) -> Self {
        Self {
            provider: provider.into(),
            now,
            policy: Policy::recommended(),
            verification: None,
            clock: None,
        }
    }

    /// The same context with another policy.
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// The same context, saying how clients verify. Without it, a self-signed end entity is judged as pinned and any
    /// other as verified by path.
    pub fn verified(self, verification: Verification) -> Self {
        Self {
            verification: Some(verification),
            ..self
        }
    }

    /// The same context at another time.
    pub fn at(self, now: UnixTime) -> Self {
        Self { now, ..self }
    }

    /// The same context with the clock that configurations made from it use in handshakes; by default it is rustls'
    /// own, the system clock.
    pub fn with_clock(self, clock: Arc<dyn TimeProvider>) -> Self {
        Self {
            clock: Some(clock),
            ..self
        }
    }

    /// The crypto provider.
    pub fn provider(&self) -> &Arc<CryptoProvider> {
        &self.provider
    }

    /// The time of the judgement.
    pub fn now(&self) -> UnixTime {
        self.now
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How clients verify, if the caller said.
    pub fn verification(&self) -> Option<Verification> {
        self.verification
    }

    pub(crate) fn clock(&self) -> Option<&Arc<dyn TimeProvider>> {
        self.clock.as_ref()
    }
}
