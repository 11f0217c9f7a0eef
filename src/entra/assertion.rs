//! What an application proves its identity with.

use std::fmt;
use std::time::Duration;

use rustls_pki_types::UnixTime;
use zeroize::Zeroizing;

use super::ConfidentialClient;
use super::token::{self, Claims};
use crate::error::Error;
use crate::report::Rejected;
use crate::scenario::ObjectId;

/// A signed client assertion (RFC 7523 section 2.2): it takes the place of a client secret in one token request.
///
/// Whoever has it is the application until it expires, so `Debug` shows no part of it, there is no `Display`, and it is
/// wiped when dropped.
///
/// ```
/// # use vb365_tls::scenario::{Cloud, OrganizationManagement};
/// # use vb365_tls::test_support::Forge;
/// # use vb365_tls::{Context, Credential};
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::assertion().identity(&provider);
/// # let context = Context::fixed(provider, Forge::now());
/// # let (tenant, application) = ("contoso.onmicrosoft.com", "6731de76-14a6-49ae-97bc-6eba6914391e");
/// # let organization = OrganizationManagement::at(Cloud::Worldwide, tenant, application)?;
/// # let credential = Credential::accept(organization, identity, &context)?;
/// let assertion = credential.confidential_client().assertion()?;
/// assert_eq!(assertion.as_str().split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ClientAssertion(Token);

/// A proof for Microsoft Graph's `addKey` and `removeKey` that the caller holds a registered key.
///
/// Source: <https://learn.microsoft.com/graph/application-rollkey-prooftoken>.
///
/// As secret as a [`ClientAssertion`], and wiped as well.
///
/// ```
/// # use vb365_tls::scenario::{Cloud, OrganizationManagement};
/// # use vb365_tls::test_support::Forge;
/// # use vb365_tls::{Context, Credential};
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::assertion().identity(&provider);
/// # let context = Context::fixed(provider, Forge::now());
/// # let (tenant, application) = ("contoso.onmicrosoft.com", "6731de76-14a6-49ae-97bc-6eba6914391e");
/// # let organization = OrganizationManagement::at(Cloud::Worldwide, tenant, application)?;
/// # let credential = Credential::accept(organization, identity, &context)?;
/// let object = "f0b0b335-1d71-4883-8f98-567911bfdca6".parse()?;
/// let proof = credential.confidential_client().add_key_proof(&object)?;
/// println!("{}", credential.key_credential().to_add_key_json(proof.as_str()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AddKeyProof(Token);

struct Token {
    text: Zeroizing<String>,
    expires_at: UnixTime,
}

impl ClientAssertion {
    /// The JSON Web Token in compact form.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The time of the claim `exp`.
    pub fn expires_at(&self) -> UnixTime {
        self.0.expires_at
    }

    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.0.text
    }
}

impl AddKeyProof {
    /// The JSON Web Token in compact form: the `proof` of the request.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The time of the claim `exp`.
    pub fn expires_at(&self) -> UnixTime {
        self.0.expires_at
    }
}

impl fmt::Debug for ClientAssertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe("ClientAssertion", f)
    }
}

impl fmt::Debug for AddKeyProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe("AddKeyProof", f)
    }
}

impl Token {
    fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl ConfidentialClient {
    /// A client assertion valid from now on by the clock of the context, for one token request.
    ///
    /// | claim | value |
    /// |---|---|
    /// | `aud` | [`token_url`](Self::token_url) |
    /// | `iss`, `sub` | the application id |
    /// | `jti` | a random UUID |
    /// | `iat`, `nbf` | now |
    /// | `exp` | now and the lifetime |
    ///
    /// Source: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.
    ///
    /// # Errors
    ///
    /// * [`Error::Rejected`] if the certificate breaks a rule by now, or the clock tells no time; nothing is signed then.
    /// * [`Error::PrivateKey`] if the key does not sign in this format, or not at all.
    /// * [`Error::Unsupported`] if the provider has no SHA-256, [`Error::Tls`] if it has no random numbers.
    pub fn assertion(&self) -> Result<ClientAssertion, Error> {
        let now = self.accepted_now()?;
        let expires_at = later(now, self.lifetime);
        let application = self.application.as_str();
        let claims = Claims {
            aud: &self.token_url(),
            iss: application,
            sub: Some(application),
            jti: Some(token::unique(self.accepted.provider())?),
            iat: Some(now.as_secs()),
            nbf: now.as_secs(),
            exp: expires_at.as_secs(),
        };
        let text = token::sign(&self.accepted, self.format, self.chain, &claims)?;
        Ok(ClientAssertion(Token { text, expires_at }))
    }

    /// A proof of possession for Microsoft Graph's `addKey` and `removeKey` on the application or service principal with
    /// this object id. It lives ten minutes.
    ///
    /// | claim | value |
    /// |---|---|
    /// | `aud` | `00000002-0000-0000-c000-000000000000` |
    /// | `iss` | the object id |
    /// | `nbf` | now |
    /// | `exp` | now and ten minutes |
    ///
    /// Source: <https://learn.microsoft.com/graph/application-rollkey-prooftoken>. No document says whether PS256 is
    /// accepted here; if a proof is refused, try [`AssertionFormat::Rs256`](super::AssertionFormat::Rs256).
    ///
    /// # Errors
    ///
    /// As [`assertion`](Self::assertion).
    pub fn add_key_proof(&self, object: &ObjectId) -> Result<AddKeyProof, Error> {
        let now = self.accepted_now()?;
        let expires_at = later(now, Self::MAX_LIFETIME);
        let claims = Claims {
            aud: "00000002-0000-0000-c000-000000000000",
            iss: object.as_str(),
            sub: None,
            jti: None,
            iat: None,
            nbf: now.as_secs(),
            exp: expires_at.as_secs(),
        };
        let text = token::sign(&self.accepted, self.format, self.chain, &claims)?;
        Ok(AddKeyProof(Token { text, expires_at }))
    }

    /// The time, if the certificate may sign at it.
    fn accepted_now(&self) -> Result<UnixTime, Error> {
        let now = self.accepted.context().now();
        let report = self.accepted.checked_at(now);
        match now.filter(|_| report.is_accepted()) {
            Some(now) => Ok(now),
            None => Err(Rejected::new(report).into()),
        }
    }
}

fn later(time: UnixTime, by: Duration) -> UnixTime {
    let seconds = time.as_secs().saturating_add(by.as_secs());
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}
