//! A socket whose peer has until a deadline, however little it sends at a time.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

pub(crate) struct Patient {
    socket: TcpStream,
    until: Instant,
    /// What the operating system was told last, for reading and for writing.
    told: [Duration; 2],
}

/// What the peer does first.
pub(crate) enum First {
    Speaks,
    Leaves,
    KeepsSilent,
}

impl Patient {
    pub(crate) fn new(socket: TcpStream, patience: Duration) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            until: Instant::now() + patience,
            told: [Duration::ZERO; 2],
        })
    }

    /// Waits this long from now on.
    pub(crate) fn renew(&mut self, patience: Duration) {
        self.until = Instant::now() + patience;
    }

    /// Waits for the peer to do something.
    pub(crate) fn first(&mut self) -> First {
        match self.arm_reading().and_then(|()| self.socket.peek(&mut [0])) {
            Ok(1..) => First::Speaks,
            Ok(0) => First::Leaves,
            Err(error) => match in_one_word(error).kind() {
                ErrorKind::TimedOut => First::KeepsSilent,
                _ => First::Leaves,
            },
        }
    }

    /// The socket, whose peer may from now on keep silent for so long, again and again.
    pub(crate) fn into_socket(self, silence: Duration) -> io::Result<TcpStream> {
        self.socket.set_read_timeout(Some(silence))?;
        self.socket.set_write_timeout(Some(silence))?;
        Ok(self.socket)
    }

    pub(crate) fn shut_down_writing(&self) -> io::Result<()> {
        self.socket.shutdown(Shutdown::Write)
    }

    fn arm_reading(&mut self) -> io::Result<()> {
        let left = self.left()?;
        if is_other(self.told[0], left) {
            self.socket.set_read_timeout(Some(left))?;
            self.told[0] = left;
        }
        Ok(())
    }

    fn arm_writing(&mut self) -> io::Result<()> {
        let left = self.left()?;
        if is_other(self.told[1], left) {
            self.socket.set_write_timeout(Some(left))?;
            self.told[1] = left;
        }
        Ok(())
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(ErrorKind::TimedOut.into()),
            false => Ok(left),
        }
    }
}

/// A deadline is not kept to the millisecond, which saves a call of the system for each request.
fn is_other(told: Duration, left: Duration) -> bool {
    told.is_zero() || told.abs_diff(left) > Duration::from_millis(100)
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.arm_reading()?;
        self.socket.read(buffer).map_err(in_one_word)
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.arm_writing()?;
        self.socket.write(bytes).map_err(in_one_word)
    }

    /// All records that are due, at once: rustls tries only once to say why it ends a handshake.
    fn write_vectored(&mut self, records: &[IoSlice<'_>]) -> io::Result<usize> {
        self.arm_writing()?;
        self.socket.write_vectored(records).map_err(in_one_word)
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
