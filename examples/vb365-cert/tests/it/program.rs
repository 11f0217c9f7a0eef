//! The programs, as built beside this test.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::files::path;

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A command of the program, without what a terminal of the developer would have it do.
pub fn command(name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vb365-cert"));
    command
        .arg(name)
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR");
    command.env("VB365_PASSWORD", "correct horse");
    command.stdin(Stdio::null());
    command
}

/// How a command of the program ends.
pub fn run(program: &str, arguments: &[&str]) -> Ended {
    ended(command(program).args(arguments).output().unwrap())
}

pub fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The exit code of a program of which nobody reads a word.
pub fn run_unread(program: &str, arguments: &[&str]) -> i32 {
    let closed = || std::io::pipe().unwrap().1;
    let mut command = command(program);
    command.args(arguments).stdout(closed()).stderr(closed());
    let ended = command.status().unwrap();
    ended.code().unwrap()
}

/// A server that ends with the test.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
    pub port: u16,
}

impl Server {
    /// `serve` with these arguments, on any port.
    pub fn serve(arguments: &[&str]) -> Self {
        let mut command = command("serve");
        command.args(["--listen", "127.0.0.1:0"]).args(arguments);
        Self::start(command, "listening on ")
    }

    /// `serve` as the REST API, with `server.pem` and these arguments.
    pub fn rest_api(arguments: &[&str]) -> Self {
        let server = path("server.pem");
        Self::serve(&[&["--scenario", "rest-api", &server], arguments].concat())
    }

    /// `openssl s_server` with these arguments, on any port; it answers with a page about the connection.
    pub fn openssl(arguments: &[&str]) -> Self {
        let mut command = Command::new("openssl");
        command.args(["s_server", "-www", "-accept", "127.0.0.1:0"]);
        command.args(arguments);
        Self::start(command, "ACCEPT ")
    }

    fn start(mut command: Command, ready: &str) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = lines_of(child.stdout.take().unwrap());
        let errors = lines_of(child.stderr.take().unwrap());
        let mut server = Self {
            child,
            lines,
            errors,
            port: 0,
        };
        loop {
            let line = server.line();
            if let Some(address) = line.strip_prefix(ready) {
                server.port = address.rsplit_once(':').unwrap().1.parse().unwrap();
                return server;
            }
        }
    }

    /// The next line of its output.
    pub fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    /// What the next line of `serve` says, behind the time and the address of a client.
    pub fn logged(&self) -> String {
        let line = self.line();
        let mut words = line.splitn(3, ' ');
        let [time, peer, said] = [(); 3].map(|()| words.next().unwrap_or_default());
        let is_time = time.len() == "2026-11-01T00:00:00Z".len() && time.ends_with('Z');
        assert!(is_time && peer.starts_with("127.0.0.1:"), "{line}");
        said.to_owned()
    }

    /// The next line it says on stderr.
    pub fn error(&self) -> String {
        self.errors.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    /// Tells it to read its files again.
    pub fn hang_up(&self) {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-HUP", &process]).status();
        assert!(sent.unwrap().success());
    }

    /// `get` with these arguments, of a URL that names this host.
    pub fn get(&self, host: &str, arguments: &[&str]) -> Ended {
        let connect = format!("127.0.0.1:{}", self.port);
        let url = format!("https://{host}/");
        run("get", &[arguments, &["--connect", &connect, &url]].concat())
    }

    /// `probe` with these arguments, of a URL that names this host.
    pub fn probe(&self, host: &str, arguments: &[&str]) -> Ended {
        let connect = format!("127.0.0.1:{}", self.port);
        let url = format!("https://{host}/");
        run(
            "probe",
            &[arguments, &["--connect", &connect, &url]].concat(),
        )
    }

    /// What comes back for these bytes, over `openssl s_client` with these arguments.
    pub fn send(&self, arguments: &[&str], bytes: &str) -> String {
        let mut client = Command::new("openssl")
            .args(["s_client", "-noservername", "-connect"])
            .arg(format!("127.0.0.1:{}", self.port))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A server that has read enough does not take the rest.
        let _ = client.stdin.take().unwrap().write_all(bytes.as_bytes());
        let output = client.wait_with_output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    let stream = BufReader::new(stream);
    // Whoever has seen enough still has to let it write.
    thread::spawn(move || {
        for line in stream.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    lines
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
