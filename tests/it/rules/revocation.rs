use vb365_tls::Context;
use vb365_tls::revocation::{Crls, ExpirationPolicy, RevocationCheckDepth, UnknownStatusPolicy};
use vb365_tls::test_support::encode::integer;
use vb365_tls::test_support::{Crl, Extension, Forge, KeyUsageBit, Template, TestKey, oid};
use vb365_tls::trust::RelyingParty;

use super::{Case, E, GOOD, HOST, N, W, context, provider};

fn lists(made: &[Crl]) -> Crls {
    Crls::from_bytes(made.iter().map(|it| it.der(&provider()))).unwrap()
}

fn with(lists: Crls) -> Context {
    context().with_relying_party(RelyingParty::unknown().with_crls(lists))
}

fn looking_up(made: &[Crl]) -> Context {
    with(lists(made))
}

/// The list of the root, which names none of its intermediates.
fn of_root() -> Crl {
    Crl::of(Template::root("CN=Test Root"))
}

fn good() -> Forge {
    Forge::tls(HOST)
}

/// The serial number of the intermediate.
const INTERMEDIATE: &[u8] = &[2];

pub const CASES: &[Case] = &[
    Case {
        name: "on no list",
        forge: || good().with_root(),
        context: || looking_up(&[good().crl(), of_root()]),
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "revoked",
        context: || looking_up(&[good().revoked(), of_root()]),
        by_path: &[("certificate-revoked", E)],
        by_pin: &[("certificate-revoked", E)],
        assertion: &[("certificate-revoked", E)],
        ..GOOD
    },
    Case {
        name: "the issuer is revoked",
        forge: || good().with_root(),
        context: || looking_up(&[good().crl(), of_root().revoking(INTERMEDIATE)]),
        by_path: &[("certificate-revoked", E), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "the issuer is revoked, and end entities are looked up only",
        forge: || good().with_root(),
        context: || {
            let made = [good().crl(), of_root().revoking(INTERMEDIATE)];
            let lists = lists(&made).dangerous();
            with(lists.with_depth(RevocationCheckDepth::EndEntity))
        },
        by_path: &[("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "no list of the root",
        context: || looking_up(&[good().crl()]),
        by_path: &[("revocation-status-unknown", E)],
        ..GOOD
    },
    Case {
        name: "no list of the root, and that is accepted",
        context: || {
            let lists = lists(&[good().crl()]).dangerous();
            with(lists.with_status_policy(UnknownStatusPolicy::Allow))
        },
        ..GOOD
    },
    Case {
        name: "a stale list",
        context: || {
            let stale = good().crl().updated("2026-09-15", "2026-10-15");
            looking_up(&[stale, of_root()])
        },
        by_path: &[("crl-stale", E)],
        by_pin: &[("crl-stale", E)],
        assertion: &[("crl-stale", W)],
        ..GOOD
    },
    Case {
        name: "a stale list and its successor",
        context: || {
            let stale = good().crl().updated("2026-09-15", "2026-10-15");
            looking_up(&[stale, of_root(), good().crl()])
        },
        ..GOOD
    },
    Case {
        name: "revoked by a list with an altered signature",
        context: || looking_up(&[good().revoked().altered_signature(), of_root()]),
        by_path: &[("crl-unverified", E)],
        by_pin: &[("certificate-revoked", E)],
        assertion: &[("certificate-revoked", E)],
        ..GOOD
    },
    Case {
        name: "a list of a CA of the same name with another key",
        context: || {
            let namesake = Template::intermediate("CN=Test Intermediate 1").key(TestKey::Other);
            looking_up(&[Crl::of(namesake), of_root()])
        },
        by_path: &[("crl-unverified", E)],
        ..GOOD
    },
    Case {
        name: "the issuer may not sign lists",
        forge: || good().intermediate(|it| it.key_usage(&[KeyUsageBit::KeyCertSign])),
        context: || looking_up(&[good().crl(), of_root()]),
        by_path: &[("crl-unverified", E)],
        ..GOOD
    },
    Case {
        name: "a list without a number",
        context: || {
            let list = good().crl().without_extension(oid::CRL_NUMBER);
            looking_up(&[list, of_root()])
        },
        by_path: &[("crl-number-absent", W)],
        ..GOOD
    },
    Case {
        name: "a list without a number beside a newer one with",
        context: || {
            let old = good()
                .crl()
                .without_extension(oid::CRL_NUMBER)
                .updated("2026-10-01", "2026-11-15");
            looking_up(&[old, good().crl(), of_root()])
        },
        ..GOOD
    },
    Case {
        name: "a list with a critical number",
        context: || {
            let number = Extension::new(oid::CRL_NUMBER, true, integer(&[1]));
            looking_up(&[good().crl().with(number), of_root()])
        },
        by_path: &[("crl-number-critical", W)],
        ..GOOD
    },
    Case {
        name: "a list that does not identify its key",
        context: || {
            let list = good()
                .crl()
                .without_extension(oid::AUTHORITY_KEY_IDENTIFIER);
            looking_up(&[list, of_root()])
        },
        by_path: &[("crl-authority-key-identifier-absent", N)],
        ..GOOD
    },
    Case {
        name: "a list with the name of the issuer in another encoding",
        context: || {
            let list = good().crl().issuer_name_reencoded();
            looking_up(&[list, of_root()])
        },
        by_path: &[
            ("crl-issuer-encoding-differs", W),
            ("revocation-status-unknown", E),
        ],
        ..GOOD
    },
    Case {
        name: "a list with the name of the issuer in another encoding, and that is accepted",
        context: || {
            let list = good().crl().issuer_name_reencoded();
            let lists = lists(&[list, of_root()]).dangerous();
            with(lists.with_status_policy(UnknownStatusPolicy::Allow))
        },
        by_path: &[("crl-issuer-encoding-differs", W)],
        ..GOOD
    },
    Case {
        name: "a list with the name of the issuer in another encoding beside one in the same",
        context: || {
            let other = good().crl().issuer_name_reencoded();
            looking_up(&[other, good().crl(), of_root()])
        },
        ..GOOD
    },
    Case {
        name: "a self-signed certificate on its own list",
        forge: || Forge::self_signed(HOST),
        context: || looking_up(&[Forge::self_signed(HOST).revoked()]),
        by_path: &[("certificate-revoked", E), ("self-signed", W)],
        by_pin: &[("certificate-revoked", E), ("self-signed", W)],
        assertion: &[("certificate-revoked", E), ("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "a self-signed certificate on a list somebody else signed",
        forge: || Forge::self_signed(HOST),
        context: || looking_up(&[Forge::self_signed(HOST).revoked().altered_signature()]),
        by_path: &[("crl-unverified", E), ("self-signed", W)],
        by_pin: &[("crl-unverified", W), ("self-signed", W)],
        assertion: &[("crl-unverified", W), ("self-signed", N)],
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}

/// What a handshake does with a stale list is a choice; that it is stale is said either way.
#[test]
fn a_stale_list_that_is_accepted_is_still_reported() {
    let stale = good().crl().updated("2026-09-15", "2026-10-15");
    let lists = lists(&[stale, of_root()]).dangerous();
    let context = with(lists.with_expiration_policy(ExpirationPolicy::Ignore));
    let identity = good().identity(&provider());
    let report = vb365_tls::check(&super::rest_api(), &identity, &context);
    let [finding] = report.findings() else {
        panic!("{report}");
    };
    assert_eq!(
        finding.to_string(),
        "crl-stale: the newest CRL for the certificate is past its next update (end-entity `CN=vb365.example.com`): \
         expected a list whose successor is due after 2026-11-01T00:00:00Z, found due at 2026-10-15T00:00:00Z, in the \
         list of `CN=Test Intermediate 1` of 2026-09-15T00:00:00Z"
    );
}
