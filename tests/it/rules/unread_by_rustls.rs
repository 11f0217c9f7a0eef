//! What no client of rustls reads. By pin nothing but the end entity is read, and by this crate.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use vb365_tls::identity::Identity;
use vb365_tls::test_support::encode::{
    bit_string, boolean, element, integer, null, object_identifier, sequence,
};
use vb365_tls::test_support::{Forge, TestKey, Time, oid};

use super::{Case, E, GOOD, HOST, N, W};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "a signature with an unused bit",
        identity: |forge, provider| with_unused_bit(0, forge, provider),
        by_path: &[("signature-bits-unused", E)],
        by_pin: &[("signature-bits-unused", W)],
        assertion: &[("signature-bits-unused", N)],
        ..GOOD
    },
    Case {
        name: "a signature with an unused bit on an intermediate",
        identity: |forge, provider| with_unused_bit(1, forge, provider),
        by_path: &[("signature-bits-unused", E)],
        ..GOOD
    },
    Case {
        name: "no Z",
        forge: || Forge::tls(HOST).valid(Time::utc("260101000000"), "2027-12-31"),
        ..UNREADABLE
    },
    Case {
        name: "no seconds",
        forge: || Forge::tls(HOST).valid(Time::utc("2601010000Z"), "2027-12-31"),
        ..UNREADABLE
    },
    Case {
        name: "an offset of nothing",
        forge: || Forge::tls(HOST).valid(Time::utc("260101000000+0000"), "2027-12-31"),
        ..UNREADABLE
    },
    Case {
        name: "a fraction in UTCTime",
        forge: || Forge::tls(HOST).valid(Time::utc("260101000000.0Z"), "2027-12-31"),
        ..UNREADABLE
    },
    Case {
        name: "a fraction in GeneralizedTime",
        forge: || Forge::tls(HOST).valid("2026-01-01", Time::generalized("20271231000000.5Z")),
        ..UNREADABLE
    },
    Case {
        name: "the last second before 1970",
        forge: || Forge::tls(HOST).valid(Time::utc("691231235959Z"), "2027-12-31"),
        ..UNREADABLE
    },
    Case {
        name: "the last second before 1970 in GeneralizedTime",
        forge: || Forge::tls(HOST).valid(Time::generalized("19691231235959Z"), "2027-12-31"),
        ..UNREADABLE
    },
    Case {
        name: "the first second of 1970",
        forge: || Forge::tls(HOST).valid(Time::utc("700101000000Z"), "2027-12-31"),
        ..GOOD
    },
    Case {
        name: "no seconds in an intermediate",
        forge: || {
            Forge::tls(HOST).intermediate(|it| it.valid(Time::utc("2601010000Z"), "2027-12-31"))
        },
        by_path: &[("validity-unreadable", E)],
        ..GOOD
    },
    Case {
        name: "a path length of 255",
        forge: || with_path_length(&[0, 0xff]),
        ..GOOD
    },
    Case {
        name: "a path length of 256",
        forge: || with_path_length(&[1, 0]),
        by_path: &[("path-length-too-large", E)],
        ..GOOD
    },
    Case {
        name: "a path length with a leading zero",
        forge: || with_path_length(&[0, 1]),
        by_path: &[("path-length-too-large", E)],
        ..GOOD
    },
    Case {
        name: "a path length of 256 below nothing",
        forge: || {
            let constraints = sequence(&[integer(&[1, 0])]);
            Forge::tls(HOST).extension(oid::BASIC_CONSTRAINTS, true, &constraints)
        },
        by_path: &[("path-length-too-large", E)],
        by_pin: &[("path-length-too-large", N), ("path-length-without-ca", W)],
        assertion: &[("path-length-without-ca", N)],
        ..GOOD
    },
    Case {
        name: "a certificate of 64 KiB",
        forge: || Forge::tls(HOST).extension("1.2.3.4", false, &[0; 0xffff]),
        by_path: &[("chain-too-large", E)],
        by_pin: &[("chain-too-large", E)],
        ..GOOD
    },
    Case {
        name: "two certificates of 64 KiB together",
        forge: || {
            let half = &[0; 0x8000];
            let forge = Forge::tls(HOST).extension("1.2.3.4", false, half);
            forge.intermediate(|it| it.extension("1.2.3.4", false, half))
        },
        by_path: &[("chain-too-large", E)],
        by_pin: &[("chain-too-large", E)],
        ..GOOD
    },
    Case {
        name: "a modulus that is negative",
        forge: || Forge::tls(HOST).public_key(&rsa(&[], &[1, 0, 1])),
        ..MALFORMED
    },
    Case {
        name: "a modulus with two leading zeros",
        forge: || Forge::tls(HOST).public_key(&rsa(&[0, 0], &[1, 0, 1])),
        ..MALFORMED
    },
    Case {
        name: "an exponent with a leading zero",
        forge: || Forge::tls(HOST).public_key(&rsa(&[0], &[0, 1, 0, 1])),
        ..MALFORMED
    },
    Case {
        name: "a point in hybrid form",
        forge: || Forge::tls(HOST).public_key(&p256(|point| [&[6], &point[1..]].concat())),
        assertion: &[
            ("public-key-malformed", W),
            ("assertion-key-not-rsa", E),
            ("private-key-absent", E),
        ],
        ..MALFORMED
    },
    Case {
        name: "a point that is cut short",
        forge: || Forge::tls(HOST).public_key(&p256(|point| point[..64].to_vec())),
        assertion: &[
            ("public-key-malformed", W),
            ("assertion-key-not-rsa", E),
            ("private-key-absent", E),
        ],
        ..MALFORMED
    },
    Case {
        name: "a compressed point, which one provider reads",
        forge: || Forge::tls(HOST).public_key(&p256(|point| [&[2], &point[1..33]].concat())),
        by_path: &[("public-key-malformed", W), ("private-key-absent", E)],
        by_pin: &[("public-key-malformed", W), ("private-key-absent", E)],
        assertion: &[
            ("public-key-malformed", W),
            ("assertion-key-not-rsa", E),
            ("private-key-absent", E),
        ],
        ..MALFORMED
    },
    Case {
        name: "a modulus that is negative in an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.public_key(&rsa(&[], &[1, 0, 1]))),
        by_path: &[("public-key-malformed", E), ("signature-invalid", E)],
        by_pin: &[("signature-invalid", W)],
        assertion: &[("signature-invalid", W)],
        ..GOOD
    },
    Case {
        name: "a CA rustls distrusts",
        forge: || Forge::tls(HOST).intermediate(|it| it.public_key(&distrusted())),
        by_path: &[
            ("key-distrusted", E),
            ("signature-algorithm-unsupported", E),
        ],
        by_pin: &[("signature-algorithm-unsupported", N)],
        ..GOOD
    },
];

const UNREADABLE: Case = Case {
    by_path: &[("validity-unreadable", E)],
    by_pin: &[("validity-unreadable", N)],
    assertion: &[("validity-unreadable", N)],
    ..GOOD
};

// No provider makes such a certificate, and none finds the private key of another form.
const MALFORMED: Case = Case {
    identity: without_key,
    by_path: &[("public-key-malformed", E), ("private-key-absent", E)],
    by_pin: &[("public-key-malformed", E), ("private-key-absent", E)],
    assertion: &[("public-key-malformed", W), ("private-key-absent", E)],
    ..GOOD
};

fn without_key(forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
    Identity::from_parts(forge.certificates(provider), None).unwrap()
}

/// The octet before a signature of RSA 2048 counts unused bits.
fn with_unused_bit(place: usize, forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
    let mut certificates = forge.certificates(provider);
    let mut der = certificates[place].to_vec();
    let octet = der.len() - 257;
    der[octet] = 1;
    certificates[place] = CertificateDer::from(der);
    Identity::from_parts(certificates, Some(forge.key_der())).unwrap()
}

fn with_path_length(octets: &[u8]) -> Forge {
    let constraints = sequence(&[boolean(true), integer(octets)]);
    Forge::tls(HOST).intermediate(|it| it.extension(oid::BASIC_CONSTRAINTS, true, &constraints))
}

/// The key of the good certificate, its modulus behind these octets.
fn rsa(before: &[u8], exponent: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[object_identifier("1.2.840.113549.1.1.1"), null()]);
    let encoding = TestKey::Rsa2048.public_key();
    // Behind the modulus stands the exponent, an INTEGER of five octets in all.
    let modulus = &encoding[encoding.len() - 5 - 256..encoding.len() - 5];
    let numbers = [integer(&[before, modulus].concat()), integer(exponent)];
    sequence(&[algorithm, bit_string(&sequence(&numbers))])
}

fn p256(change: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let curve = "1.2.840.10045.3.1.7";
    let algorithm = sequence(&[
        object_identifier("1.2.840.10045.2.1"),
        object_identifier(curve),
    ]);
    let encoding = TestKey::P256.public_key();
    sequence(&[
        algorithm,
        bit_string(&change(&encoding[encoding.len() - 65..])),
    ])
}

/// `EMDVTLSCAG3B.spki.der` of rustls-webpki 0.103.17, a point on P-384.
fn distrusted() -> Vec<u8> {
    const POINT: &str = "\
        04e79ed9c04a9773c4735e51111da85ac2bd5e64ab374b80e12cbc2038ec1e4f0e3b812fc9859e1e67afb04e2f8bc97f7\
        485ba65aa911ee8a4e45b62d5cc03d56be678b3c38cb4dc937ca2460e238453c892935d29d44f91e15606b63ccedab468";
    let octets = POINT
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).unwrap());
    let point: Vec<u8> = octets
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect();
    let algorithm = sequence(&[
        object_identifier("1.2.840.10045.2.1"),
        object_identifier("1.3.132.0.34"),
    ]);
    sequence(&[algorithm, bit_string(&point)])
}

#[test]
fn table() {
    super::run(CASES);
}

/// Both providers verify with the key as it is, and in none of the forms the rule calls malformed.
#[test]
fn keys_no_provider_reads() {
    use rustls::SignatureScheme as Scheme;
    let providers = [
        rustls::crypto::ring::default_provider(),
        rustls::crypto::aws_lc_rs::default_provider(),
    ];
    let forms: [(TestKey, Scheme, Vec<u8>, bool); 6] = [
        (
            TestKey::Rsa2048,
            Scheme::RSA_PSS_SHA256,
            rsa(&[0], &[1, 0, 1]),
            true,
        ),
        (
            TestKey::Rsa2048,
            Scheme::RSA_PSS_SHA256,
            rsa(&[], &[1, 0, 1]),
            false,
        ),
        (
            TestKey::Rsa2048,
            Scheme::RSA_PSS_SHA256,
            rsa(&[0, 0], &[1, 0, 1]),
            false,
        ),
        (
            TestKey::Rsa2048,
            Scheme::RSA_PSS_SHA256,
            rsa(&[0], &[0, 1, 0, 1]),
            false,
        ),
        (
            TestKey::P256,
            Scheme::ECDSA_NISTP256_SHA256,
            p256(<[u8]>::to_vec),
            true,
        ),
        (
            TestKey::P256,
            Scheme::ECDSA_NISTP256_SHA256,
            p256(|point| [&[6 + (point[64] & 1)], &point[1..]].concat()),
            false,
        ),
    ];
    for provider in providers {
        for (key, scheme, info, is_read) in &forms {
            let key = provider
                .key_provider
                .load_private_key(key.private_key())
                .unwrap();
            let signature = key
                .choose_scheme(&[*scheme])
                .unwrap()
                .sign(b"message")
                .unwrap();
            let known = provider.signature_verification_algorithms.mapping;
            let (_, algorithms) = known.iter().find(|(known, _)| known == scheme).unwrap();
            let verifies = |algorithm: &&dyn SignatureVerificationAlgorithm| {
                algorithm
                    .verify_signature(&bits(info), b"message", &signature)
                    .is_ok()
            };
            assert_eq!(
                algorithms.iter().any(verifies),
                *is_read,
                "{provider:?} {info:x?}"
            );
        }
    }
}

/// What the BIT STRING at the end of a subject public key info holds.
fn bits(info: &[u8]) -> Vec<u8> {
    let algorithm = [object_identifier("1.2.840.113549.1.1.1"), null()];
    let curve = [
        object_identifier("1.2.840.10045.2.1"),
        object_identifier("1.2.840.10045.3.1.7"),
    ];
    let headers = [sequence(&algorithm), sequence(&curve)];
    let start = headers.iter().find_map(|header| {
        let place = info.windows(header.len()).position(|it| it == header)?;
        Some(place + header.len())
    });
    let string = &info[start.unwrap()..];
    let header = match string[1] {
        0x82 => 4,
        0x81 => 3,
        _ => 2,
    };
    assert_eq!(string, element(0x03, &string[header..]));
    string[header + 1..].to_vec()
}
