//! The other end: `openssl s_server` and `openssl s_client`, one version of TLS each.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::{ClientConfig, ClientConnection, ProtocolVersion, ServerConfig, ServerConnection};

use super::openssl::{Material, openssl, ran};

/// OpenSSL with all it has, down to MD5 and RSA of 1,024 bits.
const ANYTHING: [&str; 2] = ["-cipher", "DEFAULT@SECLEVEL=0"];

const PATIENCE: Duration = Duration::from_secs(20);

/// A version of TLS, as OpenSSL is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) name: &'static str,
    flag: &'static str,
    pub(super) version: ProtocolVersion,
}

pub(super) const VERSIONS: [Version; 2] = [
    Version {
        name: "TLS 1.2",
        flag: "-tls1_2",
        version: ProtocolVersion::TLSv1_2,
    },
    Version {
        name: "TLS 1.3",
        flag: "-tls1_3",
        version: ProtocolVersion::TLSv1_3,
    },
];

/// Versions rustls does not know.
pub(super) const OLD: [Version; 2] = [
    Version {
        name: "TLS 1.0",
        flag: "-tls1",
        version: ProtocolVersion::TLSv1_0,
    },
    Version {
        name: "TLS 1.1",
        flag: "-tls1_1",
        version: ProtocolVersion::TLSv1_1,
    },
];

/// A running `openssl s_server`, stopped when dropped.
pub(super) struct Server {
    process: Child,
    address: SocketAddr,
    version: Version,
    /// Kept open so that the server can go on writing.
    _output: BufReader<ChildStdout>,
}

impl Server {
    pub(super) fn start(material: &Material, version: Version, arguments: &[&str]) -> Self {
        let mut command = openssl("s_server");
        command
            .args(["-accept", "127.0.0.1:0", "-www", version.flag])
            .args(ANYTHING)
            .args(arguments)
            .arg("-cert")
            .arg(&material.certificate_file)
            .arg("-key")
            .arg(&material.key_file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(file) = &material.intermediates_file {
            command.arg("-cert_chain").arg(file);
        }
        let mut process = ran(command.spawn());
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            let read = output.read_line(&mut line).unwrap();
            if read == 0 {
                let output = process.wait_with_output().unwrap();
                panic!("{}", String::from_utf8_lossy(&output.stderr));
            }
            if let Some(address) = line.strip_prefix("ACCEPT ") {
                break address.trim().parse().unwrap();
            }
        };
        Self {
            process,
            address,
            version,
            _output: output,
        }
    }

    /// Connects, asks for a page and reads it.
    pub(super) fn fetch(&self, config: Arc<ClientConfig>, name: &str) -> Result<(), rustls::Error> {
        let fetched = fetch(self.address, config, name)?;
        assert!(fetched.page.starts_with(b"HTTP/1.0 200 ok"));
        assert_eq!(fetched.version, Some(self.version.version));
        Ok(())
    }
}

struct Fetched {
    page: Vec<u8>,
    version: Option<ProtocolVersion>,
}

fn fetch(
    address: SocketAddr,
    config: Arc<ClientConfig>,
    name: &str,
) -> Result<Fetched, rustls::Error> {
    let name = name.to_owned().try_into().unwrap();
    let mut connection = ClientConnection::new(config, name)?;
    let mut socket = connected(TcpStream::connect(address));
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    let mut page = Vec::new();
    stream
        .write_all(b"GET / HTTP/1.0\r\n\r\n")
        .and_then(|()| stream.read_to_end(&mut page))
        .map_err(tls_error)?;
    let version = connection.protocol_version();
    Ok(Fetched { page, version })
}

/// Connects to a server of rustls, of which only the refusal by the client is of interest.
pub(super) fn refuse(
    server: Arc<ServerConfig>,
    client: Arc<ClientConfig>,
    name: &str,
) -> rustls::Error {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || accept(&listener, server).unwrap_err());
    let Err(error) = fetch(address, client, name) else {
        panic!("the client trusts the server");
    };
    server.join().unwrap();
    error
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Serves one connection to `openssl s_client`: whether both ends complete it.
pub(super) fn serves(config: Arc<ServerConfig>, version: Version) -> bool {
    let (server, client) = met(config, version, &[]);
    server.is_ok() && client.success()
}

/// Serves one connection to `openssl s_client`, with or without a certificate of its own.
pub(super) fn meet(
    config: Arc<ServerConfig>,
    version: Version,
    client: Option<&Material>,
) -> Result<(), rustls::Error> {
    let files = client.map(|client| [&client.certificate_file, &client.key_file]);
    let files = files.map(|files| files.map(|file| file.to_str().unwrap()));
    let arguments = files.map(|[certificate, key]| ["-cert", certificate, "-key", key]);
    meet_asking(config, version, arguments.as_ref().map_or(&[], |it| it))
}

/// Serves one connection to `openssl s_client` with further arguments.
pub(super) fn meet_asking(
    config: Arc<ServerConfig>,
    version: Version,
    arguments: &[&str],
) -> Result<(), rustls::Error> {
    met(config, version, arguments).0
}

fn met(
    config: Arc<ServerConfig>,
    version: Version,
    arguments: &[&str],
) -> (Result<(), rustls::Error>, ExitStatus) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = thread::spawn(move || accept(&listener, config));
    let mut command = openssl("s_client");
    command
        .args(["-brief", "-connect", &address, version.flag])
        .args(ANYTHING)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = ran(command.status());
    (server.join().unwrap(), status)
}

/// Serves one connection until the client closes it.
fn accept(listener: &TcpListener, config: Arc<ServerConfig>) -> Result<(), rustls::Error> {
    let mut connection = ServerConnection::new(config)?;
    let mut socket = connected(listener.accept().map(|(socket, _)| socket));
    while connection.is_handshaking() {
        connection.complete_io(&mut socket).map_err(tls_error)?;
    }
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    match stream.read_to_end(&mut Vec::new()) {
        Ok(_) => Ok(()),
        Err(error) => Err(tls_error(error)),
    }
}

fn connected(socket: io::Result<TcpStream>) -> TcpStream {
    let socket = socket.unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.set_nodelay(true).unwrap();
    socket
}

/// What rustls said, which is wrapped as an error of input and output.
fn tls_error(error: io::Error) -> rustls::Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(error) => rustls::Error::clone(error),
        None => panic!("the peer is gone: {error}"),
    }
}
