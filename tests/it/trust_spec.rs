//! Whom to trust, as it is in a configuration file.

mod ca_file;
mod hostile;

use std::io;
use std::slice::from_ref;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use serde_json::json;
use vb365_tls::test_support::{Forge, Template, TestKey};
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust, TrustSpec};
use vb365_tls::{Certificate, Error};

use crate::identity::openssl::{openssl, pfx};

const HEX: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const BASE64: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

const FORMS: &str = "expected `pin:FILE`, `sha256:HEX`, `spki:HEX`, `sha256//BASE64`, `ca:FILE`, `public` or `system`";

const SHA_1: &str = "a SHA-1 thumbprint tells which certificate is meant and proves nothing; pin the certificate that has it, or \
                     the SHA-256 of it";

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn spec(text: &str) -> TrustSpec {
    text.parse().unwrap()
}

fn root() -> Certificate {
    Forge::tls("vb365.example.com").trust_anchor(&provider())
}

fn other_root() -> Certificate {
    let forge = Forge::of(Template::root("CN=Other Root").key(TestKey::Other));
    forge.trust_anchor(&provider())
}

/// The end entity, an intermediate and the root.
fn path() -> Vec<Certificate> {
    Forge::tls("vb365.example.com")
        .with_root()
        .parsed(&provider())
}

fn pem(certificates: &[Certificate]) -> Vec<u8> {
    let text: String = certificates.iter().map(Certificate::to_pem).collect();
    text.into_bytes()
}

/// What servers are trusted, where every file holds this.
fn servers(text: &str, file: &[u8]) -> Result<ServerTrust, Error> {
    spec(text).server_trust(|_| Ok::<_, io::Error>(file.to_vec()))
}

#[track_caller]
fn refused(text: &str, file: &[u8]) -> String {
    servers(text, file).unwrap_err().to_string()
}

#[track_caller]
fn unparsed(text: &str) -> String {
    text.parse::<TrustSpec>().unwrap_err().to_string()
}

#[test]
fn every_form_is_read_and_written() {
    let hash = format!("sha256:{HEX}");
    let colons = HEX
        .as_bytes()
        .chunks(2)
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join(":");
    for (text, written) in [
        ("pin:/etc/vb365/server.pem", "pin:/etc/vb365/server.pem"),
        (r"ca:C:\ProgramData\ca.cer", r"ca:C:\ProgramData\ca.cer"),
        ("public", "public"),
        ("system", "system"),
        ("ca:a;public", "ca:a;public"),
        ("  ca: a b.pem \r\n\npin:b;\n", "ca:a b.pem;pin:b"),
        (&format!("sha256:{HEX}"), &hash),
        (&format!("spki:{HEX}"), &hash),
        (&format!("spki:{}", colons.to_uppercase()), &hash),
        (&format!("sha256: {colons}"), &hash),
        (&format!("sha256//{BASE64}"), &hash),
        (&format!("sha256:{BASE64}"), &hash),
        (&format!("sha256//{BASE64};pin:b"), &format!("{hash};pin:b")),
    ] {
        let read = spec(text);
        assert_eq!(read.to_string(), written, "{text}");
        assert_eq!(spec(written), read, "{text}");
    }
}

#[test]
fn the_files_are_told_in_order_and_specifications_add_up() {
    let both = spec("ca:b;public").and(spec("pin:a;ca:b"));
    assert_eq!(both.files().collect::<Vec<_>>(), ["b", "a", "b"]);
    assert_eq!(both, spec("ca:b;public;pin:a;ca:b"));
    let mut read = Vec::new();
    let trust = spec("ca:b;ca:a").server_trust(|file| {
        read.push(file.to_owned());
        Ok::<_, io::Error>(pem(&[root()]))
    });
    assert!(trust.is_ok());
    assert_eq!(read, ["b", "a"]);
}

#[test]
fn it_is_one_text_or_a_list_of_them() {
    let expected = spec("ca:a;public");
    for json in [
        json!("ca:a;public"),
        json!(["ca:a", "public"]),
        json!(["ca:a;public"]),
        json!("ca:a\npublic"),
    ] {
        assert_eq!(serde_json::from_value::<TrustSpec>(json).unwrap(), expected);
    }
    let written = serde_json::to_string(&expected).unwrap();
    assert_eq!(written, r#"["ca:a","public"]"#);
    assert_eq!(
        serde_json::from_str::<TrustSpec>(&written).unwrap(),
        expected
    );
    for (json, reason) in [
        (json!([]), "the list is empty, so nobody could be trusted".to_owned()),
        (json!(""), format!("trust ``: there is nothing; {FORMS}")),
        (json!(["ca:a", ""]), format!("trust ``: there is nothing; {FORMS}")),
        (json!(["ca:a", "insecure"]), format!("trust `insecure`: {FORMS}")),
        (json!(true), "invalid type: boolean `true`, expected whom to trust, as one text or a list of texts such as `ca:FILE`".into()),
        (json!(null), "invalid type: null, expected whom to trust, as one text or a list of texts such as `ca:FILE`".into()),
        (json!(["ca:a", 7]), "invalid type: integer `7`, expected a string".into()),
    ] {
        let error = serde_json::from_value::<TrustSpec>(json).unwrap_err();
        assert_eq!(error.to_string(), reason);
    }
}

#[test]
fn what_is_not_one_of_the_forms_says_what_is_expected() {
    let sha_1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    for text in [
        "insecure",
        "pin:",
        "ca:",
        "ca: ",
        "file:a",
        "Public",
        "public:",
        "public:a",
        "system:",
        "/etc/ca.pem",
        "a,b",
    ] {
        assert_eq!(unparsed(text), format!("trust `{}`: {FORMS}", text.trim()));
    }
    for text in ["", " \n;; \r\n"] {
        assert_eq!(
            unparsed(text).split_once(": ").unwrap().1,
            format!("there is nothing; {FORMS}")
        );
    }
    assert_eq!(
        unparsed("ca:a;nonsense;more"),
        format!("trust `nonsense`: {FORMS}"),
        "the first"
    );
    let alone = format!("trust `{HEX}`: it is a hash alone; write `sha256:` before it");
    assert_eq!(unparsed(HEX), alone);
    for text in [
        sha_1.to_owned(),
        format!("sha256:{sha_1}"),
        format!("spki:{sha_1}"),
        format!("sha1:{sha_1}"),
        format!("thumbprint:{sha_1}"),
    ] {
        assert_eq!(unparsed(&text), format!("trust `{text}`: {SHA_1}"));
    }
    for (text, found) in [
        ("spki:00", "found 2 digits"),
        ("sha256:", "found 0 digits"),
        ("sha256//AAAA", "found 4 digits"),
    ] {
        let expected = format!(
            "trust `{text}`: expected 64 hexadecimal digits or the Base64 of 32 bytes, {found}"
        );
        assert_eq!(unparsed(text), expected);
    }
    let pasted = "trust `-----BEGIN CERTIFICATE-----`: it is what a file holds; give the name of the file, with `ca:` or `pin:` before it";
    assert_eq!(unparsed(&root().to_pem()), pasted);
}

/// A key gets into the place of a name easily, and errors get into logs.
#[test]
fn a_key_in_the_place_of_a_name_is_not_shown() {
    let der = TestKey::P256.private_key();
    let hex: String = der
        .secret_der()
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let file = openssl(&["pkey", "-in", "p256.key.pem"], "");
    let text = String::from_utf8(file.clone()).unwrap();
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    for secret in [&hex, &base64] {
        for text in [
            secret.clone(),
            format!("spki:{secret}"),
            format!("sha256//{secret}"),
            format!("key:{secret}"),
        ] {
            let error = unparsed(&text);
            assert!(!error.contains(&text[..20]) && error.len() < 250, "{error}");
        }
    }
    let lines: Vec<_> = text.lines().collect();
    assert!(unparsed(&text).starts_with("trust `-----BEGIN PRIVATE KEY-----`: "));
    for spec in ["ca:a", "pin:a"] {
        let error = servers(spec, &file).unwrap_err();
        for line in &lines[1..lines.len() - 1] {
            assert!(
                !format!("{error} {error:?}").contains(&line[..20]),
                "{error}"
            );
        }
    }
}

#[test]
fn what_is_named_is_shown_in_one_line() {
    let error = unparsed("in\u{1b}[2Jsecure\u{202e}");
    assert_eq!(
        error,
        format!("trust `in\\u{{1b}}[2Jsecure\\u{{202e}}`: {FORMS}")
    );
    let unreadable = spec("ca:a")
        .server_trust(|_| Err::<Vec<u8>, _>("no\nsuch\u{1b} file"))
        .unwrap_err();
    assert_eq!(
        unreadable.to_string(),
        "trust `ca:a`: no\\nsuch\\u{1b} file"
    );
    let long = format!("ca:{}", "a".repeat(10_000));
    assert!(refused(&long, b"").len() < 700);
}

#[test]
fn cas_are_read_in_every_form() {
    let (one, two) = (root(), other_root());
    let expected = ServerTrust::private_ca(from_ref(&one)).unwrap();
    let crlf = one.to_pem().replace('\n', "\r\n");
    for file in [
        one.der().to_vec(),
        pem(from_ref(&one)),
        crlf.into_bytes(),
        pem(&[one.clone(), one.clone()]),
    ] {
        assert_eq!(servers("ca:a", &file).unwrap(), expected);
        assert_eq!(
            servers("ca:a;ca:b", &file).unwrap(),
            expected,
            "twice is once"
        );
    }
    let ca = openssl(&["x509", "-in", "root.pem"], "");
    let of_openssl = servers("ca:a", &ca).unwrap();
    for form in ["PEM", "DER"] {
        let convert = ["crl2pkcs7", "-nocrl", "-certfile", "root.pem", "-outform"];
        let file = openssl(&[&convert[..], &[form]].concat(), "");
        assert_eq!(servers("ca:a", &file).unwrap(), of_openssl);
    }
    let both = ServerTrust::private_ca(&[one.clone(), two.clone()]).unwrap();
    assert_eq!(
        servers("ca:a", &pem(&[one.clone(), two.clone()])).unwrap(),
        both
    );
    assert_eq!(
        servers("ca:a", &pem(&[two.clone(), one.clone()])).unwrap(),
        both
    );
    let apart = spec("ca:a;ca:b").server_trust(|file| {
        Ok::<_, io::Error>(match file {
            "a" => pem(from_ref(&two)),
            _ => one.der().to_vec(),
        })
    });
    assert_eq!(apart.unwrap(), both);
    // Issuing CAs beside their root are trusted as they are.
    let issuing = &path()[1..];
    assert_eq!(
        servers("ca:a", &pem(issuing)).unwrap(),
        ServerTrust::private_ca(issuing).unwrap()
    );
    let clients =
        spec("ca:a").client_trust(|_| Ok::<_, io::Error>(pem(&[one.clone(), two.clone()])));
    assert_eq!(
        clients.unwrap(),
        ClientTrust::private_ca(&[one, two]).unwrap()
    );
}

#[test]
fn pins_are_read_in_every_form() {
    let path = path();
    let (own, new) = (&path[0], other_root());
    let expected = ServerTrust::pinned(own);
    let pkcs7 = |certificates: &[Certificate]| {
        let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
        let file = directory.join(format!("spec-{}.pem", certificates.len()));
        std::fs::write(&file, pem(certificates)).unwrap();
        openssl(
            &[
                "crl2pkcs7",
                "-nocrl",
                "-certfile",
                file.to_str().unwrap(),
                "-outform",
                "DER",
            ],
            "",
        )
    };
    let mut turned = path.clone();
    turned.reverse();
    let forge = Forge::tls("vb365.example.com");
    for (what, file) in [
        ("DER", own.der().to_vec()),
        ("PEM", pem(&path[..1])),
        ("with its chain", pem(&path)),
        ("with its chain, the root first", pem(&turned)),
        (
            "with its chain and its key",
            forge.pem(&provider()).into_bytes(),
        ),
        ("PKCS#7", pkcs7(&path[..1])),
        ("PKCS#7 with its chain", pkcs7(&path)),
    ] {
        assert_eq!(servers("pin:a", &file).unwrap(), expected, "{what}");
    }
    let both = ServerTrust::pinned(Pins::from(own).or(&new));
    let overlap = [own.clone(), new.clone()];
    assert_eq!(
        servers("pin:a", &pem(&overlap)).unwrap(),
        both,
        "old and new"
    );
    assert_eq!(
        servers("pin:a", &pkcs7(&overlap)).unwrap(),
        both,
        "old and new"
    );
    let key = own.public_key().fingerprint();
    let by_hash = ServerTrust::pinned(Pins::from(key).or(new.fingerprint()));
    let lines = format!("sha256//{}\n{}\n", key.to_base64(), new.fingerprint());
    assert_eq!(servers("pin:a", lines.as_bytes()).unwrap(), by_hash);
    let text = format!("spki:{key};sha256:{}", new.fingerprint());
    assert_eq!(servers(&text, b"").unwrap(), by_hash, "no file is read");
    let mixed = servers(&format!("pin:a;sha256:{}", new.fingerprint()), &pem(&path)).unwrap();
    assert_eq!(
        mixed,
        ServerTrust::pinned(Pins::from(own).or(new.fingerprint()))
    );
    let clients = spec("pin:a").client_trust(|_| Ok::<_, io::Error>(pem(&path)));
    assert_eq!(clients.unwrap(), ClientTrust::pinned(own));
}

/// Two peers and the issuer of one of them: which are meant, nobody can tell.
#[test]
fn a_file_of_pins_with_an_issuer_among_strangers_is_refused() {
    let path = path();
    let file = pem(&[path[0].clone(), other_root(), path[1].clone()]);
    assert_eq!(
        refused("pin:a", &file),
        "trust `pin:a`: pin 3: `CN=Test Intermediate 1` is the issuer of number 1, and whoever holds its key could \
         impersonate the peer; leave it out, or trust the CA instead of pinning"
    );
}

#[test]
fn kinds_exclude_each_other() {
    let file = pem(&[root()]);
    let pins = "pins and CAs exclude each other, because the CA alone would decide; give one kind";
    for text in ["ca:a;pin:a", "pin:a;public", "system;pin:a"] {
        assert_eq!(refused(text, &file), format!("trust `{text}`: {pins}"));
    }
    let hash = format!("public;sha256:{HEX}");
    assert_eq!(refused(&hash, &file), format!("trust `{hash}`: {pins}"));
    assert_eq!(
        refused("public;ca:a;system", &file),
        "trust `public;ca:a;system`: `public` and `system` exclude each other; give one of them"
    );
    let extra = ServerTrust::web_roots()
        .with_extra_roots(&[root()])
        .unwrap();
    assert_eq!(servers("public;ca:a", &file).unwrap(), extra);
    assert_eq!(servers("public", &file).unwrap(), ServerTrust::web_roots());
    #[cfg(feature = "platform-verifier")]
    assert_eq!(servers("system", &file).unwrap(), ServerTrust::platform());
    for text in ["public", "system", "ca:a;public"] {
        let clients = spec(text).client_trust(|_| Ok::<_, io::Error>(file.clone()));
        assert_eq!(
            clients.unwrap_err().to_string(),
            format!(
                "trust `{text}`: whoever has a certificate of a public CA would be let in; name the CA of the clients with \
                 `ca:`, or their certificates with `pin:`"
            )
        );
    }
}

#[test]
fn a_file_of_no_use_says_why() {
    let path = path();
    let key = openssl(&["pkey", "-in", "p256.key.pem"], "");
    let protected = pfx(&[], "secret");
    let no_use = "the file is protected with a password, and holds more than it takes to trust; export its certificates alone";
    let nothing = "there is nothing to pin: neither a certificate nor a public key (PEM or DER), nor the SHA-256 of one \
                   (`sha256//` with Base64, or hexadecimal digits)";
    for (text, file, reason) in [
        ("ca:a", &b""[..], "the input is empty"),
        ("pin:a", b"", nothing),
        ("pin:a", &key, nothing),
        (
            "pin:a",
            b"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
            &format!("pin 1: {SHA_1}"),
        ),
        (
            "ca:a",
            &key,
            "there is a private key (`PRIVATE KEY` at byte 0, EC P-256 (PKCS#8)), but no certificate; give the certificate too",
        ),
        ("ca:a", &protected, no_use),
        ("pin:a", &protected, no_use),
        (
            "ca:a",
            &pem(&path),
            "`CN=vb365.example.com` is not a CA but was issued by one; among the CAs, its key could vouch for every \
             name. Leave it out, or trust it alone with `pin:`",
        ),
    ] {
        assert_eq!(refused(text, file), format!("trust `{text}`: {reason}"));
    }
    let crl = Forge::tls("a.example.com").crl().der(&provider());
    for text in ["ca:a", "pin:a"] {
        let error = refused(text, &crl);
        assert!(error.starts_with(&format!("trust `{text}`: ")), "{error}");
    }
    let named = spec("ca:a;ca:b").server_trust(|file| match file {
        "a" => Ok(pem(&[root()])),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    });
    assert_eq!(
        named.unwrap_err().to_string(),
        "trust `ca:b`: entity not found"
    );
}
