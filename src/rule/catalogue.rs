use super::{Rule, handshake, validity};

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &validity::EXPIRED,
    &validity::EXPIRES_SOON,
    &validity::NOT_YET_VALID,
];

/// Rules only a handshake can break, sorted by id; [`check`](crate::check) never reports them.
pub static HANDSHAKE: &[&Rule] = &[
    &handshake::CERTIFICATE_UNREADABLE,
    &handshake::CLIENT_CERTIFICATE_ABSENT,
    &handshake::HANDSHAKE_SIGNATURE_INVALID,
    &handshake::PATH_NOT_FOUND,
    &handshake::PEER_REFUSED,
    &handshake::PIN_UNMATCHED,
];
