use super::{Rule, chain, extension, key, name, purpose, signature, validity};

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &validity::EXPIRED,
    &validity::EXPIRES_SOON,
    &validity::NOT_YET_VALID,
];
