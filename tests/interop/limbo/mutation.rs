//! What else could be presented: the cases of the suite, altered the same way each time.

use rustls_pki_types::{CertificateDer, ServerName};
use vb365_tls::test_support::unix_time;

use super::case::Case;

/// What is done to a case; the other one lends certificates.
type Mutation = (&'static str, fn(&mut Case, &Case, &mut Dice));

#[rustfmt::skip]
const MUTATIONS: &[Mutation] = &[
    ("as it is", |_, _, _| {}),
    ("a bit of the end entity", |it, _, dice| flip(&mut it.presented[0], dice)),
    ("a byte near the start of the end entity", |it, _, dice| overwrite(&mut it.presented[0], 300, dice)),
    ("a byte of the end entity", |it, _, dice| overwrite(&mut it.presented[0], usize::MAX, dice)),
    ("the end entity truncated", |it, _, dice| cut(&mut it.presented[0], dice)),
    ("a bit of an issuer", |it, _, dice| if let Some(issuer) = it.presented.get_mut(1) { flip(issuer, dice) }),
    ("a byte of the last issuer", |it, _, dice| if let [_, .., last] = &mut *it.presented { overwrite(last, usize::MAX, dice) }),
    ("an issuer dropped", |it, _, _| if it.presented.len() > 1 { drop(it.presented.remove(1)) }),
    ("all issuers dropped", |it, _, _| it.presented.truncate(1)),
    ("the first issuer twice", |it, _, _| if let Some(issuer) = it.presented.get(1).cloned() { it.presented.push(issuer) }),
    ("the end entity twice", |it, _, _| it.presented.push(it.presented[0].clone())),
    ("backwards", |it, _, _| it.presented.reverse()),
    ("issuers backwards", |it, _, _| it.presented[1..].reverse()),
    ("the root along", |it, _, _| it.presented.extend(it.roots.clone())),
    ("the root as end entity", |it, _, _| if let Some(root) = it.roots.first() { it.presented[0] = root.clone() }),
    ("another end entity", |it, other, _| it.presented[0] = other.presented[0].clone()),
    ("other issuers", |it, other, _| { it.presented.truncate(1); it.presented.extend_from_slice(&other.presented[1..]); }),
    ("another end entity in front", |it, other, _| it.presented.insert(0, other.presented[0].clone())),
    ("other anchors", |it, other, _| it.roots.clone_from(&other.roots)),
    ("earlier", |it, _, _| it.now = unix_time("1990-01-01")),
    ("later", |it, _, _| it.now = unix_time("2090-01-01")),
    ("another name", |it, _, _| it.name = Some(ServerName::try_from("other.example.org").unwrap())),
    ("an address", |it, _, _| it.name = Some(ServerName::try_from("192.0.2.77").unwrap())),
];

/// The same numbers in each run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        // Knuth's MMIX; its high bits are good.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn change(certificate: &mut CertificateDer<'static>, by: impl FnOnce(&mut Vec<u8>)) {
    let mut octets = certificate.to_vec();
    by(&mut octets);
    *certificate = octets.into();
}

fn flip(certificate: &mut CertificateDer<'static>, dice: &mut Dice) {
    change(certificate, |octets| {
        let place = dice.below(octets.len());
        octets[place] ^= 1 << dice.below(8);
    });
}

fn overwrite(certificate: &mut CertificateDer<'static>, end: usize, dice: &mut Dice) {
    change(certificate, |octets| {
        let place = dice.below(end.min(octets.len()));
        octets[place] ^= u8::try_from(1 + dice.below(255)).unwrap();
    });
}

fn cut(certificate: &mut CertificateDer<'static>, dice: &mut Dice) {
    change(certificate, |octets| {
        octets.truncate(dice.below(octets.len()))
    });
}

/// A case after each of the changes, or after the one of this number.
pub(super) fn of<'a>(
    case: &'a Case,
    other: &'a Case,
    number: usize,
    only: Option<usize>,
) -> impl Iterator<Item = (&'static str, Case)> + 'a {
    let chosen = MUTATIONS.iter().enumerate();
    let chosen =
        chosen.filter(move |(index, _)| only.is_none_or(|only| only % MUTATIONS.len() == *index));
    chosen.map(move |(index, (what, mutate))| {
        let mut dice = Dice(u64::try_from(number * MUTATIONS.len() + index).unwrap());
        let mut mutant = case.copy();
        mutate(&mut mutant, other, &mut dice);
        (*what, mutant)
    })
}
