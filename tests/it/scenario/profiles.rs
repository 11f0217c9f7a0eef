//! Profiles that are read while the program runs.

use std::fs;

use vb365_tls::finding::Finding;
use vb365_tls::profile::{Demand, Profile, Verification};
use vb365_tls::scenario::{CustomScenario, ScenarioId, role};
use vb365_tls::test_support::KeyUsageBit::{
    ContentCommitment, CrlSign, DataEncipherment, DigitalSignature, KeyCertSign, KeyEncipherment,
};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::{Credential, Report, check};

use super::words::crl_at;
use crate::rules::{HOST, context, provider};

const GOOD: &str = r#"{
    "id": "metrics", "title": "Scraping metrics", "acts-as": "tls-server",
    "words": [{"demand": "wildcard", "requirement": "must-not", "basis": "practice", "source": "our handbook"}]
}"#;

#[test]
fn a_profile_that_says_nonsense_names_the_field() {
    let word = r#"{"demand": "wildcard", "requirement": "must-not", "basis": "practice", "source": "our handbook"}"#;
    let rows = [
        (
            r#""wildcard""#,
            r#""wildcrad""#,
            "`wildcrad` is not a demand: the kinds are ca, common-name, crl, extended-key-usage, extension, key, key-provider, key-size, key-usage, lifetime, path-length, reference-identifier, self-signed, subject-alt-name, wildcard at line",
        ),
        (
            r#""wildcard""#,
            r#""key""#,
            "`key` is not a demand: `key` takes a value, such as `key=rsa` at line",
        ),
        (
            r#""wildcard""#,
            r#""wildcard=yes""#,
            "`wildcard=yes` is not a demand: `wildcard` takes no value at line",
        ),
        (
            r#""wildcard""#,
            r#""key=dsa""#,
            "`key=dsa` is not a demand: a kind of key is one of rsa, ec, p-256, p-384, p-521, ed25519 at line",
        ),
        (
            r#""wildcard""#,
            r#""key-size=-1""#,
            "`key-size=-1` is not a demand: a key size is a number of bits from 1 at line",
        ),
        (
            r#""wildcard""#,
            r#""lifetime=0""#,
            "`lifetime=0` is not a demand: a lifetime is a number of days from 1 at line",
        ),
        (
            r#""wildcard""#,
            r#""path-length=+0""#,
            "`path-length=+0` is not a demand: a path length is a number from 0 at line",
        ),
        (
            r#""wildcard""#,
            r#""key-usage=sign""#,
            "`key-usage=sign` is not a demand: a key usage is one of digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign, encipherOnly, decipherOnly at line",
        ),
        (
            r#""wildcard""#,
            r#""crl=ftp""#,
            "`crl=ftp` is not a demand: the address of a CRL is one of http, https, ldap at line",
        ),
        (
            r#""wildcard""#,
            r#""key-provider=cng""#,
            "`key-provider=cng` is not a demand: the only kind of key provider is csp at line",
        ),
        (
            r#""wildcard""#,
            r#""extension=1.2.""#,
            "`extension=1.2.` is not a demand: neither a known name nor an object identifier in dotted decimal at line",
        ),
        (
            r#""wildcard""#,
            "\"\\u001b[2J\"",
            "`\\u{1b}[2J` is not a demand",
        ),
        (
            r#""must-not""#,
            r#""must not""#,
            "unknown variant `must not`, expected one of `must`, `should`, `may`, `should-not`, `must-not` at line",
        ),
        (r#""practice""#, r#""hearsay""#, "hearsay"),
        (
            r#""words""#,
            r#""wrods""#,
            "unknown field `wrods`, expected one of `id`, `title`, `acts-as`, `words` at line",
        ),
        (
            r#""source""#,
            r#""sauce""#,
            "unknown field `sauce`, expected one of `demand`, `requirement`, `basis`, `source` at line",
        ),
        (
            r#""tls-server""#,
            r#""server""#,
            "unknown variant `server`, expected one of `tls-server`, `tls-client`, `tls-peer`, `assertion-signer` at line",
        ),
        (r#""acts-as": "tls-server","#, "", "missing field `acts-as`"),
        (
            r#""metrics""#,
            r#""My metrics""#,
            "`id`: `My metrics` is not a name in kebab case, of at most 100 lower case letters, digits and single hyphens",
        ),
        (r#""Scraping metrics""#, r#"" ""#, "`title` is empty"),
        (
            r#""our handbook""#,
            r#""""#,
            "`words`: the source of `wildcard` is empty; say who asks for it",
        ),
        (
            word,
            &format!("{word}, {word}"),
            "`words`: `wildcard` stands there twice, and nobody knows which is meant",
        ),
    ];
    for (part, instead, expected) in rows {
        assert!(GOOD.contains(part), "{part}");
        let error = serde_json::from_str::<Profile>(&GOOD.replace(part, instead)).unwrap_err();
        let error = error.to_string();
        assert!(
            error.starts_with(expected) || (expected == "hearsay" && error.contains(expected)),
            "{error}"
        );
    }
    let many: Vec<_> = (1..=101)
        .map(|bits| word.replace("wildcard", &format!("key-size={bits}")))
        .collect();
    let error = serde_json::from_str::<Profile>(&GOOD.replace(word, &many.join(","))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`words`: there are 101, and at most 100 are read"
    );
}

#[test]
fn what_is_written_is_read_back() {
    for id in ScenarioId::ALL {
        let text = serde_json::to_string(id.profile()).unwrap();
        assert_eq!(
            &serde_json::from_str::<Profile>(&text).unwrap(),
            id.profile()
        );
    }
    for demand in Demand::EXAMPLES {
        assert_eq!(demand.to_string().parse(), Ok(demand));
    }
    let scenario = format!(r#"{{"profile": {GOOD}, "addresses": ["metrics.example.com:9100"]}}"#);
    let scenario: CustomScenario = serde_json::from_str(&scenario).unwrap();
    let text = serde_json::to_string(&scenario).unwrap();
    assert_eq!(
        serde_json::from_str::<CustomScenario>(&text).unwrap(),
        scenario
    );
    assert_eq!(
        scenario.addresses()[0].to_string(),
        "metrics.example.com:9100"
    );
}

#[test]
fn a_role_that_contradicts_the_profile_is_an_error() {
    let profile: Profile =
        serde_json::from_str(&GOOD.replace("tls-server", "assertion-signer")).unwrap();
    let scenario = CustomScenario::new(profile, Vec::new());
    let error = scenario.clone().with_role::<role::TlsServer>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`acts-as` of the profile `metrics` is `assertion-signer`, and the program uses the certificate as `tls-server`; \
         correct the profile, or use the certificate as it says"
    );
    assert!(scenario.with_role::<role::AssertionSigner>().is_ok());
}

/// A profile of another product, and a certificate that is as it asks.
struct Sibling {
    file: &'static str,
    good: fn() -> Forge,
    /// What breaks one demand alone, and the demand.
    broken: &'static [(Change, &'static str)],
}

type Change = fn(Forge) -> Forge;

const SIBLINGS: &[Sibling] = &[
    Sibling {
        file: "vbr-backup-server",
        good: internal_ca,
        broken: &[
            (|it| it.subject("CN=Somebody"), "common-name"),
            (
                |it| it.names(&["other.example.com"]),
                "reference-identifier",
            ),
            (|it| it.key(TestKey::P384), "key=rsa"),
            (
                |it| it.key_usage(&[DigitalSignature, CrlSign]),
                "key-usage=keyCertSign",
            ),
            (
                |it| it.key_usage(&[DigitalSignature, KeyCertSign]),
                "key-usage=cRLSign",
            ),
            (
                |it| it.key_usage(&[KeyCertSign, CrlSign]),
                "key-usage=digitalSignature",
            ),
            (|it| it.ca(Some(1)), "path-length=0"),
            (|it| it.without_extension("2.5.29.31"), "crl=http"),
        ],
    },
    Sibling {
        file: "enterprise-manager",
        good: internal_ca,
        broken: &[
            (|it| it.ca(None), "path-length=0"),
            (
                |it| it.extension("2.5.29.31", false, &crl_at("ldap://pki")),
                "crl=http",
            ),
        ],
    },
    Sibling {
        file: "vspc-server",
        good: || {
            let usages = [
                DigitalSignature,
                ContentCommitment,
                KeyEncipherment,
                DataEncipherment,
            ];
            server().key_usage(&usages).key(TestKey::Rsa4096)
        },
        broken: &[
            (|it| it.key(TestKey::Rsa3072), "key-size=4096"),
            (
                |it| it.key_usage(&[DigitalSignature, ContentCommitment, KeyEncipherment]),
                "key-usage=dataEncipherment",
            ),
            (
                |it| it.purposes(&["1.3.6.1.5.5.7.3.2"]),
                "extended-key-usage=serverAuth",
            ),
            (
                |it| it.names(&["other.example.com"]),
                "reference-identifier",
            ),
        ],
    },
];

fn server() -> Forge {
    Forge::tls(HOST).subject("CN=vb365.example.com")
}

fn internal_ca() -> Forge {
    let usages = [DigitalSignature, KeyCertSign, CrlSign];
    let crl = crl_at("http://pki.example.com/a.crl");
    server()
        .ca(Some(0))
        .key_usage(&usages)
        .extension("2.5.29.31", false, &crl)
}

fn report_of(file: &str, forge: &Forge) -> Report {
    let text = fs::read_to_string(format!("examples/profiles/{file}.json")).unwrap();
    let profile: Profile = serde_json::from_str(&text).unwrap();
    let scenario = CustomScenario::new(profile, vec![HOST.parse().unwrap()]);
    let context = context().with_relying_party(Verification::ByPin);
    check(&scenario, &forge.identity(&provider()), &context)
}

#[test]
fn profiles_of_sibling_products_take_effect() {
    for sibling in SIBLINGS {
        let file = sibling.file;
        let text = fs::read_to_string(format!("examples/profiles/{file}.json")).unwrap();
        let profile: Profile = serde_json::from_str(&text).unwrap();
        assert_eq!(profile.id, file);
        let good = report_of(file, &(sibling.good)());
        let by_profile = |report: &Report| {
            let sources = profile.words.iter().map(|word| &word.source);
            let sources: Vec<_> = sources.collect();
            let findings = report.findings().iter();
            let told: Vec<_> = findings
                .filter(|it| sources.contains(&&it.citation))
                .cloned()
                .collect();
            told
        };
        assert_eq!(by_profile(&good), [], "{file}");
        for (break_one, demand) in sibling.broken {
            let word = profile.word(&demand.parse().unwrap()).unwrap();
            let told = by_profile(&report_of(file, &break_one((sibling.good)())));
            let is_it = |it: &&Finding| Some(it.severity) == word.requirement.severity();
            assert!(
                told.iter().any(|it| is_it(&it)),
                "{file}, {demand}: {told:?}"
            );
            assert!(told.len() == 1, "{file}, {demand}: {told:?}");
        }
    }
}

/// The guide of Veeam Backup & Replication asks for a CA; clients on rustls that build a path refuse it all the same.
#[test]
fn what_a_sibling_asks_is_still_refused_by_path() {
    let rejected = {
        let text = fs::read_to_string("examples/profiles/vbr-backup-server.json").unwrap();
        let profile: Profile = serde_json::from_str(&text).unwrap();
        let scenario = CustomScenario::new(profile, vec![HOST.parse().unwrap()]);
        let scenario = scenario.with_role::<role::TlsServer>().unwrap();
        let context = context().with_relying_party(Verification::ByPath);
        Credential::accept(scenario, internal_ca().identity(&provider()), &context).unwrap_err()
    };
    let errors: Vec<_> = rejected
        .report()
        .errors()
        .map(|it| it.rule.as_str())
        .collect();
    assert_eq!(errors, ["end-entity-is-ca"]);
}
