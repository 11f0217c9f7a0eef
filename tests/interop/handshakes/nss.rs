//! `tstclnt` and `selfserv` of NSS, the library of Firefox.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::{ABSENT, FAULTY, NO_ISSUER, Opening, Server, check_client, check_server};
use crate::certificates::Issued;
use crate::nss::{database, import, trust};
use crate::program::{program, run};
use crate::running::Running;
use crate::test_server::TestServer;
use crate::{REQUEST, Visit};

/// A new folder, because it presents any certificate it finds in its database.
fn folder(test_server: &TestServer) -> PathBuf {
    let number = fs::read_dir(&test_server.directory).unwrap().count();
    test_server.directory.join(format!("nss-{number}"))
}

fn nss(name: &str, database: &str, port: &str, version: &str) -> Command {
    let mut nss = program(name);
    nss.args(["-d", database, "-p", port, "-V"])
        .arg(format!("tls{version}:tls{version}"));
    nss
}

fn present(nss: &mut Command, database: &str, identity: &Issued) {
    import(database, &identity.pfx("x"), "x");
    nss.args(["-n", &identity.name]);
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let folder = folder(visit.test_server);
    let database = database(&folder);
    trust(&database, visit.trust, "C");
    let request = folder.join("request");
    fs::write(&request, REQUEST).unwrap();
    let mut tstclnt = nss(
        "tstclnt",
        &database,
        &visit.test_server.port(),
        visit.version,
    );
    tstclnt
        .args(["-h", "127.0.0.1", "-a", visit.name, "-A"])
        .arg(&request);
    if let Some(client) = client {
        present(&mut tstclnt, &database, client);
    }
    run(&mut tstclnt)
}

fn start(opening: &Opening<'_>) -> Running {
    let database = database(&folder(opening.test_server));
    let port = opening.port.to_string();
    let mut selfserv = nss("selfserv", &database, &port, opening.version);
    present(&mut selfserv, &database, &opening.test_server.server);
    if let Some(clients) = opening.clients {
        trust(&database, clients, "T");
        selfserv.arg("-rr");
    }
    Running::listening(&mut selfserv, opening.port)
}

#[test]
fn as_a_client() {
    check_client("nss", fetch, "SEC_ERROR_UNKNOWN_ISSUER");
}

#[test]
fn as_a_server() {
    check_server(&Server {
        name: "nss",
        start,
        // It sends the request back.
        page: "GET / HTTP/1.1",
        without: [FAULTY, ABSENT],
        stranger: [NO_ISSUER, NO_ISSUER],
    });
}
