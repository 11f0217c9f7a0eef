//! Files the OpenSSL command makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{open, read};
use crate::certificate::Certificate;
use crate::error::{ContainerError, PasswordHint};
use crate::identity::Password;
use crate::identity::pkcs12::{Budget, Contents, open_key};
use crate::provenance::{Cipher, Encoding, Hash, KeySpec, MacKind, PasswordKind, Scheme};

/// A folder with a key and its certificate, which removes itself.
struct Workshop(PathBuf);

impl Workshop {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("vb365-tls-pfx-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let workshop = Self(folder);
        workshop.run("req -x509 -newkey rsa:2048 -noenc -keyout key.pem -out cert.pem -subj /CN=vb365.example.com");
        workshop
    }

    fn run(&self, arguments: &str) {
        let output = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(&self.0)
            .output()
            .expect("the openssl command is installed");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments}: {errors}");
    }

    fn pfx(&self, options: &str) -> Vec<u8> {
        let options = match options.is_empty() {
            true => String::new(),
            false => format!(" {options}"),
        };
        self.run(&format!(
            "pkcs12 -export -in cert.pem -inkey key.pem -out file.pfx{options}"
        ));
        std::fs::read(self.path("file.pfx")).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.0).join(name)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn assert_is_whole(contents: &Contents, options: &str) {
    let [(certificate, _)] = &contents.certificates[..] else {
        panic!("{options}: {} certificates", contents.certificates.len());
    };
    let certificate = Certificate::from_der(certificate.clone()).unwrap();
    assert_eq!(certificate.subject().to_string(), "CN=vb365.example.com");
    assert_eq!(contents.keys.len(), 1, "{options}");
    assert!(contents.ignored.is_empty(), "{options}");
    assert_eq!(contents.provenance.encoding, Encoding::Der, "{options}");
}

/// Without a hint.
const WRONG: ContainerError = ContainerError::PasswordOrDamage { hints: Vec::new() };

#[test]
fn every_protection_openssl_offers_opens() {
    use Cipher::{
        Aes128, Aes192, Aes256, Rc2With40Bits, Rc2With128Bits, TripleDes, TwoKeyTripleDes,
    };
    let workshop = Workshop::new("protections");
    for (options, cipher, scheme, hash) in [
        ("", Aes256, Scheme::Pbes2, Hash::Sha256),
        ("-legacy", TripleDes, Scheme::Pkcs12, Hash::Sha1),
        (
            "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
            TripleDes,
            Scheme::Pkcs12,
            Hash::Sha1,
        ),
        (
            "-keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-2DES",
            TwoKeyTripleDes,
            Scheme::Pkcs12,
            Hash::Sha256,
        ),
        (
            "-legacy -keypbe PBE-SHA1-RC2-128",
            Rc2With128Bits,
            Scheme::Pkcs12,
            Hash::Sha1,
        ),
        (
            "-legacy -keypbe PBE-SHA1-RC2-40",
            Rc2With40Bits,
            Scheme::Pkcs12,
            Hash::Sha1,
        ),
        (
            "-keypbe des-ede3-cbc -certpbe aes-128-cbc",
            TripleDes,
            Scheme::Pbes2,
            Hash::Sha256,
        ),
        (
            "-keypbe aes-128-cbc -macalg sha224",
            Aes128,
            Scheme::Pbes2,
            Hash::Sha224,
        ),
        (
            "-keypbe aes-192-cbc -macalg sha384",
            Aes192,
            Scheme::Pbes2,
            Hash::Sha384,
        ),
        ("-macalg sha512", Aes256, Scheme::Pbes2, Hash::Sha512),
        (
            "-macalg sha512-224",
            Aes256,
            Scheme::Pbes2,
            Hash::Sha512_224,
        ),
        (
            "-macalg sha512-256",
            Aes256,
            Scheme::Pbes2,
            Hash::Sha512_256,
        ),
        ("-iter 1", Aes256, Scheme::Pbes2, Hash::Sha256),
    ] {
        let pfx = workshop.pfx(format!("{options} -passout pass:secret").trim_start());
        let contents = open(&pfx, "secret").unwrap_or_else(|error| panic!("{options}: {error}"));
        assert_is_whole(&contents, options);
        let provenance = &contents.provenance;
        let encryption = contents.keys[0].1.encryption.unwrap();
        assert_eq!(
            (encryption.cipher, encryption.scheme),
            (cipher, scheme),
            "{options}"
        );
        let mac = provenance.mac.unwrap();
        assert_eq!((mac.kind, mac.hash), (MacKind::Pkcs12, hash), "{options}");
        assert_eq!(provenance.certificate_encryptions.len(), 1, "{options}");
        assert_eq!(provenance.password, PasswordKind::Given);
        let refusal = open(&pfx, "Secret").err();
        assert_eq!(refusal, Some(WRONG), "{options}");
        let refusal = read(&pfx, &Password::none()).err();
        assert_eq!(refusal, Some(ContainerError::PasswordMissing), "{options}");
    }
}

#[test]
fn what_is_unencrypted_needs_no_password() {
    let workshop = Workshop::new("clear");
    let open_parts = "-keypbe NONE -certpbe NONE";
    let pfx = workshop.pfx(&format!("{open_parts} -nomac -passout pass:"));
    let contents = read(&pfx, &Password::none()).unwrap();
    assert_is_whole(&contents, open_parts);
    assert_eq!(contents.provenance.mac, None);
    assert_eq!(contents.keys[0].1.encryption, None);
    assert!(contents.provenance.certificate_encryptions.is_empty());
    assert_eq!(contents.provenance.password, PasswordKind::None);

    let pfx = workshop.pfx("-nomac -passout pass:secret");
    assert_is_whole(&open(&pfx, "secret").unwrap(), "-nomac");
    assert_eq!(open(&pfx, "Secret").err(), Some(WRONG));
}

#[test]
fn no_password_and_an_empty_one_open_the_same_files() {
    let workshop = Workshop::new("empty");
    for options in ["-passout pass:", "-legacy -passout pass:"] {
        let pfx = workshop.pfx(options);
        let empty = open(&pfx, "").unwrap();
        assert_is_whole(&empty, options);
        assert_eq!(empty.provenance.password, PasswordKind::Empty);
        assert_is_whole(&read(&pfx, &Password::none()).unwrap(), options);
        assert_eq!(
            open(&pfx, "secret").err(),
            Some(ContainerError::PasswordOrDamage {
                hints: vec![PasswordHint::OpensWithEmptyPassword]
            })
        );
    }
}

#[test]
fn passwords_outside_of_ascii_open() {
    let workshop = Workshop::new("unicode");
    for password in ["Grüße", "Ω日本", "key🔑"] {
        for kind in ["", "-legacy "] {
            let pfx = workshop.pfx(&format!("{kind}-passout pass:{password}"));
            assert_is_whole(&open(&pfx, password).unwrap(), password);
        }
    }
}

#[test]
fn what_windows_stores_is_read() {
    let workshop = Workshop::new("windows");
    let pfx = workshop.pfx(
        "-passout pass:secret -name vb365 -CSP Microsoft-Software-Key-Storage-Provider -LMK -keyex",
    );
    let contents = open(&pfx, "secret").unwrap();
    let (_, certificate) = &contents.certificates[0];
    let (_, key) = &contents.keys[0];
    assert_eq!(certificate.friendly_name.as_deref(), Some("vb365"));
    assert_eq!(key.attributes.friendly_name.as_deref(), Some("vb365"));
    assert_eq!(
        key.provider.as_deref(),
        Some("Microsoft-Software-Key-Storage-Provider")
    );
    assert!(key.is_machine_key);
    assert_eq!(key.key_spec, Some(KeySpec::Exchange));
    assert_eq!(key.attributes.local_key_id, certificate.local_key_id);
    assert!(certificate.local_key_id.is_some());

    let contents = open(&workshop.pfx("-passout pass:secret -keysig"), "secret").unwrap();
    let (_, key) = &contents.keys[0];
    assert_eq!(key.key_spec, Some(KeySpec::Signature));
    assert!(!key.is_machine_key);
    assert_eq!(key.provider, None);
}

#[test]
fn what_is_not_supported_is_named() {
    let workshop = Workshop::new("unsupported");
    for (options, expected) in [
        ("-legacy -keypbe PBE-SHA1-RC4-128", "RC4 of 128 bits"),
        ("-macalg sha3-256", "SHA3-256"),
        ("-macalg md5", "MD5"),
        ("-keypbe camellia-256-cbc", "Camellia-256"),
    ] {
        let pfx = workshop.pfx(&format!("{options} -passout pass:secret"));
        match open(&pfx, "secret").err() {
            Some(ContainerError::Unsupported { name, .. }) => assert_eq!(name, expected),
            other => panic!("{options}: {other:?}"),
        }
    }
}

#[test]
fn keys_encrypted_by_themselves_open() {
    let workshop = Workshop::new("pkcs8");
    for (options, cipher) in [
        ("-v2 aes-256-cbc", Cipher::Aes256),
        ("-v2 aes-128-cbc -v2prf hmacWithSHA1", Cipher::Aes128),
        ("-v2 des3 -v2prf hmacWithSHA512", Cipher::TripleDes),
        ("-v1 PBE-SHA1-3DES", Cipher::TripleDes),
        ("-v1 PBE-SHA1-2DES", Cipher::TwoKeyTripleDes),
        (
            "-v2 rc2-cbc -provider legacy -provider default",
            Cipher::Rc2With128Bits,
        ),
        (
            "-v2 rc2-40-cbc -provider legacy -provider default",
            Cipher::Rc2With40Bits,
        ),
    ] {
        workshop.run(&format!(
            "pkcs8 -topk8 -in key.pem -outform DER -out key.der -passout pass:secret {options}"
        ));
        let key = std::fs::read(workshop.path("key.der")).unwrap();
        let decrypt = |password| open_key(&key, &password, &mut Budget::new());
        let (der, encryption) = decrypt(Password::from("secret")).unwrap();
        assert_eq!(encryption.cipher, cipher, "{options}");
        assert_eq!(der[..2], [0x30, 0x82], "{options}");
        let refusal = decrypt(Password::from("Secret")).err();
        assert_eq!(refusal, Some(WRONG), "{options}");
        let refusal = decrypt(Password::none()).err();
        assert_eq!(refusal, Some(ContainerError::PasswordMissing), "{options}");
    }
    workshop.run("pkcs8 -topk8 -in key.pem -outform DER -out key.der -passout pass:secret -scrypt");
    let key = std::fs::read(workshop.path("key.der")).unwrap();
    let refusal = open_key(&key, &Password::from("secret"), &mut Budget::new()).err();
    match refusal {
        Some(ContainerError::Unsupported { name, .. }) => assert_eq!(name, "scrypt"),
        other => panic!("{other:?}"),
    }
}
