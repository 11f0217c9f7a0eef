use super::{Rule, handshake, validity};

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &extension::AUTHORITY_KEY_IDENTIFIER,
    &validity::EXPIRED,
    &validity::EXPIRES_SOON,
    &validity::NOT_YET_VALID,
    &extension::VERSION_1,
    &extension::CRITICAL_UNKNOWN,
    &extension::END_ENTITY_IS_CA,
    &purpose::PURPOSES_ABSENT,
    &purpose::ANY_PURPOSE_ONLY,
    &purpose::PURPOSES_EMPTY,
    &purpose::PURPOSES_EXCESSIVE,
    &purpose::PURPOSE_MISMATCH,
    &extension::MALFORMED,
    &extension::REPEATED,
    &purpose::SIGNS_CERTIFICATES,
    &purpose::KEY_USAGE_MISMATCH,
    &extension::PATH_LENGTH_WITHOUT_CA,
    &extension::SERIAL_NUMBER,
    &extension::SUBJECT_KEY_IDENTIFIER,
    &extension::UNIQUE_IDENTIFIERS,
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
