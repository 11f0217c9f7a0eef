use std::fmt;

use crate::certificate::Oid;

/// Why a PKCS#12 (PFX) file or an encrypted private key is not opened.
///
/// A wrong password and a damaged file cannot be told apart by the MAC of the format; everything else can, and is. No
/// text carries bytes of a key or a password.
///
/// ```
/// use vb365_tls::error::ContainerError;
///
/// let error = ContainerError::LimitExceeded {
///     what: "iterations of a key derivation",
///     found: 2_147_483_647,
///     limit: 2_000_000,
/// };
/// assert!(error.to_string().starts_with(
///     "2147483647 iterations of a key derivation, more than the 2000000"
/// ));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerError {
    /// The input is larger than any such file.
    #[error(
        "the input has {size} bytes, more than the {limit} that are read of a PKCS#12 (PFX) file"
    )]
    TooLarge {
        /// Bytes given.
        size: usize,
        /// Bytes read at most.
        limit: usize,
    },

    /// The input is something else.
    #[error("this is not a PKCS#12 (PFX) file: {reason}")]
    NotPfx {
        /// What it lacks.
        reason: &'static str,
    },

    /// The input begins like what it should be and goes on differently.
    #[error("{place} cannot be read: {reason}; the file is damaged, take it from its source again")]
    Malformed {
        /// The part of the file.
        place: &'static str,
        /// What is wrong there.
        reason: &'static str,
    },

    /// Something stands behind the container, which is whole.
    #[error(
        "the PKCS#12 (PFX) container ends after {end} bytes and the input goes on for {count} more that are not \
         only zeros and white space; it was joined with something else or written over a longer file: give the first {end} \
         bytes only, or take the file from its source again"
    )]
    BytesBehind {
        /// Bytes of the container.
        end: usize,
        /// Bytes behind it.
        count: usize,
    },

    /// The file asks for more work than any honest file needs.
    #[error(
        "{found} {what}, more than the {limit} that are accepted; export it again with the usual settings and nothing else in it"
    )]
    LimitExceeded {
        /// What is counted, in the plural.
        what: &'static str,
        /// How many there are, or would be with the next one; [`u64::MAX`] stands for anything larger, too.
        found: u64,
        /// How many are accepted.
        limit: u64,
    },

    /// An algorithm or a format that is not read.
    #[error(
        "{place}: {name} ({oid}) is not supported; export the file again with AES-256 and SHA-256"
    )]
    Unsupported {
        /// The identifier in the file.
        oid: Oid,
        /// Its name; that it is unknown, if it is.
        name: &'static str,
        /// The part of the file that uses it.
        place: &'static str,
    },

    /// The password does not fit, or the file is damaged.
    #[error(
        "the password is wrong or the file is damaged, the format does not tell which; {}",
        Hints(.hints)
    )]
    PasswordOrDamage {
        /// What the password or the file shows besides.
        hints: Vec<PasswordHint>,
    },

    /// The password is kept for principals of Active Directory, and none was given that fits.
    #[error(
        "the file is protected to users or groups of Active Directory and not with a password that a person has; import it \
         on Windows as one of them, and export it again with a password (Export-PfxCertificate -Password)"
    )]
    ProtectedToPrincipals,

    /// A password is needed, and none was given.
    #[error(
        "the file is protected with a password and none was given; give the one it was exported with"
    )]
    PasswordMissing,

    /// The password has a character that no program puts into one.
    #[error(
        "the password contains the character U+0000; remove it, it comes from a text of fixed width or in UTF-16"
    )]
    PasswordWithNul,

    /// The password fits the MAC, and yet a part does not decrypt.
    #[error(
        "the password is right, but {place} does not decrypt with it; the file was made wrong or with two passwords, export it again"
    )]
    Damaged {
        /// The part of the file.
        place: &'static str,
    },
}

/// What may be wrong with a password that does not fit; it never says what the password is.
///
/// ```
/// use vb365_tls::error::PasswordHint;
///
/// let hint = PasswordHint::WhiteSpaceAtEnds.to_string();
/// assert!(hint.starts_with("the password has white space at its ends"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasswordHint {
    /// It begins or ends with white space.
    WhiteSpaceAtEnds,
    /// It has characters beyond ASCII.
    BeyondAscii,
    /// The empty password fits.
    OpensWithEmptyPassword,
}

impl fmt::Display for PasswordHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WhiteSpaceAtEnds => {
                "the password has white space at its ends, perhaps the line break of the file it is from: give it without"
            }
            Self::BeyondAscii => {
                "the password has characters beyond ASCII, which the program that wrote the file may have encoded in another \
                 way: export it with a password of ASCII"
            }
            Self::OpensWithEmptyPassword => "it opens with the empty password: give that one",
        })
    }
}

struct Hints<'a>(&'a [PasswordHint]);

impl fmt::Display for Hints<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hints: Vec<_> = self.0.iter().map(PasswordHint::to_string).collect();
        match &*hints {
            [] => f.write_str("try the password with another program"),
            hints => f.write_str(&hints.join("; ")),
        }
    }
}
