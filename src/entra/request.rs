//! Token requests: a form for the token endpoint, with an assertion in it.

use std::fmt;

use form_urlencoded::Serializer;
use zeroize::Zeroizing;

use super::ConfidentialClient;
use super::code::AuthorizationCode;
use super::scope::{self, Scope};
use crate::error::{Error, Unsupported};

/// A request for a token (RFC 6749 section 3.2): POST [`body`](Self::body) to [`url`](Self::url).
///
/// It is for one attempt: a retry takes a new one. `Debug` shows the names of the fields and not their values, and all of
/// it is wiped when dropped.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # use vb365_tls::scenario::{Cloud, OrganizationManagement};
/// # use vb365_tls::{Context, Credential};
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::assertion().identity(&provider);
/// # let now = Forge::now();
/// # let organization = OrganizationManagement::at(
/// #     Cloud::China,
/// #     "contoso.partner.onmschina.cn",
/// #     "6731de76-14a6-49ae-97bc-6eba6914391e",
/// # )?;
/// # let credential = Credential::accept(organization, identity, &Context::new(provider))?;
/// use vb365_tls::entra::{Scope, TokenRequest};
///
/// let client = credential.confidential_client();
/// let request = client.client_credentials(&Scope::graph_default())?;
/// let scope = request.fields().find(|(name, _)| *name == "scope");
/// let default = "https://microsoftgraph.chinacloudapi.cn/.default";
/// assert_eq!(scope, Some(("scope", default)));
/// let begin = "grant_type=client_credentials&client_id=6731de76-";
/// assert!(request.body().starts_with(begin));
/// assert_eq!(TokenRequest::CONTENT_TYPE, "application/x-www-form-urlencoded");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "private_key_jwt", alias = "access token")]
pub struct TokenRequest {
    url: String,
    fields: Vec<(&'static str, Zeroizing<String>)>,
}

impl TokenRequest {
    /// The `Content-Type` of the body (RFC 6749 appendix B).
    pub const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";

    /// Where it is posted.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Names and values, not encoded, each name once.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The form, encoded; wiped when dropped.
    pub fn body(&self) -> Zeroizing<String> {
        // Room for all at once: a growing string would leave copies behind. An octet takes three characters at most.
        let most: usize = self
            .fields()
            .map(|(name, value)| name.len() + 3 * value.len() + 2)
            .sum();
        let mut body = Zeroizing::new(String::with_capacity(most));
        Serializer::new(&mut *body).extend_pairs(self.fields());
        body
    }

    /// URL, `Content-Type` and body, for a client that takes them by value. The body holds the assertion, and wiping
    /// it is up to that client.
    ///
    /// ```no_run
    /// # fn post(url: String, content_type: &str, body: String) {}
    /// # fn sign_in(request: vb365_tls::entra::TokenRequest) {
    /// let (url, content_type, body) = request.into_parts();
    /// // reqwest: client.post(url).header("content-type", content_type).body(body)
    /// // ureq: ureq::post(url).content_type(content_type).send(body)
    /// # post(url, content_type, body);
    /// # }
    /// ```
    pub fn into_parts(self) -> (String, &'static str, String) {
        let body = std::mem::take(&mut *self.body());
        (self.url, Self::CONTENT_TYPE, body)
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("TokenRequest")
            .field("url", &self.url)
            .field("fields", &names)
            .finish_non_exhaustive()
    }
}

impl ConfidentialClient {
    /// A token for the application itself (RFC 6749 section 4.4): all that it was granted for one resource.
    ///
    /// Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the scope is for users; and as [`assertion`](Self::assertion).
    pub fn client_credentials(&self, scope: &Scope) -> Result<TokenRequest, Error> {
        let scope = scope::of_application(scope, self.authority())?;
        self.request("client_credentials", vec![("scope", secret(&scope))])
    }

    /// Tokens for a user who came back from signing in (RFC 6749 section 4.1.3). Without scopes, they are those the user
    /// was sent away with.
    ///
    /// Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow>.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the scopes are of two resources, or mix `.default` with single permissions; and as
    /// [`assertion`](Self::assertion).
    pub fn authorization_code(
        &self,
        code: &AuthorizationCode,
        scopes: &[Scope],
    ) -> Result<TokenRequest, Error> {
        let scope = scope::of_user(scopes, self.authority())?;
        let mut fields = code.fields();
        if !scope.is_empty() {
            fields.push(("scope", secret(&scope)));
        }
        self.request("authorization_code", fields)
    }

    /// A token for another service in the name of the user whose access token, issued for this application, is given
    /// (RFC 7523 section 2.1).
    ///
    /// Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow>.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if there is no scope, or the scopes are of two resources, or mix `.default` with single
    /// permissions; and as [`assertion`](Self::assertion).
    pub fn on_behalf_of(
        &self,
        user_assertion: &str,
        scopes: &[Scope],
    ) -> Result<TokenRequest, Error> {
        let scope = scope::of_user(scopes, self.authority())?;
        if scope.is_empty() {
            return Err(Unsupported::NoScope.into());
        }
        let fields = vec![
            ("assertion", secret(user_assertion)),
            ("requested_token_use", secret("on_behalf_of")),
            ("scope", secret(&scope)),
        ];
        self.request("urn:ietf:params:oauth:grant-type:jwt-bearer", fields)
    }

    fn request(
        &self,
        grant: &str,
        fields: Vec<(&'static str, Zeroizing<String>)>,
    ) -> Result<TokenRequest, Error> {
        let assertion = self.assertion()?;
        // RFC 7521 section 4.2; the fields beside the grant's own.
        let client = [
            ("client_id", secret(self.application().as_str())),
            (
                "client_assertion_type",
                secret("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ),
            ("client_assertion", assertion.into_text()),
        ];
        let grant = [("grant_type", secret(grant))];
        Ok(TokenRequest {
            url: self.token_url(),
            fields: grant.into_iter().chain(client).chain(fields).collect(),
        })
    }
}

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.into())
}
