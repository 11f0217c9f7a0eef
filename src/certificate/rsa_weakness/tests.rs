use super::limbs::{add, from_big_endian, square, square_root, subtract};
use super::*;
use crate::certificate::PublicKey;

/// The same numbers in every run: SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Some octets, the first of them not zero, now and then with long runs of zeros or ones.
    fn octets(&mut self, count: usize) -> Vec<u8> {
        let kind = self.next() % 4;
        let mut octets: Vec<u8> = (0..count)
            .map(|_| match (kind, self.next().to_be_bytes()) {
                (0, [0..0xe0, ..]) => 0,
                (1, [0..0xe0, ..]) => 0xff,
                (_, [.., octet]) => octet,
            })
            .collect();
        if let Some(first @ 0) = octets.first_mut() {
            *first = 1;
        }
        octets
    }
}

fn to_big_endian(number: &[u64]) -> Vec<u8> {
    let octets = number.iter().rev().flat_map(|digit| digit.to_be_bytes());
    octets.skip_while(|&octet| octet == 0).collect()
}

/// All that is computed is the same as by the oracle.
fn compare(modulus: &[u8]) {
    if modulus.is_empty() {
        return;
    }
    let found = RsaWeakness::of_any_length(modulus);
    assert_eq!(found, oracle::weakness(modulus), "{modulus:02x?}");

    let number = from_big_endian(modulus);
    let (root, is_exact) = square_root(&number);
    let (expected, rest) = oracle::square_root(oracle::limbs(modulus));
    assert_eq!(to_big_endian(&root), to_big_endian(&expected));
    assert_eq!(is_exact, oracle::is_zero(&rest), "{modulus:02x?}");

    // A small factor does not hide what Fermat's method finds.
    if number.iter().any(|&digit| digit != 0) {
        let by_fermat = is_factored_by_fermat(&number, &Residues::of(&number));
        assert_eq!(by_fermat, oracle::is_factored_by_fermat(modulus));
    }
}

#[test]
fn small_moduli_are_checked_as_by_the_oracle() {
    for modulus in (0..3000_u32).chain((0..300).map(|step| u32::MAX - step)) {
        let octets = modulus.to_be_bytes();
        let start = octets.iter().take_while(|&&octet| octet == 0).count();
        compare(&octets[start.min(3)..]);
    }
}

#[test]
fn moduli_of_any_length_are_checked_as_by_the_oracle() {
    let mut random = Random(1);
    for length in (1..=40).chain([63, 64, 65, 127, 128, 129, 255, 256, 257, 512, 1023, 1024]) {
        for _ in 0..1200 / (length * length / 8 + 8) + 1 {
            compare(&random.octets(length));
        }
    }
}

#[test]
fn squares_and_their_neighbours_are_checked_as_by_the_oracle() {
    let mut random = Random(2);
    for length in (1..=24).chain([64, 127, 128]) {
        for _ in 0..200 / (length * length / 8 + 8) + 1 {
            let square = square(&from_big_endian(&random.octets(length)));
            compare(&to_big_endian(&square));
            let mut above = square.clone();
            add(&mut above, &[random.next() % 3 + 1]);
            compare(&to_big_endian(&above));
            let mut below = square;
            subtract(&mut below, &[1]);
            compare(&to_big_endian(&below));
        }
    }
}

/// n = a² − b² is found after about b²/2a steps; here that is about where the search ends.
#[test]
fn products_of_close_numbers_are_checked_as_by_the_oracle() {
    let mut random = Random(3);
    let mut found = [0, 0];
    for length in (3..=24).chain([64, 127, 128]) {
        for _ in 0..200 / (length * length / 8 + 8) + 2 {
            let a = from_big_endian(&random.octets(length));
            for steps in [1, 50, 90, 98, 99, 100, 101, 102, 110, 1000] {
                let mut twice_steps_a = a.clone();
                twice_steps_a.extend([0, 0]);
                for _ in 1..2 * steps {
                    add(&mut twice_steps_a, &a);
                }
                let (b, _) = square_root(&twice_steps_a);
                let mut product = square(&a);
                let squared = square(&b);
                if to_big_endian(&squared).len() >= to_big_endian(&product).len() {
                    continue;
                }
                subtract(&mut product, &squared);
                let product = to_big_endian(&product);
                compare(&product);
                found[usize::from(oracle::is_factored_by_fermat(&product))] += 1;
            }
        }
    }
    assert!(found.iter().all(|&count| count > 100), "{found:?}");
}

/// The modulus of a fixed key of `test_support`.
macro_rules! modulus {
    ($file:literal) => {{
        let key = include_bytes!(concat!("../../test_support/keys/rsa-", $file, ".spki.der"));
        let key = PublicKey::from_der(key).unwrap();
        key.rsa().unwrap().modulus.to_vec()
    }};
}

#[test]
fn keys_are_checked_as_by_the_oracle() {
    let none = RsaWeakness::default();
    let small_factor = Some(3);
    let (roca, close_primes) = (true, true);
    for (modulus, expected) in [
        (modulus!("1024"), none),
        (modulus!("1536"), none),
        (modulus!("2047"), none),
        (modulus!("2048"), none),
        (modulus!("2049"), none),
        (modulus!("3072"), none),
        (modulus!("4096"), none),
        (modulus!("8192"), none),
        (modulus!("8320"), none),
        (modulus!("2048-even-modulus"), none),
        (
            modulus!("2048-small-factor"),
            RsaWeakness {
                small_factor,
                ..none
            },
        ),
        (modulus!("2048-roca"), RsaWeakness { roca, ..none }),
        (
            modulus!("2048-close-primes"),
            RsaWeakness {
                close_primes,
                ..none
            },
        ),
    ] {
        compare(&modulus);
        assert_eq!(
            RsaWeakness::of_any_length(&modulus),
            expected,
            "{modulus:02x?}"
        );
    }
}

#[test]
fn the_roca_fingerprint_is_that_of_the_oracle() {
    for power in 0..8 {
        let power = to_big_endian(&[
            65537_u128.pow(power) as u64,
            (65537_u128.pow(power) >> 64) as u64,
        ]);
        assert!(RsaWeakness::of(&power).roca, "{power:02x?}");
        compare(&power);
    }
    assert!(!RsaWeakness::of(&[0x7f, 0xff, 0xff, 0xff]).roca);
}

#[test]
fn what_is_too_long_is_not_tested() {
    // Divisible by three.
    let modulus = |octets| vec![0xff; octets];
    assert_eq!(RsaWeakness::of(&modulus(512)).small_factor, Some(3));
    assert_eq!(RsaWeakness::of(&modulus(513)), RsaWeakness::default());
    assert_eq!(RsaWeakness::of(&[]), RsaWeakness::default());
}
