//! PKCS#8 under a password, in PEM and DER.

use vb365_tls::identity::{Identity, Password};
use vb365_tls::provenance::{Cipher, Encryption, Hash, Provenance, Scheme};
use vb365_tls::{Error, error::ContainerError};

use super::openssl::{PASSWORDS, pkcs8};
use super::{RSA, RSA_KEY, assert_key_works, file, read, refusal};

#[test]
fn every_password_opens_what_it_protects() -> Result<(), Error> {
    for text in PASSWORDS {
        // The program reads an empty password as none, and takes four characters at least.
        if text.is_empty() {
            continue;
        }
        for arguments in [
            &[][..],
            &["-v2", "des3"],
            &["-v2", "aes128", "-v2prf", "hmacWithSHA1"],
            &["-v1", "PBE-SHA1-3DES"],
        ] {
            let password = Password::from(text);
            let pem = pkcs8(arguments, text);
            let identity = Identity::from_bytes(&[RSA, &pem].concat(), &password)?;
            assert_key_works(&identity);
            assert_key_works(&Identity::from_pem(&[&pem, RSA].concat(), &password)?);

            let der = pkcs8(&[arguments, &["-outform", "DER"]].concat(), text);
            for key in [&pem, &der] {
                let identity = read(RSA)?.with_private_key(key, &password)?;
                assert_key_works(&identity);
            }
        }
    }
    Ok(())
}

#[test]
fn the_provenance_says_how_the_key_was_encrypted() -> Result<(), Error> {
    let secret = Password::from("secret");
    let key = pkcs8(&["-v1", "PBE-SHA1-3DES", "-iter", "5000"], "secret");
    let found = encryption(&read_encrypted(&key)?);
    assert_eq!(
        (found.scheme, found.cipher, found.hash, found.iterations),
        (Scheme::Pkcs12, Cipher::TripleDes, Hash::Sha1, 5000)
    );

    let identity = read_encrypted(file!("rsa.encrypted.pem"))?;
    assert_eq!(
        identity.provenance().to_string(),
        "PEM; key: PBES2 with AES-256 and SHA-256, 2048 iterations"
    );
    let identity = read(RSA)?.with_private_key(file!("rsa.encrypted.der"), &secret)?;
    assert_eq!(
        identity.provenance().to_string(),
        "DER; key: PBES2 with AES-256 and SHA-256, 2048 iterations"
    );
    assert_eq!(read(RSA)?.provenance().to_string(), "PEM");
    Ok(())
}

fn read_encrypted(key: &[u8]) -> Result<Identity, Error> {
    Identity::from_bytes(&[RSA, key].concat(), &Password::from("secret"))
}

fn encryption(identity: &Identity) -> Encryption {
    match identity.provenance() {
        Provenance::Pem {
            key_encryption: Some(encryption),
        } => *encryption,
        other => panic!("{other:?} is not PEM with an encrypted key"),
    }
}

#[test]
fn labels_of_keys_may_be_mixed_up() -> Result<(), Error> {
    let encrypted = std::str::from_utf8(file!("rsa.encrypted.pem")).unwrap();
    let clear = std::str::from_utf8(RSA_KEY).unwrap();
    for key in [
        encrypted.replace("ENCRYPTED ", ""),
        clear.replace("PRIVATE", "ENCRYPTED PRIVATE"),
    ] {
        assert_key_works(&read_encrypted(key.as_bytes())?);
    }
    Ok(())
}

#[test]
fn what_does_not_open_is_told_with_its_place() {
    let place = format!(
        "PEM block 2 (`ENCRYPTED PRIVATE KEY`) at byte {}",
        RSA.len()
    );
    let bundle = [RSA, file!("rsa.encrypted.pem")].concat();
    assert_eq!(
        refusal(&bundle),
        format!(
            "{place}: the file is protected with a password and none was given; give the one it was exported with"
        )
    );
    let error = Identity::from_bytes(&bundle, &Password::from("wrong")).unwrap_err();
    assert_eq!(
        error.container(),
        Some(&ContainerError::PasswordOrDamage { hints: vec![] })
    );
    assert_eq!(
        error.to_string(),
        format!(
            "{place}: the password is wrong or the file is damaged, the format does not tell which; try the password with \
             another program"
        )
    );
    assert_eq!(
        refusal(file!("rsa.encrypted.der")),
        "the encrypted private key: the file is protected with a password and none was given; give the one it was \
         exported with"
    );
    let alone = Identity::from_bytes(file!("rsa.encrypted.der"), &Password::from("secret"));
    assert_eq!(
        alone.unwrap_err().to_string(),
        "there is a private key (DER, RSA 2048 (PKCS#8)), but no certificate; give the certificate too"
    );
    let scrypt = read_encrypted(&pkcs8(&["-scrypt", "-scrypt_N", "16"], "secret"));
    let told = scrypt.unwrap_err().to_string();
    assert!(
        told.contains("scrypt (1.3.6.1.4.1.11591.4.11) is not supported"),
        "{told}"
    );
}

#[test]
fn all_keys_of_an_input_share_one_budget() {
    let too_many = pkcs8(&["-iter", "2000001", "-v2prf", "hmacWithSHA1"], "secret");
    let told = read_encrypted(&too_many).unwrap_err().to_string();
    assert!(
        told.contains("2000001 iterations of a key derivation, more than the 2000000"),
        "{told}"
    );

    let half = pkcs8(&["-iter", "1000100", "-v2prf", "hmacWithSHA1"], "secret");
    let whole = pkcs8(&["-iter", "2000000", "-v2prf", "hmacWithSHA1"], "secret");
    let told = read_encrypted(&[half, whole].concat())
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("for all key derivations together, more than the 12000000"),
        "{told}"
    );
    assert!(told.starts_with("PEM block 3 "), "{told}");
}
