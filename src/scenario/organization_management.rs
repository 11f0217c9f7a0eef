use super::overview::{Reference, Row};
use super::{
    ApplicationId, Cloud, Fact, Generation, Installation, Link, OverviewCertificate, Party,
    Sourced, Store, TenantId, UsageScenario, installation, role,
};
use crate::finding::Basis;
use crate::parse_error::{ParseError, value};
use crate::profile::{Demand, Profile, Requirement, Word};

/// Adding a Microsoft 365 organization: the product signs in to Microsoft Entra as an application.
///
/// The certificate is a credential of the application and no TLS certificate. That the product proves with a signed
/// assertion that it holds the private key is inferred: it is how Microsoft Entra takes certificates of applications,
/// and checks them against the public key registered on the application. The connection is HTTPS to Microsoft, port
/// 443, without a client certificate (inferred).
///
/// * The page on application certificates: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.
/// * Register the certificate before use, or let the product do it:
///   <https://helpcenter.veeam.com/docs/vbo365/guide/use_existing_ad_application.html>.
/// * *Not public:* which signature algorithm the product uses, and whether it takes keys that are not RSA.
///
#[doc = include_str!("../manual/pictures/organization-management.svg")]
///
/// ```
/// use vb365_tls::scenario::{Cloud, OrganizationManagement};
///
/// let scenario = OrganizationManagement::at(
///     Cloud::Worldwide,
///     "contoso.onmicrosoft.com",
///     "6731de76-14a6-49ae-97bc-6eba6914391e",
/// )?;
/// assert_eq!(scenario.tenant().as_str(), "contoso.onmicrosoft.com");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct OrganizationManagement {
    cloud: Cloud,
    tenant: TenantId,
    application: ApplicationId,
}

impl OrganizationManagement {
    /// The application the product uses for the organization of this tenant.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not a tenant, or not an application id.
    pub fn at(
        cloud: Cloud,
        tenant: impl TryInto<TenantId, Error: Into<ParseError>>,
        application: impl TryInto<ApplicationId, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            cloud,
            tenant: value(tenant)?,
            application: value(application)?,
        })
    }

    /// The cloud the organization lives in.
    pub const fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// The tenant of the organization.
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The application the certificate is registered on.
    pub const fn application(&self) -> &ApplicationId {
        &self.application
    }
}

impl UsageScenario for OrganizationManagement {
    type Role = role::AssertionSigner;

    // https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    const PROFILE: &'static Profile = &Profile::assertion_signer(
        "organization-management",
        "Managing Microsoft 365 Organization: Adding Microsoft 365 Organizations",
        WORDS,
    );

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);
}

const WORDS: &[Word] = &[
    Word::new(
        Demand::SelfSigned,
        Requirement::May,
        Basis::Documented,
        "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
    ),
    // No CNG; for Exchange Online only.
    Word::new(
        Demand::CspKeyProvider,
        Requirement::Should,
        Basis::Documented,
        "https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2",
    ),
];

pub(super) const ROW: &Row = &Row {
    reason: "the product exchanges data with the Microsoft Entra application through which it adds and manages the \
             organization",
    parties: &[
        Party::Vb365Server,
        Party::BackupProxy,
        Party::EntraApplication,
        Party::EntraTokenService,
    ],
    links: LINKS,
    installation: &Installation {
        machine: installation::server(
            "https://helpcenter.veeam.com/docs/vbo365/guide/use_existing_ad_application.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/use_existing_ad_application.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/use_existing_ad_application.html",
        ),
        generation: Sourced::documented(
            Generation::OnDemandAndRegistered,
            "https://helpcenter.veeam.com/docs/vbo365/guide/register_ad_application.html",
        ),
        dialogs: &[
            Sourced::documented(
                "Edit organization",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_editing_org.html",
            ),
            Sourced::documented(
                "Add Organization wizard",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_add_office365_org.html",
            ),
        ],
        cmdlets: &[
            Sourced::documented(
                "Set-VBOOrganization",
                "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vboorganization.html",
            ),
            Sourced::documented(
                "Add-VBOOrganization",
                "https://helpcenter.veeam.com/docs/vbo365/powershell/add-vboorganization.html",
            ),
            Sourced::documented(
                "New-VBOOffice365ApplicationOnlyConnectionSettings",
                "https://helpcenter.veeam.com/docs/vbo365/powershell/new-vbooffice365applicationonlyconnectionsettings.html",
            ),
        ],
        besides: &[
            Sourced::documented(
                "a certificate of your own is registered on the application in Microsoft Entra before, unless the \
                 wizard is told to grant the permissions and register it",
                "https://helpcenter.veeam.com/docs/vbo365/guide/use_existing_ad_application.html",
            ),
            Sourced::documented(
                "restores that sign in with a certificate need this one, as a PFX file",
                "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_considerations.html",
            ),
        ],
        sentence: "Register the certificate on the application in Microsoft Entra, or have the wizard do so, and \
                   install it under Edit organization, or with `Set-VBOOrganization` and \
                   `New-VBOOffice365ApplicationOnlyConnectionSettings`.",
    },
    overview: OverviewCertificate::EntraApplication,
    references: &[Reference {
        title: "Adding Microsoft 365 Organizations",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_add_office365_org.html",
    }],
};

/// Shared with backup applications, which sign in the same way.
pub(super) const LINKS: &[Link] = &[
    Link {
        from: Party::Vb365Server,
        to: Party::EntraTokenService,
        // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html
        port: Fact::Documented(443),
        protocol: Fact::Inferred("HTTPS, with a signed assertion in the token request"),
        // Microsoft says how an application signs, and not that the product does.
        presents: Fact::Inferred(Party::Vb365Server),
        verifies: Fact::Documented(Party::EntraTokenService),
        source: "https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
    },
    Link {
        from: Party::BackupProxy,
        to: Party::EntraTokenService,
        port: Fact::Documented(443),
        protocol: Fact::Inferred("HTTPS, with a signed assertion in the token request"),
        // Proxies of every kind take part; which of the two machines signs for them is not public.
        presents: Fact::Unknown,
        verifies: Fact::Documented(Party::EntraTokenService),
        source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
    },
];
