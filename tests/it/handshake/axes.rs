//! Name, validity and purpose are looked at as asked, by pin and by path.

use vb365_tls::test_support::{Forge, oid};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{NameCheck, PurposeCheck, ServerTrust, ValidityCheck};

use super::wire::meet;
use super::{HOST, Setting, assert_explained, end_entity, root, server_of, settings};

type Axis = fn(ServerTrust) -> ServerTrust;

/// Trust by pin and by path.
fn trusts(forge: &Forge, setting: &Setting) -> [(&'static str, ServerTrust); 2] {
    [
        ("by pin", ServerTrust::pinned(&end_entity(forge, setting))),
        (
            "by path",
            ServerTrust::private_ca(&root(forge, setting)).unwrap(),
        ),
    ]
}

#[track_caller]
fn compare(forge: &Forge, axis: Axis, expected: [Option<&str>; 2]) {
    for setting in settings() {
        let server = server_of(forge, &setting);
        for ((anchor, trust), expected) in trusts(forge, &setting).into_iter().zip(expected) {
            let client = client_config(&crate::rest_api(), &axis(trust), &setting.context).unwrap();
            let at = format!("{anchor}, {}, {expected:?}", setting.name);
            let met = meet(&client, &server);
            match expected {
                Some(rule) => {
                    assert_explained(&met.refused_by_client(&at), rule, &at);
                }
                None => {
                    met.succeeded(&at);
                }
            }
        }
    }
}

const PURE: Axis = |trust| trust;
const CHECKING_NAME: Axis = ServerTrust::checking_name;
const THEN_COMMON_NAME: Axis = |trust| {
    trust
        .dangerous()
        .with_name_check(NameCheck::SubjectAltNameThenCommonName)
};
const NAME_IGNORED: Axis = |trust| trust.dangerous().with_name_check(NameCheck::Ignored);
const VALIDITY_IGNORED: Axis = |trust| {
    trust
        .dangerous()
        .with_validity_check(ValidityCheck::Ignored)
};
const PURPOSE_REQUIRED: Axis = ServerTrust::requiring_purpose;
const PURPOSE_IF_PRESENT: Axis = |trust| {
    trust
        .dangerous()
        .with_purpose_check(PurposeCheck::IfPresent)
};

#[test]
fn name() {
    let other = Forge::tls(HOST)
        .subject("CN=Service")
        .names(&["other.example.com"]);
    let unmatched = "reference-identifier-unmatched";
    compare(&other, PURE, [None, Some(unmatched)]);
    compare(&other, CHECKING_NAME, [Some(unmatched); 2]);
    // A common name counts only where there is no other name.
    compare(&other, THEN_COMMON_NAME, [Some(unmatched); 2]);
    compare(&other, NAME_IGNORED, [None; 2]);

    let common_name = Forge::tls(HOST).without_san();
    compare(
        &common_name,
        CHECKING_NAME,
        [Some("subject-alt-name-absent"); 2],
    );
    compare(&common_name, THEN_COMMON_NAME, [None; 2]);
    compare(&common_name, NAME_IGNORED, [None; 2]);

    let nameless = Forge::tls(HOST).without_san().subject("CN=Service");
    let absent = "subject-alt-name-absent";
    compare(&nameless, CHECKING_NAME, [Some(absent); 2]);
    compare(&nameless, THEN_COMMON_NAME, [Some(absent); 2]);
    compare(&nameless, NAME_IGNORED, [None; 2]);

    let other_and_common_name = Forge::tls(HOST).names(&["other.example.com"]);
    compare(
        &other_and_common_name,
        CHECKING_NAME,
        [Some("name-only-in-common-name"); 2],
    );

    let wildcard = Forge::tls(HOST).names(&["*.example.com"]);
    compare(&wildcard, CHECKING_NAME, [None; 2]);
}

#[test]
fn validity() {
    let expired = Forge::tls(HOST).expired();
    compare(&expired, PURE, [Some("certificate-expired"); 2]);
    compare(&expired, VALIDITY_IGNORED, [None; 2]);
    let early = Forge::tls(HOST).not_yet_valid();
    compare(&early, PURE, [Some("certificate-not-yet-valid"); 2]);
    compare(&early, VALIDITY_IGNORED, [None; 2]);
    // Dates above do not matter to who pins.
    let intermediate = |forge: Forge| forge.intermediate(|it| it.valid("2026-01-01", "2026-06-30"));
    let above = intermediate(Forge::tls(HOST));
    compare(&above, PURE, [None, Some("issuer-expired")]);
    compare(&above, VALIDITY_IGNORED, [None; 2]);
    compare(&intermediate(expired), VALIDITY_IGNORED, [None; 2]);
    // There is no moment at which both were valid.
    let never = Forge::tls(HOST)
        .intermediate(|it| it.valid("2026-01-01", "2026-06-30"))
        .not_yet_valid();
    compare(&never, VALIDITY_IGNORED, [None, Some("issuer-expired")]);
    // Everything else still counts.
    let expired_and_other = Forge::tls(HOST)
        .expired()
        .subject("CN=Service")
        .names(&["other.example.com"]);
    let both: Axis = |trust| VALIDITY_IGNORED(trust.checking_name());
    compare(
        &expired_and_other,
        both,
        [Some("reference-identifier-unmatched"); 2],
    );
    let inverted = Forge::tls(HOST).valid("2027-01-01", "2026-01-01");
    compare(
        &inverted,
        VALIDITY_IGNORED,
        [None, Some("validity-inverted")],
    );
}

#[test]
fn purpose() {
    let mismatch = "extended-key-usage-mismatch";
    let for_clients = Forge::tls(HOST).purposes(&[oid::CLIENT_AUTH]);
    compare(&for_clients, PURE, [None, Some(mismatch)]);
    compare(&for_clients, PURPOSE_IF_PRESENT, [Some(mismatch); 2]);
    compare(&for_clients, PURPOSE_REQUIRED, [Some(mismatch); 2]);

    let without = Forge::tls(HOST).without_extension(oid::EXTENDED_KEY_USAGE);
    compare(&without, PURE, [None; 2]);
    compare(&without, PURPOSE_IF_PRESENT, [None; 2]);
    compare(
        &without,
        PURPOSE_REQUIRED,
        [Some("extended-key-usage-absent"); 2],
    );
    // The engine overlooks this one, and the rules of a path do not.
    let unreadable_beside = without.extension(oid::KEY_USAGE, true, b"\x05\x00");
    compare(
        &unreadable_beside,
        PURPOSE_IF_PRESENT,
        [None, Some("extension-malformed")],
    );
    compare(
        &unreadable_beside,
        PURPOSE_REQUIRED,
        [Some("extended-key-usage-absent"); 2],
    );
}

#[test]
fn purpose_cannot_be_ignored_on_a_path() {
    let setting = &settings()[0];
    let forge = Forge::tls(HOST);
    let [(_, by_pin), (_, by_path)] = trusts(&forge, setting);
    let ignoring = |trust: ServerTrust| {
        let trust = trust.dangerous().with_purpose_check(PurposeCheck::Ignored);
        client_config(&crate::rest_api(), &trust, &setting.context)
    };
    assert!(ignoring(by_pin).is_ok());
    assert_eq!(
        ignoring(by_path).unwrap_err().to_string(),
        "rustls builds no path past an extended key usage that lacks serverAuth; pin the certificate instead"
    );
}
