use crate::shown::{in_one_line, shown};

/// Why a private key is not read or not used, and what to do; never a byte of the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// Larger than any private key.
    #[error("{size} bytes, more than the {limit} that are read")]
    TooLarge {
        /// Bytes given.
        size: usize,
        /// Bytes read at most.
        limit: usize,
    },

    /// It is encrypted where an unencrypted one is expected.
    #[error("it is encrypted; read it with its password (`Identity::with_private_key`)")]
    Encrypted,

    /// It ends too early.
    #[error("it is truncated after {size} bytes")]
    Truncated {
        /// Bytes that are there.
        size: usize,
    },

    /// None of the encodings of a private key.
    #[error("neither PKCS#8 nor PKCS#1 nor SEC1")]
    UnknownEncoding,

    /// A DSA key.
    #[error(
        "it is a DSA key, and DSA keys do not work in TLS; have the certificate issued for an RSA or an EC key"
    )]
    Dsa,

    /// It is badly encoded.
    #[error("malformed {encoding} at byte {offset} of the key: {what} cannot be read")]
    Malformed {
        /// PKCS#8, PKCS#1 or SEC1.
        encoding: &'static str,
        /// Where in the key.
        offset: usize,
        /// What is there.
        what: &'static str,
    },

    /// There is no private key to write.
    #[error("there is none")]
    Absent,

    /// An encrypted key without a password.
    #[error("there is no password to encrypt it with; give one, which may be empty")]
    PasswordAbsent,

    /// Its keeper does not give it away.
    #[error("it is held elsewhere and cannot be written")]
    HeldElsewhere,

    /// SEC1 without the name of its curve, which PKCS#8 needs.
    #[error("it does not name its curve, as PKCS#8 has to")]
    CurveAbsent,

    /// The identity has a key.
    #[error("there is one already, and here is another, {}", in_one_line(.other))]
    AlreadyPresent {
        /// The type of the one that was given.
        other: String,
    },

    /// The key does not sign with RSASSA-PSS.
    #[error(
        "it does not sign with RSASSA-PSS and SHA-256 (PS256); if it knows PKCS #1 v1.5, as keys in hardware may, use \
         `AssertionFormat::Rs256`"
    )]
    NoPss,

    /// The key does not sign with PKCS #1 v1.5.
    #[error("it does not sign with PKCS #1 v1.5 and SHA-256 ({algorithm})")]
    NoPkcs1 {
        /// The algorithm of the assertion, RFC 7518 section 3.1.
        algorithm: &'static str,
    },

    /// The key would sign with another scheme than it was asked for.
    #[error("asked for {asked}, it would sign with {}", shown(.offered))]
    OtherScheme {
        /// The algorithm of the assertion, RFC 7518 section 3.1.
        asked: &'static str,
        /// What it offers instead.
        offered: String,
    },

    /// Signing failed.
    #[error("it does not sign: {}", in_one_line(.reason))]
    SigningFailed {
        /// What its keeper says.
        reason: String,
    },
}
