//! An application that signs in with a certificate.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::token::CertificateChain;
use super::{AssertionFormat, Authority};
use crate::credential::{Accepted, Credential};
use crate::error::{Error, Unsupported};
use crate::report::Rejected;
use crate::rule::assertion;
use crate::scenario::{ApplicationId, EntraScenario, TenantId, UsageScenario};

/// An application of Microsoft Entra that proves its identity with a certificate: a confidential client
/// (RFC 6749 section 2.1).
///
/// It signs assertions and builds the token requests they go into; sending them is up to the caller. Every call signs
/// again, after checking the certificate again at the time given: nothing is cached, and nothing is signed with a
/// certificate that expired since it was accepted.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use std::sync::Arc;
/// use vb365_tls::entra::Scope;
/// use vb365_tls::scenario::{Cloud, OrganizationManagement};
/// use vb365_tls::{Context, Credential};
///
/// # let provider = Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::assertion().identity(&provider);
/// # let now = Forge::now();
/// let organization = OrganizationManagement::at(
///     Cloud::Worldwide,
///     "contoso.onmicrosoft.com",
///     "6731de76-14a6-49ae-97bc-6eba6914391e",
/// )?;
/// let credential =
///     Credential::accept(organization, identity, &Context::fixed(provider, now))?;
///
/// let client = credential.confidential_client();
/// let request = client.client_credentials(&Scope::graph_default())?;
/// assert_eq!(
///     request.url(),
///     "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(
    alias = "private_key_jwt",
    alias = "client_assertion",
    alias = "client credentials"
)]
#[derive(Clone)]
pub struct ConfidentialClient {
    pub(super) accepted: Arc<Accepted>,
    authority: Authority,
    tenant: TenantId,
    pub(super) application: ApplicationId,
    pub(super) format: AssertionFormat,
    pub(super) chain: CertificateChain,
    pub(super) lifetime: Duration,
}

impl<S: UsageScenario> Credential<S> {
    /// The application of the scenario; the first, where there are several.
    pub fn confidential_client(&self) -> ConfidentialClient
    where
        S: EntraScenario,
    {
        let application = EntraScenario::application(self.scenario());
        client_of(self, application)
    }

    /// One of the applications of the scenario.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if it is not one of them, with a list of them.
    pub fn confidential_client_for(
        &self,
        application: &ApplicationId,
    ) -> Result<ConfidentialClient, Error>
    where
        S: EntraScenario,
    {
        let applications = self.scenario().applications();
        if applications.contains(application) {
            return Ok(client_of(self, application));
        }
        let known = applications.iter().map(|it| format!("`{it}`"));
        Err(Error::Unsupported(Unsupported::OtherApplication {
            application: application.to_string(),
            known: known.collect(),
        }))
    }
}

fn client_of<S: EntraScenario>(
    credential: &Credential<S>,
    application: &ApplicationId,
) -> ConfidentialClient {
    let scenario = credential.scenario();
    ConfidentialClient {
        accepted: Arc::clone(credential.accepted()),
        authority: scenario.cloud().into(),
        tenant: scenario.tenant().clone(),
        application: application.clone(),
        format: AssertionFormat::default(),
        chain: CertificateChain::LeftOut,
        lifetime: ConfidentialClient::MAX_LIFETIME,
    }
}

impl ConfidentialClient {
    /// How long an assertion lives unless told otherwise, and at most: ten minutes.
    ///
    /// Microsoft recommends five to ten: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.
    pub const MAX_LIFETIME: Duration = Duration::from_secs(600);

    /// The same client, signing in another format.
    pub fn with_format(self, format: AssertionFormat) -> Self {
        Self { format, ..self }
    }

    /// The same client, sending its certificates along in the header `x5c` (RFC 7515 section 4.1.6): end entity and
    /// intermediates. It is for applications that trust certificates by subject and issuer, which are few; a registered
    /// certificate is found by its thumbprint.
    pub fn with_certificate_chain(self) -> Self {
        Self {
            chain: CertificateChain::Sent,
            ..self
        }
    }

    /// The same client, whose assertions live this long, in whole seconds: 1 s to
    /// [`MAX_LIFETIME`](Self::MAX_LIFETIME).
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] with the rule `assertion-lifetime-too-long`, [`Error::Unsupported`] below a second.
    pub fn with_lifetime(self, lifetime: Duration) -> Result<Self, Error> {
        if lifetime > Self::MAX_LIFETIME {
            return Err(self.too_long(lifetime).into());
        }
        if lifetime.as_secs() == 0 {
            return Err(Unsupported::AssertionLifetimeTooShort { lifetime }.into());
        }
        Ok(Self { lifetime, ..self })
    }

    /// The same client at another authority, such as a mock server; that of the scenario's cloud is the default.
    pub fn at(self, authority: Authority) -> Self {
        Self { authority, ..self }
    }

    /// Where it signs in.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The tenant it signs in to.
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The application that signs in.
    pub fn application(&self) -> &ApplicationId {
        &self.application
    }

    /// The token endpoint, which is also the audience of the assertions.
    pub fn token_url(&self) -> String {
        self.authority.token_url(&self.tenant)
    }

    fn too_long(&self, lifetime: Duration) -> Rejected {
        let finding = assertion::LIFETIME_TOO_LONG.met_in_use(
            Some(self.accepted.chain().end_entity()),
            format!("at most {:?}", Self::MAX_LIFETIME),
            format!("{lifetime:?}"),
        );
        self.accepted.rejected_for(finding)
    }
}

impl fmt::Debug for ConfidentialClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfidentialClient")
            .field("authority", &self.authority)
            .field("tenant", &self.tenant)
            .field("application", &self.application)
            .field("end_entity", self.accepted.chain().end_entity())
            .field("format", &self.format)
            .field("chain", &self.chain)
            .field("lifetime", &self.lifetime)
            .finish()
    }
}
