//! A small HTTPS server on the server configuration of a scenario.

use std::io;
use std::marker::PhantomData;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::ServerConfig;
use vb365_tls::address::Address;
use vb365_tls::identity::Identity;
use vb365_tls::profile::Profile;
use vb365_tls::scenario::role::ActsAsServer;
use vb365_tls::scenario::{
    BackupProxy, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication, ScenarioId,
    TenantAuthentication, UsageScenario,
};
use vb365_tls::tls::reload::{ReloadableServer, Replacement};
use vb365_tls::trust::{ClientTrust, RelyingParty};
use vb365_tls::{Context, Credential, Error};

use crate::outcome::{Failure, Outcome, Verdict, in_one_line, note};
use crate::served::{Log, serve};
use crate::{certificates, context, identity, limits, outcome, reload, trust};

/// Serves HTTPS the way a scenario of Veeam Backup for Microsoft 365 does, and answers every GET with a line of text.
///
/// Prints `listening on ADDR` when it is ready, and then a line for each handshake: the time, the address of the
/// client, and protocol version, cipher suite, server name (`-` if none was sent), `full` or `resumed`; or why the
/// client was refused or turned away.
///
/// A handshake has 10 seconds in all, and so has each request.
///
/// With --trust and --crl it serves nothing that clients which trust so would refuse.
///
/// On SIGHUP it reads the certificate again, holds it against the same clients, and says `reloaded: revision N`,
/// `reloaded: unchanged`, or on stderr `kept: ` and why; connections that are open stay open. Windows has no SIGHUP.
#[derive(clap::Args)]
#[command(after_help = "\
Scenarios: backup-proxy, rest-api, rest-api-on-separate-machine,
           restore-operator-authentication, tenant-authentication;
           restore-portal, which is served with the REST API certificate

Exit code: 1  the certificate does not fit the scenario, or the clients of
              --trust would refuse it; the report is on stderr
           2  wrong usage, a file that cannot be read, or an address that cannot
              be listened on")]
pub(crate) struct Args {
    /// What the certificate is used for
    #[arg(long, value_name = "ID")]
    scenario: ScenarioId,

    /// Where to listen, such as 127.0.0.1:4443; port 0 picks a free one
    #[arg(long, value_name = "ADDR")]
    listen: String,

    /// The addresses clients use; without them the certificate is compared with none
    #[arg(long, value_name = "HOST[:PORT]")]
    address: Vec<Address>,

    /// Demands a client certificate issued by a CA in this file. A backup proxy demands its own one by default
    #[arg(long, value_name = "FILE")]
    client_ca: Option<PathBuf>,

    /// The next ones are turned away
    #[arg(long, value_name = "N", default_value = "4096")]
    max_connections: usize,

    #[command(flatten)]
    trust: trust::TrustArgs,

    #[command(flatten)]
    context: context::ContextArgs,

    #[command(flatten)]
    key: identity::KeyArgs,

    /// The certificate, its issuers and its private key; the format is told from the content
    identity: PathBuf,
}

/// A scenario of the product at any number of addresses, for a server that need not know its own name.
struct Anywhere<S>(Vec<Address>, PhantomData<S>);

impl<S: UsageScenario> UsageScenario for Anywhere<S> {
    type Role = S::Role;
    const PROFILE: &'static Profile = S::PROFILE;

    fn addresses(&self) -> Vec<Address> {
        self.0.clone()
    }
}

/// Of each thread; memory is taken as it is used. Half of it is enough for every test, without optimisation.
const STACK: usize = 512 * 1024;

pub(crate) fn run(args: Args) -> Outcome {
    let args = &Arc::new(args);
    let configure = match args.scenario {
        ScenarioId::BackupProxy => service::<BackupProxy>,
        ScenarioId::RestApi | ScenarioId::RestorePortal => service::<RestApi>,
        ScenarioId::RestApiOnSeparateMachine => service::<RestApiOnSeparateMachine>,
        ScenarioId::RestoreOperatorAuthentication => service::<RestoreOperatorAuthentication>,
        ScenarioId::TenantAuthentication => service::<TenantAuthentication>,
        other => {
            let reason = "the certificate signs assertions and is never presented by a server";
            return Err(Failure::about(other, reason));
        }
    };
    if args.scenario == ScenarioId::RestorePortal {
        note("note: the Restore Portal is served with the REST API certificate");
    }
    let identity = args.key.identity(&args.identity)?;
    let clients = match &args.client_ca {
        Some(path) => {
            let trust = ClientTrust::private_ca(&certificates::certificates(path)?);
            Some(trust.map_err(|error| Failure::about(path.display(), error))?)
        }
        None => None,
    };
    let addresses = args.address.clone();
    let relying_party = args.trust.relying_party(RelyingParty::unknown())?;
    let context = args.context.context().with_relying_party(relying_party);
    match configure(addresses, identity, clients, &context) {
        Ok(service) => {
            listen(args, service)?;
            Ok(Verdict::Yes)
        }
        Err(Error::Rejected(rejected)) => {
            note(rejected.report());
            Ok(Verdict::No)
        }
        Err(error) => Err(Failure::about(args.identity.display(), error)),
    }
}

type Replace = dyn Fn(Identity) -> Result<Replacement, Error> + Send;

/// The handle of a service, whatever its scenario.
struct Service {
    current: Box<dyn Fn() -> Arc<ServerConfig>>,
    replace: Box<Replace>,
}

fn service<S: UsageScenario + Send + Sync + 'static>(
    addresses: Vec<Address>,
    identity: Identity,
    clients: Option<ClientTrust>,
    context: &Context,
) -> Result<Service, Error>
where
    S::Role: ActsAsServer,
{
    let scenario = Anywhere::<S>(addresses, PhantomData);
    let credential = Credential::accept(scenario, identity, context)?;
    let server = match clients {
        Some(clients) => ReloadableServer::for_clients(credential, &clients)?,
        None => ReloadableServer::new(credential)?,
    };
    let replaced = server.clone();
    Ok(Service {
        current: Box::new(move || server.current()),
        replace: Box::new(move |identity| replaced.replace_identity(identity)),
    })
}

fn listen(args: &Arc<Args>, service: Service) -> Result<(), Failure> {
    let about = |error| Failure::about(&args.listen, error);
    let Service { current, replace } = service;
    let files = Arc::clone(args);
    reload::on_hangup(move || {
        let (args, path) = (&files, files.identity.display());
        let identity = args.key.identity(&args.identity);
        let identity = identity.map_err(|failure| failure.to_string())?;
        replace(identity).map_err(|error| match error {
            // The report has lines of its own, as when the server starts.
            Error::Rejected(rejected) => format!("{}: {rejected}", in_one_line(&path.to_string())),
            error => Failure::about(path, error).to_string(),
        })
    })
    .map_err(about)?;
    let listener = TcpListener::bind(&args.listen).map_err(about)?;
    let address = listener.local_addr().map_err(about)?;
    outcome::print(format_args!("listening on {address}\n"))?;

    limits::raise(&listener);
    let connections = Arc::new(());
    let mut failed = None;
    for socket in listener.incoming() {
        let socket = match socket {
            Ok(socket) => socket,
            Err(error) => {
                wait_for_better(&error, &mut failed);
                continue;
            }
        };
        failed = None;
        let log = Log::of(&socket);
        let most = args.max_connections;
        if Arc::strong_count(&connections) > most {
            log.line(format_args!("turned away: {most} connections are open"));
            continue;
        }
        let (counted, config) = (Arc::clone(&connections), current());
        let text = format!("{} is served here\n", args.scenario);
        let started = start(log, socket, move |log, socket| {
            serve(socket, config, &text, log);
            drop(counted);
        });
        if let Err(error) = started {
            log.line(format_args!("turned away: no thread for it: {error}"));
        }
    }
    Ok(())
}

fn start(
    log: Log,
    socket: TcpStream,
    work: impl FnOnce(Log, TcpStream) + Send + 'static,
) -> io::Result<()> {
    let thread = thread::Builder::new().stack_size(STACK);
    thread.spawn(move || work(log, socket)).map(drop)
}

/// Connections wait, mostly for files to be closed, and so does whoever would accept them; the reason is said once.
fn wait_for_better(error: &io::Error, said: &mut Option<io::ErrorKind>) {
    if said.replace(error.kind()) != Some(error.kind()) {
        note(format_args!("cannot accept: {error}"));
    }
    thread::sleep(Duration::from_millis(20));
}
