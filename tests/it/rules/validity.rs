//! Dates. What the good certificate is valid for, 2026-01-01 to 2027-12-31, its issuers are too.

use vb365_tls::Context;
use vb365_tls::policy::{Lifetime, Policy};
use vb365_tls::test_support::{Forge, Template, Time, unix_time};

use super::{Case, E, GOOD, HOST, N, W, context};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "expired",
        forge: || Forge::tls(HOST).expired(),
        by_path: &[("certificate-expired", E)],
        by_pin: &[("certificate-expired", E)],
        assertion: &[("certificate-expired", E)],
        ..GOOD
    },
    Case {
        name: "in the first second after its end",
        forge: || Forge::tls(HOST).valid("2026-01-01", "2026-10-31T23:59:59Z"),
        by_path: &[("certificate-expired", E)],
        by_pin: &[("certificate-expired", E)],
        assertion: &[("certificate-expired", E)],
        ..GOOD
    },
    Case {
        name: "in its last second",
        forge: || Forge::tls(HOST).valid("2026-01-01", "2026-11-01"),
        ..SOON
    },
    Case {
        name: "not yet valid",
        forge: || Forge::tls(HOST).not_yet_valid(),
        by_path: &[("certificate-not-yet-valid", E)],
        by_pin: &[("certificate-not-yet-valid", E)],
        assertion: &[("certificate-not-yet-valid", E)],
        ..GOOD
    },
    Case {
        name: "in the last second before its beginning",
        forge: || Forge::tls(HOST).valid("2026-11-01T00:00:01Z", "2027-12-31"),
        by_path: &[("certificate-not-yet-valid", E)],
        by_pin: &[("certificate-not-yet-valid", E)],
        assertion: &[("certificate-not-yet-valid", E)],
        ..GOOD
    },
    Case {
        name: "in its first second",
        forge: || Forge::tls(HOST).valid("2026-11-01", "2027-12-31"),
        ..GOOD
    },
    Case {
        name: "a second less than 30 days left",
        forge: || Forge::tls(HOST).valid("2026-01-01", "2026-11-30T23:59:59Z"),
        ..SOON
    },
    Case {
        name: "30 days left",
        forge: || Forge::tls(HOST).valid("2026-01-01", "2026-12-01"),
        ..GOOD
    },
    Case {
        name: "30 days left where 60 are wanted",
        forge: || Forge::tls(HOST).valid("2026-01-01", "2026-12-01"),
        context: || {
            context().with_policy(Policy::recommended().with_expires_soon("P60D".parse().unwrap()))
        },
        ..SOON
    },
    Case {
        name: "28 of 47 days left",
        forge: || Forge::tls(HOST).valid("2026-10-13", "2026-11-29"),
        ..GOOD
    },
    Case {
        name: "a third of 45 days left",
        forge: || Forge::tls(HOST).valid("2026-10-02", "2026-11-16"),
        ..GOOD
    },
    Case {
        name: "a second less than a third of 45 days left",
        forge: || Forge::tls(HOST).valid("2026-10-01T23:59:59Z", "2026-11-15T23:59:59Z"),
        ..SOON
    },
    Case {
        name: "a second less than 30 days left of 90 days",
        forge: || Forge::tls(HOST).valid("2026-09-01T23:59:59Z", "2026-11-30T23:59:59Z"),
        ..SOON
    },
    Case {
        name: "a third of 6 days left",
        forge: || Forge::tls(HOST).valid("2026-10-28", "2026-11-03"),
        ..GOOD
    },
    Case {
        name: "28 of 47 days left where 30 days are wanted",
        forge: || Forge::tls(HOST).valid("2026-10-13", "2026-11-29"),
        context: || warned("P30D"),
        ..SOON
    },
    Case {
        name: "a quarter left where a quarter is wanted",
        forge: || Forge::tls(HOST).valid("2026-08-03", "2026-12-01"),
        context: || warned("25%"),
        ..GOOD
    },
    Case {
        name: "a second less than a quarter left where a quarter is wanted",
        forge: || Forge::tls(HOST).valid("2026-08-02T23:59:59Z", "2026-11-30T23:59:59Z"),
        context: || warned("25%"),
        ..SOON
    },
    Case {
        name: "a second gone where the whole is wanted",
        forge: || Forge::tls(HOST).valid("2026-10-31T23:59:59Z", "2027-12-31"),
        context: || warned("100%"),
        ..SOON
    },
    Case {
        name: "all left where the whole is wanted",
        forge: || Forge::tls(HOST).valid("2026-11-01", "2027-12-31"),
        context: || warned("1/1"),
        ..GOOD
    },
    Case {
        name: "two years where 180 days are the limit",
        context: with_180_days,
        by_path: &[("lifetime-too-long", N)],
        assertion: &[("lifetime-too-long", W)],
        ..GOOD
    },
    Case {
        name: "180 days and a second where 180 days are the limit",
        forge: || Forge::tls(HOST).valid("2026-10-01", "2027-03-30T00:00:01Z"),
        context: with_180_days,
        by_path: &[("lifetime-too-long", N)],
        assertion: &[("lifetime-too-long", W)],
        ..GOOD
    },
    Case {
        name: "180 days where they are the limit",
        forge: || Forge::tls(HOST).valid("2026-10-01", "2027-03-30"),
        context: with_180_days,
        ..GOOD
    },
    Case {
        name: "200 days and the last second on the public web",
        forge: || Forge::tls(HOST).valid("2026-10-01", "2027-04-19"),
        context: on_the_public_web,
        by_path: &[("lifetime-too-long", N)],
        assertion: &[("lifetime-too-long", W)],
        ..GOOD
    },
    Case {
        name: "200 days on the public web",
        forge: || Forge::tls(HOST).valid("2026-10-01", "2027-04-18T23:59:59Z"),
        context: on_the_public_web,
        ..GOOD
    },
    Case {
        name: "398 days on the public web, issued before the limit fell",
        forge: || Forge::tls(HOST).valid("2026-03-14", "2027-04-15T23:59:59Z"),
        context: on_the_public_web,
        ..GOOD
    },
    Case {
        name: "inverted, both dates past",
        forge: || Forge::tls(HOST).valid("2026-06-01", "2026-01-01"),
        by_path: &[("validity-inverted", E)],
        by_pin: &[("validity-inverted", E)],
        assertion: &[("validity-inverted", E)],
        ..GOOD
    },
    Case {
        name: "inverted, both dates to come",
        forge: || Forge::tls(HOST).valid("2026-11-20", "2026-11-10"),
        by_path: &[("validity-inverted", E)],
        by_pin: &[("validity-inverted", E)],
        assertion: &[("validity-inverted", E)],
        ..GOOD
    },
    Case {
        name: "valid for one second, all of which is left",
        forge: || Forge::tls(HOST).valid("2027-12-30", "2027-12-30"),
        context: || Context::fixed(super::provider(), unix_time("2027-12-30")),
        ..GOOD
    },
    Case {
        name: "GeneralizedTime before 2050",
        forge: || Forge::tls(HOST).valid(Time::generalized("20260101000000Z"), "2027-12-31"),
        by_path: &[("validity-encoding-wrong", N)],
        by_pin: &[("validity-encoding-wrong", N)],
        assertion: &[("validity-encoding-wrong", N)],
        ..GOOD
    },
    Case {
        name: "GeneralizedTime before 2050 in an intermediate",
        forge: || {
            let begin = Time::generalized("20260101000000Z");
            Forge::tls(HOST).intermediate(|it| it.valid(begin, "2027-12-31"))
        },
        by_path: &[("validity-encoding-wrong", N)],
        ..GOOD
    },
    Case {
        name: "GeneralizedTime from 2050 on",
        forge: || Forge::self_signed(HOST).valid("2026-01-01", "2050-01-01"),
        by_path: &[("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("self-signed", N)],
        ..GOOD
    },
    Case {
        name: "an intermediate ends first",
        forge: || Forge::tls(HOST).intermediate(|it| it.valid("2026-01-01", "2027-12-30")),
        by_path: &[("issuer-expires-first", W)],
        ..GOOD
    },
    Case {
        name: "the root ends first",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.valid("2026-01-01", "2027-12-30"))
                .with_root()
        },
        by_path: &[("issuer-expires-first", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "an intermediate has expired",
        forge: || Forge::tls(HOST).intermediate(|it| it.valid("2026-01-01", "2026-06-30")),
        by_path: &[("issuer-expired", E)],
        ..GOOD
    },
    Case {
        name: "an intermediate is not yet valid",
        forge: || Forge::tls(HOST).intermediate(|it| it.valid("2027-01-01", "2027-12-31")),
        by_path: &[("issuer-expired", E)],
        ..GOOD
    },
    Case {
        name: "an intermediate below another has expired",
        forge: || {
            let expired = |it: Template| it.valid("2026-01-01", "2026-06-30");
            Forge::tls(HOST).intermediates(2).intermediate(expired)
        },
        by_path: &[("issuer-expired", E)],
        ..GOOD
    },
    Case {
        name: "an intermediate below the root has expired",
        forge: || {
            let expired = |it: Template| it.valid("2026-01-01", "2026-06-30");
            Forge::tls(HOST).intermediate(expired).with_root()
        },
        by_path: &[("issuer-expired", E), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
    Case {
        name: "the topmost of two intermediates has expired",
        forge: ended_on_top,
        by_path: &[("issuer-expired", W)],
        ..GOOD
    },
    Case {
        name: "the topmost of two intermediates has expired below a given anchor",
        forge: ended_on_top,
        trust: Some(|| {
            let root = Forge::tls(HOST).trust_anchor(&super::provider());
            vb365_tls::trust::ServerTrust::private_ca(&[root]).unwrap()
        }),
        by_path: &[("issuer-expired", E)],
        ..GOOD
    },
    Case {
        name: "the root has expired",
        forge: || {
            Forge::tls(HOST)
                .root(|it| it.valid("2026-01-01", "2026-06-30"))
                .with_root()
        },
        by_path: &[("issuer-expired", W), ("trust-anchor-in-chain", N)],
        ..GOOD
    },
];

const SOON: Case = Case {
    by_path: &[("certificate-expires-soon", W)],
    by_pin: &[("certificate-expires-soon", W)],
    assertion: &[("certificate-expires-soon", W)],
    ..GOOD
};

fn warned(expires_soon: &str) -> Context {
    let expires_soon = expires_soon.parse().unwrap();
    context().with_policy(Policy::recommended().with_expires_soon(expires_soon))
}

fn ended_on_top() -> Forge {
    let ended = |it: Template| it.valid("2026-01-01", "2026-06-30");
    Forge::tls(HOST).intermediates(2).intermediate_at(1, ended)
}

fn with_180_days() -> Context {
    context().with_policy(Policy::entra_180_days())
}

fn on_the_public_web() -> Context {
    context().with_policy(Policy::recommended().with_max_lifetime(Lifetime::PublicWeb))
}

#[test]
fn table() {
    super::run(CASES);
}

/// Both times deviate in the same two ways, and a phrase that was said is not said again.
#[test]
fn each_deviation_is_told_once() {
    let time = || Time::utc("2601010000");
    let forge = Forge::tls(HOST).valid(time(), time());
    let identity = forge.identity(&super::provider());
    let report = vb365_tls::check(&super::rest_api(), &identity, &context());
    let is_about =
        |finding: &&vb365_tls::finding::Finding| finding.rule.as_str() == "validity-unreadable";
    let finding = report.findings().iter().find(is_about).unwrap();
    assert_eq!(finding.found, "no seconds, no `Z`");
}

#[test]
fn what_expires_soon_says_how_much_is_left_of_what() {
    let told = |forge: Forge, context: Context| {
        let report = vb365_tls::check(
            &super::rest_api(),
            &forge.identity(&super::provider()),
            &context,
        );
        let mut findings = report.findings().iter();
        let is_about = |rule: &str| rule == "certificate-expires-soon";
        let finding = findings.find(|it| is_about(it.rule.as_str())).unwrap();
        format!("expected {}, found {}", finding.expected, finding.found)
    };
    let valid = |from, until| Forge::tls(HOST).valid(from, until);
    for (forge, context, expected) in [
        (
            valid("2026-01-01", "2026-11-30"),
            context(),
            "expected at least 30 days left, found 29 days left, until 2026-11-30T00:00:00Z",
        ),
        (
            valid("2026-09-28", "2026-11-13T23:59:59Z"),
            context(),
            "expected at least 1/3 of 47 days left, found 12 days left, until 2026-11-13T23:59:59Z",
        ),
        (
            valid("2026-01-01", "2027-01-01"),
            warned("20%"),
            "expected at least 20% of 365 days left, found 61 days left, until 2027-01-01T00:00:00Z",
        ),
        (
            valid("2026-10-30", "2026-11-01T01:00:00Z"),
            context(),
            "expected at least 1/3 of 49 hours left, found 1 hour left, until 2026-11-01T01:00:00Z",
        ),
    ] {
        assert_eq!(told(forge, context), expected);
    }
}
