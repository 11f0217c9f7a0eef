//! Errors of Microsoft Graph, where a certificate is registered as a key credential.

use super::REFUSED;
use crate::finding::{Basis, RuleId};
use crate::rule::Rule;

pub(crate) static GRAPH_CREDENTIAL_LIFETIME_OVER_POLICY: Rule = Rule {
    id: RuleId::new("graph-credential-lifetime-over-policy"),
    summary: "the certificate is valid for longer than a policy of the tenant allows",
    why: "The policy caps what is added from some date on; older credentials keep working. The code is reported \
          for secrets, and the policy speaks of certificates in the same words.",
    remedy: "Have a certificate issued for a shorter time, 180 days if nothing else is known, or have the \
             administrator except the application.",
    citation: "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static GRAPH_CREDENTIAL_TYPE_BLOCKED_BY_POLICY: Rule = Rule {
    id: RuleId::new("graph-credential-type-blocked-by-policy"),
    summary: "a policy of the tenant blocks this type of credential",
    why: "Tenants block client secrets more often than certificates. The code is known from Microsoft's own \
          tools, not from its documentation.",
    remedy: "Register a certificate instead of a secret; if it was one, have the administrator except the \
             application.",
    citation: "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static GRAPH_PROOF_MALFORMED: Rule = Rule {
    id: RuleId::new("graph-proof-malformed"),
    summary: "the proof or the access token is missing or cannot be read",
    why: "Where a key is added with a proof, an `=` in its header or claims is enough, or a signature by a \
          certificate that is not registered yet; elsewhere it is the access token.",
    remedy: "Sign the proof with the certificate that is registered already, for the object id of the \
             application and ten minutes at most. If every registered certificate has expired, an administrator \
             has to add the new one.",
    citation: "https://learn.microsoft.com/graph/application-rollkey-prooftoken",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static GRAPH_KEY_CREDENTIAL_END_OUTSIDE_LIMIT: Rule = Rule {
    id: RuleId::new("graph-key-credential-end-outside-limit"),
    summary: "the end date of the key credential was not accepted",
    why: "It is past, later than the certificate's own, or later than the service allows, which has been one \
          year after the beginning.",
    remedy: "Take both dates from the certificate; if that is refused, end the credential within a year.",
    citation: "https://learn.microsoft.com/graph/applications-how-to-add-certificate",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static GRAPH_PERMISSION_ABSENT: Rule = Rule {
    id: RuleId::new("graph-permission-absent"),
    summary: "the caller may not change the application",
    why: "The access token lacks the permission, or nobody consented to it. The certificate was not looked at.",
    remedy: "Sign in as an owner of the application or with a role that may change it.",
    citation: "https://learn.microsoft.com/graph/errors",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static GRAPH_ACCESS_TOKEN_REFUSED: Rule = Rule {
    id: RuleId::new("graph-access-token-refused"),
    summary: "the access token was not accepted",
    why: "It has expired, is for another resource or cloud, or is none. The certificate that was to be \
          registered was not looked at.",
    remedy: "Ask for a new token with the scope of Microsoft Graph in the same cloud.",
    citation: "https://learn.microsoft.com/graph/errors",
    basis: Basis::Documented,
    levels: REFUSED,
};
