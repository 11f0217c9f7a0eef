//! What a peer presents, as far as an explanation needs it and no further than a stranger may cost.

use std::cell::OnceCell;

use rustls_pki_types::CertificateDer;

use crate::certificate::{Certificate, DistinguishedName, Malformed, Outline, elements};
use crate::chain::Chain;
use crate::finding::Finding;
use crate::order;

/// Octets read, of all certificates together.
pub(super) const MOST_OCTETS: usize = 32 * 1024;

/// Elements of DER read, of all certificates together; a usual one has a hundred.
const MOST_ELEMENTS: usize = 512;

/// Octets of one name, which is compared again and again.
pub(super) const MOST_NAME: usize = 512;

/// Certificates beside the end entity that are stepped over for their names.
const MOST_OUTLINED: usize = 16;

/// Certificates read; rustls-webpki follows six intermediates, and one more shows that there are too many.
const MOST_READ: usize = 8;

/// Certificates read of one name, each a way of its own.
const MOST_OF_ONE_NAME: usize = 3;

/// Octets of names compared by what they mean, where none is the same byte for byte.
const MOST_COMPARED: usize = 2 * 1024;

/// The end entity and what may lead up from it.
#[derive(Debug)]
pub(super) struct Examined<'a> {
    pub(super) chain: Chain,
    /// The first certificate nobody can read, with its place counted from 1.
    unreadable: Option<(usize, &'a CertificateDer<'a>)>,
    /// Whether everything that may lead up was read.
    pub(super) is_complete: bool,
}

/// Why nothing more can be told.
#[derive(Debug)]
pub(super) enum Unexamined {
    Unreadable(Malformed),
    /// More than is examined for a stranger; the name is told if it is short.
    TooMuch(Option<String>),
}

impl<'a> Examined<'a> {
    pub(super) fn examine(
        end_entity: &CertificateDer<'_>,
        others: &'a [CertificateDer<'a>],
    ) -> Result<Self, Unexamined> {
        let mut budget = Budget::new();
        let outline = Outline::of(end_entity);
        if let Some(outline) = outline.filter(|outline| !budget.takes(end_entity, outline)) {
            return Err(Unexamined::TooMuch(short_name(&outline)));
        }
        let end_entity = read(end_entity).map_err(Unexamined::Unreadable)?;
        let mut ascent = Ascent::new(others, budget);
        let found = ascent.from(&end_entity);
        let mut certificates = vec![end_entity];
        certificates.extend(found);
        match Chain::of_distinct(certificates) {
            Some(chain) => Ok(Self {
                chain,
                unreadable: ascent.unreadable,
                is_complete: ascent.is_complete,
            }),
            None => Err(Unexamined::TooMuch(None)),
        }
    }

    /// Why the first certificate that cannot be read cannot.
    pub(super) fn malformed(&self) -> Option<Malformed> {
        self.unreadable.and_then(|(_, der)| read(der).err())
    }
}

/// Whether reading the certificate takes more than is done for a stranger.
pub(super) fn is_much(der: &[u8], outline: &Outline<'_>) -> bool {
    !Budget::new().takes(der, outline)
}

/// The name of the subject, where it is short and can be read.
pub(super) fn short_name(outline: &Outline<'_>) -> Option<String> {
    let short = Some(outline).filter(|it| it.subject().len() <= MOST_NAME);
    let name = short.and_then(Outline::read_subject);
    name.map(|name| name.to_string())
}

impl Examined<'_> {
    /// Tells of what was left out where it may be what is missing.
    pub(super) fn annotate(&self, mut finding: Finding) -> Finding {
        if !MISSING.contains(&finding.rule.as_str()) {
            return finding;
        }
        let mut found = finding.found.into_owned();
        if let Some((number, _)) = self.unreadable {
            found += &format!("; certificate {number} of those presented cannot be read");
        }
        if !self.is_complete {
            found += "; not all of what was presented was examined";
        }
        finding.found = found.into();
        finding
    }
}

/// Rules that miss something, which may be among what was not read.
const MISSING: &[&str] = &["certificate-refused", "path-not-found"];

fn read(der: &CertificateDer<'_>) -> Result<Certificate, Malformed> {
    Certificate::from_der(der.clone().into_owned())
}

/// What may still be read.
#[derive(Debug)]
struct Budget {
    octets: usize,
    elements: usize,
}

impl Budget {
    fn new() -> Self {
        Self {
            octets: MOST_OCTETS,
            elements: MOST_ELEMENTS,
        }
    }

    fn takes(&mut self, der: &[u8], outline: &Outline<'_>) -> bool {
        if der.len() > self.octets
            || outline.issuer().len() > MOST_NAME
            || outline.subject().len() > MOST_NAME
        {
            return false;
        }
        let needed = elements(der, self.elements);
        if needed > self.elements {
            return false;
        }
        self.octets -= der.len();
        self.elements -= needed;
        true
    }
}

/// One of the certificates beside the end entity.
#[derive(Debug)]
struct Candidate<'a> {
    /// Behind the end entity, and counted from 1.
    number: usize,
    der: &'a CertificateDer<'a>,
    outline: Outline<'a>,
    name: OnceCell<Option<DistinguishedName>>,
    is_taken: bool,
}

/// From issuer to issuer.
#[derive(Debug)]
struct Ascent<'a> {
    candidates: Vec<Candidate<'a>>,
    budget: Budget,
    /// Octets of names that may still be compared by what they mean.
    comparable: usize,
    unreadable: Option<(usize, &'a CertificateDer<'a>)>,
    is_complete: bool,
}

impl<'a> Ascent<'a> {
    fn new(others: &'a [CertificateDer<'a>], budget: Budget) -> Self {
        let mut ascent = Self {
            candidates: Vec::new(),
            budget,
            comparable: MOST_COMPARED,
            unreadable: None,
            is_complete: others.len() <= MOST_OUTLINED,
        };
        for (number, der) in (2..).zip(others).take(MOST_OUTLINED) {
            match Outline::of(der) {
                Some(outline) => ascent.candidates.push(Candidate {
                    number,
                    der,
                    outline,
                    name: OnceCell::new(),
                    is_taken: false,
                }),
                None => ascent.note_unreadable(number, der),
            }
        }
        ascent
    }

    fn note_unreadable(&mut self, number: usize, der: &'a CertificateDer<'a>) {
        self.unreadable.get_or_insert((number, der));
    }

    /// Every certificate that may lead up from this one, in the order presented.
    fn from(&mut self, end_entity: &Certificate) -> Vec<Certificate> {
        for candidate in &mut self.candidates {
            candidate.is_taken |= candidate.der == end_entity.der();
        }
        let mut found = Vec::new();
        self.read_issuers(end_entity.issuer(), &mut found);
        let mut climbed = 0;
        while let Some((_, issuer)) = found.get(climbed) {
            let name = Certificate::issuer(issuer).clone();
            self.read_issuers(&name, &mut found);
            climbed += 1;
        }
        order::sort_by_key(&mut found, |(number, _)| *number);
        found
            .into_iter()
            .map(|(_, certificate)| certificate)
            .collect()
    }

    fn read_issuers(&mut self, name: &DistinguishedName, found: &mut Vec<(usize, Certificate)>) {
        let same_octets = self
            .left()
            .filter(|(_, it)| it.outline.subject() == name.as_der());
        let mut issuers: Vec<usize> = same_octets.map(|(index, _)| index).collect();
        if issuers.is_empty() {
            issuers = self.of_same_meaning(name);
        }
        let mut read_of_name = 0;
        for index in issuers {
            let Candidate {
                number,
                der,
                outline,
                ..
            } = &self.candidates[index];
            let (number, der, outline) = (*number, *der, *outline);
            self.candidates[index].is_taken = true;
            if found
                .iter()
                .any(|(_, certificate)| certificate.der() == der)
            {
                continue;
            }
            let has_room = found.len() < MOST_READ && read_of_name < MOST_OF_ONE_NAME;
            if !has_room || !self.budget.takes(der, &outline) {
                self.is_complete = false;
                return;
            }
            read_of_name += 1;
            match read(der) {
                Ok(certificate) => found.push((number, certificate)),
                Err(_) => self.note_unreadable(number, der),
            }
        }
    }

    fn of_same_meaning(&mut self, name: &DistinguishedName) -> Vec<usize> {
        let mut comparable = self.comparable;
        let mut is_complete = self.is_complete;
        let mut same = Vec::new();
        for (index, candidate) in self.left() {
            let octets = candidate.outline.subject().len();
            let Some(left) = comparable.checked_sub(octets) else {
                is_complete = false;
                break;
            };
            comparable = left;
            let subject = candidate
                .name
                .get_or_init(|| candidate.outline.read_subject());
            if subject.as_ref().is_some_and(|it| it.matches(name)) {
                same.push(index);
            }
        }
        self.comparable = comparable;
        self.is_complete = is_complete;
        same
    }

    fn left(&self) -> impl Iterator<Item = (usize, &Candidate<'a>)> {
        let candidates = self.candidates.iter().enumerate();
        candidates.filter(|(_, candidate)| !candidate.is_taken)
    }
}
