//! The libraries of Microsoft sign the same, but for what is written here.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use base64ct::{Base64UrlUnpadded, Encoding};
use rustls::crypto::ring;
use serde_json::{Map, Value};
use vb365_tls::entra::AssertionFormat;
use vb365_tls::scenario::Cloud;

use super::{APPLICATION, TENANT, client};
use crate::certificates::Issued;
use crate::program::{node, program, python, succeed};
use crate::test_server::TestServer;

/// A library, how it is called, and in what it differs.
struct Library {
    name: &'static str,
    call: fn(way: &str, authority: &str, issued: &Issued) -> Command,
    /// How it writes a value of the header.
    spelled: fn(name: &str, value: String) -> String,
    /// The claims it leaves out.
    without: &'static [&'static str],
}

const LIBRARIES: &[Library] = &[
    Library {
        name: "msal for Python",
        call: |way, authority, issued| {
            let mut python = python("assertions.py");
            python.args(["msal", authority, APPLICATION, way]);
            match way {
                "sha1" => python.arg(&issued.key).arg(&issued.certificate),
                _ => python.arg(issued.certificate.with_extension("pfx")),
            };
            python
        },
        // It pads thumbprints, and leaves the lines of PEM in `x5c`.
        spelled: |name, value| match name {
            "x5t" | "x5t#S256" => value + "=",
            "x5c" => wrapped(&value),
            _ => value,
        },
        without: &["nbf"],
    },
    Library {
        name: "msal for Node",
        call: |way, authority, issued| {
            let mut node = node("msal.js");
            node.args([authority, APPLICATION, way]);
            node.arg(&issued.certificate).arg(&issued.key);
            node
        },
        spelled: |_, value| value,
        without: &[],
    },
];

/// An assertion taken apart.
struct Parts {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

/// The address it is posted to, and the token, as printed.
fn captured(command: &mut Command) -> (String, String) {
    let output = String::from_utf8(succeed(command).stdout).unwrap();
    let (url, token) = output.trim_end().split_once('\n').unwrap();
    (url.to_owned(), token.to_owned())
}

fn parts(token: &str) -> Parts {
    let mut parts = token.split('.').map(|part| {
        let json = Base64UrlUnpadded::decode_vec(part).unwrap();
        serde_json::from_slice(&json).unwrap()
    });
    Parts {
        header: parts.next().unwrap(),
        claims: parts.next().unwrap(),
    }
}

fn names<'a>(of: &'a Map<String, Value>, without: &[&str]) -> BTreeSet<&'a str> {
    let names = of.keys().map(String::as_str);
    names.filter(|name| !without.contains(name)).collect()
}

/// The certificate with its key in a PFX file beside it.
fn application(test_server: &TestServer) -> Issued {
    let issued = test_server.ca.issue("application");
    let mut openssl = program("openssl");
    openssl
        .args(["pkcs12", "-export", "-passout", "pass:changeit", "-in"])
        .arg(&issued.identity)
        .arg("-out")
        .arg(issued.certificate.with_extension("pfx"));
    succeed(&mut openssl);
    issued
}

#[test]
fn header_and_claims_are_those_of_the_libraries() {
    let test_server = TestServer::set("libraries");
    let issued = application(&test_server);
    let ours = client(&issued, Cloud::Worldwide, ring::default_provider());
    let authority = "https://login.microsoftonline.com/contoso.onmicrosoft.com";
    let ways = [
        ("plain", ours.clone()),
        ("x5c", ours.clone().with_certificate_chain()),
        ("sha1", ours.with_format(AssertionFormat::Rs256Sha1)),
    ];
    for library in LIBRARIES {
        for (way, client) in &ways {
            let at = format!("{}, {way}", library.name);
            let (url, token) = captured(&mut (library.call)(way, authority, &issued));
            assert_eq!(url, client.token_url(), "{at}");
            let (theirs, ours) = (parts(&token), client.assertion().unwrap());
            let ours = parts(ours.as_str());
            assert_eq!(theirs.header, respelled(&ours.header, library), "{at}");
            let expected = names(&ours.claims, library.without);
            assert_eq!(names(&theirs.claims, &[]), expected, "{at}");
            for claim in ["aud", "iss", "sub"] {
                assert_eq!(theirs.claims[claim], ours.claims[claim], "{at}");
            }
        }
    }
}

/// RFC 7468 section 2: 64 characters a line.
fn wrapped(base64: &str) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(64).collect();
    String::from_utf8(lines.join(&b'\n')).unwrap()
}

fn respelled(header: &Map<String, Value>, library: &Library) -> Map<String, Value> {
    let text =
        |name: &str, value: &Value| (library.spelled)(name, value.as_str().unwrap().to_owned());
    let member = |(name, value): (&String, &Value)| {
        let value = match value.as_array() {
            Some(values) => values.iter().map(|value| text(name, value)).collect(),
            None => text(name, value).into(),
        };
        (name.clone(), value)
    };
    header.iter().map(member).collect()
}

#[test]
fn the_audience_is_that_of_the_libraries_in_every_cloud() {
    let test_server = TestServer::set("audience");
    let issued = application(&test_server);
    for cloud in Cloud::ALL {
        let ours = client(&issued, *cloud, ring::default_provider());
        let assertion = ours.assertion().unwrap();
        let audience = &parts(assertion.as_str()).claims["aud"];
        assert_eq!(*audience, ours.token_url());
        let authority = format!("https://{}/{TENANT}", cloud.login_host());
        for library in LIBRARIES {
            let (url, token) = captured(&mut (library.call)("plain", &authority, &issued));
            assert_eq!(url, ours.token_url(), "{}, {cloud}", library.name);
            assert_eq!(parts(&token).claims["aud"], *audience, "{}", library.name);
        }
    }
}

/// What an application that stays with its library does: have the assertion signed here.
#[test]
fn the_libraries_forward_an_assertion_as_it_is() {
    let test_server = TestServer::set("forwarded");
    let issued = test_server.ca.issue("application");
    let ours = client(&issued, Cloud::China, ring::default_provider());
    let assertion = ours.assertion().unwrap();
    let file = test_server.directory.join("assertion");
    fs::write(&file, assertion.as_str()).unwrap();
    let authority = format!("https://{}/{TENANT}", Cloud::China.login_host());
    for (mut program, first) in [
        (python("assertions.py"), Some("msal")),
        (node("msal.js"), None),
    ] {
        program.args(first);
        program
            .args([&*authority, APPLICATION, "forwarded"])
            .arg(&file);
        let (url, token) = captured(&mut program);
        assert_eq!(
            (url, token.as_str()),
            (ours.token_url(), assertion.as_str())
        );
    }
}
