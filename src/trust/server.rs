use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::danger::ServerCertVerifier;
#[cfg(feature = "platform-verifier")]
use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;

use super::axes::{Axes, NameCheck, PurposeCheck, ValidityCheck};
use super::path::PathVerifier;
use super::path_search::PathSearch;
use super::peer::Explainer;
use super::pin::PinVerifier;
use super::roots::Roots;
use super::{PeerIdentity, Pins, Resumption, engine};
use crate::certificate::Certificate;
use crate::context::Context;
use crate::error::Error;
use crate::profile::{Profile, Verification};
use crate::revocation::{RevocationLists, StaleLists};

/// Which servers a client believes.
///
/// The defaults: by path, the name has to be in the subject alternative name and the purpose has to fit where there is
/// an extended key usage; by pin, neither is looked at, because the certificate itself is known. Dates always count.
/// Relaxing any of it takes [`dangerous`](Self::dangerous).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTrust {
    anchor: Anchor,
    axes: Axes,
    lists: Option<RevocationLists>,
    resumption: Resumption,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Anchor {
    Pins(Pins),
    Authorities(Roots),
    /// The operating system, and the roots given besides.
    #[cfg(feature = "platform-verifier")]
    Platform(Vec<Certificate>),
}

impl ServerTrust {
    /// Trusts exactly these certificates or keys; at most one of them is presented, so several overlap for rotation.
    /// Sessions are not resumed unless [asked for](Self::with_resumption).
    pub fn pinned(pins: impl Into<Pins>) -> Self {
        Self {
            anchor: Anchor::Pins(pins.into()),
            axes: Axes::BY_PIN,
            lists: None,
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
        Ok(Self::by_path(Roots::of_certificates(anchors)?))
    }

    /// Trusts these roots, such as the ones of an operating system the caller has read.
    pub fn public_roots(roots: impl Into<Arc<RootCertStore>>) -> Self {
        Self::by_path(Roots::of_store(roots.into()))
    }

    fn by_path(roots: Roots) -> Self {
        Self {
            anchor: Anchor::Authorities(roots),
            axes: Axes::BY_PATH,
            lists: None,
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
            anchor: Anchor::Platform(Vec::new()),
            axes: Axes::BY_PATH,
            lists: None,
            resumption: Resumption::Unasked,
        }
    }

    /// Trusts these roots besides, such as that of a private authority beside the public ones.
    ///
    /// # Errors
    ///
    /// [`Error::TrustAnchor`] for the first certificate that cannot serve as a trust anchor, [`Error::Unsupported`] if
    /// there is none, or if the trust is pinned: a pin has no use for roots.
    ///
    /// ```
    /// # use vb365_tls::test_support::{Forge, TestKey};
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let authority = Forge::tls("vb365.example.com").trust_anchor(&provider);
    /// # let other = Forge::self_signed("other.example.com").key(TestKey::Other).trust_anchor(&provider);
    /// use vb365_tls::trust::ServerTrust;
    ///
    /// let trust = ServerTrust::private_ca(&[authority.clone()])?.with_extra_roots(&[other])?;
    /// assert!(ServerTrust::pinned(&authority).with_extra_roots(&[authority.clone()]).is_err());
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    pub fn with_extra_roots(self, roots: &[Certificate]) -> Result<Self, Error> {
        let anchor = match self.anchor {
            Anchor::Pins(_) => {
                return Err(Error::Unsupported {
                    reason: "a pin knows the certificate itself and builds no path, so roots add nothing to it; trust the \
                             authority with `private_ca`, or pin one certificate more"
                        .into(),
                });
            }
            Anchor::Authorities(known) => Anchor::Authorities(known.with(roots)?),
            #[cfg(feature = "platform-verifier")]
            Anchor::Platform(mut extra) => {
                // What a trust anchor cannot be is the same for every verifier.
                Roots::of_certificates(roots)?;
                extra.extend_from_slice(roots);
                Anchor::Platform(extra)
            }
        };
        Ok(Self { anchor, ..self })
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

    /// Looks certificates up in these revocation lists: on a path as rustls does, a pinned one by issuer and serial number.
    pub fn with_revocation_lists(mut self, lists: RevocationLists) -> Self {
        self.lists = Some(lists);
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

    /// Who the server of a connection is, and which pin it was known by: `connection.peer_certificates()` once the
    /// handshake is complete; `None` before that.
    ///
    /// # Errors
    ///
    /// [`Error::Certificate`] if a certificate beside the end entity cannot be read; pins do not look at it.
    pub fn identify(
        &self,
        presented: Option<&[CertificateDer<'_>]>,
    ) -> Result<Option<PeerIdentity>, Error> {
        let pins = match &self.anchor {
            Anchor::Pins(pins) => Some(pins),
            _ => None,
        };
        PeerIdentity::of(presented, pins)
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
            anchors: match &self.anchor {
                Anchor::Authorities(roots) => Some(roots.anchors()),
                _ => None,
            },
            lists: self.lists.clone(),
            provider: Arc::clone(context.provider()),
        };
        let mut search = None;
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
                let lists = self.lists_for_engine();
                let engine = engine::of_servers(roots.store(), lists.as_ref(), context.provider())?;
                if self.needs_more_than_engine() {
                    let lists = self.lists.as_ref();
                    search = Some(PathSearch::new(roots.store(), lists, context.provider())?);
                }
                engine
            }
            #[cfg(feature = "platform-verifier")]
            Anchor::Platform(_) if self.lists.is_some() => {
                return Err(Error::Unsupported {
                    reason: "the operating system looks revocation up by its own means; trust its roots with \
                             `public_roots` to use lists"
                        .into(),
                });
            }
            // The order in which an operating system looks at things is its own, so a wrong name may hide all else.
            #[cfg(feature = "platform-verifier")]
            Anchor::Platform(_) if self.axes.name != NameCheck::SubjectAltName => {
                return Err(Error::Unsupported {
                    reason: "the operating system's verifier always checks the name; \
                             trust a private authority or pin the certificate instead"
                        .into(),
                });
            }
            #[cfg(feature = "platform-verifier")]
            Anchor::Platform(extra) => Arc::new(platform(extra, context.provider())?),
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
            search,
        }))
    }

    /// Whether rustls alone does not judge a path as asked.
    fn needs_more_than_engine(&self) -> bool {
        self.axes.name == NameCheck::SubjectAltNameThenCommonName
            || self.axes.validity == ValidityCheck::Ignored
    }

    /// Where validity is ignored, rustls judges a path at a time at which its certificates are valid; lists are fresh or
    /// not now, which is seen to afterwards.
    fn lists_for_engine(&self) -> Option<RevocationLists> {
        let lists = self.lists.clone()?;
        Some(match self.axes.validity {
            ValidityCheck::Ignored => lists.dangerous().with_stale_lists(StaleLists::Accepted),
            ValidityCheck::Enforced => lists,
        })
    }
}

#[cfg(feature = "platform-verifier")]
fn platform(
    extra: &[Certificate],
    provider: &Arc<CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, rustls::Error> {
    use rustls_platform_verifier::Verifier;
    let provider = Arc::clone(provider);
    match extra {
        [] => Verifier::new(provider),
        extra => Verifier::new_with_extra_roots(extra.iter().map(|it| it.der().clone()), provider),
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
