use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::axes::{Axes, NameCheck, PurposeCheck, ValidityCheck};
use super::engine::Presence;
use super::engine_error::WRONG_NAME;
use super::peer::{self, Explainer};
use super::presented::{MOST_OCTETS, is_much, short_name};
use super::server_name::{matches_common_name, matches_name};
use super::{Pins, Refusal, handshake_signature};
use crate::certificate::{
    Certificate, Fingerprint, Outline, PublicKey, Purpose, Validity, rfc3339,
};
use crate::finding::Finding;
use crate::rule::{self, handshake};

/// Accepts the pinned peers and nobody else.
///
/// The chain is not looked at. The handshake signature is verified over the key read by this crate, so that a pinned
/// certificate works whatever else webpki thinks of it.
#[derive(Debug)]
pub(crate) struct PinVerifier {
    pins: Pins,
    axes: Axes,
    /// What the peer has to be good for, where the purpose is checked.
    purpose: Purpose,
    presence: Presence,
    explainer: Explainer,
    /// What is pinned, in words.
    expected: String,
}

impl PinVerifier {
    pub(crate) fn for_servers(pins: Pins, axes: Axes, explainer: Explainer) -> Self {
        Self {
            expected: pins.in_words(),
            pins,
            axes,
            purpose: Purpose::ServerAuth,
            presence: Presence::Demanded,
            explainer,
        }
    }

    pub(crate) fn for_clients(pins: Pins, presence: Presence, explainer: Explainer) -> Self {
        Self {
            expected: pins.in_words(),
            pins,
            axes: Axes::BY_PIN,
            purpose: Purpose::ClientAuth,
            presence,
            explainer,
        }
    }

    fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Result<(), Error> {
        match self.pins.certificate(end_entity) {
            Some(pinned) => self.judge(pinned, server_name, now),
            None => match Outline::of(end_entity) {
                Some(outline) if !self.pins.fit(end_entity, outline.key_fingerprint()) => {
                    Err(self.unmatched(end_entity, &outline))
                }
                Some(outline) if self.needs_dates_only() && is_much(end_entity, &outline) => {
                    self.judge_dates(&outline, now)
                }
                _ => self.judge(&peer::end_entity(end_entity)?, server_name, now),
            },
        }
    }

    fn judge(
        &self,
        certificate: &Certificate,
        server_name: Option<&ServerName<'_>>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let broken = peer::unverifiable_rsa(certificate)
            .or_else(|| self.outside(certificate.validity(), now))
            .or_else(|| self.wrong_purpose(certificate));
        let rules = match (&broken, server_name) {
            (Some(rule), _) => std::slice::from_ref(rule),
            (None, _) if self.is_listed(certificate) => {
                &["certificate-revoked", "revocation-list-unverified"]
            }
            (None, _) if self.is_status_stale(certificate, now) => &["revocation-list-stale"],
            (None, Some(name)) if !self.tolerates_name(certificate, name) => WRONG_NAME,
            _ => return Ok(()),
        };
        let unexplained = CertificateError::ApplicationVerificationFailure;
        Err(self
            .explainer
            .refusal_by(rules, certificate, server_name, now, unexplained))
    }

    fn needs_dates_only(&self) -> bool {
        self.explainer.lists.is_none()
            && self.axes.name == NameCheck::Ignored
            && self.axes.purpose == PurposeCheck::Ignored
    }

    /// Whoever knows a pinned key can put anything beside it, and has not proved yet that the key is theirs: what nobody
    /// asks for is not read.
    fn judge_dates(&self, outline: &Outline<'_>, now: UnixTime) -> Result<(), Error> {
        let unreadable = |error| peer::unreadable(&error);
        let key = outline.read_key().map_err(unreadable)?;
        let validity = outline.read_validity().map_err(unreadable)?;
        let broken = peer::unverifiable(&key).or_else(|| self.outside(&validity, now));
        let Some(rule) = broken.and_then(rule::find) else {
            return Ok(());
        };
        let expected = format!("a verifiable key, valid at {}", rfc3339(now));
        let from = rfc3339(validity.not_before());
        let found = format!(
            "{key}, valid from {from} until {}",
            rfc3339(validity.not_after())
        );
        let finding = rule.met_in_use(None, expected, found);
        Err(Refusal::new(peer::unexamined(finding, short_name(outline))).into())
    }

    fn is_listed(&self, certificate: &Certificate) -> bool {
        let lists = self.explainer.lists.as_ref();
        lists.is_some_and(|lists| lists.name(certificate))
    }

    fn is_status_stale(&self, certificate: &Certificate, now: UnixTime) -> bool {
        let lists = self.explainer.lists.as_ref();
        lists.is_some_and(|lists| lists.are_too_old(certificate, now))
    }

    fn outside(&self, validity: &Validity, now: UnixTime) -> Option<&'static str> {
        match self.axes.validity {
            ValidityCheck::Ignored => None,
            // Valid at no time, whatever the time is.
            ValidityCheck::Enforced if validity.not_after() < validity.not_before() => {
                Some("validity-inverted")
            }
            ValidityCheck::Enforced if now > validity.not_after() => Some("certificate-expired"),
            ValidityCheck::Enforced if now < validity.not_before() => {
                Some("certificate-not-yet-valid")
            }
            ValidityCheck::Enforced => None,
        }
    }

    fn wrong_purpose(&self, certificate: &Certificate) -> Option<&'static str> {
        let purposes = certificate.extended_key_usage();
        let has_purpose = purposes
            .present()
            .is_some_and(|purposes| purposes.contains(&self.purpose));
        match self.axes.purpose {
            PurposeCheck::Ignored => None,
            PurposeCheck::IfPresent if purposes.is_absent() => None,
            PurposeCheck::Required if purposes.is_absent() => Some("extended-key-usage-absent"),
            _ if has_purpose => None,
            _ => match purposes.present().map(Vec::as_slice) {
                None => Some("extension-malformed"),
                Some([]) => Some("extended-key-usage-empty"),
                Some([Purpose::Any]) => Some("extended-key-usage-any-only"),
                Some(_) => Some("extended-key-usage-mismatch"),
            },
        }
    }

    fn tolerates_name(&self, certificate: &Certificate, server_name: &ServerName<'_>) -> bool {
        match self.axes.name {
            NameCheck::Ignored => true,
            NameCheck::SubjectAltName => matches_name(certificate, server_name),
            NameCheck::SubjectAltNameThenCommonName => {
                matches_name(certificate, server_name)
                    || matches_common_name(certificate, server_name)
            }
        }
    }

    /// A stranger is not read: the fingerprints, which have to be compared, need no more than the place of the key.
    fn unmatched(&self, presented: &CertificateDer<'_>, outline: &Outline<'_>) -> Error {
        let key = outline.key_fingerprint();
        let found = match presented.len() {
            ..=MOST_OCTETS => format!(
                "the certificate with SHA-256 {} and the key with SHA-256 {key}",
                Fingerprint::of(presented),
            ),
            octets => format!(
                "a certificate of {octets} octets, which was not examined further, and the key with SHA-256 {key}"
            ),
        };
        let finding = Finding {
            certificate: short_name(outline),
            ..handshake::PIN_UNMATCHED.met_in_use(None, self.expected.clone(), found)
        };
        Refusal::new(finding).into()
    }

    /// A pinned certificate was read when it was pinned; of one whose key is pinned only the key is read.
    fn with_key<T>(
        &self,
        end_entity: &CertificateDer<'_>,
        check: impl FnOnce(&PublicKey) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let unproven = |name, key: &PublicKey| Refusal::new(peer::unproven_by(name, key)).into();
        if let Some(pinned) = self.pins.certificate(end_entity) {
            let key = pinned.public_key();
            return check(key).map_err(|_| unproven(pinned.subject().to_string(), key));
        }
        let outline = Outline::of(end_entity);
        let outline = outline.ok_or(CertificateError::BadEncoding)?;
        let key = outline
            .read_key()
            .map_err(|error| peer::unreadable(&error))?;
        let verified = check(&key).map_err(|_| unproven(short_name(&outline), &key))?;
        if self.needs_dates_only() && is_much(end_entity, &outline) {
            // The rest of it has to be readable too, and now whoever presents it has proved the key.
            peer::end_entity(end_entity)?;
        }
        Ok(verified)
    }

    fn tls12(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let supported = &self.explainer.provider.signature_verification_algorithms;
        self.with_key(end_entity, |key| {
            handshake_signature::verify_tls12(message, key, signed, supported)
        })
    }

    fn tls13(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let supported = &self.explainer.provider.signature_verification_algorithms;
        self.with_key(end_entity, |key| {
            handshake_signature::verify_tls13(message, key, signed, supported)
        })
    }

    fn schemes(&self) -> Vec<SignatureScheme> {
        self.explainer
            .provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl ServerCertVerifier for PinVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verify(end_entity, Some(server_name), now)
            .map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.tls12(message, end_entity, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.tls13(message, end_entity, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes()
    }
}

impl ClientCertVerifier for PinVerifier {
    /// No hints: a pinned certificate need not have an issuer the client knows.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        self.presence == Presence::Demanded
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.verify(end_entity, None, now)
            .map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.tls12(message, end_entity, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end_entity: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.tls13(message, end_entity, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes()
    }
}
