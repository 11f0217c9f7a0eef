//! A private key that stays on its PKCS#11 token: in both ends of a TLS connection, and under a client assertion.

#[path = "shared/certificates.rs"]
mod certificates;
#[path = "shared/loopback.rs"]
mod loopback;
#[path = "shared/outcome.rs"]
mod outcome;
#[path = "shared/pkcs11.rs"]
mod pkcs11;
#[path = "shared/secret.rs"]
mod secret;
#[path = "shared/token.rs"]
mod token;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use vb365_tls::identity::Identity;
use vb365_tls::scenario::{ApplicationId, BackupProxy, Cloud, OrganizationManagement, TenantId};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Credential};

use outcome::{Verdict, exit};

/// Signs with an RSA key on a PKCS#11 token: a client assertion, and both ends of a connection as to a backup proxy.
#[derive(Parser)]
#[command(after_help = "\
Exit code: 0  signed and connected
           1  the certificate does not fit, or the token does not sign
           2  wrong usage, a file that cannot be read, or a key that is not found")]
struct Args {
    #[command(flatten)]
    token: token::TokenArgs,

    /// The Microsoft Entra tenant the application signs in to
    #[arg(long, value_name = "ID")]
    tenant: TenantId,

    /// The Microsoft Entra application
    #[arg(long, value_name = "ID")]
    application: ApplicationId,
}

fn main() -> ExitCode {
    let args = Args::parse();
    exit(
        args.token
            .identity()
            .map(|identity| match run(&args, identity) {
                Ok(()) => Verdict::Yes,
                Err(error) => {
                    outcome::note(error);
                    Verdict::No
                }
            }),
    )
}

fn run(args: &Args, identity: Identity) -> Result<(), Box<dyn Error>> {
    let context = Context::new(rustls::crypto::ring::default_provider());
    let (tenant, application) = (args.tenant.clone(), args.application.clone());
    let organization = OrganizationManagement::new(Cloud::Worldwide, tenant, application);
    let organization = Credential::accept(organization, identity.clone(), &context)?;
    let assertion = organization.confidential_client().assertion()?;
    outcome::print(format_args!("{}\n", assertion.as_str()))?;

    let proxy = BackupProxy::new(loopback::HOST.parse()?);
    let proxy = Credential::accept(proxy, identity, &context)?;
    let client = proxy.client_config(&ServerTrust::pinned(proxy.end_entity()))?;
    let connection = loopback::connect(proxy.server_config()?, client)?;
    outcome::print(format_args!("{connection}\n"))?;
    Ok(())
}
