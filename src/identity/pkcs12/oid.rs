//! The identifiers of password-based encryption, those that are read and those that are refused by name.

use super::ber::Element;
use crate::certificate::Oid;
pub(super) use crate::certificate::oid::{SHA1, SHA224, SHA256, SHA384, SHA512};
use crate::error::ContainerError;

macro_rules! oids {
    ($($constant:ident $dotted:literal;)*) => {
        $(pub(super) const $constant: Oid = Oid::new($dotted);)*
    };
}

oids! {
    SHA512_224 "2.16.840.1.101.3.4.2.5";
    SHA512_256 "2.16.840.1.101.3.4.2.6";
    HMAC_SHA1 "1.2.840.113549.2.7";
    HMAC_SHA224 "1.2.840.113549.2.8";
    HMAC_SHA256 "1.2.840.113549.2.9";
    HMAC_SHA384 "1.2.840.113549.2.10";
    HMAC_SHA512 "1.2.840.113549.2.11";
    HMAC_SHA512_224 "1.2.840.113549.2.12";
    HMAC_SHA512_256 "1.2.840.113549.2.13";
    PBKDF2 "1.2.840.113549.1.5.12";
    PBES2 "1.2.840.113549.1.5.13";
    PBMAC1 "1.2.840.113549.1.5.14";
    RC2_CBC "1.2.840.113549.3.2";
    TRIPLE_DES_CBC "1.2.840.113549.3.7";
    AES_128_CBC "2.16.840.1.101.3.4.1.2";
    AES_192_CBC "2.16.840.1.101.3.4.1.22";
    AES_256_CBC "2.16.840.1.101.3.4.1.42";
    PKCS12_TRIPLE_DES "1.2.840.113549.1.12.1.3";
    PKCS12_TWO_KEY_TRIPLE_DES "1.2.840.113549.1.12.1.4";
    PKCS12_RC2_128 "1.2.840.113549.1.12.1.5";
    PKCS12_RC2_40 "1.2.840.113549.1.12.1.6";
}

/// What other programs can write and this one does not read, for the message.
const NAMES: &[(Oid, &str)] = &[
    (Oid::new("1.2.840.113549.1.12.1.1"), "RC4 of 128 bits"),
    (Oid::new("1.2.840.113549.1.12.1.2"), "RC4 of 40 bits"),
    (Oid::new("1.2.840.113549.1.5.1"), "PBES1 with MD2 and DES"),
    (Oid::new("1.2.840.113549.1.5.3"), "PBES1 with MD5 and DES"),
    (Oid::new("1.2.840.113549.1.5.4"), "PBES1 with MD2 and RC2"),
    (Oid::new("1.2.840.113549.1.5.6"), "PBES1 with MD5 and RC2"),
    (
        Oid::new("1.2.840.113549.1.5.10"),
        "PBES1 with SHA-1 and DES",
    ),
    (
        Oid::new("1.2.840.113549.1.5.11"),
        "PBES1 with SHA-1 and RC2",
    ),
    (Oid::new("1.3.6.1.4.1.11591.4.11"), "scrypt"),
    (
        Oid::new("1.2.840.113549.3.2"),
        "RC2 of another key size than 40 or 128 bits",
    ),
    (Oid::new("1.2.840.113549.3.4"), "RC4"),
    (Oid::new("1.2.840.113549.3.9"), "RC5"),
    (Oid::new("1.3.14.3.2.7"), "DES"),
    (Oid::new("2.16.840.1.101.3.4.1.6"), "AES-128 in GCM mode"),
    (Oid::new("2.16.840.1.101.3.4.1.26"), "AES-192 in GCM mode"),
    (Oid::new("2.16.840.1.101.3.4.1.46"), "AES-256 in GCM mode"),
    (Oid::new("1.2.392.200011.61.1.1.1.2"), "Camellia-128"),
    (Oid::new("1.2.392.200011.61.1.1.1.3"), "Camellia-192"),
    (Oid::new("1.2.392.200011.61.1.1.1.4"), "Camellia-256"),
    (Oid::new("1.2.643.2.2.21"), "GOST 28147-89"),
    (Oid::new("1.2.643.7.1.1.2.2"), "Streebog-256"),
    (Oid::new("1.2.643.7.1.1.2.3"), "Streebog-512"),
    (Oid::new("1.0.10118.3.0.55"), "Whirlpool"),
    (Oid::new("1.3.36.3.2.1"), "RIPEMD-160"),
    (Oid::new("1.2.840.113549.2.2"), "MD2"),
    (Oid::new("1.2.840.113549.2.4"), "MD4"),
    (Oid::new("1.2.840.113549.2.5"), "MD5"),
    (Oid::new("1.3.6.1.5.5.8.1.1"), "HMAC with MD5"),
    (Oid::new("2.16.840.1.101.3.4.2.7"), "SHA3-224"),
    (Oid::new("2.16.840.1.101.3.4.2.8"), "SHA3-256"),
    (Oid::new("2.16.840.1.101.3.4.2.9"), "SHA3-384"),
    (Oid::new("2.16.840.1.101.3.4.2.10"), "SHA3-512"),
    (Oid::new("2.16.840.1.101.3.4.2.13"), "HMAC with SHA3-224"),
    (Oid::new("2.16.840.1.101.3.4.2.14"), "HMAC with SHA3-256"),
    (Oid::new("2.16.840.1.101.3.4.2.15"), "HMAC with SHA3-384"),
    (Oid::new("2.16.840.1.101.3.4.2.16"), "HMAC with SHA3-512"),
    (
        Oid::new("1.2.840.113549.1.7.2"),
        "a signature in place of a password",
    ),
    (
        Oid::new("1.2.840.113549.1.7.3"),
        "the key of a recipient in place of a password",
    ),
];

/// The refusal of an algorithm or format.
pub(super) fn unsupported(identifier: &Element<'_>, place: &'static str) -> ContainerError {
    match identifier.oid() {
        Ok(oid) => {
            let known = NAMES.iter().find(|(known, _)| *known == oid);
            let name = known.map(|(_, name)| *name).or_else(|| oid.name());
            ContainerError::Unsupported {
                oid,
                name: name.unwrap_or("something unknown"),
                place,
            }
        }
        Err(error) => error,
    }
}
