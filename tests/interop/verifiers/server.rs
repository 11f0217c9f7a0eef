//! Servers that present the paths: stock rustls, which looks at nothing it presents.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::server::ResolvesServerCert;
use rustls::sign::SingleCertAndKey;
use rustls::{ServerConfig, ServerConnection, Stream};

use super::case::Case;
use super::key::provider;

/// What whoever accepts a path is answered.
pub(super) const PAGE: &str = "the path is accepted";

/// How long either end of a connection may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// One port for each path of a server; they are served until the process ends.
pub(super) struct Servers {
    /// Of each case by its number.
    pub ports: BTreeMap<usize, u16>,
    failures: Failures,
}

/// Why handshakes of each case failed.
type Failures = Arc<Mutex<BTreeMap<usize, Vec<String>>>>;

impl Servers {
    pub(super) fn start<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Self {
        let failures = Failures::default();
        let served = cases.into_iter().filter(|case| !case.is_client());
        let ports = served.map(|case| (case.number, serve(case, &failures)));
        Self {
            ports: ports.collect(),
            failures,
        }
    }

    /// Why handshakes with this path failed so far, each reason once.
    pub(super) fn failures(&self, case: &Case) -> Vec<String> {
        let failures = self.failures.lock().unwrap();
        let mut reasons = failures.get(&case.number).cloned().unwrap_or_default();
        reasons.sort();
        reasons.dedup();
        reasons
    }
}

/// Where it is served.
fn serve(case: &Case, failures: &Failures) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (config, failures, number) = (config(case), Arc::clone(failures), case.number);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (config, failures) = (Arc::clone(&config), Arc::clone(&failures));
            thread::spawn(move || {
                if let Err(error) = answer(stream, config) {
                    let mut failures = failures.lock().unwrap();
                    failures.entry(number).or_default().push(error.to_string());
                }
            });
        }
    });
    port
}

fn config(case: &Case) -> Arc<ServerConfig> {
    let presented = Arc::unwrap_or_clone(case.certified());
    let resolver: Arc<dyn ResolvesServerCert> = Arc::new(SingleCertAndKey::from(presented));
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    Arc::new(config)
}

/// Answers one request.
pub(super) fn answer(mut socket: TcpStream, config: Arc<ServerConfig>) -> std::io::Result<()> {
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    while !request.windows(4).any(|it| it == b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => request.extend_from_slice(&buffer[..count]),
        }
    }
    // In one record, because whoever has read some of it may be gone.
    let page = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
        PAGE.len()
    );
    stream.write_all(page.as_bytes())?;
    stream.flush()?;
    connection.send_close_notify();
    let _ = connection.write_tls(&mut socket);
    Ok(())
}
