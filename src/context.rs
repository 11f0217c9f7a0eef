//! What a verdict depends on besides certificate and scenario.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::time_provider::{DefaultTimeProvider, TimeProvider};
use rustls_pki_types::UnixTime;

use crate::error::Error;
use crate::policy::Policy;
use crate::rule::{CustomRule, CustomRules};
use crate::trust::RelyingParty;

/// The crypto provider, the clock, how strict to be, and whose verdict is asked for.
///
/// The provider is always given and never looked up: this crate neither installs nor reads a process default. The clock
/// is read whenever something is checked, verified or signed, so a context, and all that is made with it, can be kept
/// for as long as the program runs.
///
/// ```
/// use std::sync::Arc;
/// use vb365_tls::Context;
///
/// let provider = Arc::new(rustls::crypto::ring::default_provider());
/// let context = Context::new(provider);
/// assert!(
///     context
///         .now()
///         .is_some_and(|now| now.as_secs() > 1_700_000_000)
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Context {
    provider: Arc<CryptoProvider>,
    clock: Arc<dyn TimeProvider>,
    policy: Policy,
    rules: CustomRules,
    relying_party: RelyingParty,
}

impl Context {
    /// A context with the system's clock and the [recommended](Policy::recommended) policy.
    pub fn new(provider: impl Into<Arc<CryptoProvider>>) -> Self {
        Self {
            provider: provider.into(),
            clock: Arc::new(DefaultTimeProvider),
            policy: Policy::recommended(),
            rules: CustomRules::default(),
            relying_party: RelyingParty::unknown(),
        }
    }

    /// A context whose clock stands still, for tests and for verdicts about another day.
    ///
    /// Its configurations verify peers at that time too, whenever they connect.
    ///
    /// ```
    /// use rustls_pki_types::UnixTime;
    /// use std::{sync::Arc, time::Duration};
    /// use vb365_tls::Context;
    ///
    /// let provider = Arc::new(rustls::crypto::ring::default_provider());
    /// let then = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000));
    /// assert_eq!(Context::fixed(provider, then).now(), Some(then));
    /// ```
    pub fn fixed(provider: impl Into<Arc<CryptoProvider>>, now: UnixTime) -> Self {
        Self::new(provider).with_clock(Arc::new(Stopped(now)))
    }

    /// The same context with another clock, for verdicts, handshakes and signatures alike.
    pub fn with_clock(self, clock: Arc<dyn TimeProvider>) -> Self {
        Self { clock, ..self }
    }

    /// The same context with another policy.
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// The same context with a rule of your own, checked besides ours: in reports, and in the handshakes of
    /// configurations made with this context, whoever the peer is.
    ///
    /// Rules are registered one by one. What one of them weighs is in its [levels](crate::rule::Rule::with_levels), and a
    /// policy changes it as it does that of our rules ([`Policy::with_custom_level`]).
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let chain = Forge::tls("vb365.example.com").chain(&provider);
    /// # let context = vb365_tls::Context::fixed(provider, Forge::now());
    /// use vb365_tls::rule::{CustomRule, Rule, Violation};
    /// use vb365_tls::scenario::RestApi;
    ///
    /// static FOREIGN: CustomRule = CustomRule::new(
    ///     Rule::new("contoso-foreign-ca", "the CA is not one of Contoso's"),
    ///     |facts| {
    ///         let issuer = facts.end_entity().issuer().to_string();
    ///         vec![Violation::of_end_entity("Contoso CA 1", issuer)]
    ///     },
    /// );
    ///
    /// let context = context.with_rule(&FOREIGN)?;
    /// let rest_api = RestApi::at("vb365.example.com")?;
    /// let report = vb365_tls::check_chain(&rest_api, &chain, &context);
    /// assert_eq!(report.findings()[0].rule.as_str(), "contoso-foreign-ca");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the id has characters besides `a` to `z`, digits and single hyphens, if a rule of this crate
    /// has it, if it was registered before, and if a text of the rule is empty or more than one line.
    pub fn with_rule(self, rule: &'static CustomRule) -> Result<Self, Error> {
        let rules = self.rules.with(rule)?;
        Ok(Self { rules, ..self })
    }

    /// The same context, saying who will verify the certificates that are checked: the
    /// [`ServerTrust`](crate::trust::ServerTrust) of a server's clients, the [`ClientTrust`](crate::trust::ClientTrust)
    /// of a client's server, or just the way they [verify](crate::profile::Verification).
    ///
    /// Nobody verifies a certificate that signs assertions by its path, so there it makes no difference.
    pub fn with_relying_party(self, relying_party: impl Into<RelyingParty>) -> Self {
        Self {
            relying_party: relying_party.into(),
            ..self
        }
    }

    /// The crypto provider.
    pub fn provider(&self) -> &Arc<CryptoProvider> {
        &self.provider
    }

    /// The time of a check made now; `None` if the clock does not know, in which case nothing is accepted.
    pub fn now(&self) -> Option<UnixTime> {
        self.clock.current_time()
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn TimeProvider> {
        &self.clock
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The rules of your own, in the order they were registered.
    pub fn rules(&self) -> &[&'static CustomRule] {
        self.rules.as_slice()
    }

    pub(crate) fn custom_rules(&self) -> &CustomRules {
        &self.rules
    }

    /// Who will verify the certificates, as far as anybody said.
    pub fn relying_party(&self) -> &RelyingParty {
        &self.relying_party
    }
}

/// A clock that always tells the same time.
struct Stopped(UnixTime);

impl TimeProvider for Stopped {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

impl fmt::Debug for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stopped({})", crate::certificate::rfc3339(self.0))
    }
}
