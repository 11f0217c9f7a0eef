//! Whom a client or a server trusts, and what it checks besides.
//!
//! There is no "accept anything". A certificate that names no host, such as those of the product we know of, is pinned,
//! after a [look](crate::tls::probe) at it; one of a CA is verified by path.
//!
//! ```
//! # use vb365_tls::test_support::Forge;
//! # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
//! # let certificate = Forge::product_default().trust_anchor(&provider);
//! # let ca = Forge::tls("vb365.example.com").trust_anchor(&provider);
//! use vb365_tls::trust::{Pins, ServerTrust};
//!
//! // One certificate, or two while the server is being given a new one.
//! let trust = ServerTrust::pinned(&certificate);
//! let next: Pins = "00".repeat(32).parse()?;
//! let trust = ServerTrust::pinned(Pins::from(&certificate).or(next));
//!
//! // A private CA.
//! let trust = ServerTrust::private_ca(&[ca])?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axes;
mod ca_file;
mod client;
mod peer_identity;
mod pins;
mod relying_party;
mod roots;
mod server;
mod spec;

pub(crate) use axes::Axes;
pub use axes::{NameCheck, PurposeCheck, ValidityCheck};
pub(crate) use client::Presence;
pub use client::{ClientTrust, DangerousClientTrust};
pub use peer_identity::PeerIdentity;
pub(crate) use pins::Marks;
pub use pins::{DangerousPins, Pin, Pins};
pub use relying_party::RelyingParty;
pub(crate) use relying_party::Way;
pub use server::{DangerousServerTrust, ServerTrust};
pub use spec::TrustSpec;

use crate::certificate::Certificate;
use crate::chain::anchor::Anchors;
use crate::error::{Error, Unsupported};
use crate::profile::Verification;
use crate::revocation::Crls;
pub(crate) use roots::Roots;

/// Whom a verifier trusts, and what it checks besides; the same for both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trust {
    pub(crate) known: Known,
    pub(crate) axes: Axes,
    pub(crate) lists: Option<Crls>,
    pub(crate) resumption: Resumption,
}

/// What is known before anybody presents anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Pins(Pins),
    Roots(Roots),
    /// What the operating system knows, and the roots given besides.
    #[cfg(feature = "platform-verifier")]
    Platform(Vec<Certificate>),
}

impl Trust {
    fn new(known: Known) -> Self {
        let mut trust = Self {
            known,
            axes: Axes::BY_PATH,
            lists: None,
            resumption: Resumption::Unasked,
        };
        trust.axes = Axes::of(trust.verification());
        trust
    }

    pub(crate) fn verification(&self) -> Verification {
        match self.known {
            Known::Pins(_) => Verification::ByPin,
            _ => Verification::ByPath,
        }
    }

    pub(crate) fn pins(&self) -> Option<&Pins> {
        match &self.known {
            Known::Pins(pins) => Some(pins),
            _ => None,
        }
    }

    /// The roots a path has to lead to, where they are known.
    pub(crate) fn anchors(&self) -> Option<&Anchors> {
        match &self.known {
            Known::Roots(roots) => Some(roots.anchors()),
            _ => None,
        }
    }

    fn with_extra_roots(self, roots: &[Certificate]) -> Result<Self, Error> {
        let known = match self.known {
            Known::Pins(_) => {
                return Err(Unsupported::RootsBesidePins.into());
            }
            Known::Roots(known) => Known::Roots(known.with(roots)?),
            #[cfg(feature = "platform-verifier")]
            Known::Platform(mut extra) => {
                // What a trust anchor cannot be is the same for every verifier.
                Roots::of_certificates(roots)?;
                extra.extend_from_slice(roots);
                Known::Platform(extra)
            }
        };
        Ok(Self { known, ..self })
    }
}

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
