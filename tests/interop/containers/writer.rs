//! What this crate writes, and who opens it: every profile with every password, by programs of other people. What one of
//! them refuses by its nature is a row with the reason, and refused it has to be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use vb365_tls::Certificate;
use vb365_tls::certificate::Fingerprint;
use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, Password, PfxOptions, PfxProfile};

use super::material::MATERIAL;
use super::{PASSWORD, certificate};
use crate::handshakes::dotnet;
use crate::nss::database;
use crate::program::{peer, program, python, run, said, succeed};

/// A file, and what it was made of.
struct Written {
    file: PathBuf,
    profile: PfxProfile,
    kind: &'static str,
    password: Option<&'static str>,
}

const EMOJI: &str = "🔑 of the server";

const PASSWORDS: [Option<&str>; 5] = [
    None,
    Some(""),
    Some(PASSWORD),
    Some("pässwörd"),
    Some(EMOJI),
];

const KINDS: [&str; 2] = ["rsa-2048", "p-256"];

/// Every profile with every password and both kinds of keys.
static WRITTEN: LazyLock<Vec<Written>> = LazyLock::new(|| {
    let folder = MATERIAL.folder("written");
    let provider = aws_lc_rs::default_provider();
    let mut written = Vec::new();
    for kind in KINDS {
        let identity = identity(kind);
        for profile in PfxProfile::ALL {
            for (number, password) in PASSWORDS.into_iter().enumerate() {
                let options = PfxOptions::of(*profile).friendly_name("server");
                let given = password.map_or_else(Password::none, Password::from);
                let pfx = identity
                    .dangerous_to_pfx(&given, options, &provider)
                    .unwrap();
                let file = folder.join(format!("{kind}-{profile}-{number}.pfx"));
                fs::write(&file, &pfx).unwrap();
                written.push(Written {
                    file,
                    profile: *profile,
                    kind,
                    password,
                });
            }
        }
    }
    written
});

/// End entity with intermediate, root and key.
fn identity(kind: &str) -> Identity {
    let issued = MATERIAL.end_entity(kind);
    let parts: [&Path; 4] = [
        &issued.certificate,
        &issued.key,
        &MATERIAL.intermediate.certificate,
        &MATERIAL.root.certificate,
    ];
    let pem: Vec<_> = parts
        .iter()
        .flat_map(|part| fs::read(part).unwrap())
        .collect();
    Identity::from_pem(&pem, &Password::none()).unwrap()
}

/// The end entity, and what is above it in any order.
type Chain = (String, BTreeSet<String>);

fn expected(kind: &str) -> Chain {
    let fingerprint = |file: &Path| hexadecimal(certificate(file).fingerprint());
    let above = [&MATERIAL.intermediate, &MATERIAL.root];
    let above = above.map(|ca| fingerprint(&ca.certificate));
    let own = fingerprint(&MATERIAL.end_entity(kind).certificate);
    (own, above.into())
}

fn hexadecimal(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().to_lowercase()
}

/// What a program does not open, and why.
struct Refused {
    reader: &'static str,
    profiles: &'static [PfxProfile],
    passwords: &'static [Option<&'static str>],
    /// Part of what the program says.
    says: &'static str,
    #[allow(dead_code, reason = "it is there to be read")]
    why: &'static str,
}

const OUTSIDE_ASCII: &[Option<&str>] = &[Some("pässwörd"), Some(EMOJI)];
const WITHIN_ASCII: &[Option<&str>] = &[Some(""), Some(PASSWORD)];
const ANY: &[Option<&str>] = &PASSWORDS;

const WITHOUT_PBMAC1: &[PfxProfile] = &[PfxProfile::WINDOWS_2016, PfxProfile::MODERN];
const PBMAC1: &[PfxProfile] = &[PfxProfile::PBMAC1];

const REFUSED: &[Refused] = &[
    Refused {
        reader: "dotnet",
        profiles: PBMAC1,
        passwords: ANY,
        says: "'1.2.840.113549.1.5.14' is not a known hash algorithm",
        why: ".NET 8 knows no PBMAC1",
    },
    Refused {
        reader: "gnutls",
        profiles: PBMAC1,
        passwords: ANY,
        says: "The hash algorithm is unknown",
        why: "GnuTLS 3.7 knows no PBMAC1",
    },
    Refused {
        reader: "java",
        profiles: &[PfxProfile::WINDOWS_2016],
        passwords: &[None],
        says: "\"password\" is null",
        why: "without a password it verifies and decrypts nothing",
    },
    Refused {
        reader: "java",
        profiles: &[PfxProfile::MODERN, PfxProfile::PBMAC1],
        passwords: &[None],
        says: "no certificates",
        why: "without a password it verifies and decrypts nothing",
    },
    Refused {
        reader: "java",
        profiles: WITHOUT_PBMAC1,
        passwords: OUTSIDE_ASCII,
        says: "keystore password was incorrect",
        why: "the keys of PBE take printable ASCII only, in javax.crypto.spec.PBEKeySpec",
    },
    Refused {
        reader: "java",
        profiles: PBMAC1,
        passwords: OUTSIDE_ASCII,
        says: "keystore password was incorrect",
        why: "the same, before the MAC is looked at",
    },
    Refused {
        reader: "java",
        profiles: PBMAC1,
        passwords: WITHIN_ASCII,
        says: "NoSuchAlgorithmException",
        why: "Java 17 knows no PBMAC1, which came with JDK-8343232",
    },
    Refused {
        reader: "nss",
        profiles: PBMAC1,
        passwords: ANY,
        says: "PKCS12 decode not verified",
        why: "NSS 3.87 knows no PBMAC1, and says after an import that was not verified that it went well",
    },
    Refused {
        reader: "openssl",
        profiles: PBMAC1,
        passwords: ANY,
        says: "Algorithm (PBMAC1",
        why: "OpenSSL knows PBMAC1 from 3.4 on",
    },
];

/// Compares what a reader says to all files.
#[track_caller]
fn check(reader: &str, verdict: impl Fn(usize, &Written) -> Result<Chain, String>) {
    let mut wrong = Vec::new();
    for (number, written) in WRITTEN.iter().enumerate() {
        let refused = REFUSED.iter().find(|row| {
            row.reader == reader
                && row.profiles.contains(&written.profile)
                && row.passwords.contains(&written.password)
        });
        let found = verdict(number, written);
        let is_right = match (&found, refused) {
            (Ok(chain), None) => *chain == expected(written.kind),
            (Err(said), Some(row)) => said.contains(row.says),
            _ => false,
        };
        if !is_right {
            let (profile, password) = (written.profile, written.password);
            wrong.push(format!(
                "{} {profile} {password:?}: {found:?}",
                written.kind
            ));
        }
    }
    assert!(wrong.is_empty(), "{reader}:\n{}", wrong.join("\n"));
}

/// Asks a script for all files at once; for none as password it is told `none`.
#[track_caller]
fn check_by_script(reader: &str, mut script: Command) {
    let lines = WRITTEN.iter().enumerate().map(|(number, written)| {
        let (kind, password) = match written.password {
            None => ("none", ""),
            Some(password) => ("given", password),
        };
        format!("{number}\t{}\t{kind}\t{password}\n", written.file.display())
    });
    let cases = MATERIAL.folder("written").join(format!("{reader}.cases"));
    fs::write(&cases, lines.collect::<String>()).unwrap();
    let output = succeed(script.arg(&cases));
    let text = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<_> = { text.lines() }
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .collect();
    assert_eq!(verdicts.len(), WRITTEN.len(), "{text}");
    check(reader, |number, _| {
        let [said, what, words] = &*verdicts[number] else {
            panic!("{reader}: {:?}", verdicts[number]);
        };
        assert_eq!(*said, number.to_string());
        match *what {
            "opened" => {
                let mut fingerprints = words.split(' ').map(String::from);
                let own = fingerprints.next().unwrap();
                Ok((own, fingerprints.collect()))
            }
            _ => Err((*words).to_owned()),
        }
    });
}

/// The reader of this crate, which refuses nothing of it, and no password but the right one opens anything.
#[test]
fn this_crate_opens_it() {
    check("this crate", |_, written| {
        let pfx = fs::read(&written.file).unwrap();
        let password = written.password.map_or_else(Password::none, Password::from);
        let found = Identity::from_pfx(&pfx, &password).map_err(|error| error.to_string())?;
        let key = |identity: &Identity| identity.dangerous_private_key_pem().unwrap();
        assert_eq!(*key(&found), *key(&identity(written.kind)));
        let kept = found.provenance().pfx().unwrap();
        assert_eq!(kept.mac, Some(written.profile.mac()));
        assert_eq!(kept.friendly_name.as_deref(), Some("server"));
        let wrong = Identity::from_pfx(&pfx, &Password::from("incorrect donkey")).unwrap_err();
        let wrong = wrong.container();
        assert!(matches!(
            wrong,
            Some(ContainerError::PasswordOrDamage { .. })
        ));
        Ok(chain_of(&found))
    });
}

#[test]
fn dotnet_opens_it() {
    check_by_script("dotnet", dotnet::container());
}

#[test]
fn java_opens_it() {
    let mut java = program("java");
    java.arg(peer("Container.java"));
    check_by_script("java", java);
}

#[test]
fn python_opens_it() {
    let mut python = python("containers.py");
    python.arg("open");
    check_by_script("python", python);
}

/// What came out as PEM.
fn of_certificates(pem: &[u8]) -> Chain {
    chain_of(&Identity::from_pem(pem, &Password::none()).unwrap())
}

fn chain_of(identity: &Identity) -> Chain {
    let chain = identity.chain();
    let above = chain.intermediates().iter().chain(chain.trust_anchor());
    let fingerprint = |certificate: &Certificate| hexadecimal(certificate.fingerprint());
    let own = fingerprint(identity.end_entity());
    (own, above.map(fingerprint).collect())
}

fn verdict(output: &Output) -> Result<(), String> {
    match output.status.success() {
        true => Ok(()),
        false => Err(said(output)),
    }
}

/// The program takes an empty password for none as well.
#[test]
fn openssl_opens_it() {
    check("openssl", |_, written| {
        let mut openssl = program("openssl");
        openssl
            .args(["pkcs12", "-nodes", "-passin", "env:PASSWORD", "-in"])
            .arg(&written.file)
            .env("PASSWORD", written.password.unwrap_or_default());
        let output = run(&mut openssl);
        verdict(&output)?;
        let found = Identity::from_pem(&output.stdout, &Password::none()).unwrap();
        let key = |identity: &Identity| identity.dangerous_private_key_pem().unwrap();
        assert_eq!(*key(&found), *key(&identity(written.kind)));
        let text = String::from_utf8(output.stdout).unwrap();
        Ok(of_certificates(blocks("CERTIFICATE", &text).as_bytes()))
    });
}

/// It shows certificates, and the key as it is encrypted, which it then decrypts alone.
#[test]
fn gnutls_opens_it() {
    check("gnutls", |_, written| {
        let certtool = |arguments: &[&str], file: &Path| {
            let mut certtool = program("certtool");
            certtool.args(arguments).arg("--infile").arg(file);
            match written.password {
                None => certtool.arg("--null-password"),
                Some("") => certtool.args(["--empty-password", "--password="]),
                Some(password) => certtool.arg(format!("--password={password}")),
            };
            run(&mut certtool)
        };
        let output = certtool(&["--p12-info", "--inder"], &written.file);
        verdict(&output)?;
        let text = String::from_utf8(output.stdout).unwrap();
        let encrypted = written.file.with_extension("gnutls.key.pem");
        fs::write(&encrypted, blocks("ENCRYPTED PRIVATE KEY", &text)).unwrap();
        let output = certtool(&["--key-info", "--no-text"], &encrypted);
        verdict(&output)?;
        // The key inside PKCS#8, which is the end of it.
        let inner = PrivateKeyDer::from_pem_slice(&output.stdout).unwrap();
        let whole = identity(written.kind).dangerous_private_key_pem().unwrap();
        let whole = PrivateKeyDer::from_pem_slice(whole.as_bytes()).unwrap();
        assert!(whole.secret_der().ends_with(inner.secret_der()));
        Ok(of_certificates(blocks("CERTIFICATE", &text).as_bytes()))
    });
}

/// The blocks of PEM with this label.
fn blocks(label: &str, text: &str) -> String {
    let (begin, end) = (
        format!("-----BEGIN {label}-----"),
        format!("-----END {label}-----\n"),
    );
    let parts = text.split(&begin).skip(1);
    let contents = parts.map(|part| part.split_once(&end).unwrap().0);
    contents.map(|it| format!("{begin}{it}{end}")).collect()
}

/// It takes an empty password for none as well. A key without its certificate would not be imported.
#[test]
fn nss_opens_it() {
    check("nss", |number, written| {
        let database = database(&MATERIAL.folder(&format!("written-nss-{number}")));
        let mut pk12util = program("pk12util");
        let password = written.password.unwrap_or_default();
        pk12util
            .args(["-d", &database, "-K", "", "-W", password, "-i"])
            .arg(&written.file);
        verdict(&run(&mut pk12util))?;
        let certutil = |arguments: &[&str]| {
            let mut certutil = program("certutil");
            succeed(certutil.args(["-d", &database]).args(arguments)).stdout
        };
        let keys = String::from_utf8(certutil(&["-K"])).unwrap();
        assert_eq!(keys.matches("server").count(), 1, "{keys}");
        let own = certutil(&["-L", "-a", "-n", "server"]);
        let own = Identity::from_pem(&own, &Password::none()).unwrap();
        let listed = String::from_utf8(certutil(&["-L"])).unwrap();
        for ca in ["intermediate", "root"] {
            assert!(listed.contains(ca), "{listed}");
        }
        let (_, above) = expected(written.kind);
        Ok((hexadecimal(own.end_entity().fingerprint()), above))
    });
}

/// `keytool` itself wants six characters for the key store it writes.
#[test]
fn keytool_imports_it() {
    for written in WRITTEN
        .iter()
        .filter(|written| written.password == Some(PASSWORD))
    {
        let store = written.file.with_extension("jks.p12");
        let mut keytool = program("keytool");
        keytool
            .args(["-importkeystore", "-noprompt", "-srcstoretype", "PKCS12"])
            .args(["-srcstorepass", PASSWORD, "-deststoretype", "PKCS12"])
            .args(["-deststorepass", PASSWORD, "-srckeystore"])
            .arg(&written.file)
            .arg("-destkeystore")
            .arg(&store);
        let output = run(&mut keytool);
        let is_refused = written.profile == PfxProfile::PBMAC1;
        assert_eq!(output.status.success(), !is_refused, "{}", said(&output));
    }
}

/// Encrypted keys, as OpenSSL, Python and GnuTLS read them.
#[test]
fn encrypted_keys_are_opened() {
    let provider = aws_lc_rs::default_provider();
    for kind in KINDS {
        let identity = identity(kind);
        let plain = identity.dangerous_private_key_pem().unwrap();
        for (number, password) in PASSWORDS.into_iter().flatten().enumerate() {
            let given = Password::from(password);
            let pem = identity
                .dangerous_encrypted_private_key_pem(&given, &provider)
                .unwrap();
            let file = MATERIAL
                .folder("written")
                .join(format!("{kind}-{number}.key.pem"));
            fs::write(&file, pem.as_bytes()).unwrap();
            let mut openssl = program("openssl");
            openssl
                .args(["pkey", "-passin", "env:PASSWORD", "-in"])
                .arg(&file);
            let output = succeed(openssl.env("PASSWORD", password));
            assert_eq!(output.stdout, plain.as_bytes());
            let mut certtool = program("certtool");
            certtool
                .args(["--key-info", "--no-text", "--infile"])
                .arg(&file);
            if password.is_empty() {
                certtool.arg("--empty-password");
            }
            succeed(certtool.arg(format!("--password={password}")));
        }
    }
}
