//! What cannot be trusted, and why.

use super::{Error, PemError};
use crate::certificate::{Malformed, UnsupportedCrl};
use crate::input::InputKind;
use crate::parse_error::ParseError;
use crate::shown::{in_one_line, shown};

const THUMBPRINT: &str = "a SHA-1 thumbprint tells which certificate is meant and proves nothing; pin the certificate that has \
                          it, or the SHA-256 of it";

/// Why something cannot serve as a pin, and what to do.
///
/// ```
/// use vb365_tls::trust::Pins;
///
/// // A thumbprint is what the console shows, and not enough to pin.
/// let thumbprint = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4";
/// let error = thumbprint.parse::<Pins>().unwrap_err();
/// println!("{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    /// A PEM block that cannot be read.
    #[error(transparent)]
    Pem(PemError),

    /// A SHA-1 thumbprint.
    #[error("{THUMBPRINT}")]
    Thumbprint,

    /// Text that is not an SHA-256.
    #[error(transparent)]
    Fingerprint(ParseError),

    /// Not a certificate.
    #[error("it is not a certificate: {0}")]
    Certificate(Malformed),

    /// Not a public key.
    #[error("it is not a public key: {0}")]
    PublicKey(Malformed),

    /// The issuer of another pin.
    #[error(
        "`{}` is the issuer of number {of}, and whoever holds its key could impersonate the peer; leave it out, or \
         trust the CA instead of pinning",
        shown(.subject)
    )]
    Issuer {
        /// Its subject.
        subject: String,
        /// Which pin it issued, counted from 1.
        of: usize,
    },

    /// More than are taken.
    #[error("no more than {limit} are taken")]
    TooMany {
        /// How many are taken.
        limit: usize,
    },
}

/// Why a CRL is not used, and what to do.
///
/// ```
/// use vb365_tls::revocation::Crls;
///
/// let error = Crls::from_bytes([b"not a CRL"]).unwrap_err();
/// println!("{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// A PEM block that cannot be read.
    #[error(transparent)]
    Pem(PemError),

    /// Something else.
    #[error("the input is neither DER nor PEM with a block `X509 CRL`")]
    Unrecognized,

    /// Something else, by its name.
    #[error("this is {}, not a CRL", .0.name())]
    Instead(InputKind),

    /// Badly encoded.
    #[error("badly encoded: {} at byte {}: {}", .0.what(), .0.offset(), .0.reason())]
    Malformed(Malformed),

    /// Within the standards, and beyond what rustls supports.
    #[error("rustls does not support {0}")]
    Unsupported(UnsupportedCrl),
}

/// Why what says whom to trust cannot be applied, and what to do.
///
/// ```
/// use vb365_tls::trust::TrustSpec;
///
/// let error = "insecure".parse::<TrustSpec>().unwrap_err();
/// assert!(error.to_string().starts_with("trust `insecure`: "));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustSpecError {
    /// There is no item.
    #[error("there is nothing; {FORMS}")]
    Empty,

    /// None of the forms of an item.
    #[error("{FORMS}")]
    Unrecognized,

    /// PEM in place of the name of a file.
    #[error("it is what a file holds; give the name of the file, with `ca:` or `pin:` before it")]
    FileContents,

    /// A hash without the word before it.
    #[error("it is a hash alone; write `sha256:` before it")]
    HashAlone,

    /// A SHA-1 thumbprint.
    #[error("{THUMBPRINT}")]
    Thumbprint,

    /// Text that is not an SHA-256.
    #[error(transparent)]
    Fingerprint(ParseError),

    /// The file is not read.
    #[error("{}", in_one_line(.reason))]
    File {
        /// What the reader of the file says.
        reason: String,
    },

    /// What the file holds is of no use.
    #[error("{0}")]
    Contents(Box<Error>),

    /// The file is protected with a password.
    #[error(
        "the file is protected with a password, and holds more than it takes to trust; export its certificates alone"
    )]
    Protected,

    /// Among the CAs is a certificate that one of them issued.
    #[error(
        "`{}` is not a CA but was issued by one; among the CAs, its key could vouch for every name. Leave it out, or \
         trust it alone with `pin:`",
        shown(.subject)
    )]
    NotCa {
        /// Its subject.
        subject: String,
    },

    /// Pins and CAs together.
    #[error("pins and CAs exclude each other, because the CA alone would decide; give one kind")]
    PinsAndCas,

    /// Public roots and those of the operating system together.
    #[error("`public` and `system` exclude each other; give one of them")]
    PublicAndSystem,

    /// Public roots for clients.
    #[error(
        "whoever has a certificate of a public CA would be let in; name the CA of the clients with `ca:`, or their \
         certificates with `pin:`"
    )]
    PublicForClients,

    /// The feature `webpki-roots` is off.
    #[error(
        "this program was built without the public roots (feature `webpki-roots` of vb365-tls)"
    )]
    PublicWithoutFeature,

    /// The feature `platform-verifier` is off.
    #[error(
        "this program was built without the operating system's verifier (feature `platform-verifier` of vb365-tls)"
    )]
    SystemWithoutFeature,
}

const FORMS: &str = "expected `pin:FILE`, `sha256:HEX`, `spki:HEX`, `sha256//BASE64`, `ca:FILE`, `public` or `system`";
