//! RSA signatures of the forms rustls has no scheme for, RFC 8017. Nothing here takes care of time: the keys are public.

use der::Tag;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::encode::{null, object_identifier, octet_string, sequence};
use super::{SignatureAlgorithm, TestKey};
use crate::asn1::Cursor;

/// The signature, if the key is RSA and the algorithm one of those known here.
pub(super) fn signature(
    message: &[u8],
    signer: TestKey,
    algorithm: SignatureAlgorithm,
) -> Option<Vec<u8>> {
    let [modulus, _, private_exponent] = numbers(signer)?;
    let length = modulus.len();
    let encoded = match algorithm {
        SignatureAlgorithm::RsaSha1 => with_padding(&Sha1::digest(message), length),
        SignatureAlgorithm::RsaPssSha1 => pss(message, length, |it| Sha1::digest(it).to_vec()),
        SignatureAlgorithm::RsaPssSha256Salt20 => {
            pss(message, length, |it| Sha256::digest(it).to_vec())
        }
        _ => return None,
    };
    Some(power(&encoded, &private_exponent, &modulus))
}

/// Modulus, public and private exponent without leading zeros, RFC 8017 appendix A.1.2.
fn numbers(key: TestKey) -> Option<[Vec<u8>; 3]> {
    const WHAT: &str = "a test key";
    const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
    let key = key.private_key();
    let mut outer = Cursor::new(key.secret_der(), 0);
    let mut fields = outer.next(WHAT).ok()?.children();
    fields.next(WHAT).ok()?;
    let algorithm = fields.expect(Tag::Sequence, WHAT).ok()?;
    if !algorithm
        .contents
        .starts_with(&object_identifier(RSA_ENCRYPTION))
    {
        return None;
    }
    let inner = fields.expect(Tag::OctetString, WHAT).ok()?;
    let mut numbers = inner.children().next(WHAT).ok()?.children();
    numbers.next(WHAT).ok()?;
    let mut next = || {
        let number = numbers.expect(Tag::Integer, WHAT).ok()?.contents;
        let zeros = number.iter().take_while(|octet| **octet == 0).count();
        Some(number[zeros..].to_vec())
    };
    Some([next()?, next()?, next()?])
}

/// EMSA-PKCS1-v1_5 with SHA-1, RFC 8017 section 9.2.
fn with_padding(digest: &[u8], length: usize) -> Vec<u8> {
    let algorithm = sequence(&[object_identifier("1.3.14.3.2.26"), null()]);
    let info = sequence(&[algorithm, octet_string(digest)]);
    let padding = vec![0xff; length.saturating_sub(info.len() + 3)];
    [&[0, 1], padding.as_slice(), &[0], &info].concat()
}

/// EMSA-PSS with a salt of 20 octets, RFC 8017 section 9.1.1, for a modulus of whole octets.
fn pss(message: &[u8], length: usize, hash: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let salt = [0x2a; 20];
    let digest = hash(&[&[0; 8], hash(message).as_slice(), &salt].concat());
    let mut block = vec![0; length - digest.len() - salt.len() - 2];
    block.push(1);
    block.extend(salt);
    let blocks = (0_u32..).flat_map(|count| hash(&[&digest[..], &count.to_be_bytes()].concat()));
    for (octet, mask) in block.iter_mut().zip(blocks) {
        *octet ^= mask;
    }
    block[0] &= 0x7f;
    [block.as_slice(), &digest, &[0xbc]].concat()
}

/// `base` to the power of `exponent`, all big-endian, by the method of Montgomery.
fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    let modulus = limbs(modulus);
    let mut one = vec![0; modulus.len()];
    one[0] = 1;
    let bits = 32 * modulus.len();
    let unit = doubled(one.clone(), bits, &modulus);
    let square = doubled(unit.clone(), bits, &modulus);
    let base = product(&limbs(base), &square, &modulus);
    let mut result = unit;
    for octet in exponent {
        for bit in (0..8).rev() {
            result = product(&result, &result, &modulus);
            if octet >> bit & 1 == 1 {
                result = product(&result, &base, &modulus);
            }
        }
    }
    let result = product(&result, &one, &modulus);
    result
        .iter()
        .rev()
        .flat_map(|limb| limb.to_be_bytes())
        .collect()
}

/// Least significant first.
fn limbs(number: &[u8]) -> Vec<u32> {
    let limb = |octets: &[u8]| {
        octets
            .iter()
            .fold(0, |limb, octet| limb << 8 | u32::from(*octet))
    };
    number.rchunks(4).map(limb).collect()
}

fn doubled(mut number: Vec<u32>, times: usize, modulus: &[u32]) -> Vec<u32> {
    for _ in 0..times {
        let mut carry = 0;
        for limb in &mut number {
            let shifted = u64::from(*limb) << 1 | carry;
            *limb = shifted as u32;
            carry = shifted >> 32;
        }
        reduce(&mut number, carry != 0, modulus);
    }
    number
}

/// Subtracts the modulus once if the number, with a carry beyond it, is not below.
fn reduce(number: &mut [u32], has_carry: bool, modulus: &[u32]) {
    if !has_carry && number.iter().rev().lt(modulus.iter().rev()) {
        return;
    }
    let mut borrow = 0;
    for (limb, less) in number.iter_mut().zip(modulus) {
        let (difference, first) = limb.overflowing_sub(*less);
        let (difference, second) = difference.overflowing_sub(borrow);
        *limb = difference;
        borrow = u32::from(first || second);
    }
}

/// The product of Montgomery.
fn product(left: &[u32], right: &[u32], modulus: &[u32]) -> Vec<u32> {
    let inverse = (0..5).fold(1_u32, |inverse, _| {
        inverse.wrapping_mul(2_u32.wrapping_sub(modulus[0].wrapping_mul(inverse)))
    });
    let mut sum = vec![0_u32; modulus.len() + 2];
    for limb in left {
        add_multiple(&mut sum, right, *limb);
        let factor = sum[0].wrapping_mul(inverse.wrapping_neg());
        add_multiple(&mut sum, modulus, factor);
        sum.remove(0);
        sum.push(0);
    }
    let has_carry = sum[modulus.len()] != 0;
    sum.truncate(modulus.len());
    reduce(&mut sum, has_carry, modulus);
    sum
}

fn add_multiple(sum: &mut [u32], number: &[u32], factor: u32) {
    let mut carry = 0;
    for (index, total) in sum.iter_mut().enumerate() {
        let limb = number.get(index).copied().unwrap_or(0);
        let next = u64::from(*total) + u64::from(limb) * u64::from(factor) + carry;
        *total = next as u32;
        carry = next >> 32;
    }
}

#[cfg(test)]
mod tests {
    use super::{numbers, power, signature};
    use crate::test_support::{SignatureAlgorithm, TestKey};

    #[test]
    fn what_the_private_exponent_does_the_public_one_undoes() {
        for key in [TestKey::Root, TestKey::Rsa1024] {
            let signed = signature(b"", key, SignatureAlgorithm::RsaSha1).unwrap();
            let [modulus, public_exponent, _] = numbers(key).unwrap();
            let encoded = power(&signed, &public_exponent, &modulus);
            assert_eq!(&encoded[..4], [0, 1, 0xff, 0xff]);
        }
        assert!(signature(b"", TestKey::P256, SignatureAlgorithm::RsaSha1).is_none());
    }
}
