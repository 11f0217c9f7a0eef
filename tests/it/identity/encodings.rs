//! Text that encodes a container or a key, and what stands behind a container.

use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::provenance::Encoding;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::{Context, Error, check};

use super::hostile::element;
use super::openssl::{openssl, pfx};
use super::{P256, RSA, assert_key_works, file, read, refusal};

/// In lines of 64 characters.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| char::from(ALPHABET[(bits & 0x3f) as usize]);
    let mut text = String::new();
    for (number, group) in bytes.chunks(3).enumerate() {
        let bits = (0..3).fold(0, |bits, n| {
            bits << 8 | u32::from(*group.get(n).unwrap_or(&0))
        });
        let digits: String = [18, 12, 6, 0]
            .iter()
            .map(|shift| digit(bits >> shift))
            .collect();
        text.push_str(&digits[..=group.len()]);
        text.push_str(&"=="[..3 - group.len()]);
        if number % 16 == 15 {
            text.push('\n');
        }
    }
    text
}

/// Whoever followed the advice to write `CERTIFICATE` around any Base64.
#[test]
fn a_block_of_a_certificate_that_holds_something_else_is_named() {
    let pfx = pfx(&[], "secret");
    for (der, what, label) in [
        (&*pfx, "a PKCS#12 (PFX) file", "PKCS12"),
        (file!("rsa.key.der"), "a private key", "PRIVATE KEY"),
        (file!("chain.p7b"), "PKCS#7", "PKCS7"),
    ] {
        let block = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            base64(der)
        );
        assert_eq!(
            refusal(block.as_bytes()),
            format!(
                "PEM block 1 (`CERTIFICATE`) at byte 0: it holds {what}, not a certificate; write `{label}` in place of \
                 `CERTIFICATE` in its first and last line"
            )
        );
    }
}

#[test]
fn a_dsa_key_is_named_in_each_of_its_encodings() {
    let is_named = |bytes: &[u8]| {
        let identity = read(RSA).unwrap();
        let error = identity
            .with_private_key(bytes, &Password::none())
            .unwrap_err()
            .to_string();
        assert!(error.contains("DSA keys do not work in TLS"), "{error}");
        assert!(!error.contains("malformed"), "{error}");
    };
    let parameters = std::env::temp_dir().join(format!("vb365-tls-dsa-{}.pem", std::process::id()));
    let pem = openssl(&["dsaparam", "-genkey", "-noout", "1024"], "");
    std::fs::write(&parameters, &pem).unwrap();
    let der = openssl(
        &[
            "dsa",
            "-in",
            parameters.to_str().unwrap(),
            "-outform",
            "DER",
        ],
        "",
    );
    std::fs::remove_file(parameters).unwrap();
    is_named(&der);
    let numbers = [b"\x02\x01\x00".as_slice(), &b"\x02\x01\x05".repeat(5)].concat();
    is_named(&element(0x30, &[&numbers]));
    let block = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        base64(&der)
    );
    is_named(block.as_bytes());
}

/// Zeros as Windows leaves them, and the line break of an editor.
#[test]
fn a_container_with_padding_behind_it_is_read_with_a_notice() -> Result<(), Error> {
    let secret = Password::from("secret");
    let file = pfx(&[], "secret");
    let context = Context::fixed(rustls::crypto::aws_lc_rs::default_provider(), Forge::now());
    let scenario = RestApi::at("vb365.example.com").unwrap();
    for (behind, found) in [
        (&[0; 8][..], "8 octets, all zeros or white space"),
        (b"\n", "1 octet, a zero or white space"),
        (b"\r\n \t\0", "5 octets, all zeros or white space"),
    ] {
        let padded = [&*file, behind].concat();
        for identity in [
            Identity::from_bytes(&padded, &secret)?,
            Identity::from_pfx(&padded, &secret)?,
        ] {
            assert_key_works(&identity);
            let pfx = identity.provenance().pfx().unwrap();
            assert_eq!(
                (pfx.trailing_octets, pfx.encoding),
                (behind.len(), Encoding::Der)
            );
            let report = check(&scenario, &identity, &context);
            let rule = "container-trailing-octets";
            let finding = report.findings().iter().find(|it| it.rule.as_str() == rule);
            assert_eq!(finding.map(|it| &*it.found), Some(found), "{report}");
        }
    }
    let exact = Identity::from_bytes(&file, &secret)?;
    assert_eq!(
        exact.provenance().pfx().map(|pfx| pfx.trailing_octets),
        Some(0)
    );
    Ok(())
}

#[test]
fn anything_else_behind_a_container_is_refused_as_what_it_is() {
    let secret = Password::from("secret");
    let file = pfx(&[], "secret");
    for behind in [&b"\0\0x"[..], &file, P256, b"\xef\xbb\xbf"] {
        let joined = [&*file, behind].concat();
        let (end, count) = (file.len(), behind.len());
        for error in [
            Identity::from_bytes(&joined, &secret),
            Identity::from_pfx(&joined, &secret),
        ] {
            let error = error.map(drop).unwrap_err();
            assert_eq!(
                error.container(),
                Some(&ContainerError::BytesBehind { end, count })
            );
            assert_eq!(
                error.to_string(),
                format!(
                    "the PKCS#12 (PFX) container ends after {end} bytes and the input goes on for {count} more that are \
                     not only zeros and white space; it was joined with something else or written over a longer file: \
                     give the first {end} bytes only, or take the file from its source again"
                )
            );
        }
    }
}

/// Lengths of BER with more octets than they need, inside and outside.
#[test]
fn both_readers_take_the_same_containers() -> Result<(), Error> {
    let secret = Password::from("secret");
    let file = pfx(&[], "secret");
    let contents = &file[4..];
    let version = |octets: &[u8]| [&[0x02], octets, &[3], &contents[3..]].concat();
    let padded = |zeros: usize, contents: &[u8]| {
        let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
        [
            &[0x30, 0x84 + u8::try_from(zeros).unwrap()],
            &*vec![0; zeros],
            &length,
            contents,
        ]
        .concat()
    };
    let indefinite = |contents: &[u8]| [&[0x30, 0x80], contents, &[0, 0]].concat();
    for version in [
        version(&[1]),
        version(&[0x81, 1]),
        version(&[0x84, 0, 0, 0, 1]),
        version(&[0x86, 0, 0, 0, 0, 0, 1]),
    ] {
        for file in [
            padded(0, &version),
            padded(1, &version),
            padded(60, &version),
            indefinite(&version),
        ] {
            for file in [file.clone(), [&*file, b"\n"].concat()] {
                let by_name = Identity::from_pfx(&file, &secret)?;
                let sniffed = Identity::from_bytes(&file, &secret)?;
                assert_eq!(by_name.provenance(), sniffed.provenance());
                assert_eq!(by_name.end_entity(), sniffed.end_entity());
                let refusal = Identity::from_der(&file).unwrap_err();
                assert_eq!(
                    refusal.to_string(),
                    "this is a PKCS#12 (PFX) file; read it with `from_pfx` or `from_bytes`"
                );
            }
        }
    }
    Ok(())
}
