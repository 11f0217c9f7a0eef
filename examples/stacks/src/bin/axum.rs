//! An axum server whose certificate file is read again whenever it changes.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};
use std::{env, error::Error, fs, io, thread};

use axum::{Router, routing::get, serve::Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio::{task::JoinSet, time::timeout};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use vb365_tls::rustls::crypto::ring;
use vb365_tls::tls::{explain, reload::ReloadableServer};
use vb365_tls::{Context, Credential, Identity, Password, scenario::RestApi};

/// How long a handshake may take, and how many may be under way.
const PATIENCE: Duration = Duration::from_secs(10);
const HANDSHAKES: usize = 1_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(file), Some(listen)) = (arguments.next(), arguments.next()) else {
        return Err("usage: axum identity.pfx 127.0.0.1:4443".into());
    };
    let context = Context::new(ring::default_provider());
    let rest_api = RestApi::at("vb365.example.com:4443")?;
    let credential = Credential::accept(rest_api, read(&file)?, &context)?;
    let server = ReloadableServer::new(credential)?;
    let server = server.with_alpn_protocols(["http/1.1"]);

    let reloaded = server.clone();
    thread::spawn(move || reload(&reloaded, &file));
    let listener = TlsListener {
        socket: TcpListener::bind(listen).await?,
        server,
        handshakes: JoinSet::new(),
    };
    println!("listening on {}", listener.local_addr()?);
    let app = Router::new().route("/", get(|| async { "rest-api, verified\n" }));
    Ok(axum::serve(listener, app).await?)
}

fn read(file: &str) -> Result<Identity, Box<dyn Error>> {
    let password = env::var("PFX_PASSWORD").map_or(Password::none(), Password::from);
    Ok(Identity::from_bytes(&fs::read(file)?, &password)?)
}

/// What does not fit is not served: the certificate from before stays.
fn reload(server: &ReloadableServer<RestApi>, file: &str) {
    let mut known = changed(file);
    loop {
        thread::sleep(Duration::from_secs(1));
        let now = changed(file);
        if now == known {
            continue;
        }
        known = now;
        match read(file).and_then(|new| Ok(server.replace_identity(new)?)) {
            Ok(replacement) => println!("{file}: {replacement}"),
            Err(error) => eprintln!("{file}: kept the one from before: {error}"),
        }
    }
}

fn changed(file: &str) -> Option<(SystemTime, u64)> {
    let about = fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

/// Hands out connections whose handshake is done: a slow client delays nobody.
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
            let has_room = self.handshakes.len() < HANDSHAKES;
            tokio::select! {
                (stream, peer) = Listener::accept(&mut self.socket), if has_room => {
                    let acceptor = TlsAcceptor::from(self.server.current());
                    let handshake = timeout(PATIENCE, acceptor.accept(stream));
                    let handshake = async move { Ok((handshake.await??, peer)) };
                    self.handshakes.spawn(handshake);
                }
                Some(Ok(done)) = self.handshakes.join_next() => match done {
                    Ok(connection) => return connection,
                    Err(error) => match explain(&error) {
                        Some(finding) => eprintln!("{finding}; {}", finding.remedy),
                        None => eprintln!("{error}"),
                    },
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}
