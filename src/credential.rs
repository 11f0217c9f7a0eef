//! The one door: from an identity and a scenario to a credential, or to everything that is wrong.

mod path_cache;
mod portal;
#[cfg(feature = "reload")]
mod replace;
#[cfg(feature = "entra")]
mod signer;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::address::Address;
use crate::certificate::{Certificate, Purpose};
use crate::chain::Chain;
use crate::context::Context;
use crate::finding::{Finding, Severity};
use crate::identity::{Belonging, Identity, KeyState, Paired};
use crate::profile::{ActsAs, Profile, Verification};
use crate::provenance::Provenance;
use crate::report::{Rejected, Report};
use crate::rule::{self, CheckInput, PrivateKey, handshake, negotiation};
use crate::scenario::{AnyScenario, Installation, ScenarioId, UsageScenario};
use crate::trust::{Trust, Way};
use crate::verifier::{CLIENT, Presented, Verified, Verifier};

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
/// let context = Context::fixed(provider, Forge::now());
/// let rest_api = RestApi::at("vb365.example.com:4443")?;
///
/// let credential = Credential::accept(rest_api, identity, &context)?;
/// assert!(credential.report().is_accepted());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Credential<S> {
    scenario: Arc<S>,
    accepted: Arc<Accepted>,
}

impl<S: UsageScenario> Credential<S> {
    /// Checks the identity against every rule and keeps it if none is broken at the level of an error.
    ///
    /// # Errors
    ///
    /// [`Rejected`] with all findings, the warnings and notices too.
    pub fn accept(scenario: S, identity: Identity, context: &Context) -> Result<Self, Rejected> {
        Self::accept_shared(Arc::new(scenario), &identity, context)
    }

    fn accept_shared(
        scenario: Arc<S>,
        identity: &Identity,
        context: &Context,
    ) -> Result<Self, Rejected> {
        let paired = identity.pair(context.provider());
        let demands = scenario.demands();
        let installation = scenario.installation();
        let exhibit = Exhibit::of(&paired, identity.provenance(), installation);
        let (report, better) = evaluate(&demands, &exhibit, context, context.now());
        let key = match &paired.key {
            KeyState::Loaded { key, .. } if report.is_accepted() => Arc::clone(key),
            _ => return Err(Rejected::new(report)),
        };
        let chain = better.unwrap_or_else(|| Arc::clone(&paired.chain));
        // Not through `from_der`: it parses with webpki, which refuses certificates that can well be presented.
        let certified = Arc::new(CertifiedKey::new(chain.to_presented(), key));
        let accepted = Accepted {
            demands,
            installation,
            provenance: identity.provenance().clone(),
            is_key_opaque: identity.is_key_elsewhere() || !paired.is_proven(),
            paired,
            chain,
            certified,
            report,
            context: context.clone(),
        };
        Ok(Self {
            scenario,
            accepted: Arc::new(accepted),
        })
    }

    /// What the certificate is used for.
    pub fn scenario(&self) -> &S {
        &self.scenario
    }

    /// The certificates, in order.
    pub fn chain(&self) -> &Chain {
        &self.accepted.chain
    }

    /// The certificate whose key is used: what clients pin.
    pub fn end_entity(&self) -> &Certificate {
        self.chain().end_entity()
    }

    /// The warnings and notices it was accepted with.
    pub fn report(&self) -> &Report {
        &self.accepted.report
    }

    /// The certificates as they are presented, with their key; every configuration shares them.
    pub(crate) fn certified_key(&self) -> &Arc<CertifiedKey> {
        &self.accepted.certified
    }

    pub(crate) fn context(&self) -> &Context {
        &self.accepted.context
    }

    pub(crate) fn profile(&self) -> &Cow<'static, Profile> {
        &self.accepted.demands.0
    }

    /// What is behind it, without the type of the scenario.
    #[cfg(feature = "entra")]
    pub(crate) fn accepted(&self) -> &Arc<Accepted> {
        &self.accepted
    }
}

impl<S> fmt::Debug for Credential<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("scenario", &self.accepted.report.scenario())
            .field("end_entity", self.accepted.chain.end_entity())
            .finish_non_exhaustive()
    }
}

/// What was accepted, and all that is needed to check it again.
#[cfg_attr(
    not(any(feature = "entra", feature = "reload")),
    expect(dead_code, reason = "nothing checks again")
)]
pub(crate) struct Accepted {
    /// A profile with the addresses of one installation.
    demands: (Cow<'static, Profile>, Vec<Address>),
    installation: Option<&'static Installation>,
    provenance: Provenance,
    paired: Paired,
    /// The certificates on the path that was checked.
    chain: Arc<Chain>,
    certified: Arc<CertifiedKey>,
    /// Whether the certificate does not tell which key this is: one held elsewhere, or not compared.
    #[cfg_attr(
        not(feature = "reload"),
        expect(dead_code, reason = "only a replacement compares keys")
    )]
    is_key_opaque: bool,
    report: Report,
    context: Context,
}

#[cfg(any(feature = "entra", feature = "reload"))]
impl Accepted {
    /// The verdict at this time, before every signature, and before it is presented elsewhere: the certificate may have
    /// expired since it was accepted.
    pub(crate) fn checked_at(&self, now: Option<UnixTime>) -> Report {
        let exhibit = Exhibit::of(&self.paired, &self.provenance, self.installation);
        evaluate(&self.demands, &exhibit, &self.context, now).0
    }
}

/// Checks an identity against every rule of a scenario; never fails, for tools that show what is wrong.
///
/// Given a [`ScenarioId`], it compares names with no address.
///
/// A key [held elsewhere](Identity::from_signing_key) that does not show its public half is asked for a signature.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::product_default().identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::scenario::RestApi;
///
/// let rest_api = RestApi::at("vb365.example.com:4443")?;
/// let report = vb365_tls::check(&rest_api, &identity, &context);
/// assert!(report.is_accepted(), "a client that pins has no need of names");
/// assert!(report.warnings().any(|finding| finding.rule.as_str() == "self-signed"));
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
pub fn check(scenario: &impl AnyScenario, identity: &Identity, context: &Context) -> Report {
    let paired = identity.pair(context.provider());
    let demands = scenario.demands();
    let exhibit = Exhibit::of(&paired, identity.provenance(), scenario.installation());
    evaluate(&demands, &exhibit, context, context.now()).0
}

/// Checks an identity against each of the eight scenarios, in the order of the product's table, as [`check()`] does.
///
/// No address is known, so names are compared with none.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("vb365.example.com").identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// for report in vb365_tls::check_all(&identity, &context) {
///     println!("{}: {}", report.scenario(), report.is_accepted());
/// }
/// ```
pub fn check_all(identity: &Identity, context: &Context) -> [Report; ScenarioId::ALL.len()] {
    ScenarioId::ALL.map(|scenario| check(&scenario, identity, context))
}

/// Checks certificates whose private key stays elsewhere, such as those a server [presents](crate::tls::probe), by
/// every other rule of a scenario; never fails.
///
/// The Restore Portal is served with the certificate of the [REST API](crate::scenario::RestorePortal::https).
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let chain = Forge::tls("vb365.example.com").expired().chain(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::scenario::RestApi;
///
/// let rest_api = RestApi::at("vb365.example.com:4443")?;
/// let report = vb365_tls::check_chain(&rest_api, &chain, &context);
/// let rules: Vec<_> = report.errors().map(|finding| finding.rule.as_str()).collect();
/// assert_eq!(rules, ["certificate-expired"]);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
pub fn check_chain(scenario: &impl AnyScenario, chain: &Chain, context: &Context) -> Report {
    let exhibit = Exhibit {
        chain,
        private_key: PrivateKey::NotExpected,
        provenance: None,
        installation: None,
    };
    evaluate(&scenario.demands(), &exhibit, context, context.now()).0
}

/// What is checked.
struct Exhibit<'a> {
    chain: &'a Chain,
    private_key: PrivateKey<'a>,
    provenance: Option<&'a Provenance>,
    /// Of whoever can install another certificate.
    installation: Option<&'static Installation>,
}

impl<'a> Exhibit<'a> {
    fn of(
        paired: &'a Paired,
        provenance: &'a Provenance,
        installation: Option<&'static Installation>,
    ) -> Self {
        Self {
            chain: &paired.chain,
            private_key: match &paired.key {
                KeyState::Absent => PrivateKey::Absent,
                KeyState::Refused(reason) => PrivateKey::Refused(reason),
                KeyState::Unavailable(reason) => PrivateKey::Unavailable(reason),
                KeyState::Loaded { belonging, .. } => match belonging {
                    Belonging::EndEntity => PrivateKey::Matching,
                    Belonging::Nobody(key) => PrivateKey::Mismatched(key),
                    Belonging::Unknown(reason) => PrivateKey::NotCompared(reason),
                },
            },
            provenance: Some(provenance),
            installation,
        }
    }

    /// What a server asks of it; whose client it is the server does not know, but who has the key does.
    fn as_client(&self, profile: &Profile) -> Profile {
        let mut client = CLIENT.clone();
        if self.private_key != PrivateKey::NotExpected {
            client.id.clone_from(&profile.id);
            client.words.clone_from(&profile.words);
        }
        client
    }

    /// As the rules see it, in this context and verified this way.
    fn input(
        &self,
        profile: &'a Profile,
        addresses: &'a [Address],
        (verification, now): (Verification, UnixTime),
        context: &'a Context,
    ) -> CheckInput<'a> {
        let relying_party = context.relying_party();
        CheckInput {
            chain: self.chain,
            anchors: relying_party.anchors(),
            lists: relying_party.crls(),
            profile,
            addresses,
            portal: None,
            verification,
            axes: relying_party.axes(verification),
            private_key: self.private_key,
            provenance: self.provenance,
            installation: self.installation.map(Installation::sentence),
            provider: context.provider(),
            now,
            policy: context.policy(),
        }
    }
}

/// The report, and the path that was checked if it is another than the one the certificates were put on.
fn evaluate(
    (profile, addresses): &(Cow<'static, Profile>, Vec<Address>),
    exhibit: &Exhibit<'_>,
    context: &Context,
    now: Option<UnixTime>,
) -> (Report, Option<Arc<Chain>>) {
    let chain = exhibit.chain;
    let relying_party = context.relying_party();
    let stated = relying_party.verification();
    let verification = stated.unwrap_or_else(|| assumed(profile, chain));
    let is_assumed = stated.is_none();
    let report = |findings| Report::new(profile.id.clone(), verification, is_assumed, findings);
    let Some(now) = now else {
        let (certificate, expected) = (chain.end_entity(), "the time in seconds since 1970");
        let unknown = negotiation::TIME_UNKNOWN.met_in_use(Some(certificate), expected, "none");
        return (report(vec![unknown]), None);
    };
    // Servers know their clients by other things than the names of hosts, and ask for the purpose of a client alone.
    let (asked, addresses) = if relying_party.is_server() && !is_signer(profile) {
        (Cow::Owned(exhibit.as_client(profile)), [].as_slice())
    } else {
        (profile.clone(), addresses.as_slice())
    };
    let input = exhibit.input(&asked, addresses, (verification, now), context);
    let rules = context.custom_rules();
    let stated = match &relying_party.0 {
        Way::Stated(trust, purpose) if !is_signer(&asked) => Some((trust, *purpose)),
        _ => None,
    };
    // Where nobody is stated, nobody looks for a name but the rules.
    let names = input.addresses.iter().filter(|_| stated.is_some());
    let names: Vec<_> = names.map(|it| it.host().server_name()).collect();
    let question = stated.and_then(|(trust, purpose)| path_cache::question(&input, trust, purpose));
    if let (Some((trust, _)), Some(question)) = (stated, &question)
        && let Some((findings, path)) =
            path_cache::findings((&input, rules), question, trust, &names)
    {
        return (report(findings), Some(path));
    }
    let better = || rule::better_path::find(&input, rules).map(Arc::new);
    let verdict = stated.and_then(|it| verify(&input, it, asked.clone(), &names, context));
    let (better, refusal) = match verdict {
        None => (better(), None),
        Some(Ok(None)) => (None, None),
        Some(Ok(Some(verified))) => {
            let path = Arc::new(chain.along(verified.chain));
            if let Some(question) = question.filter(|_| verified.is_first) {
                chain.remember_first_path(question, now, &path);
            }
            (Some(path), None)
        }
        Some(Err(refusal)) => (better(), Some(refusal)),
    };
    // Which path the operating system takes is its own business.
    let alone = relying_party
        .is_operating_system()
        .then(|| Chain::alone(chain.end_entity().clone()));
    let checked = CheckInput {
        chain: alone.as_ref().or(better.as_deref()).unwrap_or(chain),
        ..input
    };
    let mut findings = rule::check(&checked, rules);
    if let Some(refusal) = refusal
        && !findings.iter().any(|it| it.severity == Severity::Error)
    {
        findings.retain(|it| (&it.rule, it.position) != (&refusal.rule, refusal.position));
        findings.insert(0, *refusal);
    }
    (report(findings), better)
}

/// What a handshake of this trust makes of the chain; `None` where there is nothing to present.
fn verify(
    input: &CheckInput<'_>,
    (trust, purpose): (&Trust, Purpose),
    profile: Cow<'static, Profile>,
    names: &[ServerName<'_>],
    context: &Context,
) -> Option<Result<Option<Verified>, Box<Finding>>> {
    let verifier = match Verifier::new(trust, purpose, profile, context) {
        Ok(verifier) => verifier,
        Err(error) => {
            let (certificate, found) = (input.end_entity(), error.to_string());
            let expected = "a relying party that can verify at all";
            let refused = &handshake::CERTIFICATE_REFUSED;
            let finding = refused.met_in_use(Some(certificate), expected, found);
            return Some(Err(Box::new(finding)));
        }
    };
    // rustls ends the connection before it asks any verifier.
    if let Some(refusal) = rule::refusal_of_message(input) {
        return Some(Err(Box::new(refusal)));
    }
    let certificates = input.chain.as_it_came();
    let encodings = certificates.iter().map(|it| it.der().as_ref().into());
    let encodings: Vec<CertificateDer<'_>> = encodings.collect();
    let presented = Presented::of_chain(input.chain, &certificates, &encodings)?;
    Some(verifier.verify(&presented, names, input.now))
}

fn is_signer(profile: &Profile) -> bool {
    profile.acts_as == ActsAs::AssertionSigner
}

/// Otherwise, the one certificate of a backup proxy is a trust decision both ends share, and a self-signed certificate
/// can only be pinned.
fn assumed(profile: &Profile, chain: &Chain) -> Verification {
    match profile.acts_as {
        ActsAs::TlsPeer => Verification::ByPin,
        _ if chain.is_self_signed() => Verification::ByPin,
        _ => Verification::ByPath,
    }
}
