//! One word for one thing, the one the field uses, in code, comments, messages, names of files and the manual.

use std::fs;
use std::path::{Path, PathBuf};

/// What is not said, with what is said instead. A word is found in every spelling: `RevocationList`, `revocation_list`,
/// `revocation-list`, and across the end of a line.
const WORDS: &[(&str, &str)] = &[
    ("anew", "again"),
    ("are none of", "are not"),
    ("authorities", "CAs"),
    ("authority", "CA"),
    ("believe", "trust"),
    ("believed", "trusted"),
    ("believes", "trusts"),
    ("believing", "trusting"),
    ("breach", "violation"),
    ("breaches", "violations"),
    ("came along", "is sent, is included"),
    ("come along", "is sent, is included"),
    ("comes along", "is sent, is included"),
    ("cut off", "truncated"),
    ("greeting", "ClientHello"),
    ("in the clear", "unencrypted"),
    ("integrity check", "MAC"),
    ("into other hands", "was compromised"),
    ("is no", "is not a"),
    ("is none of", "is not one of"),
    ("judge", "check, verify, evaluate"),
    ("judged", "checked, verified, evaluated"),
    ("judgement", "verdict, check"),
    ("judgements", "verdicts, checks"),
    ("judges", "checks, verifies, evaluates; verifiers"),
    ("judging", "checking, verifying, evaluating"),
    ("put into practice", "enforced"),
    ("revocation list", "CRL"),
    ("revocation lists", "CRLs"),
    ("rounds", "iterations"),
    ("stand in", "are in; impersonate, take the place of"),
    ("stands in", "is in; impersonates, takes the place of"),
    ("that are none", "that are not valid, invalid"),
    ("that is none", "that is not valid, invalid"),
    ("took it back", "revoked it"),
];

/// Proper names and figures of speech that contain such a word and are not meant.
const PROPER: &[&str] = &[
    // RFC 5280
    "authority cert issuer",
    "authority cert serial number",
    "authority info access",
    "authority information access",
    "authority issuer and serial",
    "authority key id",
    "authority key identifier",
    "certification authority",
    // RFC 8446 and rustls
    "certificate authorities",
    "unreadable certificate authorities",
    // Spelled out once.
    "certificate revocation list (crl)",
    "certificate revocation lists (crls)",
    "certificate revocation lists",
    // rustls, rustls-pki-types, webpki, OpenSSL
    "cert revocation list",
    "certificate revocation list",
    "expired revocation list",
    // Microsoft
    "azure certificate authority",
    "microsoft ecc root certificate authority",
    "microsoft rsa root certificate authority",
    "trusted certificate authority",
    "trusted root certification authorities",
    // Chromium, Go, Python
    "authority host",
    "err cert authority invalid",
    "kdf rounds",
    "signed by unknown authority",
    // Figures of speech
    "is no different",
    "is no fewer",
    "is no less",
    "is no longer",
    "is no more",
    "stand in its way",
    "there is no",
    "1 is no",
];

/// Where a word means something else: the beginning of a path below the project, the word, and what it means there.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("src/entra", "authority", ENTRA),
    ("tests/it/entra", "authority", ENTRA),
    ("tests/interop/assertions", "authority", ENTRA),
    ("tests/interop/peers/assertions.py", "authority", ENTRA),
    ("tests/interop/peers/msal.js", "authority", ENTRA),
    ("tests/interop/token_service.rs", "authority", ENTRA),
    ("src/manual", "authority", ENTRA),
    ("src/manual.rs", "authority", ENTRA),
    ("tests/it/manual", "authority", ENTRA),
    ("ARCHITECTURE.md", "authority", ENTRA),
    ("README.md", "authority", ENTRA),
    ("CHANGELOG.md", "authority", ENTRA),
    ("examples", "authority", ENTRA),
    ("benches", "rounds", "measurements taken in turns"),
    ("tests/it/words.rs", "", "this table"),
];

/// The public type `Authority`, as MSAL calls an issuer of tokens; or that of a URI.
const ENTRA: &str = "where Microsoft Entra issues tokens, or the host of a URI";

/// Files and folders that are looked at, below the project.
const PLACES: &[&str] = &[
    ".ci/run",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
    "SECURITY.md",
    "benches",
    "examples",
    "src",
    "tests",
];

#[test]
fn one_word_for_one_thing() {
    let mut wrong = Vec::new();
    for path in files() {
        let name = below_the_project(&path);
        let said = words_of(&name.replace(['/', '.'], " "));
        complain(&name, &said, &mut wrong);
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        complain(&name, &words_of(&text), &mut wrong);
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Requirement words are for profiles; a finding says what was expected in plain words.
#[test]
fn no_requirement_word_in_a_sentence_that_is_shown() {
    let mut wrong = Vec::new();
    for path in files() {
        let name = below_the_project(&path);
        let is_shown = [
            "src/rule",
            "src/verifier",
            "src/error",
            "src/identity",
            "tests/golden",
        ]
        .iter()
        .any(|place| name.starts_with(place));
        let Some(text) = fs::read_to_string(&path).ok().filter(|_| is_shown) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            let mut words = line.split(|it: char| !it.is_ascii_alphabetic());
            if words.any(|it| ["MUST", "SHOULD", "SHALL", "RECOMMENDED"].contains(&it)) {
                wrong.push(format!("{name}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_tables_are_sorted() {
    assert!(WORDS.is_sorted_by_key(|(word, _)| word));
}

#[test]
fn a_word_is_found_in_every_spelling() {
    for text in [
        "a revocation list",
        "RevocationList",
        "revocation_list",
        "REVOCATION_LIST",
        "revocation-list-stale",
        "/// a revocation\n    /// list",
        "\"a revocation \\\n    list\"",
    ] {
        let mut wrong = Vec::new();
        complain("src/lib.rs", &words_of(text), &mut wrong);
        assert_eq!(wrong.len(), 1, "{text}");
    }
    for text in ["there is no CRL", "authorityKeyIdentifier", "rounding"] {
        let mut wrong = Vec::new();
        complain("src/lib.rs", &words_of(text), &mut wrong);
        assert_eq!(wrong, Vec::<String>::new(), "{text}");
    }
}

fn complain(name: &str, said: &str, wrong: &mut Vec<String>) {
    let said = PROPER.iter().fold(said.to_owned(), |said, proper| {
        said.replace(&format!(" {proper} "), " … ")
    });
    for (word, instead) in WORDS {
        let means_something_else = ELSEWHERE.iter().any(|(place, other, _)| {
            name.starts_with(place) && (other.is_empty() || other == word)
        });
        if let Some(at) = said
            .find(&format!(" {word} "))
            .filter(|_| !means_something_else)
        {
            let around: String = said[at..].chars().take(60).collect();
            wrong.push(format!(
                "{name}: `{word}`, which is {instead}: {}…",
                around.trim()
            ));
        }
    }
}

/// In small letters, one space between words and around each mark, whatever a line begins or ends with.
fn words_of(text: &str) -> String {
    let mut said = String::from(" ");
    for line in text.lines() {
        let line = line.trim();
        let line = line
            .trim_start_matches("//")
            .trim_start_matches(['/', '!', '#']);
        let mut before = ' ';
        for letter in line.trim_end_matches('\\').chars() {
            let is_new = letter.is_uppercase() && before.is_lowercase();
            if is_new || !(letter.is_alphanumeric() && before.is_alphanumeric()) {
                said.push(' ');
            }
            match letter {
                '_' | '-' => said.push(' '),
                _ => said.extend(letter.to_lowercase()),
            }
            before = letter;
        }
        said.push(' ');
    }
    said.push(' ');
    said.split_whitespace()
        .fold(String::from(" "), |said, word| said + word + " ")
}

pub(crate) fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<_> = PLACES.iter().map(|place| root.join(place)).collect();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let is_ours = !path.ends_with("tests/data") && !path.ends_with("target");
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            open.extend(entries.filter(|_| is_ours).map(|entry| entry.path()));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files
}

fn below_the_project(path: &Path) -> String {
    let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    path.to_string_lossy().replace('\\', "/")
}
