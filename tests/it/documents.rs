//! The standing documents of the repository, which has more files than the published package.

use std::fs;
use std::path::Path;

use crate::golden;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file that moves takes along what is said of it.
#[test]
fn files_named_in_the_documents_are_there() {
    let mut wrong = Vec::new();
    for document in [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "README.md",
        "SECURITY.md",
        "src/manual/program.md",
        "src/manual/recipes.md",
        "src/manual/recipes/clients.md",
        "src/manual/recipes/sign_in.md",
        "src/manual/recipes/files.md",
        "src/manual/recipes/servers.md",
    ] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        let is_path = |quoted: &&str| {
            quoted.contains('/')
                && !quoted.contains("//")
                && quoted
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || "/._-".contains(it))
        };
        for path in quoted.filter(is_path) {
            if !root().join(path).exists() && !root().join("src").join(path).exists() {
                wrong.push(format!("{document} names `{path}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is shown is what is compiled and run: below the name of a file, in a comment, is all of it.
#[test]
fn programs_in_the_documents_are_those_of_the_examples() {
    let mut shown = 0;
    for document in [
        "README.md",
        "src/manual/recipes/clients.md",
        "src/manual/recipes/sign_in.md",
        "src/manual/recipes/files.md",
        "src/manual/recipes/servers.md",
    ] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let mut parts = text.split("<!-- examples/");
        let mut expected = parts.next().unwrap().to_owned();
        for part in parts {
            let (name, rest) = part.split_once(" -->\n```").unwrap();
            let (language, rest) = rest.split_once('\n').unwrap();
            let (_, after) = rest.split_once("```\n").unwrap();
            let code = fs::read_to_string(root().join("examples").join(name)).unwrap();
            // Its first lines say what it is, as the text above it does.
            let is_title = |line: &&str| line.starts_with("//!") || line.trim().is_empty();
            let titles = code
                .split_inclusive('\n')
                .take_while(is_title)
                .map(str::len);
            let code = &code[titles.sum::<usize>()..];
            expected += &format!("<!-- examples/{name} -->\n```{language}\n{code}```\n{after}");
            shown += 1;
        }
        golden::assert_is(document, &expected);
    }
    assert_eq!(shown, 10);
}

/// A page of docs.rs shows so many columns of code beside its sidebar.
#[test]
fn code_in_the_documentation_is_narrow() {
    let mut wide = Vec::new();
    let mut open = vec![root().join("src"), root().join("README.md")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap();
            open.extend(entries.map(|entry| entry.unwrap().path()));
            continue;
        }
        let is_document = path.extension().is_some_and(|it| it == "rs" || it == "md");
        if is_document {
            let text = fs::read_to_string(&path).unwrap();
            let lines = code_of(&text, path.extension().unwrap() == "rs");
            let lines = lines.filter(|line| line.chars().count() > 85);
            wide.extend(lines.map(|line| format!("{}: {line}", path.display())));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// The lines of Rust that are shown.
fn code_of(text: &str, is_source: bool) -> impl Iterator<Item = &str> {
    let mut fence: Option<bool> = None;
    text.lines().filter_map(move |line| {
        let line = line.trim_start();
        let line = match is_source {
            true => {
                let doc = line
                    .strip_prefix("///")
                    .or_else(|| line.strip_prefix("//!"))?;
                doc.strip_prefix(' ').unwrap_or(doc)
            }
            false => line,
        };
        if let Some(language) = line.strip_prefix("```") {
            fence = match fence {
                Some(_) => None,
                None => Some(
                    ["text", "sh", "toml"]
                        .iter()
                        .all(|other| language != *other),
                ),
            };
            return None;
        }
        (fence == Some(true) && !line.starts_with("# ")).then_some(line)
    })
}

/// The compiler's words in the manual are those `tests/ui` holds it to.
#[test]
fn mistakes_shown_are_those_the_compiler_finds() {
    let text = fs::read_to_string(root().join("src/manual/start.md")).unwrap();
    for case in [
        "alpn_of_a_shared_configuration",
        "connection_of_a_configuration_without_arc",
        "no_provider",
    ] {
        let said = root().join(format!("tests/ui/cases/{case}.stderr"));
        let said = fs::read_to_string(said).unwrap();
        assert!(
            text.contains(&said),
            "{case}: the manual does not show\n{said}"
        );
    }
}

/// Types without an example of their own, each with the place of one.
const SHOWN_ELSEWHERE: &[(&str, &str)] = &[
    ("Ambiguity", "Identity::select"),
    ("AssertionSigner", "the module `role`"),
    ("Cipher", "Pfx, whose vocabulary it is"),
    ("CustomRuleError", "Context::with_rule"),
    ("Encoding", "Pfx, whose vocabulary it is"),
    ("Encryption", "Pfx, whose vocabulary it is"),
    ("Hash", "Pfx, whose vocabulary it is"),
    ("KeyChoice", "Identity::select"),
    ("KeySpec", "Pfx, whose vocabulary it is"),
    ("Mac", "Pfx, whose vocabulary it is"),
    ("MacKind", "Pfx, whose vocabulary it is"),
    ("PasswordKind", "Pfx, whose vocabulary it is"),
    ("Place", "Measurement, whose vocabulary it is"),
    ("PortalSigner", "the module `role`"),
    ("PrivateKeyError", "Unsupported, an error alike"),
    ("Scheme", "Pfx, whose vocabulary it is"),
    ("ScopeError", "Scope"),
    ("SignsAssertions", "EntraScenario"),
    ("TlsClient", "the module `role`"),
    ("TlsPeer", "Role"),
    ("TlsServer", "the module `role`"),
    ("UnsupportedCrl", "CrlError, whose vocabulary it is"),
];

#[test]
fn each_public_type_has_an_example() {
    let mut without = Vec::new();
    let mut open = vec![root().join("src")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap();
            open.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            without.extend(types_without_example(&fs::read_to_string(&path).unwrap()));
        }
    }
    without.sort_unstable();
    let expected: Vec<_> = SHOWN_ELSEWHERE.iter().map(|(name, _)| *name).collect();
    assert_eq!(without, expected);
}

/// Public structs, enums and traits at the top of a file whose documentation has no code.
fn types_without_example(text: &str) -> Vec<String> {
    let mut without = Vec::new();
    let mut has_code = false;
    for line in text.lines() {
        let mut words = line.split(|it: char| !it.is_alphanumeric() && it != '_');
        let is_public = words.next() == Some("pub");
        match words.next() {
            Some("struct" | "enum" | "trait") if is_public => {
                if !has_code {
                    without.extend(words.next().map(str::to_owned));
                }
            }
            _ => has_code |= line.starts_with("/// ```"),
        }
        if line.is_empty() || line.starts_with('}') {
            has_code = false;
        }
    }
    without
}
