use super::role::SignsAssertions;
use super::{
    ApplicationId, BackupApplication, Cloud, OrganizationManagement, RestorePortal, TenantId,
    UsageScenario,
};

/// A scenario whose certificate signs in to Microsoft Entra as an application.
///
/// Three scenarios of the product do, and so can a type of yours whose role [signs assertions](SignsAssertions).
///
/// ```
/// use vb365_tls::scenario::{Cloud, EntraScenario, OrganizationManagement};
///
/// let organization = OrganizationManagement::at(
///     Cloud::China,
///     "contoso.partner.onmschina.cn",
///     "6731de76-14a6-49ae-97bc-6eba6914391e",
/// )?;
/// assert_eq!(EntraScenario::cloud(&organization), Cloud::China);
/// assert_eq!(organization.applications().len(), 1);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sign in to Microsoft Entra",
    label = "there is no application in this scenario, and no assertion to sign",
    note = "Microsoft Entra knows the certificates of `OrganizationManagement`, `BackupApplication` and `RestorePortal`: \
            accept the identity as one of these"
)]
pub trait EntraScenario: UsageScenario<Role: SignsAssertions> {
    /// The cloud the applications live in.
    fn cloud(&self) -> Cloud;

    /// The tenant the applications sign in to.
    fn tenant(&self) -> &TenantId;

    /// The application that signs in; the first, where the certificate is registered on several.
    fn application(&self) -> &ApplicationId;

    /// All applications the certificate is registered on, that one among them.
    fn applications(&self) -> &[ApplicationId] {
        std::slice::from_ref(self.application())
    }
}

impl EntraScenario for OrganizationManagement {
    fn cloud(&self) -> Cloud {
        self.cloud()
    }

    fn tenant(&self) -> &TenantId {
        self.tenant()
    }

    fn application(&self) -> &ApplicationId {
        self.application()
    }
}

impl EntraScenario for BackupApplication {
    fn cloud(&self) -> Cloud {
        self.cloud()
    }

    fn tenant(&self) -> &TenantId {
        self.tenant()
    }

    fn application(&self) -> &ApplicationId {
        self.application()
    }

    fn applications(&self) -> &[ApplicationId] {
        self.applications()
    }
}

impl EntraScenario for RestorePortal {
    fn cloud(&self) -> Cloud {
        self.cloud()
    }

    fn tenant(&self) -> &TenantId {
        self.tenant()
    }

    fn application(&self) -> &ApplicationId {
        self.application()
    }
}
