//! `keytool` of Java; passwords of ASCII only, and of six characters at least.

use std::fs;
use std::path::{Path, PathBuf};

use vb365_tls::Error;
use vb365_tls::identity::{Identity, Password, Selection};

use super::material::MATERIAL;
use super::{PASSWORD, certificate, is_protected, opens, read};
use crate::program::{program, succeed};

/// Brings an end entity with its chain into a key store, which is made if there is none.
fn import(kind: &str, store: &Path, arguments: &[&str]) {
    let imported = store.with_extension(format!("{kind}.pfx"));
    MATERIAL.export("keytool", kind, kind, &imported);
    let mut keytool = program("keytool");
    keytool
        .args(arguments)
        .args(["-importkeystore", "-noprompt", "-srcstoretype", "PKCS12"])
        .args(["-srcstorepass", PASSWORD, "-deststoretype", "PKCS12"])
        .args(["-deststorepass", PASSWORD, "-srckeystore"])
        .arg(&imported)
        .arg("-destkeystore")
        .arg(store);
    succeed(&mut keytool);
}

fn store(name: &str) -> PathBuf {
    MATERIAL.folder("keytool").join(name).with_extension("p12")
}

#[test]
fn every_kind_of_key_opens() {
    for kind in ["rsa-2048", "rsa-4096", "p-256", "p-384", "ed25519"] {
        let file = store(kind);
        import(kind, &file, &[]);
        let rules: &[&str] = match kind {
            "ed25519" => &["container-unreadable-by-dotnet"],
            _ => &[],
        };
        let identity = opens(&file, PASSWORD, &MATERIAL.with_chain(kind).expected(rules));
        let pfx = identity.provenance().pfx().unwrap();
        assert_eq!(pfx.friendly_name.as_deref(), Some(kind));
    }
}

#[test]
fn the_way_of_old_java_opens() {
    let file = store("legacy");
    import("rsa-2048", &file, &["-J-Dkeystore.pkcs12.legacy"]);
    let whole = MATERIAL.with_chain("rsa-2048");
    opens(
        &file,
        PASSWORD,
        &whole.expected(&["container-encryption-legacy"]),
    );
    is_protected(&file);
}

#[test]
fn a_certificate_made_by_keytool_opens() {
    let file = store("own");
    let _ = fs::remove_file(&file);
    let mut keytool = program("keytool");
    keytool
        .args([
            "-genkeypair",
            "-alias",
            "own",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
        ])
        .args([
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-validity",
            "30",
        ])
        .args(["-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"])
        .arg(&file);
    succeed(&mut keytool);
    let identity = read(&file, PASSWORD).unwrap();
    assert_eq!(identity.end_entity().subject().to_string(), "CN=localhost");
    super::proves_itself(identity, "own");
}

#[test]
fn of_two_keys_one_is_chosen() {
    let file = store("two");
    for kind in ["rsa-2048", "p-256"] {
        import(kind, &file, &[]);
    }
    let error = read(&file, PASSWORD).unwrap_err();
    let Error::Ambiguous { keys, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(keys.len(), 2);
    let bytes = fs::read(&file).unwrap();
    for kind in ["rsa-2048", "p-256"] {
        let issued = MATERIAL.end_entity(kind);
        let thumbprint = certificate(&issued.certificate).thumbprint();
        assert!(
            error.to_string().contains(&thumbprint.to_string()),
            "{error}"
        );
        let by_alias = Selection::FriendlyName(kind.into());
        for selection in [Selection::from(thumbprint), by_alias] {
            let identity = Identity::select(&bytes, &Password::from(PASSWORD), &selection)
                .unwrap_or_else(|error| panic!("{selection}: {error}"));
            let pfx = identity.provenance().pfx().unwrap();
            assert_eq!(pfx.private_keys, 2);
            let chain = identity.chain();
            // The other end entity is on no path from this one.
            assert_eq!(chain.unrelated().len(), 1);
            assert_eq!(chain.end_entity(), &certificate(&issued.certificate));
            super::proves_itself(identity, kind);
        }
    }
}
