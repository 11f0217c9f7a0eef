//! At the very second: a certificate is valid from its first second to its last (RFC 5280 section 4.1.2.5), and a list is as
//! good as rustls takes it, until the second before its next update.

use rustls_pki_types::UnixTime;
use vb365_tls::Context;
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::{Crl, Forge, Template, TestKey, unix_time};
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};

use super::relying_party::{Party, difference, key};
use super::{HOST, provider};

const FIRST: &str = "2026-11-01T12:00:00Z";
const LAST: &str = "2026-11-02T12:00:00Z";

fn good() -> Forge {
    Forge::tls(HOST)
        .key(TestKey::P256)
        .intermediate(|it| it.key(TestKey::P256))
        .root(|it| it.key(TestKey::P256))
}

fn short(template: Template) -> Template {
    template.valid(FIRST, LAST)
}

/// What becomes of it one second before, at and one second after.
type Seconds = [Option<&'static str>; 3];

fn around(moment: &str) -> [UnixTime; 3] {
    let at = unix_time(moment);
    [-1, 0, 1].map(|seconds: i64| {
        let seconds = at.as_secs().checked_add_signed(seconds).unwrap();
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds))
    })
}

#[track_caller]
fn compare(what: &str, forge: &Forge, party: &Party, moment: &str, expected: Seconds) {
    let (presented, own_key) = (forge.certificates(&provider()), key(forge.key_der()));
    for (now, expected) in around(moment).into_iter().zip(expected) {
        let context = Context::fixed(provider(), now);
        let (report, answer) = party.ask(&presented, &own_key, &context);
        let at = format!("{what} at {}, {party:?}", now.as_secs());
        assert_eq!(difference(&report, &answer), None, "{at}");
        let refusing = report.errors().next().map(|it| it.rule.to_string());
        assert_eq!(refusing.as_deref(), expected, "{at}: {report}");
        assert_eq!(answer.err().as_deref(), expected, "{at}");
    }
}

fn by_path(forge: &Forge) -> [Party; 2] {
    Party::by_path(&[forge.trust_anchor(&provider())])
}

fn by_pin(forge: &Forge) -> [Party; 3] {
    let certificate = &forge.parsed(&provider())[0];
    let key = Pins::from(certificate.public_key().fingerprint());
    [
        Party::OfServers(ServerTrust::pinned(certificate)),
        Party::OfServers(ServerTrust::pinned(key)),
        Party::OfClients(ClientTrust::pinned(certificate)),
    ]
}

#[test]
fn of_an_end_entity() {
    let forge = good().end_entity(short);
    let (early, expired) = (
        Some("certificate-not-yet-valid"),
        Some("certificate-expired"),
    );
    for party in by_path(&forge).iter().chain(&by_pin(&forge)) {
        compare("end entity", &forge, party, FIRST, [early, None, None]);
        compare("end entity", &forge, party, LAST, [None, None, expired]);
    }
}

#[test]
fn of_an_issuer() {
    let expired = Some("issuer-expired");
    for forge in [good().intermediate(short), good().root(short)] {
        for party in by_path(&forge) {
            compare("issuer", &forge, &party, FIRST, [expired, None, None]);
            compare("issuer", &forge, &party, LAST, [None, None, expired]);
        }
        for party in by_pin(&forge) {
            compare("issuer", &forge, &party, FIRST, [None; 3]);
            compare("issuer", &forge, &party, LAST, [None; 3]);
        }
    }
}

#[test]
fn of_a_list() {
    let forge = good();
    let of_root = Crl::of(Template::root("CN=Test Root").key(TestKey::P256));
    let due = |list: Crl| list.updated(FIRST, LAST).der(&provider());
    let of_issuer = forge.crl();
    let lists = [
        [due(of_issuer.clone()), of_root.der(&provider())],
        [of_issuer.der(&provider()), due(of_root)],
    ];
    let lists = lists.map(|it| Crls::from_bytes(it).unwrap());
    let stale = Some("crl-stale");
    for (index, lists) in lists.iter().enumerate() {
        for party in by_path(&forge) {
            let party = party.with_lists(lists);
            // rustls does not ask when a list was made, and neither do we.
            compare("list", &forge, &party, FIRST, [None; 3]);
            compare("list", &forge, &party, LAST, [None, stale, stale]);
        }
        for party in by_pin(&forge) {
            let party = party.with_lists(lists);
            let stale = stale.filter(|_| index == 0);
            compare("list", &forge, &party, LAST, [None, stale, stale]);
        }
    }
}
