//! Programs of other people, and what to install if one is missing.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::process::{Command, Output, Stdio};

/// Debian's names.
const PACKAGES: &[(&str, &str)] = &[
    ("certtool", "gnutls-bin"),
    ("certutil", "libnss3-tools"),
    ("curl", "curl"),
    ("java", "default-jdk-headless"),
    ("keytool", "default-jdk-headless"),
    ("node", "nodejs"),
    ("openssl", "openssl"),
    ("pk12util", "libnss3-tools"),
    ("python3", "python3"),
];

/// A command with nothing to read.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.stdin(Stdio::null());
    command
}

/// Runs it to its end, whatever that is.
pub fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| missing(command, &error))
}

/// Runs it, expecting success.
pub fn succeed(command: &mut Command) -> Output {
    let output = run(command);
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

pub fn missing(command: &Command, error: &std::io::Error) -> ! {
    let name = command.get_program().to_string_lossy();
    let package = PACKAGES.iter().find(|(program, _)| **program == *name);
    match package {
        Some((_, package)) if error.kind() == ErrorKind::NotFound => {
            panic!("this test needs the program `{name}`; install the package {package}")
        }
        _ => panic!("`{name}` does not start: {error}"),
    }
}

/// Everything it wrote.
pub fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}
