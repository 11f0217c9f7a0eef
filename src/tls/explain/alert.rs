use rustls::AlertDescription;

use crate::finding::Finding;
use crate::rule::{Rule, alert, handshake, negotiation};

/// What is said of an alert.
struct Meaning {
    alert: AlertDescription,
    /// The name in the TLS Alerts registry of IANA.
    name: &'static str,
    rule: &'static Rule,
}

const fn means(alert: AlertDescription, name: &'static str, rule: &'static Rule) -> Meaning {
    Meaning { alert, name, rule }
}

/// In the order of their numbers. Those that end no handshake of today (SSL 3.0, export ciphers, external keys,
/// renegotiation) are named all the same, for they are received as they come.
#[rustfmt::skip]
const ALERTS: &[Meaning] = {
    use AlertDescription as A;
    &[
        means(A::CloseNotify, "close_notify", &negotiation::PEER_CLOSED),
        means(A::UnexpectedMessage, "unexpected_message", &alert::REFUSED_MESSAGE),
        means(A::BadRecordMac, "bad_record_mac", &negotiation::RECORD_DAMAGED),
        means(A::DecryptionFailed, "decryption_failed", &negotiation::RECORD_DAMAGED),
        means(A::RecordOverflow, "record_overflow", &alert::REFUSED_MESSAGE),
        means(A::DecompressionFailure, "decompression_failure", &alert::REFUSED_MESSAGE),
        means(A::HandshakeFailure, "handshake_failure", &alert::REFUSED_HANDSHAKE),
        means(A::NoCertificate, "no_certificate", &alert::REFUSED),
        means(A::BadCertificate, "bad_certificate", &alert::FOUND_FAULTY),
        means(A::UnsupportedCertificate, "unsupported_certificate", &alert::FOUND_UNSUPPORTED),
        means(A::CertificateRevoked, "certificate_revoked", &alert::FOUND_REVOKED),
        means(A::CertificateExpired, "certificate_expired", &alert::FOUND_EXPIRED),
        means(A::CertificateUnknown, "certificate_unknown", &alert::REFUSED_CERTIFICATE),
        means(A::IllegalParameter, "illegal_parameter", &alert::REFUSED_MESSAGE),
        means(A::UnknownCA, "unknown_ca", &alert::LACKS_ISSUER),
        means(A::AccessDenied, "access_denied", &alert::REFUSED_ACCESS),
        means(A::DecodeError, "decode_error", &alert::REFUSED_MESSAGE),
        means(A::DecryptError, "decrypt_error", &alert::FOUND_SIGNATURE_WRONG),
        means(A::ExportRestriction, "export_restriction", &alert::REFUSED),
        means(A::ProtocolVersion, "protocol_version", &negotiation::VERSION_UNSUPPORTED),
        means(A::InsufficientSecurity, "insufficient_security", &alert::FOUND_SECURITY_INSUFFICIENT),
        means(A::InternalError, "internal_error", &alert::FAILED_INTERNALLY),
        means(A::InappropriateFallback, "inappropriate_fallback", &alert::REFUSED),
        means(A::UserCanceled, "user_canceled", &negotiation::PEER_CLOSED),
        means(A::NoRenegotiation, "no_renegotiation", &alert::REFUSED),
        means(A::MissingExtension, "missing_extension", &alert::LACKS_EXTENSION),
        means(A::UnsupportedExtension, "unsupported_extension", &alert::REFUSED_MESSAGE),
        means(A::CertificateUnobtainable, "certificate_unobtainable", &alert::REFUSED),
        means(A::UnrecognisedName, "unrecognized_name", &alert::NAME_UNKNOWN),
        means(A::BadCertificateStatusResponse, "bad_certificate_status_response", &alert::REFUSED_OCSP_RESPONSE),
        means(A::BadCertificateHashValue, "bad_certificate_hash_value", &alert::REFUSED),
        means(A::UnknownPSKIdentity, "unknown_psk_identity", &alert::REFUSED),
        means(A::CertificateRequired, "certificate_required", &handshake::CLIENT_CERTIFICATE_ABSENT),
        means(A::NoApplicationProtocol, "no_application_protocol", &negotiation::APPLICATION_PROTOCOL_DIFFERS),
        means(A::EncryptedClientHelloRequired, "ech_required", &alert::REFUSED),
    ]
};

pub(super) fn finding(alert: AlertDescription) -> Finding {
    let number = u8::from(alert);
    let (rule, found) = match ALERTS.iter().find(|known| known.alert == alert) {
        Some(known) => (known.rule, format!("the alert {} ({number})", known.name)),
        None => (&alert::REFUSED, format!("the alert {number}")),
    };
    rule.met_in_use(None, "a handshake the peer completes", found)
}
