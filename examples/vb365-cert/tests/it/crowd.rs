//! A good client of `serve`, beside many that connect and never finish a handshake.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::files::{HOST, path};
use crate::program::Server;

/// Clients that send nothing.
const SILENT: usize = 2_000;

/// Clients that send a byte of a ClientHello now and then.
const TRICKLING: usize = 300;

fn may_open(files: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    assert!(
        maximum.is_none_or(|maximum| maximum > files),
        "this test opens {files} connections; raise the hard limit: ulimit -Hn"
    );
    let current = maximum;
    setrlimit(Resource::Nofile, Rlimit { current, maximum }).unwrap();
}

struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn address(serving: &Server) -> SocketAddr {
    ([127, 0, 0, 1], serving.port).into()
}

fn connect_all(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let connect = |_| TcpStream::connect(address).unwrap();
    (0..count).map(connect).collect()
}

/// Whether the server has closed the connection, alert or not.
fn is_closed(mut socket: &TcpStream) -> bool {
    socket.set_nonblocking(true).unwrap();
    loop {
        match socket.read(&mut [0; 64]) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != ErrorKind::WouldBlock,
        }
    }
}

#[test]
fn good_clients_are_served_beside_slow_ones() {
    may_open(2 * (SILENT + TRICKLING) as u64);
    let serving = Server::rest_api(&["--address", HOST]);
    let trust = format!("ca:{}", path("ca.crt"));
    let get = || {
        let begin = Instant::now();
        let got = serving.get(HOST, &["--trust", &trust]);
        assert_eq!(got.code, 0, "{got:?}");
        begin.elapsed()
    };
    let alone = get();
    let begin = Instant::now();
    let silent = connect_all(address(&serving), SILENT);
    let trickling = connect_all(address(&serving), TRICKLING);
    let connected = begin.elapsed();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        // Also where this fails.
        let _over = Ending(&is_over);
        scope.spawn(|| {
            // A record of a ClientHello that would take minutes.
            for octet in [22, 3, 1, 2, 0, 1, 0, 1, 252]
                .into_iter()
                .chain(std::iter::repeat(3))
            {
                for mut socket in &trickling {
                    let _ = socket.write(&[octet]);
                }
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                thread::sleep(Duration::from_millis(500));
            }
        });
        let took: Vec<_> = (0..10).map(|_| get()).collect();
        let slow_ones = begin.elapsed();
        assert!(
            slow_ones < Duration::from_secs(9),
            "the slow ones are gone: {slow_ones:?}; they connected in {connected:?}"
        );
        for took in took {
            assert!(
                took < alone + Duration::from_secs(1),
                "{took:?}, alone {alone:?}"
            );
        }
        assert!(!is_closed(&silent[0]) && !is_closed(&trickling[0]));
        // Each of them has had its time in the end, which bytes do not prolong.
        let rest = Duration::from_secs(14).saturating_sub(begin.elapsed());
        thread::sleep(rest);
        let left = silent
            .iter()
            .chain(&trickling)
            .filter(|socket| !is_closed(socket));
        assert_eq!(left.count(), 0);
    });
    let mut refused = 0;
    while refused < SILENT + TRICKLING {
        refused += usize::from(serving.logged().starts_with("refused: peer-silent: "));
    }
    get();
}

#[test]
fn the_newest_are_turned_away() {
    let serving = Server::rest_api(&["--max-connections", "8"]);
    let trust = format!("ca:{}", path("ca.crt"));
    let open = connect_all(address(&serving), 8);
    let ninth = TcpStream::connect(address(&serving)).unwrap();
    assert_eq!(serving.logged(), "turned away: 8 connections are open");
    let _ = ninth.set_read_timeout(Some(Duration::from_secs(5)));
    assert!(matches!((&ninth).read(&mut [0]), Ok(0)));
    let refused = serving.get(HOST, &["--trust", &trust]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(serving.logged(), "turned away: 8 connections are open");
    assert!(!is_closed(&open[0]));
    drop(open);
    let again = || serving.get(HOST, &["--trust", &trust]).code == 0;
    assert!((0..50).any(|_| again()), "there is room again");
}
