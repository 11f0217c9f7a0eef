//! SHA-1 and SHA-2 block by block, FIPS 180-4: derivations hash a block of few octets again and again, and all that
//! comes behind these octets stays the same.

use zeroize::{Zeroize, Zeroizing};

/// A hash function by what goes on inside of it.
pub(super) trait BlockHash {
    type State: Copy + Zeroize;
    type Block: Copy + Zeroize + AsRef<[u8]> + AsMut<[u8]>;

    /// FIPS 180-4 section 5.3.
    const INITIAL: Self::State;
    const EMPTY: Self::Block;
    /// The size of the output in octets.
    const SIZE: usize;

    /// FIPS 180-4 section 6.
    fn compress(state: &mut Self::State, block: &Self::Block);

    fn xor(sum: &mut Self::State, state: &Self::State);

    /// Puts the output at the start of something at least as long.
    fn write(state: &Self::State, output: &mut [u8]);
}

macro_rules! block_hashes {
    ($($hash:ty: $size:literal octets of [$word:ty; $words:literal], blocks of $block:literal, $compress:path, [
        $($initial:literal)*
    ];)*) => {$(
        impl BlockHash for $hash {
            type State = [$word; $words];
            type Block = [u8; $block];

            const INITIAL: Self::State = [$($initial),*];
            const EMPTY: Self::Block = [0; $block];
            const SIZE: usize = $size;

            #[inline]
            fn compress(state: &mut Self::State, block: &Self::Block) {
                $compress(state, std::slice::from_ref(block));
            }

            #[inline]
            fn xor(sum: &mut Self::State, state: &Self::State) {
                for (sum, word) in sum.iter_mut().zip(state) {
                    *sum ^= word;
                }
            }

            #[inline]
            fn write(state: &Self::State, output: &mut [u8]) {
                // SHA-512/224 ends within a word.
                let words = output[..$size].chunks_mut(size_of::<$word>());
                for (octets, word) in words.zip(state) {
                    octets.copy_from_slice(&word.to_be_bytes()[..octets.len()]);
                }
            }
        }
    )*};
}

block_hashes! {
    sha1::Sha1: 20 octets of [u32; 5], blocks of 64, sha1::block_api::compress, [
        0x6745_2301 0xefcd_ab89 0x98ba_dcfe 0x1032_5476 0xc3d2_e1f0
    ];
    sha2::Sha224: 28 octets of [u32; 8], blocks of 64, sha2::block_api::compress256, [
        0xc105_9ed8 0x367c_d507 0x3070_dd17 0xf70e_5939 0xffc0_0b31 0x6858_1511 0x64f9_8fa7 0xbefa_4fa4
    ];
    sha2::Sha256: 32 octets of [u32; 8], blocks of 64, sha2::block_api::compress256, [
        0x6a09_e667 0xbb67_ae85 0x3c6e_f372 0xa54f_f53a 0x510e_527f 0x9b05_688c 0x1f83_d9ab 0x5be0_cd19
    ];
    sha2::Sha384: 48 octets of [u64; 8], blocks of 128, sha2::block_api::compress512, [
        0xcbbb_9d5d_c105_9ed8 0x629a_292a_367c_d507 0x9159_015a_3070_dd17 0x152f_ecd8_f70e_5939
        0x6733_2667_ffc0_0b31 0x8eb4_4a87_6858_1511 0xdb0c_2e0d_64f9_8fa7 0x47b5_481d_befa_4fa4
    ];
    sha2::Sha512: 64 octets of [u64; 8], blocks of 128, sha2::block_api::compress512, [
        0x6a09_e667_f3bc_c908 0xbb67_ae85_84ca_a73b 0x3c6e_f372_fe94_f82b 0xa54f_f53a_5f1d_36f1
        0x510e_527f_ade6_82d1 0x9b05_688c_2b3e_6c1f 0x1f83_d9ab_fb41_bd6b 0x5be0_cd19_137e_2179
    ];
    sha2::Sha512_224: 28 octets of [u64; 8], blocks of 128, sha2::block_api::compress512, [
        0x8c3d_37c8_1954_4da2 0x73e1_9966_89dc_d4d6 0x1dfa_b7ae_32ff_9c82 0x679d_d514_582f_9fcf
        0x0f6d_2b69_7bd4_4da8 0x77e3_6f73_04c4_8942 0x3f9d_85a8_6a1d_36c8 0x1112_e6ad_91d6_92a1
    ];
    sha2::Sha512_256: 32 octets of [u64; 8], blocks of 128, sha2::block_api::compress512, [
        0x2231_2194_fc2b_f72c 0x9f55_5fa3_c84c_64c2 0x2393_b86b_6f53_b151 0x9638_7719_5940_eabd
        0x9628_3ee2_a88e_ffe3 0xbe5e_1e25_5386_3992 0x2b01_99fc_2c85_b8aa 0x0eb7_2ddc_81c5_2ca2
    ];
}

/// Hashes what is left of a message, behind as many whole blocks as were hashed before.
pub(super) fn finish<H: BlockHash>(state: &mut H::State, blocks_before: usize, rest: &[u8]) {
    let size = size_of::<H::Block>();
    let length = blocks_before * size + rest.len();
    let mut block = Zeroizing::new(H::EMPTY);
    let mut chunks = rest.chunks_exact(size);
    for chunk in &mut chunks {
        copy(chunk, block.as_mut());
        H::compress(state, &block);
    }
    let rest = chunks.remainder();
    end(block.as_mut(), rest);
    // The length takes an eighth of a block.
    if rest.len() >= size - size / 8 {
        H::compress(state, &block);
        block.zeroize();
    }
    set_length(block.as_mut(), length);
    H::compress(state, &block);
}

fn copy(octets: &[u8], block: &mut [u8]) {
    block[..octets.len()].copy_from_slice(octets);
}

/// Fills a block with the last octets of a message, the bit that ends it, and zeros.
fn end(block: &mut [u8], octets: &[u8]) {
    block.fill(0);
    copy(octets, block);
    block[octets.len()] = 0x80;
}

/// Puts the length of a message at the end of its last block, in bits.
fn set_length(block: &mut [u8], octets: usize) {
    if let Some(last) = block.last_chunk_mut() {
        *last = (8 * octets as u64).to_be_bytes();
    }
}

/// A hash that is hashed again, and what comes out of that, and so on.
pub(super) struct Chain<H: BlockHash> {
    state: H::State,
    /// Begins with the hash.
    block: H::Block,
}

impl<H: BlockHash> Chain<H> {
    /// Begins with a hash, to be hashed behind as many whole blocks.
    pub(super) fn new(state: H::State, blocks_before: usize) -> Self {
        let mut block = H::EMPTY;
        end(block.as_mut(), &[0; 64][..H::SIZE]);
        set_length(
            block.as_mut(),
            blocks_before * size_of::<H::Block>() + H::SIZE,
        );
        H::write(&state, block.as_mut());
        Self { state, block }
    }

    /// Hashes the hash, from the state that the blocks before it leave.
    #[inline]
    pub(super) fn step(&mut self, before: &H::State) {
        self.state = *before;
        H::compress(&mut self.state, &self.block);
        H::write(&self.state, self.block.as_mut());
    }

    pub(super) fn state(&self) -> &H::State {
        &self.state
    }

    pub(super) fn hash(&self) -> &[u8] {
        &self.block.as_ref()[..H::SIZE]
    }
}

impl<H: BlockHash> Drop for Chain<H> {
    fn drop(&mut self) {
        self.state.zeroize();
        self.block.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use sha2::Digest;

    use super::*;
    use crate::identity::pkcs12::hash::{HASHES, with_hash};
    use crate::provenance::Hash;

    fn compare<H: BlockHash + Digest>(hash: Hash) {
        assert_eq!(hash.size(), H::SIZE);
        assert_eq!(hash.block_size(), size_of::<H::Block>());
        let message: Vec<u8> = (0..=255).collect();
        for length in 0..message.len() {
            let message = &message[..length];
            let mut state = H::INITIAL;
            finish::<H>(&mut state, 0, message);
            let mut chain = Chain::<H>::new(state, 0);
            let digest = H::digest(message);
            assert_eq!(chain.hash(), &*digest, "{hash:?}, {length}");
            chain.step(&H::INITIAL);
            assert_eq!(chain.hash(), &*H::digest(digest), "{hash:?}, {length}");
        }
    }

    #[test]
    fn hashes_are_those_of_whole_messages() {
        for (hash, ..) in HASHES {
            with_hash!(hash, H => compare::<H>(hash));
        }
    }
}
