//! Keys that nobody sees, and identities without one.

use std::sync::Arc;

use rustls::SignatureAlgorithm;
use rustls::sign::{Signer, SigningKey};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::{Certificate, Error};

use super::openssl::openssl;
use super::{P256_KEY, ROOT, RSA, RSA_KEY, file};

#[test]
fn no_text_shows_the_key() -> Result<(), Error> {
    let key = PrivateKeyDer::from_pem_slice(RSA_KEY).unwrap();
    let secret = key.secret_der();
    let identity = Identity::from_pem(&[RSA, RSA_KEY].concat(), &Password::none())?;
    let texts = [
        format!("{identity:?}"),
        format!("{identity:#?}"),
        identity
            .clone()
            .with_private_key(P256_KEY, &Password::none())
            .unwrap_err()
            .to_string(),
    ];
    // Past the modulus, which is public and is in the certificate too.
    let private = &secret[320..];
    for text in &texts {
        for window in private.chunks_exact(8) {
            let hex: String = window.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(!text.to_lowercase().contains(&hex));
            let list = format!("{window:?}");
            assert!(!text.contains(list.trim_matches(['[', ']'])));
        }
        for line in std::str::from_utf8(RSA_KEY).unwrap().lines().skip(1) {
            assert!(line.starts_with("-----") || !text.contains(line));
        }
    }
    assert!(texts[0].contains("key: Some(PrivateKey(RSA 2048 (PKCS#8)))"));
    Ok(())
}

#[derive(Debug)]
pub struct InHardware(pub &'static str);

impl SigningKey for InHardware {
    fn choose_scheme(&self, _: &[rustls::SignatureScheme]) -> Option<Box<dyn Signer>> {
        None
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

#[test]
fn a_key_may_stay_where_it_is() -> Result<(), Error> {
    let certificate = Certificate::from_der(file!("rsa.der").to_vec()).unwrap();
    let key = Arc::new(InHardware("slot 7, PIN 1234"));
    assert!(key.0.contains("PIN"));
    let identity = Identity::from_signing_key(vec![certificate], Arc::clone(&key) as _)?;
    assert!(identity.has_private_key());
    assert!(!format!("{identity:?}").contains("PIN"));
    let error = Identity::from_signing_key(Vec::new(), key).unwrap_err();
    assert_eq!(error.to_string(), "there is no certificate");
    Ok(())
}

#[test]
fn a_chain_is_an_identity_without_a_key() -> Result<(), Error> {
    let read = Identity::from_pem(&[ROOT, RSA].concat(), &Password::none())?;
    let identity = Identity::from(read.chain().clone());
    assert!(!identity.has_private_key());
    assert_eq!(identity.end_entity(), read.end_entity());
    Ok(())
}

#[test]
fn a_key_on_a_curve_without_a_name_finds_its_certificate() -> Result<(), Error> {
    let make = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp224r1 -nodes -keyout /dev/stdout -subj /CN=p224";
    let made = openssl(&make.split(' ').collect::<Vec<_>>(), "");
    let identity = Identity::from_pem(&[RSA, &made].concat(), &Password::none())?;
    assert_eq!(identity.end_entity().subject().to_string(), "CN=p224");
    Ok(())
}
