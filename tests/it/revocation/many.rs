//! Lists of many entries, and many lists.

use vb365_tls::revocation::Crls;
use vb365_tls::test_support::{Crl, Forge, Template, TestKey};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, check_chain};

use super::{HOST, provider};
use crate::rest_api;

/// The rules the end entity breaks as errors.
fn errors(forge: &Forge, lists: Crls) -> Vec<String> {
    let trust = ServerTrust::private_ca(&[forge.trust_anchor(&provider())]).unwrap();
    let trust = trust.with_crls(lists);
    let context = Context::fixed(provider(), Forge::now()).with_relying_party(trust);
    let report = check_chain(&rest_api(), &forge.chain(&provider()), &context);
    report.errors().map(|it| it.rule.to_string()).collect()
}

fn numbers() -> impl Iterator<Item = [u8; 8]> {
    (0..3_000_u64).map(|number| (0x4000_0000_0000_0000 + number * 7_919).to_be_bytes())
}

#[test]
fn each_entry_of_a_large_list_counts_and_no_other_does() {
    let forge = Forge::tls(HOST).intermediates(0);
    let list = numbers().fold(forge.crl(), |list, number| list.revoking(&number));
    let lists = Crls::from_bytes([list.der(&provider())]).unwrap();
    for number in numbers().step_by(300) {
        let revoked = errors(&forge.clone().serial(&number), lists.clone());
        assert_eq!(revoked, ["certificate-revoked"], "{number:?}");
        let mut other = number;
        other[7] ^= 1;
        assert_eq!(
            errors(&forge.clone().serial(&other), lists.clone()),
            [""; 0]
        );
        // The same number to a reader that does not mind padding.
        let padded = [&[0], number.as_slice()].concat();
        let padded = errors(&forge.clone().serial(&padded), lists.clone());
        assert!(padded.contains(&"certificate-revoked".into()), "{padded:?}");
    }
}

#[test]
fn the_list_of_the_issuer_is_found_among_many() {
    let forge = Forge::tls(HOST).intermediates(0);
    let others = (0..40).map(|number| {
        let name = format!("CN=Other {number}");
        Crl::of(Template::root(name.as_str()).key(TestKey::P256))
    });
    let others: Vec<_> = others.map(|it| it.der(&provider()).to_vec()).collect();
    for (own, expected) in [
        (vec![forge.crl()], None),
        (vec![forge.revoked()], Some("certificate-revoked")),
        (
            vec![forge.crl().issuer_name_reencoded()],
            Some("revocation-status-unknown"),
        ),
        (
            vec![forge.crl().altered_signature()],
            Some("crl-unverified"),
        ),
        // Of two lists of one issuer the newer one is stale here, and still decides.
        (
            vec![
                forge.crl().updated("2026-09-01", "2026-11-15"),
                forge.crl().updated("2026-10-01", "2026-10-02"),
            ],
            Some("crl-stale"),
        ),
        (Vec::new(), Some("revocation-status-unknown")),
    ] {
        let own: Vec<_> = own.iter().map(|it| it.der(&provider()).to_vec()).collect();
        let among = [&others[..20], own.as_slice(), &others[20..]].concat();
        let found = errors(&forge, Crls::from_bytes(&among).unwrap());
        assert_eq!(found, Vec::from_iter(expected));
        // As without the others.
        if !own.is_empty() {
            let alone = Crls::from_bytes(&own).unwrap();
            assert_eq!(errors(&forge, alone), found);
        }
    }
}
