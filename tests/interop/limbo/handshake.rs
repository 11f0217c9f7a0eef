//! What the end that verifies says in a handshake.

use std::sync::{Arc, LazyLock};

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::ResolvesServerCert;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{Error, ServerConfig};
use rustls_pki_types::{ServerName, UnixTime};
use vb365_tls::policy::Policy;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, ServerTrust, ValidityCheck};
use vb365_tls::{Context, Credential};

use super::case::Case;
use super::verdict::Under;
use crate::wire::meet;

pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> =
        LazyLock::new(|| Arc::new(aws_lc_rs::default_provider()));
    Arc::clone(&PROVIDER)
}

/// The server that asks clients for certificates.
fn server(under: Under) -> &'static Credential<RestApi> {
    static RECOMMENDED: LazyLock<Credential<RestApi>> =
        LazyLock::new(|| accepted(Policy::recommended()));
    static STRICT: LazyLock<Credential<RestApi>> = LazyLock::new(|| accepted(Policy::strict()));
    match under {
        Under::Recommended => &RECOMMENDED,
        Under::Strict => &STRICT,
    }
}

fn accepted(policy: Policy) -> Credential<RestApi> {
    let scenario = RestApi::at("vb365.example.com").unwrap();
    let identity = Forge::tls("vb365.example.com").identity(&provider());
    let context = Context::fixed(provider(), Forge::now()).with_policy(policy);
    Credential::accept(scenario, identity, &context).unwrap()
}

#[derive(Debug)]
struct Clock(UnixTime);

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

fn context(case: &Case, under: Under) -> Context {
    Context::fixed(provider(), case.now).with_policy(under.policy(case))
}

fn presented(case: &Case) -> Arc<SingleCertAndKey> {
    let key = provider()
        .key_provider
        .load_private_key(TestKey::P256.private_key())
        .unwrap();
    Arc::new(CertifiedKey::new(case.presented.clone(), key).into())
}

/// What a client says of the certificates.
pub(super) fn of_server(case: &Case, trust: &ServerTrust, under: Under) -> Result<(), Error> {
    let client = match client_config(&crate::rest_api(), trust, &context(case, under)) {
        Ok(client) => client,
        Err(error) => return Err(Error::General(error.to_string())),
    };
    let any = ServerName::try_from("example.com").unwrap();
    let resolver: Arc<dyn ResolvesServerCert> = presented(case);
    let server = ServerConfig::builder_with_details(provider(), Arc::new(Clock(case.now)))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    let name = case.name.clone().unwrap_or(any);
    meet(Arc::new(client), Arc::new(server), name).client
}

/// What a server says of the certificates.
pub(super) fn of_client(case: &Case, trust: &ClientTrust, under: Under) -> Result<(), Error> {
    let own = server(under);
    let mut server = own.server_config_for(trust).unwrap();
    // The clock of the case, and the server's own certificate is pinned by the client.
    server.time_provider = Arc::new(Clock(case.now));
    let trusting = ServerTrust::pinned(own.end_entity())
        .dangerous()
        .with_validity_check(ValidityCheck::Ignored);
    let mut client = client_config(&crate::rest_api(), &trusting, &context(case, under)).unwrap();
    client.client_auth_cert_resolver = presented(case);
    let name = ServerName::try_from("vb365.example.com").unwrap();
    meet(Arc::new(client), Arc::new(server), name).server
}
