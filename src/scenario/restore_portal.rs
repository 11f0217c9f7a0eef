use super::overview::{Reference, Row};
use super::{
    ApplicationId, Cloud, Fact, Generation, Installation, Link, OverviewCertificate, Party,
    RestApi, Sourced, Store, TenantId, UsageScenario, installation, rest_api, role,
};
use crate::address::Address;
use crate::finding::Basis;
use crate::parse_error::{ParseError, value};
use crate::profile::{Demand, Profile, Requirement, Word};

/// The Restore Portal: its certificate belongs to an application in Microsoft Entra, not to its web address.
///
/// The product uses two certificates here. The Restore Portal certificate is the credential of the portal's
/// application and signs assertions when users sign in (inferred from the permissions below). For its traffic with the
/// server the portal uses the REST API certificate (<https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html>);
/// that browsers are served with it, too, is inferred. [`https`](Self::https) is that scenario at the address of the
/// portal.
///
/// The machine that hosts the REST API signs and Microsoft Entra verifies, on 443: that follows from the permissions of
/// the application (<https://helpcenter.veeam.com/docs/vbo365/guide/ssp_ad_application_permissions.html>). The address
/// is a DNS name or an IPv4 address, and its port is that of the REST API, 4443 as installed.
///
/// * *Not public:* which signature algorithm the product uses, and whether it takes keys that are not RSA.
///
#[doc = include_str!("../manual/pictures/restore-portal.svg")]
///
/// ```
/// use vb365_tls::scenario::{Cloud, RestApi, RestorePortal};
///
/// let scenario = RestorePortal::at(
///     Cloud::Worldwide,
///     "contoso.onmicrosoft.com",
///     "6731de76-14a6-49ae-97bc-6eba6914391e",
///     "portal.example.com",
/// )?;
/// assert_eq!(scenario.uri(), "https://portal.example.com:4443");
/// assert_eq!(scenario.https(), RestApi::at("portal.example.com")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RestorePortal {
    cloud: Cloud,
    tenant: TenantId,
    application: ApplicationId,
    address: Address,
}

impl RestorePortal {
    /// The port of the portal, as installed; it must be that of the REST API.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html>.
    pub const DEFAULT_PORT: u16 = RestApi::DEFAULT_PORT;

    /// The portal at this address and the application its users sign in to.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not a tenant, not an application id, or not an address.
    pub fn at(
        cloud: Cloud,
        tenant: impl TryInto<TenantId, Error: Into<ParseError>>,
        application: impl TryInto<ApplicationId, Error: Into<ParseError>>,
        address: impl TryInto<Address, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            cloud,
            tenant: value(tenant)?,
            application: value(application)?,
            address: value(address)?,
        })
    }

    /// The cloud the application lives in; one portal serves one.
    pub const fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// The tenant the application lives in; for a service provider, the provider's.
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The application the certificate is registered on.
    pub const fn application(&self) -> &ApplicationId {
        &self.application
    }

    /// The address users open, without the scheme.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The address users open, in the form the product and the application's redirect URI want: always with the port.
    ///
    /// The redirect URI of the application, of the kind *single-page application*, has to be this very text; Microsoft
    /// compares both ends exactly and sends users nowhere else (AADSTS50011). It takes `https` for any host but
    /// `localhost`, at most 256 characters, and no `[::1]`; the product takes a DNS name or an IPv4 address. An
    /// application has room for 256 of them. Nothing of that is checked here
    /// (<https://learn.microsoft.com/entra/identity-platform/reply-url>,
    /// <https://helpcenter.veeam.com/docs/vbo365/guide/ssp_configuration.html>).
    pub fn uri(&self) -> String {
        format!(
            "https://{}",
            self.address.clone().in_full(Self::DEFAULT_PORT)
        )
    }

    /// The scenario of the certificate the portal is served with: the REST API at the address of the portal.
    ///
    /// Where the REST API is known by other names as well,
    /// [`Credential::check_portal`](crate::Credential::check_portal) says whether its certificate and port serve this
    /// address too.
    pub fn https(&self) -> RestApi {
        RestApi::of(self.address.clone())
    }
}

impl UsageScenario for RestorePortal {
    type Role = role::PortalSigner;

    // https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html: used for the application only.
    const PROFILE: &'static Profile =
        &Profile::assertion_signer("restore-portal", "Communicating with Restore Portal", WORDS);

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);
}

const WORDS: &[Word] = &[Word::new(
    Demand::SelfSigned,
    Requirement::May,
    Basis::Documented,
    "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
)];

pub(super) const ROW: &Row = &Row {
    reason: "users sign in to the Restore Portal through a Microsoft Entra application, with which server, organization, \
             REST API service and portal exchange data",
    parties: &[
        Party::Vb365Server,
        Party::Microsoft365Organization,
        Party::EntraApplication,
        Party::RestApiService,
        Party::RestorePortal,
        Party::EntraTokenService,
        Party::PortalUser,
        // https://helpcenter.veeam.com/docs/vbo365/guide/ssp_how_it_works.html
        Party::BackupProxy,
    ],
    links: &[
        Link {
            from: Party::RestApiService,
            to: Party::EntraTokenService,
            // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html
            port: Fact::Documented(443),
            protocol: Fact::Inferred("HTTPS, with a signed assertion in the token request"),
            presents: Fact::Inferred(Party::RestApiService),
            verifies: Fact::Inferred(Party::EntraTokenService),
            source: "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_ad_application_permissions.html",
        },
        rest_api::PORTAL_LINK,
        rest_api::SERVICE_LINK,
    ],
    installation: &Installation {
        machine: Sourced::documented(
            "the machine with the REST API: the server, or the separate one",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_ssp.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_ssp.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_ssp.html",
        ),
        generation: Sourced::documented(
            Generation::OnDemandAndRegistered,
            "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html",
        ),
        dialogs: &[
            Sourced::documented(
                "General Options > Restore Portal",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_restore_portal_settings.html",
            ),
            Sourced::documented(
                "Veeam.Archiver.REST.Configurator.exe > Restore Portal",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_ssp.html",
            ),
        ],
        cmdlets: &[Sourced::documented(
            "Set-VBORestorePortalSettings",
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestoreportalsettings.html",
        )],
        besides: &[
            Sourced::documented(
                "a certificate of your own is registered on the application in Microsoft Entra before",
                "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html",
            ),
            Sourced::documented(
                "for a REST API on a separate machine the page contradicts itself: a generated certificate is \
                 registered by the product (in its text), and has to be added by hand (in its note)",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_ssp.html",
            ),
        ],
        sentence: "Register the certificate on the portal's application in Microsoft Entra, then install it under \
                   General Options > Restore Portal, or with `Set-VBORestorePortalSettings`; for a REST API on a \
                   separate machine, there with `Veeam.Archiver.REST.Configurator.exe`, on its tab Restore Portal.",
    },
    overview: OverviewCertificate::RestorePortal,
    references: &[
        Reference {
            title: "Restore Portal Settings",
            url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_restore_portal_settings.html",
        },
        Reference {
            title: "Configuring REST API and Restore Portal on Separate Machine",
            url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate.html#ssp",
        },
        Reference {
            title: "How Restore Portal Works",
            url: "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_how_it_works.html",
        },
    ],
};
