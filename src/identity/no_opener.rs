//! What a password protects, without the feature `pfx`: recognised, and refused in words that say so.

use std::marker::PhantomData;

use zeroize::Zeroizing;

use super::Password;
use super::entry::Unpacked;
use crate::error::{Error, Unrecognized};
use crate::provenance::Encryption;

pub(super) struct Opener<'a>(PhantomData<&'a Password>);

impl<'a> Opener<'a> {
    pub(super) fn new(_: &'a Password) -> Self {
        Self(PhantomData)
    }

    pub(super) fn key(
        &mut self,
        _: &[u8],
        place: &str,
    ) -> Result<(Zeroizing<Vec<u8>>, Encryption), Error> {
        let place = place.to_owned();
        Err(Unrecognized::EncryptedWithoutFeature { place }.into())
    }

    pub(super) fn pfx(&self, _: &[u8]) -> Result<Unpacked, Error> {
        Err(Unrecognized::PfxWithoutFeature.into())
    }
}
