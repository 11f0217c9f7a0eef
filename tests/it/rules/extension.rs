use std::time::{Duration, Instant};

use rustls_pki_types::CertificateDer;
use vb365_tls::identity::Identity;
use vb365_tls::test_support::KeyUsageBit::{DigitalSignature, KeyCertSign};
use vb365_tls::test_support::encode::{
    bit_string, boolean, constructed, dns_name, element, integer, object_identifier, octet_string,
    sequence, uri,
};
use vb365_tls::test_support::{Extension, Forge, Name, Template, TestKey, Time, oid};

use super::{Case, E, GOOD, HOST, N, W, context, rest_api};

const MICROSOFT_TEMPLATE: &str = "1.3.6.1.4.1.311.21.7";
const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";
const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
const TIMESTAMPS: &str = "1.3.6.1.4.1.11129.2.4.2";

/// Content octets of no element at all.
const GARBAGE: &[u8] = &[0xff];

fn issuer(change: fn(Template) -> Template) -> Forge {
    Forge::tls(HOST).intermediate(change)
}

pub const CASES: &[Case] = &[
    Case {
        name: "CA:TRUE",
        forge: || Forge::tls(HOST).ca(None),
        by_path: &[("end-entity-is-ca", E)],
        by_pin: &[("end-entity-is-ca", W)],
        assertion: &[("end-entity-is-ca", N)],
        ..GOOD
    },
    Case {
        name: "no basic constraints",
        forge: || Forge::tls(HOST).without_extension(oid::BASIC_CONSTRAINTS),
        ..GOOD
    },
    // webpki reads a BOOLEAN, or none, and then the path length.
    Case {
        name: "CA:FALSE in so many words",
        forge: || {
            let explicit = sequence(&[boolean(false)]);
            Forge::tls(HOST).extension(oid::BASIC_CONSTRAINTS, true, &explicit)
        },
        ..GOOD
    },
    // Without extensions there are no names either; that no purpose is named is not said again.
    Case {
        name: "version 1",
        forge: || Forge::tls(HOST).version_1(),
        by_path: &[("certificate-version-1", E)],
        by_pin: &[("certificate-version-1", W)],
        assertion: &[("certificate-version-1", W)],
        ..GOOD
    },
    Case {
        name: "version 2, with extensions it does not know",
        forge: || Forge::tls(HOST).version(2),
        by_path: &[("certificate-version-1", E)],
        by_pin: &[("certificate-version-1", W)],
        assertion: &[("certificate-version-1", W)],
        ..GOOD
    },
    // Only a client that builds a path reads the issuer.
    Case {
        name: "issuer of version 2",
        forge: || issuer(|template| template.version(2)),
        by_path: &[("certificate-version-1", E)],
        ..GOOD
    },
    // Anchors are a name and a key: webpki reads them whatever they are.
    Case {
        name: "root of version 1",
        forge: || Forge::tls(HOST).root(|template| template.version_1()),
        ..GOOD
    },
    Case {
        name: "critical extension nobody has defined",
        forge: || Forge::tls(HOST).extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]),
        by_path: &[("critical-extension-unknown", E)],
        by_pin: &[("critical-extension-unknown", W)],
        assertion: &[("critical-extension-unknown", N)],
        ..GOOD
    },
    Case {
        name: "critical certificate policies",
        forge: || Forge::tls(HOST).extension(oid::CERTIFICATE_POLICIES, true, &[0x30, 0]),
        by_path: &[("critical-extension-unknown", E)],
        by_pin: &[("critical-extension-unknown", W)],
        assertion: &[("critical-extension-unknown", N)],
        ..GOOD
    },
    // Several in one certificate are one finding, where clients do not tell them apart.
    Case {
        name: "critical key identifiers and TLS features",
        forge: || {
            Forge::tls(HOST)
                .with(Extension::subject_key_identifier().critical())
                .with(Extension::authority_key_identifier().critical())
                .extension(TLS_FEATURE, true, &[0x30, 0])
        },
        by_path: &[("critical-extension-unknown", E)],
        by_pin: &[("critical-extension-unknown", W)],
        assertion: &[("critical-extension-unknown", N)],
        ..GOOD
    },
    Case {
        name: "issuer with critical certificate policies",
        forge: || {
            issuer(|template| template.extension(oid::CERTIFICATE_POLICIES, true, &[0x30, 0]))
        },
        by_path: &[("critical-extension-unknown", E)],
        ..GOOD
    },
    Case {
        name: "unknown extensions that are not critical",
        forge: || {
            Forge::tls(HOST)
                .extension(oid::UNKNOWN_EXTENSION, false, GARBAGE)
                .extension(MICROSOFT_TEMPLATE, false, GARBAGE)
        },
        ..GOOD
    },
    // The seven webpki processes, three of which are critical in the good certificate already.
    Case {
        name: "every critical extension that is processed",
        forge: || {
            let purposes = [oid::SERVER_AUTH, oid::CLIENT_AUTH];
            let names = dns_name(HOST);
            Forge::tls(HOST)
                .with(Extension::purposes(&purposes).critical())
                .with(Extension::subject_alt_name(&[names]).critical())
                .with(Extension::name_constraints(&[dns_name("example.com")], &[]))
                .extension(CRL_DISTRIBUTION_POINTS, true, &[0x30, 0])
                .extension(TIMESTAMPS, true, &[4, 2, 0, 0])
        },
        by_path: &[
            ("extension-criticality-wrong", N),
            ("extension-criticality-wrong", N),
            ("extension-criticality-wrong", W),
            ("name-constraints-on-end-entity", N),
        ],
        ..GOOD
    },
    Case {
        name: "unique identifiers",
        forge: || {
            Forge::tls(HOST).end_entity(|template| template.issuer_unique_id().subject_unique_id())
        },
        by_path: &[("unique-identifiers-present", E)],
        by_pin: &[("unique-identifiers-present", W)],
        assertion: &[("unique-identifiers-present", N)],
        ..GOOD
    },
    Case {
        name: "issuer with a unique identifier",
        forge: || issuer(|template| template.subject_unique_id()),
        by_path: &[("unique-identifiers-present", E)],
        ..GOOD
    },
    Case {
        name: "key usage twice",
        forge: || Forge::tls(HOST).repeated(oid::KEY_USAGE),
        by_path: &[("extension-repeated", E)],
        by_pin: &[("extension-repeated", E)],
        assertion: &[("extension-repeated", E)],
        ..GOOD
    },
    // RFC 5280 section 4.2 makes no difference between known and unknown ones.
    Case {
        name: "unknown extension three times, another twice",
        forge: || {
            Forge::tls(HOST)
                .extension(oid::UNKNOWN_EXTENSION, false, GARBAGE)
                .repeated(oid::UNKNOWN_EXTENSION)
                .repeated(oid::UNKNOWN_EXTENSION)
                .repeated(oid::SUBJECT_KEY_IDENTIFIER)
        },
        by_path: &[("extension-repeated", E)],
        by_pin: &[("extension-repeated", E)],
        assertion: &[("extension-repeated", E)],
        ..GOOD
    },
    Case {
        name: "issuer with basic constraints twice",
        forge: || issuer(|template| template.repeated(oid::BASIC_CONSTRAINTS)),
        by_path: &[("extension-repeated", E)],
        ..GOOD
    },
    // authorityInfoAccess and the documentation's own end in the same number.
    Case {
        name: "two extensions that look alike",
        forge: || {
            Forge::tls(HOST)
                .with(Extension::issuer_at("http://ca.example.com/issuer.cer"))
                .extension(oid::UNKNOWN_EXTENSION, false, GARBAGE)
        },
        ..GOOD
    },
    Case {
        name: "unreadable key usage",
        forge: || Forge::tls(HOST).extension(oid::KEY_USAGE, true, GARBAGE),
        by_path: &[("extension-malformed", E)],
        by_pin: &[("extension-malformed", W)],
        assertion: &[("extension-malformed", W)],
        ..GOOD
    },
    Case {
        name: "unreadable basic constraints, and keyCertSign",
        forge: || {
            Forge::tls(HOST)
                .extension(oid::BASIC_CONSTRAINTS, true, &sequence(&[integer(&[0xff])]))
                .key_usage(&[DigitalSignature, KeyCertSign])
        },
        by_path: &[("extension-malformed", E)],
        by_pin: &[("extension-malformed", W)],
        assertion: &[("extension-malformed", W)],
        ..GOOD
    },
    // Nobody who checks a signature over an assertion asks for purposes.
    Case {
        name: "unreadable extended key usage",
        forge: || Forge::tls(HOST).extension(oid::EXTENDED_KEY_USAGE, false, GARBAGE),
        by_path: &[("extension-malformed", E)],
        by_pin: &[("extension-malformed", W)],
        ..GOOD
    },
    Case {
        name: "address of five octets beside the name",
        forge: || {
            let name = dns_name(HOST);
            Forge::tls(HOST).general_names(&[name, element(0x87, &[10, 0, 0, 1, 0])])
        },
        by_path: &[("extension-malformed", W)],
        by_pin: &[("extension-malformed", W)],
        ..GOOD
    },
    // `10.0.0.5` as text; a mask belongs into name constraints.
    Case {
        name: "address of eight octets beside the name",
        forge: || Forge::tls(HOST).general_names(&[dns_name(HOST), element(0x87, b"10.0.0.5")]),
        by_path: &[("extension-malformed", W)],
        by_pin: &[("extension-malformed", W)],
        ..GOOD
    },
    Case {
        name: "URI with a space",
        forge: || Forge::tls(HOST).general_names(&[dns_name(HOST), uri("https://a.example/b c")]),
        by_path: &[("extension-malformed", N)],
        ..GOOD
    },
    Case {
        name: "issuer with unreadable name constraints",
        forge: || issuer(|template| template.extension(oid::NAME_CONSTRAINTS, true, GARBAGE)),
        by_path: &[("extension-malformed", E)],
        ..GOOD
    },
    // webpki looks at the outermost element of those it processes, even where nobody acts upon them.
    Case {
        name: "unreadable name constraints of an end entity",
        forge: || Forge::tls(HOST).extension(oid::NAME_CONSTRAINTS, false, GARBAGE),
        by_path: &[
            ("extension-malformed", E),
            ("extension-criticality-wrong", N),
            ("name-constraints-on-end-entity", N),
        ],
        ..GOOD
    },
    Case {
        name: "unreadable CRL distribution points",
        forge: || Forge::tls(HOST).extension(CRL_DISTRIBUTION_POINTS, false, GARBAGE),
        by_path: &[("extension-malformed", E)],
        ..GOOD
    },
    Case {
        name: "timestamps of another type",
        forge: || Forge::tls(HOST).extension(TIMESTAMPS, false, &[5, 0]),
        by_path: &[("extension-malformed", E)],
        ..GOOD
    },
    Case {
        name: "issuer with unreadable names",
        forge: || issuer(|template| template.extension(oid::SUBJECT_ALT_NAME, false, GARBAGE)),
        by_path: &[("extension-malformed", E)],
        ..GOOD
    },
    // rustls does not look at them, and others read each; what is not told apart by clients is not told apart here.
    Case {
        name: "unreadable extensions rustls does not process",
        forge: || {
            Forge::tls(HOST)
                .extension(oid::SUBJECT_KEY_IDENTIFIER, false, GARBAGE)
                .extension(oid::AUTHORITY_KEY_IDENTIFIER, false, GARBAGE)
                .extension(oid::AUTHORITY_INFO_ACCESS, false, GARBAGE)
        },
        by_path: &[
            ("extension-malformed", W),
            ("extension-malformed", W),
            ("extension-malformed", W),
        ],
        ..GOOD
    },
    // Of the distribution points it takes the outermost element on trust.
    Case {
        name: "malformed CRL distribution points",
        forge: || {
            let points = sequence(&[integer(&[1])]);
            Forge::tls(HOST).extension(CRL_DISTRIBUTION_POINTS, false, &points)
        },
        by_path: &[("extension-malformed", W)],
        ..GOOD
    },
    Case {
        name: "path length without CA:TRUE",
        forge: || Forge::tls(HOST).with(Extension::path_length_without_ca(0)),
        by_path: &[("path-length-without-ca", W)],
        by_pin: &[("path-length-without-ca", W)],
        assertion: &[("path-length-without-ca", N)],
        ..GOOD
    },
    Case {
        name: "path length and CA:TRUE",
        forge: || Forge::tls(HOST).ca(Some(0)),
        by_path: &[("end-entity-is-ca", E)],
        by_pin: &[("end-entity-is-ca", W)],
        assertion: &[("end-entity-is-ca", N)],
        ..GOOD
    },
    Case {
        name: "serial number zero",
        forge: || Forge::tls(HOST).serial(&[0]),
        by_path: &[("serial-number-irregular", N)],
        by_pin: &[("serial-number-irregular", W)],
        assertion: &[("serial-number-irregular", W)],
        ..GOOD
    },
    Case {
        name: "negative serial number",
        forge: || Forge::tls(HOST).serial(&[0xff, 0x01]),
        by_path: &[("serial-number-irregular", W)],
        by_pin: &[("serial-number-irregular", W)],
        assertion: &[("serial-number-irregular", W)],
        ..GOOD
    },
    Case {
        name: "serial number of 21 octets",
        forge: || Forge::tls(HOST).serial(&[1; 21]),
        by_path: &[("serial-number-irregular", N)],
        by_pin: &[("serial-number-irregular", W)],
        assertion: &[("serial-number-irregular", W)],
        ..GOOD
    },
    Case {
        name: "serial number of 20 octets",
        forge: || Forge::tls(HOST).serial(&[0x7f; 20]),
        ..GOOD
    },
    Case {
        name: "issuer with serial number zero",
        forge: || issuer(|template| template.serial(&[0])),
        by_path: &[("serial-number-irregular", N)],
        ..GOOD
    },
    // RFC 5280 section 4.2.1.2 demands it of CAs and recommends it to others.
    Case {
        name: "issuer without subject key identifier",
        forge: || issuer(|template| template.without_extension(oid::SUBJECT_KEY_IDENTIFIER)),
        by_path: &[("subject-key-identifier-absent", W)],
        ..GOOD
    },
    Case {
        name: "end entity without subject key identifier",
        forge: || Forge::tls(HOST).without_extension(oid::SUBJECT_KEY_IDENTIFIER),
        ..GOOD
    },
    Case {
        name: "end entity without authority key identifier",
        forge: || Forge::tls(HOST).without_extension(oid::AUTHORITY_KEY_IDENTIFIER),
        by_path: &[("authority-key-identifier-absent", W)],
        ..GOOD
    },
    Case {
        name: "authority key identifier without a key identifier",
        forge: || Forge::tls(HOST).extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &[0x30, 0]),
        by_path: &[("authority-key-identifier-absent", W)],
        ..GOOD
    },
    Case {
        name: "end entity and issuer without authority key identifier",
        forge: || {
            issuer(|template| template.without_extension(oid::AUTHORITY_KEY_IDENTIFIER))
                .without_extension(oid::AUTHORITY_KEY_IDENTIFIER)
        },
        by_path: &[
            ("authority-key-identifier-absent", W),
            ("authority-key-identifier-absent", W),
        ],
        ..GOOD
    },
    // Section 4.2.1.1: a self-signed certificate may leave it out.
    Case {
        name: "self-signed, without authority key identifier",
        forge: || Forge::self_signed(HOST),
        by_path: &[("self-signed", W)],
        by_pin: &[("self-signed", W)],
        assertion: &[("self-signed", N)],
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}

#[test]
fn findings_name_extensions_and_byte_positions() {
    let found = |forge: fn() -> Forge| {
        let report = super::report_of(&Case { forge, ..GOOD });
        report.findings()[0].found.to_string()
    };
    let critical =
        found(|| Forge::tls(HOST).extension(oid::CERTIFICATE_POLICIES, true, &[0x30, 0]));
    assert_eq!(critical, "`certificatePolicies (2.5.29.32)` critical");
    let repeated = found(|| Forge::tls(HOST).repeated(oid::KEY_USAGE));
    assert_eq!(repeated, "`keyUsage` more than once");
    let malformed = found(|| Forge::tls(HOST).extension(oid::KEY_USAGE, true, GARBAGE));
    assert!(malformed.starts_with("keyUsage at byte "), "{malformed}");
}

/// 100 000 critical extensions, all different or all the same: the report stays short, and the time in proportion.
#[test]
fn many_extensions_cost_little() {
    let different = |number: u32| format!("1.3.6.1.4.1.32473.{number}.7");
    let equal = |_| oid::UNKNOWN_EXTENSION.to_owned();
    let oids: [fn(u32) -> String; 2] = [different, equal];
    for (oid_of, repeated) in oids.into_iter().zip([0, 1]) {
        let identity = Identity::from_parts(vec![with_extensions(100_000, oid_of)], None).unwrap();
        let start = Instant::now();
        let report = vb365_tls::check(&rest_api(), &identity, &context());
        let elapsed = start.elapsed();
        let longest = report.findings().iter().map(|it| it.found.len()).max();
        assert!(longest.unwrap_or(0) < 1000, "{longest:?}");
        let violations = report.findings().iter();
        let violations = violations.filter(|it| it.rule.as_str() == "extension-repeated");
        assert_eq!(violations.count(), repeated);
        assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
    }
}

/// Written without the forge, which looks for each extension among those before it.
fn with_extensions(count: u32, oid_of: fn(u32) -> String) -> CertificateDer<'static> {
    let subject = Name::from("CN=vb365.example.com").to_der();
    let times = ["2026-01-01", "2027-12-31"].map(|date| Time::from(date).as_der().to_vec());
    let algorithm = TestKey::Rsa2048.signature_algorithm().identifier();
    let extensions: Vec<_> = (0..count)
        .map(|number| {
            let oid = object_identifier(&oid_of(number));
            sequence(&[oid, boolean(true), octet_string(&[])])
        })
        .collect();
    let body = sequence(&[
        constructed(0xa0, &[integer(&[2])]),
        integer(&[1]),
        algorithm.clone(),
        subject.clone(),
        sequence(&times),
        subject,
        TestKey::Rsa2048.public_key().to_vec(),
        constructed(0xa3, &[sequence(&extensions)]),
    ]);
    sequence(&[body, algorithm, bit_string(&[0; 256])]).into()
}
