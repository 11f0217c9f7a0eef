//! What people reported, made again.

use vb365_tls::Error;
use vb365_tls::error::{ContainerError, InputKind, PasswordHint, Unrecognized};
use vb365_tls::identity::{Identity, Password};

use super::called;
use super::samples::{KEY, PEM, PFX, base64, pfx_with_line_feed, utf16, with_crlf};
use crate::identity::openssl::{openssl, pfx};

fn secret() -> Password {
    Password::from("secret")
}

/// Azure Key Vault, and the field `applicationCertificate` of the product's REST API.
#[test]
fn a_pfx_in_base64_is_read() -> Result<(), Error> {
    let text = base64(&pfx(&[], "secret"));
    for identity in [
        Identity::from_bytes(text.as_bytes(), &secret())?,
        Identity::from_pfx(text.as_bytes(), &secret())?,
    ] {
        assert!(identity.has_private_key());
        assert!(identity.provenance().pfx().is_some());
        assert_eq!(identity.ignored()[0].to_string(), "Base64: taken off");
    }
    let pasted = utf16(&format!("\u{201e}{text}\u{201c}\r\n"));
    let identity = Identity::from_bytes(&pasted, &secret())?;
    let listed = identity.ignored().iter().map(|it| it.what().to_owned());
    assert_eq!(
        listed.collect::<Vec<_>>(),
        ["UTF-16", "quotation marks", "Base64"]
    );
    // Refusals are those of the file itself.
    let error = Identity::from_bytes(text.as_bytes(), &Password::none()).unwrap_err();
    assert_eq!(error.container(), Some(&ContainerError::PasswordMissing));
    let identity = Identity::from_pem(PEM, &Password::none())?;
    let key = base64(KEY);
    assert!(
        identity
            .with_private_key(key.as_bytes(), &Password::none())?
            .has_private_key()
    );
    Ok(())
}

/// Positions count in what was decoded, and the message says so.
#[test]
fn damage_inside_base64_is_placed_in_what_it_encodes() {
    let mut der = super::samples::DER.to_vec();
    // The tag of the serial number.
    der[13] = 0x05;
    let error = Identity::from_bytes(base64(&der).as_bytes(), &Password::none()).unwrap_err();
    assert!(
        matches!(&error, Error::Decoded { encoding, .. } if encoding == "Base64"),
        "{error}"
    );
    assert!(
        error.to_string().starts_with(
            "inside Base64: certificate 1 of the input: malformed certificate at byte "
        ),
        "{error}"
    );
    let mut text = base64(PFX);
    let place = 100;
    text.replace_range(place..=place, "*");
    let error = Identity::from_bytes(text.as_bytes(), &secret()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "this begins as Base64 of a PKCS#12 (PFX) file, and the character at byte {place} is not of Base64"
        )
    );
}

#[test]
fn a_pfx_with_other_line_ends_is_not_called_damaged() {
    let file = with_crlf(&pfx_with_line_feed());
    for error in [
        Identity::from_bytes(&file, &secret()),
        Identity::from_pfx(&file, &secret()),
    ] {
        assert_eq!(
            error.map(drop).unwrap_err().to_string(),
            "this is a binary file after a conversion of its line ends, as a transfer in text mode, Git or a mail program \
             makes it; take it from its source again, and transfer it as a binary file"
        );
    }
}

#[test]
fn hyphens_that_became_dashes_are_named_with_their_line() {
    let text = std::str::from_utf8(PEM).unwrap();
    let refusal = |bytes: &[u8]| Identity::from_bytes(bytes, &Password::none()).unwrap_err();
    for (dashes, found) in [
        ("\u{2013}\u{2013}\u{2013}\u{2013}\u{2013}", '\u{2013}'),
        ("\u{2014}\u{2014}-", '\u{2014}'),
        ("\u{2011}\u{2011}\u{2011}\u{2011}\u{2011}", '\u{2011}'),
        ("\u{2212}\u{2212}\u{2212}\u{2212}\u{2212}", '\u{2212}'),
        ("----", '-'),
    ] {
        let changed = format!("the certificate:\n{}", text.replace("-----", dashes));
        for bytes in [changed.clone().into_bytes(), utf16(&changed)] {
            let error = refusal(&bytes);
            let Error::Unrecognized(Unrecognized::Hyphens {
                line,
                found: character,
            }) = &error
            else {
                panic!("{error}");
            };
            assert_eq!((*line, *character), (2, found));
        }
    }
    let dashed = text.replace('-', "\u{2013}");
    assert_eq!(
        refusal(dashed.as_bytes()).to_string(),
        "this is PEM whose hyphens became other characters, as text programs do it: on line 1 there is `\u{2013}` (U+2013); \
         write `-----` at both ends of its first and its last line"
    );
    assert_eq!(
        refusal(text.replace("-----", "----").as_bytes()).to_string(),
        "this is PEM, and line 1 does not begin with five hyphens; write `-----` at both ends of its first and its last line"
    );
}

#[test]
fn a_password_that_does_not_fit_gets_hints() {
    let file = pfx(&[], "secret");
    let hints = |bytes: &[u8], password: &str| {
        let error = Identity::from_bytes(bytes, &Password::from(password)).unwrap_err();
        // Whatever it says, it is not what the password is.
        assert!(!error.to_string().contains(password.trim()), "{error}");
        match error.container() {
            Some(ContainerError::PasswordOrDamage { hints }) => (hints.clone(), error.to_string()),
            other => panic!("{other:?}"),
        }
    };
    let either = "the password is wrong or the file is damaged, the format does not tell which; ";
    let (found, text) = hints(&file, "Secret");
    assert_eq!(found, []);
    assert_eq!(
        text,
        format!("{either}try the password with another program")
    );
    for password in ["secret\n", "secret\r\n", " secret"] {
        let (found, text) = hints(&file, password);
        assert_eq!(found, [PasswordHint::WhiteSpaceAtEnds]);
        assert_eq!(
            text,
            format!(
                "{either}the password has white space at its ends, perhaps the line break of the file it is from: give it \
                 without"
            )
        );
    }
    let (found, _) = hints(&file, "pässwörd");
    assert_eq!(found, [PasswordHint::BeyondAscii]);
    let (found, text) = hints(&pfx(&[], ""), "Geheim");
    assert_eq!(found, [PasswordHint::OpensWithEmptyPassword]);
    assert_eq!(
        text,
        format!("{either}it opens with the empty password: give that one")
    );
    let key = openssl(
        &[
            "pkcs8",
            "-topk8",
            "-in",
            "rsa.key.pem",
            "-outform",
            "DER",
            "-passout",
            "pass:secret",
        ],
        "",
    );
    let (found, _) = hints(&key, "secret\n");
    assert_eq!(found, [PasswordHint::WhiteSpaceAtEnds]);
}

#[test]
fn pkcs7_in_ber_is_read_with_a_notice() -> Result<(), Error> {
    // A SEQUENCE and what it explicitly tags, of indefinite length.
    let der = super::samples::PKCS7;
    let contents = &der[4..];
    let oid = 2 + usize::from(contents[1]);
    let (oid, explicit) = contents.split_at(oid);
    let ber = [
        &[0x30, 0x80],
        oid,
        &[0xa0, 0x80],
        &explicit[4..],
        &[0, 0, 0, 0],
    ]
    .concat();
    let pem = format!(
        "-----BEGIN PKCS7-----\n{}\n-----END PKCS7-----\n",
        base64(&ber)
    );
    let expected = Identity::from_bytes(der, &Password::none())?;
    let notice = "read as the DER it stands for";
    for bytes in [ber.as_slice(), pem.as_bytes(), base64(&ber).as_bytes()] {
        let identity = Identity::from_bytes(bytes, &Password::none())?;
        assert_eq!(identity.end_entity(), expected.end_entity());
        let last = identity.ignored().last().unwrap();
        assert_eq!((last.what(), last.reason()), ("BER of PKCS#7", notice));
    }
    let trailing = [&*ber, b"\n"].concat();
    let identity = Identity::from_bytes(&trailing, &Password::none())?;
    assert_eq!(identity.ignored()[0].what(), "1 octet behind the end");
    let error = Identity::from_bytes(&[&*ber, b"x"].concat(), &Password::none()).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Unrecognized(Unrecognized::OctetsBehind {
                kind: InputKind::Pkcs7,
                count: 1,
                ..
            })
        ),
        "{error}"
    );
    Ok(())
}

/// One octet away from a hash is another hash, and no text is taken for more than it is.
#[test]
fn ordinary_text_is_called_nothing() {
    for text in [
        "hello",
        "correct horse battery staple",
        "0",
        "{}",
        "[]",
        "a: b\nc: d\n",
        "MIID",
        "data:",
        "\"",
        "''",
    ] {
        let error = Identity::from_bytes(text.as_bytes(), &Password::none()).unwrap_err();
        assert_eq!(called(&error), Some(InputKind::Other), "{text}: {error}");
    }
    let name = br#""C:\ProgramData\Veeam\vb365.pfx""#;
    let error = Identity::from_bytes(name, &Password::none()).unwrap_err();
    assert_eq!(called(&error), Some(InputKind::FileName), "{error}");
}
