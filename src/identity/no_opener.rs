//! What a password protects, without the feature `pfx`: recognised, and refused in words that say so.

use std::marker::PhantomData;

use zeroize::Zeroizing;

use super::Password;
use super::entry::Unpacked;
use crate::error::Error;
use crate::provenance::Encryption;

/// Makes PEM that is read here of any key file.
pub(super) const ENCRYPT_ANEW: &str = "openssl pkey -in FILE -out KEY.pem";

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
        let reason = format!(
            "{place}: it is encrypted, which takes the feature `pfx` of vb365-tls; without it, convert it: {ENCRYPT_ANEW}"
        );
        Err(Error::Unrecognized { reason })
    }

    pub(super) fn pfx(&self, _: &[u8]) -> Result<Unpacked, Error> {
        let reason = String::from(
            "PKCS#12 (PFX) takes the feature `pfx` of vb365-tls; without it, convert the file: openssl pkcs12 -in FILE \
             -nodes -out FILE.pem",
        );
        Err(Error::Unrecognized { reason })
    }
}
