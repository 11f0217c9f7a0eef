//! Certificates with their private key.
use crate::certificate::{Certificate, PublicKey};
use crate::chain::Chain;
use crate::error::Error;
use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::sync::Arc;
/// Certificates with their private key.
#[derive(Debug)]
pub struct Identity {
    certificates: Vec<Certificate>,
    key: Option<PrivateKeyDer<'static>>,
}
pub(crate) struct Paired {
    pub(crate) chain: Chain,
    pub(crate) key: KeyState,
}
pub(crate) enum KeyState {
    Absent,
    Refused(String),
    Loaded {
        key: Arc<dyn SigningKey>,
        mismatch: Option<String>,
    },
}
impl Identity {
    /// Certificates with their private key.
    pub fn from_parts(
        certificates: Vec<CertificateDer<'static>>,
        key: Option<PrivateKeyDer<'static>>,
    ) -> Result<Self, Error> {
        Ok(Self {
            certificates: certificates
                .into_iter()
                .map(|c| {
                    Certificate::from_der(c)
                        .map_err(|source| Error::Certificate { number: 1, source })
                })
                .collect::<Result<_, _>>()?,
            key,
        })
    }
    pub(crate) fn pair(&self, provider: &Arc<CryptoProvider>) -> Paired {
        let Some(key) = &self.key else {
            return Paired {
                chain: Chain::from_certificates(self.certificates.clone()).unwrap(),
                key: KeyState::Absent,
            };
        };
        match provider.key_provider.load_private_key(key.clone_key()) {
            Err(e) => Paired {
                chain: Chain::from_certificates(self.certificates.clone()).unwrap(),
                key: KeyState::Refused(e.to_string()),
            },
            Ok(key) => {
                let public = PublicKey::from_der(&key.public_key().unwrap()).unwrap();
                let chain = Chain::for_key(self.certificates.clone(), &public).unwrap();
                let mismatch = (!chain.end_entity().public_key().is_same_key(&public))
                    .then(|| public.to_string());
                Paired {
                    chain,
                    key: KeyState::Loaded { key, mismatch },
                }
            }
        }
    }
}
