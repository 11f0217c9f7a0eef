//! Errors about the assertion, the key and the certificate.

use super::known::{ErrorCode, KnownError, Renewal};
use crate::finding::{Basis, RuleId};

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

pub(super) static ERRORS: &[KnownError] = &[
    KnownError {
        id: RuleId::new("aadsts-700027-key-too-short"),
        code: ErrorCode::Aadsts(700_027),
        told_by: &["rsa key size"],
        summary: "the RSA key of the certificate is too short",
        expected: "an RSA key of 2048 bits or more",
        why: TOO_SHORT,
        remedy: NEW_KEY,
        renewal: Renewal::Helps,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700027",
    },
    KnownError {
        id: RuleId::new("aadsts-700027-key-expired"),
        code: ErrorCode::Aadsts(700_027),
        told_by: &["key used is expired", "is expired on application"],
        summary: "the registered certificate is outside the dates it was registered with",
        expected: "a registered certificate that is valid now",
        why: "The end is past, or the beginning is still to come: Microsoft Entra says expired in both cases. The \
              dates are those of the registration, which may end before the certificate does.",
        remedy: "Renew the certificate, register the new one and sign with it. If the dates look right, compare the \
                 clocks (UTC): a certificate made on a machine whose clock is ahead is not valid yet.",
        renewal: Renewal::Helps,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700027",
    },
    KnownError {
        id: RuleId::new("aadsts-700027-signature-mismatch"),
        code: ErrorCode::Aadsts(700_027),
        told_by: &[
            "use of the key to verify the signature failed",
            "signature value did not match",
        ],
        summary: "the assertion names a registered certificate and is not signed with its key",
        expected: "a signature by the key of the certificate the assertion names",
        why: "The private key belongs to another certificate, the certificates of the header are in the wrong order, \
              or the algorithm of the header is not the one that signed.",
        remedy: "Check that key and certificate belong together, and that the certificate whose key signs comes \
                 first; with a key in a device, try RS256 instead of PS256.",
        renewal: Renewal::MayHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700027",
    },
    KnownError {
        id: RuleId::new("aadsts-700027-key-not-found"),
        code: ErrorCode::Aadsts(700_027),
        told_by: &["key was not found", "not registered on application"],
        summary: "the certificate is not registered with the application",
        expected: "a certificate registered with this application in this tenant",
        why: "Microsoft Entra finds the key by the thumbprint in the assertion, and the application has none with \
              that thumbprint. The certificate was renewed and not registered, or the request goes to another \
              application, tenant or cloud than meant.",
        remedy: "Compare the thumbprint with those listed for the application under certificates and secrets, and \
                 register the public certificate if it is missing there. A program that runs since before the \
                 renewal has to load the certificate again.",
        renewal: Renewal::MayHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700027",
    },
    KnownError {
        id: RuleId::new("aadsts-700027-signature-refused"),
        code: ErrorCode::Aadsts(700_027),
        told_by: &[],
        summary: "the signature of the assertion was not accepted",
        expected: "an assertion signed with the key of a registered certificate",
        why: "The code has several causes, and this text tells none of them: the certificate is not registered, its \
              registration has ended, or the key that signed is another.",
        remedy: "Check in this order: whether the thumbprint is registered with this application, whether the dates \
                 are good, whether key and certificate belong together.",
        renewal: Renewal::MayHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700027",
    },
    KnownError {
        id: RuleId::new("aadsts-700026-keys-absent"),
        code: ErrorCode::Aadsts(700_026),
        told_by: &[],
        summary: "no certificate is registered with the application",
        expected: "an application with at least one registered certificate",
        why: "The application exists in the tenant and has no key at all, so no assertion can be verified.",
        remedy: "Register the public certificate with the application; check the application id if it should be \
                 there already.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700026",
    },
    KnownError {
        id: RuleId::new("aadsts-50032-key-too-short"),
        code: ErrorCode::Aadsts(50_032),
        told_by: &[],
        summary: "the RSA key of the certificate is too short",
        expected: "an RSA key of 2048 bits or more",
        why: TOO_SHORT,
        remedy: NEW_KEY,
        renewal: Renewal::Helps,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=50032",
    },
    KnownError {
        id: RuleId::new("aadsts-50012-credential-refused"),
        code: ErrorCode::Aadsts(50_012),
        told_by: &[],
        summary: "the credential of the application was not accepted",
        expected: "a registered certificate and an assertion it signs, for this tenant and at this time",
        why: "An older code for many causes: an unknown thumbprint, a bad signature, an assertion for another \
              audience or outside its time, or a wrong client secret. What the service says tells which.",
        remedy: "Read what the service says; then check thumbprint, dates, clock, tenant and cloud in this order.",
        renewal: Renewal::MayHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=50012",
    },
    KnownError {
        id: RuleId::new("aadsts-700024-assertion-outside-its-time"),
        code: ErrorCode::Aadsts(700_024),
        told_by: &[],
        summary: "the assertion is not valid at the time of the server",
        expected: "an assertion that has begun and not ended",
        why: "The clock of this machine is wrong, local time was taken for UTC, or an assertion was kept and sent \
              again after its end. The certificate is not what is refused.",
        remedy: "Set the clock of this machine, and make an assertion for each request instead of keeping one.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700024",
    },
    KnownError {
        id: RuleId::new("aadsts-700021-application-mismatch"),
        code: ErrorCode::Aadsts(700_021),
        told_by: &[],
        summary: "the assertion speaks for another application than the request",
        expected: "`iss` and `sub` that equal `client_id`",
        why: "The assertion was made for one application and sent with the id of another.",
        remedy: "Make assertion and request from the same configuration; check which of several applications was \
                 meant.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700021",
    },
    KnownError {
        id: RuleId::new("aadsts-700023-audience-mismatch"),
        code: ErrorCode::Aadsts(700_023),
        told_by: &["audience"],
        summary: "the assertion is meant for another token endpoint",
        expected: "an `aud` that is the token endpoint of this tenant and cloud",
        why: "The audience names another cloud or tenant, or a placeholder such as `common`, than the address the \
              request was sent to.",
        remedy: "Choose cloud and tenant once and take address and audience from that; do not send an assertion to \
                 another address than it was made for.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700023",
    },
    KnownError {
        id: RuleId::new("aadsts-700023-scope-malformed"),
        code: ErrorCode::Aadsts(700_023),
        told_by: &["scope"],
        summary: "the scope is not one the service can use",
        expected: "a scope of one resource, such as the root of Microsoft Graph followed by `/.default`",
        why: "Microsoft's list of errors explains the number in this way; in answers to assertions it has also been \
              about the audience.",
        remedy: "Check the scope of the request; an application that signs in as itself asks for exactly one that \
                 ends in `/.default`.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700023",
    },
    KnownError {
        id: RuleId::new("aadsts-700023-audience-or-scope-mismatch"),
        code: ErrorCode::Aadsts(700_023),
        told_by: &[],
        summary: "the audience of the assertion or the scope of the request is wrong",
        expected: "an `aud` that is the token endpoint of this tenant and cloud, and a scope of one resource",
        why: "The number has two meanings: answers to assertions use it for an audience of another tenant or cloud, \
              Microsoft's list of errors for a scope. This text tells neither.",
        remedy: "Check that the request went to the address the assertion was made for, then the scope.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700023",
    },
    KnownError {
        id: RuleId::new("aadsts-50027-assertion-malformed"),
        code: ErrorCode::Aadsts(50_027),
        told_by: &[],
        summary: "the assertion is no JSON Web Token the service can read",
        expected: "a signed JSON Web Token of RFC 7523",
        why: BROKEN,
        remedy: USE_OURS,
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=50027",
    },
    KnownError {
        id: RuleId::new("aadsts-5002730-key-unfit-for-algorithm"),
        code: ErrorCode::Aadsts(5_002_730),
        told_by: &[],
        summary: "the key does not fit the algorithm the assertion names",
        expected: "an RSA key and an assertion signed with PS256 or RS256",
        why: "Microsoft Entra takes RSA keys only. In the spring of 2024 it also answered PS256 with this error for \
              a while.",
        remedy: "Use a certificate with an RSA key of 2048 bits or more; if it has one, sign with RS256.",
        renewal: Renewal::MayHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=5002730",
    },
    KnownError {
        id: RuleId::new("aadsts-50048-subject-mismatch"),
        code: ErrorCode::Aadsts(50_048),
        told_by: &[],
        summary: "the subject of the assertion is not its issuer",
        expected: "`sub` and `iss` that are both the application id",
        why: BROKEN,
        remedy: USE_OURS,
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=50048",
    },
    KnownError {
        id: RuleId::new("aadsts-50120-assertion-header-malformed"),
        code: ErrorCode::Aadsts(50_120),
        told_by: &[],
        summary: "the header of the assertion cannot be read",
        expected: "a header with `alg`, `typ` and the thumbprint of the certificate",
        why: BROKEN,
        remedy: USE_OURS,
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=50120",
    },
    KnownError {
        id: RuleId::new("aadsts-90014-field-absent"),
        code: ErrorCode::Aadsts(90_014),
        told_by: &[],
        summary: "a field of the request is missing",
        expected: "a request with every field its grant needs",
        why: "The service names the field. The body is no form, a field was lost, or the grant is another than \
              meant.",
        remedy: "Send the body as `application/x-www-form-urlencoded`, with all fields and unchanged.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=90014",
    },
    KnownError {
        id: RuleId::new("aadsts-7000214-certificate-revoked"),
        code: ErrorCode::Aadsts(7_000_214),
        told_by: &[],
        summary: "the certificate was revoked",
        expected: "a certificate that is not revoked",
        why: REVOKED,
        remedy: "Have a new certificate issued, register it with the application and sign with it; ask the authority \
                 why the old one was revoked.",
        renewal: Renewal::Helps,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=7000214",
    },
    KnownError {
        id: RuleId::new("aadsts-7000277-certificate-revoked"),
        code: ErrorCode::Aadsts(7_000_277),
        told_by: &[],
        summary: "the certificate was revoked",
        expected: "a certificate that is not revoked",
        why: REVOKED,
        remedy: "Have a new certificate issued, register it with the application and sign with it; ask the authority \
                 why the old one was revoked.",
        renewal: Renewal::Helps,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=7000277",
    },
    KnownError {
        id: RuleId::new("aadsts-1000502-certificate-outside-validity"),
        code: ErrorCode::Aadsts(1_000_502),
        told_by: &[],
        summary: "the certificate is outside its validity",
        expected: "a certificate that is valid now",
        why: "Its end is past, or its beginning is still to come. The meaning comes from Microsoft's own libraries.",
        remedy: "Renew the certificate, register the new one and sign with it; compare the clocks (UTC) if the dates \
                 look right.",
        renewal: Renewal::Helps,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=1000502",
    },
    KnownError {
        id: RuleId::new("aadsts-7000274-certificate-or-signature-refused"),
        code: ErrorCode::Aadsts(7_000_274),
        told_by: &[],
        summary: "the dates of the certificate or the signature of the assertion were not accepted",
        expected: "a certificate that is valid now, and a signature by its key",
        why: "Microsoft's own sources disagree: the code of its library calls it a certificate outside its validity, \
              the tests beside that code an assertion with a bad signature.",
        remedy: "Check both: the dates of the certificate, and whether key and certificate belong together.",
        renewal: Renewal::MayHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=7000274",
    },
    KnownError {
        id: RuleId::new("aadsts-700030-certificate-of-another-cloud"),
        code: ErrorCode::Aadsts(700_030),
        told_by: &["different cloud"],
        summary: "the issuer of the certificate belongs to another cloud",
        expected: "a certificate for the cloud the request was sent to",
        why: "Certificates trusted by subject and issuer hold in one cloud only.",
        remedy: "Sign in to the cloud the application and its certificate belong to.",
        renewal: Renewal::MayHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700030",
    },
    KnownError {
        id: RuleId::new("aadsts-700030-subject-not-authorized"),
        code: ErrorCode::Aadsts(700_030),
        told_by: &[],
        summary: "the subject of the certificate is not authorized for the application",
        expected: "a certificate whose subject and issuer the application trusts",
        why: "It is met where the chain is sent along and the application trusts a subject and an issuer instead of \
              a thumbprint. A chain whose first certificate is not the one that signs ends here too.",
        remedy: "Leave the chain out unless the application is set up for it; otherwise send the certificate that \
                 signs first.",
        renewal: Renewal::MayHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=700030",
    },
    KnownError {
        id: RuleId::new("aadsts-51000-feature-not-enabled"),
        code: ErrorCode::Aadsts(51_000),
        told_by: &[],
        summary: "a feature of the request is not enabled for the application or the tenant",
        expected: "a request that uses what is enabled",
        why: "With assertions it has been met where the certificate is presented in TLS instead, which Microsoft \
              enables on request only.",
        remedy: "Sign in at the ordinary login host, with an assertion.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=51000",
    },
    KnownError {
        id: RuleId::new("aadsts-500181-tls-certificate-mismatch"),
        code: ErrorCode::Aadsts(500_181),
        told_by: &[],
        summary: "the certificate of the TLS connection is not the one of the assertion",
        expected: "the same certificate in TLS and in the assertion",
        why: MTLS,
        remedy: "Sign in at the ordinary login host, with an assertion; or take both certificates from one place, so \
                 that a renewal changes both.",
        renewal: Renewal::MayHelp,
        basis: Basis::Practice,
        citation: "https://login.microsoftonline.com/error?code=500181",
    },
    KnownError {
        id: RuleId::new("aadsts-700025-application-is-public"),
        code: ErrorCode::Aadsts(700_025),
        told_by: &[],
        summary: "the application is a public client, and a credential was sent",
        expected: "an application that is no public client",
        why: "A public client, such as a desktop program, keeps no secret, so Microsoft Entra refuses any.",
        remedy: "Turn off public client flows in the application's registration, or use the application meant for \
                 the service.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=700025",
    },
    KnownError {
        id: RuleId::new("aadsts-7000218-credential-absent"),
        code: ErrorCode::Aadsts(7_000_218),
        told_by: &[],
        summary: "the request carried neither an assertion nor a secret",
        expected: "`client_assertion` and `client_assertion_type` in the body",
        why: "The fields were lost, or the body is no form: in JSON they are not found.",
        remedy: "Send the body as `application/x-www-form-urlencoded`, with all fields and unchanged.",
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=7000218",
    },
    KnownError {
        id: RuleId::new("aadsts-7000215-secret-wrong"),
        code: ErrorCode::Aadsts(7_000_215),
        told_by: &[],
        summary: "the client secret is wrong",
        expected: "an assertion signed with a registered certificate",
        why: SECRET,
        remedy: SEND_ASSERTION,
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=7000215",
    },
    KnownError {
        id: RuleId::new("aadsts-7000222-secret-expired"),
        code: ErrorCode::Aadsts(7_000_222),
        told_by: &[],
        summary: "the client secret has expired",
        expected: "an assertion signed with a registered certificate",
        why: SECRET,
        remedy: SEND_ASSERTION,
        renewal: Renewal::DoesNotHelp,
        basis: Basis::Documented,
        citation: "https://login.microsoftonline.com/error?code=7000222",
    },
];
