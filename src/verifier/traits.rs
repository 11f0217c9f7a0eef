//! rustls' traits, for servers and for clients.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, ProtocolVersion, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::{Presented, Refusal, Verifier, handshake_signature};
use crate::trust::Presence;

impl Verifier {
    fn is_accepted(
        &self,
        end_entity: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        names: &[ServerName<'_>],
        now: UnixTime,
    ) -> Result<(), Error> {
        let presented = Presented::new(end_entity, others);
        match self.verify(&presented, names, now) {
            Ok(_) => Ok(()),
            Err(finding) => Err(Refusal::new(*finding).into()),
        }
    }

    /// The key that is pinned, or the one in the certificate that was just verified, is the one that has to have signed.
    fn has_signed(
        &self,
        version: ProtocolVersion,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let pinned = self
            .trust
            .pins()
            .and_then(|pins| pins.certificate(end_entity));
        let provider = &self.provider;
        let proven =
            handshake_signature::verify(version, message, end_entity, pinned, signed, provider)
                .map_err(|error| self.unproven(error, end_entity))?;
        if self.trust.pins().is_some() && pinned.is_none() {
            self.check_proven(end_entity)
                .map_err(|finding| Refusal::new(*finding))?;
        }
        Ok(proven)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.is_accepted(end_entity, intermediates, &[server_name.to_owned()], now)
            .map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.has_signed(ProtocolVersion::TLSv1_2, message, end_entity, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.has_signed(ProtocolVersion::TLSv1_3, message, end_entity, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        handshake_signature::schemes(&self.provider)
    }
}

impl ClientCertVerifier for Verifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn client_auth_mandatory(&self) -> bool {
        self.presence == Presence::Demanded
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.is_accepted(end_entity, intermediates, &[], now)
            .map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.has_signed(ProtocolVersion::TLSv1_2, message, end_entity, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.has_signed(ProtocolVersion::TLSv1_3, message, end_entity, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        handshake_signature::schemes(&self.provider)
    }
}
