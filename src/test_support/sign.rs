use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use der::Decode;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;
use sha1::{Digest, Sha1};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::encode::{bit_string, constructed, element, integer, sequence};
use super::{SignatureAlgorithm, Template, TestKey, raw_rsa};
use crate::asn1::Cursor;

impl Template {
    /// The certificate, issued by another one, or by itself when `issuer` is the same template.
    pub fn issued_by(
        &self,
        issuer: &Self,
        provider: &Arc<CryptoProvider>,
    ) -> CertificateDer<'static> {
        let signer = self.signer.unwrap_or(issuer.key);
        let usual = signer.signature_algorithm();
        let inner = self.inner_algorithm.unwrap_or(usual);
        let outer = self.outer_algorithm.unwrap_or(usual);
        let body = self.to_be_signed(issuer, inner);
        let signed = sign(&body, signer, outer, self.signature_altered, provider);
        if self.signature_has_unused_bits {
            return with_unused_bits(&signed, &body).into();
        }
        signed.into()
    }

    /// RFC 5280 section 4.1.2.
    fn to_be_signed(&self, issuer: &Self, algorithm: SignatureAlgorithm) -> Vec<u8> {
        let mut parts = Vec::new();
        // Version 1 is the default and DER leaves defaults out.
        if self.version != 1 {
            parts.push(constructed(
                0xa0,
                &[integer(&[self.version.wrapping_sub(1)])],
            ));
        }
        let issuer_name = self.issuer.as_ref().unwrap_or(&issuer.subject);
        parts.extend([
            integer(&self.serial_number),
            algorithm.identifier(),
            issuer_name.to_der(),
            sequence(&[self.not_before.as_der(), self.not_after.as_der()]),
            self.subject.to_der(),
            self.subject_public_key_info().to_vec(),
        ]);
        parts.extend_from_slice(&self.unique_identifiers);
        if !self.extensions.is_empty() {
            let (own, ca) = (self.key_identifier(), issuer.key_identifier());
            let encoded = |extension: &super::Extension| extension.encode(&own, &ca);
            let extensions: Vec<_> = self.extensions.iter().map(encoded).collect();
            parts.push(constructed(0xa3, &[sequence(&extensions)]));
        }
        sequence(&parts)
    }

    /// The SubjectPublicKeyInfo the certificate carries.
    pub fn subject_public_key_info(&self) -> &[u8] {
        self.public_key
            .as_deref()
            .unwrap_or_else(|| self.key.public_key())
    }

    /// The key identifier of RFC 5280 section 4.2.1.2 method 1: the SHA-1 of the public key's bits.
    pub fn key_identifier(&self) -> Vec<u8> {
        let encoded = self.subject_public_key_info();
        let bits = SubjectPublicKeyInfoRef::from_der(encoded)
            .map_or(encoded, |info| info.subject_public_key.raw_bytes());
        Sha1::digest(bits).to_vec()
    }
}

/// The signed structure shared by certificates and CRLs: body, algorithm, signature.
pub(super) fn sign(
    body: &[u8],
    signer: TestKey,
    algorithm: SignatureAlgorithm,
    altered: bool,
    provider: &Arc<CryptoProvider>,
) -> Vec<u8> {
    let mut signature =
        signature(body, signer, algorithm, provider).unwrap_or_else(|| placeholder(algorithm));
    if altered && let Some(last) = signature.last_mut() {
        *last ^= 1;
    }
    sequence(&[
        body.to_vec(),
        algorithm.identifier(),
        bit_string(&signature),
    ])
}

/// The same with a signature whose BIT STRING says that a bit of its last octet is not used.
fn with_unused_bits(signed: &[u8], body: &[u8]) -> Vec<u8> {
    const WHAT: &str = "what was signed";
    let parts = || {
        let mut outer = Cursor::new(signed, 0).next(WHAT).ok()?.children();
        outer.next(WHAT).ok()?;
        Some((
            outer.next(WHAT).ok()?.encoding,
            outer.next(WHAT).ok()?.contents,
        ))
    };
    let Some((algorithm, [_, signature @ ..])) = parts() else {
        return signed.to_vec();
    };
    let bits = element(0x03, &[&[1], signature].concat());
    sequence(&[body, algorithm, &bits])
}

fn signature(
    body: &[u8],
    signer: TestKey,
    algorithm: SignatureAlgorithm,
    provider: &Arc<CryptoProvider>,
) -> Option<Vec<u8>> {
    let loader = provider.key_provider;
    let order = (format!("{loader:?}"), signer, algorithm, body.to_vec());
    let mut signed = SIGNED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(signature) = signed.get(&order) {
        return Some(signature.clone());
    }
    let by_provider = || {
        let key = loader.load_private_key(signer.private_key()).ok()?;
        key.choose_scheme(&[algorithm.scheme()?])?.sign(body).ok()
    };
    let signature = match raw_rsa::signature(body, signer, algorithm) {
        Some(signature) => signature,
        None => by_provider()?,
    };
    signed.insert(order, signature.clone());
    Some(signature)
}

/// Provider, key, algorithm and what was signed.
type Order = (String, TestKey, SignatureAlgorithm, Vec<u8>);

/// ECDSA and RSASSA-PSS draw a nonce. A certificate asked for twice has to be the same to be
/// pinned, so within a process the first signature is kept.
static SIGNED: Mutex<BTreeMap<Order, Vec<u8>>> = Mutex::new(BTreeMap::new());

/// Structured like a real signature, so that only its value is wrong.
fn placeholder(algorithm: SignatureAlgorithm) -> Vec<u8> {
    use SignatureAlgorithm::{
        DsaSha256, EcdsaSha1, EcdsaSha256, EcdsaSha384, EcdsaSha512, Ed448, Ed25519, MlDsa65,
    };
    match algorithm {
        DsaSha256 | EcdsaSha1 | EcdsaSha256 | EcdsaSha384 | EcdsaSha512 => {
            sequence(&[integer(&[0x2a; 32]), integer(&[0x2a; 32])])
        }
        Ed25519 => vec![0x2a; 64],
        Ed448 => vec![0x2a; 114],
        MlDsa65 => vec![0x2a; 3309],
        _ => vec![0x2a; 256],
    }
}
