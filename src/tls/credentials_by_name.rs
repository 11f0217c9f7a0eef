mod resolver;

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;

use super::{holders_of, serve};
use crate::credential::Credential;
use crate::error::Error;
use crate::scenario::UsageScenario;
use crate::scenario::role::ActsAsServer;
use crate::trust::ClientTrust;
use resolver::Resolver;

/// Several credentials of one server, chosen by the server name a client asks for (SNI, RFC 6066 section 3).
///
/// The names are those of the certificates: each dNSName of the subject alternative name, never a common name. They are
/// compared as clients compare them (RFC 9525 section 6.3): without regard to case or a trailing dot, IDNs as A-labels,
/// and `*` stands for exactly one label, the leftmost. What carries the very name comes before what has a wildcard for it.
///
/// Where several carry the name, the first one given whose key signs in a way the client verifies is presented: with ECDSA
/// before RSA, clients that know ECDSA get it and others RSA. A key that could sign as PKCS #1 v1.5 only comes last,
/// because TLS 1.3 rules that out (RFC 8446 section 4.2.3).
///
/// The *default* credential is for everybody else: whoever connects to an IP address sends no name at all, and a
/// NetBIOS name or an alias is a name few certificates carry. Under a name of its own it comes after the others.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let internal = Forge::tls("vb365.example.local").identity(&provider);
/// # let public = Forge::tls("backup.example.com").identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::Credential;
/// use vb365_tls::scenario::RestApi;
/// use vb365_tls::tls::CredentialsByName;
///
/// let rest_api = RestApi::at("vb365.example.local")?;
/// let internal = Credential::accept(rest_api, internal, &context)?;
/// let portal = RestApi::at("backup.example.com")?;
/// let public = Credential::accept(portal, public, &context)?;
///
/// let credentials = CredentialsByName::new(internal, [public])?;
/// let server = credentials.server_config()?;
/// assert_eq!(credentials.credentials().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "SNI")]
pub struct CredentialsByName<S> {
    default: Arc<Credential<S>>,
    others: Arc<[Arc<Credential<S>>]>,
    resolver: Arc<Resolver>,
}

impl<S: UsageScenario> CredentialsByName<S>
where
    S::Role: ActsAsServer,
{
    /// Takes the default and the others. The server has the provider and the clock of the default.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if two certificates with keys of one type carry the same name, or if one besides the
    /// default carries none; the text says which.
    pub fn new(
        default: Credential<S>,
        others: impl IntoIterator<Item = Credential<S>>,
    ) -> Result<Self, Error> {
        let others = others.into_iter().map(Arc::new);
        Self::of(Arc::new(default), others.collect())
    }

    fn of(default: Arc<Credential<S>>, others: Arc<[Arc<Credential<S>>]>) -> Result<Self, Error> {
        let resolver = Arc::new(Resolver::new(&default, &others)?);
        Ok(Self {
            default,
            others,
            resolver,
        })
    }

    /// The configuration of the server.
    ///
    /// Where both ends present the certificate, as on the link to a backup proxy, clients have to present one of these,
    /// whatever name they ask for; [`server_config_for`](Self::server_config_for) trusts others.
    ///
    /// # Errors
    ///
    /// [`Error::Tls`] if the provider lacks cipher suites.
    pub fn server_config(&self) -> Result<ServerConfig, Error> {
        self.serve(holders_of::<S>(self.credentials().map(|it| it.end_entity())).as_ref())
    }

    /// The configuration of a server that authenticates its clients by certificate, whatever name they ask for.
    ///
    /// # Errors
    ///
    /// As [`Credential::server_config_for`].
    pub fn server_config_for(&self, clients: &ClientTrust) -> Result<ServerConfig, Error> {
        self.serve(Some(clients))
    }

    fn serve(&self, clients: Option<&ClientTrust>) -> Result<ServerConfig, Error> {
        let resolver = Arc::clone(&self.resolver);
        serve(self.default.context(), clients, resolver)
    }

    /// The same with `new` where `old` is.
    #[cfg(feature = "reload")]
    pub(super) fn replacing(
        &self,
        old: &Arc<Credential<S>>,
        new: Credential<S>,
    ) -> Result<Self, Error> {
        let new = Arc::new(new);
        let next = |it| Arc::clone(if Arc::ptr_eq(it, old) { &new } else { it });
        Self::of(next(&self.default), self.others.iter().map(next).collect())
    }

    /// Whether the others present the same certificates and sign with the same keys, each in its place.
    #[cfg(feature = "reload")]
    pub(super) fn are_interchangeable_with(&self, others: &Self) -> bool {
        let mut pairs = self.credentials().zip(others.credentials());
        self.others.len() == others.others.len()
            && pairs.all(|(own, other)| own.is_interchangeable_with(other))
    }
}

impl<S> CredentialsByName<S> {
    /// For clients that ask for a name no certificate carries, or for none.
    pub fn default_credential(&self) -> &Arc<Credential<S>> {
        &self.default
    }

    /// All of them in the order given, the default first.
    pub fn credentials(&self) -> impl Iterator<Item = &Arc<Credential<S>>> {
        [&self.default].into_iter().chain(self.others.iter())
    }
}

impl<S: UsageScenario> From<Credential<S>> for CredentialsByName<S>
where
    S::Role: ActsAsServer,
{
    /// One for everybody.
    fn from(default: Credential<S>) -> Self {
        Self {
            resolver: Arc::new(Resolver::always(&default)),
            default: Arc::new(default),
            others: Arc::default(),
        }
    }
}

impl<S> Clone for CredentialsByName<S> {
    fn clone(&self) -> Self {
        Self {
            default: Arc::clone(&self.default),
            others: Arc::clone(&self.others),
            resolver: Arc::clone(&self.resolver),
        }
    }
}

impl<S> fmt::Debug for CredentialsByName<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsByName")
            .field("default", &self.default)
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}
