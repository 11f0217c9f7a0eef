//! Chromium.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use vb365_tls::finding::Peer;

use super::case::{Case, Setup, pem};
use super::nss::database_of_all;
use super::{Reply, Verifier, browser};
use crate::chromium::ARGUMENTS;
use crate::program::{program, said, succeed};

pub(super) const VERIFIER: Verifier = Verifier {
    peer: Peer::Chromium,
    clients: false,
    lists: false,
    version,
    ask,
};

fn version() -> String {
    let said = said(&succeed(program("chromium").arg("--version")));
    let version = said.split("Chromium ").nth(1).unwrap();
    version.split(' ').next().unwrap().to_owned()
}

fn ask(setup: &Setup, cases: &[&Case]) -> Vec<Reply> {
    let home = setup.directory.join("chromium");
    database_of_all(setup, &home.join(".pki/nssdb"));
    let log = home.join("log.json");
    let mut chromium = program("chromium");
    chromium
        .args(ARGUMENTS)
        .arg(format!("--user-data-dir={}", home.join("data").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .env("HOME", &home);
    let mut reply = browser::ask(cases, &mut chromium);
    explain(cases, &mut reply, &log);
    reply
}

/// Adds what its log says of paths with the same end entity.
fn explain(cases: &[&Case], reply: &mut [Reply], log: &Path) {
    let log = fs::read_to_string(log).unwrap();
    // One event a line, in an array that is left open when it ends early.
    let events = log.lines().filter_map(|line| {
        let line = line.trim_end_matches(',');
        serde_json::from_str::<Value>(line).ok()
    });
    let events: Vec<_> = events.filter_map(|it| reason(&it["params"])).collect();
    for (case, reply) in cases.iter().zip(reply) {
        let own = pem("CERTIFICATE", &[&case.presented[0]]);
        let reasons = events.iter().filter(|(end_entity, _)| *end_entity == own);
        let reasons: BTreeSet<_> = reasons.map(|(_, reason)| reason.as_str()).collect();
        let reasons: Vec<_> = reasons.into_iter().collect();
        reply.words += &format!(" {}", reasons.join("; "));
    }
}

/// The end entity an event is about, and what is wrong with its path.
fn reason(event: &Value) -> Option<(String, String)> {
    let certificates = match &event["certificates"] {
        Value::Null => &event["verified_cert"]["certificates"],
        certificates => certificates,
    };
    let end_entity = certificates[0].as_str()?.to_owned();
    let reason = match (&event["errors"], &event["net_error"]) {
        (Value::String(errors), _) => errors.clone(),
        (_, Value::Number(error)) => format!("net_error {error}"),
        _ => return None,
    };
    Some((end_entity, reason))
}
