use zeroize::{Zeroize, Zeroizing};

use super::ber::{Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed};
use super::block_hash::{BlockHash, Chain};
use super::budget::{Budget, PBKDF2};
use super::hash::with_hash;
use super::hmac::Hmac;
use super::oid;
use crate::error::ContainerError;
use crate::provenance::Hash;

/// PBKDF2-params, RFC 8018 appendix A.2.
pub(super) struct Pbkdf2<'a> {
    pub(super) hash: Hash,
    pub(super) iterations: u64,
    /// The size of the key in bytes, where the parameters say it.
    pub(super) key_size: Option<u64>,
    salt: &'a [u8],
    place: &'static str,
}

impl<'a> Pbkdf2<'a> {
    /// Reads the algorithm identifier of a derivation.
    pub(super) fn read(
        algorithm: &Element<'a>,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let mut fields = algorithm.children();
        let identifier = fields.expect(OBJECT_IDENTIFIER)?;
        if !identifier.is(oid::PBKDF2) {
            return Err(oid::unsupported(&identifier, place));
        }
        let mut parameters = fields.expect(SEQUENCE)?.children();
        fields.finish()?;
        let salt = parameters.expect(OCTET_STRING)?.contents;
        let iterations = parameters
            .expect(INTEGER)?
            .count("iterations of a key derivation")?;
        let key_size = match parameters.optional(INTEGER)? {
            Some(size) => Some(size.count("bytes of a derived key")?),
            None => None,
        };
        let hash = match parameters.optional(SEQUENCE)? {
            Some(function) => {
                Hash::of_hmac(&function.children().expect(OBJECT_IDENTIFIER)?, place)?
            }
            None => Hash::Sha1,
        };
        parameters.finish()?;
        Ok(Self {
            hash,
            iterations,
            key_size,
            salt,
            place,
        })
    }

    /// Derives a key of this size from a password in UTF-8, unless it is among those that were derived from it ahead.
    pub(super) fn derive(
        &self,
        (password, ahead): (&[u8], &[Derived]),
        size: usize,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
        let iterations = self.charge(size, budget)?;
        let derived = ahead.iter().find(|it| {
            (it.hash, it.iterations, &*it.salt) == (self.hash, self.iterations, self.salt)
                && it.key.len() == size
        });
        if let Some(derived) = derived {
            return Ok(derived.key.clone());
        }
        let mut keys = derive(self.hash, password, iterations, &[(self.salt, size)]);
        Ok(keys.pop().unwrap_or_default())
    }

    /// Pays for a key of this size, and hands back the iterations.
    pub(super) fn charge(&self, size: usize, budget: &mut Budget) -> Result<u32, ContainerError> {
        if self
            .key_size
            .is_some_and(|said| u64::try_from(size) != Ok(said))
        {
            return Err(malformed(
                self.place,
                "the size of a key does not fit its cipher",
            ));
        }
        let blocks = size.div_ceil(self.hash.size());
        budget.charge(
            self.place,
            self.iterations,
            blocks,
            PBKDF2 * self.hash.cost(),
        )
    }
}

/// A key that is there before it is asked for.
pub(super) struct Derived {
    hash: Hash,
    iterations: u64,
    salt: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Derived {
    /// Derives side by side what is alike, of as many iterations.
    pub(super) fn all(
        password: &[u8],
        iterations: u32,
        derivations: &[(Pbkdf2<'_>, usize)],
    ) -> Vec<Self> {
        let Some((first, _)) = derivations.first() else {
            return Vec::new();
        };
        let keys: Vec<_> = derivations
            .iter()
            .map(|(it, size)| (it.salt, *size))
            .collect();
        let keys = derive(first.hash, password, iterations, &keys);
        let derived = derivations.iter().zip(keys).map(|((it, _), key)| Self {
            hash: it.hash,
            iterations: it.iterations,
            salt: it.salt.to_vec(),
            key,
        });
        derived.collect()
    }
}

/// Derives a key of each size from one password, each with its salt.
pub(super) fn derive(
    hash: Hash,
    password: &[u8],
    iterations: u32,
    keys: &[(&[u8], usize)],
) -> Vec<Zeroizing<Vec<u8>>> {
    with_hash!(hash, H => side_by_side::<H>(&Hmac::new(password), iterations, keys))
}

/// One block of a key, T_i in RFC 8018 section 5.2.
struct Lane<H: BlockHash> {
    chain: Chain<H>,
    sum: H::State,
}

impl<H: BlockHash> Drop for Lane<H> {
    fn drop(&mut self) {
        self.sum.zeroize();
    }
}

/// The blocks of all keys take turns: none waits for another, and a processor that has nothing to do in one until a word
/// is ready goes on in the next.
fn side_by_side<H: BlockHash>(
    password: &Hmac<H>,
    iterations: u32,
    keys: &[(&[u8], usize)],
) -> Vec<Zeroizing<Vec<u8>>> {
    let blocks = |size: usize| size.div_ceil(H::SIZE);
    // Nothing is left behind by one that grows.
    let mut lanes = Vec::with_capacity(keys.iter().map(|&(_, size)| blocks(size)).sum());
    for &(salt, size) in keys {
        for number in (1_u32..).take(blocks(size)) {
            let chain = password.chain(&[salt, &number.to_be_bytes()].concat());
            let sum = *chain.state();
            lanes.push(Lane { chain, sum });
        }
    }
    for _ in 1..iterations {
        for lane in &mut lanes {
            password.inner_half(&mut lane.chain);
        }
        for lane in &mut lanes {
            password.outer_half(&mut lane.chain);
            H::xor(&mut lane.sum, lane.chain.state());
        }
    }
    let mut lanes = lanes.iter();
    let key = |&(_, size): &(&[u8], usize)| {
        let mut key = Zeroizing::new(vec![0; blocks(size) * H::SIZE]);
        for (block, lane) in key.chunks_exact_mut(H::SIZE).zip(&mut lanes) {
            H::write(&lane.sum, block);
        }
        key.truncate(size);
        key
    };
    keys.iter().map(key).collect()
}

#[cfg(test)]
mod tests;
