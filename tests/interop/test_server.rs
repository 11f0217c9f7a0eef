//! `vb365-cert serve`, with a certificate from a CA the clients know, and one they do not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::certificates::{Ca, Issued};
use crate::program::example;
use crate::running::Running;

/// What a test needs on disk, and the running server.
pub struct TestServer {
    pub directory: PathBuf,
    pub ca: Ca,
    /// It issued nothing.
    pub stranger: Ca,
    pub server: Issued,
    running: Option<(Running, String)>,
}

impl TestServer {
    pub fn set(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("interop-{name}-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let ca = Ca::make(&directory, "ca");
        Self {
            server: ca.issue("server"),
            stranger: Ca::make(&directory, "stranger"),
            ca,
            directory,
            running: None,
        }
    }

    /// The same, with the server of a scenario.
    pub fn serving(mut self, scenario: &str, arguments: &[&str]) -> Self {
        let mut command = example("vb365-cert");
        command
            .arg("serve")
            .args(["--scenario", scenario, "--listen", "127.0.0.1:0"])
            .args(arguments)
            .arg(&self.server.identity);
        let serve = Running::start(&mut command);
        let port = serve.prints("listening on 127.0.0.1:");
        self.running = Some((serve, port));
        self
    }

    pub fn port(&self) -> String {
        self.running.as_ref().unwrap().1.clone()
    }

    pub fn serve(&self) -> &Running {
        &self.running.as_ref().unwrap().0
    }

    /// What follows `refused: ` in the next line of the server that has it, behind time and client.
    #[track_caller]
    pub fn refusal(&self) -> String {
        let line = self.serve().prints_with(" refused: ");
        line.split_once(" refused: ").unwrap().1.to_owned()
    }

    /// Closes the pipes of the server.
    pub fn stop_reading(&mut self) {
        self.running.as_mut().unwrap().0.stop_reading();
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // It has files of the directory open.
        self.running = None;
        // What is left over lies below the target directory.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// What `serve` answers.
pub fn is_served(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stdout).contains("is served here")
}
