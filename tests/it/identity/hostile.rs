//! Input made to be slow, large or deep.

use rustls_pki_types::CertificateDer;
use vb365_tls::identity::{Identity, MAX_SIZE, Password};

use super::{P256, P256_KEY, RSA, file, read, refusal};

#[test]
fn no_truncation_and_no_flipped_byte_panics() {
    let pem = [file!("ed25519.key.pem"), file!("ed25519.pem")].concat();
    let inputs = [
        pem.as_slice(),
        file!("chain.p7b"),
        file!("p256.sec1.der"),
        file!("p256.key.der"),
        file!("ed25519.key.der"),
    ];
    let certificate = read(P256).unwrap();
    for input in inputs {
        for end in 0..input.len() {
            let _ = read(&input[..end]);
            let _ = certificate
                .clone()
                .with_private_key(&input[..end], &Password::none());
        }
        for position in 0..input.len() {
            for mask in [0x01, 0xff] {
                let mut flipped = input.to_vec();
                flipped[position] ^= mask;
                let _ = read(&flipped);
                let _ = certificate
                    .clone()
                    .with_private_key(&flipped, &Password::none());
            }
        }
    }
}

#[test]
fn oversized_input_is_refused_before_it_is_looked_at() {
    let zeros = vec![0; 100_000_000];
    let error = read(&zeros).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the input has 100000000 bytes, more than the {MAX_SIZE} that are read")
    );
    assert!(Identity::from_pem(&zeros, &Password::none()).is_err());
    assert!(Identity::from_der(&zeros).is_err());
    let parts = vec![zeros.into()];
    assert!(Identity::from_parts(parts, None).is_err());
}

#[test]
fn many_small_things_are_refused_in_time() {
    assert_eq!(
        refusal(&RSA.repeat(10_000)),
        format!(
            "more than the 2000 PEM blocks that are read, the next one at byte {}; \
             keep the certificate, its issuers and its key",
            2000 * RSA.len()
        )
    );
    assert_eq!(
        refusal(&RSA.repeat(1_001)),
        format!(
            "more than the 1000 certificates that are read, and there are more at byte {}; \
             keep the certificate and its issuers",
            1000 * RSA.len()
        )
    );
    let der: CertificateDer<'_> = file!("rsa.der").into();
    let parts = Identity::from_parts(vec![der; 10_000], None).unwrap_err();
    assert_eq!(
        parts.to_string(),
        "more than the 1000 certificates that are read, and there are more; keep the certificate and its issuers"
    );
    let repeated = read(&[RSA, &P256_KEY.repeat(1_500)].concat()).unwrap();
    assert_eq!(repeated.ignored().len(), 1_499);
    let key = std::str::from_utf8(P256_KEY).unwrap();
    let at = key.rfind("\n-----END").unwrap() - 8;
    // Not points of the curve, but nobody has to know that to list them.
    let keys = (0..1_500).map(|number| {
        let (start, end) = (&key[..at], &key[at + 4..]);
        format!("{start}{number:04}{end}")
    });
    let refused = refusal(&[RSA, keys.collect::<String>().as_bytes()].concat());
    assert!(
        refused
            .starts_with("the input holds 1500 private keys; choose one with `Identity::select`")
    );
    assert!(refused.ends_with("; and 1492 more"));

    // Each would be slow if anything were looked at again and again.
    for pattern in [
        "-----BEGIN ",
        "-----BEGIN A-----\n",
        "x -----BEGIN A-----\n",
        "-----",
        "- ",
        " ",
        "\n",
        "\r",
        "-----BEGIN A----------END A-----",
        "-----BEGIN A-----\na:\n",
        "0",
        "\u{30}\u{0}",
        "\u{feff}",
        "\u{a0}",
        "\"",
        "'",
        "\\",
        "MIID",
        "MIID*",
        "TUlJ",
        "3082",
        "%2B",
        "> ",
        "{\"a\":",
        "[{\"a\":[",
        "{\"a\":\"-----BEGIN A-----\",",
        "a: ",
        "a: |\n",
        "a:\n ",
        "\u{2013}BEGIN ",
        "data:;base64,",
        "<!-- ",
    ] {
        let _ = read(&pattern.as_bytes().repeat(2_000_000 / pattern.len()));
    }
    let header = b"-----BEGIN RSA PRIVATE KEY-----\n".to_vec();
    let headers = [header, b"a: b\n".repeat(400_000)].concat();
    assert!(read(&headers).is_err());
}

#[test]
fn nesting_bombs_and_giant_names_are_read_once() {
    // A SEQUENCE of a SEQUENCE of a SEQUENCE, with no end, in lengths of four octets and of indefinite length.
    for (header, length) in [(vec![0x30, 0x84], 6), (vec![0x30, 0x80], 2)] {
        let depth = 1_000_000;
        let mut bomb = Vec::new();
        for level in (0..depth).rev() {
            bomb.extend(&header);
            if length == 6 {
                bomb.extend(u32::to_be_bytes(level * 6));
            }
        }
        let _ = refusal(&bomb);
    }

    let names = element(0x30, &[&b"\x82\x01a".repeat(350_000)]);
    let san = element(0x30, &[b"\x06\x03\x55\x1d\x11", &element(0x04, &[&names])]);
    let extensions = element(0xa3, &[&element(0x30, &[&san])]);
    let der = certificate(1, b"a", b"a", &extensions);
    let identity = read(&der).unwrap();
    let names = identity.end_entity().subject_alt_name().present();
    assert_eq!(names.map(|names| names.dns_names().count()), Some(350_000));
}

/// Every one could be the issuer of every other, by names of 7 kB.
#[test]
fn certificates_that_issue_each_other_are_ordered_in_time() {
    // In another case the names are equal, but not their bytes.
    let [a, upper_a, b, upper_b] = [b"a", b"A", b"b", b"B"].map(|name| name.repeat(7_000));
    let pairs = (0..500).flat_map(|serial| {
        let there = certificate(2 * serial, &a, &upper_b, &[]);
        [there, certificate(2 * serial + 1, &b, &upper_a, &[])]
    });
    let identity = Identity::from_parts(pairs.map(Into::into).collect(), None).unwrap();
    let chain = identity.chain();
    assert_eq!(
        1 + chain.intermediates().len() + chain.unrelated().len(),
        1000
    );
}

fn certificate(serial: u16, subject: &[u8], issuer: &[u8], extensions: &[u8]) -> Vec<u8> {
    let name = |value| {
        let value = element(0x0c, &[value]);
        let attribute = element(0x30, &[b"\x06\x03\x55\x04\x03", &value]);
        element(0x30, &[&element(0x31, &[&attribute])])
    };
    let ed25519 = element(0x30, &[b"\x06\x03\x2b\x65\x70"]);
    let tbs = [
        b"\xa0\x03\x02\x01\x02".to_vec(),
        element(0x02, &[b"\x01", &serial.to_be_bytes()]),
        ed25519.clone(),
        name(issuer),
        element(0x30, &[b"\x17\x0d260101000000Z\x17\x0d360101000000Z"]),
        name(subject),
        element(0x30, &[&ed25519, &element(0x03, &[&[0; 33]])]),
        extensions.to_vec(),
    ];
    let tbs = element(0x30, &[&tbs.concat()]);
    element(0x30, &[&tbs, &ed25519, &element(0x03, &[&[0; 65]])])
}

pub fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = contents.len();
    let header = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => {
            let octets = length.to_be_bytes();
            let start = octets.iter().position(|&octet| octet != 0).unwrap();
            let count = octets.len() - start;
            [&[tag, 0x80 | count as u8], &octets[start..]].concat()
        }
    };
    [header, contents].concat()
}
