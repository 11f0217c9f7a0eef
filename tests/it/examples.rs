//! The examples: what they print.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use vb365_tls::scenario::ScenarioId;

/// How an example ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

/// One without arguments, as built beside this test.
fn run(example: &str) -> Ended {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().unwrap().parent().unwrap();
    let path = built.join("examples").join(example);
    assert!(
        path.exists(),
        "build the examples first: cargo build --examples"
    );
    let output = Command::new(path).stdin(Stdio::null()).output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_examples_without_arguments_run() {
    let quickstart = run("quickstart");
    assert_eq!(quickstart.code, 0, "{quickstart:?}");
    for id in ScenarioId::ALL {
        let row = format!("{:32} true ", id.as_str());
        assert!(
            quickstart.stdout.contains(&row),
            "{id}: {}",
            quickstart.stdout
        );
    }
    assert!(
        quickstart.stdout.contains("refused, path-not-found: "),
        "{quickstart:?}"
    );
    let custom = run("custom_scenario");
    assert_eq!(custom.code, 0, "{custom:?}");
    for said in [
        "error wildcard-in-name",
        "source:   handbook, page 3 (own)",
        "error example-issued-elsewhere",
        "connected: TLSv1.3",
    ] {
        assert!(custom.stdout.contains(said), "{said}: {}", custom.stdout);
    }
}

/// Standard output, of which the lines that follow begin so.
#[track_caller]
fn assert_begins(example: &str, beginnings: &[&str]) {
    let ended = run(example);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let mut lines = ended.stdout.lines();
    for beginning in beginnings {
        assert!(
            lines.any(|line| line.starts_with(beginning)),
            "no line from here begins with `{beginning}`:\n{}",
            ended.stdout
        );
    }
}

#[test]
fn reload_keeps_what_was_good() {
    assert_begins(
        "reload",
        &[
            "at first:    TLSv1.3 ",
            "renewed      revision 2",
            "the same     unchanged",
            "expired      kept, because",
            "  error certificate-expired",
            "afterwards:  TLSv1.3 ",
            "the client:  revision 2",
        ],
    );
}

#[test]
fn rotate_pin_never_loses_the_server() {
    let agreed = "TLSv1.3, known by";
    assert_begins(
        "rotate_pin",
        &[
            &format!("before        {agreed} a certificate or key with SHA-256 "),
            &format!("both pinned   {agreed} a certificate or key with SHA-256 "),
            &format!("renewed       {agreed} the certificate with SHA-256 "),
            &format!("old one gone  {agreed} the certificate with SHA-256 "),
            r#"["-----BEGIN CERTIFICATE-----\n"#,
            "too early: pin-unmatched: ",
        ],
    );
}

/// Whoever copies the file has all of it.
#[test]
fn each_example_is_one_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "rs") {
            let code = fs::read_to_string(&path).unwrap();
            for other in ["#[path", "\nmod ", "crate::", "include"] {
                assert!(!code.contains(other), "{}: `{other}`", path.display());
            }
            names.push(path.file_stem().unwrap().to_owned());
        }
    }
    names.sort();
    assert_eq!(
        names,
        ["custom_scenario", "quickstart", "reload", "rotate_pin"]
    );
}
