//! The same tests octet by octet and bit by bit: slow, and too plain to be wrong.

use super::RsaWeakness;

/// Steps of Fermat's method; random primes are out of its reach by hundreds of orders of magnitude.
const FERMAT_STEPS: usize = 100;

/// `modulus` is big-endian without leading zeros.
pub(super) fn weakness(modulus: &[u8]) -> RsaWeakness {
    let small_factor = SMALL_PRIMES
        .iter()
        .copied()
        .find(|&prime| remainder(modulus, prime) == 0);
    RsaWeakness {
        small_factor: small_factor.map(u64::from),
        roca: has_roca_fingerprint(modulus),
        close_primes: small_factor.is_none() && is_factored_by_fermat(modulus),
    }
}

/// The odd primes below 752, as zlint and Debian's key checks try them.
static SMALL_PRIMES: [u32; 132] = {
    let mut primes = [0; 132];
    let mut found = 0;
    let mut candidate = 3;
    while found < primes.len() {
        let mut divisor = 3;
        while divisor * divisor <= candidate && candidate % divisor != 0 {
            divisor += 2;
        }
        if divisor * divisor > candidate {
            primes[found] = candidate;
            found += 1;
        }
        candidate += 2;
    }
    primes
};

fn remainder(number: &[u8], divisor: u32) -> u32 {
    number.iter().fold(0, |rest, &byte| {
        ((u64::from(rest) << 8 | u64::from(byte)) % u64::from(divisor)) as u32
    })
}

/// CVE-2017-15361: primes of the form k·M + (65537^a mod M), so that the modulus is a power of 65537 modulo each
/// small prime that divides M. Nemec et al., "The Return of Coppersmith's Attack", section 3.2.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    // The primes of M for the smallest affected keys; larger keys use a multiple of it.
    const LARGEST_PRIME: u32 = 167;
    SMALL_PRIMES
        .iter()
        .take_while(|&&prime| prime <= LARGEST_PRIME)
        .all(|&prime| {
            let rest = remainder(modulus, prime);
            let generator = 65537 % prime;
            let mut power = 1;
            for _ in 0..prime {
                if power == rest {
                    return true;
                }
                power = power * generator % prime;
            }
            false
        })
}

/// Looks for a and b with a² − b² = n, starting at a = ⌈√n⌉: it succeeds at once when the primes are close together.
pub(super) fn is_factored_by_fermat(modulus: &[u8]) -> bool {
    let modulus = limbs(modulus);
    let (root, rest) = square_root(modulus);
    if is_zero(&rest) {
        return true;
    }
    // (root + 1)² − n = 2·root + 1 − rest; each step from a to a + 1 adds 2a + 1.
    let mut twice_a_plus_1 = root;
    double(&mut twice_a_plus_1);
    add(&mut twice_a_plus_1, &[1]);
    let mut b_squared = twice_a_plus_1.clone();
    subtract(&mut b_squared, &rest);
    for _ in 0..FERMAT_STEPS {
        if may_be_square(&b_squared) && is_zero(&square_root(b_squared.clone()).1) {
            return true;
        }
        add(&mut twice_a_plus_1, &[2]);
        add(&mut b_squared, &twice_a_plus_1);
    }
    false
}

/// Little-endian 64-bit digits; the topmost is spare, so that no sum overflows.
pub(super) fn limbs(big_endian: &[u8]) -> Vec<u64> {
    big_endian
        .rchunks(8)
        .map(|chunk| {
            chunk
                .iter()
                .fold(0, |limb, &byte| limb << 8 | u64::from(byte))
        })
        .chain([0])
        .collect()
}

pub(super) fn is_zero(number: &[u64]) -> bool {
    number.iter().all(|&limb| limb == 0)
}

/// Sieves by residues, so that one number in a hundred needs its root taken.
fn may_be_square(number: &[u64]) -> bool {
    let is_residue = |modulus: u64| {
        let rest = number.iter().rev().fold(0, |rest, &limb| {
            ((u128::from(rest) << 64 | u128::from(limb)) % u128::from(modulus)) as u64
        });
        (0..modulus).any(|root| root * root % modulus == rest)
    };
    [64, 63, 65, 11].into_iter().all(is_residue)
}

/// The integer square root and what remains, bit by bit.
pub(super) fn square_root(mut number: Vec<u64>) -> (Vec<u64>, Vec<u64>) {
    let mut root = vec![0; number.len()];
    let used = number.iter().rposition(|&limb| limb != 0).unwrap_or(0);
    for bit in (0..(used + 1) * 64).step_by(2).rev() {
        let (limb, mask) = (bit / 64, 1 << (bit % 64));
        root[limb] |= mask;
        let fits = number.iter().rev().ge(root.iter().rev());
        if fits {
            subtract(&mut number, &root);
        }
        root[limb] &= !mask;
        halve(&mut root);
        if fits {
            root[limb] |= mask;
        }
    }
    (root, number)
}

fn double(number: &mut [u64]) {
    let mut carry = 0;
    for limb in number {
        let doubled = *limb << 1 | carry;
        carry = *limb >> 63;
        *limb = doubled;
    }
}

fn halve(number: &mut [u64]) {
    let mut carry = 0;
    for limb in number.iter_mut().rev() {
        let halved = *limb >> 1 | carry;
        carry = *limb << 63;
        *limb = halved;
    }
}

fn add(number: &mut [u64], other: &[u64]) {
    let mut carry = false;
    for (index, limb) in number.iter_mut().enumerate() {
        let (sum, first) = limb.overflowing_add(other.get(index).copied().unwrap_or(0));
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        *limb = sum;
        carry = first | second;
    }
}

/// `other` is not larger.
fn subtract(number: &mut [u64], other: &[u64]) {
    let mut borrow = false;
    for (limb, &other) in number.iter_mut().zip(other) {
        let (difference, first) = limb.overflowing_sub(other);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        *limb = difference;
        borrow = first | second;
    }
}
