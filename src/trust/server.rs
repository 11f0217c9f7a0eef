use std::sync::Arc;

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;

use super::axes::{NameCheck, PurposeCheck, ValidityCheck};
use super::{Known, PeerIdentity, Pins, Resumption, Roots, Trust, ca_file};
use crate::certificate::Certificate;
use crate::error::Error;
use crate::revocation::Crls;

/// Which servers a client trusts.
///
/// The defaults: by path, the name has to be in the subject alternative name and the purpose has to fit where there is
/// an extended key usage; by pin, neither is looked at, because the certificate itself is known. Dates always count.
/// Relaxing any of it takes [`dangerous`](Self::dangerous).
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let context = vb365_tls::Context::fixed(provider.clone(), Forge::now());
/// # let ca = Forge::tls("vb365.example.com").trust_anchor(&provider);
/// # let certificate = Forge::product_default().trust_anchor(&provider);
/// use vb365_tls::{scenario::RestApi, trust::ServerTrust};
///
/// let rest_api = RestApi::at("vb365.example.com:4443")?;
/// let pinned = ServerTrust::pinned(&certificate);
/// let config = rest_api.client_config(&pinned, &context)?;
///
/// let issued = ServerTrust::private_ca(&[ca])?;
/// let config = rest_api.client_config(&issued, &context)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(
    alias = "root store",
    alias = "danger_accept_invalid_certs",
    alias = "insecure"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTrust(pub(crate) Trust);

impl ServerTrust {
    /// Trusts exactly these certificates or keys; at most one of them is presented, so several overlap for rotation.
    /// Sessions are not resumed unless [asked for](Self::with_resumption).
    #[doc(
        alias = "pinning",
        alias = "self-signed",
        alias = "danger_accept_invalid_certs"
    )]
    pub fn pinned(pins: impl Into<Pins>) -> Self {
        Self(Trust::new(Known::Pins(pins.into())))
    }

    /// Trusts what these CAs issued, and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::TrustAnchor`] for the first certificate that cannot serve as a trust anchor, [`Error::Unsupported`] if
    /// there is none; none is skipped silently.
    #[doc(alias = "root store", alias = "RootCertStore")]
    pub fn private_ca(anchors: &[Certificate]) -> Result<Self, Error> {
        Ok(Self::by_path(Roots::of_certificates(anchors)?))
    }

    /// The same of a file of CAs: PEM, DER, PKCS#7, or PKCS#12 (PFX) without a password.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use vb365_tls::trust::ServerTrust;
    ///
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let file = Forge::tls("vb365.example.com").trust_anchor(&provider).to_pem();
    /// let trust = ServerTrust::private_ca_from_bytes(file.as_bytes())?;
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TrustSpec`] for a file that is protected or holds something besides CAs, and what
    /// [`Certificate::read_all`] and [`private_ca`](Self::private_ca) refuse.
    pub fn private_ca_from_bytes(file: &[u8]) -> Result<Self, Error> {
        Self::private_ca(&ca_file::read(file)?)
    }

    /// Trusts these roots, such as the ones of an operating system the caller has read.
    pub fn public_roots(roots: impl Into<Arc<RootCertStore>>) -> Self {
        Self::by_path(Roots::of_store(roots.into()))
    }

    fn by_path(roots: Roots) -> Self {
        Self(Trust::new(Known::Roots(roots)))
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
        Self(Trust::new(Known::Platform(Vec::new())))
    }

    /// Trusts these roots besides, such as that of a private CA beside the public ones.
    ///
    /// # Errors
    ///
    /// [`Error::TrustAnchor`] for the first certificate that cannot serve as a trust anchor, [`Error::Unsupported`] if
    /// there is none, or if the trust is pinned: a pin has no use for roots.
    ///
    /// ```
    /// # use vb365_tls::test_support::{Forge, TestKey};
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let ca = Forge::tls("vb365.example.com").trust_anchor(&provider);
    /// # let other = Forge::self_signed("other.example.com").key(TestKey::Other).trust_anchor(&provider);
    /// use vb365_tls::trust::ServerTrust;
    ///
    /// let trust = ServerTrust::private_ca(&[ca.clone()])?.with_extra_roots(&[other])?;
    /// assert!(ServerTrust::pinned(&ca).with_extra_roots(&[ca.clone()]).is_err());
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    pub fn with_extra_roots(self, roots: &[Certificate]) -> Result<Self, Error> {
        self.0.with_extra_roots(roots).map(Self)
    }

    /// Checks the name too, which pins leave out by default.
    pub fn checking_name(mut self) -> Self {
        self.0.axes.name = NameCheck::SubjectAltName;
        self
    }

    /// Asks for an extended key usage with the purpose, even where the certificate has no such extension.
    pub fn requiring_purpose(mut self) -> Self {
        self.0.axes.purpose = PurposeCheck::Required;
        self
    }

    /// Follows fewer intermediates than the six rustls follows; a longer path is refused as `chain-too-long`.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] for more than six, which rustls does not follow.
    pub fn with_max_intermediates(mut self, most: usize) -> Result<Self, Error> {
        self.0.axes.depth = super::axes::depth(most)?;
        Ok(self)
    }

    /// Looks certificates up in these CRLs: on a path by the key of each issuer, a pinned one by issuer and serial
    /// number.
    pub fn with_crls(mut self, lists: Crls) -> Self {
        self.0.lists = Some(lists);
        self
    }

    /// Resumes sessions although the trust is pinned or mutual. A resumed session is not verified again: a pin that is taken
    /// away stays in force for as long as a ticket lives, up to seven days (RFC 8446 section 4.6.1).
    pub fn with_resumption(mut self) -> Self {
        self.0.resumption = Resumption::Asked;
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
        PeerIdentity::of(presented, self.0.pins())
    }

    pub(crate) fn resumption(&self) -> Resumption {
        self.0.resumption
    }

    pub(crate) fn is_pinned(&self) -> bool {
        self.0.pins().is_some()
    }
}

/// [`ServerTrust`] with the choices that weaken it.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let ca = Forge::tls("vb365.example.com").trust_anchor(&provider);
/// use vb365_tls::trust::{NameCheck, ServerTrust};
///
/// let trust = ServerTrust::private_ca(&[ca])?
///     .dangerous()
///     .with_name_check(NameCheck::SubjectAltNameThenCommonName);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DangerousServerTrust(ServerTrust);

impl DangerousServerTrust {
    /// Looks for the name elsewhere, or nowhere: any server the anchor vouches for can then impersonate any other.
    pub fn with_name_check(mut self, name: NameCheck) -> ServerTrust {
        self.0.0.axes.name = name;
        self.0
    }

    /// Lets expired certificates in: a key that was stolen and replaced years ago is then still good.
    pub fn with_validity_check(mut self, validity: ValidityCheck) -> ServerTrust {
        self.0.0.axes.validity = validity;
        self.0
    }

    /// Lets certificates for other purposes in. [`PurposeCheck::Ignored`] works for pins only.
    pub fn with_purpose_check(mut self, purpose: PurposeCheck) -> ServerTrust {
        self.0.0.axes.purpose = purpose;
        self.0
    }
}
