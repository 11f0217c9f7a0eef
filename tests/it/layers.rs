//! Who may import whom: downwards only, and foreign crates behind their fences.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with what it may import of this crate.
const LAYERS: &[(&str, &[&str])] = &[
    ("order", &[]),
    ("shown", &[]),
    ("asn1", &["shown"]),
    ("input", &["asn1", "shown"]),
    ("parse_error", &["shown"]),
    ("address", &["parse_error"]),
    ("certificate", &["address", "asn1", "parse_error", "shown"]),
    ("finding", &["shown"]),
    ("provenance", &["shown"]),
    ("chain", &["certificate", "order"]),
    (
        "profile",
        &["certificate", "finding", "parse_error", "shown"],
    ),
    (
        "policy",
        &["certificate", "finding", "parse_error", "shown"],
    ),
    ("report", &["finding", "profile", "shown"]),
    (
        "error",
        &[
            "certificate",
            "input",
            "parse_error",
            "policy",
            "profile",
            "report",
            "shown",
        ],
    ),
    ("revocation", &["certificate", "error", "input"]),
    (
        "trust",
        &[
            "certificate",
            "chain",
            "error",
            "identity",
            "input",
            "order",
            "profile",
            "revocation",
        ],
    ),
    (
        "rule",
        &[
            "address",
            "certificate",
            "chain",
            "error",
            "finding",
            "order",
            "parse_error",
            "policy",
            "profile",
            "provenance",
            "revocation",
            "shown",
            "trust",
        ],
    ),
    (
        "scenario",
        &["address", "error", "finding", "parse_error", "profile"],
    ),
    (
        "identity",
        &[
            "address",
            "asn1",
            "certificate",
            "chain",
            "error",
            "input",
            "provenance",
            "shown",
        ],
    ),
    (
        "context",
        &["certificate", "error", "policy", "rule", "trust"],
    ),
    (
        "verifier",
        &[
            "address",
            "certificate",
            "chain",
            "context",
            "error",
            "finding",
            "order",
            "policy",
            "profile",
            "rule",
            "shown",
            "trust",
        ],
    ),
    (
        "credential",
        &[
            "address",
            "certificate",
            "chain",
            "context",
            "finding",
            "identity",
            "profile",
            "provenance",
            "report",
            "rule",
            "scenario",
            "trust",
            "verifier",
        ],
    ),
    (
        "tls",
        &[
            "address",
            "certificate",
            "chain",
            "context",
            "credential",
            "error",
            "finding",
            "identity",
            "profile",
            "rule",
            "scenario",
            "trust",
            "verifier",
        ],
    ),
    (
        "entra",
        &[
            "address",
            "certificate",
            "context",
            "credential",
            "error",
            "finding",
            "profile",
            "report",
            "rule",
            "scenario",
            "shown",
            "tls",
            "trust",
        ],
    ),
    (
        "test_support",
        &["asn1", "certificate", "chain", "identity", "provenance"],
    ),
    ("manual", &[]),
];

/// A foreign crate, and the modules that may name it; a path is a module inside of one.
const FENCES: &[(&str, &[&str])] = &[
    ("der", &["asn1", "certificate", "identity", "test_support"]),
    ("x509_cert", &["test_support"]),
    ("sha1", &["certificate", "identity/pkcs12", "test_support"]),
    ("sha2", &["certificate", "identity/pkcs12", "test_support"]),
    ("aes", &["identity/pkcs12"]),
    ("cbc", &["identity/pkcs12"]),
    ("des", &["identity/pkcs12"]),
    ("rc2", &["identity/pkcs12"]),
    ("ring", &["identity"]),
    ("arc_swap", &["tls"]),
    ("base64ct", &["certificate", "entra"]),
    ("form_urlencoded", &["entra"]),
    ("serde_json", &["entra"]),
    (
        "rustls",
        &[
            "certificate/signature",
            "chain",
            "context",
            "credential",
            "entra",
            "error",
            "identity",
            "revocation",
            "rule",
            "test_support",
            "tls",
            "trust",
            "verifier",
        ],
    ),
    ("webpki", &["verifier"]),
    ("webpki_roots", &["trust"]),
    ("rustls_platform_verifier", &["verifier"]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file with the name of its top module, without the documentation.
fn files(folder: &Path, found: &mut Vec<(String, PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(source()).unwrap().with_extension("");
            let module = relative.iter().next().unwrap().to_str().unwrap().to_owned();
            let code: String = fs::read_to_string(&path)
                .unwrap()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .flat_map(|line| [line, "\n"])
                .collect();
            if module != "lib" {
                found.push((module, path, code));
            }
        }
    }
}

fn all_files() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    files(&source(), &mut found);
    assert!(found.len() > 20, "the source is not where it is looked for");
    found
}

/// The identifiers that follow `prefix` where it begins a path; a group in braces gives each of its members.
fn named_after(prefix: &str, code: &str) -> BTreeSet<String> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut names = BTreeSet::new();
    for (start, _) in code.match_indices(prefix) {
        if code[..start].ends_with(|character| is_word(character) || character == ':') {
            continue;
        }
        let rest = &code[start + prefix.len()..];
        let group = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let heads = group.map_or(rest, |(group, _)| group);
        let members = if group.is_some() {
            heads.split(',').collect()
        } else {
            vec![heads]
        };
        for member in members {
            let name: String = member
                .trim()
                .chars()
                .take_while(|&it| is_word(it))
                .collect();
            if !name.is_empty() {
                names.insert(name);
            }
        }
    }
    names
}

#[test]
fn modules_import_downwards_only() {
    let modules: BTreeSet<_> = LAYERS.iter().map(|(module, _)| *module).collect();
    let mut wrong = Vec::new();
    for (module, path, code) in all_files() {
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == module) else {
            wrong.push(format!("{} is in no layer", path.display()));
            continue;
        };
        for import in named_after("crate::", &code) {
            let is_allowed = import == module || allowed.contains(&import.as_str());
            if modules.contains(import.as_str()) && !is_allowed {
                wrong.push(format!("{} imports {import}", path.display()));
            } else if !modules.contains(import.as_str()) {
                wrong.push(format!("{} imports {import} from the top", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first sentence of the documentation of a module, without the targets of links.
fn sentence(module: &str) -> String {
    let file = source().join(module).with_extension("rs");
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    let mut words = lines.collect::<Vec<_>>().join(" ");
    while let Some((before, rest)) = words.split_once("](") {
        let (_, after) = rest.split_once(')').unwrap();
        words = format!("{}{after}", before.replacen('[', "", 1));
    }
    let (first, _) = words.split_once(". ").unwrap_or((&words, ""));
    first.trim_end_matches('.').to_owned()
}

#[test]
fn the_table_of_the_architecture_is_that_of_the_layers() {
    const DOCUMENT: &str = "ARCHITECTURE.md";
    const BEGIN: &str = "<!-- layers -->\n";
    const END: &str = "<!-- end of layers -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let text = fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let mut table = String::from("| module | what it is | imports |\n|---|---|---|\n");
    for (module, imports) in LAYERS {
        let imports = match imports {
            [] => String::from("nothing"),
            imports => format!("`{}`", imports.join("`, `")),
        };
        table += &format!("| `{module}` | {} | {imports} |\n", sentence(module));
    }
    crate::golden::assert_is(DOCUMENT, &format!("{before}{BEGIN}{table}{END}{after}"));
}

#[test]
fn layers_have_no_loop() {
    let mut below: BTreeSet<&str> = BTreeSet::new();
    let mut rest: Vec<_> = LAYERS.to_vec();
    while !rest.is_empty() {
        let (ready, waiting): (Vec<_>, Vec<_>) = rest
            .into_iter()
            .partition(|(_, imports)| imports.iter().all(|import| below.contains(import)));
        assert!(!ready.is_empty(), "a loop among {waiting:?}");
        below.extend(ready.iter().map(|(module, _)| module));
        rest = waiting;
    }
}

/// The statements of this code that import something.
fn imports(code: &str) -> String {
    let is_import = |statement: &&str| {
        let words = statement.trim_start().trim_start_matches("pub");
        let words = words
            .trim_start_matches("(crate)")
            .trim_start_matches("(super)");
        words.trim_start().starts_with("use ")
    };
    code.split_inclusive(';').filter(is_import).collect()
}

/// Who imports whom among the modules of this folder, each with all that is below it. What the module above hands on is
/// taken for the one it is from.
fn importing(folder: &Path, files: &[(String, PathBuf, String)]) -> Vec<(String, String)> {
    let relative = folder.strip_prefix(source()).unwrap();
    let module = |path: &Path| {
        let below = path.strip_prefix(folder).ok()?.with_extension("");
        let depth = below.iter().count();
        Some((below.iter().next()?.to_str()?.to_owned(), depth))
    };
    let modules: BTreeSet<String> = { files.iter() }
        .filter_map(|(_, path, _)| module(path))
        .map(|(module, _)| module)
        .collect();
    let above = fs::read_to_string(folder.with_extension("rs")).unwrap_or_default();
    let handed_on = imports(&above);
    let is_from = |name: &str, module: &String| {
        module == name || named_after(&format!("{module}::"), &handed_on).contains(name)
    };
    let mut found = Vec::new();
    for (_, path, code) in files {
        let Some((importer, depth)) = module(path) else {
            continue;
        };
        let absolute: String = relative
            .iter()
            .map(|it| format!("{}::", it.display()))
            .collect();
        let prefixes = [format!("crate::{absolute}"), "super::".repeat(depth)];
        for name in prefixes.iter().flat_map(|prefix| named_after(prefix, code)) {
            let from = modules.iter().find(|module| is_from(&name, module));
            let from = from.filter(|from| **from != importer);
            found.extend(from.map(|from| (importer.clone(), from.clone())));
        }
    }
    found
}

#[test]
fn modules_of_one_folder_import_each_other_in_no_circle() {
    let mut files = all_files();
    // What a test imports, nothing else is built on.
    files.retain(|(_, path, _)| !path.ends_with("tests.rs"));
    let folders: BTreeSet<_> = { files.iter() }
        .flat_map(|(_, path, _)| path.ancestors().skip(1))
        .filter(|folder| folder.starts_with(source()) && *folder != source())
        .collect();
    assert!(folders.len() > 10, "{folders:?}");
    for folder in folders {
        let mut edges = importing(folder, &files);
        // Who imports nobody that is left is in no circle.
        loop {
            let importers: BTreeSet<_> =
                edges.iter().map(|(importer, _)| importer.clone()).collect();
            let before = edges.len();
            edges.retain(|(_, from)| importers.contains(from));
            if edges.len() == before {
                break;
            }
        }
        assert!(edges.is_empty(), "{}: {edges:?}", folder.display());
    }
}

#[test]
fn foreign_crates_stay_behind_their_fences() {
    let mut wrong = Vec::new();
    for (_, path, code) in all_files() {
        let module = path.strip_prefix(source()).unwrap().with_extension("");
        for (foreign, allowed) in FENCES {
            let is_named = !named_after(&format!("{foreign}::"), &code).is_empty();
            if is_named && !allowed.iter().any(|within| module.starts_with(within)) {
                wrong.push(format!("{} names {foreign}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// rustls changes how keys sign from one 0.x to the next.
#[test]
fn only_the_signer_knows_how_the_keys_of_an_assertion_sign() {
    let knows = |(_, path, code): (String, PathBuf, String)| {
        let is_entra = path.starts_with(source().join("entra"));
        (is_entra && code.contains("SigningKey")).then_some(path)
    };
    let knowing: Vec<_> = all_files().into_iter().filter_map(knows).collect();
    assert_eq!(knowing, [source().join("entra/signer.rs")]);
}

/// A path relative to a file is one that rustdoc does not find when it compiles all tests in the documentation as one, and
/// then it compiles each alone, which takes thirty times as long.
#[test]
fn tests_in_the_documentation_are_compiled_as_one() {
    for (_, path, _) in all_files() {
        let text = fs::read_to_string(&path).unwrap();
        let documentation = text
            .lines()
            .filter(|line| line.trim_start().starts_with("//"));
        for line in documentation {
            let is_relative =
                line.contains("include_bytes!(\"") || line.contains("include_str!(\"");
            assert!(!is_relative, "{}: {line}", path.display());
        }
    }
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let sources = crate::words::files().into_iter();
    for path in sources.filter(|path| path.extension().is_some_and(|it| it == "rs")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}
