use super::cursor::malformed;
use crate::error::ContainerError;

/// The most rounds of one derivation; Firefox and GnuTLS write 600,000.
pub(in crate::identity) const MAX_ROUNDS: u64 = 2_000_000;

/// The most hash units of one input: 0.6 s with SHA instructions, 3 s without.
const MAX_UNITS: u64 = 12_000_000;

/// Hash units of a round of PBKDF2 for each block of output: HMAC hashes twice.
pub(super) const PBKDF2: u64 = 2;

/// Hash units of a round of the derivation of PKCS#12 for each block of output.
pub(super) const PKCS12: u64 = 1;

/// The derivations that one input may still ask for.
pub(in crate::identity) struct Budget {
    left: u64,
}

impl Budget {
    pub(in crate::identity) const fn new() -> Self {
        Self { left: MAX_UNITS }
    }

    /// Pays for a derivation before it is made, and hands back its rounds.
    pub(super) fn charge(
        &mut self,
        place: &'static str,
        rounds: u64,
        blocks: usize,
        units: u64,
    ) -> Result<u32, ContainerError> {
        if rounds == 0 {
            return Err(malformed(place, "a key derivation without rounds"));
        }
        let counted = u32::try_from(rounds).ok().filter(|_| rounds <= MAX_ROUNDS);
        let counted = counted.ok_or(ContainerError::LimitExceeded {
            what: "rounds of a key derivation",
            found: rounds,
            limit: MAX_ROUNDS,
        })?;
        // At most 2,000,000 times a handful.
        let blocks = u64::try_from(blocks).unwrap_or(u64::MAX);
        let cost = rounds.saturating_mul(blocks).saturating_mul(units);
        match self.left.checked_sub(cost) {
            Some(left) => self.left = left,
            None => {
                return Err(ContainerError::LimitExceeded {
                    what: "hash computations for all key derivations together",
                    found: (MAX_UNITS - self.left).saturating_add(cost),
                    limit: MAX_UNITS,
                });
            }
        }
        Ok(counted)
    }
}
