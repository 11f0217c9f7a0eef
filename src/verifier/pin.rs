//! Pins: the certificate is known, so nothing has to be found but itself.

use rustls_pki_types::{CertificateDer, UnixTime};

use super::examined::{MOST_OCTETS, is_much, short_name};
use super::explanation::unexamined;
use super::server_name::{matches_common_name, matches_name};
use super::{Asked, Presented, Verifier, engine_error};
use crate::certificate::{Outline, rfc3339};
use crate::chain::Chain;
use crate::finding::Finding;
use crate::rule::{self, handshake};
use crate::trust::{Marks, NameCheck, Pins, PurposeCheck, ValidityCheck};

impl Verifier {
    /// Accepts the pinned peers and nobody else. What they send along proves nothing and is not looked at.
    pub(super) fn by_pin(&self, pins: &Pins, asked: &Asked<'_>) -> Result<(), Box<Finding>> {
        let certificate = match pins.certificate(asked.presented.end_entity) {
            Some(pinned) => pinned.clone(),
            None => {
                let der = asked.presented.end_entity;
                if let Some(outline) = Outline::of(der) {
                    let marks = Marks::new(der, outline.public_key());
                    if !pins.fit(&marks) {
                        return Err(self.unmatched(pins, &outline, &marks));
                    }
                    if asked.presented.is_unread() && self.can_wait(der, &outline) {
                        return self.check_dates(&outline, asked.now);
                    }
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
        let input = self.input(&chain, asked);
        Err(self.refused_by(engine_error::WRONG_NAME, &input))
    }

    /// A stranger is not read: the fingerprints, which have to be compared, need no more than the place of the key.
    fn unmatched(&self, pins: &Pins, outline: &Outline<'_>, marks: &Marks<'_>) -> Box<Finding> {
        let expected = self.pinned.get_or_init(|| pins.in_words()).clone();
        let found = marks.in_words(MOST_OCTETS);
        Box::new(Finding {
            certificate: short_name(outline),
            ..handshake::PIN_UNMATCHED.met_in_use(None, expected, found)
        })
    }

    /// Whether the rules can wait until the peer has proved the key: whoever knows a pinned key can put anything beside
    /// it.
    fn can_wait(&self, der: &[u8], outline: &Outline<'_>) -> bool {
        self.trust.lists.is_none()
            && self.trust.axes.name == NameCheck::Ignored
            && self.trust.axes.purpose == PurposeCheck::Ignored
            // Later nothing but the dates of the certificate would tell them the time.
            && self.rules.as_slice().is_empty()
            && is_much(der, outline)
    }

    /// What is left out of a large certificate before its key is proved are the rules, but not its dates.
    fn check_dates(&self, outline: &Outline<'_>, now: UnixTime) -> Result<(), Box<Finding>> {
        let validity = outline.read_validity();
        let validity = validity.map_err(|error| engine_error::unreadable(&error))?;
        let rule = if self.trust.axes.validity == ValidityCheck::Ignored {
            None
        } else if validity.not_after() < validity.not_before() {
            rule::find("validity-inverted")
        } else if now > validity.not_after() {
            rule::find("certificate-expired")
        } else if now < validity.not_before() {
            rule::find("certificate-not-yet-valid")
        } else {
            None
        };
        let Some(rule) = rule else {
            return Ok(());
        };
        let (from, to) = (validity.not_before(), validity.not_after());
        let found = format!("valid from {} until {}", rfc3339(from), rfc3339(to));
        let finding = rule.met_in_use(
            None,
            format!("a certificate valid at {}", rfc3339(now)),
            found,
        );
        Err(Box::new(unexamined(finding, short_name(outline))))
    }

    /// The rules that waited for the proof of the key.
    pub(super) fn check_proven(&self, end_entity: &CertificateDer<'_>) -> Result<(), Box<Finding>> {
        let waited = |outline: &Outline<'_>| self.can_wait(end_entity, outline);
        if !Outline::of(end_entity).as_ref().is_some_and(waited) {
            return Ok(());
        }
        let presented = Presented::new(end_entity, &[]);
        let certificate = presented.certificate(0);
        let certificate = certificate.map_err(|error| engine_error::unreadable(&error))?;
        // Its dates were checked before.
        let now = certificate.validity().not_before();
        let chain = Chain::alone(certificate);
        self.check_rules(&chain, &Asked::new(&presented, &[], now))
    }
}
