//! Whom a client or a server trusts, and what it checks besides.
//!
//! There is no "accept anything". A certificate that names no host, such as the one the product makes for itself, is
//! pinned; one of an authority is verified by path.
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
//! let trust = ServerTrust::pinned(Pins::from(&certificate).or_key("00".repeat(32).parse()?));
//!
//! // A private authority.
//! let trust = ServerTrust::private_ca(&[authority])?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axes;
mod client;
mod handshake_signature;
mod path;
mod peer;
mod pin;
mod pins;
mod refusal;
mod server;
mod server_name;

use rustls::RootCertStore;

pub use axes::{NameCheck, PurposeCheck, ValidityCheck};
pub use client::ClientTrust;
pub use pins::Pins;
pub use refusal::Refusal;
pub use server::{DangerousServerTrust, ServerTrust};

use crate::certificate::Certificate;
use crate::error::Error;

/// Whether the caller asked to resume sessions, which skips every check of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resumption {
    Asked,
    Unasked,
}

fn root_store(anchors: &[Certificate]) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    for (index, anchor) in anchors.iter().enumerate() {
        roots
            .add(anchor.der().clone())
            .map_err(|error| Error::TrustAnchor {
                number: index + 1,
                name: anchor.subject().to_string(),
                reason: format!("rustls cannot use it as a trust anchor ({error})"),
            })?;
    }
    match anchors.is_empty() {
        true => Err(Error::Unsupported {
            reason: "trust in an authority needs at least one certificate".into(),
        }),
        false => Ok(roots),
    }
}
