//! Handshakes, and configurations for them, beside those of rustls alone.

use std::hint::black_box;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use rustls_pki_types::{CertificateRevocationListDer, ServerName};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Context, Credential};

use crate::measure::{Budget, Table};
use crate::shared::inputs;
use crate::shared::{Failure, HOST};

/// A server, and clients that trust it in one way or another.
pub(crate) struct Handshakes {
    pub(crate) provider: Arc<CryptoProvider>,
    pub(crate) context: Context,
    pub(crate) forge: Forge,
    credential: Credential<RestApi>,
    server: Arc<ServerConfig>,
}

impl Handshakes {
    pub(crate) fn new(provider: &Arc<CryptoProvider>) -> Result<Self, Failure> {
        let context = inputs::context(provider);
        let forge = Forge::tls(HOST);
        let identity = forge.identity(provider);
        let credential = Credential::accept(inputs::rest_api()?, identity, &context)?;
        // A resumed handshake verifies nothing, so none is resumed here.
        let mut server = credential.server_config()?;
        server.send_tls13_tickets = 0;
        Ok(Self {
            provider: Arc::clone(provider),
            context,
            forge,
            credential,
            server: Arc::new(server),
        })
    }

    pub(crate) fn client(&self, trust: &ServerTrust) -> Result<Arc<ClientConfig>, Failure> {
        let config = client_config(self.credential.scenario(), trust, &self.context)?;
        Ok(without_resumption(config))
    }

    /// The verifier of rustls with the CA and, if any, this CRL of the end entity's issuer.
    pub(crate) fn stock_client(
        &self,
        list: Option<CertificateRevocationListDer<'static>>,
    ) -> Result<Arc<ClientConfig>, Failure> {
        let mut roots = RootCertStore::empty();
        roots.add(self.forge.trust_anchor_der(&self.provider))?;
        let provider = Arc::clone(&self.provider);
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = match list {
            Some(list) => verifier
                .with_crls([list])
                .only_check_end_entity_revocation(),
            None => verifier,
        };
        let provider = Arc::clone(&self.provider);
        let clock = Arc::clone(self.context.clock());
        let config = ClientConfig::builder_with_details(provider, clock)
            .with_safe_default_protocol_versions()?
            .with_webpki_verifier(verifier.build()?)
            .with_no_client_auth();
        Ok(without_resumption(config))
    }

    pub(crate) fn rows(&self, table: &mut Table) -> Result<(), Failure> {
        let stock = self.stock_client(None)?;
        let ca = ServerTrust::private_ca(&[self.forge.trust_anchor(&self.provider)])?;
        let by_path = self.client(&ca)?;
        table.row(
            "handshake by path with our checks / stock webpki verifier with the CA",
            Budget::reached(1.15),
            1,
            || self.shake_hands(&stock),
            || self.shake_hands(&by_path),
        );
        let pinned = self.client(&ServerTrust::pinned(self.credential.end_entity()))?;
        table.row(
            "handshake, pinned / stock webpki verifier with the CA",
            Budget::reached(1.0),
            1,
            || self.shake_hands(&stock),
            || self.shake_hands(&pinned),
        );
        let one = Pins::from(self.credential.end_entity().fingerprint());
        let many = pins(99_999)?.or(one.clone());
        let (one, many) = (ServerTrust::pinned(one), ServerTrust::pinned(many));
        let (one, many) = (self.client(&one)?, self.client(&many)?);
        table.row(
            "handshake, 100,000 pins / one pin",
            Budget::missed(1.02, 1.15),
            1,
            || self.shake_hands(&one),
            || self.shake_hands(&many),
        );
        self.server_config(table)
    }

    fn server_config(&self, table: &mut Table) -> Result<(), Failure> {
        let loader = self.provider.key_provider;
        let key = loader.load_private_key(self.forge.key_der())?;
        let path = self.forge.path(&self.provider);
        table.row(
            "server config from a credential / written by hand",
            Budget::reached(1.1),
            1,
            || {
                let certified = rustls::sign::CertifiedKey::new(path.clone(), Arc::clone(&key));
                let resolver = rustls::sign::SingleCertAndKey::from(certified);
                let provider = Arc::clone(&self.provider);
                let clock = Arc::clone(self.context.clock());
                let config = ServerConfig::builder_with_details(provider, clock)
                    .with_safe_default_protocol_versions()
                    .map(|builder| {
                        builder
                            .with_no_client_auth()
                            .with_cert_resolver(Arc::new(resolver))
                    });
                black_box(config.is_ok());
            },
            || {
                black_box(self.credential.server_config().is_ok());
            },
        );
        Ok(())
    }

    /// A whole handshake, both ends.
    pub(crate) fn shake_hands(&self, client: &Arc<ClientConfig>) {
        let name = ServerName::try_from(HOST).expect("a DNS name");
        let mut client = ClientConnection::new(Arc::clone(client), name).expect("a client");
        let mut server = ServerConnection::new(Arc::clone(&self.server)).expect("a server");
        let mut wire = Vec::new();
        while client.is_handshaking() || server.is_handshaking() {
            while client.wants_write() {
                client.write_tls(&mut wire).expect("memory takes it");
            }
            while !wire.is_empty() {
                let mut unread = wire.as_slice();
                let read = server.read_tls(&mut unread).expect("memory gives it");
                wire.drain(..read);
                server.process_new_packets().expect("a good handshake");
            }
            while server.wants_write() {
                server.write_tls(&mut wire).expect("memory takes it");
            }
            while !wire.is_empty() {
                let mut unread = wire.as_slice();
                let read = client.read_tls(&mut unread).expect("memory gives it");
                wire.drain(..read);
                client.process_new_packets().expect("a good handshake");
            }
        }
    }
}

fn without_resumption(mut config: ClientConfig) -> Arc<ClientConfig> {
    config.resumption = rustls::client::Resumption::disabled();
    Arc::new(config)
}

/// So many pins of nobody.
pub(crate) fn pins(count: usize) -> Result<Pins, Failure> {
    // As many as are read at once.
    const AT_ONCE: usize = 1000;
    let mut pins = Pins::new();
    for first in (0..count).step_by(AT_ONCE) {
        let lines = (first..count.min(first + AT_ONCE)).map(|number| format!("{number:064x}\n"));
        pins = pins.or(Pins::from_bytes(lines.collect::<String>())?);
    }
    Ok(pins)
}
