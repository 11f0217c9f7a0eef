//! RSA moduli that can be told to be weak from the outside.

mod limbs;
#[cfg(test)]
mod oracle;
mod residues;

use residues::{Residues, SMALL_PRIMES, Squares};

/// What is odd about a modulus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RsaWeakness {
    pub(crate) small_factor: Option<u64>,
    pub(crate) roca: bool,
    pub(crate) close_primes: bool,
}

/// Steps of Fermat's method; random primes are out of its reach by hundreds of orders of magnitude.
const FERMAT_STEPS: u64 = 100;

/// The longest modulus that is tested: the work grows with the square of the length, and longer ones are rare.
pub(crate) const LONGEST_TESTED_BITS: usize = 4096;

impl RsaWeakness {
    /// `modulus` is big-endian without leading zeros.
    pub(crate) fn of(modulus: &[u8]) -> Self {
        if modulus.len() <= LONGEST_TESTED_BITS / 8 {
            Self::of_any_length(modulus)
        } else {
            Self::default()
        }
    }

    fn of_any_length(modulus: &[u8]) -> Self {
        if modulus.is_empty() {
            return Self::default();
        }
        let modulus = limbs::from_big_endian(modulus);
        let residues = Residues::of(&modulus);
        let small_factor = residues.smallest_factor();
        Self {
            small_factor,
            roca: has_roca_fingerprint(&residues),
            close_primes: small_factor.is_none() && is_factored_by_fermat(&modulus, &residues),
        }
    }
}

/// How many odd primes divide M for the smallest affected keys, up to 167; larger keys use a multiple of it.
const ROCA_PRIMES: usize = 38;

/// The powers of 65537 modulo each of them, a bit for each.
static ROCA_POWERS: [[u64; 3]; ROCA_PRIMES] = {
    let mut powers = [[0; 3]; ROCA_PRIMES];
    let mut index = 0;
    while index < ROCA_PRIMES {
        let prime = SMALL_PRIMES[index].value;
        let mut power = 1;
        while powers[index][(power / 64) as usize] >> (power % 64) & 1 == 0 {
            powers[index][(power / 64) as usize] |= 1 << (power % 64);
            power = power * 65537 % prime;
        }
        index += 1;
    }
    powers
};

/// CVE-2017-15361: primes of the form k·M + (65537^a mod M), so that the modulus is a power of 65537 modulo each
/// small prime that divides M. Nemec et al., "The Return of Coppersmith's Attack", section 3.2.
fn has_roca_fingerprint(residues: &Residues) -> bool {
    SMALL_PRIMES
        .iter()
        .zip(&ROCA_POWERS)
        .all(|(prime, powers)| {
            let rest = residues.remainder(prime);
            powers[(rest / 64) as usize] >> (rest % 64) & 1 == 1
        })
}

/// Looks for a and b with a² − b² = n, starting at a = ⌈√n⌉: it succeeds at once when the primes are close together.
fn is_factored_by_fermat(modulus: &[u64], residues: &Residues) -> bool {
    let (root, is_exact) = limbs::square_root(modulus);
    if is_exact {
        return true;
    }
    let squares = Squares::new(&root, modulus, residues);
    (1..=FERMAT_STEPS)
        .filter(|&step| squares.may_contain(step))
        .any(|step| {
            let mut a = root.clone();
            a.push(0);
            limbs::add(&mut a, &[step]);
            let mut b_squared = limbs::square(&a);
            limbs::subtract(&mut b_squared, modulus);
            limbs::square_root(&b_squared).1
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
