use rustls_pki_types::CertificateDer;

use super::axes::{PurposeCheck, ValidityCheck};
use super::{Known, PeerIdentity, Pins, Resumption, Roots, Trust, ca_file};
use crate::certificate::Certificate;
use crate::error::Error;
use crate::revocation::Crls;

/// Which clients a server trusts.
///
/// Sessions are not resumed unless [asked for](Self::with_resumption).
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("vb365.example.com").identity(&provider);
/// # let ca = Forge::tls("client.example.com").trust_anchor(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::{Credential, scenario::RestApi, trust::ClientTrust};
///
/// let rest_api = RestApi::at("vb365.example.com")?;
/// let credential = Credential::accept(rest_api, identity, &context)?;
/// let clients = ClientTrust::private_ca(&[ca])?;
/// let config = credential.server_config_for(&clients)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "mTLS", alias = "mutual TLS", alias = "client certificate")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTrust {
    pub(crate) trust: Trust,
    pub(crate) presence: Presence,
}

/// Whether clients have to present a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Demanded,
    Optional,
}

impl ClientTrust {
    /// Trusts exactly these certificates or keys.
    pub fn pinned(pins: impl Into<Pins>) -> Self {
        Self::new(Known::Pins(pins.into()))
    }

    /// Trusts what these CAs issued, and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::TrustAnchor`] for the first certificate that cannot serve as a trust anchor, [`Error::Unsupported`] if
    /// there is none.
    pub fn private_ca(anchors: &[Certificate]) -> Result<Self, Error> {
        let roots = Roots::of_certificates(anchors)?;
        Ok(Self::new(Known::Roots(roots)))
    }

    /// The same of a file of CAs: PEM, DER, PKCS#7, or PKCS#12 (PFX) without a password.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use vb365_tls::trust::ClientTrust;
    ///
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let file = Forge::tls("vb365.example.com").trust_anchor(&provider).to_pem();
    /// let trust = ClientTrust::private_ca_from_bytes(file.as_bytes())?;
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

    fn new(known: Known) -> Self {
        Self {
            trust: Trust::new(known),
            presence: Presence::Demanded,
        }
    }

    /// Lets clients in that present no certificate; the application then has to tell them apart.
    pub fn allow_unauthenticated(mut self) -> Self {
        self.presence = Presence::Optional;
        self
    }

    /// Asks for an extended key usage with clientAuth, even where the certificate has no such extension.
    pub fn requiring_purpose(mut self) -> Self {
        self.trust.axes.purpose = PurposeCheck::Required;
        self
    }

    /// Follows fewer intermediates than the six rustls follows; a longer path is refused as `chain-too-long`.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] for more than six, which rustls does not follow.
    pub fn with_max_intermediates(mut self, most: usize) -> Result<Self, Error> {
        self.trust.axes.depth = super::axes::depth(most)?;
        Ok(self)
    }

    /// Looks certificates up in these CRLs: on a path by the key of each issuer, a pinned one by issuer and serial
    /// number.
    pub fn with_crls(mut self, lists: Crls) -> Self {
        self.trust.lists = Some(lists);
        self
    }

    /// Resumes sessions, for which no certificate is verified again.
    pub fn with_resumption(mut self) -> Self {
        self.trust.resumption = Resumption::Asked;
        self
    }

    /// The way to relaxed checks.
    pub fn dangerous(self) -> DangerousClientTrust {
        DangerousClientTrust(self)
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
        PeerIdentity::of(presented, self.trust.pins())
    }

    pub(crate) fn resumption(&self) -> Resumption {
        self.trust.resumption
    }
}

/// [`ClientTrust`] with the choices that weaken it.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let ca = Forge::tls("proxy1.example.com").trust_anchor(&provider);
/// use vb365_tls::trust::{ClientTrust, ValidityCheck};
///
/// // Clients whose certificates cannot be renewed any more.
/// let trust = ClientTrust::private_ca(&[ca])?
///     .dangerous()
///     .with_validity_check(ValidityCheck::Ignored);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DangerousClientTrust(ClientTrust);

impl DangerousClientTrust {
    /// Lets expired certificates in: a key that was stolen and replaced years ago is then still good.
    pub fn with_validity_check(mut self, validity: ValidityCheck) -> ClientTrust {
        self.0.trust.axes.validity = validity;
        self.0
    }

    /// Lets certificates for other purposes in. [`PurposeCheck::Ignored`] works for pins only.
    pub fn with_purpose_check(mut self, purpose: PurposeCheck) -> ClientTrust {
        self.0.trust.axes.purpose = purpose;
        self.0
    }
}
