//! Signs in to Microsoft Entra as an application, over the network: reqwest sends what this crate has signed.

use std::error::Error;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs};

use clap::{Parser, ValueEnum};
use reqwest::blocking::{Client, Response};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use vb365_tls::address::Address;
use vb365_tls::entra::{
    AssertionFormat, Authority, ConfidentialClient, Scope, TokenRequest, client_config, diagnose,
};
use vb365_tls::scenario::{ApplicationId, Cloud, OrganizationManagement, TenantId};
use vb365_tls::tls::explain;
use vb365_tls::trust::TrustSpec;
use vb365_tls::{Context, Credential, Identity, Password};

/// Gets an access token for Microsoft Graph with the certificate of an application in Microsoft Entra.
///
/// What comes back is described, not shown. A token service that is refused, or that refuses the request, is reported on
/// stderr: `refused: <id>: <sentence>; remedy: <sentence>`.
#[derive(Parser)]
#[command(after_help = "\
Exit code: 0  there is a token
           1  refused by one of the two ends, or the other end speaks no TLS or closed without a reason
           2  wrong usage, a file that cannot be read, a certificate that is not accepted, or no answer")]
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

    /// How the assertion is signed
    #[arg(long, value_enum, default_value = "PS256")]
    alg: Algorithm,

    /// Prints the token too, which is as good as a password
    #[arg(long)]
    show_token: bool,

    /// The certificate and its private key; the format is told from the content
    identity: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "UPPER")]
enum Algorithm {
    Ps256,
    Rs256,
}

/// How long the service may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// More than any answer has, in bytes.
const MAX_ANSWER: u64 = 256 * 1024;

fn main() -> ExitCode {
    run(&Args::parse()).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

fn run(args: &Args) -> Result<ExitCode, Box<dyn Error>> {
    let context = Context::new(Arc::new(rustls::crypto::ring::default_provider()));
    let client = client(args, &context)?.with_format(match args.alg {
        Algorithm::Ps256 => AssertionFormat::Ps256,
        Algorithm::Rs256 => AssertionFormat::Rs256,
    });
    let request = client.client_credentials(&Scope::graph_default())?;
    let trust = args.trust.server_trust(|file| fs::read(file))?;
    match post(&request, client_config(&trust, &context)?) {
        Ok(answer) => read(args, answer),
        Err(error) => match explain(&error) {
            Some(finding) => {
                eprintln!("refused: {finding}; remedy: {}", finding.remedy);
                Ok(ExitCode::FAILURE)
            }
            None => Err(format!("{}: {error}", request.url()).into()),
        },
    }
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

fn post(request: &TokenRequest, tls: rustls::ClientConfig) -> reqwest::Result<Response> {
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()?;
    let request = client
        .post(request.url())
        .header(CONTENT_TYPE, TokenRequest::CONTENT_TYPE)
        .body(request.body().to_string());
    request.send()
}

fn read(args: &Args, answer: Response) -> Result<ExitCode, Box<dyn Error>> {
    let (url, status) = (answer.url().clone(), answer.status());
    let mut body = Vec::new();
    answer.take(MAX_ANSWER).read_to_end(&mut body)?;
    let token: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let (true, Value::String(secret), Value::String(kind)) = (
        status.is_success(),
        &token["access_token"],
        &token["token_type"],
    ) {
        println!(
            "{}, expires in {} s",
            kind.escape_debug(),
            token["expires_in"]
        );
        if args.show_token {
            println!("{secret}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let diagnosis = diagnose(&body).map_err(|error| format!("{url}, {status}: {error}"))?;
    eprintln!(
        "refused: {diagnosis}; remedy: {}",
        diagnosis.finding().remedy
    );
    Ok(ExitCode::FAILURE)
}
