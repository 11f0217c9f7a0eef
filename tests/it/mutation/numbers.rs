/// SplitMix64: the same numbers every time.
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    /// One of these, if there are any.
    pub fn one_of<T>(&mut self, mut all: Vec<T>) -> Option<T> {
        match all.len() {
            0 => None,
            count => Some(all.swap_remove(self.below(count))),
        }
    }
}
