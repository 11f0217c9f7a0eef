//! What an input is instead of what was asked for.

use std::fmt;

use crate::certificate::Malformed;
use crate::shown::shown;

/// Why nothing is read of an input as a whole, and what to do.
///
/// ```
/// use vb365_tls::{Identity, Password};
///
/// let error = Identity::from_bytes(b"", &Password::none()).unwrap_err();
/// println!("{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unrecognized {
    /// Nothing is in it.
    #[error("the input is empty")]
    Empty,

    /// A certificate is needed, and none is in it.
    #[error("there is no certificate{}", Instead(.ignored))]
    NoCertificate {
        /// What was ignored, as far as there was anything.
        ignored: Option<String>,
    },

    /// A certificate is needed, and only a private key is in it.
    #[error("there is a private key ({}), but no certificate; give the certificate too", shown(.key))]
    PrivateKeyOnly {
        /// Where the key is, and its type.
        key: String,
    },

    /// A private key is needed, and none is in it.
    #[error("there is no private key{}", Instead(.ignored))]
    NoPrivateKey {
        /// What was ignored, as far as there was anything.
        ignored: Option<String>,
    },

    /// A private key is needed, and only a certificate is in it.
    #[error("there is no private key, only a certificate")]
    CertificateOnly,

    /// More certificates than are read.
    #[error(
        "more than the {limit} certificates that are read, and there are more{}; keep the certificate and its issuers",
        At(*.offset)
    )]
    TooManyCertificates {
        /// How many are read.
        limit: usize,
        /// The byte at which the next one begins, in PEM.
        offset: Option<usize>,
    },

    /// More PEM blocks than are read.
    #[error(
        "more than the {limit} PEM blocks that are read, the next one{}; keep the certificate, its issuers and its key",
        At(Some(*.offset))
    )]
    TooManyBlocks {
        /// How many are read.
        limit: usize,
        /// The byte at which the next one begins.
        offset: usize,
    },

    /// Something encrypted, and the feature `pfx` is off.
    #[error(
        "{}: it is encrypted, which takes the feature `pfx` of vb365-tls; without it, convert it: openssl pkey -in FILE \
         -out KEY.pem",
        shown(.place)
    )]
    EncryptedWithoutFeature {
        /// Where it is.
        place: String,
    },

    /// A PKCS#12 (PFX) file, and the feature `pfx` is off.
    #[error(
        "PKCS#12 (PFX) takes the feature `pfx` of vb365-tls; without it, convert the file: openssl pkcs12 -in FILE \
         -nodes -out FILE.pem"
    )]
    PfxWithoutFeature,

    /// PKCS#7 that cannot be read.
    #[error("malformed PKCS#7 at byte {}: {}: {}", .0.offset(), .0.what(), .0.reason())]
    Pkcs7(Malformed),

    /// No PEM block, only its beginning in the middle of a line.
    #[error(
        "there is no PEM block, only `-----BEGIN` inside a line, at byte {offset}; it has to begin a line"
    )]
    BeginInsideLine {
        /// Where the first one is.
        offset: usize,
    },

    /// A key store of Java in its own format.
    #[error(
        "this is a Java key store; export it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.pfx \
         -deststoretype pkcs12"
    )]
    JavaKeyStore,

    /// The Base64 of a PEM file.
    #[error("this is Base64 of a PEM file; decode it first: base64 -d FILE > FILE.pem")]
    Base64OfPem,

    /// Base64 without the lines of PEM around it.
    #[error("{}", Base64Of(*.0))]
    Base64(InputKind),

    /// Another thing than was asked for.
    #[error("{}", instead(*.0))]
    Unexpected(InputKind),

    /// Text in UTF-16.
    #[error("the text is in UTF-16, as `>` of Windows PowerShell writes it; save it in UTF-8")]
    Utf16,

    /// Nothing that could be a pin.
    #[error(
        "there is nothing to pin: neither a certificate nor a public key (PEM or DER), nor the SHA-256 of one \
         (`sha256//` with Base64, or hexadecimal digits)"
    )]
    NoPin,

    /// No CRL at all.
    #[error("there is no CRL; leave revocation out instead")]
    NoCrl,
}

/// What an input is, by its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputKind {
    /// A certificate.
    Certificate,
    /// A private key, unencrypted: PKCS#8, PKCS#1 or SEC1.
    PrivateKey,
    /// PKCS#8, encrypted.
    EncryptedPrivateKey,
    /// A subject public key info.
    PublicKey,
    /// PKCS#10, what a certificate is requested with.
    CertificateRequest,
    /// PKCS#7: certificates without keys.
    Pkcs7,
    /// PKCS#12 (PFX).
    Pkcs12,
    /// BER of indefinite length.
    Indefinite,
    /// None of them.
    Other,
}

impl InputKind {
    /// What it is called, and the label it has in PEM; `None` for what has neither.
    pub(crate) fn named(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Certificate => ("a certificate", "CERTIFICATE"),
            Self::PrivateKey => ("a private key", "PRIVATE KEY"),
            Self::EncryptedPrivateKey => ("an encrypted private key", "ENCRYPTED PRIVATE KEY"),
            Self::PublicKey => ("a public key", "PUBLIC KEY"),
            Self::CertificateRequest => ("a certificate request", "CERTIFICATE REQUEST"),
            Self::Pkcs7 => ("PKCS#7", "PKCS7"),
            Self::Pkcs12 => ("a PKCS#12 (PFX) file", "PKCS12"),
            Self::Indefinite | Self::Other => return None,
        })
    }
}

/// Why this is not read, and what to do.
fn instead(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Pkcs12 => {
            "this is a PKCS#12 (PFX) file; read it with `from_pfx` or `from_bytes`"
        }
        InputKind::Pkcs7 => {
            "this PKCS#7 file is not in DER; convert it: openssl pkcs7 -in FILE -inform DER -print_certs -out FILE.pem"
        }
        InputKind::EncryptedPrivateKey => {
            "this is an encrypted private key; read the certificate, and add the key with `with_private_key`"
        }
        InputKind::PrivateKey => {
            "this is a private key without a certificate; read the certificate, and add the key with `with_private_key`"
        }
        InputKind::PublicKey => "this is a public key, not a certificate",
        InputKind::CertificateRequest => {
            "this is a certificate request; what is needed is the certificate the CA returns for it"
        }
        InputKind::Certificate => "this is a certificate, not a private key",
        InputKind::Indefinite => "this is BER of indefinite length, not DER",
        InputKind::Other => {
            "this is neither PEM (there is no `-----BEGIN` line) nor the DER of a certificate, a private key, PKCS#7 or \
             PKCS#12"
        }
    }
}

struct Base64Of(InputKind);

impl fmt::Display for Base64Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, label) = self.0.named().unwrap_or(("DER", "CERTIFICATE"));
        let decode = match self.0 {
            InputKind::Pkcs12 => "decode it first (base64 -d FILE > FILE.pfx), or ",
            _ => "",
        };
        write!(
            f,
            "this looks like Base64 of {what} without the lines around it; {decode}put `-----BEGIN {label}-----` before \
             and `-----END {label}-----` after it"
        )
    }
}

struct Instead<'a>(&'a Option<String>);

impl fmt::Display for Instead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(ignored) => write!(f, "; {}", crate::shown::in_one_line(ignored)),
            None => Ok(()),
        }
    }
}

struct At(Option<usize>);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(offset) => write!(f, " at byte {offset}"),
            None => Ok(()),
        }
    }
}
