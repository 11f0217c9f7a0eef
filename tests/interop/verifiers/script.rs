//! Peers without a program of their own: a script verifies all paths in one process.
//!
//! The script is told a folder and the host of all certificates, and reads of the folder the file `cases`, a line for each path, its fields separated by tabs: number,
//! `server` or `client` (whose path it is), port, file of the root, file of the lists or `-`, file of what is presented.
//! To those of servers it connects; for those of clients it listens, says `NUMBER listening PORT`, and accepts one
//! connection as the identity `server` of the folder. To each path it says `NUMBER accepted WORDS` or
//! `NUMBER refused WORDS`, again with tabs.

use std::fs;
use std::path::Path;
use std::process::Command;

use vb365_tls::finding::Peer;

use super::case::{Case, Setup, pem};
use super::defects::HOST;
use super::{Reply, Verifier, client};
use crate::handshakes::{dotnet, go};
use crate::program::{peer, program, python, said, succeed};
use crate::running::Running;

pub(super) const DOTNET: Verifier = Verifier {
    peer: Peer::DotNet,
    clients: true,
    // It looks up what certificates say where to find.
    lists: false,
    version: || version(dotnet::check().arg("version"), 0),
    ask: |setup, cases| ask(setup, cases, "dotnet", &mut dotnet::check()),
};

pub(super) const GO: Verifier = Verifier {
    peer: Peer::Go,
    clients: true,
    // `Verify` looks nothing up.
    lists: false,
    version: || version(go::go().arg("version"), 2),
    ask: |setup, cases| ask(setup, cases, "go", &mut program(&*go::CHECK)),
};

pub(super) const JAVA: Verifier = Verifier {
    peer: Peer::Java,
    clients: true,
    lists: true,
    version: || version(program("java").arg("--version"), 1),
    ask: |setup, cases| {
        ask(
            setup,
            cases,
            "java",
            program("java").arg(peer("Check.java")),
        )
    },
};

pub(super) const NODE: Verifier = Verifier {
    peer: Peer::Node,
    clients: true,
    lists: true,
    version: || version(program("node").arg("--version"), 0),
    ask: |setup, cases| ask(setup, cases, "node", program("node").arg(peer("check.js"))),
};

pub(super) const PYTHON: Verifier = Verifier {
    peer: Peer::Python,
    clients: true,
    lists: true,
    version: || version(program("python3").arg("--version"), 1),
    ask: |setup, cases| {
        let mut python = program("python3");
        ask(setup, cases, "python", python.arg(peer("check.py")))
    },
};

pub(super) const PYCA: Verifier = Verifier {
    peer: Peer::Pyca,
    clients: true,
    lists: false,
    version: || version(python("check_pyca.py").arg("version"), 0),
    ask: |setup, cases| ask(setup, cases, "pyca", &mut python("check_pyca.py")),
};

/// One word of what a program says about itself.
fn version(command: &mut Command, word: usize) -> String {
    let said = said(&succeed(command));
    let version = said.split_whitespace().nth(word).unwrap();
    version.trim_start_matches(['v', 'g', 'o']).to_owned()
}

pub(super) fn ask(setup: &Setup, cases: &[&Case], name: &str, script: &mut Command) -> Vec<Reply> {
    let folder = setup.directory.join(name);
    fs::create_dir(&folder).unwrap();
    let lines: String = cases.iter().map(|case| line(case, &folder)).collect();
    fs::write(folder.join("cases"), lines).unwrap();
    for file in [&setup.certificate, &setup.private_key, &setup.pfx] {
        fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
    }
    let script = Running::start(script.arg(&folder).arg(HOST));
    let ask = |case: &&Case| {
        let number = case.number;
        if case.is_client() {
            let port = script.prints(&format!("{number}\tlistening\t"));
            // What the script says is what counts.
            client::present(case, port.parse().unwrap());
        }
        let said = script.prints(&format!("{number}\t"));
        match said.split_once('\t') {
            Some(("accepted", words)) => Reply::accepted(words),
            Some(("refused", words)) => Reply::refused(words),
            _ => panic!("{name}, {}: {said}: {}", case.name, script.said()),
        }
    };
    cases.iter().map(ask).collect()
}

fn line(case: &Case, folder: &Path) -> String {
    let presented = folder.join(format!("{}.pem", case.number));
    let certificates: Vec<&[u8]> = case.presented.iter().map(|it| &**it).collect();
    fs::write(&presented, pem("CERTIFICATE", &certificates)).unwrap();
    let lists = { case.files.all_lists.as_ref() }
        .map_or_else(|| "-".to_owned(), |file| file.display().to_string());
    format!(
        "{}\t{}\t{}\t{}\t{lists}\t{}\n",
        case.number,
        if case.is_client() { "client" } else { "server" },
        case.port,
        case.files.root.display(),
        presented.display(),
    )
}
