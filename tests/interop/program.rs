//! Programs of other people, and what to install if one is missing.

use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// Debian's names.
const PACKAGES: &[(&str, &str)] = &[
    ("certtool", "gnutls-bin"),
    ("certutil", "libnss3-tools"),
    ("chromium", "chromium"),
    ("curl", "curl"),
    ("dpkg-query", "dpkg"),
    ("firefox-esr", "firefox-esr"),
    ("gnutls-cli", "gnutls-bin"),
    ("gnutls-serv", "gnutls-bin"),
    ("haproxy", "haproxy"),
    ("java", "default-jdk-headless"),
    ("keytool", "default-jdk-headless"),
    ("mcs", "mono-mcs"),
    ("nginx", "nginx-light"),
    ("node", "nodejs"),
    ("openssl", "openssl"),
    ("pk12util", "libnss3-tools"),
    ("pkcs11-tool", "opensc"),
    ("python3", "python3"),
    ("selfserv", "libnss3-tools"),
    ("softhsm2-util", "softhsm2"),
    ("tstclnt", "libnss3-tools"),
    ("wrk", "wrk"),
    ("xz", "xz-utils"),
];

/// A command with nothing to read.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.stdin(Stdio::null());
    command
}

/// The same, which is ended when it takes too long; coreutils' `timeout` says so by the exit code 124.
pub fn limited(name: impl AsRef<OsStr>) -> Command {
    let mut command = program("timeout");
    command.arg("30").arg(name);
    command
}

/// `curl`, which says errors only, takes a while at the most, and goes where it is told, whatever proxy is set.
pub fn curl() -> Command {
    let mut curl = program("curl");
    curl.args(["--silent", "--show-error", "--max-time", "20"])
        .args(["--noproxy", "*"]);
    curl
}

/// A script of the folder `peers`.
pub fn peer(file: &str) -> PathBuf {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    peers.join(file)
}

/// What came from a package registry is found by an environment variable.
pub fn given(variable: &str, what: &str) -> OsString {
    std::env::var_os(variable)
        .unwrap_or_else(|| panic!("the environment variable {variable} is not set; it is {what}"))
}

/// A script for the Python that has the libraries of other people.
pub fn python(script: &str) -> Command {
    let mut python = program(given(
        "VB365_TLS_CRYPTOGRAPHY",
        "the path of a Python that has cryptography, cryptography-vectors, jsonschema, msal and PyJWT (`pip install` them in a \
         virtual environment of their own)",
    ));
    python.arg(peer(script));
    python
}

/// A script for Node, which finds the libraries of other people.
pub fn node(script: &str) -> Command {
    let modules = given(
        "VB365_TLS_NODE_MODULES",
        "the folder `node_modules` into which npm installed @azure/msal-node, jsonwebtoken and oidc-provider",
    );
    let mut node = program("node");
    node.arg(peer(script))
        .env("VB365_TLS_NODE_MODULES", modules);
    node
}

/// A program of the members `stacks` and `vb365-cert`; Cargo builds none of another package for a test.
pub fn example(name: &str) -> Command {
    program(PROGRAMS.join(name))
}

static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--bins"]);
    cargo.args(["--package", "stacks", "--package", "vb365-cert"]);
    if cfg!(not(debug_assertions)) {
        cargo.arg("--release");
    }
    // What Cargo tells this test about its package would have ring built again, and everything above it.
    let told = ["CARGO_PKG_", "CARGO_MANIFEST_"];
    for (name, _) in std::env::vars() {
        if told.iter().any(|prefix| name.starts_with(prefix)) {
            cargo.env_remove(name);
        }
    }
    succeed(&mut cargo);
    // From target/debug/deps/interop-… to target/debug.
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().to_owned()
});

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
