//! One connection of an HTTPS server: the handshake and the requests.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{HandshakeKind, ProtocolVersion, ServerConfig, ServerConnection, StreamOwned};

use crate::refusal::refusal;

/// How long a client may keep silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most bytes of a request line and its header fields.
const MAX_HEAD: u64 = 16 * 1024;

/// Requests on one connection.
const MAX_REQUESTS: usize = 1000;

type Stream = StreamOwned<ServerConnection, TcpStream>;

/// Serves a connection to its end; what went wrong is the client's to know, except for the handshake.
pub(crate) fn serve(mut socket: TcpStream, config: Arc<ServerConfig>, line: &str) {
    // Who connects only to see whether somebody listens makes no handshake.
    if !matches!(prepare(&socket), Ok(1..)) {
        return;
    }
    let connection = match handshake(&mut socket, config) {
        Ok(connection) => connection,
        Err(error) => {
            let text = refusal(&error).unwrap_or_else(|| format!("failed: {error}"));
            log(&text);
            drain(&mut socket);
            return;
        }
    };
    log(&summary(&connection));
    let mut stream = BufReader::new(Stream::new(connection, socket));
    for _ in 0..MAX_REQUESTS {
        if !matches!(answer(&mut stream, line), Ok(After::Next)) {
            break;
        }
    }
    let Stream { mut conn, mut sock } = stream.into_inner();
    conn.send_close_notify();
    while conn.wants_write() && conn.write_tls(&mut sock).is_ok() {}
    drain(&mut sock);
}

/// Whoever started the server may have stopped reading; clients are to be served all the same.
fn log(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn prepare(socket: &TcpStream) -> io::Result<usize> {
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.set_nodelay(true)?;
    socket.peek(&mut [0])
}

fn handshake(socket: &mut TcpStream, config: Arc<ServerConfig>) -> io::Result<ServerConnection> {
    let mut connection = ServerConnection::new(config).map_err(io::Error::other)?;
    while connection.is_handshaking() {
        connection.complete_io(socket)?;
    }
    Ok(connection)
}

/// Closing while bytes are unread makes TCP throw away the alert the client has yet to read.
fn drain(socket: &mut TcpStream) {
    if socket.shutdown(Shutdown::Write).is_ok() {
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

/// Reads the head of a request and answers it; RFC 9112.
fn answer(stream: &mut BufReader<Stream>, line: &str) -> io::Result<After> {
    let mut head = stream.take(MAX_HEAD);
    let mut request_line = String::new();
    head.read_line(&mut request_line)?;
    let mut words = request_line.split_ascii_whitespace();
    let (method, version) = (words.next(), words.nth(1));
    let mut after = match version {
        Some("HTTP/1.1") => After::Next,
        _ => After::Close,
    };
    loop {
        let mut field = String::new();
        if head.read_line(&mut field)? == 0 {
            return match head.limit() {
                0 => respond(
                    stream.get_mut(),
                    "431 Request Header Fields Too Large",
                    "",
                    &After::Close,
                ),
                _ => Ok(()),
            }
            .map(|()| After::Close);
        }
        if field.trim().is_empty() {
            break;
        }
        let (name, value) = field.split_once(':').unwrap_or_default();
        let is_close =
            name.eq_ignore_ascii_case("connection") && value.trim().eq_ignore_ascii_case("close");
        // A body would be read as the next request.
        let has_body = name.eq_ignore_ascii_case("transfer-encoding")
            || name.eq_ignore_ascii_case("content-length") && value.trim() != "0";
        if is_close || has_body {
            after = After::Close;
        }
    }
    let (status, text) = match (method, version) {
        (Some("GET"), Some("HTTP/1.1" | "HTTP/1.0")) => ("200 OK", line),
        (Some(_), Some("HTTP/1.1" | "HTTP/1.0")) => ("405 Method Not Allowed\r\nAllow: GET", ""),
        _ => ("400 Bad Request", ""),
    };
    respond(stream.get_mut(), status, text, &after)?;
    Ok(after)
}

fn respond(stream: &mut Stream, status: &str, text: &str, after: &After) -> io::Result<()> {
    let (length, connection) = match after {
        After::Next => (text.len(), "keep-alive"),
        After::Close => (text.len(), "close"),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: {connection}\r\n\r\n{text}"
    )?;
    stream.flush()
}
