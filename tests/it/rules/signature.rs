//! Signatures. A forge writes the identifier of an algorithm rustls does not have, and a signature that does not verify.

use std::sync::Arc;

use vb365_tls::Context;
use vb365_tls::test_support::{Forge, SignatureAlgorithm as Algorithm, TestKey};

use super::{Case, E, GOOD, HOST, N, W};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "SHA-1 with RSA",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaSha1),
        ..WEAK
    },
    Case {
        name: "MD5 with RSA",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaMd5),
        ..WEAK
    },
    Case {
        name: "MD2 with RSA",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaMd2),
        ..WEAK
    },
    Case {
        name: "SHA-1 with ECDSA",
        forge: || Forge::tls(HOST).signature(Algorithm::EcdsaSha1),
        ..WEAK
    },
    Case {
        name: "SHA-1 as the default of RSASSA-PSS",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaPssSha1),
        ..WEAK
    },
    Case {
        name: "SHA-1 over itself",
        forge: || Forge::self_signed(HOST).signature(Algorithm::RsaSha1),
        by_path: &[("signature-algorithm-weak", E), ("self-signed", W)],
        by_pin: &[("signature-algorithm-weak", N), ("self-signed", W)],
        assertion: &[("signature-algorithm-weak", W), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "SHA-1 over an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.signature(Algorithm::RsaSha1)),
        by_path: &[("signature-algorithm-weak", E)],
        ..GOOD
    },
    Case {
        name: "SHA-1 over the root, which nobody verifies",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.signature(Algorithm::RsaSha1))
                .with_root()
        },
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "SHA-512 with RSA",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaSha512),
        ..GOOD
    },
    Case {
        name: "RSASSA-PSS with a salt as long as the hash",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaPssSha256),
        ..GOOD
    },
    Case {
        name: "RSASSA-PSS with a shorter salt",
        forge: || Forge::tls(HOST).signature(Algorithm::RsaPssSha256Salt20),
        by_path: &[("signature-algorithm-unsupported", E)],
        by_pin: &[("signature-algorithm-unsupported", N)],
        ..GOOD
    },
    Case {
        name: "an algorithm nobody knows, by an issuer that is not included",
        forge: || {
            Forge::tls(HOST)
                .intermediates(0)
                .signature(Algorithm::Unknown)
        },
        by_path: &[
            ("chain-incomplete", W),
            ("signature-algorithm-unsupported", E),
        ],
        by_pin: &[("signature-algorithm-unsupported", N)],
        ..GOOD
    },
    Case {
        name: "an algorithm nobody knows over an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.signature(Algorithm::Unknown)),
        by_path: &[("signature-algorithm-unsupported", E)],
        ..GOOD
    },
    Case {
        name: "P-521 by a root that is not included, with ring",
        forge: || Forge::tls(HOST).root(|it| it.key(TestKey::P521)),
        context: with_ring,
        by_path: &[("signature-algorithm-unsupported", E)],
        ..GOOD
    },
    Case {
        name: "P-521 by a root that is not included, with aws-lc-rs",
        forge: || Forge::tls(HOST).root(|it| it.key(TestKey::P521)),
        ..GOOD
    },
    Case {
        name: "another algorithm inside",
        forge: || Forge::tls(HOST).inner_signature(Algorithm::RsaSha384),
        ..INCONSISTENT
    },
    Case {
        name: "other parameters inside, and the signature altered",
        forge: || {
            Forge::tls(HOST)
                .signature(Algorithm::RsaPssSha256)
                .inner_signature(Algorithm::RsaPssSha256Salt20)
                .altered_signature()
        },
        ..INCONSISTENT
    },
    Case {
        name: "another algorithm inside an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.inner_signature(Algorithm::RsaSha384)),
        by_path: &[("signature-algorithm-inconsistent", E)],
        ..GOOD
    },
    Case {
        name: "altered",
        forge: || Forge::tls(HOST).altered_signature(),
        ..INVALID
    },
    Case {
        name: "made by another key of the issuer's name",
        forge: || Forge::tls(HOST).end_entity(|it| it.signed_by(TestKey::Other)),
        ..INVALID
    },
    Case {
        name: "altered over itself",
        forge: || Forge::self_signed(HOST).altered_signature(),
        by_path: &[("signature-invalid", E), ("self-signed", W)],
        by_pin: &[("signature-invalid", W), ("self-signed", W)],
        assertion: &[("signature-invalid", W), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "altered over an intermediate whose issuer is included",
        forge: || {
            Forge::tls(HOST)
                .intermediate(|it| it.altered_signature())
                .with_root()
        },
        by_path: &[("signature-invalid", E), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "altered over an intermediate whose issuer is not included",
        forge: || Forge::tls(HOST).intermediate(|it| it.altered_signature()),
        ..GOOD
    },
];

const WEAK: Case = Case {
    by_path: &[("signature-algorithm-weak", E)],
    by_pin: &[("signature-algorithm-weak", N)],
    assertion: &[("signature-algorithm-weak", W)],
    ..GOOD
};

const INCONSISTENT: Case = Case {
    by_path: &[("signature-algorithm-inconsistent", E)],
    by_pin: &[("signature-algorithm-inconsistent", E)],
    assertion: &[("signature-algorithm-inconsistent", E)],
    ..GOOD
};

const INVALID: Case = Case {
    by_path: &[("signature-invalid", E)],
    by_pin: &[("signature-invalid", W)],
    assertion: &[("signature-invalid", W)],
    ..GOOD
};

fn with_ring() -> Context {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Context::fixed(provider, Forge::now())
}

#[test]
fn table() {
    super::run(CASES);
}
