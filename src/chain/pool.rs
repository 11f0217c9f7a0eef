use std::collections::{HashMap, HashSet};

use super::LONGEST_PATH;
use crate::certificate::{Certificate, DistinguishedName};

/// Certificates not yet placed.
pub(super) struct Pool {
    certificates: Vec<Option<Certificate>>,
    /// Where there are more than a [`FEW`].
    by_subject: Option<HashMap<String, Vec<usize>>>,
    had_choice: bool,
}

/// So many are found sooner by looking at each than by a table that has to be made first.
const FEW: usize = 8;

impl Pool {
    /// One of each, at the place where it came first.
    pub(super) fn new(certificates: Vec<Certificate>) -> Self {
        let is_new: Vec<bool> = if certificates.len() <= FEW {
            let is_new = |(index, it): (usize, &Certificate)| {
                !certificates[..index].iter().any(|earlier| earlier == it)
            };
            certificates.iter().enumerate().map(is_new).collect()
        } else {
            let mut seen = HashSet::new();
            let all = certificates.iter();
            all.map(|it| seen.insert(it.der())).collect()
        };
        let places = certificates.into_iter().zip(is_new);
        Self::of_places(places.map(|(it, is_new)| is_new.then_some(it)).collect())
    }

    /// Of certificates that came at these places, no two the same, some of them taken away.
    pub(super) fn of_places(certificates: Vec<Option<Certificate>>) -> Self {
        let are_many = certificates.len() > FEW;
        Self {
            by_subject: are_many.then(|| by_subject(&certificates)),
            certificates,
            had_choice: false,
        }
    }

    pub(super) fn take(&mut self, index: usize) -> Option<Certificate> {
        self.certificates.get_mut(index)?.take()
    }

    /// Puts the issuers of the last certificate above it, as long as they are not self-signed; hands out the first
    /// that is.
    pub(super) fn climb(
        &mut self,
        path: &mut Vec<Certificate>,
        places: &mut Vec<usize>,
    ) -> Option<Certificate> {
        while path.len() < LONGEST_PATH
            && let Some(last) = path.last().filter(|last| !last.is_self_signed())
        {
            let (place, issuer) = self.take_issuer_of(last)?;
            places.push(place);
            if issuer.is_self_signed() {
                return Some(issuer);
            }
            path.push(issuer);
        }
        None
    }

    fn take_issuer_of(&mut self, certificate: &Certificate) -> Option<(usize, Certificate)> {
        let candidates = self.of_subject(certificate.issuer());
        let unplaced = candidates
            .iter()
            .filter_map(|&index| Some((index, self.certificates.get(index)?.as_ref()?)));
        self.had_choice |= unplaced.clone().nth(1).is_some();
        let index = unplaced
            .max_by_key(|(index, candidate)| (fitness(certificate, candidate), usize::MAX - index))?
            .0;
        Some((index, self.take(index)?))
    }

    /// The places of those whose subject matches the name.
    fn of_subject(&self, name: &DistinguishedName) -> Vec<usize> {
        match &self.by_subject {
            Some(table) => table.get(&name.folded()).cloned().unwrap_or_default(),
            None => {
                let is_it = |it: &Option<Certificate>| {
                    it.as_ref().is_some_and(|it| it.subject().matches(name))
                };
                let places = 0..self.certificates.len();
                places
                    .filter(|place| is_it(&self.certificates[*place]))
                    .collect()
            }
        }
    }

    /// Whether there was ever more than one issuer to choose from.
    pub(super) fn had_choice(&self) -> bool {
        self.had_choice
    }

    pub(super) fn into_rest(self) -> impl Iterator<Item = (usize, Certificate)> {
        let places = self.certificates.into_iter().enumerate();
        places.filter_map(|(place, certificate)| Some((place, certificate?)))
    }
}

/// Tells whether a certificate has issued one of these, not counting those that issued themselves.
pub(super) fn issuing_among(certificates: &[Certificate]) -> impl Fn(&Certificate) -> bool {
    let issued = || certificates.iter().filter(|it| !it.is_self_signed());
    let names = issued().map(|it| it.issuer().folded());
    let table: Option<HashSet<String>> = (certificates.len() > FEW).then(|| names.collect());
    move |certificate| match &table {
        Some(issuers) => issuers.contains(&certificate.subject().folded()),
        None => issued().any(|it| it.issuer().matches(certificate.subject())),
    }
}

fn by_subject(certificates: &[Option<Certificate>]) -> HashMap<String, Vec<usize>> {
    let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, certificate) in certificates.iter().enumerate() {
        if let Some(certificate) = certificate {
            let subject = certificate.subject().folded();
            by_subject.entry(subject).or_default().push(index);
        }
    }
    by_subject
}

/// How well a certificate of the right name fits as issuer: a matching key identifier first, then a name equal byte for
/// byte, then the end of its validity.
pub(super) fn fitness(certificate: &Certificate, issuer: &Certificate) -> (bool, bool, u64) {
    let key_identifier = certificate.authority_key_identifier().present();
    let has_key = key_identifier
        .is_some_and(|identifier| identifier.as_ref() == issuer.subject_key_identifier().present());
    let is_identical = issuer.subject() == certificate.issuer();
    (
        has_key,
        is_identical,
        issuer.validity().not_after().as_secs(),
    )
}
