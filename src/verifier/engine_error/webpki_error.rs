use std::sync::Arc;

use rustls::{CertificateError, ExtendedKeyPurpose, OtherError};
use webpki::InvalidNameContext;

/// The error as rustls passes it on, so that both are explained alike.
pub(in crate::verifier) fn of_webpki(error: webpki::Error) -> CertificateError {
    use CertificateError as To;
    use webpki::Error as E;
    match error {
        E::BadDer | E::BadDerTime | E::TrailingData(_) => To::BadEncoding,
        E::CertNotValidYet { time, not_before } => To::NotValidYetContext { time, not_before },
        E::CertExpired { time, not_after } => To::ExpiredContext { time, not_after },
        E::InvalidCertValidity => To::Expired,
        E::UnknownIssuer => To::UnknownIssuer,
        E::CertNotValidForName(InvalidNameContext {
            expected,
            presented,
        }) => To::NotValidForNameContext {
            expected,
            presented,
        },
        E::InvalidSignatureForPublicKey => To::BadSignature,
        E::UnsupportedSignatureAlgorithmContext(context) => {
            To::UnsupportedSignatureAlgorithmContext {
                signature_algorithm_id: context.signature_algorithm_id,
                supported_algorithms: context.supported_algorithms,
            }
        }
        E::UnsupportedSignatureAlgorithmForPublicKeyContext(context) => {
            To::UnsupportedSignatureAlgorithmForPublicKeyContext {
                signature_algorithm_id: context.signature_algorithm_id,
                public_key_algorithm_id: context.public_key_algorithm_id,
            }
        }
        E::RequiredEkuNotFoundContext(context) => To::InvalidPurposeContext {
            required: purpose(context.required.oid_values().collect()),
            presented: context.present.into_iter().map(purpose).collect(),
        },
        other => To::Other(OtherError(Arc::new(other))),
    }
}

fn purpose(oid: Vec<usize>) -> ExtendedKeyPurpose {
    match oid.as_slice() {
        webpki::KeyUsage::CLIENT_AUTH_REPR => ExtendedKeyPurpose::ClientAuth,
        webpki::KeyUsage::SERVER_AUTH_REPR => ExtendedKeyPurpose::ServerAuth,
        _ => ExtendedKeyPurpose::Other(oid),
    }
}
