use crate::certificate::Malformed;
use crate::input::InputKind;
use crate::shown::shown;

/// Makes PEM that is read here of any key file.
const ENCRYPT_AGAIN: &str = if cfg!(feature = "pfx") {
    "openssl pkcs8 -topk8 -in FILE -out KEY.pem"
} else {
    "openssl pkey -in FILE -out KEY.pem"
};

/// Why a PEM block is not read, and what to do.
///
/// ```
/// use vb365_tls::{Identity, Password};
///
/// let file = b"-----BEGIN CERTIFICATE-----\nMIIB";
/// let error = Identity::from_bytes(file, &Password::none()).unwrap_err();
/// assert!(error.to_string().ends_with("the file is truncated"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemError {
    /// A character that Base64 does not have.
    #[error("the character at byte {offset} is not of Base64")]
    NotBase64 {
        /// Where it is in the input.
        offset: usize,
    },

    /// Line breaks are written as `\n`.
    #[error(
        "the character at byte {offset} is not of Base64; line breaks are written as `\\n` here, turn them into real ones"
    )]
    EscapedLineBreaks {
        /// Where the first one is in the input.
        offset: usize,
    },

    /// Base64 that ends within four characters.
    #[error("the Base64 text is truncated")]
    Base64Truncated,

    /// Base64 whose last bits are not octet.
    #[error("the Base64 text ends in the middle of a byte")]
    StrayBits,

    /// The last line of a block that has no first one.
    #[error("it ends here without having begun")]
    EndWithoutBegin,

    /// The first line of a block is not finished.
    #[error("its first line does not end in `-----`")]
    BeginUnfinished,

    /// The last line is missing.
    #[error("no `-----END {}-----` follows; the file is truncated", shown(.label))]
    NoEnd {
        /// The label of the first line.
        label: String,
    },

    /// Another line comes where the last one is expected.
    #[error("`-----END {}-----` is expected at byte {offset}", shown(.label))]
    OtherEnd {
        /// The label of the first line.
        label: String,
        /// Where it is expected.
        offset: usize,
    },

    /// The encryption of RFC 1421.
    #[error(
        "it is encrypted in OpenSSL's traditional format, which protects next to nothing and is not read; convert it: {}",
        ENCRYPT_AGAIN
    )]
    TraditionalEncryption,

    /// A key in the format of OpenSSH.
    #[error("keys of OpenSSH are not read; convert it: ssh-keygen -p -m PKCS8 -f FILE")]
    OpenSsh,

    /// A DSA key.
    #[error("DSA keys do not work in TLS")]
    Dsa,

    /// A private key in a format that no provider reads.
    #[error("keys of this kind are not read; convert it: openssl pkey -in FILE -out KEY.pem")]
    ForeignPrivateKey,

    /// PKCS#12 among other blocks.
    #[error("PKCS#12 (PFX) is read only if nothing else is in the input")]
    PfxAmongOthers,

    /// The label says certificate, and the content is something else.
    #[error(
        "it holds {}, not a certificate; write `{}` in place of `{}` in its first and last line",
        .kind.named().map_or("something else", |it| it.0), .kind.named().map_or("PKCS12", |it| it.1), shown(.label)
    )]
    Mislabelled {
        /// What it is.
        kind: InputKind,
        /// What it says to be.
        label: String,
    },

    /// PKCS#7 that cannot be read.
    #[error("malformed PKCS#7 at byte {}: {}: {}", .0.offset(), .0.what(), .0.reason())]
    Pkcs7(Malformed),

    /// A block among pins or CRLs that does not end.
    #[error("the PEM block does not end")]
    Unterminated,

    /// A block among pins or CRLs that is not Base64.
    #[error("the PEM block is not Base64")]
    BlockNotBase64,

    /// A block among pins or CRLs that is otherwise damaged.
    #[error("the PEM block cannot be read")]
    Unreadable,
}

impl From<&rustls_pki_types::pem::Error> for PemError {
    fn from(error: &rustls_pki_types::pem::Error) -> Self {
        use rustls_pki_types::pem::Error;
        match error {
            Error::MissingSectionEnd { .. } => Self::Unterminated,
            Error::Base64Decode(_) => Self::BlockNotBase64,
            _ => Self::Unreadable,
        }
    }
}
