use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;

use super::axes::{Axes, NameCheck, PurposeCheck, ValidityCheck};
use super::path::PathVerifier;
use super::peer::Explainer;
use super::pin::PinVerifier;
use super::{Pins, Resumption, root_store};
use crate::certificate::Certificate;
use crate::context::Context;
use crate::error::Error;
use crate::profile::{Profile, Verification};

/// Which servers a client believes.
///
/// The defaults: by path, the name has to be in the subject alternative name and the purpose has to fit where there is
/// an extended key usage; by pin, neither is looked at, because the certificate itself is known. Dates always count.
/// Relaxing any of it takes [`dangerous`](Self::dangerous).
#[derive(Clone, Debug)]
pub struct ServerTrust {
    anchor: Anchor,
    axes: Axes,
    resumption: Resumption,
}

#[derive(Clone, Debug)]
enum Anchor {
    Pins(Pins),
    Authorities(Arc<RootCertStore>),
    #[cfg(feature = "platform-verifier")]
    Platform,
}

impl ServerTrust {
    /// Trusts exactly these certificates or keys; at most one of them is presented, so several overlap for rotation.
    /// Sessions are not resumed unless [asked for](Self::with_resumption).
    pub fn pinned(pins: impl Into<Pins>) -> Self {
        Self {
            anchor: Anchor::Pins(pins.into()),
            axes: Axes::BY_PIN,
            resumption: Resumption::Unasked,
        }
    }

    /// Trusts what these authorities issued, and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::TrustAnchor`] for the first certificate that cannot serve as a trust anchor, [`Error::Unsupported`] if
    /// there is none; none is skipped silently.
    pub fn private_ca(anchors: &[Certificate]) -> Result<Self, Error> {
        Ok(Self::public_roots(root_store(anchors)?))
    }

    /// Trusts these roots, such as the ones of an operating system the caller has read.
    pub fn public_roots(roots: impl Into<Arc<RootCertStore>>) -> Self {
        Self {
            anchor: Anchor::Authorities(roots.into()),
            axes: Axes::BY_PATH,
            resumption: Resumption::Unasked,
        }
    }

    /// Trusts the public roots of Mozilla's programme, as bundled by the `webpki-roots` crate at build time.
    #[cfg(feature = "webpki-roots")]
    pub fn web_roots() -> Self {
        Self::public_roots(
            webpki_roots::TLS_SERVER_ROOTS
                .iter()
                .cloned()
                .collect::<RootCertStore>(),
        )
    }

    /// Leaves the decision to the operating system.
    #[cfg(feature = "platform-verifier")]
    pub fn platform() -> Self {
        Self {
            anchor: Anchor::Platform,
            axes: Axes::BY_PATH,
            resumption: Resumption::Unasked,
        }
    }

    /// Checks the name too, which pins leave out by default.
    pub fn checking_name(mut self) -> Self {
        self.axes.name = NameCheck::SubjectAltName;
        self
    }

    /// Asks for an extended key usage with the purpose, even where the certificate has no such extension.
    pub fn requiring_purpose(mut self) -> Self {
        self.axes.purpose = PurposeCheck::Required;
        self
    }

    /// Resumes sessions although the trust is pinned or mutual. A resumed session is not verified again: a pin that is taken
    /// away stays in force for as long as a ticket lives, up to seven days (RFC 8446 section 4.6.1).
    pub fn with_resumption(mut self) -> Self {
        self.resumption = Resumption::Asked;
        self
    }

    /// The way to relaxed checks.
    pub fn dangerous(self) -> DangerousServerTrust {
        DangerousServerTrust(self)
    }

    pub(crate) fn resumption(&self) -> Resumption {
        self.resumption
    }

    pub(crate) fn is_pinned(&self) -> bool {
        matches!(self.anchor, Anchor::Pins(_))
    }

    pub(crate) fn verifier(
        &self,
        profile: &'static Profile,
        context: &Context,
    ) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let explainer = |verification| Explainer {
            profile,
            verification,
            provider: Arc::clone(context.provider()),
        };
        let engine: Arc<dyn ServerCertVerifier> = match &self.anchor {
            Anchor::Pins(pins) => {
                let explainer = explainer(Verification::ByPin);
                return Ok(Arc::new(PinVerifier::for_servers(
                    pins.clone(),
                    self.axes,
                    explainer,
                )));
            }
            Anchor::Authorities(roots) => {
                let provider = Arc::clone(context.provider());
                WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), provider)
                    .build()
                    .map_err(|error| Error::Unsupported {
                        reason: error.to_string(),
                    })?
            }
            // The order in which an operating system looks at things is its own, so a wrong name may hide all else.
            #[cfg(feature = "platform-verifier")]
            Anchor::Platform if self.axes.name != NameCheck::SubjectAltName => {
                return Err(Error::Unsupported {
                    reason: "the operating system's verifier always checks the name; \
                             trust a private authority or pin the certificate instead"
                        .into(),
                });
            }
            #[cfg(feature = "platform-verifier")]
            Anchor::Platform => {
                let provider = Arc::clone(context.provider());
                Arc::new(rustls_platform_verifier::Verifier::new(provider)?)
            }
        };
        if self.axes.purpose == PurposeCheck::Ignored {
            return Err(Error::Unsupported {
                reason: "rustls builds no path past an extended key usage that lacks serverAuth; \
                         pin the certificate instead"
                    .into(),
            });
        }
        Ok(Arc::new(PathVerifier {
            engine,
            axes: self.axes,
            explainer: explainer(Verification::ByPath),
        }))
    }
}

/// [`ServerTrust`] with the choices that weaken it.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let authority = Forge::tls("vb365.example.com").trust_anchor(&provider);
/// use vb365_tls::trust::{NameCheck, ServerTrust};
///
/// let trust = ServerTrust::private_ca(&[authority])?
///     .dangerous()
///     .with_name_check(NameCheck::SubjectAltNameThenCommonName);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DangerousServerTrust(ServerTrust);

impl DangerousServerTrust {
    /// Looks for the name elsewhere, or nowhere: any server the anchor vouches for can then stand in for any other.
    pub fn with_name_check(mut self, name: NameCheck) -> ServerTrust {
        self.0.axes.name = name;
        self.0
    }

    /// Lets expired certificates in: a key that was stolen and replaced years ago is then still good.
    pub fn with_validity_check(mut self, validity: ValidityCheck) -> ServerTrust {
        self.0.axes.validity = validity;
        self.0
    }

    /// Lets certificates for other purposes in. [`PurposeCheck::Ignored`] works for pins only.
    pub fn with_purpose_check(mut self, purpose: PurposeCheck) -> ServerTrust {
        self.0.axes.purpose = purpose;
        self.0
    }
}
