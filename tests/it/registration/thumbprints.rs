//! One hash in every form portals and programs write it, and back.

use vb365_tls::Certificate;
use vb365_tls::certificate::{Fingerprint, Thumbprint};

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::identity::openssl::openssl;

/// Upper case, upper case with colons, Base64 and Base64url, by Python's `hashlib` and `base64`: first of
/// `tests/data/identity/rsa.pem`, then of nothing at all, whose Base64 has all three characters the alphabets differ in.
const SHA_1: [[&str; 4]; 2] = [
    [
        "4707945AFEC9974BCEB50AC6895626480B9D28BD",
        "47:07:94:5A:FE:C9:97:4B:CE:B5:0A:C6:89:56:26:48:0B:9D:28:BD",
        "RweUWv7Jl0vOtQrGiVYmSAudKL0=",
        "RweUWv7Jl0vOtQrGiVYmSAudKL0",
    ],
    [
        "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
        "DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09",
        "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        "2jmj7l5rSw0yVb_vlWAYkK_YBwk",
    ],
];
const SHA_256: [[&str; 4]; 2] = [
    [
        "B95757D63EE4F50A638B0EE9D24ABAF31C9FABC866F557BC221452731561157D",
        "B9:57:57:D6:3E:E4:F5:0A:63:8B:0E:E9:D2:4A:BA:F3:1C:9F:AB:C8:66:F5:57:BC:22:14:52:73:15:61:15:7D",
        "uVdX1j7k9Qpjiw7p0kq68xyfq8hm9Ve8IhRScxVhFX0=",
        "uVdX1j7k9Qpjiw7p0kq68xyfq8hm9Ve8IhRScxVhFX0",
    ],
    [
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    ],
];

fn certificate() -> Certificate {
    let pem = include_bytes!("../../data/identity/rsa.pem");
    Certificate::from_der(CertificateDer::from_pem_slice(pem).unwrap()).unwrap()
}

macro_rules! forms {
    ($hash:expr) => {{
        let hash = $hash;
        [
            format!("{hash:X}"),
            hash.to_colon_separated(),
            hash.to_base64(),
            hash.to_base64url(),
            format!("{hash:x}"),
            hash.to_lower_colon_separated(),
        ]
    }};
}

fn expected([upper, colons, base64, base64url]: [&str; 4]) -> [String; 6] {
    let lower = [upper, colons].map(str::to_lowercase);
    let [hex, pairs] = lower;
    [upper, colons, base64, base64url, &hex, &pairs].map(str::to_owned)
}

#[test]
fn every_form_is_that_of_python() {
    assert_eq!(forms!(certificate().thumbprint()), expected(SHA_1[0]));
    assert_eq!(forms!(certificate().fingerprint()), expected(SHA_256[0]));
    for forms in SHA_1 {
        let thumbprint: Thumbprint = forms[0].parse().unwrap();
        assert_eq!(forms!(thumbprint), expected(forms));
        assert_eq!(thumbprint.to_string(), forms[0]);
    }
    for forms in SHA_256 {
        let fingerprint: Fingerprint = forms[0].parse().unwrap();
        assert_eq!(forms!(fingerprint), expected(forms));
        assert_eq!(fingerprint.to_string(), forms[0].to_lowercase());
    }
}

#[test]
fn base64_is_that_of_openssl() {
    let file = format!(
        "{}/registration-{}.der",
        env!("CARGO_TARGET_TMPDIR"),
        std::process::id()
    );
    for (algorithm, base64) in [("-sha1", SHA_1[0][2]), ("-sha256", SHA_256[0][2])] {
        std::fs::write(&file, certificate().der()).unwrap();
        let digest = openssl(&["dgst", algorithm, "-binary", &file], "");
        std::fs::write(&file, digest).unwrap();
        let encoded = openssl(&["base64", "-A", "-in", &file], "");
        assert_eq!(String::from_utf8(encoded).unwrap().trim_end(), base64);
    }
    std::fs::remove_file(&file).unwrap();
}

/// What people paste: any form, with white space around it and the mark of the certificate dialog before it.
#[test]
fn every_form_is_read_back() {
    fn variants(forms: [&str; 4]) -> Vec<String> {
        let mut texts = expected(forms).to_vec();
        let [upper, colons, base64, base64url] = forms;
        texts.push(colons.replace(':', " "));
        texts.push(format!("\u{200e}{upper}"));
        texts.push(base64.trim_end_matches('=').to_owned());
        texts.push(format!("{base64url}="));
        let padded = texts.iter().map(|text| format!(" {text}\r\n"));
        let padded: Vec<_> = padded.collect();
        texts.extend(padded);
        texts
    }
    for forms in SHA_1 {
        let thumbprint: Thumbprint = forms[0].parse().unwrap();
        for text in variants(forms) {
            assert_eq!(text.parse(), Ok(thumbprint), "{text:?}");
        }
    }
    for forms in SHA_256 {
        let fingerprint: Fingerprint = forms[0].parse().unwrap();
        for text in variants(forms) {
            assert_eq!(text.parse(), Ok(fingerprint), "{text:?}");
        }
    }
}

#[test]
fn anything_else_is_refused_with_what_was_found() {
    let long = "A".repeat(100_000);
    for (text, found) in [
        ("", "0 digits"),
        ("DA39A3EE", "8 digits"),
        (SHA_256[1][0], "64 digits"),
        // A thumbprint that lost its last third is not Base64 of another one.
        ("DA39A3EE5E6B4B0D3255BFEF956", "27 digits"),
        ("2jmj7l5rSw0yVb/vlWAYkK/YBw==", "the character `j`"),
        ("2jmj7l5rSw0yVb/vlWAYkK/YBwk==", "the character `j`"),
        ("2jmj7l5rSw0yVb/vlWAYkK_YBwk", "the character `j`"),
        // The bits past the last byte are not zero.
        ("2jmj7l5rSw0yVb/vlWAYkK/YBwl=", "the character `j`"),
        (SHA_256[1][2], "the character `Q`"),
        (
            "sha1:DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
            "the character `s`",
        ),
        ("\u{1b}[31m", "the character `\\u{1b}`"),
        (&long, "100000 digits"),
    ] {
        let error = text.parse::<Thumbprint>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("expected 40 hexadecimal digits or the Base64 of 20 bytes, found {found}")
        );
    }
    let error = SHA_1[0][0].parse::<Fingerprint>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected 64 hexadecimal digits or the Base64 of 32 bytes, found 40 digits"
    );
}

#[test]
fn in_json_they_are_hexadecimal() {
    let (thumbprint, fingerprint) = (certificate().thumbprint(), certificate().fingerprint());
    let json = serde_json::to_string(&(thumbprint, fingerprint)).unwrap();
    let (sha_1, sha_256) = (SHA_1[0][0], SHA_256[0][0].to_lowercase());
    assert_eq!(json, format!(r#"["{sha_1}","{sha_256}"]"#));
    let read: (Thumbprint, Fingerprint) = serde_json::from_str(&json).unwrap();
    assert_eq!(read, (thumbprint, fingerprint));
    assert!(serde_json::from_str::<Thumbprint>(r#""DA39""#).is_err());
}

/// As .NET, debuggers and registries write one.
#[test]
fn hexadecimal_digits_are_read_in_any_frame() {
    let thumbprint: Thumbprint = SHA_1[0][0].parse().unwrap();
    let hyphens = SHA_1[0][1].replace(':', "-");
    let spaces = SHA_1[0][1].replace(':', " ");
    let prefixed = format!("0x{}", SHA_1[0][0].to_lowercase());
    let braces = format!(" {{{}}} ", SHA_1[0][0]);
    for text in [hyphens, spaces, prefixed, braces] {
        assert_eq!(text.parse(), Ok(thumbprint), "{text}");
    }
    for text in [
        format!("{{{}", SHA_1[0][0]),
        format!("{}0x", SHA_1[0][0]),
        format!("0x0x{}", SHA_1[0][0]),
    ] {
        assert!(text.parse::<Thumbprint>().is_err(), "{text}");
    }
    // Base64url has hyphens too.
    assert_eq!(SHA_256[1][3].parse(), SHA_256[1][0].parse::<Fingerprint>());
}
