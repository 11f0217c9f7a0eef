//! The Python library `cryptography`: what it writes, and how it reads the files it is tested with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::{Certificate, Credential, Error};

use super::material::MATERIAL;
use super::{PASSWORD, context, is_protected, opens, read, refused};
use crate::program::{program, python, succeed};

/// The lines the script prints, split at tabs.
fn lines(arguments: impl FnOnce(&mut Command) -> &mut Command) -> Vec<Vec<String>> {
    let mut command = python("containers.py");
    let output = succeed(arguments(&mut command));
    let text = String::from_utf8(output.stdout).unwrap();
    let split = |line: &str| line.split('\t').map(String::from).collect();
    text.lines().map(split).collect()
}

/// `-` stands for none.
fn password(text: &str) -> Password {
    match text {
        "-" => Password::none(),
        text => Password::from(text),
    }
}

#[test]
fn what_it_writes_opens() {
    for kind in [
        "rsa-2048", "rsa-3072", "rsa-4096", "p-256", "p-384", "ed25519",
    ] {
        let folder = MATERIAL.folder(&format!("python-{kind}"));
        let whole = MATERIAL.with_chain(kind);
        let files = lines(|python| {
            python
                .arg("write")
                .arg(&folder)
                .arg(&whole.end_entity.certificate)
                .arg(&whole.end_entity.key)
                .arg(&MATERIAL.intermediate.certificate)
                .arg(&MATERIAL.root.certificate)
        });
        assert_eq!(files.len(), 12);
        for file in &files {
            let [name, given] = file.as_slice() else {
                panic!("{file:?}")
            };
            let path = folder.join(format!("{name}.p12"));
            opens(&path, password(given), &whole.expected(&rules(kind, name)));
            if given == PASSWORD {
                is_protected(&path);
            }
        }
    }
}

/// Sorted, by what the names say.
fn rules(kind: &str, name: &str) -> Vec<&'static str> {
    let rules = [
        ("container-encryption-legacy", name.contains("3des")),
        (
            "container-mac-modern",
            name.contains("sha384") || name.contains("sha512"),
        ),
        ("container-unreadable-by-dotnet", kind == "ed25519"),
    ];
    let broken = rules.into_iter().filter(|(_, is_broken)| *is_broken);
    broken.map(|(rule, _)| rule).collect()
}

/// The identifier that should tie key and certificate together is that of no certificate.
#[test]
fn a_wrong_identifier_misleads_nobody() {
    let whole = MATERIAL.with_chain("rsa-2048");
    let others = [
        &*MATERIAL.root.certificate,
        &*MATERIAL.intermediate.certificate,
    ];
    let others = MATERIAL.bundle("python", "others", &others);
    let file = MATERIAL.folder("python").join("identifier.pfx");
    let mut openssl = program("openssl");
    openssl
        .args(["pkcs12", "-export", "-keypbe", "NONE", "-certpbe", "NONE"])
        .args(["-passout", &format!("pass:{PASSWORD}"), "-in"])
        .arg(&whole.end_entity.certificate)
        .arg("-inkey")
        .arg(&whole.end_entity.key)
        .arg("-certfile")
        .arg(&others)
        .arg("-out")
        .arg(&file);
    succeed(&mut openssl);
    lines(|python| python.arg("lose-identifier").arg(&file).arg(PASSWORD));
    opens(&file, PASSWORD, &whole.expected(&[]));
}

fn fingerprints<'a>(certificates: impl IntoIterator<Item = &'a Certificate>) -> Vec<String> {
    let fingerprint = |it: &Certificate| it.fingerprint().to_string();
    let mut all: Vec<_> = certificates.into_iter().map(fingerprint).collect();
    all.sort_unstable();
    all
}

#[test]
fn the_files_it_is_tested_with_open() {
    let files = lines(|python| python.arg("read-vectors"));
    assert!(files.len() > 30, "{} files", files.len());
    for file in &files {
        let [path, given, own, key, others] = file.as_slice() else {
            panic!("{file:?}")
        };
        assert_ne!(own, "refused", "{path}: not by the library it belongs to");
        let identity = read(Path::new(path), password(given));
        let mut all: Vec<_> = others.split(',').filter(|it| !it.is_empty()).collect();
        all.extend((own != "-").then_some(own.as_str()));
        all.sort_unstable();
        if all.is_empty() {
            let error = identity.unwrap_err();
            assert!(
                matches!(error, Error::Unrecognized { .. }),
                "{path}: {error}"
            );
            continue;
        }
        let identity = identity.unwrap_or_else(|error| panic!("{path}: {error}"));
        let chain = identity.chain();
        let found = std::iter::once(chain.end_entity())
            .chain(chain.intermediates())
            .chain(chain.trust_anchor())
            .chain(chain.unrelated());
        assert_eq!(fingerprints(found), all, "{path}");
        assert_eq!(identity.has_private_key(), key == "key", "{path}");
        if key == "key" {
            assert_eq!(
                fingerprints([identity.end_entity()]),
                [own.as_str()],
                "{path}"
            );
            assert!(!is_mismatched(&identity), "{path}");
        }
    }
}

fn is_mismatched(identity: &Identity) -> bool {
    let rest_api = vb365_tls::scenario::RestApi::at("localhost").unwrap();
    let report = vb365_tls::check(&rest_api, identity, &context());
    let mut findings = report.findings().iter();
    findings.any(|it| it.rule.as_str() == "private-key-mismatch")
}

/// PKCS#8, encrypted and not: what it reads is read here, but for what is refused by name.
#[test]
fn the_keys_it_is_tested_with_are_read() {
    const REFUSED: &[(&str, &str)] = &[("enc-ec-sha1-128-rc4.pem", "RC4")];
    let folder = MATERIAL.folder("python-keys");
    let keys = lines(|python| python.arg("vector-keys").arg(&folder));
    assert!(keys.len() > 50, "{} files", keys.len());
    for key in &keys {
        let [path, given, certificate] = key.as_slice() else {
            panic!("{key:?}")
        };
        let path = PathBuf::from(path);
        let name = super::shown(&path);
        let with_key = |certificate: &Path| {
            let identity = read(certificate, Password::none()).unwrap();
            identity.with_private_key(&fs::read(&path).unwrap(), &password(given))
        };
        if certificate == "refused" {
            let other = &MATERIAL.end_entity("rsa-2048").certificate;
            if let Ok(identity) = with_key(other) {
                let rest_api = vb365_tls::scenario::RestApi::at("localhost").unwrap();
                let accepted = Credential::accept(rest_api, identity, &context());
                assert!(accepted.is_err(), "{name}");
            }
            continue;
        }
        let identity = with_key(Path::new(certificate));
        if let Some((_, algorithm)) = REFUSED.iter().find(|(file, _)| *file == name) {
            let error = identity.unwrap_err().to_string();
            assert!(error.contains(algorithm), "{name}: {error}");
            continue;
        }
        let identity = identity.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!is_mismatched(&identity), "{name}");
    }
}

/// Nothing is encrypted, and yet nothing is handed out before the MAC.
#[test]
fn an_unencrypted_key_needs_the_password_all_the_same() {
    let files = lines(|python| python.arg("read-vectors"));
    let is_open = |file: &&Vec<String>| file[0].ends_with("cert-none-key-none.p12");
    let file = files.iter().find(is_open).unwrap();
    let error = refused(Path::new(&file[0]), "incorrect donkey");
    assert!(
        matches!(error, ContainerError::PasswordOrDamage { .. }),
        "{error}"
    );
}
