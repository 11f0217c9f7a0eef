//! Reading certificates and keys out of files made by `openssl`, and refusing the rest in words.

use std::sync::Arc;

use rustls::SignatureAlgorithm;
use rustls::sign::{Signer, SigningKey};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use vb365_tls::identity::{Identity, Ignored, MAX_SIZE};
use vb365_tls::{Certificate, Error};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../data/identity/", $name)).as_slice()
    };
}

const ROOT: &[u8] = file!("root.pem");
const RSA: &[u8] = file!("rsa.pem");
const RSA_KEY: &[u8] = file!("rsa.key.pem");
const P256: &[u8] = file!("p256.pem");
const P256_KEY: &[u8] = file!("p256.key.pem");

fn name(identity: &Identity) -> String {
    identity.end_entity().subject().to_string()
}

fn refusal(bytes: &[u8]) -> String {
    Identity::from_bytes(bytes).unwrap_err().to_string()
}

fn ignored(identity: &Identity) -> Vec<String> {
    identity.ignored().iter().map(Ignored::to_string).collect()
}

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
            let identity = Identity::from_bytes(&bundle)?;
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
        let identity = Identity::from_bytes(certificate)?;
        assert!(!identity.has_private_key());
        assert!(identity.with_private_key(key)?.has_private_key());
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
        let identity = Identity::from_bytes(bundle)?;
        assert_eq!(name(&identity), "OU=rsa, CN=vb365.example.com");
        assert!(identity.has_private_key());
        assert!(identity.chain().trust_anchor().is_some());
        assert!(identity.chain().was_reordered());
        assert_eq!(ignored(&identity), [""; 0]);
    }
    Ok(())
}

#[test]
fn what_openssl_writes_besides_plain_pem_is_read() -> Result<(), Error> {
    let identity = Identity::from_bytes(file!("bag-attributes.pem"))?;
    assert!(identity.has_private_key());
    assert!(identity.chain().trust_anchor().is_some());

    for pkcs7 in [file!("chain.p7b"), file!("chain.p7b.pem")] {
        let identity = Identity::from_bytes(pkcs7)?;
        assert_eq!(name(&identity), "OU=rsa, CN=vb365.example.com");
        assert!(identity.chain().trust_anchor().is_some());
        assert!(
            identity
                .with_private_key(file!("rsa.pkcs1.der"))?
                .has_private_key()
        );
    }

    let identity = Identity::from_bytes(file!("rsa.trusted.pem"))?;
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
        name(&Identity::from_pem(&bundle)?),
        "OU=rsa, CN=vb365.example.com"
    );
    let identity = Identity::from_pem(&[&bundle, P256_KEY].concat())?;
    assert_eq!(name(&identity), "OU=p256, CN=vb365.example.com");
    assert_eq!(identity.chain().unrelated().len(), 1);

    let identity = Identity::from_pem(&bundle)?.with_private_key(file!("p256.sec1.der"))?;
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
    let identity = Identity::from_bytes(&bundle)?;
    let request_at = 21 + sec1.len();
    let message_at = request_at + request.len() + P256.len();
    let repeated_at = bundle.len() - P256.len();
    assert_eq!(
        ignored(&identity),
        [
            "`-----BEGIN` at byte 4: it stands inside a line of other text".to_owned(),
            "`EC PARAMETERS` at byte 21: the key names its curve itself".to_owned(),
            format!(
                "`CERTIFICATE REQUEST` at byte {request_at}: a request, not the certificate an authority returns for \
                 it"
            ),
            format!("`PGP MESSAGE` at byte {message_at}: neither a certificate nor a private key"),
            format!("certificate 2 at byte {repeated_at}: the same as certificate 1"),
        ]
    );
    assert_eq!(identity.ignored()[1].what(), "`EC PARAMETERS`");
    assert_eq!(identity.ignored()[1].offset(), Some(21));

    let key_file = [sec1, P256].concat();
    let identity = Identity::from_bytes(P256)?.with_private_key(&key_file)?;
    assert_eq!(
        ignored(&identity),
        [
            "`EC PARAMETERS` at byte 0: the key names its curve itself",
            "certificate `OU=p256, CN=vb365.example.com` in the input of the key: only the key is taken from it",
        ]
    );
    Ok(())
}

#[test]
fn what_needs_another_tool_is_refused_with_the_command() {
    let decrypt = "it is encrypted; decrypt it: openssl pkey -in FILE -out KEY.pem";
    assert_eq!(
        refusal(file!("rsa.pfx")),
        "this is a PKCS#12 (PFX) file; convert it: openssl pkcs12 -in FILE -nodes -out FILE.pem"
    );
    assert_eq!(
        refusal(&[RSA, file!("rsa.encrypted.pem")].concat()),
        format!(
            "PEM block 2 (`ENCRYPTED PRIVATE KEY`) at byte {}: {decrypt}",
            RSA.len()
        )
    );
    assert_eq!(
        refusal(&[file!("rsa.proc-type.pem"), RSA].concat()),
        format!("PEM block 1 (`RSA PRIVATE KEY`) at byte 0: {decrypt}")
    );
    assert_eq!(
        refusal(file!("rsa.encrypted.der")),
        "this is an encrypted private key; decrypt it: openssl pkey -in FILE -out KEY.pem"
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
        "this PKCS#7 file is not in DER; convert it: openssl pkcs7 -in FILE -inform DER -print_certs -out FILE.pem"
    );
    assert_eq!(
        refusal(b"\x30\x80\x02\x01\x03\x30\x80"),
        "this is a PKCS#12 (PFX) file; convert it: openssl pkcs12 -in FILE -nodes -out FILE.pem"
    );
}

#[test]
fn what_is_no_certificate_is_named() {
    let neither = "this is neither PEM (there is no `-----BEGIN` line) nor the DER of a certificate, a private key, \
                   PKCS#7 or PKCS#12";
    assert_eq!(refusal(b""), "the input is empty");
    assert_eq!(refusal(b"hello"), neither);
    assert_eq!(refusal(&[0; 1000]), neither);
    assert_eq!(refusal(b"\xff\xfeh\0i\0"), neither);
    assert_eq!(refusal(b"0"), neither);
    assert_eq!(
        refusal(file!("request.der")),
        "this is a certificate request; what is needed is the certificate the authority returns for it"
    );
    assert_eq!(
        refusal(file!("request.pem")),
        "there is no certificate; `CERTIFICATE REQUEST` at byte 0: a request, not the certificate an authority \
         returns for it"
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
        "this looks like Base64 without the lines around it; put `-----BEGIN CERTIFICATE-----` before and `-----END \
         CERTIFICATE-----` after it"
    );
    assert_eq!(
        refusal(b"certificate: -----BEGIN CERTIFICATE-----"),
        "there is no PEM block, only `-----BEGIN` inside a line, at byte 13; it has to begin a line"
    );
    let no_parts = Identity::from_parts(Vec::new(), None).unwrap_err();
    assert_eq!(no_parts.to_string(), "the input is empty");
}

#[test]
fn two_keys_are_refused_with_both_named() -> Result<(), Error> {
    assert_eq!(
        refusal(&[RSA, RSA_KEY, file!("p256.sec1.pem")].concat()),
        format!(
            "the private key: there are 2 of them (`PRIVATE KEY` at byte {}, RSA 2048 (PKCS#8); `EC PRIVATE KEY` at \
             byte {}, EC P-256 (SEC1)); keep the one that belongs to the certificate",
            RSA.len(),
            RSA.len() + RSA_KEY.len() + 75,
        )
    );
    let identity = Identity::from_pem(&[RSA, RSA_KEY].concat())?;
    let error = identity.with_private_key(P256_KEY).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the private key: there is one already, and here is another, EC P-256 (PKCS#8)"
    );
    Ok(())
}

#[test]
fn a_file_of_a_key_without_one_says_what_it_holds() -> Result<(), Error> {
    let refusal = |bytes| {
        let identity = Identity::from_bytes(RSA).unwrap();
        identity.with_private_key(bytes).unwrap_err().to_string()
    };
    assert_eq!(refusal(ROOT), "there is no private key, only a certificate");
    assert_eq!(
        refusal(file!("request.pem")),
        "there is no private key; `CERTIFICATE REQUEST` at byte 0: a request, not the certificate an authority \
         returns for it"
    );
    assert_eq!(
        refusal(file!("rsa.encrypted.der")),
        "this is an encrypted private key; decrypt it: openssl pkey -in FILE -out KEY.pem"
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
            "PEM block 2 (`CERTIFICATE`) at byte {at}: no `-----END CERTIFICATE-----` follows; the file is cut off"
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
        format!("PEM block 2 (`CERTIFICATE`) at byte {at}: the Base64 text is cut off")
    );
    assert_eq!(
        refusal(certificate.replace('\n', "\\n").as_bytes()),
        "PEM block 1 (`CERTIFICATE`) at byte 0: the character at byte 27 is not of Base64; line breaks are written \
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
fn a_certificate_cut_off_is_counted() {
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
        "certificate 1 of the input: malformed certificate at byte 824: the certificate: 824 trailing bytes"
    );
}

#[test]
fn a_broken_key_is_placed_without_its_bytes() {
    let key = file!("rsa.key.der");
    let refusal = |key: &[u8]| {
        let identity = Identity::from_bytes(RSA).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.to_vec().into());
        let certificate = identity.end_entity().der().clone();
        Identity::from_parts(vec![certificate], Some(key))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refusal(&key[..600]),
        "the private key: the key: it is cut off after 600 bytes"
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
        "the private key: the key: it is encrypted; decrypt it: openssl pkey -in FILE -out KEY.pem"
    );
}

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
    let certificate = Identity::from_bytes(P256).unwrap();
    for input in inputs {
        for end in 0..input.len() {
            let _ = Identity::from_bytes(&input[..end]);
            let _ = certificate.clone().with_private_key(&input[..end]);
        }
        for position in 0..input.len() {
            for mask in [0x01, 0xff] {
                let mut flipped = input.to_vec();
                flipped[position] ^= mask;
                let _ = Identity::from_bytes(&flipped);
                let _ = certificate.clone().with_private_key(&flipped);
            }
        }
    }
}

#[test]
fn oversized_input_is_refused_before_it_is_looked_at() {
    let zeros = vec![0; 100_000_000];
    let error = Identity::from_bytes(&zeros).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the input has 100000000 bytes, more than the {MAX_SIZE} that are read")
    );
    assert!(Identity::from_pem(&zeros).is_err());
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
    let keys = [RSA, &P256_KEY.repeat(1_500)].concat();
    assert!(refusal(&keys).contains("there are 1500 of them"));
    assert!(refusal(&keys).ends_with("1492 more); keep the one that belongs to the certificate"));

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
    ] {
        let _ = Identity::from_bytes(&pattern.as_bytes().repeat(2_000_000 / pattern.len()));
    }
    let header = b"-----BEGIN RSA PRIVATE KEY-----\n".to_vec();
    let headers = [header, b"a: b\n".repeat(400_000)].concat();
    assert!(Identity::from_bytes(&headers).is_err());
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
    let identity = Identity::from_bytes(&der).unwrap();
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

fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
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

#[test]
fn no_text_shows_the_key() -> Result<(), Error> {
    let key = PrivateKeyDer::from_pem_slice(RSA_KEY).unwrap();
    let secret = key.secret_der();
    let identity = Identity::from_pem(&[RSA, RSA_KEY].concat())?;
    let texts = [
        format!("{identity:?}"),
        format!("{identity:#?}"),
        identity
            .clone()
            .with_private_key(P256_KEY)
            .unwrap_err()
            .to_string(),
    ];
    // Past the modulus, which is public and stands in the certificate too.
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
struct InHardware(&'static str);

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
    let read = Identity::from_pem(&[ROOT, RSA].concat())?;
    let identity = Identity::from(read.chain().clone());
    assert!(!identity.has_private_key());
    assert_eq!(identity.end_entity(), read.end_entity());
    Ok(())
}
