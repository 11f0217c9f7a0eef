//! The forms that are posted to the token endpoint.

use std::borrow::Cow;

use vb365_tls::entra::{AuthorizationCode, Scope, TokenRequest};

use super::{APPLICATION, client, providers, read};

const URL: &str = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";
const TYPE: (&str, &str) = (
    "client_assertion_type",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
);
const REDIRECT_URI: &str = "https://portal.example.com:4443/callback?a=b&c";
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Everything but the assertion, which has to be a fresh one, in order; the body has to say the same.
#[track_caller]
fn assert_fields(request: &TokenRequest, expected: &[(&str, &str)]) {
    assert_eq!(request.url(), URL);
    let (assertions, others): (Vec<_>, Vec<_>) = request
        .fields()
        .partition(|(name, _)| *name == "client_assertion");
    assert_eq!(others, expected);
    let [(_, assertion)] = assertions[..] else {
        panic!("{} assertions", assertions.len());
    };
    assert_eq!(read(assertion).claims["aud"], URL);

    let body = request.body();
    assert!(body.bytes().all(|it| it.is_ascii_graphic()), "{}", *body);
    let decoded: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        form_urlencoded::parse(body.as_bytes()).collect();
    let decoded: Vec<_> = decoded
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(decoded, request.fields().collect::<Vec<_>>());
}

#[test]
fn client_credentials() {
    for provider in providers() {
        let client = client(&provider);
        let request = client.client_credentials(&Scope::graph_default()).unwrap();
        assert_fields(
            &request,
            &[
                ("grant_type", "client_credentials"),
                ("client_id", APPLICATION),
                TYPE,
                ("scope", "https://graph.microsoft.com/.default"),
            ],
        );
        assert!(
            request
                .body()
                .ends_with("&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default")
        );
    }
}

#[test]
fn authorization_code() {
    let client = client(&providers()[0]);
    let scopes = [Scope::openid(), Scope::graph("User.Read").unwrap()];
    let code = AuthorizationCode::new("0.AXEA+/=", REDIRECT_URI);
    let request = client.authorization_code(&code, &[]).unwrap();
    let expected = [
        ("grant_type", "authorization_code"),
        ("client_id", APPLICATION),
        TYPE,
        ("code", "0.AXEA+/="),
        ("redirect_uri", REDIRECT_URI),
    ];
    assert_fields(&request, &expected);

    let code = code.with_code_verifier(VERIFIER).unwrap();
    let request = client.authorization_code(&code, &scopes).unwrap();
    let further = [
        ("code_verifier", VERIFIER),
        ("scope", "openid https://graph.microsoft.com/User.Read"),
    ];
    assert_fields(&request, &[&expected[..], &further].concat());
}

#[test]
fn on_behalf_of() {
    let client = client(&providers()[0]);
    let request = client.on_behalf_of("a.b.c", &[Scope::graph_default()]);
    assert_fields(
        &request.unwrap(),
        &[
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("client_id", APPLICATION),
            TYPE,
            ("assertion", "a.b.c"),
            ("requested_token_use", "on_behalf_of"),
            ("scope", "https://graph.microsoft.com/.default"),
        ],
    );
}

/// RFC 7636 section 4.1.
#[test]
fn code_verifiers_have_a_length_and_an_alphabet() {
    let with =
        |verifier: &str| AuthorizationCode::new("code", REDIRECT_URI).with_code_verifier(verifier);
    for length in [43, 128] {
        assert!(with(&"~".repeat(length)).is_ok());
    }
    for (verifier, octets) in [
        (String::new(), 0),
        ("a".repeat(42), 42),
        ("a".repeat(129), 129),
        (format!("{}+", "a".repeat(43)), 44),
        ("ä".repeat(43), 86),
    ] {
        let error = with(&verifier).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the code verifier, {octets} octets, is not 43 to 128 letters, digits, `-`, `.`, `_` and `~`"
            )
        );
    }
}

/// A request that failed is not sent again as it is.
#[test]
fn every_request_has_an_assertion_of_its_own() {
    let client = client(&providers()[0]);
    let assertion = || {
        let request = client.client_credentials(&Scope::graph_default()).unwrap();
        let field = request
            .fields()
            .find(|(name, _)| *name == "client_assertion");
        field.unwrap().1.to_owned()
    };
    let (first, second) = (assertion(), assertion());
    assert_ne!(read(&first).claims["jti"], read(&second).claims["jti"]);
}
