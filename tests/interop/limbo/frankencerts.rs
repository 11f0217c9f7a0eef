//! Certification paths put together from pieces of others, in the manner of Brubaker, Jana, Ray, Khurshid and
//! Shmatikov, "Using Frankencerts for Automated Adversarial Testing of Certificate Validation in SSL/TLS
//! Implementations" (2014): extensions, subjects and serial numbers of the suites, in certificates our own CAs sign.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use serde_json::Value;
use vb365_tls::Certificate;
use vb365_tls::test_support::{Extension, Forge, Name, Template, oid};

use super::case::{Case, Kind};
use super::handshake::provider;
use super::mutation::Dice;
use super::suite::{Suite, suites};
use crate::program::given;

/// Paths below one root and one intermediate.
pub(super) struct Family {
    pub(super) cases: Vec<Case>,
}

const FAMILIES: usize = 50;
const CASES: usize = 40;
const HOST: &str = "example.com";

/// The same in each run.
pub(super) fn families() -> Vec<Family> {
    let pieces = Pieces::gather();
    (0..FAMILIES)
        .map(|number| family(number, &pieces))
        .collect()
}

fn family(number: usize, pieces: &Pieces) -> Family {
    let mut dice = Dice::of(u64::try_from(number).unwrap());
    let mut root = Template::root(format!("CN=Root {number}").as_str());
    let mut intermediate = Template::intermediate(format!("CN=Intermediate {number}").as_str());
    if dice.below(3) == 0 {
        root = pieces.alter(root, &mut dice);
    }
    if dice.below(2) == 0 {
        intermediate = pieces.alter(intermediate, &mut dice);
    }
    let sign = |template: &Template, issuer| template.issued_by(issuer, &provider());
    let (root_der, intermediate_der) = (sign(&root, &root), sign(&intermediate, &root));
    let case = |which: usize| {
        let mut end_entity = Template::end_entity(HOST);
        for _ in 0..dice.below(4) {
            end_entity = pieces.alter(end_entity, &mut dice);
        }
        Case {
            id: format!("frankencerts::{number}::{which}"),
            kind: Kind::Server,
            // Nobody says so.
            is_good: true,
            roots: vec![root_der.clone()],
            presented: vec![sign(&end_entity, &intermediate), intermediate_der.clone()],
            key: None,
            lists: Vec::new(),
            name: Some(ServerName::try_from(HOST).unwrap()),
            depth: None,
            now: Forge::now(),
        }
    };
    Family {
        cases: (0..CASES).map(case).collect(),
    }
}

/// What certificates are put together from.
struct Pieces {
    /// By identifier, so that rare ones are as frequent as common ones.
    extensions: BTreeMap<String, Vec<(bool, Vec<u8>)>>,
    subjects: Vec<Vec<u8>>,
    serials: Vec<Vec<u8>>,
}

impl Pieces {
    fn gather() -> Self {
        let mut extensions = BTreeMap::<String, BTreeSet<(bool, Vec<u8>)>>::new();
        let (mut subjects, mut serials) = (BTreeSet::new(), BTreeSet::new());
        for certificate in certificates() {
            for extension in certificate.extensions() {
                let piece = (extension.is_critical(), extension.value().to_vec());
                extensions
                    .entry(extension.oid().to_string())
                    .or_default()
                    .insert(piece);
            }
            subjects.insert(certificate.subject().as_der().to_vec());
            serials.insert(certificate.serial().as_bytes().to_vec());
        }
        let extensions = extensions.into_iter();
        Self {
            extensions: extensions
                .map(|(oid, pieces)| (oid, pieces.into_iter().collect()))
                .collect(),
            subjects: subjects.into_iter().collect(),
            serials: serials.into_iter().collect(),
        }
    }

    /// Puts one piece in.
    fn alter(&self, template: Template, dice: &mut Dice) -> Template {
        match dice.below(10) {
            0 => template.subject(Name::from_der(any(&self.subjects, dice).clone())),
            1 => template.serial(any(&self.serials, dice).as_slice()),
            2 => template.without_extension(any::<&str>(USUAL, dice)),
            3..6 => {
                let usual = any(USUAL, dice);
                self.put(template, usual, dice)
            }
            _ => {
                let number = dice.below(self.extensions.len());
                let oid = self.extensions.keys().nth(number).unwrap();
                self.put(template, oid, dice)
            }
        }
    }

    fn put(&self, template: Template, oid: &str, dice: &mut Dice) -> Template {
        let (is_critical, value) = any(&self.extensions[oid], dice);
        template.with(Extension::new(oid, *is_critical, value.clone()))
    }
}

/// What nearly every certificate has.
const USUAL: &[&str] = &[
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::BASIC_CONSTRAINTS,
    oid::EXTENDED_KEY_USAGE,
    oid::KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::SUBJECT_KEY_IDENTIFIER,
];

fn any<'a, T>(from: &'a [T], dice: &mut Dice) -> &'a T {
    &from[dice.below(from.len())]
}

/// Of the suites, but for the thousands that are alike, and of pkilint.
fn certificates() -> Vec<Certificate> {
    let of_suite = |suite: &'static Suite| {
        let cases = suite.cases.iter();
        let cases = cases.filter(|case| !case.id.starts_with("bettertls::"));
        cases.flat_map(|case| case.presented.iter().chain(&case.roots).cloned())
    };
    let folder = given(
        "VB365_TLS_SUITES",
        "the path of a folder with pkilint-expected.json",
    );
    let linted = std::fs::read(Path::new(&folder).join("pkilint-expected.json")).unwrap();
    let linted: Vec<Value> = serde_json::from_slice(&linted).unwrap();
    let linted = linted.iter().map(|it| it["pem"].as_str().unwrap());
    let linted = linted.map(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap());
    let all = suites().iter().flat_map(of_suite).chain(linted);
    all.filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}
