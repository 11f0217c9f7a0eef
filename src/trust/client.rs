use std::sync::Arc;

use rustls::RootCertStore;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;

use super::path::ClientPathVerifier;
use super::peer::Explainer;
use super::pin::PinVerifier;
use super::{Pins, Resumption, root_store};
use crate::certificate::Certificate;
use crate::context::Context;
use crate::error::Error;
use crate::profile::{Profile, Verification};

/// Which clients a server believes.
///
/// Sessions are not resumed unless [asked for](Self::with_resumption).
#[derive(Clone, Debug)]
pub struct ClientTrust {
    anchor: ClientAnchor,
    is_optional: bool,
    resumption: Resumption,
}

#[derive(Clone, Debug)]
enum ClientAnchor {
    Pins(Pins),
    Authorities(Arc<RootCertStore>),
}

impl ClientTrust {
    /// Trusts exactly these certificates or keys.
    pub fn pinned(pins: impl Into<Pins>) -> Self {
        Self::new(ClientAnchor::Pins(pins.into()))
    }

    /// Trusts what these authorities issued, and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::TrustAnchor`] for the first certificate that cannot serve as a trust anchor, [`Error::Unsupported`] if
    /// there is none.
    pub fn private_ca(anchors: &[Certificate]) -> Result<Self, Error> {
        let roots = Arc::new(root_store(anchors)?);
        Ok(Self::new(ClientAnchor::Authorities(roots)))
    }

    fn new(anchor: ClientAnchor) -> Self {
        Self {
            anchor,
            is_optional: false,
            resumption: Resumption::Unasked,
        }
    }

    /// Lets clients in that present no certificate; the application then has to tell them apart.
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// Resumes sessions, for which no certificate is verified again.
    pub fn with_resumption(mut self) -> Self {
        self.resumption = Resumption::Asked;
        self
    }

    pub(crate) fn resumption(&self) -> Resumption {
        self.resumption
    }

    pub(crate) fn verifier(&self, context: &Context) -> Result<Arc<dyn ClientCertVerifier>, Error> {
        let explainer = |verification| Explainer {
            profile: CLIENT,
            verification,
            provider: Arc::clone(context.provider()),
        };
        let roots = match &self.anchor {
            ClientAnchor::Pins(pins) => {
                let explainer = explainer(Verification::ByPin);
                let verifier = PinVerifier::for_clients(pins.clone(), self.is_optional, explainer);
                return Ok(Arc::new(verifier));
            }
            ClientAnchor::Authorities(roots) => Arc::clone(roots),
        };
        let provider = Arc::clone(context.provider());
        let builder = WebPkiClientVerifier::builder_with_provider(roots, provider);
        let engine = match self.is_optional {
            true => builder.allow_unauthenticated().build(),
            false => builder.build(),
        };
        Ok(Arc::new(ClientPathVerifier {
            engine: engine.map_err(|error| Error::Unsupported {
                reason: error.to_string(),
            })?,
            explainer: explainer(Verification::ByPath),
        }))
    }
}

/// What a server asks of the certificates of its clients, RFC 5280 section 4.2.1.12.
const CLIENT: &Profile =
    &Profile::tls_client("client", "Authenticating to a server by certificate");
