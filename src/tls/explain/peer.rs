//! What rustls has against the peer besides its certificate.

use rustls::{InvalidMessage, PeerIncompatible, PeerMisbehaved};

use crate::finding::Finding;
use crate::rule::negotiation;

pub(super) fn incompatible(why: &PeerIncompatible) -> Finding {
    use PeerIncompatible as P;
    use negotiation::{
        CRYPTOGRAPHY_DIFFERS, PEER_INCOMPATIBLE, SIGNATURE_SCHEME_DIFFERS, VERSION_UNSUPPORTED,
    };
    let (rule, expected, found) = match why {
        P::ServerDoesNotSupportTls12Or13 => (
            &VERSION_UNSUPPORTED,
            "TLS 1.3 or 1.2",
            "a server that answers with an older version",
        ),
        P::ServerTlsVersionIsDisabledByOurConfig => (
            &VERSION_UNSUPPORTED,
            "a version this side has switched on",
            "a server that answers with the other one",
        ),
        P::SupportedVersionsExtensionRequired => (
            &VERSION_UNSUPPORTED,
            "TLS 1.3, the only version this side has switched on",
            "a client that offers no newer version than TLS 1.2",
        ),
        P::Tls12NotOffered => (
            &VERSION_UNSUPPORTED,
            "TLS 1.3 or 1.2",
            "a client that offers older versions only",
        ),
        P::SignatureAlgorithmsExtensionRequired => (
            &VERSION_UNSUPPORTED,
            "TLS 1.3 or 1.2",
            "a client that lists no signature schemes, as those of older versions do",
        ),
        P::Tls12NotOfferedOrEnabled | P::Tls13RequiredForQuic => (
            &VERSION_UNSUPPORTED,
            "a version this side has switched on",
            "a client that offers none of them",
        ),
        P::NoCipherSuitesInCommon => (
            &CRYPTOGRAPHY_DIFFERS,
            "a cipher suite of this side that fits its certificate",
            "a peer that offers none",
        ),
        P::NoKxGroupsInCommon | P::NamedGroupsExtensionRequired => (
            &CRYPTOGRAPHY_DIFFERS,
            "a key exchange group of this side",
            "a peer that offers none",
        ),
        P::NoSignatureSchemesInCommon => return no_signature_scheme(),
        P::NoCertificateRequestSignatureSchemesInCommon => (
            &SIGNATURE_SCHEME_DIFFERS,
            "a signature scheme of this side",
            "a server that accepts none from its clients",
        ),
        other => (&PEER_INCOMPATIBLE, feature(other), "a peer without it"),
    };
    rule.met_in_use(None, expected, found)
}

fn feature(why: &PeerIncompatible) -> &'static str {
    use PeerIncompatible as P;
    match why {
        P::ExtendedMasterSecretExtensionRequired => "the extended master secret (RFC 7627)",
        P::EcPointsExtensionRequired
        | P::NoEcPointFormatsInCommon
        | P::UncompressedEcPointsRequired => "uncompressed elliptic curve points (RFC 8422)",
        P::IncorrectCertificateTypeExtension | P::UnsolicitedCertificateTypeExtension => {
            "the kind of certificate this side offers (RFC 7250)"
        }
        P::KeyShareExtensionRequired => "a key share (RFC 8446 section 4.2.8)",
        P::NullCompressionRequired => "messages without compression",
        P::ServerSentHelloRetryRequestWithUnknownExtension => {
            "a retry with extensions this side knows (RFC 8446 section 4.1.4)"
        }
        P::ServerRejectedEncryptedClientHello(_) => "the encrypted client hello this side offers",
        _ => "all that rustls needs",
    }
}

pub(super) fn no_signature_scheme() -> Finding {
    negotiation::SIGNATURE_SCHEME_DIFFERS.met_in_use(
        None,
        "a signature scheme for the key of this side",
        "a peer that accepts none",
    )
}

pub(super) fn no_application_protocol() -> Finding {
    negotiation::APPLICATION_PROTOCOL_DIFFERS.met_in_use(
        None,
        "a protocol both ends list (ALPN)",
        "none",
    )
}

pub(super) fn misbehaved(why: &PeerMisbehaved) -> Finding {
    use PeerMisbehaved as P;
    broke_protocol(match why {
        P::AttemptedDowngradeToTls12WhenTls13IsSupported => {
            "TLS 1.2 from a peer that knows TLS 1.3, as if somebody in between had changed the ClientHello"
        }
        P::SignedHandshakeWithUnadvertisedSigScheme | P::SignedKxWithWrongAlgorithm => {
            "a signature of a scheme this side did not offer"
        }
        P::SelectedUnofferedApplicationProtocol
        | P::SelectedUnofferedCertCompression
        | P::SelectedUnofferedCipherSuite
        | P::SelectedUnofferedCompression
        | P::SelectedUnofferedKxGroup
        | P::SelectedUnofferedPsk => "a choice this side did not offer",
        P::TooManyEmptyFragments
        | P::TooManyKeyUpdateRequests
        | P::TooManyRenegotiationRequests
        | P::TooManyWarningAlertsReceived
        | P::TooMuchEarlyDataReceived => "more of one kind of message than is bearable",
        _ => "a message that breaks the protocol",
    })
}

pub(super) fn invalid(why: InvalidMessage) -> Finding {
    use InvalidMessage as M;
    match why {
        M::InvalidContentType | M::UnknownProtocolVersion => negotiation::PEER_SPEAKS_NO_TLS
            .met_in_use(None, "a record of TLS", "bytes that are not"),
        M::CertificatePayloadTooLarge | M::HandshakePayloadTooLarge => {
            negotiation::MESSAGE_TOO_LONG.met_in_use(None, "at most 64 KiB", "more")
        }
        _ => broke_protocol("a message that cannot be read"),
    }
}

pub(super) fn broke_protocol(found: &'static str) -> Finding {
    negotiation::PEER_BROKE_PROTOCOL.met_in_use(None, "messages as TLS defines them", found)
}
