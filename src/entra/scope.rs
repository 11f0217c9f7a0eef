//! What a token is asked for.

use super::Authority;
use crate::error::{Error, ScopeError, Unsupported};
use crate::scenario::Cloud;

/// One scope of a token request. It names no cloud: the host of Microsoft Graph comes from the [`Authority`].
///
/// | scope | written as |
/// |---|---|
/// | [`graph_default`](Self::graph_default) | `https://graph.microsoft.com/.default` |
/// | [`graph`](Self::graph) | `https://graph.microsoft.com/User.Read` |
/// | [`of_resource`](Self::of_resource) | `api://fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34/.default` |
/// | [`openid`](Self::openid), [`profile`](Self::profile), [`offline_access`](Self::offline_access) | as they are |
///
/// Source: <https://learn.microsoft.com/entra/identity-platform/scopes-oidc>.
///
/// ```
/// use vb365_tls::entra::Scope;
///
/// let scopes = [
///     Scope::openid(),
///     Scope::offline_access(),
///     Scope::graph("User.Read")?,
/// ];
/// assert_ne!(scopes[2], Scope::graph_default());
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Permission(Resource, String),
    /// OpenID Connect Core section 5.4 and section 11: about the user and the tokens, not about a resource.
    OpenIdConnect(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Resource {
    Graph,
    Other(String),
}

/// All permissions granted beforehand.
const DEFAULT: &str = ".default";

impl Scope {
    /// All permissions the application was granted for Microsoft Graph.
    pub fn graph_default() -> Self {
        Self(Kind::Permission(Resource::Graph, DEFAULT.into()))
    }

    /// One permission for Microsoft Graph, by its name, such as `User.Read`.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the text is not a single name.
    pub fn graph(permission: &str) -> Result<Self, Error> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if permission.is_empty() || !permission.bytes().all(is_name) {
            return Err(unsupported(permission, ScopeError::NotPermission));
        }
        Ok(Self(Kind::Permission(Resource::Graph, permission.into())))
    }

    /// All permissions the application was granted for another resource, by its application id URI or application id.
    ///
    /// A slash at the end of the URI counts: two then stand before `.default`.
    ///
    /// ```
    /// use vb365_tls::entra::Scope;
    ///
    /// assert!(Scope::of_resource("https://vault.azure.net").is_ok());
    /// let error = Scope::of_resource("https://graph.microsoft.us").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the scope `https://graph.microsoft.us` is the Graph of the cloud \
    ///      us-government; use `Scope::graph_default`, \
    ///      which follows the cloud of the tenant",
    /// );
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if it is the Microsoft Graph of some cloud, or no single resource.
    pub fn of_resource(resource: &str) -> Result<Self, Error> {
        // RFC 6749 section 3.3.
        let is_character = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        if resource.is_empty() || !resource.bytes().all(is_character) {
            return Err(unsupported(resource, ScopeError::NotResource));
        }
        if resource.ends_with("/.default") {
            return Err(unsupported(resource, ScopeError::EndsInDefault));
        }
        match graph_of(resource) {
            Some(cloud) => {
                let cloud = cloud.as_str();
                Err(unsupported(resource, ScopeError::GraphOfCloud { cloud }))
            }
            None => Ok(Self(Kind::Permission(
                Resource::Other(resource.into()),
                DEFAULT.into(),
            ))),
        }
    }

    /// An id token beside the access token.
    pub const fn openid() -> Self {
        Self(Kind::OpenIdConnect("openid"))
    }

    /// The user's name and the like in the id token.
    pub const fn profile() -> Self {
        Self(Kind::OpenIdConnect("profile"))
    }

    /// A refresh token.
    pub const fn offline_access() -> Self {
        Self(Kind::OpenIdConnect("offline_access"))
    }

    fn to_text(&self, graph_root: &str) -> String {
        match &self.0 {
            Kind::Permission(Resource::Graph, name) => format!("{graph_root}/{name}"),
            Kind::Permission(Resource::Other(resource), name) => format!("{resource}/{name}"),
            Kind::OpenIdConnect(name) => (*name).into(),
        }
    }

    fn permission(&self) -> Option<(&Resource, &str)> {
        match &self.0 {
            Kind::Permission(resource, name) => Some((resource, name)),
            Kind::OpenIdConnect(_) => None,
        }
    }
}

/// The scope of the client credentials grant: all permissions granted for one resource.
/// <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>
pub(super) fn of_application(scope: &Scope, authority: &Authority) -> Result<String, Error> {
    let text = scope.to_text(&authority.graph_root());
    match scope.permission() {
        Some((_, DEFAULT)) => Ok(text),
        _ => Err(unsupported(&text, ScopeError::ForUsers)),
    }
}

/// The scopes of a token for a user, of one resource at most.
/// <https://learn.microsoft.com/entra/identity-platform/scopes-oidc>
pub(super) fn of_user(scopes: &[Scope], authority: &Authority) -> Result<String, Error> {
    let root = authority.graph_root();
    let texts: Vec<String> = scopes.iter().map(|scope| scope.to_text(&root)).collect();
    let text = texts.join(" ");
    let permissions: Vec<_> = scopes.iter().filter_map(Scope::permission).collect();
    let is_default = |name: &str| name == DEFAULT;
    for pair in permissions.windows(2) {
        let [(resource, name), (other_resource, other_name)] = pair else {
            continue;
        };
        if resource != other_resource {
            return Err(unsupported(&text, ScopeError::TwoResources));
        }
        if is_default(name) != is_default(other_name) {
            return Err(unsupported(&text, ScopeError::DefaultAndSingle));
        }
    }
    Ok(text)
}

/// The cloud whose Graph a resource names, in whatever spelling of its host.
fn graph_of(resource: &str) -> Option<Cloud> {
    let rest = resource
        .split_once("://")
        .map_or(resource, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_graph = |cloud: &&Cloud| cloud.graph_host() == host;
    Cloud::ALL.iter().find(is_graph).copied()
}

fn unsupported(text: &str, reason: ScopeError) -> Error {
    let scope = text.to_owned();
    Unsupported::Scope { scope, reason }.into()
}
