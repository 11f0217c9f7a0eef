//! The standing documents of the repository, which has more files than the published package.

use std::fs;
use std::path::Path;

/// A file that moves takes along what is said of it.
#[test]
fn files_named_in_the_documents_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for document in [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "README.md",
        "SECURITY.md",
    ] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        let is_path = |quoted: &&str| {
            quoted.contains('/')
                && !quoted.contains("//")
                && quoted
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || "/._-".contains(it))
        };
        for path in quoted.filter(is_path) {
            if !root.join(path).exists() && !root.join("src").join(path).exists() {
                wrong.push(format!("{document} names `{path}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
