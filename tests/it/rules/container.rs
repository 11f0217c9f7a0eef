//! Containers, by what an identity says of the file it was read from.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use vb365_tls::Context;
use vb365_tls::finding::Finding;
use vb365_tls::identity::Identity;
use vb365_tls::policy::{Level, Policy};
use vb365_tls::provenance::{Cipher, Hash, MacKind, PasswordKind, Pfx, Provenance, Scheme};
use vb365_tls::scenario::{BackupApplication, Cloud, RestorePortal, Scenario};
use vb365_tls::test_support::{Forge, TestKey, pfx};

use super::{Case, E, Expected, HOST, N, W};

/// Every modern file is one that Windows Server 2016 does not import; the cases of that stand beside what else Windows
/// makes of a file.
pub(super) const GOOD: Case = Case {
    context: on_newer_windows,
    ..super::GOOD
};

fn on_newer_windows() -> Context {
    let policy = Policy::recommended()
        .with_level("container-unreadable-by-windows-2016", Level::Allow)
        .unwrap();
    super::context().with_policy(policy)
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "PFX as OpenSSL writes it",
        identity: |forge, provider| read(forge, provider, |_| ()),
        ..GOOD
    },
    Case {
        name: "PFX with AES-128, as Java once wrote it",
        identity: |forge, provider| read(forge, provider, |pfx| encrypt(pfx, Cipher::Aes128)),
        ..GOOD
    },
    Case {
        name: "PFX with the zeros of Windows behind it",
        identity: |forge, provider| read(forge, provider, |pfx| pfx.trailing_octets = 8),
        ..TRAILING
    },
    Case {
        name: "PEM with an unencrypted key",
        identity: |forge, provider| {
            let provenance = Provenance::Pem {
                key_encryption: None,
            };
            forge.identity_read_from(provenance, provider)
        },
        ..GOOD
    },
    // Encryption
    Case {
        name: "PFX with 3DES, as the wizard of Windows proposes",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                encrypt(pfx, Cipher::TripleDes);
                check(pfx, Hash::Sha1);
            })
        },
        ..LEGACY
    },
    Case {
        name: "PFX with RC2-40 over the certificates alone",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                for encryption in &mut pfx.certificate_encryptions {
                    encryption.cipher = Cipher::Rc2With40Bits;
                }
            })
        },
        ..LEGACY_AND_NOT_FOR_OPENSSL
    },
    Case {
        name: "PFX with RC2-128",
        identity: |forge, provider| {
            read(forge, provider, |pfx| encrypt(pfx, Cipher::Rc2With128Bits))
        },
        ..LEGACY_AND_NOT_FOR_OPENSSL
    },
    Case {
        name: "PFX with two-key 3DES",
        identity: |forge, provider| {
            read(forge, provider, |pfx| encrypt(pfx, Cipher::TwoKeyTripleDes))
        },
        ..LEGACY_AND_NOT_FOR_JAVA
    },
    Case {
        name: "PEM with a key in 3DES",
        identity: |forge, provider| {
            let mut pfx = pfx();
            encrypt(&mut pfx, Cipher::TripleDes);
            let key_encryption = pfx.key_encryption;
            forge.identity_read_from(Provenance::Pem { key_encryption }, provider)
        },
        ..LEGACY
    },
    Case {
        name: "Unencrypted PFX",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                pfx.key_encryption = None;
                pfx.certificate_encryptions.clear();
            })
        },
        ..NOT_FOR_JAVA
    },
    // Integrity
    Case {
        name: "PFX without MAC",
        identity: |forge, provider| read(forge, provider, |pfx| pfx.mac = None),
        by_path: &[("container-mac-absent", W)],
        by_pin: &[("container-mac-absent", W)],
        assertion: &[("container-mac-absent", W)],
        ..GOOD
    },
    Case {
        name: "PFX with a MAC by SHA-1",
        identity: |forge, provider| read(forge, provider, |pfx| check(pfx, Hash::Sha1)),
        ..GOOD
    },
    Case {
        name: "PFX with a MAC by SHA-384",
        identity: |forge, provider| read(forge, provider, |pfx| check(pfx, Hash::Sha384)),
        ..MODERN
    },
    Case {
        name: "PFX with a MAC by SHA-512",
        identity: |forge, provider| read(forge, provider, |pfx| check(pfx, Hash::Sha512)),
        ..MODERN
    },
    Case {
        name: "PFX with a MAC by SHA-224",
        identity: |forge, provider| read(forge, provider, |pfx| check(pfx, Hash::Sha224)),
        ..MODERN_AND_UNREADABLE
    },
    Case {
        name: "PFX with a MAC by SHA-512/256",
        identity: |forge, provider| read(forge, provider, |pfx| check(pfx, Hash::Sha512_256)),
        ..MODERN_AND_UNREADABLE
    },
    Case {
        name: "PFX with PBMAC1",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                if let Some(mac) = &mut pfx.mac {
                    mac.kind = MacKind::Pbmac1;
                }
            })
        },
        ..PBMAC1
    },
    // .NET
    Case {
        name: "PFX encrypted under SHA-224",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                if let Some(encryption) = &mut pfx.key_encryption {
                    encryption.hash = Hash::Sha224;
                }
            })
        },
        ..UNREADABLE
    },
    Case {
        name: "PFX with an Ed25519 key",
        forge: || Forge::tls(HOST).key(TestKey::Ed25519),
        identity: |forge, provider| read(forge, provider, |_| ()),
        assertion: &[
            ("assertion-key-not-rsa", E),
            ("container-unreadable-by-dotnet", W),
        ],
        ..UNREADABLE
    },
    Case {
        name: "PFX with a P-256 key",
        forge: || Forge::tls(HOST).key(TestKey::P256),
        identity: |forge, provider| read(forge, provider, |_| ()),
        assertion: &[("assertion-key-not-rsa", E)],
        ..GOOD
    },
    Case {
        name: "PFX of NSS, with 600,000 iterations in each place",
        identity: |forge, provider| read(forge, provider, |pfx| iterations(pfx, 600_000, 600_000)),
        ..UNREADABLE
    },
    Case {
        name: "PFX with one iteration too many over the key alone",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                if let Some(encryption) = &mut pfx.key_encryption {
                    encryption.iterations = 300_001;
                }
            })
        },
        ..UNREADABLE
    },
    Case {
        name: "PFX with one iteration too many of the MAC",
        identity: |forge, provider| read(forge, provider, |pfx| iterations(pfx, 300_001, 2048)),
        ..UNREADABLE
    },
    Case {
        name: "PFX with as many iterations as .NET takes",
        identity: |forge, provider| read(forge, provider, |pfx| iterations(pfx, 300_000, 300_000)),
        ..GOOD
    },
    Case {
        name: "PFX with more iterations in all than .NET takes",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                iterations(pfx, 2048, 250_001);
                pfx.certificate_encryptions.extend(pfx.key_encryption);
                pfx.certificate_encryptions.extend(pfx.key_encryption);
            })
        },
        ..UNREADABLE
    },
    Case {
        name: "PFX with as many iterations in all as .NET takes",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                iterations(pfx, 2048, 250_000);
                pfx.certificate_encryptions.extend(pfx.key_encryption);
                pfx.certificate_encryptions.extend(pfx.key_encryption);
            })
        },
        ..GOOD
    },
    Case {
        name: "PFX without password and with 600,001 iterations in all",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                iterations(pfx, 200_001, 200_000);
                pfx.password = PasswordKind::None;
            })
        },
        ..UNREADABLE
    },
    Case {
        name: "PFX with the empty password and 600,000 iterations in all",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                iterations(pfx, 200_000, 200_000);
                pfx.password = PasswordKind::Empty;
            })
        },
        ..GOOD
    },
    Case {
        name: "PFX with iterations beyond counting",
        identity: |forge, provider| {
            read(forge, provider, |pfx| iterations(pfx, u64::MAX, u64::MAX))
        },
        ..UNREADABLE
    },
    // Key provider
    Case {
        name: "PFX with a CNG provider",
        identity: with_cng,
        ..IN_CNG
    },
    Case {
        name: "PFX with a CNG provider, as Windows ends its strings",
        identity: |forge, provider| {
            with_provider(forge, provider, "Microsoft Software Key Storage Provider\0")
        },
        ..IN_CNG
    },
    Case {
        name: "PFX with the provider of the TPM",
        identity: |forge, provider| {
            with_provider(forge, provider, "Microsoft Platform Crypto Provider")
        },
        ..IN_CNG
    },
    Case {
        name: "PFX with a newer CSP",
        identity: |forge, provider| {
            let name = "Microsoft Enhanced RSA and AES Cryptographic Provider";
            with_provider(forge, provider, name)
        },
        ..GOOD
    },
    Case {
        name: "PFX with a provider nobody knows",
        identity: |forge, provider| with_provider(forge, provider, "Acme Key Storage Provider"),
        ..GOOD
    },
    Case {
        name: "PFX with a CNG provider, for a backup application",
        identity: with_cng,
        signer: backup_application,
        ..UNUSABLE
    },
    Case {
        name: "PFX with a CNG provider, for the restore portal",
        identity: with_cng,
        signer: restore_portal,
        ..UNUSABLE
    },
    Case {
        name: "PFX with a CNG provider and a P-256 key, which no CSP has",
        forge: || Forge::tls(HOST).key(TestKey::P256),
        identity: with_cng,
        assertion: &[("assertion-key-not-rsa", E), ("key-in-cng-provider", W)],
        ..GOOD
    },
    // The reader refuses several keys unless one was chosen, which is not a fault of the certificate.
    Case {
        name: "PFX with several keys, one of them chosen",
        identity: |forge, provider| read(forge, provider, |pfx| pfx.private_keys = 3),
        ..GOOD
    },
];

const LEGACY: Case = everywhere(&[("container-encryption-legacy", N)]);
pub(super) const LEGACY_AND_NOT_FOR_JAVA: Case = everywhere(&[
    ("container-encryption-legacy", N),
    ("container-unreadable-by-java", N),
]);
const LEGACY_AND_NOT_FOR_OPENSSL: Case = everywhere(&[
    ("container-encryption-legacy", N),
    ("container-unreadable-by-openssl", N),
]);
pub(super) const NOT_FOR_JAVA: Case = everywhere(&[("container-unreadable-by-java", N)]);
const PBMAC1: Case = everywhere(&[
    ("container-mac-modern", N),
    ("container-unreadable-by-dotnet", W),
    ("container-unreadable-by-java", N),
    ("container-unreadable-by-openssl", N),
]);
const UNUSABLE: Case = everywhere(&[("key-unusable-by-dotnet-framework", N)]);
/// Where the profile asks for a CSP, that says it all.
const IN_CNG: Case = Case {
    assertion: &[("key-in-cng-provider", W)],
    ..UNUSABLE
};
const MODERN: Case = everywhere(&[("container-mac-modern", N)]);
const TRAILING: Case = everywhere(&[("container-trailing-octets", N)]);
const UNREADABLE: Case = everywhere(&[("container-unreadable-by-dotnet", W)]);
const MODERN_AND_UNREADABLE: Case = everywhere(&[
    ("container-mac-modern", N),
    ("container-unreadable-by-dotnet", W),
]);

const fn everywhere(expected: Expected) -> Case {
    Case {
        by_path: expected,
        by_pin: expected,
        assertion: expected,
        ..GOOD
    }
}

pub(super) fn read(
    forge: &Forge,
    provider: &Arc<CryptoProvider>,
    change: impl Fn(&mut Pfx),
) -> Identity {
    let mut pfx = pfx();
    change(&mut pfx);
    forge.identity_read_from(Provenance::Pfx(pfx), provider)
}

/// As the ciphers before AES are used: with the derivation of PKCS#12.
pub(super) fn encrypt(pfx: &mut Pfx, cipher: Cipher) {
    let is_aes = cipher == Cipher::Aes128;
    let encryptions = pfx.key_encryption.iter_mut();
    for encryption in encryptions.chain(&mut pfx.certificate_encryptions) {
        encryption.cipher = cipher;
        if !is_aes {
            (encryption.scheme, encryption.hash) = (Scheme::Pkcs12, Hash::Sha1);
        }
    }
}

fn check(pfx: &mut Pfx, hash: Hash) {
    if let Some(mac) = &mut pfx.mac {
        mac.hash = hash;
    }
}

fn iterations(pfx: &mut Pfx, of_mac: u64, of_each: u64) {
    if let Some(mac) = &mut pfx.mac {
        mac.iterations = of_mac;
    }
    let encryptions = pfx.key_encryption.iter_mut();
    for encryption in encryptions.chain(&mut pfx.certificate_encryptions) {
        encryption.iterations = of_each;
    }
}

fn with_cng(forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
    with_provider(forge, provider, "Microsoft Software Key Storage Provider")
}

fn with_provider(forge: &Forge, provider: &Arc<CryptoProvider>, name: &str) -> Identity {
    read(forge, provider, |pfx| pfx.key_provider = Some(name.into()))
}

pub(super) fn backup_application() -> Scenario {
    BackupApplication::at(Cloud::Worldwide, TENANT, APPLICATION)
        .unwrap()
        .into()
}

pub(super) fn restore_portal() -> Scenario {
    RestorePortal::at(Cloud::Worldwide, TENANT, APPLICATION, HOST)
        .unwrap()
        .into()
}

const TENANT: &str = "contoso.onmicrosoft.com";
const APPLICATION: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";

#[test]
fn every_container_breaks_what_the_table_says() {
    super::run(CASES);
}

#[track_caller]
fn finding(change: impl Fn(&mut Pfx), rule: &str) -> Finding {
    let identity = read(&Forge::tls(HOST), &super::provider(), change);
    let report = vb365_tls::check(
        &super::organization_management(),
        &identity,
        &super::context(),
    );
    let finding = report.findings().iter().find(|it| it.rule.as_str() == rule);
    finding.cloned().unwrap()
}

#[test]
fn all_reasons_of_dotnet_are_listed_once() {
    let change = |pfx: &mut Pfx| {
        check(pfx, Hash::Sha512_224);
        iterations(pfx, 600_000, 600_000);
        let encryptions = pfx.key_encryption.iter_mut();
        for encryption in encryptions.chain(&mut pfx.certificate_encryptions) {
            encryption.hash = Hash::Sha512_224;
        }
    };
    assert_eq!(
        finding(change, "container-unreadable-by-dotnet").found,
        "`PKCS#12 MAC with SHA-512/224`, `PBES2 with SHA-512/224`, `600000 iterations, where .NET 9 takes 300000`"
    );
}

#[test]
fn ciphers_are_listed_once() {
    let change = |pfx: &mut Pfx| {
        encrypt(pfx, Cipher::TripleDes);
        let mut more = pfx.certificate_encryptions.clone();
        more[0].cipher = Cipher::Rc2With40Bits;
        pfx.certificate_encryptions.append(&mut more);
    };
    assert_eq!(
        finding(change, "container-encryption-legacy").found,
        "`3DES`, `RC2-40`"
    );
}

/// It comes out of the file.
#[test]
fn a_provider_is_shown_at_a_length_a_person_reads() {
    let change = |pfx: &mut Pfx| {
        let name = String::from("microsoft software key storage provider") + &"\0".repeat(1000);
        pfx.key_provider = Some(name);
    };
    let found = finding(change, "key-in-cng-provider").found;
    assert!(
        found.chars().count() < 300 && !found.contains('\0'),
        "{found}"
    );
}
