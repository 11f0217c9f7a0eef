//! The key derivation of PKCS#12, RFC 7292 appendix B.

use zeroize::Zeroizing;

use super::block_hash::{BlockHash, Chain, finish};
use super::budget::{Budget, PKCS12};
use super::hash::with_hash;
use crate::error::ContainerError;
use crate::provenance::Hash;

/// What the output is for, RFC 7292 appendix B.3.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// The parameters of a derivation.
#[derive(Clone, Copy)]
pub(super) struct Kdf<'a> {
    pub(super) hash: Hash,
    pub(super) salt: &'a [u8],
    pub(super) iterations: u64,
    pub(super) place: &'static str,
}

impl Kdf<'_> {
    /// Derives from a password in UTF-16 with its terminator: an output of each purpose and size, side by side.
    pub(super) fn derive<const N: usize>(
        &self,
        outputs: [(Purpose, usize); N],
        password: &[u8],
        budget: &mut Budget,
    ) -> Result<[Zeroizing<Vec<u8>>; N], ContainerError> {
        let mut iterations = 0;
        for (_, size) in outputs {
            let blocks = size.div_ceil(self.hash.size());
            iterations = budget.charge(
                self.place,
                self.iterations,
                blocks,
                PKCS12 * self.hash.cost(),
            )?;
        }
        let input = self.input(password);
        Ok(with_hash!(self.hash, H => side_by_side::<H, N>(outputs, &input, iterations)))
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

/// The outputs take turns, as in PBKDF2; the blocks of one wait for each other.
fn side_by_side<H: BlockHash, const N: usize>(
    outputs: [(Purpose, usize); N],
    input: &Zeroizing<Vec<u8>>,
    iterations: u32,
) -> [Zeroizing<Vec<u8>>; N] {
    let mut outputs = outputs.map(|(purpose, size)| Output::<H>::new(purpose, size, input.clone()));
    loop {
        let unfinished = outputs
            .iter_mut()
            .filter(|output| output.octets.len() < output.size);
        let mut unfinished: Vec<_> = unfinished.map(|output| (output.chain(), output)).collect();
        if unfinished.is_empty() {
            return outputs.map(|mut output| {
                output.octets.truncate(output.size);
                output.octets
            });
        }
        for _ in 1..iterations {
            for (chain, _) in &mut unfinished {
                chain.step(&H::INITIAL);
            }
        }
        for (chain, output) in unfinished {
            output.take(&chain);
        }
    }
}

/// What comes out for one purpose, and what goes into its next block.
struct Output<H: BlockHash> {
    diversified: H::State,
    input: Zeroizing<Vec<u8>>,
    octets: Zeroizing<Vec<u8>>,
    size: usize,
}

impl<H: BlockHash> Output<H> {
    fn new(purpose: Purpose, size: usize, input: Zeroizing<Vec<u8>>) -> Self {
        let mut diversifier = H::EMPTY;
        diversifier.as_mut().fill(purpose as u8);
        let mut diversified = H::INITIAL;
        H::compress(&mut diversified, &diversifier);
        let octets = Zeroizing::new(Vec::with_capacity(size.next_multiple_of(H::SIZE)));
        Self {
            diversified,
            input,
            octets,
            size,
        }
    }

    /// The first iteration of the next block.
    fn chain(&self) -> Chain<H> {
        let mut state = Zeroizing::new(self.diversified);
        finish::<H>(&mut state, 1, &self.input);
        Chain::new(*state, 0)
    }

    fn take(&mut self, chain: &Chain<H>) {
        self.octets.extend_from_slice(chain.hash());
        let size = size_of::<H::Block>();
        let repeated = chain.hash().iter().copied().cycle().take(size);
        let repeated: Zeroizing<Vec<u8>> = Zeroizing::new(repeated.collect());
        for chunk in self.input.chunks_exact_mut(size) {
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
    use sha2::Digest;

    use super::*;
    use crate::identity::pkcs12::hash::HASHES;

    /// Known answers that many implementations share; they go back to Peter Gutmann.
    #[test]
    fn the_known_answers_come_out() {
        use Purpose::{Iv, Key, Mac};
        const SMEG: &[u8] = b"\0s\0m\0e\0g\0\0";
        const QUEEG: &[u8] = b"\0q\0u\0e\0e\0g\0\0";
        for (purpose, password, iterations, salt, answer) in [
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
            let derivation = Kdf {
                hash: Hash::Sha1,
                salt: &salt.to_be_bytes(),
                iterations,
                place: "a test",
            };
            let size = answer.len() / 2;
            let key = derivation.derive([(purpose, size)], password, &mut Budget::new());
            let key = key.map(|[key]| key.iter().map(|it| format!("{it:02x}")).collect::<String>());
            assert_eq!(key, Ok(String::from(answer)));
        }
    }

    /// RFC 7292 appendix B.2 with whole messages, as plain as it is written there.
    fn plainly<D: Digest>(
        block: usize,
        purpose: Purpose,
        mut input: Vec<u8>,
        iterations: u32,
    ) -> Vec<u8> {
        let mut output = Vec::new();
        for _ in 0..4 {
            let mut hash = D::digest([&[purpose as u8].repeat(block)[..], &input].concat());
            for _ in 1..iterations {
                hash = D::digest(&hash);
            }
            output.extend_from_slice(&hash);
            let repeated: Vec<u8> = hash.iter().copied().cycle().take(block).collect();
            for chunk in input.chunks_exact_mut(block) {
                add_one_more(chunk, &repeated);
            }
        }
        output
    }

    #[test]
    fn outputs_side_by_side_are_those_of_each_alone() {
        let octets: Vec<u8> = (0..=255).collect();
        for (hash, ..) in HASHES {
            for (length, iterations) in (0..=200)
                .map(|length| (length, 1 + length % 3))
                .chain([(9, 1000)])
            {
                let password = &octets[..length as usize];
                let derivation = Kdf {
                    hash,
                    salt: &octets[7..][..length as usize % 40],
                    iterations,
                    place: "a test",
                };
                let sizes = [
                    (Purpose::Key, 70),
                    (Purpose::Iv, 8),
                    (Purpose::Mac, hash.size()),
                ];
                let found = derivation.derive(sizes, password, &mut Budget::new());
                let expected = sizes.map(|(purpose, size)| {
                    let input = derivation.input(password).to_vec();
                    let block = hash.block_size();
                    let mut output =
                        with_hash!(hash, D => plainly::<D>(block, purpose, input, iterations as u32));
                    output.truncate(size);
                    Zeroizing::new(output)
                });
                assert_eq!(found, Ok(expected), "{hash:?}, {length}");
            }
        }
    }
}
