//! What Microsoft Entra answers when it issues no token, and Microsoft Graph when it registers no certificate.
//!
//! They stand here, and not beside what reads such answers, so that every id of a finding leads to its rule.

pub(crate) mod directory;
pub(crate) mod graph;
pub(crate) mod signing;

use super::{E, Levels, NA, Rule};
use crate::finding::{Basis, RuleId};

/// Rules only a service of Microsoft can find broken, sorted by id; [`check`](crate::check) never reports them.
///
/// With the feature `entra`, `entra::diagnose` tells from an answer which it is. Their basis says whose word the explanation
/// is; that the service refused is an error either way.
pub static SERVICE_ERRORS: &[&Rule] = &[
    &signing::AADSTS_1000502_CERTIFICATE_OUTSIDE_VALIDITY,
    &directory::AADSTS_1002016_TLS_OUTDATED,
    &directory::AADSTS_500011_RESOURCE_NOT_FOUND,
    &directory::AADSTS_50011_REDIRECT_URI_MISMATCH,
    &signing::AADSTS_50012_CREDENTIAL_REFUSED,
    &signing::AADSTS_500181_TLS_CERTIFICATE_MISMATCH,
    &signing::AADSTS_50027_ASSERTION_MALFORMED,
    &signing::AADSTS_5002730_KEY_UNFIT_FOR_ALGORITHM,
    &signing::AADSTS_50032_KEY_TOO_SHORT,
    &signing::AADSTS_50048_SUBJECT_MISMATCH,
    &directory::AADSTS_50049_LOGIN_HOST_UNKNOWN,
    &signing::AADSTS_50120_ASSERTION_HEADER_MALFORMED,
    &directory::AADSTS_50194_TENANT_NOT_SPECIFIC,
    &directory::AADSTS_50196_REQUEST_LOOP,
    &signing::AADSTS_51000_FEATURE_NOT_ENABLED,
    &directory::AADSTS_53003_ACCESS_BLOCKED,
    &directory::AADSTS_530032_ACCESS_BLOCKED,
    &directory::AADSTS_650057_RESOURCE_NOT_LISTED,
    &directory::AADSTS_70001_APPLICATION_DISABLED,
    &directory::AADSTS_700011_APPLICATION_NOT_FOUND,
    &directory::AADSTS_7000112_APPLICATION_DISABLED,
    &directory::AADSTS_700016_APPLICATION_NOT_FOUND,
    &signing::AADSTS_700021_APPLICATION_MISMATCH,
    &signing::AADSTS_7000214_CERTIFICATE_REVOKED,
    &signing::AADSTS_7000215_SECRET_WRONG,
    &signing::AADSTS_7000218_CREDENTIAL_ABSENT,
    &signing::AADSTS_7000222_SECRET_EXPIRED,
    &signing::AADSTS_700023_AUDIENCE_MISMATCH,
    &signing::AADSTS_700023_AUDIENCE_OR_SCOPE_MISMATCH,
    &signing::AADSTS_700023_SCOPE_MALFORMED,
    &signing::AADSTS_700024_ASSERTION_OUTSIDE_ITS_TIME,
    &signing::AADSTS_700025_APPLICATION_IS_PUBLIC,
    &signing::AADSTS_700026_KEYS_ABSENT,
    &signing::AADSTS_700027_KEY_EXPIRED,
    &signing::AADSTS_700027_KEY_NOT_FOUND,
    &signing::AADSTS_700027_KEY_TOO_SHORT,
    &signing::AADSTS_700027_SIGNATURE_MISMATCH,
    &signing::AADSTS_700027_SIGNATURE_REFUSED,
    &signing::AADSTS_7000274_CERTIFICATE_OR_SIGNATURE_REFUSED,
    &signing::AADSTS_7000277_CERTIFICATE_REVOKED,
    &signing::AADSTS_700030_CERTIFICATE_OF_ANOTHER_CLOUD,
    &signing::AADSTS_700030_SUBJECT_NOT_AUTHORIZED,
    &directory::AADSTS_70011_SCOPE_MALFORMED,
    &directory::AADSTS_90002_TENANT_NOT_FOUND,
    &directory::AADSTS_9001023_TENANT_NOT_SPECIFIC,
    &signing::AADSTS_90014_FIELD_ABSENT,
    &directory::AADSTS_90038_TENANT_IN_ANOTHER_CLOUD,
    &directory::AADSTS_900382_APPLICATION_OF_ANOTHER_CLOUD,
    &directory::AADSTS_900432_APPLICATION_OF_ANOTHER_CLOUD,
    &UNEXPLAINED_NUMBER,
    &graph::GRAPH_ACCESS_TOKEN_REFUSED,
    &graph::GRAPH_CREDENTIAL_LIFETIME_OVER_POLICY,
    &graph::GRAPH_CREDENTIAL_TYPE_BLOCKED_BY_POLICY,
    &graph::GRAPH_KEY_CREDENTIAL_END_OUTSIDE_LIMIT,
    &graph::GRAPH_PERMISSION_ABSENT,
    &graph::GRAPH_PROOF_MALFORMED,
    &UNEXPLAINED_CODE,
    &UNEXPLAINED_WORD,
];

/// What is refused is a certificate that signs, or the request that goes with it.
const REFUSED: Levels = Levels::new(NA, NA, E);

const NO_WORDS: &str =
    "Whether it has to do with the certificate is in the words of the service alone.";
const LOOK_UP: &str = "Look the error up at the source; if that does not help, give Microsoft's support the correlation id \
    and the time.";
const NO_TOKEN: &str = "Microsoft Entra issued no token, for a reason that has no words here";

/// A number after `AADSTS`; a finding of it names the page of that number.
pub(crate) static UNEXPLAINED_NUMBER: Rule = Rule {
    id: RuleId::new("aadsts-unexplained"),
    summary: NO_TOKEN,
    why: NO_WORDS,
    remedy: LOOK_UP,
    citation: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static UNEXPLAINED_CODE: Rule = Rule {
    id: RuleId::new("graph-unexplained"),
    summary: "Microsoft Graph did not do what was asked, for a reason that has no words here",
    why: NO_WORDS,
    remedy: LOOK_UP,
    citation: "https://learn.microsoft.com/graph/errors",
    basis: Basis::Documented,
    levels: REFUSED,
};

/// An `error` of OAuth 2.0 without a number.
pub(crate) static UNEXPLAINED_WORD: Rule = Rule {
    id: RuleId::new("oauth-unexplained"),
    summary: NO_TOKEN,
    why: NO_WORDS,
    remedy: LOOK_UP,
    citation: "RFC 6749 section 5.2",
    basis: Basis::Standard,
    levels: REFUSED,
};
