//! Prints what an application signs in to Microsoft Entra with.

use vb365_tls::Error;
use vb365_tls::entra::Scope;

use crate::application::{Application, ApplicationArgs, refuse};
use crate::outcome::{self, Outcome, Verdict};

/// Signs a client assertion with the certificate of an application in Microsoft Entra, and prints it.
///
/// Nothing is sent. The assertion is as good as a password for the ten minutes it lives. A certificate that is refused is
/// reported on stderr, a line for each rule: `refused: <rule>: <sentence>; remedy: <sentence>`.
#[derive(clap::Args)]
#[command(after_help = "\
Exit code: 0  printed
           1  the certificate is refused
           2  wrong usage, or a file that cannot be read")]
pub(crate) struct Args {
    /// Prints the whole body of a token request for Microsoft Graph instead, as a form
    #[arg(long)]
    form: bool,

    /// Prints what registers the certificate on the application in Microsoft Graph instead, as JSON
    #[arg(long, conflicts_with = "form")]
    key_credential: bool,

    #[command(flatten)]
    application: ApplicationArgs,
}

pub(crate) fn run(args: Args) -> Outcome {
    let application = match args.application.accept()? {
        Ok(application) => application,
        Err(rejected) => return refuse(rejected),
    };
    let text = match text(&args, &application) {
        Ok(text) => text,
        Err(error) => return refuse(error),
    };
    outcome::print(text + "\n")?;
    Ok(Verdict::Yes)
}

fn text(args: &Args, application: &Application) -> Result<String, Error> {
    if args.key_credential {
        return Ok(application.key_credential.to_json());
    }
    let client = &application.client;
    if args.form {
        let request = client.client_credentials(&Scope::graph_default())?;
        return Ok(request.body().to_string());
    }
    Ok(client.assertion()?.as_str().to_owned())
}
