//! Which certificate the private key belongs to, by the word of the provider.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls::{SignatureAlgorithm, SignatureScheme};

use super::private_key::shown;
use super::{Identity, Key};
use crate::certificate::signature::{self, Verdict};
use crate::certificate::{KeyAlgorithm, PublicKey};
use crate::chain::Chain;

/// Chain and key, with the chain below the certificate of the key.
#[derive(Clone, Debug)]
pub(crate) struct Paired {
    pub(crate) chain: Arc<Chain>,
    pub(crate) key: KeyState,
}

/// What the provider makes of the private key.
#[derive(Clone, Debug)]
pub(crate) enum KeyState {
    Absent,
    /// The provider does not load it; in words.
    Refused(String),
    /// Its keeper does not let it sign now; in words.
    Unavailable(String),
    Loaded {
        key: Arc<dyn SigningKey>,
        belonging: Belonging,
    },
}

/// What is known of whose key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Belonging {
    EndEntity,
    /// No certificate of the chain is about the key, which is described.
    Nobody(String),
    /// Nothing could be compared; why not.
    Unknown(String),
}

impl Paired {
    /// Whether the key is known to be that of the end entity.
    pub(crate) fn is_proven(&self) -> bool {
        matches!(
            self.key,
            KeyState::Loaded {
                belonging: Belonging::EndEntity,
                ..
            }
        )
    }
}

/// Signed to learn whose key it is; like nothing any protocol signs.
const MESSAGE: &[u8] = b"vb365-tls asks whether this private key belongs to this certificate";

impl Identity {
    /// Loads the key and puts the chain below its certificate. A good answer is kept for the provider that gave it:
    /// loading an RSA key costs more than checking its certificate. Any other may be different the next time, as that
    /// of a token that was busy.
    pub(crate) fn pair(&self, provider: &Arc<CryptoProvider>) -> Paired {
        let mut cached = self.lock_paired();
        if let Some((paired_with, paired)) = &*cached
            && Arc::ptr_eq(paired_with, provider)
        {
            return paired.clone();
        }
        let paired = self.pair_again(provider);
        if !paired.is_proven() {
            return paired;
        }
        *cached = Some((Arc::clone(provider), paired.clone()));
        paired
    }

    fn pair_again(&self, provider: &CryptoProvider) -> Paired {
        let unpaired = |key| Paired {
            chain: Arc::clone(&self.chain),
            key,
        };
        let loaded = match &self.key {
            None => return unpaired(KeyState::Absent),
            Some(Key::Encoded(encoded)) => encoded.load(provider),
            Some(Key::Elsewhere(key)) => Ok(Arc::clone(key)),
        };
        let key = match loaded {
            Ok(key) => key,
            Err(reason) => return unpaired(KeyState::Refused(reason)),
        };
        let public_key = key
            .public_key()
            .and_then(|info| PublicKey::from_der(&info).ok());
        let owner = match public_key {
            Some(public_key) => owner_of(&self.chain, &public_key),
            None => match owner_by_signature(&self.chain, &*key, provider) {
                Ok(owner) => owner,
                Err(reason) => return unpaired(KeyState::Unavailable(reason)),
            },
        };
        let (chain, belonging) = match owner {
            Owner::EndEntity => (None, Belonging::EndEntity),
            Owner::Other(chain) => (Some(chain), Belonging::EndEntity),
            Owner::None(description) => (None, Belonging::Nobody(description)),
            Owner::Unknown(reason) => (None, Belonging::Unknown(reason)),
        };
        Paired {
            chain: chain.unwrap_or_else(|| Arc::clone(&self.chain)),
            key: KeyState::Loaded { key, belonging },
        }
    }
}

enum Owner {
    EndEntity,
    /// Another certificate, with the chain below it.
    Other(Arc<Chain>),
    /// No certificate; the key in words.
    None(String),
    /// Nothing tells; why not.
    Unknown(String),
}

fn owner_of(chain: &Chain, public_key: &PublicKey) -> Owner {
    if chain.end_entity().public_key().is_same_key(public_key) {
        return Owner::EndEntity;
    }
    match chain.below_other(public_key) {
        Some(chain) => Owner::Other(Arc::new(chain)),
        None => Owner::None(format!(
            "that of another key, {public_key} with SHA-256 {}",
            public_key.fingerprint()
        )),
    }
}

/// For keys that do not show their public half, such as some in hardware: a signature tells.
fn owner_by_signature(
    chain: &Chain,
    key: &dyn SigningKey,
    provider: &CryptoProvider,
) -> Result<Owner, String> {
    let algorithms = provider.signature_verification_algorithms;
    let schemes: Vec<SignatureScheme> = algorithms.supported_schemes();
    // Nothing to compare with is not proof, neither that the key is right nor that it is wrong.
    let Some(signer) = key.choose_scheme(&schemes) else {
        let name = shown(provider.key_provider);
        let reason = format!("a key that signs in no way `{name}` verifies");
        return Ok(Owner::Unknown(reason));
    };
    let signature = signer
        .sign(MESSAGE)
        .map_err(|error| format!("the key does not sign: {error}"))?;
    let verdict = |public_key: &PublicKey| {
        let candidates = algorithms
            .mapping
            .iter()
            .filter(|(scheme, _)| *scheme == signer.scheme())
            .flat_map(|(_, candidates)| candidates.iter().copied());
        signature::verify(candidates, public_key, MESSAGE, &signature)
    };
    let end_entity = chain.end_entity().public_key();
    let told = verdict(end_entity);
    if told == Verdict::Valid {
        return Ok(Owner::EndEntity);
    }
    let issuers = chain.intermediates().iter().chain(chain.trust_anchor());
    let others = issuers.chain(chain.unrelated());
    let owner = others
        .map(|certificate| certificate.public_key())
        .find(|public_key| verdict(public_key) == Verdict::Valid)
        .and_then(|public_key| chain.below_other(public_key));
    if let Some(chain) = owner {
        return Ok(Owner::Other(Arc::new(chain)));
    }
    // The provider does not verify with the key of the certificate, such as RSA of 1024 bits: again no proof.
    if told == Verdict::Unsupported && is_of_kind(key.algorithm(), end_entity.algorithm()) {
        let name = shown(provider.key_provider);
        let reason = format!("a signature `{name}` cannot verify with that key");
        return Ok(Owner::Unknown(reason));
    }
    Ok(Owner::None(format!(
        "one whose {} signature no certificate here verifies",
        signer.scheme().as_str().unwrap_or("an unnamed scheme")
    )))
}

/// Whether a key that signs like this can be that of a certificate at all.
fn is_of_kind(signs: SignatureAlgorithm, certified: KeyAlgorithm) -> bool {
    match signs {
        SignatureAlgorithm::RSA => {
            matches!(certified, KeyAlgorithm::Rsa { .. } | KeyAlgorithm::RsaPss)
        }
        SignatureAlgorithm::ECDSA => matches!(certified, KeyAlgorithm::Ec(_)),
        SignatureAlgorithm::ED25519 => certified == KeyAlgorithm::Ed25519,
        SignatureAlgorithm::ED448 => certified == KeyAlgorithm::Ed448,
        SignatureAlgorithm::DSA => certified == KeyAlgorithm::Dsa,
        // rustls 0.23 has no name for ML-DSA here.
        _ => matches!(certified, KeyAlgorithm::Other(_)) || certified.is_ml_dsa(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rustls::crypto::{aws_lc_rs, ring};
    use rustls::sign::Signer;

    use super::*;
    use crate::certificate::Certificate;
    use crate::identity::Password;

    macro_rules! file {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/data/identity/", $name)).as_slice()
        };
    }

    const RSA: &[u8] = file!("rsa.pem");
    const P256: &[u8] = file!("p256.pem");
    const ED25519: &[u8] = file!("ed25519.pem");

    fn read(parts: &[&[u8]]) -> Identity {
        Identity::from_pem(&parts.concat(), &Password::none()).unwrap()
    }

    fn outcome(identity: &Identity, provider: CryptoProvider) -> (String, String) {
        let paired = identity.pair(&Arc::new(provider));
        let unit = &paired.chain.end_entity().subject().to_string()[3..];
        let state = match paired.key {
            KeyState::Absent => "absent".into(),
            KeyState::Refused(reason) | KeyState::Unavailable(reason) => reason,
            KeyState::Loaded { belonging, .. } => match belonging {
                Belonging::EndEntity => "paired".into(),
                Belonging::Nobody(key) => key,
                Belonging::Unknown(reason) => reason,
            },
        };
        let name = unit.split(',').next().unwrap_or_default();
        (name.into(), state)
    }

    #[test]
    fn the_encoding_tells_the_public_key() {
        for (certificate, key, is_told) in [
            (RSA, file!("rsa.key.pem"), true),
            (RSA, file!("rsa.pkcs1.pem"), true),
            (P256, file!("p256.key.pem"), true),
            (P256, file!("p256.sec1.pem"), true),
            (file!("p521.pem"), file!("p521.key.pem"), true),
            (file!("secp256k1.pem"), file!("secp256k1.key.pem"), true),
            (file!("rsa1024.pem"), file!("rsa1024.key.pem"), true),
            (ED25519, file!("ed25519.key.pem"), false),
        ] {
            let identity = read(&[certificate, key]);
            let Some(Key::Encoded(key)) = &identity.key else {
                panic!("a key is included");
            };
            let hint = key.public_key_hint();
            let expected = is_told.then(|| identity.end_entity().public_key());
            assert_eq!(
                hint.map(PublicKey::fingerprint),
                expected.map(PublicKey::fingerprint)
            );
        }
    }

    #[test]
    fn the_chain_is_below_the_certificate_of_the_key() {
        let bundle = [RSA, P256, ED25519, file!("root.pem")];
        for (key, expected) in [
            (file!("rsa.pkcs1.pem"), "rsa"),
            (file!("p256.sec1.pem"), "p256"),
            (file!("ed25519.key.pem"), "ed25519"),
        ] {
            let identity = read(&[&bundle.concat(), key]);
            for provider in [ring::default_provider(), aws_lc_rs::default_provider()] {
                let expected = (expected.to_owned(), "paired".to_owned());
                assert_eq!(outcome(&identity, provider), expected);
            }
        }
        let absent = outcome(&read(&bundle), ring::default_provider());
        assert_eq!(absent, ("rsa".to_owned(), "absent".to_owned()));
    }

    #[test]
    fn the_answer_is_kept_for_its_provider() {
        let identity = read(&[RSA, ED25519]);
        let key = file!("ed25519.key.pem");
        let identity = identity.with_private_key(key, &Password::none()).unwrap();
        let provider = Arc::new(ring::default_provider());
        let first = identity.pair(&provider);
        assert!(Arc::ptr_eq(&first.chain, &identity.pair(&provider).chain));
        let other = Arc::new(aws_lc_rs::default_provider());
        assert!(!Arc::ptr_eq(&first.chain, &identity.pair(&other).chain));
    }

    #[test]
    fn a_key_the_provider_does_not_load_is_named() {
        let told = |parts: &[&[u8]], provider| outcome(&read(parts), provider).1;
        let rustls = "unexpected error: failed to parse private key as RSA, ECDSA, or EdDSA";
        assert_eq!(
            told(
                &[file!("rsa1024.pem"), file!("rsa1024.key.pem")],
                ring::default_provider()
            ),
            format!("the provider `Ring` does not load this RSA 1024 key (PKCS#8): {rustls}")
        );
        assert_eq!(
            told(
                &[file!("p521.pem"), file!("p521.key.pem")],
                ring::default_provider()
            ),
            format!("the provider `Ring` does not load this EC P-521 key (PKCS#8): {rustls}")
        );
        assert_eq!(
            told(
                &[file!("p521.pem"), file!("p521.key.pem")],
                aws_lc_rs::default_provider()
            ),
            "paired"
        );
        assert_eq!(
            told(
                &[file!("ed448.pem"), file!("ed448.key.pem")],
                aws_lc_rs::default_provider()
            ),
            format!("the provider `AwsLcRs` does not load this Ed448 key (PKCS#8): {rustls}")
        );
    }

    /// A key as hardware holds it.
    #[derive(Debug)]
    struct Hidden(Arc<dyn SigningKey>);

    impl SigningKey for Hidden {
        fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
            self.0.choose_scheme(offered)
        }

        fn algorithm(&self) -> SignatureAlgorithm {
            self.0.algorithm()
        }
    }

    #[test]
    fn a_key_without_its_public_half_proves_itself_by_signing() {
        let provider = ring::default_provider();
        let KeyState::Loaded { key, .. } = read(&[P256, file!("p256.key.pem")])
            .pair(&Arc::new(provider))
            .key
        else {
            panic!("ring loads it");
        };
        let told = |parts: &[&[u8]]| {
            let identity = read(parts);
            let chain = identity.chain();
            let certificates: Vec<Certificate> = chain
                .path()
                .iter()
                .chain(chain.unrelated())
                .cloned()
                .collect();
            let key = Arc::new(Hidden(Arc::clone(&key)));
            let identity = Identity::from_signing_key(certificates, key).unwrap();
            outcome(&identity, ring::default_provider())
        };
        let paired = ("p256".to_owned(), "paired".to_owned());
        assert_eq!(told(&[P256]), paired);
        assert_eq!(told(&[RSA, ED25519, P256]), paired);
        let mismatch = "one whose ECDSA_NISTP256_SHA256 signature no certificate here verifies";
        assert_eq!(told(&[RSA]), ("rsa".to_owned(), mismatch.to_owned()));
    }

    #[test]
    fn the_key_of_another_certificate_is_described() {
        let identity = read(&[RSA, file!("p256.key.pem")]);
        let fingerprint = read(&[P256]).end_entity().public_key().fingerprint();
        assert_eq!(
            outcome(&identity, ring::default_provider()).1,
            format!("that of another key, EC P-256 with SHA-256 {fingerprint}")
        );
    }
}
