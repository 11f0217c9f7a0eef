use super::{Rule, chain, extension, key, name, purpose, rsa, signature, validity};

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &key::NOT_RSA,
    &validity::EXPIRED,
    &validity::EXPIRES_SOON,
    &validity::NOT_YET_VALID,
    &key::EC_PARAMETERS_EXPLICIT,
    &validity::ISSUER_EXPIRED,
    &validity::ISSUER_EXPIRES_FIRST,
    &key::ALGORITHM_UNSUPPORTED,
    &validity::LIFETIME_TOO_LONG,
    &key::PRIVATE_KEY_ABSENT,
    &key::PRIVATE_KEY_MISMATCH,
    &rsa::EXPONENT_WEAK,
    &rsa::PREDICTABLE,
    &rsa::IRREGULAR,
    &rsa::TOO_LONG,
    &rsa::TOO_SHORT,
    &signature::INCONSISTENT,
    &signature::UNSUPPORTED,
    &signature::WEAK,
    &signature::INVALID,
    &validity::ENCODING_WRONG,
    &validity::INVERTED,
];
