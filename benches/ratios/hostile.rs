//! What good clients notice of a server that strangers keep busy: over loopback, each connection on a thread of its own.
//!
//! Strangers connect 64 times a second with the chains that cost the server most. In turn there are windows with them and
//! windows without, and good clients connect one after the other in both.

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use rustls_pki_types::ServerName;
use vb365_tls::Credential;
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::trust::ClientTrust;

use crate::measure::{Budget, Measured, Table};
use crate::shared::presented::{self, Stranger};
use crate::shared::refused::{Stock, refused_by_server};
use crate::shared::{Failure, HOST, inputs};

const A_SECOND: u32 = 64;

/// Threads that share these connections, so that one that takes long holds up no other.
const BESIEGERS: u32 = 8;

/// As many of the worst take turns.
const WORST: usize = 8;

const WINDOW: Duration = Duration::from_millis(500);

const ROUNDS: usize = 15;

/// Good clients wait so long between connections, so that the server is not kept busy by them.
const PAUSE: Duration = Duration::from_millis(2);

pub(crate) fn rows(table: &mut Table, provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let context = inputs::context(provider);
    let forge = Forge::tls(HOST).key(TestKey::P256);
    let anchor = forge.trust_anchor(provider);
    let scenario = BackupProxy::at(HOST)?;
    let proxy = Credential::accept(scenario, forge.identity(provider), &context)?;
    let trust = ClientTrust::private_ca(std::slice::from_ref(&anchor))?;
    let ours = Arc::new(proxy.server_config_for(&trust)?);
    let stock = Stock::new(&anchor, provider)?.server;

    let good = Stranger {
        name: "good",
        chain: forge.certificates(provider),
    };
    let client = |stranger: &Stranger| -> Result<_, Failure> {
        let mut client = ClientConfig::clone(&*stranger.as_client(&anchor, provider)?);
        client.resumption = rustls::client::Resumption::disabled();
        Ok(Arc::new(client))
    };
    let good = client(&good)?;
    let mut strangers = Vec::new();
    for stranger in presented::all(provider, &anchor)? {
        let client = client(&stranger)?;
        strangers.push((cost(&client, &ours), stranger.name, client));
    }
    strangers.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    strangers.truncate(WORST);
    for (seconds, name, client) in &strangers {
        let (ours, stock) = (seconds * 1e3, cost(client, &stock) * 1e3);
        println!("stranger: {name}, {ours:.2} ms of the server, {stock:.2} ms of stock");
    }
    let strangers: Vec<_> = strangers.into_iter().map(|(.., client)| client).collect();

    // The aim is for the time that clients wait; what the server spends on one of them should not change either.
    for (whose, server, wall, spent) in [
        ("", ours, Budget::reached(1.1), Budget::reached(1.1)),
        (", stock", stock, Budget::shown(), Budget::shown()),
    ] {
        let service = Service::start(server)?;
        let worse = |seen: &Seen| seen.wall.ratio().max(seen.server.ratio());
        let seen = wall.measure(worse, || service.observe(&good, &strangers))?;
        let more = format!(
            "; 95 of 100 within {:.2} / {:.2} ms, {:.0} strangers refused a second",
            seen.late.ours * 1e3,
            seen.late.floor * 1e3,
            seen.refused_a_second,
        );
        let what = format!("a good client's wait{whose}, {A_SECOND} strangers a second / none");
        table.print(&what, wall, seen.wall, &more);
        let what = format!("the server's time for it{whose}, {A_SECOND} strangers a second / none");
        table.print(&what, spent, seen.server, "");
    }
    Ok(())
}

/// Seconds that the server spends on refusing this client.
fn cost(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> f64 {
    let once = || {
        let spent = Cell::new(Duration::ZERO);
        refused_by_server(client, server, &|work| {
            let start = ThreadTime::now();
            work();
            spent.set(spent.get() + start.elapsed());
        });
        spent.get().as_secs_f64()
    };
    median((0..5).map(|_| once()).collect())
}

/// A server of its own threads. It ends with the program.
struct Service {
    address: SocketAddr,
    /// Seconds of the server's threads for each good client.
    spent: Arc<Mutex<Vec<f64>>>,
    refused: Arc<AtomicUsize>,
}

/// What two kinds of windows show, the floor without strangers.
struct Seen {
    wall: Measured,
    server: Measured,
    late: Measured,
    refused_a_second: f64,
}

/// The good clients of one window: how long each waited, and what the server spent on each.
struct Window {
    waits: Vec<f64>,
    spent: Vec<f64>,
}

impl Service {
    fn start(config: Arc<ServerConfig>) -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let service = Self {
            address: listener.local_addr()?,
            spent: Arc::default(),
            refused: Arc::default(),
        };
        let (spent, refused) = (Arc::clone(&service.spent), Arc::clone(&service.refused));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = Arc::clone(&config);
                let (spent, refused) = (Arc::clone(&spent), Arc::clone(&refused));
                thread::spawn(move || match answer(stream, config) {
                    Ok(seconds) => spent
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(seconds),
                    Err(_) => drop(refused.fetch_add(1, Ordering::Relaxed)),
                });
            }
        });
        Ok(service)
    }

    fn observe(
        &self,
        good: &Arc<ClientConfig>,
        strangers: &[Arc<ClientConfig>],
    ) -> Result<Seen, Failure> {
        self.window(good)?;
        let (mut wall, mut server, mut late) = (Vec::new(), Vec::new(), Vec::new());
        let (mut loaded, mut refused) = (Duration::ZERO, 0);
        for _ in 0..ROUNDS {
            let quiet = self.window(good)?;
            let stop = AtomicBool::new(false);
            let before = self.refused.load(Ordering::Relaxed);
            let start = Instant::now();
            let busy = thread::scope(|scope| {
                for first in 0..BESIEGERS {
                    let stop = &stop;
                    scope.spawn(move || self.besiege(first, strangers, stop));
                }
                let busy = self.window(good);
                loaded += start.elapsed();
                refused += self.refused.load(Ordering::Relaxed) - before;
                stop.store(true, Ordering::Relaxed);
                busy
            })?;
            let pair = |of: fn(&Window) -> f64| Measured {
                floor: of(&quiet),
                ours: of(&busy),
            };
            wall.push(pair(|it| median(it.waits.clone())));
            server.push(pair(|it| median(it.spent.clone())));
            late.push(pair(|it| quantile(it.waits.clone(), 95)));
        }
        let middle = |rounds| Measured::median(rounds).ok_or("no rounds");
        Ok(Seen {
            wall: middle(wall)?,
            server: middle(server)?,
            late: middle(late)?,
            refused_a_second: refused as f64 / loaded.as_secs_f64(),
        })
    }

    /// Good clients, one after the other.
    fn window(&self, good: &Arc<ClientConfig>) -> Result<Window, Failure> {
        let spent = || {
            let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *spent)
        };
        spent();
        let start = Instant::now();
        let mut waits = Vec::new();
        while start.elapsed() < WINDOW {
            let begin = Instant::now();
            visit(self.address, good)?;
            waits.push(begin.elapsed().as_secs_f64());
            thread::sleep(PAUSE);
        }
        Ok(Window {
            waits,
            spent: spent(),
        })
    }

    /// Strangers at a steady pace, until it is over; each is refused.
    fn besiege(&self, first: u32, strangers: &[Arc<ClientConfig>], stop: &AtomicBool) {
        let start = Instant::now();
        for number in (first..).step_by(BESIEGERS as usize) {
            // One further each time around, so that each thread has all of them.
            let turn = (number + number / BESIEGERS) as usize;
            let stranger = &strangers[turn % strangers.len()];
            let due = Duration::from_secs(1) * number / A_SECOND;
            thread::sleep(due.saturating_sub(start.elapsed()));
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let refused = visit(self.address, stranger).is_err();
            assert!(refused, "a stranger is trusted");
        }
    }
}

/// Shakes hands and says so in one octet; the seconds this thread spent on the handshake.
fn answer(mut stream: TcpStream, config: Arc<ServerConfig>) -> Result<f64, Failure> {
    let start = ThreadTime::now();
    prepare(&stream)?;
    let mut connection = ServerConnection::new(config)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    let spent = start.elapsed().as_secs_f64();
    connection.writer().write_all(b"!")?;
    connection.complete_io(&mut stream)?;
    // Whoever closes first waits for the other.
    stream.read_to_end(&mut Vec::new())?;
    Ok(spent)
}

/// Shakes hands and waits for the octet, for the server verifies the client last.
fn visit(address: SocketAddr, config: &Arc<ClientConfig>) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(address)?;
    prepare(&stream)?;
    let name = ServerName::try_from(HOST)?;
    let mut connection = ClientConnection::new(Arc::clone(config), name)?;
    let mut octet = [0];
    rustls::Stream::new(&mut connection, &mut stream).read_exact(&mut octet)?;
    Ok(())
}

fn prepare(stream: &TcpStream) -> std::io::Result<()> {
    const PATIENCE: Option<Duration> = Some(Duration::from_secs(10));
    stream.set_nodelay(true)?;
    stream.set_read_timeout(PATIENCE)?;
    stream.set_write_timeout(PATIENCE)
}

fn median(values: Vec<f64>) -> f64 {
    quantile(values, 50)
}

fn quantile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() - 1) * percent / 100]
}
