//! Errors of Microsoft Graph, where a certificate is registered as a key credential.

use super::known::{ErrorCode, KnownError, Renewal};
use crate::rule::service_error::graph;

pub(super) static ERRORS: &[KnownError] = &[
    KnownError {
        rule: &graph::GRAPH_CREDENTIAL_LIFETIME_OVER_POLICY,
        code: ErrorCode::Graph("CredentialInvalidLifetimeAsPerAppPolicy"),
        told_by: &[],
        expected: "a lifetime within the limit of the app management policy",
        renewal: Renewal::Helps,
    },
    KnownError {
        rule: &graph::GRAPH_CREDENTIAL_TYPE_BLOCKED_BY_POLICY,
        code: ErrorCode::Graph("CredentialTypeNotAllowedAsPerAppPolicy"),
        told_by: &[],
        expected: "a type of credential the app management policy lets through",
        renewal: Renewal::DoesNotHelp,
    },
    KnownError {
        rule: &graph::GRAPH_PROOF_MALFORMED,
        code: ErrorCode::Graph("Authentication_MissingOrMalformed"),
        told_by: &[],
        expected: "a proof signed with a certificate that is registered and valid, without padding",
        renewal: Renewal::MayHelp,
    },
    KnownError {
        rule: &graph::GRAPH_KEY_CREDENTIAL_END_OUTSIDE_LIMIT,
        code: ErrorCode::Graph("Request_BadRequest"),
        told_by: &["key credential end date is invalid"],
        expected: "an end date no later than that of the certificate",
        renewal: Renewal::MayHelp,
    },
    KnownError {
        rule: &graph::GRAPH_PERMISSION_ABSENT,
        code: ErrorCode::Graph("Authorization_RequestDenied"),
        told_by: &[],
        expected: "a caller who owns the application or may write applications",
        renewal: Renewal::DoesNotHelp,
    },
    KnownError {
        rule: &graph::GRAPH_ACCESS_TOKEN_REFUSED,
        code: ErrorCode::Graph("InvalidAuthenticationToken"),
        told_by: &[],
        expected: "a current access token for Microsoft Graph of this cloud",
        renewal: Renewal::DoesNotHelp,
    },
];
