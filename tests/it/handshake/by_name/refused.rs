//! Credentials among which no choice could be made, or to which none would lead.

use vb365_tls::test_support::{Forge, TestKey};

use super::super::{Setting, end_entity, settings};
use super::{credentials, forges, named, server};

#[track_caller]
fn refusal(forges: &[Forge], setting: &Setting) -> String {
    credentials(forges, setting).unwrap_err().to_string()
}

fn thumbprint(forge: &Forge, setting: &Setting) -> String {
    end_entity(forge, setting).thumbprint().to_string()
}

#[test]
fn two_of_one_key_type_for_one_name() {
    let setting = &settings()[0];
    let default = named(&["vb365.example.net"]);
    let one = named(&["one.example.com", "Tenant.example.com"]);
    let other = named(&["tenant.example.com"]).valid("2026-06-01", "2028-05-31");
    let longer = other.clone().key(TestKey::Rsa3072);
    for (forges, second) in [
        ([default.clone(), one.clone(), other], "RSA 2048"),
        ([default, one.clone(), longer.clone()], "RSA 3072"),
    ] {
        let expected = format!(
            "two certificates with keys of one type carry `tenant.example.com`, and a client gets one: \
             `CN=one.example.com` with thumbprint {} (RSA 2048, valid until 2027-12-31T00:00:00Z); \
             `CN=tenant.example.com` with thumbprint {} ({second}, valid until 2028-05-31T00:00:00Z); leave one out",
            thumbprint(&one, setting),
            thumbprint(&forges[2], setting),
        );
        assert_eq!(refusal(&forges, setting), expected);
    }
}

#[test]
fn two_of_one_key_type_for_one_wildcard() {
    let setting = &settings()[0];
    let forges = [
        named(&["*.example.com"]).key(TestKey::P256),
        named(&["*.Example.com"]).key(TestKey::P256).serial(&[7]),
    ];
    let expected = format!(
        "two certificates with keys of one type carry `*.example.com`, and a client gets one: `CN=*.Example.com` with \
         thumbprint {} (EC P-256, valid until 2027-12-31T00:00:00Z); `CN=*.example.com` with thumbprint {} (EC P-256, \
         valid until 2027-12-31T00:00:00Z); leave one out",
        thumbprint(&forges[1], setting),
        thumbprint(&forges[0], setting),
    );
    assert_eq!(refusal(&forges, setting), expected);
}

/// Which of two is older does not matter, and neither does that they are the same.
#[test]
fn the_same_twice() {
    let setting = &settings()[0];
    let forges = [
        named(&["tenant.example.com"]),
        named(&["tenant.example.com"]),
    ];
    let both = thumbprint(&forges[0], setting);
    assert_eq!(refusal(&forges, setting).matches(&both).count(), 2);
}

#[test]
fn no_name_to_ask_for() {
    let setting = &settings()[0];
    for (forge, subject, until) in [
        (
            Forge::product_default(),
            "CN=Veeam Software, O=Veeam Software, OU=Veeam Software",
            "2036-05-18T00:00:00Z",
        ),
        (
            Forge::self_signed("vb365.example.com").names(&["192.0.2.1"]),
            "CN=vb365.example.com",
            "2027-12-31T00:00:00Z",
        ),
    ] {
        let forges = [named(&["vb365.example.net"]), forge];
        let expected = format!(
            "no client can ask for `{subject}` with thumbprint {} (RSA 2048, valid until {until}), because its subject \
             alternative name has no DNS name; make it the default, leave it out or renew it with its names",
            thumbprint(&forges[1], setting),
        );
        assert_eq!(refusal(&forges, setting), expected);
        // As the default it is in its place.
        let [named, nameless] = forges;
        server(&[nameless, named], setting);
    }
}

#[test]
fn a_name_repeated_in_one_certificate_is_not_a_conflict() {
    let setting = &settings()[0];
    let repeated = named(&["tenant.example.com", "TENANT.example.com", "*.example.com"]);
    server(&[named(&["vb365.example.net"]), repeated], setting);
    server(&forges(), setting);
}
