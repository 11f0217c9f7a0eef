//! `openssl pkcs12 -export`, and encrypted keys by `openssl pkcs8`.

use std::path::{Path, PathBuf};

use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::provenance::{KeySpec, PasswordKind};

use super::material::MATERIAL;
use super::{Expected, PASSWORD, PASSWORDS, holds, is_protected, opens, refused};
use crate::certificates::Issued;
use crate::program::{program, succeed};

pub(super) fn write(name: &str, issued: &Issued, password: &str, arguments: &[&str]) -> PathBuf {
    let file = MATERIAL.folder("openssl").join(name).with_extension("pfx");
    let mut openssl = program("openssl");
    openssl
        .args(["pkcs12", "-export", "-name", "server", "-passout"])
        .arg(format!("pass:{password}"))
        .args(arguments)
        .arg("-in")
        .arg(&issued.certificate)
        .arg("-inkey")
        .arg(&issued.key)
        .arg("-out")
        .arg(&file);
    succeed(&mut openssl);
    file
}

/// The end entity alone.
fn alone<'a>(end_entity: &'a Issued, rules: &'a [&'a str]) -> Expected<'a> {
    Expected {
        end_entity,
        intermediates: &[],
        root: None,
        rules,
    }
}

/// Name, arguments, and the rules the file breaks.
pub(super) type Way = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const LEGACY: &[&str] = &["container-encryption-legacy"];
const MODERN: &[&str] = &["container-mac-modern"];
const UNREADABLE: &[&str] = &["container-mac-modern", "container-unreadable-by-dotnet"];
const TRIPLE_DES: &str = "PBE-SHA1-3DES";

pub(super) const WAYS: &[Way] = &[
    ("default", &[], &[]),
    ("legacy", &["-legacy"], LEGACY),
    ("descert", &["-descert"], LEGACY),
    (
        "windows",
        &[
            "-keypbe", TRIPLE_DES, "-certpbe", TRIPLE_DES, "-macalg", "sha1", "-iter", "2000",
        ],
        LEGACY,
    ),
    (
        "aes-128",
        &["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC"],
        &[],
    ),
    (
        "aes-192",
        &["-keypbe", "AES-192-CBC", "-certpbe", "AES-192-CBC"],
        &[],
    ),
    (
        "pbes2-3des",
        &["-keypbe", "DES-EDE3-CBC", "-certpbe", "DES-EDE3-CBC"],
        LEGACY,
    ),
    (
        "two-key-3des",
        &["-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES"],
        LEGACY,
    ),
    (
        "rc2-128",
        &[
            "-legacy",
            "-keypbe",
            "PBE-SHA1-RC2-128",
            "-certpbe",
            "PBE-SHA1-RC2-128",
        ],
        LEGACY,
    ),
    ("certificates-unencrypted", &["-certpbe", "NONE"], &[]),
    ("key-unencrypted", &["-keypbe", "NONE"], &[]),
    (
        "all-unencrypted",
        &["-keypbe", "NONE", "-certpbe", "NONE"],
        &[],
    ),
    ("mac-sha1", &["-macalg", "sha1"], &[]),
    ("mac-sha224", &["-macalg", "sha224"], UNREADABLE),
    ("mac-sha384", &["-macalg", "sha384"], MODERN),
    ("mac-sha512", &["-macalg", "sha512"], MODERN),
    ("mac-sha512-256", &["-macalg", "sha512-256"], UNREADABLE),
    ("one-iteration", &["-iter", "1"], &[]),
    ("300,000 iterations", &["-iter", "300000"], &[]),
    (
        "300,001 iterations",
        &["-iter", "300001"],
        &["container-unreadable-by-dotnet"],
    ),
];

#[test]
fn every_cipher_and_check_opens() {
    let issued = MATERIAL.end_entity("rsa-2048");
    for (name, arguments, rules) in WAYS {
        let file = write(name, issued, PASSWORD, arguments);
        opens(&file, PASSWORD, &alone(issued, rules));
        is_protected(&file);
    }
}

#[test]
fn every_password_opens_and_no_other() {
    let issued = MATERIAL.end_entity("p-256");
    for (number, password) in PASSWORDS.iter().enumerate() {
        for (name, arguments, rules) in [WAYS[0], WAYS[1], WAYS[9]] {
            let file = write(
                &format!("password-{number}-{name}"),
                issued,
                password,
                arguments,
            );
            opens(&file, *password, &alone(issued, rules));
            let wrong = refused(&file, format!("{password} "));
            assert!(
                matches!(wrong, ContainerError::PasswordOrDamage { .. }),
                "{wrong}"
            );
        }
    }
}

/// Windows and others write an empty password where people give none.
#[test]
fn no_password_opens_what_an_empty_one_protects() {
    let issued = MATERIAL.end_entity("rsa-2048");
    let file = write("empty", issued, "", &[]);
    opens(&file, Password::none(), &alone(issued, &[]));
    let identity = opens(&file, "", &alone(issued, &[]));
    let password = identity.provenance().pfx().unwrap().password;
    assert_eq!(password, PasswordKind::Empty);
}

#[test]
fn every_kind_of_key_opens() {
    for (kind, issued) in &MATERIAL.end_entities {
        let rules: &[&str] = match *kind {
            "ed25519" => &["container-unreadable-by-dotnet"],
            _ => &[],
        };
        for (way, arguments) in [("aes", &[][..]), ("key-unencrypted", &["-keypbe", "NONE"])] {
            let file = write(&format!("{kind}-{way}"), issued, PASSWORD, arguments);
            opens(&file, PASSWORD, &alone(issued, rules));
        }
    }
}

#[test]
fn the_chain_is_put_in_order() {
    let issued = MATERIAL.end_entity("rsa-2048");
    let (root, intermediate) = (
        &*MATERIAL.root.certificate,
        &*MATERIAL.intermediate.certificate,
    );
    let orders: &[(&str, &[&Path])] = &[
        ("without-root", &[intermediate]),
        ("with-root", &[intermediate, root]),
        ("root-before-intermediate", &[root, intermediate]),
        ("twice", &[root, intermediate, intermediate, root]),
    ];
    for (name, others) in orders {
        let bundle = MATERIAL.bundle("openssl", name, others);
        let file = write(
            name,
            issued,
            PASSWORD,
            &["-certfile", bundle.to_str().unwrap()],
        );
        let expected = Expected {
            end_entity: issued,
            intermediates: &[intermediate],
            root: others.contains(&root).then_some(root),
            rules: &[],
        };
        opens(&file, PASSWORD, &expected);
    }
}

#[test]
fn what_windows_is_told_is_known() {
    const CSP: &str = "Microsoft Enhanced RSA and AES Cryptographic Provider";
    const CNG: &str = "Microsoft Software Key Storage Provider";
    let issued = MATERIAL.end_entity("rsa-2048");
    let rows: [(_, &[&str], _, _, &[&str]); 4] = [
        (
            "csp",
            &["-CSP", CSP, "-keyex", "-LMK"],
            Some(CSP),
            Some(KeySpec::Exchange),
            &[],
        ),
        (
            "cng",
            &["-CSP", CNG],
            Some(CNG),
            None,
            &["key-in-cng-provider"],
        ),
        ("keysig", &["-keysig"], None, Some(KeySpec::Signature), &[]),
        ("silent", &[], None, None, &[]),
    ];
    for (name, arguments, provider, key_spec, rules) in rows {
        let file = write(name, issued, PASSWORD, arguments);
        let identity = opens(&file, PASSWORD, &alone(issued, rules));
        let pfx = identity.provenance().pfx().unwrap();
        assert_eq!(pfx.key_provider.as_deref(), provider, "{name}");
        assert_eq!(pfx.key_spec, key_spec, "{name}");
        assert_eq!(pfx.is_machine_key, name == "csp", "{name}");
        assert_eq!(pfx.friendly_name.as_deref(), Some("server"), "{name}");
        assert_eq!(pfx.private_keys, 1, "{name}");
    }
}

/// Only the padding of what is encrypted can tell that a password is wrong.
#[test]
fn a_file_without_check_opens_with_a_warning() {
    let issued = MATERIAL.end_entity("rsa-2048");
    let file = write("no-mac", issued, PASSWORD, &["-nomac"]);
    opens(&file, PASSWORD, &alone(issued, &["container-mac-absent"]));
    for password in [Password::none(), "incorrect donkey".into()] {
        refused(&file, password);
    }
}

/// Encrypted PKCS#8 beside its certificate, in PEM.
#[test]
fn encrypted_keys_open() {
    let issued = MATERIAL.end_entity("rsa-2048");
    let ways: &[(&str, &[&str])] = &[
        ("aes-256", &["-v2", "aes-256-cbc"]),
        (
            "aes-128-sha1",
            &["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
        ),
        (
            "aes-192-sha512",
            &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512"],
        ),
        ("3des", &["-v2", "des3"]),
        ("pkcs12-3des", &["-v1", TRIPLE_DES]),
        (
            "pkcs12-rc2-40",
            &[
                "-v1",
                "PBE-SHA1-RC2-40",
                "-provider",
                "legacy",
                "-provider",
                "default",
            ],
        ),
    ];
    for (name, arguments) in ways {
        for (number, password) in PASSWORDS[1..].iter().enumerate() {
            let file = MATERIAL
                .folder("openssl")
                .join(format!("{name}-{number}.key"));
            let mut openssl = program("openssl");
            openssl
                .args(["pkcs8", "-topk8", "-passout"])
                .arg(format!("pass:{password}"))
                .args(*arguments)
                .arg("-in")
                .arg(&issued.key)
                .arg("-out")
                .arg(&file);
            succeed(&mut openssl);
            let mut bytes = std::fs::read(&file).unwrap();
            bytes.extend(std::fs::read(&issued.certificate).unwrap());
            let identity = Identity::from_bytes(&bytes, &Password::from(*password))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let rules = if name.contains("aes") {
                &[][..]
            } else {
                LEGACY
            };
            holds(&identity, name, &alone(issued, rules));
            Identity::from_bytes(&bytes, &Password::from("incorrect donkey")).unwrap_err();
            Identity::from_bytes(&bytes, &Password::none()).unwrap_err();
        }
    }
}
