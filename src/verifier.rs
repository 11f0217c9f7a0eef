//! The one verdict of a presented chain: what rustls asks in a handshake, and what a report is made of.
//!
//! A path is built by rustls-webpki and held against the rules of this crate while it is built, so that one is taken only
//! if both accept it, and the search goes on past one the rules refuse. A pin is looked up, and its certificate held
//! against the same rules. Revocation is such a rule; rustls-webpki is not asked about it.

mod engine_error;
mod examined;
mod explanation;
pub(crate) mod handshake_signature;
mod path;
mod pin;
mod presented;
mod refusal;
mod server_name;
mod traits;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustls::DistinguishedName;
#[cfg(feature = "platform-verifier")]
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::{ServerName, UnixTime};

pub(crate) use engine_error::{finding as engine_finding, list_finding};
pub(crate) use path::{Verified, is_for};
pub(crate) use presented::Presented;
pub use refusal::Refusal;

use crate::address::Address;
use crate::certificate::{Certificate, Purpose};
use crate::chain::Chain;
use crate::context::Context;
use crate::error::{Error, Unsupported};
use crate::finding::Finding;
use crate::policy::Policy;
use crate::profile::Profile;
use crate::rule::{CheckInput, CustomRules, PrivateKey};
use crate::trust::{ClientTrust, Known, Presence, PurposeCheck, ServerTrust, Trust};

/// Verifies servers, or clients, the way a trust says.
#[derive(Debug)]
pub(crate) struct Verifier {
    profile: Cow<'static, Profile>,
    trust: Trust,
    purpose: Purpose,
    presence: Presence,
    provider: Arc<CryptoProvider>,
    policy: Policy,
    rules: CustomRules,
    /// What is pinned, in words: made for the first peer that is not.
    pinned: OnceLock<String>,
    /// The names of the roots, for clients that have several certificates.
    hints: Vec<DistinguishedName>,
    #[cfg(feature = "platform-verifier")]
    platform: Option<Arc<dyn ServerCertVerifier>>,
}

impl Verifier {
    pub(crate) fn of_servers(
        trust: &ServerTrust,
        profile: Cow<'static, Profile>,
        context: &Context,
    ) -> Result<Self, Error> {
        Self::new(&trust.0, Purpose::ServerAuth, profile, context)
    }

    pub(crate) fn of_clients(trust: &ClientTrust, context: &Context) -> Result<Self, Error> {
        let verifier = Self::new(
            &trust.trust,
            Purpose::ClientAuth,
            Cow::Borrowed(CLIENT),
            context,
        )?;
        Ok(Self {
            presence: trust.presence,
            ..verifier
        })
    }

    /// For a trust of either end.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the trust cannot be enforced, [`Error::Pin`] for more pins than are taken.
    pub(crate) fn new(
        trust: &Trust,
        purpose: Purpose,
        profile: Cow<'static, Profile>,
        context: &Context,
    ) -> Result<Self, Error> {
        if let Some(pins) = trust.pins() {
            pins.made_ready()?;
        }
        let ignores_purpose = trust.axes.purpose == PurposeCheck::Ignored;
        if ignores_purpose && trust.pins().is_none() {
            return Err(Unsupported::PurposeIgnoredByPath { purpose }.into());
        }
        let hints = match &trust.known {
            Known::Roots(roots) => roots.store().subjects(),
            // A pinned certificate need not have an issuer the client knows.
            _ => Vec::new(),
        };
        Ok(Self {
            profile,
            #[cfg(feature = "platform-verifier")]
            platform: path::platform(trust, context.provider())?,
            pinned: OnceLock::new(),
            trust: trust.clone(),
            purpose,
            presence: Presence::Demanded,
            provider: Arc::clone(context.provider()),
            policy: context.policy().clone(),
            rules: context.custom_rules().clone(),
            hints,
        })
    }

    /// Whether what is presented is accepted for all of these names at this time: with the path that was found, if one
    /// was looked for.
    pub(crate) fn verify(
        &self,
        presented: &Presented<'_>,
        names: &[ServerName<'_>],
        now: UnixTime,
    ) -> Result<Option<Verified>, Box<Finding>> {
        let asked = Asked::new(presented, names, now);
        match &self.trust.known {
            Known::Pins(pins) => self.by_pin(pins, &asked).map(|()| None),
            Known::Roots(roots) => self.by_path(roots, &asked).map(Some),
            #[cfg(feature = "platform-verifier")]
            Known::Platform(_) => self.by_platform(&asked).map(|()| None),
        }
    }

    fn input<'a>(&'a self, chain: &'a Chain, asked: &'a Asked<'_>) -> CheckInput<'a> {
        CheckInput {
            chain,
            anchors: self.trust.anchors(),
            lists: self.trust.lists.as_ref(),
            profile: &self.profile,
            addresses: &asked.addresses,
            portal: None,
            verification: self.trust.verification(),
            axes: self.trust.axes,
            private_key: PrivateKey::NotExpected,
            provenance: None,
            installation: None,
            provider: &self.provider,
            now: asked.now,
            policy: &self.policy,
        }
    }
}

/// What is wrong with the purposes, where they are looked at; rustls-webpki looks where there are any.
fn wrong_purpose(
    check: PurposeCheck,
    purpose: &Purpose,
    certificate: &Certificate,
) -> Option<&'static str> {
    let purposes = certificate.extended_key_usage();
    match (check, purposes.present()) {
        (PurposeCheck::Ignored, _) => None,
        (PurposeCheck::Required, _) if purposes.is_absent() => Some("extended-key-usage-absent"),
        (PurposeCheck::IfPresent, _) if purposes.is_absent() => None,
        (_, Some(present)) if present.contains(purpose) => None,
        (_, None) => Some("extension-malformed"),
        (_, Some(present)) => Some(match present.as_slice() {
            [] => "extended-key-usage-empty",
            [Purpose::Any] => "extended-key-usage-any-only",
            _ => "extended-key-usage-mismatch",
        }),
    }
}

/// What is asked about a peer.
struct Asked<'a> {
    presented: &'a Presented<'a>,
    names: &'a [ServerName<'a>],
    /// The same names, for the rules.
    addresses: Vec<Address>,
    now: UnixTime,
}

impl<'a> Asked<'a> {
    fn new(presented: &'a Presented<'a>, names: &'a [ServerName<'a>], now: UnixTime) -> Self {
        let address = |name: &ServerName<'_>| name.to_str().parse().ok().map(Address::of);
        Self {
            presented,
            names,
            addresses: names.iter().filter_map(address).collect(),
            now,
        }
    }
}

/// What a server asks of the certificates of its clients, RFC 5280 section 4.2.1.12.
pub(crate) const CLIENT: &Profile =
    &Profile::tls_client("client", "Authenticating to a server by certificate", &[]);
