//! No key shows up where people print things.

use std::fmt::Debug;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls::sign::SigningKey;
use rustls_pki_types::PrivateKeyDer;
use vb365_tls::entra::{AuthorizationCode, Scope};
use vb365_tls::identity::Password;
use vb365_tls::scenario::{Cloud, OrganizationManagement, RestApi};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, ServerTrust};
use vb365_tls::{Context, Credential, Identity, check};

const HOST: &str = "vb365.example.com";

fn providers() -> [Arc<CryptoProvider>; 2] {
    [ring::default_provider(), aws_lc_rs::default_provider()].map(Arc::new)
}

/// Where the secret part of a key is all there is: the last octets, which no certificate has.
fn secret(key: &PrivateKeyDer<'_>) -> Vec<u8> {
    let der = key.secret_der();
    der[der.len() / 2..].to_vec()
}

/// Eight octets of the key in any form somebody might print: hexadecimal, decimal, Base64, raw.
fn leak(text: &str, secret: &[u8]) -> Option<String> {
    let compact: String = text.split_whitespace().collect();
    let lower = compact.to_lowercase();
    // Three neighbours, because Base64 takes octets by threes, in every sixteen.
    let places = secret
        .windows(8)
        .enumerate()
        .filter(|(place, _)| place % 16 < 3);
    places
        .flat_map(|(_, window)| {
            let hex: Vec<_> = window.iter().map(|octet| format!("{octet:02x}")).collect();
            let bare: Vec<_> = window.iter().map(|octet| format!("{octet:x}")).collect();
            let decimal: Vec<_> = window.iter().map(ToString::to_string).collect();
            let forms = [
                hex.concat(),
                hex.join(":"),
                hex.join(","),
                hex.join(",0x"),
                bare.join(","),
                decimal.join(","),
            ];
            let printed = forms.into_iter().find(|form| lower.contains(form));
            let base_64: String = window[..6].chunks(3).map(base_64).collect();
            let raw = String::from_utf8_lossy(window).into_owned();
            let encoded = Some(base_64).filter(|it| compact.contains(it));
            printed
                .or(encoded)
                .or_else(|| Some(raw).filter(|it| text.contains(it)))
        })
        .next()
}

#[track_caller]
fn assert_silent(text: &str, secret: &[u8]) {
    assert_eq!(leak(text, secret), None, "in {text}");
}

/// The search finds what it is to find.
#[test]
fn a_leak_is_noticed() {
    let secret = secret(&TestKey::P256.private_key());
    let pem = Forge::tls(HOST).key(TestKey::P256).pem(&providers()[0]);
    let hex: String = secret.iter().map(|octet| format!("{octet:02X}")).collect();
    for text in [
        format!("{secret:?}"),
        format!("{secret:#?}"),
        format!("{secret:x?}"),
        format!("{:#?}", Some(Some(&secret))),
        hex,
        pem,
    ] {
        assert!(leak(&text, &secret).is_some(), "{text}");
    }
    assert_eq!(leak("nothing", &secret), None);
}

fn base_64(octets: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = octets
        .iter()
        .fold(0_u32, |bits, octet| bits << 8 | u32::from(*octet));
    (0..4)
        .map(|digit| char::from(ALPHABET[(bits >> (18 - 6 * digit)) as usize & 0x3f]))
        .collect()
}

#[track_caller]
fn assert_debug_is_silent(value: &dyn Debug, secret: &[u8]) {
    assert_silent(&format!("{value:?}"), secret);
    assert_silent(&format!("{value:#?}"), secret);
}

/// A key that says too much about itself.
#[derive(Debug)]
struct Talkative {
    #[allow(dead_code, reason = "it is there to be printed")]
    secret: Vec<u8>,
    key: Arc<dyn SigningKey>,
}

impl SigningKey for Talkative {
    fn choose_scheme(
        &self,
        offered: &[rustls::SignatureScheme],
    ) -> Option<Box<dyn rustls::sign::Signer>> {
        self.key.choose_scheme(offered)
    }

    fn algorithm(&self) -> rustls::SignatureAlgorithm {
        self.key.algorithm()
    }
}

#[test]
fn identities_and_what_is_made_of_them() {
    for provider in providers() {
        for key in [
            TestKey::Rsa2048,
            TestKey::P256,
            TestKey::P384,
            TestKey::Ed25519,
        ] {
            let forge = Forge::tls(HOST).key(key);
            let secret = secret(&key.private_key());
            let context = Context::fixed(Arc::clone(&provider), Forge::now());
            let loaded = provider
                .key_provider
                .load_private_key(key.private_key())
                .unwrap();
            let talkative = Arc::new(Talkative {
                secret: secret.clone(),
                key: loaded,
            });
            let certificates = forge.parsed(&provider);
            for identity in [
                forge.identity(&provider),
                Identity::from_pem(forge.pem(&provider).as_bytes(), &Password::none()).unwrap(),
                Identity::from_signing_key(certificates, talkative).unwrap(),
            ] {
                assert_debug_is_silent(&identity, &secret);
                let rest_api = RestApi::at(HOST).unwrap();
                let report = check(&rest_api, &identity, &context);
                assert_debug_is_silent(&report, &secret);
                assert_silent(&report.to_string(), &secret);
                // After pairing, too.
                assert_debug_is_silent(&identity, &secret);
                assert_debug_is_silent(&identity.clone(), &secret);
                let credential = Credential::accept(rest_api, identity, &context).unwrap();
                assert_debug_is_silent(&credential, &secret);
                assert_debug_is_silent(credential.chain(), &secret);
                let trust = ServerTrust::pinned(credential.end_entity());
                assert_debug_is_silent(&trust, &secret);
                let clients = ClientTrust::pinned(credential.end_entity());
                assert_debug_is_silent(&clients, &secret);
                let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
                assert_debug_is_silent(&client, &secret);
                let server = credential.server_config().unwrap();
                for key_log in [&client.key_log, &server.key_log] {
                    assert!(!key_log.will_log("CLIENT_RANDOM"));
                }
            }
            assert_debug_is_silent(&context, &secret);
        }
    }
}

/// An assertion is worth the key until it expires, and what a user brings along is worth as much.
#[test]
fn assertions_and_the_requests_they_go_into() {
    const CODE: &str = "0.AXEA-code-of-a-user";
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const USER: &str = "eyJ0eXAiOiJKV1Qi.token-of-a-user";
    for provider in providers() {
        let forge = Forge::assertion();
        let key = secret(&TestKey::Rsa2048.private_key());
        let context = Context::fixed(Arc::clone(&provider), Forge::now());
        let (tenant, application) = (
            "contoso.onmicrosoft.com",
            "6731de76-14a6-49ae-97bc-6eba6914391e",
        );
        let scenario = OrganizationManagement::at(Cloud::Worldwide, tenant, application).unwrap();
        let credential = Credential::accept(scenario, forge.identity(&provider), &context).unwrap();
        let client = credential.confidential_client();
        assert_debug_is_silent(&client, &key);

        let scopes = [Scope::graph_default()];
        let code = AuthorizationCode::new(CODE, "https://portal.example.com:4443/")
            .with_code_verifier(VERIFIER)
            .unwrap();
        let object = "fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34".parse().unwrap();
        let (assertion, proof) = (
            client.assertion().unwrap(),
            client.add_key_proof(&object).unwrap(),
        );
        let requests = [
            client.client_credentials(&scopes[0]).unwrap(),
            client.authorization_code(&code, &scopes).unwrap(),
            client.on_behalf_of(USER, &scopes).unwrap(),
        ];
        let mut secrets = vec![assertion.as_str(), proof.as_str(), CODE, VERIFIER, USER];
        for request in &requests {
            let field = request
                .fields()
                .find(|(name, _)| *name == "client_assertion");
            secrets.push(field.unwrap().1);
        }
        let values: [&dyn Debug; 4] = [&assertion, &proof, &code, &client];
        let values = values.into_iter();
        for value in values.chain(requests.iter().map(|request| request as &dyn Debug)) {
            assert_debug_is_silent(value, &key);
            for text in [format!("{value:?}"), format!("{value:#?}")] {
                let part = |secret: &str| {
                    secret
                        .split('.')
                        .any(|part| part.len() > 3 && text.contains(part))
                };
                assert!(!secrets.iter().any(|secret| part(secret)), "{text}");
            }
        }
        // The names of the fields are not secret, and tell what kind of request it was.
        assert!(format!("{:?}", requests[1]).contains(r#""code_verifier", "scope"]"#));
    }
}

#[test]
fn rejections_for_a_key_that_does_not_fit() {
    for provider in providers() {
        for (own, other) in [
            (TestKey::Rsa2048, TestKey::Other),
            (TestKey::P256, TestKey::Ed25519),
            (TestKey::Rsa2048, TestKey::Rsa1024),
            (TestKey::Rsa2048, TestKey::Dsa),
        ] {
            let forge = Forge::tls(HOST).key(own).private_key(other);
            let secret = secret(&other.private_key());
            let context = Context::fixed(Arc::clone(&provider), Forge::now());
            let identity = forge.identity(&provider);
            let rest_api = RestApi::at(HOST).unwrap();
            let rejected = Credential::accept(rest_api, identity, &context).unwrap_err();
            assert_debug_is_silent(&rejected, &secret);
            assert_silent(&rejected.to_string(), &secret);
        }
    }
}

/// Files whose key is truncated, changed or mislabelled: the error says where and keeps what is there to itself.
#[test]
fn errors_of_broken_key_files() {
    let provider = &providers()[0];
    for key in [TestKey::Rsa2048, TestKey::P256, TestKey::Ed25519] {
        let secret = secret(&key.private_key());
        let pem = Forge::tls(HOST).key(key).pem(provider);
        let start = pem.find("-----BEGIN PRIVATE").unwrap();
        let (certificates, block) = pem.split_at(start);
        let lines: Vec<_> = block.lines().collect();
        let mut files = Vec::new();
        for index in 0..lines.len() {
            let mut without = lines.clone();
            without.remove(index);
            files.push(without.join("\n"));
            files.push(lines[..index].join("\n"));
            let mut changed = lines.clone();
            let line = changed[index].replacen(['a', 'A', 'M', 'n'], "*", 1);
            changed[index] = &line;
            files.push(changed.join("\n"));
        }
        for label in [
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "CERTIFICATE",
        ] {
            files.push(block.replace("PRIVATE KEY", label));
        }
        files.push(block.replacen(
            '\n',
            "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n",
            1,
        ));
        files.push(format!("{block}{block}"));
        files.push(block.replace('\n', " "));
        let mut refused = 0;
        for file in files {
            if let Err(error) = Identity::from_bytes(
                format!("{certificates}{file}").as_bytes(),
                &Password::none(),
            ) {
                refused += 1;
                assert_debug_is_silent(&error, &secret);
                assert_silent(&error.to_string(), &secret);
            }
            let identity =
                Identity::from_bytes(certificates.as_bytes(), &Password::none()).unwrap();
            if let Err(error) = identity.with_private_key(file.as_bytes(), &Password::none()) {
                assert_debug_is_silent(&error, &secret);
                assert_silent(&error.to_string(), &secret);
            }
        }
        assert!(refused > 4, "{key:?}: {refused}");
    }
}

#[test]
fn errors_of_broken_key_encodings() {
    let provider = &providers()[0];
    let certificates = Forge::tls(HOST).pem(provider);
    let certificates = &certificates[..certificates.find("-----BEGIN PRIVATE").unwrap()];
    for key in [TestKey::P256, TestKey::Ed25519] {
        let der = key.private_key().secret_der().to_vec();
        let secret = secret(&key.private_key());
        for index in 0..der.len() {
            let mut changed = der.clone();
            changed[index] ^= 0xff;
            for der in [&changed[..], &der[..index]] {
                let identity =
                    Identity::from_bytes(certificates.as_bytes(), &Password::none()).unwrap();
                if let Err(error) = identity.with_private_key(der, &Password::none()) {
                    assert_debug_is_silent(&error, &secret);
                    assert_silent(&error.to_string(), &secret);
                }
            }
        }
    }
}

/// Neither the right password nor a wrong one, nor the key, wherever the file is broken.
#[test]
fn passwords_and_what_they_protect() {
    const KEY: &[u8] = include_bytes!("../data/identity/rsa.key.der");
    const PFX: &[u8] = include_bytes!("../data/identity/rsa.pfx");
    const ENCRYPTED: &[u8] = include_bytes!("../data/identity/rsa.encrypted.pem");
    let key = &KEY[KEY.len() / 2..];
    let identity = Identity::from_bytes(PFX, &Password::from("secret")).unwrap();
    assert_debug_is_silent(&identity, key);
    assert_debug_is_silent(identity.provenance(), key);

    for text in ["secret", "hunter2"] {
        let password = Password::from(text);
        let silent = |text: &str| {
            assert!(
                !text.contains("hunter2") && !text.contains("secret"),
                "{text}"
            )
        };
        silent(&format!("{password:?}"));
        for input in [PFX, ENCRYPTED] {
            for place in (0..input.len()).step_by(211) {
                let mut changed = input.to_vec();
                changed[place] ^= 0x11;
                for bytes in [input, &input[..place], &changed] {
                    let Err(error) = Identity::from_bytes(bytes, &password) else {
                        continue;
                    };
                    assert_debug_is_silent(&error, key);
                    assert_silent(&error.to_string(), key);
                    silent(&error.to_string());
                    silent(&format!("{error:?}"));
                }
            }
        }
    }
}
