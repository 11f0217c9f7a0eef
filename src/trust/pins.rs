mod marks;
mod parse;
#[cfg(feature = "serde")]
mod serde;
mod set;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rustls_pki_types::CertificateDer;

pub(crate) use marks::Marks;
use set::Set;

use crate::certificate::{Certificate, Fingerprint, Thumbprint};
use crate::error::Error;

/// What one peer is known by.
///
/// `Display` says it in words.
///
/// ```
/// use vb365_tls::trust::{Pin, Pins};
///
/// let pins: Pins = "00".repeat(32).parse()?;
/// assert!(matches!(pins.iter().next(), Some(Pin::Fingerprint(_))));
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pin {
    /// This very certificate.
    Certificate(Box<Certificate>),
    /// The SHA-256 of a certificate or of its subject public key info. One hash cannot be both, and which of them a
    /// program showed is easily mistaken, so either counts.
    Fingerprint(Fingerprint),
    /// The SHA-1 of a certificate, which proves little; see [`Pins::dangerous`].
    Thumbprint(Thumbprint),
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(it) => write!(f, "the certificate with SHA-256 {}", it.fingerprint()),
            Self::Fingerprint(it) => write!(f, "a certificate or key with SHA-256 {it}"),
            Self::Thumbprint(it) => write!(f, "a certificate with SHA-1 {it}"),
        }
    }
}

/// Certificates and keys known in advance, mixed as needed.
///
/// Several overlap while a peer is given a new certificate: pin the new one beside the old, exchange it on the peer, take
/// the old pin away. Which one a peer was known by, its [identity](super::PeerIdentity) says.
///
/// ```
/// # use vb365_tls::test_support::{Forge, TestKey};
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let old = Forge::product_default().trust_anchor(&provider);
/// # let new = Forge::self_signed("vb365.example.com").key(TestKey::P256).trust_anchor(&provider);
/// use vb365_tls::trust::Pins;
///
/// let overlap = Pins::from(&old).or(&new);
/// let by_key = Pins::from(new.public_key().fingerprint());
/// assert!(overlap.matching(&new).is_some() && by_key.matching(&old).is_none());
/// ```
///
/// They are read from the forms people have, one or several of them, in lines or separated by semicolons, also in
/// [Base64 and other wrappings](crate::manual::kinds):
///
/// | form | from | pins |
/// |---|---|---|
/// | `CERTIFICATE` in PEM, or DER | Windows, the product's console | that certificate |
/// | `PUBLIC KEY` in PEM, or DER | `openssl x509 -pubkey` | that key |
/// | `sha256//BASE64` | curl's `--pinnedpubkey` | that key |
/// | 64 hexadecimal digits, colons or spaces between them or not | OpenSSL, keytool, browsers | certificate or key |
///
/// ```
/// use vb365_tls::trust::Pins;
///
/// let pins: Pins = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".parse()?;
/// let hex = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:\
///            27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";
/// assert_eq!(pins, hex.parse()?);
/// # Ok::<(), vb365_tls::Error>(())
/// ```
///
/// With the feature `serde` they are a list of texts in these forms; one text alone is read too.
///
/// There can be 100,000 of them, read or added; a handshake takes no longer with all of them than with one.
#[doc(alias = "pinning", alias = "pinnedpubkey", alias = "self-signed")]
#[derive(Clone, Default)]
pub struct Pins(Arc<Set>);

/// The most pins taken, of one input and of all together.
const MOST_PINS: usize = 100_000;

impl Pins {
    /// No pin: nobody is trusted, until there is [another](Self::or).
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads pins from a file, see [above](Self).
    ///
    /// A private key beside a certificate is passed over.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`] for the first that cannot be read, for a SHA-1 thumbprint, and for a certificate that issued
    /// another one of the input: whoever holds its key could impersonate the peer. [`Error::Unrecognized`] if there is
    /// none or the input is something else, by its name; [`Error::TooLarge`] beyond 4 MiB.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let certificate = Forge::product_default().trust_anchor(&provider);
    /// use vb365_tls::trust::Pins;
    ///
    /// let pem = certificate.to_pem();
    /// assert_eq!(Pins::from_bytes(pem)?, Pins::from_bytes(certificate.der())?);
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        parse::all(bytes.as_ref()).map(Self::of)
    }

    fn of(pins: Vec<Pin>) -> Self {
        Self(Arc::new(pins.into()))
    }

    /// These pins, or others besides. More than 100,000 together are refused where they are enforced.
    pub fn or(mut self, others: impl Into<Self>) -> Self {
        let others = Arc::unwrap_or_clone(others.into().0);
        Arc::make_mut(&mut self.0).extend(others.into_given());
        self
    }

    /// Refuses more than are taken, wherever they came from.
    pub(crate) fn within_limit(&self) -> Result<(), Error> {
        parse::next_number(self.0.given().len().saturating_sub(1)).map(drop)
    }

    /// Refuses too many, and makes what finds one of them, so that no handshake waits for that.
    pub(crate) fn made_ready(&self) -> Result<(), Error> {
        self.within_limit()?;
        self.0.index();
        Ok(())
    }

    /// Whether there is no pin, so that nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.given().is_empty()
    }

    /// Each pin, in the order given.
    ///
    /// ```
    /// use vb365_tls::trust::{Pin, Pins};
    ///
    /// let pins: Pins = "00".repeat(32).parse()?;
    /// assert!(!pins.is_empty());
    /// assert!(pins.iter().all(|pin| matches!(pin, Pin::Fingerprint(_))));
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &Pin> {
        self.0.given().iter()
    }

    /// The first pin this certificate is known by.
    pub fn matching(&self, certificate: &Certificate) -> Option<&Pin> {
        let key = certificate.public_key().as_der();
        let marks = Marks::new(certificate.der(), &key);
        self.0.first(&marks)
    }

    /// Whether a certificate with these marks is pinned.
    pub(crate) fn fit(&self, marks: &Marks<'_>) -> bool {
        self.0.has(marks)
    }

    /// The first few, for a person.
    pub(crate) fn in_words(&self) -> String {
        const SHOWN: usize = 10;
        let shown = Self::of(self.iter().take(SHOWN).cloned().collect());
        match self.0.given().len().saturating_sub(SHOWN) {
            0 => shown.to_string(),
            more => format!("{shown} or one of {more} more"),
        }
    }

    /// The way to pins that prove little.
    pub fn dangerous(self) -> DangerousPins {
        DangerousPins(self)
    }

    /// The pinned certificate with this very encoding.
    pub(crate) fn certificate(&self, der: &CertificateDer<'_>) -> Option<&Certificate> {
        self.0.certificate(der)
    }
}

/// [`Pins`] with those that prove little.
///
/// The product's console and PowerShell show a certificate's SHA-1. Use it to find the certificate among those a peer
/// presents ([`Chain::find`](crate::chain::Chain::find)), and pin what was found. As a pin of its own it lets in whoever
/// made two certificates with one SHA-1, which takes some money since 2020 (<https://sha-mbles.github.io>).
///
/// ```
/// use vb365_tls::trust::{Pins, ServerTrust};
///
/// let thumbprint = "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709".parse()?;
/// let trust =
///     ServerTrust::pinned(Pins::new().dangerous().or_thumbprint(thumbprint));
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct DangerousPins(Pins);

impl DangerousPins {
    /// These pins, or any certificate with this SHA-1. Such a pin is never written down: it has no form with `serde`.
    pub fn or_thumbprint(self, thumbprint: Thumbprint) -> Pins {
        self.0.or(Pins::of(vec![Pin::Thumbprint(thumbprint)]))
    }
}

impl fmt::Debug for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pins").field(&self.0.given()).finish()
    }
}

impl PartialEq for Pins {
    /// In any order, however often repeated.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Pins {}

impl From<&Certificate> for Pins {
    fn from(certificate: &Certificate) -> Self {
        Self::of(vec![Pin::Certificate(Box::new(certificate.clone()))])
    }
}

impl From<Fingerprint> for Pins {
    fn from(fingerprint: Fingerprint) -> Self {
        Self::of(vec![Pin::Fingerprint(fingerprint)])
    }
}

impl FromStr for Pins {
    type Err = Error;

    /// # Errors
    ///
    /// As [`Pins::from_bytes`].
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::from_bytes(text)
    }
}

impl fmt::Display for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pins: Vec<_> = self.iter().map(Pin::to_string).collect();
        match &*pins {
            [] => f.write_str("no certificate at all: nothing is pinned"),
            pins => f.write_str(&pins.join(" or ")),
        }
    }
}
