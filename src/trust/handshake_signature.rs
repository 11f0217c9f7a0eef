//! The signature of a handshake, checked over a public key this crate read itself.
//!
//! rustls' own functions parse the certificate with webpki, which refuses version 1 and unknown critical extensions
//! even where the certificate is pinned and nothing but its key is needed.

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::{CertificateError, DigitallySignedStruct, Error, PeerMisbehaved};

use crate::certificate::PublicKey;
use crate::signature::{self, Verdict};

/// TLS 1.2, RFC 5246 section 7.4.1.4.1: the scheme names no curve, so every algorithm mapped to it is tried.
pub(crate) fn verify_tls12(
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

/// TLS 1.3, RFC 8446 section 4.2.3: rustls itself takes a bare key here.
pub(crate) fn verify_tls13(
    message: &[u8],
    key: &PublicKey,
    signed: &DigitallySignedStruct,
    supported: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    verify_tls13_signature_with_raw_key(message, &key.as_der(), signed, supported)
}
