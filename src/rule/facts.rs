//! What a rule of somebody else's may look at.

use rustls_pki_types::UnixTime;

use super::{CheckInput, PrivateKey};
use crate::address::{Address, Host};
use crate::certificate::{Certificate, DistinguishedName};
use crate::finding::Position;
use crate::profile::{Profile, Verification};
use crate::provenance::Provenance;

/// Everything a [rule of your own](super::CustomRule) may look at.
///
/// It shows what a report and a handshake both know, so that they agree: the certificates the relying party reads, the
/// hosts they are for, the profile, the way of verifying and the time. What is included with a file, but never in a
/// handshake, is an option and `None` there.
///
/// ```
/// use vb365_tls::rule::{Facts, Violation};
///
/// /// Certificates of servers carry the organization they were issued to.
/// fn without_organization(facts: &Facts<'_>) -> Vec<Violation> {
///     let subject = facts.end_entity().subject().to_string();
///     match subject.contains("O=") {
///         true => Vec::new(),
///         false => vec![Violation::of_end_entity(
///             "an organization in the subject",
///             subject,
///         )],
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    input: &'a CheckInput<'a>,
}

impl<'a> Facts<'a> {
    pub(super) const fn of(input: &'a CheckInput<'a>) -> Self {
        Self { input }
    }

    /// The certificate whose key is used.
    pub fn end_entity(&self) -> &'a Certificate {
        self.input.chain.end_entity()
    }

    /// The certificates the relying party reads, without the trust anchor: the end entity, and where a path is built, each
    /// issuer in turn. Of what is pinned, and of what signs assertions, nobody reads more than the end entity.
    pub fn path(&self) -> impl Iterator<Item = (Position, &'a Certificate)> + use<'a> {
        self.input.checked()
    }

    /// The certificate of the CA at the end of the path; `None` where no path is built, where no such CA is known, and
    /// where of a root nothing is known but its name and key.
    pub fn trust_anchor(&self) -> Option<&'a Certificate> {
        let mut relied_on = self.input.relied_on();
        relied_on.find_map(|(position, it)| (position == Position::TrustAnchor).then_some(it))
    }

    /// What that CA calls itself, which is known of every root.
    pub fn trust_anchor_name(&self) -> Option<&'a DistinguishedName> {
        let anchor = self.input.chain.anchor();
        let anchor = anchor.filter(|_| self.input.is_verified_by_path());
        let certificate = || self.trust_anchor().map(Certificate::subject);
        anchor.map(|anchor| anchor.subject()).or_else(certificate)
    }

    /// The hosts the end entity is to be found under, as clients name them; none for signers of assertions, for the clients
    /// of a server, and where nobody said.
    pub fn hosts(&self) -> impl Iterator<Item = &'a Host> + use<'a> {
        self.input.addresses.iter().map(Address::host)
    }

    /// What the certificate is for, and what is asked of it for that.
    pub fn profile(&self) -> &'a Profile {
        self.input.profile
    }

    /// How the relying party verifies.
    pub fn verification(&self) -> Verification {
        self.input.verification
    }

    /// The time of the check.
    pub fn now(&self) -> UnixTime {
        self.input.now
    }

    /// Whether a private key is included with the certificates, whatever it is worth; `None` for those of a peer, whose
    /// key stays with it.
    pub fn came_with_private_key(&self) -> Option<bool> {
        match self.input.private_key {
            PrivateKey::NotExpected => None,
            PrivateKey::Absent => Some(false),
            PrivateKey::Refused(_)
            | PrivateKey::Unavailable(_)
            | PrivateKey::Matching
            | PrivateKey::NotCompared(_)
            | PrivateKey::Mismatched(_) => Some(true),
        }
    }

    /// Where the certificates came from, such as a PFX file with its encryption; `None` for those of a peer.
    pub fn provenance(&self) -> Option<&'a Provenance> {
        self.input.provenance
    }
}
