//! rustls' own verifiers in an application of somebody else: what they say, and what the other end is told.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use vb365_tls::test_support::{Forge, SignatureAlgorithm, Template, TestKey, oid};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;

use super::wire::{Met, meet};
use super::{Clock, HOST, Setting, assert_explained, end_entity, root, server_of, settings};

type Case = (&'static str, fn(Forge) -> Forge, &'static str, &'static str);

/// What is wrong, the rule on this side, and the rule at the server, which got an alert.
#[rustfmt::skip]
const CASES: &[Case] = &[
    ("expired", Forge::expired, "certificate-expired", "peer-found-certificate-expired"),
    ("early", Forge::not_yet_valid, "certificate-not-yet-valid", "peer-found-certificate-expired"),
    ("inverted", |it| it.valid("2027-01-01", "2026-01-01"), "certificate-expired", "peer-found-certificate-expired"),
    ("untrusted", |it| it.key(TestKey::Other).without_intermediates(), "path-not-found", "peer-lacks-issuer"),
    ("wrong name", |it| it.names(&["other.example.com"]), "reference-identifier-unmatched", "peer-found-certificate-faulty"),
    ("no name", Forge::without_san, "subject-alt-name-absent", "peer-found-certificate-faulty"),
    ("for clients", |it| it.purposes(&[oid::CLIENT_AUTH]), "extended-key-usage-mismatch", "peer-found-certificate-unsupported"),
    ("for anything", |it| it.purposes(&[oid::ANY_PURPOSE]), "extended-key-usage-any-only", "peer-found-certificate-unsupported"),
    ("for nothing", |it| it.purposes(&[]), "extended-key-usage-empty", "peer-refused-certificate"),
    ("a CA", |it| it.ca(None), "end-entity-is-ca", "peer-refused-certificate"),
    ("issuer is none", |it| it.intermediate(Template::not_ca), "issuer-not-ca", "peer-refused-certificate"),
    ("version 1", Forge::version_1, "certificate-version-1", "peer-refused-certificate"),
    ("critical and unknown", |it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]), "critical-extension-unknown", "peer-refused-certificate"),
    ("constrained", |it| it.intermediate(|it| it.permitting(&["example.org"])), "name-constraints-violated", "peer-refused-certificate"),
    ("path too long", |it| it.intermediates(2).intermediate_at(1, |it| it.ca(Some(0))), "path-length-exceeded", "peer-refused-certificate"),
    ("nine intermediates", |it| it.intermediates(9), "chain-too-long", "peer-refused-certificate"),
    ("two algorithms", |it| it.inner_signature(SignatureAlgorithm::RsaSha384), "signature-algorithm-inconsistent", "peer-refused-certificate"),
    ("SHA-1", |it| it.signature(SignatureAlgorithm::RsaSha1), "signature-algorithm-weak", "peer-found-signature-wrong"),
    ("unknown signature", |it| it.signature(SignatureAlgorithm::Unknown), "signature-algorithm-unsupported", "peer-found-signature-wrong"),
    ("altered", Forge::altered_signature, "signature-invalid", "peer-found-signature-wrong"),
];

fn builder(verifier: Arc<dyn ServerCertVerifier>, setting: &Setting) -> Arc<ClientConfig> {
    let config =
        ClientConfig::builder_with_details(Arc::clone(setting.provider()), Arc::new(Clock))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
    Arc::new(config)
}

/// The verifier of rustls, trusting the root of the good chain.
fn verifier(setting: &Setting) -> Arc<WebPkiServerVerifier> {
    let mut roots = RootCertStore::empty();
    let [root] = root(&Forge::tls(HOST), setting);
    roots.add(root.der().clone()).unwrap();
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(setting.provider()))
        .build()
        .unwrap()
}

#[track_caller]
fn assert_told(met: Met, client: &str, server: &str, at: &str) {
    assert_explained(&met.client.unwrap_err(), client, at);
    assert_explained(&met.server.unwrap_err(), server, at);
}

#[test]
fn rustls_alone_is_explained_on_both_ends() {
    for setting in settings() {
        let client = builder(verifier(&setting), &setting);
        for (what, change, at_client, at_server) in CASES {
            let forge = change(Forge::tls(HOST));
            let met = meet(&client, &server_of(&forge, &setting));
            let at = format!("{what}, {}", setting.name);
            assert_told(met, at_client, at_server, &at);
        }
    }
}

#[test]
fn a_revoked_certificate_is_explained_on_both_ends() {
    for setting in settings() {
        let forge = Forge::tls(HOST);
        let mut roots = RootCertStore::empty();
        roots.add(root(&forge, &setting)[0].der().clone()).unwrap();
        let serial = end_entity(&forge, &setting).serial().as_bytes().to_vec();
        let revoking = forge.crl().revoking(&serial).der(setting.provider());
        let roots = Arc::new(roots);
        let with_lists = |lists: Vec<_>| {
            let provider = Arc::clone(setting.provider());
            WebPkiServerVerifier::builder_with_provider(Arc::clone(&roots), provider)
                .with_crls(lists)
                .only_check_end_entity_revocation()
        };
        let client = builder(with_lists(vec![revoking]).build().unwrap(), &setting);
        let met = meet(&client, &server_of(&forge, &setting));
        let rules = ("certificate-revoked", "peer-found-certificate-revoked");
        assert_told(met, rules.0, rules.1, &setting.name);
    }
}

/// Refuses every server in the name of the application.
#[derive(Debug)]
struct Choosy(Arc<WebPkiServerVerifier>, CertificateError);

impl ServerCertVerifier for Choosy {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Err(self.1.clone().into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, end_entity, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, end_entity, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[test]
fn a_verifier_of_the_application_is_explained_on_both_ends() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        for (error, at_server) in [
            (
                CertificateError::ApplicationVerificationFailure,
                "peer-refused-access",
            ),
            (
                CertificateError::InvalidOcspResponse,
                "peer-refused-ocsp-response",
            ),
        ] {
            let client = builder(Arc::new(Choosy(verifier(&setting), error)), &setting);
            let met = meet(&client, &server_of(&forge, &setting));
            assert_told(met, "certificate-refused", at_server, &setting.name);
        }
    }
}

/// Whatever our own verifiers refuse, the peer is told the same.
#[test]
fn a_peer_of_this_crate_is_told_little() {
    for setting in settings() {
        let forge = Forge::tls(HOST).expired();
        for trust in [
            ServerTrust::pinned(&end_entity(&forge, &setting)),
            ServerTrust::private_ca(&root(&forge, &setting)).unwrap(),
        ] {
            let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
            let met = meet(&client, &server_of(&forge, &setting));
            let rules = ("certificate-expired", "peer-refused-certificate");
            assert_told(met, rules.0, rules.1, &setting.name);
        }
    }
}
