//! Remainders by many small primes at once, by multiplications alone.

/// An odd prime below 752.
#[derive(Clone, Copy)]
pub(super) struct SmallPrime {
    pub(super) value: u64,
    /// Modulo 2^64.
    inverse: u64,
    /// Which of the products it is a factor of.
    product: usize,
}

/// Primes multiplied, as many as stay below 2^64.
#[derive(Clone, Copy)]
struct Product {
    value: u64,
    /// Modulo 2^64.
    inverse: u64,
}

/// As zlint and Debian's key checks try them.
pub(super) static SMALL_PRIMES: [SmallPrime; 132] = TABLES.0;

static PRODUCTS: [Product; PRODUCT_COUNT] = TABLES.1;

const PRODUCT_COUNT: usize = 18;

const TABLES: ([SmallPrime; 132], [Product; PRODUCT_COUNT]) = {
    let none = SmallPrime {
        value: 1,
        inverse: 1,
        product: 0,
    };
    let mut primes = [none; 132];
    let mut products = [1_u64; PRODUCT_COUNT];
    let mut product = 0;
    let mut found = 0;
    let mut candidate = 3;
    while found < primes.len() {
        let mut divisor = 3;
        while divisor * divisor <= candidate && candidate % divisor != 0 {
            divisor += 2;
        }
        if divisor * divisor > candidate {
            if products[product].checked_mul(candidate).is_none() {
                product += 1;
            }
            products[product] *= candidate;
            primes[found] = SmallPrime {
                value: candidate,
                inverse: inverse(candidate),
                product,
            };
            found += 1;
        }
        candidate += 2;
    }
    assert!(product + 1 == PRODUCT_COUNT, "as many products as needed");
    let one = Product {
        value: 1,
        inverse: 1,
    };
    let mut table = [one; PRODUCT_COUNT];
    let mut index = 0;
    while index < PRODUCT_COUNT {
        table[index] = Product {
            value: products[index],
            inverse: inverse(products[index]),
        };
        index += 1;
    }
    (primes, table)
};

/// Of an odd number modulo 2^64; each step doubles the bits that are right.
const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut right_bits = 3;
    while right_bits < u64::BITS {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        right_bits *= 2;
    }
    inverse
}

impl SmallPrime {
    const fn divides(self, number: u64) -> bool {
        number.wrapping_mul(self.inverse) <= u64::MAX / self.value
    }
}

impl Product {
    /// Takes one more digit of a number n, from the lowest on. After k digits −n/2^64k remains, modulo the product and not
    /// above it: Hensel's division, as `mpn_modexact_1_odd` of GMP does it.
    fn fold(self, folded: u64, digit: u64) -> u64 {
        let (difference, borrow) = digit.overflowing_sub(folded);
        let quotient = difference.wrapping_mul(self.inverse);
        let multiple = u128::from(quotient) * u128::from(self.value);
        (multiple >> 64) as u64 + u64::from(borrow)
    }
}

/// A number modulo each small prime, up to the same power of two.
pub(super) struct Residues {
    folded: [u64; PRODUCT_COUNT],
    digits: usize,
}

impl Residues {
    /// `number` is little-endian.
    pub(super) fn of(number: &[u64]) -> Self {
        let mut folded = [0; PRODUCT_COUNT];
        for &digit in number {
            for (folded, product) in folded.iter_mut().zip(&PRODUCTS) {
                *folded = product.fold(*folded, digit);
            }
        }
        Self {
            folded,
            digits: number.len(),
        }
    }

    pub(super) fn smallest_factor(&self) -> Option<u64> {
        let mut primes = SMALL_PRIMES.iter();
        let factor = primes.find(|prime| prime.divides(self.folded[prime.product]))?;
        Some(factor.value)
    }

    pub(super) fn remainder(&self, prime: &SmallPrime) -> u64 {
        let modulus = prime.value;
        let mut rest = modulus - self.folded[prime.product] % modulus;
        let mut power = (u64::MAX % modulus + 1) % modulus;
        let mut exponent = self.digits;
        while exponent > 0 {
            if exponent % 2 == 1 {
                rest = rest * power % modulus;
            }
            power = power * power % modulus;
            exponent /= 2;
        }
        rest % modulus
    }
}

/// How many primes are factors of the first product.
const SIEVE_PRIMES: usize = 15;

/// Squares modulo 64 and modulo each prime of the first product, a bit for each.
const MODULO_64: u64 = squares(64);
static MODULO_PRIMES: [u64; SIEVE_PRIMES] = {
    let mut masks = [0; SIEVE_PRIMES];
    let mut index = 0;
    while index < SIEVE_PRIMES {
        let prime = TABLES.0[index];
        assert!(prime.product == 0 && prime.value < 64, "one bit for each");
        masks[index] = squares(prime.value);
        index += 1;
    }
    masks
};

const fn squares(modulus: u64) -> u64 {
    let mut mask = 0;
    let mut root = 0;
    while root < modulus {
        mask |= 1 << (root * root % modulus);
        root += 1;
    }
    mask
}

/// Tells which of (a + i)² − n can be squares: of a hundred thousand that are not, one or two stay.
///
/// With −a/2^64k, −1/2^64k and −n/2^128k at hand, what is looked at is ((a + i)² − n)/2^128k, a square where (a + i)² − n
/// is one.
pub(super) struct Squares {
    lowest: [u64; 2],
    modulo_primes: [[u64; 3]; SIEVE_PRIMES],
}

impl Squares {
    /// `a` has half as many digits as n.
    pub(super) fn new(a: &[u64], n: &[u64], residues: &Residues) -> Self {
        let fold = |number: &mut dyn Iterator<Item = u64>| {
            number.fold(0, |folded, digit| PRODUCTS[0].fold(folded, digit))
        };
        let one = [1].into_iter().chain(std::iter::repeat(0));
        let folded = [
            fold(&mut a.iter().copied()),
            fold(&mut one.take(a.len())),
            residues.folded[0],
        ];
        let lowest = |number: &[u64]| number.first().copied().unwrap_or(0);
        Self {
            lowest: [lowest(a), lowest(n)],
            modulo_primes: std::array::from_fn(|index| {
                folded.map(|folded| folded % SMALL_PRIMES[index].value)
            }),
        }
    }

    pub(super) fn may_contain(&self, i: u64) -> bool {
        let [a, n] = self.lowest;
        let sum = a.wrapping_add(i);
        let low = sum.wrapping_mul(sum).wrapping_sub(n);
        MODULO_64 >> (low % 64) & 1 == 1
            && self
                .modulo_primes
                .iter()
                .zip(&SMALL_PRIMES)
                .zip(&MODULO_PRIMES)
                .all(|(([a, one, n], prime), squares)| {
                    let sum = a + i * one;
                    squares >> ((sum * sum + n) % prime.value) & 1 == 1
                })
    }
}
