//! Which certificate the private key belongs to, by the word of the provider.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls::{SignatureAlgorithm, SignatureScheme};

use super::{Identity, Key};
use crate::certificate::{KeyAlgorithm, PublicKey};
use crate::chain::Chain;
use crate::signature::{self, Verdict};

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
    Loaded {
        key: Arc<dyn SigningKey>,
        /// The key, in words, if no certificate of the chain is about it.
        mismatch: Option<String>,
    },
}

/// Signed to learn whose key it is; like nothing any protocol signs.
const MESSAGE: &[u8] = b"vb365-tls asks whether this private key belongs to this certificate";

impl Identity {
    /// Loads the key and puts the chain below its certificate. The answer is kept for the provider that gave it:
    /// loading an RSA key costs more than judging its certificate.
    pub(crate) fn pair(&self, provider: &Arc<CryptoProvider>) -> Paired {
        let mut cached = self.lock_paired();
        if let Some((paired_with, paired)) = &*cached
            && Arc::ptr_eq(paired_with, provider)
        {
            return paired.clone();
        }
        let paired = self.pair_anew(provider);
        *cached = Some((Arc::clone(provider), paired.clone()));
        paired
    }

    fn pair_anew(&self, provider: &CryptoProvider) -> Paired {
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
                Err(reason) => return unpaired(KeyState::Refused(reason)),
            },
        };
        let (chain, mismatch) = match owner {
            Owner::EndEntity => (None, None),
            Owner::Other(chain) => (Some(Arc::new(chain)), None),
            Owner::None(description) => (None, Some(description)),
        };
        Paired {
            chain: chain.unwrap_or_else(|| Arc::clone(&self.chain)),
            key: KeyState::Loaded { key, mismatch },
        }
    }
}

enum Owner {
    EndEntity,
    /// Another certificate, with the chain below it.
    Other(Chain),
    /// No certificate; the key in words.
    None(String),
}

fn owner_of(chain: &Chain, public_key: &PublicKey) -> Owner {
    if chain.end_entity().public_key().is_same_key(public_key) {
        return Owner::EndEntity;
    }
    match chain.below_other(public_key) {
        Some(chain) => Owner::Other(chain),
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
    // Nothing to compare with is no proof that the key is wrong.
    let Some(signer) = key.choose_scheme(&schemes) else {
        return Ok(Owner::EndEntity);
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
    let is_rsa = |kind| matches!(kind, KeyAlgorithm::Rsa { .. });
    match verdict(end_entity) {
        Verdict::Valid => return Ok(Owner::EndEntity),
        // An RSA key of a length the provider does not verify: again no proof.
        Verdict::Unsupported
            if key.algorithm() == SignatureAlgorithm::RSA && is_rsa(end_entity.algorithm()) =>
        {
            return Ok(Owner::EndEntity);
        }
        _ => {}
    }
    let issuers = chain.intermediates().iter().chain(chain.trust_anchor());
    let others = issuers.chain(chain.unrelated());
    let owner = others
        .map(|certificate| certificate.public_key())
        .find(|public_key| verdict(public_key) == Verdict::Valid)
        .and_then(|public_key| chain.below_other(public_key));
    Ok(match owner {
        Some(chain) => Owner::Other(chain),
        None => Owner::None(format!(
            "one whose {} signature no certificate here verifies",
            signer.scheme().as_str().unwrap_or("an unnamed scheme")
        )),
    })
}
