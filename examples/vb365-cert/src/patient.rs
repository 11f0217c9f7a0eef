//! A socket whose peer has until a deadline, however little it sends at a time.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

pub(crate) struct Patient {
    socket: TcpStream,
    until: Instant,
}

impl Patient {
    pub(crate) fn new(socket: TcpStream, patience: Duration) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        let until = Instant::now() + patience;
        Ok(Self { socket, until })
    }

    /// Waits this long from now on.
    pub(crate) fn renew(&mut self, patience: Duration) {
        self.until = Instant::now() + patience;
    }

    /// Whether the peer sends anything at all.
    pub(crate) fn is_spoken_to(&self) -> bool {
        let peeked = self
            .left()
            .and_then(|left| self.socket.set_read_timeout(Some(left)))
            .and_then(|()| self.socket.peek(&mut [0]));
        matches!(peeked, Ok(1..))
    }

    pub(crate) fn shut_down_writing(&self) -> io::Result<()> {
        self.socket.shutdown(Shutdown::Write)
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(ErrorKind::TimedOut.into()),
            false => Ok(left),
        }
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(self.left()?))?;
        self.socket.read(buffer).map_err(in_one_word)
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(Some(self.left()?))?;
        self.socket.write(bytes).map_err(in_one_word)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

/// A timeout is an error of another kind on Unix than on Windows.
fn in_one_word(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}
