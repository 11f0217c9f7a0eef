//! Hosts of the clouds, and of what is not one of them.

use vb365_tls::entra::Authority;
use vb365_tls::scenario::{Cloud, TenantId};

/// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud> and
/// <https://learn.microsoft.com/graph/deployments>.
const CLOUDS: &[(Cloud, &str, &str)] = &[
    (
        Cloud::Worldwide,
        "login.microsoftonline.com",
        "https://graph.microsoft.com",
    ),
    (
        Cloud::UsGovernment,
        "login.microsoftonline.us",
        "https://graph.microsoft.us",
    ),
    (
        Cloud::UsDefence,
        "login.microsoftonline.us",
        "https://dod-graph.microsoft.us",
    ),
    (
        Cloud::China,
        "login.partner.microsoftonline.cn",
        "https://microsoftgraph.chinacloudapi.cn",
    ),
];

fn custom(login: &str, graph: &str) -> Result<Authority, vb365_tls::Error> {
    Authority::custom(login.parse().unwrap(), graph.parse().unwrap())
}

#[test]
fn every_cloud_has_its_own() {
    assert_eq!(CLOUDS.len(), Cloud::ALL.len());
    let tenant: TenantId = "11111111-2222-3333-4444-555555555555".parse().unwrap();
    for (cloud, login, graph) in CLOUDS {
        let authority = Authority::from(*cloud);
        assert_eq!(authority.login_host(), *login);
        assert_eq!(authority.graph_root(), *graph);
        assert_eq!(
            authority.token_url(&tenant),
            format!("https://{login}/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token")
        );
        let graph = graph.strip_prefix("https://").unwrap();
        assert_eq!(custom(login, graph).unwrap(), authority);
    }
}

#[test]
fn the_port_of_https_is_left_out() {
    let authority = custom("login.microsoftonline.com:443", "[2001:db8::1]:8443").unwrap();
    assert_eq!(authority.login_host(), "login.microsoftonline.com");
    assert_eq!(authority.graph_root(), "https://[2001:db8::1]:8443");
}

#[test]
fn hosts_of_two_clouds_are_refused() {
    for (login_cloud, login, _) in CLOUDS {
        for (graph_cloud, other_login, graph) in CLOUDS {
            let graph = graph.strip_prefix("https://").unwrap();
            let outcome = custom(login, graph);
            assert_eq!(
                outcome.is_ok(),
                login == other_login,
                "{login_cloud} {graph_cloud}"
            );
        }
    }
    let error = custom("login.microsoftonline.us", "graph.microsoft.com").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`login.microsoftonline.us` signs in to the cloud us-government, and `graph.microsoft.com` is the Graph of \
         worldwide, which takes no tokens of other clouds; give two hosts of one cloud"
    );
}

/// A proxy or a mock on one side says nothing about the other.
#[test]
fn a_host_that_is_unknown_goes_with_any() {
    assert!(custom("login.example.com", "graph.microsoft.com").is_ok());
    assert!(custom("login.microsoftonline.com", "graph.example.com:8443").is_ok());
}
