//! An application of Microsoft Entra, the certificate it signs in with, and where.

use std::path::PathBuf;

use vb365_tls::address::Address;
use vb365_tls::entra::{AssertionFormat, Authority, ConfidentialClient, KeyCredential};
use vb365_tls::scenario::{
    ApplicationId, BackupApplication, Cloud, EntraScenario, OrganizationManagement, RestorePortal,
    ScenarioId, TenantId,
};
use vb365_tls::{Credential, Error, Rejected};

use crate::context::ContextArgs;
use crate::identity::KeyArgs;
use crate::outcome::{Failure, Outcome, Verdict, note};
use crate::policy::PolicyArgs;

/// Takes the place of the address of a portal, which no assertion depends on (RFC 6761 section 6.4).
const NOWHERE: &str = "portal.invalid";

#[derive(clap::Args)]
pub(crate) struct ApplicationArgs {
    /// What the application is for: organization-management, backup-application or restore-portal
    #[arg(long, value_name = "ID")]
    scenario: ScenarioId,

    /// The Microsoft cloud: worldwide, us-government, us-defence, china
    #[arg(long, default_value = "worldwide")]
    cloud: Cloud,

    /// The Microsoft Entra tenant: a GUID or a verified domain
    #[arg(long, value_name = "ID")]
    tenant: TenantId,

    /// The Microsoft Entra application: a GUID
    #[arg(long, value_name = "ID")]
    application: ApplicationId,

    /// How the assertion is signed
    #[arg(long, value_enum, default_value = "PS256")]
    alg: Algorithm,

    /// Sends the certificates along in the header `x5c`
    #[arg(long)]
    x5c: bool,

    /// Another authority than that of the cloud, such as a mock server
    #[arg(long, value_name = "HOST[:PORT]")]
    login: Option<Address>,

    #[command(flatten)]
    context: ContextArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    key: KeyArgs,

    /// The certificate and its private key; the format is told from the content
    identity: PathBuf,
}

#[derive(Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "UPPER")]
enum Algorithm {
    Ps256,
    Rs256,
}

/// What an accepted certificate is good for.
pub(crate) struct Application {
    pub(crate) client: ConfidentialClient,
    pub(crate) key_credential: KeyCredential,
}

impl ApplicationArgs {
    /// The application with its certificate, if that is accepted.
    pub(crate) fn accept(&self) -> Result<Result<Application, Error>, Failure> {
        let context = self.policy.apply(self.context.context())?;
        let identity = self.key.identity(&self.identity)?;
        let (cloud, tenant) = (self.cloud, self.tenant.clone());
        let application = self.application.clone();
        let application = match self.scenario {
            ScenarioId::OrganizationManagement => {
                let organization = OrganizationManagement::at(cloud, tenant, application)?;
                of(Credential::accept(organization, identity, &context))
            }
            ScenarioId::BackupApplication => {
                let backup = BackupApplication::at(cloud, tenant, application)?;
                of(Credential::accept(backup, identity, &context))
            }
            ScenarioId::RestorePortal => {
                let portal = RestorePortal::at(cloud, tenant, application, NOWHERE)?;
                of(Credential::accept(portal, identity, &context))
            }
            other => {
                let reason = "its certificate signs no assertions; one of organization-management, \
                              backup-application, restore-portal does";
                return Err(Failure::about(other, reason));
            }
        };
        let Application {
            mut client,
            key_credential,
        } = match application {
            Ok(application) => application,
            Err(rejected) => return Ok(Err(rejected.into())),
        };
        client = client.with_format(match self.alg {
            Algorithm::Ps256 => AssertionFormat::Ps256,
            Algorithm::Rs256 => AssertionFormat::Rs256,
        });
        if self.x5c {
            client = client.with_certificate_chain();
        }
        if let Some(login) = &self.login {
            client = client.at(self.authority(login)?);
        }
        Ok(Ok(Application {
            client,
            key_credential,
        }))
    }

    fn authority(&self, login: &Address) -> Result<Authority, Failure> {
        let graph = self.cloud.graph_host().parse();
        let graph = graph.map_err(|error| Failure::about(self.cloud, error))?;
        Authority::custom(login.clone(), graph).map_err(|error| Failure::about("--login", error))
    }
}

fn of<S: EntraScenario>(
    accepted: Result<Credential<S>, Rejected>,
) -> Result<Application, Rejected> {
    accepted.map(|credential| Application {
        client: credential.confidential_client(),
        key_credential: credential.key_credential(),
    })
}

/// One line on stderr for each rule that is broken.
pub(crate) fn refuse(error: Error) -> Outcome {
    let Error::Rejected(rejected) = error else {
        return Err(Failure::about("the assertion", error));
    };
    for finding in rejected.report().errors() {
        note(format_args!(
            "refused: {finding}; remedy: {}",
            finding.remedy
        ));
    }
    Ok(Verdict::No)
}
