//! Signs in to Microsoft Entra as an application, over the network.

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
#[path = "shared/refusal.rs"]
mod refusal;
#[path = "shared/secret.rs"]
mod secret;

use std::io::Read;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use reqwest::blocking::{Client, Response};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use vb365_tls::entra::{Scope, TokenRequest, diagnose};

use application::{Application, ApplicationArgs, refuse};
use authorities::AuthorityArgs;
use outcome::{Failure, Outcome, Verdict, exit, in_one_line, note};

/// Gets an access token for Microsoft Graph with the certificate of an application in Microsoft Entra.
///
/// What comes back is described, not shown. A certificate, a token service or a request that is refused is reported on
/// stderr: `refused: <id>: <sentence>; remedy: <sentence>`.
#[derive(Parser)]
#[command(after_help = "\
Exit code: 0  there is a token
           1  refused by one of the two ends, or the other end speaks no TLS or closed without a reason
           2  wrong usage, a file that cannot be read, or no answer")]
struct Args {
    #[command(flatten)]
    authorities: AuthorityArgs,

    /// Prints the token too, which is as good as a password
    #[arg(long)]
    show_token: bool,

    #[command(flatten)]
    application: ApplicationArgs,
}

/// How long the service may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// More than any answer has, in bytes.
const MAX_ANSWER: u64 = 256 * 1024;

fn main() -> ExitCode {
    exit(run(&Args::parse()))
}

fn run(args: &Args) -> Outcome {
    let context = args.application.context.context();
    let Application { client, .. } = match args.application.accept()? {
        Ok(application) => application,
        Err(rejected) => return refuse(rejected),
    };
    let request = match client.client_credentials(&Scope::graph_default()) {
        Ok(request) => request,
        Err(error) => return refuse(error),
    };
    let tls = args.authorities.client_config(&context)?;
    match post(&request, tls) {
        Ok(answer) => read(args, answer),
        Err(error) => match refusal::refusal(&error) {
            Some(line) => {
                note(line);
                Ok(Verdict::No)
            }
            None => Err(Failure::about(request.url(), error)),
        },
    }
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

fn read(args: &Args, answer: Response) -> Outcome {
    let (url, status) = (answer.url().clone(), answer.status());
    let mut body = Vec::new();
    let read = answer.take(MAX_ANSWER).read_to_end(&mut body);
    read.map_err(|error| Failure::about(&url, error))?;
    let token: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let (true, Value::String(secret), Value::String(kind)) = (
        status.is_success(),
        &token["access_token"],
        &token["token_type"],
    ) {
        let expires = token["expires_in"].to_string();
        let told = format!("{kind}, expires in {expires} s");
        outcome::print(in_one_line(told) + "\n")?;
        if args.show_token {
            outcome::print(format_args!("{secret}\n"))?;
        }
        return Ok(Verdict::Yes);
    }
    let diagnosis = diagnose(&body);
    let diagnosis = diagnosis.map_err(|it| Failure::about(format!("{url}, {status}"), it))?;
    note(format_args!(
        "refused: {diagnosis}; remedy: {}",
        diagnosis.finding().remedy
    ));
    Ok(Verdict::No)
}
