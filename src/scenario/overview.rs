//! What the product's documentation says of a scenario, and the certificates as it lists them today.

use std::fmt;

use super::{Installation, Link, Party};

/// One row of the product's table of certificate usage scenarios.
pub(super) struct Row {
    pub(super) reason: &'static str,
    pub(super) parties: &'static [Party],
    pub(super) links: &'static [Link],
    pub(super) installation: &'static Installation,
    pub(super) overview: OverviewCertificate,
    pub(super) references: &'static [Reference],
}

/// A page of the product's documentation.
///
/// ```
/// use vb365_tls::scenario::ScenarioId;
///
/// for reference in ScenarioId::RestApi.references() {
///     println!("{}: {}", reference.title, reference.url);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Reference {
    /// What the page is called.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.url)
    }
}

/// A certificate on the page *Veeam Backup for Microsoft 365 Certificates*.
///
/// The documentation had a table of eight usage scenarios up to 8.3, which this crate follows; since then a page lists
/// six certificates ([`PAGE`](Self::PAGE)). Two of the six serve two scenarios each.
///
/// ```
/// use vb365_tls::scenario::{OverviewCertificate, ScenarioId};
///
/// assert_eq!(
///     ScenarioId::BackupProxy.overview_certificate(),
///     OverviewCertificate::Server
/// );
/// let of_entra: Vec<_> =
///     OverviewCertificate::EntraApplication.scenarios().collect();
/// assert_eq!(
///     of_entra,
///     [
///         ScenarioId::OrganizationManagement,
///         ScenarioId::BackupApplication
///     ]
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum OverviewCertificate {
    /// The server certificate, shared with backup proxies in a workgroup.
    Server,
    /// The REST API certificate, on the server or on a separate machine.
    RestApi,
    /// The Microsoft Entra application certificate, of organizations and backup applications.
    EntraApplication,
    /// The tenant authentication certificate.
    TenantAuthentication,
    /// The restore operator authentication certificate.
    RestoreOperatorAuthentication,
    /// The Restore Portal certificate.
    RestorePortal,
}

impl OverviewCertificate {
    /// All six, in the order of the page.
    pub const ALL: [Self; 6] = [
        Self::Server,
        Self::RestApi,
        Self::EntraApplication,
        Self::TenantAuthentication,
        Self::RestoreOperatorAuthentication,
        Self::RestorePortal,
    ];

    /// The page that lists them.
    pub const PAGE: Reference = Reference {
        title: "Veeam Backup for Microsoft 365 Certificates",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_certificates_overview.html",
    };

    /// What the page calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Server => "Veeam Backup for Microsoft 365 server certificate",
            Self::RestApi => "REST API certificate",
            Self::EntraApplication => "Microsoft Entra application certificate",
            Self::TenantAuthentication => "Tenant authentication certificate",
            Self::RestoreOperatorAuthentication => "Restore operator authentication certificate",
            Self::RestorePortal => "Restore Portal certificate",
        }
    }
}

impl fmt::Display for OverviewCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
