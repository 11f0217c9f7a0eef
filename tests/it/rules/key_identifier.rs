//! Certificates that ask for another key or another certificate of their issuer.

use vb365_tls::test_support::{Extension, Forge};

use super::{Case, GOOD, HOST, N, W};

pub const CASES: &[Case] = &[
    Case {
        name: "another key identifier of the issuer",
        forge: || Forge::tls(HOST).with(Extension::authority_key_identifier_of(&[1, 2, 3])),
        by_path: &[("authority-key-identifier-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "another key identifier of the root",
        forge: || {
            let another = Extension::authority_key_identifier_of(&[1, 2, 3]);
            Forge::tls(HOST)
                .intermediate(|it| it.with(another))
                .with_root()
        },
        by_path: &[
            ("authority-key-identifier-mismatch", W),
            ("trust-anchor-in-chain", N),
        ],
        ..GOOD
    },
    Case {
        name: "issuer and serial number of another certificate",
        forge: || {
            let another = Extension::authority_key_identifier_naming("CN=Test Root", &[9]);
            Forge::tls(HOST).with(another)
        },
        by_path: &[("authority-key-identifier-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "the serial number of the issuer by another issuer",
        forge: || {
            let another = Extension::authority_key_identifier_naming("CN=Another Root", &[2]);
            Forge::tls(HOST).with(another)
        },
        by_path: &[("authority-key-identifier-mismatch", W)],
        ..GOOD
    },
    Case {
        name: "issuer and serial number of the issuer, in other letters",
        forge: || {
            let own = Extension::authority_key_identifier_naming("CN=TEST root", &[2]);
            Forge::tls(HOST).with(own)
        },
        ..GOOD
    },
    Case {
        name: "issuer and serial number of the root before it was renewed",
        forge: || {
            let before = Extension::authority_key_identifier_naming("CN=Test Root", &[0x77]);
            Forge::tls(HOST)
                .intermediate(|it| it.with(before))
                .with_root()
        },
        by_path: &[
            ("authority-key-identifier-mismatch", W),
            ("trust-anchor-in-chain", N),
        ],
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}
