//! Key material, stores and PFX files.

use super::Answer::{Caught, Helped, OutOfReach};
use super::Failure;

const SCENARIOS: &str =
    "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_usage_scenarios.html";
const RESTORE_SCRIPT: &str = "https://github.com/VeeamHub/powershell";
const IMPORT: &str = "https://helpcenter.veeam.com/docs/vbr/userguide/import_tls_pfx.html";
const EXCHANGE: &str =
    "https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2";
const INTERNAL_CA: &str = "https://helpcenter.veeam.com/docs/vbr/userguide/tls_internal_ca.html";

pub const FAILURES: &[Failure] = &[
    Failure {
        number: 1,
        symptom: "The certificate came without its private key",
        answers: &[Caught(
            &["private-key-absent", "private-key-mismatch"],
            "Sibling products do not even offer such a certificate in their lists.",
        )],
        sources: &[SCENARIOS, IMPORT],
    },
    Failure {
        number: 2,
        symptom: "The private key in the Windows store is not exportable",
        answers: &[
            OutOfReach(
                "The mark belongs to the store of one machine and is in no file; a key that came in a PFX was exported once.",
            ),
            Helped(
                "The [scenarios](crate::manual::scenarios) say which certificates the product takes out of a store.",
            ),
        ],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
            RESTORE_SCRIPT,
        ],
    },
    Failure {
        number: 3,
        symptom: "A script finds no certificate with that thumbprint, or one without its key",
        answers: &[
            OutOfReach(
                "Which certificates a store of Windows holds is known on that machine only.",
            ),
            Helped(
                "[`Certificate::thumbprint`](crate::Certificate::thumbprint) is the number to look for, and a PFX given instead is \
                    opened with [`Identity::from_bytes`](crate::Identity::from_bytes).",
            ),
        ],
        sources: &[RESTORE_SCRIPT],
    },
    Failure {
        number: 4,
        symptom: "The certificate lies in the wrong store: not in Trusted Root for a backup proxy, not in Personal for the others",
        answers: &[OutOfReach(
            "This crate reads no stores. Which one a scenario asks for is documented.",
        )],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_installing_certificate.html",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        ],
    },
    Failure {
        number: 5,
        symptom: "The password of the PFX is wrong or missing",
        answers: &[
            Helped(
                "[`Identity::from_bytes`](crate::Identity::from_bytes) tells a missing password from a wrong one. A wrong one and \
                    a damaged file look alike in this format; the [error](crate::error::ContainerError) says so.",
            ),
            Caught(
                &["container-mac-modern"],
                "A reader that does not know the MAC answers as if the password were wrong.",
            ),
        ],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html",
            "https://www.rfc-editor.org/rfc/rfc9579",
        ],
    },
    Failure {
        number: 6,
        symptom: "Only the end entity is imported from a PFX, and its intermediates are missing where it is served",
        answers: &[
            Caught(
                &["chain-incomplete", "path-not-found"],
                "In the file, or in what a server presents.",
            ),
            Helped(
                "A [probe](crate::tls::probe) shows what the server sends once the file is installed. That only the end entity is \
                    imported is documented for Veeam Backup & Replication; for this product it is unknown.",
            ),
        ],
        sources: &[IMPORT],
    },
    Failure {
        number: 7,
        symptom: "The server refuses to import a certificate that does not pass its validation",
        answers: &[
            Caught(
                &[
                    "path-not-found",
                    "certificate-expired",
                    "certificate-not-yet-valid",
                    "signature-invalid",
                ],
                "With the server's own roots as the anchors of a [relying party](crate::trust::RelyingParty).",
            ),
            OutOfReach(
                "Which roots that server trusts is known there only. Documented for Veeam Backup & Replication, unknown here.",
            ),
        ],
        sources: &[IMPORT],
    },
    Failure {
        number: 8,
        symptom: "Windows answers *Invalid provider type specified* when the key is used",
        answers: &[
            Caught(
                &["key-in-cng-provider"],
                "Where the file names the provider and the scenario asks for a CSP.",
            ),
            OutOfReach(
                "A key that was imported without a name for its provider shows it in the store only.",
            ),
        ],
        sources: &[
            "https://learn.microsoft.com/archive/blogs/dawiese/creating-workflow-manager-farm-using-domain-ca-certificates-results-in-invalid-provider-type-specified",
        ],
    },
    Failure {
        number: 9,
        symptom: "Exchange Online PowerShell cannot sign with the certificate and asks for one that is not of CNG",
        answers: &[Caught(
            &["key-in-cng-provider"],
            "For the certificate of an organization, whose mailboxes may need that sign-in.",
        )],
        sources: &[
            EXCHANGE,
            "https://github.com/timmcmic/DLConversionV2/issues/141",
        ],
    },
    Failure {
        number: 10,
        symptom: "*Keyset does not exist*: the service cannot read the key, or its file is gone",
        answers: &[OutOfReach(
            "It is about rights on a file of Windows, or about a key that was not persisted on import; the certificate is the same either way.",
        )],
        sources: &[
            "https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/1954",
            "https://github.com/pnp/powershell/issues/1507",
        ],
    },
    Failure {
        number: 11,
        symptom: "The account of the proxy service lacks full access to the key of the registry with the Personal store",
        answers: &[OutOfReach(
            "Rights in the registry of a proxy show in no certificate.",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/permissions_windows.html"],
    },
    Failure {
        number: 12,
        symptom: "Veeam Backup & Replication supports no elliptic curve, no CNG key and no certificate of a public CA for its server",
        answers: &[
            OutOfReach(
                "It is the demand of another product, and not applied here. What does hold here is told by other rules: \
                        assertions need RSA, and Exchange Online needs a CSP.",
            ),
            Caught(
                &["assertion-key-not-rsa", "key-in-cng-provider"],
                "Where Microsoft, not that product, asks for it.",
            ),
        ],
        sources: &[INTERNAL_CA],
    },
    Failure {
        number: 13,
        symptom: "The RSA key is shorter than 2048 bits",
        answers: &[Caught(&["rsa-modulus-too-short"], "")],
        sources: &[
            INTERNAL_CA,
            "https://helpcenter.veeam.com/docs/vac/provider_admin/configure_server_certificate.html",
        ],
    },
    Failure {
        number: 14,
        symptom: "The certificate is signed with SHA-1",
        answers: &[Caught(
            &["signature-algorithm-weak"],
            "rustls verifies no such signature on a path.",
        )],
        sources: &[
            "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate",
            "https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup",
        ],
    },
    Failure {
        number: 15,
        symptom: "A PFX opens on one machine and not on another: new ciphers on an old Windows, old ciphers in a new OpenSSL",
        answers: &[Caught(
            &[
                "container-encryption-legacy",
                "container-mac-modern",
                "container-unreadable-by-dotnet",
            ],
            "",
        )],
        sources: &[
            "https://docs.openssl.org/3.0/man7/OSSL_PROVIDER-legacy/",
            "https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.pkcs12loaderlimits",
        ],
    },
];
