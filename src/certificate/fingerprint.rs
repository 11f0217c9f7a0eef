use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::parse_error::{ParseError, string_form};
use crate::shown::shown;

/// A SHA-256, of a certificate or of a subject public key info.
///
/// `Display` is lower-case hexadecimal. Other programs write the same 32 bytes in other forms:
///
/// | form | written by | here |
/// |---|---|---|
/// | lower-case hexadecimal | `sha256sum` on the DER file, GnuTLS | `Display`, [`{:x}`](fmt::LowerHex) |
/// | upper-case hexadecimal | PowerShell's `Get-FileHash` on the DER file | [`{:X}`](fmt::UpperHex) |
/// | upper case in pairs | OpenSSL, keytool, Firefox | [`to_colon_separated`](Self::to_colon_separated) |
/// | Base64, 44 characters | pins of RFC 7469 and curl | [`to_base64`](Self::to_base64) |
/// | Base64url, 43 characters | `x5t#S256` of RFC 7515 | [`to_base64url`](Self::to_base64url) |
///
/// `FromStr` reads all of them, hexadecimal also with spaces or hyphens between the digits, in braces, or with `0x` before it. Base64 in either alphabet is taken with and without its
/// `=`. Text of hexadecimal digits alone is never taken for Base64.
///
/// ```
/// use vb365_tls::certificate::Fingerprint;
///
/// let hex = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:\
///            27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";
/// let fingerprint: Fingerprint = hex.parse()?;
/// assert!(fingerprint.to_string().starts_with("e3b0c442"));
/// let base64url = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
/// assert_eq!(fingerprint.to_base64url(), base64url);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[doc(alias = "x5t#S256", alias = "sha256", alias = "SPKI")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The SHA-1 of a certificate, as Windows, PowerShell and the product's console show it.
///
/// It tells certificates apart for people; it is not proof of identity, because SHA-1 collides. `Display` is upper-case
/// hexadecimal without separators. Other programs write the same 20 bytes in other forms:
///
/// | form | written by | here |
/// |---|---|---|
/// | upper-case hexadecimal | Windows, PowerShell, the Microsoft Entra portal | `Display`, [`{:X}`](fmt::UpperHex) |
/// | lower-case hexadecimal | the certificate dialog of Windows, GnuTLS | [`{:x}`](fmt::LowerHex) |
/// | upper case in pairs | OpenSSL, keytool | [`to_colon_separated`](Self::to_colon_separated) |
/// | Base64, 28 characters | PowerShell's `[Convert]::ToBase64String`, `customKeyIdentifier` in Microsoft Graph | [`to_base64`](Self::to_base64) |
/// | Base64url, 27 characters | `x5t` of RFC 7515 | [`to_base64url`](Self::to_base64url) |
///
/// `FromStr` reads all of them, hexadecimal also with spaces or hyphens between the digits, in braces, or with `0x` before it. Base64 in either alphabet is taken with and without its
/// `=`. Text of hexadecimal digits alone is never taken for Base64.
///
/// ```
/// use vb365_tls::certificate::Thumbprint;
///
/// let thumbprint: Thumbprint =
///     "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709".parse()?;
/// assert_eq!(
///     thumbprint.to_string(),
///     "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"
/// );
/// assert_eq!(
///     format!("{thumbprint:x}"),
///     "da39a3ee5e6b4b0d3255bfef95601890afd80709"
/// );
/// assert_eq!(thumbprint.to_base64(), "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
/// assert_eq!("2jmj7l5rSw0yVb_vlWAYkK_YBwk".parse(), Ok(thumbprint));
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[doc(alias = "x5t", alias = "sha1", alias = "customKeyIdentifier")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Thumbprint([u8; 20]);

impl Thumbprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha1::digest(bytes).into())
    }

    /// The 20 bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

fn parse<const N: usize>(text: &str) -> Result<[u8; N], ParseError> {
    // The certificate dialog of Windows puts an invisible left-to-right mark before what is copied.
    let text = text.trim_start_matches(|it: char| it == '\u{200e}' || it.is_whitespace());
    let hexadecimal = from_hexadecimal(text);
    hexadecimal.or_else(|error| from_base64(text.trim_end()).ok_or(error))
}

fn from_hexadecimal<const N: usize>(text: &str) -> Result<[u8; N], ParseError> {
    let error = |found: String| {
        ParseError::untold(format!(
            "expected {} hexadecimal digits or the Base64 of {N} bytes, found {found}",
            2 * N
        ))
    };
    let mut bytes = [0; N];
    let mut count = 0;
    for character in without_frame(text).chars() {
        match character.to_digit(16) {
            Some(digit) => {
                if let Some(byte) = bytes.get_mut(count / 2) {
                    *byte = *byte << 4 | digit as u8;
                }
                count += 1;
            }
            None if matches!(character, ':' | '-') || character.is_whitespace() => {}
            None => {
                return Err(error(format!("the character `{}`", shown(character))));
            }
        }
    }
    if count == 2 * N {
        Ok(bytes)
    } else {
        Err(error(format!("{count} digits")))
    }
}

/// What .NET and debuggers put around hexadecimal digits: braces, or `0x` before them.
fn without_frame(text: &str) -> &str {
    let text = text.trim_end();
    let inside = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let text = inside.unwrap_or(text);
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    digits.unwrap_or(text)
}

/// Either alphabet of RFC 4648, padded or not; `None` also for hexadecimal digits that happen to be as many.
fn from_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_suffix('=').unwrap_or(text);
    if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    let decoded = if digits.contains(['-', '_']) {
        Base64UrlUnpadded::decode(digits, &mut bytes)
    } else {
        Base64Unpadded::decode(digits, &mut bytes)
    };
    (decoded.ok()?.len() == N).then_some(bytes)
}

/// What both have in common, written once.
macro_rules! forms {
    ($($type:ident),+) => {$(
        impl $type {
            /// In upper case with colons, as OpenSSL's `-fingerprint` and keytool show it.
            ///
            /// ```
            /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
            /// # let chain = vb365_tls::test_support::Forge::product_default().chain(&provider);
            /// let certificate = chain.end_entity();
            /// assert_eq!(certificate.thumbprint().to_colon_separated().len(), 59);
            /// assert_eq!(certificate.fingerprint().to_colon_separated().len(), 95);
            /// ```
            pub fn to_colon_separated(&self) -> String {
                let pairs: Vec<_> = self.0.iter().map(|byte| format!("{byte:02X}")).collect();
                pairs.join(":")
            }

            /// In lower case with colons.
            ///
            /// ```
            /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
            /// # let chain = vb365_tls::test_support::Forge::product_default().chain(&provider);
            /// let thumbprint = chain.end_entity().thumbprint();
            /// let upper = thumbprint.to_colon_separated();
            /// assert_eq!(thumbprint.to_lower_colon_separated(), upper.to_lowercase());
            /// ```
            pub fn to_lower_colon_separated(&self) -> String {
                self.to_colon_separated().to_ascii_lowercase()
            }

            /// As padded Base64, RFC 4648 section 4.
            pub fn to_base64(&self) -> String {
                Base64::encode_string(&self.0)
            }

            /// As unpadded Base64url, RFC 4648 section 5: the form of JSON Web Signatures.
            pub fn to_base64url(&self) -> String {
                Base64UrlUnpadded::encode_string(&self.0)
            }
        }

        impl FromStr for $type {
            type Err = ParseError;

            /// # Errors
            ///
            /// [`ParseError`], which says how much text was expected and what was found.
            fn from_str(text: &str) -> Result<Self, ParseError> {
                parse(text).map(Self)
            }
        }

        impl fmt::LowerHex for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::UpperHex for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($type))
            }
        }
    )+};
}

forms!(Fingerprint, Thumbprint);
string_form!(Fingerprint, Thumbprint);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(self, f)
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::UpperHex::fmt(self, f)
    }
}
