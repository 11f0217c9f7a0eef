//! A pinned certificate that a list names stays refused, whatever else the list says of itself.

use vb365_tls::check;
use vb365_tls::profile::Verification;
use vb365_tls::revocation::Crls;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::encode::{element, integer, sequence};
use vb365_tls::test_support::{Crl, Extension, Forge};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{RelyingParty, ServerTrust};

use super::{HOST, at, flag, issuing, points, provider};
use crate::handshake;

const POINT: &str = "http://crl.example.com/1.crl";

type Fields = fn() -> Vec<Vec<u8>>;

/// Fields of an issuing distribution point, behind its name.
const FIELDS: &[(&str, Fields)] = &[
    ("nothing", Vec::new),
    ("end entities", || vec![flag(1, &[0xff])]),
    ("CAs", || vec![flag(2, &[0xff])]),
    ("CAs, as one", || vec![flag(2, &[1])]),
    ("CAs, as nothing", || vec![flag(2, &[])]),
    ("CAs, not TRUE", || vec![flag(2, &[0])]),
    ("CAs, universal", || vec![element(0x02, &[0xff])]),
    ("CAs, of an application", || vec![element(0x42, &[0xff])]),
    ("CAs, private", || vec![element(0xc2, &[0xff])]),
    ("CAs, constructed", || vec![element(0xa2, &[0xff])]),
    ("both", || vec![flag(1, &[0xff]), flag(2, &[0xff])]),
    ("both, turned", || vec![flag(2, &[0xff]), flag(1, &[0xff])]),
    ("unknown", || vec![flag(7, &[0xff])]),
    ("unknown, universal", || vec![integer(&[0])]),
];

fn is_refused_by_pin(forge: &Forge, list: &Crl) -> bool {
    let Ok(lists) = Crls::from_bytes([list.der(&provider())]) else {
        return true;
    };
    let context = handshake::context()
        .with_relying_party(RelyingParty::from(Verification::ByPin).with_crls(lists.clone()));
    let api = RestApi::at(HOST).unwrap();
    let report = check(&api, &forge.identity(&provider()), &context);
    let is_reported = report
        .errors()
        .any(|finding| finding.rule.as_str() == "certificate-revoked");

    let pinned = forge.chain(&provider()).end_entity().clone();
    let trust = ServerTrust::pinned(&pinned).with_crls(lists);
    let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
    let is_met = handshake::is_refused_by(&client.into(), forge);
    assert_eq!(is_reported, is_met, "{list:?}");
    is_met
}

#[test]
fn no_scope_undoes_a_revocation() {
    let accepted: Vec<_> = FIELDS
        .iter()
        .flat_map(|(name, fields)| {
            let forges = [
                Forge::tls(HOST),
                Forge::tls(HOST).with(points(&[&[at(POINT)]])),
                Forge::tls(HOST).with(points(&[&[at("http://crl.example.com/2.crl")]])),
            ];
            let fields = [vec![at(POINT)], fields()].concat();
            forges
                .into_iter()
                .enumerate()
                .filter_map(move |(number, forge)| {
                    let list = forge.revoked().with(issuing(&fields));
                    let is_refused = is_refused_by_pin(&forge, &list);
                    (!is_refused).then(|| format!("{name}, certificate {number}"))
                })
        })
        .collect();
    assert!(accepted.is_empty(), "{accepted:#?}");
}

/// 5 and 00 05 are one number; DER has one encoding of it, and some have the other.
#[test]
fn no_padding_undoes_a_revocation() {
    for (own, listed) in [
        ([0, 5].as_slice(), [5].as_slice()),
        (&[5], &[0, 5]),
        (&[0, 0x85], &[0, 0, 0x85]),
        (&[0xff, 0x85], &[0x85]),
        (&[0], &[0, 0]),
    ] {
        let forge = Forge::tls(HOST).serial(own);
        let list = forge.crl().revoking(listed);
        assert!(is_refused_by_pin(&forge, &list), "{own:?} {listed:?}");
    }
    for (own, listed) in [
        ([0, 0x85].as_slice(), [0x85].as_slice()),
        (&[0xff, 5], &[5]),
        (&[0], &[0xff]),
    ] {
        let forge = Forge::tls(HOST).serial(own);
        let list = forge.crl().revoking(listed);
        assert!(!is_refused_by_pin(&forge, &list), "{own:?} {listed:?}");
    }
}

#[test]
fn an_entry_removed_from_a_complete_list_revokes() {
    let forge = Forge::tls(HOST);
    let removed = Extension::new("2.5.29.21", false, element(0x0a, &[8]));
    assert!(is_refused_by_pin(
        &forge,
        &forge.revoked().with_entry_extension(removed)
    ));
}

#[test]
fn no_damage_to_the_points_undoes_a_revocation() {
    let value = sequence(&[sequence(&[at(POINT)])]);
    for index in 0..value.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut value = value.clone();
            value[index] ^= flip;
            let points = Extension::new("2.5.29.31", false, value);
            let forge = Forge::tls(HOST).with(points);
            let list = forge.revoked().with(issuing(&[at(POINT)]));
            let lists = Crls::from_bytes([list.der(&provider())]).unwrap();
            for verification in [Verification::ByPin, Verification::ByPath] {
                let context = handshake::context()
                    .with_relying_party(RelyingParty::from(verification).with_crls(lists.clone()));
                let api = RestApi::at(HOST).unwrap();
                let report = check(&api, &forge.identity(&provider()), &context);
                let mut errors = report.errors().map(|finding| finding.rule.as_str());
                assert!(errors.any(|rule| rule == "certificate-revoked"), "{report}");
            }
        }
    }
}
