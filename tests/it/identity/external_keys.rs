//! Keys held elsewhere that show nothing of themselves, and are asked to sign instead.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::SignatureScheme;
use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls::sign::{Signer, SigningKey};
use vb365_tls::finding::Severity;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::{Context, Credential, Identity, Report, check};

const HOST: &str = "vb365.example.com";

/// Signs, after it has failed as often as it was told to.
#[derive(Clone)]
struct Token {
    key: Arc<dyn SigningKey>,
    failures_left: Arc<AtomicUsize>,
    signatures: Arc<AtomicUsize>,
    /// Schemes it has in common with nobody.
    is_odd: bool,
}

impl Token {
    fn holding(key: TestKey, provider: &CryptoProvider) -> Self {
        let loaded = provider.key_provider.load_private_key(key.private_key());
        Self {
            key: loaded.unwrap(),
            failures_left: Arc::default(),
            signatures: Arc::default(),
            is_odd: false,
        }
    }

    fn failing(self, times: usize) -> Self {
        self.failures_left.store(times, Ordering::SeqCst);
        self
    }

    fn identity(&self, forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
        let certificates = forge.parsed(provider);
        Identity::from_signing_key(certificates, Arc::new(self.clone())).unwrap()
    }
}

impl SigningKey for Token {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let signer = self.key.choose_scheme(offered).filter(|_| !self.is_odd)?;
        let token = self.clone();
        Some(Box::new(TokenSigner { token, signer }))
    }

    fn algorithm(&self) -> rustls::SignatureAlgorithm {
        self.key.algorithm()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[derive(Debug)]
struct TokenSigner {
    token: Token,
    signer: Box<dyn Signer>,
}

impl Signer for TokenSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let counter = &self.token.failures_left;
        let fails = |left: usize| left.checked_sub(1);
        if counter
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails)
            .is_ok()
        {
            return Err(rustls::Error::General("device busy\u{7}".into()));
        }
        self.token.signatures.fetch_add(1, Ordering::SeqCst);
        self.signer.sign(message)
    }

    fn scheme(&self) -> SignatureScheme {
        self.signer.scheme()
    }
}

/// With the key of the forge, which never signs.
pub fn busy(forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
    let token = Token::holding(TestKey::Rsa2048, provider).failing(usize::MAX);
    token.identity(forge, provider)
}

/// With the key of the forge, which signs in a way nobody knows.
pub fn odd(forge: &Forge, provider: &Arc<CryptoProvider>) -> Identity {
    let mut token = Token::holding(TestKey::Rsa2048, provider);
    token.is_odd = true;
    token.identity(forge, provider)
}

fn rest_api() -> RestApi {
    RestApi::at(HOST).unwrap()
}

fn contexts() -> [Context; 2] {
    [ring::default_provider(), aws_lc_rs::default_provider()]
        .map(|provider| Context::fixed(provider, Forge::now()))
}

fn rules(report: &Report) -> Vec<(&str, Severity)> {
    let findings = report.findings().iter();
    findings.map(|it| (it.rule.as_str(), it.severity)).collect()
}

const UNAVAILABLE: (&str, Severity) = ("key-unavailable", Severity::Error);
const NOT_COMPARED: (&str, Severity) = ("key-not-compared", Severity::Notice);

#[test]
fn a_token_that_was_busy_is_asked_again() {
    let forge = Forge::tls(HOST);
    for context in contexts() {
        let provider = context.provider();
        let token = Token::holding(TestKey::Rsa2048, provider).failing(2);
        let identity = token.identity(&forge, provider);
        let report = check(&rest_api(), &identity, &context);
        assert_eq!(rules(&report), [UNAVAILABLE]);
        let finding = report.errors().next().unwrap();
        assert_eq!(finding.expected, "a signature that shows whose the key is");
        assert_eq!(
            finding.found,
            "the key does not sign: unexpected error: device busy\\u{7}"
        );
        let rejected = Credential::accept(rest_api(), identity.clone(), &context).unwrap_err();
        assert_eq!(rules(rejected.report()), [UNAVAILABLE]);

        // It is free again.
        let report = check(&rest_api(), &identity, &context);
        assert_eq!(rules(&report), []);
        assert!(Credential::accept(rest_api(), identity.clone(), &context).is_ok());
        // What it has proved once is remembered.
        check(&rest_api(), &identity, &context);
        assert_eq!(token.signatures.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn a_token_that_was_exchanged_is_asked_again() {
    let forge = Forge::tls(HOST);
    for context in contexts() {
        let provider = context.provider();
        let foreign = Token::holding(TestKey::Other, provider);
        let identity = foreign.identity(&forge, provider);
        for asked in 1..=2 {
            let report = check(&rest_api(), &identity, &context);
            assert_eq!(rules(&report), [("private-key-mismatch", Severity::Error)]);
            assert_eq!(foreign.signatures.load(Ordering::SeqCst), asked);
        }
    }
}

#[test]
fn a_key_nothing_can_be_said_of_is_not_said_to_belong() {
    let forge = Forge::tls(HOST);
    for context in contexts() {
        let provider = context.provider();
        let identity = odd(&forge, provider);
        let report = check(&rest_api(), &identity, &context);
        assert_eq!(rules(&report), [NOT_COMPARED]);
        let finding = report.notices().next().unwrap();
        let name = format!("{:?}", provider.key_provider);
        assert_eq!(
            finding.expected,
            "a key that is seen to belong to the certificate's, RSA 2048"
        );
        assert_eq!(
            finding.found,
            format!("a key that signs in no way `{name}` verifies")
        );
        assert!(Credential::accept(rest_api(), identity, &context).is_ok());
    }
}

/// The signature is there, and the provider does not verify it with the key of this certificate.
#[test]
fn a_certificate_the_provider_does_not_verify_with_proves_nothing() {
    for context in contexts() {
        let provider = context.provider();
        for (key, in_certificate, told) in [
            (TestKey::Rsa2048, TestKey::Rsa1024, "rsa-modulus-too-short"),
            (
                TestKey::P256,
                TestKey::P256Explicit,
                "ec-parameters-explicit",
            ),
            (
                TestKey::Rsa2048,
                TestKey::RsaPss,
                "key-algorithm-unsupported",
            ),
        ] {
            let forge = Forge::tls(HOST).key(in_certificate);
            let identity = Token::holding(key, provider).identity(&forge, provider);
            let report = check(&rest_api(), &identity, &context);
            assert_eq!(
                rules(&report),
                [(told, Severity::Error), NOT_COMPARED],
                "{in_certificate:?}"
            );
        }
        // Another kind of key is a proof.
        let forge = Forge::tls(HOST).key(TestKey::P256);
        let identity = Token::holding(TestKey::Rsa2048, provider).identity(&forge, provider);
        let report = check(&rest_api(), &identity, &context);
        assert_eq!(rules(&report), [("private-key-mismatch", Severity::Error)]);
    }
}
