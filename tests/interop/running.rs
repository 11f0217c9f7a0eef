//! Programs that run until the test is done with them.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
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
        let mut started = Self::start(command);
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let is_over = started.has_ended() || begin.elapsed() > PATIENCE;
            assert!(!is_over, "{command:?} does not listen: {}", started.said());
            thread::sleep(Duration::from_millis(10));
        }
        started
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
        next(&self.stdout, prefix)
    }

    /// The same on stderr.
    #[track_caller]
    pub fn complains(&self, prefix: &str) -> String {
        next(&self.stderr, prefix)
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

#[track_caller]
fn next(lines: &Receiver<String>, prefix: &str) -> String {
    let begin = Instant::now();
    loop {
        let rest = PATIENCE.saturating_sub(begin.elapsed());
        match lines.recv_timeout(rest) {
            Ok(line) => {
                if let Some(rest) = line.strip_prefix(prefix) {
                    return rest.to_owned();
                }
            }
            Err(error) => panic!("waiting for `{prefix}`: {error}"),
        }
    }
}

/// Free a moment ago, for a server that has to be told one.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
