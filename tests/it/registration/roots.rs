//! The table of Microsoft's roots in the documentation says what the bundled set is.

use std::fs;
use std::path::Path;

use rustls::SupportedCipherSuite;
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
use vb365_tls::test_support::encode::element;

struct Root {
    name: &'static str,
    /// SHA-1 of the certificate and SHA-256 of its subject public key info, by OpenSSL from Debian's `ca-certificates`.
    thumbprint: &'static str,
    key: &'static str,
    is_bundled: bool,
}

const fn root(name: &'static str, thumbprint: &'static str, key: &'static str) -> Root {
    Root {
        name,
        thumbprint,
        key,
        is_bundled: true,
    }
}

/// <https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details>
const ROOTS: [Root; 7] = [
    root(
        "DigiCert Global Root G2",
        "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4",
        "8bb593a93be1d0e8a822bb887c547890c3e706aad2dab76254f97fb36b82fc26",
    ),
    root(
        "DigiCert Global Root G3",
        "7E04DE896A3E666D00E687D33FFAD93BE83D349E",
        "b94c198300cec5c057ad0727b70bbe91816992256439a7b32f4598119dda9c97",
    ),
    root(
        "DigiCert TLS RSA4096 Root G5",
        "A78849DC5D7C758C8CDE399856B3AAD0B2A57135",
        "6a97b51c8219e93e5dec64bad5806cdeb0f8355be47e757010b702456e01aafd",
    ),
    root(
        "DigiCert TLS ECC P384 Root G5",
        "17F3DE5E9F0F19E98EF61F32266E20C407AE30EE",
        "a02fafa192c8cb81cb1341554f9c05b71cca2a890b0d1298d683647c961efbdf",
    ),
    root(
        "Microsoft RSA Root Certificate Authority 2017",
        "73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74",
        "b2f7298b52bf2c3cac4ddfe72de4d682ac58957595982f2b62301af597c699c5",
    ),
    root(
        "Microsoft ECC Root Certificate Authority 2017",
        "999A64C37FF47D9FAB95F14769891460EEC4C3C5",
        "35f53ce1264611e03340fe37e1ec7d4cc986c5613dca70fd04aa44545f2daf28",
    ),
    Root {
        is_bundled: false,
        ..root(
            "DigiCert Global Root CA",
            "A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436",
            "aff988906dde12955d9bebbf928fdcc31cce328d5b9384f21c8941ca26e20391",
        )
    },
];

fn sha_256(bytes: &[u8]) -> String {
    let SupportedCipherSuite::Tls13(suite) = TLS13_AES_128_GCM_SHA256 else {
        panic!("a suite of TLS 1.3");
    };
    let hash = suite.common.hash_provider.hash(bytes);
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn six_of_seven_are_bundled() {
    for root in &ROOTS {
        // The common name is the last attribute of each of them, whatever string type it has.
        let mut name = vec![root.name.len() as u8];
        name.extend_from_slice(root.name.as_bytes());
        let anchors = webpki_roots::TLS_SERVER_ROOTS.iter();
        let anchors: Vec<_> = anchors.filter(|it| it.subject.ends_with(&name)).collect();
        let keys = anchors.iter().map(|it| &*it.subject_public_key_info);
        let keys: Vec<_> = keys.map(|key| sha_256(&element(0x30, key))).collect();
        let expected: &[&str] = if root.is_bundled { &[root.key] } else { &[] };
        assert_eq!(keys, expected, "{}", root.name);
    }
    let keys = webpki_roots::TLS_SERVER_ROOTS.iter();
    let mut keys = keys.map(|it| sha_256(&element(0x30, &it.subject_public_key_info)));
    assert!(!keys.any(|key| key == ROOTS[6].key), "under no other name");
}

#[test]
fn the_table_of_the_documentation_is_this_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/entra/config.rs");
    let text = fs::read_to_string(file).unwrap();
    let rows: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("/// | "))
        .collect();
    let expected = ROOTS.iter().map(|root| {
        let answer = if root.is_bundled { "yes" } else { "no" };
        format!("/// | {} | `{}` | {answer} |", root.name, root.thumbprint)
    });
    let head = "/// | root | SHA-1 | bundled |".to_owned();
    assert_eq!(rows, [head].into_iter().chain(expected).collect::<Vec<_>>());
}
