//! Who talks to whom in a scenario, and how much of that is public.

use std::fmt;

/// A machine, service or person that takes part in a scenario.
///
/// ```
/// use vb365_tls::scenario::{Party, ScenarioId};
///
/// let link = &ScenarioId::RestApi.links()[0];
/// assert_eq!((link.from, link.to), (Party::RestClient, Party::RestApiService));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Party {
    /// The Veeam Backup for Microsoft 365 server and its service.
    Vb365Server,
    /// A backup proxy server with its service, of whatever kind.
    BackupProxy,
    /// A Windows backup proxy server in a workgroup.
    WorkgroupBackupProxy,
    /// The REST API service, on the server or on a separate machine.
    RestApiService,
    /// A program that calls the REST API.
    RestClient,
    /// The Restore Portal.
    RestorePortal,
    /// A person at the Restore Portal, with a browser.
    PortalUser,
    /// A restore operator, who signs in with Microsoft 365 credentials.
    RestoreOperator,
    /// A tenant of a service provider.
    Tenant,
    /// A Veeam Explorer, on the machine of the product, on a backup server or elsewhere.
    VeeamExplorer,
    /// A Veeam Cloud Connect gateway of a service provider.
    CloudGateway,
    /// A Microsoft 365 organization.
    Microsoft365Organization,
    /// An application in Microsoft Entra.
    EntraApplication,
    /// The token endpoint of Microsoft Entra.
    EntraTokenService,
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vb365Server => "Veeam Backup for Microsoft 365 server",
            Self::BackupProxy => "backup proxy server",
            Self::WorkgroupBackupProxy => "backup proxy server in a workgroup",
            Self::RestApiService => "REST API service",
            Self::RestClient => "REST client",
            Self::RestorePortal => "Restore Portal",
            Self::PortalUser => "Restore Portal user",
            Self::RestoreOperator => "restore operator",
            Self::Tenant => "tenant",
            Self::VeeamExplorer => "Veeam Explorer",
            Self::CloudGateway => "Cloud Connect gateway",
            Self::Microsoft365Organization => "Microsoft 365 organization",
            Self::EntraApplication => "Microsoft Entra application",
            Self::EntraTokenService => "Microsoft Entra token endpoint",
        })
    }
}

/// What is publicly known about one property of a [`Link`].
///
/// ```
/// use vb365_tls::scenario::{Fact, Party, ScenarioId};
///
/// let link = &ScenarioId::RestApi.links()[0];
/// assert_eq!(link.presents, Fact::Documented(Party::RestApiService));
/// assert_eq!(link.verifies, Fact::Inferred(Party::RestClient));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Fact<T> {
    /// The documentation of the product or of Microsoft says so.
    Documented(T),
    /// Nobody says so, but it follows from what is documented or was logged.
    Inferred(T),
    /// Nothing is public.
    Unknown,
}

impl<T: Copy> Fact<T> {
    /// The value, documented or inferred; `None` if nothing is public.
    pub const fn value(&self) -> Option<T> {
        match *self {
            Self::Documented(value) | Self::Inferred(value) => Some(value),
            Self::Unknown => None,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Fact<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documented(value) => value.fmt(f),
            Self::Inferred(value) => write!(f, "{value} (inferred)"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// One connection of a scenario.
///
/// ```
/// use vb365_tls::scenario::{Fact, ScenarioId};
///
/// let link = &ScenarioId::BackupProxy.links()[0];
/// assert_eq!(link.port, Fact::Documented(9193));
/// assert_eq!(link.presents, Fact::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Link {
    /// Who opens the connection.
    pub from: Party,
    /// Who is connected to.
    pub to: Party,
    /// The TCP port, as installed; some can be changed.
    pub port: Fact<u16>,
    /// What is spoken.
    pub protocol: Fact<&'static str>,
    /// Who presents a certificate, or signs with its key.
    pub presents: Fact<Party>,
    /// Who checks it.
    pub verifies: Fact<Party>,
    /// Where this can be read.
    pub source: &'static str,
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to {}, port {}, protocol {}: presenter {}, verifier {}",
            self.from, self.to, self.port, self.protocol, self.presents, self.verifies
        )
    }
}
