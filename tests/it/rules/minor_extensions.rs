//! Extensions only some clients look at, and what points to revocation.

use vb365_tls::scenario::{BackupProxy, Scenario};
use vb365_tls::test_support::KeyUsageBit::{
    DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment,
};
use vb365_tls::test_support::encode::{constructed, dns_name, object_identifier, sequence, uri};
use vb365_tls::test_support::{Extension, Forge, TestKey, oid};

use super::{Case, E, GOOD, HOST, N, W};

fn backup_proxy() -> Scenario {
    BackupProxy::at(HOST).unwrap().into()
}

fn with_netscape_type(bits: u8) -> Forge {
    Forge::tls(HOST).extension(oid::NETSCAPE_CERT_TYPE, false, &[3, 2, 0, bits])
}

fn with_features(features: &[u8]) -> Forge {
    Forge::tls(HOST).extension(oid::TLS_FEATURE, false, features)
}

fn without_pointer() -> Forge {
    Forge::tls(HOST).without_extension(oid::CRL_DISTRIBUTION_POINTS)
}

const CLIENT: u8 = 0x80;
const SERVER: u8 = 0x40;
const SSL_CA: u8 = 0x04;

const POLICY: &str = "1.3.6.1.4.1.32473.9";
const OTHER_POLICY: &str = "1.3.6.1.4.1.32473.8";
const OCSP: &str = "1.3.6.1.5.5.7.48.1";

pub(super) const CASES: &[Case] = &[
    Case {
        name: "addresses of four and sixteen octets",
        forge: || Forge::tls(HOST).names(&[HOST, "192.0.2.1", "2001:db8::1"]),
        ..GOOD
    },
    Case {
        name: "URI as it should be",
        forge: || Forge::tls(HOST).general_names(&[dns_name(HOST), uri("https://a.example/b%20c")]),
        ..GOOD
    },
    Case {
        name: "root with an unreadable authority key identifier",
        forge: || {
            let root = Forge::tls(HOST).with_root();
            root.root(|it| it.extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &[5, 0]))
        },
        by_path: &[("extension-malformed", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "policies with a qualifier",
        forge: || {
            let policy = object_identifier("1.3.6.1.4.1.32473.9");
            let policy = sequence(&[policy, sequence::<[u8; 0]>(&[])]);
            Forge::tls(HOST).extension(oid::CERTIFICATE_POLICIES, false, &sequence(&[policy]))
        },
        ..GOOD
    },
    Case {
        name: "the Netscape type of a client on a server",
        forge: || with_netscape_type(CLIENT),
        by_path: &[("netscape-type-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "the Netscape type of a server",
        forge: || with_netscape_type(SERVER),
        ..GOOD
    },
    Case {
        name: "the Netscape type of a server on a backup proxy",
        forge: || with_netscape_type(SERVER),
        tls: backup_proxy,
        by_path: &[("netscape-type-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "both Netscape types on a backup proxy",
        forge: || with_netscape_type(SERVER | CLIENT),
        tls: backup_proxy,
        ..GOOD
    },
    Case {
        name: "no Netscape type at all",
        forge: || with_netscape_type(0),
        by_path: &[("netscape-type-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "the Netscape type of a server on its issuer",
        forge: || {
            let value = &[3, 2, 0, SERVER];
            Forge::tls(HOST).intermediate(|it| it.extension(oid::NETSCAPE_CERT_TYPE, false, value))
        },
        by_path: &[("netscape-type-mismatch", N)],
        ..GOOD
    },
    Case {
        name: "the Netscape type of a CA on its issuer",
        forge: || {
            let value = &[3, 2, 0, SSL_CA];
            Forge::tls(HOST).intermediate(|it| it.extension(oid::NETSCAPE_CERT_TYPE, false, value))
        },
        ..GOOD
    },
    Case {
        name: "must-staple",
        forge: || with_features(&[0x30, 3, 2, 1, 5]),
        by_path: &[("stapling-demanded", W)],
        ..GOOD
    },
    Case {
        name: "must-staple of the second version, after another feature",
        forge: || with_features(&[0x30, 6, 2, 1, 1, 2, 1, 17]),
        by_path: &[("stapling-demanded", W)],
        ..GOOD
    },
    Case {
        name: "another TLS feature",
        forge: || with_features(&[0x30, 3, 2, 1, 1]),
        ..GOOD
    },
    Case {
        name: "a policy twice",
        forge: || Forge::tls(HOST).with(Extension::policies(&[POLICY, OTHER_POLICY, POLICY])),
        by_path: &[("certificate-policy-repeated", W)],
        ..GOOD
    },
    Case {
        name: "two policies",
        forge: || Forge::tls(HOST).with(Extension::policies(&[POLICY, OTHER_POLICY])),
        ..GOOD
    },
    Case {
        name: "keyEncipherment of P-256",
        forge: || {
            let usages = &[DigitalSignature, KeyEncipherment];
            Forge::tls(HOST).key(TestKey::P256).key_usage(usages)
        },
        by_path: &[("key-usage-impossible", N)],
        assertion: &[("assertion-key-not-rsa", E)],
        ..GOOD
    },
    Case {
        name: "keyAgreement of P-256",
        forge: || {
            let usages = &[DigitalSignature, KeyAgreement];
            Forge::tls(HOST).key(TestKey::P256).key_usage(usages)
        },
        assertion: &[("assertion-key-not-rsa", E)],
        ..GOOD
    },
    Case {
        name: "keyAgreement of Ed25519",
        forge: || {
            let usages = &[DigitalSignature, KeyAgreement];
            Forge::tls(HOST).key(TestKey::Ed25519).key_usage(usages)
        },
        by_path: &[("key-usage-impossible", N)],
        assertion: &[("assertion-key-not-rsa", E)],
        ..GOOD
    },
    Case {
        name: "keyAgreement of RSA in an intermediate",
        forge: || Forge::tls(HOST).intermediate(|it| it.key_usage(&[KeyCertSign, KeyAgreement])),
        by_path: &[("key-usage-impossible", W)],
        ..GOOD
    },
    Case {
        name: "a distribution point with reasons alone",
        forge: || {
            let value = &[0x30, 6, 0x30, 4, 0x81, 2, 6, 0x40];
            Forge::tls(HOST).extension(oid::CRL_DISTRIBUTION_POINTS, false, value)
        },
        by_path: &[("distribution-point-unnamed", W)],
        ..GOOD
    },
    Case {
        name: "no pointer to revocation",
        forge: without_pointer,
        by_path: &[("revocation-pointer-absent", N)],
        ..GOOD
    },
    Case {
        name: "the address of the issuer, which is not a pointer to revocation",
        forge: || without_pointer().with(Extension::issuer_at("http://ca.example.com/ca.cer")),
        by_path: &[("revocation-pointer-absent", N)],
        ..GOOD
    },
    Case {
        name: "an OCSP responder as the only pointer to revocation",
        forge: || {
            let responder = sequence(&[object_identifier(OCSP), uri("http://ocsp.example.com")]);
            let value = constructed(0x30, &[responder]);
            without_pointer().extension(oid::AUTHORITY_INFO_ACCESS, false, &value)
        },
        ..GOOD
    },
    // CA/Browser Forum Baseline Requirements section 1.6.1: seven days.
    Case {
        name: "no pointer to revocation for a week",
        forge: || without_pointer().valid("2026-10-28", "2026-11-04"),
        ..GOOD
    },
    // RFC 9608.
    Case {
        name: "no pointer to revocation, and said so",
        forge: || without_pointer().extension("2.5.29.56", false, &[5, 0]),
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}
