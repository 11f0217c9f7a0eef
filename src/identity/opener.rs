//! What a password protects.

use zeroize::Zeroizing;

use super::entry::{Attributes, Origin, Unpacked};
use super::{Password, pbe, pfx};
use crate::error::Error;
use crate::provenance::{Encryption, Provenance};

/// One password, and for all encrypted keys of an input one budget of work.
pub(super) struct Opener<'a> {
    password: &'a Password,
    budget: pbe::Budget,
}

impl<'a> Opener<'a> {
    pub(super) fn new(password: &'a Password) -> Self {
        Self {
            password,
            budget: pbe::Budget::new(),
        }
    }

    /// Decrypts EncryptedPrivateKeyInfo, RFC 5958 section 3.
    pub(super) fn key(
        &mut self,
        der: &[u8],
        place: &str,
    ) -> Result<(Zeroizing<Vec<u8>>, Encryption), Error> {
        let decrypted = pbe::decrypt_pkcs8(der, self.password, &mut self.budget);
        decrypted.map_err(|source| Error::EncryptedKey {
            place: place.to_owned(),
            source: Box::new(source),
        })
    }

    /// Reads PKCS#12, RFC 7292, on the budget its reader has for a file.
    pub(super) fn pfx(&self, bytes: &[u8]) -> Result<Unpacked, Error> {
        let contents = pfx::read(bytes, self.password)?;
        let certificate = |bag: pfx::CertificateBag| {
            let attributes = Attributes {
                friendly_name: bag.friendly_name,
                local_key_id: bag.local_key_id,
            };
            (bag.der, attributes)
        };
        let key = |bag: pfx::KeyBag| {
            let origin = Origin {
                encryption: bag.encryption,
                attributes: Attributes {
                    friendly_name: bag.friendly_name,
                    local_key_id: bag.local_key_id,
                },
                provider: bag.provider,
                is_machine_key: bag.is_machine_key,
                key_spec: bag.key_spec,
            };
            (bag.der, origin)
        };
        Ok(Unpacked {
            provenance: Provenance::Pfx(contents.provenance),
            certificates: contents.certificates.into_iter().map(certificate).collect(),
            keys: contents.keys.into_iter().map(key).collect(),
            ignored: contents.ignored,
        })
    }
}
