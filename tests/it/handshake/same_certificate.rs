//! A certificate that stays the same, with another chain, another file or another address.

use std::sync::Arc;

use vb365_tls::provenance::Provenance;
use vb365_tls::scenario::{BackupProxy, RestApi};
use vb365_tls::test_support::{Forge, pfx};
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer, Replacement};
use vb365_tls::tls::{CredentialsByName, client_config};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Certificate, Context, Credential};

use super::wire::{meet, meet_at};
use super::{HOST, Setting, assert_explained, root, settings};

/// Clients here trust the issuer as well, so that the path is checked up to it.
fn trusting_the_issuer(forge: &Forge, setting: &Setting) -> Context {
    let issuer: Certificate = forge.parsed(setting.provider())[1].clone();
    let [root] = root(forge, setting);
    setting
        .context
        .clone()
        .with_relying_party(ServerTrust::private_ca(&[issuer, root]).unwrap())
}

fn at(host: &str) -> RestApi {
    RestApi::at(host).unwrap()
}

#[test]
fn a_repaired_chain_is_presented() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let name = &setting.name;
        let provider = setting.provider();
        let context = trusting_the_issuer(&forge, &setting);
        let broken = forge.clone().without_intermediates().identity(provider);
        let server =
            ReloadableServer::new(Credential::accept(at(HOST), broken.clone(), &context).unwrap())
                .unwrap();
        let trust = ServerTrust::private_ca(&root(&forge, &setting)).unwrap();
        let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
        let error = meet(&client, &server.current()).refused_by_client(name);
        assert_explained(&error, "path-not-found", name);

        let replaced = server.replace_identity(forge.identity(provider));
        assert_eq!(replaced.unwrap().to_string(), "revision 2", "{name}");
        meet(&client, &server.current()).succeeded(name);
        let again = server.replace_identity(forge.identity(provider));
        assert_eq!(again.unwrap(), Replacement::Unchanged, "{name}");
        let worse = server.replace_identity(broken);
        assert_eq!(worse.unwrap().to_string(), "revision 3", "{name}");
    }
}

#[test]
fn a_repaired_chain_is_presented_by_a_client_and_under_a_name() {
    let (forge, other) = (Forge::tls(HOST), "other.example.com");
    for setting in settings() {
        let name = &setting.name;
        let provider = setting.provider();
        let context = trusting_the_issuer(&forge, &setting);
        let broken = || forge.clone().without_intermediates().identity(provider);
        let pinned = ServerTrust::pinned(broken().end_entity());
        let proxy = BackupProxy::at(HOST).unwrap();
        let proxy = Credential::accept(proxy, broken(), &context).unwrap();
        let client = ReloadableClient::presenting(proxy, &pinned).unwrap();
        let replaced = client.replace_identity(forge.identity(provider));
        assert_eq!(replaced.unwrap().to_string(), "revision 2", "{name}");

        let default = Forge::self_signed(other).identity(provider);
        let default = Credential::accept(at(other), default, &setting.context).unwrap();
        let named = Credential::accept(at(HOST), broken(), &context).unwrap();
        let credentials = CredentialsByName::new(default, [named]).unwrap();
        let server = ReloadableServer::new(credentials).unwrap();
        let replaced = server.replace_identity_at(1, forge.identity(provider));
        assert_eq!(replaced.unwrap().to_string(), "revision 2", "{name}");
        let trust = ServerTrust::private_ca(&root(&forge, &setting)).unwrap();
        let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
        meet_at(HOST, &client, &server.current()).succeeded(name);
    }
}

/// Connections see no difference; what is known of the certificate is that of the file read last.
#[test]
fn what_is_checked_again_is_shown_though_nothing_else_is_served() {
    let forge = Forge::tls(HOST);
    for setting in settings() {
        let (name, context) = (&setting.name, &setting.context);
        let provider = setting.provider();
        let mut unguarded = pfx();
        unguarded.mac = None;
        let unguarded = forge.identity_read_from(Provenance::Pfx(unguarded), provider);
        let server =
            ReloadableServer::new(Credential::accept(at(HOST), unguarded, context).unwrap())
                .unwrap();
        let before = server.current();
        let rules = || -> Vec<String> {
            let credential = server.credential();
            let findings = credential.report().findings().iter();
            findings.map(|finding| finding.rule.to_string()).collect()
        };
        let of_file = [
            "container-mac-absent",
            "container-unreadable-by-windows-2016",
        ];
        assert_eq!(rules(), of_file, "{name}");
        let replaced = server.replace_identity(forge.identity(provider));
        assert_eq!(replaced.unwrap(), Replacement::Unchanged, "{name}");
        assert_eq!(rules(), [""; 0], "{name}");
        assert_eq!(server.revision(), 1, "{name}");
        assert!(Arc::ptr_eq(&before, &server.current()), "{name}");
    }
}

/// Whatever comes later is checked for the address that was said last.
#[test]
fn the_same_certificate_at_another_address() {
    let alias = "alias.example.com";
    let forge = Forge::tls(HOST).names(&[HOST, alias]);
    for setting in settings() {
        let (name, context) = (&setting.name, &setting.context);
        let accept = |scenario| {
            let identity = forge.identity(setting.provider());
            Credential::accept(scenario, identity, context).unwrap()
        };
        let server = ReloadableServer::new(accept(at(HOST))).unwrap();
        let replaced = server.replace_credentials(accept(at(alias)));
        assert_eq!(replaced.unwrap(), Replacement::Unchanged, "{name}");
        assert_eq!(server.credential().scenario(), &at(alias), "{name}");

        let renewed = Forge::tls(HOST).serial(&[7]).identity(setting.provider());
        let refused = server.replace_identity(renewed).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("reference-identifier-unmatched"),
            "{name}: {refused}"
        );
    }
}
