//! A rule of somebody else's sees the same in a report and in a handshake, and refuses in both or in none.

use std::fmt::Write;

use vb365_tls::chain::Chain;
use vb365_tls::finding::{Finding, Severity};
use vb365_tls::policy::{Level, Policy};
use vb365_tls::rule::{CustomRule, Facts, Levels, Rule, Violation};
use vb365_tls::test_support::{Forge, Template, TestKey, unix_time};
use vb365_tls::tls::explain;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Certificate, Context, check_chain};

use super::relying_party::{Party, difference, key};
use super::{HOST, context, provider};
use crate::rules::rest_api;

/// It tells all it sees.
static TELLING: CustomRule = CustomRule::new(
    Rule::new("contoso-telling", "the certificate is one of Fabrikam's"),
    telling,
);

static WARNING: CustomRule = CustomRule::new(
    Rule::new("contoso-warning", "the certificate is one of Fabrikam's")
        .with_levels(Levels::everywhere(Severity::Warning)),
    telling,
);

fn telling(facts: &Facts<'_>) -> Vec<Violation> {
    let subject = facts.end_entity().subject().to_string();
    // Whatever is checked besides, such as the certificate of this end, is none.
    if !subject.contains("O=Fabrikam") {
        return Vec::new();
    }
    let mut told = String::new();
    for (position, certificate) in facts.path() {
        write!(told, "{position} {}; ", certificate.subject()).unwrap();
    }
    let hosts: Vec<_> = facts.hosts().map(ToString::to_string).collect();
    let anchor = facts.trust_anchor().map(|it| it.fingerprint());
    let name = facts.trust_anchor_name().map(ToString::to_string);
    let profile = facts.profile();
    write!(
        told,
        "{name:?} {anchor:?}; {hosts:?} {} {:?} {}; {}; {:?} {:?}",
        profile.id,
        profile.acts_as,
        facts.verification(),
        facts.now().as_secs(),
        facts.came_with_private_key(),
        facts.provenance(),
    )
    .unwrap();
    vec![Violation::of_end_entity("another owner", told)]
}

fn forge() -> Forge {
    Forge::tls(HOST)
        .subject(format!("CN={HOST}, O=Fabrikam").as_str())
        .key(TestKey::P256)
        .intermediate(|it| it.key(TestKey::P256))
        .root(|it| it.key(TestKey::P256))
}

fn parties(forge: &Forge) -> Vec<Party> {
    let anchor = [forge.trust_anchor(&provider())];
    let certificate = &forge.parsed(&provider())[0];
    let key = || Pins::from(certificate.public_key().fingerprint());
    vec![
        Party::OfServers(ServerTrust::private_ca(&anchor).unwrap()),
        Party::OfClients(ClientTrust::private_ca(&anchor).unwrap()),
        Party::OfServers(ServerTrust::pinned(certificate)),
        Party::OfServers(ServerTrust::pinned(key())),
        Party::OfServers(ServerTrust::pinned(key()).checking_name()),
        Party::OfClients(ClientTrust::pinned(certificate)),
        Party::OfClients(ClientTrust::pinned(key())),
    ]
}

/// The refusals of a report and of a handshake.
fn both(forge: &Forge, party: &Party, context: &Context) -> [Option<Finding>; 2] {
    let chain = forge.chain(&provider());
    let report = party.report(&rest_api(), &chain, context);
    let end = party.end(&rest_api(), context);
    let presented = forge.certificates(&provider());
    let answer = end.meets(HOST, &presented, &key(forge.key_der()));
    assert_eq!(difference(&report, &answer), None, "{party:?}: {report}");
    let (own, _) = end.outcomes(HOST, &presented, &key(forge.key_der()));
    let refusal = own.err().and_then(|error| explain(&error));
    [report.errors().next().cloned(), refusal]
}

#[test]
fn it_sees_and_says_the_same() {
    let forge = forge();
    for delivered in [forge.clone(), forge.with_root()] {
        let context = context().with_rule(&TELLING).unwrap();
        for party in parties(&delivered) {
            let [report, handshake] = both(&delivered, &party, &context);
            let finding = report.unwrap();
            assert_eq!(finding.rule.as_str(), "contoso-telling", "{party:?}");
            assert_eq!(Some(finding), handshake, "{party:?}");
        }
    }
}

#[test]
fn it_sees_the_whole_path_where_one_is_built() {
    let forge = forge();
    let context = context().with_rule(&TELLING).unwrap();
    let [by_path, by_pin] = [0, 2].map(|index: usize| {
        let [_, refusal] = both(&forge, &parties(&forge)[index], &context);
        refusal.unwrap().found.to_string()
    });
    let start = "end-entity CN=vb365.example.com, O=Fabrikam; intermediate-1 CN=Test Intermediate 1; \
                 Some(\"CN=Test Root\") Some(";
    assert!(by_path.starts_with(start), "{by_path}");
    let end = format!(
        "; [\"vb365.example.com\"] rest-api TlsServer by path; {}; None None",
        Forge::now().as_secs()
    );
    assert!(by_path.ends_with(&end), "{by_path}");
    let pinned = format!(
        "end-entity CN=vb365.example.com, O=Fabrikam; None None{}",
        end.replace("by path", "by pin")
    );
    assert_eq!(by_pin, pinned);
}

#[test]
fn a_policy_weighs_it_in_handshakes_too() {
    let forge = forge();
    let refuses = |rule: &'static CustomRule, level: Option<Level>, party: &Party| {
        let policy = level.map_or_else(Policy::recommended, |level| {
            Policy::recommended()
                .with_custom_level(rule, level)
                .unwrap()
        });
        let context = context().with_rule(rule).unwrap().with_policy(policy);
        let [report, handshake] = both(&forge, party, &context);
        assert_eq!(report, handshake, "{party:?}");
        handshake.is_some()
    };
    for party in parties(&forge) {
        for (rule, as_it_is) in [(&TELLING, true), (&WARNING, false)] {
            assert_eq!(refuses(rule, None, &party), as_it_is, "{party:?}");
            assert!(!refuses(rule, Some(Level::Allow), &party), "{party:?}");
            assert!(!refuses(rule, Some(Level::Warn), &party), "{party:?}");
            assert!(refuses(rule, Some(Level::Deny), &party), "{party:?}");
        }
    }
}

/// What a pinned key presents may be too large to be checked before the key is proved: then a rule waits for nothing,
/// and is told the time it is.
#[test]
fn it_is_asked_of_large_certificates_too() {
    let names: Vec<_> = (0..400)
        .map(|it| format!("host-{it}.example.com"))
        .collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.push(HOST);
    let forge = forge().names(&names);
    let context = context().with_rule(&TELLING).unwrap();
    for party in parties(&forge) {
        let [report, handshake] = both(&forge, &party, &context);
        let found = handshake.unwrap().found;
        assert_eq!(report.unwrap().found, found);
        let now = format!("; {};", Forge::now().as_secs());
        assert!(found.contains(&now), "{found}");
    }
}

/// One CA with two certificates: the search goes on past the path the rule refuses, in whichever order they come.
#[test]
fn another_path_is_taken_where_there_is_one() {
    static LONG: CustomRule = CustomRule::new(
        Rule::new("contoso-valid-past-2027", "an issuer is valid past 2027"),
        |facts| {
            let end = unix_time("2028-01-01T00:00:00Z");
            let long = facts
                .path()
                .filter(|(_, it)| it.validity().not_after() > end);
            let violation = |position| Violation::new(position, "an end in 2027", "a later one");
            long.map(|(position, _)| violation(position)).collect()
        },
    );
    let issuer = |until| {
        let template = Template::intermediate("CN=CA").key(TestKey::P256);
        template.valid("2026-01-01", until)
    };
    let root = Template::root("CN=Root")
        .key(TestKey::P256)
        .valid("2026-01-01", "2027-12-31");
    let issued = |template: &Template, by: &Template| {
        Certificate::from_der(template.issued_by(by, &provider())).unwrap()
    };
    let leaf = Template::end_entity(HOST).key(TestKey::P256);
    let leaf = issued(&leaf, &issuer("2027-12-31"));
    let [short, long] = ["2027-12-31", "2029-12-31"].map(|until| issued(&issuer(until), &root));
    let root = issued(&root, &root);
    let context = context().with_rule(&LONG).unwrap();
    let party = Party::OfServers(ServerTrust::private_ca(&[root]).unwrap());
    let end = party.end(&rest_api(), &context);
    let key = key(Forge::tls(HOST).key(TestKey::P256).key_der());
    for (issuers, is_refused) in [
        (vec![&short], false),
        (vec![&long], true),
        (vec![&short, &long], false),
        (vec![&long, &short], false),
    ] {
        let presented: Vec<_> = [&leaf].into_iter().chain(issuers).cloned().collect();
        let chain = Chain::from_certificates(presented.clone()).unwrap();
        let unstated = check_chain(&rest_api(), &chain, &context);
        let report = party.report(&rest_api(), &chain, &context);
        let encodings: Vec<_> = presented.iter().map(|it| it.der().clone()).collect();
        let answer = end.meets(HOST, &encodings, &key);
        let rule = is_refused.then_some("contoso-valid-past-2027");
        assert_eq!(answer.err().as_deref(), rule);
        for report in [unstated, report] {
            let errors = report.errors().map(|it| it.rule.as_str()).next();
            assert_eq!(errors, rule, "{report}");
        }
    }
}
