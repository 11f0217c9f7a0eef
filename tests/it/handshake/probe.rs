//! Looking at a server: everything it presents is seen, and nothing is sent to it.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::server::WebPkiClientVerifier;
use rustls::{
    AlertDescription, ClientConnection, Error, ProtocolVersion, RootCertStore, ServerConfig,
    ServerConnection,
};
use rustls_pki_types::CertificateDer;
use vb365_tls::finding::Finding;
use vb365_tls::scenario::{RestApi, ScenarioId};
use vb365_tls::test_support::{Forge, SignatureAlgorithm, TestKey, oid};
use vb365_tls::tls::probe::{EndedOnPurpose, KeyPossession, Presented, Probe, ProbeError};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Certificate, check, check_chain};

use super::wire::{converse, meet};
use super::{HOST, Setting, presenting, root, server_of, settings};

/// What came of a look.
struct Look {
    found: Result<Presented, ProbeError>,
    client: Error,
    server: Error,
}

fn connection(probe: &Probe) -> ClientConnection {
    ClientConnection::new(probe.config(), HOST.try_into().unwrap()).unwrap()
}

/// Both ends have something to say beyond the handshake, and neither gets to say it.
#[track_caller]
fn look(setting: &Setting, server: &Arc<ServerConfig>) -> Look {
    let probe = Probe::new(&setting.context).unwrap();
    let mut client = connection(&probe);
    let mut server = ServerConnection::new(Arc::clone(server)).unwrap();
    client.writer().write_all(b"request").unwrap();
    server.writer().write_all(b"answer").unwrap();
    let (at_client, at_server) = converse(&mut client, &mut server);
    let mut word = [0; 16];
    for reader in [
        &mut client.reader() as &mut dyn Read,
        &mut server.reader() as &mut dyn Read,
    ] {
        assert!(
            !matches!(reader.read(&mut word), Ok(1..)),
            "{}",
            setting.name
        );
    }
    assert!(client.is_handshaking() && server.is_handshaking());
    Look {
        found: probe.finish(&client),
        client: at_client.unwrap_err(),
        server: at_server.unwrap_err(),
    }
}

/// A server that also sends data before it has heard the end of the handshake, as TLS 1.3 allows, and asks for a client
/// certificate of these CAs, if there are any.
fn asking(forge: &Forge, setting: &Setting, cas: &[Certificate]) -> Arc<ServerConfig> {
    let mut config = Arc::unwrap_or_clone(server_of(forge, setting));
    config.send_half_rtt_data = true;
    if cas.is_empty() {
        return Arc::new(config);
    }
    let mut roots = RootCertStore::empty();
    for ca in cas {
        roots.add(ca.der().clone()).unwrap();
    }
    let provider = Arc::clone(setting.provider());
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let mut asking = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_cert_resolver(Arc::clone(&config.cert_resolver));
    asking.send_half_rtt_data = true;
    Arc::new(asking)
}

fn is_on_purpose(error: &Error) -> bool {
    matches!(error, Error::Other(other) if other.0.is::<EndedOnPurpose>())
}

type Case = (&'static str, fn() -> Forge, KeyPossession);

use KeyPossession::{Proven, Unknown, Unproven};

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("of a CA", || Forge::tls(HOST), Proven),
    ("with its root", || Forge::tls(HOST).with_root(), Proven),
    ("issuers out of order", || Forge::tls(HOST).intermediates(2).delivering(&[0, 2, 1]), Proven),
    ("the product's own", Forge::product_default, Proven),
    ("version 1", || Forge::self_signed(HOST).version_1(), Proven),
    ("critical and unknown", || Forge::tls(HOST).extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]), Proven),
    ("no names", || Forge::tls(HOST).without_san(), Proven),
    ("expired", || Forge::tls(HOST).expired(), Proven),
    ("SHA-1", || Forge::tls(HOST).signature(SignatureAlgorithm::RsaSha1), Proven),
    ("P-256", || Forge::tls(HOST).key(TestKey::P256), Proven),
    ("Ed25519", || Forge::tls(HOST).key(TestKey::Ed25519), Proven),
    ("the key of another", || Forge::tls(HOST).private_key(TestKey::Other), Unproven),
    // The providers load no such key, so another one signs; they would not verify with it either.
    ("RSA 1024", || Forge::tls(HOST).key(TestKey::Rsa1024), Unknown),
    ("explicit curve", || Forge::tls(HOST).key(TestKey::P256Explicit), Unknown),
];

#[test]
fn everything_presented_is_seen() {
    for setting in settings() {
        for (what, forge, possession) in CASES {
            let forge = forge();
            let cas = root(&Forge::tls("client.example.com"), &setting);
            for cas in [&[][..], &cas] {
                let at = format!("{what}, {}, {} asked", setting.name, cas.len());
                let look = look(&setting, &asking(&forge, &setting, cas));
                assert!(is_on_purpose(&look.client), "{at}: {}", look.client);
                let alert = Error::AlertReceived(AlertDescription::HandshakeFailure);
                assert_eq!(look.server, alert, "{at}");

                let found = look.found.unwrap();
                let seen: Vec<_> = found
                    .certificates()
                    .iter()
                    .map(|it| it.der().clone())
                    .collect();
                assert_eq!(seen, forge.certificates(setting.provider()), "{at}");
                assert_eq!(found.end_entity().der(), &seen[0], "{at}");
                assert_eq!(found.protocol_version(), Some(setting.version), "{at}");
                let suite = found.negotiated_cipher_suite().unwrap();
                let offered = &setting.provider().cipher_suites;
                assert!(offered.iter().any(|it| it.suite() == suite), "{at}");
                assert_eq!(found.key_possession(), *possession, "{at}");
                match (found.client_certificate_request(), cas) {
                    (None, []) => {}
                    (Some(request), [ca]) => {
                        assert_eq!(
                            request.certificate_authorities(),
                            [ca.subject().clone()],
                            "{at}"
                        );
                        assert_eq!(request.unreadable_certificate_authorities(), 0, "{at}");
                    }
                    (request, _) => panic!("{at}: {request:?}"),
                }
            }
        }
    }
}

/// The records of the client after its hello, by content type and length: an alert has two octets. TLS 1.3 encrypts it, to
/// its type and 16 octets more, and sends the empty change_cipher_spec of RFC 8446 appendix D.4 before.
#[test]
fn nothing_is_sent_but_an_alert() {
    const CHANGE_CIPHER_SPEC: u8 = 20;
    const ALERT: u8 = 21;
    const ENCRYPTED: u8 = 23;
    for setting in settings() {
        let cas = root(&Forge::tls("client.example.com"), &setting);
        let config = asking(&Forge::tls(HOST), &setting, &cas);
        let probe = Probe::new(&setting.context).unwrap();
        let mut client = connection(&probe);
        let mut server = ServerConnection::new(config).unwrap();
        client.writer().write_all(b"request").unwrap();
        let mut wire = Vec::new();
        client.write_tls(&mut wire).unwrap();
        server.read_tls(&mut wire.as_slice()).unwrap();
        server.process_new_packets().unwrap();
        wire.clear();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        client.read_tls(&mut wire.as_slice()).unwrap();
        assert!(is_on_purpose(&client.process_new_packets().unwrap_err()));

        wire.clear();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        let mut records = Vec::new();
        let mut rest = wire.as_slice();
        while let [content_type, _, _, high, low, ..] = *rest {
            let length = u16::from_be_bytes([high, low]);
            records.push((content_type, length));
            rest = &rest[5 + usize::from(length)..];
        }
        let expected = match setting.version {
            ProtocolVersion::TLSv1_2 => vec![(ALERT, 2)],
            _ => vec![(CHANGE_CIPHER_SPEC, 1), (ENCRYPTED, 2 + 1 + 16)],
        };
        assert_eq!(records, expected, "{}", setting.name);
        assert!(client.writer().write_all(b"more").is_err() && !client.wants_write());
    }
}

#[test]
fn the_end_reads_as_what_it_is() {
    let setting = &settings()[0];
    let look = look(setting, &server_of(&Forge::product_default(), setting));
    assert_eq!(
        look.client.to_string(),
        "other error: the connection was ended on purpose, after a look at what the server presents"
    );
    assert_eq!(explain(&look.client), None);
}

#[test]
fn what_was_found_is_checked_like_an_identity() {
    let setting = &settings()[2];
    let scenario = RestApi::at(HOST).unwrap();
    for (what, forge, _) in CASES {
        let (forge, context) = (forge(), &setting.context);
        let found = look(setting, &server_of(&forge, setting)).found.unwrap();
        let seen = check_chain(&scenario, found.chain(), context);
        let told = check(&scenario, &forge.identity(setting.provider()), context);
        assert_eq!(seen.verification(), told.verification(), "{what}");
        let rules = |report: &vb365_tls::Report| -> Vec<_> {
            let findings = report.findings().iter();
            let of_certificate =
                findings.filter(|it| !it.rule.as_str().starts_with("private-key-"));
            // Whoever meets a server does not install its certificate.
            let place = ScenarioId::RestApi.installation().sentence();
            let to_stranger = |it: &Finding| {
                let mut it = it.clone();
                if let Some(remedy) = it.remedy.strip_suffix(place) {
                    it.remedy = remedy.trim_end().to_owned().into();
                }
                it
            };
            of_certificate.map(to_stranger).collect()
        };
        assert_eq!(seen.findings(), rules(&told), "{what}: {seen}\n{told}");
    }
}

#[test]
fn what_was_found_can_be_pinned() {
    for setting in settings() {
        let server = server_of(&Forge::product_default(), &setting);
        let found = look(&setting, &server).found.unwrap();
        let key = Pins::from(found.end_entity().public_key().fingerprint());
        for pins in [Pins::from(found.end_entity()), key] {
            let trust = ServerTrust::pinned(pins);
            let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
            meet(&client, &server).succeeded(&setting.name);
        }
    }
}

#[test]
fn without_the_connection_only_the_suite_is_unknown() {
    for setting in settings() {
        let probe = Probe::new(&setting.context).unwrap();
        let mut server = ServerConnection::new(server_of(&Forge::tls(HOST), &setting)).unwrap();
        converse(&mut connection(&probe), &mut server)
            .0
            .unwrap_err();
        let found = probe.finish_without_connection().unwrap();
        assert_eq!(found.protocol_version(), Some(setting.version));
        assert_eq!(found.negotiated_cipher_suite(), None);
        assert_eq!(found.key_possession(), Proven);
    }
}

#[test]
fn what_is_not_a_certificate_is_kept_as_it_was() {
    for setting in settings() {
        let good = Forge::tls(HOST).certificates(setting.provider());
        for (number, text) in [
            (
                1,
                "certificate 1 of 2 that were presented: malformed certificate at byte 0: ",
            ),
            (
                2,
                "certificate 2 of 2 that were presented: malformed certificate at byte 0: ",
            ),
        ] {
            let mut certificates = good.clone();
            certificates[number - 1] = CertificateDer::from(b"no certificate".to_vec());
            let server = presenting(certificates.clone(), &Forge::tls(HOST), &setting);
            let look = look(&setting, &server);
            assert!(is_on_purpose(&look.client), "{}", look.client);
            let error = look.found.unwrap_err();
            assert!(error.to_string().starts_with(text), "{error}");
            let ProbeError::Unreadable { presented, .. } = error else {
                panic!("{error}");
            };
            assert_eq!(presented, certificates);
        }
    }
}

#[test]
fn misuse_is_told_apart() {
    for setting in settings() {
        let probe = || Probe::new(&setting.context).unwrap();
        let server = || ServerConnection::new(server_of(&Forge::tls(HOST), &setting)).unwrap();

        let unused = probe();
        let untouched = connection(&unused);
        let error = unused.finish(&untouched).unwrap_err();
        assert_eq!(error, ProbeError::NothingPresented);
        assert_eq!(
            error.to_string(),
            "no certificate was presented: the connection ended before, as its own error says, or was never driven"
        );

        let twice = probe();
        converse(&mut connection(&twice), &mut server())
            .0
            .unwrap_err();
        let mut second = connection(&twice);
        let again = converse(&mut second, &mut server()).0.unwrap_err();
        assert!(is_on_purpose(&again), "{again}");
        assert_eq!(
            twice.finish(&second).unwrap_err(),
            ProbeError::SeveralConnections
        );

        let trust = ServerTrust::private_ca(&root(&Forge::tls(HOST), &setting)).unwrap();
        let config = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        let mut trusted = ClientConnection::new(config.into(), HOST.try_into().unwrap()).unwrap();
        converse(&mut trusted, &mut server()).0.unwrap();
        assert_eq!(
            probe().finish(&trusted).unwrap_err(),
            ProbeError::OtherConnection
        );
    }
}

/// A server that refuses the client's hello.
#[test]
fn a_connection_that_ends_earlier_shows_nothing() {
    let [tls12, _, tls13, _] = &settings()[..] else {
        panic!("four settings");
    };
    let server = server_of(&Forge::tls(HOST), tls13);
    let probe = Probe::new(&tls12.context).unwrap();
    let mut client = connection(&probe);
    let mut server = ServerConnection::new(server).unwrap();
    let (at_client, _) = converse(&mut client, &mut server);
    assert!(matches!(at_client, Err(Error::AlertReceived(_))));
    assert_eq!(
        probe.finish(&client).unwrap_err(),
        ProbeError::NothingPresented
    );
}

#[test]
fn debug_is_short() {
    let setting = &settings()[0];
    let probe = Probe::new(&setting.context).unwrap();
    assert_eq!(format!("{probe:?}"), "Probe { .. }");
    let found = look(setting, &server_of(&Forge::product_default(), setting))
        .found
        .unwrap();
    let text = format!("{found:?}");
    assert!(
        text.contains("CN=Veeam Software") && text.len() < 1000,
        "{text}"
    );
}
