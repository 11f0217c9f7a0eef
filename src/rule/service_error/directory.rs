//! Errors about where a request is sent, for which application, and what the tenant allows.

use super::REFUSED;
use crate::finding::{Basis, RuleId};
use crate::rule::Rule;

const ASK_ADMIN: &str = "Ask the tenant's administrator which policy applied: the sign-in log shows it under the \
    correlation id.";
const BLOCKED: &str = "A policy of the tenant keeps the application out, by place, risk or kind of credential. The \
    credential itself may be good.";
const CLOUD: &str =
    "Choose the cloud the tenant belongs to; login host, audience and scope follow from it.";
const CONSENT: &str = "Check application id, tenant and cloud against the registration; have an administrator of the \
    tenant consent to the application.";
const CROSS: &str = "An application with a credential signs in to its own cloud only.";
const ENABLE: &str = "Have an administrator of the tenant enable it, and ask why it was disabled.";
const NOT_THERE: &str = "The application id is mistyped, the application is registered in another tenant or cloud, \
    or nobody consented to it in this one.";
const RESOURCE: &str = "The scope names a resource of another cloud or one the tenant does not have, often the root \
    of Microsoft Graph of another cloud.";
const SCOPE: &str = "Take the scope from the cloud of the tenant, and check the permissions of the application's \
    registration.";

pub(crate) static AADSTS_700016_APPLICATION_NOT_FOUND: Rule = Rule {
    id: RuleId::new("aadsts-700016-application-not-found"),
    summary: "the application is not in the tenant",
    why: NOT_THERE,
    remedy: CONSENT,
    citation: "https://login.microsoftonline.com/error?code=700016",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700011_APPLICATION_NOT_FOUND: Rule = Rule {
    id: RuleId::new("aadsts-700011-application-not-found"),
    summary: "the application is not in the tenant",
    why: NOT_THERE,
    remedy: CONSENT,
    citation: "https://login.microsoftonline.com/error?code=700011",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000112_APPLICATION_DISABLED: Rule = Rule {
    id: RuleId::new("aadsts-7000112-application-disabled"),
    summary: "the application is disabled in the tenant",
    why: "Somebody switched it off in the tenant, or Microsoft did.",
    remedy: ENABLE,
    citation: "https://login.microsoftonline.com/error?code=7000112",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_70001_APPLICATION_DISABLED: Rule = Rule {
    id: RuleId::new("aadsts-70001-application-disabled"),
    summary: "the application is disabled in the tenant",
    why: "Somebody switched it off in the tenant, or Microsoft did; Microsoft's list also explains the number as \
          an application that is not found.",
    remedy: CONSENT,
    citation: "https://login.microsoftonline.com/error?code=70001",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_90002_TENANT_NOT_FOUND: Rule = Rule {
    id: RuleId::new("aadsts-90002-tenant-not-found"),
    summary: "the tenant does not exist in this cloud",
    why: "The tenant is mistyped, lives in another cloud, or was deleted.",
    remedy: "Check the tenant's id or domain, and the cloud it belongs to.",
    citation: "https://login.microsoftonline.com/error?code=90002",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_90038_TENANT_IN_ANOTHER_CLOUD: Rule = Rule {
    id: RuleId::new("aadsts-90038-tenant-in-another-cloud"),
    summary: "the tenant belongs to a national cloud",
    why: "The service says where the tenant is instead of signing in.",
    remedy: CLOUD,
    citation: "https://login.microsoftonline.com/error?code=90038",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50049_LOGIN_HOST_UNKNOWN: Rule = Rule {
    id: RuleId::new("aadsts-50049-login-host-unknown"),
    summary: "the login host is not one of this cloud",
    why: "The instance named in the request is unknown there: it is mistyped, or of another cloud.",
    remedy: CLOUD,
    citation: "https://login.microsoftonline.com/error?code=50049",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_900382_APPLICATION_OF_ANOTHER_CLOUD: Rule = Rule {
    id: RuleId::new("aadsts-900382-application-of-another-cloud"),
    summary: "the application belongs to another cloud",
    why: CROSS,
    remedy: CLOUD,
    citation: "https://login.microsoftonline.com/error?code=900382",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_900432_APPLICATION_OF_ANOTHER_CLOUD: Rule = Rule {
    id: RuleId::new("aadsts-900432-application-of-another-cloud"),
    summary: "the application belongs to another cloud",
    why: CROSS,
    remedy: CLOUD,
    citation: "https://login.microsoftonline.com/error?code=900432",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_9001023_TENANT_NOT_SPECIFIC: Rule = Rule {
    id: RuleId::new("aadsts-9001023-tenant-not-specific"),
    summary: "the request names no tenant of its own",
    why: "`common`, `organizations` and `consumers` stand for many tenants, and this grant is for one.",
    remedy: "Give the id of the tenant, or one of its verified domains.",
    citation: "https://login.microsoftonline.com/error?code=9001023",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50194_TENANT_NOT_SPECIFIC: Rule = Rule {
    id: RuleId::new("aadsts-50194-tenant-not-specific"),
    summary: "the application is for one tenant, and the request named none",
    why: "`common` is only for applications of several tenants.",
    remedy: "Give the id of the tenant, or one of its verified domains.",
    citation: "https://login.microsoftonline.com/error?code=50194",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_500011_RESOURCE_NOT_FOUND: Rule = Rule {
    id: RuleId::new("aadsts-500011-resource-not-found"),
    summary: "the resource of the scope is not in the tenant",
    why: RESOURCE,
    remedy: SCOPE,
    citation: "https://login.microsoftonline.com/error?code=500011",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_650057_RESOURCE_NOT_LISTED: Rule = Rule {
    id: RuleId::new("aadsts-650057-resource-not-listed"),
    summary: "the registration of the application does not list the resource",
    why: RESOURCE,
    remedy: SCOPE,
    citation: "https://login.microsoftonline.com/error?code=650057",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_70011_SCOPE_MALFORMED: Rule = Rule {
    id: RuleId::new("aadsts-70011-scope-malformed"),
    summary: "the scope is not valid",
    why: RESOURCE,
    remedy: SCOPE,
    citation: "https://login.microsoftonline.com/error?code=70011",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_53003_ACCESS_BLOCKED: Rule = Rule {
    id: RuleId::new("aadsts-53003-access-blocked"),
    summary: "a conditional access policy refused",
    why: BLOCKED,
    remedy: ASK_ADMIN,
    citation: "https://login.microsoftonline.com/error?code=53003",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_530032_ACCESS_BLOCKED: Rule = Rule {
    id: RuleId::new("aadsts-530032-access-blocked"),
    summary: "a security policy of the tenant refused",
    why: BLOCKED,
    remedy: ASK_ADMIN,
    citation: "https://login.microsoftonline.com/error?code=530032",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50196_REQUEST_LOOP: Rule = Rule {
    id: RuleId::new("aadsts-50196-request-loop"),
    summary: "the same request came too often in a short time",
    why: "The program asks again although it has a token, or repeats a request that fails.",
    remedy: "Keep the access token until shortly before its end, and wait between attempts.",
    citation: "https://login.microsoftonline.com/error?code=50196",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_1002016_TLS_OUTDATED: Rule = Rule {
    id: RuleId::new("aadsts-1002016-tls-outdated"),
    summary: "the connection used an old version of TLS or an old cipher",
    why: "A connection of rustls never uses what is refused here: a proxy that opens the connection made a new \
          one of its own, or another program sent the request.",
    remedy: "Find out what stands between this machine and the service, and update it.",
    citation: "https://login.microsoftonline.com/error?code=1002016",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50011_REDIRECT_URI_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-50011-redirect-uri-mismatch"),
    summary: "the redirect URI is not one of those registered",
    why: "It is met where people sign in to a portal. Scheme, host, port, path and case all count, so another \
          port or host name of the portal is another URI.",
    remedy: "Register the portal's URI with the application exactly as the portal sends it.",
    citation: "https://login.microsoftonline.com/error?code=50011",
    basis: Basis::Documented,
    levels: REFUSED,
};
