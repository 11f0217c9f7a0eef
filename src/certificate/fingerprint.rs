use std::fmt;
use std::str::FromStr;

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// A SHA-256, of a certificate or of a subject public key info.
///
/// `Display` is lower-case hexadecimal; `FromStr` also takes upper case, colons and spaces.
///
/// ```
/// use vb365_tls::certificate::Fingerprint;
/// let hex = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";
/// let fingerprint: Fingerprint = hex.parse()?;
/// assert!(fingerprint.to_string().starts_with("e3b0c442"));
/// # Ok::<(), vb365_tls::certificate::FingerprintError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In upper case with colons, as `openssl x509 -fingerprint -sha256` and browsers show it.
    pub fn to_colon_separated(&self) -> String {
        colon_separated(&self.0)
    }
}

/// The SHA-1 of a certificate, as Windows, PowerShell and the product's console show it.
///
/// It tells certificates apart for people; it is no proof of identity, because SHA-1 collides.
/// `Display` is upper-case hexadecimal without separators, as PowerShell prints `Thumbprint`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint([u8; 20]);

impl Thumbprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha1::digest(bytes).into())
    }

    /// The 20 bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// In upper case with colons, as `openssl x509 -fingerprint` shows it; `Display` is the form of Windows.
    ///
    /// ```
    /// use vb365_tls::certificate::Thumbprint;
    /// let thumbprint: Thumbprint = "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709".parse()?;
    /// assert_eq!(thumbprint.to_string(), "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
    /// assert_eq!(
    ///     thumbprint.to_colon_separated(),
    ///     "DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09",
    /// );
    /// # Ok::<(), vb365_tls::certificate::FingerprintError>(())
    /// ```
    pub fn to_colon_separated(&self) -> String {
        colon_separated(&self.0)
    }
}

fn colon_separated(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}

/// Text that is no fingerprint or thumbprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits, found {found}")]
pub struct FingerprintError {
    expected: usize,
    found: String,
}

fn parse<const N: usize>(text: &str) -> Result<[u8; N], FingerprintError> {
    let error = |found: String| FingerprintError {
        expected: 2 * N,
        found,
    };
    let mut bytes = [0; N];
    let mut count = 0;
    // The certificate dialog of Windows puts an invisible left-to-right mark before what is copied.
    for character in text.trim_start_matches('\u{200e}').chars() {
        match character.to_digit(16) {
            Some(digit) => {
                if let Some(byte) = bytes.get_mut(count / 2) {
                    *byte = *byte << 4 | digit as u8;
                }
                count += 1;
            }
            None if character == ':' || character.is_whitespace() => {}
            None => {
                return Err(error(format!(
                    "the character `{}`",
                    character.escape_debug()
                )));
            }
        }
    }
    if count == 2 * N {
        Ok(bytes)
    } else {
        Err(error(count.to_string()))
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        parse(text).map(Self)
    }
}

impl FromStr for Thumbprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        parse(text).map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}
