//! The Azure SDK for Rust, signing in with a certificate of any form and without OpenSSL.

#[path = "shared/application.rs"]
mod application;
#[path = "shared/authorities.rs"]
mod authorities;
#[path = "shared/certificates.rs"]
mod certificates;
#[path = "shared/context.rs"]
mod context;
#[path = "shared/identity.rs"]
mod identity;
#[path = "shared/outcome.rs"]
mod outcome;
#[path = "shared/policy.rs"]
mod policy;
#[path = "shared/secret.rs"]
mod secret;

use std::sync::Arc;

use azure_core::cloud::CustomConfiguration;
use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind;
use azure_core::http::{ClientMethodOptions, Transport};
use azure_identity::{
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions,
};
use clap::Parser;
use vb365_tls::entra::ConfidentialClient;

use application::{Application, ApplicationArgs, refuse};
use authorities::AuthorityArgs;
use outcome::{Failure, Outcome, Verdict, exit};

/// Gets an access token for Microsoft Graph through the crate azure_identity, and says when it expires.
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    authorities: AuthorityArgs,

    #[command(flatten)]
    application: ApplicationArgs,
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
async fn main() -> std::process::ExitCode {
    exit(run(&Args::parse()).await)
}

async fn run(args: &Args) -> Outcome {
    let Application { client, .. } = match args.application.accept()? {
        Ok(application) => application,
        Err(rejected) => return refuse(rejected),
    };
    let context = args.application.context.context();
    let tls = args.authorities.client_config(&context)?;
    let http = reqwest::Client::builder().tls_backend_preconfigured(tls);
    let http = http.build().map_err(|it| Failure::about("TLS", it))?;

    let mut cloud = CustomConfiguration::default();
    cloud.authority_host = format!("https://{}", client.authority().login_host());
    let mut options = ClientAssertionCredentialOptions::default();
    options.client_options.cloud = Some(Arc::new(cloud.into()));
    options.client_options.transport = Some(Transport::new(Arc::new(http)));

    let scope = format!("{}/.default", client.authority().graph_root());
    let (tenant, application) = (
        client.tenant().to_string(),
        client.application().to_string(),
    );
    let certificate = Certificate(client);
    let signs_in = ClientAssertionCredential::new(tenant, application, certificate, Some(options));
    let signs_in = signs_in.map_err(|it| Failure::about("the credential", it))?;
    let token = signs_in.get_token(&[&scope], None).await;
    let token = token.map_err(|it| Failure::about("no token", it))?;
    outcome::print(format_args!("expires on {}\n", token.expires_on))?;
    Ok(Verdict::Yes)
}
