//! Lists changed at random: rustls and this crate take the same ones, and nothing panics.

use std::collections::BTreeSet;

use vb365_tls::revocation::Crls;
use vb365_tls::test_support::encode::{element, integer, sequence};
use vb365_tls::test_support::{Crl, Extension, Forge, TestKey, Time};
use webpki::OwnedCertRevocationList;

use super::{HOST, at, flag, full_name, issuing, provider};
use crate::mutation::{Encoding, Numbers, count};

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

fn full() -> Crl {
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

/// `CRL_CHANGES` asks for more.
#[test]
fn rustls_takes_the_same_lists() {
    let mut numbers = Numbers::from_seed(0x5280);
    let lists: Vec<_> = lists().iter().map(|der| Encoding::new(der)).collect();
    let (mut taken, mut wrong, mut met) = (0, Vec::new(), BTreeSet::new());
    for _ in 0..count("CRL_CHANGES", 3_000) {
        let list = &lists[numbers.below(lists.len())];
        let change = list.changed(&mut numbers);
        let (name, mutant) = (&change.name, change.encoding());
        let by_rustls = OwnedCertRevocationList::from_der(&mutant);
        let read = Crls::from_bytes([&mutant]);
        taken += usize::from(by_rustls.is_ok());
        match (by_rustls, read) {
            (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
            (Err(error), Ok(_)) => wrong.push(format!("{name}: {error}")),
            (Ok(_), Err(error)) => {
                let error = error.to_string();
                match STRICTER.iter().find(|(text, _)| error.contains(text)) {
                    Some((text, _)) => drop(met.insert(*text)),
                    None => wrong.push(format!("{name}: only here: {error}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(taken > 300, "{taken}");
    let unmet = STRICTER.iter().filter(|(text, _)| !met.contains(text));
    assert_eq!(unmet.count(), 0, "{met:?}");
}
