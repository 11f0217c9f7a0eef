//! What is not read, in words.

use std::sync::Arc;

use rustls_pki_types::PrivateKeyDer;
use vb365_tls::error::{InputKind, PemError, PrivateKeyError, Unrecognized};
use vb365_tls::identity::{Identity, Password};
use vb365_tls::test_support::Forge;
use vb365_tls::{Context, Credential, Error};

use super::{ROOT, RSA, RSA_KEY, file, read, refusal};

#[test]
fn what_needs_another_tool_is_refused_with_the_command() {
    assert_eq!(
        refusal(&[file!("rsa.proc-type.pem"), RSA].concat()),
        "PEM block 1 (`RSA PRIVATE KEY`) at byte 0: it is encrypted in OpenSSL's traditional format, which protects \
         next to nothing and is not read; convert it: openssl pkcs8 -topk8 -in FILE -out KEY.pem"
    );
    assert_eq!(
        refusal(
            b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----\n"
        ),
        "PEM block 1 (`OPENSSH PRIVATE KEY`) at byte 0: keys of OpenSSH are not read; convert it: ssh-keygen -p -m \
         PKCS8 -f FILE"
    );
    assert_eq!(
        refusal(b"\xfe\xed\xfe\xed\0\0\0\x02"),
        "this is a Java key store; export it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.pfx \
         -deststoretype pkcs12"
    );
    assert_eq!(
        refusal(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"),
        "malformed PKCS#7 at byte 0: the PKCS#7 structure: it is truncated"
    );
}

#[test]
fn what_is_not_a_certificate_is_named() {
    let neither = "this is neither PEM (there is no `-----BEGIN` line) nor the DER of a certificate, a private key, \
                   PKCS#7 or PKCS#12";
    assert_eq!(refusal(b""), "the input is empty");
    assert_eq!(refusal(b"hello"), neither);
    assert_eq!(
        refusal(&[0; 1000]),
        "this is nothing but zeros; whatever wrote the file did not finish: take it from its source again"
    );
    assert_eq!(refusal(b"\xff\xfeh\0i\0"), neither);
    assert_eq!(refusal(b"0"), neither);
    assert_eq!(
        refusal(file!("request.der")),
        "this is a certificate request; what is needed is the certificate the CA returns for it"
    );
    assert_eq!(
        refusal(file!("request.pem")),
        "there is no certificate; `CERTIFICATE REQUEST` at byte 0: a request, not the certificate a CA returns for it"
    );
    assert_eq!(
        refusal(file!("public.der")),
        "this is a public key, not a certificate"
    );
    assert_eq!(
        refusal(RSA_KEY),
        "there is a private key (`PRIVATE KEY` at byte 0, RSA 2048 (PKCS#8)), but no certificate; give the \
         certificate too"
    );
    assert_eq!(
        refusal(file!("p256.sec1.der")),
        "there is a private key (DER, EC P-256 (SEC1)), but no certificate; give the certificate too"
    );
    assert_eq!(
        refusal(b"MIIDNDCCAhygAwIBAgIUJgUdMW1u"),
        "inside Base64: certificate 1 of the input: malformed certificate at byte 0: the certificate: ASN.1 DER message is \
         incomplete: expected 824, actual 21"
    );
    assert_eq!(
        refusal(b"certificate = -----BEGIN CERTIFICATE-----"),
        "there is no PEM block, only `-----BEGIN` inside a line, at byte 14; it has to begin a line"
    );
    let no_parts = Identity::from_parts(Vec::new(), None).unwrap_err();
    assert_eq!(no_parts.to_string(), "the input is empty");
}

#[test]
fn a_file_of_a_key_without_one_says_what_it_holds() -> Result<(), Error> {
    let refusal = |bytes| {
        let identity = read(RSA).unwrap();
        identity
            .with_private_key(bytes, &Password::none())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refusal(ROOT), "there is no private key, only a certificate");
    assert_eq!(
        refusal(file!("request.pem")),
        "there is no private key; `CERTIFICATE REQUEST` at byte 0: a request, not the certificate a CA returns for it"
    );
    Ok(())
}

#[test]
fn broken_blocks_are_named_with_their_place() {
    let certificate = std::str::from_utf8(RSA).unwrap();
    let end = certificate.find("-----END").unwrap();
    let second = |text: &str| refusal(format!("{certificate}{text}").as_bytes());
    let at = certificate.len();

    assert_eq!(
        second(&certificate[..end]),
        format!(
            "PEM block 2 (`CERTIFICATE`) at byte {at}: no `-----END CERTIFICATE-----` follows; the file is truncated"
        )
    );
    assert_eq!(
        second(&format!("{}{certificate}", &certificate[..end])),
        format!(
            "PEM block 2 (`CERTIFICATE`) at byte {at}: `-----END CERTIFICATE-----` is expected at byte {}",
            at + end
        )
    );
    assert_eq!(
        second("-----BEGIN CERTIFICATE\nMIID"),
        format!("PEM block 2 (`CERTIFICATE`) at byte {at}: its first line does not end in `-----`")
    );
    assert_eq!(
        second("-----END CERTIFICATE-----"),
        format!("PEM block 2 (`CERTIFICATE`) at byte {at}: it ends here without having begun")
    );
    assert_eq!(
        second(&certificate.replace("MIID", "MI#D")),
        format!(
            "PEM block 2 (`CERTIFICATE`) at byte {at}: the character at byte {} is not of Base64",
            at + 30
        )
    );
    assert_eq!(
        second(&certificate.replace("MIID", "MII")),
        format!("PEM block 2 (`CERTIFICATE`) at byte {at}: the Base64 text is truncated")
    );
    let escaped = certificate.replace('\n', "\\n");
    assert_eq!(
        refusal(escaped.replacen("MIID", "MI#D", 1).as_bytes()),
        "PEM block 1 (`CERTIFICATE`) at byte 0: the character at byte 31 is not of Base64"
    );
    assert_eq!(
        refusal(format!("certificate\n{escaped}").as_bytes()),
        "PEM block 1 (`CERTIFICATE`) at byte 12: the character at byte 39 is not of Base64; line breaks are written \
         as `\\n` here, turn them into real ones"
    );
    let utf_16: Vec<_> = format!("\u{feff}{}", certificate.replace("MIID", "MI#D"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        refusal(&utf_16),
        "PEM block 1 (`CERTIFICATE`) at byte 2: the character at byte 62 is not of Base64"
    );
}

#[test]
fn a_certificate_truncated_is_counted() {
    let der = file!("rsa.der");
    let error = Identity::from_der(&der[..500]).unwrap_err();
    assert!(matches!(error, Error::Certificate { number: 1, .. }));
    assert_eq!(
        error.to_string(),
        "certificate 1 of the input: malformed certificate at byte 0: the certificate: ASN.1 DER message is incomplete: \
         expected 824, actual 500"
    );
    let parts = vec![der.to_vec().into(), der[..500].to_vec().into()];
    let error = Identity::from_parts(parts, None).unwrap_err();
    assert!(matches!(error, Error::Certificate { number: 2, .. }));
    let twice = Identity::from_der(&[der, der].concat()).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "this is a certificate that ends after 824 bytes, and 824 more follow that are not only zeros and white space; it was \
         joined with something else or written over a longer file: give the first 824 bytes only"
    );
}

#[test]
fn a_broken_key_is_placed_without_its_bytes() {
    let key = file!("rsa.key.der");
    let refusal = |key: &[u8]| {
        let identity = read(RSA).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.to_vec().into());
        let certificate = identity.end_entity().der().clone();
        Identity::from_parts(vec![certificate], Some(key))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refusal(&key[..600]),
        "the private key: the key: it is truncated after 600 bytes"
    );
    assert_eq!(
        refusal(file!("rsa.der")),
        "the private key: the key: neither PKCS#8 nor PKCS#1 nor SEC1"
    );
    let mut broken = key.to_vec();
    broken[33] = 0x42;
    assert_eq!(
        refusal(&broken),
        "the private key: the key: malformed PKCS#8 at byte 33 of the key: the modulus cannot be read"
    );
    assert_eq!(
        refusal(&vec![0x30; 2 * 1024 * 1024]),
        "the private key: the key: 2097152 bytes, more than the 1048576 that are read"
    );
    assert_eq!(
        refusal(file!("rsa.encrypted.der")),
        "the private key: the key: it is encrypted; read it with its password (`Identity::with_private_key`)"
    );
}

/// A program decides by the value, and never by the words.
#[test]
fn programs_can_tell_what_is_wrong() {
    let error = |input: &[u8]| Identity::from_bytes(input, &Password::none()).unwrap_err();
    assert!(matches!(
        error(b"hello"),
        Error::Unrecognized(Unrecognized::Unexpected(InputKind::Other))
    ));
    assert!(matches!(
        error(file!("public.der")),
        Error::Unrecognized(Unrecognized::Unexpected(InputKind::PublicKey))
    ));
    assert!(matches!(
        error(RSA_KEY),
        Error::Unrecognized(Unrecognized::PrivateKeyOnly { .. })
    ));
    assert!(matches!(
        error(b"-----BEGIN CERTIFICATE-----\nMIIB"),
        Error::Pem {
            source: PemError::NoEnd { .. },
            ..
        }
    ));
    assert!(matches!(
        error(&[file!("rsa.proc-type.pem"), RSA].concat()),
        Error::Pem {
            source: PemError::TraditionalEncryption,
            ..
        }
    ));
    let no_key = Identity::from_bytes(RSA, &Password::none()).unwrap();
    assert!(matches!(
        no_key.dangerous_private_key_pem(),
        Err(Error::PrivateKey {
            source: PrivateKeyError::Absent,
            ..
        })
    ));
}

/// What `?` in `main` and `unwrap` show.
#[test]
fn errors_are_debugged_as_they_are_shown() {
    let error = Identity::from_bytes(b"", &Password::none()).unwrap_err();
    assert_eq!(format!("{error:?}"), "the input is empty");

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let context = Context::fixed(provider, Forge::now());
    let identity = Identity::from_bytes(RSA, &Password::none()).unwrap();
    let rejected = Credential::accept(crate::rest_api(), identity, &context).unwrap_err();
    assert_eq!(format!("{rejected:?}"), format!("\n{rejected}"));
    assert_eq!(
        format!("{:?}", rejected.report()),
        format!("\n{}", rejected.report())
    );
    assert_eq!(
        format!("{:?}", Error::from(rejected.clone())),
        format!("\n{rejected}")
    );
}
