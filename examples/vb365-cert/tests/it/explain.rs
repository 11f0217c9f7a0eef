//! `explain`, `completions` and the program itself.

use vb365_tls::entra::{ErrorCode, known_errors};
use vb365_tls::rule;

use crate::program::run;
use crate::{assert_usage, in_one_line};

#[test]
fn a_rule_is_explained() {
    let ended = run("explain", &["subject-alt-name-absent"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let rule = rule::find("subject-alt-name-absent").unwrap();
    let said = in_one_line(&ended);
    for text in [
        rule.summary,
        rule.why,
        rule.remedy,
        rule.citation,
        "level by path: error; by pin: notice; as signer of assertions: does not apply",
        "Go",
    ] {
        assert!(said.contains(text), "{text}: {}", ended.stdout);
    }
    assert!(
        ended.stdout.lines().all(|line| line.len() <= 80),
        "{ended:?}"
    );
}

#[test]
fn every_id_that_is_listed_is_explained() {
    let ended = run("explain", &[]);
    let ids: Vec<_> = ended
        .stdout
        .lines()
        .map(|it| it.split(' ').next().unwrap())
        .collect();
    assert!(ids.len() > 150, "{ids:?}");
    for id in ids.iter().step_by(10) {
        let explained = run("explain", &[id]);
        assert_eq!(explained.code, 0, "{id}");
        assert!(explained.stdout.starts_with(&format!("{id}\n")), "{id}");
    }
}

#[test]
fn an_error_of_microsoft_is_explained() {
    for code in ["AADSTS700027", "aadsts700027"] {
        let ended = run("explain", &[code]);
        let causes = known_errors().filter(|known| known.code == ErrorCode::Aadsts(700_027));
        for known in causes {
            assert!(
                ended.stdout.contains(&format!("{}\n", known.rule.id)),
                "{ended:?}"
            );
        }
        assert!(
            ended
                .stdout
                .contains("\nrenewal   another certificate helps\n"),
            "{ended:?}"
        );
    }
    assert_eq!(run("explain", &["authorization_requestdenied"]).code, 0);
}

#[test]
fn near_names_are_named() {
    for (name, said) in [
        ("self-singed", "did you mean self-signed"),
        ("certificate-expire", "did you mean certificate-expired, "),
        ("AADSTS700028", "did you mean AADSTS70002"),
        ("xyzzy", "vb365-cert explain lists them"),
    ] {
        assert_usage(&run("explain", &[name]), said);
    }
    let hostile = run("explain", &["\u{1b}[2J"]);
    assert!(!hostile.stderr.contains('\u{1b}'), "{hostile:?}");
}

#[test]
fn shells_complete_it() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = run("completions", &[shell]);
        assert_eq!(ended.code, 0, "{shell}");
        assert!(ended.stdout.contains("vb365-cert"), "{shell}");
    }
    assert_usage(&run("completions", &["csh"]), "possible values: bash");
}

#[test]
fn it_says_its_version() {
    let version = run("--version", &[]);
    assert_eq!(
        version.stdout,
        concat!("vb365-cert ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert_usage(&run("chek", &[]), "a similar subcommand exists: 'check'");
}
