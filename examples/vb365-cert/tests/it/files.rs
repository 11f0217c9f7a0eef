//! Certificates in files, made by OpenSSL: nothing of this crate takes part.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub const HOST: &str = "vb365.example.com";

const PRODUCT: &str = "/OU=Veeam Software/O=Veeam Software/CN=Veeam Software";

/// A file made at the first call:
///
/// | name | certificate |
/// |---|---|
/// | `ca` | the CA of `server` and `client` |
/// | `server` | for [`HOST`] and 127.0.0.1, serverAuth and clientAuth |
/// | `client` | clientAuth only, for the same names |
/// | `own` | as the product makes it: self-signed, ten years, version 3, no name |
/// | `own-v1` | the same without any extension |
/// | `other` | self-signed, trusted by nobody |
///
/// each as `.crt`, `.key` and, with both, `.pem`; `policy.json`, `entra.json` and `typo.json` are policies.
///
/// `server.pfx`, with its CA, and `server.locked.key` open with `correct horse`, the first line of `password.txt`;
/// `both.pem` holds two identities.
pub fn path(name: &str) -> String {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
        fs::create_dir_all(&directory).unwrap();
        make_all(&directory);
        directory
    });
    directory.join(name).to_str().unwrap().to_owned()
}

fn make_all(directory: &Path) {
    let write = |name: &str, text: &str| fs::write(directory.join(name), text).unwrap();
    // Without it OpenSSL adds the extensions of the machine's own configuration.
    write("empty.cnf", "[req]\ndistinguished_name = dn\n[dn]\n");
    write(
        "policy.json",
        r#"{"preset": "2026-11", "levels": {"extended-key-usage-absent": "deny"}}"#,
    );
    write(
        "entra.json",
        r#"{"preset": "entra-180-days", "levels": {"lifetime-too-long": "deny"}}"#,
    );
    write(
        "typo.json",
        r#"{"levels": {"extended-key-usage-missing": "deny"}}"#,
    );

    let names = format!("subjectAltName=DNS:{HOST},IP:127.0.0.1");
    let host = format!("/CN={HOST}");
    let usage = "keyUsage=critical,digitalSignature,keyEncipherment";
    let not_ca = "basicConstraints=critical,CA:FALSE";
    let key_id = "subjectKeyIdentifier=hash";
    let issued = |purposes| vec![names.as_str(), usage, not_ca, key_id, purposes];
    let ca = vec![
        "basicConstraints=critical,CA:TRUE",
        "keyUsage=critical,keyCertSign",
        key_id,
    ];
    make(directory, "ca", "/CN=Test CA", &ca, false);
    let both = issued("extendedKeyUsage=serverAuth,clientAuth");
    make(directory, "server", &host, &both, true);
    let client = issued("extendedKeyUsage=clientAuth");
    make(directory, "client", &host, &client, true);
    make(directory, "own", PRODUCT, &[key_id], false);
    make(directory, "own-v1", PRODUCT, &[], false);
    make(directory, "other", "/CN=Other", &[key_id], false);

    write("password.txt", "\u{feff}correct horse\r\nand a note\r\n");
    let [server, other] =
        ["server.pem", "other.pem"].map(|name| fs::read_to_string(directory.join(name)).unwrap());
    write("both.pem", &(server + &other));
    for arguments in [
        "pkcs12 -export -inkey server.key -in server.crt -certfile ca.crt -out server.pfx",
        "pkcs8 -topk8 -in server.key -out server.locked.key",
    ] {
        let mut command = Command::new("openssl");
        command.current_dir(directory).args(arguments.split(' '));
        command.args(["-passout", "pass:correct horse"]);
        assert!(command.status().unwrap().success());
    }
}

fn make(directory: &Path, name: &str, subject: &str, extensions: &[&str], by_ca: bool) {
    let (key, crt) = (format!("{name}.key"), format!("{name}.crt"));
    let mut command = Command::new("openssl");
    command.current_dir(directory);
    command.args(["req", "-x509", "-config", "empty.cnf", "-days", "3650"]);
    command.args([
        "-newkey", "rsa:2048", "-nodes", "-keyout", &key, "-out", &crt,
    ]);
    command.args(["-subj", subject]);
    for extension in extensions {
        command.args(["-addext", extension]);
    }
    if by_ca {
        command.args(["-CA", "ca.crt", "-CAkey", "ca.key"]);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let both = [key, crt].map(|file| fs::read_to_string(directory.join(file)).unwrap());
    fs::write(directory.join(format!("{name}.pem")), both.concat()).unwrap();
}
