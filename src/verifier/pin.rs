//! Pins: the certificate is known, so nothing has to be found but itself.

use super::server_name::{matches_common_name, matches_name};
use super::{Asked, Verifier, engine_error};
use crate::certificate::Certificate;
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
                let presented = asked.presented.certificate(0);
                let presented = presented.map_err(|error| engine_error::unreadable(&error))?;
                if pins.matching(&presented).is_none() {
                    return Err(unmatched(pins, &presented));
                }
                presented
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
}

fn unmatched(pins: &Pins, presented: &Certificate) -> Box<Finding> {
    let found = format!(
        "the certificate with SHA-256 {} and the key with SHA-256 {}",
        presented.fingerprint(),
        presented.public_key().fingerprint(),
    );
    Box::new(handshake::PIN_UNMATCHED.met_in_use(Some(presented), pins.to_string(), found))
}
