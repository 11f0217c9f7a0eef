//! CRLs changed in one place and signed again: report and handshake are one verdict, what rustls refuses is refused,
//! and so is what a list of the right key names, whatever else the list says of itself.

use std::sync::Arc;

use der::{Decode, Encode};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, ServerName};
use vb365_tls::revocation::{Crls, UnknownStatusPolicy};
use vb365_tls::test_support::encode::{constructed, element, sequence, uri};
use vb365_tls::test_support::{Crl, Extension, Forge, Name, Template, TestKey};
use x509_cert::crl::CertificateList;

use super::relying_party::{Party, difference, key, read};
use super::{HOST, context, provider};
use crate::mutation::{Encoding, Numbers, count};

const FIRST: &str = "http://crl.example.com/1.crl";

/// A path, and a list of each of its issuers.
struct Base {
    name: &'static str,
    path: Vec<CertificateDer<'static>>,
    lists: [Vec<u8>; 2],
    /// Whether a distribution point is a directory name, which rustls does not compare.
    has_directory: bool,
}

/// The same names in all of them; curves, because they sign fast.
fn good() -> Forge {
    Forge::tls(HOST)
        .key(TestKey::P256)
        .intermediate(|it| it.key(TestKey::P256))
        .root(|it| it.key(TestKey::P384))
}

const SIGNERS: [TestKey; 2] = [TestKey::P256, TestKey::P384];

fn full_name(name: &[u8]) -> Vec<u8> {
    constructed(0xa0, &[constructed(0xa0, &[name])])
}

fn point(name: &[u8]) -> Extension {
    Extension::new(
        "2.5.29.31",
        false,
        sequence(&[sequence(&[full_name(name)])]),
    )
}

fn issuing(fields: &[Vec<u8>]) -> Extension {
    Extension::new("2.5.29.28", true, sequence(fields))
}

fn base(name: &'static str, forge: Forge, list: impl Fn(Crl) -> Crl) -> Base {
    let of_root = Crl::of(Template::root("CN=Test Root").key(TestKey::P384));
    let lists = [list(forge.crl()), of_root];
    Base {
        name,
        path: forge.path(&provider()),
        lists: lists.map(|it| it.der(&provider()).to_vec()),
        has_directory: name.contains("directory"),
    }
}

fn bases() -> Vec<Base> {
    let directory = element(0xa4, &Name::new("CN=Shard").to_der());
    let end_entities = element(0x81, &[0xff]);
    let reason = Extension::new("2.5.29.21", false, element(0x0a, &[1]));
    let own: &[u8] = &[0x4a, 0x11, 0x5e, 0x0d, 0x27, 0x93, 0x6c, 0x08];
    vec![
        base("nobody is revoked", good(), |it| it),
        base("others are revoked", good(), |it| {
            it.revoking(&[0x7f]).with_entry_extension(reason.clone())
        }),
        base("revoked", good(), |it| {
            it.revoking(&[0x7f])
                .revoking(own)
                .with_entry_extension(reason.clone())
        }),
        base("the shard", good().with(point(&uri(FIRST))), |it| {
            it.with(issuing(&[full_name(&uri(FIRST)), end_entities.clone()]))
        }),
        base(
            "revoked in the shard",
            good().with(point(&uri(FIRST))),
            |it| it.revoking(own).with(issuing(&[full_name(&uri(FIRST))])),
        ),
        base(
            "the directory's shard",
            good().with(point(&directory)),
            |it| it.with(issuing(&[full_name(&directory)])),
        ),
    ]
}

fn is_refused_by_rustls(path: &[CertificateDer<'static>], lists: &[Vec<u8>]) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(path[2].clone()).unwrap();
    let lists = lists
        .iter()
        .map(|it| CertificateRevocationListDer::from(it.clone()));
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .with_crls(lists)
        .enforce_revocation_expiration()
        .build();
    let Ok(verifier) = verifier else {
        return true;
    };
    let host = ServerName::try_from(HOST).unwrap();
    let verdict = verifier.verify_server_cert(&path[0], &path[1..2], &host, &[], Forge::now());
    verdict.is_err()
}

/// Whether a list that is signed by the right key names the end entity, as somebody else reads it.
fn names_the_end_entity(list: &[u8], path: &[CertificateDer<'static>]) -> bool {
    let Ok(list) = CertificateList::from_der(list) else {
        return false;
    };
    let [end_entity, issuer] =
        [0, 1].map(|index| x509_cert::Certificate::from_der(&path[index]).unwrap());
    let of_issuer = issuer.tbs_certificate().subject().to_der().unwrap();
    let is_of_issuer = list.tbs_cert_list.issuer.to_der().unwrap() == of_issuer;
    let serial = end_entity.tbs_certificate().serial_number();
    let mut revoked = list.tbs_cert_list.revoked_certificates.iter().flatten();
    is_of_issuer && revoked.any(|it| it.serial_number == *serial)
}

#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    unread: usize,
    listed: usize,
    foreign: usize,
}

/// `LAW_CHANGES` asks for more.
#[test]
fn the_report_is_the_handshake_and_a_list_of_the_right_key_counts() {
    let bases = bases();
    let own_key = key(TestKey::P256.private_key());
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    let mut numbers = Numbers::from_seed(0x0063_6c72);
    for number in 0..count("LAW_CHANGES", 1_500) {
        let base = &bases[numbers.below(bases.len())];
        let index = numbers.below(5) / 4;
        let change = Encoding::new(&base.lists[index]).changed(&mut numbers);
        let is_foreign = numbers.below(8) == 0;
        let signer = if is_foreign {
            TestKey::Ed25519
        } else {
            SIGNERS[index]
        };
        let list = change.signed(signer, &provider());
        let name = format!(
            "{number}: {} {index} {}, {signer:?}",
            base.name, change.name
        );
        let mut ders = base.lists.to_vec();
        ders[index] = list;
        let Ok(lists) = Crls::from_bytes(&ders) else {
            // Nobody is verified with lists that cannot be read: there is no such trust.
            tally.unread += 1;
            continue;
        };
        let is_relaxed = numbers.below(4) == 0;
        let lists = match is_relaxed {
            true => lists
                .dangerous()
                .with_status_policy(UnknownStatusPolicy::Allow),
            false => lists,
        };
        let (presented, context) = (&base.path[..2], context());
        let anchors = read(&base.path[2..]).unwrap();
        let [of_servers, of_clients] = Party::by_path(&anchors);
        let party = match numbers.below(2) {
            0 => of_servers,
            _ => of_clients,
        };
        let party = party.with_lists(&lists);
        let (report, answer) = party.ask(presented, &own_key, &context);
        wrong.extend(difference(&report, &answer).map(|it| format!("{name}: {it}")));
        let is_accepted = report.is_accepted() || answer.is_ok();
        tally.accepted += usize::from(is_accepted);
        tally.refused += usize::from(!is_accepted);
        if is_accepted
            && !is_relaxed
            && !base.has_directory
            && is_refused_by_rustls(&base.path, &ders)
        {
            wrong.push(format!("{name}: rustls refuses"));
        }
        let is_named = names_the_end_entity(&ders[0], &base.path);
        // Signed by somebody else, or not signed again, a list says nothing.
        let is_signed = change.is_in_what_is_signed() && !is_foreign;
        if index == 0 && is_signed && is_named {
            tally.listed += 1;
            if is_accepted {
                wrong.push(format!(
                    "{name}: accepted, and a list of the right key names it"
                ));
            }
        }
        if is_foreign && !is_relaxed && change.is_in_what_is_signed() {
            tally.foreign += 1;
            if is_accepted {
                wrong.push(format!(
                    "{name}: accepted, and no list of the right key covers it"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    let is_enough = tally.accepted > 100 && tally.refused > 100 && tally.listed > 30;
    assert!(is_enough && tally.foreign > 10, "{tally:?}");
}
