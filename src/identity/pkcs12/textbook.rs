//! HMAC and PBKDF2 as their standards write them down: what the loops over blocks of this crate are compared with.

use sha2::Digest;

use super::hash::with_hash;
use crate::provenance::Hash;

/// RFC 2104 section 2.
pub(super) fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    let digest = |first: &[u8], rest: &[u8]| with_hash!(hash, H => H::digest([first, rest].concat()).to_vec());
    let mut block = if key.len() > hash.block_size() {
        digest(key, &[])
    } else {
        key.to_vec()
    };
    block.resize(hash.block_size(), 0);
    let pad = |value: u8| -> Vec<u8> { block.iter().map(|octet| octet ^ value).collect() };
    digest(&pad(0x5c), &digest(&pad(0x36), message))
}

/// RFC 8018 section 5.2.
pub(super) fn pbkdf2(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    size: usize,
) -> Vec<u8> {
    let mut key = Vec::new();
    for index in 1_u32.. {
        if key.len() >= size {
            break;
        }
        let mut code = hmac(hash, password, &[salt, &index.to_be_bytes()].concat());
        let mut block = code.clone();
        for _ in 1..iterations {
            code = hmac(hash, password, &code);
            for (octet, other) in block.iter_mut().zip(&code) {
                *octet ^= other;
            }
        }
        key.extend(block);
    }
    key.truncate(size);
    key
}

mod tests {
    use std::num::NonZeroU32;

    use ring::{hmac, pbkdf2};

    use super::*;

    /// It does not know the others, in which only the hash differs.
    #[test]
    fn the_textbook_agrees_with_ring() {
        let octets: Vec<u8> = (0..=255).collect();
        for (hash, of_hmac, of_pbkdf2) in [
            (
                Hash::Sha1,
                hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
                pbkdf2::PBKDF2_HMAC_SHA1,
            ),
            (Hash::Sha256, hmac::HMAC_SHA256, pbkdf2::PBKDF2_HMAC_SHA256),
            (Hash::Sha384, hmac::HMAC_SHA384, pbkdf2::PBKDF2_HMAC_SHA384),
            (Hash::Sha512, hmac::HMAC_SHA512, pbkdf2::PBKDF2_HMAC_SHA512),
        ] {
            for length in 0..octets.len() {
                let (key, message) = octets.split_at(length);
                let code = hmac::sign(&hmac::Key::new(of_hmac, key), message);
                assert_eq!(hmac(hash, key, message), code.as_ref(), "{hash:?}");
                let mut derived = vec![0; length];
                let iterations = NonZeroU32::MIN.saturating_add(2);
                pbkdf2::derive(of_pbkdf2, iterations, message, key, &mut derived);
                let found = pbkdf2(hash, key, message, 3, length);
                assert_eq!(found, derived, "{hash:?}");
            }
        }
    }
}
