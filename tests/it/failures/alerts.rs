//! The alerts rustls 0.23.46 has names for, each with the rule that explains it.

use rustls::{AlertDescription, Error};

use super::errors::{Known, known};

pub fn alerts() -> Vec<Known> {
    let list = ALERTS.iter();
    list.map(|(alert, rule)| known(Error::AlertReceived(*alert), rule))
        .collect()
}

pub const ALERTS: &[(AlertDescription, &str)] = {
    use AlertDescription as A;
    &[
        (A::CloseNotify, "peer-closed"),
        (A::UnexpectedMessage, "peer-refused-message"),
        (A::BadRecordMac, "record-damaged"),
        (A::DecryptionFailed, "record-damaged"),
        (A::RecordOverflow, "peer-refused-message"),
        (A::DecompressionFailure, "peer-refused-message"),
        (A::HandshakeFailure, "peer-refused-handshake"),
        (A::NoCertificate, "peer-refused"),
        (A::BadCertificate, "peer-found-certificate-faulty"),
        (
            A::UnsupportedCertificate,
            "peer-found-certificate-unsupported",
        ),
        (A::CertificateRevoked, "peer-found-certificate-revoked"),
        (A::CertificateExpired, "peer-found-certificate-expired"),
        (A::CertificateUnknown, "peer-refused-certificate"),
        (A::IllegalParameter, "peer-refused-message"),
        (A::UnknownCA, "peer-lacks-issuer"),
        (A::AccessDenied, "peer-refused-access"),
        (A::DecodeError, "peer-refused-message"),
        (A::DecryptError, "peer-found-signature-wrong"),
        (A::ExportRestriction, "peer-refused"),
        (A::ProtocolVersion, "protocol-version-unsupported"),
        (A::InsufficientSecurity, "peer-found-security-insufficient"),
        (A::InternalError, "peer-failed-internally"),
        (A::InappropriateFallback, "peer-refused"),
        (A::UserCanceled, "peer-closed"),
        (A::NoRenegotiation, "peer-refused"),
        (A::MissingExtension, "peer-lacks-extension"),
        (A::UnsupportedExtension, "peer-refused-message"),
        (A::CertificateUnobtainable, "peer-refused"),
        (A::UnrecognisedName, "server-name-unknown-to-peer"),
        (
            A::BadCertificateStatusResponse,
            "peer-refused-ocsp-response",
        ),
        (A::BadCertificateHashValue, "peer-refused"),
        (A::UnknownPSKIdentity, "peer-refused"),
        (A::CertificateRequired, "client-certificate-absent"),
        (
            A::NoApplicationProtocol,
            "application-protocol-not-in-common",
        ),
        (A::EncryptedClientHelloRequired, "peer-refused"),
    ]
};
