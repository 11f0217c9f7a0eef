//! What a password protects. Without the feature `pfx` it is recognised, and refused in words that say so.

use zeroize::Zeroizing;

use super::Password;
use super::bundle::Bundle;
use crate::error::Error;
use crate::provenance::Encryption;

/// One password, and one budget of work for a whole input.
pub(super) struct Opener<'a> {
    password: &'a Password,
}

impl<'a> Opener<'a> {
    pub(super) fn new(password: &'a Password) -> Self {
        Self { password }
    }

    /// Decrypts an EncryptedPrivateKeyInfo, RFC 5958 section 3.
    pub(super) fn key(
        &mut self,
        der: &[u8],
        place: &str,
    ) -> Result<(Zeroizing<Vec<u8>>, Encryption), Error> {
        let _ = (der, self.password);
        Err(Error::Unrecognized {
            reason: format!("{place}: not yet"),
        })
    }

    /// Reads PKCS#12, RFC 7292.
    pub(super) fn pfx(&mut self, bytes: &[u8]) -> Result<Bundle, Error> {
        let _ = bytes;
        Err(Error::Unrecognized {
            reason: String::from("not yet"),
        })
    }
}
