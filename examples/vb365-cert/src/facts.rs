//! What is particular to one installation, and the scenarios that follow from it.

use std::borrow::Cow;

use vb365_tls::address::Address;
use vb365_tls::profile::Profile;
use vb365_tls::scenario::{
    AnyScenario, ApplicationId, BackupApplication, BackupProxy, Cloud, Installation,
    OrganizationManagement, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication,
    RestorePortal, Scenario, ScenarioId, TenantAuthentication, TenantId,
};

/// Takes the place of a tenant or an application nobody named; no rule looks at either.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

#[derive(clap::Args)]
pub(crate) struct Facts {
    /// Where clients find the service: a DNS name, an IPv4 address or an [IPv6 address]; may be repeated. Without it
    /// the names in the certificate are checked, but compared with no address
    #[arg(long, value_name = "HOST[:PORT]")]
    pub(crate) address: Vec<Address>,

    /// The VB365 server a REST API on a separate machine connects to
    #[arg(long, value_name = "HOST[:PORT]")]
    controller: Option<Address>,

    /// The Microsoft cloud: worldwide, us-government, us-defence, china
    #[arg(long, default_value = "worldwide")]
    cloud: Cloud,

    /// The Microsoft Entra tenant: a GUID or a verified domain
    #[arg(long, value_name = "ID", default_value = NOBODY, hide_default_value = true)]
    tenant: TenantId,

    /// The Microsoft Entra application: a GUID
    #[arg(long, value_name = "ID", default_value = NOBODY, hide_default_value = true)]
    application: ApplicationId,
}

/// A scenario of the product, wherever its service is found: nothing is known to compare names with.
pub(crate) struct Anywhere(pub(crate) ScenarioId);

impl AnyScenario for Anywhere {
    fn demands(&self) -> (Cow<'static, Profile>, Vec<Address>) {
        (Cow::Borrowed(self.0.profile()), Vec::new())
    }

    fn installation(&self) -> Option<&'static Installation> {
        Some(self.0.installation())
    }
}

impl Facts {
    /// The scenario with these facts; `None` if it has an address and none was given.
    pub(crate) fn scenario(&self, id: ScenarioId) -> Option<Scenario> {
        let (cloud, tenant) = (self.cloud, self.tenant.clone());
        let application = self.application.clone();
        // The certificate of these two names nobody, so an address is not a fact of theirs.
        match id {
            ScenarioId::OrganizationManagement => {
                return Some(OrganizationManagement::new(cloud, tenant, application).into());
            }
            ScenarioId::BackupApplication => {
                return Some(BackupApplication::new(cloud, tenant, application).into());
            }
            _ => {}
        }
        let (first, others) = self.address.split_first()?;
        let (first, others) = (first.clone(), others.iter().cloned());
        Some(match id {
            ScenarioId::BackupProxy => others
                .fold(BackupProxy::new(first), BackupProxy::with_proxy)
                .into(),
            ScenarioId::RestApi => others
                .fold(RestApi::at(first), RestApi::with_address)
                .into(),
            ScenarioId::RestApiOnSeparateMachine => {
                let controller = self.controller.clone().unwrap_or_else(|| first.clone());
                let machine = RestApiOnSeparateMachine::new(first, controller);
                others
                    .fold(machine, RestApiOnSeparateMachine::with_address)
                    .into()
            }
            ScenarioId::RestorePortal => {
                RestorePortal::new(cloud, tenant, application, first).into()
            }
            ScenarioId::RestoreOperatorAuthentication => {
                let server = RestoreOperatorAuthentication::at(first);
                others
                    .fold(server, RestoreOperatorAuthentication::with_address)
                    .into()
            }
            ScenarioId::TenantAuthentication => others
                .fold(
                    TenantAuthentication::at(first),
                    TenantAuthentication::with_address,
                )
                .into(),
            _ => return None,
        })
    }
}
