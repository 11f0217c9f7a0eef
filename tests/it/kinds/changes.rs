//! A damaged thing is called what it is, or nothing, and never by the name of another.

use vb365_tls::error::InputKind;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::revocation::Crls;
use vb365_tls::trust::Pins;

use super::samples::{DER, KEY, PFX, PKCS7, Sample, documents, plain};
use super::{called, wrappings};
use crate::identity::openssl::{openssl, pkcs8};
use crate::mutation::{self, Numbers};

/// How many truncations and how many changes of each sample.
const TRUNCATIONS: usize = 24;
const CHANGES: u64 = 24;

/// So much of the beginning, where the signs are, is changed octet by octet.
const BEGINNING: usize = 24;

fn asn1() -> Vec<Sample> {
    use InputKind::*;
    let crl = {
        use vb365_tls::test_support::Forge;
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        Forge::tls("vb365.example.com").revoked().der(&provider)
    };
    let request = openssl(&["req", "-in", "request.pem", "-outform", "DER"], "");
    let public = openssl(
        &["rsa", "-in", "rsa.key.pem", "-pubout", "-outform", "DER"],
        "",
    );
    let sample = |kind, what, bytes: &[u8]| Sample {
        kind,
        what,
        bytes: bytes.to_vec(),
    };
    vec![
        sample(Certificate, "certificate", DER),
        sample(PrivateKey, "PKCS#8", KEY),
        sample(
            PrivateKey,
            "PKCS#1",
            &openssl(
                &[
                    "rsa",
                    "-in",
                    "rsa.key.pem",
                    "-traditional",
                    "-outform",
                    "DER",
                ],
                "",
            ),
        ),
        sample(
            PrivateKey,
            "SEC1",
            &openssl(&["ec", "-in", "p256.key.pem", "-outform", "DER"], ""),
        ),
        sample(
            EncryptedPrivateKey,
            "encrypted PKCS#8",
            &pkcs8(&["-outform", "DER"], "secret"),
        ),
        sample(PublicKey, "public key", &public),
        sample(CertificateRequest, "request", &request),
        sample(Crl, "CRL", &crl),
        sample(Pkcs7, "PKCS#7", PKCS7),
        sample(Pkcs12, "PFX", PFX),
    ]
}

/// What a damaged sample may be called besides: a document, where what made it special is gone.
fn is_more_general(name: InputKind, kind: InputKind) -> bool {
    use InputKind::*;
    let is_document = matches!(
        kind,
        KubernetesSecret | SealedSecret | VaultSecret | KeyVaultSecret | JsonWebKey | Sops
    );
    // A pointer of git-annex is a name, too.
    let is_name = kind == GitAnnexPointer && name == FileName;
    // The first part of a token is a document of its own.
    let is_header = kind == JsonWebToken && name == Json;
    matches!(name, Other | Indefinite)
        || is_name
        || is_header
        || is_document && matches!(name, Json | Yaml)
}

fn damaged(sample: &Sample, numbers: &mut Numbers) -> Vec<(String, Vec<u8>)> {
    let bytes = &sample.bytes;
    let mut damaged = Vec::new();
    let ends = (0..TRUNCATIONS).map(|n| match n {
        n if n < TRUNCATIONS / 2 => n,
        _ => numbers.below(bytes.len()),
    });
    for end in ends.collect::<Vec<_>>() {
        if end < bytes.len() {
            damaged.push((format!("truncated after {end}"), bytes[..end].to_vec()));
        }
    }
    let changes = mutation::count("KIND_CHANGES", CHANGES);
    for n in 0..usize::try_from(changes).unwrap() + BEGINNING {
        let place = if n < BEGINNING {
            n
        } else {
            numbers.below(bytes.len())
        };
        let mask = 1 + numbers.below(255) as u8;
        if place < bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= mask;
            damaged.push((format!("octet {place} ^ {mask:#04x}"), changed));
        }
    }
    damaged
}

#[test]
fn a_damaged_thing_is_never_called_by_the_name_of_another() {
    let mut numbers = Numbers::from_seed(16);
    let mut wrong = Vec::new();
    let none = Password::none();
    let things = plain().into_iter().chain(documents()).chain(asn1());
    for sample in things.chain(wrappings::samples()) {
        let Sample { kind, what, .. } = &sample;
        for (how, bytes) in damaged(&sample, &mut numbers) {
            let errors = [
                Identity::from_bytes(&bytes, &none).err(),
                Identity::from_pfx(&bytes, &none).err(),
                Pins::from_bytes(&bytes).err(),
                Crls::from_bytes([&bytes]).err(),
            ];
            for error in errors.iter().flatten() {
                let name = called(error);
                let is_right =
                    name.is_none_or(|name| name == *kind || is_more_general(name, *kind));
                if !is_right {
                    wrong.push(format!("{what}, {how}: {error}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
