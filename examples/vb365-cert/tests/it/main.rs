//! The contract of the programs: flags, exit codes, JSON and the lines other programs read.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    unreachable_pub,
    reason = "nothing is reached from outside a test binary"
)]

mod assertion;
mod check;
mod convert;
#[cfg(unix)]
mod crowd;
mod early_refusal;
mod explain;
mod files;
mod many;
mod probe;
mod program;
mod streams;
#[cfg(unix)]
mod terminal;
mod trust;

use files::{HOST, path};
use program::{Ended, Server, run};
use serde_json::Value;
use vb365_tls::Report;

const SERVED: [&str; 6] = [
    "backup-proxy",
    "rest-api",
    "rest-api-on-separate-machine",
    "restore-portal",
    "restore-operator-authentication",
    "tenant-authentication",
];

fn check(arguments: &[&str]) -> Ended {
    run("check", arguments)
}

/// What it printed, however its lines were broken.
fn in_one_line(ended: &Ended) -> String {
    let words: Vec<_> = ended.stdout.split_ascii_whitespace().collect();
    words.join(" ")
}

/// The reports in the JSON of one input.
fn reports(ended: &Ended) -> Vec<Report> {
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(printed["version"], 1);
    assert_eq!(printed["results"].as_array().unwrap().len(), 1);
    serde_json::from_value(printed["results"][0]["reports"].clone()).unwrap()
}

/// Exactly one line, with this id, that ends in what to do.
#[track_caller]
fn assert_refused(ended: &Ended, id: &str) {
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(ended.stdout, "");
    let line = ended.stderr.strip_suffix('\n').unwrap();
    assert!(line.starts_with(&format!("refused: {id}: ")), "{line}");
    assert!(
        line.contains("; remedy: ") && !line.contains('\n'),
        "{line}"
    );
}

#[track_caller]
fn assert_usage(ended: &Ended, words: &str) {
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{ended:?}");
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
}

#[test]
fn a_pfx_is_served_and_presented() {
    let (pfx, file) = (path("server.pfx"), path("password.txt"));
    let password = ["--password-file", &file];
    let served = ["--scenario", "backup-proxy", "--address", HOST, &pfx];
    let serving = Server::serve(&[&password[..], &served].concat());
    let trust = format!("pin:{}", path("server.crt"));
    let presented = [
        "--scenario",
        "backup-proxy",
        "--trust",
        &trust,
        "--client-identity",
        &pfx,
    ];
    let ended = serving.get(HOST, &[&password[..], &presented].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn nothing_secret_is_printed() {
    let (server, key) = (
        path("server.pem"),
        std::fs::read_to_string(path("server.key")).unwrap(),
    );
    let secret = key.lines().nth(3).unwrap();
    for format in ["text", "json"] {
        let ended = check(&[
            "--format",
            format,
            "--password-env",
            "VB365_PASSWORD",
            &server,
        ]);
        let printed = ended.stdout + &ended.stderr;
        assert!(
            !printed.contains(secret) && !printed.contains("correct horse"),
            "{printed}"
        );
    }
}

#[test]
fn every_served_scenario_can_be_got() {
    let (server, ca) = (path("server.pem"), format!("ca:{}", path("ca.crt")));
    let pin = format!("pin:{}", path("server.crt"));
    for scenario in SERVED {
        let serving = Server::serve(&["--scenario", scenario, "--address", HOST, &server]);
        for trust in [&ca, &pin] {
            let mut arguments = vec!["--scenario", scenario, "--trust", trust];
            if scenario == "backup-proxy" {
                arguments.extend(["--client-identity", &server]);
            }
            let got = serving.get(HOST, &arguments);
            let body = format!("{scenario} is served here\n");
            assert_eq!((got.code, got.stdout), (0, body), "{}", got.stderr);
            assert_eq!(
                serving.logged(),
                format!("TLSv1.3 TLS13_AES_256_GCM_SHA384 {HOST} full")
            );
        }
    }
}

#[test]
fn get_refuses_and_says_why() {
    let serving = Server::rest_api(&[]);
    let get = |host: &str, trust: &str, more: &[&str]| {
        let arguments = ["--scenario", "rest-api", "--trust", trust];
        serving.get(host, &[&arguments, more].concat())
    };
    let (ca, pin) = (
        format!("ca:{}", path("ca.crt")),
        format!("pin:{}", path("server.crt")),
    );
    let (other_ca, other_pin) = (
        format!("ca:{}", path("other.crt")),
        format!("pin:{}", path("other.crt")),
    );
    let other_key = format!("spki:{}", "00".repeat(32));
    assert_refused(&get(HOST, &other_ca, &[]), "path-not-found");
    assert_refused(&get(HOST, "public", &[]), "path-not-found");
    assert_refused(&get(HOST, &other_pin, &[]), "pin-unmatched");
    assert_refused(
        &get(HOST, &other_key, &["--trust", &other_pin]),
        "pin-unmatched",
    );
    assert_refused(
        &get("other.example.com", &ca, &[]),
        "reference-identifier-unmatched",
    );
    for trust in [&ca, &pin] {
        let late = ["--now", "2099-01-01T00:00:00Z"];
        assert_refused(&get(HOST, trust, &late), "certificate-expired");
        let early = ["--now", "2020-01-01T00:00:00Z"];
        assert_refused(&get(HOST, trust, &early), "certificate-not-yet-valid");
    }
    for (trust, more) in [(&ca, &other_ca), (&other_pin, &pin), (&other_key, &pin)] {
        let got = get(HOST, trust, &["--trust", more]);
        assert_eq!(got.code, 0, "one of several is enough: {got:?}");
    }
    let by_address = get("127.0.0.1", &ca, &["--provider", "aws-lc-rs"]);
    assert_eq!(by_address.code, 0, "{by_address:?}");
}

#[test]
fn get_refuses_a_certificate_for_another_purpose() {
    let (crt, key) = (path("client.crt"), path("client.key"));
    for version in ["-tls1_2", "-tls1_3"] {
        let serving = Server::openssl(&[version, "-cert", &crt, "-key", &key]);
        let trust = format!("ca:{}", path("ca.crt"));
        for scenario in &SERVED[1..] {
            let got = serving.get(HOST, &["--scenario", scenario, "--trust", &trust]);
            assert_refused(&got, "extended-key-usage-mismatch");
        }
    }
}

#[test]
fn the_certificate_the_product_makes_works_when_pinned() {
    for (name, id) in [
        ("own", "path-not-found"),
        ("own-v1", "certificate-version-1"),
    ] {
        let (crt, key) = (path(&format!("{name}.crt")), path(&format!("{name}.key")));
        for version in ["-tls1_2", "-tls1_3"] {
            let serving = Server::openssl(&[version, "-cert", &crt, "-key", &key]);
            let get = |trust: &str| {
                serving.get("localhost", &["--scenario", "rest-api", "--trust", trust])
            };
            let pinned = get(&format!("pin:{crt}"));
            assert_eq!(pinned.code, 0, "{name} {version}: {}", pinned.stderr);
            assert!(pinned.stdout.contains("s_server -www"), "{}", pinned.stdout);
            assert_refused(&get(&format!("ca:{}", path("ca.crt"))), id);
        }
    }
}

#[test]
fn a_backup_proxy_and_its_server_present_the_same_certificate() {
    let (own, other) = (path("own.pem"), path("other.pem"));
    let serving = Server::serve(&["--scenario", "backup-proxy", &own]);
    let trust = format!("pin:{}", path("own.crt"));
    let get = |scenario: &str, more: &[&str]| {
        let arguments = ["--scenario", scenario, "--trust", &trust];
        serving.get(HOST, &[&arguments, more].concat())
    };
    let got = get("backup-proxy", &["--client-identity", &own]);
    assert_eq!(got.code, 0, "{got:?}");
    assert!(serving.logged().starts_with("TLSv1.3 "));
    assert_refused(
        &get("backup-proxy", &["--client-identity", &other]),
        "peer-refused-certificate",
    );
    assert!(serving.logged().starts_with("refused: pin-unmatched: "));
    assert_refused(&get("rest-api", &[]), "client-certificate-absent");
    assert!(
        serving
            .logged()
            .starts_with("refused: client-certificate-absent: ")
    );
    assert_usage(&get("backup-proxy", &[]), "give --client-identity");
}

#[test]
fn any_server_can_authenticate_its_clients() {
    let (server, ca) = (path("server.pem"), path("ca.crt"));
    let trust = format!("ca:{ca}");
    for scenario in &SERVED[1..] {
        let serving = Server::serve(&["--scenario", scenario, "--client-ca", &ca, &server]);
        let get = |more: &[&str]| {
            let arguments = ["--scenario", scenario, "--trust", &trust];
            serving.get(HOST, &[&arguments, more].concat())
        };
        let got = get(&["--client-identity", &path("client.pem")]);
        assert_eq!(got.code, 0, "{got:?}");
        assert!(serving.logged().starts_with("TLSv1.3 "));
        assert_refused(&get(&[]), "client-certificate-absent");
        assert!(
            serving
                .logged()
                .starts_with("refused: client-certificate-absent: ")
        );
        assert_refused(
            &get(&["--client-identity", &path("other.pem")]),
            "peer-refused-certificate",
        );
        assert!(serving.logged().starts_with("refused: path-not-found: "));
    }
}

#[test]
fn get_hears_a_refusal_while_it_sends() {
    // Long enough for the server to be gone before it is sent.
    let url = format!("https://{HOST}/{}", "a".repeat(120_000));
    let trust = format!("ca:{}", path("ca.crt"));
    for _ in 0..20 {
        let connect = format!("127.0.0.1:{}", early_refusal::start());
        let arguments = ["--scenario", "rest-api", "--trust", &trust];
        let got = run(
            "get",
            &[&arguments[..], &["--connect", &connect, &url]].concat(),
        );
        assert_refused(&got, "client-certificate-absent");
    }
}

#[test]
fn serve_keeps_connections_and_sessions() {
    let serving = Server::rest_api(&[]);
    let (get, close) = ("GET / HTTP/1.1\r\nHost: a\r\n", "Connection: close\r\n\r\n");
    let answers = serving.send(
        &["-quiet", "-tls1_3"],
        &format!("{get}\r\nPOST{}{close}", &get[3..]),
    );
    assert_eq!(
        answers.matches("HTTP/1.1 200 OK\r\n").count(),
        1,
        "{answers}"
    );
    assert_eq!(answers.matches("HTTP/1.1 405 ").count(), 1, "{answers}");
    let long = format!("{get}Long: {}\r\n{close}", "a".repeat(20_000));
    assert!(
        serving
            .send(&["-quiet", "-tls1_3"], &long)
            .contains("HTTP/1.1 431 ")
    );
    for _ in 0..2 {
        assert_eq!(serving.logged(), "TLSv1.3 TLS13_AES_256_GCM_SHA384 - full");
    }
    serving.send(&["-tls1_2", "-reconnect"], "");
    // It connects six times; each connection is served by a thread of its own.
    let mut lines: Vec<_> = (0..6).map(|_| serving.logged()).collect();
    lines.sort();
    let suite = "TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 -";
    assert_eq!(lines[0], format!("{suite} full"));
    assert_eq!(lines[1..], vec![format!("{suite} resumed"); 5]);
}

#[test]
fn serve_reports_what_does_not_fit() {
    let listen = ["--listen", "127.0.0.1:0", "--scenario"];
    let serve = |more: &[&str]| run("serve", &[&listen, more].concat());
    let rejected = serve(&["rest-api", &path("client.pem")]);
    assert_eq!((rejected.code, rejected.stdout.as_str()), (1, ""));
    assert!(
        rejected
            .stderr
            .contains("error extended-key-usage-mismatch\n"),
        "{rejected:?}"
    );
    let signer = serve(&["organization-management", &path("server.pem")]);
    assert_usage(&signer, "never presented by a server");
    assert_usage(&serve(&["rest-api", &path("absent.pem")]), "absent.pem: ");
    let (ca, server) = (path("absent.crt"), path("server.pem"));
    assert_usage(
        &serve(&["rest-api", "--client-ca", &ca, &server]),
        "absent.crt: ",
    );
}

#[test]
fn get_tells_usage_from_a_refusal() {
    let get = |more: &[&str]| run("get", &[&["--scenario", "rest-api"], more].concat());
    let (ca, pin) = (
        format!("ca:{}", path("ca.crt")),
        format!("pin:{}", path("own.crt")),
    );
    let url = "https://127.0.0.1:1/";
    let probe_first = "\n  vb365-cert probe --scenario rest-api https://127.0.0.1:1/\n  vb365-cert get --scenario rest-api \
                       --trust sha256:HEX https://127.0.0.1:1/\n";
    assert_usage(&get(&[url]), probe_first);
    // Quoted for a shell, which would start something else at the `&`.
    let query = get(&["https://127.0.0.1:1/?a=1&b='"]);
    assert_usage(
        &query,
        r"--trust sha256:HEX 'https://127.0.0.1:1/?a=1&b='\'''",
    );
    assert_usage(
        &get(&["--trust", &ca, "--trust", &pin, url]),
        "exclude each other",
    );
    assert_usage(
        &get(&["--trust", "system", "--trust", "public", url]),
        "exclude each other",
    );
    assert_usage(&get(&["--trust", "anything", url]), "pin:FILE");
    assert_usage(&get(&["--trust", "spki:00", url]), "64 hexadecimal digits");
    assert_usage(
        &get(&["--trust", "ca:absent.crt", url]),
        "--trust ca:absent.crt: No such file",
    );
    assert_usage(
        &get(&["--trust", &ca, "http://127.0.0.1/"]),
        "only https://",
    );
    assert_usage(
        &get(&["--trust", &ca, "https://user@127.0.0.1/"]),
        "user name",
    );
    assert_usage(&get(&["--trust", &ca, url]), "127.0.0.1:1: ");
}

#[test]
fn every_tool_explains_itself() {
    for (tool, words) in [
        ("check", "each fits at least one"),
        ("serve", "listening on ADDR"),
        ("get", "refused: <rule>"),
        ("check", "`get` with the same --trust agrees"),
        ("check", "Whom the clients trust: pin:FILE"),
        ("get", "Whom the clients trust: pin:FILE"),
        ("get", "CRLs to look certificates up in, PEM or DER"),
        ("serve", "the clients of --trust would refuse it"),
        ("assertion", "as good as a password"),
        ("probe", "compares the SHA-256 or the thumbprint"),
        ("explain", "such as AADSTS700027"),
    ] {
        let help = run(tool, &["--help"]);
        assert_eq!(help.code, 0);
        assert!(in_one_line(&help).contains(words), "{}", help.stdout);
        assert!(help.stdout.contains("Exit code: "), "{}", help.stdout);
    }
}
