//! Certificates and private key, as they come out of a file.
//!
//! The format is told from the content: PKCS#12 (PFX), PEM in any order and with anything between the blocks, DER,
//! PKCS#7. Where it came from is [kept](Identity::provenance), and what is left aside is [listed](Identity::ignored).
//! Whether the identity is any good for a scenario is not checked here. It is written again as PEM, or as PKCS#12 for
//! another machine (`Identity::dangerous_to_pfx`; the [manual](crate::manual::pfx_files) says which).
//!
//! ```no_run
//! use vb365_tls::identity::{Identity, Password};
//!
//! let password = Password::from(std::env::var("VB365_PASSWORD")?);
//! let identity = Identity::from_bytes(&std::fs::read("vb365.pfx")?, &password)?;
//! println!("{} from {}", identity.end_entity(), identity.provenance());
//! for ignored in identity.ignored() {
//!     eprintln!("ignored: {ignored}");
//! }
//! assert!(identity.has_private_key());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bundle;
mod entry;
mod pair;
mod password;
mod pem;
#[cfg(feature = "pfx")]
mod pfx_options;
#[cfg(feature = "pfx")]
mod pfx_profile;
#[cfg(feature = "pfx")]
mod pkcs12;
mod pkcs7;
mod private_key;
mod select;
mod selection;
mod write;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::certificate::{Certificate, PublicKey};
use crate::chain::Chain;
use crate::error::{Error, PrivateKeyError, Unrecognized};
use crate::provenance::Provenance;
use crate::shown::in_one_line;
use bundle::Bundle;
pub(crate) use pair::{Belonging, KeyState, Paired};
pub use password::Password;
#[cfg(feature = "pfx")]
pub use pfx_options::PfxOptions;
#[cfg(feature = "pfx")]
pub use pfx_profile::PfxProfile;
use private_key::PrivateKey;
pub use selection::Selection;

/// The largest input read, in bytes.
pub const MAX_SIZE: usize = 16 * 1024 * 1024;

/// The most certificates read from one input; all public CAs together are a few hundred.
pub const MAX_CERTIFICATES: usize = 1000;

/// A certificate with what is included: its issuers, and the private key where there is one.
///
/// The end entity is the certificate of the key; without a key, the one that issued no other.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// use vb365_tls::identity::{Identity, Password};
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let pem = Forge::tls("vb365.example.com").pem(&provider);
/// let identity = Identity::from_pem(pem.as_bytes(), &Password::none())?;
/// assert!(identity.end_entity().subject().to_string().contains("vb365.example.com"));
/// assert!(identity.has_private_key());
/// assert!(identity.ignored().is_empty());
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[doc(
    alias = "pfx",
    alias = "pkcs12",
    alias = "p12",
    alias = "certificate file"
)]
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
    /// Reads PKCS#12 (PFX), PEM, the DER of a certificate, or PKCS#7, and tells them apart by content.
    ///
    /// All of them are read in what people [wrap them in](crate::manual::kinds): UTF-16, quotation marks, Base64 as Azure Key
    /// Vault hands out a PFX. What is taken off is [listed](Self::ignored). The password opens a PKCS#12 file or an
    /// encrypted private key (PKCS#8); where nothing is encrypted, it is not looked at.
    ///
    /// ```
    /// use vb365_tls::identity::{Identity, Password};
    /// let truncated = b"-----BEGIN CERTIFICATE-----\nMIIB";
    /// let error = Identity::from_bytes(truncated, &Password::none()).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "PEM block 1 (`CERTIFICATE`) at byte 0: \
    ///      no `-----END CERTIFICATE-----` follows; the file is truncated",
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Error::TooLarge`] above [`MAX_SIZE`].
    /// * [`Error::Unrecognized`] if it is something else, or holds no certificate; says what it is and what to do.
    /// * [`Error::Container`] and [`Error::EncryptedKey`] for a PKCS#12 file or an encrypted key that cannot be opened;
    ///   [`ContainerError::PasswordMissing`](crate::error::ContainerError::PasswordMissing) where it takes a password.
    ///   [`Error::container`] looks into both.
    /// * [`Error::Decoded`] for what is wrong inside Base64 and the like, with positions in what it encodes.
    /// * [`Error::Pem`] for a broken block, with its position.
    /// * [`Error::Certificate`] for a certificate that cannot be read.
    /// * [`Error::PrivateKey`] for a key that cannot be read.
    /// * [`Error::Ambiguous`] for more than one key, with a list of them; [`select`](Self::select) takes one.
    pub fn from_bytes(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_bytes(bytes, password)?, None)
    }

    /// Reads PKCS#12 (PFX) only.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_pfx(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_pfx(bytes, password)?, None)
    }

    /// Reads PEM only.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_pem(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_pem(bytes, password)?, None)
    }

    /// Reads the DER encoding of one certificate, or of PKCS#7.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_der(bytes)?, None)
    }

    /// Reads the one identity that is meant, of an input with several: by thumbprint, by name or by host.
    ///
    /// The private keys that were not chosen are listed in [`ignored`](Self::ignored).
    ///
    /// ```
    /// # use vb365_tls::test_support::{Forge, TestKey};
    /// use vb365_tls::identity::{Identity, Password, Selection};
    ///
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let other = Forge::self_signed("proxy.example.com").key(TestKey::P256);
    /// # let pem = Forge::self_signed("vb365.example.com").pem(&provider) + &other.pem(&provider);
    /// let error = Identity::from_bytes(pem.as_bytes(), &Password::none()).unwrap_err();
    /// assert!(error.to_string().starts_with("the input holds 2 private keys; choose one"));
    ///
    /// let proxy = Selection::Host("proxy.example.com".parse()?);
    /// let identity = Identity::select(pem.as_bytes(), &Password::none(), &proxy)?;
    /// assert_eq!(identity.end_entity().subject().to_string(), "CN=proxy.example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes); [`Error::Ambiguous`] if none fits, or several do.
    pub fn select(bytes: &[u8], password: &Password, selection: &Selection) -> Result<Self, Error> {
        Self::from_bundle(Bundle::from_bytes(bytes, password)?, Some(selection))
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
        Self::from_bundle(Bundle::from_parts(certificates, key)?, None)
    }

    /// Takes certificates, in any order, and a key that never leaves its keeper: a hardware module, a key vault, the
    /// certificate store of Windows.
    ///
    /// A key that does not show its public half ([`SigningKey::public_key`]) is asked for a signature when
    /// [`check`](crate::check) or [`Credential::accept`](crate::Credential::accept) needs to know whose it is: with a
    /// fixed message no protocol signs, once for each crypto provider, and again after every failure. A keeper that asks
    /// for a touch or a PIN, or counts signatures, notices it. If it does not sign, that is the finding
    /// `key-unavailable`; if nothing it signs can be verified, `key-not-compared`.
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
        let chain = match public_key {
            Some(public_key) => Chain::for_key(certificates, &public_key),
            None => Chain::from_certificates(certificates),
        };
        let identity = chain.map(|chain| Self {
            key: Some(Key::Elsewhere(key)),
            ..Self::from(chain)
        });
        identity.ok_or_else(|| Unrecognized::NoCertificate { ignored: None }.into())
    }

    /// The same certificates with the private key of another input: PEM, DER or PKCS#12 (PFX). Of several keys it takes
    /// the one of the end entity.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes); [`Error::PrivateKey`] if there is a key already.
    pub fn with_private_key(self, bytes: &[u8], password: &Password) -> Result<Self, Error> {
        let mut bundle = Bundle::from_bytes(bytes, password)?;
        let entry = select::key_for(&mut bundle, self.end_entity().public_key())?;
        let provenance = select::provenance(bundle.provenance, None, Some(&entry));
        let key = entry.key;
        if self.key.is_some() {
            return Err(Error::PrivateKey {
                place: None,
                source: PrivateKeyError::AlreadyPresent {
                    other: key.to_string(),
                },
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
            provenance,
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

    /// Whether a private key is included; whether it belongs to the certificate, only a provider can tell.
    pub fn has_private_key(&self) -> bool {
        self.key.is_some()
    }

    /// Whether the key never leaves its keeper.
    pub(crate) fn is_key_elsewhere(&self) -> bool {
        matches!(self.key, Some(Key::Elsewhere(_)))
    }

    /// What the input held besides, in the order of the input.
    pub fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// The input that held the private key; without one, the input of the certificates.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// As if the input had been this.
    #[cfg(feature = "test-support")]
    pub(crate) fn with_provenance(self, provenance: Provenance) -> Self {
        Self { provenance, ..self }
    }

    fn from_bundle(bundle: Bundle, selection: Option<&Selection>) -> Result<Self, Error> {
        let chosen = select::select(bundle, selection)?;
        let certified = chosen.chain.end_entity().public_key();
        let key = chosen.key.map(|mut entry| {
            entry.key.share(certified);
            Key::Encoded(Arc::new(entry.key))
        });
        Ok(Self {
            key,
            chain: Arc::new(chosen.chain),
            ignored: chosen.ignored,
            provenance: chosen.provenance,
            paired: Mutex::new(None),
        })
    }

    fn lock_paired(&self) -> MutexGuard<'_, Option<PairedWith>> {
        self.paired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of an input that was left aside.
///
/// `Display` is a sentence for people.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::{Identity, Password};
///
/// # let mut file = Forge::tls("vb365.example.com").pem(&provider);
/// file.push_str("-----BEGIN DH PARAMETERS-----\nMAA=\n-----END DH PARAMETERS-----\n");
/// let identity = Identity::from_bytes(file.as_bytes(), &Password::none())?;
/// for ignored in identity.ignored() {
///     println!("{ignored}");
/// }
/// # assert_eq!(identity.ignored().len(), 1);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    what: String,
    offset: Option<usize>,
    reason: String,
}

impl Certificate {
    /// Reads all certificates of a file: PEM, DER, PKCS#7, or PKCS#12 (PFX) without a password; of one that is there twice, the
    /// first. Private keys are left aside.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use vb365_tls::Certificate;
    ///
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let bundle: String = Forge::tls("vb365.example.com").parsed(&provider).iter().map(|it| it.to_pem()).collect();
    /// let certificates = Certificate::read_all(bundle.as_bytes())?;
    /// assert_eq!(certificates.len(), 2);
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Identity::from_bytes`]; also if there is no certificate.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        let bundle = Bundle::from_bytes(bytes, &Password::none())?;
        if bundle.certificates.is_empty() {
            return Err(bundle.without_certificate());
        }
        Ok(bundle.certificates)
    }
}

impl Ignored {
    fn new(what: impl Into<String>, offset: Option<usize>, reason: impl Into<String>) -> Self {
        Self {
            what: in_one_line(what.into()).into_owned(),
            offset,
            reason: in_one_line(reason.into()).into_owned(),
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

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.reason)
    }
}
