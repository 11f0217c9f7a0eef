//! A small HTTPS client on the client configuration of a scenario.

use std::io::{self, BufReader, StdoutLock, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, StreamOwned};
use vb365_tls::identity::Identity;
use vb365_tls::profile::Profile;
use vb365_tls::scenario::role::{ActsAsClient, TlsClient};
use vb365_tls::scenario::{
    BackupProxy, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication, ScenarioId,
    TenantAuthentication, UsageScenario,
};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Credential, Error};

use crate::connection::{PATIENCE, connect};
use crate::outcome::{Failure, Outcome, Verdict, note};
use crate::paper::shell_word;
use crate::url::Url;
use crate::{context, destination, identity, refusal, response, trust};

/// Gets a URL the way a client in a scenario of Veeam Backup for Microsoft 365 connects, and prints the body.
///
/// What is trusted has to be said; `vb365-cert probe URL` shows beforehand what there is to trust. A server that is
/// refused, or that refuses this client, is reported on stderr in one line: `refused: <rule>: <sentence>; remedy:
/// <sentence>`.
#[derive(clap::Args)]
#[command(after_help = "\
Scenarios: backup-proxy (with --client-identity), rest-api,
           rest-api-on-separate-machine, restore-portal,
           restore-operator-authentication, tenant-authentication

Exit code: 0  the body was received, whatever the HTTP status (other than 2xx
              is noted on stderr)
           1  refused by one of the two ends, or the other end speaks no TLS,
              keeps silent, or closed without a reason
           2  wrong usage, a file that cannot be read, or no connection")]
pub(crate) struct Args {
    /// What the connection is for
    #[arg(long, value_name = "ID", default_value = "rest-api")]
    scenario: ScenarioId,

    #[command(flatten)]
    trust: trust::TrustArgs,

    /// The certificate and key this client presents; backup-proxy needs it, elsewhere the server may demand it
    #[arg(long, value_name = "FILE")]
    client_identity: Option<PathBuf>,

    #[command(flatten)]
    destination: destination::DestinationArgs,

    #[command(flatten)]
    context: context::ContextArgs,

    #[command(flatten)]
    key: identity::KeyArgs,

    /// `https://HOST[:PORT][/PATH]`; the port is 443 unless given
    url: Url,
}

pub(crate) fn run(args: Args) -> Outcome {
    let args = &args;
    let context = args.context.context();
    let Some(trust) = args.trust.server_trust()? else {
        let failure = Failure::about("--trust", "say whom to trust");
        return Err(failure.with_advice(probe_first(args)));
    };
    let address = args.url.address.clone();
    let identity = match &args.client_identity {
        Some(path) => Some(args.key.identity(path)?),
        None => None,
    };
    let config = match (args.scenario, identity) {
        (ScenarioId::OrganizationManagement | ScenarioId::BackupApplication, _) => {
            return Err(Failure::about(args.scenario, NOT_SERVED));
        }
        (ScenarioId::BackupProxy, None) => {
            let reason = "both ends present a certificate, so give --client-identity";
            return Err(Failure::about(args.scenario, reason));
        }
        (ScenarioId::BackupProxy, Some(identity)) => {
            presenting(BackupProxy::at(address)?, identity, &trust, &context)
        }
        (_, Some(identity)) => presenting(AnyClient, identity, &trust, &context),
        // The portal's own certificate only signs; its HTTPS is the REST API's.
        (ScenarioId::RestApi | ScenarioId::RestorePortal, None) => {
            client_config(&RestApi::at(address)?, &trust, &context)
        }
        (ScenarioId::RestApiOnSeparateMachine, None) => {
            let machine = RestApiOnSeparateMachine::at(address.clone(), address)?;
            client_config(&machine, &trust, &context)
        }
        (ScenarioId::RestoreOperatorAuthentication, None) => {
            let service = RestoreOperatorAuthentication::at(address)?;
            client_config(&service, &trust, &context)
        }
        (ScenarioId::TenantAuthentication, None) => {
            client_config(&TenantAuthentication::at(address)?, &trust, &context)
        }
        (other, None) => return Err(Failure::about(other, "has no client configuration")),
    };
    let fetched = match config {
        Ok(config) => fetch(args, Arc::new(config)),
        Err(Error::Rejected(rejected)) => {
            note(rejected.report());
            return Ok(Verdict::No);
        }
        Err(error) => return Err(Failure::about(args.scenario, error)),
    };
    match fetched {
        Ok(()) => Ok(Verdict::Yes),
        Err(error) => refused(args, &error),
    }
}

/// The way to something to trust, as commands to type.
fn probe_first(args: &Args) -> String {
    let url = shell_word(&args.url.to_string());
    let options = args.destination.options(args.scenario);
    format!(
        "What there is to trust, and once its SHA-256 is the one shown on the server itself:\n  \
         vb365-cert probe {options} {url}\n  vb365-cert get {options} --trust sha256:HEX {url}"
    )
}

/// Says why one of the two ends ended the connection, if one did.
fn refused(args: &Args, error: &(dyn std::error::Error + 'static)) -> Outcome {
    match refusal::refusal(error) {
        Some(line) => {
            note(line);
            Ok(Verdict::No)
        }
        None => Err(Failure::about(&args.url.address, error)),
    }
}

/// A client of a server that authenticates its clients, which none of the product is known to do.
struct AnyClient;

impl UsageScenario for AnyClient {
    type Role = TlsClient;
    const PROFILE: &'static Profile =
        &Profile::tls_client("client", "Authenticating to a server by certificate", &[]);
}

fn presenting<S: UsageScenario>(
    scenario: S,
    identity: Identity,
    trust: &ServerTrust,
    context: &Context,
) -> Result<ClientConfig, Error>
where
    S::Role: ActsAsClient,
{
    Credential::accept(scenario, identity, context)?.client_config(trust)
}

const NOT_SERVED: &str =
    "the certificate signs assertions; nothing of the product is served with it";

fn fetch(args: &Args, config: Arc<ClientConfig>) -> io::Result<()> {
    let mut socket = connect(args.destination.there(&args.url))?;
    let name = args.url.address.host().server_name();
    let mut connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket)?;
    }
    let mut stream = StreamOwned::new(connection, socket.into_socket(PATIENCE)?);
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        args.url.path, args.url.address
    );
    let sent = stream.write_all(request.as_bytes());
    if let Err(error) = sent.and_then(|()| stream.flush()) {
        return Err(refused_by(stream).unwrap_or(error));
    }
    let mut stream = BufReader::new(stream);
    let head = response::Head::read(&mut stream)?;
    if !head.is_success() {
        note(format_args!("note: the server answered {}", head.status()));
    }
    let mut body = Body {
        stdout: io::stdout().lock(),
        is_closed: false,
    };
    let copied = head.copy_body(&mut stream, &mut body);
    match copied.and_then(|()| body.flush()) {
        // Whoever reads the body has seen enough.
        Err(_) if body.is_closed => Ok(()),
        copied => copied,
    }
}

/// Stdout, which tells whether it was the one that was closed, and not the connection.
struct Body {
    stdout: StdoutLock<'static>,
    is_closed: bool,
}

impl Body {
    fn look_at<T>(&mut self, written: io::Result<T>) -> io::Result<T> {
        let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        self.is_closed |= written.as_ref().is_err_and(is_closed);
        written
    }
}

impl Write for Body {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.stdout.write(bytes);
        self.look_at(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.stdout.flush();
        self.look_at(flushed)
    }
}

/// Why the server closed before it had the request. In TLS 1.3 it looks at the client's certificate when the client is
/// done: its alert is there to be read, but the stream would first go on sending.
fn refused_by(stream: StreamOwned<ClientConnection, TcpStream>) -> Option<io::Error> {
    let StreamOwned { mut conn, mut sock } = stream;
    while matches!(conn.read_tls(&mut sock), Ok(1..)) {
        if let Err(error) = conn.process_new_packets() {
            return Some(io::Error::other(error));
        }
    }
    None
}
