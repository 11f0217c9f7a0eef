//! Whatever text a stranger chooses, it cannot act on a terminal, mislead its reader, or fill a screen.

use std::fmt::{Debug, Display};
use std::io;
use std::str::FromStr;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::{CertificateError, OtherError};
use rustls_pki_types::{ServerName, UnixTime};
use vb365_tls::address::{Address, Host};
use vb365_tls::certificate::{Fingerprint, Thumbprint};
use vb365_tls::entra::{Scope, diagnose};
use vb365_tls::error::{
    Ambiguity, ContainerError, CrlError, InputKind, PemError, PinError, PrivateKeyError,
    TrustSpecError, Unrecognized, Unsupported, UnsupportedCrl,
};
use vb365_tls::finding::{Finding, Position};
use vb365_tls::identity::{Identity, Password, Selection};
use vb365_tls::policy::{KeyIdentifier, Lifetime, Policy, TrustedIssuer};
use vb365_tls::profile::Verification;
use vb365_tls::revocation::Crls;
use vb365_tls::scenario::{ApplicationId, Cloud, RestApi, ScenarioId, TenantId};
use vb365_tls::test_support::encode::{dns_name, mail_address, uri};
use vb365_tls::test_support::{Extension, Forge, Name, Template, TestKey};
use vb365_tls::tls::explain;
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Context, Error, Report, check};

use crate::identity::pfx_writer::{Bag, pfx_with};

/// C0, DEL and C1; what turns a line round; what is not seen; what ends a line.
fn hidden() -> impl Iterator<Item = char> {
    let controls = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
    let bidi = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
    let unseen =
        "\u{ad}\u{61c}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{e0041}";
    let ends = "\u{2028}\u{2029}";
    controls
        .chain(bidi)
        .chain(unseen.chars())
        .chain(ends.chars())
}

/// Clears the screen and says what a reader hopes for.
fn hostile() -> String {
    let hidden: String = hidden().collect();
    format!("a\u{1b}[2J\u{1b}[Hscenario fits\nfits rest-api\r{hidden}b")
}

#[track_caller]
fn assert_line(text: &str) {
    let found = text.chars().find(|it| hidden().any(|hidden| hidden == *it));
    assert_eq!(found, None, "{text:?}");
    assert!(text.len() < 40_000, "{} bytes", text.len());
}

/// Its own line ends are the only ones.
#[track_caller]
fn assert_lines(text: &str) {
    for line in text.lines() {
        assert_line(line);
        assert!(!line.starts_with("fits rest-api"), "{text}");
    }
}

#[track_caller]
fn assert_error(error: &(impl Display + Debug)) {
    assert_line(&error.to_string());
    assert_line(&format!("{error:?}"));
}

#[track_caller]
fn assert_not_parsed<T: FromStr<Err: Display + Debug> + Debug>() {
    let long = "é".repeat(1_000_000);
    for text in [hostile(), long] {
        let error = text.parse::<T>().unwrap_err();
        assert_error(&error);
        assert!(error.to_string().len() < 2_000);
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn context() -> Context {
    Context::fixed(provider(), Forge::now())
}

/// Every finding of a certificate, by both ways of verifying.
fn reports(forge: &Forge) -> Vec<Report> {
    let identity = forge.identity(&provider());
    assert_line(&identity.end_entity().to_string());
    assert_line(&format!("{identity:?}"));
    let ways = [Verification::ByPath, Verification::ByPin];
    let scenario = RestApi::at("vb365.example.com").unwrap();
    ways.map(|way| check(&scenario, &identity, &context().with_relying_party(way)))
        .into()
}

#[track_caller]
fn assert_reported(forge: &Forge) {
    for report in reports(forge) {
        assert_lines(&report.to_string());
        assert_lines(&format!("{report:?}"));
        for finding in report.findings() {
            assert_line(&finding.to_string());
        }
        assert_line(&serde_json::to_string(&report).unwrap());
    }
}

#[test]
fn names_of_a_certificate_are_shown_escaped() {
    let text = hostile();
    let subject = format!("CN={text}, O={text}, 1.2.3.4={text}");
    let names = [dns_name(&text), mail_address(&text), uri(&text)];
    let forge = || Forge::tls("vb365.example.com").subject(subject.as_str());
    for forge in [
        forge().general_names(&names),
        forge().without_san(),
        forge().general_names(&[
            dns_name("vb365.example.com"),
            dns_name(&text),
            dns_name(&text),
        ]),
        forge()
            .with(Extension::issuer_at(&text))
            .without_intermediates(),
        forge().intermediate(|it| it.subject(subject.as_str()).excluding(&["example.com"])),
        forge().intermediate(|it| it.with(Extension::name_constraints(&names, &names))),
        forge().issuer_name_reencoded(),
        forge().with_unrelated(Template::root(subject.as_str())),
        Forge::self_signed("vb365.example.com").subject(subject.as_str()),
    ] {
        assert_reported(&forge);
    }
}

/// 3 MB, in one attribute or in many; each finding names it.
#[test]
fn a_long_name_makes_no_long_report() {
    let long = "a".repeat(3_000_000);
    let many = vec!["OU=abcdefgh"; 60_000].join(", ");
    for subject in [format!("CN={long}"), many] {
        let forge = Forge::tls("vb365.example.com").subject(Name::new(&subject));
        for report in reports(&forge.without_san().expired()) {
            let (text, json) = (report.to_string(), serde_json::to_string(&report).unwrap());
            assert!(text.len() < 40_000 && json.len() < 40_000, "{}", text.len());
            assert!(text.contains("… (") || text.contains("…`"), "{text}");
        }
    }
    let names: Vec<_> = (0..20_000)
        .map(|number| dns_name(format!("{number}_{long:.100}")))
        .collect();
    assert_reported(&Forge::tls("vb365.example.com").general_names(&names));
}

#[test]
fn a_container_cannot_act_on_a_terminal() {
    let (provider, text) = (provider(), hostile());
    let forge = Forge::tls("vb365.example.com").key(TestKey::P256);
    let (certificate, key) = (forge.path(&provider).swap_remove(0), forge.key_der());
    let other = Forge::self_signed("other").key(TestKey::P384).key_der();
    for name in [&text, &"é".repeat(100_000)] {
        let certificates = [Bag::of(&certificate).named(name)];
        let lists = [Bag::of(&[5, 0]).named(name)];
        let keys = [
            Bag::of(key.secret_der()).named(name),
            Bag::of(other.secret_der()).named(name),
        ];
        let file = pfx_with(&keys[..1], &certificates, &lists);
        let identity = Identity::from_bytes(&file, &Password::none()).unwrap();
        assert_line(&identity.provenance().to_string());
        for ignored in identity.ignored() {
            assert_line(&ignored.to_string());
            assert!(ignored.to_string().len() < 1_000);
        }
        let file = pfx_with(&keys, &certificates, &lists);
        let ambiguous = Identity::from_bytes(&file, &Password::none()).unwrap_err();
        assert!(matches!(ambiguous, Error::Ambiguous { .. }), "{ambiguous}");
        assert_error(&ambiguous);
        let selection = Selection::FriendlyName(name.clone() + "x");
        assert_error(&Identity::select(&file, &Password::none(), &selection).unwrap_err());
        assert_line(&selection.to_string());
    }
}

#[test]
fn a_text_file_cannot_act_on_a_terminal() {
    let forge = Forge::self_signed("vb365.example.com").key(TestKey::P256);
    let good = forge.pem(&provider());
    let label = hostile().replace(['\n', '\r'], "");
    let block = format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    for file in [
        block.clone() + &good,
        format!("{good}-----BEGIN {label}"),
        format!("{good}-----END {label}-----"),
        block,
        hostile(),
        format!("MII{}", hostile()),
    ] {
        match Identity::from_bytes(file.as_bytes(), &Password::none()) {
            Ok(identity) => {
                for ignored in identity.ignored() {
                    assert_line(&ignored.to_string());
                }
            }
            Err(error) => assert_error(&error),
        }
        if let Err(error) = Crls::from_bytes([file.as_bytes()]) {
            assert_error(&error);
        }
    }
    // The words of a certificate that cannot be read come from its bytes.
    let der = forge.path(&provider()).swap_remove(0);
    let date = der.windows(2).position(|it| it == [0x17, 13]).unwrap();
    for byte in (0..=0x1f).chain(0x7f..=0xff) {
        let mut der = der.to_vec();
        der[date + 3] = byte;
        assert_error(&Identity::from_der(&der).unwrap_err());
    }
}

#[test]
fn text_that_is_not_parsed_is_shown_escaped() {
    assert_not_parsed::<Address>();
    assert_not_parsed::<Host>();
    assert_not_parsed::<ScenarioId>();
    assert_not_parsed::<Cloud>();
    assert_not_parsed::<TenantId>();
    assert_not_parsed::<ApplicationId>();
    assert_not_parsed::<Lifetime>();
    assert_not_parsed::<KeyIdentifier>();
    assert_not_parsed::<Fingerprint>();
    assert_not_parsed::<Thumbprint>();
    assert_not_parsed::<Pins>();
    assert_error(&Scope::graph(&hostile()).unwrap_err());
    assert_error(&Scope::of_resource(&hostile()).unwrap_err());
    assert_error(&Position::try_from(hostile()).unwrap_err());
}

/// Only what is shown is cut.
#[test]
fn long_names_are_compared_to_their_end() {
    let (provider, long) = (provider(), "a".repeat(2_000));
    let root = |end: &str| {
        let subject = format!("CN={long}{end}");
        Forge::tls("vb365.example.com").root(|it| it.subject(subject.as_str()))
    };
    let [one, other] = ["1", "2"].map(|end| root(end).trust_anchor(&provider));
    assert_ne!(TrustedIssuer::of(&one), TrustedIssuer::of(&other));
    assert_eq!(one.subject().to_string(), other.subject().to_string());
    assert!(!one.subject().matches(other.subject()));
    let issuer = TrustedIssuer::named(hostile()).to_string();
    assert_line(&issuer);
}

/// What was written down may have been changed since.
#[test]
fn what_is_read_back_is_shown_escaped() {
    let report = &reports(&Forge::tls("vb365.example.com").without_san().expired())[0];
    let mut json = serde_json::to_value(report).unwrap();
    json["scenario"] = hostile().into();
    for finding in json["findings"].as_array_mut().unwrap() {
        for (field, value) in finding.as_object_mut().unwrap() {
            if !matches!(
                field.as_str(),
                "severity" | "position" | "basis" | "refused_by"
            ) {
                *value = hostile().into();
            }
        }
    }
    let report: Report = serde_json::from_value(json.clone()).unwrap();
    assert_lines(&report.to_string());
    let finding: Finding = serde_json::from_value(json["findings"][0].clone()).unwrap();
    assert_line(&finding.to_string());
    let policy = serde_json::json!({"levels": {hostile(): "deny"}});
    let error = serde_json::from_value::<Policy>(policy).unwrap_err();
    assert_line(&error.to_string());
    let issuer = serde_json::from_value::<TrustedIssuer>(hostile().into());
    assert!(issuer.is_err_and(|error| !format!("{error:?}").contains('\u{1b}')));
}

#[test]
fn words_of_a_peer_are_shown_escaped() {
    let text = hostile();
    let name = |text: &str| ServerName::try_from(text.to_owned()).unwrap();
    let errors = [
        rustls::Error::General(text.clone()),
        rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            expected: name("vb365.example.com"),
            presented: vec![format!("DnsName({text:?})"), text.clone()],
        }),
        rustls::Error::InvalidCertificate(CertificateError::ExpiredContext {
            time: UnixTime::now(),
            not_after: UnixTime::now(),
        }),
        rustls::Error::Other(OtherError(Arc::new(io::Error::other(text.clone())))),
    ];
    for error in errors {
        if let Some(finding) = explain(&error) {
            assert_line(&finding.to_string());
        }
        assert_error(&Error::from(error));
    }
    for body in [
        serde_json::json!({"error": text, "error_description": format!("AADSTS50013: {text}"), "error_codes": [50013],
            "correlation_id": text, "trace_id": text, "timestamp": text}),
        serde_json::json!({"error": {"code": text, "message": text, "innerError": {"request-id": text, "date": text}}}),
    ] {
        let diagnosis = diagnose(body.to_string()).unwrap();
        assert_line(&diagnosis.to_string());
        assert_line(&diagnosis.finding().to_string());
        for said in [
            diagnosis.correlation_id(),
            diagnosis.trace_id(),
            diagnosis.timestamp(),
        ] {
            assert_line(said.unwrap_or_default());
        }
    }
    if let Err(error) = diagnose(&text) {
        assert_error(&error);
    }
}

/// Fields that anybody can fill.
#[test]
fn errors_are_shown_in_one_line_whatever_is_in_them() {
    let text = hostile();
    for error in [
        Error::Unrecognized(Unrecognized::NoCertificate {
            ignored: Some(text.clone()),
        }),
        Error::Unrecognized(Unrecognized::PrivateKeyOnly { key: text.clone() }),
        Error::Unrecognized(Unrecognized::Document {
            kind: InputKind::Json,
            fields: vec![text.clone(); 3],
        }),
        Error::Unrecognized(Unrecognized::Hyphens {
            line: 1,
            found: '\u{202e}',
        }),
        Error::Decoded {
            encoding: text.clone(),
            source: Box::new(Error::Unrecognized(Unrecognized::PrivateKeyOnly {
                key: text.clone(),
            })),
        },
        Error::Pem {
            number: 1,
            label: text.clone(),
            offset: 0,
            source: PemError::NoEnd {
                label: text.clone(),
            },
        },
        Error::PrivateKey {
            place: Some(text.clone()),
            source: PrivateKeyError::SigningFailed {
                reason: text.clone(),
            },
        },
        Error::EncryptedKey {
            place: text.clone(),
            source: Box::new(ContainerError::PasswordMissing),
        },
        Error::Ambiguous {
            ambiguity: Ambiguity::NotFound {
                selection: text.clone(),
                with_keys: true,
            },
            keys: Vec::new(),
        },
        Error::Pin {
            number: 1,
            source: PinError::Issuer {
                subject: text.clone(),
                of: 2,
            },
        },
        Error::TrustAnchor {
            number: 1,
            name: text.clone(),
            source: rustls::Error::General(text.clone()),
        },
        Error::TrustSpec {
            item: text.clone(),
            source: TrustSpecError::File {
                reason: text.clone(),
            },
        },
        Error::Crl {
            number: 1,
            issuer: Some(text.clone()),
            source: CrlError::Unsupported(UnsupportedCrl::CriticalExtension(text.clone())),
        },
        Error::Unsupported(Unsupported::NameTaken {
            name: text.clone(),
            one: text.clone(),
            other: text.clone(),
        }),
        Error::Unsupported(Unsupported::UnknownRule {
            rule: text.clone(),
            nearest: None,
        }),
    ] {
        assert_error(&error);
    }
    let ca = Forge::tls("vb365.example.com").root(|it| {
        it.subject(format!("CN={text}").as_str())
            .without_extensions()
    });
    let anchor = ca.trust_anchor(&provider());
    if let Err(error) = ServerTrust::private_ca(&[anchor]) {
        assert_error(&error);
    }
}
