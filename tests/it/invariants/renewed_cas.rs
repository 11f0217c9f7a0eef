//! CAs that were renewed with a new key, which is the default of Active Directory, and lists in shards: each
//! certificate is looked up in the lists of the key that issued it. Beside it, what OpenSSL says.

use rustls_pki_types::CertificateDer;
use vb365_tls::Certificate;
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::encode::{constructed, element, sequence, uri};
use vb365_tls::test_support::{Crl, Extension, Forge, TestKey};

use super::relying_party::{Party, difference, key, read};
use super::{HOST, context, openssl, provider};

const FIRST: &str = "http://crl.example.com/1.crl";
const SECOND: &str = "http://crl.example.com/2.crl";

/// What is presented, who is trusted, and the lists at hand.
struct Setup {
    presented: Vec<CertificateDer<'static>>,
    anchors: Vec<CertificateDer<'static>>,
    lists: Vec<Crl>,
}

/// What refuses here, and the number of the error of OpenSSL.
type Verdict = (Option<&'static str>, Option<u32>);

const OK: Verdict = (None, None);
const REVOKED: Verdict = (Some("certificate-revoked"), Some(23));
/// OpenSSL: different CRL scope.
const UNKNOWN: Verdict = (Some("revocation-status-unknown"), Some(44));
/// Only a list of the other key is there. OpenSSL: unable to get certificate CRL.
const OTHER_KEY: Verdict = (Some("crl-unverified"), Some(3));
const STALE: Verdict = (Some("crl-stale"), Some(12));

// A root, before and after.

fn before() -> Forge {
    Forge::tls(HOST).serial(&[0x11]).intermediates(0)
}

/// A new key under the old name.
fn after() -> Forge {
    let renewed = before().root(|it| it.serial(&[9]).key(TestKey::Other));
    renewed.serial(&[0x22])
}

fn of_root(presented: &Forge, lists: Vec<Crl>) -> Setup {
    Setup {
        presented: presented.certificates(&provider()),
        anchors: [before(), after()]
            .map(|it| it.trust_anchor_der(&provider()))
            .into(),
        lists,
    }
}

// An issuing CA below a root that stayed.

fn issued_before() -> Forge {
    Forge::tls(HOST).serial(&[0x11])
}

fn issued_after() -> Forge {
    let forge = Forge::tls(HOST).serial(&[0x22]);
    forge.intermediate(|it| it.serial(&[7]).key(TestKey::Rsa3072))
}

/// Both certificates of the issuing CA are sent, as a server may that was installed twice.
fn of_issuing(presented: &Forge, mut lists: Vec<Crl>) -> Setup {
    let issuers = [issued_before(), issued_after()].map(|it| it.path(&provider())[1].clone());
    let end_entity = presented.certificates(&provider()).remove(0);
    lists.push(before().crl());
    Setup {
        presented: [end_entity].into_iter().chain(issuers).collect(),
        anchors: vec![before().trust_anchor_der(&provider())],
        lists,
    }
}

// One key, and a list of everything beside lists of a part.

fn full_name(address: &str) -> Vec<u8> {
    constructed(0xa0, &[constructed(0xa0, &[uri(address)])])
}

fn published_at(address: &str) -> Forge {
    let points = sequence(&[sequence(&[full_name(address)])]);
    before().with(Extension::new("2.5.29.31", false, points))
}

fn shard(address: &str, update: &str) -> Crl {
    let fields = [full_name(address), element(0x81, &[0xff])];
    let list = before().crl().updated(update, "2026-11-15");
    list.with(Extension::new("2.5.29.28", true, sequence(&fields)))
}

fn full() -> Crl {
    before().crl().updated("2026-10-01", "2026-11-15")
}

type Case = (&'static str, fn() -> Setup, Verdict);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("root, before", || of_root(&before(), vec![before().crl(), after().crl()]), OK),
    ("root, after", || of_root(&after(), vec![before().crl(), after().crl()]), OK),
    ("root, after, lists turned", || of_root(&after(), vec![after().crl(), before().crl()]), OK),
    ("root, revoked before", || of_root(&before(), vec![before().revoked(), after().crl()]), REVOKED),
    ("root, revoked after", || of_root(&after(), vec![before().crl(), after().revoked()]), REVOKED),
    ("root, the other key lists it", || of_root(&before(), vec![before().crl(), after().crl().revoking(&[0x11])]), OK),
    ("root, the old list is stale", || of_root(&before(), vec![before().crl().updated("2026-09-15", "2026-10-15"), after().crl()]), STALE),
    ("root, the old list is stale, new certificate", || of_root(&after(), vec![before().crl().updated("2026-09-15", "2026-10-15"), after().crl()]), OK),
    ("root, no list of the old key", || of_root(&before(), vec![after().crl()]), OTHER_KEY),
    ("root, no list of the new key", || of_root(&after(), vec![before().crl()]), OTHER_KEY),

    ("issuing, before", || of_issuing(&issued_before(), vec![issued_before().crl(), issued_after().crl()]), OK),
    ("issuing, after", || of_issuing(&issued_after(), vec![issued_before().crl(), issued_after().crl()]), OK),
    ("issuing, revoked before", || of_issuing(&issued_before(), vec![issued_before().revoked(), issued_after().crl()]), REVOKED),
    ("issuing, revoked after", || of_issuing(&issued_after(), vec![issued_before().crl(), issued_after().revoked()]), REVOKED),
    ("issuing, the other key lists it", || of_issuing(&issued_after(), vec![issued_before().crl().revoking(&[0x22]), issued_after().crl()]), OK),
    ("issuing, no list of the new key", || of_issuing(&issued_after(), vec![issued_before().crl()]), OTHER_KEY),

    ("full list alone", || of_root(&published_at(FIRST), vec![full()]), OK),
    ("own shard alone", || of_root(&published_at(FIRST), vec![shard(FIRST, "2026-10-20")]), OK),
    ("own shard and full list", || of_root(&published_at(FIRST), vec![shard(FIRST, "2026-10-20"), full()]), OK),
    ("another shard, newer, and full list", || of_root(&published_at(FIRST), vec![shard(SECOND, "2026-10-20"), full()]), OK),
    ("another shard, newer, and revoked in the full list", || of_root(&published_at(FIRST), vec![shard(SECOND, "2026-10-20"), full().revoking(&[0x11])]), REVOKED),
    ("revoked in the own shard", || of_root(&published_at(FIRST), vec![shard(FIRST, "2026-10-20").revoking(&[0x11]), shard(SECOND, "2026-10-25")]), REVOKED),
    ("another shard alone", || of_root(&published_at(FIRST), vec![shard(SECOND, "2026-10-20")]), UNKNOWN),
    ("no point, a shard, newer, and full list", || of_root(&before(), vec![shard(FIRST, "2026-10-20"), full()]), OK),
    ("no point, a shard, newer, and revoked in the full list", || of_root(&before(), vec![shard(FIRST, "2026-10-20"), full().revoking(&[0x11])]), REVOKED),
    ("no point, a shard alone", || of_root(&before(), vec![shard(FIRST, "2026-10-20")]), UNKNOWN),
    ("own shard stale, and full list", || of_root(&published_at(FIRST), vec![shard(FIRST, "2026-10-01").updated("2026-09-15", "2026-10-15"), full()]), OK),
];

#[test]
fn right_in_report_and_handshake_beside_openssl() {
    let own_key = key(Forge::tls(HOST).key_der());
    let mut wrong = Vec::new();
    for (name, setup, (ours, of_openssl)) in CASES {
        let Setup {
            presented,
            anchors,
            lists,
        } = setup();
        let ders = lists.iter().map(|it| it.der(&provider()));
        let read_lists = Crls::from_bytes(ders).unwrap();
        let trusted: Vec<Certificate> = read(&anchors).unwrap();
        for party in Party::by_path(&trusted) {
            let party = party.with_lists(&read_lists);
            let (report, answer) = party.ask(&presented, &own_key, &context());
            wrong.extend(difference(&report, &answer).map(|it| format!("{name}: {it}")));
            let found = report.errors().next().map(|it| it.rule.as_str());
            if found != *ours || answer.as_ref().err().map(String::as_str) != *ours {
                wrong.push(format!("{name}: {found:?} and {answer:?}, not {ours:?}"));
            }
        }
        let found = openssl::refusal(&presented, &anchors, &lists);
        if found != *of_openssl {
            wrong.push(format!(
                "{name}: OpenSSL says {found:?}, not {of_openssl:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
