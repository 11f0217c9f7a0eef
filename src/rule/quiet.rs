//! Which checks find nothing in certificates, whoever asks: they are found out once for each chain.

use super::catalogue::CHECKS;
use super::check::{Check, LooksAt};
use super::{CheckInput, Violations};
use crate::finding::Severity;
use crate::profile::{Profile, Verification};

/// The places in the catalogue of the checks that may find something.
pub(super) fn others(input: &CheckInput<'_>) -> impl Iterator<Item = usize> {
    let of_container = match input.provenance {
        Some(_) => 0,
        None => OF_CONTAINER,
    };
    places(ALL & !of_container & !input.chain.quiet(|| quiet(input)))
}

/// A bit for each check, by its place in the catalogue.
const ALL: u128 = u128::MAX >> (u128::BITS as usize - CHECKS.len());

/// Of those that look at the file.
const OF_CONTAINER: u128 = {
    let (mut bits, mut place) = (0, 0);
    while place < CHECKS.len() {
        if matches!(CHECKS[place].looks_at, LooksAt::Container) {
            bits |= 1 << place;
        }
        place += 1;
    }
    bits
};

/// The places of the bits that are set.
fn places(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros() as usize;
        // Without the lowest bit that is set.
        bits = bits & bits.checked_sub(1)?;
        Some(place)
    })
}

/// The checks that find nothing in these certificates, by their place in the catalogue.
fn quiet(input: &CheckInput<'_>) -> u128 {
    const WIDEST: &Profile = &Profile::tls_peer("widest", "Whoever reads the most", &[]);
    let widest = CheckInput {
        profile: WIDEST,
        addresses: &[],
        verification: Verification::ByPath,
        ..*input
    };
    let finds_nothing = |check: &Check| {
        let mut violations = Violations::at(Severity::Notice);
        check.find(&widest, &mut violations);
        violations.into_list().is_empty()
    };
    let checks = CHECKS.iter().enumerate();
    let checks =
        checks.filter(|(_, check)| check.looks_at == LooksAt::Certificates && finds_nothing(check));
    checks.fold(0, |quiet, (place, _)| quiet | 1 << place)
}
