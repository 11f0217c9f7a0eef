use super::{Axes, ClientTrust, ServerTrust, Trust};
use crate::certificate::Purpose;
use crate::chain::anchor::Anchors;
use crate::profile::Verification;
use crate::revocation::Crls;

/// Who will verify the certificate: whose verdict a report is, RFC 5280 section 3.
///
/// It is made from the very value that configures the other end: the [`ServerTrust`] of a server's clients, or the
/// [`ClientTrust`] of the server a client connects to. A [report](crate::check) has an error then if and only if a
/// handshake with that configuration refuses the certificate.
///
/// Where only the way of verifying is known, that is enough to choose the levels of the rules, and without even that the
/// certificate decides: a self-signed one can only be pinned, and for any other a path is built to a root that nobody
/// named.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use std::sync::Arc;
/// use vb365_tls::profile::Verification;
/// use vb365_tls::scenario::RestApi;
/// use vb365_tls::trust::{RelyingParty, ServerTrust};
/// use vb365_tls::{Context, check};
///
/// let provider = Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = Forge::tls("vb365.example.com");
/// # let (identity, ca) = (forge.identity(&provider), forge.trust_anchor(&provider));
/// # let stranger = Forge::self_signed("other.example.com").trust_anchor(&provider);
/// let context = Context::fixed(provider, Forge::now());
/// let rest_api = RestApi::at("vb365.example.com:4443")?;
///
/// let clients = ServerTrust::private_ca(&[ca])?;
/// let theirs = context.clone().with_relying_party(clients);
/// assert!(check(&rest_api, &identity, &theirs).is_accepted());
///
/// let clients = ServerTrust::private_ca(&[stranger])?;
/// let theirs = context.clone().with_relying_party(clients);
/// let report = check(&rest_api, &identity, &theirs);
/// assert!(report.errors().any(|finding| finding.rule.as_str() == "path-not-found"));
///
/// // They build paths; to which root, nobody said.
/// let by_path = context.with_relying_party(Verification::ByPath);
/// let report = check(&rest_api, &identity, &by_path);
/// assert!(report.is_accepted());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelyingParty(pub(crate) Way);

/// How much is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Its trust, and for which purpose it verifies.
    Stated(Trust, Purpose),
    /// How it verifies at most, and the lists it has.
    Assumed(Option<Verification>, Option<Crls>),
}

impl Default for Way {
    fn default() -> Self {
        Self::Assumed(None, None)
    }
}

impl RelyingParty {
    /// One of which nothing is known: the certificate decides how it is verified.
    pub fn unknown() -> Self {
        Self::default()
    }

    /// The same relying party, looking certificates up in these lists.
    pub fn with_crls(mut self, lists: Crls) -> Self {
        match &mut self.0 {
            Way::Stated(Trust { lists: own, .. }, _) | Way::Assumed(_, own) => *own = Some(lists),
        }
        self
    }

    /// How it verifies, as far as anybody said.
    pub fn verification(&self) -> Option<Verification> {
        match &self.0 {
            Way::Stated(trust, _) => Some(trust.verification()),
            Way::Assumed(verification, _) => *verification,
        }
    }

    /// The lists it looks certificates up in.
    pub fn crls(&self) -> Option<&Crls> {
        match &self.0 {
            Way::Stated(Trust { lists, .. }, _) | Way::Assumed(_, lists) => lists.as_ref(),
        }
    }

    /// The roots a path has to lead to, where they are known.
    pub(crate) fn anchors(&self) -> Option<&Anchors> {
        self.trust()?.anchors()
    }

    /// Whether it is a server that verifies its clients.
    pub(crate) fn is_server(&self) -> bool {
        matches!(&self.0, Way::Stated(_, Purpose::ClientAuth))
    }

    /// Whether it leaves the path to the operating system.
    pub(crate) fn is_operating_system(&self) -> bool {
        #[cfg(feature = "platform-verifier")]
        let is_it = self
            .trust()
            .is_some_and(|trust| matches!(trust.known, super::Known::Platform(_)));
        #[cfg(not(feature = "platform-verifier"))]
        let is_it = false;
        is_it
    }

    pub(crate) fn trust(&self) -> Option<&Trust> {
        match &self.0 {
            Way::Stated(trust, _) => Some(trust),
            Way::Assumed(..) => None,
        }
    }

    /// What it checks, verifying this way.
    pub(crate) fn axes(&self, verification: Verification) -> Axes {
        self.trust()
            .map_or_else(|| Axes::of(verification), |trust| trust.axes)
    }
}

impl From<&ServerTrust> for RelyingParty {
    fn from(clients: &ServerTrust) -> Self {
        clients.clone().into()
    }
}

impl From<ServerTrust> for RelyingParty {
    fn from(clients: ServerTrust) -> Self {
        Self(Way::Stated(clients.0, Purpose::ServerAuth))
    }
}

impl From<&ClientTrust> for RelyingParty {
    fn from(server: &ClientTrust) -> Self {
        server.clone().into()
    }
}

impl From<ClientTrust> for RelyingParty {
    fn from(server: ClientTrust) -> Self {
        Self(Way::Stated(server.trust, Purpose::ClientAuth))
    }
}

impl From<Verification> for RelyingParty {
    fn from(verification: Verification) -> Self {
        Self(Way::Assumed(Some(verification), None))
    }
}
