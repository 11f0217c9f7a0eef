//! What a refusal says: the rule, and what to do about it.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use vb365_tls::finding::Finding;
use vb365_tls::identity::Identity;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Certificate, Context, Credential};

use super::openssl::{Made, Maker, Material, Workshop};
use super::peer::{self, Server, VERSIONS};
use super::providers;
use super::rows::{GOOD, HOST, ISSUED, OTHER_ROOT, RSA_1024};

/// A server no client should trust.
struct Refused {
    what: &'static str,
    server: Made,
    trust: Trust,
    rule: &'static str,
}

#[derive(Clone, Copy)]
enum Trust {
    /// In the root the server's certificate leads to.
    Ca,
    OtherCa,
    Certificate,
    CertificateAndName,
    OtherCertificate,
    Key,
    OtherKey,
}

const NO_SAN: &str = "extendedKeyUsage = serverAuth";
const OTHER_NAME: &str = "subjectAltName = DNS:other.example.com\nextendedKeyUsage = serverAuth";
const FOR_CLIENTS: &str = "subjectAltName = DNS:vb365.example.com\nextendedKeyUsage = clientAuth";

const EXPIRED: Made = Made {
    not_after: "20260630000000Z",
    ..ISSUED
};

const SHORT: Made = Made {
    key: RSA_1024,
    ..ISSUED
};

/// The subject of [`GOOD`] is the name of the host.
const NAMELESS: Made = Made {
    subject: "/CN=Private Service",
    ..ISSUED
};

#[rustfmt::skip]
const REFUSED: &[Refused] = &[
    Refused { what: "untrusted", server: ISSUED, trust: Trust::OtherCa, rule: "path-not-found" },
    Refused { what: "untrusted and self-signed", server: GOOD, trust: Trust::OtherCa, rule: "path-not-found" },
    Refused { what: "expired", server: EXPIRED, trust: Trust::Ca, rule: "certificate-expired" },
    Refused { what: "expired and pinned", server: EXPIRED, trust: Trust::Certificate, rule: "certificate-expired" },
    Refused { what: "expired, its key pinned", server: EXPIRED, trust: Trust::Key, rule: "certificate-expired" },
    Refused { what: "not yet valid", server: Made { not_before: "20270101000000Z", ..ISSUED }, trust: Trust::Ca, rule: "certificate-not-yet-valid" },
    Refused { what: "wrong name", server: Made { extensions: OTHER_NAME, ..NAMELESS }, trust: Trust::Ca, rule: "reference-identifier-unmatched" },
    Refused { what: "wrong name, pinned with a name", server: Made { extensions: OTHER_NAME, ..NAMELESS }, trust: Trust::CertificateAndName, rule: "reference-identifier-unmatched" },
    Refused { what: "no name", server: Made { extensions: NO_SAN, ..NAMELESS }, trust: Trust::Ca, rule: "subject-alt-name-absent" },
    Refused { what: "no name, pinned with a name", server: Made { extensions: NO_SAN, ..NAMELESS }, trust: Trust::CertificateAndName, rule: "subject-alt-name-absent" },
    Refused { what: "wrong purpose", server: Made { extensions: FOR_CLIENTS, ..ISSUED }, trust: Trust::Ca, rule: "extended-key-usage-mismatch" },
    Refused { what: "another certificate than the pinned one", server: ISSUED, trust: Trust::OtherCertificate, rule: "pin-unmatched" },
    Refused { what: "another key than the pinned one", server: ISSUED, trust: Trust::OtherKey, rule: "pin-unmatched" },
    Refused { what: "RSA 1024", server: SHORT, trust: Trust::Ca, rule: "rsa-modulus-too-short" },
    Refused { what: "RSA 1024, pinned", server: SHORT, trust: Trust::Certificate, rule: "rsa-modulus-too-short" },
    Refused { what: "RSA 1024, its key pinned", server: SHORT, trust: Trust::Key, rule: "rsa-modulus-too-short" },
    Refused { what: "SHA-1", server: Made { signing: &["-md", "sha1"], ..ISSUED }, trust: Trust::Ca, rule: "signature-algorithm-weak" },
    Refused { what: "version 1", server: Made { extensions: "", ..ISSUED }, trust: Trust::Ca, rule: "certificate-version-1" },
];

#[test]
fn a_client_says_why_it_refuses_a_server() {
    let workshop = Workshop::open("refused-servers");
    for case in REFUSED {
        let material = workshop.make(&Maker::OpenSsl(case.server));
        let trust = trust(case.trust, &material, &workshop);
        for version in VERSIONS {
            let server = Server::start(&material, version, &[]);
            for (provider, context) in providers() {
                let config = client_config(&crate::rest_api(), &trust, &context).unwrap();
                let error = server.fetch(Arc::new(config), HOST).unwrap_err();
                let at = format!("{}, {}, {provider}", case.what, version.name);
                let finding = explained(&error, case.rule, &at);
                assert!(
                    error.to_string().contains(&*finding.remedy),
                    "{at}: {error}"
                );
            }
        }
    }
}

fn trust(trust: Trust, material: &Material, workshop: &Workshop) -> ServerTrust {
    let end_entity = Certificate::from_der(material.certificates[0].clone()).unwrap();
    let other = workshop.certificate(&OTHER_ROOT);
    let key = |certificate: &Certificate| Pins::from(certificate.public_key().fingerprint());
    match trust {
        Trust::Ca => ServerTrust::private_ca(std::slice::from_ref(&material.anchor)).unwrap(),
        Trust::OtherCa => ServerTrust::private_ca(&[other]).unwrap(),
        Trust::Certificate => ServerTrust::pinned(&end_entity),
        Trust::CertificateAndName => ServerTrust::pinned(&end_entity).checking_name(),
        Trust::OtherCertificate => ServerTrust::pinned(&other),
        Trust::Key => ServerTrust::pinned(key(&end_entity)),
        Trust::OtherKey => ServerTrust::pinned(key(&other)),
    }
}

#[track_caller]
pub(super) fn explained(error: &rustls::Error, rule: &str, at: &str) -> Finding {
    let finding = explain(error).unwrap_or_else(|| panic!("{at}: no rule for {error}"));
    assert_eq!(finding.rule.as_str(), rule, "{at}: {finding}");
    assert!(
        !finding.remedy.is_empty() && !finding.why.is_empty(),
        "{at}"
    );
    finding
}

/// OpenSSL does not start with a key that is not the certificate's; rustls is made to.
#[test]
fn a_client_says_that_the_server_proved_nothing() {
    for (provider, context) in providers() {
        let forge = Forge::tls(HOST);
        let anchor = forge.trust_anchor(context.provider());
        let path = forge.certificates(context.provider());
        let end_entity = Certificate::from_der(path[0].clone()).unwrap();
        let key = forge.private_key(TestKey::Other).key_der();
        let key = context
            .provider()
            .key_provider
            .load_private_key(key)
            .unwrap();
        let presented = Arc::new(SingleCertAndKey::from(CertifiedKey::new(path, key)));
        for version in [&TLS12, &TLS13] {
            let server = ServerConfig::builder_with_provider(Arc::clone(context.provider()))
                .with_protocol_versions(&[version])
                .unwrap()
                .with_no_client_auth()
                .with_cert_resolver(Arc::clone(&presented) as _);
            let server = Arc::new(server);
            let trusts = [
                ServerTrust::private_ca(std::slice::from_ref(&anchor)).unwrap(),
                ServerTrust::pinned(&end_entity),
                ServerTrust::pinned(Pins::from(end_entity.public_key().fingerprint())),
            ];
            for trust in trusts {
                let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
                let error = peer::refuse(Arc::clone(&server), Arc::new(client), HOST);
                let at = format!("{:?}, {provider}", version.version);
                explained(&error, "handshake-signature-invalid", &at);
            }
        }
    }
}

/// OpenSSL has an alert for it in TLS 1.3 only.
#[test]
fn a_client_says_that_it_was_asked_for_a_certificate() {
    let workshop = Workshop::open("asked-for-certificate");
    let material = workshop.make(&Maker::OpenSsl(ISSUED));
    let trust = ServerTrust::private_ca(std::slice::from_ref(&material.anchor)).unwrap();
    for (version, rule) in VERSIONS
        .into_iter()
        .zip(["peer-refused-handshake", "client-certificate-absent"])
    {
        let server = Server::start(&material, version, &["-Verify", "1"]);
        for (provider, context) in providers() {
            let config = client_config(&crate::rest_api(), &trust, &context).unwrap();
            let error = server.fetch(Arc::new(config), HOST).unwrap_err();
            explained(&error, rule, &format!("{}, {provider}", version.name));
        }
    }
}

/// A client no server should trust.
struct Stranger {
    what: &'static str,
    client: Option<Made>,
    trust: fn(&Material) -> ClientTrust,
    rule: &'static str,
}

fn ca(server: &Material) -> ClientTrust {
    ClientTrust::private_ca(std::slice::from_ref(&server.anchor)).unwrap()
}

fn pinned(server: &Material) -> ClientTrust {
    ClientTrust::pinned(&Certificate::from_der(server.certificates[0].clone()).unwrap())
}

#[rustfmt::skip]
const STRANGERS: &[Stranger] = &[
    Stranger { what: "no certificate", client: None, trust: ca, rule: "client-certificate-absent" },
    Stranger { what: "no certificate where one is pinned", client: None, trust: pinned, rule: "client-certificate-absent" },
    Stranger { what: "untrusted", client: Some(Made { extensions: FOR_CLIENTS, ..GOOD }), trust: ca, rule: "path-not-found" },
    Stranger { what: "another than the pinned one", client: Some(GOOD), trust: pinned, rule: "pin-unmatched" },
    Stranger { what: "expired", client: Some(Made { extensions: FOR_CLIENTS, ..EXPIRED }), trust: ca, rule: "certificate-expired" },
    Stranger { what: "wrong purpose", client: Some(ISSUED), trust: ca, rule: "extended-key-usage-mismatch" },
    Stranger { what: "SHA-1", client: Some(Made { extensions: FOR_CLIENTS, signing: &["-md", "sha1"], ..ISSUED }), trust: ca, rule: "signature-algorithm-weak" },
    Stranger { what: "RSA 1024", client: Some(Made { extensions: FOR_CLIENTS, ..SHORT }), trust: ca, rule: "rsa-modulus-too-short" },
    Stranger { what: "version 1", client: Some(Made { extensions: "", ..ISSUED }), trust: ca, rule: "certificate-version-1" },
];

#[test]
fn a_server_says_why_it_refuses_a_client() {
    let workshop = Workshop::open("refused-clients");
    let server = workshop.make(&Maker::OpenSsl(SHARED));
    for stranger in STRANGERS {
        let client = stranger
            .client
            .map(|made| workshop.make(&Maker::OpenSsl(made)));
        for version in VERSIONS {
            for (provider, context) in providers() {
                let trust = (stranger.trust)(&server);
                let credential = credential(&server, &context);
                let config = credential.server_config_for(&trust).unwrap();
                let error = peer::meet(Arc::new(config), version, client.as_ref()).unwrap_err();
                let at = format!("{}, {}, {provider}", stranger.what, version.name);
                explained(&error, stranger.rule, &at);
            }
        }
    }
}

/// The certificate of both ends of the link to a backup proxy.
pub(super) const SHARED: Made = Made {
    extensions: "subjectAltName = DNS:vb365.example.com\nextendedKeyUsage = serverAuth, clientAuth",
    ..ISSUED
};

pub(super) fn credential(material: &Material, context: &Context) -> Credential<BackupProxy> {
    let key = Some(material.key.clone_key());
    let identity = Identity::from_parts(material.certificates.clone(), key).unwrap();
    let scenario = BackupProxy::at(HOST).unwrap();
    Credential::accept(scenario, identity, context).unwrap()
}
