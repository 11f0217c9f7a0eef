//! The example program `serve`, with a certificate from an authority the clients know, and one they do not.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Output, Stdio};

use crate::certificates::{Authority, Issued};
use crate::program::example;

/// What a test needs on disk, and the running server.
pub struct Stage {
    pub directory: PathBuf,
    pub authority: Authority,
    /// It issued nothing.
    pub stranger: Authority,
    pub server: Issued,
    running: Option<Running>,
}

struct Running {
    process: Child,
    port: u16,
    /// Kept open so that the server can go on writing.
    _output: BufReader<ChildStdout>,
}

impl Stage {
    pub fn set(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("interop-{name}-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let authority = Authority::make(&directory, "authority");
        Self {
            server: authority.issue("server"),
            stranger: Authority::make(&directory, "stranger"),
            authority,
            directory,
            running: None,
        }
    }

    /// The same, with the server of a scenario.
    pub fn serving(mut self, scenario: &str, arguments: &[&str]) -> Self {
        let mut command = example("serve");
        command
            .args(["--scenario", scenario, "--listen", "127.0.0.1:0"])
            .args(arguments)
            .arg(&self.server.identity)
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line
            .trim()
            .strip_prefix("listening on 127.0.0.1:")
            .and_then(|port| port.parse().ok());
        self.running = Some(Running {
            port: port.unwrap_or_else(|| panic!("`serve` does not start: {line}")),
            process,
            _output: output,
        });
        self
    }

    pub fn port(&self) -> String {
        self.running.as_ref().unwrap().port.to_string()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            // It may have ended by itself, which the test has seen.
            let _ = running.process.kill();
            let _ = running.process.wait();
        }
        // What is left over lies below the target directory.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// What `serve` answers.
pub fn is_served(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stdout).contains("is served here")
}
