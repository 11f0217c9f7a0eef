//! What Windows makes of a PFX.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use vb365_tls::finding::Finding;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::provenance::{Cipher, KeySpec, Pfx, Provenance};
use vb365_tls::scenario::{BackupProxy, Scenario};
use vb365_tls::test_support::{Forge, TestKey, oid, pfx};

use super::container::{backup_application, encrypt, read, restore_portal};
use super::{Case, E, Expected, GOOD, HOST, N, W};
use crate::defects::Client;
use crate::identity::openssl;

const CNG: &str = "Microsoft Software Key Storage Provider";
const ENHANCED: &str = "Microsoft Enhanced Cryptographic Provider v1.0";
const NEWER: &str = "Microsoft Enhanced RSA and AES Cryptographic Provider";

pub(super) const CASES: &[Case] = &[
    // Windows Server 2016
    Case {
        name: "PFX with AES-256, as OpenSSL 3 writes it",
        identity: |forge, provider| read(forge, provider, |_| ()),
        ..MODERN
    },
    Case {
        name: "PFX with AES-128",
        identity: |forge, provider| read(forge, provider, |pfx| encrypt(pfx, Cipher::Aes128)),
        ..MODERN
    },
    Case {
        name: "PFX with AES over the certificates alone",
        identity: |forge, provider| read(forge, provider, |pfx| pfx.key_encryption = None),
        ..MODERN_AND_NOT_FOR_JAVA
    },
    Case {
        name: "PFX with 3DES",
        identity: |forge, provider| old(forge, provider, |_| ()),
        ..OLD
    },
    Case {
        name: "PFX as `openssl pkcs12 -export -legacy` writes it",
        identity: |forge, provider| {
            old(forge, provider, |pfx| {
                for encryption in &mut pfx.certificate_encryptions {
                    encryption.cipher = Cipher::Rc2With40Bits;
                }
            })
        },
        ..OLD_AND_NOT_FOR_OPENSSL
    },
    Case {
        name: "Unencrypted PFX, which every Windows reads",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                pfx.key_encryption = None;
                pfx.certificate_encryptions.clear();
            })
        },
        ..NOT_FOR_JAVA
    },
    Case {
        name: "PEM with a key in AES-256",
        identity: |forge, provider| {
            let key_encryption = pfx().key_encryption;
            forge.identity_read_from(Provenance::Pem { key_encryption }, provider)
        },
        ..GOOD
    },
    // Provider
    Case {
        name: "the base CSP",
        identity: |forge, provider| {
            with_provider(
                forge,
                provider,
                "Microsoft Base Cryptographic Provider v1.0",
            )
        },
        ..LEGACY
    },
    Case {
        name: "the enhanced CSP",
        identity: |forge, provider| with_provider(forge, provider, ENHANCED),
        ..LEGACY
    },
    Case {
        name: "the strong CSP, as Windows ends its strings",
        identity: |forge, provider| {
            with_provider(forge, provider, "Microsoft Strong Cryptographic Provider\0")
        },
        ..LEGACY
    },
    Case {
        name: "the CSP for signatures",
        identity: |forge, provider| {
            with_provider(
                forge,
                provider,
                "Microsoft RSA Signature Cryptographic Provider",
            )
        },
        ..LEGACY
    },
    Case {
        name: "the CSP for Schannel, in the spelling of another page",
        identity: |forge, provider| {
            with_provider(
                forge,
                provider,
                "Microsoft RSA Schannel Cryptographic Provider",
            )
        },
        ..LEGACY
    },
    Case {
        name: "a legacy CSP for a backup application",
        identity: |forge, provider| with_provider(forge, provider, ENHANCED),
        signer: backup_application,
        ..LEGACY
    },
    Case {
        name: "a legacy CSP for the restore portal",
        identity: |forge, provider| with_provider(forge, provider, ENHANCED),
        signer: restore_portal,
        ..LEGACY
    },
    Case {
        name: "the CSP that signs with SHA-256",
        identity: |forge, provider| with_provider(forge, provider, NEWER),
        ..OLD
    },
    Case {
        name: "the CSP that signs with SHA-256, as Windows XP called it",
        identity: |forge, provider| {
            with_provider(
                forge,
                provider,
                "Microsoft Enhanced RSA and AES Cryptographic Provider (Prototype)",
            )
        },
        ..OLD
    },
    Case {
        name: "a CSP of which nothing is known",
        identity: |forge, provider| with_provider(forge, provider, "Acme Cryptographic Provider"),
        ..OLD
    },
    // Key specification
    Case {
        name: "a key for signatures only",
        identity: |forge, provider| signature_only(forge, provider, None),
        ..SIGNATURE_ONLY
    },
    Case {
        name: "a key for signatures only in a CSP",
        identity: |forge, provider| signature_only(forge, provider, Some(NEWER)),
        ..SIGNATURE_ONLY
    },
    Case {
        name: "a key for signatures only of both ends",
        tls: || BackupProxy::at(HOST).unwrap().into(),
        forge: || Forge::tls(HOST).purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH]),
        identity: |forge, provider| signature_only(forge, provider, None),
        ..SIGNATURE_ONLY
    },
    Case {
        name: "a key for signatures only in CNG, which knows no such thing",
        identity: |forge, provider| signature_only(forge, provider, Some(CNG)),
        assertion: &[
            ("container-encryption-legacy", N),
            ("key-in-cng-provider", W),
        ],
        ..OLD_IN_CNG
    },
    Case {
        name: "a P-256 key for signatures only, which does nothing else",
        forge: || Forge::tls(HOST).key(TestKey::P256),
        identity: |forge, provider| signature_only(forge, provider, None),
        assertion: &[
            ("assertion-key-not-rsa", E),
            ("container-encryption-legacy", N),
        ],
        ..OLD
    },
    Case {
        name: "a key for both",
        identity: |forge, provider| {
            old(forge, provider, |pfx| {
                pfx.key_spec = Some(KeySpec::Exchange)
            })
        },
        ..OLD
    },
];

const MODERN: Case = everywhere(&[("container-unreadable-by-windows-2016", N)]);
/// What Windows Server 2016 imports is what others call weak.
const OLD: Case = everywhere(&[("container-encryption-legacy", N)]);
const NOT_FOR_JAVA: Case = everywhere(&[("container-unreadable-by-java", N)]);
const MODERN_AND_NOT_FOR_JAVA: Case = everywhere(&[
    ("container-unreadable-by-java", N),
    ("container-unreadable-by-windows-2016", N),
]);
const OLD_AND_NOT_FOR_OPENSSL: Case = everywhere(&[
    ("container-encryption-legacy", N),
    ("container-unreadable-by-openssl", N),
]);
const OLD_IN_CNG: Case = everywhere(&[
    ("container-encryption-legacy", N),
    ("key-unusable-by-dotnet-framework", N),
]);
const LEGACY: Case = Case {
    assertion: &[("container-encryption-legacy", N), ("key-in-legacy-csp", N)],
    ..OLD
};
const SIGNATURE_ONLY: Case = Case {
    by_path: &[
        ("container-encryption-legacy", N),
        ("key-spec-signature-only", N),
    ],
    by_pin: &[
        ("container-encryption-legacy", N),
        ("key-spec-signature-only", N),
    ],
    ..OLD
};

const fn everywhere(expected: Expected) -> Case {
    Case {
        by_path: expected,
        by_pin: expected,
        assertion: expected,
        ..GOOD
    }
}

fn old(forge: &Forge, provider: &Arc<CryptoProvider>, change: impl Fn(&mut Pfx)) -> Identity {
    read(forge, provider, |pfx| {
        encrypt(pfx, Cipher::TripleDes);
        change(pfx);
    })
}

fn with_provider(forge: &Forge, provider: &Arc<CryptoProvider>, name: &str) -> Identity {
    old(forge, provider, |pfx| pfx.key_provider = Some(name.into()))
}

fn signature_only(forge: &Forge, provider: &Arc<CryptoProvider>, name: Option<&str>) -> Identity {
    old(forge, provider, |pfx| {
        pfx.key_provider = name.map(Into::into);
        pfx.key_spec = Some(KeySpec::Signature);
    })
}

#[test]
fn table() {
    super::run(CASES);
}

#[test]
fn a_client_does_nothing_but_sign() {
    let forge = Forge::tls(HOST).purposes(&[oid::CLIENT_AUTH]);
    let identity = signature_only(&forge, &super::provider(), None);
    let report = vb365_tls::check(&Client, &identity, &super::context());
    let rules: Vec<_> = report
        .findings()
        .iter()
        .map(|it| it.rule.as_str())
        .collect();
    assert_eq!(rules, ["container-encryption-legacy"]);
}

/// What is found of a file that OpenSSL wrote with these arguments: the rules of this topic, by text.
fn told(scenario: &Scenario, arguments: &[&str]) -> Vec<String> {
    let file = openssl::pfx(arguments, "secret");
    let identity = Identity::from_bytes(&file, &Password::from("secret")).unwrap();
    let report = vb365_tls::check(scenario, &identity, &super::context());
    let is_of_topic = |it: &&Finding| {
        let id = it.rule.as_str();
        id.starts_with("key-") || id.starts_with("container-")
    };
    let found = report.findings().iter().filter(is_of_topic);
    found
        .map(|it| format!("{}: expected {}, found {}", it.rule, it.expected, it.found))
        .collect()
}

#[test]
fn files_of_openssl_are_told_as_they_are() {
    const LEGACY: [&str; 6] = [
        "-keypbe",
        "PBE-SHA1-3DES",
        "-certpbe",
        "PBE-SHA1-3DES",
        "-macalg",
        "sha1",
    ];
    let signer = super::organization_management();
    let server = super::rest_api();
    let with = |arguments: &[&'static str]| [&LEGACY, arguments].concat();
    let modern = "container-unreadable-by-windows-2016: expected 3DES, which Windows has always read, found `AES-256`";
    let weak = "container-encryption-legacy: expected AES, found `3DES`";
    let csp = "key-in-legacy-csp: expected a CSP that signs with SHA-256, or none named, found \
               `Microsoft Enhanced Cryptographic Provider v1.0`";
    let spec = "key-spec-signature-only: expected key exchange, found signature only";
    let unusable = "key-unusable-by-dotnet-framework: expected a CSP, or none named, found \
                    `Microsoft Software Key Storage Provider`";

    assert_eq!(told(&signer, &[]), [modern]);
    assert_eq!(told(&server, &[]), [modern]);
    assert_eq!(told(&signer, &with(&[])), [weak]);
    assert_eq!(told(&signer, &with(&["-CSP", ENHANCED])), [weak, csp]);
    assert_eq!(told(&server, &with(&["-CSP", ENHANCED])), [weak]);
    assert_eq!(told(&signer, &with(&["-CSP", NEWER, "-keyex"])), [weak]);
    assert_eq!(told(&server, &with(&["-keysig"])), [weak, spec]);
    assert_eq!(told(&signer, &with(&["-keysig"])), [weak]);
    assert_eq!(
        told(&server, &with(&["-CSP", CNG, "-keysig"])),
        [weak, unusable]
    );
}
