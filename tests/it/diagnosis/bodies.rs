//! One answer for each known error, in the form of the services; where no text of them is public, the words are ours.

use serde_json::json;

/// An answer and what it is diagnosed as.
pub struct Body {
    pub id: &'static str,
    pub json: fn() -> String,
    /// What is quoted of it.
    pub found: &'static str,
    pub retry: bool,
}

/// An answer of the token endpoint, with the ids it adds behind its words.
pub fn token_endpoint(error: &str, codes: &[u32], words: &str) -> String {
    let (trace, correlation) = (
        "32bf21de-e77a-4419-ab2b-cdc3a9343200",
        "291050ae-0e86-4d09-bd62-7cfc53750db9",
    );
    let time = "2026-11-01 09:30:00Z";
    let ids = format!("Trace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {time}");
    let code = codes.first().map_or(0, |code| *code);
    json!({
        "error": error,
        "error_description": format!("AADSTS{code}: {words}\r\n{ids}"),
        "error_codes": codes,
        "timestamp": time,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
    })
    .to_string()
}

/// An answer of Microsoft Graph.
pub fn graph(code: &str, message: &str) -> String {
    json!({
        "error": {
            "code": code,
            "message": message,
            "innerError": {
                "date": "2026-11-01T09:30:00",
                "request-id": "f46197ee-4089-4c5f-9754-ea95bedcbc1b",
                "client-request-id": "0bb2f9c6-6e0d-4d0c-8f0e-2f6f2d9a7c11",
            },
        },
    })
    .to_string()
}

macro_rules! refused {
    ($id:literal, $error:literal, $code:literal, $words:literal, $retry:literal) => {
        Body {
            id: $id,
            json: || token_endpoint($error, &[$code], $words),
            found: concat!("AADSTS", $code, ": ", $words),
            retry: $retry,
        }
    };
    ($id:literal, $code:literal, $message:literal) => {
        Body {
            id: $id,
            json: || graph($code, $message),
            found: $message,
            retry: false,
        }
    };
}

pub const BODIES: &[Body] = &[
    refused!(
        "aadsts-700027-key-too-short",
        "invalid_client",
        700027,
        "Client assertion contains an invalid signature. [Reason - RSA key size 1024 is less than the minimum required 2048 bits.]",
        true
    ),
    refused!(
        "aadsts-700027-key-expired",
        "invalid_client",
        700027,
        "Client assertion contains an invalid signature. [Reason - The key used is expired., Found key 'Start=01/28/2018 16:00:00, End=01/28/2019 16:00:00']",
        true
    ),
    refused!(
        "aadsts-700027-signature-mismatch",
        "invalid_client",
        700027,
        "Client assertion failed signature validation. [Reason - Key was found, but use of the key to verify the signature failed.]",
        true
    ),
    refused!(
        "aadsts-700027-key-not-found",
        "invalid_client",
        700027,
        "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '3705A3A73DEDAB44AC718A6AF8ED716A028582AD', Please visit the Azure Portal]",
        true
    ),
    refused!(
        "aadsts-700027-signature-refused",
        "invalid_client",
        700027,
        "Client assertion failed signature validation.",
        true
    ),
    refused!(
        "aadsts-700026-keys-absent",
        "invalid_client",
        700026,
        "Client application has no configured keys.",
        false
    ),
    refused!(
        "aadsts-50032-key-too-short",
        "invalid_client",
        50032,
        "RSA key size 1024 is less than the minimum required 2048 bits.",
        false
    ),
    refused!(
        "aadsts-50012-credential-refused",
        "invalid_client",
        50012,
        "Client assertion is not within its valid time range.",
        false
    ),
    refused!(
        "aadsts-700024-assertion-outside-its-time",
        "invalid_client",
        700024,
        "Client assertion is not within its valid time range. Current time: 2026-11-01T09:30:00.3135329Z, expiry time of assertion 2026-11-01T09:20:00.0000000Z.",
        true
    ),
    refused!(
        "aadsts-700021-application-mismatch",
        "invalid_client",
        700021,
        "Client assertion application identifier doesn't match 'client_id' parameter.",
        false
    ),
    refused!(
        "aadsts-700023-audience-mismatch",
        "invalid_client",
        700023,
        "Client assertion audience claim does not match Realm issuer.",
        false
    ),
    refused!(
        "aadsts-700023-scope-malformed",
        "invalid_scope",
        700023,
        "The provided value for the input parameter scope isn't valid.",
        false
    ),
    refused!(
        "aadsts-700023-audience-or-scope-mismatch",
        "invalid_client",
        700023,
        "The request is refused.",
        false
    ),
    refused!(
        "aadsts-50027-assertion-malformed",
        "invalid_client",
        50027,
        "JWT token is invalid or malformed.",
        false
    ),
    refused!(
        "aadsts-5002730-key-unfit-for-algorithm",
        "invalid_client",
        5002730,
        "Invalid JWT token. Unsupported key for the signing algorithm.",
        false
    ),
    refused!(
        "aadsts-50048-subject-mismatch",
        "invalid_client",
        50048,
        "Subject does not match issuer.",
        false
    ),
    refused!(
        "aadsts-50120-assertion-header-malformed",
        "invalid_client",
        50120,
        "Unknown credential type in the JWT header.",
        false
    ),
    refused!(
        "aadsts-90014-field-absent",
        "invalid_request",
        90014,
        "The required field 'scope' is missing from the credential.",
        false
    ),
    refused!(
        "aadsts-7000214-certificate-revoked",
        "invalid_client",
        7000214,
        "Certificate has been revoked.",
        true
    ),
    refused!(
        "aadsts-7000277-certificate-revoked",
        "invalid_client",
        7000277,
        "Certificate was revoked.",
        true
    ),
    refused!(
        "aadsts-1000502-certificate-outside-validity",
        "invalid_client",
        1000502,
        "The provided certificate is not within its specified validity window.",
        true
    ),
    refused!(
        "aadsts-7000274-certificate-or-signature-refused",
        "invalid_client",
        7000274,
        "The client assertion was not accepted.",
        true
    ),
    refused!(
        "aadsts-700030-certificate-of-another-cloud",
        "invalid_client",
        700030,
        "Invalid certificate - the issuer of the certificate is from a different cloud instance.",
        false
    ),
    refused!(
        "aadsts-700030-subject-not-authorized",
        "invalid_client",
        700030,
        "Invalid certificate - subject name in certificate is not authorized.",
        false
    ),
    refused!(
        "aadsts-51000-feature-not-enabled",
        "invalid_request",
        51000,
        "The feature is disabled.",
        false
    ),
    refused!(
        "aadsts-500181-tls-certificate-mismatch",
        "invalid_client",
        500181,
        "The TLS certificate provided does not match the certificate in the assertion.",
        false
    ),
    refused!(
        "aadsts-700025-application-is-public",
        "invalid_client",
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        false
    ),
    refused!(
        "aadsts-7000218-credential-absent",
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        false
    ),
    refused!(
        "aadsts-7000215-secret-wrong",
        "invalid_client",
        7000215,
        "Invalid client secret provided.",
        false
    ),
    refused!(
        "aadsts-7000222-secret-expired",
        "invalid_client",
        7000222,
        "The provided client secret keys are expired.",
        false
    ),
    refused!(
        "aadsts-700016-application-not-found",
        "unauthorized_client",
        700016,
        "Application with identifier '6731de76-14a6-49ae-97bc-6eba6914391e' was not found in the directory 'Contoso'.",
        false
    ),
    refused!(
        "aadsts-700011-application-not-found",
        "unauthorized_client",
        700011,
        "Application with identifier '6731de76-14a6-49ae-97bc-6eba6914391e' was not found in the directory.",
        false
    ),
    refused!(
        "aadsts-7000112-application-disabled",
        "unauthorized_client",
        7000112,
        "Application '6731de76-14a6-49ae-97bc-6eba6914391e' is disabled.",
        false
    ),
    refused!(
        "aadsts-70001-application-disabled",
        "unauthorized_client",
        70001,
        "The application is disabled.",
        false
    ),
    refused!(
        "aadsts-90002-tenant-not-found",
        "invalid_request",
        90002,
        "Tenant 'contoso.example' not found.",
        false
    ),
    refused!(
        "aadsts-90038-tenant-in-another-cloud",
        "invalid_request",
        90038,
        "The request must be redirected to the national cloud of the tenant.",
        false
    ),
    refused!(
        "aadsts-50049-login-host-unknown",
        "invalid_instance",
        50049,
        "Unknown or invalid instance.",
        false
    ),
    refused!(
        "aadsts-900382-application-of-another-cloud",
        "invalid_client",
        900382,
        "Confidential Client is not supported in Cross Cloud request.",
        false
    ),
    refused!(
        "aadsts-900432-application-of-another-cloud",
        "invalid_client",
        900432,
        "Confidential Client is not supported in Cross Cloud request.",
        false
    ),
    refused!(
        "aadsts-9001023-tenant-not-specific",
        "invalid_request",
        9001023,
        "The grant type is not supported over the /common or /consumers endpoints.",
        false
    ),
    refused!(
        "aadsts-50194-tenant-not-specific",
        "invalid_request",
        50194,
        "Application is not configured as a multi-tenant application.",
        false
    ),
    refused!(
        "aadsts-500011-resource-not-found",
        "invalid_resource",
        500011,
        "The resource principal named https://graph.microsoft.us was not found in the tenant named Contoso.",
        false
    ),
    refused!(
        "aadsts-650057-resource-not-listed",
        "invalid_resource",
        650057,
        "Invalid resource. The client has requested access to a resource which is not listed in its registration.",
        false
    ),
    refused!(
        "aadsts-70011-scope-malformed",
        "invalid_scope",
        70011,
        "The provided value for the input parameter 'scope' is not valid.",
        false
    ),
    refused!(
        "aadsts-53003-access-blocked",
        "access_denied",
        53003,
        "Access has been blocked by Conditional Access policies.",
        false
    ),
    refused!(
        "aadsts-530032-access-blocked",
        "access_denied",
        530032,
        "Access has been blocked by a security policy.",
        false
    ),
    refused!(
        "aadsts-50196-request-loop",
        "invalid_grant",
        50196,
        "The server terminated an operation because it encountered a client request loop.",
        false
    ),
    refused!(
        "aadsts-1002016-tls-outdated",
        "invalid_request",
        1002016,
        "You are using TLS version 1.0, 1.1 and/or 3DES cipher which are deprecated.",
        false
    ),
    refused!(
        "aadsts-50011-redirect-uri-mismatch",
        "invalid_request",
        50011,
        "The redirect URI 'https://portal.example.com:4444/' specified in the request does not match the redirect URIs configured.",
        false
    ),
    refused!(
        "graph-credential-lifetime-over-policy",
        "CredentialInvalidLifetimeAsPerAppPolicy",
        "Credential lifetime exceeds the max value allowed as per assigned policy '538f1913-366a-440a-95a0-e195cb55b282'."
    ),
    refused!(
        "graph-credential-type-blocked-by-policy",
        "CredentialTypeNotAllowedAsPerAppPolicy",
        "Credential type not allowed as per assigned policy."
    ),
    refused!(
        "graph-proof-malformed",
        "Authentication_MissingOrMalformed",
        "Access Token missing or malformed."
    ),
    refused!(
        "graph-key-credential-end-outside-limit",
        "Request_BadRequest",
        "Key credential end date is invalid."
    ),
    refused!(
        "graph-permission-absent",
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation."
    ),
    refused!(
        "graph-access-token-refused",
        "InvalidAuthenticationToken",
        "Lifetime validation failed, the token is expired."
    ),
];
