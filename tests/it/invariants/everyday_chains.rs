//! Chains like those in daily use, with all their extensions: they connect, and the report has no error, whether or not
//! anybody says whom the clients trust.

use vb365_tls::profile::Verification;
use vb365_tls::test_support::encode::{
    boolean, constructed, element, integer, object_identifier, octet_string, sequence, uri,
};
use vb365_tls::test_support::{Extension, Forge, KeyUsageBit, Name, Template, TestKey, oid};
use vb365_tls::trust::{Pins, RelyingParty, ServerTrust};
use vb365_tls::{Context, check_chain};

use super::relying_party::{Party, key};
use super::{HOST, provider};
use crate::golden;
use crate::rules::rest_api;
use KeyUsageBit::{CrlSign, DataEncipherment, DigitalSignature, KeyCertSign, KeyEncipherment};

const CDP: &str = "2.5.29.31";
const SCTS: &str = "1.3.6.1.4.1.11129.2.4.2";

/// Where lists, the issuer and answers about the status are to be had.
fn points(addresses: &[&str]) -> Extension {
    let name = |it: &&str| constructed(0xa0, &[constructed(0xa0, &[uri(it)])]);
    let points: Vec<_> = addresses.iter().map(|it| sequence(&[name(it)])).collect();
    Extension::new(CDP, false, sequence(&points))
}

fn access(issuers: &[&str], ocsp: &[&str]) -> Extension {
    let at = |method: &str, address: &&str| sequence(&[object_identifier(method), uri(address)]);
    let issuers = issuers.iter().map(|it| at("1.3.6.1.5.5.7.48.2", it));
    let ocsp = ocsp.iter().map(|it| at("1.3.6.1.5.5.7.48.1", it));
    let all: Vec<_> = issuers.chain(ocsp).collect();
    Extension::new(oid::AUTHORITY_INFO_ACCESS, false, sequence(&all))
}

fn policies(policies: &[&str]) -> Extension {
    let policies: Vec<_> = policies
        .iter()
        .map(|it| sequence(&[object_identifier(it)]))
        .collect();
    Extension::new(oid::CERTIFICATE_POLICIES, false, sequence(&policies))
}

/// One that says where it is written down.
fn stated_policy(policy: &str, statement: &str) -> Extension {
    const CPS: &str = "1.3.6.1.5.5.7.2.1";
    let qualifier = sequence(&[object_identifier(CPS), element(0x16, statement.as_bytes())]);
    let policy = sequence(&[object_identifier(policy), sequence(&[qualifier])]);
    Extension::new(oid::CERTIFICATE_POLICIES, false, sequence(&[policy]))
}

/// RFC 6962 section 3.3: a list in a TLS encoding in an OCTET STRING.
fn timestamps(count: u8) -> Extension {
    let one = |log: u8| {
        let body = [
            vec![0],
            vec![log; 32],
            vec![0, 0, 1, 0x9a, 0, 0, 0, 0],
            vec![0, 0, 4, 3, 0, 72],
            vec![0x30; 72],
        ]
        .concat();
        [
            u16::try_from(body.len()).unwrap().to_be_bytes().to_vec(),
            body,
        ]
        .concat()
    };
    let all: Vec<u8> = (0..count).flat_map(one).collect();
    let list = [
        u16::try_from(all.len()).unwrap().to_be_bytes().to_vec(),
        all,
    ]
    .concat();
    Extension::new(SCTS, false, octet_string(&list))
}

/// A login host: a public root with ECDSA or RSA, an issuing CA of Microsoft, and everything a public certificate has.
fn login_host() -> Forge {
    let names = [
        HOST,
        "*.example.com",
        "login.example.net",
        "stamp2.login.example.org",
    ];
    Forge::tls(HOST)
        .subject("C=US, ST=WA, L=Redmond, O=Microsoft Corporation, CN=vb365.example.com")
        .serial(&[0x33; 19])
        .valid("2026-09-20T02:11:40Z", "2027-03-19T02:11:40Z")
        .names(&names)
        .purposes(&[oid::CLIENT_AUTH, oid::SERVER_AUTH])
        .with(timestamps(3))
        // Application policies and the template of the issuing CA, as they are in such certificates.
        .extension("1.3.6.1.4.1.311.21.10", false, &application_policies())
        .with(template("1.3.6.1.4.1.311.21.8.8087539.1", 101, 34))
        .with(access(
            &["http://www.microsoft.com/pkiops/certs/Issuing%20CA%2001.crt"],
            &["http://oneocsp.microsoft.com/ocsp"],
        ))
        .with(points(&[
            "http://www.microsoft.com/pkiops/crl/Issuing%20CA%2001.crl",
        ]))
        .with(stated_policy(
            "1.3.6.1.4.1.311.76.509.1.1",
            "http://www.microsoft.com/pkiops/Docs/Repository.htm",
        ))
        .intermediate(|it| {
            it.subject("C=US, O=Microsoft Corporation, CN=Microsoft Azure RSA TLS Issuing CA 03")
                .valid("2023-06-08", "2027-12-25")
                .ca(Some(0))
                .key_usage(&[DigitalSignature, KeyCertSign, CrlSign])
                .purposes(&[oid::CLIENT_AUTH, oid::SERVER_AUTH])
                .with(access(
                    &["http://cacerts.digicert.com/GlobalRootG2.crt"],
                    &["http://ocsp.digicert.com"],
                ))
                .with(points(&["http://crl3.digicert.com/GlobalRootG2.crl"]))
                .with(policies(&["2.23.140.1.2.1", "2.23.140.1.2.2"]))
        })
        .root(|it| {
            it.subject("C=US, O=DigiCert Inc, OU=www.digicert.com, CN=DigiCert Global Root G2")
                .valid("2013-08-01T12:00:00Z", "2038-01-15T12:00:00Z")
                .key_usage(&[DigitalSignature, KeyCertSign, CrlSign])
        })
}

fn application_policies() -> Vec<u8> {
    let all = [oid::CLIENT_AUTH, oid::SERVER_AUTH];
    sequence(&all.map(|it| sequence(&[object_identifier(it)])))
}

/// The extension szOID_CERTIFICATE_TEMPLATE: which template, of which version.
fn template(identifier: &str, major: u8, minor: u8) -> Extension {
    let value = [
        object_identifier(identifier),
        integer(&[major]),
        integer(&[minor]),
    ];
    Extension::new("1.3.6.1.4.1.311.21.7", false, sequence(&value))
}

/// The template *Web Server* of Active Directory: version 1, so it is named in a BMPString; lists in the directory.
fn web_server() -> Forge {
    let name: Vec<u8> = "WebServer"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let directory = "ldap:///CN=Example%20CA,CN=ca1,CN=CDP,CN=Public%20Key%20Services,CN=Services,CN=Configuration,\
                     DC=corp,DC=example?certificateRevocationList?base?objectClass=cRLDistributionPoint";
    let issuer = "ldap:///CN=Example%20CA,CN=AIA,CN=Public%20Key%20Services,CN=Services,CN=Configuration,DC=corp,\
                  DC=example?cACertificate?base?objectClass=certificationAuthority";
    Forge::tls(HOST)
        .intermediates(0)
        .serial(&[0x61; 19])
        .purposes(&[oid::SERVER_AUTH])
        .with(Extension::key_usage(&[DigitalSignature, KeyEncipherment]))
        .without_extension(oid::BASIC_CONSTRAINTS)
        .extension("1.3.6.1.4.1.311.20.2", false, &element(0x1e, &name))
        .with(points(&[directory]))
        .with(access(&[issuer], &[]))
        .root(|it| {
            let subject = Name::new("DC=example, DC=corp, CN=Example CA");
            it.subject(subject)
                .valid("2021-05-01", "2031-05-01")
                .key_usage(&[DigitalSignature, KeyCertSign, CrlSign])
                // The version of the key of the CA.
                .extension("1.3.6.1.4.1.311.21.1", false, &integer(&[0]))
        })
}

/// The same below an issuing CA that is confined to purposes.
fn web_server_of_confined_issuer() -> Forge {
    let point = "ldap:///CN=Example%20Root%20CA,CN=ca1,CN=CDP?certificateRevocationList?base";
    web_server().intermediates(1).intermediate(|it| {
        it.subject(Name::new("DC=example, DC=corp, CN=Example Issuing CA"))
            .valid("2024-05-01", "2029-05-01")
            .ca(Some(0))
            .key_usage(&[DigitalSignature, KeyCertSign, CrlSign])
            .purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH])
            .with(points(&[point]))
    })
}

/// The same, of a CA renewed with a new key, which says so, by a template of version 2.
fn renewed_web_server() -> Forge {
    web_server()
        .without_extension("1.3.6.1.4.1.311.20.2")
        .with(template("1.3.6.1.4.1.311.21.8.1234567.1.16", 100, 3))
        .extension(
            "1.3.6.1.4.1.311.21.10",
            false,
            &sequence(&[sequence(&[object_identifier(oid::SERVER_AUTH)])]),
        )
        .with(Extension::key_usage(&[
            DigitalSignature,
            KeyEncipherment,
            DataEncipherment,
        ]))
        .root(|it| {
            it.key(TestKey::Rsa4096)
                .extension("1.3.6.1.4.1.311.21.1", false, &integer(&[1, 0, 1]))
                .extension("1.3.6.1.4.1.311.21.2", false, &octet_string(&[0x5a; 20]))
        })
}

/// Short-lived, no common name needed, no OCSP, and a list since 2025.
fn lets_encrypt() -> Forge {
    Forge::tls(HOST)
        .key(TestKey::P256)
        .serial(&[6; 18])
        .valid("2026-10-10T08:00:01Z", "2027-01-08T08:00:00Z")
        .with(Extension::key_usage(&[DigitalSignature]))
        .purposes(&[oid::SERVER_AUTH])
        .with(access(&["http://e7.i.lencr.org/"], &[]))
        .with(points(&["http://e7.c.lencr.org/55.crl"]))
        .with(policies(&["2.23.140.1.2.1"]))
        .with(timestamps(2))
        .intermediate(|it| {
            it.subject("C=US, O=Let's Encrypt, CN=E7")
                .key(TestKey::P384)
                .valid("2024-03-13", "2027-03-12")
                .ca(Some(0))
                .key_usage(&[DigitalSignature, KeyCertSign, CrlSign])
                .purposes(&[oid::CLIENT_AUTH, oid::SERVER_AUTH])
                .with(access(&["http://x1.i.lencr.org/"], &[]))
                .with(policies(&["2.23.140.1.2.1"]))
                .with(points(&["http://x1.c.lencr.org/"]))
        })
        .root(|it| {
            it.subject("C=US, O=Internet Security Research Group, CN=ISRG Root X1")
                .key(TestKey::Rsa4096)
                .valid("2015-06-04", "2035-06-04")
        })
}

/// A day long, with the provisioner it was asked of.
fn step_ca() -> Forge {
    const PROVISIONER: &str = "1.3.6.1.4.1.37476.9000.64.1";
    let provisioner = [
        integer(&[1]),
        octet_string(b"admin@example.com"),
        octet_string(b"u4Gj2AUZ2hCsbMcg5ESyGjZ5y6jXJiWCbYbVbqWqmPQ"),
    ];
    Forge::tls(HOST)
        .key(TestKey::P256)
        .serial(&[0x71; 16])
        .valid("2026-10-31T23:59:00Z", "2026-12-31T00:00:00Z")
        .with(Extension::key_usage(&[DigitalSignature]))
        .without_extension(oid::BASIC_CONSTRAINTS)
        .extension(PROVISIONER, false, &sequence(&provisioner))
        .without_extension(CDP)
        .intermediate(|it| {
            it.subject("O=Example, CN=Example Intermediate CA")
                .key(TestKey::P256)
                .valid("2025-01-01", "2034-12-30")
                .ca(Some(0))
        })
        .root(|it| {
            it.subject("O=Example, CN=Example Root CA")
                .key(TestKey::P384)
                .valid("2025-01-01", "2034-12-30")
                .ca(Some(1))
        })
}

/// basicConstraints are not critical, the issuer is named in the key identifier, and the CA's key usage too is not critical.
fn easy_rsa() -> Forge {
    let subject = Name::new("CN=Easy-RSA CA");
    let identified = |key: TestKey| {
        let identifier = Template::root("").key(key).key_identifier();
        let issuer = constructed(0xa1, &[element(0xa4, &subject.to_der())]);
        let parts = [element(0x80, &identifier), issuer, element(0x82, &[1])];
        Extension::new(oid::AUTHORITY_KEY_IDENTIFIER, false, sequence(&parts))
    };
    let ca = identified(TestKey::Root);
    Forge::tls(HOST)
        .intermediates(0)
        .serial(&[0x2b; 16])
        .valid("2026-01-01", "2028-04-05")
        .with(Extension::not_ca().not_critical())
        .with(Extension::key_usage(&[DigitalSignature, KeyEncipherment]).not_critical())
        .purposes(&[oid::SERVER_AUTH])
        .without_extension(CDP)
        .with(ca.clone())
        .root(|it| {
            it.subject(subject.clone())
                .valid("2024-01-01", "2034-01-01")
                .with(Extension::new(
                    oid::BASIC_CONSTRAINTS,
                    false,
                    sequence(&[boolean(true)]),
                ))
                .with(Extension::key_usage(&[CrlSign, KeyCertSign]).not_critical())
                .with(ca)
        })
}

/// A chain, and whether a client can build a path to a root.
type Chain = (&'static str, fn() -> Forge, bool);

const CHAINS: &[Chain] = &[
    ("login host", login_host, true),
    ("template Web Server", web_server, true),
    (
        "template Web Server of an issuer with purposes",
        web_server_of_confined_issuer,
        true,
    ),
    (
        "template Web Server of a renewed CA",
        renewed_web_server,
        true,
    ),
    ("Let's Encrypt", lets_encrypt, true),
    ("step-ca", step_ca, true),
    ("easy-rsa", easy_rsa, true),
    ("of the product", Forge::product_default, false),
];

fn trusts(forge: &Forge, has_path: bool) -> Vec<ServerTrust> {
    let certificate = &forge.parsed(&provider())[0];
    let by_key = Pins::from(certificate.public_key().fingerprint());
    let mut trusts = vec![
        ServerTrust::pinned(certificate),
        ServerTrust::pinned(by_key),
    ];
    if has_path {
        let anchor = forge.trust_anchor(&provider());
        let mut roots = rustls::RootCertStore::empty();
        roots.add(anchor.der().clone()).unwrap();
        let by_path = ServerTrust::private_ca(&[anchor]).unwrap();
        trusts.extend([
            by_path.clone().requiring_purpose(),
            by_path,
            ServerTrust::public_roots(roots),
        ]);
    }
    trusts
}

#[test]
fn no_report_has_an_error() {
    let mut wrong = Vec::new();
    for (name, forge, has_path) in CHAINS {
        let forge = forge();
        let stated = trusts(&forge, *has_path)
            .into_iter()
            .map(RelyingParty::from);
        let assumed = match has_path {
            true => vec![Verification::ByPath, Verification::ByPin],
            false => vec![Verification::ByPin],
        };
        let assumed = assumed.into_iter().map(RelyingParty::from);
        for party in stated.chain(assumed).chain([RelyingParty::unknown()]) {
            let context =
                Context::fixed(provider(), Forge::now()).with_relying_party(party.clone());
            for forge in [forge.clone(), with_root(&forge, *has_path)] {
                let report = check_chain(&rest_api(), &forge.chain(&provider()), &context);
                if !report.is_accepted() {
                    wrong.push(format!("{name}, {party:?}: {report}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn with_root(forge: &Forge, has_path: bool) -> Forge {
    match has_path {
        true => forge.clone().with_root(),
        false => forge.clone(),
    }
}

/// What the report says of each, to be read as whoever has to act on it.
#[test]
fn no_report_alarms_without_need() {
    let mut text = String::new();
    for (name, forge, has_path) in CHAINS {
        let forge = forge();
        let certificate = &forge.parsed(&provider())[0];
        let mut parties = vec![RelyingParty::from(&ServerTrust::pinned(certificate))];
        if *has_path {
            let roots = [forge.trust_anchor(&provider())];
            let by_path = ServerTrust::private_ca(&roots).unwrap();
            parties.insert(0, RelyingParty::from(&by_path));
        }
        for party in parties {
            let context = Context::fixed(provider(), Forge::now()).with_relying_party(party);
            let report = check_chain(&rest_api(), &forge.chain(&provider()), &context);
            text += &format!("# {name}, {}\n\n{report}\n\n", report.verification());
        }
    }
    golden::assert_is("tests/golden/daily.txt", &text);
}

#[test]
fn all_connect() {
    for (name, forge, has_path) in CHAINS {
        let forge = forge();
        for trust in trusts(&forge, *has_path) {
            for setting in crate::handshake::settings() {
                let party = Party::OfServers(trust.clone());
                let end = party.end(&rest_api(), &setting.context);
                let presented = forge.certificates(&provider());
                let answer = end.connects(HOST, &presented, &key(forge.key_der()));
                assert_eq!(answer, Ok(()), "{name}, {}, {trust:?}", setting.name);
            }
        }
    }
}
