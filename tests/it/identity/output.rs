//! From an identity to files, and what `openssl` says about them.

use std::sync::Arc;

use vb365_tls::Error;
use vb365_tls::identity::{Identity, Password};

use super::keys::InHardware;
use super::openssl::openssl;
use super::{P256, ROOT, RSA, RSA_KEY, assert_key_works, file, read};

#[test]
fn the_chain_is_written_without_its_root() -> Result<(), Error> {
    let identity = read(&[ROOT, RSA].concat())?;
    assert_eq!(identity.to_pem_chain().as_bytes(), RSA);
    let read_again = read(identity.to_pem_chain().as_bytes())?;
    assert_eq!(read_again.end_entity(), identity.end_entity());
    Ok(())
}

#[test]
fn the_key_is_written_as_pkcs8_whatever_it_was_read_from() -> Result<(), Error> {
    for key in [
        RSA_KEY,
        file!("rsa.pkcs1.pem"),
        file!("rsa.key.der"),
        file!("rsa.pkcs1.der"),
    ] {
        let identity = read(RSA)?.with_private_key(key, &Password::none())?;
        assert_eq!(identity.dangerous_private_key_pem()?.as_bytes(), RSA_KEY);
    }
    for key in [
        file!("p256.key.pem"),
        file!("p256.sec1.pem"),
        file!("p256.sec1.der"),
    ] {
        let identity = read(P256)?.with_private_key(key, &Password::none())?;
        let written = identity.dangerous_private_key_pem()?;
        assert_key_works(&read(&[P256, written.as_bytes()].concat())?);
        assert!(written.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    }
    let pfx = Identity::from_bytes(file!("rsa.pfx"), &Password::from("secret"))?;
    assert_eq!(pfx.dangerous_private_key_pem()?.as_bytes(), RSA_KEY);
    Ok(())
}

#[test]
fn a_key_that_is_not_there_is_not_written() -> Result<(), Error> {
    let told = |identity: &Identity| {
        identity
            .dangerous_private_key_pem()
            .unwrap_err()
            .to_string()
    };
    assert_eq!(told(&read(RSA)?), "the private key: there is none");
    let certificate = read(RSA)?.end_entity().clone();
    let hardware = Arc::new(InHardware("slot 7"));
    let identity = Identity::from_signing_key(vec![certificate], hardware)?;
    assert_eq!(
        told(&identity),
        "the private key: it is held elsewhere and cannot be written"
    );
    Ok(())
}

#[test]
fn thumbprints_are_those_of_openssl() -> Result<(), Error> {
    let identity = read(RSA)?;
    let certificate = identity.end_entity();
    let shown = |algorithm| {
        let shown = openssl(
            &[
                "x509",
                "-in",
                "rsa.pem",
                "-noout",
                "-fingerprint",
                algorithm,
            ],
            "",
        );
        let shown = String::from_utf8(shown).unwrap();
        shown.trim_end().split_once('=').unwrap().1.to_owned()
    };
    assert_eq!(
        certificate.thumbprint().to_colon_separated(),
        shown("-sha1")
    );
    assert_eq!(
        certificate.fingerprint().to_colon_separated(),
        shown("-sha256")
    );
    assert_eq!(
        certificate.thumbprint().to_string(),
        shown("-sha1").replace(':', "")
    );
    assert_eq!(certificate.to_pem().as_bytes(), RSA);
    Ok(())
}
