//! Another way through the same certificates, where several issuers fit or trust anchors are given.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rustls::crypto::CryptoProvider;
use rustls_pki_types::UnixTime;

use super::anchor::{Anchor, Anchors};
use super::pool::{Pool, fitness};
use super::{Chain, LONGEST_PATH};
use crate::certificate::Certificate;
use crate::certificate::signature::Verdict;
use crate::order;

/// Where a path has to lead, and with what it is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route<'a> {
    /// Without any, a path ends at a self-signed certificate, or where no issuer is included.
    pub(crate) anchors: Option<&'a Anchors>,
    pub(crate) provider: &'a Arc<CryptoProvider>,
    pub(crate) now: UnixTime,
    pub(crate) effort: Effort,
}

/// What a search may cost. Hostile certificates can form any number of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effort {
    signatures: usize,
    /// Paths tried, whole or in part.
    steps: usize,
}

impl Effort {
    /// As many signatures as rustls-webpki verifies before it gives up.
    pub(crate) const FULL: Self = Self {
        signatures: 100,
        steps: 200,
    };

    /// By names alone, for certificates a stranger presents.
    pub(crate) const NAMES_ONLY: Self = Self {
        signatures: 0,
        steps: 12,
    };
}

impl Chain {
    /// The path `is_sound` has nothing against at any step; failing that, one that leads to a trust anchor at all.
    ///
    /// `None` where there is nothing to choose, and where no other path is better than this one.
    pub(crate) fn rerouted(
        &self,
        route: Route<'_>,
        mut is_sound: impl FnMut(&Self) -> bool,
    ) -> Option<Self> {
        if route.anchors.is_none() && !self.has_choice {
            return None;
        }
        let mut search = Search::new(self, route);
        if let Some(sound) = search.run(&mut is_sound) {
            return Some(sound);
        }
        if route.anchors.is_none() {
            let longest = std::mem::take(&mut search.longest);
            return search.grown(&longest);
        }
        search.steps_left = route.effort.steps;
        if search.signatures == Signatures::Verified {
            search.signatures = Signatures::Unverified;
        }
        search.run(&mut |_| true)
    }

    /// With the place each had when it came.
    fn placed(&self) -> impl Iterator<Item = (usize, &Certificate)> {
        self.places.iter().copied().zip(self.all())
    }
}

/// The certificates of `chain` along a path of theirs that was verified.
pub(super) fn along(chain: &Chain, verified: Chain) -> Chain {
    let place_of = |certificate: &Certificate| {
        let mut placed = chain.placed();
        placed
            .find(|(_, it)| *it == certificate)
            .map(|(place, _)| place)
    };
    let places: Vec<usize> = verified.path.iter().filter_map(place_of).collect();
    whole(chain, verified, &places)
}

/// One certificate further up.
enum Step {
    To(usize),
    End(Arc<Anchor>),
}

/// Whether the paths tried carry verdicts on their signatures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signatures {
    Verified,
    Unverified,
    /// They count as not known, and nobody verifies them later on.
    Unknown,
}

struct Search<'a> {
    chain: &'a Chain,
    route: Route<'a>,
    certificates: HashMap<usize, &'a Certificate>,
    by_subject: HashMap<String, Vec<usize>>,
    /// By the place of the certificate and the encoding of the key that should have signed it.
    verdicts: HashMap<(usize, Vec<u8>), Verdict>,
    signatures: Signatures,
    steps_left: usize,
    /// The longest path with nothing against it that led nowhere.
    longest: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(chain: &'a Chain, route: Route<'a>) -> Self {
        let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, certificate) in chain.placed().skip(1) {
            let subject = certificate.subject().folded();
            by_subject.entry(subject).or_default().push(place);
        }
        Self {
            chain,
            route,
            certificates: chain.placed().collect(),
            by_subject,
            verdicts: HashMap::new(),
            signatures: match route.effort.signatures {
                0 => Signatures::Unknown,
                _ => Signatures::Verified,
            },
            steps_left: route.effort.steps,
            longest: Vec::new(),
        }
    }

    /// Depth first, so that the first path found is the one of the fittest issuers.
    fn run(&mut self, is_sound: &mut dyn FnMut(&Chain) -> bool) -> Option<Chain> {
        let mut path = vec![self.chain.places[0]];
        let mut open = vec![self.steps(&path)];
        while let Some(steps) = open.last_mut() {
            let Some(step) = steps.pop() else {
                open.pop();
                path.pop();
                continue;
            };
            self.steps_left = self.steps_left.checked_sub(1)?;
            let anchor = match step {
                Step::To(place) => {
                    path.push(place);
                    None
                }
                Step::End(anchor) => Some(anchor),
            };
            let tried = self.tried(&path, anchor)?;
            if is_sound(&tried) {
                if tried.anchor.is_some() || tried.trust_anchor.is_some() {
                    return Some(self.whole(tried, &path));
                }
                let further = self.steps(&path);
                if further.is_empty() && self.route.anchors.is_none() {
                    return Some(self.whole(tried, &path));
                }
                if path.len() > self.longest.len() {
                    self.longest.clone_from(&path);
                }
                open.push(further);
            } else if path.len() > open.len() {
                path.pop();
            }
        }
        None
    }

    /// Where to go from the last certificate of the path, the best last.
    fn steps(&self, path: &[usize]) -> Vec<Step> {
        let Some(last) = path.last().and_then(|place| self.certificates.get(place)) else {
            return Vec::new();
        };
        if path.len() >= LONGEST_PATH || (self.route.anchors.is_none() && last.is_self_signed()) {
            return Vec::new();
        }
        let is_in_path = |candidate: &Certificate| {
            path.iter().any(|place| {
                let before = self.certificates[place];
                before.subject() == candidate.subject()
                    && before.public_key().is_same_key(candidate.public_key())
            })
        };
        let named = self.by_subject.get(&last.issuer().folded());
        let mut places: Vec<usize> = named.into_iter().flatten().copied().collect();
        places.retain(|place| !path.contains(place) && !is_in_path(self.certificates[place]));
        order::sort_by_key(&mut places, |place| {
            let candidate = self.certificates[place];
            let is_valid = candidate.validity().contains(self.route.now);
            (is_valid, fitness(last, candidate), Reverse(*place))
        });
        let anchors = self.route.anchors.map(|anchors| anchors.issuers_of(last));
        let anchors = anchors.unwrap_or_default().into_iter().rev();
        let to = places.into_iter().map(Step::To);
        to.chain(anchors.map(Step::End)).collect()
    }

    /// The certificates of this path alone; `None` when too many signatures were verified.
    fn tried(&mut self, path: &[usize], anchor: Option<Arc<Anchor>>) -> Option<Chain> {
        let mut certificates = path.iter().map(|place| self.certificates[place].clone());
        let mut tried = Chain::of_end_entity(certificates.next()?);
        tried.path.extend(certificates);
        tried.anchor = anchor;
        if self.route.anchors.is_none()
            && let Some(root) = tried.path.pop_if(|last| last.is_self_signed())
        {
            tried.trust_anchor = Some(root);
        }
        match self.signatures {
            Signatures::Unverified => return Some(tried),
            Signatures::Unknown => {
                tried.leave_unverified(self.route.provider);
                return Some(tried);
            }
            Signatures::Verified => {}
        }
        let mut verdicts = Vec::with_capacity(tried.path.len());
        for (index, place) in path.iter().enumerate().take(tried.path.len()) {
            verdicts.push(self.verdict(*place, &tried, index)?);
        }
        let checked_with = (Arc::clone(self.route.provider), verdicts.into());
        tried.verdicts = Mutex::new(Some(checked_with));
        Some(tried)
    }

    fn verdict(&mut self, place: usize, tried: &Chain, index: usize) -> Option<Verdict> {
        // The last one may have an issuer yet to be found.
        let is_last = index + 1 == tried.path.len();
        let is_open = tried.anchor.is_none() && tried.trust_anchor.is_none();
        let key = tried
            .issuer_key(index)
            .filter(|_| !(is_last && is_open && self.route.anchors.is_some()));
        let Some(key) = key else {
            return Some(Verdict::SignerUnknown);
        };
        let edge = (place, key.as_der().to_vec());
        if let Some(verdict) = self.verdicts.get(&edge) {
            return Some(*verdict);
        }
        if self.verdicts.len() == self.route.effort.signatures {
            return None;
        }
        let certificate = self.certificates[&place];
        let verdict = self.chain.verdict(certificate, key, self.route.provider);
        self.verdicts.insert(edge, verdict);
        Some(verdict)
    }

    /// This beginning, and the fittest issuers above it.
    fn grown(&self, path: &[usize]) -> Option<Chain> {
        let (first, others) = path.split_first()?;
        let mut grown = Chain::of_end_entity(self.certificates[first].clone());
        let others = others.iter().map(|place| self.certificates[place].clone());
        grown.path.extend(others);
        let mut pool = rest(self.chain, path);
        grown.places = path.to_vec();
        grown.trust_anchor = pool.climb(&mut grown.path, &mut grown.places);
        Some(completed(self.chain, grown, pool))
    }

    fn whole(&self, tried: Chain, path: &[usize]) -> Chain {
        whole(self.chain, tried, path)
    }
}

/// The path with everything else that is included.
fn whole(chain: &Chain, mut tried: Chain, path: &[usize]) -> Chain {
    let mut pool = rest(chain, path);
    tried.places = path.to_vec();
    if tried.anchor.is_some() {
        let mut above: Vec<Certificate> = tried.path.last().cloned().into_iter().collect();
        tried.trust_anchor = pool.climb(&mut above, &mut tried.places);
        tried.above = above.split_off(1);
    }
    completed(chain, tried, pool)
}

/// What is included and is not on the path.
fn rest(chain: &Chain, path: &[usize]) -> Pool {
    let size = chain.places.iter().max().map_or(0, |last| last + 1);
    let mut rest = vec![None; size];
    for (place, certificate) in chain.placed() {
        if !path.contains(&place) {
            rest[place] = Some(certificate.clone());
        }
    }
    Pool::of_places(rest)
}

fn completed(from: &Chain, mut chain: Chain, rest: Pool) -> Chain {
    chain.has_choice = from.has_choice;
    chain.was_reordered = from.was_reordered;
    chain.with_rest(rest)
}
