//! What scopes are written as, and which do not go together.

use vb365_tls::Error;
use vb365_tls::entra::{Authority, AuthorizationCode, ConfidentialClient, Scope, TokenRequest};
use vb365_tls::scenario::Cloud;

use super::{client, providers};

fn code() -> AuthorizationCode {
    AuthorizationCode::new("code", "https://portal.example.com:4443/")
}

fn for_user(client: &ConfidentialClient, scopes: &[Scope]) -> Result<TokenRequest, Error> {
    client.authorization_code(&code(), scopes)
}

fn scope_of(request: &TokenRequest) -> Option<&str> {
    let scope = request.fields().find(|(name, _)| *name == "scope");
    scope.map(|(_, value)| value)
}

#[test]
fn the_host_of_graph_is_that_of_the_authority() {
    let client = client(&providers()[0]);
    for (cloud, root) in [
        (Cloud::Worldwide, "https://graph.microsoft.com"),
        (Cloud::UsGovernment, "https://graph.microsoft.us"),
        (Cloud::UsDefence, "https://dod-graph.microsoft.us"),
        (Cloud::China, "https://microsoftgraph.chinacloudapi.cn"),
    ] {
        let client = client.clone().at(Authority::from(cloud));
        let request = client.client_credentials(&Scope::graph_default());
        let expected = format!("{root}/.default");
        assert_eq!(scope_of(&request.unwrap()), Some(expected.as_str()));
        let scopes = [
            Scope::openid(),
            Scope::profile(),
            Scope::offline_access(),
            Scope::graph("User.Read").unwrap(),
            Scope::graph("Sites.Read.All").unwrap(),
        ];
        let expected =
            format!("openid profile offline_access {root}/User.Read {root}/Sites.Read.All");
        let request = for_user(&client, &scopes).unwrap();
        assert_eq!(scope_of(&request), Some(expected.as_str()));
    }
}

#[test]
fn another_resource_is_written_as_it_is() {
    let client = client(&providers()[0]);
    for (resource, expected) in [
        (
            "api://fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34",
            "api://fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34/.default",
        ),
        (
            "00000003-0000-0000-c000-000000000000",
            "00000003-0000-0000-c000-000000000000/.default",
        ),
        (
            "https://vault.azure.net",
            "https://vault.azure.net/.default",
        ),
        ("https://contoso.com/", "https://contoso.com//.default"),
        (
            "https://graph.microsoft.com.example.com",
            "https://graph.microsoft.com.example.com/.default",
        ),
    ] {
        let scope = Scope::of_resource(resource).unwrap();
        let request = client.client_credentials(&scope).unwrap();
        assert_eq!(scope_of(&request), Some(expected));
    }
}

#[test]
fn the_graph_of_a_cloud_is_not_another_resource() {
    for cloud in Cloud::ALL {
        let host = cloud.graph_host();
        for resource in [
            format!("https://{host}"),
            format!("https://{host}/"),
            format!("https://{host}/v1.0/users"),
            format!("HTTPS://{}", host.to_uppercase()),
            format!("https://{host}:443"),
            format!("https://{host}./"),
            format!("https://user@{host}"),
            format!("https://{host}?a"),
            format!("http://{host}"),
            host.to_owned(),
        ] {
            let error = Scope::of_resource(&resource).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "the scope `{resource}` is the Graph of the cloud {cloud}; use `Scope::graph_default`, which follows \
                     the cloud of the tenant"
                )
            );
        }
    }
}

#[test]
fn texts_that_are_no_scope_are_refused() {
    const PERMISSION: &str =
        "is not a permission of Microsoft Graph; give one name such as `User.Read`, without a host";
    for (text, shown) in [
        ("", ""),
        ("User.Read Mail.Read", "User.Read Mail.Read"),
        (
            "https://graph.microsoft.us/User.Read",
            "https://graph.microsoft.us/User.Read",
        ),
        ("User.Read\r\nX", "User.Read\\r\\nX"),
    ] {
        let error = Scope::graph(text).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the scope `{shown}` {PERMISSION}")
        );
    }
    const RESOURCE: &str =
        "is not a resource; give one application id URI, such as `api://` and an application id";
    for (text, shown) in [
        ("", ""),
        ("api://a api://b", "api://a api://b"),
        ("api://\"", "api://\""),
        ("api://ä", "api://ä"),
    ] {
        let error = Scope::of_resource(text).unwrap_err();
        assert_eq!(error.to_string(), format!("the scope `{shown}` {RESOURCE}"));
    }
    let error = Scope::of_resource("https://vault.azure.net/.default").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the scope `https://vault.azure.net/.default` ends in `/.default`, which is added here; give the resource alone"
    );
    let long = Scope::of_resource(&"ä".repeat(1_000_000)).unwrap_err();
    assert!(long.to_string().len() < 1_000);
}

#[test]
fn the_application_itself_is_given_one_resource() {
    let client = client(&providers()[0]);
    for (scope, text) in [
        (
            Scope::graph("User.Read").unwrap(),
            "https://graph.microsoft.com/User.Read",
        ),
        (Scope::openid(), "openid"),
        (Scope::profile(), "profile"),
        (Scope::offline_access(), "offline_access"),
    ] {
        let error = client.client_credentials(&scope).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the scope `{text}` is for users; an application signing in as itself is given all it was granted for \
                 one resource: use `Scope::graph_default` or `Scope::of_resource`"
            )
        );
    }
    assert_eq!(Scope::graph(".default").unwrap(), Scope::graph_default());
}

#[test]
fn scopes_of_a_user_go_together() {
    let client = client(&providers()[0]);
    let vault = || Scope::of_resource("https://vault.azure.net").unwrap();
    let read = || Scope::graph("User.Read").unwrap();
    for scopes in [
        vec![],
        vec![Scope::openid()],
        vec![Scope::graph_default(), Scope::offline_access()],
        vec![vault(), Scope::openid()],
    ] {
        let request = for_user(&client, &scopes).unwrap();
        assert_eq!(scope_of(&request).is_some(), !scopes.is_empty());
    }
    for (scopes, reason) in [
        (
            vec![read(), Scope::openid(), vault()],
            "the scope `https://graph.microsoft.com/User.Read openid https://vault.azure.net/.default` names two \
             resources, and a token is for one; send a request for each",
        ),
        (
            vec![Scope::graph_default(), read()],
            "the scope `https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read` mixes `.default` \
             with single permissions, which is refused; ask for one or the other",
        ),
    ] {
        assert_eq!(for_user(&client, &scopes).unwrap_err().to_string(), reason);
        let error = client.on_behalf_of("token", &scopes).unwrap_err();
        assert_eq!(error.to_string(), reason);
    }
    let error = client.on_behalf_of("token", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a token in the name of a user is for a resource; give at least one scope, such as `Scope::graph_default`"
    );
}
