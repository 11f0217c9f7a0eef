//! `certtool --to-p12` of GnuTLS: 600,000 iterations everywhere, and each certificate in a safe of its own.

use std::path::{Path, PathBuf};

use vb365_tls::error::ContainerError;
use vb365_tls::identity::Password;

use super::material::MATERIAL;
use super::{PASSWORD, is_protected, opens, refused};
use crate::certificates::Issued;
use crate::program::{program, succeed};

fn write(name: &str, certificates: &Path, issued: &Issued, arguments: &[&str]) -> PathBuf {
    let file = MATERIAL.folder("gnutls").join(name).with_extension("p12");
    let mut certtool = program("certtool");
    certtool
        .args([
            "--to-p12",
            "--p12-name",
            "server",
            "--outder",
            "--load-certificate",
        ])
        .arg(certificates)
        .arg("--load-privkey")
        .arg(&issued.key)
        .args(arguments)
        .arg("--outfile")
        .arg(&file);
    succeed(&mut certtool);
    file
}

/// End entity, intermediate and root, in the order of the names.
fn bundle(kind: &str, order: [usize; 3]) -> PathBuf {
    let all: [&Path; 3] = [
        &MATERIAL.end_entity(kind).certificate,
        &MATERIAL.intermediate.certificate,
        &MATERIAL.root.certificate,
    ];
    let name = format!("{kind}-{order:?}");
    MATERIAL.bundle("gnutls", &name, &order.map(|index| all[index]))
}

const UNREADABLE: &[&str] = &["container-unreadable-by-dotnet"];
const LEGACY: &[&str] = &[
    "container-encryption-legacy",
    "container-unreadable-by-dotnet",
];

#[test]
fn every_cipher_opens() {
    let whole = MATERIAL.with_chain("rsa-2048");
    let certificates = bundle("rsa-2048", [0, 1, 2]);
    for (cipher, rules) in [
        ("aes-128", UNREADABLE),
        ("aes-192", UNREADABLE),
        ("aes-256", UNREADABLE),
        ("3des", LEGACY),
        ("3des-pkcs12", LEGACY),
        ("rc2-40", LEGACY),
    ] {
        let password = format!("--password={PASSWORD}");
        let arguments = ["--pkcs-cipher", cipher, &password];
        let file = write(cipher, &certificates, whole.end_entity, &arguments);
        opens(&file, PASSWORD, &whole.expected(rules));
    }
}

#[test]
fn rc4_is_refused_by_name() {
    let whole = MATERIAL.with_chain("rsa-2048");
    let certificates = &whole.end_entity.certificate;
    let password = format!("--password={PASSWORD}");
    let arguments = ["--pkcs-cipher", "arcfour", &password];
    let error = refused(
        &write("arcfour", certificates, whole.end_entity, &arguments),
        PASSWORD,
    );
    let is_named =
        matches!(&error, ContainerError::Unsupported { name, .. } if name.contains("RC4"));
    assert!(is_named, "{error}");
}

#[test]
fn every_password_opens() {
    let whole = MATERIAL.with_chain("p-256");
    let certificates = bundle("p-256", [0, 1, 2]);
    let given: &[(&str, &[&str], Option<&str>)] = &[
        ("null", &["--null-password"], None),
        ("empty", &["--empty-password", "--password="], Some("")),
        ("ascii", &["--password=correct horse"], Some(PASSWORD)),
        ("umlauts", &["--password=pässwörd"], Some("pässwörd")),
        ("emoji", &["--password=🔑"], Some("🔑")),
    ];
    for &(name, arguments, password) in given {
        let file = write(name, &certificates, whole.end_entity, arguments);
        let password = password.map_or_else(Password::none, Password::from);
        opens(&file, password, &whole.expected(UNREADABLE));
        if name == "ascii" {
            is_protected(&file);
        }
    }
}

/// It writes an identifier to every certificate, and the certificates in the order given.
#[test]
fn the_root_may_come_first() {
    let whole = MATERIAL.with_chain("rsa-2048");
    let password = format!("--password={PASSWORD}");
    for order in [[2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let name = format!("order-{order:?}");
        let certificates = bundle("rsa-2048", order);
        let file = write(&name, &certificates, whole.end_entity, &[&password]);
        opens(&file, PASSWORD, &whole.expected(UNREADABLE));
    }
}

#[test]
fn every_kind_of_key_opens() {
    for (kind, issued) in &MATERIAL.end_entities {
        let password = format!("--password={PASSWORD}");
        let file = write(kind, &bundle(kind, [0, 1, 2]), issued, &[&password]);
        opens(
            &file,
            PASSWORD,
            &MATERIAL.with_chain(kind).expected(UNREADABLE),
        );
    }
}
