//! GnuTLS: `gnutls-cli`, and `gnutls-serv` for the paths of clients.

use std::path::PathBuf;

use vb365_tls::finding::Peer;

use super::case::{Case, Files, Setup};
use super::defects::HOST;
use super::server::PAGE;
use super::{Reply, Verifier, client};
use crate::asking;
use crate::program::{limited, program, said, succeed};
use crate::running::{Running, free_port};

pub(super) const VERIFIER: Verifier = Verifier {
    peer: Peer::GnuTls,
    clients: true,
    lists: true,
    version,
    ask: |setup, cases| {
        let ask = |case: &&Case| {
            if case.is_client() {
                ask_server(setup, case)
            } else {
                ask_client(case)
            }
        };
        cases.iter().map(ask).collect()
    },
};

fn version() -> String {
    let said = said(&succeed(program("gnutls-cli").arg("--version")));
    let line = said.lines().next().unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}

fn ask_client(case: &Case) -> Reply {
    let mut gnutls = limited("gnutls-cli");
    gnutls
        .args(["--port", &case.port.to_string(), "--sni-hostname", HOST])
        .args(["--verify-hostname", HOST])
        .args(trust(case));
    let output = asking(gnutls.arg("127.0.0.1"));
    let said = said(&output);
    if output.status.success() && said.contains(PAGE) {
        return Reply::accepted(PAGE);
    }
    assert_eq!(output.status.code(), Some(1), "{}: {said}", case.name);
    Reply::refused(reason(&said))
}

fn ask_server(setup: &Setup, case: &Case) -> Reply {
    let port = free_port();
    let mut gnutls = program("gnutls-serv");
    gnutls
        .args(["--http", "--port", &port.to_string()])
        .args(["--require-client-cert", "--verify-client-cert"])
        .arg("--x509certfile")
        .arg(&setup.certificate)
        .arg("--x509keyfile")
        .arg(&setup.private_key)
        .args(trust(case));
    let server = match Running::listening_unless_ended(&mut gnutls, port) {
        Ok(server) => server,
        Err(said) => return Reply::refused(said),
    };
    let mut reply = client::present(case, port);
    reply.words = format!("{} ({})", reason(&server.said()), reply.words);
    reply
}

/// It takes lists of trusted issuers only.
fn trust(case: &Case) -> Vec<PathBuf> {
    let Files {
        root,
        issuers,
        lists,
        ..
    } = &case.files;
    let Some(lists) = lists else {
        return vec!["--x509cafile".into(), root.clone()];
    };
    let options = ["--x509cafile".into(), issuers.clone()];
    let of_lists = ["--x509crlfile".into(), lists.clone()];
    options.into_iter().chain(of_lists).collect()
}

fn reason(said: &str) -> String {
    let is_reason = |line: &&str| {
        ["Status:", "rror", "failed"]
            .iter()
            .any(|it| line.contains(it))
    };
    let lines: Vec<_> = said.lines().filter(is_reason).collect();
    lines.join("; ")
}
