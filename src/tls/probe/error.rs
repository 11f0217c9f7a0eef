use std::sync::Arc;

use rustls::OtherError;
use rustls_pki_types::CertificateDer;

use crate::certificate::Malformed;

/// The error every handshake of a [`Probe`](super::Probe) ends with; nothing was found wrong.
///
/// It arrives as [`rustls::Error::Other`], so that no log calls the certificate invalid. The server is told
/// `handshake_failure`, because rustls has no way to send `user_canceled`.
///
/// ```
/// use vb365_tls::tls::probe::EndedOnPurpose;
///
/// fn is_end_of_probe(error: &rustls::Error) -> bool {
///     matches!(error, rustls::Error::Other(other) if other.0.is::<EndedOnPurpose>())
/// }
/// assert!(!is_end_of_probe(&rustls::Error::DecryptError));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the connection was ended on purpose, after a look at what the server presents")]
pub struct EndedOnPurpose(());

impl EndedOnPurpose {
    pub(super) fn error() -> rustls::Error {
        OtherError(Arc::new(Self(()))).into()
    }
}

/// Why a [`Probe`](super::Probe) has nothing to show.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::tls::probe::{Probe, ProbeError};
///
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// let probe = Probe::new(&context)?;
/// let error = probe.finish_without_connection().unwrap_err();
/// assert!(matches!(error, ProbeError::NothingPresented));
/// # Ok::<(), vb365_tls::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProbeError {
    /// No connection of the probe got as far as a certificate.
    #[error(
        "no certificate was presented: the connection ended before, as its own error says, or was never driven"
    )]
    NothingPresented,

    /// More than one connection was made with the configuration.
    #[error(
        "several connections were made with one probe, and what each was shown cannot be told apart; make a probe \
         for each connection"
    )]
    SeveralConnections,

    /// The connection is not one of the probe.
    #[error(
        "this connection completed its handshake, so it is not one of a probe; give the one made with the probe's \
         configuration"
    )]
    OtherConnection,

    /// What the server presented is not a certificate, or not all of it is.
    #[error("certificate {number} of {} that were presented: {source}", .presented.len())]
    Unreadable {
        /// Counted from 1 in the order presented; 1 is the end entity.
        number: usize,
        /// What is wrong, with the byte position in that certificate.
        source: Malformed,
        /// All that was presented, byte for byte.
        presented: Vec<CertificateDer<'static>>,
    },
}
