//! `check` of several inputs, of folders, of servers and of standard input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use rustls::crypto::ring;
use serde_json::Value;
use vb365_tls::scenario::ScenarioId;
use vb365_tls::test_support::Forge;

use crate::files::{HOST, path};
use crate::program::{Ended, Server, command, ended};
use crate::{assert_usage, check};

const NOW: [&str; 2] = ["--now", "2026-11-01T00:00:00Z"];

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("many")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// 25 files, of which two are no certificates, and a folder beside them.
fn mixed() -> PathBuf {
    let provider = Arc::new(ring::default_provider());
    let folder = folder("mixed");
    for number in 1..=20 {
        let host = format!("host-{number:02}.example.com");
        let name = format!("host-{number:02}.pem");
        fs::write(folder.join(name), Forge::tls(&host).pem(&provider)).unwrap();
    }
    let write = |name: &str, forge: Forge| {
        fs::write(folder.join(name), forge.pem(&provider)).unwrap();
    };
    write("expired.pem", Forge::tls(HOST).expired());
    write("product.pem", Forge::product_default());
    write("tomorrow.pem", Forge::tls(HOST).not_yet_valid());
    fs::write(
        folder.join("README.txt"),
        "Certificates of the backup server.\n",
    )
    .unwrap();
    fs::write(folder.join("empty.pfx"), "").unwrap();
    fs::create_dir(folder.join("old")).unwrap();
    fs::copy(folder.join("expired.pem"), folder.join("old/expired.pem")).unwrap();
    folder
}

#[test]
fn a_folder_is_a_table() {
    let folder = mixed();
    let ended = check(&[&NOW[..], &["--address", HOST, folder.to_str().unwrap()]].concat());
    assert_eq!(ended.code, 2, "two cannot be read: {ended:?}");
    assert_eq!(
        ended.stderr,
        "error: check: 2 of 25 inputs cannot be read\n"
    );
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert!(
        lines.iter().all(|line| line.chars().count() <= 80),
        "{lines:#?}"
    );
    let of = |name: &str| {
        let mut lines = lines.iter().filter(|line| line.starts_with(name));
        let line = *lines.next().unwrap_or_else(|| panic!("{name}: {lines:#?}"));
        assert_eq!(lines.next(), None, "{name}");
        line
    };
    assert!(of("README.txt").contains("unreadable: "), "{lines:#?}");
    assert!(of("empty.pfx").contains("unreadable: "), "{lines:#?}");
    assert!(of("expired.pem").contains("  none   error certificate-expired"));
    assert!(of("tomorrow.pem").contains("  none   error certificate-not-yet-valid"));
    assert!(of("product.pem").contains("  Veeam Software       3486  all    warning self-signed"));
    let names: Vec<_> = lines.iter().filter(|it| it.starts_with("host-")).collect();
    assert_eq!(names.len(), 20);
    assert!(names.is_sorted(), "{names:#?}");
    assert!(
        of("host-07.pem").contains("  host-07.example.com "),
        "{lines:#?}"
    );
    let last = "21 fit a scenario, 2 fit none, 2 unreadable. Details: -v, or check one.";
    assert_eq!(lines.last(), Some(&last));
    // Each scenario has its number there.
    for (number, id) in (1..).zip(ScenarioId::ALL) {
        assert!(ended.stdout.contains(&format!("{number} {id}")), "{id}");
    }
    let given = ["-v", "--address", HOST, folder.to_str().unwrap()];
    let details = check(&[&NOW[..], &given].concat());
    assert_eq!(details.stdout.matches("\nSHA-256     ").count(), 23);
    let whole = "/README.txt\nthis is neither PEM (there is no `-----BEGIN` line) nor the DER of a";
    assert!(details.stdout.contains(whole), "{details:?}");
    assert!(details.stdout.ends_with(&ended.stdout));
}

#[test]
fn what_cannot_be_read_outweighs_what_does_not_fit() {
    let (server, absent) = (path("server.pem"), path("absent.pem"));
    let late = ["--now", "2099-01-01T00:00:00Z"];
    let code = |words: &[&str]| check(words).code;
    assert_eq!(code(&[&server, &path("client.pem")]), 0);
    assert_eq!(
        code(&["--scenario", "rest-api", &server, &path("client.pem")]),
        1
    );
    assert_eq!(code(&[&late[..], &[&server, &absent]].concat()), 2);
    let ended = check(&[&server, &absent]);
    let said = "unreadable: No such file or directory (os error 2)";
    assert!(ended.stdout.contains(said), "{ended:?}");
    let empty = folder("empty");
    let none = check(&[empty.to_str().unwrap()]);
    assert_usage(&none, "no regular file");
    for option in [["--key", &server], ["--select", "name:a"]] {
        let several = check(&[&option[..], &[&server, &server]].concat());
        assert_usage(&several, &format!("{}: is about one file", option[0]));
    }
}

#[test]
fn results_are_json() {
    let (server, absent) = (path("server.pem"), path("absent.pem"));
    let ended = check(&["--format", "json", "--address", HOST, &server, &absent]);
    assert_eq!(
        (ended.code, ended.stderr.lines().count()),
        (2, 1),
        "{ended:?}"
    );
    // Whoever reads it sees first what is first.
    let begin =
        format!("{{\n  \"version\": 1,\n  \"results\": [\n    {{\n      \"file\": \"{server}\",\n");
    assert!(ended.stdout.starts_with(&begin), "{ended:?}");
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    let [first, second] = printed["results"].as_array().unwrap().as_slice() else {
        panic!("{printed}");
    };
    assert_eq!(first["file"], server.as_str());
    assert_eq!(
        first["reports"].as_array().unwrap().len(),
        ScenarioId::ALL.len()
    );
    let certificate = first["certificate"].as_object().unwrap();
    let mut keys: Vec<_> = certificate.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = "days_left issuer key key_sha256 names not_after not_before private_key serial sha256 subject \
                    thumbprint";
    assert_eq!(keys.join(" "), expected);
    assert_eq!(certificate["subject"], format!("CN={HOST}"));
    assert_eq!(certificate["key"], "RSA 2048");
    assert_eq!(certificate["thumbprint"].as_str().unwrap().len(), 40);
    assert_eq!(certificate["sha256"].as_str().unwrap().len(), 64);
    let keys: Vec<_> = second.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["error", "file"]);
    assert_eq!(second["error"], "No such file or directory (os error 2)");
}

#[test]
fn a_server_is_checked_by_what_it_presents() {
    let serving = Server::rest_api(&[]);
    let url = format!("https://127.0.0.1:{}", serving.port);
    let ended = check(&[&url]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    assert!(
        ended.stdout.contains("proved that it holds the key"),
        "{ended:?}"
    );
    assert!(!ended.stdout.contains("private-key-absent"), "{ended:?}");
    assert!(
        !ended.stdout.contains("--address"),
        "its address is in the URL: {ended:?}"
    );
    let other = check(&[
        "--scenario",
        "rest-api",
        "--address",
        "other.example.com",
        &url,
    ]);
    assert_eq!(other.code, 1);
    assert!(
        other
            .stdout
            .contains("\nerror reference-identifier-unmatched: "),
        "{other:?}"
    );
    let profile = "../profiles/vspc-server.json";
    let of_file = check(&["--profile", profile, &url]);
    assert!(
        !of_file.stdout.contains("reference-identifier"),
        "{of_file:?}"
    );
    let serving = Server::serve(&["--scenario", "rest-api", &path("own.pem")]);
    let unnamed = format!("https://127.0.0.1:{}", serving.port);
    let of_file = check(&["--profile", profile, "--verified", "by-path", &unnamed]);
    assert_eq!(of_file.code, 1);
    assert!(
        of_file.stdout.contains("\nerror subject-alt-name-absent: "),
        "{of_file:?}"
    );
    let both = check(&[&url, &path("server.pem")]);
    assert_eq!(both.code, 0, "{both:?}");
    assert_usage(
        &check(&["https://127.0.0.1:1"]),
        "127.0.0.1:1: Connection refused",
    );
    assert_usage(&check(&["http://127.0.0.1:1"]), "only https://");
}

#[test]
fn standard_input_is_read() {
    let read = |bytes: &[u8]| -> Ended {
        let mut check = command("check");
        check.args(["--address", HOST, "-"]);
        check
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = check.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // It may have read enough.
        let _ = std::io::Write::write_all(&mut stdin, bytes);
        drop(stdin);
        ended(child.wait_with_output().unwrap())
    };
    let ended = read(&fs::read(path("server.pem")).unwrap());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.stdout.starts_with(&format!("CN={HOST}\n")),
        "{ended:?}"
    );
    assert_usage(&read(b"no certificate"), "error: -: ");
    let endless = vec![b' '; vb365_tls::identity::MAX_SIZE + 1];
    assert_usage(&read(&endless), "error: -: more than 16777216 bytes");
}

/// A pipe among the files would keep whoever opens it waiting for ever.
#[cfg(unix)]
#[test]
fn a_folder_has_regular_files_only() {
    let folder = folder("pipe");
    fs::copy(path("server.pem"), folder.join("server.pem")).unwrap();
    let pipe = folder.join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let ended = check(&["--address", HOST, folder.to_str().unwrap()]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.stdout.contains("pipe\n"), "{ended:?}");
}
