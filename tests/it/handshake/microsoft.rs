//! The login and Graph hosts of Microsoft, played by a server of this crate.

use rustls::HandshakeKind::{Full, Resumed};
use vb365_tls::scenario::{Cloud, RestApi};
use vb365_tls::test_support::encode::dns_name;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Context, Credential, Error, entra};

use super::wire::meet_at;
use super::{Setting, assert_explained, end_entity, presenting, root, settings};

fn server(forge: &Forge, host: &str, context: &Context) -> Credential<RestApi> {
    let identity = forge.identity(context.provider());
    Credential::accept(RestApi::at(host).unwrap(), identity, context).unwrap()
}

fn by_path(forge: &Forge, setting: &Setting) -> ServerTrust {
    ServerTrust::private_ca(&root(forge, setting)).unwrap()
}

#[test]
fn a_client_of_every_cloud_connects_without_a_certificate_and_resumes() {
    for setting in settings() {
        for host in Cloud::ALL
            .iter()
            .flat_map(|cloud| [cloud.login_host(), cloud.graph_host()])
        {
            let at = format!("{host}, {}", setting.name);
            let forge = Forge::tls(host);
            let server = server(&forge, host, &setting.context);
            let server = server.server_config().unwrap();
            let trust = by_path(&forge, &setting);
            let client = entra::client_config(&trust, &setting.context).unwrap();
            for expected in [Full, Resumed] {
                let met = meet_at(host, &client, &server).succeeded(&at);
                // Without a group in common at first, TLS 1.3 takes a round more.
                assert_eq!(met.kind == Some(Resumed), expected == Resumed, "{at}");
                assert_eq!(met.version, Some(setting.version), "{at}");
                assert_eq!(met.client_certificates, 0, "{at}");
            }
        }
    }
}

#[test]
fn a_server_for_another_name_or_of_another_ca_is_refused() {
    let host = Cloud::Worldwide.login_host();
    for setting in settings() {
        let forge = Forge::tls("login.example.com");
        let other = server(&forge, "login.example.com", &setting.context);
        let trust = by_path(&forge, &setting);
        let client = entra::client_config(&trust, &setting.context).unwrap();
        let met = meet_at(host, &client, &other.server_config().unwrap());
        let error = met.refused_by_client(&setting.name);
        assert_explained(&error, "reference-identifier-unmatched", &setting.name);

        let own = Forge::tls(host);
        let client = entra::client_config(&ServerTrust::web_roots(), &setting.context).unwrap();
        let server = server(&own, host, &setting.context);
        let met = meet_at(host, &client, &server.server_config().unwrap());
        let error = met.refused_by_client(&setting.name);
        let finding = assert_explained(&error, "path-not-found", &setting.name);
        assert!(
            finding.remedy.starts_with("Never pin it. If a proxy"),
            "{finding:?}"
        );
    }
}

/// Also one who presents more than is examined.
#[test]
fn a_stranger_at_the_login_host_is_never_to_be_pinned() {
    let host = Cloud::Worldwide.login_host();
    let setting = &settings()[2];
    let trust = by_path(&Forge::tls(host), setting);
    let client = entra::client_config(&trust, &setting.context).unwrap();
    for names in [1, 20_000] {
        let forge = Forge::self_signed(host)
            .key(TestKey::Other)
            .general_names(&vec![dns_name("a"); names]);
        let chain = forge.certificates(setting.provider());
        let met = meet_at(host, &client, &presenting(chain, &forge, setting));
        let error = met.refused_by_client(&setting.name);
        let finding = assert_explained(&error, "path-not-found", &setting.name);
        assert_eq!(
            finding.remedy,
            "Never pin it. If a proxy on the way is meant to inspect the traffic, trust the root of that proxy, or have \
             the host exempted from inspection; if none is, keep away from this network until it is known who answers.",
            "{names}"
        );
    }
}

#[test]
fn pins_are_refused_in_words() {
    let forge = Forge::tls(Cloud::Worldwide.login_host());
    let setting = &settings()[0];
    let certificate = end_entity(&forge, setting);
    let key = Pins::from(certificate.public_key().fingerprint());
    let pinned = ServerTrust::pinned(&certificate);
    for trust in [
        pinned.clone(),
        ServerTrust::pinned(key),
        pinned.with_resumption().checking_name(),
    ] {
        let error = entra::client_config(&trust, &setting.context).unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }));
        assert_eq!(
            error.to_string(),
            "Microsoft renews the certificates of its login and Graph hosts, and the intermediates above them, without \
             notice, and a pin would then end every sign-in; trust public roots, the operating system or the CA of the \
             proxy between"
        );
    }
}
