//! The names of the eight scenarios and what the product's table says about each.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::overview::{Reference, Row};
use super::{
    BackupApplication, BackupProxy, Installation, Link, OrganizationManagement,
    OverviewCertificate, Party, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication,
    RestorePortal, TenantAuthentication, UsageScenario, backup_application, backup_proxy,
    organization_management, rest_api, rest_api_on_separate_machine,
    restore_operator_authentication, restore_portal, tenant_authentication,
};
use crate::parse_error::{ParseError, nearest};
use crate::profile::Profile;

/// The name of a scenario; written, parsed and serialized in kebab case, such as `rest-api`.
///
/// It leads to everything that holds for each installation. What is particular to one, such as its addresses, is in
/// the scenario types and in [`Scenario`](super::Scenario).
///
/// ```
/// use vb365_tls::scenario::ScenarioId;
///
/// let id: ScenarioId = "backup-proxy".parse()?;
/// assert_eq!(id.title(), "Communicating with Backup Proxy Server");
/// for link in id.links() {
///     println!("{link}");
/// }
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ScenarioId {
    /// [`OrganizationManagement`].
    OrganizationManagement,
    /// [`BackupApplication`].
    BackupApplication,
    /// [`BackupProxy`].
    BackupProxy,
    /// [`RestApi`].
    RestApi,
    /// [`RestApiOnSeparateMachine`].
    RestApiOnSeparateMachine,
    /// [`RestorePortal`].
    RestorePortal,
    /// [`RestoreOperatorAuthentication`].
    RestoreOperatorAuthentication,
    /// [`TenantAuthentication`].
    TenantAuthentication,
}

impl ScenarioId {
    /// All eight, in the order of the product's table.
    pub const ALL: [Self; 8] = [
        Self::OrganizationManagement,
        Self::BackupApplication,
        Self::BackupProxy,
        Self::RestApi,
        Self::RestApiOnSeparateMachine,
        Self::RestorePortal,
        Self::RestoreOperatorAuthentication,
        Self::TenantAuthentication,
    ];

    /// The name in kebab case.
    pub const fn as_str(self) -> &'static str {
        borrowed(&self.profile().id)
    }

    /// What the product's table calls it; its first name covers two rows, told apart by the page each refers to.
    pub const fn title(self) -> &'static str {
        borrowed(&self.profile().title)
    }

    /// What it asks of a certificate.
    pub const fn profile(self) -> &'static Profile {
        match self {
            Self::OrganizationManagement => OrganizationManagement::PROFILE,
            Self::BackupApplication => BackupApplication::PROFILE,
            Self::BackupProxy => BackupProxy::PROFILE,
            Self::RestApi => RestApi::PROFILE,
            Self::RestApiOnSeparateMachine => RestApiOnSeparateMachine::PROFILE,
            Self::RestorePortal => RestorePortal::PROFILE,
            Self::RestoreOperatorAuthentication => RestoreOperatorAuthentication::PROFILE,
            Self::TenantAuthentication => TenantAuthentication::PROFILE,
        }
    }

    /// Why the product needs a certificate here, in one sentence.
    pub const fn reason(self) -> &'static str {
        self.row().reason
    }

    /// Who takes part.
    pub const fn parties(self) -> &'static [Party] {
        self.row().parties
    }

    /// The connections on which certificates matter in this scenario.
    pub const fn links(self) -> &'static [Link] {
        self.row().links
    }

    /// Where its certificate is installed: store, dialog, cmdlet, and what has to be done besides.
    pub const fn installation(self) -> &'static Installation {
        self.row().installation
    }

    /// Which certificate of today's overview page this is.
    pub const fn overview_certificate(self) -> OverviewCertificate {
        self.row().overview
    }

    /// The pages the product's table refers to.
    pub const fn references(self) -> &'static [Reference] {
        self.row().references
    }

    const fn row(self) -> &'static Row {
        match self {
            Self::OrganizationManagement => organization_management::ROW,
            Self::BackupApplication => backup_application::ROW,
            Self::BackupProxy => backup_proxy::ROW,
            Self::RestApi => rest_api::ROW,
            Self::RestApiOnSeparateMachine => rest_api_on_separate_machine::ROW,
            Self::RestorePortal => restore_portal::ROW,
            Self::RestoreOperatorAuthentication => restore_operator_authentication::ROW,
            Self::TenantAuthentication => tenant_authentication::ROW,
        }
    }
}

/// The profiles of the product are literals.
#[allow(
    clippy::ptr_arg,
    reason = "a reference to text lives no longer than what owns it"
)]
const fn borrowed(text: &Cow<'static, str>) -> &'static str {
    match text {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => "",
    }
}

impl OverviewCertificate {
    /// The scenarios it is for, in the order of [`ScenarioId::ALL`]; at least one.
    pub fn scenarios(self) -> impl Iterator<Item = ScenarioId> {
        let is_of = move |id: &ScenarioId| id.overview_certificate() == self;
        ScenarioId::ALL.into_iter().filter(is_of)
    }
}

impl fmt::Display for ScenarioId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ScenarioId {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`], with the name that was probably meant, or those there are.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let known = Self::ALL.into_iter().find(|id| id.as_str() == text);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str);
            let reason = match nearest(text, names.into_iter()) {
                Some(name) => format!("is not a scenario; did you mean `{name}`?"),
                None => format!("is not a scenario; one of {} is", names.join(", ")),
            };
            ParseError::new(text, reason)
        })
    }
}
