use super::one_or_more::OneOrMore;
use super::overview::{Reference, Row};
use super::{
    ApplicationId, Cloud, Generation, Installation, OverviewCertificate, Party, Sourced, Store,
    TenantId, UsageScenario, installation, organization_management, role,
};
use crate::finding::Basis;
use crate::parse_error::{ParseError, value};
use crate::profile::{Demand, Profile, Requirement, Word};

/// Backup applications of an organization: more applications the product signs in as, to spread the load.
///
/// The certificate signs assertions as in [`OrganizationManagement`](super::OrganizationManagement), for one
/// application or for many. Here only a certificate will do, never an application secret, and only in organizations
/// added with app-only authentication.
///
/// * Adding an existing one: <https://helpcenter.veeam.com/docs/vbo365/guide/adding_backup_applications.html>.
/// * Creating up to [100](Self::APPLICATIONS_PER_RUN) with one certificate:
///   <https://helpcenter.veeam.com/docs/vbo365/guide/creating_backup_applications.html>.
/// * Since 8.5 no new ones can be added or created; those there keep running, and their certificates need renewal:
///   <https://helpcenter.veeam.com/docs/vbo365/guide/feature_deprecation.html>.
/// * *Not public:* which signature algorithm the product uses, and whether it takes keys that are not RSA.
///
#[doc = include_str!("../manual/pictures/backup-application.svg")]
///
/// ```
/// use vb365_tls::scenario::{BackupApplication, Cloud};
///
/// let scenario = BackupApplication::at(
///     Cloud::Worldwide,
///     "contoso.onmicrosoft.com",
///     "6731de76-14a6-49ae-97bc-6eba6914391e",
/// )?
/// .with_application("0f1b0b4c-2d8e-4b61-9b55-7d0cf7a3b1aa")?;
/// assert_eq!(scenario.applications().len(), 2);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct BackupApplication {
    cloud: Cloud,
    tenant: TenantId,
    applications: OneOrMore<ApplicationId>,
}

impl BackupApplication {
    /// How many applications the product creates in one run; there may be more after several.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/creating_backup_applications.html>.
    pub const APPLICATIONS_PER_RUN: usize = 100;

    /// One backup application for the organization of this tenant.
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
            applications: OneOrMore::of(application)?,
        })
    }

    /// The same certificate for one more application; one that is there already is not added again.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an application id.
    pub fn with_application(
        self,
        application: impl TryInto<ApplicationId, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            applications: self.applications.with(application)?,
            ..self
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

    /// The application given first.
    pub fn application(&self) -> &ApplicationId {
        self.applications.first()
    }

    /// The applications the certificate is registered on, at least one.
    pub fn applications(&self) -> &[ApplicationId] {
        self.applications.as_slice()
    }
}

impl UsageScenario for BackupApplication {
    type Role = role::AssertionSigner;

    // https://helpcenter.veeam.com/docs/vbo365/guide/backup_applications.html
    const PROFILE: &'static Profile = &Profile::assertion_signer(
        "backup-application",
        "Managing Microsoft 365 Organization: Backup Applications",
        WORDS,
    );

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);
}

const WORDS: &[Word] = &[Word::new(
    Demand::SelfSigned,
    Requirement::May,
    Basis::Documented,
    "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
)];

pub(super) const ROW: &Row = &Row {
    reason: "the product exchanges data with the Microsoft Entra applications it uses beside that of the organization",
    parties: &[
        Party::Vb365Server,
        Party::BackupProxy,
        Party::EntraApplication,
        Party::EntraTokenService,
    ],
    links: organization_management::LINKS,
    installation: &Installation {
        machine: installation::server(
            "https://helpcenter.veeam.com/docs/vbo365/guide/removing_backup_applications.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/removing_backup_applications.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/removing_backup_applications.html",
        ),
        generation: Sourced::documented(
            Generation::Never,
            "https://helpcenter.veeam.com/docs/vbo365/guide/removing_backup_applications.html",
        ),
        dialogs: &[Sourced::documented(
            "Backup Applications Manager",
            "https://helpcenter.veeam.com/docs/vbo365/guide/removing_backup_applications.html",
        )],
        cmdlets: &[Sourced::documented(
            "Set-VBOBackupApplication",
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vbobackupapplication.html",
        )],
        besides: &[
            Sourced::documented(
                "the public certificate is uploaded to the application in Microsoft Entra before",
                "https://helpcenter.veeam.com/docs/vbo365/guide/adding_backup_applications.html",
            ),
            Sourced::documented(
                "one certificate may serve the up to 100 applications that were created in one run",
                "https://helpcenter.veeam.com/docs/vbo365/guide/creating_backup_applications.html",
            ),
        ],
        sentence: "Upload the certificate to the application in Microsoft Entra, then install it in the Backup \
                   Applications Manager, or with `Set-VBOBackupApplication`.",
    },
    overview: OverviewCertificate::EntraApplication,
    references: &[Reference {
        title: "Backup Applications",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/backup_applications.html",
    }],
};
