//! `gnutls-cli` and `gnutls-serv`.

use std::process::{Command, Output};

use super::{ABSENT, DENIED, NO_SENSE, Opening, Server, check_client, check_server};
use crate::certificates::Issued;
use crate::program::program;
use crate::running::Running;
use crate::{Visit, asking};

fn gnutls(name: &str, port: &str, version: &str) -> Command {
    let mut gnutls = program(name);
    gnutls
        .args(["--port", port, "--priority"])
        .arg(format!("NORMAL:-VERS-ALL:+VERS-TLS{version}"));
    gnutls
}

fn identity(gnutls: &mut Command, identity: &Issued) {
    gnutls
        .arg("--x509certfile")
        .arg(&identity.certificate)
        .arg("--x509keyfile")
        .arg(&identity.key);
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let mut gnutls = gnutls("gnutls-cli", &visit.test_server.port(), visit.version);
    gnutls.arg("--x509cafile").arg(visit.trust).args([
        "--verify-hostname",
        visit.name,
        "127.0.0.1",
    ]);
    if let Some(client) = client {
        identity(&mut gnutls, client);
    }
    asking(&mut gnutls)
}

fn start(opening: &Opening<'_>) -> Running {
    let port = opening.port.to_string();
    let mut gnutls = gnutls("gnutls-serv", &port, opening.version);
    gnutls.arg("--http");
    identity(&mut gnutls, &opening.test_server.server);
    if let Some(clients) = opening.clients {
        gnutls
            .args(["--require-client-cert", "--verify-client-cert"])
            .arg("--x509cafile")
            .arg(clients);
    }
    Running::listening(&mut gnutls, opening.port)
}

#[test]
fn as_a_client() {
    check_client("gnutls", fetch, "The certificate issuer is unknown");
}

#[test]
fn as_a_server() {
    check_server(&Server {
        name: "gnutls",
        start,
        page: "This is <a href=\"http://www.gnu.org/software/gnutls\">GnuTLS</a>",
        without: [NO_SENSE, ABSENT],
        stranger: [DENIED, DENIED],
    });
}
