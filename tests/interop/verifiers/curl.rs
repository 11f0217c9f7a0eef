//! curl above OpenSSL.

use vb365_tls::finding::Peer;

use super::case::Case;
use super::defects::HOST;
use super::server::PAGE;
use super::{Reply, Verifier};
use crate::program::{limited, program, run, said, succeed};

pub(super) const VERIFIER: Verifier = Verifier {
    peer: Peer::Curl,
    clients: false,
    lists: true,
    version,
    ask: |_, cases| cases.iter().map(|it| ask(it)).collect(),
};

fn version() -> String {
    let said = said(&succeed(program("curl").arg("--version")));
    said.split(' ').nth(1).unwrap().to_owned()
}

/// curl(1): no connection over TLS, a certificate that cannot be verified, a file of roots or of CRLs that cannot be
/// read.
const REFUSALS: [i32; 4] = [35, 60, 77, 82];

fn ask(case: &Case) -> Reply {
    let port = case.port;
    let mut curl = limited("curl");
    curl.args(["--silent", "--show-error", "--noproxy", "*", "--resolve"])
        .arg(format!("{HOST}:{port}:127.0.0.1"))
        .arg("--cacert")
        .arg(&case.files.root);
    // It looks up every certificate of the path.
    if let Some(lists) = &case.files.all_lists {
        curl.arg("--crlfile").arg(lists);
    }
    let output = run(curl.arg(format!("https://{HOST}:{port}/")));
    let said = said(&output);
    match output.status.code() {
        Some(0) if said == PAGE => Reply::accepted(said),
        Some(code) if REFUSALS.contains(&code) => Reply::refused(said),
        code => panic!("{}: {code:?}: {said}", case.name),
    }
}
