//! What the `openssl` program makes of the files of `tests/data/identity`.

use std::path::Path;
use std::process::Command;

/// Runs it in that directory, with the password in the environment variable `PASSWORD`, and returns what it prints.
pub fn openssl(arguments: &[&str], password: &str) -> Vec<u8> {
    let mut command = Command::new("openssl");
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/identity"));
    let output = command.args(arguments).env("PASSWORD", password).output();
    let output = output.unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {message}");
    output.stdout
}

/// A PKCS#12 file of the RSA key with its certificate.
pub fn pfx(arguments: &[&str], password: &str) -> Vec<u8> {
    let export = ["pkcs12", "-export", "-passout", "env:PASSWORD"];
    let content = ["-inkey", "rsa.key.pem", "-in", "rsa.pem"];
    openssl(&[&export, &content, arguments].concat(), password)
}

/// The RSA key as encrypted PKCS#8.
pub fn pkcs8(arguments: &[&str], password: &str) -> Vec<u8> {
    let encrypt = ["pkcs8", "-topk8", "-passout", "env:PASSWORD"];
    let key = ["-in", "rsa.key.pem"];
    openssl(&[&encrypt[..], &key, arguments].concat(), password)
}

pub const PASSWORDS: [&str; 4] = ["", "secret", "pässwörd", "🔑 of the server"];
