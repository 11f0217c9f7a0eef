//! The CAs a certification path may end at, known before anybody presents anything.

use std::collections::HashMap;
use std::sync::Arc;

use crate::certificate::{
    Certificate, DistinguishedName, Field, NameConstraints, PublicKey, TrustAnchorInfo,
};
use crate::order;

/// Where a path may end, RFC 5280 section 6.1.1 (d).
#[derive(Clone, Debug)]
pub(crate) enum Anchor {
    Certificate(Box<Certificate>),
    /// All that rustls keeps of one: name, key and name constraints.
    Bare(Box<TrustAnchorInfo>),
}

impl Anchor {
    pub(crate) fn subject(&self) -> &DistinguishedName {
        match self {
            Self::Certificate(certificate) => certificate.subject(),
            Self::Bare(info) => info.subject(),
        }
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        match self {
            Self::Certificate(certificate) => certificate.public_key(),
            Self::Bare(info) => info.public_key(),
        }
    }

    pub(crate) fn name_constraints(&self) -> &Field<NameConstraints> {
        match self {
            Self::Certificate(certificate) => certificate.name_constraints(),
            Self::Bare(info) => info.name_constraints(),
        }
    }

    pub(crate) fn certificate(&self) -> Option<&Certificate> {
        match self {
            Self::Certificate(certificate) => Some(certificate),
            Self::Bare(_) => None,
        }
    }
}

/// All of them, found by name without looking at each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    by_name: HashMap<String, Vec<Arc<Anchor>>>,
}

impl Anchors {
    /// Those whose name means the same as this one, however it is encoded; the same bytes and the key asked for come
    /// first.
    pub(crate) fn issuers_of(&self, certificate: &Certificate) -> Vec<Arc<Anchor>> {
        let named = self.by_name.get(&certificate.issuer().folded());
        let mut named: Vec<Arc<Anchor>> = named.cloned().unwrap_or_default();
        let key_identifier = certificate.authority_key_identifier().present();
        order::sort_by_key(&mut named, |anchor| {
            let own = anchor
                .certificate()
                .map(Certificate::subject_key_identifier);
            let own = own.and_then(Field::present);
            let is_other_key = match (key_identifier, own) {
                (Some(Some(asked_for)), Some(own)) => asked_for != own,
                _ => false,
            };
            (is_other_key, anchor.subject() != certificate.issuer())
        });
        named
    }
}

impl Anchors {
    fn add(&mut self, anchor: Arc<Anchor>) {
        let named = self.by_name.entry(anchor.subject().folded());
        named.or_default().push(anchor);
    }
}

impl FromIterator<Arc<Anchor>> for Anchors {
    fn from_iter<I: IntoIterator<Item = Arc<Anchor>>>(anchors: I) -> Self {
        let mut all = Self::default();
        for anchor in anchors {
            all.add(anchor);
        }
        all
    }
}
