//! Programs that run until the test is done with them.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{missing, program, succeed};

/// How long a program may take for what it is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Killed when it is dropped, also when the test fails.
pub struct Running {
    process: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command
            .spawn()
            .unwrap_or_else(|error| missing(command, &error));
        Self {
            stdout: lines(process.stdout.take().unwrap()),
            stderr: lines(process.stderr.take().unwrap()),
            process,
        }
    }

    /// Starts a server, which is told its port, and waits until it accepts connections.
    pub fn listening(command: &mut Command, port: u16) -> Self {
        let started = Self::listening_unless_ended(command, port);
        started.unwrap_or_else(|said| panic!("{command:?} does not listen: {said}"))
    }

    /// The same with a server that may not want to, and says why.
    pub fn listening_unless_ended(command: &mut Command, port: u16) -> Result<Self, String> {
        let mut started = Self::start(command);
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.has_ended() {
                return Err(started.ended());
            }
            assert!(begin.elapsed() < PATIENCE, "{command:?} does not listen");
            thread::sleep(Duration::from_millis(10));
        }
        Ok(started)
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }

    /// What follows the prefix in the next line on stdout that has it.
    #[track_caller]
    pub fn prints(&self, prefix: &str) -> String {
        self.next(&self.stdout, prefix)
    }

    /// The next line on stdout with these words in it.
    #[track_caller]
    pub fn prints_with(&self, words: &str) -> String {
        loop {
            let line = self.prints("");
            if line.contains(words) {
                return line;
            }
        }
    }

    /// The same as `prints`, on stderr.
    #[track_caller]
    pub fn complains(&self, prefix: &str) -> String {
        self.next(&self.stderr, prefix)
    }

    /// The same on stdout of a program that may end before.
    #[track_caller]
    pub fn prints_unless_ended(&self, prefix: &str) -> Option<String> {
        match next(&self.stdout, prefix) {
            Err(RecvTimeoutError::Timeout) => panic!("waiting for `{prefix}`: {}", self.said()),
            printed => printed.ok(),
        }
    }

    #[track_caller]
    fn next(&self, lines: &Receiver<String>, prefix: &str) -> String {
        next(lines, prefix)
            .unwrap_or_else(|error| panic!("waiting for `{prefix}`: {error}: {}", self.said()))
    }

    /// Everything it wrote that nobody has waited for.
    pub fn said(&self) -> String {
        let lines = self.stdout.try_iter().chain(self.stderr.try_iter());
        lines.map(|line| line + "\n").collect()
    }

    /// Waits for its end; the same.
    #[track_caller]
    pub fn ended(&self) -> String {
        let begin = Instant::now();
        let mut text = String::new();
        for lines in [&self.stdout, &self.stderr] {
            loop {
                match lines.recv_timeout(PATIENCE.saturating_sub(begin.elapsed())) {
                    Ok(line) => text += &(line + "\n"),
                    Err(RecvTimeoutError::Disconnected) => break,
                    Err(RecvTimeoutError::Timeout) => panic!("it does not end: {text}"),
                }
            }
        }
        text
    }

    /// Closes its pipes after the next line.
    pub fn stop_reading(&mut self) {
        (self.stdout, self.stderr) = (channel().1, channel().1);
    }

    /// Sends a signal, such as `HUP`.
    pub fn signal(&self, name: &str) {
        let mut kill = program("sh");
        kill.arg("-c").arg(format!("kill -{name} {}", self.id()));
        succeed(&mut kill);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Read at once, so that it can go on writing.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).into()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn next(lines: &Receiver<String>, prefix: &str) -> Result<String, RecvTimeoutError> {
    let begin = Instant::now();
    loop {
        let rest = PATIENCE.saturating_sub(begin.elapsed());
        if let Some(rest) = lines.recv_timeout(rest)?.strip_prefix(prefix) {
            return Ok(rest.to_owned());
        }
    }
}

/// Free a moment ago, for a server that has to be told one; below those the system hands out, so that nobody else gets it
/// meanwhile.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NEXT
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_add(std::process::id().wrapping_mul(97));
        let port = 16_384 + (number % 16_384) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
