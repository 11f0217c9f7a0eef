//! Whom a client or a server trusts, and what it checks besides.
//!
//! There is no "accept anything". A certificate that names no host, such as the one the product makes for itself, is
//! pinned, after a [look](crate::tls::probe) at it; one of an authority is verified by path.
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! # let certificate = Forge::product_default().trust_anchor(&provider);
//! # let authority = Forge::tls("vb365.example.com").trust_anchor(&provider);
//! use vb365_tls::trust::{Pins, ServerTrust};
//!
//! // One certificate, or two while the server is being given a new one.
//! let trust = ServerTrust::pinned(&certificate);
//! let trust = ServerTrust::pinned(Pins::from(&certificate).or("00".repeat(32).parse::<Pins>()?));
//!
//! // A private authority.
//! let trust = ServerTrust::private_ca(&[authority])?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axes;
mod client;
mod engine;
pub(crate) mod engine_error;
pub(crate) mod handshake_signature;
mod path;
mod peer;
mod peer_identity;
mod pin;
mod pins;
mod presented;
mod refusal;
mod roots;
mod server;
mod server_name;

pub use axes::{NameCheck, PurposeCheck, ValidityCheck};
pub use client::ClientTrust;
pub use peer_identity::PeerIdentity;
pub use pins::{DangerousPins, Pin, Pins};
pub use refusal::Refusal;
pub use server::{DangerousServerTrust, ServerTrust};

/// Whether the caller asked to resume sessions, which skips every check of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resumption {
    Asked,
    Unasked,
}

/// Whether two lists say the same when order and repetition say nothing.
fn have_same_members<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.iter().all(|member| other.contains(member))
        && other.iter().all(|member| one.contains(member))
}
