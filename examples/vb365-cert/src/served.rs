//! One connection of an HTTPS server: the handshake and the requests.

use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{
    AlertDescription, HandshakeKind, ProtocolVersion, ServerConfig, ServerConnection, StreamOwned,
};
use rustls_pki_types::UnixTime;
use vb365_tls::certificate::rfc3339;

use crate::patient::{First, Patient};
use crate::refusal::refusal;

/// How long a handshake may take, and then each request.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a client has to take notice of the end.
const LINGER: Duration = Duration::from_secs(1);

/// The most bytes of a request line and its header fields.
const MAX_HEAD: u64 = 16 * 1024;

/// Requests on one connection. It ends, so that clients come to see a new certificate; at a thousand, a third of the
/// time of a loaded server is spent on handshakes.
const MAX_REQUESTS: usize = 10_000;

type Stream = StreamOwned<ServerConnection, Patient>;

/// Says what became of one connection.
#[derive(Clone, Copy)]
pub(crate) struct Log(Option<SocketAddr>);

impl Log {
    pub(crate) fn of(socket: &TcpStream) -> Self {
        Self(socket.peer_addr().ok())
    }

    /// Whoever started the server may have stopped reading; clients are to be served all the same.
    pub(crate) fn line(self, what: impl Display) {
        let now = rfc3339(UnixTime::now());
        let peer = self.0.map_or_else(|| "-".into(), |peer| peer.to_string());
        let _ = writeln!(io::stdout(), "{now} {peer} {what}");
    }
}

/// Serves a connection to its end; what went wrong is the client's to know, except for the handshake.
pub(crate) fn serve(socket: TcpStream, config: Arc<ServerConfig>, line: &str, log: Log) {
    let Ok(mut socket) = Patient::new(socket, PATIENCE) else {
        return;
    };
    match socket.first() {
        First::Speaks => {}
        // Who connects only to see whether somebody listens makes no handshake.
        First::Leaves => return,
        First::KeepsSilent => return log.line(reason(&io::ErrorKind::TimedOut.into())),
    }
    let Ok(mut connection) = ServerConnection::new(config) else {
        return;
    };
    if let Err(error) = handshake(&mut socket, &mut connection) {
        match is_like_a_probe(&connection, &error) {
            true => log.line(LIKE_A_PROBE),
            false => log.line(reason(&error)),
        }
        if error.kind() != io::ErrorKind::TimedOut {
            drain(&mut socket);
        }
        return;
    }
    log.line(summary(&connection));
    let mut stream = BufReader::new(Stream::new(connection, socket));
    for number in 1..=MAX_REQUESTS {
        stream.get_mut().sock.renew(PATIENCE);
        let at_most = match number {
            MAX_REQUESTS => After::Close,
            _ => After::Next,
        };
        if !matches!(answer(&mut stream, line, at_most), Ok(After::Next)) {
            break;
        }
    }
    let Stream { mut conn, mut sock } = stream.into_inner();
    sock.renew(LINGER);
    conn.send_close_notify();
    while conn.wants_write() && conn.write_tls(&mut sock).is_ok() {}
    drain(&mut sock);
}

fn handshake(socket: &mut Patient, connection: &mut ServerConnection) -> io::Result<()> {
    while connection.is_handshaking() {
        connection.complete_io(socket)?;
    }
    Ok(())
}

fn reason(error: &io::Error) -> String {
    refusal(error).unwrap_or_else(|| format!("failed: {error}"))
}

/// Nothing in it names the probe: its hello is that of every client of the crate, and rustls sends no `user_canceled`.
const LIKE_A_PROBE: &str = "refused: peer-refused-handshake: the client ended the handshake (handshake_failure) \
                            after it was shown the certificate, as a probe of this crate does on purpose \
                            (vb365-cert probe)";

/// Whether the client left as a [probe](vb365_tls::tls::probe) does. Clients that mean a failure hardly ever say it
/// then.
fn is_like_a_probe(connection: &ServerConnection, error: &io::Error) -> bool {
    const ALERT: rustls::Error = rustls::Error::AlertReceived(AlertDescription::HandshakeFailure);
    let inner = error.get_ref().and_then(|it| it.downcast_ref());
    inner == Some(&ALERT) && connection.negotiated_cipher_suite().is_some()
}

/// Closing while bytes are unread makes TCP throw away the alert the client has yet to read.
fn drain(socket: &mut Patient) {
    socket.renew(LINGER);
    if socket.shut_down_writing().is_ok() {
        let _ = io::copy(&mut socket.take(MAX_HEAD), &mut io::sink());
    }
}

fn summary(connection: &ServerConnection) -> String {
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
        _ => "TLSv1.2",
    };
    let suite = connection.negotiated_cipher_suite();
    let suite = suite.and_then(|it| it.suite().as_str());
    let kind = match connection.handshake_kind() {
        Some(HandshakeKind::Resumed) => "resumed",
        _ => "full",
    };
    format!(
        "{version} {} {} {kind}",
        suite.unwrap_or("-"),
        connection.server_name().unwrap_or("-"),
    )
}

/// What comes after an answer.
enum After {
    Next,
    Close,
}

/// Reads the head of a request and answers it, RFC 9112.
fn answer(stream: &mut BufReader<Stream>, text: &str, at_most: After) -> io::Result<After> {
    let mut head = stream.take(MAX_HEAD);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        head.read_line(&mut line)?;
        match line.strip_suffix('\n') {
            Some("" | "\r") => break,
            Some(_) => lines.push(line),
            None if head.limit() > 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            None => {
                let status = "431 Request Header Fields Too Large";
                return respond(stream.get_mut(), status, "", After::Close);
            }
        }
    }
    let (request, fields) = lines.split_first().ok_or(io::ErrorKind::InvalidData)?;
    let words: Vec<_> = request.split_ascii_whitespace().collect();
    let after = match words.last() {
        Some(&"HTTP/1.1") if !fields.iter().any(|field| ends_connection(field)) => at_most,
        _ => After::Close,
    };
    let (status, text) = match words.as_slice() {
        ["GET", _, "HTTP/1.1" | "HTTP/1.0"] => ("200 OK", text),
        [_, _, "HTTP/1.1" | "HTTP/1.0"] => ("405 Method Not Allowed\r\nAllow: GET", ""),
        _ => ("400 Bad Request", ""),
    };
    respond(stream.get_mut(), status, text, after)
}

/// A body ends it too, which would otherwise be read as the next request.
fn ends_connection(field: &str) -> bool {
    let (name, value) = field.split_once(':').unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "connection" => value.trim().eq_ignore_ascii_case("close"),
        "content-length" => value.trim() != "0",
        name => name == "transfer-encoding",
    }
}

fn respond(stream: &mut Stream, status: &str, text: &str, after: After) -> io::Result<After> {
    let connection = match after {
        After::Next => "keep-alive",
        After::Close => "close",
    };
    let length = text.len();
    // Written piece by piece, each piece would be a record of TLS.
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\
         Connection: {connection}\r\n\r\n{text}"
    );
    stream.write_all(answer.as_bytes())?;
    stream.flush()?;
    Ok(after)
}
