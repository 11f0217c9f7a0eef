//! `pk12util` of NSS, as Firefox writes: BER, and 600,000 iterations everywhere.

use std::path::{Path, PathBuf};

use vb365_tls::provenance::Encoding;

use super::material::MATERIAL;
use super::{PASSWORD, PASSWORDS, is_protected, opens};
use crate::nss::import;
use crate::program::{program, succeed};

/// A database with a certificate, its key and its chain; NSS of Debian imports no Ed25519.
fn database(kind: &str) -> PathBuf {
    let folder = MATERIAL.folder(&format!("nss-{kind}"));
    let imported = folder.join("imported.p12");
    MATERIAL.export("nss", kind, "server", &imported);
    import(&crate::nss::database(&folder), &imported, PASSWORD);
    folder
}

fn write(folder: &Path, name: &str, password: &str, arguments: &[&str]) -> PathBuf {
    let file = folder.join(name).with_extension("p12");
    let mut pk12util = program("pk12util");
    pk12util
        .arg("-d")
        .arg(format!("sql:{}", folder.to_str().unwrap()))
        .args(["-K", "", "-W", password, "-n", "server", "-o"])
        .arg(&file)
        .args(arguments);
    succeed(&mut pk12util);
    file
}

const UNREADABLE: &[&str] = &["container-unreadable-by-dotnet"];
const LEGACY: &[&str] = &[
    "container-encryption-legacy",
    "container-unreadable-by-dotnet",
];
const MODERN: &[&str] = &["container-mac-modern", "container-unreadable-by-dotnet"];

#[test]
fn every_cipher_and_check_opens() {
    const TRIPLE_DES: &str = "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC";
    const RC2_40: &str = "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC";
    const RC2_128: &str = "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC2 CBC";
    let folder = database("rsa-2048");
    let whole = MATERIAL.with_chain("rsa-2048");
    for (number, (cipher, check, rules)) in [
        ("AES-128-CBC", "SHA-1", UNREADABLE),
        ("AES-256-CBC", "SHA-256", UNREADABLE),
        ("AES-256-CBC", "SHA-384", MODERN),
        ("AES-256-CBC", "SHA-512", MODERN),
        (TRIPLE_DES, "SHA-1", LEGACY),
        (RC2_40, "SHA-1", LEGACY),
        (RC2_128, "SHA-1", LEGACY),
    ]
    .into_iter()
    .enumerate()
    {
        let arguments = ["-c", cipher, "-C", cipher, "-M", check];
        let file = write(&folder, &format!("way-{number}"), PASSWORD, &arguments);
        let identity = opens(&file, PASSWORD, &whole.expected(rules));
        let pfx = identity.provenance().pfx().unwrap();
        assert_eq!(pfx.encoding, Encoding::Ber);
        assert_eq!(pfx.friendly_name.as_deref(), Some("server"));
    }
}

#[test]
fn every_password_opens() {
    let folder = database("p-256");
    let whole = MATERIAL.with_chain("p-256");
    for (number, password) in PASSWORDS.iter().enumerate() {
        let file = write(&folder, &format!("password-{number}"), password, &[]);
        opens(&file, *password, &whole.expected(UNREADABLE));
        if *password == PASSWORD {
            is_protected(&file);
        }
    }
}

#[test]
fn every_kind_of_key_opens() {
    for kind in ["rsa-3072", "rsa-4096", "p-384"] {
        let folder = database(kind);
        let file = write(&folder, kind, PASSWORD, &[]);
        opens(
            &file,
            PASSWORD,
            &MATERIAL.with_chain(kind).expected(UNREADABLE),
        );
    }
}
