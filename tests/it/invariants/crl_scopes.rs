//! Every kind of scope a CRL can have, RFC 5280 section 5.2.5: a list that names the certificate revokes it whatever
//! its scope; whether its silence counts depends on the scope.

use vb365_tls::revocation::{Crls, UnknownStatusPolicy};
use vb365_tls::test_support::encode::{
    constructed, element, named_bits, object_identifier, sequence, set, uri,
};
use vb365_tls::test_support::{Crl, Extension, Forge, Name, Template, TestKey};

use super::relying_party::{Party, difference, key};
use super::{HOST, context, provider};

const OWN: &str = "http://crl.example.com/own.crl";
const OTHER: &str = "http://crl.example.com/other.crl";

fn full_name(names: &[Vec<u8>]) -> Vec<u8> {
    constructed(0xa0, &[constructed(0xa0, names)])
}

fn at(address: &str) -> Vec<u8> {
    full_name(&[uri(address)])
}

fn directory(name: &str) -> Vec<u8> {
    full_name(&[element(0xa4, &Name::new(name).to_der())])
}

/// One more attribute of the name of the CRL issuer.
fn relative() -> Vec<u8> {
    let attribute = sequence(&[object_identifier("2.5.4.3"), element(0x0c, b"Shard")]);
    let name = set(&[attribute]);
    let inside = &name[2..];
    constructed(0xa0, &[element(0xa1, inside)])
}

fn flag(number: u8) -> Vec<u8> {
    element(0x80 | number, &[0xff])
}

/// What the silence of a list is worth to an end entity, and to an intermediate.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Worth {
    Counts,
    Nothing,
    /// The list is not taken at all.
    Unusable,
}

use Worth::{Counts, Nothing, Unusable};

type Fields = fn() -> Vec<Vec<u8>>;

/// The fields of the issuing distribution point, if there is one.
#[rustfmt::skip]
const SCOPES: &[(&str, Option<Fields>, Worth, Worth)] = &[
    ("everything", None, Counts, Counts),
    ("own point", Some(|| vec![at(OWN)]), Counts, Counts),
    ("other point", Some(|| vec![at(OTHER)]), Nothing, Nothing),
    ("both points", Some(|| vec![full_name(&[uri(OTHER), uri(OWN)])]), Counts, Counts),
    ("own directory", Some(|| vec![directory("CN=Shard")]), Counts, Counts),
    ("other directory", Some(|| vec![directory("CN=Other")]), Nothing, Nothing),
    ("relative point", Some(|| vec![relative()]), Nothing, Nothing),
    ("own point, end entities", Some(|| vec![at(OWN), flag(1)]), Counts, Nothing),
    ("own point, CAs", Some(|| vec![at(OWN), flag(2)]), Nothing, Counts),
    ("other point, end entities", Some(|| vec![at(OTHER), flag(1)]), Nothing, Nothing),
    ("end entities", Some(|| vec![flag(1)]), Unusable, Unusable),
    ("CAs", Some(|| vec![flag(2)]), Unusable, Unusable),
    ("both kinds", Some(|| vec![at(OWN), flag(1), flag(2)]), Unusable, Unusable),
    ("some reasons", Some(|| vec![at(OWN), [vec![0x83], named_bits(&[1])[1..].to_vec()].concat()]), Nothing, Nothing),
    ("indirect", Some(|| vec![at(OWN), flag(4)]), Unusable, Unusable),
    ("attribute certificates", Some(|| vec![at(OWN), flag(5)]), Unusable, Unusable),
    ("nothing", Some(Vec::new), Unusable, Unusable),
];

const SERIAL: &[u8] = &[0x11];

/// Both certificates have two distribution points: an address, and a name in a directory.
fn forge() -> Forge {
    let points = [at(OWN), directory("CN=Shard")].map(|it| sequence(&[it]));
    let points = Extension::new("2.5.29.31", false, sequence(&points));
    Forge::tls(HOST)
        .key(TestKey::P256)
        .serial(SERIAL)
        .with(points.clone())
        .intermediate(|it| it.key(TestKey::P256).with(points))
        .root(|it| it.key(TestKey::P256))
}

/// The list of the issuer of the end entity, and of that of the intermediate, whose serial number is 2.
fn lists() -> [Crl; 2] {
    let of_root = Crl::of(Template::root("CN=Test Root").key(TestKey::P256));
    [forge().crl(), of_root]
}

fn parties() -> [Party; 2] {
    Party::by_path(&[forge().trust_anchor(&provider())])
}

#[test]
fn of_every_kind() {
    let mut wrong = Vec::new();
    let presented = forge().certificates(&provider());
    let own_key = key(forge().key_der());
    for (name, fields, of_end_entity, of_intermediate) in SCOPES {
        for (index, (worth, serial)) in [(of_end_entity, SERIAL), (of_intermediate, &[2])]
            .iter()
            .enumerate()
        {
            for is_listed in [false, true] {
                let mut lists = lists();
                let mut list = lists[index].clone();
                if let Some(fields) = fields {
                    list = list.with(Extension::new("2.5.29.28", true, sequence(&fields())));
                }
                lists[index] = if is_listed {
                    list.revoking(serial)
                } else {
                    list
                };
                let ders = lists.map(|it| it.der(&provider()));
                let read_lists = Crls::from_bytes(ders);
                if read_lists.is_err() != (**worth == Unusable) {
                    wrong.push(format!("{name}, {index}: {read_lists:?}"));
                }
                let Ok(read_lists) = read_lists else {
                    continue;
                };
                let lenient = read_lists.clone().dangerous();
                let lenient = lenient.with_status_policy(UnknownStatusPolicy::Allow);
                for (lists, is_lenient) in [(&read_lists, false), (&lenient, true)] {
                    let mut expected = Vec::new();
                    if is_listed {
                        expected.push("certificate-revoked");
                    }
                    if **worth == Nothing && !is_lenient {
                        expected.push("revocation-status-unknown");
                    }
                    for party in parties() {
                        let party = party.with_lists(lists);
                        let (report, answer) = party.ask(&presented, &own_key, &context());
                        let at =
                            format!("{name}, {index}, listed {is_listed}, lenient {is_lenient}");
                        wrong.extend(difference(&report, &answer).map(|it| format!("{at}: {it}")));
                        let found: Vec<_> = report.errors().map(|it| it.rule.as_str()).collect();
                        if found != expected {
                            wrong.push(format!("{at}: {found:?}, not {expected:?}"));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
