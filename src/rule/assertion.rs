//! What only an assertion can break: it is reported where one is asked for, never by `check`.

use super::{E, Levels, NA, Rule};
use crate::finding::{Basis, RuleId};

pub(crate) static LIFETIME_TOO_LONG: Rule = Rule {
    id: RuleId::new("assertion-lifetime-too-long"),
    summary: "the assertion would live longer than ten minutes",
    why: "Whoever gets hold of an assertion is the application until it expires. Signing a new one for each request \
          takes a millisecond, so a long life gains nothing.",
    remedy: "Ask for 10 minutes or less, and for a new assertion with every token request.",
    citation: "https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
    basis: Basis::Documented,
    levels: Levels::new(NA, NA, E),
};

/// Where it is broken, the scenario's text form says so: a [`TenantId`](crate::scenario::TenantId) is always one tenant.
pub(crate) static TENANT_NOT_SPECIFIC: Rule = Rule {
    id: RuleId::new("tenant-not-specific"),
    summary: "the tenant is a placeholder for many tenants",
    why: "An application that signs in as itself signs in to one tenant. Microsoft Entra answers `common`, \
          `organizations` and `consumers` with AADSTS9001023 or AADSTS50194, or says that the audience is wrong.",
    remedy: "Give the tenant's GUID or one of its verified domains, such as contoso.onmicrosoft.com.",
    citation: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow",
    basis: Basis::Documented,
    levels: Levels::new(NA, NA, E),
};
