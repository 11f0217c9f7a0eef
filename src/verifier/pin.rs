//! Pins: the certificate is known, so nothing has to be found but itself.

use rustls_pki_types::CertificateDer;

use super::examined::{MOST_OCTETS, short_name};
use super::server_name::{matches_common_name, matches_name};
use super::{Asked, Verifier, engine_error};
use crate::certificate::{Fingerprint, Outline};
use crate::chain::Chain;
use crate::finding::Finding;
use crate::rule::handshake;
use crate::trust::{NameCheck, Pins};

impl Verifier {
    /// Accepts the pinned peers and nobody else. What they send along proves nothing and is not looked at.
    pub(super) fn by_pin(&self, pins: &Pins, asked: &Asked<'_>) -> Result<(), Box<Finding>> {
        let certificate = match pins.certificate(asked.presented.end_entity) {
            Some(pinned) => pinned.clone(),
            None => {
                let der = asked.presented.end_entity;
                if let Some(outline) = Outline::of(der)
                    && !pins.fit(der, outline.key_fingerprint())
                {
                    return Err(self.unmatched(der, &outline));
                }
                let presented = asked.presented.certificate(0);
                presented.map_err(|error| engine_error::unreadable(&error))?
            }
        };
        let chain = Chain::alone(certificate);
        self.check_rules(&chain, asked)?;
        let certificate = chain.end_entity();
        let is_tolerated = |name| match self.trust.axes.name {
            NameCheck::Ignored => true,
            NameCheck::SubjectAltName => matches_name(certificate, name),
            NameCheck::SubjectAltNameThenCommonName => {
                matches_name(certificate, name) || matches_common_name(certificate, name)
            }
        };
        if asked.names.iter().all(is_tolerated) {
            return Ok(());
        }
        let subject = self.subject(&chain, asked);
        Err(self.refused_by(engine_error::WRONG_NAME, &subject))
    }

    /// A stranger is not read: the fingerprints, which have to be compared, need no more than the place of the key.
    fn unmatched(&self, presented: &CertificateDer<'_>, outline: &Outline<'_>) -> Box<Finding> {
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
        Box::new(Finding {
            certificate: short_name(outline),
            ..handshake::PIN_UNMATCHED.met_in_use(None, self.pinned.clone(), found)
        })
    }
}
