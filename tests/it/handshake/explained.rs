//! Whatever a peer presents: a refusal always names a rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustls::Error;
use rustls_pki_types::CertificateDer;
use vb365_tls::revocation::Crls;
use vb365_tls::rule;
use vb365_tls::test_support::encode::{constructed, element, mail_address};
use vb365_tls::test_support::{Extension, Forge, Name, SignatureAlgorithm, Template, TestKey, oid};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::ServerTrust;

use super::wire::meet;
use super::{HOST, Setting, end_entity, presenting, root, settings};

type Change = fn(Template) -> Template;

/// What is done to a certificate, whichever it is.
#[rustfmt::skip]
const CHANGES: &[(&str, Change)] = &[
    ("good", |it| it),
    ("expired", |it| it.valid("2026-01-01", "2026-06-30")),
    ("early", |it| it.valid("2027-01-01", "2027-12-31")),
    ("inverted", |it| it.valid("2027-01-01", "2026-01-01")),
    ("version 1", Template::version_1),
    ("version 2", |it| it.version(1)),
    ("no extensions", Template::without_extensions),
    ("not a CA", Template::not_ca),
    ("a CA", |it| it.ca(None)),
    ("path length 0", |it| it.ca(Some(0))),
    ("no basic constraints", |it| it.without_extension(oid::BASIC_CONSTRAINTS)),
    ("unreadable basic constraints", |it| it.extension(oid::BASIC_CONSTRAINTS, true, &[5, 0])),
    ("basic constraints twice", |it| it.repeated(oid::BASIC_CONSTRAINTS)),
    ("for clients", |it| it.purposes(&[oid::CLIENT_AUTH])),
    ("for anything", |it| it.purposes(&[oid::ANY_PURPOSE])),
    ("for nothing", |it| it.purposes(&[])),
    ("unreadable purposes", |it| it.extension(oid::EXTENDED_KEY_USAGE, false, &[4, 0])),
    ("no key usage", |it| it.key_usage(&[])),
    ("unreadable key usage", |it| it.extension(oid::KEY_USAGE, true, &[5, 0])),
    ("critical and unknown", |it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0])),
    ("unique identifier", Template::issuer_unique_id),
    ("permitting others", |it| it.permitting(&["example.org"])),
    ("excluding all", |it| it.excluding(&["example.com"])),
    ("mail constrained", |it| it.with(Extension::name_constraints(&[mail_address("example.org")], &[]))),
    ("constraints on nothing", |it| it.extension(oid::NAME_CONSTRAINTS, true, &[0x30, 0])),
    ("unreadable constraints", |it| it.extension(oid::NAME_CONSTRAINTS, true, &element(0x30, &element(0xa0, &[5, 0])))),
    ("wrong name", |it| it.names(&["other.example.com"])),
    ("mail address", |it| it.general_names(&[element(0x82, HOST.as_bytes()), mail_address("a@example.com")])),
    ("empty names", |it| it.general_names(&[])),
    ("no names", Template::without_san),
    ("unreadable names", |it| it.extension(oid::SUBJECT_ALT_NAME, false, &constructed(0x30, &[[0x9f]]))),
    ("subject in another string type", |it| it.subject(Name::new("CN=Test Intermediate 1").printable())),
    ("issuer in another string type", |it| it.issuer(Name::new("CN=Test Root").printable())),
    ("no issuer", |it| it.issuer(Name::from_der([0x30, 0]))),
    ("SHA-1", |it| it.signature(SignatureAlgorithm::RsaSha1)),
    ("unknown signature", |it| it.signature(SignatureAlgorithm::Unknown)),
    ("two algorithms", |it| it.inner_signature(SignatureAlgorithm::RsaSha384)),
    ("altered", Template::altered_signature),
    ("signed by another", |it| it.signed_by(TestKey::Other)),
    ("another key", |it| it.key(TestKey::Other)),
    ("RSA 1024", |it| it.key(TestKey::Rsa1024)),
    ("P-384", |it| it.key(TestKey::P384)),
    ("P-521", |it| it.key(TestKey::P521)),
    ("Ed448", |it| it.key(TestKey::Ed448)),
    ("explicit curve", |it| it.key(TestKey::P256Explicit)),
    ("serial number of 30 octets", |it| it.serial(&[1; 30])),
    ("negative serial number", |it| it.serial(&[0x80])),
];

/// Places of the path in the order sent; the root has the last place.
const DELIVERIES: &[&[usize]] = &[
    &[0],
    &[0, 1],
    &[0, 2],
    &[0, 1, 1],
    &[0, 2, 1],
    &[1, 0],
    &[0, 0, 1],
    &[2],
];

/// How often each rule was named, and what went unnamed.
#[derive(Default)]
struct Tally {
    named: BTreeMap<String, usize>,
    unnamed: Vec<String>,
    chains: usize,
}

impl Tally {
    fn add(&mut self, what: &str, chain: Vec<CertificateDer<'static>>, at: &At<'_>) {
        self.chains += 1;
        let server = presenting(chain, &Forge::tls(HOST), at.setting);
        let client = client_config(&crate::rest_api(), at.trust, &at.setting.context).unwrap();
        let Err(error) = meet(&client, &server).client else {
            *self.named.entry("(accepted)".into()).or_default() += 1;
            return;
        };
        if let (None, Error::InvalidMessage(_) | Error::PeerMisbehaved(_)) =
            (explain(&error), &error)
        {
            return;
        }
        match explain(&error) {
            Some(finding) if rule::find(finding.rule.as_str()).is_some() => {
                let text = error.to_string();
                if text.contains("Context {") || text.contains("CertificateError") {
                    self.unnamed.push(format!("{what}: {text}"));
                }
                *self.named.entry(finding.rule.to_string()).or_default() += 1;
            }
            _ => self.unnamed.push(format!("{what}: {error}")),
        }
    }
}

struct At<'a> {
    setting: &'a Setting,
    trust: &'a ServerTrust,
}

fn trusts(setting: &Setting) -> [ServerTrust; 4] {
    let good = Forge::tls(HOST);
    let other = Forge::self_signed("other.example.com").key(TestKey::Other);
    let ca = || ServerTrust::private_ca(&root(&good, setting)).unwrap();
    let lists = Crls::from_bytes([good.crl().der(setting.provider())]);
    [
        ca(),
        ca().with_crls(lists.unwrap()),
        ServerTrust::private_ca(&root(&other, setting)).unwrap(),
        ServerTrust::pinned(&end_entity(&good, setting)),
    ]
}

#[test]
fn of_more_than_a_thousand_chains() {
    let setting = &settings()[2];
    let provider = Arc::clone(setting.provider());
    let trusts = trusts(setting);
    let at = |trust| At { setting, trust };
    let mut tally = Tally::default();

    for (index, (name, of_end_entity)) in CHANGES.iter().enumerate() {
        // Every second pair, for all of them together would take too long.
        for (other, of_issuer) in CHANGES.iter().skip(index % 2).step_by(2) {
            let forge = Forge::tls(HOST)
                .end_entity(of_end_entity)
                .intermediate(of_issuer);
            let chain = forge.certificates(&provider);
            let trust = &trusts[index / 2 % 2];
            tally.add(&format!("{name}, issuer {other}"), chain, &at(trust));
        }
        for delivery in DELIVERIES {
            let forge = Forge::tls(HOST).end_entity(of_end_entity);
            let chain = forge.delivering(delivery).certificates(&provider);
            let trust = &trusts[index % 4];
            tally.add(&format!("{name}, {delivery:?}"), chain, &at(trust));
        }
    }

    let good = Forge::tls(HOST).certificates(&provider);
    for place in 0..good.len() {
        for index in (0..good[place].len()).step_by(7) {
            for flip in [0x01, 0xff] {
                let mut chain = good.clone();
                let mut changed = chain[place].to_vec();
                changed[index] ^= flip;
                chain[place] = changed.into();
                let what = format!("byte {index} of {place}, {flip:#x}");
                tally.add(&what, chain, &at(&trusts[index % 4]));
            }
        }
    }

    assert!(tally.chains > 1_500, "{}", tally.chains);
    assert!(
        tally.unnamed.is_empty(),
        "{} of {}:\n{}",
        tally.unnamed.len(),
        tally.chains,
        tally.unnamed.join("\n")
    );
    // The last resort is for what nobody thought of, and should stay rare.
    let last_resort = tally.named.get("certificate-refused").copied();
    assert!(last_resort.unwrap_or(0) < 20, "{:#?}", tally.named);
    assert!(tally.named.len() > 30, "{:#?}", tally.named);
}
