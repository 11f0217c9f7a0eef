//! Where an application signs in, and the Graph of the same cloud.

use std::borrow::Cow;

use crate::address::Address;
use crate::error::{Error, Unsupported};
use crate::scenario::{Cloud, TenantId};

/// The token service an application signs in at, with the Microsoft Graph its tokens are for.
///
/// The address a request is sent to, the audience of its assertion and the host in its scope all come from one value, so
/// they are of one cloud. A [`ConfidentialClient`](super::ConfidentialClient) has that of its scenario's cloud.
///
/// ```
/// use vb365_tls::entra::Authority;
/// use vb365_tls::scenario::Cloud;
///
/// let authority = Authority::from(Cloud::UsGovernment);
/// assert_eq!(
///     authority.token_url(&"contoso.onmicrosoft.us".parse()?),
///     "https://login.microsoftonline.us/contoso.onmicrosoft.us/oauth2/v2.0/token",
/// );
/// assert_eq!(authority.graph_root(), "https://graph.microsoft.us");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Authority {
    login: Cow<'static, str>,
    graph: Cow<'static, str>,
}

impl Authority {
    /// An authority unknown here: a mock server, or a cloud younger than this crate. Both are reached with HTTPS, on port
    /// 443 unless another is given.
    ///
    /// ```
    /// use vb365_tls::entra::Authority;
    ///
    /// let authority =
    ///     Authority::custom("localhost:8443".parse()?, "localhost:8444".parse()?)?;
    /// assert_eq!(authority.login_host(), "localhost:8443");
    ///
    /// let mixed = Authority::custom(
    ///     "login.microsoftonline.us".parse()?,
    ///     "graph.microsoft.com".parse()?,
    /// );
    /// assert!(mixed.is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the two hosts are known and of different clouds.
    pub fn custom(login: Address, graph: Address) -> Result<Self, Error> {
        let custom = Self {
            login: host_and_port(&login).into(),
            graph: host_and_port(&graph).into(),
        };
        let signs_in = |cloud: &Cloud| cloud.login_host() == custom.login;
        let has_graph = |cloud: &Cloud| cloud.graph_host() == custom.graph;
        let login_cloud = Cloud::ALL.iter().find(|cloud| signs_in(cloud));
        let graph_cloud = Cloud::ALL.iter().find(|cloud| has_graph(cloud));
        match (login_cloud, graph_cloud) {
            (Some(login_cloud), Some(graph_cloud)) if !signs_in(graph_cloud) => {
                Err(Error::Unsupported(Unsupported::CloudsDiffer {
                    login: login.to_string(),
                    login_cloud: login_cloud.as_str(),
                    graph: graph.to_string(),
                    graph_cloud: graph_cloud.as_str(),
                }))
            }
            _ => Ok(custom),
        }
    }

    /// The host of the token endpoint, with its port unless that is 443.
    pub fn login_host(&self) -> &str {
        &self.login
    }

    /// The address all of Microsoft Graph is below; no slash at the end.
    pub fn graph_root(&self) -> String {
        format!("https://{}", self.graph)
    }

    /// The token endpoint of a tenant, which is also the audience of assertions sent there.
    ///
    /// Source: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.
    pub fn token_url(&self, tenant: &TenantId) -> String {
        format!("https://{}/{tenant}/oauth2/v2.0/token", self.login)
    }
}

impl From<Cloud> for Authority {
    fn from(cloud: Cloud) -> Self {
        Self {
            login: cloud.login_host().into(),
            graph: cloud.graph_host().into(),
        }
    }
}

/// RFC 3986 section 6.2.3: the port of the scheme is left out.
fn host_and_port(address: &Address) -> String {
    match address.port() {
        Some(443) => Address::of(address.host().clone()).to_string(),
        _ => address.to_string(),
    }
}
