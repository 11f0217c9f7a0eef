//! The manual's page, written from what is read and said.

use std::fmt::Write;

use vb365_tls::error::InputKind;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::Forge;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Certificate, Error};

use super::called;
use super::samples::{KEY, Sample, base64, documents, plain};
use super::wrappings;
use crate::golden;
use crate::identity::openssl::openssl;

const CHECKED_IN: &str = "src/manual/kinds.md";

const INTRODUCTION: &str = "\
Every reader of this crate asks first what the input is: [`Identity`](crate::identity::Identity),
[`Certificate::read_all`](crate::Certificate::read_all), [`Pins`](crate::trust::Pins), files of CAs,
[`TrustSpec`](crate::trust::TrustSpec) and [`Crls`](crate::revocation::Crls). What stands around the content is taken off and listed in
[`Identity::ignored`](crate::identity::Identity::ignored); what is something else is called by its name,
[`InputKind`](crate::error::InputKind), and told what to do with.

Both tables are written by a test from what is read and said. Each input is made by the program that it names, or has the
form that its documentation gives; PFX, PEM, PKCS#7 and keys are read inside of every wrapping.

# What is taken off

At most six of them, in any order.

";

const NAMED: &str = "
# What is called by its name

| input | what it is called | what to do |
|---|---|---|
";

const OTHERS: &str = "
A document is only named, with the fields that hold a certificate or a key in PEM or Base64, and never with a value of one.

# What belongs here, and is not what is asked for

What is said of it where a certificate is asked for; a private key alone is taken by
[`Identity::with_private_key`](crate::identity::Identity::with_private_key).

| input | what is said |
|---|---|
";

const HINTS: &str = "
# Where it ends

Octets behind the end of PKCS#12, PKCS#7, a certificate, a key or a CRL in DER are passed over where all of them are zeros or
white space, as Windows and editors leave them, and listed; any other are refused with their number. PKCS#12 and
PKCS#7 are also read in BER. Hyphens that became dashes, and Base64 that is damaged, are named with their place.
";

fn samples() -> impl Iterator<Item = Sample> {
    plain().into_iter().chain(documents())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}

fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    page += &wrappings::table();
    page += NAMED;
    for sample in samples() {
        let error = Identity::from_bytes(&sample.bytes, &Password::none()).unwrap_err();
        let text = error.to_string();
        let kind = sample.kind;
        let start = format!("this is {}; ", kind.name());
        let (_, remedy) = text
            .split_once(&start)
            .unwrap_or_else(|| panic!("{}: {text}", sample.what));
        let (what, name, remedy) = (cell(sample.what), cell(kind.name()), cell(remedy));
        writeln!(page, "| {what} | {name} | {remedy} |").unwrap();
    }
    page += OTHERS;
    for (what, bytes) in others() {
        let error = Identity::from_bytes(&bytes, &Password::none()).unwrap_err();
        writeln!(page, "| {} | {} |", cell(what), cell(&error.to_string())).unwrap();
    }
    page + HINTS
}

/// Keys, requests and lists, in the forms that programs write them in.
fn others() -> Vec<(&'static str, Vec<u8>)> {
    let openssl = |command: &str| {
        let arguments: Vec<_> = command.split_whitespace().collect();
        openssl(&arguments, "secret")
    };
    let block = |label: &str, der: &[u8]| {
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            base64(der)
        )
        .into_bytes()
    };
    let dsa_file = std::env::temp_dir().join(format!("vb365-tls-kinds-{}.pem", std::process::id()));
    std::fs::write(&dsa_file, openssl("dsaparam -genkey -noout 1024")).unwrap();
    let dsa = openssl(&format!("dsa -in {} -outform DER", dsa_file.display()));
    std::fs::remove_file(dsa_file).unwrap();
    let list = {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        Forge::tls("vb365.example.com").revoked().der(&provider)
    };
    vec![
        ("an empty file", Vec::new()),
        (
            "a certificate request, PKCS#10 in DER",
            openssl("req -in request.pem -outform DER"),
        ),
        (
            "a certificate request in PEM",
            openssl("req -in request.pem"),
        ),
        (
            "a public key in DER",
            openssl("rsa -in rsa.key.pem -pubout -outform DER"),
        ),
        ("a CRL in DER", list.to_vec()),
        ("a CRL in PEM", block("X509 CRL", &list)),
        ("a DSA key in DER, as `openssl dsa` writes it", dsa.clone()),
        ("a DSA key in PEM", block("DSA PRIVATE KEY", &dsa)),
        (
            "an RSA key in the traditional format of OpenSSL, encrypted",
            openssl("rsa -in rsa.key.pem -traditional -aes256 -passout env:PASSWORD"),
        ),
        (
            "a key of OpenSSH, `ssh-keygen`",
            block("OPENSSH PRIVATE KEY", b"openssh-key-v1"),
        ),
        (
            "a key of OpenPGP, `gpg --armor --export`",
            block("PGP PUBLIC KEY BLOCK", b"openpgp"),
        ),
        (
            "a file encrypted by `age --armor`",
            block("AGE ENCRYPTED FILE", b"age-encryption.org/v1"),
        ),
    ]
}

#[test]
fn the_page_of_kinds_is_what_is_said() {
    golden::assert_is(CHECKED_IN, &page());
}

#[test]
fn every_kind_has_a_sample_and_is_called_so_by_every_reader() {
    let samples: Vec<_> = samples().collect();
    for kind in InputKind::NAMED {
        assert!(samples.iter().any(|it| it.kind == *kind), "{kind:?}");
        assert!(
            !kind.name().is_empty() && !kind.remedy().is_empty(),
            "{kind:?}"
        );
    }
    for Sample { kind, what, bytes } in samples {
        let bytes = bytes.as_slice();
        let none = Password::none();
        let errors: [Option<Error>; 9] = [
            Identity::from_bytes(bytes, &none).err(),
            Identity::from_pfx(bytes, &none).err(),
            Identity::from_pem(bytes, &none).err(),
            Identity::from_der(bytes).err(),
            Certificate::read_all(bytes).err(),
            Pins::from_bytes(bytes).err(),
            Crls::from_bytes([bytes]).err(),
            ServerTrust::private_ca_from_bytes(bytes).err(),
            ClientTrust::private_ca_from_bytes(bytes).err(),
        ];
        for error in errors {
            let error = error.unwrap_or_else(|| panic!("{what} is read"));
            assert_eq!(called(&error), Some(kind), "{what}: {error}");
        }
    }
}

/// Whatever a file holds, a text says of it is fit for a terminal, and no value gets into it.
#[test]
fn no_value_of_a_document_is_shown() {
    for sample in documents() {
        let error = Identity::from_bytes(&sample.bytes, &Password::none()).unwrap_err();
        let text = error.to_string();
        let words = text.split(|it: char| !it.is_ascii_alphanumeric());
        assert!(words.clone().all(|word| word.len() < 24), "{text}");
        assert!(!text.contains("MII") && !text.contains("LS0t"), "{text}");
    }
    let name = format!("{{\"{0}\":\"{0}\"}}", base64(KEY));
    let error = Identity::from_bytes(name.as_bytes(), &Password::none()).unwrap_err();
    assert!(error.to_string().ends_with(" is in `…`"), "{error}");
    let hostile = "{\"a\\u001b[2Jb\u{1b}[2J\u{202e}\":\"-----BEGIN CERTIFICATE-----\\nMIID\"}";
    let error = Identity::from_bytes(hostile.as_bytes(), &Password::none()).unwrap_err();
    assert!(
        !error.to_string().chars().any(char::is_control),
        "{error:?}"
    );
    assert!(error.to_string().contains(" is in `a"), "{error}");
}
