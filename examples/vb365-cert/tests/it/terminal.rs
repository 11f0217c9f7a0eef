//! What the commands print in a terminal, and in a pipe.
//!
//! The terminal is that of `script`, which is on every Debian; it takes the size that `stty` gives it.

use std::process::{Command, Stdio};

use rustls::crypto::ring;
use vb365_tls::test_support::Forge;

use crate::files::{HOST, path};
use crate::program::{Ended, Server, command, ended};

const NOW: [&str; 2] = ["--now", "2026-11-28T00:00:00Z"];

/// What a certificate looks like that the product makes, at a fixed time: its key and its serial number are always the
/// same.
const PRODUCT: &str = "\
CN=Veeam Software, O=Veeam Software, OU=Veeam Software
valid       3459 days left, until 2036-05-18; issued by itself
key         RSA 2048, with its private key
thumbprint  9120F7B871D6287ABDCA34357CCC77BA26B3784C
SHA-256     4B:5A:29:E2:5C:EE:CF:C9:A5:75:C8:61:C6:81:67:AE:
            0B:AD:07:F5:68:C1:3E:91:2B:F6:2E:55:93:7B:B6:DC

    scenario                         fits  verified
 1  organization-management          yes   as signer of assertions
 2  backup-application               yes   as signer of assertions
 3  backup-proxy                     yes   by pin (assumed)
 4  rest-api                         yes   by pin (assumed)
 5  rest-api-on-separate-machine     yes   by pin (assumed)
 6  restore-portal                   yes   as signer of assertions
 7  restore-operator-authentication  yes   by pin (assumed)
 8  tenant-authentication            yes   by pin (assumed)

warning self-signed (4-5; notice: 1-3 6-8): the certificate is its own issuer
notice extended-key-usage-absent (3-5 7-8): the certificate names no purpose
notice subject-alt-name-absent (3-5 7-8): the certificate names no host in its
  subject alternative name
No name was compared (no --address). Details: -v, or vb365-cert explain RULE
";

/// In a terminal of 80 columns and 24 rows, with a status behind it.
fn in_terminal(words: &[&str], environment: &str) -> (String, i32) {
    let program = env!("CARGO_BIN_EXE_vb365-cert");
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let line = format!(
        "stty cols 80 rows 24; {environment} '{program}' {}",
        quoted.join(" ")
    );
    let output = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env("TERM", "xterm-256color")
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::null())
        .output()
        .expect("this test needs the program `script`; install the package bsdutils");
    let text = String::from_utf8(output.stdout).unwrap();
    (text.replace("\r\n", "\n"), output.status.code().unwrap())
}

fn in_pipe(words: &[&str]) -> Ended {
    ended(command(words[0]).args(&words[1..]).output().unwrap())
}

/// Without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

fn product() -> String {
    let provider = std::sync::Arc::new(ring::default_provider());
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("product.pem");
    std::fs::write(&file, Forge::product_default().pem(&provider)).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn a_certificate_as_the_product_makes_it_fits_the_screen() {
    let product = product();
    let words = [&["check"], &NOW[..], &[&product]].concat();
    let piped = in_pipe(&words);
    assert_eq!((piped.code, piped.stderr.as_str()), (0, ""));
    assert_eq!(piped.stdout, PRODUCT);
    let readme = include_str!("../../README.md");
    assert!(readme.contains(PRODUCT), "the README shows it");
    let (seen, code) = in_terminal(&words, "");
    assert_eq!(code, 0);
    assert!(seen.contains("\u{1b}[32myes"), "{seen}");
    assert_eq!(plain(&seen), PRODUCT);
    // The line it was typed in and the next one are on the screen with it, or all but the former.
    assert!(PRODUCT.lines().count() < 24);
}

#[test]
fn an_ordinary_certificate_fits_the_screen() {
    for (name, code, rows) in [
        ("server.pem", 0, 23),
        ("client.pem", 0, 24),
        ("server.crt", 1, 23),
    ] {
        let file = path(name);
        let (seen, ended) = in_terminal(&["check", &file], "");
        assert_eq!(ended, code, "{seen}");
        assert!(seen.lines().count() <= rows, "{seen}");
        assert_lines_fit(&plain(&seen), 80);
    }
}

#[track_caller]
fn assert_lines_fit(text: &str, columns: usize) {
    for line in text.lines() {
        assert!(line.chars().count() <= columns, "{line}");
    }
}

/// The same words on a terminal as in a pipe, and no more columns than there are.
#[test]
fn every_command_prints_the_same_on_a_terminal() {
    let (server, client, trust) = (
        path("server.pem"),
        path("client.pem"),
        format!("ca:{}", path("ca.crt")),
    );
    let serving = Server::rest_api(&[]);
    let there = format!("127.0.0.1:{}", serving.port);
    let url = format!("https://{there}/");
    let application = "6731de76-14a6-49ae-97bc-6eba6914391e";
    let serve = ["serve", "--scenario", "rest-api", "--listen", "127.0.0.1:0"];
    let assertion = [
        "assertion",
        "--scenario",
        "organization-management",
        "--tenant",
        application,
        "--application",
        application,
        "--key-credential",
    ];
    for (words, code, fits) in [
        (vec!["check", &server], 0, true),
        (vec!["check", "-v", &client], 0, false),
        (vec!["check", &server, &client], 0, true),
        (
            vec!["check", "--format", "json", "--address", HOST, &server],
            0,
            false,
        ),
        (vec!["check", "absent.pem"], 2, true),
        (vec!["check", &url], 0, true),
        (vec!["probe", &url], 0, false),
        (vec!["get", "--trust", &trust, &url], 0, true),
        (vec!["get", "--trust", "public", &url], 1, false),
        (vec!["get", &url], 2, false),
        ([&serve[..], &[&client]].concat(), 1, false),
        ([&assertion[..], &[&server]].concat(), 0, false),
        (vec!["explain", "self-signed"], 0, true),
        (vec!["explain", "self-singed"], 2, true),
        (vec!["completions", "bash"], 0, false),
    ] {
        let (seen, seen_code) = in_terminal(&words, "");
        let piped = in_pipe(&words);
        assert_eq!((seen_code, piped.code), (code, code), "{words:?}: {seen}");
        let both = [
            piped.stdout.clone() + &piped.stderr,
            piped.stderr + &piped.stdout,
        ];
        assert!(
            both.contains(&plain(&seen)),
            "{words:?}: {seen}\n{}",
            both[0]
        );
        assert!(!both[0].contains('\u{1b}'), "{words:?}: {}", both[0]);
        if fits {
            assert_lines_fit(&plain(&seen), 80);
        }
    }
    // Of all ids a terminal shows as much as fits in a line.
    let (seen, _) = in_terminal(&["explain"], "");
    assert_lines_fit(&seen, 80);
    let all = in_pipe(&["explain"]).stdout;
    assert_eq!(seen.lines().count(), all.lines().count());
    let whole = "the certificate names no host in its subject alternative name\n";
    assert!(all.contains(whole) && !seen.contains(whole));
}

#[test]
fn colours_are_where_they_are_wanted() {
    let server = path("server.pem");
    let check = ["check", &server];
    let has_colours = |text: &str| text.contains('\u{1b}');
    for (words, environment, expected) in [
        (&check[..], "", true),
        (&check, "NO_COLOR=1", false),
        (&["--color", "never", "check", &server], "", false),
        (&["check", "--color", "always", &server], "NO_COLOR=1", true),
    ] {
        let (seen, _) = in_terminal(words, environment);
        assert_eq!(has_colours(&seen), expected, "{words:?} {environment}");
    }
    for (color, expected) in [("auto", false), ("always", true), ("never", false)] {
        let piped = in_pipe(&["check", "--color", color, &server]);
        assert_eq!(has_colours(&piped.stdout), expected, "{color}");
    }
    let unknown = in_pipe(&["check", "--color", "pink", &server]);
    assert_eq!(unknown.code, 2);
}

#[test]
fn lines_are_as_wide_as_is_said() {
    let server = path("server.pem");
    for (columns, expected) in [("50", 50), ("200", 200), ("0", 40), ("many", 80)] {
        let mut check = command("check");
        check.env("COLUMNS", columns).args(["-v", &server]);
        let printed = ended(check.output().unwrap()).stdout;
        let prose = |line: &&str| {
            line.starts_with("            ") && !line.contains(':') || line.contains("why:")
        };
        let widest = printed.lines().filter(prose).map(str::len).max().unwrap();
        assert!(
            (expected - 12..=expected).contains(&widest),
            "{columns}: {widest}"
        );
    }
}

/// What others wrote into a certificate or a file name does nothing to a terminal.
#[test]
fn names_cannot_act_on_a_terminal() {
    let provider = std::sync::Arc::new(ring::default_provider());
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("names");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let hostile = Forge::tls(HOST).subject("CN=a\u{1b}[2Jb\u{202e}\u{9b}c");
    std::fs::write(folder.join("\u{1b}[2J\u{202e}.pem"), hostile.pem(&provider)).unwrap();
    std::fs::write(folder.join("Zertifikat für 日本語.txt"), "").unwrap();
    std::fs::write(folder.join("\n\u{1b}]0;x.txt"), "\u{1b}[2J").unwrap();
    for more in [&["-v"][..], &[], &["--format", "json"]] {
        let words = [&["check", folder.to_str().unwrap()], more].concat();
        let ended = in_pipe(&words);
        let printed = ended.stdout + &ended.stderr;
        for hidden in ['\u{1b}', '\u{9b}', '\u{202e}'] {
            assert!(!printed.contains(hidden), "{more:?}: {printed}");
        }
    }
}
