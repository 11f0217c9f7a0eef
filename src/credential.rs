//! The one door: from an identity and a scenario to a credential, or to everything that is wrong.

use std::fmt;
use std::sync::Arc;

use rustls::sign::SigningKey;

use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::context::Context;
use crate::identity::{Identity, KeyState, Paired};
use crate::profile::{ActsAs, Profile, Verification};
use crate::provenance::Provenance;
use crate::report::{Rejected, Report};
use crate::rule::{self, PrivateKey, Subject};
use crate::scenario::{AnyScenario, UsageScenario};

/// A certificate chain with its private key that a scenario accepted.
///
/// It exists only if no finding is an error, and only it leads to the configurations its scenario's role allows.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use std::sync::Arc;
/// use vb365_tls::scenario::RestApi;
/// use vb365_tls::{Context, Credential};
///
/// let provider = Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("vb365.example.com").identity(&provider);
/// let context = Context::new(provider, Forge::now());
/// let rest_api = RestApi::at("vb365.example.com:4443".parse()?);
///
/// let credential = Credential::accept(rest_api, identity, &context)?;
/// assert!(credential.report().is_accepted());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Credential<S> {
    scenario: S,
    chain: Arc<Chain>,
    key: Arc<dyn SigningKey>,
    report: Report,
    context: Context,
}

impl<S: UsageScenario> Credential<S> {
    /// Judges the identity by every rule and keeps it if none is broken at the level of an error.
    ///
    /// # Errors
    ///
    /// [`Rejected`] with all findings, the warnings and notices too.
    pub fn accept(scenario: S, identity: Identity, context: &Context) -> Result<Self, Rejected> {
        let paired = identity.pair(context.provider());
        let report = judge(&scenario, identity.provenance(), &paired, context);
        match &paired.key {
            KeyState::Loaded { key, .. } if report.is_accepted() => Ok(Self {
                scenario,
                chain: Arc::clone(&paired.chain),
                key: Arc::clone(key),
                report,
                context: context.clone(),
            }),
            _ => Err(Rejected::new(report)),
        }
    }

    /// What the certificate is used for.
    pub fn scenario(&self) -> &S {
        &self.scenario
    }

    /// The certificates, in order.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The certificate whose key is used: what clients pin.
    pub fn end_entity(&self) -> &Certificate {
        self.chain.end_entity()
    }

    /// The warnings and notices it was accepted with.
    pub fn report(&self) -> &Report {
        &self.report
    }

    pub(crate) fn key(&self) -> &Arc<dyn SigningKey> {
        &self.key
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }
}

impl<S> fmt::Debug for Credential<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("scenario", &self.report.scenario())
            .field("end_entity", self.chain.end_entity())
            .finish_non_exhaustive()
    }
}

/// Judges an identity by every rule of a scenario; never fails, for tools that show what is wrong.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::product_default().identity(&provider);
/// # let context = vb365_tls::Context::new(provider, Forge::now());
/// use vb365_tls::scenario::RestApi;
///
/// let rest_api = RestApi::at("vb365.example.com:4443".parse()?);
/// let report = vb365_tls::check(&rest_api, &identity, &context);
/// assert!(report.is_accepted(), "a client that pins has no need of names");
/// assert!(report.warnings().any(|finding| finding.rule.as_str() == "self-signed"));
/// # Ok::<(), vb365_tls::address::AddressError>(())
/// ```
pub fn check(scenario: &impl AnyScenario, identity: &Identity, context: &Context) -> Report {
    let paired = identity.pair(context.provider());
    judge(scenario, identity.provenance(), &paired, context)
}

fn judge(
    scenario: &impl AnyScenario,
    provenance: &Provenance,
    paired: &Paired,
    context: &Context,
) -> Report {
    let (profile, addresses) = scenario.demands();
    let chain = &paired.chain;
    let verification = context
        .verification()
        .unwrap_or_else(|| assumed(profile, chain));
    let findings = rule::check(&Subject {
        chain,
        profile,
        addresses: &addresses,
        verification,
        private_key: match &paired.key {
            KeyState::Absent => PrivateKey::Absent,
            KeyState::Refused(reason) => PrivateKey::Refused(reason),
            KeyState::Loaded { mismatch: None, .. } => PrivateKey::Matching,
            KeyState::Loaded {
                mismatch: Some(key),
                ..
            } => PrivateKey::Mismatched(key),
        },
        provenance: Some(provenance),
        provider: context.provider(),
        now: context.now(),
        policy: context.policy(),
    });
    Report::new(profile.id, verification, findings)
}

/// The one certificate of a backup proxy is a trust decision both ends share; elsewhere a self-signed certificate can
/// only be pinned.
fn assumed(profile: &Profile, chain: &Chain) -> Verification {
    match profile.acts_as {
        ActsAs::TlsPeer => Verification::ByPin,
        _ if chain.is_self_signed() => Verification::ByPin,
        _ => Verification::ByPath,
    }
}
