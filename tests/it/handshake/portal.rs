//! The Restore Portal at its own name: what is said beforehand is what its users meet.

use vb365_tls::Credential;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::{Cloud, RestApi, RestorePortal};
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;

use super::wire::meet_at;
use super::{HOST, assert_explained, root, settings};

#[test]
fn a_covered_name_connects_and_any_other_is_refused() {
    let portal = |host: &str| {
        RestorePortal::at(
            Cloud::Worldwide,
            "contoso.onmicrosoft.com",
            "6731de76-14a6-49ae-97bc-6eba6914391e",
            host,
        )
        .unwrap()
    };
    for (names, host, is_covered) in [
        (&[HOST][..], HOST, true),
        (&[HOST, "portal.example.com"], "portal.example.com", true),
        (&[HOST, "*.example.com"], "portal.example.com", true),
        (&[HOST, "192.0.2.10"], "192.0.2.10", true),
        (&[HOST], "portal.example.com", false),
        (&[HOST], "192.0.2.10", false),
        (&[HOST, "*.example.com"], "portal.of.example.com", false),
    ] {
        let forge = Forge::tls(HOST).names(names);
        for setting in settings() {
            let at = format!("{host} among {names:?}, {}", setting.name);
            let context = setting
                .context
                .clone()
                .with_relying_party(Verification::ByPath);
            let identity = forge.identity(setting.provider());
            let rest_api = RestApi::at(HOST).unwrap();
            let rest_api = Credential::accept(rest_api, identity, &context).unwrap();
            let report = rest_api.check_portal(&portal(host));
            assert_eq!(report.is_accepted(), is_covered, "{at}");

            let trust = ServerTrust::private_ca(&root(&forge, &setting)).unwrap();
            let client = client_config(&crate::restore_portal(), &trust, &context).unwrap();
            let met = meet_at(host, &client, &rest_api.server_config().unwrap());
            if is_covered {
                met.succeeded(&at);
            } else {
                let error = met.refused_by_client(&at);
                assert_explained(&error, "reference-identifier-unmatched", &at);
            }
        }
    }
}
