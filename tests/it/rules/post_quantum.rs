//! ML-DSA. aws-lc-rs checks, which knows it, unless a case says ring.

use std::sync::Arc;

use vb365_tls::finding::Severity;
use vb365_tls::identity::Identity;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::Scenario;
use vb365_tls::test_support::encode::{bit_string, object_identifier, sequence};
use vb365_tls::test_support::{Forge, KeyUsageBit, TestKey};
use vb365_tls::{Certificate, Context, Credential};

use super::container::{backup_application, restore_portal};
use super::{Case, E, Expected, GOOD, HOST, N, W, context};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "an ML-DSA key",
        forge: end_entity,
        ..RARE
    },
    Case {
        name: "an ML-DSA key with ring",
        forge: end_entity,
        context: with_ring,
        by_path: UNSUPPORTED,
        by_pin: UNSUPPORTED,
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "an ML-DSA key over itself",
        forge: || Forge::self_signed(HOST).key(TestKey::MlDsa65),
        by_path: &[("ml-dsa-rarely-supported", W), ("self-signed", W)],
        by_pin: &[("ml-dsa-rarely-supported", W), ("self-signed", W)],
        assertion: &[("assertion-key-not-rsa", E), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "an ML-DSA key for a backup application",
        forge: end_entity,
        signer: backup_application,
        ..RARE
    },
    Case {
        name: "an ML-DSA key for the restore portal",
        forge: end_entity,
        signer: restore_portal,
        ..RARE
    },
    Case {
        name: "an ML-DSA key of an intermediate, which a pin does not look at",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::MlDsa65)),
        by_path: &[("ml-dsa-rarely-supported", W)],
        ..GOOD
    },
    Case {
        name: "an ML-DSA key of an intermediate with ring",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::MlDsa65)),
        context: with_ring,
        by_path: UNSUPPORTED,
        ..GOOD
    },
    Case {
        name: "a signature by a root of ML-DSA that is not included",
        forge: || Forge::tls(HOST).root(|it| it.key(TestKey::MlDsa65)),
        by_path: &[("ml-dsa-rarely-supported", W)],
        ..GOOD
    },
    Case {
        name: "a signature by a root of ML-DSA that is not included, with ring",
        forge: || Forge::tls(HOST).root(|it| it.key(TestKey::MlDsa65)),
        context: with_ring,
        by_path: &[("signature-algorithm-unsupported", E)],
        ..GOOD
    },
    Case {
        name: "a root of ML-DSA that is included",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.key(TestKey::MlDsa65))
                .with_root()
        },
        by_path: &[("ml-dsa-rarely-supported", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "an ML-DSA key that is to encipher others",
        forge: || {
            end_entity().key_usage(&[KeyUsageBit::DigitalSignature, KeyUsageBit::KeyEncipherment])
        },
        by_path: &[("key-usage-impossible", W), ("ml-dsa-rarely-supported", W)],
        ..RARE
    },
    Case {
        name: "an ML-DSA key that is an octet short",
        forge: || Forge::tls(HOST).public_key(&public_key(ML_DSA_65, 1951)),
        identity: |forge, provider| {
            Identity::from_parts(forge.certificates(provider), None).unwrap()
        },
        by_path: &[
            ("ml-dsa-rarely-supported", W),
            ("private-key-absent", E),
            ("public-key-malformed", E),
        ],
        by_pin: &[
            ("ml-dsa-rarely-supported", W),
            ("private-key-absent", E),
            ("public-key-malformed", E),
        ],
        assertion: &[
            ("assertion-key-not-rsa", E),
            ("private-key-absent", E),
            ("public-key-malformed", W),
        ],
        ..GOOD
    },
];

const RARE: Case = Case {
    by_path: &[("ml-dsa-rarely-supported", W)],
    by_pin: &[("ml-dsa-rarely-supported", W)],
    assertion: NOT_RSA,
    ..GOOD
};
const NOT_RSA: Expected = &[("assertion-key-not-rsa", E)];
const UNSUPPORTED: Expected = &[("key-algorithm-unsupported", E)];

const ML_DSA_44: &str = "2.16.840.1.101.3.4.3.17";
const ML_DSA_65: &str = "2.16.840.1.101.3.4.3.18";
const ML_DSA_87: &str = "2.16.840.1.101.3.4.3.19";

fn end_entity() -> Forge {
    Forge::tls(HOST).key(TestKey::MlDsa65)
}

fn with_ring() -> Context {
    Context::fixed(
        Arc::new(rustls::crypto::ring::default_provider()),
        Forge::now(),
    )
}

fn public_key(algorithm: &str, octets: usize) -> Vec<u8> {
    let algorithm = sequence(&[object_identifier(algorithm)]);
    sequence(&[algorithm, bit_string(&vec![0x2a; octets])])
}

#[test]
fn table() {
    super::run(CASES);
}

#[test]
fn keys_and_signatures_have_names() {
    for (oid, octets, name) in [
        (ML_DSA_44, 1312, "ML-DSA-44"),
        (ML_DSA_65, 1952, "ML-DSA-65"),
        (ML_DSA_87, 2592, "ML-DSA-87"),
        ("2.16.840.1.101.3.4.3.20", 32, "SLH-DSA-SHA2-128s"),
        ("2.16.840.1.101.3.4.3.31", 64, "SLH-DSA-SHAKE-256f"),
        (
            "2.16.840.1.101.3.4.3.99",
            64,
            "algorithm 2.16.840.1.101.3.4.3.99",
        ),
    ] {
        let forge = Forge::tls(HOST).public_key(&public_key(oid, octets));
        let chain = forge.chain(&super::provider());
        let key = chain.end_entity().public_key();
        assert_eq!(key.to_string(), name);
        assert_eq!(
            key.algorithm().is_ml_dsa(),
            name.starts_with("ML-"),
            "{name}"
        );
    }
    let forge = Forge::self_signed(HOST).key(TestKey::MlDsa65);
    let certificate: Certificate = forge.chain(&super::provider()).end_entity().clone();
    let signature = certificate.signature_algorithm();
    assert_eq!(signature.to_string(), "ML-DSA-65");
    assert!(signature.is_ml_dsa() && !signature.is_weak());
}

#[test]
fn findings_say_what_is_ml_dsa() {
    const EXPECTED: &str = "expected RSA or ECDSA, which peers verify, found ";
    for (forge, found) in [
        (end_entity(), "a key of type ML-DSA-65"),
        (
            Forge::tls(HOST).root(|it| it.key(TestKey::MlDsa65)),
            "a signature by ML-DSA-65",
        ),
    ] {
        let identity = forge.identity(&super::provider());
        let context = context().with_relying_party(Verification::ByPath);
        let report = vb365_tls::check(&super::rest_api(), &identity, &context);
        let [finding] = report.findings() else {
            panic!("{report}");
        };
        assert_eq!(finding.severity, Severity::Warning);
        let line = finding.to_string();
        assert!(line.ends_with(&format!("{EXPECTED}{found}")), "{line}");
    }
}

/// Microsoft Entra takes RSA alone, whatever the provider signs with.
#[test]
fn no_assertion_is_signed_with_ml_dsa() {
    let Scenario::OrganizationManagement(organization) = super::organization_management() else {
        panic!("another scenario");
    };
    let Scenario::BackupApplication(application) = backup_application() else {
        panic!("another scenario");
    };
    let Scenario::RestorePortal(portal) = restore_portal() else {
        panic!("another scenario");
    };
    let identity = || end_entity().identity(&super::provider());
    for rejected in [
        Credential::accept(organization, identity(), &context()).unwrap_err(),
        Credential::accept(application, identity(), &context()).unwrap_err(),
        Credential::accept(portal, identity(), &context()).unwrap_err(),
    ] {
        let errors: Vec<_> = rejected.report().errors().collect();
        let [error] = &*errors else {
            panic!("{rejected}");
        };
        assert_eq!(error.rule.as_str(), "assertion-key-not-rsa");
        assert_eq!(error.found, "ML-DSA-65");
    }
}
