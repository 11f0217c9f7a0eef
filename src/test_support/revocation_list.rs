use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateRevocationListDer;

use super::encode::{constructed, integer, sequence};
use super::sign::sign;
use super::{Extension, Template, Time};

/// A certificate revocation list (version 2, RFC 5280 section 5), from 2026-10-15 to 2026-11-15
/// unless told otherwise.
///
/// [`Forge::revocation_list`](super::Forge::revocation_list) and
/// [`Forge::revoked`](super::Forge::revoked) make the usual ones.
#[derive(Clone, Debug)]
pub struct RevocationList {
    issuer: Template,
    this_update: Time,
    next_update: Time,
    revoked: Vec<Vec<u8>>,
    signature_altered: bool,
}

impl RevocationList {
    /// An empty list of this issuer.
    pub fn of(issuer: Template) -> Self {
        Self {
            issuer,
            this_update: "2026-10-15".into(),
            next_update: "2026-11-15".into(),
            revoked: Vec::new(),
            signature_altered: false,
        }
    }

    /// Lists the certificate with these content octets of its serial number.
    pub fn revoking(mut self, serial: &[u8]) -> Self {
        self.revoked.push(serial.to_vec());
        self
    }

    /// When the list was made and when the next one was promised.
    pub fn updated(mut self, this_update: impl Into<Time>, next_update: impl Into<Time>) -> Self {
        self.this_update = this_update.into();
        self.next_update = next_update.into();
        self
    }

    /// Flips the last bit of the signature.
    pub fn altered_signature(mut self) -> Self {
        self.signature_altered = true;
        self
    }

    /// The list, signed by its issuer.
    pub fn der(&self, provider: &Arc<CryptoProvider>) -> CertificateRevocationListDer<'static> {
        const CRL_NUMBER: &str = "2.5.29.20";
        let key = self.issuer.key;
        let algorithm = key.signature_algorithm();
        let identifier = self.issuer.key_identifier();
        let extensions = [
            Extension::authority_key_identifier(),
            Extension::new(CRL_NUMBER, false, integer(&[1])),
        ]
        .map(|extension| extension.encode(&identifier, &identifier));
        let mut parts = vec![
            integer(&[1]),
            algorithm.identifier(),
            self.issuer.subject.to_der(),
            self.this_update.as_der().to_vec(),
            self.next_update.as_der().to_vec(),
        ];
        // RFC 5280 section 5.1.2.6: the list must be absent rather than empty.
        if !self.revoked.is_empty() {
            let entry = |serial: &Vec<u8>| sequence(&[&integer(serial), self.this_update.as_der()]);
            parts.push(sequence(
                &self.revoked.iter().map(entry).collect::<Vec<_>>(),
            ));
        }
        parts.push(constructed(0xa0, &[sequence(&extensions)]));
        let body = sequence(&parts);
        sign(&body, key, algorithm, self.signature_altered, provider).into()
    }
}
