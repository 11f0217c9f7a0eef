//! Keys that sign whatever somebody could sign with them, also what no provider of rustls does.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::crypto::{CryptoProvider, KeyProvider, aws_lc_rs};
use rustls::sign::{Signer, SigningKey};
use rustls::{Error, SignatureAlgorithm, SignatureScheme};
use rustls_pki_types::PrivateKeyDer;
use vb365_tls::test_support::TestKey;

use crate::program::{program, run};

/// Stock rustls.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Signs certificates and lists in more ways.
pub(super) fn forging() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        key_provider: &Forging,
        ..aws_lc_rs::default_provider()
    })
}

#[derive(Debug)]
struct Forging;

impl KeyProvider for Forging {
    fn load_private_key(&self, key: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Ok(Arc::new(AnyKey::load(&key, FORGED)))
    }
}

/// Signs handshakes.
pub(super) fn signing(key: &PrivateKeyDer<'static>) -> Arc<dyn SigningKey> {
    Arc::new(AnyKey::load(key, SHAKEN))
}

/// A key OpenSSL signs with where the provider does not.
#[derive(Debug)]
struct AnyKey {
    loaded: Option<Arc<dyn SigningKey>>,
    key: TestKey,
    schemes: fn(TestKey) -> &'static [SignatureScheme],
}

/// rsa_pss_pss_sha256 (RFC 8446 section 4.2.3), for which rustls has no name; and two of TLS 1.2.
const RSA_PSS_PSS_SHA256: SignatureScheme = SignatureScheme::Unknown(0x0809);
const RSA_MD5: SignatureScheme = SignatureScheme::Unknown(0x0101);
const DSA_SHA256: SignatureScheme = SignatureScheme::Unknown(0x0402);

/// What a key signs in handshakes.
const SHAKEN: fn(TestKey) -> &'static [SignatureScheme] = |key| match key {
    TestKey::RsaPss => &[RSA_PSS_PSS_SHA256],
    TestKey::P256Explicit => &[SignatureScheme::ECDSA_NISTP256_SHA256],
    TestKey::Ed448 => &[SignatureScheme::ED448],
    _ if is_rsa(key) => &[
        SignatureScheme::RSA_PSS_SHA256,
        SignatureScheme::RSA_PKCS1_SHA256,
    ],
    // The provider has the other curves; DSA is history in TLS 1.3.
    _ => &[],
};

/// What it signs in certificates.
const FORGED: fn(TestKey) -> &'static [SignatureScheme] = |key| match key {
    TestKey::Dsa => &[DSA_SHA256],
    TestKey::Ed448 => &[SignatureScheme::ED448],
    TestKey::RsaPss => &[SignatureScheme::RSA_PSS_SHA256],
    _ if is_rsa(key) => &[
        RSA_MD5,
        SignatureScheme::RSA_PKCS1_SHA1,
        SignatureScheme::RSA_PKCS1_SHA256,
        SignatureScheme::RSA_PKCS1_SHA384,
        SignatureScheme::RSA_PKCS1_SHA512,
        SignatureScheme::RSA_PSS_SHA256,
        SignatureScheme::RSA_PSS_SHA384,
        SignatureScheme::RSA_PSS_SHA512,
    ],
    TestKey::Ed25519 | TestKey::MlDsa65 => &[],
    _ => &[
        SignatureScheme::ECDSA_SHA1_Legacy,
        SignatureScheme::ECDSA_NISTP256_SHA256,
        SignatureScheme::ECDSA_NISTP384_SHA384,
        SignatureScheme::ECDSA_NISTP521_SHA512,
    ],
};

fn is_rsa(key: TestKey) -> bool {
    use TestKey::{Dsa, Ed448, Ed25519, MlDsa65, P256, P256Explicit, P384, P521};
    !matches!(
        key,
        Dsa | Ed448 | Ed25519 | MlDsa65 | P256 | P256Explicit | P384 | P521
    )
}

impl AnyKey {
    fn load(
        key: &PrivateKeyDer<'static>,
        schemes: fn(TestKey) -> &'static [SignatureScheme],
    ) -> Self {
        let loaded = provider().key_provider.load_private_key(key.clone_key());
        let mut keys = TestKey::ALL.iter().copied();
        let found = keys.find(|it| it.private_key().secret_der() == key.secret_der());
        Self {
            loaded: loaded.ok(),
            key: found.expect("every key of the paths is a test key"),
            schemes,
        }
    }
}

impl SigningKey for AnyKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let loaded = self.loaded.as_ref();
        if let Some(signer) = loaded.and_then(|it| it.choose_scheme(offered)) {
            return Some(Box::new(Patient(signer)));
        }
        let mut schemes = (self.schemes)(self.key).iter();
        let scheme = *schemes.find(|it| offered.contains(it))?;
        Some(Box::new(OpenSsl(self.key, scheme)))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.key {
            TestKey::Dsa => SignatureAlgorithm::DSA,
            TestKey::Ed25519 => SignatureAlgorithm::ED25519,
            TestKey::Ed448 => SignatureAlgorithm::ED448,
            key if is_rsa(key) => SignatureAlgorithm::RSA,
            _ => SignatureAlgorithm::ECDSA,
        }
    }
}

#[derive(Debug)]
struct Patient(Box<dyn Signer>);

impl Signer for Patient {
    /// A modulus that is three times a prime is not good for every third message; the padding makes each try another
    /// one.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut tries = (0..20).map(|_| self.0.sign(message));
        let signed = tries.find(Result::is_ok);
        signed.unwrap_or_else(|| self.0.sign(message))
    }

    fn scheme(&self) -> SignatureScheme {
        self.0.scheme()
    }
}

#[derive(Debug)]
struct OpenSsl(TestKey, SignatureScheme);

impl Signer for OpenSsl {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(openssl(self.0, self.1, message))
    }

    fn scheme(&self) -> SignatureScheme {
        self.1
    }
}

/// Signs with the program; where the key is not good for that either, the signature does not verify.
fn openssl(key: TestKey, scheme: SignatureScheme, message: &[u8]) -> Vec<u8> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = |name: &str| {
        let process = std::process::id();
        let name = format!("interop-verifiers-{process}-{number}.{name}");
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
    };
    let (key_file, message_file) = (file("key"), file("message"));
    fs::write(&key_file, key.private_key().secret_der()).unwrap();
    fs::write(&message_file, message).unwrap();
    let mut openssl = program("openssl");
    openssl
        .args(["pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey"])
        .arg(&key_file)
        .arg("-in")
        .arg(&message_file)
        .args(options(scheme));
    let output = run(&mut openssl);
    for file in [key_file, message_file] {
        fs::remove_file(file).unwrap();
    }
    if output.status.success() {
        output.stdout
    } else {
        vec![0x2a; 256]
    }
}

fn options(scheme: SignatureScheme) -> Vec<&'static str> {
    let digest = match scheme {
        SignatureScheme::ED25519 | SignatureScheme::ED448 => return Vec::new(),
        RSA_MD5 => "md5",
        SignatureScheme::RSA_PKCS1_SHA1 | SignatureScheme::ECDSA_SHA1_Legacy => "sha1",
        SignatureScheme::RSA_PKCS1_SHA384
        | SignatureScheme::RSA_PSS_SHA384
        | SignatureScheme::ECDSA_NISTP384_SHA384 => "sha384",
        SignatureScheme::RSA_PKCS1_SHA512
        | SignatureScheme::RSA_PSS_SHA512
        | SignatureScheme::ECDSA_NISTP521_SHA512 => "sha512",
        _ => "sha256",
    };
    let mut options = vec!["-digest", digest];
    if matches!(
        scheme,
        RSA_PSS_PSS_SHA256
            | SignatureScheme::RSA_PSS_SHA256
            | SignatureScheme::RSA_PSS_SHA384
            | SignatureScheme::RSA_PSS_SHA512
    ) {
        options.extend(["-pkeyopt", "rsa_padding_mode:pss"]);
        options.extend(["-pkeyopt", "rsa_pss_saltlen:digest"]);
    }
    options
}
