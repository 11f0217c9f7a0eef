//! PKCS#12 from a file to an identity whose key works.

use vb365_tls::identity::{Identity, Password};
use vb365_tls::provenance::{Cipher, Hash, PasswordKind, Provenance, Scheme};
use vb365_tls::{Error, error::ContainerError};

use super::openssl::{PASSWORDS, openssl, pfx};
use super::pfx_writer::{self, Bag};
use super::{P256, RSA, assert_key_works, file, ignored, name, read};

const RSA_NAME: &str = "OU=rsa, CN=vb365.example.com";

/// Two derivations and three ciphers; the passwords are encoded differently for each.
const PROTECTIONS: [&[&str]; 3] = [
    &[],
    &[
        "-keypbe",
        "PBE-SHA1-3DES",
        "-certpbe",
        "PBE-SHA1-3DES",
        "-macalg",
        "sha1",
    ],
    &[
        "-keypbe",
        "AES-128-CBC",
        "-certpbe",
        "NONE",
        "-macalg",
        "sha512",
    ],
];

#[test]
fn every_password_opens_what_it_protects() -> Result<(), Error> {
    for password in PASSWORDS {
        for protection in PROTECTIONS {
            let bytes = pfx(protection, password);
            let password = Password::from(password);
            let identity = Identity::from_bytes(&bytes, &password)?;
            assert_eq!(name(&identity), RSA_NAME);
            assert_key_works(&identity);
            assert_key_works(&Identity::from_pfx(&bytes, &password)?);
        }
    }
    Ok(())
}

#[test]
fn a_wrong_password_a_missing_one_and_damage_are_told_apart_as_far_as_can_be() {
    let bytes = pfx(&[], "secret");
    let opened = |bytes: &[u8], password| Identity::from_bytes(bytes, &password).unwrap_err();
    let told = opened(&bytes, Password::none());
    assert!(matches!(
        told,
        Error::Container(ContainerError::PasswordMissing)
    ));
    assert_eq!(
        told.to_string(),
        "the file is protected with a password and none was given; give the one it was exported with"
    );
    let either = "the password is wrong or the file is damaged, the format does not tell which; try the password with \
                  another program";
    for wrong in ["Secret", ""] {
        assert_eq!(opened(&bytes, Password::from(wrong)).to_string(), either);
    }
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    assert_eq!(
        opened(&damaged, Password::from("secret")).to_string(),
        either
    );
    let without_mac = pfx(&["-nomac"], "secret");
    assert_eq!(
        opened(&without_mac, Password::from("wrong")).to_string(),
        either
    );
    let truncated = opened(&bytes[..1000], Password::from("secret"));
    assert!(matches!(
        truncated,
        Error::Container(ContainerError::Malformed { .. })
    ));
}

#[test]
fn no_password_and_the_empty_one_are_two_things() -> Result<(), Error> {
    let kind = |bytes: &[u8], password: &Password| -> Result<_, Error> {
        let identity = Identity::from_bytes(bytes, password)?;
        assert_key_works(&identity);
        let pfx = identity.provenance().pfx().unwrap();
        Ok((pfx.password, pfx.mac.is_some()))
    };
    let open = pfx(&["-nomac", "-keypbe", "NONE", "-certpbe", "NONE"], "");
    for password in [
        Password::none(),
        Password::from(""),
        Password::from("secret"),
    ] {
        assert_eq!(kind(&open, &password)?, (PasswordKind::None, false));
    }
    let empty = pfx(&[], "");
    assert_eq!(
        kind(&empty, &Password::from(""))?,
        (PasswordKind::Empty, true)
    );
    let given = pfx(&[], "secret");
    assert_eq!(
        kind(&given, &Password::from("secret"))?,
        (PasswordKind::Given, true)
    );
    Ok(())
}

#[test]
fn the_chain_is_in_order_with_its_root_apart() -> Result<(), Error> {
    let secret = Password::from("secret");
    let identity = Identity::from_pfx(file!("rsa.pfx"), &secret)?;
    assert_eq!(name(&identity), RSA_NAME);
    assert_key_works(&identity);
    assert!(identity.chain().trust_anchor().is_some());
    assert!(identity.chain().unrelated().is_empty());

    // What belongs to another key is included, and is not part of the chain.
    let with_other = pfx(&["-certfile", "p256.pem"], "secret");
    let identity = Identity::from_pfx(&with_other, &secret)?;
    assert_eq!(name(&identity), RSA_NAME);
    assert!(identity.chain().trust_anchor().is_none());
    assert_eq!(identity.chain().unrelated().len(), 1);
    Ok(())
}

#[test]
fn pairing_is_by_public_key_whatever_the_identifiers_say() -> Result<(), Error> {
    let (rsa, root) = (
        file!("rsa.der"),
        openssl(&["x509", "-in", "root.pem", "-outform", "DER"], ""),
    );
    let key = || Bag::of(file!("rsa.key.der"));
    for (key, certificates) in [
        (key(), vec![Bag::of(&root), Bag::of(rsa)]),
        (
            key().with_id(b"1"),
            vec![Bag::of(&root).with_id(b"1"), Bag::of(rsa).with_id(b"2")],
        ),
        (
            key().with_id(b"1"),
            vec![Bag::of(rsa), Bag::of(&root), Bag::of(rsa).with_id(b"7")],
        ),
    ] {
        let identity = read(&pfx_writer::pfx(&[key], &certificates))?;
        assert_eq!(name(&identity), RSA_NAME);
        assert_key_works(&identity);
        assert!(identity.chain().trust_anchor().is_some());
        let repeated = certificates.len() - 2;
        assert_eq!(ignored(&identity).len(), repeated);
    }
    Ok(())
}

#[test]
fn a_key_that_hides_its_public_half_goes_by_identifier_and_then_by_signature() -> Result<(), Error>
{
    let der = |file| openssl(&["x509", "-in", file, "-outform", "DER"], "");
    let (ed25519, p256) = (der("ed25519.pem"), der("p256.pem"));
    let key = || Bag::of(file!("ed25519.key.der"));
    for (key, ids) in [
        (key().with_id(b"1"), [b"2", b"1"]),
        (key().with_id(b"1"), [b"1", b"2"]),
        (key(), [b"1", b"2"]),
    ] {
        let [first, second] = ids;
        let bags = [
            Bag::of(&p256).with_id(first),
            Bag::of(&ed25519).with_id(second),
        ];
        let identity = read(&pfx_writer::pfx(&[key], &bags))?;
        assert_eq!(name(&identity), "OU=ed25519, CN=vb365.example.com");
        assert_key_works(&identity);
    }
    Ok(())
}

#[test]
fn the_provenance_says_how_the_file_is_protected() -> Result<(), Error> {
    let provider = "Microsoft Enhanced RSA and AES Cryptographic Provider";
    let arguments = ["-name", "VB365", "-CSP", provider, "-LMK", "-keyex"];
    let identity = Identity::from_bytes(&pfx(&arguments, "secret"), &Password::from("secret"))?;
    let pfx = identity.provenance().pfx().unwrap();
    let encryption = pfx.key_encryption.unwrap();
    assert_eq!(
        (encryption.scheme, encryption.cipher, encryption.hash),
        (Scheme::Pbes2, Cipher::Aes256, Hash::Sha256)
    );
    assert_eq!(pfx.friendly_name.as_deref(), Some("VB365"));
    assert_eq!(
        identity.provenance().to_string(),
        "PKCS#12 (PFX) in DER; password: given; integrity: PKCS#12 MAC with SHA-256, 2048 iterations; key: PBES2 with \
         AES-256 and SHA-256, 2048 iterations; certificates: PBES2 with AES-256 and SHA-256, 2048 iterations; friendly \
         name: `VB365`; key container: `VB365`; key provider: `Microsoft Enhanced RSA and AES Cryptographic Provider`; \
         key spec: key exchange; for the store of the machine"
    );
    Ok(())
}

#[test]
fn the_key_of_a_pfx_can_be_taken_alone() -> Result<(), Error> {
    let secret = Password::from("secret");
    let identity = read(RSA)?.with_private_key(file!("rsa.pfx"), &secret)?;
    assert_key_works(&identity);
    assert!(matches!(identity.provenance(), Provenance::Pfx(_)));
    assert_eq!(
        ignored(&identity),
        [
            "certificate `OU=rsa, CN=vb365.example.com` in the input of the key: only the key is taken from it",
            "certificate `CN=Root` in the input of the key: only the key is taken from it",
        ]
    );
    Ok(())
}

#[test]
fn gnutls_wraps_it_in_pem() -> Result<(), Error> {
    let base64 = openssl(&["base64", "-in", "rsa.pfx"], "");
    let base64 = String::from_utf8(base64).unwrap();
    let pem = format!("-----BEGIN PKCS12-----\n{base64}-----END PKCS12-----\n");
    let secret = Password::from("secret");
    let identity = Identity::from_bytes(pem.as_bytes(), &secret)?;
    assert_key_works(&identity);
    let with_more = [pem.as_bytes(), P256].concat();
    let error = Identity::from_bytes(&with_more, &secret).unwrap_err();
    assert_eq!(
        error.to_string(),
        "PEM block 1 (`PKCS12`) at byte 0: PKCS#12 (PFX) is read only if nothing else is in the input"
    );
    Ok(())
}

#[test]
fn another_door_names_the_right_one() {
    let refusal = Identity::from_der(file!("rsa.pfx")).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "this is a PKCS#12 (PFX) file; read it with `from_pfx` or `from_bytes`"
    );
    let secret = Password::from("secret");
    let refusal = Identity::from_pem(file!("rsa.pfx"), &secret).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "this is a PKCS#12 (PFX) file, not PEM; read it with `from_bytes`"
    );
    let refusal = Identity::from_pfx(RSA, &secret).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "this is PEM; read it with `from_bytes`"
    );
    for other in [file!("rsa.der"), file!("chain.p7b")] {
        let refusal = Identity::from_pfx(other, &secret).unwrap_err();
        assert!(matches!(
            refusal,
            Error::Container(ContainerError::NotPfx { .. })
        ));
    }
}
