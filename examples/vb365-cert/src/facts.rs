//! What is particular to one installation, and the scenarios that follow from it.

use vb365_tls::address::Address;
use vb365_tls::error::ParseError;
use vb365_tls::scenario::{
    ApplicationId, BackupApplication, BackupProxy, Cloud, OrganizationManagement, RestApi,
    RestApiOnSeparateMachine, RestoreOperatorAuthentication, RestorePortal, Scenario, ScenarioId,
    TenantAuthentication, TenantId,
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

impl Facts {
    /// The scenario with these facts, at these addresses; `None` if it has an address and there is none.
    pub(crate) fn scenario(
        &self,
        id: ScenarioId,
        addresses: &[Address],
    ) -> Result<Option<Scenario>, ParseError> {
        let (cloud, tenant) = (self.cloud, self.tenant.clone());
        let application = self.application.clone();
        // The certificate of these two names nobody, so an address is not a fact of theirs.
        match id {
            ScenarioId::OrganizationManagement => {
                let scenario = OrganizationManagement::at(cloud, tenant, application)?;
                return Ok(Some(scenario.into()));
            }
            ScenarioId::BackupApplication => {
                let scenario = BackupApplication::at(cloud, tenant, application)?;
                return Ok(Some(scenario.into()));
            }
            _ => {}
        }
        let Some((first, others)) = addresses.split_first() else {
            return Ok(None);
        };
        let (first, mut others) = (first.clone(), others.iter().cloned());
        Ok(Some(match id {
            ScenarioId::BackupProxy => others
                .try_fold(BackupProxy::at(first)?, BackupProxy::with_proxy)?
                .into(),
            ScenarioId::RestApi => others
                .try_fold(RestApi::at(first)?, RestApi::with_address)?
                .into(),
            ScenarioId::RestApiOnSeparateMachine => {
                let controller = self.controller.clone().unwrap_or_else(|| first.clone());
                let machine = RestApiOnSeparateMachine::at(first, controller)?;
                others
                    .try_fold(machine, RestApiOnSeparateMachine::with_address)?
                    .into()
            }
            ScenarioId::RestorePortal => {
                RestorePortal::at(cloud, tenant, application, first)?.into()
            }
            ScenarioId::RestoreOperatorAuthentication => {
                let server = RestoreOperatorAuthentication::at(first)?;
                others
                    .try_fold(server, RestoreOperatorAuthentication::with_address)?
                    .into()
            }
            ScenarioId::TenantAuthentication => {
                let service = TenantAuthentication::at(first)?;
                others
                    .try_fold(service, TenantAuthentication::with_address)?
                    .into()
            }
            _ => return Ok(None),
        }))
    }
}
