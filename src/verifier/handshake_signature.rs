//! The signature of a handshake, checked over a public key this crate read itself.
//!
//! rustls' own functions parse the certificate with webpki, which refuses version 1 and unknown critical extensions
//! even where the certificate is pinned and nothing but its key is needed.

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key,
};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, PeerMisbehaved, ProtocolVersion,
    SignatureScheme,
};
use rustls_pki_types::CertificateDer;

use super::{Refusal, engine_error};
use crate::certificate::signature::{self, Verdict};
use crate::certificate::{Certificate, Outline, PublicKey};

/// Whether the key of the end entity signed the handshake: `known`, if that is the same certificate, read before.
pub(crate) fn verify(
    version: ProtocolVersion,
    message: &[u8],
    end_entity: &CertificateDer<'_>,
    known: Option<&Certificate>,
    signed: &DigitallySignedStruct,
    provider: &CryptoProvider,
) -> Result<HandshakeSignatureValid, Error> {
    let read;
    let key = match known {
        Some(certificate) => certificate.public_key(),
        None => {
            // Without reading all of the certificate, which was accepted before.
            let outline = Outline::of(end_entity).ok_or(CertificateError::BadEncoding)?;
            let key = outline.read_key();
            read = key.map_err(|error| Refusal::new(*engine_error::unreadable(&error)))?;
            &read
        }
    };
    let supported = &provider.signature_verification_algorithms;
    if version == ProtocolVersion::TLSv1_3 {
        // RFC 8446 section 4.2.3: rustls itself takes a bare key here.
        verify_tls13_signature_with_raw_key(message, &key.as_der(), signed, supported)
    } else {
        verify_tls12(message, key, signed, supported)
    }
}

/// The schemes a peer may sign a handshake by.
pub(crate) fn schemes(provider: &CryptoProvider) -> Vec<SignatureScheme> {
    provider
        .signature_verification_algorithms
        .supported_schemes()
}

/// TLS 1.2, RFC 5246 section 7.4.1.4.1: the scheme names no curve, so every algorithm mapped to it is tried.
fn verify_tls12(
    message: &[u8],
    key: &PublicKey,
    signed: &DigitallySignedStruct,
    supported: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let (_, algorithms) = supported
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == signed.scheme)
        .ok_or(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme)?;
    match signature::verify(algorithms.iter().copied(), key, message, signed.signature()) {
        Verdict::Valid => Ok(HandshakeSignatureValid::assertion()),
        _ => Err(CertificateError::BadSignature.into()),
    }
}
