//! The HTTPS of the REST API and of the Restore Portal.

use super::Answer::{Caught, Explained, Helped, OutOfReach};
use super::Failure;

const PORTAL: &str = "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html";
const PORTS: &str = "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html";

pub const FAILURES: &[Failure] = &[
    Failure {
        number: 28,
        symptom: "The Restore Portal is unavailable because its address has another port than the REST API",
        answers: &[Caught(
            &["portal-port-differs"],
            "By [`Credential::check_portal`](crate::Credential::check_portal).",
        )],
        sources: &["https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html"],
    },
    Failure {
        number: 29,
        symptom: "The address of the portal is not HTTPS, or not host and port",
        answers: &[Helped(
            "An [`Address`](crate::address::Address) is read from text, and whatever is not a host with a port is refused with the reason. That the portal speaks HTTPS only is taken for granted.",
        )],
        sources: &[PORTAL],
    },
    Failure {
        number: 30,
        symptom: "The browser warns of the name: the portal's host is not in the certificate, an IP address has none, or the name is the common name only",
        answers: &[Caught(
            &[
                "portal-address-uncovered",
                "reference-identifier-unmatched",
                "subject-alt-name-absent",
                "name-only-in-common-name",
                "ip-address-as-dns-name",
            ],
            "",
        )],
        sources: &[PORTAL, "https://www.rfc-editor.org/rfc/rfc9525"],
    },
    Failure {
        number: 31,
        symptom: "The certificate the product generated cannot be matched with any host, so that clients switch verification off",
        answers: &[
            Caught(
                &["subject-alt-name-absent", "self-signed"],
                "The generated certificates that are known have `CN=Veeam Software` in their subject; what else they name is not public.",
            ),
            Helped(
                "[Pin](crate::trust::ServerTrust::pinned) it: a client then knows the server, whatever the names.",
            ),
        ],
        sources: &[
            "https://github.com/AsBuiltReport/AsBuiltReport.Veeam.VB365",
            "https://github.com/nielsengelen/vbo365-rest/issues/76",
        ],
    },
    Failure {
        number: 32,
        symptom: "Users of the REST API or the portal meet a self-signed certificate",
        answers: &[Caught(
            &["self-signed"],
            "A warning; Veeam's own health check marks it red.",
        )],
        sources: &[
            "https://github.com/VeeamHub/veeam-healthcheck",
            "https://bp.veeam.com/vb365/guide/supplemental/security.html",
        ],
    },
    Failure {
        number: 33,
        symptom: "The machine of the REST API does not reach the server on 9194 or 9191",
        answers: &[
            OutOfReach(
                "This crate opens no connection; whether a port answers is a question to the network.",
            ),
            Explained(
                &["peer-silent", "peer-closed"],
                "Where a connection was opened and then fell silent or ended.",
            ),
        ],
        sources: &[PORTS],
    },
    Failure {
        number: 34,
        symptom: "The certificate was replaced on the server and not on the separate machine of the REST API, or the reverse",
        answers: &[
            Explained(
                &["pin-unmatched"],
                "Where clients pin the new one and meet the old one.",
            ),
            Helped(
                "A [probe](crate::tls::probe) of both machines shows what each presents; they are configured independently.",
            ),
        ],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        ],
    },
    Failure {
        number: 35,
        symptom: "Requests fail because only restore operators may use the REST API",
        answers: &[OutOfReach(
            "TLS has succeeded by then, and the answer is one of HTTP. It only looks like a matter of certificates.",
        )],
        sources: &[
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html",
        ],
    },
];
