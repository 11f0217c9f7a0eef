//! One of several certificates is replaced, or all of them.

use std::sync::Arc;

use rustls::HandshakeKind::Resumed;
use vb365_tls::Error;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::tls::reload::{ReloadableServer, Replacement};
use vb365_tls::trust::{ClientTrust, ServerTrust};

use super::super::wire::meet_at;
use super::super::{Setting, assert_explained, end_entity, root, settings};
use super::{DEFAULT, accepted, client, credentials, named, served};

/// The default, one to be renewed and the renewed one.
fn forges() -> [Forge; 3] {
    let tenant = named(&["tenant.example.com"]);
    let renewed = tenant
        .clone()
        .names(&["tenant.example.com", "second.example.com"]);
    [named(&["vb365.example.com"]), tenant, renewed.serial(&[7])]
}

fn server(forges: &[Forge], setting: &Setting) -> ReloadableServer<RestApi> {
    ReloadableServer::new(credentials(&forges[..2], setting).unwrap()).unwrap()
}

#[track_caller]
fn revision(replacement: Result<Replacement, Error>) -> String {
    replacement.unwrap().to_string()
}

#[test]
fn one_of_them() {
    let forges = forges();
    for setting in settings() {
        let (at, _context) = (&setting.name, &setting.context);
        let client = client(&forges, &setting);
        let server = server(&forges, &setting);
        let meets = |host| served(host, &client, &server.current(), (&forges, &setting));
        let replace = |position, forge: &Forge| {
            server.replace_identity_at(position, forge.identity(setting.provider()))
        };
        assert_eq!(
            [meets("tenant.example.com"), meets("second.example.com")],
            [1, DEFAULT]
        );
        let before = server.current();
        assert_eq!(revision(replace(1, &forges[1])), "unchanged");
        assert!(Arc::ptr_eq(&before, &server.current()), "{at}");

        // With the names it brings along.
        assert_eq!(revision(replace(1, &forges[2])), "revision 2");
        assert_eq!(
            [meets("tenant.example.com"), meets("second.example.com")],
            [2, 2]
        );
        assert_eq!(meets("192.0.2.1"), DEFAULT, "{at}");
        assert_eq!(
            served("tenant.example.com", &client, &before, (&forges, &setting)),
            1
        );

        // And without those it has no more; position 0 is the default.
        assert_eq!(revision(replace(1, &forges[1])), "revision 3");
        assert_eq!(meets("second.example.com"), DEFAULT, "{at}");
        let default = forges[0].clone().serial(&[9]).identity(setting.provider());
        assert_eq!(revision(server.replace_identity(default)), "revision 4");
        assert_eq!(server.credential().end_entity().serial().to_string(), "09");
        assert_eq!(meets("tenant.example.com"), 1, "{at}");
    }
}

#[test]
fn what_does_not_fit_leaves_all_as_they_are() {
    let forges = forges();
    for setting in settings() {
        let at = &setting.name;
        let server = server(&forges, &setting);
        let before = server.current();
        let replace = |position, forge: Forge| {
            let identity = forge.identity(setting.provider());
            let replaced = server.replace_identity_at(position, identity);
            replaced.unwrap_err()
        };
        let expired = replace(1, forges[2].clone().expired());
        assert!(matches!(expired, Error::Rejected(_)), "{at}: {expired}");
        let twice = replace(
            1,
            forges[1]
                .clone()
                .names(&["tenant.example.com", "vb365.example.com"]),
        );
        let said = "two certificates with keys of one type carry `vb365.example.com`";
        assert!(twice.to_string().starts_with(said), "{at}: {twice}");
        let beyond = replace(2, forges[2].clone()).to_string();
        assert_eq!(
            beyond,
            "there is no credential 2: 2 are served, counted from 0"
        );

        assert!(Arc::ptr_eq(&before, &server.current()), "{at}");
        assert_eq!(server.revision(), 1, "{at}");
    }
}

/// A name moves from one certificate to another, which no two replacements could do.
#[test]
fn all_of_them_at_once() {
    let forges = forges();
    for setting in settings() {
        let at = &setting.name;
        let client = client(&forges, &setting);
        let server = server(&forges, &setting);
        let meets = |host| served(host, &client, &server.current(), (&forges, &setting));
        let same = credentials(&forges[..2], &setting).unwrap();
        assert_eq!(revision(server.replace_credentials(same)), "unchanged");
        let [default, _, renewed] = &forges;
        let next = credentials(&[renewed.clone(), default.clone()], &setting).unwrap();
        assert_eq!(revision(server.replace_credentials(next)), "revision 2");
        assert_eq!(
            [meets("vb365.example.com"), meets("192.0.2.1")],
            [0, 2],
            "{at}"
        );
        assert_eq!(server.credentials().credentials().count(), 2, "{at}");

        let alone = accepted(renewed, &setting);
        assert_eq!(revision(server.replace_credentials(alone)), "revision 3");
        assert_eq!(meets("vb365.example.com"), 2, "{at}");
        assert_eq!(server.credentials().credentials().count(), 1, "{at}");
    }
}

#[test]
fn a_session_of_before_is_not_resumed() {
    let forges = forges();
    for setting in settings() {
        let at = &setting.name;
        let trust = ServerTrust::private_ca(&root(&forges[0], &setting)).unwrap();
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        let server = server(&forges, &setting);
        let kind = |host| meet_at(host, &client, &server.current()).succeeded(at).kind;
        let hosts = ["tenant.example.com", "vb365.example.com"];
        for host in hosts {
            kind(host);
            assert_eq!(kind(host), Some(Resumed), "{host}, {at}");
        }
        let renewed = forges[2].identity(setting.provider());
        let replaced = server.replace_identity_at(1, renewed);
        assert_eq!(revision(replaced), "revision 2");
        for host in hosts {
            assert_ne!(kind(host), Some(Resumed), "{host}, {at}");
        }
    }
}

#[test]
fn clients_stay_as_they_were() {
    let forges = forges();
    let known = Forge::tls("client.example.com");
    for setting in settings() {
        let trust = ClientTrust::pinned(&end_entity(&known, &setting));
        let credentials = credentials(&forges[..2], &setting).unwrap();
        let server = ReloadableServer::for_clients(credentials, &trust).unwrap();
        let renewed = forges[2].identity(setting.provider());
        let replaced = server.replace_identity_at(1, renewed);
        assert_eq!(revision(replaced), "revision 2");
        assert_eq!(revision(server.replace_clients(&trust)), "unchanged");
        let met = meet_at(
            "second.example.com",
            &client(&forges, &setting),
            &server.current(),
        );
        let error = met.refused_by_server(&setting.name);
        assert_explained(&error, "client-certificate-absent", &setting.name);
    }
}

/// Each is verified for its own addresses before it is served, not only the default.
#[test]
fn checked_by_clients() {
    let forges = forges();
    for setting in settings() {
        let trust = ServerTrust::private_ca(&root(&forges[0], &setting)).unwrap();
        let context = setting.context.clone().with_relying_party(trust);
        let setting = Setting { context, ..setting };
        let server = server(&forges, &setting);
        let stranger = Forge::self_signed("tenant.example.com").identity(setting.provider());
        let error = server.replace_identity_at(1, stranger);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("error path-not-found"), "{error}");
        assert_eq!(server.revision(), 1);
    }
}
