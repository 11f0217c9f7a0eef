//! A relying party, asked twice about the same certificates: in a report and in a handshake.

use std::sync::{Arc, OnceLock};

use rustls::sign::SigningKey;
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use vb365_tls::chain::Chain;
use vb365_tls::profile::Profile;
use vb365_tls::revocation::Crls;
use vb365_tls::scenario::{AnyScenario, BackupProxy, Scenario, UsageScenario, role};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{ClientTrust, RelyingParty, ServerTrust};
use vb365_tls::{Certificate, Context, Credential, Identity, Password, Report, check_chain};

use super::{HOST, provider};
use crate::handshake::wire::{self, converse};
use crate::rules::rest_api;

/// Whoever verifies: the clients of a server, or a server.
#[derive(Clone, Debug)]
pub enum Party {
    OfServers(ServerTrust),
    OfClients(ClientTrust),
}

impl Party {
    /// The clients of a server and a server that trust these CAs.
    pub fn by_path(anchors: &[Certificate]) -> [Self; 2] {
        [
            Self::OfServers(ServerTrust::private_ca(anchors).unwrap()),
            Self::OfClients(ClientTrust::private_ca(anchors).unwrap()),
        ]
    }

    pub fn with_lists(self, lists: &Crls) -> Self {
        match self {
            Self::OfServers(it) => Self::OfServers(it.with_crls(lists.clone())),
            Self::OfClients(it) => Self::OfClients(it.with_crls(lists.clone())),
        }
    }

    /// What the REST API presents in a report, and in a handshake.
    pub fn ask(
        &self,
        presented: &[CertificateDer<'static>],
        key: &Arc<dyn SigningKey>,
        context: &Context,
    ) -> (Report, Answer) {
        let chain = Chain::from_certificates(read(presented).unwrap()).unwrap();
        let server = rest_api();
        let report = self.report(&server, &chain, context);
        let answer = self.end(&server, context).meets(HOST, presented, key);
        (report, answer)
    }

    /// A server has a name; what is asked of a client is the same everywhere.
    pub fn report(&self, server: &impl AnyScenario, chain: &Chain, context: &Context) -> Report {
        let context = context.clone();
        let report = || match self {
            Self::OfServers(it) => {
                check_chain(server, chain, &context.clone().with_relying_party(it))
            }
            Self::OfClients(it) => {
                check_chain(&Client, chain, &context.clone().with_relying_party(it))
            }
        };
        // What is remembered changes nothing.
        let first = report();
        assert_eq!(report().findings(), first.findings());
        first
    }

    /// The configuration; servers are those of the scenario.
    pub fn end(&self, server: &Scenario, context: &Context) -> End {
        match self {
            Self::OfServers(trust) => End::Client(Arc::new(match server {
                Scenario::RestApi(it) => client_config(it, trust, context).unwrap(),
                Scenario::RestApiOnSeparateMachine(it) => {
                    client_config(it, trust, context).unwrap()
                }
                Scenario::RestoreOperatorAuthentication(it) => {
                    client_config(it, trust, context).unwrap()
                }
                Scenario::TenantAuthentication(it) => client_config(it, trust, context).unwrap(),
                Scenario::BackupProxy(_) => proxy(context).client_config(trust).unwrap(),
                other => panic!("{other:?} has no clients of its own"),
            })),
            Self::OfClients(trust) => {
                End::Server(Arc::new(proxy(context).server_config_for(trust).unwrap()))
            }
        }
    }
}

/// A client is asked for a certificate of a client, whomever it connects to.
struct Client;

impl UsageScenario for Client {
    type Role = role::TlsClient;

    const PROFILE: &'static Profile = &Profile::tls_client("client", "Connecting", &[]);
}

/// Key, certificate and root of the end that is configured, nothing of which is wrong; made once.
fn own() -> &'static (Vec<u8>, CertificateDer<'static>) {
    static OWN: OnceLock<(Vec<u8>, CertificateDer<'static>)> = OnceLock::new();
    OWN.get_or_init(|| {
        let forge = Forge::tls(HOST)
            .key(TestKey::P256)
            .intermediates(0)
            .root(|it| it.subject("CN=Root of the Other End").key(TestKey::P256));
        let anchor = forge.trust_anchor_der(&provider());
        (forge.pem(&provider()).into_bytes(), anchor)
    })
}

/// Whatever a policy denies, it is accepted.
fn proxy(context: &Context) -> Credential<BackupProxy> {
    let identity = Identity::from_bytes(&own().0, &Password::none()).unwrap();
    let context = context.clone().with_relying_party(RelyingParty::unknown());
    Credential::accept(crate::backup_proxy(), identity, &context).unwrap()
}

/// What meets a peer.
#[derive(Clone, Debug)]
pub enum End {
    Client(Arc<ClientConfig>),
    Server(Arc<ServerConfig>),
}

/// What a handshake comes to: nothing, or the rule that refuses.
pub type Answer = Result<(), String>;

impl End {
    /// Meets a peer of rustls, which presents anything; the signature of the handshake says nothing of the certificate.
    pub fn meets(
        &self,
        host: &str,
        certificates: &[CertificateDer<'static>],
        key: &Arc<dyn SigningKey>,
    ) -> Answer {
        let (own, _) = self.outcomes(host, certificates, key);
        match answer(own) {
            Err(rule) if rule == "handshake-signature-invalid" => Ok(()),
            answer => answer,
        }
    }

    /// The same, with all that comes after the certificate, at both ends.
    pub fn connects(
        &self,
        host: &str,
        certificates: &[CertificateDer<'static>],
        key: &Arc<dyn SigningKey>,
    ) -> Answer {
        let (own, other) = self.outcomes(host, certificates, key);
        answer(own).and_then(|()| answer(other))
    }

    pub fn outcomes(
        &self,
        host: &str,
        certificates: &[CertificateDer<'static>],
        key: &Arc<dyn SigningKey>,
    ) -> (Result<(), rustls::Error>, Result<(), rustls::Error>) {
        let presented = wire::Presented::new(certificates.to_vec(), Arc::clone(key));
        let presented = Arc::new(presented);
        let (client, server) = match self {
            Self::Client(client) => (Arc::clone(client), {
                let config = ServerConfig::builder_with_provider(provider())
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .with_no_client_auth();
                Arc::new(config.with_cert_resolver(presented))
            }),
            Self::Server(server) => {
                let mut roots = RootCertStore::empty();
                roots.add(own().1.clone()).unwrap();
                let clock = Context::fixed(provider(), Forge::now());
                let config =
                    ClientConfig::builder_with_details(provider(), Arc::clone(clock.clock()))
                        .with_safe_default_protocol_versions()
                        .unwrap()
                        .with_root_certificates(roots);
                let config = config.with_client_cert_resolver(presented);
                (Arc::new(config), Arc::clone(server))
            }
        };
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let mut client = ClientConnection::new(client, name).unwrap();
        let mut server = ServerConnection::new(server).unwrap();
        let (at_client, at_server) = converse(&mut client, &mut server);
        match self {
            Self::Client(_) => (at_client, at_server),
            Self::Server(_) => (at_server, at_client),
        }
    }
}

fn answer(outcome: Result<(), rustls::Error>) -> Answer {
    let refused = |error: rustls::Error| {
        explain(&error).map_or_else(|| error.to_string(), |it| it.rule.to_string())
    };
    outcome.map_err(refused)
}

/// How the two differ, if they do.
pub fn difference(report: &Report, answer: &Answer) -> Option<String> {
    let errors: Vec<_> = report.errors().map(|it| it.rule.as_str()).collect();
    let is_same = errors.is_empty() == answer.is_ok();
    (!is_same).then(|| format!("the report has {errors:?}, the handshake says {answer:?}"))
}

/// The key if the provider loads it, or another: it signs nothing the certificate is checked by.
pub fn key(der: PrivateKeyDer<'static>) -> Arc<dyn SigningKey> {
    let load = |key| provider().key_provider.load_private_key(key);
    load(der)
        .or_else(|_| load(TestKey::Other.private_key()))
        .unwrap()
}

/// All certificates, if all can be read.
pub fn read(certificates: &[CertificateDer<'static>]) -> Option<Vec<Certificate>> {
    let read = certificates
        .iter()
        .map(|it| Certificate::from_der(it.clone()));
    read.collect::<Result<_, _>>().ok()
}
