use zeroize::{Zeroize, Zeroizing};

use super::block_hash::{BlockHash, Chain, finish};

/// HMAC, RFC 2104, with the two blocks that come from the key hashed once.
pub(super) struct Hmac<H: BlockHash> {
    inner: H::State,
    outer: H::State,
}

impl<H: BlockHash> Hmac<H> {
    pub(super) fn new(key: &[u8]) -> Self {
        const INNER: u8 = 0x36;
        const OUTER: u8 = 0x5c;
        let mut block = Zeroizing::new(H::EMPTY);
        let octets: &mut [u8] = block.as_mut();
        match octets.get_mut(..key.len()) {
            Some(octets) => octets.copy_from_slice(key),
            None => {
                let mut state = Zeroizing::new(H::INITIAL);
                finish::<H>(&mut state, 0, key);
                H::write(&state, octets);
            }
        }
        let mut hmac = Self {
            inner: H::INITIAL,
            outer: H::INITIAL,
        };
        xor(block.as_mut(), INNER);
        H::compress(&mut hmac.inner, &block);
        xor(block.as_mut(), INNER ^ OUTER);
        H::compress(&mut hmac.outer, &block);
        hmac
    }

    /// The authentication code of a message, to go on from.
    pub(super) fn chain(&self, message: &[u8]) -> Chain<H> {
        let mut state = Zeroizing::new(self.inner);
        finish::<H>(&mut state, 1, message);
        let mut chain = Chain::new(*state, 1);
        chain.step(&self.outer);
        chain
    }

    /// Replaces a hash by its authentication code in two halves, so that several take turns: while one waits for its
    /// last word, the processor is at the next.
    #[inline]
    pub(super) fn inner_half(&self, chain: &mut Chain<H>) {
        chain.step(&self.inner);
    }

    #[inline]
    pub(super) fn outer_half(&self, chain: &mut Chain<H>) {
        chain.step(&self.outer);
    }

    /// In constant time, and only at full length.
    pub(super) fn verify(&self, message: &[u8], code: &[u8]) -> bool {
        let chain = self.chain(message);
        let pairs = chain.hash().iter().zip(code);
        let difference = pairs.fold(0, |difference, (own, other)| difference | own ^ other);
        code.len() == H::SIZE && std::hint::black_box(difference) == 0
    }
}

impl<H: BlockHash> Drop for Hmac<H> {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

fn xor(octets: &mut [u8], value: u8) {
    for octet in octets {
        *octet ^= value;
    }
}

#[cfg(test)]
mod tests {
    use super::Hmac;
    use crate::identity::pkcs12::hash::{HASHES, with_hash};
    use crate::identity::pkcs12::textbook;

    #[test]
    fn codes_are_those_of_the_textbook() {
        let octets: Vec<u8> = (0..=255).collect();
        for (hash, ..) in HASHES {
            for length in 0..octets.len() {
                let (key, message) = (&octets[..length], &octets[length..]);
                let code = textbook::hmac(hash, key, message);
                let verifies = |message: &[u8], code: &[u8]| with_hash!(hash, H => Hmac::<H>::new(key).verify(message, code));
                assert!(verifies(message, &code), "{hash:?}, {length}");
                assert!(!verifies(&[message, &[0]].concat(), &code));
                assert!(!verifies(message, &code[1..]));
                assert!(!verifies(message, &[&code[..], &[0]].concat()));
                for index in 0..code.len() {
                    let mut wrong = code.clone();
                    wrong[index] ^= 1;
                    assert!(!verifies(message, &wrong), "{hash:?}, {index}");
                }
                assert!(!verifies(message, &[]));
            }
        }
    }
}
