//! Rules of somebody else's: checked, weighed and read like ours.

use serde_json::json;
use vb365_tls::finding::{Basis, Position, Severity};
use vb365_tls::policy::{Level, Policy};
use vb365_tls::profile::Verification;
use vb365_tls::rule::{CustomRule, Facts, Levels, Rule, Violation};
use vb365_tls::test_support::Forge;
use vb365_tls::{Context, Credential, Report, check, check_chain};

use super::{HOST, context, organization_management, provider, rest_api};

static FABRIKAM: CustomRule = CustomRule::new(
    Rule::new("contoso-fabrikam", "the certificate is one of Fabrikam's")
        .with_why("Contoso has parted from Fabrikam.")
        .with_remedy("Request a certificate from Contoso CA 1.")
        .with_citation("https://wiki.contoso.com/fabrikam"),
    of_fabrikam,
);

fn of_fabrikam(facts: &Facts<'_>) -> Vec<Violation> {
    let of_it = |(position, certificate): (Position, &vb365_tls::Certificate)| {
        let subject = certificate.subject().to_string();
        let is_it = subject.contains("O=Fabrikam");
        is_it.then(|| Violation::new(position, "a subject without O=Fabrikam", subject))
    };
    facts.path().filter_map(of_it).collect()
}

/// A rule of this level that every end entity breaks.
macro_rules! always {
    ($name:ident, $id:expr, $levels:expr) => {
        static $name: CustomRule = CustomRule::new(
            Rule::new($id, "the certificate is a certificate").with_levels($levels),
            |_| vec![Violation::of_end_entity("none", "one")],
        );
    };
}

always!(
    WARNING,
    "contoso-warning",
    Levels::everywhere(Severity::Warning)
);
always!(
    BY_PIN,
    "contoso-by-pin",
    Levels::new(None, Some(Severity::Notice), None)
);

fn with(rules: &[&'static CustomRule]) -> Context {
    rules
        .iter()
        .fold(context(), |context, rule| context.with_rule(rule).unwrap())
}

fn fabrikam() -> Forge {
    Forge::tls(HOST).subject(format!("CN={HOST}, O=Fabrikam").as_str())
}

fn found(report: &Report) -> Vec<(&str, Severity)> {
    let findings = report.findings().iter();
    findings.map(|it| (it.rule.as_str(), it.severity)).collect()
}

#[test]
fn a_report_says_all_there_is_to_say() {
    let report = check(
        &rest_api(),
        &fabrikam().identity(&provider()),
        &with(&[&FABRIKAM]),
    );
    assert_eq!(
        report.to_string(),
        "rest-api: rejected, verified by path (assumed): 1 error, 0 warnings, 0 notices

  error contoso-fabrikam
    the certificate is one of Fabrikam's (end-entity `CN=vb365.example.com, O=Fabrikam`)
    expected: a subject without O=Fabrikam
    found:    CN=vb365.example.com, O=Fabrikam
    why:      Contoso has parted from Fabrikam.
    remedy:   Request a certificate from Contoso CA 1.
    source:   https://wiki.contoso.com/fabrikam (own)"
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json["findings"],
        json!([{
            "rule": "contoso-fabrikam",
            "severity": "error",
            "position": "end-entity",
            "certificate": "CN=vb365.example.com, O=Fabrikam",
            "message": "the certificate is one of Fabrikam's",
            "expected": "a subject without O=Fabrikam",
            "found": "CN=vb365.example.com, O=Fabrikam",
            "why": "Contoso has parted from Fabrikam.",
            "remedy": "Request a certificate from Contoso CA 1.",
            "citation": "https://wiki.contoso.com/fabrikam",
            "basis": "own",
            "refused_by": [],
        }])
    );
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
}

#[test]
fn what_keeps_to_the_rule_is_accepted_and_what_breaks_it_is_rejected() {
    let context = with(&[&FABRIKAM]);
    let accept = |forge: &Forge| {
        let identity = forge.identity(&provider());
        Credential::accept(crate::rest_api(), identity, &context)
    };
    assert!(accept(&Forge::tls(HOST)).is_ok());
    let rejected = accept(&fabrikam()).unwrap_err();
    assert_eq!(
        found(rejected.report()),
        [("contoso-fabrikam", Severity::Error)]
    );
    let chain = fabrikam().chain(&provider());
    let report = check_chain(&rest_api(), &chain, &context);
    assert_eq!(found(&report), [("contoso-fabrikam", Severity::Error)]);
    let without = check_chain(&rest_api(), &chain, &super::context());
    assert_eq!(found(&without), []);
}

/// Each certificate that is read, and no other: of what is pinned, the end entity alone.
#[test]
fn a_rule_sees_the_path_where_one_is_built() {
    let forge = Forge::tls(HOST).intermediate(|it| it.subject("CN=Fabrikam CA, O=Fabrikam"));
    let checked = |verification: Verification| {
        let context = with(&[&FABRIKAM]).with_relying_party(verification);
        let report = check(&rest_api(), &forge.identity(&provider()), &context);
        let findings = report.findings().iter();
        findings
            .map(|it| (it.rule.to_string(), it.position, it.certificate.clone()))
            .collect::<Vec<_>>()
    };
    let issuer = Some("CN=Fabrikam CA, O=Fabrikam".to_owned());
    assert_eq!(
        checked(Verification::ByPath),
        [("contoso-fabrikam".into(), Position::Intermediate(1), issuer)]
    );
    assert_eq!(checked(Verification::ByPin), []);
}

#[test]
fn a_level_holds_where_it_is_given() {
    let identity = Forge::tls(HOST).identity(&provider());
    let checked = |verification: Verification| {
        let context = with(&[&BY_PIN]).with_relying_party(verification);
        found(&check(&rest_api(), &identity, &context)).len()
    };
    assert_eq!(checked(Verification::ByPath), 0);
    assert_eq!(checked(Verification::ByPin), 1);
    let identity = Forge::assertion().identity(&provider());
    let signer =
        |rules: &[&'static CustomRule]| check(&organization_management(), &identity, &with(rules));
    let as_ever = ("self-signed", Severity::Notice);
    assert_eq!(found(&signer(&[&BY_PIN])), [as_ever]);
    assert_eq!(
        found(&signer(&[&WARNING])),
        [("contoso-warning", Severity::Warning), as_ever]
    );
}

#[test]
fn a_policy_weighs_it_again() {
    let forge = fabrikam();
    let checked = |level: Option<Level>| {
        let policy = level.map_or_else(Policy::recommended, |level| {
            Policy::recommended()
                .with_custom_level(&FABRIKAM, level)
                .unwrap()
        });
        let context = with(&[&FABRIKAM]).with_policy(policy);
        let report = check(&rest_api(), &forge.identity(&provider()), &context);
        report
            .findings()
            .iter()
            .map(|it| it.severity)
            .collect::<Vec<_>>()
    };
    assert_eq!(checked(None), [Severity::Error]);
    assert_eq!(checked(Some(Level::Allow)), []);
    assert_eq!(checked(Some(Level::Warn)), [Severity::Warning]);
    assert_eq!(checked(Some(Level::Deny)), [Severity::Error]);
    let denied = Policy::recommended()
        .with_custom_level(&WARNING, Level::Deny)
        .unwrap();
    let context = with(&[&WARNING]).with_policy(denied);
    let report = check(
        &rest_api(),
        &Forge::tls(HOST).identity(&provider()),
        &context,
    );
    assert_eq!(found(&report), [("contoso-warning", Severity::Error)]);
}

#[test]
fn a_policy_file_names_it_where_it_is_known() {
    let read = |file: &str, rules: &[&CustomRule]| {
        Policy::deserialize_with(rules, &mut serde_json::Deserializer::from_str(file))
            .map_err(|error| error.to_string())
    };
    let file = r#"{"levels": {"contoso-fabrikam": "warn", "self-signed": "deny"}}"#;
    let policy = read(file, &[&FABRIKAM]).unwrap();
    assert_eq!(policy.level("contoso-fabrikam"), Some(Level::Warn));
    assert_eq!(policy.level("self-signed"), Some(Level::Deny));
    let written = serde_json::to_string(&policy).unwrap();
    assert_eq!(read(&written, &[&FABRIKAM]).as_ref(), Ok(&policy));
    assert_eq!(read(&written, with(&[&FABRIKAM]).rules()), Ok(policy));

    let unknown =
        "`contoso-fabrikam` is not the id of a rule; the manual's page of rules lists them all";
    assert_eq!(read(file, &[]).unwrap_err(), unknown);
    let as_ever = serde_json::from_str::<Policy>(file).unwrap_err();
    assert!(as_ever.to_string().starts_with(unknown), "{as_ever}");
    assert_eq!(
        read(r#"{"levels": {"contoso-fabricam": "warn"}}"#, &[&FABRIKAM]).unwrap_err(),
        "`contoso-fabricam` is not the id of a rule; did you mean `contoso-fabrikam`?"
    );
    // What no policy makes work stays so.
    assert!(
        read(
            r#"{"levels": {"private-key-absent": "warn"}}"#,
            &[&FABRIKAM]
        )
        .is_err()
    );
}

#[test]
fn a_rule_needs_an_id_of_its_own() {
    macro_rules! refused {
        ($($id:expr => $reason:expr),* $(,)?) => {$({
            static RULE: CustomRule = CustomRule::new(Rule::new($id, "wrong"), |_| Vec::new());
            let error = with(&[&FABRIKAM]).with_rule(&RULE).unwrap_err();
            let reason = $reason;
            assert_eq!(error.to_string(), format!("the rule `{}` cannot be registered: {reason}", $id));
        })*};
    }
    let of_ours = "a rule of this crate has that id; put a name of your own before it";
    let form = "an id has words of small letters and digits with hyphens between them, such as \
                `contoso-valid-too-long`, and at most 64 characters";
    refused! {
        "self-signed" => of_ours,
        "pin-unmatched" => of_ours,
        "portal-port-differs" => of_ours,
        "aadsts-700027-key-expired" => of_ours,
        "contoso-fabrikam" => "it is registered already",
        "" => form,
        "Contoso" => form,
        "contoso fabrikam" => form,
        "contoso--fabrikam" => form,
        "-contoso" => form,
        "contoso-" => form,
        "contoso-ä" => form,
        "a-12345678-12345678-12345678-12345678-12345678-12345678-123456789" => form,
    }
    let error = with(&[&FABRIKAM]).with_rule(&FABRIKAM).unwrap_err();
    assert!(error.to_string().ends_with("it is registered already"));
}

#[test]
fn what_is_left_unsaid_is_said_in_general() {
    const RULE: Rule = Rule::new("contoso-name", "the name is not one of Contoso's");
    assert_eq!(RULE.basis, Basis::Own);
    assert_eq!(RULE.levels, Levels::everywhere(Severity::Error));
    for text in [RULE.why, RULE.remedy, RULE.citation] {
        assert!(!text.is_empty());
    }
}

/// The level of the rule is the most a violation weighs.
#[test]
fn a_violation_weighs_less_and_never_more() {
    static GRADED: CustomRule = CustomRule::new(
        Rule::new("contoso-graded", "the certificate is graded")
            .with_levels(Levels::everywhere(Severity::Warning)),
        |_| {
            let violation = |grade| Violation::of_end_entity("a grade", grade);
            vec![
                violation("none"),
                violation("low").with_severity(Severity::Error),
                violation("fair").with_severity(Severity::Notice),
            ]
        },
    );
    let report = check(
        &rest_api(),
        &Forge::tls(HOST).identity(&provider()),
        &with(&[&GRADED]),
    );
    let findings = report.findings().iter();
    let findings: Vec<_> = findings.map(|it| (&*it.found, it.severity)).collect();
    assert_eq!(
        findings,
        [
            ("none", Severity::Warning),
            ("low", Severity::Warning),
            ("fair", Severity::Notice)
        ]
    );
}

/// Whatever a rule quotes, a report has its lines and no others.
#[test]
fn texts_stay_in_one_line() {
    static LINES: CustomRule = CustomRule::new(
        Rule::new("contoso-lines", "the certificate has lines"),
        |_| {
            vec![Violation::of_end_entity(
                "a\nb",
                "c\u{202e}d\n\n  error forged",
            )]
        },
    );
    let report = check(
        &rest_api(),
        &Forge::tls(HOST).identity(&provider()),
        &with(&[&LINES]),
    );
    let finding = &report.findings()[0];
    assert_eq!(finding.expected, r"a\nb");
    assert_eq!(finding.found, r"c\u{202e}d\n\n  error forged");
    assert_eq!(report.to_string().lines().count(), 9);
}

#[test]
fn texts_of_the_rule_are_lines_themselves() {
    macro_rules! refused {
        ($($rule:expr),* $(,)?) => {$({
            static RULE: CustomRule = CustomRule::new($rule, |_| Vec::new());
            let error = context().with_rule(&RULE).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the rule `contoso-lines` cannot be registered: summary, reason, remedy and source are each one line of a \
                 report, with words and without a line break or another character that is not seen"
            );
        })*};
    }
    const fn rule(summary: &'static str) -> Rule {
        Rule::new("contoso-lines", summary)
    }
    refused! {
        rule(""),
        rule("two\nlines"),
        rule("the summary").with_why(" "),
        rule("the summary").with_remedy("Do\r\nthis."),
        rule("the summary").with_citation("\u{1b}[2J"),
    }
}

/// A rule that is not ours is not a way around what no policy may allow.
#[test]
fn a_level_is_not_set_through_another_rule() {
    static ABSENT: CustomRule =
        CustomRule::new(Rule::new("private-key-absent", "wrong"), |_| Vec::new());
    for level in [Level::Allow, Level::Deny] {
        let refused = Policy::recommended().with_custom_level(&ABSENT, level);
        assert_eq!(
            refused.unwrap_err().to_string(),
            "`private-key-absent` is the id of a rule of this crate"
        );
    }
    let among =
        Policy::recommended().with_level_among(&[&ABSENT], "private-key-absent", Level::Allow);
    let reason = among.unwrap_err().to_string();
    assert!(
        reason.starts_with("`private-key-absent` cannot be set to `allow`: "),
        "{reason}"
    );
}

#[test]
fn facts_of_a_delivery_are_those_of_the_identity() {
    static KEYLESS: CustomRule = CustomRule::new(
        Rule::new("contoso-key", "the key is included")
            .with_levels(Levels::everywhere(Severity::Notice)),
        |facts| {
            let key = facts.came_with_private_key();
            let source = facts.provenance().is_some();
            vec![Violation::of_end_entity("", format!("{key:?} {source}"))]
        },
    );
    let forge = Forge::tls(HOST);
    let context = with(&[&KEYLESS]);
    let last = |report: Report| report.notices().last().unwrap().found.to_string();
    let identity = forge.identity(&provider());
    assert_eq!(
        last(check(&rest_api(), &identity, &context)),
        "Some(true) true"
    );
    let chain = forge.chain(&provider());
    assert_eq!(
        last(check_chain(&rest_api(), &chain, &context)),
        "None false"
    );
}
