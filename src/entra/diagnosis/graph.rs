//! Errors of Microsoft Graph, where a certificate is registered as a key credential.

use super::known::{ErrorCode, KnownError, Renewal};
use crate::finding::{Basis, RuleId};

pub(super) static ERRORS: &[KnownError] = &[
    KnownError {
        id: RuleId::new("graph-credential-lifetime-over-policy"),
        code: ErrorCode::Graph("CredentialInvalidLifetimeAsPerAppPolicy"),
        told_by: &[],
        summary: "the certificate is valid for longer than a policy of the tenant allows",
        expected: "a lifetime within the limit of the app management policy",
        why: "The policy caps what is added from some date on; older credentials keep working. The code is reported \
              for secrets, and the policy speaks of certificates in the same words.",
        remedy: "Have a certificate issued for a shorter time, 180 days if nothing else is known, or have the \
                 administrator except the application.",
        renewal: Renewal::Helps,
        basis: Basis::Practice,
        citation: "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies",
    },
    KnownError {
        id: RuleId::new("graph-credential-type-blocked-by-policy"),
        code: ErrorCode::Graph("CredentialTypeNotAllowedAsPerAppPolicy"),
        told_by: &[],
        summary: "a policy of the tenant blocks this type of credential",
        expected: "a type of credential the app management policy lets through",
        why: "Tenants block client secrets more often than certificates. The code is known from Microsoft's own \
              tools, not from its documentation.",
        remedy: "Register a certificate instead of a secret; if it was one, have the administrator except the \
                 application.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Practice,
        citation: "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies",
    },
    KnownError {
        id: RuleId::new("graph-proof-malformed"),
        code: ErrorCode::Graph("Authentication_MissingOrMalformed"),
        told_by: &[],
        summary: "the proof or the access token is missing or cannot be read",
        expected: "a proof signed with a certificate that is registered and valid, without padding",
        why: "Where a key is added with a proof, an `=` in its header or claims is enough, or a signature by a \
              certificate that is not registered yet; elsewhere it is the access token.",
        remedy: "Sign the proof with the certificate that is registered already, for the object id of the \
                 application and ten minutes at most. If every registered certificate has expired, an administrator \
                 has to add the new one.",
        renewal: Renewal::MayHelp,
        basis: Basis::Documented,
        citation: "https://learn.microsoft.com/graph/application-rollkey-prooftoken",
    },
    KnownError {
        id: RuleId::new("graph-key-credential-end-outside-limit"),
        code: ErrorCode::Graph("Request_BadRequest"),
        told_by: &["key credential end date is invalid"],
        summary: "the end date of the key credential was not accepted",
        expected: "an end date no later than that of the certificate",
        why: "It is past, later than the certificate's own, or later than the service allows, which has been one \
              year after the beginning.",
        remedy: "Take both dates from the certificate; if that is refused, end the credential within a year.",
        renewal: Renewal::MayHelp,
        basis: Basis::Practice,
        citation: "https://learn.microsoft.com/graph/applications-how-to-add-certificate",
    },
    KnownError {
        id: RuleId::new("graph-permission-absent"),
        code: ErrorCode::Graph("Authorization_RequestDenied"),
        told_by: &[],
        summary: "the caller may not change the application",
        expected: "a caller who owns the application or may write applications",
        why: "The access token lacks the permission, or nobody consented to it. The certificate was not looked at.",
        remedy: "Sign in as an owner of the application or with a role that may change it.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://learn.microsoft.com/graph/errors",
    },
    KnownError {
        id: RuleId::new("graph-access-token-refused"),
        code: ErrorCode::Graph("InvalidAuthenticationToken"),
        told_by: &[],
        summary: "the access token was not accepted",
        expected: "a current access token for Microsoft Graph of this cloud",
        why: "It has expired, is for another resource or cloud, or is none. The certificate that was to be \
              registered was not looked at.",
        remedy: "Ask for a new token with the scope of Microsoft Graph in the same cloud.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://learn.microsoft.com/graph/errors",
    },
];
