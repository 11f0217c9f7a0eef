//! Every wrapping of every container is read as the container itself, and listed.

use std::fmt::Write;

use vb365_tls::Error;
use vb365_tls::error::InputKind;
use vb365_tls::identity::{Identity, Ignored, Password};
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::Forge;
use vb365_tls::trust::{Pins, ServerTrust};

use super::samples::{self, DER, KEY, KEY_PEM, PEM, PFX, PKCS7, Sample, base64};
use crate::identity::openssl::{openssl, pkcs8};

/// What a wrapping is around.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Octets,
    Text,
    Pem,
}

struct Wrapping {
    of: Of,
    what: &'static str,
    wrap: fn(&[u8]) -> Vec<u8>,
    listed: &'static [&'static str],
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn around(open: &str, inner: &[u8], close: &str) -> Vec<u8> {
    [open.as_bytes(), inner, close.as_bytes()].concat()
}

fn units(text: &str, to_octets: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_octets).collect()
}

fn hexadecimal(bytes: &[u8], between: &str) -> Vec<u8> {
    let digits: Vec<_> = bytes.iter().map(|octet| format!("{octet:02X}")).collect();
    digits.join(between).into_bytes()
}

fn in_lines(text: &str) -> Vec<u8> {
    let lines = text
        .as_bytes()
        .chunks(64)
        .map(|line| [line, b"\r\n"].concat());
    lines.collect::<Vec<_>>().concat()
}

const BASE64: &[&str] = &["Base64: taken off"];
const BASE64_URL: &[&str] = &["Base64url: taken off"];
const QUOTES: &[&str] = &["quotation marks: taken off"];
const UTF_16: &[&str] = &["UTF-16: taken off"];
const SPACES: &[&str] = &["no-break spaces and the like: read as those of ASCII"];
const BLOCK: &[&str] = &["a block of YAML: taken off"];
const PERCENT: &[&str] = &["percent-encoding: taken off"];
const HEX: &[&str] = &["hexadecimal digits: taken off"];

const WRAPPINGS: &[Wrapping] = &[
    Wrapping {
        of: Of::Octets,
        what: "Base64 in one line, as Azure Key Vault hands out a certificate and the product's REST API takes one",
        wrap: |it| base64(it).into_bytes(),
        listed: BASE64,
    },
    Wrapping {
        of: Of::Octets,
        what: "Base64 in lines, as `certutil -encode` without its first and last line",
        wrap: |it| in_lines(&base64(it)),
        listed: BASE64,
    },
    Wrapping {
        of: Of::Octets,
        what: "Base64 without its padding",
        wrap: |it| base64(it).trim_end_matches('=').into(),
        listed: BASE64,
    },
    Wrapping {
        of: Of::Octets,
        what: "Base64url, as JSON Web Tokens have it (RFC 4648 section 5)",
        wrap: |it| {
            base64(it)
                .replace('+', "-")
                .replace('/', "_")
                .replace('=', "")
                .into()
        },
        listed: &["Base64url: taken off"],
    },
    Wrapping {
        of: Of::Octets,
        what: "Base64 twice, as a value of a Kubernetes Secret that was Base64 already",
        wrap: |it| base64(base64(it).as_bytes()).into(),
        listed: &["Base64: taken off", "Base64: taken off"],
    },
    Wrapping {
        of: Of::Octets,
        what: "a data URL, as a form in a browser sends a file (RFC 2397)",
        wrap: |it| format!("data:application/x-pkcs12;base64,{}", base64(it)).into(),
        listed: &["a data URL: taken off", "Base64: taken off"],
    },
    Wrapping {
        of: Of::Octets,
        what: "hexadecimal digits, as `xxd -p` and databases show octets",
        wrap: |it| hexadecimal(it, ""),
        listed: HEX,
    },
    Wrapping {
        of: Of::Octets,
        what: "hexadecimal digits with hyphens, as `BitConverter.ToString` of .NET",
        wrap: |it| hexadecimal(it, "-"),
        listed: HEX,
    },
    Wrapping {
        of: Of::Octets,
        what: "hexadecimal digits behind `0x`, as SQL Server shows octets",
        wrap: |it| around("0x", &hexadecimal(it, ""), ""),
        listed: HEX,
    },
    Wrapping {
        of: Of::Text,
        what: "a byte order mark, as editors of Windows write it",
        wrap: |it| around("\u{feff}", it, ""),
        listed: &["a byte order mark: taken off"],
    },
    Wrapping {
        of: Of::Text,
        what: "UTF-16, as `>` of Windows PowerShell writes it",
        wrap: |it| samples::utf16(text(it)),
        listed: UTF_16,
    },
    Wrapping {
        of: Of::Text,
        what: "UTF-16 in big-endian order",
        wrap: |it| units(&format!("\u{feff}{}", text(it)), u16::to_be_bytes),
        listed: UTF_16,
    },
    Wrapping {
        of: Of::Text,
        what: "UTF-16 without a byte order mark, as `Encoding.Unicode.GetBytes` of .NET",
        wrap: |it| units(text(it), u16::to_le_bytes),
        listed: UTF_16,
    },
    Wrapping {
        of: Of::Text,
        what: "white space around it",
        wrap: |it| around("\r\n\t ", it, " \n\n"),
        listed: &[],
    },
    Wrapping {
        of: Of::Text,
        what: "no-break spaces, as web pages and mails have them",
        wrap: |it| {
            around(
                "\u{a0}",
                text(it).replace('\n', "\n\u{a0}").as_bytes(),
                "\u{a0}\u{200b}",
            )
        },
        listed: SPACES,
    },
    Wrapping {
        of: Of::Text,
        what: "no-break spaces in Windows-1252",
        wrap: |it| [b"\xa0", it, b"\xa0"].concat(),
        listed: SPACES,
    },
    Wrapping {
        of: Of::Text,
        what: "quotation marks, as of a value in an `.env` file",
        wrap: |it| around("\"", it, "\"\n"),
        listed: QUOTES,
    },
    Wrapping {
        of: Of::Text,
        what: "quotation marks and a comma, as a value is copied out of JSON",
        wrap: |it| around("\"", it, "\","),
        listed: QUOTES,
    },
    Wrapping {
        of: Of::Text,
        what: "single quotation marks",
        wrap: |it| around("'", it, "'"),
        listed: QUOTES,
    },
    Wrapping {
        of: Of::Text,
        what: "typographic quotation marks",
        wrap: |it| around("\u{201c}", it, "\u{201d}"),
        listed: QUOTES,
    },
    Wrapping {
        of: Of::Text,
        what: "one text in JSON, with escapes",
        wrap: |it| {
            serde_json::to_string(&format!("{}\n", text(it)))
                .unwrap()
                .replace('/', r"\/")
                .into()
        },
        listed: &["a text in quotation marks with escapes: taken off"],
    },
    Wrapping {
        of: Of::Text,
        what: "one block in YAML",
        wrap: |it| around("--- |-\n  ", text(it).replace('\n', "\n  ").as_bytes(), ""),
        listed: BLOCK,
    },
    Wrapping {
        of: Of::Pem,
        what: r"line breaks written as `\n`, as in an environment variable",
        wrap: |it| text(it).replace('\n', "\\n").into(),
        listed: &[r"line breaks written as `\n`: read as those of ASCII"],
    },
    Wrapping {
        of: Of::Pem,
        what: "percent-encoding, as nginx hands on a client certificate (`$ssl_client_escaped_cert`)",
        wrap: |it| {
            text(it)
                .replace(' ', "%20")
                .replace('\n', "%0A")
                .replace('+', "%2B")
                .replace('/', "%2F")
                .into()
        },
        listed: PERCENT,
    },
];

type Read = fn(&[u8]) -> Result<(String, Vec<String>), Error>;

/// What a container holds, and what is listed as ignored.
fn identity(bytes: &[u8]) -> Result<(String, Vec<String>), Error> {
    let identity = Identity::from_bytes(bytes, &Password::from("secret"))?;
    let facts = format!(
        "{} {} {}",
        identity.end_entity().fingerprint(),
        identity.has_private_key(),
        identity.provenance()
    );
    Ok((
        facts,
        identity.ignored().iter().map(Ignored::to_string).collect(),
    ))
}

fn key(bytes: &[u8]) -> Result<(String, Vec<String>), Error> {
    let identity = Identity::from_der(DER)?;
    let identity = identity.with_private_key(bytes, &Password::from("secret"))?;
    let facts = format!("{} {}", identity.has_private_key(), identity.provenance());
    Ok((
        facts,
        identity.ignored().iter().map(Ignored::to_string).collect(),
    ))
}

fn pins(bytes: &[u8]) -> Result<(String, Vec<String>), Error> {
    Pins::from_bytes(bytes).map(|pins| (pins.to_string(), Vec::new()))
}

fn cas(bytes: &[u8]) -> Result<(String, Vec<String>), Error> {
    ServerTrust::private_ca_from_bytes(bytes).map(|trust| (format!("{trust:?}"), Vec::new()))
}

fn crls(bytes: &[u8]) -> Result<(String, Vec<String>), Error> {
    Crls::from_bytes([bytes]).map(|lists| (format!("{lists:?}"), Vec::new()))
}

struct Container {
    what: &'static str,
    bytes: Vec<u8>,
    is_text: bool,
    /// Whether what is read lists what was taken off.
    is_listed: bool,
    read: Read,
}

fn containers() -> Vec<Container> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let forge = Forge::tls("vb365.example.com").intermediates(0);
    let (ca, list) = (
        forge.trust_anchor(&provider),
        forge.revoked().der(&provider),
    );
    let crl = openssl_crl(&list);
    let encrypted = pkcs8(&["-outform", "DER"], "secret");
    let public = openssl(&["x509", "-in", "rsa.pem", "-noout", "-pubkey"], "");
    let container = |what, bytes: &[u8], is_text, (is_listed, read): (bool, Read)| Container {
        what,
        bytes: bytes.to_vec(),
        is_text,
        is_listed,
        read,
    };
    let octets = |what, bytes: &[u8], read| container(what, bytes, false, read);
    let text = |what, bytes: &[u8], read| container(what, bytes, true, read);
    let (identity, key): (_, (bool, Read)) = ((true, identity as Read), (true, key));
    let (pins, cas, crls): (_, _, (bool, Read)) =
        ((false, pins as Read), (false, cas as Read), (false, crls));
    vec![
        octets("PFX", PFX, identity),
        octets("certificate", DER, identity),
        octets("PKCS#7", PKCS7, identity),
        octets("key", KEY, key),
        octets("encrypted key", &encrypted, key),
        text("PEM of a certificate", PEM, identity),
        text(
            "PEM of a key and its certificate",
            &[KEY_PEM, PEM].concat(),
            identity,
        ),
        octets("certificate to pin", DER, pins),
        text("PEM of a certificate to pin", PEM, pins),
        text("PEM of a public key to pin", &public, pins),
        octets("CA", ca.der(), cas),
        text("PEM of a CA", ca.to_pem().as_bytes(), cas),
        octets("CRL", &list, crls),
        text("PEM of a CRL", crl.as_bytes(), crls),
    ]
}

fn openssl_crl(der: &[u8]) -> String {
    format!(
        "-----BEGIN X509 CRL-----\n{}-----END X509 CRL-----\n",
        text(&in_lines(&base64(der))).replace('\r', "")
    )
}

/// Each alone, and each text around each encoding.
fn products(container: &Container) -> Vec<(String, Vec<u8>, Vec<&'static str>)> {
    let is_fit = |it: &&Wrapping| match it.of {
        Of::Octets => true,
        Of::Text => container.is_text,
        Of::Pem => container.is_text,
    };
    let mut products = Vec::new();
    for inner in WRAPPINGS.iter().filter(is_fit) {
        let wrapped = (inner.wrap)(&container.bytes);
        let what = format!("{} in {}", container.what, inner.what);
        // Where it has none of the two characters, one alphabet is like the other.
        let is_like = inner.listed == BASE64_URL && !wrapped.iter().any(|it| b"-_".contains(it));
        // PEM may have any text before it.
        let is_text = inner.listed == BLOCK;
        let listed = match inner.listed {
            _ if is_like => BASE64,
            _ if is_text => &[],
            listed => listed,
        };
        products.push((what.clone(), wrapped.clone(), listed.to_vec()));
        // Text around text: each around the encodings that differ most.
        let is_inner = [BASE64_URL, HEX].contains(&inner.listed) || inner.listed.len() == 2;
        let outers = WRAPPINGS.iter().filter(|it| it.of == Of::Text && is_inner);
        for outer in outers {
            let listed = [outer.listed, listed].concat();
            products.push((
                format!("{what} in {}", outer.what),
                (outer.wrap)(&wrapped),
                listed,
            ));
        }
    }
    products
}

#[test]
fn every_wrapping_of_every_container_is_read() {
    let mut count = 0;
    for container in containers() {
        let (expected, plain) = (container.read)(&container.bytes).unwrap();
        for (what, bytes, listed) in products(&container) {
            let (facts, ignored) =
                (container.read)(&bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(facts, expected, "{what}");
            if container.is_listed {
                let listed: Vec<_> = listed
                    .iter()
                    .map(|it| (*it).to_owned())
                    .chain(plain.clone())
                    .collect();
                assert_eq!(ignored, listed, "{what}");
            }
            count += 1;
        }
    }
    assert!(count > 900, "{count}");
}

/// The way in for the one format reads it in its wrappings too.
#[test]
fn each_reader_of_one_format_takes_its_wrappings() -> Result<(), Error> {
    let secret = Password::from("secret");
    for wrapping in WRAPPINGS {
        let wrapped = |bytes: &[u8]| match wrapping.of {
            Of::Octets => (wrapping.wrap)(bytes),
            Of::Pem if wrapping.listed != PERCENT => base64(bytes).into(),
            _ => (wrapping.wrap)(base64(bytes).as_bytes()),
        };
        assert!(Identity::from_pfx(&wrapped(PFX), &secret)?.has_private_key());
        assert!(!Identity::from_der(&wrapped(DER))?.has_private_key());
        let pem = (wrapping.wrap)(PEM);
        assert!(!Identity::from_pem(&pem, &secret)?.has_private_key());
    }
    Ok(())
}

#[test]
fn more_wrappings_than_are_taken_off_are_refused() {
    let mut bytes = PEM.to_vec();
    for times in 0..10 {
        let read = Identity::from_bytes(&bytes, &Password::none()).map(drop);
        match read {
            Ok(()) => assert!(times <= 6),
            Err(error) => {
                assert!(times > 6, "{times}: {error}");
                assert_eq!(
                    error.to_string(),
                    "inside Base64: it is wrapped in more than the 6 layers that are taken off, such as Base64 in Base64; \
                     give what is inside"
                );
            }
        }
        bytes = base64(&bytes).into();
    }
}

/// Octets behind the end, of each container in DER.
#[test]
fn what_is_behind_the_end_is_listed_or_refused() {
    for container in containers().iter().filter(|it| !it.is_text) {
        let (expected, _) = (container.read)(&container.bytes).unwrap();
        for behind in [&b"\n"[..], &[0; 8], b"\r\n\0 "] {
            let (facts, ignored) = (container.read)(&[&container.bytes, behind].concat()).unwrap();
            assert_eq!(facts, expected, "{}", container.what);
            if matches!(container.what, "certificate" | "PKCS#7" | "key") {
                let octets = if behind.len() == 1 { "octet" } else { "octets" };
                let listed = format!(
                    "{} {octets} behind the end: zeros or white space, passed over",
                    behind.len()
                );
                assert_eq!(ignored, [listed], "{}", container.what);
            }
        }
        for behind in [&b"\0\0x"[..], PEM, &container.bytes] {
            let joined = [&container.bytes, behind].concat();
            let error = (container.read)(&joined).unwrap_err().to_string();
            let (end, count) = (container.bytes.len(), behind.len());
            assert!(
                error.contains(&format!("ends after {end} bytes")),
                "{error}"
            );
            assert!(error.contains(&format!(" {count} more")), "{error}");
        }
    }
}

/// Each wrapping of a PFX, or of PEM where it is around text, with what the content is.
pub fn samples() -> Vec<Sample> {
    let sample = |it: &Wrapping| {
        let (kind, content) = match it.of {
            Of::Octets => (InputKind::Pkcs12, PFX),
            Of::Text | Of::Pem => (InputKind::Certificate, PEM),
        };
        let (what, bytes) = (it.what, (it.wrap)(content));
        Sample { kind, what, bytes }
    };
    WRAPPINGS.iter().map(sample).collect()
}

/// As a page shows them.
pub fn table() -> String {
    let mut table = String::from("| around the content | listed as |\n|---|---|\n");
    for wrapping in WRAPPINGS {
        let names: Vec<_> = wrapping
            .listed
            .iter()
            .map(|it| it.split_once(": ").unwrap().0)
            .collect();
        let listed = if names.is_empty() {
            "nothing".into()
        } else {
            names.join(", ")
        };
        writeln!(table, "| {} | {listed} |", wrapping.what).unwrap();
    }
    table
}
