//! The key derivation of PKCS#12, RFC 7292 appendix B.

use sha2::Digest;
use zeroize::{Zeroize, Zeroizing};

use super::budget::{Budget, PKCS12};
use super::hash::with_hash;
use crate::error::ContainerError;
use crate::provenance::Hash;

/// What the output is for, RFC 7292 appendix B.3.
#[derive(Clone, Copy)]
pub(in crate::identity) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// The parameters of a derivation.
#[derive(Clone, Copy)]
pub(in crate::identity) struct Pkcs12Kdf<'a> {
    pub(in crate::identity) hash: Hash,
    pub(in crate::identity) salt: &'a [u8],
    pub(in crate::identity) rounds: u64,
    pub(in crate::identity) place: &'static str,
}

impl Pkcs12Kdf<'_> {
    /// Derives from a password in UTF-16 with its terminator.
    pub(in crate::identity) fn derive(
        &self,
        purpose: Purpose,
        password: &[u8],
        length: usize,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
        let blocks = length.div_ceil(self.hash.size());
        let rounds = budget.charge(self.place, self.rounds, blocks, PKCS12)?;
        let mut output = Zeroizing::new(Vec::with_capacity(blocks * self.hash.size()));
        let input = self.input(password);
        with_hash!(self.hash, D => {
            fill::<D>(&mut output, input, purpose, self.hash.block_size(), (blocks, rounds));
        });
        output.truncate(length);
        Ok(output)
    }

    /// Salt and password, each repeated to whole blocks.
    fn input(&self, password: &[u8]) -> Zeroizing<Vec<u8>> {
        let block = self.hash.block_size();
        let size = |part: &[u8]| part.len().next_multiple_of(block);
        let mut input = Zeroizing::new(Vec::with_capacity(size(self.salt) + size(password)));
        for part in [self.salt, password] {
            input.extend(part.iter().cycle().take(size(part)));
        }
        input
    }
}

fn fill<D: Digest>(
    output: &mut Vec<u8>,
    mut input: Zeroizing<Vec<u8>>,
    purpose: Purpose,
    block: usize,
    (blocks, rounds): (usize, u32),
) {
    let diversifier = [purpose as u8; 128];
    for _ in 0..blocks {
        let mut hash = D::new()
            .chain_update(&diversifier[..block])
            .chain_update(&*input)
            .finalize();
        for _ in 1..rounds {
            hash = D::digest(&hash);
        }
        output.extend_from_slice(&hash);
        for chunk in input.chunks_exact_mut(block) {
            add_one_more(chunk, &hash);
        }
        hash.as_mut_slice().zeroize();
    }
}

/// Adds a number, repeated to the size of the other, and one: both big endian, modulo the size.
fn add_one_more(sum: &mut [u8], number: &[u8]) {
    let repeated = number.iter().cycle().take(sum.len());
    let repeated: Zeroizing<Vec<u8>> = Zeroizing::new(repeated.copied().collect());
    let mut carry = 1_u16;
    for (digit, addend) in sum.iter_mut().zip(repeated.iter()).rev() {
        carry += u16::from(*digit) + u16::from(*addend);
        let [high, low] = carry.to_be_bytes();
        *digit = low;
        carry = u16::from(high);
    }
}
