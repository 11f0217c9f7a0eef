//! What the refusing end does of a handshake, beside rustls with its own verifiers.

use std::sync::Arc;

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
use vb365_tls::Certificate;
use vb365_tls::test_support::{Forge, TestKey};

use super::{Failure, HOST, presented};

/// Measures what is done inside.
pub(crate) type Meter<'a> = &'a dyn Fn(&mut dyn FnMut());

/// rustls with its own verifiers, and with verifiers that refuse everybody at once.
pub(crate) struct Stock {
    pub(crate) server: Arc<ServerConfig>,
    pub(crate) server_that_does_nothing: Arc<ServerConfig>,
    pub(crate) client: Arc<ClientConfig>,
    pub(crate) client_that_does_nothing: Arc<ClientConfig>,
}

impl Stock {
    pub(crate) fn new(
        anchor: &Certificate,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, Failure> {
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
pub(crate) fn refused_by_server(
    client: &Arc<ClientConfig>,
    server: &Arc<ServerConfig>,
    meter: Meter<'_>,
) {
    let name = ServerName::try_from(HOST).expect("a DNS name");
    let mut client = ClientConnection::new(Arc::clone(client), name).expect("a client");
    let mut server = ServerConnection::new(Arc::clone(server)).expect("a server");
    let mut wire = Vec::new();
    let mut is_refused = false;
    loop {
        while client.wants_write() {
            client.write_tls(&mut wire).expect("memory takes it");
        }
        meter(&mut || {
            let mut unread = wire.as_slice();
            while !unread.is_empty() {
                server.read_tls(&mut unread).expect("memory gives it");
                if server.process_new_packets().is_err() {
                    is_refused = true;
                    return;
                }
            }
            wire.clear();
            while server.wants_write() {
                server.write_tls(&mut wire).expect("memory takes it");
            }
        });
        if is_refused {
            return;
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
pub(crate) fn refused_by_client(
    client: &Arc<ClientConfig>,
    server: &Arc<ServerConfig>,
    meter: Meter<'_>,
) {
    let mut wire = Vec::new();
    let mut hello = None;
    meter(&mut || {
        let name = ServerName::try_from(HOST).expect("a DNS name");
        let client = ClientConnection::new(Arc::clone(client), name).expect("a client");
        let client = hello.insert(client);
        client.write_tls(&mut wire).expect("memory takes it");
    });
    let mut client = hello.expect("the meter does it");
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
    let mut is_refused = false;
    meter(&mut || {
        let mut unread = wire.as_slice();
        while !unread.is_empty() && !is_refused {
            client.read_tls(&mut unread).expect("memory gives it");
            is_refused = client.process_new_packets().is_err();
        }
    });
    assert!(is_refused, "the client is content");
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

/// Trusts nobody and asks no questions.
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
