//! What sees everything a server presents, and ends the handshake.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, ProtocolVersion, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::presented::Seen;
use super::{ClientCertificateRequest, EndedOnPurpose, KeyPossession};
use crate::certificate::Certificate;
use crate::certificate::signature;
use crate::verifier::handshake_signature;

/// rustls verifies certificate and signature at once, and after it has read whether a client certificate is asked for:
/// in TLS 1.3 with the server's CertificateVerify, in TLS 1.2 with its ServerHelloDone. The signature is the last thing
/// it asks about before it answers, so that is where it is refused.
pub(super) struct Recorder {
    provider: Arc<CryptoProvider>,
    seen: Mutex<Seen>,
}

impl Recorder {
    pub(super) fn new(provider: Arc<CryptoProvider>) -> Self {
        Self {
            provider,
            seen: Mutex::new(Seen::NOTHING),
        }
    }

    pub(super) fn take(&self) -> Seen {
        std::mem::replace(&mut self.seen(), Seen::NOTHING)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes whether the signature of the handshake verifies, for a key with which that can be told, and ends it.
    fn end(
        &self,
        version: ProtocolVersion,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Error {
        let read = Certificate::from_der(end_entity.clone().into_owned()).ok();
        let is_verifiable =
            |it: &Certificate| signature::is_verifiable(it.public_key(), &self.provider);
        let key_possession = match read.filter(is_verifiable) {
            None => KeyPossession::Unknown,
            known => match handshake_signature::verify(
                version,
                message,
                end_entity,
                known.as_ref(),
                signed,
                &self.provider,
            ) {
                Ok(_) => KeyPossession::Proven,
                Err(_) => KeyPossession::Unproven,
            },
        };
        let mut seen = self.seen();
        seen.protocol_version = Some(version);
        seen.key_possession = key_possession;
        EndedOnPurpose::error()
    }
}

impl ServerCertVerifier for Recorder {
    /// No verdict: rustls asks about the signature next.
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let presented = std::iter::once(end_entity).chain(intermediates);
        let mut seen = self.seen();
        seen.connections = seen.connections.saturating_add(1);
        seen.certificates = presented.map(|der| der.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(self.end(ProtocolVersion::TLSv1_2, message, end_entity, signed))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(self.end(ProtocolVersion::TLSv1_3, message, end_entity, signed))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        handshake_signature::schemes(&self.provider)
    }
}

impl ResolvesClientCert for Recorder {
    fn resolve(
        &self,
        root_hint_subjects: &[&[u8]],
        _sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        let request = ClientCertificateRequest::naming(root_hint_subjects);
        self.seen().client_certificate_request = Some(request);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}
