//! The methods of [`Template`](crate::test_support::Template) most tests need, for the end entity.

use super::Forge;
use crate::test_support::{Extension, KeyUsageBit, Name, SignatureAlgorithm, TestKey, Time};

/// Each method does to the end entity what the method of the same name does to a
/// [`Template`](crate::test_support::Template).
impl Forge {
    /// Subject alternative names, as [`Template::names`](crate::test_support::Template::names).
    pub fn names(self, names: &[&str]) -> Self {
        self.end_entity(|template| template.names(names))
    }

    /// Subject alternative names as encoded GeneralNames, as
    /// [`Template::general_names`](crate::test_support::Template::general_names).
    pub fn general_names(self, names: &[Vec<u8>]) -> Self {
        self.end_entity(|template| template.general_names(names))
    }

    /// No subject alternative name, as
    /// [`Template::without_san`](crate::test_support::Template::without_san).
    pub fn without_san(self) -> Self {
        self.end_entity(|template| template.without_san())
    }

    /// The subject, as [`Template::subject`](crate::test_support::Template::subject).
    pub fn subject(self, subject: impl Into<Name>) -> Self {
        self.end_entity(|template| template.subject(subject))
    }

    /// The content octets of the serial number, as
    /// [`Template::serial`](crate::test_support::Template::serial).
    pub fn serial(self, content: &[u8]) -> Self {
        self.end_entity(|template| template.serial(content))
    }

    /// The validity, as [`Template::valid`](crate::test_support::Template::valid).
    pub fn valid(self, not_before: impl Into<Time>, not_after: impl Into<Time>) -> Self {
        self.end_entity(|template| template.valid(not_before, not_after))
    }

    /// The key pair, as [`Template::key`](crate::test_support::Template::key).
    pub fn key(self, key: TestKey) -> Self {
        self.end_entity(|template| template.key(key))
    }

    /// The SubjectPublicKeyInfo as encoded, as
    /// [`Template::public_key`](crate::test_support::Template::public_key).
    pub fn public_key(self, subject_public_key_info: &[u8]) -> Self {
        self.end_entity(|template| template.public_key(subject_public_key_info))
    }

    /// The version, as [`Template::version`](crate::test_support::Template::version).
    pub fn version(self, version: u8) -> Self {
        self.end_entity(|template| template.version(version))
    }

    /// A proper version 1 certificate, as
    /// [`Template::version_1`](crate::test_support::Template::version_1).
    pub fn version_1(self) -> Self {
        self.end_entity(|template| template.version_1())
    }

    /// CA:TRUE, as [`Template::ca`](crate::test_support::Template::ca).
    pub fn ca(self, path_length: Option<u8>) -> Self {
        self.end_entity(|template| template.ca(path_length))
    }

    /// Adds or replaces an extension, as [`Template::with`](crate::test_support::Template::with).
    pub fn with(self, extension: Extension) -> Self {
        self.end_entity(|template| template.with(extension))
    }

    /// Adds or replaces an extension, from its parts, as
    /// [`Template::extension`](crate::test_support::Template::extension).
    pub fn extension(self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.end_entity(|template| template.extension(oid, critical, value))
    }

    /// Leaves an extension out, as
    /// [`Template::without_extension`](crate::test_support::Template::without_extension).
    pub fn without_extension(self, oid: &str) -> Self {
        self.end_entity(|template| template.without_extension(oid))
    }

    /// Leaves all extensions out, as
    /// [`Template::without_extensions`](crate::test_support::Template::without_extensions).
    pub fn without_extensions(self) -> Self {
        self.end_entity(|template| template.without_extensions())
    }

    /// Writes an extension a second time, as
    /// [`Template::repeated`](crate::test_support::Template::repeated).
    pub fn repeated(self, oid: &str) -> Self {
        self.end_entity(|template| template.repeated(oid))
    }

    /// The purposes, as [`Template::purposes`](crate::test_support::Template::purposes).
    pub fn purposes(self, purposes: &[&str]) -> Self {
        self.end_entity(|template| template.purposes(purposes))
    }

    /// The key usage, as [`Template::key_usage`](crate::test_support::Template::key_usage).
    pub fn key_usage(self, bits: &[KeyUsageBit]) -> Self {
        self.end_entity(|template| template.key_usage(bits))
    }

    /// The signature algorithm, as
    /// [`Template::signature`](crate::test_support::Template::signature).
    pub fn signature(self, algorithm: SignatureAlgorithm) -> Self {
        self.end_entity(|template| template.signature(algorithm))
    }

    /// The algorithm named inside the signed part, as
    /// [`Template::inner_signature`](crate::test_support::Template::inner_signature).
    pub fn inner_signature(self, algorithm: SignatureAlgorithm) -> Self {
        self.end_entity(|template| template.inner_signature(algorithm))
    }

    /// Flips a bit of the signature, as
    /// [`Template::altered_signature`](crate::test_support::Template::altered_signature).
    pub fn altered_signature(self) -> Self {
        self.end_entity(|template| template.altered_signature())
    }

    /// Ended on 2026-06-30, before [`Forge::now`].
    pub fn expired(self) -> Self {
        self.valid("2026-01-01", "2026-06-30")
    }

    /// Begins on 2027-01-01, after [`Forge::now`].
    pub fn not_yet_valid(self) -> Self {
        self.valid("2027-01-01", "2027-12-31")
    }
}
