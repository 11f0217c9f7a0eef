//! Arithmetic on long numbers: little-endian digits of 64 bits.

/// Reads an even count of digits, as the square of half as many has.
pub(super) fn from_big_endian(octets: &[u8]) -> Vec<u64> {
    let (head, digits) = octets.as_rchunks::<8>();
    let mut number = Vec::with_capacity(digits.len() + 2);
    number.extend(digits.iter().rev().map(|digit| u64::from_be_bytes(*digit)));
    if !head.is_empty() {
        let digit = head
            .iter()
            .fold(0, |digit, &octet| digit << 8 | u64::from(octet));
        number.push(digit);
    }
    if number.len() % 2 == 1 {
        number.push(0);
    }
    number
}

/// The integer square root, of half as many digits, and whether nothing remains.
///
/// One digit at a time, each guessed from the topmost ones: P. Zimmermann, "Karatsuba Square Root", INRIA RR-3805, with
/// the low part always of one digit.
pub(super) fn square_root(number: &[u64]) -> (Vec<u64>, bool) {
    let half = number.len().div_ceil(2);
    let Some(last) = number.iter().rposition(|&digit| digit != 0) else {
        return (vec![0; half], true);
    };
    let number = &number[..=last];

    // Four to the power of what makes the topmost of an even count of digits at least a quarter of its range.
    let spare = number.len() % 2;
    let shift = number[last].leading_zeros() / 2;
    let mut rest = vec![0; spare];
    rest.extend_from_slice(number);
    shift_left(&mut rest, 2 * shift);

    let count = rest.len() / 2;
    let top = u128::from(rest[2 * count - 1]) << 64 | u128::from(rest[2 * count - 2]);
    let first = top.isqrt();
    let remaining = top - first * first;
    rest[2 * count - 1] = (remaining >> 64) as u64;
    rest[2 * count - 2] = remaining as u64;
    let mut doubled = vec![0; count + 1];
    doubled[count] = (first >> 63) as u64;
    doubled[count - 1] = (first << 1) as u64;

    for place in (0..count - 1).rev() {
        let window = &mut rest[2 * place..count + place + 2];
        let known = &mut doubled[place..];
        // What remains is at most twice the root so far, so that its topmost digit is one bit.
        let [.., below, above, bit] = *window else {
            break;
        };
        let numerator = u128::from(bit) << 127 | u128::from(above) << 63 | u128::from(below >> 1);
        // Never too small, and too large by a few at most.
        let mut digit = u64::try_from(numerator / first).unwrap_or(u64::MAX);
        known[0] = digit;
        let mut is_negative = subtract_multiple(window, known, digit);
        while is_negative {
            // (x + 1)² − x² = 2x + 1.
            digit -= 1;
            known[0] = digit;
            let carries = [add(window, known), add(window, &[digit + 1])];
            is_negative = !carries.contains(&true);
        }
        known[0] = digit << 1;
        known[1] |= digit >> 63;
    }

    let is_exact = rest.iter().all(|&digit| digit == 0);
    shift_right(&mut doubled, 1);
    shift_right(&mut doubled, 32 * spare as u32 + shift);
    doubled.resize(half, 0);
    (doubled, is_exact)
}

pub(super) fn square(number: &[u64]) -> Vec<u64> {
    let mut product = vec![0; 2 * number.len()];
    for (place, &digit) in number.iter().enumerate() {
        add_multiple(&mut product[place..], number, digit);
    }
    product
}

/// Says whether a carry is left over.
pub(super) fn add(sum: &mut [u64], addend: &[u64]) -> bool {
    let mut addend = addend.iter();
    let mut carry = false;
    for digit in sum {
        let other = addend.next();
        if other.is_none() && !carry {
            return false;
        }
        let (partial, first) = digit.overflowing_add(other.copied().unwrap_or(0));
        let (total, second) = partial.overflowing_add(u64::from(carry));
        *digit = total;
        carry = first | second;
    }
    carry
}

/// Subtracts a number that is not larger.
pub(super) fn subtract(difference: &mut [u64], subtrahend: &[u64]) {
    subtract_multiple(difference, subtrahend, 1);
}

/// Says whether the difference is negative; it is right modulo its size then.
fn subtract_multiple(difference: &mut [u64], number: &[u64], factor: u64) -> bool {
    let mut number = number.iter();
    let mut carry = 0;
    for digit in difference {
        let other = number.next().copied().unwrap_or(0);
        let product = u128::from(other) * u128::from(factor) + u128::from(carry);
        let (rest, borrow) = digit.overflowing_sub(product as u64);
        *digit = rest;
        // The high half is full only where the low one is zero, and nothing is borrowed.
        carry = (product >> 64) as u64 + u64::from(borrow);
    }
    carry != 0
}

/// The sum fits.
fn add_multiple(sum: &mut [u64], number: &[u64], factor: u64) {
    let mut number = number.iter();
    let mut carry = 0;
    for digit in sum {
        let other = number.next().copied().unwrap_or(0);
        let total = u128::from(other) * u128::from(factor) + u128::from(*digit) + carry;
        *digit = total as u64;
        carry = total >> 64;
    }
}

/// By less than a digit, and nothing is shifted out.
fn shift_left(number: &mut [u64], bits: u32) {
    let mut carry = 0;
    for digit in number {
        let shifted = u128::from(*digit) << bits | carry;
        *digit = shifted as u64;
        carry = shifted >> 64;
    }
}

/// By less than a digit.
fn shift_right(number: &mut [u64], bits: u32) {
    let mut above = 0;
    for digit in number.iter_mut().rev() {
        let both = u128::from(above) << 64 | u128::from(*digit);
        above = *digit;
        *digit = (both >> bits) as u64;
    }
}
