//! Certificates and private key, as they come out of a file.
//!
//! The format is told from the content: PEM in any order and with anything between the blocks, DER, PKCS#7. What is
//! left aside is [listed](Identity::ignored). Whether the identity is any good for a scenario is not judged here.
//!
//! ```no_run
//! use vb365_tls::identity::Identity;
//!
//! let identity = Identity::from_bytes(&std::fs::read("vb365.pem")?)?;
//! println!("{}", identity.end_entity());
//! for ignored in identity.ignored() {
//!     eprintln!("ignored: {ignored}");
//! }
//! assert!(identity.has_private_key());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base64;
mod bundle;
mod pair;
mod password;
#[cfg(feature = "pfx")]
mod pbe;
mod pem;
#[cfg(feature = "pfx")]
mod pfx;
mod pkcs7;
mod private_key;
mod shape;
mod text;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::certificate::{Certificate, PublicKey};
use crate::chain::Chain;
use crate::error::Error;
use crate::provenance::Provenance;
use bundle::Bundle;
pub(crate) use pair::{KeyState, Paired};
pub use password::Password;
use private_key::PrivateKey;

/// The largest input read, in bytes.
pub const MAX_SIZE: usize = 16 * 1024 * 1024;

/// The most certificates read from one input; all public authorities together are a few hundred.
pub const MAX_CERTIFICATES: usize = 1000;

/// A certificate with what came along: its issuers, and the private key where there is one.
///
/// The end entity is the certificate of the key; without a key, the one that issued no other.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use vb365_tls::identity::Identity;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let pem = Forge::tls("vb365.example.com").pem(&provider);
/// let identity = Identity::from_pem(pem.as_bytes())?;
/// assert!(identity.end_entity().subject().to_string().contains("vb365.example.com"));
/// assert!(identity.has_private_key());
/// assert!(identity.ignored().is_empty());
/// # Ok::<(), vb365_tls::Error>(())
/// ```
pub struct Identity {
    chain: Arc<Chain>,
    key: Option<Key>,
    ignored: Vec<Ignored>,
    provenance: Provenance,
    paired: Mutex<Option<PairedWith>>,
}

#[derive(Clone)]
enum Key {
    Encoded(Arc<PrivateKey>),
    /// Held by somebody else, such as a hardware module or the operating system.
    Elsewhere(Arc<dyn SigningKey>),
}

/// Another provider may load other keys.
type PairedWith = (Arc<CryptoProvider>, Paired);

impl Identity {
    /// Reads PEM, the DER of a certificate, or PKCS#7, and tells them apart by content.
    ///
    /// PEM is read with a byte order mark, in UTF-16, and with any line ends; encrypted keys and PKCS#12 (PFX) are
    /// recognised, and refused with the command that converts them.
    ///
    /// ```
    /// use vb365_tls::identity::Identity;
    /// let error = Identity::from_bytes(b"-----BEGIN CERTIFICATE-----\nMIIB").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "PEM block 1 (`CERTIFICATE`) at byte 0: no `-----END CERTIFICATE-----` follows; the file is cut off",
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Error::TooLarge`] above [`MAX_SIZE`].
    /// * [`Error::Unrecognized`] if it is something else, or holds no certificate; says what it is and what to do.
    /// * [`Error::Pem`] for a broken or encrypted block, with its position.
    /// * [`Error::Certificate`] for a certificate that cannot be read.
    /// * [`Error::PrivateKey`] for a key that cannot be read, or more than one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_bytes(bytes)?)
    }

    /// Reads PEM only.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_pem(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_pem(bytes)?)
    }

    /// Reads the DER encoding of one certificate, or of PKCS#7.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_der(bytes)?)
    }

    /// Takes what is in the types of rustls already, in any order.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_parts(
        certificates: Vec<CertificateDer<'static>>,
        key: Option<PrivateKeyDer<'static>>,
    ) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_parts(certificates, key)?)
    }

    /// Takes certificates, in any order, and a key that never leaves its keeper: a hardware module, a key vault, the
    /// certificate store of Windows.
    ///
    /// # Errors
    ///
    /// [`Error::Unrecognized`] if there is no certificate.
    pub fn from_signing_key(
        certificates: Vec<Certificate>,
        key: Arc<dyn SigningKey>,
    ) -> Result<Self, Error> {
        let public_key = key
            .public_key()
            .and_then(|info| PublicKey::from_der(&info).ok());
        let key = Some(Key::Elsewhere(key));
        let (ignored, provenance) = (Vec::new(), Provenance::Memory);
        let identity = Self::assemble(certificates, public_key.as_ref(), key, ignored, provenance);
        identity.ok_or_else(|| {
            let reason = String::from("there is no certificate");
            Error::Unrecognized { reason }
        })
    }

    /// The same certificates with the private key of another input, PEM or DER.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes); [`Error::PrivateKey`] if there is a key already.
    pub fn with_private_key(self, bytes: &[u8]) -> Result<Self, Error> {
        let mut bundle = Bundle::from_bytes(bytes)?;
        let without_key = bundle.without_key();
        let key = bundle.take_key()?.ok_or(without_key)?;
        if self.key.is_some() {
            return Err(Error::PrivateKey {
                reason: format!("there is one already, and here is another, {key}"),
            });
        }
        let chain = match key.public_key_hint() {
            Some(public_key) => self.chain.below_other(public_key).map(Arc::new),
            None => None,
        };
        let mut ignored = self.ignored;
        let certificates = bundle.certificates.iter().map(|certificate| {
            let what = format!(
                "certificate `{}` in the input of the key",
                certificate.subject()
            );
            Ignored::new(what, None, "only the key is taken from it")
        });
        ignored.extend(bundle.ignored.into_iter().chain(certificates));
        Ok(Self {
            chain: chain.unwrap_or(self.chain),
            key: Some(Key::Encoded(Arc::new(key))),
            ignored,
            provenance: bundle.provenance,
            paired: Mutex::new(None),
        })
    }

    /// The certificates in order.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The certificate whose key is used.
    pub fn end_entity(&self) -> &Certificate {
        self.chain.end_entity()
    }

    /// Whether a private key came along; whether it belongs to the certificate, only a provider can tell.
    pub fn has_private_key(&self) -> bool {
        self.key.is_some()
    }

    /// What the input held besides, in the order of the input.
    pub fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// The input that held the private key; without one, the input of the certificates.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn from_bundle(mut bundle: Bundle) -> Result<Self, Error> {
        if bundle.certificates.is_empty() {
            return Err(bundle.without_certificate());
        }
        let key = bundle.take_key()?;
        let public_key = key.as_ref().and_then(PrivateKey::public_key_hint).cloned();
        let key = key.map(|key| Key::Encoded(Arc::new(key)));
        let without_certificate = bundle.without_certificate();
        Self::assemble(
            bundle.certificates,
            public_key.as_ref(),
            key,
            bundle.ignored,
            bundle.provenance,
        )
        .ok_or(without_certificate)
    }

    /// `None` without a certificate.
    fn assemble(
        certificates: Vec<Certificate>,
        public_key: Option<&PublicKey>,
        key: Option<Key>,
        ignored: Vec<Ignored>,
        provenance: Provenance,
    ) -> Option<Self> {
        let chain = match public_key {
            Some(public_key) => Chain::for_key(certificates, public_key),
            None => Chain::from_certificates(certificates),
        };
        Some(Self {
            chain: Arc::new(chain.ok()?),
            key,
            ignored,
            provenance,
            paired: Mutex::new(None),
        })
    }

    fn lock_paired(&self) -> MutexGuard<'_, Option<PairedWith>> {
        self.paired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Chain> for Identity {
    /// Certificates without a private key, enough to be checked.
    fn from(chain: Chain) -> Self {
        Self {
            chain: Arc::new(chain),
            key: None,
            ignored: Vec::new(),
            provenance: Provenance::Memory,
            paired: Mutex::new(None),
        }
    }
}

impl Clone for Identity {
    fn clone(&self) -> Self {
        Self {
            chain: Arc::clone(&self.chain),
            key: self.key.clone(),
            ignored: self.ignored.clone(),
            provenance: self.provenance.clone(),
            paired: Mutex::new(self.lock_paired().clone()),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("chain", &self.chain)
            .field("key", &self.key)
            .field("ignored", &self.ignored)
            .field("provenance", &self.provenance)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoded(key) => key.fmt(f),
            // Its own Debug is written by others, and may say too much.
            Self::Elsewhere(_) => f.write_str("SigningKey"),
        }
    }
}

/// A part of an input that was left aside.
///
/// `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    what: String,
    offset: Option<usize>,
    reason: String,
}

impl Ignored {
    fn new(what: impl Into<String>, offset: Option<usize>, reason: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            offset,
            reason: reason.into(),
        }
    }

    /// What it is, such as the label of a PEM block in backquotes.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where it begins, in bytes from the start of the input, where the input has positions.
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// Why it was left aside.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.reason)
    }
}
