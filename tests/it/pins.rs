//! Pins: read from what people have, written, and matched.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{Pin, Pins, ServerTrust, TrustSpec};
use vb365_tls::{Certificate, Error};

use crate::identity::openssl::openssl;

fn certificate() -> Certificate {
    Forge::product_default().trust_anchor(&Arc::new(ring::default_provider()))
}

fn other() -> Certificate {
    let forge = Forge::self_signed("other.example.com").key(TestKey::P256);
    forge.trust_anchor(&Arc::new(ring::default_provider()))
}

#[track_caller]
fn read(input: impl AsRef<[u8]>) -> Pins {
    Pins::from_bytes(input).unwrap()
}

#[track_caller]
fn refused(input: impl AsRef<[u8]>) -> String {
    Pins::from_bytes(input).unwrap_err().to_string()
}

#[test]
fn a_certificate_is_read_from_pem_and_der() {
    let expected = Pins::from(&certificate());
    let pem = certificate().to_pem();
    assert_eq!(read(certificate().der()), expected);
    assert_eq!(read(&pem), expected);
    assert_eq!(read(pem.replace('\n', "\r\n")), expected);
    assert_eq!(
        read(format!("Bag Attributes\n  friendlyName: é\n{pem}")),
        expected
    );
    let both = format!("{pem}{}", other().to_pem());
    assert_eq!(read(&both), expected.or(&other()));
    assert_eq!(both.parse::<Pins>().unwrap(), read(&both));
}

#[test]
fn a_private_key_beside_it_is_passed_over() {
    let key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
    let file = format!("{key}{}", certificate().to_pem());
    assert_eq!(read(file), Pins::from(&certificate()));
}

#[test]
fn a_public_key_is_read_from_what_openssl_writes() {
    for name in ["rsa", "p256", "ed25519"] {
        let (file, key) = (format!("{name}.pem"), format!("{name}.key.pem"));
        let pem = openssl(&["x509", "-in", &file, "-outform", "PEM"], "");
        let certificate =
            Certificate::from_der(CertificateDer::from_pem_slice(&pem).unwrap()).unwrap();
        let expected = Pins::from(certificate.public_key().fingerprint());
        assert_eq!(
            read(openssl(&["x509", "-in", &file, "-noout", "-pubkey"], "")),
            expected
        );
        let der = openssl(&["pkey", "-in", &key, "-pubout", "-outform", "DER"], "");
        assert_eq!(read(der), expected);
        let printed = openssl(
            &["x509", "-in", &file, "-noout", "-fingerprint", "-sha256"],
            "",
        );
        assert_eq!(read(printed), Pins::from(certificate.fingerprint()));
    }
}

#[test]
fn a_hash_is_read_in_every_form() {
    let key = certificate().public_key().fingerprint();
    let expected = Pins::from(key);
    for form in [
        format!("sha256//{}", key.to_base64()),
        format!("  sha256//{}\r\n", key.to_base64()),
        key.to_base64(),
        key.to_base64url(),
        key.to_string(),
        format!("{key:X}"),
        key.to_colon_separated(),
        format!("SHA256 Fingerprint={}", key.to_colon_separated()),
        format!("{key}\n{key};{key}"),
    ] {
        assert_eq!(read(&form), expected, "{form}");
    }
}

#[test]
fn curl_separates_pins_by_semicolons() {
    let keys = [certificate(), other()].map(|it| it.public_key().fingerprint());
    let text = format!(
        "sha256//{};sha256//{}",
        keys[0].to_base64(),
        keys[1].to_base64()
    );
    assert_eq!(read(text), Pins::from(keys[0]).or(keys[1]));
}

#[test]
fn text_of_windows_is_read() {
    let (pem, hash) = (certificate().to_pem(), certificate().fingerprint());
    assert_eq!(read(format!("\u{feff}{pem}")), Pins::from(&certificate()));
    assert_eq!(read(format!("\u{feff}{hash}\r\n")), Pins::from(hash));
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(pem.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(wide), Pins::from(&certificate()));
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(hash.to_string().encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(read(wide), Pins::from(hash));
}

#[test]
fn what_is_not_a_pin_says_what_it_is() {
    for (input, expected) in [
        (
            "",
            "there is nothing to pin: neither a certificate nor a public key (PEM or DER), nor the SHA-256 of one \
             (`sha256//` with Base64, or hexadecimal digits)",
        ),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
            "there is nothing to pin: neither a certificate nor a public key (PEM or DER), nor the SHA-256 of one \
             (`sha256//` with Base64, or hexadecimal digits)",
        ),
        (
            "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
            "pin 1: a SHA-1 thumbprint tells which certificate is meant and proves nothing; pin the certificate that has \
             it, or the SHA-256 of it",
        ),
        (
            "sha256//AAAA",
            "pin 1: expected 64 hexadecimal digits or the Base64 of 32 bytes, found 4 digits",
        ),
        (
            "sha512//AAAA",
            "pin 1: expected 64 hexadecimal digits or the Base64 of 32 bytes, found the character `s`",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMAA=\n",
            "pin 1: the PEM block does not end",
        ),
        (
            "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
            "pin 1: the PEM block is not Base64",
        ),
    ] {
        assert_eq!(refused(input), expected, "{input}");
    }
    let hash = certificate().fingerprint();
    assert_eq!(
        refused(format!("{hash}\nnonsense")),
        "pin 2: expected 64 hexadecimal digits or the Base64 of 32 bytes, found the character `n`"
    );
    let pem = certificate().to_pem();
    let broken = pem.replacen("MII", "MIA", 1);
    let error = refused(format!("{pem}{broken}"));
    assert!(
        error.starts_with("pin 2: it is not a certificate: "),
        "{error}"
    );
    assert!(matches!(
        Pins::from_bytes(vec![b' '; 5 << 20]),
        Err(Error::TooLarge {
            size: 5_242_880,
            limit: 4_194_304
        })
    ));
}

/// Its key would open every door the end entity opens.
/// The name means the same in another string type, to Windows as to this crate.
#[test]
fn an_issuer_whose_name_is_written_otherwise_is_not_pinned_along() {
    let forge = Forge::tls("vb365.example.com").issuer_name_reencoded();
    let chain = forge.parsed(&Arc::new(ring::default_provider()));
    for order in [[0, 1], [1, 0]] {
        let pem: String = order.iter().map(|&place| chain[place].to_pem()).collect();
        let text = refused(pem);
        let number = order.iter().position(|place| *place == 1).unwrap() + 1;
        let expected = format!("pin {number}: `CN=Test Intermediate 1` is the issuer of number");
        assert!(text.starts_with(&expected), "{text}");
    }
}

#[test]
fn an_issuer_is_not_pinned_along() {
    let chain = Forge::tls("vb365.example.com").parsed(&Arc::new(ring::default_provider()));
    let file: String = chain.iter().map(Certificate::to_pem).collect();
    let error = refused(file);
    let issuer = chain[1].subject();
    assert_eq!(
        error,
        format!(
            "pin 2: `{issuer}` is the issuer of number 1, and whoever holds its key could impersonate the peer; leave \
             it out, or trust the CA instead of pinning"
        )
    );
    assert!(chain[1].is_ca());
}

#[test]
fn the_first_pin_that_fits_is_told() {
    let (old, new) = (certificate(), other());
    let key = new.public_key().fingerprint();
    let pins = Pins::from(&old).or(key);
    assert_eq!(
        pins.matching(&old),
        Some(&Pin::Certificate(old.clone().into()))
    );
    assert_eq!(pins.matching(&new), Some(&Pin::Fingerprint(key)));
    assert_eq!(Pins::from(new.fingerprint()).matching(&old), None);
    let whole = Pins::from(new.fingerprint());
    assert_eq!(
        whole.matching(&new).unwrap().to_string(),
        format!("a certificate or key with SHA-256 {}", new.fingerprint())
    );
    assert_eq!(Pins::new().matching(&old), None);
    let by_thumbprint = Pins::new().dangerous().or_thumbprint(old.thumbprint());
    assert_eq!(
        by_thumbprint.matching(&old),
        Some(&Pin::Thumbprint(old.thumbprint()))
    );
    assert_eq!(by_thumbprint.matching(&new), None);
    assert_eq!(
        Pins::new().to_string(),
        "no certificate at all: nothing is pinned"
    );
}

/// As many as are taken, from as many inputs as that takes.
fn most() -> Pins {
    let key = certificate().public_key().fingerprint().to_base64url();
    let half = format!("{key};").repeat(50_000);
    read(&half).or(read(half))
}

/// However they came together, none of the ways takes more than another.
#[test]
fn reading_and_adding_have_one_limit() {
    let said = "pin 100001: no more than 100000 are taken";
    let context = crate::handshake::context();
    let configured = |pins| {
        let trust = ServerTrust::pinned(pins);
        let config = client_config(&crate::rest_api(), &trust, &context);
        config.map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(configured(most()), Ok(()));
    assert_eq!(
        configured(most().or(other().fingerprint())),
        Err(said.into())
    );

    let half = format!("{};", other().fingerprint().to_base64url()).repeat(50_000);
    let written = |texts: &[&str]| {
        let json = serde_json::to_string(texts).unwrap();
        serde_json::from_str::<Pins>(&json).map_err(|error| error.to_string())
    };
    assert!(written(&[&half, &half]).is_ok());
    let error = written(&[&half, &half, "00"]).unwrap_err();
    assert!(!error.starts_with(said), "{error}");
    let one = "00".repeat(32);
    let error = written(&[&half, &half, &one]).unwrap_err();
    assert!(error.starts_with(said), "{error}");

    let spec: TrustSpec = format!("pin:half;pin:half;sha256:{one}").parse().unwrap();
    let error = spec.server_trust(|_| Ok::<_, String>(half.clone().into_bytes()));
    assert_eq!(
        error.unwrap_err().to_string(),
        format!("trust `sha256:{one}`: {said}")
    );
}

/// Issuers are found among thousands as among two.
#[test]
fn an_issuer_among_many_is_not_pinned_along() {
    let chain = Forge::tls("vb365.example.com").parsed(&Arc::new(ring::default_provider()));
    let mut file: String = other().to_pem().repeat(1_500);
    file += &chain[0].to_pem();
    file += &chain[1].to_pem();
    let error = refused(&file);
    let expected = "pin 1502: `CN=Test Intermediate 1` is the issuer of number 1501";
    assert!(error.starts_with(expected), "{error}");
}

/// In the order given, whatever kind they are of.
#[test]
fn the_first_of_several_that_fit_is_told() {
    let certificate = certificate();
    let forms = [
        Pins::from(&certificate),
        Pins::from(certificate.fingerprint()),
        Pins::from(certificate.public_key().fingerprint()),
        Pins::new()
            .dangerous()
            .or_thumbprint(certificate.thumbprint()),
    ];
    let strangers = || Pins::from(&other()).or(other().fingerprint());
    for first in &forms {
        for second in &forms {
            let pins = strangers().or(first.clone()).or(second.clone());
            let pins = pins.or(first.clone());
            assert_eq!(pins.matching(&certificate), first.iter().next());
        }
    }
    assert_eq!(strangers().matching(&certificate), None);
}

#[test]
fn order_and_repetition_make_no_difference() {
    let (one, two) = (certificate(), other());
    let all = [
        Pins::from(&one),
        Pins::from(&two),
        Pins::from(one.fingerprint()),
        Pins::from(two.fingerprint()),
        Pins::new().dangerous().or_thumbprint(one.thumbprint()),
    ];
    let together = |order: &[usize]| {
        let pins = order.iter().map(|&place| all[place].clone());
        pins.fold(Pins::new(), Pins::or)
    };
    let whole = together(&[0, 1, 2, 3, 4]);
    assert_eq!(whole, together(&[4, 3, 2, 1, 0]));
    assert_eq!(whole, together(&[0, 0, 1, 2, 2, 3, 4, 4]));
    for left_out in 0..all.len() {
        let mut order: Vec<_> = (0..all.len()).collect();
        order.remove(left_out);
        let some = together(&order);
        assert_ne!(whole, some);
        assert_ne!(some, whole);
        assert_eq!(whole, some.or(all[left_out].clone()));
    }
    // A certificate and its fingerprint let the same peer in, and are two pins.
    assert_ne!(all[0], all[2]);
    assert_eq!(Pins::new(), Pins::new());
    assert_ne!(Pins::new(), all[0]);
}

/// A clone that is added to leaves the other as it is, also after something was looked up in both.
#[test]
fn what_is_added_is_found() {
    let (old, new) = (certificate(), other());
    let pins = Pins::from(&old);
    assert!(pins.matching(&old).is_some() && pins.matching(&new).is_none());
    let both = pins.clone().or(new.fingerprint());
    assert!(both.matching(&old).is_some() && both.matching(&new).is_some());
    assert!(pins.matching(&new).is_none());
    let texts: Vec<_> = both.iter().map(Pin::to_string).collect();
    assert_eq!(both.to_string(), texts.join(" or "));
    let shown = format!("{:?}", Pins::from(new.fingerprint()));
    assert_eq!(
        shown,
        format!("Pins([Fingerprint(Fingerprint({}))])", new.fingerprint())
    );
}

#[test]
fn pins_survive_being_written() {
    let pins = Pins::from(&certificate()).or(other().public_key().fingerprint());
    let json = serde_json::to_string(&pins).unwrap();
    assert_eq!(serde_json::from_str::<Pins>(&json).unwrap(), pins);
    let hash = other().fingerprint();
    assert_eq!(
        serde_json::to_string(&Pins::from(hash)).unwrap(),
        format!("[\"{hash}\"]")
    );
    let one: Pins = serde_json::from_str(&format!("\"sha256//{}\"", hash.to_base64())).unwrap();
    assert_eq!(one, Pins::from(hash));
}

#[test]
fn what_proves_nothing_is_neither_written_nor_read() {
    let thumbprint = certificate().thumbprint();
    let pins = Pins::from(&other()).dangerous().or_thumbprint(thumbprint);
    let error = serde_json::to_string(&pins).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the SHA-1 thumbprint {thumbprint} is not written down as a pin, because it proves nothing"
        )
    );
    for (json, expected) in [
        (
            format!("[\"{thumbprint}\"]"),
            "pin 1: a SHA-1 thumbprint tells",
        ),
        (
            "[]".into(),
            "the list of pins is empty, so nobody could be trusted",
        ),
        (
            "7".into(),
            "invalid type: integer `7`, expected certificates, public keys or fingerprints to pin",
        ),
    ] {
        let error = serde_json::from_str::<Pins>(&json).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}
