use std::sync::Arc;

use rustls::server::danger::ClientCertVerifier;
use rustls_pki_types::CertificateDer;

use super::engine::Presence;
use super::path::ClientPathVerifier;
use super::peer::Explainer;
use super::pin::PinVerifier;
use super::roots::Roots;
use super::{PeerIdentity, Pins, Resumption, engine};
use crate::certificate::Certificate;
use crate::context::Context;
use crate::error::Error;
use crate::profile::{Profile, Verification};
use crate::revocation::RevocationLists;

/// Which clients a server believes.
///
/// Sessions are not resumed unless [asked for](Self::with_resumption).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTrust {
    anchor: ClientAnchor,
    presence: Presence,
    lists: Option<RevocationLists>,
    resumption: Resumption,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ClientAnchor {
    Pins(Pins),
    Authorities(Roots),
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
        let roots = Roots::of_certificates(anchors)?;
        Ok(Self::new(ClientAnchor::Authorities(roots)))
    }

    fn new(anchor: ClientAnchor) -> Self {
        Self {
            anchor,
            presence: Presence::Demanded,
            lists: None,
            resumption: Resumption::Unasked,
        }
    }

    /// Lets clients in that present no certificate; the application then has to tell them apart.
    pub fn optional(mut self) -> Self {
        self.presence = Presence::Optional;
        self
    }

    /// Looks certificates up in these revocation lists: on a path as rustls does, a pinned one by issuer and serial number.
    pub fn with_revocation_lists(mut self, lists: RevocationLists) -> Self {
        self.lists = Some(lists);
        self
    }

    /// Resumes sessions, for which no certificate is verified again.
    pub fn with_resumption(mut self) -> Self {
        self.resumption = Resumption::Asked;
        self
    }

    /// Who the client of a connection is: `connection.peer_certificates()` once the handshake is complete, which is `None`
    /// if it presented no certificate.
    ///
    /// # Errors
    ///
    /// [`Error::Certificate`] if a certificate beside the end entity cannot be read; pins do not look at it.
    pub fn identify(
        &self,
        presented: Option<&[CertificateDer<'_>]>,
    ) -> Result<Option<PeerIdentity>, Error> {
        let pins = match &self.anchor {
            ClientAnchor::Pins(pins) => Some(pins),
            ClientAnchor::Authorities(_) => None,
        };
        PeerIdentity::of(presented, pins)
    }

    pub(crate) fn resumption(&self) -> Resumption {
        self.resumption
    }

    pub(crate) fn verifier(&self, context: &Context) -> Result<Arc<dyn ClientCertVerifier>, Error> {
        let explainer = |verification| Explainer {
            profile: CLIENT,
            verification,
            anchors: match &self.anchor {
                ClientAnchor::Authorities(roots) => Some(roots.anchors()),
                ClientAnchor::Pins(_) => None,
            },
            lists: self.lists.clone(),
            provider: Arc::clone(context.provider()),
        };
        let roots = match &self.anchor {
            ClientAnchor::Pins(pins) => {
                let explainer = explainer(Verification::ByPin);
                let verifier = PinVerifier::for_clients(pins.clone(), self.presence, explainer);
                return Ok(Arc::new(verifier));
            }
            ClientAnchor::Authorities(roots) => roots.store(),
        };
        let lists = self.lists.as_ref();
        Ok(Arc::new(ClientPathVerifier {
            engine: engine::of_clients(roots, lists, self.presence, context.provider())?,
            explainer: explainer(Verification::ByPath),
        }))
    }
}

/// What a server asks of the certificates of its clients, RFC 5280 section 4.2.1.12.
const CLIENT: &Profile =
    &Profile::tls_client("client", "Authenticating to a server by certificate");
