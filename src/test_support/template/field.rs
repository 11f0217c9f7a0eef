//! The fields of a [`Template`] outside its extensions.

use super::Template;
use crate::test_support::encode::{element, object_identifier};
use crate::test_support::{Extension, KeyUsageBit, Name, SignatureAlgorithm, TestKey, Time};

impl Template {
    /// The version as people count it: 1, 2 or 3. Extensions stay, even where the version knows
    /// none.
    pub fn version(mut self, version: u8) -> Self {
        self.version = version;
        self
    }

    /// A proper version 1 certificate, without extensions.
    pub fn version_1(self) -> Self {
        self.version(1).without_extensions()
    }

    /// The content octets of the serial number, most significant first: `&[0]` is zero, `&[0xff]`
    /// is negative.
    pub fn serial(mut self, content: &[u8]) -> Self {
        self.serial_number = content.to_vec();
        self
    }

    /// The subject, in the order of RFC 4514; `""` is the empty name.
    pub fn subject(mut self, subject: impl Into<Name>) -> Self {
        self.subject = subject.into();
        self
    }

    /// The issuer's name as this certificate writes it, in place of the issuer's own subject.
    pub fn issuer(mut self, issuer: impl Into<Name>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The first and the last second of validity: dates, [`UnixTime`](rustls_pki_types::UnixTime),
    /// or a [`Time`] with any encoding.
    pub fn valid(mut self, not_before: impl Into<Time>, not_after: impl Into<Time>) -> Self {
        self.not_before = not_before.into();
        self.not_after = not_after.into();
        self
    }

    /// The key pair, and with it the key identifiers and, for what it signs, the signature
    /// algorithm. The keyEncipherment of the good certificate goes where it is not an RSA key.
    pub fn key(mut self, key: TestKey) -> Self {
        self.key = key;
        self.with_usage_of_key()
    }

    /// The SubjectPublicKeyInfo as encoded, in place of that of the key pair. The key pair still
    /// signs.
    pub fn public_key(mut self, subject_public_key_info: &[u8]) -> Self {
        self.public_key = Some(subject_public_key_info.to_vec());
        self.with_usage_of_key()
    }

    /// RFC 8813 section 3: only RSA keys encrypt other keys.
    fn with_usage_of_key(self) -> Self {
        const SIGN: KeyUsageBit = KeyUsageBit::DigitalSignature;
        let rsa_encryption = object_identifier("1.2.840.113549.1.1.1");
        let info = self.subject_public_key_info();
        let is_rsa = { info.windows(rsa_encryption.len()) }.any(|octets| octets == rsa_encryption);
        let usual = Extension::key_usage(&[SIGN, KeyUsageBit::KeyEncipherment]);
        if is_rsa || !self.extensions.contains(&usual) {
            return self;
        }
        self.key_usage(&[SIGN])
    }

    /// The key that signs this certificate, in place of the issuer's.
    pub fn signed_by(mut self, key: TestKey) -> Self {
        self.signer = Some(key);
        self
    }

    /// The signature algorithm, in place of the usual one of the signer's key.
    pub fn signature(self, algorithm: SignatureAlgorithm) -> Self {
        self.inner_signature(algorithm).outer_signature(algorithm)
    }

    /// The algorithm named inside the signed part only.
    pub fn inner_signature(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.inner_algorithm = Some(algorithm);
        self
    }

    /// The algorithm named beside the signature, and used for it, only.
    pub fn outer_signature(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.outer_algorithm = Some(algorithm);
        self
    }

    /// Flips the last bit of the signature.
    pub fn altered_signature(mut self) -> Self {
        self.signature_altered = true;
        self
    }

    /// Writes the signature as a BIT STRING whose last bit is not used.
    pub fn unused_signature_bits(mut self) -> Self {
        self.signature_has_unused_bits = true;
        self
    }

    /// Adds an issuerUniqueID.
    pub fn issuer_unique_id(self) -> Self {
        self.unique_identifier(element(0x81, &[0, 0x49]))
    }

    /// Adds a subjectUniqueID.
    pub fn subject_unique_id(self) -> Self {
        self.unique_identifier(element(0x82, &[0, 0x53]))
    }

    fn unique_identifier(mut self, encoded: Vec<u8>) -> Self {
        self.unique_identifiers.push(encoded);
        // The issuer's comes first, and so does its tag.
        self.unique_identifiers.sort();
        self
    }
}
