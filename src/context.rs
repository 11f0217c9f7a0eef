//! What a judgement depends on besides certificate and scenario.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;

use crate::anchor::Anchors;
use crate::certificate::Certificate;
use crate::policy::Policy;
use crate::profile::Verification;
use crate::revocation::RevocationLists;

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
    anchors: Option<Arc<Anchors>>,
    lists: Option<RevocationLists>,
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
            anchors: None,
            lists: None,
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

    /// The same context, saying which authorities the clients believe. Paths are then judged up to one of them: a
    /// certificate from which none leads there breaks `path-not-found`, which with no certificate given is every one.
    ///
    /// Who builds paths does not pin, so a self-signed end entity is judged by path too, unless
    /// [`verified`](Self::verified) says otherwise. Handshakes go by the trust of their configuration alone.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use std::sync::Arc;
    /// use vb365_tls::scenario::RestApi;
    /// use vb365_tls::{Context, check};
    ///
    /// let provider = Arc::new(rustls::crypto::ring::default_provider());
    /// # let forge = Forge::tls("vb365.example.com");
    /// # let (identity, authority) = (forge.identity(&provider), forge.trust_anchor(&provider));
    /// # let stranger = Forge::self_signed("other.example.com").trust_anchor(&provider);
    /// let context = Context::new(provider, Forge::now());
    /// let rest_api = RestApi::at("vb365.example.com:4443".parse()?);
    ///
    /// let believed = context.clone().with_trust_anchors(&[authority]);
    /// assert!(check(&rest_api, &identity, &believed).is_accepted());
    ///
    /// let report = check(&rest_api, &identity, &context.with_trust_anchors(&[stranger]));
    /// assert!(report.errors().any(|finding| finding.rule.as_str() == "path-not-found"));
    /// # Ok::<(), vb365_tls::address::AddressError>(())
    /// ```
    pub fn with_trust_anchors(self, anchors: &[Certificate]) -> Self {
        Self {
            anchors: Some(Arc::new(anchors.into())),
            ..self
        }
    }

    /// The same context with revocation lists to look certificates up in. Handshakes go by the lists of their trust.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use std::sync::Arc;
    /// use vb365_tls::revocation::RevocationLists;
    /// use vb365_tls::scenario::RestApi;
    /// use vb365_tls::{Context, check};
    ///
    /// let provider = Arc::new(rustls::crypto::ring::default_provider());
    /// # let forge = Forge::tls("vb365.example.com").intermediates(0);
    /// # let (identity, list) = (forge.identity(&provider), forge.revoked().der(&provider));
    /// let context = Context::new(provider, Forge::now())
    ///     .with_revocation_lists(RevocationLists::from_bytes([list])?);
    /// let rest_api = RestApi::at("vb365.example.com:4443".parse()?);
    /// let report = check(&rest_api, &identity, &context);
    /// assert!(report.errors().any(|finding| finding.rule.as_str() == "certificate-revoked"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_revocation_lists(self, lists: RevocationLists) -> Self {
        Self {
            lists: Some(lists),
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

    pub(crate) fn anchors(&self) -> Option<&Arc<Anchors>> {
        self.anchors.as_ref()
    }

    pub(crate) fn revocation_lists(&self) -> Option<&RevocationLists> {
        self.lists.as_ref()
    }

    pub(crate) fn clock(&self) -> Option<&Arc<dyn TimeProvider>> {
        self.clock.as_ref()
    }
}
