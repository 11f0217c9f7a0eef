//! How many connections the operating system keeps for this process.

use std::net::TcpListener;

/// As many open files as it may have, and as many connections that wait to be accepted: the limits it starts with,
/// often 1024 and 128, are for programs that use `select`, and for clients that come one by one. A client that finds
/// no place tries again after a second.
#[cfg(unix)]
pub(crate) fn raise(listener: &TcpListener) {
    use rustix::net::listen;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    const WAITING: i32 = 4096;
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let current = maximum;
    // Without either, connections wait longer.
    let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum });
    let _ = listen(listener, WAITING);
}

/// Elsewhere the system has its own measure.
#[cfg(not(unix))]
pub(crate) fn raise(_: &TcpListener) {}
