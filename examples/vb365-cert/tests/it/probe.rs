//! `probe`: what is shown of a server, and that it can be trusted next.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use vb365_tls::Certificate;
use vb365_tls::certificate::rfc3339;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::scenario::ScenarioId;
use vb365_tls::test_support::{Forge, TestKey};

use crate::files::{HOST, path};
use crate::program::{Ended, Server, run};
use crate::{SERVED, assert_refused, assert_usage};

const PROVED: &str = "the server proved that it holds the key of its certificate";

fn certificate(name: &str) -> Certificate {
    let pem = fs::read(path(name)).unwrap();
    let identity = Identity::from_bytes(&pem, &Password::none()).unwrap();
    identity.end_entity().clone()
}

fn block(certificate: &Certificate) -> String {
    let sha256 = certificate.fingerprint().to_colon_separated();
    format!(
        "subject     {}\nissuer      {}\nvalid       {} to {}\nkey         {}\nthumbprint  {}\nSHA-256     {}\n            \
         {}\n",
        certificate.subject(),
        certificate.issuer(),
        rfc3339(certificate.validity().not_before()),
        rfc3339(certificate.validity().not_after()),
        certificate.public_key(),
        certificate.thumbprint(),
        &sha256[..48],
        &sha256[48..],
    )
}

/// A file that is not there yet.
fn absent(name: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&file);
    file.to_str().unwrap().to_owned()
}

#[track_caller]
fn assert_shown(ended: &Ended) -> &str {
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    &ended.stdout
}

#[test]
fn everything_is_shown() {
    let (server, key, ca) = (path("server.crt"), path("server.key"), path("ca.crt"));
    let [own, issuer] = ["server.crt", "ca.crt"].map(certificate);
    let now = own.validity().not_before();
    let file = absent("everything.pem");
    let arguments = ["-cert", &server, "-key", &key, "-cert_chain", &ca];
    let serving = Server::openssl(&[&arguments[..], &["-Verify", "1", "-CAfile", &ca]].concat());
    let get = format!(
        "  vb365-cert get --scenario rest-api --connect 127.0.0.1:{} --trust",
        serving.port
    );
    let expected = format!(
        "TLSv1.3 TLS13_AES_256_GCM_SHA384\n{PROVED}\nthe server asks for a client certificate\n  of CN=Test \
         CA\n\ncertificate 1 of 2\n{}\ncertificate 2 of 2\n{}\nrest-api: accepted, verified by path \
         (assumed)\nnotice revocation-pointer-absent: the certificate does not say where its\n  revocation would be \
         published\nnotice trust-anchor-in-chain (trust-anchor): the root is included\nDetails: vb365-cert explain RULE\n\nNothing is trusted yet. Compare the SHA-256 or the thumbprint of \
         certificate 1\nwith the one shown on the server itself; if they agree, connect with:\n{get} pin:{file} https://{HOST}/\n{get} sha256:{} https://{HOST}/\n",
        block(&own),
        block(&issuer),
        own.fingerprint(),
    );

    let now = rfc3339(now);
    let probe = ["--scenario", "rest-api", "--save", &file, "--now", &now];
    assert_eq!(assert_shown(&serving.probe(HOST, &probe)), expected);
    assert_eq!(fs::read_to_string(&file).unwrap(), own.to_pem());
}

#[test]
fn what_was_found_can_be_trusted_next() {
    let (crt, key) = (path("own-v1.crt"), path("own-v1.key"));
    for (version, first) in [
        ("-tls1_2", "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n"),
        ("-tls1_3", "TLSv1.3 TLS13_AES_256_GCM_SHA384\n"),
    ] {
        let serving = Server::openssl(&[version, "-cert", &crt, "-key", &key]);
        let file = absent(&format!("next{version}.pem"));
        let probed = serving.probe("localhost", &["--save", &file]);
        let shown = assert_shown(&probed);
        assert!(shown.starts_with(first), "{shown}");
        assert!(
            shown.contains("\nthe server asks for no client certificate\n"),
            "{shown}"
        );
        assert!(shown.contains("certificate-version-1: "), "{shown}");
        assert!(!shown.contains("private-key"), "{shown}");

        // What is to be typed next is there as a whole.
        let advised: Vec<_> = shown
            .lines()
            .filter_map(|it| it.strip_prefix("  vb365-cert get "))
            .collect();
        assert_eq!(advised.len(), 2, "{shown}");
        for advised in advised {
            let got = run("get", &advised.split(' ').collect::<Vec<_>>());
            assert_eq!(got.code, 0, "{advised}: {got:?}");
        }
    }
}

/// No provider verifies with such a key, so nobody can pin it; what is wrong is shown all the same.
#[test]
fn a_key_that_is_too_short_is_shown() {
    let provider = Arc::new(ring::default_provider());
    let file = absent("short.pem");
    let forge = Forge::self_signed(HOST).key(TestKey::Rsa1024);
    fs::write(&file, forge.pem(&provider)).unwrap();
    for version in ["-tls1_2", "-tls1_3"] {
        let any_key = ["-cipher", "DEFAULT@SECLEVEL=0"];
        let server = [version, "-cert", &file, "-key", &file];
        let serving = Server::openssl(&[&any_key[..], &server].concat());
        let probed = serving.probe(HOST, &["--scenario", "rest-api"]);
        let shown = assert_shown(&probed);
        assert!(
            shown.contains(
                "\nwhether the server holds the key of its certificate cannot be verified\n"
            ),
            "{shown}"
        );
        assert!(shown.contains("\nerror rsa-modulus-too-short: "), "{shown}");
        assert!(
            shown.ends_with("\n\nDo not pin it: no client verifies what its key signs.\n"),
            "{shown}"
        );
    }
}

#[test]
fn every_served_scenario_is_checked() {
    let serving = Server::rest_api(&[]);
    for scenario in SERVED {
        let probed = serving.probe(HOST, &["--scenario", scenario]);
        let shown = assert_shown(&probed);
        let checked = match scenario {
            "restore-portal" => "rest-api",
            scenario => scenario,
        };
        assert!(
            shown.contains(&format!("\n\n{checked}: accepted, verified ")),
            "{shown}"
        );
        let logged = serving.logged();
        let probe = " as a probe of this crate does on purpose (vb365-cert probe)";
        assert!(logged.ends_with(probe), "{logged}");
    }
    let unsaid = serving.probe(HOST, &[]);
    assert!(assert_shown(&unsaid).contains("\n\nrest-api: accepted, verified "));
    let elsewhere = serving.probe("other.example.com", &[]);
    let shown = assert_shown(&elsewhere);
    assert!(
        shown.contains("\nerror reference-identifier-unmatched: "),
        "{shown}"
    );
}

#[test]
fn nothing_presented_is_not_an_answer() {
    let probe =
        |scenario: &str, more: &[&str]| run("probe", &[&["--scenario", scenario], more].concat());
    let nowhere = "https://127.0.0.1:1/";
    assert_usage(
        &probe("rest-api", &[nowhere]),
        "127.0.0.1:1: Connection refused",
    );
    for id in [
        ScenarioId::OrganizationManagement,
        ScenarioId::BackupApplication,
    ] {
        assert_usage(
            &probe(id.as_str(), &[nowhere]),
            "nothing of the product is served",
        );
    }
    let together = probe("rest-api", &["--client-identity", "own.pem", nowhere]);
    assert_usage(&together, "unexpected argument");
    let alone = [
        "--scenario",
        "rest-api",
        "--trust",
        "public",
        "--save",
        "a.pem",
        nowhere,
    ];
    assert_usage(&run("get", &alone), "unexpected argument '--save'");

    // A server that has no certificate to present.
    let serving = Server::openssl(&["-nocert"]);
    let unserved = serving.probe(HOST, &["--scenario", "rest-api"]);
    assert_refused(&unserved, "peer-refused-handshake");
}

/// A file that is there may be one that somebody trusts.
#[test]
fn no_file_is_written_over() {
    let serving = Server::rest_api(&[]);
    let file = absent("kept.pem");
    fs::write(&file, "kept").unwrap();
    let probe = ["--scenario", "rest-api", "--save", &file];
    assert_usage(&serving.probe(HOST, &probe), "kept.pem: File exists");
    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
}
