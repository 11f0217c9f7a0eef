//! Both ends refuse what a CRL names.

use vb365_tls::revocation::{Crls, ExpirationPolicy, RevocationCheckDepth, UnknownStatusPolicy};
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Crl, Forge, KeyUsageBit, Template};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Context, Credential};

use super::wire::meet;
use super::{HOST, Setting, assert_explained, end_entity, root, server_of, settings};

fn of_root() -> Crl {
    Crl::of(Template::root("CN=Test Root"))
}

fn stale(list: Crl) -> Crl {
    list.updated("2026-09-15", "2026-10-15")
}

type Relax = fn(Crls) -> Crls;

fn strict(lists: Crls) -> Crls {
    lists
}

fn end_entity_only(lists: Crls) -> Crls {
    lists
        .dangerous()
        .with_depth(RevocationCheckDepth::EndEntity)
}

fn unknown_accepted(lists: Crls) -> Crls {
    lists
        .dangerous()
        .with_status_policy(UnknownStatusPolicy::Allow)
}

fn stale_accepted(lists: Crls) -> Crls {
    lists
        .dangerous()
        .with_expiration_policy(ExpirationPolicy::Ignore)
}

/// What is done, the lists, how they are relaxed, and what refuses by path and by pin.
type Case = (
    &'static str,
    fn(&Forge) -> Vec<Crl>,
    Relax,
    [Option<&'static str>; 2],
);

const REVOKED: Option<&str> = Some("certificate-revoked");

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("on no list", |it| vec![it.crl(), of_root()], strict, [None, None]),
    ("revoked", |it| vec![it.revoked(), of_root()], strict, [REVOKED, REVOKED]),
    ("revoked, end entity only", |it| vec![it.revoked()], end_entity_only, [REVOKED, REVOKED]),
    ("issuer revoked", |it| vec![it.crl(), of_root().revoking(&[2])], strict, [REVOKED, None]),
    ("issuer revoked, end entity only", |it| vec![it.crl(), of_root().revoking(&[2])], end_entity_only, [None, None]),
    ("no list of the issuer", |_| vec![of_root()], strict, [Some("revocation-status-unknown"), None]),
    ("no list of the issuer, accepted", |_| vec![of_root()], unknown_accepted, [None, None]),
    ("no list of the root", |it| vec![it.crl()], strict, [Some("revocation-status-unknown"), None]),
    ("stale", |it| vec![stale(it.crl()), of_root()], strict, [Some("crl-stale"); 2]),
    ("stale, accepted", |it| vec![stale(it.crl()), of_root()], stale_accepted, [None, None]),
    ("stale, with its successor", |it| vec![stale(it.crl()), it.crl(), of_root()], strict, [None, None]),
    ("altered", |it| vec![it.crl().altered_signature(), of_root()], strict, [Some("crl-unverified"), None]),
    ("altered and revoked", |it| vec![it.revoked().altered_signature(), of_root()], strict, [Some("crl-unverified"), REVOKED]),
];

fn lists(case: &Case, forge: &Forge, setting: &Setting) -> Crls {
    let made = (case.1)(forge);
    let encoded = made.iter().map(|it| it.der(setting.provider()));
    (case.2)(Crls::from_bytes(encoded).unwrap())
}

#[test]
fn of_a_server() {
    for setting in settings() {
        let forge = Forge::tls(HOST);
        for case in CASES {
            let certificate = end_entity(&forge, &setting);
            let key = Pins::from(certificate.public_key().fingerprint());
            for (trust, rule) in [
                (
                    ServerTrust::private_ca(&root(&forge, &setting)).unwrap(),
                    case.3[0],
                ),
                (ServerTrust::pinned(&certificate), case.3[1]),
                (ServerTrust::pinned(key), case.3[1]),
            ] {
                let trust = trust.with_crls(lists(case, &forge, &setting));
                let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
                let at = format!("{}, {trust:?}, {}", case.0, setting.name);
                let met = meet(&client, &server_of(&forge, &setting));
                match rule {
                    None => drop(met.succeeded(&at)),
                    Some(rule) => drop(assert_explained(&met.refused_by_client(&at), rule, &at)),
                }
            }
        }
    }
}

fn proxy(context: &Context) -> Credential<BackupProxy> {
    let identity = Forge::tls(HOST).identity(context.provider());
    Credential::accept(BackupProxy::at(HOST).unwrap(), identity, context).unwrap()
}

#[test]
fn of_a_client() {
    for setting in settings() {
        let forge = Forge::tls(HOST);
        let servers = ServerTrust::pinned(&end_entity(&forge, &setting));
        let client = proxy(&setting.context).client_config(&servers).unwrap();
        for case in CASES {
            for (trust, rule) in [
                (
                    ClientTrust::private_ca(&root(&forge, &setting)).unwrap(),
                    case.3[0],
                ),
                (
                    ClientTrust::pinned(&end_entity(&forge, &setting)),
                    case.3[1],
                ),
            ] {
                let trust = trust.with_crls(lists(case, &forge, &setting));
                let server = proxy(&setting.context).server_config_for(&trust).unwrap();
                let at = format!("{}, {}", case.0, setting.name);
                let met = meet(&client, &server);
                match rule {
                    None => drop(met.succeeded(&at)),
                    Some(rule) => drop(assert_explained(&met.refused_by_server(&at), rule, &at)),
                }
            }
        }
    }
}

#[test]
fn of_a_server_whose_issuer_may_not_sign_lists() {
    let setting = &settings()[0];
    let forge = Forge::tls(HOST).intermediate(|it| it.key_usage(&[KeyUsageBit::KeyCertSign]));
    let made = [forge.crl(), of_root()].map(|it| it.der(setting.provider()));
    let trust = ServerTrust::private_ca(&root(&forge, setting)).unwrap();
    let trust = trust.with_crls(Crls::from_bytes(made).unwrap());
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let error = meet(&client, &server_of(&forge, setting)).refused_by_client("no cRLSign");
    assert_explained(&error, "crl-unverified", "no cRLSign");
}

/// A server presents a CA of the issuer's name with a key of its own: that does not undo the revocation of a pinned
/// certificate.
#[test]
fn a_pin_does_not_trust_an_issuer_that_was_sent() {
    let setting = &settings()[0];
    let forge = Forge::tls(HOST);
    let namesake = Template::intermediate("CN=Test Intermediate 1")
        .key(vb365_tls::test_support::TestKey::Other);
    let mut certificates = forge.certificates(setting.provider());
    certificates[1] = namesake.issued_by(&namesake, setting.provider());
    let server = super::presenting(certificates, &forge, setting);
    let lists = Crls::from_bytes([forge.revoked().der(setting.provider())]).unwrap();
    let trust = ServerTrust::pinned(&end_entity(&forge, setting)).with_crls(lists);
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let error = meet(&client, &server).refused_by_client("namesake");
    assert_explained(&error, "certificate-revoked", "namesake");
}
