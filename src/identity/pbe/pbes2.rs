use super::cursor::{Element, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed};
use super::oid;
use super::pbkdf2::Pbkdf2;
use crate::certificate::Oid;
use crate::error::ContainerError;
use crate::provenance::{Cipher, Encryption, Scheme};

const CIPHERS: [(Oid, Cipher); 4] = [
    (oid::AES_256_CBC, Cipher::Aes256),
    (oid::AES_192_CBC, Cipher::Aes192),
    (oid::AES_128_CBC, Cipher::Aes128),
    (oid::TRIPLE_DES_CBC, Cipher::TripleDes),
];

/// PBES2-params, RFC 8018 appendix A.4.
pub(super) struct Pbes2<'a> {
    pub(super) derivation: Pbkdf2<'a>,
    pub(super) cipher: Cipher,
    pub(super) iv: &'a [u8],
}

impl<'a> Pbes2<'a> {
    pub(super) fn read(
        parameters: &Element<'a>,
        place: &'static str,
    ) -> Result<Self, ContainerError> {
        let mut fields = parameters.children();
        let derivation = Pbkdf2::read(&fields.expect(SEQUENCE)?, place)?;
        let mut scheme = fields.expect(SEQUENCE)?.children();
        fields.finish()?;
        let identifier = scheme.expect(OBJECT_IDENTIFIER)?;
        let cipher = CIPHERS.iter().find(|(oid, _)| identifier.is(*oid));
        let Some(&(_, cipher)) = cipher else {
            return Err(oid::unsupported(&identifier, place));
        };
        let iv = scheme.expect(OCTET_STRING)?.contents;
        scheme.finish()?;
        if iv.len() != cipher.block_size() {
            return Err(malformed(place, "an initialisation vector of another size"));
        }
        Ok(Self {
            derivation,
            cipher,
            iv,
        })
    }

    pub(super) fn encryption(&self) -> Encryption {
        Encryption {
            scheme: Scheme::Pbes2,
            cipher: self.cipher,
            hash: self.derivation.hash,
            iterations: self.derivation.iterations,
        }
    }
}
