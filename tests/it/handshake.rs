//! Handshakes in memory: what this crate configures, rustls completes or refuses for the reason given.

mod axes;
mod by_name;
mod clients;
mod engine;
mod explained;
mod keys;
mod microsoft;
mod negative;
mod negotiation;
mod not_tls;
mod peer_identity;
#[cfg(feature = "platform-verifier")]
mod platform;
mod portal;
mod probe;
mod reasons;
mod refusals;
mod reload;
mod resumption;
mod revocation;
mod roots;
mod same_certificate;
mod scenarios;
mod strangers;
mod unread_by_webpki;
pub mod wire;

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls::time_provider::TimeProvider;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ProtocolVersion, ServerConfig, SupportedProtocolVersion};
use rustls_pki_types::{CertificateDer, UnixTime};
use vb365_tls::finding::Finding;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::explain;
use vb365_tls::{Certificate, Context, Credential};

const HOST: &str = "vb365.example.com";

#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(Forge::now())
    }
}

/// A provider that knows the cipher suites of one version only, so that every connection has this version.
#[derive(Clone)]
pub struct Setting {
    pub context: Context,
    version: ProtocolVersion,
    pub name: String,
}

impl Setting {
    fn provider(&self) -> &Arc<CryptoProvider> {
        self.context.provider()
    }
}

fn setting(provider: CryptoProvider, name: &str, version: &SupportedProtocolVersion) -> Setting {
    let mut suites = provider.cipher_suites.clone();
    suites.retain(|suite| suite.version().version == version.version);
    let provider = CryptoProvider {
        cipher_suites: suites,
        ..provider
    };
    Setting {
        context: Context::fixed(provider, Forge::now()).with_clock(Arc::new(Clock)),
        version: version.version,
        name: format!("{name}, {:?}", version.version),
    }
}

/// Both providers with both versions.
pub fn settings() -> Vec<Setting> {
    let of_version = |version| {
        [
            setting(ring::default_provider(), "ring", version),
            setting(aws_lc_rs::default_provider(), "aws-lc-rs", version),
        ]
    };
    [&TLS12, &TLS13].into_iter().flat_map(of_version).collect()
}

/// A server of this crate, whose certificate it accepts.
#[track_caller]
fn credential(forge: &Forge, context: &Context) -> Credential<RestApi> {
    let scenario = RestApi::at(HOST).unwrap();
    let identity = forge.identity(context.provider());
    Credential::accept(scenario, identity, context).unwrap()
}

/// A server of rustls, for certificates this crate would not serve: it presents anything.
fn server_of(forge: &Forge, setting: &Setting) -> Arc<ServerConfig> {
    let certificates = forge.certificates(setting.provider());
    presenting(certificates, forge, setting)
}

fn presenting(
    certificates: Vec<CertificateDer<'static>>,
    forge: &Forge,
    setting: &Setting,
) -> Arc<ServerConfig> {
    let provider = Arc::clone(setting.provider());
    let load = |key| provider.key_provider.load_private_key(key);
    // A key the provider does not load has no chance to sign anything; the certificate is refused before.
    let key = load(forge.key_der()).or_else(|_| load(TestKey::Other.private_key()));
    let config = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::new(Clock))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(wire::Presented::new(certificates, key.unwrap())));
    Arc::new(config)
}

fn end_entity(forge: &Forge, setting: &Setting) -> Certificate {
    Certificate::from_der(forge.path(setting.provider())[0].clone()).unwrap()
}

fn root(forge: &Forge, setting: &Setting) -> [Certificate; 1] {
    [forge.trust_anchor(setting.provider())]
}

/// One of the settings, for tests of other topics.
pub fn context() -> Context {
    settings()[0].context.clone()
}

/// A server of these certificates with the key of the forge, for tests of other topics.
pub fn presented_by(chain: Vec<CertificateDer<'static>>, forge: &Forge) -> Arc<ServerConfig> {
    presenting(chain, forge, &settings()[0])
}

/// Whether the client refuses what the forge delivers; the key is proven by a server of the same setting.
pub fn is_refused_by(client: &Arc<ClientConfig>, forge: &Forge) -> bool {
    let met = wire::meet(client, &server_of(forge, &settings()[0]));
    met.client.is_err()
}

#[track_caller]
fn assert_explained(error: &rustls::Error, rule: &str, at: &str) -> Finding {
    let Some(finding) = explain(error) else {
        panic!("{at}: nothing explains {error}");
    };
    assert_eq!(finding.rule.as_str(), rule, "{at}: {finding}");
    assert!(
        !finding.remedy.is_empty() && !finding.found.is_empty(),
        "{at}: {finding}"
    );
    finding
}
