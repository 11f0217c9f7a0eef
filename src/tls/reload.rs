//! Certificates and trust that are replaced while the service runs (feature `reload`, on by default).
//!
//! A handle hands out the configuration in force, without a lock, and takes replacements. A replacement goes through
//! the same door as what it replaces; if it is turned down, everything stays as it is and the error carries the report.
//! Every configuration has session stores of its own, so no ticket of the one before is resumed: what is verified now
//! is what counts now. Connections that are open keep the configuration they began with.
//!
//! | handle | made from | replaces |
//! |---|---|---|
//! | [`ReloadableServer`] | a credential, or [several by name](crate::tls::CredentialsByName); a [`ClientTrust`](crate::trust::ClientTrust) where clients authenticate | identity, clients |
//! | [`ReloadableClient`] | a [`ServerTrust`](crate::trust::ServerTrust); a credential where the client presents one | trust, identity |
//!
//! A replacement is checked in the context of what it replaces, by the clock as it is then. If that context names the
//! [relying party](crate::Context::with_relying_party), nothing is served that it would refuse.
//!
//! Handles are cheap to clone, and all clones are one. Reading files and noticing that they changed is the caller's
//! part, as in the [recipe](crate::manual::recipes::servers) and in `vb365-cert serve`.
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! use vb365_tls::scenario::RestApi;
//! use vb365_tls::tls::reload::{ReloadableServer, Replacement};
//! use vb365_tls::{Context, Credential, Error};
//!
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! # let forge = Forge::tls("vb365.example.com");
//! # let (first, expired) = (forge.identity(&provider), forge.clone().expired().identity(&provider));
//! # let (same, renewed) = (first.clone(), forge.serial(&[7]).identity(&provider));
//! let context = Context::fixed(provider, Forge::now());
//! let rest_api = RestApi::at("vb365.example.com:4443")?;
//! let server = ReloadableServer::new(Credential::accept(rest_api, first, &context)?)?;
//!
//! // For each connection that is accepted:
//! let config = server.current();
//!
//! // When the file has changed:
//! let replacement = server.replace_identity(renewed)?;
//! assert_eq!(replacement, Replacement::Published { revision: 2 });
//! assert!(matches!(server.replace_identity(expired), Err(Error::Rejected(_))));
//! assert_eq!(server.revision(), 2);
//! # assert!(server.replace_identity(same).is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod client;
mod published;
mod server;

pub use client::ReloadableClient;
pub use published::Replacement;
pub use server::ReloadableServer;
