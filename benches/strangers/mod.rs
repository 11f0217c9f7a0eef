//! What refusing a stranger costs, for the worst that fits into one message of the handshake.

mod presented;

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, DistinguishedName,
    Error, RootCertStore, ServerConfig, ServerConnection, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use vb365_tls::scenario::{BackupProxy, RestApi};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Certificate, Context, Credential};

pub(crate) use presented::Stranger;

const HOST: &str = "vb365.example.com";

/// The most a stranger may cost, over stock rustls.
const BUDGET: f64 = 2.0;

type Failure = Box<dyn std::error::Error>;

/// One row for each way to trust: the input that costs most over stock rustls. With `STRANGERS=all` in the environment,
/// one for each input.
pub(crate) fn rows(provider: &Arc<CryptoProvider>) -> Result<Vec<bool>, Failure> {
    let context = Context::fixed(Arc::clone(provider), Forge::now());
    let forge = Forge::tls(HOST).key(TestKey::P256);
    let anchor = forge.trust_anchor(provider);
    let other = Forge::self_signed("other.example.com").key(TestKey::P384);
    let pinned = Certificate::from_der(other.path(provider).remove(0))?;
    let key = Pins::from(pinned.public_key().fingerprint());
    let many = (0..10).fold(key.clone(), |pins, number: u8| {
        pins.or(format!("{number:02x}")
            .repeat(32)
            .parse::<Pins>()
            .unwrap_or_default())
    });
    let anchors = || std::slice::from_ref(&anchor);
    let strangers = presented::all(provider, &pinned)?;

    let rest_api = RestApi::at(HOST.parse()?);
    let scenario = BackupProxy::new(HOST.parse()?);
    let proxy = Credential::accept(scenario, forge.identity(provider), &context)?;
    let servers = [
        ("by path", ClientTrust::private_ca(anchors())?),
        ("by certificate", ClientTrust::pinned(&pinned)),
        ("by ten pins", ClientTrust::pinned(many.clone())),
        ("by key", ClientTrust::pinned(key.clone())),
    ];
    let clients = [
        ("by path", ServerTrust::private_ca(anchors())?),
        ("by certificate", ServerTrust::pinned(&pinned)),
        ("by ten pins", ServerTrust::pinned(many)),
        ("by key", ServerTrust::pinned(key)),
    ];
    let stock = Stock::new(&anchor, provider)?;
    let mut within = Vec::new();
    for (how, trust) in servers {
        let config = Arc::new(proxy.server_config_for(&trust)?);
        let row = Row::of(&strangers, |stranger| {
            let client = stranger.as_client(&anchor, provider)?;
            let refuse = |server: &Arc<ServerConfig>| refused_by_server(&client, server);
            Ok([
                refuse(&config),
                refuse(&stock.server),
                refuse(&stock.server_that_does_nothing),
            ])
        })?;
        within.push(row.print(&format!("client refused {how}")));
    }
    for (how, trust) in clients {
        let config = Arc::new(client_config(&rest_api, &trust, &context)?);
        let row = Row::of(&strangers, |stranger| {
            let server = stranger.as_server(provider)?;
            let refuse = |client: &Arc<ClientConfig>| refused_by_client(client, &server);
            Ok([
                refuse(&config),
                refuse(&stock.client),
                refuse(&stock.client_that_does_nothing),
            ])
        })?;
        within.push(row.print(&format!("server refused {how}")));
    }
    Ok(within)
}

/// The input that costs most.
struct Row {
    name: &'static str,
    ours: f64,
    stock: f64,
    nothing: f64,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.ours / self.stock
    }

    fn of(
        strangers: &[Stranger],
        mut refuse: impl FnMut(&Stranger) -> Result<[Duration; 3], Failure>,
    ) -> Result<Self, Failure> {
        let mut worst: Option<Self> = None;
        for stranger in strangers {
            let mut rounds = Vec::new();
            let start = Instant::now();
            while rounds.len() < 5
                || (rounds.len() < 61 && start.elapsed() < Duration::from_millis(200))
            {
                rounds.push(refuse(stranger)?.map(|it| it.as_secs_f64()));
            }
            // Other programs only ever make it longer.
            let shortest = |which: usize| {
                let times = rounds.iter().map(|round| round[which]);
                times.fold(f64::INFINITY, f64::min)
            };
            let row = Self {
                name: stranger.name,
                ours: shortest(0),
                stock: shortest(1),
                nothing: shortest(2),
            };
            if std::env::var_os("STRANGERS").is_some() {
                row.print("  ");
            }
            if worst
                .as_ref()
                .is_none_or(|worst| row.ratio() > worst.ratio())
            {
                worst = Some(row);
            }
        }
        worst.ok_or_else(|| "no strangers".into())
    }

    /// Ours and stock as the whole of what the refusing side does, and what of it is the verifier's.
    fn print(&self, what: &str) -> bool {
        let us = |seconds: f64| seconds * 1e6;
        let ratio = self.ratio();
        let verdict = if ratio <= BUDGET { "within" } else { "OVER" };
        println!(
            "{what}, {} / stock: {:.1} us / {:.1} us = {ratio:.2} ({verdict} {BUDGET}); verifiers alone {:.1} / {:.1}",
            self.name,
            us(self.ours),
            us(self.stock),
            us(self.ours - self.nothing),
            us(self.stock - self.nothing),
        );
        ratio <= BUDGET
    }
}

/// rustls with its own verifiers, and with verifiers that refuse everybody at once.
struct Stock {
    server: Arc<ServerConfig>,
    server_that_does_nothing: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
    client_that_does_nothing: Arc<ClientConfig>,
}

impl Stock {
    fn new(anchor: &Certificate, provider: &Arc<CryptoProvider>) -> Result<Self, Failure> {
        let mut roots = RootCertStore::empty();
        roots.add(anchor.der().clone())?;
        let roots = Arc::new(roots);
        let forge = Forge::tls(HOST).key(TestKey::P256);
        let served = presented::certified(forge.certificates(provider), TestKey::P256, provider)?;
        let server = |verifier| -> Result<_, Failure> {
            let builder = ServerConfig::builder_with_details(Arc::clone(provider), Arc::new(Clock));
            let builder = builder.with_safe_default_protocol_versions()?;
            let builder = builder.with_client_cert_verifier(verifier);
            Ok(Arc::new(
                builder.with_cert_resolver(Arc::new(Served(Arc::clone(&served)))),
            ))
        };
        let client = |verifier| -> Result<_, Failure> {
            let builder = ClientConfig::builder_with_details(Arc::clone(provider), Arc::new(Clock));
            let builder = builder.with_safe_default_protocol_versions()?;
            let builder = builder
                .dangerous()
                .with_custom_certificate_verifier(verifier);
            let mut config = builder.with_no_client_auth();
            config.resumption = rustls::client::Resumption::disabled();
            Ok(Arc::new(config))
        };
        let of_clients =
            WebPkiClientVerifier::builder_with_provider(Arc::clone(&roots), Arc::clone(provider));
        let of_servers = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(provider));
        let nobody = || Arc::new(Nobody(Arc::clone(provider)));
        Ok(Self {
            server: server(of_clients.build()?)?,
            server_that_does_nothing: server(nobody())?,
            client: client(of_servers.build()?)?,
            client_that_does_nothing: client(nobody())?,
        })
    }
}

/// What the server does of a handshake with a client it refuses.
fn refused_by_server(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> Duration {
    let name = ServerName::try_from(HOST).expect("a DNS name");
    let mut client = ClientConnection::new(Arc::clone(client), name).expect("a client");
    let mut server = ServerConnection::new(Arc::clone(server)).expect("a server");
    let spent = Cell::new(Duration::ZERO);
    let mut wire = Vec::new();
    loop {
        while client.wants_write() {
            client.write_tls(&mut wire).expect("memory takes it");
        }
        if timed(&spent, || {
            let mut unread = wire.as_slice();
            while !unread.is_empty() {
                server.read_tls(&mut unread).expect("memory gives it");
                if server.process_new_packets().is_err() {
                    return true;
                }
            }
            wire.clear();
            while server.wants_write() {
                server.write_tls(&mut wire).expect("memory takes it");
            }
            false
        }) {
            return spent.get();
        }
        assert!(!wire.is_empty(), "the server is content");
        let mut unread = wire.as_slice();
        while !unread.is_empty() {
            client.read_tls(&mut unread).expect("memory gives it");
            client.process_new_packets().expect("a good server");
        }
        wire.clear();
    }
}

/// What the client does of a handshake with a server it refuses.
fn refused_by_client(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> Duration {
    let spent = Cell::new(Duration::ZERO);
    let mut wire = Vec::new();
    let mut client = timed(&spent, || {
        let name = ServerName::try_from(HOST).expect("a DNS name");
        let mut client = ClientConnection::new(Arc::clone(client), name).expect("a client");
        client.write_tls(&mut wire).expect("memory takes it");
        client
    });
    let mut server = ServerConnection::new(Arc::clone(server)).expect("a server");
    let mut unread = wire.as_slice();
    while !unread.is_empty() {
        server.read_tls(&mut unread).expect("memory gives it");
        server.process_new_packets().expect("a good client");
    }
    wire.clear();
    while server.wants_write() {
        server.write_tls(&mut wire).expect("memory takes it");
    }
    let is_refused = timed(&spent, || {
        let mut unread = wire.as_slice();
        while !unread.is_empty() {
            client.read_tls(&mut unread).expect("memory gives it");
            if client.process_new_packets().is_err() {
                return true;
            }
        }
        false
    });
    assert!(is_refused, "the client is content");
    spent.get()
}

fn timed<T>(spent: &Cell<Duration>, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    spent.set(spent.get() + start.elapsed());
    done
}

#[derive(Debug)]
pub(crate) struct Clock;

impl rustls::time_provider::TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(Forge::now())
    }
}

#[derive(Debug)]
pub(crate) struct Served(pub(crate) Arc<CertifiedKey>);

impl ResolvesServerCert for Served {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

impl rustls::client::ResolvesClientCert for Served {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Believes nobody and asks no questions.
#[derive(Debug)]
struct Nobody(Arc<CryptoProvider>);

fn nobody<T>() -> Result<T, Error> {
    Err(CertificateError::UnknownIssuer.into())
}

impl ServerCertVerifier for Nobody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        nobody()
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        nobody()
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        nobody()
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

impl ClientCertVerifier for Nobody {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        nobody()
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        nobody()
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        nobody()
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
