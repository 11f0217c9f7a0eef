use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::axes::{Axes, NameCheck, PurposeCheck, ValidityCheck};
use super::path_search::{Conditions, PathSearch};
use super::peer::{self, Explainer};
use super::server_name::{host, matches_common_name};
use crate::revocation::StaleLists;

/// Lets rustls build and check the path, and says in words why it does not.
#[derive(Debug)]
pub(crate) struct PathVerifier {
    pub(crate) engine: Arc<dyn ServerCertVerifier>,
    pub(crate) axes: Axes,
    pub(crate) explainer: Explainer,
    /// Sees to what rustls does not where a check is relaxed; `None` for the operating system, which is asked for neither
    /// names elsewhere nor revocation lists.
    pub(crate) search: Option<PathSearch>,
}

impl PathVerifier {
    fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<(), Error> {
        let at = |now| {
            self.engine
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .map(|_| ())
        };
        let mut time = now;
        let mut verdict = at(time);
        if self.axes.validity == ValidityCheck::Ignored && is_outside_validity(&verdict) {
            time = time_of_validity(end_entity, intermediates)?;
            verdict = at(time);
        }
        // The engine looks at the name last, so a wrong name means that all else is right.
        let has_wrong_name = is_wrong_name(&verdict);
        let is_tolerated = has_wrong_name && self.tolerates_name(end_entity, server_name)?;
        if (verdict.is_ok() || has_wrong_name)
            && let Some(search) = &self.search
        {
            let is_in_common_name =
                is_tolerated && self.axes.name == NameCheck::SubjectAltNameThenCommonName;
            let conditions = Conditions {
                common_names_for: host(server_name).filter(|_| is_in_common_name),
                lists_fresh_at: self.are_lists_dated().then_some(now),
            };
            search.find((end_entity, intermediates), time, &conditions)?;
        }
        if is_tolerated { Ok(()) } else { verdict }
    }

    /// Whether revocation lists have to be fresh although certificates need not be valid, and so at another time.
    fn are_lists_dated(&self) -> bool {
        let lists = self.explainer.lists.as_ref();
        self.axes.validity == ValidityCheck::Ignored
            && lists.is_some_and(|lists| lists.stale == StaleLists::Refused)
    }

    /// The engine checks purposes where there are any.
    fn check_purpose(
        &self,
        end_entity: &CertificateDer<'_>,
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.axes.purpose != PurposeCheck::Required {
            return Ok(());
        }
        let certificate = peer::end_entity(end_entity)?;
        if !certificate.extended_key_usage().is_absent() {
            return Ok(());
        }
        let rules = &["extended-key-usage-absent"];
        let unexplained = CertificateError::InvalidPurpose;
        let name = Some(server_name);
        Err(self
            .explainer
            .refusal_by(rules, &certificate, name, now, unexplained))
    }

    fn tolerates_name(
        &self,
        end_entity: &CertificateDer<'_>,
        server_name: &ServerName<'_>,
    ) -> Result<bool, Error> {
        Ok(match self.axes.name {
            NameCheck::SubjectAltName => false,
            NameCheck::SubjectAltNameThenCommonName => {
                matches_common_name(&peer::end_entity(end_entity)?, server_name)
            }
            NameCheck::Ignored => true,
        })
    }
}

fn is_wrong_name(verdict: &Result<(), Error>) -> bool {
    matches!(
        verdict,
        Err(Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        ))
    )
}

fn is_outside_validity(verdict: &Result<(), Error>) -> bool {
    matches!(
        verdict,
        Err(Error::InvalidCertificate(
            CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. }
        ))
    )
}

/// The first moment at which everything presented was valid, if there was one.
fn time_of_validity(
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> Result<UnixTime, Error> {
    let mut latest = peer::end_entity(end_entity)?.validity().not_before();
    for intermediate in intermediates {
        latest = latest.max(peer::end_entity(intermediate)?.validity().not_before());
    }
    Ok(latest)
}

impl ServerCertVerifier for PathVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verify(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| {
                let presented = (end_entity, intermediates);
                self.explainer
                    .refusal(error, presented, Some(server_name), now)
            })?;
        self.check_purpose(end_entity, server_name, now)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.engine
            .verify_tls12_signature(message, end_entity, signed)
            .map_err(|error| self.explainer.unproven(error, end_entity))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.engine
            .verify_tls13_signature(message, end_entity, signed)
            .map_err(|error| self.explainer.unproven(error, end_entity))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.engine.supported_verify_schemes()
    }
}

/// The same for the clients of a server.
#[derive(Debug)]
pub(crate) struct ClientPathVerifier {
    pub(crate) engine: Arc<dyn ClientCertVerifier>,
    pub(crate) explainer: Explainer,
}

impl ClientCertVerifier for ClientPathVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.engine.root_hint_subjects()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.engine.client_auth_mandatory()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.engine
            .verify_client_cert(end_entity, intermediates, now)
            .map_err(|error| {
                let presented = (end_entity, intermediates);
                self.explainer.refusal(error, presented, None, now)
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.engine
            .verify_tls12_signature(message, end_entity, signed)
            .map_err(|error| self.explainer.unproven(error, end_entity))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.engine
            .verify_tls13_signature(message, end_entity, signed)
            .map_err(|error| self.explainer.unproven(error, end_entity))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.engine.supported_verify_schemes()
    }
}
