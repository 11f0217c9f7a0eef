//! NSS: `tstclnt`, and `selfserv` for the paths of clients.

use std::fs;
use std::path::Path;

use vb365_tls::finding::Peer;

use super::case::{Case, Setup};
use super::defects::HOST;
use super::server::PAGE;
use super::{Reply, Verifier, client};
use crate::REQUEST;
use crate::nss::{database, import};
use crate::program::{limited, program, run, said, succeed};
use crate::running::{Running, free_port};

pub(super) const VERIFIER: Verifier = Verifier {
    peer: Peer::Nss,
    clients: true,
    lists: false,
    version,
    ask,
};

fn version() -> String {
    let mut query = program("dpkg-query");
    query.args(["--show", "--showformat", "${Version}", "libnss3-tools"]);
    let said = said(&succeed(&mut query));
    // Without epoch and revision.
    let version = said.rsplit(':').next().unwrap();
    version.split('-').next().unwrap().to_owned()
}

/// One with every root that is trusted in one of the cases: their names differ.
pub(super) fn database_of_all(setup: &Setup, folder: &Path) -> String {
    let database = database(folder);
    let commands = folder.join("commands");
    let mut rest: &[Case] = &setup.cases;
    while !rest.is_empty() {
        let lines: String = rest.iter().map(|case| adding(case, &database)).collect();
        fs::write(&commands, lines).unwrap();
        let mut certutil = limited("certutil");
        certutil.args(["-B", "-d", &database, "-i"]).arg(&commands);
        if run(&mut certutil).status.success() {
            break;
        }
        // It ends at the first it cannot read, which is not trusted.
        let listed = said(&succeed(program("certutil").args(["-L", "-d", &database])));
        let is_there = |case: &Case| listed.contains(&format!("{} ", nickname(case)));
        let failed = rest.iter().position(|case| !is_there(case));
        rest = failed.map_or(&[], |failed| &rest[failed + 1..]);
    }
    database
}

fn adding(case: &Case, database: &str) -> String {
    let (nickname, root) = (nickname(case), case.files.root.display());
    // As an issuer, unless what is trusted is presented itself.
    let trust = if case.root == case.presented[0] {
        "P"
    } else {
        "CT"
    };
    format!("-A -d {database} -n {nickname} -t {trust},, -a -i {root}\n")
}

fn nickname(case: &Case) -> String {
    format!("root-{}", case.number)
}

fn ask(setup: &Setup, cases: &[&Case]) -> Vec<Reply> {
    let folder = setup.directory.join("nss");
    let database = database_of_all(setup, &folder);
    import(&database, &setup.pfx, "");
    let request = folder.join("request");
    fs::write(&request, REQUEST).unwrap();
    let ask = |case: &&Case| {
        if case.is_client() {
            ask_server(case, &database)
        } else {
            ask_client(case, &database, &request)
        }
    };
    cases.iter().map(ask).collect()
}

fn ask_server(case: &Case, database: &str) -> Reply {
    let port = free_port();
    let mut selfserv = program("selfserv");
    selfserv
        .args(["-d", database, "-p", &port.to_string(), "-n", "server"])
        .args(["-rr", "-v", "-V", "tls1.2:tls1.3"]);
    let server = Running::listening(&mut selfserv, port);
    let mut reply = client::present(case, port);
    reply.words = format!("{} ({})", reason(&server.said()), reply.words);
    reply
}

fn ask_client(case: &Case, database: &str, request: &Path) -> Reply {
    let mut tstclnt = limited("tstclnt");
    tstclnt
        .args(["-d", database, "-h", "127.0.0.1", "-a", HOST])
        .args(["-p", &case.port.to_string(), "-V", "tls1.2:tls1.3", "-A"])
        .arg(request);
    let output = run(&mut tstclnt);
    let said = said(&output);
    if output.status.success() && said.contains(PAGE) {
        return Reply::accepted(PAGE);
    }
    let is_refused = output.status.code() != Some(124) && said.contains("_ERROR_");
    assert!(is_refused, "{}: {:?}: {said}", case.name, output.status);
    Reply::refused(reason(&said))
}

fn reason(said: &str) -> String {
    let lines: Vec<_> = said.lines().filter(|it| it.contains("_ERROR_")).collect();
    lines.join("; ")
}
