//! What an input is instead of what was asked for.

use std::fmt;

use crate::certificate::Malformed;
use crate::input::{InputKind, MAX_WRAPPINGS, Other};
use crate::shown::{is_hidden, shown};

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

    /// Another thing than was asked for.
    #[error("{}", instead(*.0))]
    Unexpected(InputKind),

    /// A document in JSON or YAML that holds what was asked for in its fields.
    #[error("this is {}; {}{}", .kind.name(), .kind.remedy(), Fields(.fields))]
    Document {
        /// Which kind of document.
        kind: InputKind,
        /// The names of the fields with a certificate or a key in PEM or Base64, the first few.
        fields: Vec<String>,
    },

    /// PEM whose hyphens are other characters, or not five of them.
    #[error("{}", Hyphens(*.line, *.found))]
    Hyphens {
        /// The first such line, counted from 1.
        line: usize,
        /// The first character that is not a hyphen; a hyphen if their number is wrong.
        found: char,
    },

    /// Base64 that is damaged.
    #[error(
        "this begins as Base64 of {}, and the character at byte {offset} is not of Base64",
        .kind.name()
    )]
    BrokenBase64 {
        /// What it begins as.
        kind: InputKind,
        /// Where it is not Base64.
        offset: usize,
    },

    /// Something stands behind what was asked for, which is whole.
    #[error(
        "this is {} that ends after {end} bytes, and {count} more follow that are not only zeros and white space; it was \
         joined with something else or written over a longer file: give the first {end} bytes only",
        .kind.name()
    )]
    OctetsBehind {
        /// What is whole.
        kind: InputKind,
        /// Its bytes.
        end: usize,
        /// Bytes behind it.
        count: usize,
    },

    /// Base64 in Base64 and the like, too often.
    #[error(
        "it is wrapped in more than the {limit} layers that are taken off, such as Base64 in Base64; give what is inside"
    )]
    TooManyWrappings {
        /// How many are taken off.
        limit: usize,
    },

    /// DER where PEM was asked for.
    #[error("this is {}, not PEM; read it with `from_bytes`", .0.name())]
    NotPem(InputKind),

    /// PEM where DER or PKCS#12 was asked for.
    #[error("this is PEM; read it with `from_bytes`")]
    Pem,

    /// Nothing that could be a pin.
    #[error(
        "there is nothing to pin: neither a certificate nor a public key (PEM or DER), nor the SHA-256 of one \
         (`sha256//` with Base64, or hexadecimal digits)"
    )]
    NoPin,

    /// A container in place of what is pinned.
    #[error(
        "this is {}, and pinned is a certificate, a public key, or the SHA-256 of one; give the certificate of the peer",
        .0.name()
    )]
    NotPinned(InputKind),

    /// No CRL at all.
    #[error("there is no CRL; leave revocation out instead")]
    NoCrl,
}

/// Why this is not read, and what to do.
fn instead(kind: InputKind) -> String {
    let text = match kind {
        InputKind::Pkcs12 => {
            "this is a PKCS#12 (PFX) file; read it with `from_pfx` or `from_bytes`"
        }
        InputKind::Pkcs7 => {
            "this is PKCS#7 with certificates; read them with `Identity::from_bytes` or `Certificate::read_all`"
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
        InputKind::Crl => "this is a CRL, not a certificate; it is read with `Crls::from_bytes`",
        InputKind::Indefinite => "this is BER of indefinite length, not DER",
        InputKind::Other => {
            "this is neither PEM (there is no `-----BEGIN` line) nor the DER of a certificate, a private key, PKCS#7 or \
             PKCS#12"
        }
        named => return format!("this is {}; {}", named.name(), named.remedy()),
    };
    text.to_owned()
}

impl From<Other> for Unrecognized {
    fn from(other: Other) -> Self {
        match other {
            Other::Kind(kind) => Self::Unexpected(kind),
            Other::Document { kind, fields } => Self::Document { kind, fields },
            Other::Dashes { line, found } => Self::Hyphens { line, found },
            Other::BrokenBase64 { kind, offset } => Self::BrokenBase64 { kind, offset },
            Other::OctetsBehind { kind, end, count } => Self::OctetsBehind { kind, end, count },
            Other::TooManyWrappings => Self::TooManyWrappings {
                limit: MAX_WRAPPINGS,
            },
        }
    }
}

struct Fields<'a>(&'a [String]);

impl fmt::Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.0.iter().map(|it| format!("`{}`", shown(it))).collect();
        match &*fields {
            [] => f.write_str("; no field of it begins as a certificate or a key"),
            fields => write!(f, "; PEM or Base64 is in {}", fields.join(", ")),
        }
    }
}

struct Hyphens(usize, char);

impl fmt::Display for Hyphens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(line, found) = *self;
        if found == '-' {
            return write!(
                f,
                "this is PEM, and line {line} does not begin with five hyphens; write `-----` at both ends of its first \
                 and its last line"
            );
        }
        let number = u32::from(found);
        let shown = if is_hidden(found) { '?' } else { found };
        write!(
            f,
            "this is PEM whose hyphens became other characters, as text programs do it: on line {line} there is `{shown}` \
             (U+{number:04X}); write `-----` at both ends of its first and its last line"
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
