//! Between the services of the product, with its proxies, and around it.

use super::Answer::{Caught, Explained, Helped, OutOfReach};
use super::Failure;

const ISSUE_76: &str = "https://github.com/nielsengelen/vbo365-rest/issues/76";
const OPERATORS: &str = "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html";
const PROXY_SERVERS: &str =
    "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_backup_proxy_servers.html";

pub const BETWEEN: &[Failure] = &[
    Failure {
        number: 36,
        symptom: "*Certificate is not valid for host 127.0.0.1*: the REST API service compared a generated certificate with the host it connects to",
        answers: &[
            Caught(
                &["subject-alt-name-absent", "reference-identifier-unmatched"],
                "With the host of the controller as the address of the scenario.",
            ),
            OutOfReach("Whether current versions still compare is not public; the log is of 2020."),
        ],
        sources: &[ISSUE_76],
    },
    Failure {
        number: 37,
        symptom: "The self-signed certificate for operators is not in Trusted Root of the machine of the REST API",
        answers: &[
            Caught(
                &["self-signed"],
                "The remedy names the store it has to be in.",
            ),
            Caught(
                &["path-not-found"],
                "With the roots of that machine as anchors.",
            ),
            OutOfReach("What lies in the store of that machine."),
        ],
        sources: &[OPERATORS],
    },
    Failure {
        number: 38,
        symptom: "The self-signed certificate for operators or tenants is not in Trusted Root of the server itself",
        answers: &[
            Caught(
                &["self-signed"],
                "It does not say this: a script of Veeam's does so, and no document asks for it.",
            ),
            OutOfReach("What lies in the store of that machine."),
        ],
        sources: &["https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup"],
    },
    Failure {
        number: 39,
        symptom: "Tenants sign in by Veeam Explorers and not by the REST portal, with a wildcard certificate",
        answers: &[Caught(
            &["wildcard-in-name"],
            "One report, whose cause was not found.",
        )],
        sources: &["https://github.com/VeeamHub/vbo365-rest-self-service/issues/20"],
    },
    Failure {
        number: 40,
        symptom: "The sign-in says that the credentials are wrong, and the cause is a certificate between the services",
        answers: &[
            OutOfReach("The answer of the REST API does not tell one from the other."),
            Helped(
                "[Check](crate::check) the certificates for operators and tenants, which protect that way, before the passwords.",
            ),
        ],
        sources: &[
            "https://github.com/nielsengelen/vbo365-rest/issues/44",
            "https://github.com/nielsengelen/vbo365-rest/issues/98",
        ],
    },
    Failure {
        number: 41,
        symptom: "A cloud gateway lies outside the wildcard of the certificate and is not trusted",
        answers: &[Caught(
            &["reference-identifier-unmatched"],
            "With the gateway as the address of the scenario; it says so where a wildcard is one label short. Documented for Veeam Cloud Connect.",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbr/cloud/cloud_connect_ssl_types.html"],
    },
];

pub const PROXIES: &[Failure] = &[
    Failure {
        number: 42,
        symptom: "Server and proxy do not resolve the DNS name of each other",
        answers: &[OutOfReach(
            "This crate resolves no names; it is given them.",
        )],
        sources: &[PROXY_SERVERS],
    },
    Failure {
        number: 43,
        symptom: "A proxy of a workgroup cannot be made one of a domain",
        answers: &[OutOfReach(
            "It is a setting of the product and no matter of certificates.",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/vbo_editing_proxy_server.html"],
    },
    Failure {
        number: 44,
        symptom: "A certificate is prepared for a Linux proxy, which uses none",
        answers: &[
            OutOfReach("Which system a proxy runs on is in no certificate."),
            Helped(
                "The [scenario](crate::manual::scenarios#backup-proxy) says that it is for Windows proxies in a workgroup; a Linux proxy is reached by SSH.",
            ),
        ],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/add_linux_proxy_ssh.html"],
    },
    Failure {
        number: 45,
        symptom: "The certificate between server and proxies has expired",
        answers: &[Caught(
            &["certificate-expired", "certificate-expires-soon"],
            "What the proxies then do is not public.",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html"],
    },
];

pub const AROUND: &[Failure] = &[
    Failure {
        number: 46,
        symptom: "The hosts of CRLs and OCSP are not reached on port 80",
        answers: &[
            Caught(
                &["revocation-status-unknown", "crl-stale"],
                "Where coverage is demanded and the lists in hand give none.",
            ),
            OutOfReach(
                "This crate fetches nothing. [`crl_distribution_points`](crate::Certificate::crl_distribution_points) are the addresses to open.",
            ),
        ],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html"],
    },
    Failure {
        number: 47,
        symptom: "The automatic update failed in 2022 because the certificate of the vendor's update server had expired",
        answers: &[
            Explained(
                &["certificate-expired"],
                "For a client of this crate that meets such a server.",
            ),
            OutOfReach("The update client is the product's."),
        ],
        sources: &[
            "https://community.veeam.com/blogs-and-podcasts-57/certificate-error-when-updating-veeam-backup-for-microsoft-365-3115",
        ],
    },
    Failure {
        number: 48,
        symptom: "An object storage exchanged its certificate, and the repository that trusted the old thumbprint goes invalid",
        answers: &[
            OutOfReach("That pin lies in the configuration of the product."),
            Explained(
                &["pin-unmatched"],
                "Where it happens to a client of this crate; [several pins](crate::trust::Pins) overlap in a renewal.",
            ),
        ],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/understanding_invalid_state.html",
        ],
    },
    Failure {
        number: 49,
        symptom: "TLS to PostgreSQL is configured with one of the two keys it needs",
        answers: &[OutOfReach(
            "It is a file of the product's configuration, and its certificate belongs to none of the eight scenarios.",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/adjust_postgres_tls.html"],
    },
    Failure {
        number: 50,
        symptom: "The traffic of NATS between proxies of a pool is not encrypted",
        answers: &[OutOfReach(
            "Encryption is off as installed, so that there is no certificate to look at; it belongs to none of the eight scenarios.",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/adjust_nats_instance.html"],
    },
];
