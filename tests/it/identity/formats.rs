//! What is read, however it is laid out.

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use vb365_tls::Error;
use vb365_tls::identity::{Identity, Password};

use super::{P256, P256_KEY, ROOT, RSA, RSA_KEY, file, ignored, name, read};

#[test]
fn every_encoding_of_a_key_is_read() -> Result<(), Error> {
    for (certificate, key) in [
        (RSA, RSA_KEY),
        (RSA, file!("rsa.pkcs1.pem")),
        (P256, P256_KEY),
        (P256, file!("p256.sec1.pem")),
        (file!("p521.pem"), file!("p521.key.pem")),
        (file!("secp256k1.pem"), file!("secp256k1.key.pem")),
        (file!("ed25519.pem"), file!("ed25519.key.pem")),
        (file!("ed448.pem"), file!("ed448.key.pem")),
        (file!("rsa1024.pem"), file!("rsa1024.key.pem")),
    ] {
        for bundle in [[certificate, key].concat(), [key, certificate].concat()] {
            let identity = read(&bundle)?;
            assert!(identity.has_private_key());
            assert!(name(&identity).contains("vb365.example.com"));
        }
    }
    for (certificate, key) in [
        (RSA, file!("rsa.key.der")),
        (RSA, file!("rsa.pkcs1.der")),
        (P256, file!("p256.key.der")),
        (P256, file!("p256.sec1.der")),
        (file!("ed25519.pem"), file!("ed25519.key.der")),
    ] {
        let identity = read(certificate)?;
        assert!(!identity.has_private_key());
        assert!(
            identity
                .with_private_key(key, &Password::none())?
                .has_private_key()
        );
    }
    Ok(())
}

#[test]
fn order_and_surroundings_make_no_difference() -> Result<(), Error> {
    let lf = String::from_utf8([RSA_KEY, ROOT, RSA].concat()).unwrap();
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{feff}r\u{e9}sum\u{e9}\n{lf}");
        text.encode_utf16().flat_map(to_bytes).collect()
    };
    let one_line = lf.replace('\n', " ");
    for bundle in [
        lf.as_bytes(),
        lf.replace('\n', "\r\n").as_bytes(),
        lf.replace('\n', "\r").as_bytes(),
        lf.replace('\n', "\n    ").as_bytes(),
        format!("\u{feff}{lf}").as_bytes(),
        format!("0 s:CN=text before\n{lf}text after").as_bytes(),
        &utf_16(u16::to_le_bytes),
        &utf_16(u16::to_be_bytes),
        lf.replace("-----\n-----", "----------").as_bytes(),
        lf.trim_end().as_bytes(),
        one_line.replace("----- -----", "-----\n-----").as_bytes(),
        lf.replace("BEGIN CERT", "BEGIN X509 CERT")
            .replace("END CERT", "END X509 CERT")
            .as_bytes(),
        [b"caf\xe9\n", lf.as_bytes()].concat().as_slice(),
    ] {
        let identity = read(bundle)?;
        assert_eq!(name(&identity), "OU=rsa, CN=vb365.example.com");
        assert!(identity.has_private_key());
        assert!(identity.chain().trust_anchor().is_some());
        assert!(identity.chain().was_reordered());
        let wrappings: &[&str] = match bundle {
            [0xef, ..] => &["a byte order mark: taken off"],
            [0xfe | 0xff, ..] => &["UTF-16: taken off"],
            _ => &[],
        };
        assert_eq!(ignored(&identity), wrappings);
    }
    Ok(())
}

#[test]
fn what_openssl_writes_besides_plain_pem_is_read() -> Result<(), Error> {
    let identity = read(file!("bag-attributes.pem"))?;
    assert!(identity.has_private_key());
    assert!(identity.chain().trust_anchor().is_some());

    for pkcs7 in [file!("chain.p7b"), file!("chain.p7b.pem")] {
        let identity = read(pkcs7)?;
        assert_eq!(name(&identity), "OU=rsa, CN=vb365.example.com");
        assert!(identity.chain().trust_anchor().is_some());
        assert!(
            identity
                .with_private_key(file!("rsa.pkcs1.der"), &Password::none())?
                .has_private_key()
        );
    }

    let identity = read(file!("rsa.trusted.pem"))?;
    assert_eq!(
        identity.end_entity(),
        Identity::from_der(file!("rsa.der"))?.end_entity()
    );
    assert_eq!(
        ignored(&identity),
        [
            "`TRUSTED CERTIFICATE` at byte 0: 21 bytes after the certificate, OpenSSL's own settings of trust"
        ]
    );
    Ok(())
}

#[test]
fn the_certificate_of_the_key_is_the_end_entity() -> Result<(), Error> {
    let bundle = [RSA, P256, ROOT].concat();
    assert_eq!(
        name(&Identity::from_pem(&bundle, &Password::none())?),
        "OU=rsa, CN=vb365.example.com"
    );
    let identity = Identity::from_pem(&[&bundle, P256_KEY].concat(), &Password::none())?;
    assert_eq!(name(&identity), "OU=p256, CN=vb365.example.com");
    assert_eq!(identity.chain().unrelated().len(), 1);

    let identity = Identity::from_pem(&bundle, &Password::none())?
        .with_private_key(file!("p256.sec1.der"), &Password::none())?;
    assert_eq!(name(&identity), "OU=p256, CN=vb365.example.com");
    assert!(identity.chain().trust_anchor().is_some());
    assert!(identity.chain().was_reordered());

    let certificates = CertificateDer::pem_slice_iter(&bundle)
        .collect::<Result<_, _>>()
        .unwrap();
    let key = PrivateKeyDer::from_pem_slice(P256_KEY).unwrap();
    let identity = Identity::from_parts(certificates, Some(key))?;
    assert_eq!(name(&identity), "OU=p256, CN=vb365.example.com");
    Ok(())
}

#[test]
fn nothing_is_skipped_in_silence() -> Result<(), Error> {
    let sec1 = file!("p256.sec1.pem");
    let request = file!("request.pem");
    let bundle = [
        b"see -----BEGIN below\n",
        sec1,
        request,
        P256,
        b"-----BEGIN PGP MESSAGE-----\nVersion: 1\n\nhQ!\n=a\n-----END PGP MESSAGE-----\n",
        P256,
    ]
    .concat();
    let identity = read(&bundle)?;
    let request_at = 21 + sec1.len();
    let message_at = request_at + request.len() + P256.len();
    let repeated_at = bundle.len() - P256.len();
    assert_eq!(
        ignored(&identity),
        [
            "`-----BEGIN` at byte 4: it stands inside a line of other text".to_owned(),
            "`EC PARAMETERS` at byte 21: the key names its curve itself".to_owned(),
            format!(
                "`CERTIFICATE REQUEST` at byte {request_at}: a request, not the certificate a CA returns for it"
            ),
            format!(
                "`PGP MESSAGE` at byte {message_at}: OpenPGP, which TLS does not take; give the certificate and the key of TLS"
            ),
            format!("certificate 2 at byte {repeated_at}: the same as certificate 1"),
        ]
    );
    assert_eq!(identity.ignored()[1].what(), "`EC PARAMETERS`");
    assert_eq!(identity.ignored()[1].offset(), Some(21));

    let key_file = [sec1, P256].concat();
    let identity = read(P256)?.with_private_key(&key_file, &Password::none())?;
    assert_eq!(
        ignored(&identity),
        [
            "`EC PARAMETERS` at byte 0: the key names its curve itself",
            "certificate `OU=p256, CN=vb365.example.com` in the input of the key: only the key is taken from it",
        ]
    );
    Ok(())
}
