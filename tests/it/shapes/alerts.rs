//! What OpenSSL tells the other end, and what is made of it here.

use std::sync::Arc;

use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, ServerConfig};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, ServerTrust};
use vb365_tls::{Certificate, Context};

use super::openssl::{Maker, Material, Workshop};
use super::peer::{self, OLD, Server, VERSIONS, Version};
use super::providers;
use super::refusals::{SHARED, credential, explained};
use super::rows::{GOOD, HOST, ISSUED};

const TLS12: Version = VERSIONS[0];
const TLS13: Version = VERSIONS[1];

fn pinning(material: &Material) -> ServerTrust {
    ServerTrust::pinned(&Certificate::from_der(material.certificates[0].clone()).unwrap())
}

/// A client of this crate at a server of OpenSSL.
#[track_caller]
fn assert_server_tells(
    workshop: &Workshop,
    (version, arguments): (Version, &[&str]),
    config: impl Fn(&Material, &Context) -> Arc<ClientConfig>,
    rule: &str,
) {
    let material = workshop.make(&Maker::OpenSsl(ISSUED));
    let server = Server::start(&material, version, arguments);
    for (provider, context) in providers() {
        let error = server.fetch(config(&material, &context), HOST).unwrap_err();
        let at = format!("{arguments:?}, {}, {provider}", version.name);
        explained(&error, rule, &at);
    }
}

/// A client without a certificate.
fn plain(material: &Material, context: &Context) -> Arc<ClientConfig> {
    Arc::new(client_config(&crate::rest_api(), &pinning(material), context).unwrap())
}

fn speaking(protocol: &'static str) -> impl Fn(&Material, &Context) -> Arc<ClientConfig> {
    move |material, context| {
        let mut config = ClientConfig::clone(&plain(material, context));
        config.alpn_protocols = vec![protocol.into()];
        Arc::new(config)
    }
}

#[test]
fn of_a_server_to_a_client_it_has_nothing_in_common_with() {
    let workshop = Workshop::open("alerts-nothing-in-common");
    for (version, arguments) in [
        (TLS12, &["-cipher", "AES128-SHA"][..]),
        (TLS13, &["-groups", "P-521"]),
        (TLS13, &["-sigalgs", "ed448"]),
    ] {
        assert_server_tells(
            &workshop,
            (version, arguments),
            plain,
            "peer-refused-handshake",
        );
    }
    let http = ["-alpn", "http/1.1"];
    for version in VERSIONS {
        let rule = "application-protocol-not-in-common";
        assert_server_tells(&workshop, (version, &http), speaking("h2"), rule);
    }
}

/// OpenSSL answers with the version it has, and says nothing; rustls finds it too old.
#[test]
fn of_a_server_that_knows_old_versions_only() {
    let workshop = Workshop::open("alerts-old-version");
    for version in OLD {
        assert_server_tells(
            &workshop,
            (version, &[]),
            plain,
            "protocol-version-unsupported",
        );
    }
}

#[test]
fn of_a_server_that_does_not_know_the_name() {
    let workshop = Workshop::open("alerts-name");
    let other = workshop.make(&Maker::OpenSsl(GOOD));
    let (certificate, key) = (
        other.certificate_file.to_str().unwrap(),
        other.key_file.to_str().unwrap(),
    );
    let arguments = [
        "-servername",
        "other.example.com",
        "-servername_fatal",
        "-cert2",
        certificate,
        "-key2",
        key,
    ];
    for version in VERSIONS {
        let rule = "server-name-unknown-to-peer";
        assert_server_tells(&workshop, (version, &arguments), plain, rule);
    }
}

/// The certificate of a client, whatever this crate thinks of it.
fn presenting(client: &Material, server: &Material, context: &Context) -> Arc<ClientConfig> {
    let mut config = ClientConfig::clone(&plain(server, context));
    let key = client.key.clone_key();
    let key = context.provider().key_provider.load_private_key(key);
    let presented = CertifiedKey::new(client.certificates.clone(), key.unwrap());
    config.client_auth_cert_resolver = Arc::new(SingleCertAndKey::from(presented));
    Arc::new(config)
}

/// The CA of a certificate, as a file.
fn anchor(material: &Material) -> String {
    let file = material.certificate_file.with_extension("anchor.pem");
    std::fs::write(&file, material.anchor.to_pem()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// A moment after every certificate here, in seconds since 1970.
const LATE: &str = "4000000000";

#[test]
fn of_a_server_that_refuses_a_client() {
    let workshop = Workshop::open("alerts-refused-clients");
    let client = workshop.make(&Maker::OpenSsl(SHARED));
    let for_servers = workshop.make(&Maker::OpenSsl(ISSUED));
    let anchor = anchor(&client);
    let trusting = ["-CAfile", &*anchor];
    let cases: [(&Material, &[&str], &str); 4] = [
        (&client, &[], "peer-lacks-issuer"),
        (
            &client,
            &[trusting[0], trusting[1], "-attime", LATE],
            "peer-found-certificate-expired",
        ),
        (
            &client,
            &[trusting[0], trusting[1], "-crl_check"],
            "peer-lacks-issuer",
        ),
        (
            &for_servers,
            &trusting,
            "peer-found-certificate-unsupported",
        ),
    ];
    for (presented, arguments, rule) in cases {
        let arguments = [&["-Verify", "1", "-verify_return_error"], arguments].concat();
        for version in VERSIONS {
            let config =
                |server: &Material, context: &Context| presenting(presented, server, context);
            assert_server_tells(&workshop, (version, &arguments), config, rule);
        }
    }
}

/// A server of this crate and a client of OpenSSL.
#[track_caller]
fn assert_client_tells(server: &Material, (version, arguments): (Version, &[&str]), rule: &str) {
    for (provider, context) in providers() {
        let credential = credential(server, &context);
        let anybody = ClientTrust::private_ca(std::slice::from_ref(&server.anchor)).unwrap();
        let config = credential
            .server_config_for(&anybody.allow_unauthenticated())
            .unwrap();
        let mut config = ServerConfig::clone(&config);
        config.alpn_protocols = vec!["http/1.1".into()];
        let error = peer::meet_asking(Arc::new(config), version, arguments).unwrap_err();
        let at = format!("{arguments:?}, {}, {provider}", version.name);
        explained(&error, rule, &at);
    }
}

#[test]
fn of_a_client_that_refuses_a_server() {
    let workshop = Workshop::open("alerts-refused-servers");
    let server = workshop.make(&Maker::OpenSsl(SHARED));
    let anchor = anchor(&server);
    let other_name = ["-CAfile", &*anchor, "-verify_hostname", "other.example.com"];
    let late = ["-CAfile", &*anchor, "-attime", LATE];
    for version in VERSIONS {
        for (arguments, rule) in [
            (&[][..], "peer-lacks-issuer"),
            (&other_name, "peer-found-certificate-faulty"),
            (&late, "peer-found-certificate-expired"),
        ] {
            let arguments = [&["-verify_return_error"], arguments].concat();
            assert_client_tells(&server, (version, &arguments), rule);
        }
    }
}

#[test]
fn of_a_client_that_has_nothing_in_common_with_a_server() {
    let workshop = Workshop::open("alerts-clients-nothing-in-common");
    let server = workshop.make(&Maker::OpenSsl(SHARED));
    for (version, arguments, rule) in [
        (
            TLS12,
            &["-cipher", "AES128-SHA"][..],
            "cryptography-not-in-common",
        ),
        (TLS13, &["-groups", "P-521"], "cryptography-not-in-common"),
        (
            TLS13,
            &["-sigalgs", "ed448"],
            "signature-scheme-not-in-common",
        ),
        (
            TLS12,
            &["-alpn", "h2"],
            "application-protocol-not-in-common",
        ),
        (
            TLS13,
            &["-alpn", "h2"],
            "application-protocol-not-in-common",
        ),
        (OLD[0], &[], "protocol-version-unsupported"),
        (OLD[1], &[], "protocol-version-unsupported"),
    ] {
        assert_client_tells(&server, (version, arguments), rule);
    }
}
