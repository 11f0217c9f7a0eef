use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use super::case::Case;
use crate::program::{given, program, succeed};

pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) cases: Vec<Case>,
}

const FILES: &[(&str, &str)] = &[
    ("limbo", "limbo.json.xz"),
    ("PKITS", "pkits.json"),
    ("BoringSSL", "boringssl.json"),
    ("OpenSSL", "openssl.json"),
];

/// Read once, for whoever asks.
pub(super) fn suites() -> &'static [Suite] {
    static SUITES: LazyLock<Vec<Suite>> = LazyLock::new(|| {
        let folder = given(
            "VB365_TLS_SUITES",
            "the path of a folder with limbo.json.xz, pkits.json, boringssl.json and openssl.json in the format of \
             x509-limbo",
        );
        let folder = Path::new(&folder);
        let suites = FILES.iter().map(|(name, file)| Suite {
            name,
            cases: read(&folder.join(file)),
        });
        suites.collect()
    });
    &SUITES
}

fn read(path: &Path) -> Vec<Case> {
    let text = if path.extension().is_some_and(|it| it == "xz") {
        succeed(program("xz").args(["--decompress", "--stdout"]).arg(path)).stdout
    } else {
        std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let data: Value = serde_json::from_slice(&text).unwrap();
    let mut cases: Vec<_> = { data["testcases"].as_array().unwrap().iter() }
        .map(Case::read)
        .collect();
    let mut count = BTreeMap::<_, usize>::new();
    for case in &mut cases {
        let count = count.entry(case.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            case.id += &format!(" ({count})");
        }
    }
    cases
}
