//! Why something stopped, in contrast to a [`Finding`](crate::finding::Finding), which is a verdict.

mod ambiguity;
mod choice;
mod container;
mod pem;
mod private_key;
mod trust;
mod unrecognized;
mod unsupported;

use std::fmt;

use crate::certificate::Malformed;
use crate::report::Rejected;
use crate::shown::{LONGEST_NAME, in_one_line, shown, shown_up_to};

pub use crate::certificate::UnsupportedCrl;
pub use crate::input::InputKind;
pub use crate::parse_error::ParseError;
pub use ambiguity::Ambiguity;
pub use choice::KeyChoice;
pub use container::{ContainerError, PasswordHint};
pub use pem::PemError;
pub use private_key::PrivateKeyError;
pub use trust::{CrlError, PinError, TrustSpecError};
pub use unrecognized::Unrecognized;
pub use unsupported::{CustomRuleError, ScopeError, Unsupported};

use choice::Choices;

/// Everything that can stop this crate.
///
/// Each variant says by a value what is wrong, for programs, and by its text, for people. `Debug` is the same text, because
/// `?` in `main` and `unwrap` show that. No text carries bytes of a key or a password.
///
/// ```
/// use vb365_tls::error::{Error, Unrecognized};
/// use vb365_tls::identity::{Identity, Password};
///
/// let error = Identity::from_bytes(b"", &Password::none()).unwrap_err();
/// assert!(matches!(error, Error::Unrecognized(Unrecognized::Empty)));
/// assert_eq!(format!("{error:?}"), "the input is empty");
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is larger than anything that is read.
    #[error("the input has {size} bytes, more than the {limit} that are read")]
    TooLarge {
        /// Bytes given.
        size: usize,
        /// Bytes read at most.
        limit: usize,
    },

    /// A text is not what it was read as, such as an address.
    #[error(transparent)]
    Parse(#[from] ParseError),

    /// The input as a whole is something else than was expected; the text says what it is and what to do.
    #[error("{}", in_one_line(.0.to_string()))]
    Unrecognized(#[from] Unrecognized),

    /// What is inside an encoding cannot be read; positions count in what was decoded.
    #[error("inside {}: {source}", shown(.encoding))]
    Decoded {
        /// The encoding, such as Base64.
        encoding: String,
        /// What is wrong with what it encodes.
        source: Box<Self>,
    },

    /// A PEM block cannot be read.
    #[error("PEM block {number} (`{}`) at byte {offset}: {}", shown(.label), in_one_line(.source.to_string()))]
    Pem {
        /// Counted from 1 in the order of the input.
        number: usize,
        /// The label between `BEGIN` and the dashes.
        label: String,
        /// Where the block begins.
        offset: usize,
        /// What is wrong with it, and what to do.
        source: PemError,
    },

    /// A certificate cannot be read.
    #[error("certificate {number} of the input: {source}")]
    Certificate {
        /// Counted from 1 in the order of the input.
        number: usize,
        /// What is wrong, with the byte position in that certificate.
        source: Malformed,
    },

    /// The private key cannot be read or used.
    #[error("the private key: {}{}", Place(.place), in_one_line(.source.to_string()))]
    PrivateKey {
        /// Where it is in the input, if it was read from one.
        place: Option<String>,
        /// What is wrong, and what to do; never a byte of the key.
        source: PrivateKeyError,
    },

    /// A PKCS#12 (PFX) file is not opened.
    #[error(transparent)]
    Container(#[from] ContainerError),

    /// An encrypted private key cannot be opened.
    #[error("{}: {source}", in_one_line(.place))]
    EncryptedKey {
        /// Where it stands, such as ``PEM block 2 (`ENCRYPTED PRIVATE KEY`) at byte 1172``.
        place: String,
        /// What is wrong, and what to do.
        source: Box<ContainerError>,
    },

    /// Which identity is meant is not said, or what was said fits none or several of them.
    #[error("{}{}", in_one_line(.ambiguity.to_string()), Choices(.keys))]
    Ambiguous {
        /// What was asked for, and what is there instead.
        ambiguity: Ambiguity,
        /// The private keys to choose from, in the order of the input.
        keys: Vec<KeyChoice>,
    },

    /// The certificate does not fit the scenario.
    #[error(transparent)]
    Rejected(#[from] Rejected),

    /// What is given as a pin cannot serve as one.
    #[error("pin {number}: {}", in_one_line(.source.to_string()))]
    Pin {
        /// Counted from 1 in the order given.
        number: usize,
        /// Why not, and what to do.
        source: PinError,
    },

    /// A certificate given as trust anchor cannot serve as one.
    #[error("trust anchor {number} (`{}`): rustls cannot use it as a trust anchor ({})", shown(.name), shown_up_to(LONGEST_NAME, .source))]
    TrustAnchor {
        /// Counted from 1 in the order given.
        number: usize,
        /// Its subject.
        name: String,
        /// Why not.
        source: rustls::Error,
    },

    /// What says whom to trust cannot be enforced.
    #[error("trust `{}`: {}", shown(.item), in_one_line(.source.to_string()))]
    TrustSpec {
        /// The item it is about, as it was given.
        item: String,
        /// Why not, and what to do.
        source: TrustSpecError,
    },

    /// A CRL cannot be read or used.
    #[error("CRL {number}{}: {}", Issuer(.issuer), in_one_line(.source.to_string()))]
    Crl {
        /// Counted from 1 in the order given; each PEM block is one.
        number: usize,
        /// The CA it is from, if it could be read so far.
        issuer: Option<String>,
        /// What is wrong, and where.
        source: CrlError,
    },

    /// What was asked for cannot be configured.
    #[error("{}", in_one_line(.0.to_string()))]
    Unsupported(#[from] Unsupported),

    /// rustls refuses the configuration.
    #[error("rustls: {}", shown_up_to(LONGEST_NAME, .0))]
    Tls(#[from] rustls::Error),
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => fmt::Debug::fmt(rejected, f),
            other => fmt::Display::fmt(other, f),
        }
    }
}

struct Place<'a>(&'a Option<String>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(place) => write!(f, "{}: ", in_one_line(place)),
            None => Ok(()),
        }
    }
}

struct Issuer<'a>(&'a Option<String>);

impl fmt::Display for Issuer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(issuer) => write!(f, " (of `{}`)", shown(issuer)),
            None => Ok(()),
        }
    }
}

impl Error {
    /// Why a PKCS#12 (PFX) file or an encrypted private key is not opened, wherever it stands.
    ///
    /// ```
    /// use vb365_tls::error::ContainerError;
    /// use vb365_tls::identity::{Identity, Password};
    ///
    /// # let pfx = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/identity/rsa.pfx"));
    /// let error = Identity::from_bytes(pfx, &Password::none()).unwrap_err();
    /// assert_eq!(error.container(), Some(&ContainerError::PasswordMissing));
    /// ```
    pub fn container(&self) -> Option<&ContainerError> {
        match self {
            Self::Container(source) => Some(source),
            Self::EncryptedKey { source, .. } => Some(source),
            Self::Decoded { source, .. } => source.container(),
            _ => None,
        }
    }
}
