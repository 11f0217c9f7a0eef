//! What holds for every rule of the catalogue.

use std::collections::BTreeSet;

use vb365_tls::finding::{Basis, Severity};
use vb365_tls::rule::{self, Levels, Rule};

use crate::rules::{Case, TABLES, portal};

/// Every rule and its levels: by path, by pin, assertion; `E` error, `W` warning, `N` notice, `-` not applicable.
const LEVELS: &[(&str, &str)] = &[
    // Validity
    ("certificate-expired", "EEE"),
    ("certificate-not-yet-valid", "EEE"),
    ("certificate-expires-soon", "WWW"),
    ("lifetime-too-long", "N-W"),
    ("validity-inverted", "EEE"),
    ("validity-encoding-wrong", "NNN"),
    ("validity-unreadable", "ENN"),
    ("issuer-expires-first", "W--"),
    // Without given anchors a warning at the topmost certificate.
    ("issuer-expired", "E--"),
    // Key
    ("private-key-absent", "EEE"),
    ("private-key-mismatch", "EEE"),
    // By the word: a recommendation is a warning.
    ("profile-demand-unmet", "EEE"),
    ("key-unavailable", "EEE"),
    ("key-not-compared", "NNN"),
    ("key-algorithm-unsupported", "EEE"),
    ("ml-dsa-rarely-supported", "WW-"),
    ("assertion-key-not-rsa", "--E"),
    // A warning where the provider verifies with 2041 to 2047 bits.
    ("rsa-modulus-too-short", "EEE"),
    ("rsa-modulus-too-long", "EEE"),
    ("rsa-modulus-irregular", "WWW"),
    ("rsa-modulus-not-tested", "NNN"),
    ("rsa-modulus-length-irregular", "WWW"),
    ("rsa-exponent-weak", "WWW"),
    ("rsa-key-predictable", "WWW"),
    ("ec-parameters-explicit", "EE-"),
    // By path and by pin a warning where one provider reads it.
    ("public-key-malformed", "EEW"),
    ("key-distrusted", "E--"),
    // Signature
    ("signature-algorithm-weak", "ENW"),
    ("signature-algorithm-unsupported", "EN-"),
    ("signature-algorithm-inconsistent", "EEE"),
    ("signature-invalid", "EWW"),
    ("signature-bits-unused", "EWN"),
    // Names
    ("subject-alt-name-absent", "EN-"),
    ("subject-alt-name-empty", "EW-"),
    ("reference-identifier-unmatched", "EW-"),
    ("name-only-in-common-name", "EN-"),
    // A profile that advises against wildcards makes it a warning.
    ("wildcard-in-name", "NN-"),
    ("wildcard-malformed", "WW-"),
    // By path an error where it is the only match.
    ("ip-address-as-dns-name", "WW-"),
    ("dns-name-malformed", "WW-"),
    ("common-name-has-port", "WWN"),
    ("subject-empty-without-critical-san", "WWN"),
    ("presented-identifier-repeated", "NN-"),
    // Purpose
    ("extended-key-usage-mismatch", "EW-"),
    ("extended-key-usage-any-only", "EN-"),
    ("extended-key-usage-empty", "EWW"),
    ("extended-key-usage-absent", "NN-"),
    ("extended-key-usage-excessive", "WWN"),
    ("key-usage-mismatch", "EWN"),
    ("key-cert-sign-on-end-entity", "WWN"),
    ("end-entity-is-ca", "EWN"),
    ("certificate-version-1", "EWW"),
    ("critical-extension-unknown", "EWN"),
    ("unique-identifiers-present", "EWN"),
    ("extension-repeated", "EEE"),
    // A warning by path for what rustls does not process.
    ("extension-malformed", "EWW"),
    ("path-length-without-ca", "WWN"),
    ("path-length-too-large", "EN-"),
    ("serial-number-irregular", "WWW"),
    ("subject-key-identifier-absent", "W--"),
    ("authority-key-identifier-absent", "W--"),
    ("certificate-policy-repeated", "W--"),
    ("distribution-point-unnamed", "W--"),
    ("key-usage-impossible", "W--"),
    ("netscape-type-mismatch", "W--"),
    ("revocation-pointer-absent", "N--"),
    ("stapling-demanded", "W--"),
    // Chain
    // A profile that does not advise against it makes it a notice by pin.
    ("self-signed", "WNN"),
    ("path-not-found", "E--"),
    ("chain-incomplete", "W--"),
    ("chain-out-of-order", "N--"),
    ("chain-unrelated-certificate", "W--"),
    ("trust-anchor-in-chain", "N--"),
    ("chain-too-long", "E--"),
    ("chain-too-large", "EE-"),
    ("issuer-name-encoding-differs", "E--"),
    ("issuer-name-empty", "EWW"),
    ("issuer-not-ca", "E--"),
    ("issuer-lacks-key-cert-sign", "E--"),
    ("issuer-key-usage-absent", "W--"),
    // Of a trust anchor a warning.
    ("path-length-exceeded", "E--"),
    ("name-attribute-malformed", "WW-"),
    ("name-attribute-too-long", "W--"),
    // A notice where it only begins with a dot.
    ("name-constraint-malformed", "W--"),
    ("name-constraints-violated", "E--"),
    ("name-constraints-unsupported", "E--"),
    ("issuer-purpose-mismatch", "E--"),
    ("authority-key-identifier-mismatch", "W--"),
    // Only where the policy names CAs.
    ("issuer-outside-policy", "--W"),
    ("certificate-revoked", "EEE"),
    ("crl-authority-key-identifier-absent", "N--"),
    ("crl-issuer-encoding-differs", "W--"),
    ("crl-number-absent", "W--"),
    ("crl-number-critical", "W--"),
    ("crl-stale", "EEW"),
    ("crl-unverified", "EWW"),
    ("revocation-status-unknown", "E--"),
    // Container
    ("container-encryption-legacy", "NNN"),
    ("container-mac-absent", "WWW"),
    ("container-mac-modern", "NNN"),
    ("container-trailing-octets", "NNN"),
    ("container-unreadable-by-dotnet", "WWW"),
    // Only where the profile advises against it.
    ("key-in-cng-provider", "--W"),
    ("key-in-legacy-csp", "--N"),
    ("key-spec-signature-only", "NN-"),
    ("container-unreadable-by-java", "NNN"),
    ("container-unreadable-by-openssl", "NNN"),
    ("container-unreadable-by-windows-2016", "NNN"),
    ("key-unusable-by-dotnet-framework", "NNN"),
    // What most clients pass over
    // A notice for most extensions.
    ("extension-criticality-wrong", "W--"),
    ("name-constraints-on-end-entity", "N--"),
    ("trust-anchor-irregular", "W--"),
    ("common-name-names-another-host", "N--"),
    // Across an installation
    ("portal-port-differs", "EE-"),
    ("portal-address-uncovered", "EW-"),
];

fn all() -> impl Iterator<Item = &'static Rule> {
    let unchecked = [rule::ASSERTION, rule::HANDSHAKE, rule::SERVICE_ERRORS];
    checked().chain(unchecked.into_iter().flatten().copied())
}

/// The rules this crate checks by itself.
fn checked() -> impl Iterator<Item = &'static Rule> {
    rule::ALL.iter().chain(rule::DEPLOYMENT).copied()
}

fn cases() -> impl Iterator<Item = &'static Case> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// Every finding some case expects.
fn expected() -> impl Iterator<Item = &'static (&'static str, Severity)> {
    cases().flat_map(|case| {
        [case.by_path, case.by_pin, case.assertion]
            .into_iter()
            .flatten()
    })
}

/// Fails with all that `check` complains about at once.
#[track_caller]
fn each(check: impl Fn(&Rule) -> Option<String>) {
    let wrong: Vec<_> = all()
        .filter_map(|rule| Some(format!("{}: {}", rule.id, check(rule)?)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[track_caller]
fn assert_same<'a, T: Ord + std::fmt::Debug + 'a>(
    left: (&str, impl IntoIterator<Item = T>),
    right: (&str, impl IntoIterator<Item = T>),
) {
    let (left_name, right_name) = (left.0, right.0);
    let left: BTreeSet<T> = left.1.into_iter().collect();
    let right: BTreeSet<T> = right.1.into_iter().collect();
    let only_left: Vec<_> = left.difference(&right).collect();
    let only_right: Vec<_> = right.difference(&left).collect();
    assert!(
        only_left.is_empty() && only_right.is_empty(),
        "\nonly in {left_name}: {only_left:#?}\nonly in {right_name}: {only_right:#?}"
    );
}

#[test]
fn rules_and_levels_are_those_of_the_table() {
    let letter = |level: Option<Severity>| match level {
        None => '-',
        Some(Severity::Notice) => 'N',
        Some(Severity::Warning) => 'W',
        Some(_) => 'E',
    };
    let levels_of = |rule: &Rule| {
        let levels = [
            rule.levels.by_path,
            rule.levels.by_pin,
            rule.levels.assertion,
        ];
        (rule.id.to_string(), String::from_iter(levels.map(letter)))
    };
    let table = LEVELS
        .iter()
        .map(|(id, levels)| (id.to_string(), levels.to_string()));
    assert_same(
        ("the catalogue", checked().map(levels_of)),
        ("the table", table),
    );
}

#[test]
fn ids_are_sorted_and_unique() {
    let ids: Vec<_> = all().map(|rule| rule.id.as_str()).collect();
    for list in [
        rule::ALL,
        rule::ASSERTION,
        rule::DEPLOYMENT,
        rule::HANDSHAKE,
        rule::SERVICE_ERRORS,
    ] {
        assert!(list.is_sorted_by(|a, b| a.id.as_str() < b.id.as_str()));
    }
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for rule in all() {
        let found = rule::find(rule.id.as_str()).map(|found| &found.id);
        assert_eq!(found, Some(&rule.id));
    }
    assert!(rule::find("no-such-rule").is_none());
}

/// An id states a problem; neither how bad it is, nor what somebody wants.
#[test]
fn ids_are_kebab_case_without_a_verdict() {
    const FORBIDDEN: &[&str] = &[
        "error",
        "warning",
        "warn",
        "notice",
        "fatal",
        "must",
        "should",
        "may",
        "shall",
        "allow",
        "disallow",
        "disallowed",
        "deny",
        "denied",
        "forbid",
        "forbidden",
        "require",
        "required",
        "check",
        "rule",
        "bad",
        "fix",
        "missing",
        "leaf",
    ];
    each(|rule| {
        let id = rule.id.as_str();
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
        };
        if !id.split('-').all(is_word) {
            return Some("not in kebab case".into());
        }
        if ["invalid-", "no-", "not-"]
            .iter()
            .any(|start| id.starts_with(start))
        {
            return Some("the topic comes first".into());
        }
        let forbidden = id.split('-').find(|word| FORBIDDEN.contains(word));
        forbidden.map(|word| format!("`{word}`"))
    });
}

#[test]
fn texts_are_well_formed() {
    each(|rule| {
        let (summary, sentences) = (rule.summary, [rule.why, rule.remedy]);
        let is_name = ["Microsoft ", "RSA "]
            .iter()
            .any(|name| summary.starts_with(name));
        if !summary.starts_with(|first: char| first.is_lowercase()) && !is_name {
            return Some(format!("summary in upper case: {summary}"));
        }
        if summary.ends_with(['.', '!', ' ']) || summary.contains(". ") || summary.len() < 15 {
            return Some(format!("summary is not a single clause: {summary}"));
        }
        for text in sentences {
            if !text.ends_with('.') || text.len() < 30 || text.len() > 500 {
                return Some(format!("no sentences: {text}"));
            }
        }
        let texts = [summary, rule.why, rule.remedy, rule.citation];
        let is_odd =
            |text: &&&str| text.contains("  ") || text.contains('\n') || text.trim() != **text;
        texts
            .iter()
            .find(is_odd)
            .map(|text| format!("spaces: {text}"))
    });
}

#[test]
fn every_rule_names_its_source() {
    const SOURCES: &[&str] = &[
        "RFC ",
        "https://",
        "AADSTS",
        "rustls",
        "Baseline Requirements",
        "FIPS ",
        "field practice",
        "the profile",
    ];
    each(|rule| {
        let is_named = SOURCES.iter().any(|source| rule.citation.contains(source));
        let is_standard = rule.basis != Basis::Standard || rule.citation.contains("RFC ");
        (!is_named || !is_standard).then(|| rule.citation.to_owned())
    });
}

#[test]
fn practice_is_never_an_error() {
    each(|rule| {
        let levels = [
            rule.levels.by_path,
            rule.levels.by_pin,
            rule.levels.assertion,
        ];
        let id = rule.id.as_str();
        let is_error = levels.contains(&Some(Severity::Error))
            || expected().any(|expected| *expected == (id, Severity::Error));
        // What a service has refused is an error; the basis says whose word the explanation is.
        let is_refused = rule::SERVICE_ERRORS.iter().any(|it| it.id == rule.id);
        (rule.basis == Basis::Practice && is_error && !is_refused).then(|| "an error".into())
    });
}

#[test]
fn every_rule_applies_somewhere() {
    each(|rule| {
        let levels = rule.levels;
        let is_idle = [levels.by_path, levels.by_pin, levels.assertion] == [None; 3];
        is_idle.then(|| "in no column".into())
    });
}

/// Its cases are made from all words there are, in `scenario::words`.
const OF_PROFILES: &str = "profile-demand-unmet";

#[test]
fn every_rule_has_a_case_that_breaks_it() {
    let of_portal = portal::CASES.iter();
    let of_portal = of_portal.flat_map(|case| case.by_path.iter().chain(case.by_pin));
    assert_same(
        ("the catalogue", checked().map(|rule| rule.id.as_str())),
        (
            "the tables of cases",
            expected()
                .chain(of_portal)
                .map(|(id, _)| *id)
                .chain([OF_PROFILES]),
        ),
    );
}

/// Each rule breaks in every column it has a level in, and in no other.
#[test]
fn every_column_of_a_rule_has_a_case() {
    let columns = |levels: Levels| [levels.by_path, levels.by_pin, levels.assertion];
    for (index, column) in ["by path", "by pin", "assertion"].into_iter().enumerate() {
        let has_level = |rule: &&&Rule| columns(rule.levels)[index].is_some();
        let with_level = rule::ALL.iter().filter(has_level);
        let broken = cases()
            .flat_map(|case| [case.by_path, case.by_pin, case.assertion][index])
            .map(|(id, _)| *id)
            .chain([OF_PROFILES]);
        assert_same(
            (column, with_level.map(|rule| rule.id.as_str())),
            ("the tables of cases", broken),
        );
    }
}

#[test]
fn cases_have_names_of_their_own() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(seen.insert(case.name), "two cases are called {}", case.name);
    }
}

/// Whatever is found, `rule::find` leads to what is said of it.
#[test]
fn every_finding_leads_to_its_rule() {
    let missing: Vec<_> = expected()
        .map(|(id, _)| *id)
        .filter(|id| rule::find(id).is_none())
        .collect();
    assert_eq!(missing, [""; 0]);
    for known in vb365_tls::entra::known_errors() {
        let found = rule::find(known.rule.id.as_str()).unwrap();
        assert!(std::ptr::eq(found, known.rule), "{}", known.rule.id);
    }
    for body in [
        r#"{"error": "invalid_client", "error_codes": [50059]}"#,
        r#"{"error": "temporarily_unavailable"}"#,
        r#"{"error": {"code": "Request_ResourceNotFound", "message": "none"}}"#,
    ] {
        let diagnosis = vb365_tls::entra::diagnose(body).unwrap();
        let finding = diagnosis.finding();
        let rule = rule::find(finding.rule.as_str()).unwrap();
        assert_eq!(
            (finding.basis, &*finding.message),
            (rule.basis, rule.summary)
        );
    }
}
