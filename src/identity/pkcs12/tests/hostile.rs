//! Files made to keep a reader busy, or to break it.

use std::time::{Duration, Instant};

use super::open;
use super::writer::{
    bag, certificate, data, encrypt, encrypted, explicit, indefinite, integer, mac_data, octets,
    oid, pbes2, pbmac1, pkcs8, pkcs12_pbe, sealed, sequence, shrouded, tlv, without_mac,
};
use crate::error::ContainerError;
use crate::identity::Password;
use crate::identity::pkcs12::{Budget, open_key, open_pfx};

const HUGE: u64 = (1 << 31) - 1;

/// Above anything allowed in an unoptimised build; a reader without limits takes minutes.
const LONG: Duration = Duration::from_secs(10);

fn refusal(file: &[u8]) -> ContainerError {
    let start = Instant::now();
    let error = open(file, "secret").err().expect("it is refused");
    assert!(start.elapsed() < LONG, "{:?}: {error}", start.elapsed());
    error
}

fn limit(file: &[u8]) -> (&'static str, u64) {
    match refusal(file) {
        ContainerError::LimitExceeded { what, found, .. } => (what, found),
        other => panic!("{other:?}"),
    }
}

/// The same value many times.
fn copies(count: usize, part: &[u8]) -> Vec<u8> {
    part.repeat(count)
}

#[test]
fn too_many_iterations_are_refused_in_every_place() {
    let file = |mac: Vec<u8>| sequence(&[&integer(3), &data(&sequence(&[])), &mac]);
    let sha1 = sequence(&[&oid("1.3.14.3.2.26"), &[5, 0]]);
    for iterations in [
        2_000_001,
        HUGE,
        1 << 32,
        (1 << 32) + 1,
        u64::MAX - 1,
        u64::MAX,
    ] {
        for file in [
            file(mac_data(&sha1, &[0; 20], iterations)),
            file(mac_data(&pbmac1(iterations), &[0; 32], 1)),
            sealed(&[encrypted(&pbes2(iterations), &[0; 32])], "secret"),
            sealed(&[encrypted(&pkcs12_pbe(3, iterations), &[0; 32])], "secret"),
            sealed(
                &[data(&sequence(&[&shrouded(&pbes2(iterations), &[0; 32])]))],
                "secret",
            ),
            sealed(
                &[data(&sequence(&[&shrouded(
                    &pkcs12_pbe(6, iterations),
                    &[0; 32],
                )]))],
                "secret",
            ),
        ] {
            assert_eq!(limit(&file), ("iterations of a key derivation", iterations));
        }
        let key = sequence(&[&pbes2(iterations), &octets(&[0; 32])]);
        let refusal = open_key(&key, &Password::from("secret"), &mut Budget::new());
        assert!(
            matches!(refusal, Err(ContainerError::LimitExceeded { found, .. }) if found == iterations)
        );
    }
    let file = file(mac_data(&sha1, &[0; 20], 0));
    assert!(matches!(refusal(&file), ContainerError::Malformed { .. }));
}

#[test]
fn invalid_numbers_are_refused() {
    let sha1 = sequence(&[&oid("1.3.14.3.2.26"), &[5, 0]]);
    let info = sequence(&[&sha1, &octets(&[0; 20])]);
    for (digits, is_limit) in [
        (vec![0x7f; 25], true),
        (vec![0xff], false),
        (vec![0x80, 0, 0, 0], false),
        (vec![], false),
    ] {
        let mac = sequence(&[&info, &octets(b"salt"), &tlv(2, &digits)]);
        let file = sequence(&[&integer(3), &data(&sequence(&[])), &mac]);
        let error = refusal(&file);
        let found = matches!(
            error,
            ContainerError::LimitExceeded {
                found: u64::MAX,
                ..
            }
        );
        assert_eq!(found, is_limit, "{error}");
    }
}

#[test]
fn one_budget_spans_the_file() {
    let iterations = 300;
    let safe = sequence(&[&certificate(&[0x30, 0])]);
    let part = encrypted(
        &pbes2(iterations.into()),
        &encrypt(&safe, "secret", iterations),
    );
    let file = sealed(&vec![part; 200], "secret");
    let mut budget = Budget::for_test(12_000);
    let error = open_pfx(&file, &Password::from("secret"), &mut budget).err();
    let expected = ContainerError::LimitExceeded {
        what: "hash computations for all key derivations together",
        // One iteration of PBMAC1, and one part more than the 19 that fit beside it.
        found: 2 + 20 * 600,
        limit: 12_000,
    };
    assert_eq!(error, Some(expected));
    assert_eq!(open(&file, "secret").unwrap().certificates.len(), 200);

    let key = shrouded(
        &pbes2(iterations.into()),
        &encrypt(&pkcs8(), "secret", iterations),
    );
    let file = sealed(&[data(&tlv(0x30, &copies(200, &key)))], "secret");
    assert_eq!(limit(&file), ("private keys", 17));
}

/// Unencrypted, inside an encrypted part, in several parts, nested: no key is derived, which would cost the budget.
#[test]
fn keys_are_counted_before_any_is_decrypted() {
    let key = shrouded(&pbes2(300), &[0; 32]);
    let keys = |count| data(&tlv(0x30, &copies(count, &key)));
    let nested = data(&sequence(&[&bag(6, &tlv(0x30, &copies(9, &key)))]));
    let inside = tlv(0x30, &copies(17, &key));
    let inside = encrypted(&pbes2(1), &encrypt(&inside, "secret", 1));
    let (ten, seven) = (keys(10), keys(7));
    for (parts, units) in [
        (vec![keys(17)], 0),
        (vec![ten.clone(), seven], 0),
        (vec![ten, nested], 0),
        (vec![inside], 2),
    ] {
        let mut budget = Budget::for_test(units);
        let error = open_pfx(&without_mac(&parts), &Password::from("secret"), &mut budget).err();
        let expected = ContainerError::LimitExceeded {
            what: "private keys",
            found: 17,
            limit: 16,
        };
        assert_eq!(error, Some(expected));
    }
}

/// Two keys at a time are derived before they are asked for where a MAC has proved the password, and only there: budgets,
/// refusals and contents are the same with and without.
#[test]
fn what_is_derived_ahead_is_charged_when_it_is_used() {
    let part = |iterations: u32| {
        let safe = sequence(&[&certificate(&[0x30, 0])]);
        encrypted(
            &pbes2(iterations.into()),
            &encrypt(&safe, "secret", iterations),
        )
    };
    let key = |iterations: u32| {
        shrouded(
            &pbes2(iterations.into()),
            &encrypt(&pkcs8(), "secret", iterations),
        )
    };
    let keys = |list: &[Vec<u8>]| data(&tlv(0x30, &list.concat()));
    let wrong = encrypted(&pbes2(30), &[0; 32]);
    let other = encrypted(&pkcs12_pbe(3, 30), &[0; 32]);
    for parts in [
        vec![part(30), keys(&[key(30)])],
        vec![keys(&[key(30), key(30), key(30)]), part(30)],
        vec![part(30), keys(&[key(20)])],
        vec![part(20), part(30), part(30)],
        vec![wrong.clone(), part(30)],
        vec![part(30), wrong.clone(), keys(&[key(30)])],
        vec![part(30), other.clone()],
        vec![other, part(30)],
        vec![wrong, keys(&[key(0)])],
    ] {
        for units in 0..250 {
            // PBMAC1 of one iteration.
            let of_mac = 2;
            let read = |file: &[u8], units| {
                let mut budget = Budget::for_test(units);
                open_pfx(file, &Password::from("secret"), &mut budget)
            };
            let ahead = read(&sealed(&parts, "secret"), units + of_mac);
            let alone = read(&without_mac(&parts), units);
            match (ahead, alone) {
                (Ok(ahead), Ok(alone)) => {
                    assert_eq!(ahead.keys.len(), alone.keys.len());
                    for (ahead, alone) in ahead.keys.iter().zip(&alone.keys) {
                        assert_eq!(ahead.0, alone.0);
                    }
                    assert_eq!(ahead.certificates.len(), alone.certificates.len());
                }
                (
                    Err(ContainerError::LimitExceeded { found, limit, .. }),
                    Err(ContainerError::LimitExceeded {
                        found: found_alone,
                        limit: limit_alone,
                        ..
                    }),
                ) => assert_eq!((found, limit), (found_alone + of_mac, limit_alone + of_mac)),
                (
                    Err(ContainerError::Damaged { place }),
                    Err(ContainerError::PasswordOrDamage { .. }),
                ) => {
                    assert!(place.contains("part") || place.contains("key"), "{place}")
                }
                (ahead, alone) => assert_eq!(ahead.err(), alone.err()),
            }
        }
    }
}

#[test]
fn the_first_part_that_does_not_decrypt_ends_it() {
    let key = shrouded(&pbes2(10_000), &[0; 32]);
    let file = sealed(&[data(&tlv(0x30, &copies(16, &key)))], "secret");
    let place = "the private key";
    assert_eq!(refusal(&file), ContainerError::Damaged { place });
}

#[test]
fn there_is_a_limit_to_everything_that_is_counted() {
    let certificates = copies(20_000, &certificate(&[0x30, 0]));
    assert_eq!(
        limit(&without_mac(&[data(&tlv(0x30, &certificates))])),
        ("certificates", 201)
    );
    let secrets = copies(10_000, &bag(5, &[5, 0]));
    assert_eq!(
        limit(&without_mac(&[data(&tlv(0x30, &secrets))])),
        ("bags", 1001)
    );
    let parts = vec![data(&sequence(&[])); 10_000];
    assert_eq!(limit(&without_mac(&parts)), ("parts", 1001));
    let keys = copies(17, &bag(1, &pkcs8()));
    assert_eq!(
        limit(&without_mac(&[data(&tlv(0x30, &keys))])),
        ("private keys", 17)
    );
    let size = 1024 * 1024 + 1;
    let limit = 1024 * 1024;
    assert_eq!(
        refusal(&vec![0x30; size]),
        ContainerError::TooLarge { size, limit }
    );
}

#[test]
fn nesting_ends() {
    let nested = |levels: usize| {
        let mut safe = sequence(&[&certificate(&[0x30, 0])]);
        for _ in 1..levels {
            safe = sequence(&[&bag(6, &safe)]);
        }
        without_mac(&[data(&safe)])
    };
    assert_eq!(open(&nested(5), "secret").unwrap().certificates.len(), 1);
    assert_eq!(limit(&nested(6)), ("levels of bags", 5));
    assert_eq!(limit(&nested(12)), ("levels of nesting", 33));

    for (open, close) in [
        (&[0x30, 0x80][..], &[0, 0][..]),
        (&[0x24, 0x80], &[0, 0]),
        (&[0xa0, 0x80], &[]),
        (&[0x30, 0x84, 0x00, 0x0f, 0xff, 0x00], &[]),
    ] {
        let count = 500_000 / open.len();
        let mut file = [&[0x30, 0x80][..], &integer(3), &copies(count, open)].concat();
        file.extend(copies(count, close));
        let error = refusal(&file);
        let is_limit = matches!(error, ContainerError::LimitExceeded { found: 33, .. });
        assert!(
            is_limit || matches!(error, ContainerError::Malformed { .. }),
            "{error}"
        );
    }
    let mut definite = vec![5, 0];
    for _ in 0..200 {
        definite = tlv(0x30, &definite);
    }
    assert_eq!(limit(&definite), ("levels of nesting", 33));
}

#[test]
fn wide_ber_costs_its_size_for_each_level() {
    let leaves = copies(250_000, &[0x30, 0x80, 0, 0]);
    let mut file = leaves[..1_000_000 - 200].to_vec();
    for _ in 0..30 {
        file = indefinite(0x30, &file);
    }
    assert!(matches!(refusal(&file), ContainerError::NotPfx { .. }));
}

#[test]
fn lengths_beyond_the_file_are_refused() {
    for length in [
        &[0x84, 0xff, 0xff, 0xff, 0xff][..],
        &[0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x89, 0x01, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0xff; 128],
    ] {
        for before in [
            &[0x30][..],
            &[0x30, 0x80, 0x02, 0x01, 0x03, 0x30],
            &[0x30, 0x80, 0x04],
        ] {
            let error = refusal(&[before, length, &[0; 40]].concat());
            assert!(matches!(error, ContainerError::Malformed { .. }), "{error}");
        }
    }
}

#[test]
fn no_truncation_and_no_changed_byte_breaks_the_reader() {
    let encrypted_part = |part: &[u8]| encrypted(&pbes2(1), &encrypt(part, "secret", 1));
    let nested = bag(6, &sequence(&[&certificate(&[0x30, 0])]));
    let safes = [
        data(&sequence(&[
            &shrouded(&pbes2(1), &encrypt(&pkcs8(), "secret", 1)),
            &nested,
        ])),
        encrypted_part(&sequence(&[
            &certificate(&[0x30, 0]),
            &bag(5, &explicit(&[])),
        ])),
    ];
    let file = sealed(&safes, "secret");
    assert_eq!(open(&file, "secret").unwrap().certificates.len(), 2);
    let open_file = without_mac(&safes);
    assert_eq!(open(&open_file, "secret").unwrap().certificates.len(), 2);
    let start = Instant::now();
    for file in [file, open_file] {
        for end in 0..file.len() {
            assert!(open(&file[..end], "secret").is_err());
        }
        let (end, count) = (file.len(), 2);
        let error = open(&[&file[..], &[0, 1]].concat(), "secret").err();
        assert_eq!(error, Some(ContainerError::BytesBehind { end, count }));
        for place in 0..file.len() {
            for flip in [0x01, 0x80, 0xff, 0x20] {
                let mut changed = file.clone();
                changed[place] ^= flip;
                let _ = open(&changed, "secret");
            }
        }
    }
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}
