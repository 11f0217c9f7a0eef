//! The Azure SDK for Rust, signing in with a certificate of any form and without OpenSSL.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs};

use azure_core::cloud::CustomConfiguration;
use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind;
use azure_core::http::{ClientMethodOptions, Transport};
use azure_identity::{
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions,
};
use clap::Parser;
use vb365_tls::address::Address;
use vb365_tls::entra::{Authority, ConfidentialClient, client_config};
use vb365_tls::scenario::{ApplicationId, Cloud, OrganizationManagement, TenantId};
use vb365_tls::trust::TrustSpec;
use vb365_tls::{Context, Credential, Identity, Password};

/// Gets an access token for Microsoft Graph through the crate azure_identity, and says when it expires.
#[derive(Parser)]
struct Args {
    /// The Microsoft cloud: worldwide, us-government, us-defence, china
    #[arg(long, default_value = "worldwide")]
    cloud: Cloud,

    /// The Microsoft Entra tenant: a GUID or a verified domain
    #[arg(long, value_name = "ID")]
    tenant: TenantId,

    /// The Microsoft Entra application: a GUID
    #[arg(long, value_name = "ID")]
    application: ApplicationId,

    /// Another login host than that of the cloud, such as a mock server
    #[arg(long, value_name = "HOST[:PORT]")]
    login: Option<Address>,

    /// Whom to trust, such as ca:FILE with a mock server or a proxy that inspects TLS
    #[arg(long, value_name = "SPEC", default_value = "public")]
    trust: TrustSpec,

    /// An environment variable that holds the password of the file
    #[arg(long, value_name = "VAR")]
    password_env: Option<String>,

    /// The certificate and its private key; the format is told from the content
    identity: PathBuf,
}

/// Asked for an assertion whenever a token is to be renewed.
#[derive(Debug)]
struct Certificate(ConfidentialClient);

#[async_trait::async_trait]
impl ClientAssertion for Certificate {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let assertion = self.0.assertion();
        let assertion =
            assertion.map_err(|it| azure_core::Error::new(ErrorKind::Credential, it))?;
        Ok(assertion.as_str().to_owned())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let context = Context::new(Arc::new(rustls::crypto::ring::default_provider()));
    let client = client(args, &context)?;
    let trust = args.trust.server_trust(|file| fs::read(file))?;
    let tls = client_config(&trust, &context)?;
    let http = reqwest::Client::builder().tls_backend_preconfigured(tls);

    let mut cloud = CustomConfiguration::default();
    cloud.authority_host = format!("https://{}", client.authority().login_host());
    let mut options = ClientAssertionCredentialOptions::default();
    options.client_options.cloud = Some(Arc::new(cloud.into()));
    options.client_options.transport = Some(Transport::new(Arc::new(http.build()?)));

    let scope = format!("{}/.default", client.authority().graph_root());
    let (tenant, application) = (args.tenant.to_string(), args.application.to_string());
    let certificate = Certificate(client);
    let signs_in = ClientAssertionCredential::new(tenant, application, certificate, Some(options))?;
    let token = signs_in.get_token(&[&scope], None).await?;
    println!("expires on {}", token.expires_on);
    Ok(())
}

/// The application with its certificate.
fn client(args: &Args, context: &Context) -> Result<ConfidentialClient, Box<dyn Error>> {
    let password = match &args.password_env {
        Some(variable) => env::var(variable)?.into(),
        None => Password::none(),
    };
    let identity = Identity::from_bytes(&fs::read(&args.identity)?, &password)?;
    let (tenant, application) = (args.tenant.clone(), args.application.clone());
    let organization = OrganizationManagement::at(args.cloud, tenant, application)?;
    let client = Credential::accept(organization, identity, context)?.confidential_client();
    Ok(match &args.login {
        Some(login) => client.at(Authority::custom(
            login.clone(),
            args.cloud.graph_host().parse()?,
        )?),
        None => client,
    })
}
