use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::SignatureAlgorithm;

macro_rules! test_keys {
    ($($(#[$doc:meta])* $variant:ident $file:literal $algorithm:ident;)*) => {
        /// A fixed key pair of this crate. Its private half is public: it protects nothing.
        ///
        /// Each variant names what is particular about the key. Whether it can sign depends on the
        /// provider; see [`Template`](super::Template).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum TestKey {
            $($(#[$doc])* $variant,)*
        }

        impl TestKey {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The private key as PKCS #8, not encrypted.
            pub fn private_key(self) -> PrivateKeyDer<'static> {
                let der: &'static [u8] = match self {
                    $(Self::$variant => include_bytes!(concat!("keys/", $file, ".pkcs8.der")),)*
                };
                PrivatePkcs8KeyDer::from(der).into()
            }

            /// The SubjectPublicKeyInfo.
            pub fn public_key(self) -> &'static [u8] {
                match self {
                    $(Self::$variant => include_bytes!(concat!("keys/", $file, ".spki.der")),)*
                }
            }

            /// The algorithm a certificate is signed with by this key unless the test says
            /// otherwise.
            pub fn signature_algorithm(self) -> SignatureAlgorithm {
                match self {
                    $(Self::$variant => SignatureAlgorithm::$algorithm,)*
                }
            }
        }
    };
}

test_keys! {
    /// RSA 2048 of the default root.
    Root "rsa-2048-root" RsaSha256;
    /// RSA 2048 of the default intermediates.
    Intermediate "rsa-2048-intermediate" RsaSha256;
    /// RSA 2048 of the default end entity.
    Rsa2048 "rsa-2048" RsaSha256;
    /// RSA 2048 that no default certificate uses.
    Other "rsa-2048-other" RsaSha256;
    /// RSA 1024.
    Rsa1024 "rsa-1024" RsaSha256;
    /// RSA 1536.
    Rsa1536 "rsa-1536" RsaSha256;
    /// RSA 2047: one bit short.
    Rsa2047 "rsa-2047" RsaSha256;
    /// RSA 2049: not a multiple of eight.
    Rsa2049 "rsa-2049" RsaSha256;
    /// RSA 3072.
    Rsa3072 "rsa-3072" RsaSha256;
    /// RSA 4096.
    Rsa4096 "rsa-4096" RsaSha256;
    /// RSA 8192.
    Rsa8192 "rsa-8192" RsaSha256;
    /// RSA 8320: longer than the longest keys rustls verifies with.
    Rsa8320 "rsa-8320" RsaSha256;
    /// RSA 2048 with public exponent 1.
    RsaExponent1 "rsa-2048-exponent-1" RsaSha256;
    /// RSA 2048 with public exponent 3.
    RsaExponent3 "rsa-2048-exponent-3" RsaSha256;
    /// RSA 2048 whose modulus is twice a prime.
    RsaEvenModulus "rsa-2048-even-modulus" RsaSha256;
    /// RSA 2048 whose modulus is three times a prime.
    RsaSmallFactor "rsa-2048-small-factor" RsaSha256;
    /// RSA 2048 of two neighbouring primes, which Fermat's method splits at once.
    RsaClosePrimes "rsa-2048-close-primes" RsaSha256;
    /// RSA 2048 with primes of the shape of CVE-2017-15361 (ROCA).
    RsaRoca "rsa-2048-roca" RsaSha256;
    /// RSA 2048 with the algorithm id-RSASSA-PSS in the SubjectPublicKeyInfo.
    RsaPss "rsa-pss-2048" RsaPssSha256;
    /// NIST P-256.
    P256 "p-256" EcdsaSha256;
    /// NIST P-256 with the curve written out in place of its name.
    P256Explicit "p-256-explicit" EcdsaSha256;
    /// NIST P-384.
    P384 "p-384" EcdsaSha384;
    /// NIST P-521.
    P521 "p-521" EcdsaSha512;
    /// Ed25519.
    Ed25519 "ed25519" Ed25519;
    /// Ed448.
    Ed448 "ed448" Ed448;
    /// DSA 2048.
    Dsa "dsa-2048" DsaSha256;
    /// ML-DSA-65, which ring does not know.
    MlDsa65 "ml-dsa-65" MlDsa65;
}
