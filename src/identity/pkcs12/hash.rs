use super::ber::Element;
use super::oid;
use crate::certificate::Oid;
use crate::error::ContainerError;
use crate::provenance::Hash;

/// Runs an expression with the type of a hash.
macro_rules! with_hash {
    ($hash:expr, $D:ident => $body:expr) => {
        match $hash {
            $crate::provenance::Hash::Sha1 => {
                type $D = sha1::Sha1;
                $body
            }
            $crate::provenance::Hash::Sha224 => {
                type $D = sha2::Sha224;
                $body
            }
            $crate::provenance::Hash::Sha256 => {
                type $D = sha2::Sha256;
                $body
            }
            $crate::provenance::Hash::Sha384 => {
                type $D = sha2::Sha384;
                $body
            }
            $crate::provenance::Hash::Sha512 => {
                type $D = sha2::Sha512;
                $body
            }
            $crate::provenance::Hash::Sha512_224 => {
                type $D = sha2::Sha512_224;
                $body
            }
            $crate::provenance::Hash::Sha512_256 => {
                type $D = sha2::Sha512_256;
                $body
            }
        }
    };
}
pub(super) use with_hash;

/// A hash by its own identifier and by the one of its HMAC.
pub(super) const HASHES: [(Hash, Oid, Oid); 7] = [
    (Hash::Sha1, oid::SHA1, oid::HMAC_SHA1),
    (Hash::Sha224, oid::SHA224, oid::HMAC_SHA224),
    (Hash::Sha256, oid::SHA256, oid::HMAC_SHA256),
    (Hash::Sha384, oid::SHA384, oid::HMAC_SHA384),
    (Hash::Sha512, oid::SHA512, oid::HMAC_SHA512),
    (Hash::Sha512_224, oid::SHA512_224, oid::HMAC_SHA512_224),
    (Hash::Sha512_256, oid::SHA512_256, oid::HMAC_SHA512_256),
];

impl Hash {
    pub(super) fn of_digest(
        identifier: &Element<'_>,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let found = HASHES.iter().find(|(_, digest, _)| identifier.is(*digest));
        match found {
            Some((hash, ..)) => Ok(*hash),
            None => Err(oid::unsupported(identifier, place)),
        }
    }

    pub(super) fn of_hmac(
        identifier: &Element<'_>,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let found = HASHES.iter().find(|(.., hmac)| identifier.is(*hmac));
        match found {
            Some((hash, ..)) => Ok(*hash),
            None => Err(oid::unsupported(identifier, place)),
        }
    }

    /// Its own identifier and that of its HMAC.
    pub(super) fn identifiers(self) -> Option<(Oid, Oid)> {
        let found = HASHES.iter().find(|(hash, ..)| *hash == self);
        found.map(|(_, digest, hmac)| (*digest, *hmac))
    }

    /// Hash units of one computation: SHA-384 and its kin have no instructions of their own on most machines.
    pub(super) fn cost(self) -> u64 {
        match self {
            Self::Sha1 | Self::Sha224 | Self::Sha256 => 1,
            Self::Sha384 | Self::Sha512 | Self::Sha512_224 | Self::Sha512_256 => 3,
        }
    }

    /// The size of its output in bytes.
    pub(super) fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha512_224 => 28,
            Self::Sha256 | Self::Sha512_256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The size of its blocks of input in bytes.
    pub(super) fn block_size(self) -> usize {
        match self {
            Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 | Self::Sha512_224 | Self::Sha512_256 => 128,
        }
    }
}
