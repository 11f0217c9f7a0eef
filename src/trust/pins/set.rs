//! Pins as they were given, and where each stands: looking one up costs the same however many there are.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::OnceLock;

use super::{Marks, Pin};
use crate::certificate::{Certificate, Fingerprint, Thumbprint};
use crate::order;

#[derive(Clone, Default)]
pub(super) struct Set {
    /// In the order given, however often repeated.
    given: Vec<Pin>,
    /// Made when it is first asked for: pins are added one by one before that.
    index: OnceLock<Index>,
}

/// The place of the first pin of each mark.
#[derive(Clone, Default)]
pub(super) struct Index {
    /// In the order of their encodings, so that one is found without being hashed.
    certificates: Vec<usize>,
    fingerprints: HashMap<Fingerprint, usize>,
    thumbprints: HashMap<Thumbprint, usize>,
}

impl Set {
    pub(super) fn given(&self) -> &[Pin] {
        &self.given
    }

    pub(super) fn into_given(self) -> Vec<Pin> {
        self.given
    }

    pub(super) fn extend(&mut self, pins: impl IntoIterator<Item = Pin>) {
        self.index.take();
        self.given.extend(pins);
    }

    /// The first pin a certificate with these marks is known by; nothing is hashed that cannot tell of an earlier one.
    pub(super) fn first(&self, marks: &Marks<'_>) -> Option<&Pin> {
        let index = self.index();
        let mut first = self.place_of(marks.der);
        let mut earlier = |find: &dyn Fn() -> Option<usize>| {
            if first != Some(0) {
                first = first.into_iter().chain(find()).min();
            }
        };
        if !index.fingerprints.is_empty() {
            earlier(&|| index.fingerprints.get(marks.of_key()).copied());
            earlier(&|| index.fingerprints.get(marks.of_certificate()).copied());
        }
        if !index.thumbprints.is_empty() {
            earlier(&|| index.thumbprints.get(marks.thumbprint()).copied());
        }
        self.given.get(first?)
    }

    /// Whether there is a pin for these marks; no more is hashed than it takes to tell.
    pub(super) fn has(&self, marks: &Marks<'_>) -> bool {
        let (index, fingerprints) = (self.index(), &self.index().fingerprints);
        let is_fingerprint = || {
            fingerprints.contains_key(marks.of_key())
                || fingerprints.contains_key(marks.of_certificate())
        };
        self.place_of(marks.der).is_some()
            || (!fingerprints.is_empty() && is_fingerprint())
            || (!index.thumbprints.is_empty() && index.thumbprints.contains_key(marks.thumbprint()))
    }

    /// The pinned certificate with this very encoding.
    pub(super) fn certificate(&self, der: &[u8]) -> Option<&Certificate> {
        match self.given.get(self.place_of(der)?) {
            Some(Pin::Certificate(certificate)) => Some(certificate),
            _ => None,
        }
    }

    fn place_of(&self, der: &[u8]) -> Option<usize> {
        let certificates = &self.index().certificates;
        let found = certificates.binary_search_by(|&place| encoding(&self.given, place).cmp(der));
        certificates.get(found.ok()?).copied()
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.given))
    }

    fn encodings(&self) -> impl Iterator<Item = &[u8]> {
        let places = self.index().certificates.iter();
        places.map(|&place| encoding(&self.given, place))
    }
}

impl From<Vec<Pin>> for Set {
    fn from(given: Vec<Pin>) -> Self {
        Self {
            given,
            index: OnceLock::new(),
        }
    }
}

impl PartialEq for Set {
    /// In any order, however often repeated.
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (self.index(), other.index());
        have_same_keys(&own.fingerprints, &others.fingerprints)
            && have_same_keys(&own.thumbprints, &others.thumbprints)
            && self.encodings().eq(other.encodings())
    }
}

impl Index {
    fn of(given: &[Pin]) -> Self {
        let mut index = Self::default();
        for (place, pin) in given.iter().enumerate() {
            match pin {
                Pin::Certificate(_) => index.certificates.push(place),
                Pin::Fingerprint(it) => {
                    index.fingerprints.entry(*it).or_insert(place);
                }
                Pin::Thumbprint(it) => {
                    index.thumbprints.entry(*it).or_insert(place);
                }
            }
        }
        // Of several that are the same the first stays first, and alone.
        let encoding = |place: usize| encoding(given, place);
        let certificates = &mut index.certificates;
        order::sort_places(certificates, &|one, other| {
            encoding(one).cmp(encoding(other))
        });
        certificates.dedup_by(|later, first| encoding(*later) == encoding(*first));
        index
    }
}

fn encoding(given: &[Pin], place: usize) -> &[u8] {
    match given.get(place) {
        Some(Pin::Certificate(certificate)) => certificate.der(),
        _ => &[],
    }
}

fn have_same_keys<K: Eq + Hash>(one: &HashMap<K, usize>, other: &HashMap<K, usize>) -> bool {
    one.len() == other.len() && one.keys().all(|key| other.contains_key(key))
}
