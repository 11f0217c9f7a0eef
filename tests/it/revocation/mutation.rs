//! Lists changed at random: rustls and this crate take the same ones, and nothing panics.

use std::collections::BTreeSet;

use vb365_tls::revocation::RevocationLists;
use vb365_tls::test_support::encode::{element, integer, sequence};
use vb365_tls::test_support::{Extension, Forge, RevocationList, TestKey, Time};
use webpki::OwnedCertRevocationList;

use super::{HOST, at, flag, full_name, issuing, provider};
use crate::certificate::surgery::{elements, header, replaced};

/// `CRL_CHANGES` asks for more.
fn changes() -> u64 {
    let asked_for = std::env::var("CRL_CHANGES").ok();
    asked_for.map_or(3_000, |number| number.parse().unwrap())
}

/// What rustls takes and is refused here: how the refusal goes, and why.
const STRICTER: &[(&str, &str)] = &[
    (
        "a distinguished name at byte",
        "rustls compares the octets of an issuer and does not look inside",
    ),
    (
        "not an object identifier",
        "rustls compares the octets with those it knows",
    ),
    (
        "the issuing distribution point at byte",
        "fields out of order, repeated or against each other leave open what the list covers",
    ),
    (
        "the name of a distribution point at byte",
        "rustls passes over a name it cannot read; the list would cover less than its issuer meant",
    ),
];

/// SplitMix64: the same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }
}

fn full() -> RevocationList {
    let list = Forge::tls(HOST).intermediate(|it| it.key(TestKey::P256));
    let date = Time::generalized("20260101000000Z");
    list.revoked()
        .with_entry_extension(Extension::new("2.5.29.21", false, element(0x0a, &[1])))
        .with_entry_extension(Extension::new("2.5.29.24", true, date.as_der()))
        .revoking(&[0x7f])
        .with(Extension::new("1.3.6.1.4.1.32473.1", false, vec![5, 0]))
}

fn lists() -> Vec<Vec<u8>> {
    const POINT: &str = "http://crl.example.com/1.crl";
    let directory = full_name(&[element(0xa4, &sequence::<[u8; 0]>(&[]))]);
    let lists = [
        full(),
        full().with(issuing(&[at(POINT), flag(1, &[0xff]), flag(2, &[0])])),
        full().with(issuing(&[directory, flag(4, &[0])])),
        full().with(Extension::new("2.5.29.20", true, integer(&[0, 0x80]))),
    ];
    lists
        .iter()
        .map(|it| it.der(&provider()).to_vec())
        .collect()
}

/// The paths of all elements, those inside of OCTET STRINGs that hold some too.
fn paths(der: &[u8]) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new()];
    if der[0] & 0x20 != 0 || holds_elements(der) {
        let contents = &der[header(der)..];
        for (index, range) in elements(contents).into_iter().enumerate() {
            let below = paths(&contents[range]).into_iter();
            found.extend(below.map(|path| [vec![index], path].concat()));
        }
    }
    found
}

/// The value of an extension; identifiers of keys are no element.
fn holds_elements(der: &[u8]) -> bool {
    der[0] == 0x04 && matches!(der.get(2..), Some([0x30 | 0x02 | 0x0a | 0x18 | 0x05, ..]))
}

fn changed(target: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const TAGS: &[u8] = &[
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x17, 0x18, 0x30, 0x31, 0x41, 0x80, 0x81,
        0x82, 0x83, 0x84, 0x85, 0x86, 0xa0, 0xa1, 0xa2, 0xa4, 0xc1, 0x1f, 0x9f,
    ];
    let (head, contents) = target.split_at(header(target));
    let with = |contents: &[u8]| element(target[0], contents);
    match numbers.below(11) {
        0 => Vec::new(),
        1 => [target, target].concat(),
        2 => with(&[]),
        3 => element(TAGS[numbers.below(TAGS.len())], contents),
        4 => with(&[contents, &[0]].concat()),
        5 => with(&[&[0], contents].concat()),
        6 => with(&[0xff]),
        7 => with(&contents[..contents.len() / 2]),
        8 if target[0] & 0x20 != 0 => {
            // The children the other way round.
            let children = elements(contents).into_iter().rev();
            with(
                &children
                    .flat_map(|range| contents[range].to_vec())
                    .collect::<Vec<_>>(),
            )
        }
        9 => [&[target[0], 0x80], contents, &[0, 0]].concat(),
        _ if contents.is_empty() => with(&[0]),
        _ => {
            let mut contents = contents.to_vec();
            let index = numbers.below(contents.len());
            contents[index] ^= 1 << numbers.below(8);
            [head, &contents].concat()
        }
    }
}

#[test]
fn rustls_takes_the_same_lists() {
    let mut numbers = Numbers(0x5280);
    let lists: Vec<_> = lists().into_iter().map(|der| (paths(&der), der)).collect();
    let (mut taken, mut wrong, mut met) = (0, Vec::new(), BTreeSet::new());
    for number in 0..changes() {
        let (paths, der) = &lists[numbers.below(lists.len())];
        let path = &paths[numbers.below(paths.len())];
        let mutant = replaced(der, path, &|target| changed(target, &mut Numbers(number)));
        let by_rustls = OwnedCertRevocationList::from_der(&mutant);
        let read = RevocationLists::from_bytes([&mutant]);
        taken += usize::from(by_rustls.is_ok());
        match (by_rustls, read) {
            (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
            (Err(error), Ok(_)) => wrong.push(format!("{number} at {path:?}: {error}")),
            (Ok(_), Err(error)) => {
                let error = error.to_string();
                match STRICTER.iter().find(|(text, _)| error.contains(text)) {
                    Some((text, _)) => drop(met.insert(*text)),
                    None => wrong.push(format!("{number} at {path:?}: only here: {error}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(taken > 300, "{taken}");
    let unmet = STRICTER.iter().filter(|(text, _)| !met.contains(text));
    assert_eq!(unmet.count(), 0, "{met:?}");
}
