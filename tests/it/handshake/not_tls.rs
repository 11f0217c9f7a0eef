//! Peers that do not speak TLS, or stop speaking.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::{ClientConfig, ClientConnection, ServerConnection};
use rustls_pki_types::ServerName;
use vb365_tls::finding::Finding;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::ServerTrust;

use super::{HOST, Setting, end_entity, server_of, settings};

const PATIENCE: Duration = Duration::from_secs(20);

fn client(setting: &Setting) -> Arc<ClientConfig> {
    let trust = ServerTrust::pinned(&end_entity(&Forge::tls(HOST), setting));
    Arc::new(client_config(&crate::rest_api(), &trust, &setting.context).unwrap())
}

/// A port where somebody answers in his own way.
fn port(answer: impl FnOnce(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || answer(listener.accept().unwrap().0));
    address
}

fn connected(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// What a client finds there.
fn found(setting: &Setting, address: SocketAddr) -> io::Error {
    let name = ServerName::try_from(HOST).unwrap();
    let mut connection = ClientConnection::new(client(setting), name).unwrap();
    connection.complete_io(&mut connected(address)).unwrap_err()
}

#[track_caller]
fn explained(error: &io::Error) -> Finding {
    explain(error).unwrap_or_else(|| panic!("nothing explains {error}"))
}

fn text(finding: &Finding) -> String {
    format!("{finding}; {} {}", finding.why, finding.remedy)
}

const NO_TLS: &str = "peer-speaks-no-tls: what the peer sent is not TLS: expected a record of TLS, found bytes that \
    are not; Most often a client without TLS, such as one of an http address, found a port with TLS, or the other way \
    round; or a proxy answers unencrypted. Check port and scheme (https, not http) at the client, and at the server \
    whether TLS is switched on for this port; then whether a proxy is in between.";

#[test]
fn a_server_without_tls_is_called_so() {
    for setting in settings() {
        for answer in [
            &b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"[..],
            b"220 mail.example.com ESMTP\r\n",
            b"SSH-2.0-OpenSSH_9.2p1\r\n",
            b"<html>",
        ] {
            let address = port(move |mut socket| {
                socket.write_all(answer).unwrap();
                let _ = socket.read(&mut [0; 4_096]);
                let _ = socket.read(&mut [0; 4_096]);
            });
            let finding = explained(&found(&setting, address));
            assert_eq!(text(&finding), NO_TLS, "{}", setting.name);
        }
    }
}

#[test]
fn a_client_without_tls_is_called_so() {
    for setting in settings() {
        let config = server_of(&Forge::tls(HOST), &setting);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = connected(listener.local_addr().unwrap());
        client
            .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .unwrap();
        let mut connection = ServerConnection::new(config).unwrap();
        let mut socket = listener.accept().unwrap().0;
        let error = connection.complete_io(&mut socket).unwrap_err();
        assert_eq!(text(&explained(&error)), NO_TLS, "{}", setting.name);
    }
}

#[test]
fn a_server_that_closes_is_called_so() {
    for setting in settings() {
        let address = port(|mut socket| {
            let mut hello = [0; 16 * 1024];
            assert!(socket.read(&mut hello).unwrap() > 0);
        });
        let finding = explained(&found(&setting, address));
        let expected = "peer-closed: the connection was closed without a reason being given: expected a message of TLS, or \
             an alert, found the end of what the peer sends; TLS ends with an alert, and none came. The peer may have \
             refused what it was shown without saying so, may not speak TLS on this port, or may have stopped; a firewall \
             in between does the same. Read the log of the peer at this time. During a handshake, check that TLS is spoken \
             on the port, and whether the server demands a client certificate.";
        assert_eq!(text(&finding), expected, "{}", setting.name);
    }
}

/// Closing while bytes are unread resets a connection.
#[test]
fn a_server_that_resets_the_connection_is_called_so() {
    let setting = &settings()[2];
    let address = port(|socket| {
        assert!(socket.peek(&mut [0]).unwrap() > 0);
    });
    let error = found(setting, address);
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    let finding = explained(&error);
    assert_eq!(finding.rule.as_str(), "peer-closed");
    assert_eq!(finding.found, "a connection the peer reset");
}

#[test]
fn a_port_where_nobody_listens_is_not_explained() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = TcpStream::connect(address).unwrap_err();
    assert!(explain(&error).is_none(), "{error}");
}
