use pbkdf2::pbkdf2_hmac;
use zeroize::Zeroizing;

use super::budget::{Budget, PBKDF2};
use super::cursor::{Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed};
use super::hash::with_hash;
use super::oid;
use crate::error::ContainerError;
use crate::provenance::Hash;

/// PBKDF2-params, RFC 8018 appendix A.2.
pub(in crate::identity) struct Pbkdf2<'a> {
    pub(in crate::identity) hash: Hash,
    pub(in crate::identity) rounds: u64,
    /// The size of the key in bytes, where the parameters say it.
    pub(in crate::identity) key_size: Option<u64>,
    salt: &'a [u8],
    place: &'static str,
}

impl<'a> Pbkdf2<'a> {
    /// Reads the algorithm identifier of a derivation.
    pub(in crate::identity) fn read(
        algorithm: &Element<'a>,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let mut fields = algorithm.children();
        let identifier = fields.expect(OBJECT_IDENTIFIER)?;
        if !identifier.is(oid::PBKDF2) {
            return Err(oid::unsupported(&identifier, place));
        }
        let mut parameters = fields.expect(SEQUENCE)?.children();
        fields.finish()?;
        let salt = parameters.expect(OCTET_STRING)?.contents;
        let rounds = parameters
            .expect(INTEGER)?
            .count("rounds of a key derivation")?;
        let key_size = match parameters.optional(INTEGER)? {
            Some(size) => Some(size.count("bytes of a derived key")?),
            None => None,
        };
        let hash = match parameters.optional(SEQUENCE)? {
            Some(function) => {
                Hash::of_hmac(&function.children().expect(OBJECT_IDENTIFIER)?, place)?
            }
            None => Hash::Sha1,
        };
        parameters.finish()?;
        Ok(Self {
            hash,
            rounds,
            key_size,
            salt,
            place,
        })
    }

    /// Derives a key of this size from a password in UTF-8.
    pub(in crate::identity) fn derive(
        &self,
        password: &[u8],
        size: usize,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
        if self
            .key_size
            .is_some_and(|said| u64::try_from(size) != Ok(said))
        {
            return Err(malformed(
                self.place,
                "the size of a key does not fit its cipher",
            ));
        }
        let blocks = size.div_ceil(self.hash.size());
        let rounds = budget.charge(self.place, self.rounds, blocks, PBKDF2 * self.hash.cost())?;
        let mut key = Zeroizing::new(vec![0; size]);
        with_hash!(self.hash, D => pbkdf2_hmac::<D>(password, self.salt, rounds, &mut key));
        Ok(key)
    }
}
