//! Files that are checked in and have to be what the code says.

use std::fs;
use std::path::Path;

/// Compares a file of the project with what it has to be. With `UPDATE_GOLDEN=1` it is written first.
#[track_caller]
pub fn assert_is(file: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|it| it == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, expected).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == written,
        "{file} is out of date; run the tests once with UPDATE_GOLDEN=1 and read the difference:\n{}",
        missing(&written, expected, '-') + &missing(expected, &written, '+')
    );
}

/// The lines of one text that stand nowhere in another.
fn missing(lines: &str, from: &str, mark: char) -> String {
    let known: Vec<_> = from.lines().collect();
    let missing = lines.lines().filter(|line| !known.contains(line));
    missing.map(|line| format!("{mark} {line}\n")).collect()
}
