//! nginx, which serves, and is a client of the servers behind it; both with OpenSSL.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{Ending, Opening, Server, check_client, check_server, through};
use crate::Visit;
use crate::certificates::Issued;
use crate::program::program;
use crate::running::{Running, free_port};

/// One server, in one process.
fn nginx(directory: &Path, port: u16, server: &str) -> Command {
    let directory = directory.join(format!("nginx-{port}"));
    fs::create_dir_all(&directory).unwrap();
    let kinds = ["client_body", "proxy", "fastcgi", "scgi", "uwsgi"];
    let places = kinds.map(|kind| format!("{kind}_temp_path {kind};\n"));
    let configuration = format!(
        "daemon off;\n\
         master_process off;\n\
         pid pid;\n\
         error_log stderr info;\n\
         events {{}}\n\
         http {{\n\
         access_log off;\n\
         {}\
         server {{\n{server}}}\n\
         }}\n",
        places.concat()
    );
    let file = directory.join("nginx.conf");
    fs::write(&file, configuration).unwrap();
    let mut nginx = program("nginx");
    nginx
        .args(["-e", "stderr", "-p"])
        .arg(&directory)
        .arg("-c")
        .arg(file);
    nginx
}

fn fetch(visit: &Visit<'_>, client: Option<&Issued>) -> Output {
    let port = free_port();
    let presented = client.map_or_else(String::new, |client| {
        format!(
            "proxy_ssl_certificate {};\nproxy_ssl_certificate_key {};\n",
            client.certificate.display(),
            client.key.display()
        )
    });
    let server = format!(
        "listen 127.0.0.1:{port};\n\
         location / {{\n\
         proxy_pass https://127.0.0.1:{};\n\
         proxy_ssl_verify on;\n\
         proxy_ssl_name localhost;\n\
         proxy_ssl_server_name on;\n\
         proxy_ssl_protocols TLSv{};\n\
         proxy_ssl_trusted_certificate {};\n\
         {presented}\
         }}\n",
        visit.test_server.port(),
        visit.version,
        visit.trust.display()
    );
    let nginx = &mut nginx(&visit.test_server.directory, port, &server);
    through(nginx, port, "QUIT")
}

fn start(opening: &Opening<'_>) -> Running {
    let clients = opening.clients.map_or_else(String::new, |clients| {
        let clients = clients.display();
        format!("ssl_verify_client on;\nssl_client_certificate {clients};\n")
    });
    let server = format!(
        "listen 127.0.0.1:{} ssl;\n\
         ssl_certificate {};\n\
         ssl_certificate_key {};\n\
         ssl_protocols TLSv{};\n\
         {clients}\
         return 200 'nginx is here';\n",
        opening.port,
        opening.test_server.server.certificate.display(),
        opening.test_server.server.key.display(),
        opening.version
    );
    let mut nginx = nginx(&opening.test_server.directory, opening.port, &server);
    Running::listening(&mut nginx, opening.port)
}

/// It compares the name it is told with names only, so it is always told a name.
#[test]
fn as_a_client() {
    check_client("nginx", fetch, "upstream SSL certificate verify error");
}

/// It lets everybody in, to say so in HTTP.
const ANSWERED: Ending = (0, "note: the server answered 400 Bad Request");

#[test]
fn as_a_server() {
    check_server(&Server {
        name: "nginx",
        start,
        page: "nginx is here",
        without: [ANSWERED, ANSWERED],
        stranger: [ANSWERED, ANSWERED],
    });
}
