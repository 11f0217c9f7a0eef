//! The errors of rustls 0.23.46, each with the rule that explains it, or none.

use std::sync::Arc;
use std::time::Duration;

use rustls::{
    CertRevocationListError, CertificateError, ContentType, EncryptedClientHelloError, Error,
    ExtendedKeyPurpose, HandshakeType, InconsistentKeys, InvalidMessage, OtherError,
    PeerIncompatible, PeerMisbehaved,
};
use rustls_pki_types::{ServerName, UnixTime};
use vb365_tls::test_support::Forge;

#[derive(Clone)]
pub struct Known {
    pub error: Error,
    pub rule: Option<&'static str>,
}

pub fn known(error: impl Into<Error>, rule: &'static str) -> Known {
    Known {
        error: error.into(),
        rule: Some(rule),
    }
}

fn without_words(error: impl Into<Error>) -> Known {
    Known {
        error: error.into(),
        rule: None,
    }
}

/// Both ends of a connection, apart from certificates.
pub fn connections() -> Vec<Known> {
    let mut list = vec![
        known(Error::NoCertificatesPresented, "client-certificate-absent"),
        known(
            Error::NoApplicationProtocol,
            "application-protocol-not-in-common",
        ),
    ];
    list.extend(
        INCOMPATIBLE
            .iter()
            .map(|(why, rule)| known(why.clone(), rule)),
    );
    list.extend(INVALID.iter().map(|why| {
        known(
            *why,
            match why {
                InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion => {
                    "peer-speaks-no-tls"
                }
                InvalidMessage::CertificatePayloadTooLarge
                | InvalidMessage::HandshakePayloadTooLarge => "handshake-message-too-long",
                _ => "peer-broke-protocol",
            },
        )
    }));
    list.extend(
        MISBEHAVED
            .iter()
            .map(|why| known(why.clone(), "peer-broke-protocol")),
    );
    list.extend([
        known(
            Error::InappropriateMessage {
                expect_types: vec![ContentType::Handshake],
                got_type: ContentType::ApplicationData,
            },
            "peer-broke-protocol",
        ),
        known(
            Error::InappropriateHandshakeMessage {
                expect_types: vec![HandshakeType::ServerHello],
                got_type: HandshakeType::Finished,
            },
            "peer-broke-protocol",
        ),
        known(Error::PeerSentOversizedRecord, "peer-broke-protocol"),
        known(Error::DecryptError, "record-damaged"),
        known(InconsistentKeys::KeyMismatch, "private-key-mismatch"),
        known(Error::FailedToGetCurrentTime, "time-unknown"),
        known(
            Error::General("no server certificate chain resolved".into()),
            "server-certificate-absent",
        ),
        known(
            Error::General("incompatible signing key".into()),
            "signature-scheme-not-in-common",
        ),
        without_words(InconsistentKeys::Unknown),
        without_words(Error::FailedToGetRandomBytes),
        without_words(Error::EncryptError),
        without_words(Error::HandshakeNotComplete),
        without_words(Error::BadMaxFragmentSize),
        without_words(Error::UnsupportedNameType),
        without_words(EncryptedClientHelloError::InvalidConfigList),
        without_words(EncryptedClientHelloError::NoCompatibleConfig),
        without_words(EncryptedClientHelloError::SniRequired),
        without_words(Error::General("words of somebody else".into())),
        without_words(Error::Other(OtherError(Arc::new(std::fmt::Error)))),
    ]);
    list
}

const INCOMPATIBLE: &[(PeerIncompatible, &str)] = {
    use PeerIncompatible as P;
    &[
        (P::EcPointsExtensionRequired, "peer-incompatible"),
        (
            P::ExtendedMasterSecretExtensionRequired,
            "peer-incompatible",
        ),
        (P::IncorrectCertificateTypeExtension, "peer-incompatible"),
        (P::KeyShareExtensionRequired, "peer-incompatible"),
        (
            P::NamedGroupsExtensionRequired,
            "cryptography-not-in-common",
        ),
        (
            P::NoCertificateRequestSignatureSchemesInCommon,
            "signature-scheme-not-in-common",
        ),
        (P::NoCipherSuitesInCommon, "cryptography-not-in-common"),
        (P::NoEcPointFormatsInCommon, "peer-incompatible"),
        (P::NoKxGroupsInCommon, "cryptography-not-in-common"),
        (
            P::NoSignatureSchemesInCommon,
            "signature-scheme-not-in-common",
        ),
        (P::NullCompressionRequired, "peer-incompatible"),
        (
            P::ServerDoesNotSupportTls12Or13,
            "protocol-version-unsupported",
        ),
        (
            P::ServerSentHelloRetryRequestWithUnknownExtension,
            "peer-incompatible",
        ),
        (
            P::ServerTlsVersionIsDisabledByOurConfig,
            "protocol-version-unsupported",
        ),
        (
            P::SignatureAlgorithmsExtensionRequired,
            "protocol-version-unsupported",
        ),
        (
            P::SupportedVersionsExtensionRequired,
            "protocol-version-unsupported",
        ),
        (P::Tls12NotOffered, "protocol-version-unsupported"),
        (P::Tls12NotOfferedOrEnabled, "protocol-version-unsupported"),
        (P::Tls13RequiredForQuic, "protocol-version-unsupported"),
        (P::UncompressedEcPointsRequired, "peer-incompatible"),
        (P::UnsolicitedCertificateTypeExtension, "peer-incompatible"),
        (
            P::ServerRejectedEncryptedClientHello(None),
            "peer-incompatible",
        ),
    ]
};

const INVALID: &[InvalidMessage] = {
    use InvalidMessage as I;
    // One more variant, `UnsupportedKeyExchangeAlgorithm`, holds a type that is private to rustls.
    &[
        I::CertificatePayloadTooLarge,
        I::HandshakePayloadTooLarge,
        I::InvalidCcs,
        I::InvalidContentType,
        I::InvalidCertificateStatusType,
        I::InvalidCertRequest,
        I::InvalidDhParams,
        I::InvalidEmptyPayload,
        I::InvalidKeyUpdate,
        I::InvalidServerName,
        I::MessageTooLarge,
        I::MessageTooShort,
        I::MissingData("a field"),
        I::MissingKeyExchange,
        I::NoSignatureSchemes,
        I::TrailingData("a field"),
        I::UnexpectedMessage("a message"),
        I::UnknownProtocolVersion,
        I::UnsupportedCompression,
        I::UnsupportedCurveType,
        I::EmptyTicketValue,
        I::IllegalEmptyList("a list"),
        I::IllegalEmptyValue,
        I::DuplicateExtension(16),
        I::PreSharedKeyIsNotFinalExtension,
        I::UnknownHelloRetryRequestExtension,
        I::UnknownCertificateExtension,
    ]
};

const MISBEHAVED: &[PeerMisbehaved] = {
    use PeerMisbehaved as P;
    &[
        P::AttemptedDowngradeToTls12WhenTls13IsSupported,
        P::BadCertChainExtensions,
        P::CipherSuiteDifferedOnRetry,
        P::DisallowedEncryptedExtension,
        P::DuplicateClientHelloExtensions,
        P::DuplicateEncryptedExtensions,
        P::DuplicateHelloRetryRequestExtensions,
        P::DuplicateNewSessionTicketExtensions,
        P::DuplicateServerHelloExtensions,
        P::DuplicateServerNameTypes,
        P::EarlyDataAttemptedInSecondClientHello,
        P::EarlyDataExtensionWithoutResumption,
        P::EarlyDataOfferedWithVariedCipherSuite,
        P::EchAcceptanceVariedAfterRetry,
        P::HandshakeHashVariedAfterRetry,
        P::IllegalHelloRetryRequestWithEmptyCookie,
        P::IllegalHelloRetryRequestWithNoChanges,
        P::IllegalHelloRetryRequestWithOfferedGroup,
        P::IllegalHelloRetryRequestWithUnofferedCipherSuite,
        P::IllegalHelloRetryRequestWithUnofferedNamedGroup,
        P::IllegalHelloRetryRequestWithUnsupportedVersion,
        P::IllegalHelloRetryRequestWithWrongSessionId,
        P::IllegalHelloRetryRequestWithInvalidEch,
        P::IllegalMiddleboxChangeCipherSpec,
        P::IllegalTlsInnerPlaintext,
        P::IncorrectBinder,
        P::InvalidCertCompression,
        P::InvalidMaxEarlyDataSize,
        P::InvalidKeyShare,
        P::KeyEpochWithPendingFragment,
        P::KeyUpdateReceivedInQuicConnection,
        P::MessageInterleavedWithHandshakeMessage,
        P::MissingBinderInPskExtension,
        P::MissingKeyShare,
        P::MissingPskExtensionInSecondClientHello,
        P::MissingPskModesExtension,
        P::MissingQuicTransportParameters,
        P::OfferedDuplicateCertificateCompressions,
        P::OfferedDuplicateKeyShares,
        P::OfferedEarlyDataWithOldProtocolVersion,
        P::OfferedEmptyApplicationProtocol,
        P::OfferedIncorrectCompressions,
        P::PskExtensionMustBeLast,
        P::PskExtensionWithMismatchedIdsAndBinders,
        P::RefusedToFollowHelloRetryRequest,
        P::RejectedEarlyDataInterleavedWithHandshakeMessage,
        P::ResumptionAttemptedWithVariedEms,
        P::ResumptionOfferedWithVariedCipherSuite,
        P::ResumptionOfferedWithVariedEms,
        P::ResumptionOfferedWithIncompatibleCipherSuite,
        P::SelectedDifferentCipherSuiteAfterRetry,
        P::SelectedInvalidPsk,
        P::SelectedTls12UsingTls13VersionExtension,
        P::SelectedUnofferedApplicationProtocol,
        P::SelectedUnofferedCertCompression,
        P::SelectedUnofferedCipherSuite,
        P::SelectedUnofferedCompression,
        P::SelectedUnofferedKxGroup,
        P::SelectedUnofferedPsk,
        P::SelectedUnusableCipherSuiteForVersion,
        P::ServerEchoedCompatibilitySessionId,
        P::ServerHelloMustOfferUncompressedEcPoints,
        P::ServerNameDifferedOnRetry,
        P::ServerNameMustContainOneHostName,
        P::SignedKxWithWrongAlgorithm,
        P::SignedHandshakeWithUnadvertisedSigScheme,
        P::TooManyEmptyFragments,
        P::TooManyKeyUpdateRequests,
        P::TooManyRenegotiationRequests,
        P::TooManyWarningAlertsReceived,
        P::TooMuchEarlyDataReceived,
        P::UnexpectedCleartextExtension,
        P::UnsolicitedCertExtension,
        P::UnsolicitedEncryptedExtension,
        P::UnsolicitedSctList,
        P::UnsolicitedServerHelloExtension,
        P::WrongGroupForKeyShare,
        P::UnsolicitedEchExtension,
    ]
};

/// What verifiers of rustls and of others say of a certificate or a CRL.
pub fn certificates() -> Vec<Known> {
    use CertRevocationListError as L;
    use CertificateError as C;
    let (time, day) = (Forge::now(), Duration::from_secs(86_400));
    let at = |seconds: u64| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let (earlier, later) = (
        at(time.as_secs() - day.as_secs()),
        at(time.as_secs() + day.as_secs()),
    );
    let expected = ServerName::try_from("vb365.example.com").unwrap();
    let name = |presented: &[&str]| C::NotValidForNameContext {
        expected: expected.clone(),
        presented: presented.iter().map(ToString::to_string).collect(),
    };
    let purpose = |presented| C::InvalidPurposeContext {
        required: ExtendedKeyPurpose::ServerAuth,
        presented,
    };
    let signed = |algorithm: &[u8]| C::UnsupportedSignatureAlgorithmContext {
        signature_algorithm_id: algorithm.to_vec(),
        supported_algorithms: Vec::new(),
    };
    let other = |error| C::Other(OtherError(Arc::new(error)));
    use webpki::Error as W;
    #[allow(deprecated, reason = "older providers still send these variants")]
    let unspecific = [
        known(
            C::UnsupportedSignatureAlgorithm,
            "signature-algorithm-unsupported",
        ),
        known(L::UnsupportedSignatureAlgorithm, "crl-unverified"),
    ];
    let list = vec![
        known(C::BadEncoding, "certificate-unreadable"),
        known(C::Expired, "certificate-expired"),
        known(
            C::ExpiredContext {
                time,
                not_after: earlier,
            },
            "certificate-expired",
        ),
        known(C::NotValidYet, "certificate-not-yet-valid"),
        known(
            C::NotValidYetContext {
                time,
                not_before: later,
            },
            "certificate-not-yet-valid",
        ),
        known(C::Revoked, "certificate-revoked"),
        known(C::UnhandledCriticalExtension, "critical-extension-unknown"),
        known(C::UnknownIssuer, "path-not-found"),
        known(C::UnknownRevocationStatus, "revocation-status-unknown"),
        known(C::ExpiredRevocationList, "crl-stale"),
        known(
            C::ExpiredRevocationListContext {
                time,
                next_update: earlier,
            },
            "crl-stale",
        ),
        known(C::BadSignature, "signature-invalid"),
        known(signed(ED448), "signature-algorithm-unsupported"),
        known(signed(SHA1_WITH_RSA), "signature-algorithm-weak"),
        known(signed(b"nonsense"), "signature-algorithm-unsupported"),
        known(
            C::UnsupportedSignatureAlgorithmForPublicKeyContext {
                signature_algorithm_id: ED448.to_vec(),
                public_key_algorithm_id: Vec::new(),
            },
            "signature-algorithm-unsupported",
        ),
        known(C::NotValidForName, "reference-identifier-unmatched"),
        known(
            name(&["DnsName(\"other.example.com\")", "IpAddress(192.0.2.1)"]),
            "reference-identifier-unmatched",
        ),
        known(
            name(&["a".repeat(100_000).as_str(); 100]),
            "reference-identifier-unmatched",
        ),
        known(name(&[]), "subject-alt-name-absent"),
        known(C::InvalidPurpose, "extended-key-usage-mismatch"),
        known(
            purpose(vec![ExtendedKeyPurpose::ClientAuth]),
            "extended-key-usage-mismatch",
        ),
        known(
            purpose(vec![ExtendedKeyPurpose::Other(vec![2, 5, 29, 37, 0])]),
            "extended-key-usage-any-only",
        ),
        known(purpose(Vec::new()), "extended-key-usage-mismatch"),
        known(C::InvalidOcspResponse, "certificate-refused"),
        known(C::ApplicationVerificationFailure, "certificate-refused"),
        known(other(W::CaUsedAsEndEntity), "end-entity-is-ca"),
        known(other(W::EndEntityUsedAsCa), "issuer-not-ca"),
        known(other(W::EmptyEkuExtension), "extended-key-usage-empty"),
        known(other(W::ExtensionValueInvalid), "extension-malformed"),
        known(other(W::MalformedExtensions), "extension-malformed"),
        known(
            other(W::InvalidNetworkMaskConstraint),
            "name-constraints-unsupported",
        ),
        known(
            other(W::MalformedNameConstraint),
            "name-constraints-unsupported",
        ),
        known(
            other(W::MalformedDnsIdentifier),
            "name-constraints-unsupported",
        ),
        known(other(W::CertDistrusted), "key-distrusted"),
        known(other(W::MaximumPathDepthExceeded), "chain-too-long"),
        known(
            other(W::NameConstraintViolation),
            "name-constraints-violated",
        ),
        known(other(W::PathLenConstraintViolated), "path-length-exceeded"),
        known(
            other(W::SignatureAlgorithmMismatch),
            "signature-algorithm-inconsistent",
        ),
        known(other(W::UnsupportedCertVersion), "certificate-version-1"),
        known(
            other(W::UnsupportedCriticalExtension),
            "critical-extension-unknown",
        ),
        known(
            other(W::MaximumNameConstraintComparisonsExceeded),
            "name-constraints-violated",
        ),
        known(other(W::MaximumPathBuildCallsExceeded), "path-not-found"),
        known(other(W::MaximumSignatureChecksExceeded), "path-not-found"),
        known(L::BadSignature, "crl-unverified"),
        known(L::IssuerInvalidForCrl, "crl-unverified"),
        known(
            L::UnsupportedSignatureAlgorithmContext {
                signature_algorithm_id: Vec::new(),
                supported_algorithms: Vec::new(),
            },
            "crl-unverified",
        ),
        known(
            L::UnsupportedSignatureAlgorithmForPublicKeyContext {
                signature_algorithm_id: Vec::new(),
                public_key_algorithm_id: Vec::new(),
            },
            "crl-unverified",
        ),
        known(L::InvalidCrlNumber, "crl-unusable"),
        known(L::InvalidRevokedCertSerialNumber, "crl-unusable"),
        known(L::ParseError, "crl-unusable"),
        known(L::UnsupportedCrlVersion, "crl-unusable"),
        known(L::UnsupportedCriticalExtension, "crl-unusable"),
        known(L::UnsupportedDeltaCrl, "crl-unusable"),
        known(L::UnsupportedIndirectCrl, "crl-unusable"),
        known(L::UnsupportedRevocationReason, "crl-unusable"),
    ];
    [list.as_slice(), &unspecific].concat()
}

/// AlgorithmIdentifiers without their outer header.
const ED448: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x71];
const SHA1_WITH_RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00";
