//! OpenSSL: `s_client`, and `s_server` for the paths of clients.

use vb365_tls::finding::Peer;

use super::case::{Case, Setup};
use super::defects::HOST;
use super::server::PAGE;
use super::{Reply, Verifier, client};
use crate::asking;
use crate::program::{limited, program, said, succeed};
use crate::running::Running;

pub(super) const PLAIN: Verifier = Verifier {
    peer: Peer::OpenSsl,
    clients: true,
    lists: true,
    version,
    ask: |setup, cases| cases.iter().map(|it| ask(setup, it, &[])).collect(),
};

pub(super) const STRICT: Verifier = Verifier {
    peer: Peer::OpenSslStrict,
    clients: true,
    lists: true,
    version,
    ask: |setup, cases| {
        let strict = &["-x509_strict"];
        cases.iter().map(|it| ask(setup, it, strict)).collect()
    },
};

fn version() -> String {
    let said = said(&succeed(program("openssl").arg("version")));
    said.split(' ').nth(1).unwrap().to_owned()
}

fn ask(setup: &Setup, case: &Case, arguments: &[&str]) -> Reply {
    if case.is_client() {
        ask_server(setup, case, arguments)
    } else {
        ask_client(case, arguments)
    }
}

fn ask_client(case: &Case, arguments: &[&str]) -> Reply {
    let mut openssl = limited("openssl");
    openssl
        .args(["s_client", "-quiet", "-verify_return_error", "-connect"])
        .arg(format!("127.0.0.1:{}", case.port))
        .args(["-servername", HOST, "-verify_hostname", HOST])
        .args(trust(case))
        .args(arguments);
    let output = asking(&mut openssl);
    let said = said(&output);
    if output.status.success() && said.contains(PAGE) {
        return Reply::accepted(PAGE);
    }
    assert_eq!(output.status.code(), Some(1), "{}: {said}", case.name);
    Reply::refused(reason(&said))
}

fn ask_server(setup: &Setup, case: &Case, arguments: &[&str]) -> Reply {
    let mut openssl = program("openssl");
    openssl
        .args(["s_server", "-accept", "127.0.0.1:0", "-naccept", "1"])
        .args(["-rev", "-Verify", "9", "-verify_return_error", "-cert"])
        .arg(&setup.certificate)
        .arg("-key")
        .arg(&setup.private_key)
        .args(trust(case))
        .args(arguments);
    let server = Running::start(&mut openssl);
    let Some(port) = server.prints_unless_ended("ACCEPT 127.0.0.1:") else {
        return Reply::refused(reason(&server.ended()));
    };
    let port = port.parse().unwrap();
    let mut reply = client::present(case, port);
    reply.words = format!("{} ({})", reason(&server.ended()), reply.words);
    reply
}

/// The root, and lists if there are any, of which only that about the end entity counts.
fn trust(case: &Case) -> Vec<String> {
    let mut arguments = vec!["-no-CApath", "-no-CAstore", "-CAfile"]
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    match &case.files.trust_with_lists {
        Some(file) => {
            arguments.push(file.display().to_string());
            arguments.push("-crl_check".to_owned());
        }
        None => arguments.push(case.files.root.display().to_string()),
    }
    arguments
}

/// What it says of errors.
fn reason(said: &str) -> String {
    let lines = |part: &str| {
        let lines = said.lines().filter(|line| line.contains(part));
        lines.collect::<Vec<_>>().join("; ")
    };
    match lines("verify error") {
        none if none.is_empty() => lines("error:"),
        reasons => reasons,
    }
}
