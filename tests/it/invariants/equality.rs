//! What is the same to those who connect is the same to `==`, and nothing else is: a replacement by the same is
//! [`Unchanged`](Replacement::Unchanged), one by another is published.

use std::sync::Arc;

use rustls::RootCertStore;
use vb365_tls::revocation::{Crls, ExpirationPolicy, RevocationCheckDepth, UnknownStatusPolicy};
use vb365_tls::test_support::{Crl, Forge, Template, TestKey};
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer, Replacement};
use vb365_tls::trust::{
    ClientTrust, NameCheck, Pins, PurposeCheck, RelyingParty, ServerTrust, ValidityCheck,
};
use vb365_tls::{Certificate, Context, Credential, Identity};

use super::{HOST, context, provider};

fn root(change: impl FnOnce(Template) -> Template) -> Certificate {
    Forge::tls(HOST).root(change).trust_anchor(&provider())
}

fn usual() -> Certificate {
    root(|it| it)
}

/// The name and the key of the usual root, and other dates.
fn renewed() -> Certificate {
    root(|it| it.serial(&[9]).valid("2026-06-01", "2036-06-01"))
}

fn other() -> Certificate {
    root(|it| it.subject("CN=Other").key(TestKey::Other))
}

fn end_entity(serial: u8) -> Certificate {
    Forge::tls(HOST)
        .serial(&[serial])
        .parsed(&provider())
        .remove(0)
}

fn of_cas(anchors: &[Certificate]) -> ServerTrust {
    ServerTrust::private_ca(anchors).unwrap()
}

fn store(anchors: &[Certificate]) -> ServerTrust {
    let mut roots = RootCertStore::empty();
    for anchor in anchors {
        roots.add(anchor.der().clone()).unwrap();
    }
    ServerTrust::public_roots(roots)
}

fn lists(made: &[Crl]) -> Crls {
    Crls::from_bytes(made.iter().map(|it| it.der(&provider()))).unwrap()
}

fn of_root() -> Crl {
    Crl::of(Template::root("CN=Test Root"))
}

fn of_issuer() -> Crl {
    Forge::tls(HOST).crl()
}

/// Each line of trusts that are all the same, and differ from those of every other line.
fn of_servers() -> Vec<Vec<ServerTrust>> {
    let usual = || of_cas(&[usual()]);
    let pinned = || ServerTrust::pinned(&end_entity(1));
    let with = |made: &[Crl]| usual().with_crls(lists(made));
    let relaxed =
        |relax: &dyn Fn(Crls) -> Crls| usual().with_crls(relax(lists(&[of_issuer(), of_root()])));
    let key = || Pins::from(end_entity(1).public_key().fingerprint());
    let all = vec![
        vec![
            usual(),
            of_cas(&[self::usual(), self::usual()]),
            usual().with_extra_roots(&[self::usual()]).unwrap(),
            usual().checking_name(),
            usual().with_max_intermediates(6).unwrap(),
        ],
        vec![
            of_cas(&[self::usual(), other()]),
            of_cas(&[other(), self::usual()]),
            usual().with_extra_roots(&[other()]).unwrap(),
        ],
        vec![of_cas(&[renewed()])],
        vec![
            of_cas(&[self::usual(), renewed()]),
            of_cas(&[renewed(), self::usual()]),
        ],
        // Of these nobody knows the dates.
        vec![store(&[self::usual()]), store(&[renewed()])],
        vec![store(&[])],
        vec![usual().with_resumption()],
        vec![usual().requiring_purpose()],
        vec![usual().dangerous().with_name_check(NameCheck::Ignored)],
        vec![
            usual()
                .dangerous()
                .with_name_check(NameCheck::SubjectAltNameThenCommonName),
        ],
        vec![
            usual()
                .dangerous()
                .with_validity_check(ValidityCheck::Ignored),
        ],
        vec![
            usual()
                .dangerous()
                .with_purpose_check(PurposeCheck::Ignored),
        ],
        vec![usual().with_max_intermediates(1).unwrap()],
        vec![with(&[of_issuer()])],
        vec![
            with(&[of_issuer(), of_root()]),
            with(&[of_root(), of_issuer()]),
            with(&[of_root(), of_issuer(), of_root()]),
        ],
        vec![with(&[of_issuer().revoking(&[5]), of_root()])],
        vec![with(&[
            of_issuer().updated("2026-10-20", "2026-11-15"),
            of_root(),
        ])],
        vec![relaxed(&|it| {
            it.dangerous().with_depth(RevocationCheckDepth::EndEntity)
        })],
        vec![relaxed(&|it| {
            it.dangerous()
                .with_status_policy(UnknownStatusPolicy::Allow)
        })],
        vec![relaxed(&|it| {
            it.dangerous()
                .with_expiration_policy(ExpirationPolicy::Ignore)
        })],
        vec![
            pinned(),
            ServerTrust::pinned(Pins::from(&end_entity(1)).or(&end_entity(1))),
        ],
        vec![
            ServerTrust::pinned(Pins::from(&end_entity(1)).or(&end_entity(2))),
            ServerTrust::pinned(Pins::from(&end_entity(2)).or(&end_entity(1))),
        ],
        vec![ServerTrust::pinned(&end_entity(2))],
        vec![ServerTrust::pinned(key())],
        vec![ServerTrust::pinned(Pins::from(end_entity(1).fingerprint()))],
        vec![ServerTrust::pinned(Pins::new())],
        vec![ServerTrust::pinned(
            key().dangerous().or_thumbprint(end_entity(1).thumbprint()),
        )],
        vec![pinned().checking_name()],
        vec![pinned().with_resumption()],
        vec![ServerTrust::web_roots(), ServerTrust::web_roots()],
    ];
    #[cfg(feature = "platform-verifier")]
    let all = [all, of_system()].concat();
    all
}

#[cfg(feature = "platform-verifier")]
fn of_system() -> Vec<Vec<ServerTrust>> {
    let extra = ServerTrust::platform().with_extra_roots(&[other()]);
    vec![
        vec![ServerTrust::platform(), ServerTrust::platform()],
        vec![extra.unwrap()],
    ]
}

fn of_clients() -> Vec<Vec<ClientTrust>> {
    let of_cas = |anchors: &[Certificate]| ClientTrust::private_ca(anchors).unwrap();
    let usual = || of_cas(&[usual()]);
    vec![
        vec![usual(), of_cas(&[self::usual(), self::usual()])],
        vec![of_cas(&[renewed()])],
        vec![usual().allow_unauthenticated()],
        vec![usual().requiring_purpose()],
        vec![usual().with_resumption()],
        vec![usual().with_max_intermediates(0).unwrap()],
        vec![
            usual()
                .dangerous()
                .with_validity_check(ValidityCheck::Ignored),
        ],
        vec![
            usual()
                .dangerous()
                .with_purpose_check(PurposeCheck::Ignored),
        ],
        vec![usual().with_crls(lists(&[of_issuer()]))],
        vec![ClientTrust::pinned(&end_entity(1))],
        vec![ClientTrust::pinned(&end_entity(2))],
    ]
}

#[track_caller]
fn assert_classes<T: PartialEq + std::fmt::Debug>(classes: &[Vec<T>]) {
    let classed = || {
        let classes = classes.iter().enumerate();
        classes.flat_map(|(class, members)| members.iter().map(move |it| (class, it)))
    };
    let mut wrong = Vec::new();
    for (class, one) in classed() {
        for (of_other, other) in classed() {
            if (one == other) != (class == of_other) {
                wrong.push(format!("{class} and {of_other}: {one:?}\n  {other:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_trusts() {
    assert_classes(&of_servers());
    assert_classes(&of_clients());
    let parties = |it: Vec<ServerTrust>| it.into_iter().map(RelyingParty::from).collect();
    let servers: Vec<Vec<RelyingParty>> = of_servers().into_iter().map(parties).collect();
    let clients = of_clients().into_iter();
    let clients = clients.map(|it| it.into_iter().take(1).map(RelyingParty::from).collect());
    // Whether a client has to present anything is not a question once it does.
    let clients = clients.enumerate().filter(|(index, _)| *index != 2);
    let all: Vec<_> = servers
        .into_iter()
        .chain(clients.map(|(_, it)| it))
        .collect();
    assert_classes(&all);
}

#[test]
fn a_trust_is_replaced_by_another_alone() {
    for (class, members) in of_servers().iter().enumerate() {
        let usable =
            |it: &&ServerTrust| ReloadableClient::new(&crate::rest_api(), it, &context()).is_ok();
        let Some(first) = members.first().filter(usable) else {
            continue;
        };
        let client = ReloadableClient::new(&crate::rest_api(), first, &context()).unwrap();
        let before = client.current();
        for same in members {
            let replacement = client.replace_trust(same).unwrap();
            assert_eq!(replacement, Replacement::Unchanged, "{class}: {same:?}");
            assert!(Arc::ptr_eq(&before, &client.current()));
        }
        let another = ServerTrust::pinned(&end_entity(77));
        let replacement = client.replace_trust(&another).unwrap();
        assert!(
            matches!(replacement, Replacement::Published { .. }),
            "{class}"
        );
    }
}

/// A root renewed with its key is another: the one before may have expired.
#[test]
fn the_renewed_root_is_put_in_force() {
    let expired = root(|it| it.valid("2020-01-01", "2026-06-30"));
    let client = |trust: &ServerTrust| ReloadableClient::new(&crate::rest_api(), trust, &context());
    let client = client(&of_cas(&[expired])).unwrap();
    let forge = Forge::tls(HOST);
    let is_refused = || crate::handshake::is_refused_by(&client.current(), &forge);
    assert!(is_refused());
    client.replace_trust(&of_cas(&[renewed()])).unwrap();
    assert!(!is_refused());
}

/// Two certificates of one name and key are two roots, whichever was given first.
#[test]
fn of_two_certificates_of_one_root_one_that_is_valid_is_enough() {
    let expired = || root(|it| it.valid("2020-01-01", "2026-06-30"));
    let forge = Forge::tls(HOST);
    for trust in [
        of_cas(&[expired(), renewed()]),
        of_cas(&[renewed(), expired()]),
    ] {
        let client = ReloadableClient::new(&crate::rest_api(), &trust, &context()).unwrap();
        assert!(!crate::handshake::is_refused_by(&client.current(), &forge));
        let stated = context().with_relying_party(&trust);
        let report = vb365_tls::check_chain(&crate::rest_api(), &forge.chain(&provider()), &stated);
        assert!(report.is_accepted(), "{report}");
    }
}

/// Of a key held elsewhere nobody knows whether it is the same, unless it is the very same handle.
#[test]
fn of_keys_held_elsewhere() {
    let forge = Forge::tls(HOST);
    let load = || super::relying_party::key(forge.key_der());
    let holding = |key| Identity::from_signing_key(forge.parsed(&provider()), key).unwrap();
    let (key, context) = (load(), context());
    let credential = Credential::accept(crate::rest_api(), holding(Arc::clone(&key)), &context);
    let server = ReloadableServer::new(credential.unwrap()).unwrap();
    let same = server.replace_identity(holding(Arc::clone(&key))).unwrap();
    assert_eq!(same, Replacement::Unchanged);
    let again = server.replace_identity(holding(load())).unwrap();
    assert!(matches!(again, Replacement::Published { .. }));
    // From files, the certificate tells.
    let from_file = || forge.identity(&provider());
    let replacement = server.replace_identity(from_file()).unwrap();
    assert!(matches!(replacement, Replacement::Published { .. }));
    let replacement = server.replace_identity(from_file()).unwrap();
    assert_eq!(replacement, Replacement::Unchanged);
}

/// What a credential was accepted by counts as well.
#[test]
fn of_contexts() {
    let forge = Forge::tls(HOST);
    let accepted = |context: &Context| {
        Credential::accept(crate::rest_api(), forge.identity(&provider()), context).unwrap()
    };
    let stated = |trust: ServerTrust| context().with_relying_party(trust);
    let first = stated(of_cas(&[usual()]));
    let server = ReloadableServer::new(accepted(&first)).unwrap();
    let replace = |context: &Context| server.replace_credentials(accepted(context)).unwrap();
    assert_eq!(replace(&first.clone()), Replacement::Unchanged);
    let again = first
        .clone()
        .with_relying_party(of_cas(&[usual(), usual()]));
    assert_eq!(replace(&again), Replacement::Unchanged);
    for other in [
        first.clone().with_relying_party(of_cas(&[renewed()])),
        first.with_clock(crate::SetByHand::at(Forge::now())),
    ] {
        assert!(matches!(replace(&other), Replacement::Published { .. }));
    }
}
