//! Certificates that sign for an application of Microsoft Entra.

use super::Answer::{Caught, Explained, Helped, OutOfReach};
use super::Failure;

const EXISTING: &str =
    "https://helpcenter.veeam.com/docs/vbo365/guide/use_existing_ad_application.html";
const CREDENTIALS: &str =
    "https://learn.microsoft.com/entra/identity-platform/certificate-credentials";
const CODES: &str = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const IDENTITY_WEB: &str = "https://github.com/AzureAD/microsoft-identity-web";

pub const FAILURES: &[Failure] = &[
    Failure {
        number: 16,
        symptom: "AADSTS700027, *the key used is expired*: the registered certificate has ended",
        answers: &[
            Caught(
                &["certificate-expired", "certificate-expires-soon"],
                "Before it happens: renew it in Entra and in the product.",
            ),
            Explained(&["aadsts-700027-key-expired"], ""),
        ],
        sources: &[
            "https://www.office365backup.co.uk/blog/certificate-expiration/",
            "https://helpcenter.veeam.com/docs/vdcm365/userguide/generate_cert.html",
        ],
    },
    Failure {
        number: 17,
        symptom: "AADSTS700027 without *expired*: the thumbprint that was sent is not registered with the application",
        answers: &[Explained(
            &[
                "aadsts-700027-key-not-found",
                "aadsts-700027-signature-mismatch",
            ],
            "Also where a program hashes the text of the thumbprint and not the certificate; assertions of this crate do not.",
        )],
        sources: &[
            CREDENTIALS,
            "https://www.powershellgallery.com/packages/TestEnvironment/1.0.0",
        ],
    },
    Failure {
        number: 18,
        symptom: "Other errors about the certificate or its time: AADSTS700024, 1000502, 7000274, 7000214, 7000277",
        answers: &[
            Caught(
                &[
                    "certificate-expired",
                    "certificate-not-yet-valid",
                    "certificate-revoked",
                ],
                "The last one with CRLs in hand.",
            ),
            Explained(
                &[
                    "aadsts-700024-assertion-outside-its-time",
                    "aadsts-1000502-certificate-outside-validity",
                    "aadsts-7000274-certificate-or-signature-refused",
                    "aadsts-7000214-certificate-revoked",
                    "aadsts-7000277-certificate-revoked",
                ],
                "",
            ),
        ],
        sources: &[IDENTITY_WEB],
    },
    Failure {
        number: 19,
        symptom: "Errors that look alike and are not about the certificate: a secret, the application, the reply address",
        answers: &[Explained(
            &[
                "aadsts-7000215-secret-wrong",
                "aadsts-7000222-secret-expired",
                "aadsts-700016-application-not-found",
                "aadsts-50011-redirect-uri-mismatch",
                "aadsts-50012-credential-refused",
            ],
            "Each says whether another certificate would help.",
        )],
        sources: &[CODES, IDENTITY_WEB],
    },
    Failure {
        number: 20,
        symptom: "The assertion is for the common endpoint, or for the endpoint of another cloud",
        answers: &[
            Explained(
                &[
                    "tenant-not-specific",
                    "aadsts-700023-audience-mismatch",
                    "aadsts-50027-assertion-malformed",
                    "aadsts-700030-certificate-of-another-cloud",
                    "aadsts-9001023-tenant-not-specific",
                ],
                "",
            ),
            Helped(
                "With the feature `entra`, an `Authority` writes the audience for the cloud of the scenario.",
            ),
        ],
        sources: &[
            "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud",
            CREDENTIALS,
        ],
    },
    Failure {
        number: 21,
        symptom: "A certificate of your own was not registered before, and the box that lets the wizard register it was not ticked",
        answers: &[
            Explained(
                &["aadsts-700027-key-not-found", "aadsts-700026-keys-absent"],
                "",
            ),
            Helped(
                "With the feature `entra`, a credential writes the `KeyCredential` to register.",
            ),
        ],
        sources: &[EXISTING],
    },
    Failure {
        number: 22,
        symptom: "The certificate the configurator generated for a Restore Portal on a separate machine is missing in Entra",
        answers: &[Explained(
            &["aadsts-700027-key-not-found", "aadsts-700026-keys-absent"],
            "The page of Veeam says that it is registered by itself, and in its closing note that you must add it.",
        )],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_ssp.html",
        ],
    },
    Failure {
        number: 23,
        symptom: "A policy of the tenant refuses certificates that are valid for long, or that no CA of its list has issued",
        answers: &[
            Caught(
                &["lifetime-too-long", "issuer-outside-policy"],
                "With the limits of the tenant in the [policy](crate::policy::Policy).",
            ),
            Explained(
                &[
                    "graph-credential-lifetime-over-policy",
                    "graph-credential-type-blocked-by-policy",
                ],
                "",
            ),
        ],
        sources: &["https://learn.microsoft.com/graph/api/resources/keycredentialconfiguration"],
    },
    Failure {
        number: 24,
        symptom: "The PFX was uploaded to Entra instead of the public certificate",
        answers: &[
            OutOfReach("The upload is between a browser and Microsoft."),
            Helped(
                "The [certificate](crate::Certificate) of an identity is its public half, and a `KeyCredential` carries no key. Where a PFX went astray, its key is known to others: renew it.",
            ),
        ],
        sources: &[CREDENTIALS],
    },
    Failure {
        number: 25,
        symptom: "The region of the Restore Portal was changed, and the application kept",
        answers: &[Explained(
            &[
                "aadsts-90038-tenant-in-another-cloud",
                "aadsts-900382-application-of-another-cloud",
                "aadsts-900432-application-of-another-cloud",
            ],
            "What Entra answers in this very case is not documented; these are its errors about clouds.",
        )],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_configure_existing_app_3.html",
        ],
    },
    Failure {
        number: 26,
        symptom: "A secret is to be used for a backup application, or for an organization with app-only authentication",
        answers: &[Helped(
            "No scenario of this crate takes a secret; what signs is a [`Credential`](crate::Credential).",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/backup_applications.html"],
    },
    Failure {
        number: 27,
        symptom: "A restore is given a PFX whose thumbprint is not that of the organization",
        answers: &[
            OutOfReach(
                "Which certificate the product has for an organization is in its configuration.",
            ),
            Helped(
                "Compare what it shows with [`Certificate::thumbprint`](crate::Certificate::thumbprint) before the restore.",
            ),
            Explained(
                &["aadsts-700027-key-not-found"],
                "Where the other certificate is not registered either.",
            ),
        ],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_considerations.html",
            "https://github.com/VeeamHub/powershell",
        ],
    },
];
