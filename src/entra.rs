//! What a certificate is to Microsoft Entra: the credential of an application.
//!
//! The connection to Microsoft is HTTPS without a client certificate. The certificate signs an assertion (RFC 7523), a
//! JSON Web Token that says which application asks for a token, and Microsoft Entra checks it with the public key that is
//! registered on the application.
//!
//! A [`ConfidentialClient`] comes from the accepted [`Credential`](crate::Credential) of a scenario that signs in:
//!
//! | to | call |
//! |---|---|
//! | sign in as the application | [`client_credentials`](ConfidentialClient::client_credentials) |
//! | let a user sign in at a portal | [`authorization_code`](ConfidentialClient::authorization_code) |
//! | act for a user who is signed in | [`on_behalf_of`](ConfidentialClient::on_behalf_of) |
//! | give another library the assertion alone | [`assertion`](ConfidentialClient::assertion) |
//! | replace the registered certificate | [`add_key_proof`](ConfidentialClient::add_key_proof) |
//!
//! A portal on whose key only PKCS #1 v1.5 signatures can be made, against a mock server:
//!
//! ```
//! # use std::time::Duration;
//! # use vb365_tls::test_support::Forge;
//! # use vb365_tls::scenario::{Cloud, RestorePortal};
//! # use vb365_tls::{Context, Credential};
//! use vb365_tls::entra::{AssertionFormat, AuthorizationCode, Authority, Scope};
//!
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! # let identity = Forge::assertion().identity(&provider);
//! # let now = Forge::now();
//! # let portal = RestorePortal::at(
//! #     Cloud::Worldwide,
//! #     "contoso.onmicrosoft.com",
//! #     "6731de76-14a6-49ae-97bc-6eba6914391e",
//! #     "portal.example.com:4443",
//! # )?;
//! # let credential = Credential::accept(portal, identity, &Context::fixed(provider, now))?;
//! let application = "6731de76-14a6-49ae-97bc-6eba6914391e".parse()?;
//! let client = credential
//!     .confidential_client_for(&application)?
//!     .with_format(AssertionFormat::Rs256)
//!     .with_certificate_chain()
//!     .with_lifetime(Duration::from_secs(300))?
//!     .at(Authority::custom("localhost:8443".parse()?, "localhost:8444".parse()?)?);
//! assert_eq!(client.authority().login_host(), "localhost:8443");
//! assert_eq!(client.application(), &application);
//! assert_eq!(client.tenant().as_str(), "contoso.onmicrosoft.com");
//! let token_url = "https://localhost:8443/contoso.onmicrosoft.com/oauth2/v2.0/token";
//! assert_eq!(client.token_url(), token_url);
//!
//! let code = AuthorizationCode::new("0.AXEA", "https://portal.example.com:4443/");
//! let scopes = [Scope::openid(), Scope::graph("User.Read")?];
//! let request = client.authorization_code(&code, &scopes)?;
//! let on_behalf = client.on_behalf_of("token of the user", &[Scope::graph_default()])?;
//! assert_eq!(request.url(), on_behalf.url());
//!
//! let assertion = client.assertion()?;
//! assert_eq!(assertion.expires_at().as_secs(), now.as_secs() + 300);
//! assert_eq!(assertion.as_str().split('.').count(), 3);
//!
//! let object = "fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34".parse()?;
//! let proof = client.add_key_proof(&object)?;
//! assert_eq!(proof.expires_at().as_secs(), now.as_secs() + 600);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assertion;
mod authority;
mod client;
mod code;
mod config;
mod diagnosis;
mod format;
mod key_credential;
mod request;
mod scope;
mod signer;
mod token;

pub use assertion::{AddKeyProof, ClientAssertion};
pub use authority::Authority;
pub use client::ConfidentialClient;
pub use code::AuthorizationCode;
pub use config::client_config;
pub use diagnosis::{
    Diagnosis, ErrorCode, KnownError, Renewal, UnreadableAnswer, diagnose, known_errors,
};
pub use format::AssertionFormat;
pub use key_credential::{KeyCredential, KeyCredentialError};
pub use request::TokenRequest;
pub use scope::Scope;
