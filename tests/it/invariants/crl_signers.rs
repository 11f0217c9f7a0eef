//! CRLs signed by another key of the issuer than the one that issued the certificate, RFC 5280 section 6.3.3 (f): taken
//! where the CA itself, or who certified it, vouches for the key, and by nobody else's word.

use rustls_pki_types::CertificateDer;
use vb365_tls::revocation::{Crls, RevocationCheckDepth};
use vb365_tls::test_support::encode::{constructed, element, sequence};
use vb365_tls::test_support::{Crl, Extension, Forge, KeyUsageBit, Name, Template, TestKey};

use super::relying_party::{Party, difference, key};
use super::{HOST, context, provider};

const ISSUER: &str = "CN=Test Intermediate 1";
const SERIAL: &[u8] = &[0x11];
const UNVERIFIED: Option<&str> = Some("crl-unverified");
const REVOKED: Option<&str> = Some("certificate-revoked");
const STALE: Option<&str> = Some("crl-stale");

fn forge() -> Forge {
    Forge::tls(HOST).serial(SERIAL)
}

fn root() -> Template {
    Template::root("CN=Test Root")
}

fn issuer() -> Template {
    Template::intermediate(ISSUER)
}

/// A certificate for signing lists, and nothing else.
fn for_lists() -> Template {
    let template = issuer().without_extension("2.5.29.19").serial(&[5]);
    template
        .key(TestKey::P256)
        .key_usage(&[KeyUsageBit::CrlSign])
}

/// The next certificate of the issuing CA, with a new key.
fn renewed() -> Template {
    issuer().serial(&[5]).key(TestKey::P256)
}

/// What a certificate says of its lists, and a list of itself, so that this list is of that certificate alone.
fn shard() -> Vec<u8> {
    let directory = element(0xa4, &Name::new("CN=Shard").to_der());
    constructed(0xa0, &[constructed(0xa0, &[directory])])
}

fn in_shard(template: Template) -> Template {
    let points = sequence(&[sequence(&[shard()])]);
    template.with(Extension::new("2.5.29.31", false, points))
}

fn of_shard() -> Crl {
    let point = Extension::new("2.5.29.28", true, sequence(&[shard()]));
    Crl::of(issuer()).with(point)
}

/// Of the other key.
fn list() -> Crl {
    Crl::of(renewed())
}

fn of_root() -> Crl {
    Crl::of(root())
}

/// What is sent beside the path, and the lists.
struct Setup {
    forge: Forge,
    beside: Vec<CertificateDer<'static>>,
    lists: Vec<Crl>,
}

fn beside(signer: Template, certifier: Template, lists: Vec<Crl>) -> Setup {
    Setup {
        forge: forge(),
        beside: vec![signer.issued_by(&certifier, &provider())],
        lists,
    }
}

/// The old certificate of the issuing CA is issued by its new key, which signs the lists.
fn old_with_new(list: impl Fn(Crl) -> Crl) -> Setup {
    let forge = forge().intermediates(2);
    let forge = forge.intermediate_at(0, |it| it.subject(ISSUER).key(TestKey::P256));
    let lists = vec![list(Crl::of(issuer())), of_root()];
    Setup {
        forge: forge.intermediate_at(1, |it| it.subject(ISSUER)),
        beside: Vec::new(),
        lists,
    }
}

type Case = (&'static str, fn() -> Setup, Option<&'static str>);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("a key for lists, by the root", || beside(for_lists(), root(), vec![list(), of_root()]), None),
    ("a key for lists, by the root, and it revokes", || beside(for_lists(), root(), vec![list().revoking(SERIAL), of_root()]), REVOKED),
    ("a key for lists, by the root, and the list is stale", || beside(for_lists(), root(), vec![list().updated("2026-09-15", "2026-10-15"), of_root()]), STALE),
    ("a key for lists, by the CA", || beside(in_shard(for_lists()), issuer(), vec![list(), of_shard(), of_root()]), None),
    ("a key for lists, by the CA, and it revokes", || beside(in_shard(for_lists()), issuer(), vec![list().revoking(SERIAL), of_shard(), of_root()]), REVOKED),
    ("new with old", || beside(in_shard(renewed()), issuer(), vec![list(), of_shard(), of_root()]), None),
    ("new with old, and it revokes", || beside(in_shard(renewed()), issuer(), vec![list().revoking(SERIAL), of_shard(), of_root()]), REVOKED),
    ("old with new", || old_with_new(|it| it), None),
    ("old with new, and it revokes", || old_with_new(|it| it.revoking(SERIAL)), REVOKED),
    ("the own list is stale, the other is not", || beside(for_lists(), root(), vec![list().updated("2026-10-20", "2026-11-20"), Crl::of(issuer()).updated("2026-09-15", "2026-10-15"), of_root()]), STALE),
    ("the own list is silent, the other revokes", || beside(for_lists(), root(), vec![list().revoking(SERIAL), Crl::of(issuer()), of_root()]), REVOKED),

    ("nobody certifies the key", || Setup { forge: forge(), beside: Vec::new(), lists: vec![list(), of_root()] }, UNVERIFIED),
    ("it certifies itself", || beside(for_lists(), for_lists(), vec![list(), of_root()]), UNVERIFIED),
    ("certified by an end entity's key", || beside(for_lists(), issuer().key(TestKey::Rsa2048), vec![list(), of_root()]), UNVERIFIED),
    ("certified by a root of the same name", || beside(for_lists(), root().key(TestKey::Other), vec![list(), of_root()]), UNVERIFIED),
    ("certified by a CA beside the path", || {
        let other = Template::intermediate("CN=Other").serial(&[6]).key(TestKey::Other);
        let mut setup = beside(for_lists(), other.clone(), vec![list(), of_root(), Crl::of(other.clone())]);
        setup.beside.push(other.issued_by(&root(), &provider()));
        setup
    }, UNVERIFIED),
    ("a second CA of the name, by the root", || beside(renewed(), root(), vec![list(), of_root()]), UNVERIFIED),
    ("an end entity with the CA's name", || beside(in_shard(Template::end_entity(HOST).subject(ISSUER).serial(&[5]).key(TestKey::P256)), issuer(), vec![list(), of_shard(), of_root()]), UNVERIFIED),
    ("an end entity with the CA's name and no key usage", || beside(in_shard(Template::new(ISSUER, TestKey::P256).serial(&[5])), issuer(), vec![list(), of_shard(), of_root()]), UNVERIFIED),
    ("a CA without cRLSign", || beside(in_shard(renewed()).key_usage(&[KeyUsageBit::KeyCertSign]), issuer(), vec![list(), of_shard(), of_root()]), UNVERIFIED),
    ("no key usage, by the root", || beside(for_lists().without_extension("2.5.29.15"), root(), vec![list(), of_root()]), UNVERIFIED),
    ("expired", || beside(for_lists().valid("2026-01-01", "2026-10-31"), root(), vec![list(), of_root()]), UNVERIFIED),
    ("not valid yet", || beside(for_lists().valid("2026-11-02", "2027-10-31"), root(), vec![list(), of_root()]), UNVERIFIED),
    ("an altered signature", || beside(for_lists().altered_signature(), root(), vec![list(), of_root()]), UNVERIFIED),
    ("an unknown critical extension", || beside(for_lists().extension("1.3.6.1.4.1.32473.1", true, &[5, 0]), root(), vec![list(), of_root()]), UNVERIFIED),
    ("the name in another string type", || beside(for_lists().subject(Name::new(ISSUER).printable()), root(), vec![list(), of_root()]), UNVERIFIED),
    ("another name", || beside(for_lists().subject("CN=Test Intermediate 2"), root(), vec![list(), of_root()]), UNVERIFIED),
    ("revoked by the root", || beside(for_lists(), root(), vec![list(), of_root().revoking(&[5])]), UNVERIFIED),
    ("revoked by the CA", || beside(in_shard(renewed()), issuer(), vec![list(), of_shard().revoking(&[5]), of_root()]), UNVERIFIED),
    ("revoked by itself", || beside(in_shard(renewed()), issuer(), vec![list().revoking(&[5]), of_shard(), of_root()]), UNVERIFIED),
    ("its list is stale", || beside(in_shard(renewed()), issuer(), vec![list(), of_shard().updated("2026-09-15", "2026-10-15"), of_root()]), UNVERIFIED),
    ("of no list but its own", || beside(renewed(), issuer(), vec![list(), of_root()]), UNVERIFIED),
    ("the list is altered", || beside(for_lists(), root(), vec![list().altered_signature(), of_root()]), UNVERIFIED),
    ("the list is that of one key, as Active Directory has them", || {
        let version = Extension::new("1.3.6.1.4.1.311.21.1", false, element(0x02, &[1, 0, 1]));
        beside(in_shard(renewed()), issuer(), vec![list().with(version), of_shard(), of_root()])
    }, UNVERIFIED),
    ("old with new, and the list is that of one key", || old_with_new(|it| it.with(Extension::new("1.3.6.1.4.1.311.21.1", false, element(0x02, &[1, 0, 1])))), UNVERIFIED),
    ("the fifth of the name", || {
        let mut setup = beside(for_lists(), root(), vec![list(), of_root()]);
        let others = (6..10).map(|serial| for_lists().serial(&[serial]).key(TestKey::Other).issued_by(&root(), &provider()));
        setup.beside = others.chain(setup.beside).collect();
        setup
    }, UNVERIFIED),
];

fn checked(setup: &Setup, lists: &Crls) -> (Vec<Option<String>>, Vec<String>) {
    let own_key = key(forge().key_der());
    let mut presented = setup.forge.certificates(&provider());
    presented.extend(setup.beside.iter().cloned());
    let anchor = [setup.forge.trust_anchor(&provider())];
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for party in Party::by_path(&anchor) {
        let party = party.with_lists(lists);
        let (report, answer) = party.ask(&presented, &own_key, &context());
        wrong.extend(difference(&report, &answer));
        found.push(report.errors().next().map(|it| it.rule.to_string()));
        found.push(answer.err());
    }
    (found, wrong)
}

#[test]
fn a_list_of_another_key_counts_where_the_ca_vouches_for_it() {
    let mut wrong = Vec::new();
    for (name, setup, expected) in CASES {
        let setup = setup();
        let ders = setup.lists.iter().map(|it| it.der(&provider()));
        let lists = Crls::from_bytes(ders).unwrap();
        let (found, differences) = checked(&setup, &lists);
        wrong.extend(differences.iter().map(|it| format!("{name}: {it}")));
        if found.iter().any(|it| it.as_deref() != *expected) {
            wrong.push(format!("{name}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where only end entities are looked up, nobody asks for a list of the signer; one that names it counts all the same.
#[test]
fn a_signer_is_looked_up_as_far_as_an_issuer_is() {
    for (of_root, expected) in [(None, None), (Some(of_root().revoking(&[5])), UNVERIFIED)] {
        let lists = [list()].into_iter().chain(of_root).collect();
        let setup = beside(for_lists(), root(), lists);
        let ders = setup.lists.iter().map(|it| it.der(&provider()));
        let lists = Crls::from_bytes(ders).unwrap().dangerous();
        let lists = lists.with_depth(RevocationCheckDepth::EndEntity);
        let (found, differences) = checked(&setup, &lists);
        assert_eq!(differences, Vec::<String>::new());
        assert!(
            found.iter().all(|it| it.as_deref() == expected),
            "{found:?}"
        );
    }
}
