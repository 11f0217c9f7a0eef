//! `get --probe`: what is shown of a server, and that it can be trusted next.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use vb365_tls::certificate::rfc3339;
use vb365_tls::chain::Chain;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::scenario::{RestApi, ScenarioId};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::{Certificate, Context, check_chain};

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
    let key = certificate.public_key();
    format!(
        "  subject     {}\n  issuer      {}\n  valid       {} to {}\n  SHA-256     {}\n  thumbprint  {}\n  \
         key         {key}, spki:{}\n",
        certificate.subject(),
        certificate.issuer(),
        rfc3339(certificate.validity().not_before()),
        rfc3339(certificate.validity().not_after()),
        certificate.fingerprint(),
        certificate.thumbprint(),
        key.fingerprint(),
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
    let context = Context::fixed(Arc::new(ring::default_provider()), now);
    let chain = Chain::from_certificates(vec![own.clone(), issuer.clone()]).unwrap();
    let rest_api = RestApi::at(HOST).unwrap();
    let report = check_chain(&rest_api, &chain, &context);
    let file = absent("everything.pem");
    let expected = format!(
        "TLSv1.3 TLS13_AES_256_GCM_SHA384\n{PROVED}\nthe server asks for a client certificate\n  of CN=Test \
         CA\n\ncertificate 1 of 2\n{}\ncertificate 2 of 2\n{}\n{report}\n\nNothing is trusted yet. Compare the \
         SHA-256 or the thumbprint of certificate 1 with the one shown on the server\nitself; if they agree, connect \
         with:\n  --trust pin:{file}\n  --trust spki:{}\n",
        block(&own),
        block(&issuer),
        own.public_key().fingerprint(),
    );

    let arguments = ["-cert", &server, "-key", &key, "-cert_chain", &ca];
    let serving = Server::openssl(&[&arguments[..], &["-Verify", "1", "-CAfile", &ca]].concat());
    let now = rfc3339(now);
    let probe = [
        "--scenario",
        "rest-api",
        "--probe",
        "--save",
        &file,
        "--now",
        &now,
    ];
    assert_eq!(assert_shown(&serving.get(HOST, &probe)), expected);
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
        let get =
            |more: &[&str]| serving.get("localhost", &[&["--scenario", "rest-api"], more].concat());
        let file = absent(&format!("next{version}.pem"));
        let probed = get(&["--probe", "--save", &file]);
        let shown = assert_shown(&probed);
        assert!(shown.starts_with(first), "{shown}");
        assert!(
            shown.contains("\nthe server asks for no client certificate\n"),
            "{shown}"
        );
        assert!(shown.contains("certificate-version-1\n"), "{shown}");
        assert!(!shown.contains("private-key"), "{shown}");

        let advised: Vec<_> = shown
            .lines()
            .filter_map(|it| it.strip_prefix("  --trust "))
            .collect();
        assert_eq!(advised.len(), 2, "{shown}");
        for trust in advised {
            let got = get(&["--trust", trust]);
            assert_eq!(got.code, 0, "{trust}: {got:?}");
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
        let probed = serving.get(HOST, &["--scenario", "rest-api", "--probe"]);
        let shown = assert_shown(&probed);
        assert!(
            shown.contains(
                "\nwhether the server holds the key of its certificate cannot be verified\n"
            ),
            "{shown}"
        );
        assert!(shown.contains("error rsa-modulus-too-short\n"), "{shown}");
        assert!(
            shown.ends_with("\n\nDo not pin it: no client verifies what its key signs.\n"),
            "{shown}"
        );
    }
}

#[test]
fn every_served_scenario_is_checked() {
    let serving = Server::serve(&["--scenario", "rest-api", &path("server.pem")]);
    for scenario in SERVED {
        let probed = serving.get(HOST, &["--scenario", scenario, "--probe"]);
        let shown = assert_shown(&probed);
        let checked = match scenario {
            "restore-portal" => "rest-api",
            scenario => scenario,
        };
        assert!(
            shown.contains(&format!("\n\n{checked}: accepted, verified ")),
            "{shown}"
        );
        assert!(
            serving
                .line()
                .starts_with("refused: peer-refused-handshake: ")
        );
    }
    let unsaid = serving.get(HOST, &["--probe"]);
    assert!(assert_shown(&unsaid).contains("\n\nrest-api: accepted, verified "));
    let elsewhere = serving.get("other.example.com", &["--probe"]);
    let shown = assert_shown(&elsewhere);
    assert!(
        shown.contains("error reference-identifier-unmatched\n"),
        "{shown}"
    );
}

#[test]
fn nothing_presented_is_not_an_answer() {
    let probe = |scenario: &str, more: &[&str]| {
        let arguments = ["--scenario", scenario, "--probe"];
        run("get", &[&arguments, more].concat())
    };
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
    assert_usage(&together, "cannot be used with");
    let alone = [
        "--scenario",
        "rest-api",
        "--trust",
        "public",
        "--save",
        "a.pem",
        nowhere,
    ];
    assert_usage(&run("get", &alone), "--probe");

    // A server that has no certificate to present.
    let serving = Server::openssl(&["-nocert"]);
    let unserved = serving.get(HOST, &["--scenario", "rest-api", "--probe"]);
    assert_refused(&unserved, "peer-refused-handshake");
}

/// A file that is there may be one that somebody trusts.
#[test]
fn no_file_is_written_over() {
    let serving = Server::serve(&["--scenario", "rest-api", &path("server.pem")]);
    let file = absent("kept.pem");
    fs::write(&file, "kept").unwrap();
    let probe = ["--scenario", "rest-api", "--probe", "--save", &file];
    assert_usage(&serving.get(HOST, &probe), "kept.pem: File exists");
    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
}
