use crate::error::ContainerError;

/// The most iterations of one derivation; Firefox and GnuTLS write 600,000.
pub(super) const MAX_ITERATIONS: u64 = 2_000_000;

/// The most hash units of one input, each the time of one SHA-256: 0.6 s with SHA instructions, 3 s without.
const MAX_UNITS: u64 = 12_000_000;

/// Hash units of an iteration of PBKDF2 for each block of output: HMAC hashes twice.
pub(super) const PBKDF2: u64 = 2;

/// Hash units of an iteration of the derivation of PKCS#12 for each block of output.
pub(super) const PKCS12: u64 = 1;

/// The derivations that one input may still ask for.
#[derive(Clone)]
pub(in crate::identity) struct Budget {
    limit: u64,
    left: u64,
}

impl Budget {
    pub(in crate::identity) const fn new() -> Self {
        Self::of(MAX_UNITS)
    }

    const fn of(limit: u64) -> Self {
        Self { limit, left: limit }
    }

    /// A small one, so that tests need not burn a full one.
    #[cfg(test)]
    pub(super) const fn for_test(units: u64) -> Self {
        Self::of(units)
    }

    /// Pays for a derivation before it is made, and hands back its iterations.
    pub(super) fn charge(
        &mut self,
        place: &'static str,
        iterations: u64,
        blocks: usize,
        units: u64,
    ) -> Result<u32, ContainerError> {
        if iterations == 0 {
            let reason = "a key derivation without iterations";
            return Err(ContainerError::Malformed { place, reason });
        }
        let counted = u32::try_from(iterations)
            .ok()
            .filter(|_| iterations <= MAX_ITERATIONS);
        let counted = counted.ok_or(ContainerError::LimitExceeded {
            what: "iterations of a key derivation",
            found: iterations,
            limit: MAX_ITERATIONS,
        })?;
        let blocks = u64::try_from(blocks).unwrap_or(u64::MAX);
        let cost = iterations.saturating_mul(blocks).saturating_mul(units);
        match self.left.checked_sub(cost) {
            Some(left) => self.left = left,
            None => {
                return Err(ContainerError::LimitExceeded {
                    what: "hash computations for all key derivations together",
                    found: (self.limit - self.left).saturating_add(cost),
                    limit: self.limit,
                });
            }
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_paid_for_what_is_refused() {
        let mut budget = Budget::new();
        let mut charge = |iterations, blocks| budget.charge("a test", iterations, blocks, PBKDF2);
        assert_eq!(charge(MAX_ITERATIONS, 2), Ok(2_000_000));
        let exceeded = |found, limit| {
            let what = "hash computations for all key derivations together";
            Err(ContainerError::LimitExceeded { what, found, limit })
        };
        assert_eq!(charge(MAX_ITERATIONS, 2), exceeded(16_000_000, MAX_UNITS));
        assert_eq!(
            charge(MAX_ITERATIONS, usize::MAX),
            exceeded(u64::MAX, MAX_UNITS)
        );
        assert!(charge(MAX_ITERATIONS + 1, 1).is_err());
        assert!(charge(0, 1).is_err());
        assert_eq!(charge(MAX_ITERATIONS, 1), Ok(2_000_000));
        assert_eq!(charge(1, 1), exceeded(MAX_UNITS + 2, MAX_UNITS));
    }
}
