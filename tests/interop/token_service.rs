//! `oidc-provider`, an authorization server where one client signs in by assertion.

use std::path::Path;

use serde_json::Value;
use vb365_tls::entra::Authority;

use crate::certificates::Issued;
use crate::program::{curl, node, succeed};
use crate::running::Running;

pub struct TokenService<'a> {
    process: Running,
    port: u16,
    tenant: &'a str,
    /// Issued the certificate of the service.
    trust: &'a Path,
}

/// What came back, and what the service says about it to itself.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub log: String,
}

impl<'a> TokenService<'a> {
    /// Knows one client of one tenant, by the certificate of its key.
    pub fn start(tenant: &'a str, client: (&str, &Path), server: &Issued, trust: &'a Path) -> Self {
        let mut node = node("authorization_server.js");
        node.args([tenant, client.0]).arg(client.1);
        node.arg(&server.certificate).arg(&server.key);
        let process = Running::start(&mut node);
        Self {
            port: process.prints("listening on ").parse().unwrap(),
            process,
            tenant,
            trust,
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn authority(&self) -> Authority {
        let login = format!("localhost:{}", self.port).parse().unwrap();
        Authority::custom(login, "graph.microsoft.com".parse().unwrap()).unwrap()
    }

    /// Posts the body of a token request, wherever that was meant for.
    pub fn post(&mut self, body: &str) -> Answer {
        let port = self.port;
        let mut curl = curl();
        curl.args(["--write-out", "\n%{http_code}", "--cacert"])
            .arg(self.trust)
            .args(["--resolve", &format!("localhost:{port}:127.0.0.1")])
            .args(["--data-binary", body])
            .arg(self.authority().token_url(&self.tenant.parse().unwrap()));
        let output = String::from_utf8(succeed(&mut curl).stdout).unwrap();
        let (body, status) = output.rsplit_once('\n').unwrap();
        Answer {
            status: status.parse().unwrap(),
            body: serde_json::from_str(body).unwrap(),
            log: self.verdict(),
        }
    }

    /// What it says about the next request.
    pub fn verdict(&mut self) -> String {
        loop {
            let line = self.process.prints("");
            if line == "granted" || line.starts_with("refused: ") {
                return line;
            }
        }
    }
}
