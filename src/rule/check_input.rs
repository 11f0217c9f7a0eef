//! What a rule may look at.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::UnixTime;

use crate::address::Address;
use crate::certificate::signature::Verdict;
use crate::certificate::{Certificate, DistinguishedName, Field, NameConstraints};
use crate::chain::Chain;
use crate::chain::anchor::Anchors;
use crate::finding::Position;
use crate::policy::Policy;
use crate::profile::{ActsAs, Profile, Verification};
use crate::provenance::Provenance;
use crate::revocation::{Crls, KeyOf};
use crate::shown::shown;
use crate::trust::Axes;

/// Everything a rule may look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckInput<'a> {
    pub(crate) chain: &'a Chain,
    /// The CAs that are trusted, if anybody said.
    pub(crate) anchors: Option<&'a Anchors>,
    /// The CRLs to look certificates up in, if there are any.
    pub(crate) lists: Option<&'a Crls>,
    pub(crate) profile: &'a Profile,
    /// Where clients find the service; empty for assertion signers and where nobody said.
    pub(crate) addresses: &'a [Address],
    /// Where users find the portal this certificate serves, always with the port; `None` where nobody asked.
    pub(crate) portal: Option<&'a Address>,
    pub(crate) verification: Verification,
    /// What the relying party checks besides.
    pub(crate) axes: Axes,
    pub(crate) private_key: PrivateKey<'a>,
    /// Where the certificates came from; `None` for those of a peer.
    pub(crate) provenance: Option<&'a Provenance>,
    /// Where the certificate is installed, in one sentence; `None` for those of a peer, and for a scenario that is not
    /// of the product.
    pub(crate) installation: Option<&'static str>,
    pub(crate) provider: &'a Arc<CryptoProvider>,
    pub(crate) now: UnixTime,
    pub(crate) policy: &'a Policy,
}

/// What is known about the private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrivateKey<'a> {
    /// The chain is that of a peer, whose key stays with it.
    NotExpected,
    /// None is included.
    Absent,
    /// The provider does not load it, for the reason given.
    Refused(&'a str),
    /// Its keeper does not let it sign, for the reason given.
    Unavailable(&'a str),
    /// It belongs to the end entity.
    Matching,
    /// It was not compared with the end entity, for the reason given.
    NotCompared(&'a str),
    /// It belongs to another certificate, described here as far as it is known.
    Mismatched(&'a str),
}

impl<'a> CheckInput<'a> {
    pub(crate) fn end_entity(&self) -> &'a Certificate {
        self.chain.end_entity()
    }

    /// Whether somebody looks at the certificates above the end entity.
    pub(crate) fn is_verified_by_path(&self) -> bool {
        self.verification == Verification::ByPath && self.profile.acts_as != ActsAs::AssertionSigner
    }

    /// The certificates that are sent: end entity and intermediates.
    pub(crate) fn path(&self) -> impl Iterator<Item = (Position, &'a Certificate)> + use<'a> {
        self.chain
            .path()
            .iter()
            .enumerate()
            .map(|(index, certificate)| {
                let position = match index {
                    0 => Position::EndEntity,
                    _ => Position::Intermediate(index),
                };
                (position, certificate)
            })
    }

    /// The CAs whose certificates are known: intermediates and trust anchor, nearest first.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = (Position, &'a Certificate)> + use<'a> {
        let anchor = match self.chain.anchor() {
            Some(anchor) => anchor.certificate(),
            None => self.chain.trust_anchor(),
        };
        // A self-signed end entity that is trusted itself is checked as what it is.
        let end_entity = self.end_entity();
        let anchor = anchor.filter(|it| *it != end_entity);
        let anchor = anchor.map(|it| (Position::TrustAnchor, it));
        self.path().skip(1).chain(anchor)
    }

    /// The names by which the CAs call themselves, nearest first, with what is known of each.
    pub(super) fn issuer_names(
        &self,
    ) -> impl Iterator<Item = (&DistinguishedName, &Field<NameConstraints>)> {
        let anchor = match self.chain.anchor() {
            Some(anchor) => Some((anchor.subject(), anchor.name_constraints())),
            None => self.chain.trust_anchor().map(known),
        };
        self.path().skip(1).map(|(_, it)| known(it)).chain(anchor)
    }

    /// The subject of the certificate there, if one is known.
    pub(super) fn name(&self, position: Position) -> Option<String> {
        let certificate = match position {
            Position::EndEntity => Some(self.chain.end_entity()),
            Position::Intermediate(number) => self.chain.path().get(number),
            Position::TrustAnchor => match self.chain.anchor() {
                Some(anchor) => return Some(anchor.subject().to_string()),
                None => self.chain.trust_anchor(),
            },
            Position::Unrelated(number) => self.chain.unrelated().get(number.wrapping_sub(1)),
        };
        certificate.map(|it| it.subject().to_string())
    }

    /// The certificates somebody reads: the whole path where a client builds one, the end entity alone elsewhere.
    pub(crate) fn checked(&self) -> impl Iterator<Item = (Position, &'a Certificate)> + use<'a> {
        let count = if self.is_verified_by_path() {
            usize::MAX
        } else {
            1
        };
        self.path().take(count)
    }

    /// The certificates whose keys are used to verify: all up to the trust anchor where a path is built, and the end
    /// entity's alone elsewhere.
    pub(crate) fn relied_on(&self) -> impl Iterator<Item = (Position, &'a Certificate)> + use<'a> {
        let count = if self.is_verified_by_path() {
            usize::MAX
        } else {
            1
        };
        let end_entity = (Position::EndEntity, self.end_entity());
        std::iter::once(end_entity)
            .chain(self.issuers())
            .take(count)
    }

    /// Whether the key that has to have signed the certificate at this place of the path is of somebody who is vouched for, or
    /// of one's own certificates.
    pub(super) fn issuer_is(&self, index: usize) -> KeyOf {
        let above = index + 1;
        let is_vouched_for = || {
            self.chain.anchor().is_some()
                && (above >= self.chain.path().len() || {
                    let verdicts = self.chain.signatures(self.provider);
                    let mut above = verdicts.iter().skip(above);
                    above.all(|verdict| *verdict == Verdict::Valid)
                })
        };
        if self.anchors.is_none() || self.provenance.is_some() || is_vouched_for() {
            KeyOf::Known
        } else {
            KeyOf::Stranger
        }
    }

    /// The only name a provider has is what its parts show of themselves.
    pub(crate) fn provider_name(&self) -> String {
        let name = format!("{:?}", self.provider.key_provider);
        format!("`{}`", shown(&name))
    }
}

fn known(certificate: &Certificate) -> (&DistinguishedName, &Field<NameConstraints>) {
    (certificate.subject(), certificate.name_constraints())
}
