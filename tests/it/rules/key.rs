//! Keys. aws-lc-rs checks unless a case says ring.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use vb365_tls::Context;
use vb365_tls::finding::Position;
use vb365_tls::identity::Identity;
use vb365_tls::profile::Verification;
use vb365_tls::test_support::encode::{bit_string, object_identifier, rsa_public_key, sequence};
use vb365_tls::test_support::{Forge, TestKey};

use super::{Case, E, Expected, GOOD, HOST, N, W};
use crate::identity::external_keys::{busy, odd};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "no private key",
        identity: without_key,
        by_path: &[("private-key-absent", E)],
        by_pin: &[("private-key-absent", E)],
        assertion: &[("private-key-absent", E)],
        ..GOOD
    },
    Case {
        name: "a token that is busy",
        identity: busy,
        by_path: &[("key-unavailable", E)],
        by_pin: &[("key-unavailable", E)],
        assertion: &[("key-unavailable", E)],
        ..GOOD
    },
    Case {
        name: "a token that signs in its own way",
        identity: odd,
        by_path: &[("key-not-compared", N)],
        by_pin: &[("key-not-compared", N)],
        assertion: &[("key-not-compared", N)],
        ..GOOD
    },
    Case {
        name: "another RSA key",
        forge: || Forge::tls(HOST).private_key(TestKey::Other),
        ..MISMATCH
    },
    Case {
        name: "a key of another kind",
        forge: || Forge::tls(HOST).private_key(TestKey::P256),
        ..MISMATCH
    },
    Case {
        name: "DSA",
        forge: || Forge::tls(HOST).key(TestKey::Dsa),
        ..UNSUPPORTED
    },
    Case {
        name: "RSASSA-PSS",
        forge: || Forge::tls(HOST).key(TestKey::RsaPss),
        ..UNSUPPORTED
    },
    Case {
        name: "RSASSA-PSS over itself",
        forge: || Forge::self_signed(HOST).key(TestKey::RsaPss),
        by_path: &[("key-algorithm-unsupported", E), ("self-signed", W)],
        by_pin: &[("key-algorithm-unsupported", E), ("self-signed", W)],
        assertion: &[("assertion-key-not-rsa", E), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "RSA without the NULL of its parameters",
        forge: || Forge::tls(HOST).public_key(&rsa_without_null()),
        assertion: &[("key-algorithm-unsupported", E)],
        ..UNSUPPORTED
    },
    Case {
        name: "DSA in an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::Dsa)),
        by_path: &[("key-algorithm-unsupported", E)],
        ..GOOD
    },
    Case {
        name: "DSA in the root",
        forge: || Forge::tls(HOST).root(|it| it.key(TestKey::Dsa)).with_root(),
        by_path: &[
            ("key-algorithm-unsupported", E),
            ("trust-anchor-in-chain", N),
        ],
        ..GOOD
    },
    Case {
        name: "Ed448",
        forge: || Forge::tls(HOST).key(TestKey::Ed448),
        by_path: &[("key-algorithm-unsupported", E)],
        by_pin: &[("key-algorithm-unsupported", E)],
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "P-521 with ring",
        forge: || Forge::tls(HOST).key(TestKey::P521),
        context: with_ring,
        by_path: &[("key-algorithm-unsupported", E)],
        by_pin: &[("key-algorithm-unsupported", E)],
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "P-521 with aws-lc-rs",
        forge: || Forge::tls(HOST).key(TestKey::P521),
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "P-256",
        forge: || Forge::tls(HOST).key(TestKey::P256),
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "P-384 with ring",
        forge: || Forge::tls(HOST).key(TestKey::P384),
        context: with_ring,
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "Ed25519",
        forge: || Forge::tls(HOST).key(TestKey::Ed25519),
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "a curve by its parameters",
        forge: || Forge::tls(HOST).key(TestKey::P256Explicit),
        by_path: &[("ec-parameters-explicit", E)],
        by_pin: &[("ec-parameters-explicit", E)],
        assertion: NOT_RSA,
        ..GOOD
    },
    Case {
        name: "a curve by its parameters in an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::P256Explicit)),
        by_path: &[("ec-parameters-explicit", E)],
        ..GOOD
    },
    Case {
        name: "RSA 1024",
        forge: || Forge::tls(HOST).key(TestKey::Rsa1024),
        ..TOO_SHORT
    },
    Case {
        name: "RSA 1536",
        forge: || Forge::tls(HOST).key(TestKey::Rsa1536),
        ..TOO_SHORT
    },
    Case {
        name: "RSA 2047, whose length is also no whole number of octets",
        forge: || Forge::tls(HOST).key(TestKey::Rsa2047),
        ..TOO_SHORT
    },
    // ring verifies what such a key signs, and does not load it.
    Case {
        name: "RSA 2047 with ring",
        forge: || Forge::tls(HOST).key(TestKey::Rsa2047),
        context: with_ring,
        by_path: &[
            ("key-algorithm-unsupported", E),
            ("rsa-modulus-too-short", W),
        ],
        by_pin: &[
            ("key-algorithm-unsupported", E),
            ("rsa-modulus-too-short", W),
        ],
        assertion: &[("rsa-modulus-too-short", E)],
        ..GOOD
    },
    Case {
        name: "RSA 2047 with ring, of a peer",
        forge: || Forge::tls(HOST).key(TestKey::Rsa2047),
        identity: without_key,
        context: with_ring,
        by_path: &[("private-key-absent", E), ("rsa-modulus-too-short", W)],
        by_pin: &[("private-key-absent", E), ("rsa-modulus-too-short", W)],
        assertion: &[("private-key-absent", E), ("rsa-modulus-too-short", E)],
        ..GOOD
    },
    Case {
        name: "RSA 1024 over itself",
        forge: || Forge::self_signed(HOST).key(TestKey::Rsa1024),
        by_path: &[("rsa-modulus-too-short", E), ("self-signed", W)],
        by_pin: &[("rsa-modulus-too-short", E), ("self-signed", W)],
        assertion: &[("rsa-modulus-too-short", E), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "RSA 1024 in an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::Rsa1024)),
        by_path: &[("rsa-modulus-too-short", E)],
        ..GOOD
    },
    Case {
        name: "RSA 1024 in the root",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.key(TestKey::Rsa1024))
                .with_root()
        },
        by_path: &[("rsa-modulus-too-short", E), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "RSA 3072 with ring",
        forge: || Forge::tls(HOST).key(TestKey::Rsa3072),
        context: with_ring,
        ..GOOD
    },
    Case {
        name: "RSA 4096 with ring",
        forge: || Forge::tls(HOST).key(TestKey::Rsa4096),
        context: with_ring,
        ..GOOD
    },
    Case {
        name: "RSA 8192 with ring",
        forge: || Forge::tls(HOST).key(TestKey::Rsa8192),
        context: with_ring,
        by_path: &[("rsa-modulus-too-long", E)],
        by_pin: &[("rsa-modulus-too-long", E)],
        assertion: &[("rsa-modulus-too-long", E)],
        ..GOOD
    },
    Case {
        name: "RSA 8192 with aws-lc-rs",
        forge: || Forge::tls(HOST).key(TestKey::Rsa8192),
        ..all(&[("rsa-modulus-not-tested", N)])
    },
    Case {
        name: "RSA 8192 in an intermediate, with ring, which verifies what it does not load",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::Rsa8192)),
        context: with_ring,
        by_path: &[("rsa-modulus-not-tested", N)],
        ..GOOD
    },
    Case {
        name: "RSA 8193",
        forge: || Forge::tls(HOST).public_key(&rsa_8193()),
        identity: without_key,
        by_path: &[("rsa-modulus-too-long", E), ("private-key-absent", E)],
        by_pin: &[("rsa-modulus-too-long", E), ("private-key-absent", E)],
        assertion: &[("rsa-modulus-too-long", E), ("private-key-absent", E)],
        ..GOOD
    },
    Case {
        name: "RSA 2049",
        forge: || Forge::tls(HOST).key(TestKey::Rsa2049),
        identity: without_key,
        ..all(&[
            ("rsa-modulus-length-irregular", W),
            ("private-key-absent", E),
        ])
    },
    Case {
        name: "an even modulus",
        forge: || Forge::tls(HOST).key(TestKey::RsaEvenModulus),
        identity: without_key,
        ..IRREGULAR
    },
    Case {
        name: "a modulus divisible by three",
        forge: || Forge::tls(HOST).key(TestKey::RsaSmallFactor),
        identity: without_key,
        ..IRREGULAR
    },
    Case {
        name: "RSA 2049 that ring does not load",
        forge: || Forge::tls(HOST).key(TestKey::Rsa2049),
        context: with_ring,
        by_path: REFUSED_AND_IRREGULAR,
        by_pin: REFUSED_AND_IRREGULAR,
        assertion: REFUSED_AND_IRREGULAR,
        ..GOOD
    },
    Case {
        name: "RSA 2049 in an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.key(TestKey::Rsa2049)),
        by_path: &[("rsa-modulus-length-irregular", W)],
        ..GOOD
    },
    Case {
        name: "the exponent 1",
        forge: || Forge::tls(HOST).key(TestKey::RsaExponent1),
        identity: without_key,
        ..EXPONENT
    },
    Case {
        name: "the exponent 3",
        forge: || Forge::tls(HOST).key(TestKey::RsaExponent3),
        identity: without_key,
        ..EXPONENT
    },
    Case {
        name: "primes close together",
        forge: || Forge::tls(HOST).key(TestKey::RsaClosePrimes),
        ..PREDICTABLE
    },
    Case {
        name: "primes of CVE-2017-15361",
        forge: || Forge::tls(HOST).key(TestKey::RsaRoca),
        ..PREDICTABLE
    },
    Case {
        name: "primes of CVE-2017-15361 in the root",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.key(TestKey::RsaRoca))
                .with_root()
        },
        by_path: &[("rsa-key-predictable", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
];

const NOT_RSA: Expected = &[("assertion-key-not-rsa", E)];

const MISMATCH: Case = all(&[("private-key-mismatch", E)]);
/// Not RSA either, which is all that counts for an assertion.
const UNSUPPORTED: Case = Case {
    by_path: &[("key-algorithm-unsupported", E)],
    by_pin: &[("key-algorithm-unsupported", E)],
    assertion: NOT_RSA,
    ..GOOD
};
const TOO_SHORT: Case = all(&[("rsa-modulus-too-short", E)]);
const PREDICTABLE: Case = all(&[("rsa-key-predictable", W)]);

// Providers load some of these keys and refuse others; without the private key only the public one is checked.
const IRREGULAR: Case = all(&[("rsa-modulus-irregular", W), ("private-key-absent", E)]);
const EXPONENT: Case = all(&[("rsa-exponent-weak", W), ("private-key-absent", E)]);

const REFUSED_AND_IRREGULAR: Expected = &[
    ("key-algorithm-unsupported", E),
    ("rsa-modulus-length-irregular", W),
];

/// The same findings in all three columns.
const fn all(expected: Expected) -> Case {
    Case {
        by_path: expected,
        by_pin: expected,
        assertion: expected,
        ..GOOD
    }
}

fn without_key(forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
    Identity::from_parts(forge.certificates(provider), None).unwrap()
}

fn with_ring() -> Context {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Context::fixed(provider, Forge::now())
}

/// The key of the good certificate, its algorithm without parameters.
fn rsa_without_null() -> Vec<u8> {
    let algorithm = sequence(&[object_identifier("1.2.840.113549.1.1.1")]);
    // SEQUENCE header (4), algorithm (15), BIT STRING header (4) and count of unused bits (1).
    let key = &TestKey::Rsa2048.public_key()[24..];
    sequence(&[algorithm, bit_string(key)])
}

fn rsa_8193() -> Vec<u8> {
    let mut modulus = [0; 1025];
    modulus[0] = 1;
    modulus[1024] = 1;
    rsa_public_key(&modulus, &[1, 0, 1])
}

#[test]
fn table() {
    super::run(CASES);
}

/// What is found by path, one line for each finding.
fn told(forge: &Forge, context: &Context) -> String {
    let identity = forge.identity(&super::provider());
    let context = context.clone().with_relying_party(Verification::ByPath);
    let report = vb365_tls::check(&super::rest_api(), &identity, &context);
    let lines: Vec<_> = report.findings().iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn findings_name_provider_key_and_place() {
    for (forge, expected) in [
        (
            Forge::tls(HOST).key(TestKey::P521),
            "expected a key `Ring` can use, found EC P-521",
        ),
        (
            Forge::tls(HOST).public_key(&rsa_without_null()),
            "expected a key `Ring` can use, found RSA 2048 with parameters other than NULL",
        ),
        (
            Forge::tls(HOST).key(TestKey::Rsa8192),
            "expected at most 4096 bits with `Ring`, found 8192 bits",
        ),
        (
            Forge::tls(HOST).private_key(TestKey::P256),
            "expected the private key of the certificate's key, RSA 2048, found that of another key, EC P-256 with SHA-256 \
             84e67b6ab88f0dd763106a5ecd109f91904280b4f5979bcd2a9970b9632e8731",
        ),
    ] {
        let line = told(&forge, &with_ring());
        assert!(line.ends_with(expected), "{line}");
    }

    let weak_root = Forge::tls(HOST)
        .root(|it| it.key(TestKey::Rsa1024))
        .with_root();
    let identity = weak_root.identity(&super::provider());
    let context = with_ring().with_relying_party(Verification::ByPath);
    let report = vb365_tls::check(&super::rest_api(), &identity, &context);
    let finding = &report.findings()[0];
    assert_eq!(finding.position, Position::TrustAnchor);
    assert_eq!(finding.certificate.as_deref(), Some("CN=Test Root"));
}
