use vb365_tls::scenario::{BackupProxy, Scenario};
use vb365_tls::test_support::KeyUsageBit::{
    CrlSign, DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment,
};
use vb365_tls::test_support::{Forge, oid};

use super::{Case, E, GOOD, HOST, N, W};

const EMAIL_AND_SERVER: &[&str] = &[oid::EMAIL_PROTECTION, oid::SERVER_AUTH];
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const DOCUMENT_SIGNING: &str = "1.3.6.1.4.1.311.10.3.12";
const IPSEC_IKE: &str = "1.3.6.1.5.5.7.3.17";

fn backup_proxy() -> Scenario {
    BackupProxy::at(HOST).unwrap().into()
}

pub const CASES: &[Case] = &[
    // RFC 5280 section 4.2.1.12: only for a purpose that is listed.
    Case {
        name: "clientAuth alone on a server",
        forge: || Forge::tls(HOST).purposes(&[oid::CLIENT_AUTH]),
        by_path: &[("extended-key-usage-mismatch", E)],
        by_pin: &[("extended-key-usage-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "serverAuth alone on a server",
        forge: || Forge::tls(HOST).purposes(&[oid::SERVER_AUTH]),
        ..GOOD
    },
    // Both ends of the connection have the one certificate.
    Case {
        name: "serverAuth alone on a backup proxy",
        forge: || Forge::tls(HOST).purposes(&[oid::SERVER_AUTH]),
        tls: backup_proxy,
        by_path: &[("extended-key-usage-mismatch", E)],
        by_pin: &[("extended-key-usage-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "both purposes on a backup proxy",
        tls: backup_proxy,
        ..GOOD
    },
    // One fault, one finding: what is there instead of serverAuth is not also too much.
    Case {
        name: "codeSigning alone",
        forge: || Forge::tls(HOST).purposes(&[oid::CODE_SIGNING]),
        by_path: &[("extended-key-usage-mismatch", E)],
        by_pin: &[("extended-key-usage-mismatch", W)],
        assertion: &[("extended-key-usage-excessive", N)],
        ..GOOD
    },
    // webpki has no notion of the wildcard, so another purpose beside it does not help either.
    Case {
        name: "anyExtendedKeyUsage beside clientAuth",
        forge: || Forge::tls(HOST).purposes(&[oid::ANY_PURPOSE, oid::CLIENT_AUTH]),
        by_path: &[("extended-key-usage-mismatch", E)],
        by_pin: &[("extended-key-usage-mismatch", W)],
        assertion: &[("extended-key-usage-excessive", N)],
        ..GOOD
    },
    Case {
        name: "anyExtendedKeyUsage alone",
        forge: || Forge::tls(HOST).purposes(&[oid::ANY_PURPOSE]),
        by_path: &[("extended-key-usage-any-only", E)],
        by_pin: &[("extended-key-usage-any-only", N)],
        ..GOOD
    },
    Case {
        name: "anyExtendedKeyUsage alone on a backup proxy",
        forge: || Forge::tls(HOST).purposes(&[oid::ANY_PURPOSE]),
        tls: backup_proxy,
        by_path: &[("extended-key-usage-any-only", E)],
        by_pin: &[("extended-key-usage-any-only", N)],
        ..GOOD
    },
    Case {
        name: "no purpose in the extension",
        forge: || Forge::tls(HOST).purposes(&[]),
        by_path: &[("extended-key-usage-empty", E)],
        by_pin: &[("extended-key-usage-empty", W)],
        assertion: &[("extended-key-usage-empty", W)],
        ..GOOD
    },
    Case {
        name: "no extended key usage",
        forge: || Forge::tls(HOST).without_extension(oid::EXTENDED_KEY_USAGE),
        by_path: &[("extended-key-usage-absent", N)],
        by_pin: &[("extended-key-usage-absent", N)],
        ..GOOD
    },
    Case {
        name: "emailProtection beside serverAuth",
        forge: || Forge::tls(HOST).purposes(EMAIL_AND_SERVER),
        by_path: &[("extended-key-usage-excessive", W)],
        by_pin: &[("extended-key-usage-excessive", W)],
        assertion: &[("extended-key-usage-excessive", N)],
        ..GOOD
    },
    // However many there are, it is one finding.
    Case {
        name: "everything beside serverAuth",
        forge: || {
            Forge::tls(HOST).purposes(&[
                oid::SERVER_AUTH,
                oid::CLIENT_AUTH,
                oid::CODE_SIGNING,
                oid::OCSP_SIGNING,
                oid::SMART_CARD_LOGON,
                oid::ANY_PURPOSE,
                TIME_STAMPING,
                DOCUMENT_SIGNING,
            ])
        },
        by_path: &[("extended-key-usage-excessive", W)],
        by_pin: &[("extended-key-usage-excessive", W)],
        assertion: &[("extended-key-usage-excessive", N)],
        ..GOOD
    },
    // A purpose kindred to TLS, and one nobody has defined.
    Case {
        name: "other purposes beside serverAuth",
        forge: || Forge::tls(HOST).purposes(&[oid::SERVER_AUTH, IPSEC_IKE, oid::UNKNOWN_EXTENSION]),
        ..GOOD
    },
    // RFC 8446 section 4.4.2.2: digitalSignature, if the extension is there.
    Case {
        name: "keyEncipherment alone",
        forge: || Forge::tls(HOST).key_usage(&[KeyEncipherment]),
        by_path: &[("key-usage-mismatch", E)],
        by_pin: &[("key-usage-mismatch", W)],
        assertion: &[("key-usage-mismatch", N)],
        ..GOOD
    },
    Case {
        name: "no bit in the key usage",
        forge: || Forge::tls(HOST).key_usage(&[]),
        by_path: &[("key-usage-mismatch", E)],
        by_pin: &[("key-usage-mismatch", W)],
        assertion: &[("key-usage-mismatch", N)],
        ..GOOD
    },
    Case {
        name: "digitalSignature and keyAgreement",
        forge: || Forge::tls(HOST).key_usage(&[DigitalSignature, KeyAgreement]),
        by_path: &[("key-usage-impossible", W)],
        ..GOOD
    },
    Case {
        name: "no key usage",
        forge: || Forge::tls(HOST).without_extension(oid::KEY_USAGE),
        ..GOOD
    },
    // RFC 5280 section 4.2.1.3: keyCertSign goes with CA:TRUE.
    Case {
        name: "keyCertSign and CA:FALSE",
        forge: || Forge::tls(HOST).key_usage(&[DigitalSignature, KeyCertSign]),
        by_path: &[("key-cert-sign-on-end-entity", W)],
        by_pin: &[("key-cert-sign-on-end-entity", W)],
        assertion: &[("key-cert-sign-on-end-entity", N)],
        ..GOOD
    },
    Case {
        name: "keyCertSign without basic constraints",
        forge: || {
            Forge::tls(HOST)
                .without_extension(oid::BASIC_CONSTRAINTS)
                .key_usage(&[DigitalSignature, KeyCertSign])
        },
        by_path: &[("key-cert-sign-on-end-entity", W)],
        by_pin: &[("key-cert-sign-on-end-entity", W)],
        assertion: &[("key-cert-sign-on-end-entity", N)],
        ..GOOD
    },
    Case {
        name: "cRLSign and CA:FALSE",
        forge: || Forge::tls(HOST).key_usage(&[DigitalSignature, CrlSign]),
        ..GOOD
    },
    // The contradiction is gone; that it is a CA is another rule's.
    Case {
        name: "keyCertSign and CA:TRUE",
        forge: || {
            Forge::tls(HOST)
                .ca(Some(0))
                .key_usage(&[DigitalSignature, KeyCertSign])
        },
        by_path: &[("end-entity-is-ca", E)],
        by_pin: &[("end-entity-is-ca", W)],
        assertion: &[("end-entity-is-ca", N)],
        ..GOOD
    },
    // Two faults, two findings.
    Case {
        name: "keyCertSign alone",
        forge: || Forge::tls(HOST).key_usage(&[KeyCertSign]),
        by_path: &[
            ("key-cert-sign-on-end-entity", W),
            ("key-usage-mismatch", E),
        ],
        by_pin: &[
            ("key-cert-sign-on-end-entity", W),
            ("key-usage-mismatch", W),
        ],
        assertion: &[
            ("key-cert-sign-on-end-entity", N),
            ("key-usage-mismatch", N),
        ],
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}

#[test]
fn findings_name_what_is_missing_in_words_of_x509() {
    let report = super::report_of(&Case {
        forge: || Forge::tls(HOST).purposes(EMAIL_AND_SERVER),
        tls: backup_proxy,
        ..GOOD
    });
    let finding = report.errors().next().unwrap();
    assert_eq!(finding.expected, "`clientAuth`");
    assert_eq!(finding.found, "`emailProtection`, `serverAuth`");
}
