//! An axum server on the server configuration of a scenario, with a certificate like those the product generates.
//!
//! It prints where it listens; the example `reqwest` is its client.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Router, routing::get, serve::Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use vb365_tls::tls::{explain, reload::ReloadableServer};
use vb365_tls::{Context, Credential, scenario::RestApi, test_support::Forge};

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // Certificates made in memory are valid at one time; a service has `Context::new(provider)`.
    let context = Context::fixed(Arc::clone(&provider), Forge::now());
    // A service reads its own, with `Identity::from_bytes`.
    let identity = Forge::product_default().identity(&provider);
    let rest_api = RestApi::at("vb365.example.com")?;
    // Whoever keeps a clone of the handle replaces the certificate with `replace_identity`.
    let server = ReloadableServer::new(Credential::accept(rest_api, identity, &context)?)?;

    let listener = TlsListener {
        socket: TcpListener::bind("127.0.0.1:0").await?,
        server,
        handshakes: JoinSet::new(),
    };
    println!("listening on {}", listener.local_addr()?);
    let app = Router::new().route("/", get(|| async { "rest-api is served here\n" }));
    Ok(axum::serve(listener, app).await?)
}

/// Hands out connections whose handshake is done; a client that takes its time keeps nobody waiting.
struct TlsListener {
    socket: TcpListener,
    server: ReloadableServer<RestApi>,
    handshakes: JoinSet<io::Result<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                (stream, peer) = Listener::accept(&mut self.socket) => {
                    let handshake = TlsAcceptor::from(self.server.current()).accept(stream);
                    let handshake = async move { Ok((timeout(PATIENCE, handshake).await??, peer)) };
                    self.handshakes.spawn(handshake);
                }
                Some(Ok(done)) = self.handshakes.join_next() => match done {
                    Ok(connection) => return connection,
                    Err(error) => match explain(&error) {
                        Some(finding) => eprintln!("refused: {finding}; remedy: {}", finding.remedy),
                        None => eprintln!("failed: {error}"),
                    },
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}
