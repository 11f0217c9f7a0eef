//! Errors about the assertion, the key and the certificate.

use super::REFUSED;
use crate::finding::{Basis, RuleId};
use crate::rule::Rule;

const BROKEN: &str = "Microsoft Entra reads the assertion before it looks at any key, so the certificate plays no \
    part. Assertions made here have this form always, so another program made it, or something changed it on its \
    way.";
const MTLS: &str = "Only a connection that presents the certificate in TLS meets this error; an assertion needs no \
    such connection.";
const NEW_KEY: &str = "Create a certificate with an RSA key of 2048 bits or more, register it with the application \
    and sign with it.";
const REVOKED: &str = "The names come from Microsoft's own libraries, which read the certificate again from its \
    store on this error.";
const SECRET: &str = "The request carried a client secret, so this is about no certificate: another way to sign in \
    was taken than was meant, or the application is configured with both.";
const SEND_ASSERTION: &str = "Remove the secret from the configuration and sign in with the certificate; Veeam \
    Backup for Microsoft 365 takes no secrets for backup applications.";
const TOO_SHORT: &str = "Microsoft Entra takes RSA keys of 2048 bits or more.";
const USE_OURS: &str = "Send the assertion as it was made, one for each request; if another program makes it, \
    compare it with the form Microsoft describes for certificate credentials.";

pub(crate) static AADSTS_700027_KEY_TOO_SHORT: Rule = Rule {
    id: RuleId::new("aadsts-700027-key-too-short"),
    summary: "the RSA key of the certificate is too short",
    why: TOO_SHORT,
    remedy: NEW_KEY,
    citation: "https://login.microsoftonline.com/error?code=700027",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_700027_KEY_EXPIRED: Rule = Rule {
    id: RuleId::new("aadsts-700027-key-expired"),
    summary: "the registered certificate is outside the dates it was registered with",
    why: "The end is past, or the beginning is still to come: Microsoft Entra says expired in both cases. The \
          dates are those of the registration, which may end before the certificate does.",
    remedy: "Renew the certificate, register the new one and sign with it. If the dates look right, compare the \
             clocks (UTC): a certificate made on a machine whose clock is ahead is not valid yet.",
    citation: "https://login.microsoftonline.com/error?code=700027",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700027_SIGNATURE_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-700027-signature-mismatch"),
    summary: "the assertion names a registered certificate and is not signed with its key",
    why: "The private key belongs to another certificate, the certificates of the header are in the wrong order, \
          or the algorithm of the header is not the one that signed.",
    remedy: "Check that key and certificate belong together, and that the certificate whose key signs comes \
             first; with a key in a device, try RS256 instead of PS256.",
    citation: "https://login.microsoftonline.com/error?code=700027",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_700027_KEY_NOT_FOUND: Rule = Rule {
    id: RuleId::new("aadsts-700027-key-not-found"),
    summary: "the certificate is not registered with the application",
    why: "Microsoft Entra finds the key by the thumbprint in the assertion, and the application has none with \
          that thumbprint. The certificate was renewed and not registered, or the request goes to another \
          application, tenant or cloud than meant.",
    remedy: "Compare the thumbprint with those listed for the application under certificates and secrets, and \
             register the public certificate if it is missing there. A program that runs since before the \
             renewal has to load the certificate again.",
    citation: "https://login.microsoftonline.com/error?code=700027",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700027_SIGNATURE_REFUSED: Rule = Rule {
    id: RuleId::new("aadsts-700027-signature-refused"),
    summary: "the signature of the assertion was not accepted",
    why: "The code has several causes, and this text tells none of them: the certificate is not registered, its \
          registration has ended, or the key that signed is another.",
    remedy: "Check in this order: whether the thumbprint is registered with this application, whether the dates \
             are good, whether key and certificate belong together.",
    citation: "https://login.microsoftonline.com/error?code=700027",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700026_KEYS_ABSENT: Rule = Rule {
    id: RuleId::new("aadsts-700026-keys-absent"),
    summary: "no certificate is registered with the application",
    why: "The application exists in the tenant and has no key at all, so no assertion can be verified.",
    remedy: "Register the public certificate with the application; check the application id if it should be \
             there already.",
    citation: "https://login.microsoftonline.com/error?code=700026",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_50032_KEY_TOO_SHORT: Rule = Rule {
    id: RuleId::new("aadsts-50032-key-too-short"),
    summary: "the RSA key of the certificate is too short",
    why: TOO_SHORT,
    remedy: NEW_KEY,
    citation: "https://login.microsoftonline.com/error?code=50032",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50012_CREDENTIAL_REFUSED: Rule = Rule {
    id: RuleId::new("aadsts-50012-credential-refused"),
    summary: "the credential of the application was not accepted",
    why: "An older code for many causes: an unknown thumbprint, a bad signature, an assertion for another \
          audience or outside its time, or a wrong client secret. What the service says tells which.",
    remedy: "Read what the service says; then check thumbprint, dates, clock, tenant and cloud in this order.",
    citation: "https://login.microsoftonline.com/error?code=50012",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700024_ASSERTION_OUTSIDE_ITS_TIME: Rule = Rule {
    id: RuleId::new("aadsts-700024-assertion-outside-its-time"),
    summary: "the assertion is not valid at the time of the server",
    why: "The clock of this machine is wrong, local time was taken for UTC, or an assertion was kept and sent \
          again after its end. The certificate is not what is refused.",
    remedy: "Set the clock of this machine, and make an assertion for each request instead of keeping one.",
    citation: "https://login.microsoftonline.com/error?code=700024",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700021_APPLICATION_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-700021-application-mismatch"),
    summary: "the assertion speaks for another application than the request",
    why: "The assertion was made for one application and sent with the id of another.",
    remedy: "Make assertion and request from the same configuration; check which of several applications was \
             meant.",
    citation: "https://login.microsoftonline.com/error?code=700021",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700023_AUDIENCE_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-700023-audience-mismatch"),
    summary: "the assertion is meant for another token endpoint",
    why: "The audience names another cloud or tenant, or a placeholder such as `common`, than the address the \
          request was sent to.",
    remedy: "Choose cloud and tenant once and take address and audience from that; do not send an assertion to \
             another address than it was made for.",
    citation: "https://login.microsoftonline.com/error?code=700023",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_700023_SCOPE_MALFORMED: Rule = Rule {
    id: RuleId::new("aadsts-700023-scope-malformed"),
    summary: "the scope is not one the service can use",
    why: "Microsoft's list of errors explains the number in this way; in answers to assertions it has also been \
          about the audience.",
    remedy: "Check the scope of the request; an application that signs in as itself asks for exactly one that \
             ends in `/.default`.",
    citation: "https://login.microsoftonline.com/error?code=700023",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_700023_AUDIENCE_OR_SCOPE_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-700023-audience-or-scope-mismatch"),
    summary: "the audience of the assertion or the scope of the request is wrong",
    why: "The number has two meanings: answers to assertions use it for an audience of another tenant or cloud, \
          Microsoft's list of errors for a scope. This text tells neither.",
    remedy: "Check that the request went to the address the assertion was made for, then the scope.",
    citation: "https://login.microsoftonline.com/error?code=700023",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_50027_ASSERTION_MALFORMED: Rule = Rule {
    id: RuleId::new("aadsts-50027-assertion-malformed"),
    summary: "the assertion is not a JSON Web Token the service can read",
    why: BROKEN,
    remedy: USE_OURS,
    citation: "https://login.microsoftonline.com/error?code=50027",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_5002730_KEY_UNFIT_FOR_ALGORITHM: Rule = Rule {
    id: RuleId::new("aadsts-5002730-key-unfit-for-algorithm"),
    summary: "the key does not fit the algorithm the assertion names",
    why: "Microsoft Entra takes RSA keys only. In the spring of 2024 it also answered PS256 with this error for \
          a while.",
    remedy: "Use a certificate with an RSA key of 2048 bits or more; if it has one, sign with RS256.",
    citation: "https://login.microsoftonline.com/error?code=5002730",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50048_SUBJECT_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-50048-subject-mismatch"),
    summary: "the subject of the assertion is not its issuer",
    why: BROKEN,
    remedy: USE_OURS,
    citation: "https://login.microsoftonline.com/error?code=50048",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_50120_ASSERTION_HEADER_MALFORMED: Rule = Rule {
    id: RuleId::new("aadsts-50120-assertion-header-malformed"),
    summary: "the header of the assertion cannot be read",
    why: BROKEN,
    remedy: USE_OURS,
    citation: "https://login.microsoftonline.com/error?code=50120",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_90014_FIELD_ABSENT: Rule = Rule {
    id: RuleId::new("aadsts-90014-field-absent"),
    summary: "a field of the request is missing",
    why: "The service names the field. The body is not a form, a field was lost, or the grant is another than meant.",
    remedy: "Send the body as `application/x-www-form-urlencoded`, with all fields and unchanged.",
    citation: "https://login.microsoftonline.com/error?code=90014",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000214_CERTIFICATE_REVOKED: Rule = Rule {
    id: RuleId::new("aadsts-7000214-certificate-revoked"),
    summary: "the certificate was revoked",
    why: REVOKED,
    remedy: "Have a new certificate issued, register it with the application and sign with it; ask the CA why the old \
             one was revoked.",
    citation: "https://login.microsoftonline.com/error?code=7000214",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000277_CERTIFICATE_REVOKED: Rule = Rule {
    id: RuleId::new("aadsts-7000277-certificate-revoked"),
    summary: "the certificate was revoked",
    why: REVOKED,
    remedy: "Have a new certificate issued, register it with the application and sign with it; ask the CA why the old \
             one was revoked.",
    citation: "https://login.microsoftonline.com/error?code=7000277",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_1000502_CERTIFICATE_OUTSIDE_VALIDITY: Rule = Rule {
    id: RuleId::new("aadsts-1000502-certificate-outside-validity"),
    summary: "the certificate is outside its validity",
    why: "Its end is past, or its beginning is still to come. The meaning comes from Microsoft's own libraries.",
    remedy: "Renew the certificate, register the new one and sign with it; compare the clocks (UTC) if the dates \
             look right.",
    citation: "https://login.microsoftonline.com/error?code=1000502",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000274_CERTIFICATE_OR_SIGNATURE_REFUSED: Rule = Rule {
    id: RuleId::new("aadsts-7000274-certificate-or-signature-refused"),
    summary: "the dates of the certificate or the signature of the assertion were not accepted",
    why: "Microsoft's own sources disagree: the code of its library calls it a certificate outside its validity, \
          the tests beside that code an assertion with a bad signature.",
    remedy: "Check both: the dates of the certificate, and whether key and certificate belong together.",
    citation: "https://login.microsoftonline.com/error?code=7000274",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_700030_CERTIFICATE_OF_ANOTHER_CLOUD: Rule = Rule {
    id: RuleId::new("aadsts-700030-certificate-of-another-cloud"),
    summary: "the issuer of the certificate belongs to another cloud",
    why: "Certificates trusted by subject and issuer hold in one cloud only.",
    remedy: "Sign in to the cloud the application and its certificate belong to.",
    citation: "https://login.microsoftonline.com/error?code=700030",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_700030_SUBJECT_NOT_AUTHORIZED: Rule = Rule {
    id: RuleId::new("aadsts-700030-subject-not-authorized"),
    summary: "the subject of the certificate is not authorized for the application",
    why: "It is met where the chain is sent along and the application trusts a subject and an issuer instead of \
          a thumbprint. A chain whose first certificate is not the one that signs ends here too.",
    remedy: "Leave the chain out unless the application is set up for it; otherwise send the certificate that \
             signs first.",
    citation: "https://login.microsoftonline.com/error?code=700030",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_51000_FEATURE_NOT_ENABLED: Rule = Rule {
    id: RuleId::new("aadsts-51000-feature-not-enabled"),
    summary: "a feature of the request is not enabled for the application or the tenant",
    why: "With assertions it has been met where the certificate is presented in TLS instead, which Microsoft \
          enables on request only.",
    remedy: "Sign in at the ordinary login host, with an assertion.",
    citation: "https://login.microsoftonline.com/error?code=51000",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_500181_TLS_CERTIFICATE_MISMATCH: Rule = Rule {
    id: RuleId::new("aadsts-500181-tls-certificate-mismatch"),
    summary: "the certificate of the TLS connection is not the one of the assertion",
    why: MTLS,
    remedy: "Sign in at the ordinary login host, with an assertion; or take both certificates from one place, so \
             that a renewal changes both.",
    citation: "https://login.microsoftonline.com/error?code=500181",
    basis: Basis::Practice,
    levels: REFUSED,
};

pub(crate) static AADSTS_700025_APPLICATION_IS_PUBLIC: Rule = Rule {
    id: RuleId::new("aadsts-700025-application-is-public"),
    summary: "the application is a public client, and a credential was sent",
    why: "A public client, such as a desktop program, keeps no secret, so Microsoft Entra refuses any.",
    remedy: "Turn off public client flows in the application's registration, or use the application meant for \
             the service.",
    citation: "https://login.microsoftonline.com/error?code=700025",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000218_CREDENTIAL_ABSENT: Rule = Rule {
    id: RuleId::new("aadsts-7000218-credential-absent"),
    summary: "the request carried neither an assertion nor a secret",
    why: "The fields were lost, or the body is not a form: in JSON they are not found.",
    remedy: "Send the body as `application/x-www-form-urlencoded`, with all fields and unchanged.",
    citation: "https://login.microsoftonline.com/error?code=7000218",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000215_SECRET_WRONG: Rule = Rule {
    id: RuleId::new("aadsts-7000215-secret-wrong"),
    summary: "the client secret is wrong",
    why: SECRET,
    remedy: SEND_ASSERTION,
    citation: "https://login.microsoftonline.com/error?code=7000215",
    basis: Basis::Documented,
    levels: REFUSED,
};

pub(crate) static AADSTS_7000222_SECRET_EXPIRED: Rule = Rule {
    id: RuleId::new("aadsts-7000222-secret-expired"),
    summary: "the client secret has expired",
    why: SECRET,
    remedy: SEND_ASSERTION,
    citation: "https://login.microsoftonline.com/error?code=7000222",
    basis: Basis::Documented,
    levels: REFUSED,
};
