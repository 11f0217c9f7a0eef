//! HAProxy, which serves, and is a client of the servers behind it; both with OpenSSL.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{ABSENT, NO_ISSUER, NO_WAY, Opening, Server, check_client, check_server, through};
use crate::Visit;
use crate::certificates::Issued;
use crate::program::program;
use crate::running::{Running, free_port};

/// One proxy, which logs why a handshake failed.
fn haproxy(directory: &Path, port: u16, proxy: &str) -> Command {
    let configuration = format!(
        "global\n\
         log stdout format raw local0\n\
         defaults\n\
         mode http\n\
         timeout connect 10s\n\
         timeout client 10s\n\
         timeout server 10s\n\
         retries 0\n\
         log global\n\
         log-format %[ssl_bc_err_str]\n\
         listen it\n\
         {proxy}"
    );
    let file = directory.join(format!("haproxy-{port}.cfg"));
    fs::write(&file, configuration).unwrap();
    let mut haproxy = program("haproxy");
    haproxy.args(["-db", "-f"]).arg(file);
    haproxy
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let port = free_port();
    let presented = client.map_or_else(String::new, |client| {
        format!("crt {}", client.identity.display())
    });
    let proxy = format!(
        "bind 127.0.0.1:{port}\n\
         server serve 127.0.0.1:{} ssl verify required verifyhost localhost sni str(localhost) \
         ssl-min-ver TLSv{version} ssl-max-ver TLSv{version} ca-file {} {presented}\n",
        visit.test_server.port(),
        visit.trust.display(),
        version = visit.version,
    );
    let haproxy = &mut haproxy(&visit.test_server.directory, port, &proxy);
    through(haproxy, port, "USR1")
}

fn start(opening: &Opening<'_>) -> Running {
    let clients = opening.clients.map_or_else(String::new, |clients| {
        format!("verify required ca-file {}", clients.display())
    });
    let proxy = format!(
        "bind 127.0.0.1:{} ssl crt {} ssl-min-ver TLSv{version} ssl-max-ver TLSv{version} {clients}\n\
         http-request return status 200 content-type text/plain string \"HAProxy is here\"\n",
        opening.port,
        opening.test_server.server.identity.display(),
        version = opening.version,
    );
    let mut haproxy = haproxy(&opening.test_server.directory, opening.port, &proxy);
    Running::listening(&mut haproxy, opening.port)
}

/// It compares the name it is told with names only, so it is always told a name.
#[test]
fn as_a_client() {
    check_client("haproxy", fetch, "certificate verify failed");
}

#[test]
fn as_a_server() {
    check_server(&Server {
        name: "haproxy",
        start,
        page: "HAProxy is here",
        without: [NO_WAY, ABSENT],
        stranger: [NO_ISSUER, NO_ISSUER],
    });
}
