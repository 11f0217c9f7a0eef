use std::fmt;

use zeroize::Zeroizing;

use super::private_key::PrivateKey;
use crate::error::Error;
use crate::provenance::{Encryption, KeySpec};

/// What PKCS#12 says about a certificate or a key.
#[derive(Clone, Default)]
pub(super) struct Attributes {
    pub(super) friendly_name: Option<String>,
    pub(super) local_key_id: Option<Vec<u8>>,
}

/// A private key with where it was found.
pub(super) struct KeyEntry {
    place: String,
    pub(super) key: PrivateKey,
    pub(super) origin: Origin,
}

/// What the input says about a private key; nothing for one unencrypted in PEM or DER.
#[derive(Default)]
pub(super) struct Origin {
    pub(super) encryption: Option<Encryption>,
    pub(super) attributes: Attributes,
    pub(super) provider: Option<String>,
    pub(super) is_machine_key: bool,
    pub(super) key_spec: Option<KeySpec>,
}

impl From<Encryption> for Origin {
    fn from(encryption: Encryption) -> Self {
        Self {
            encryption: Some(encryption),
            ..Self::default()
        }
    }
}

impl KeyEntry {
    pub(super) fn read(
        place: String,
        der: Zeroizing<Vec<u8>>,
        origin: Origin,
    ) -> Result<Self, Error> {
        match PrivateKey::from_der(der) {
            Ok(key) => Ok(Self { place, key, origin }),
            Err(source) => Err(Error::PrivateKey {
                place: Some(place),
                source,
            }),
        }
    }
}

impl fmt::Display for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.place, self.key)
    }
}
