//! The JSON Schema of profiles, as Python's `jsonschema` reads it: it takes what the crate takes, and nothing else.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use schemars::schema_for;
use serde_json::{Value, json};
use vb365_tls::profile::{Demand, Profile, Requirement};

use crate::program::python;

/// Profiles that are good, and each with one thing wrong.
fn documents() -> Vec<Value> {
    let files = ["enterprise-manager", "vbr-backup-server", "vspc-server"];
    let mut documents: Vec<Value> = files
        .map(|file| fs::read(format!("../../examples/profiles/{file}.json")).unwrap())
        .map(|text| serde_json::from_slice(&text).unwrap())
        .into();
    let word = |demand: &str| json!({"demand": demand, "requirement": "must", "basis": "practice", "source": "page 3"});
    let profile =
        |words: Value| json!({"id": "a-b", "title": "A", "acts-as": "tls-peer", "words": words});
    for demand in Demand::EXAMPLES {
        documents.push(profile(json!([word(&demand.to_string())])));
    }
    for requirement in Requirement::ALL {
        let mut word = word("ca");
        word["requirement"] = serde_json::to_value(requirement).unwrap();
        documents.push(profile(json!([word])));
    }
    let wrong = [
        "wildcrad",
        "ca=1",
        "key",
        "key=dsa",
        "key-size=0",
        "key-size=-1",
        "key-size=",
        "lifetime=0",
        "lifetime=P1D",
        "path-length=",
        "path-length=+0",
        "path-length=0 ",
        "crl=ftp",
        "key-provider=cng",
        "key-usage=sign",
        "extension=",
    ];
    documents.extend(wrong.map(|demand| profile(json!([word(demand)]))));
    let good = profile(json!([word("ca")]));
    let changes = [
        ("/id", json!("A")),
        ("/id", json!("a--b")),
        ("/id", json!("")),
        ("/title", json!(" ")),
        ("/acts-as", json!("server")),
        ("/words", json!({})),
        ("/words/0/basis", json!("hearsay")),
        ("/words/0/source", json!("")),
        ("/words/0/requirement", json!("MUST")),
        ("/words/0/demand", json!(1)),
    ];
    for (place, value) in changes {
        let mut changed = good.clone();
        *changed.pointer_mut(place).unwrap() = value;
        documents.push(changed);
    }
    let mut unknown = good.clone();
    unknown["wrods"] = json!([]);
    documents.push(unknown);
    let mut lacking = good;
    lacking.as_object_mut().unwrap().remove("acts-as");
    documents.push(lacking);
    documents
}

#[test]
fn the_schema_takes_what_the_crate_takes() {
    let documents = documents();
    let mut lines = schema_for!(Profile).as_value().to_string() + "\n";
    for document in &documents {
        lines += &(document.to_string() + "\n");
    }
    let mut check = python("schema.py")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    check
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let output = check.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<_> = said.lines().map(|line| line == "valid").collect();
    assert_eq!(verdicts.len(), documents.len());
    for (document, is_valid) in documents.iter().zip(verdicts) {
        let is_read = serde_json::from_value::<Profile>(document.clone()).is_ok();
        assert_eq!(is_valid, is_read, "{document}");
    }
    println!("{} profiles checked alike", documents.len());
}
