//! The key derivation of PKCS#12, RFC 7292 appendix B.

use zeroize::Zeroizing;

use super::block_hash::{BlockHash, Chain, finish};
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
        let rounds = budget.charge(self.place, self.rounds, blocks, PKCS12 * self.hash.cost())?;
        let mut output = Zeroizing::new(Vec::with_capacity(blocks * self.hash.size()));
        let input = self.input(password);
        with_hash!(self.hash, H => {
            fill::<H>(&mut output, input, purpose, (blocks, rounds));
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

fn fill<H: BlockHash>(
    output: &mut Vec<u8>,
    mut input: Zeroizing<Vec<u8>>,
    purpose: Purpose,
    (blocks, rounds): (usize, u32),
) {
    let mut diversifier = H::EMPTY;
    diversifier.as_mut().fill(purpose as u8);
    let mut diversified = H::INITIAL;
    H::compress(&mut diversified, &diversifier);
    for _ in 0..blocks {
        let mut state = Zeroizing::new(diversified);
        finish::<H>(&mut state, 1, &input);
        let mut chain = Chain::<H>::new(*state, 0);
        for _ in 1..rounds {
            chain.step(&H::INITIAL);
        }
        output.extend_from_slice(chain.hash());
        let repeated = chain.hash().iter().copied().cycle();
        let size = size_of::<H::Block>();
        let repeated: Zeroizing<Vec<u8>> = Zeroizing::new(repeated.take(size).collect());
        for chunk in input.chunks_exact_mut(size) {
            add_one_more(chunk, &repeated);
        }
    }
}

/// Adds a number and one: both big endian, modulo their size.
fn add_one_more(sum: &mut [u8], addend: &[u8]) {
    let mut carry = 1_u16;
    for (digit, addend) in sum.iter_mut().zip(addend).rev() {
        carry += u16::from(*digit) + u16::from(*addend);
        let [high, low] = carry.to_be_bytes();
        *digit = low;
        carry = u16::from(high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers that many implementations share; they go back to Peter Gutmann.
    #[test]
    fn the_known_answers_come_out() {
        use Purpose::{Iv, Key, Mac};
        const SMEG: &[u8] = b"\0s\0m\0e\0g\0\0";
        const QUEEG: &[u8] = b"\0q\0u\0e\0e\0g\0\0";
        for (purpose, password, rounds, salt, answer) in [
            (
                Key,
                SMEG,
                1,
                0x0a58_cf64_530d_823f_u64,
                "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3",
            ),
            (Iv, SMEG, 1, 0x0a58_cf64_530d_823f, "79993dfe048d3b76"),
            (
                Key,
                SMEG,
                1,
                0x642b_99ab_44fb_4b1f,
                "f3a95fec48d7711e985cfe67908c5ab79fa3d7c5caa5d966",
            ),
            (Iv, SMEG, 1, 0x642b_99ab_44fb_4b1f, "c0a38d64a79bea1d"),
            (
                Mac,
                SMEG,
                1,
                0x3d83_c0e4_546a_c140,
                "8d967d88f6caa9d714800ab3d48051d63f73a312",
            ),
            (
                Key,
                QUEEG,
                1000,
                0x05de_c959_acff_72f7,
                "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4",
            ),
        ] {
            let derivation = Pkcs12Kdf {
                hash: Hash::Sha1,
                salt: &salt.to_be_bytes(),
                rounds,
                place: "a test",
            };
            let size = answer.len() / 2;
            let key = derivation.derive(purpose, password, size, &mut Budget::new());
            let key = key.map(|key| key.iter().map(|it| format!("{it:02x}")).collect::<String>());
            assert_eq!(key, Ok(String::from(answer)));
        }
    }
}
