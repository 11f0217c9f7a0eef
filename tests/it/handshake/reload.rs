//! What replaces a running configuration counts from the next connection on, or not at all.

use std::sync::Arc;
use std::thread;

use rustls::HandshakeKind::{Full, Resumed};
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer, Replacement};
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Credential, Error};

use super::wire::meet;
use super::{HOST, assert_explained, credential, end_entity, root, settings};

#[track_caller]
fn rules(error: Error) -> Vec<String> {
    let Error::Rejected(rejected) = error else {
        panic!("not rejected: {error}");
    };
    let errors = rejected.report().errors();
    errors.map(|finding| finding.rule.to_string()).collect()
}

fn published(revision: u64) -> Replacement {
    // The variant is open to more fields; its text is not.
    let replacement = Replacement::Published { revision };
    assert_eq!(replacement.to_string(), format!("revision {revision}"));
    replacement
}

#[test]
fn a_new_certificate_is_presented_at_once_and_a_bad_one_never() {
    let forge = Forge::tls(HOST);
    let renewed = forge.clone().serial(&[7]);
    for setting in settings() {
        let at = &setting.name;
        let (context, provider) = (&setting.context, setting.provider());
        let pinning = |forge: &Forge| {
            let trust = ServerTrust::pinned(&end_entity(forge, &setting));
            vb365_tls::tls::client_config(&crate::rest_api(), &trust, context).unwrap()
        };
        let (old, new) = (pinning(&forge), pinning(&renewed));
        let server = ReloadableServer::new(credential(&forge, context)).unwrap();
        let before = server.current();
        meet(&old, &before).succeeded(at);

        let replace = |forge: &Forge| server.replace_identity(forge.identity(provider));
        assert_eq!(replace(&forge).unwrap(), Replacement::Unchanged);
        assert!(Arc::ptr_eq(&before, &server.current()), "{at}");
        assert_eq!(replace(&renewed).unwrap(), published(2));
        meet(&new, &server.current()).succeeded(at);
        let error = meet(&old, &server.current()).refused_by_client(at);
        assert_explained(&error, "pin-unmatched", at);
        // Who has the configuration of before keeps it.
        meet(&old, &before).succeeded(at);

        let bad = forge.clone().expired();
        assert_eq!(rules(replace(&bad).unwrap_err()), ["certificate-expired"]);
        assert_eq!(server.revision(), 2);
        meet(&new, &server.current()).succeeded(at);
    }
}

#[test]
fn what_clients_would_refuse_is_not_published() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let trust = ServerTrust::private_ca(&root(&forge, &setting)).unwrap();
        let context = setting.context.clone().with_relying_party(trust);
        let server = ReloadableServer::new(credential(&forge, &context)).unwrap();
        let stranger = Forge::self_signed(HOST).identity(setting.provider());
        let error = server.replace_identity(stranger);
        assert_eq!(rules(error.unwrap_err()), ["path-not-found"]);
        assert_eq!(server.revision(), 1);

        let pinned = Forge::self_signed("other.example.com");
        let pinned = ServerTrust::pinned(&end_entity(&pinned, &setting));
        let context = setting.context.clone().with_relying_party(pinned);
        let identity = forge.identity(setting.provider());
        let rejected = Credential::accept(crate::rest_api(), identity, &context).unwrap_err();
        assert_eq!(rules(rejected.into()), ["pin-unmatched"]);
    }
}

/// In TLS 1.2 and 1.3: the session of before is worth nothing to either end.
#[test]
fn a_ticket_does_not_outlive_the_pin_it_was_issued_under() {
    let (old, new) = (Forge::tls(HOST), Forge::tls(HOST).serial(&[7]));
    for setting in settings() {
        let at = &setting.name;
        let pin = |forge: &Forge| Pins::from(&end_entity(forge, &setting));
        let both = pin(&old).or(&end_entity(&new, &setting));
        let trusting = |pins: Pins| ServerTrust::pinned(pins).with_resumption();
        let client = ReloadableClient::new(
            &crate::rest_api(),
            &trusting(both.clone()),
            &setting.context,
        )
        .unwrap();
        let server = credential(&old, &setting.context).server_config().unwrap();
        let kind = || meet(&client.current(), &server).succeeded(at).kind;
        assert_ne!(kind(), Some(Resumed), "{at}");
        assert_eq!(kind(), Some(Resumed), "{at}");

        let replace = |pins| client.replace_trust(&trusting(pins)).unwrap();
        assert_eq!(replace(both), Replacement::Unchanged);
        assert_eq!(kind(), Some(Resumed), "{at}");
        assert_eq!(replace(pin(&new)), published(2));
        let error = meet(&client.current(), &server).refused_by_client(at);
        assert_explained(&error, "pin-unmatched", at);
        assert_eq!(replace(pin(&old)), published(3));
        assert_eq!(kind(), Some(Full), "{at}");
    }
}

/// The server's tickets are of its configuration.
#[test]
fn a_ticket_of_the_server_before_is_not_resumed() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let at = &setting.name;
        let trust = ServerTrust::private_ca(&root(&forge, &setting)).unwrap();
        let client =
            vb365_tls::tls::client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        let server = ReloadableServer::new(credential(&forge, &setting.context)).unwrap();
        let kind = || meet(&client, &server.current()).succeeded(at).kind;
        kind();
        assert_eq!(kind(), Some(Resumed), "{at}");
        let renewed = forge.clone().serial(&[7]).identity(setting.provider());
        server.replace_identity(renewed).unwrap();
        assert_ne!(kind(), Some(Resumed), "{at}");
    }
}

#[test]
fn both_ends_of_a_mutual_link_rotate_without_a_gap() {
    let (old, new) = (Forge::tls(HOST), Forge::tls(HOST).serial(&[7]));
    for setting in settings() {
        let at = &setting.name;
        let proxy = |forge: &Forge| {
            let scenario = BackupProxy::at(HOST).unwrap();
            let identity = forge.identity(setting.provider());
            Credential::accept(scenario, identity, &setting.context).unwrap()
        };
        let both = || Pins::from(&end_entity(&old, &setting)).or(&end_entity(&new, &setting));
        let clients = ClientTrust::pinned(both());
        let server = ReloadableServer::for_clients(proxy(&old), &clients).unwrap();
        let client =
            ReloadableClient::presenting(proxy(&old), &ServerTrust::pinned(both())).unwrap();
        let connect = || meet(&client.current(), &server.current());
        connect().succeeded(at);
        let renewed = || new.identity(setting.provider());
        client.replace_identity(renewed()).unwrap();
        connect().succeeded(at);
        server.replace_identity(renewed()).unwrap();
        connect().succeeded(at);
        let only_new = Pins::from(&end_entity(&new, &setting));
        client
            .replace_trust(&ServerTrust::pinned(only_new.clone()))
            .unwrap();
        let gone = ClientTrust::pinned(only_new);
        assert_eq!(server.replace_clients(&gone).unwrap(), published(3));
        assert_eq!(
            server.replace_clients(&gone).unwrap(),
            Replacement::Unchanged
        );
        connect().succeeded(at);
        assert_eq!(client.revision(), 3, "{at}");
    }
}

/// Readers see one of the published configurations, and revisions only grow.
#[test]
fn readers_and_replacements_do_not_disturb_each_other() {
    let setting = &settings()[0];
    let forges = [Forge::tls(HOST), Forge::tls(HOST).serial(&[7])];
    let server = ReloadableServer::new(credential(&forges[0], &setting.context)).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut last = 0;
                while last < 101 {
                    let revision = server.revision();
                    assert!(revision >= last);
                    last = revision;
                    drop(server.current());
                }
            });
        }
        for number in 0..100 {
            let identity = forges[(number + 1) % 2].identity(setting.provider());
            let replacement = server.replace_identity(identity);
            assert_eq!(replacement.unwrap(), published(number as u64 + 2));
        }
    });
}
