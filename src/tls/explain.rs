mod alert;
mod peer;

use std::error::Error;
use std::io;
use std::iter::successors;

use crate::finding::Finding;
use crate::rule::{self, handshake, negotiation};
use crate::verifier::{Refusal, engine_finding, list_finding};

/// How deep an error is looked for inside of others.
const DEEPEST: usize = 32;

/// Says why a connection failed: rule, certificate, expected, found, remedy.
///
/// It takes the error at hand: that of rustls, the [`io::Error`] of a stream, or whatever an HTTP client makes of them,
/// as long as it tells its source. It knows
///
/// * what a verifier refuses, of this crate (with the certificate and all of its context) or of rustls (as much as the
///   error says),
/// * every alert of a peer. An alert names no certificate, so its finding names causes, the likeliest first,
/// * what the two ends have not in common, what is not TLS, and what breaks the protocol,
/// * a connection that was closed or reset without a reason, or a peer that kept silent until this side gave up, if
///   nothing inside says more. So give it errors of a connection, not of a file, and of a socket that does not block only
///   those it ended with.
///
/// `None` is for what no finding can speak of: what the application did
/// ([`EncryptError`](rustls::Error::EncryptError), [`HandshakeNotComplete`](rustls::Error::HandshakeNotComplete),
/// [`BadMaxFragmentSize`](rustls::Error::BadMaxFragmentSize),
/// [`InvalidEncryptedClientHello`](rustls::Error::InvalidEncryptedClientHello),
/// [`UnsupportedNameType`](rustls::Error::UnsupportedNameType)), what fails in this machine
/// ([`FailedToGetRandomBytes`](rustls::Error::FailedToGetRandomBytes)), keys that cannot be compared
/// ([`InconsistentKeys::Unknown`](rustls::InconsistentKeys::Unknown)), and
/// [`General`](rustls::Error::General) and [`Other`](rustls::Error::Other) with words of somebody else, such as the end of a
/// [probe](super::probe).
///
/// The [manual](crate::manual::failures) shows them all.
///
/// ```
/// use rustls::{AlertDescription, Error};
/// use vb365_tls::tls::explain;
///
/// let alert = Error::AlertReceived(AlertDescription::CertificateRequired);
/// let finding = explain(&alert).ok_or("unknown")?;
/// assert_eq!(finding.rule.as_str(), "client-certificate-absent");
///
/// // As a stream of rustls hands it on.
/// let finding = explain(&std::io::Error::other(alert)).ok_or("unknown")?;
/// assert_eq!(finding.found, "the alert certificate_required (116)");
///
/// assert!(explain(&Error::EncryptError).is_none());
/// # Ok::<(), &str>(())
/// ```
#[doc(alias = "alert", alias = "handshake failure")]
pub fn explain(error: &(dyn Error + 'static)) -> Option<Finding> {
    let links = || successors(Some(error), |error| inside(*error)).take(DEEPEST);
    let in_tls = |error: &(dyn Error + 'static)| match error.downcast_ref::<Refusal>() {
        Some(refusal) => Some(refusal.finding().clone()),
        None => error.downcast_ref().and_then(of_rustls),
    };
    links().find_map(in_tls).or_else(|| links().find_map(ended))
}

/// The next error inside; neither `io::Error` nor rustls' tells it as its source.
fn inside<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return error.get_ref().map(|inner| inner as _);
    }
    match error.downcast_ref() {
        Some(rustls::Error::Other(other)) => Some(other.0.as_ref()),
        _ => error.source(),
    }
}

fn of_rustls(error: &rustls::Error) -> Option<Finding> {
    use rustls::{CertificateError, Error as E, InconsistentKeys};
    Some(match error {
        E::InvalidCertificate(reason) => match reason {
            CertificateError::Other(other) if other.0.is::<Refusal>() => {
                other.0.downcast_ref::<Refusal>()?.finding().clone()
            }
            reason => engine_finding(reason),
        },
        E::InvalidCertRevocationList(reason) => list_finding(reason),
        E::AlertReceived(alert) => alert::finding(*alert),
        E::NoCertificatesPresented => {
            handshake::CLIENT_CERTIFICATE_ABSENT.met_in_use(None, "a client certificate", "none")
        }
        E::PeerIncompatible(why) => peer::incompatible(why),
        E::NoApplicationProtocol => peer::no_application_protocol(),
        E::PeerMisbehaved(why) => peer::misbehaved(why),
        E::InvalidMessage(why) => peer::invalid(*why),
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            peer::broke_protocol("a message that has no place here")
        }
        E::PeerSentOversizedRecord => peer::broke_protocol("a record that is too long"),
        E::DecryptError => negotiation::RECORD_DAMAGED.met_in_use(
            None,
            "a record that decrypts with the keys of the connection",
            "one that does not",
        ),
        E::InconsistentKeys(InconsistentKeys::KeyMismatch) => rule::find("private-key-mismatch")?
            .met_in_use(
                None,
                "the private key of the certificate",
                "the key of another",
            ),
        E::FailedToGetCurrentTime => {
            negotiation::TIME_UNKNOWN.met_in_use(None, "the time in seconds since 1970", "none")
        }
        // What a server of rustls 0.23 has words for, and no variant.
        E::General(words) => match words.as_str() {
            "no server certificate chain resolved" => handshake::SERVER_CERTIFICATE_ABSENT
                .met_in_use(
                    None,
                    "a certificate for the name of the ClientHello",
                    "none",
                ),
            "incompatible signing key" => peer::no_signature_scheme(),
            _ => return None,
        },
        _ => return None,
    })
}

/// A peer that is gone, whatever it had to say.
fn ended(error: &(dyn Error + 'static)) -> Option<Finding> {
    let found = match error.downcast_ref::<io::Error>()?.kind() {
        // Unix says the latter where a socket has a timeout.
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            let expected = "an answer within the time this side waits";
            return Some(negotiation::PEER_SILENT.met_in_use(None, expected, "silence"));
        }
        io::ErrorKind::UnexpectedEof => "the end of what the peer sends",
        io::ErrorKind::ConnectionReset => "a connection the peer reset",
        io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "a connection that is no longer open"
        }
        _ => return None,
    };
    Some(negotiation::PEER_CLOSED.met_in_use(None, "a message of TLS, or an alert", found))
}
