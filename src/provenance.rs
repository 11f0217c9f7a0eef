//! Where an identity comes from: the container it was read out of, and how well that container protects it.

use std::fmt;

use crate::shown::shown_up_to;

/// What is known of the input an identity was read from.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::{Identity, Password, provenance::Provenance};
///
/// # let file = Forge::tls("vb365.example.com").pem(&provider);
/// let identity = Identity::from_bytes(file.as_bytes(), &Password::none())?;
/// assert!(matches!(identity.provenance(), Provenance::Pem { .. }));
/// println!("{}", identity.provenance());
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case", tag = "format"))]
#[non_exhaustive]
pub enum Provenance {
    /// Types in memory, or a key held elsewhere.
    Memory,
    /// PEM, RFC 7468.
    Pem {
        /// How the private key was encrypted; `None` unencrypted or without a key.
        key_encryption: Option<Encryption>,
    },
    /// The DER of a certificate or a private key.
    Der {
        /// How the private key was encrypted; `None` unencrypted or without a key.
        key_encryption: Option<Encryption>,
    },
    /// PKCS#7, RFC 2315.
    Pkcs7,
    /// PKCS#12, also called PFX, RFC 7292.
    Pfx(Pfx),
}

impl Provenance {
    /// The PKCS#12 container, if it was one.
    pub fn pfx(&self) -> Option<&Pfx> {
        match self {
            Self::Pfx(pfx) => Some(pfx),
            _ => None,
        }
    }
}

/// What a PKCS#12 file says of itself.
///
/// ```
/// use vb365_tls::{Identity, Password};
///
/// fn read(file: &[u8], password: &Password) -> Result<(), vb365_tls::Error> {
///     let identity = Identity::from_bytes(file, password)?;
///     if let Some(pfx) = identity.provenance().pfx() {
///         println!("key provider: {:?}", pfx.key_provider);
///         println!("protected by: {:?}, {:?}", pfx.mac, pfx.key_encryption);
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub struct Pfx {
    /// BER or DER.
    pub encoding: Encoding,
    /// How many octets stand behind the container, zeros or white space; any other is refused.
    pub trailing_octets: usize,
    /// The MAC, if there is one.
    pub mac: Option<Mac>,
    /// How the private key is encrypted; `None` for an unencrypted key.
    pub key_encryption: Option<Encryption>,
    /// How the certificates are encrypted, each way once; empty where they are unencrypted.
    pub certificate_encryptions: Vec<Encryption>,
    /// The friendly name of the certificate.
    pub friendly_name: Option<String>,
    /// The friendly name of the key, which Windows uses for the name of the key container.
    pub key_container: Option<String>,
    /// The Windows key provider the file names.
    pub key_provider: Option<String>,
    /// Whether Windows is asked to put the key into the store of the machine.
    pub is_machine_key: bool,
    /// What CAPI may do with the key.
    pub key_spec: Option<KeySpec>,
    /// Which password opened it.
    pub password: PasswordKind,
    /// How many private keys it holds.
    pub private_keys: usize,
}

/// The encoding rules of ASN.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[allow(clippy::exhaustive_enums, reason = "PKCS#12 knows these two")]
pub enum Encoding {
    /// Basic encoding rules, with indefinite lengths; what Firefox and Bouncy Castle write.
    Ber,
    /// Distinguished encoding rules.
    Der,
}

/// A MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub struct Mac {
    /// How its key is derived.
    pub kind: MacKind,
    /// Its hash.
    pub hash: Hash,
    /// Iterations of the derivation.
    pub iterations: u64,
}

/// How the key of a MAC is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum MacKind {
    /// The derivation of PKCS#12, RFC 7292 appendix B.
    Pkcs12,
    /// PBMAC1 with PBKDF2, RFC 9579.
    Pbmac1,
}

/// How something is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub struct Encryption {
    /// How the key is derived from the password.
    pub scheme: Scheme,
    /// The cipher, always in CBC mode.
    pub cipher: Cipher,
    /// The hash of the derivation.
    pub hash: Hash,
    /// Iterations of the derivation.
    pub iterations: u64,
}

/// How an encryption key is derived from a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Scheme {
    /// PBES2 with PBKDF2, RFC 8018 section 6.2.
    Pbes2,
    /// The derivation of PKCS#12, RFC 7292 appendix B and C.
    Pkcs12,
}

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/224.
    Sha512_224,
    /// SHA-512/256.
    Sha512_256,
}

/// A cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Cipher {
    /// RC2 with a key of 40 bits, breakable by anybody.
    Rc2With40Bits,
    /// RC2 with a key of 128 bits.
    Rc2With128Bits,
    /// Triple DES with two keys.
    TwoKeyTripleDes,
    /// Triple DES with three keys.
    TripleDes,
    /// AES with a key of 128 bits.
    Aes128,
    /// AES with a key of 192 bits.
    Aes192,
    /// AES with a key of 256 bits.
    Aes256,
}

impl Cipher {
    /// Whether it is AES, with a key of any length.
    pub(crate) const fn is_aes(self) -> bool {
        matches!(self, Self::Aes128 | Self::Aes192 | Self::Aes256)
    }
}

/// What the cryptographic API of old Windows may do with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum KeySpec {
    /// Key exchange and signatures, `AT_KEYEXCHANGE`.
    Exchange,
    /// Signatures only, `AT_SIGNATURE`.
    Signature,
}

/// Which password opened a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PasswordKind {
    /// None.
    None,
    /// The empty one.
    Empty,
    /// One with characters in it.
    Given,
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, key_encryption) = match self {
            Self::Memory => return f.write_str("memory"),
            Self::Pkcs7 => return f.write_str("PKCS#7"),
            Self::Pfx(pfx) => return pfx.fmt(f),
            Self::Pem { key_encryption } => ("PEM", key_encryption),
            Self::Der { key_encryption } => ("DER", key_encryption),
        };
        f.write_str(name)?;
        match key_encryption {
            Some(encryption) => write!(f, "; key: {encryption}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Pfx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "PKCS#12 (PFX) in {}; password: {}",
            self.encoding, self.password
        )?;
        match &self.mac {
            Some(mac) => write!(f, "; integrity: {mac}")?,
            None => f.write_str("; integrity: not protected")?,
        }
        match &self.key_encryption {
            Some(encryption) => write!(f, "; key: {encryption}")?,
            None if self.private_keys == 0 => f.write_str("; no private key")?,
            None => f.write_str("; key: unencrypted")?,
        }
        let encryptions: Vec<_> = self
            .certificate_encryptions
            .iter()
            .map(Encryption::to_string)
            .collect();
        match &*encryptions {
            [] => f.write_str("; certificates: unencrypted")?,
            _ => write!(f, "; certificates: {}", encryptions.join(" and "))?,
        }
        for (what, text) in [
            ("friendly name", &self.friendly_name),
            ("key container", &self.key_container),
            ("key provider", &self.key_provider),
        ] {
            if let Some(text) = text {
                write!(f, "; {what}: `{}`", shown_up_to(100, text))?;
            }
        }
        if let Some(spec) = self.key_spec {
            write!(f, "; key spec: {spec}")?;
        }
        if self.is_machine_key {
            f.write_str("; for the store of the machine")?;
        }
        Ok(())
    }
}

macro_rules! names {
    ($($type:ty { $($variant:ident $name:literal)* })*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $name,)*
                })
            }
        }
    )*};
}

names! {
    Encoding { Ber "BER" Der "DER" }
    MacKind { Pkcs12 "PKCS#12 MAC" Pbmac1 "PBMAC1" }
    Scheme { Pbes2 "PBES2" Pkcs12 "PKCS#12 PBE" }
    Hash {
        Sha1 "SHA-1" Sha224 "SHA-224" Sha256 "SHA-256" Sha384 "SHA-384" Sha512 "SHA-512"
        Sha512_224 "SHA-512/224" Sha512_256 "SHA-512/256"
    }
    Cipher {
        Rc2With40Bits "RC2-40" Rc2With128Bits "RC2-128" TwoKeyTripleDes "two-key 3DES" TripleDes "3DES"
        Aes128 "AES-128" Aes192 "AES-192" Aes256 "AES-256"
    }
    KeySpec { Exchange "key exchange" Signature "signature only" }
    PasswordKind { None "none" Empty "empty" Given "given" }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} with {}, {} iterations",
            self.kind, self.hash, self.iterations
        )
    }
}

impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} with {} and {}, {} iterations",
            self.scheme, self.cipher, self.hash, self.iterations
        )
    }
}
