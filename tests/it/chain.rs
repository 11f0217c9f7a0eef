//! Certificates in any order become a path.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use vb365_tls::Certificate;
use vb365_tls::chain::Chain;
use vb365_tls::test_support::{Extension, Forge, Template, TestKey, oid};

const HOST: &str = "vb365.example.com";

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn issued(template: &Template, issuer: &Template) -> Certificate {
    Certificate::from_der(template.issued_by(issuer, &provider())).unwrap()
}

fn chain(certificates: &[&Certificate]) -> Chain {
    Chain::from_certificates(certificates.iter().map(|&it| it.clone()).collect()).unwrap()
}

/// Every order of so many things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    match count.checked_sub(1) {
        None => vec![Vec::new()],
        Some(last) => permutations(last)
            .iter()
            .flat_map(|shorter| {
                (0..count).map(|place| {
                    let mut longer = shorter.clone();
                    longer.insert(place, last);
                    longer
                })
            })
            .collect(),
    }
}

/// Without a key, the end entity is the one that issued nothing, however the others write the name of their issuer.
#[test]
fn an_issuer_is_known_by_what_its_name_means() {
    let forge = Forge::tls(HOST)
        .intermediate(Template::not_ca)
        .issuer_name_reencoded();
    let all = forge.parsed(&provider());
    for order in [[0, 1], [1, 0]] {
        let chain = chain(&order.map(|place| &all[place]));
        assert_eq!(chain.end_entity(), &all[0], "{order:?}");
    }
}

#[test]
fn every_order_is_put_right() {
    let path = Forge::tls(HOST).intermediates(2).path(&provider());
    let mut all: Vec<_> = path
        .into_iter()
        .map(|der| Certificate::from_der(der).unwrap())
        .collect();
    let foreign = Template::root("CN=Foreign Root").key(TestKey::Other);
    all.push(issued(&foreign, &foreign));
    let orders = permutations(all.len());
    assert_eq!(orders.len(), 120);
    for order in orders {
        let chain = chain(&order.iter().map(|&index| &all[index]).collect::<Vec<_>>());
        assert_eq!(chain.end_entity(), &all[0], "{order:?}");
        assert_eq!(chain.intermediates(), &all[1..3], "{order:?}");
        assert_eq!(chain.trust_anchor(), Some(&all[3]), "{order:?}");
        assert_eq!(chain.unrelated(), &all[4..], "{order:?}");
        assert!(!chain.is_self_signed());
        let presented: Vec<_> = all[..3].iter().map(|it| it.der().clone()).collect();
        assert_eq!(chain.to_presented(), presented);
        // The foreign root is never sent, wherever it stood.
        let mut sent = order.clone();
        sent.retain(|&index| index != 4);
        assert_eq!(
            chain.was_reordered(),
            !sent.is_sorted() || order[0] == 4,
            "{order:?}"
        );
    }
}

#[test]
fn parts_of_a_path() {
    let path = Forge::tls(HOST).intermediates(2).path(&provider());
    let all: Vec<_> = path
        .into_iter()
        .map(|der| Certificate::from_der(der).unwrap())
        .collect();
    let without_root = chain(&[&all[0], &all[1], &all[2]]);
    assert_eq!(without_root.trust_anchor(), None);
    assert!(!without_root.was_reordered());
    let with_gap = chain(&[&all[0], &all[2], &all[3]]);
    assert!(with_gap.intermediates().is_empty());
    assert_eq!(with_gap.unrelated(), &all[2..]);
    assert_eq!(with_gap.trust_anchor(), None);

    // CAs only: the lowest one is what it is about.
    let cas = chain(&[&all[3], &all[2], &all[1]]);
    assert_eq!(cas.end_entity(), &all[1]);
    let root = chain(&[&all[3]]);
    assert_eq!(root.end_entity(), &all[3]);
    assert_eq!(root.trust_anchor(), None);
    assert!(root.is_self_signed());
    assert_eq!(root.to_presented().len(), 1);
}

#[test]
fn no_certificate() {
    assert!(Chain::from_certificates(Vec::new()).is_none());
}

#[test]
fn duplicates_count_once() {
    let all = Forge::tls(HOST).with_root().parsed(&provider());
    let [leaf, intermediate, root] = all.as_slice() else {
        panic!("{all:?}");
    };
    let chain = chain(&[leaf, leaf, intermediate, root, intermediate, leaf, root]);
    assert_eq!(chain.to_presented().len(), 2);
    assert_eq!(chain.trust_anchor(), Some(root));
    assert!(chain.unrelated().is_empty());
}

/// The intermediate exists twice: issued by its own root, and by an older one.
#[test]
fn a_cross_signed_issuer() {
    let old = Template::root("CN=Old Root").key(TestKey::Other);
    let new = Template::root("CN=New Root");
    let ca = Template::intermediate("CN=CA");
    let by_old = issued(&ca.clone().valid("2026-01-01", "2026-12-31"), &old);
    let by_new = issued(&ca.clone().serial(&[9]), &new);
    let leaf = issued(&Template::end_entity(HOST), &ca);
    let roots = [issued(&old, &old), issued(&new, &new)];

    // Name and key are the same, so the one that ends last is taken.
    for order in permutations(5) {
        let all = [&leaf, &by_old, &by_new, &roots[0], &roots[1]];
        let chain = chain(&order.iter().map(|&index| all[index]).collect::<Vec<_>>());
        assert_eq!(
            chain.intermediates(),
            std::slice::from_ref(&by_new),
            "{order:?}"
        );
        assert_eq!(chain.trust_anchor(), Some(&roots[1]), "{order:?}");
        assert_eq!(chain.unrelated().len(), 2);
    }
    let without_new = chain(&[&leaf, &by_old, &roots[0]]);
    assert_eq!(without_new.trust_anchor(), Some(&roots[0]));
}

/// Two CAs of one name: the key identifier tells which one issued.
#[test]
fn cas_of_the_same_name() {
    let root = Template::root("CN=Root");
    let right = Template::intermediate("CN=CA").valid("2026-01-01", "2026-12-31");
    let wrong = Template::intermediate("CN=CA").key(TestKey::Other);
    let leaf = issued(&Template::end_entity(HOST), &right);
    let [right, wrong] = [right, wrong].map(|it| issued(&it, &root));
    for candidates in [[&right, &wrong], [&wrong, &right]] {
        let chain = chain(&[&[&leaf], candidates.as_slice()].concat());
        assert_eq!(chain.intermediates(), std::slice::from_ref(&right));
        assert_eq!(chain.unrelated(), std::slice::from_ref(&wrong));
    }
}

/// Written in another string type and another case, the name is still the issuer's; the same bytes come first.
#[test]
fn names_are_compared_as_people_do() {
    let root = Template::root("CN=Root");
    let shouting = Template::intermediate("CN=TEST  CA");
    let exact = Template::intermediate("CN=Test CA").valid("2026-01-01", "2026-12-31");
    let leaf = Template::end_entity(HOST).without_extension(oid::AUTHORITY_KEY_IDENTIFIER);
    let leaf = issued(&leaf, &exact);
    let [shouting, exact] = [shouting, exact].map(|it| issued(&it, &root));
    let alone = chain(&[&leaf, &shouting]);
    assert_eq!(alone.intermediates(), std::slice::from_ref(&shouting));
    let both = chain(&[&leaf, &shouting, &exact]);
    assert_eq!(both.intermediates(), [exact]);
}

/// RFC 4210 section 4.4: the old key signs the new one; the certificate is self-issued and not self-signed.
#[test]
fn a_key_rollover() {
    let old = Template::root("CN=Root").key(TestKey::Other);
    let new = Template::root("CN=Root");
    let new_with_old = new
        .clone()
        .with(Extension::authority_key_identifier())
        .serial(&[7]);
    let new_with_old = issued(&new_with_old, &old);
    assert!(new_with_old.is_self_issued());
    assert!(!new_with_old.is_self_signed());

    let leaf = issued(&Template::end_entity(HOST), &new);
    let old = issued(&old, &old);
    for order in permutations(3) {
        let all = [&leaf, &new_with_old, &old];
        let chain = chain(&order.iter().map(|&index| all[index]).collect::<Vec<_>>());
        assert_eq!(chain.end_entity(), &leaf, "{order:?}");
        assert_eq!(
            chain.intermediates(),
            std::slice::from_ref(&new_with_old),
            "{order:?}"
        );
        assert_eq!(chain.trust_anchor(), Some(&old), "{order:?}");
    }
}

/// Two CAs that issue each other, and nothing above them.
#[test]
fn a_circle_ends() {
    let one = Template::intermediate("CN=One");
    let two = Template::intermediate("CN=Two").key(TestKey::Other);
    let leaf = issued(&Template::end_entity(HOST), &one);
    let (one, two) = (issued(&one, &two), issued(&two, &one));
    let leading = chain(&[&two, &leaf, &one]);
    assert_eq!(leading.end_entity(), &leaf);
    assert_eq!(leading.intermediates(), [one.clone(), two.clone()]);
    assert_eq!(leading.trust_anchor(), None);
    let circle = chain(&[&one, &two]);
    assert_eq!(circle.to_presented().len(), 2);
}

#[test]
fn a_thousand_certificates() {
    let path = Forge::tls(HOST).with_root().parsed(&provider());
    let unrelated = |number: u32, name: &str| {
        let serial = [1, (number >> 8) as u8, number as u8];
        let template = Template::new(name, TestKey::P256).serial(&serial);
        issued(&template, &template)
    };
    // All of the name of the issuer, or all of different names.
    for name in ["CN=Test Intermediate 1", "CN=Other"] {
        let mut certificates: Vec<_> = (0..997)
            .map(|number| match name {
                "CN=Other" => unrelated(number, &format!("CN=Other {number}")),
                _ => unrelated(number, name),
            })
            .collect();
        certificates.extend(path.iter().rev().cloned());
        let key_first = certificates.len() - 1;
        certificates.swap(0, key_first);
        let chain = Chain::from_certificates(certificates).unwrap();
        assert_eq!(chain.end_entity(), &path[0]);
        assert_eq!(chain.intermediates(), &path[1..2]);
        assert_eq!(chain.trust_anchor(), Some(&path[2]));
        assert_eq!(chain.unrelated().len(), 997);
    }
}
