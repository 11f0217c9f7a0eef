use rustls::{AlertDescription, CertificateError, Error};

use crate::finding::Finding;
use crate::rule::handshake;
use crate::trust::Refusal;

/// Says why a handshake failed: rule, certificate, expected, found, remedy.
///
/// It knows what the verifiers of this crate refuse, on this side, and the alerts of a peer that refuses what it was
/// shown; an alert names no certificate, so its finding names causes. `None` for errors that have nothing to do with
/// certificates, and for the end of a [probe](super::probe), which breaks no rule.
///
/// ```
/// use rustls::{AlertDescription, Error};
/// use vb365_tls::tls::explain;
///
/// let finding = explain(&Error::AlertReceived(AlertDescription::CertificateRequired)).ok_or("unknown")?;
/// assert_eq!(finding.rule.as_str(), "client-certificate-absent");
/// assert!(explain(&Error::EncryptError).is_none());
/// # Ok::<(), &str>(())
/// ```
pub fn explain(error: &Error) -> Option<Finding> {
    match error {
        Error::InvalidCertificate(CertificateError::Other(other)) => {
            let refusal: &Refusal = other.0.downcast_ref()?;
            Some(refusal.finding().clone())
        }
        Error::NoCertificatesPresented => Some(handshake::CLIENT_CERTIFICATE_ABSENT.met_in_use(
            None,
            "a client certificate",
            "none",
        )),
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            Some(handshake::CLIENT_CERTIFICATE_ABSENT.met_in_use(
                None,
                "no client certificate to be demanded",
                "the alert certificate_required",
            ))
        }
        Error::AlertReceived(alert) => alert_name(*alert).map(|name| {
            handshake::PEER_REFUSED.met_in_use(
                None,
                "a handshake the peer completes",
                format!("the alert {name}"),
            )
        }),
        _ => None,
    }
}

/// The alerts of RFC 8446 section 6.2 that speak of certificates.
fn alert_name(alert: AlertDescription) -> Option<&'static str> {
    Some(match alert {
        AlertDescription::HandshakeFailure => "handshake_failure",
        AlertDescription::BadCertificate => "bad_certificate",
        AlertDescription::UnsupportedCertificate => "unsupported_certificate",
        AlertDescription::CertificateRevoked => "certificate_revoked",
        AlertDescription::CertificateExpired => "certificate_expired",
        AlertDescription::CertificateUnknown => "certificate_unknown",
        AlertDescription::UnknownCA => "unknown_ca",
        AlertDescription::AccessDenied => "access_denied",
        AlertDescription::DecryptError => "decrypt_error",
        _ => return None,
    })
}
