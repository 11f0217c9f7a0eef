//! From the errors of Microsoft Entra and Microsoft Graph to findings.

mod bodies;
mod hostile;

use std::collections::BTreeSet;

use vb365_tls::entra::{Diagnosis, ErrorCode, KnownError, Renewal, diagnose, known_errors};
use vb365_tls::finding::{Basis, Position, Severity};

use bodies::{BODIES, Body, graph, token_endpoint};

fn diagnosis(body: &str) -> Diagnosis {
    diagnose(body).unwrap()
}

/// The answer of the token endpoint with one code, and what it says behind that.
fn refused(code: u32, words: &str) -> Diagnosis {
    diagnosis(&token_endpoint("invalid_client", &[code], words))
}

fn rule(diagnosis: &Diagnosis) -> &str {
    diagnosis.finding().rule.as_str()
}

#[test]
fn every_known_error_has_a_body_that_tells_it() {
    let told: BTreeSet<_> = BODIES.iter().map(|body| body.id).collect();
    let known: BTreeSet<_> = known_errors().map(|known| known.rule.id.as_str()).collect();
    assert_eq!(told, known);
}

#[test]
fn a_body_gives_the_finding_of_its_error() {
    for Body {
        id,
        json,
        found,
        retry,
    } in BODIES
    {
        let known = known_errors().find(|known| known.rule.id.as_str() == *id);
        let known = known.unwrap();
        let diagnosis = diagnosis(&json());
        let finding = diagnosis.finding();
        assert_eq!(finding.rule, known.rule.id);
        assert_eq!(
            (finding.severity, finding.position),
            (Severity::Error, Position::EndEntity)
        );
        assert_eq!(
            (&finding.certificate, finding.basis),
            (&None, known.rule.basis)
        );
        assert_eq!(
            [
                &*finding.message,
                &*finding.expected,
                &*finding.why,
                &*finding.remedy,
                &*finding.citation
            ],
            [
                known.rule.summary,
                known.expected,
                known.rule.why,
                known.rule.remedy,
                known.rule.citation
            ]
        );
        assert_eq!(finding.found, format!("`{found}`"), "{id}");
        assert_eq!(diagnosis.renewal(), known.renewal);
        assert_eq!(diagnosis.retry_with_reloaded_certificate(), *retry, "{id}");
        match known.code {
            ErrorCode::Aadsts(code) => assert_eq!(diagnosis.code(), Some(code)),
            ErrorCode::Graph(code) => {
                assert_eq!((diagnosis.code(), diagnosis.error()), (None, code));
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Fails with all known errors `check` complains about.
#[track_caller]
fn each(check: impl Fn(&KnownError) -> Option<String>) {
    let wrong: Vec<_> = known_errors()
        .filter_map(|known| Some(format!("{}: {}", known.rule.id, check(known)?)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn ids_and_sources_go_with_the_code() {
    each(|known| {
        let (start, page) = match known.code {
            ErrorCode::Aadsts(code) => (
                format!("aadsts-{code}-"),
                format!("https://login.microsoftonline.com/error?code={code}"),
            ),
            _ => ("graph-".into(), "https://learn.microsoft.com/".into()),
        };
        let is_good =
            known.rule.id.as_str().starts_with(&start) && known.rule.citation.starts_with(&page);
        (!is_good).then(|| format!("{} {}", known.code, known.rule.citation))
    });
    let ids: BTreeSet<_> = known_errors().map(|known| &known.rule.id).collect();
    assert_eq!(ids.len(), known_errors().count());
}

#[test]
fn texts_are_well_formed() {
    each(|known| {
        let clauses = [known.rule.summary, known.expected];
        let sentences = [known.rule.why, known.rule.remedy];
        let is_clause = |text: &&str| {
            !text.ends_with(['.', ' ']) && !text.contains(". ") && !text.contains("  ")
        };
        let is_sentence = |text: &&str| {
            let starts = text.starts_with(|it: char| it.is_uppercase() || it == '`');
            starts && text.ends_with('.') && text.len() > 30 && text.len() < 500
        };
        let clause = clauses.iter().find(|text| !is_clause(text));
        let sentence = sentences
            .iter()
            .find(|text| !is_sentence(text) || text.contains("  "));
        let part = known
            .told_by
            .iter()
            .find(|part| part.to_lowercase() != **part);
        clause.or(sentence).or(part).map(|text| text.to_string())
    });
}

/// Of several causes of a number, the last is the one that is assumed if no text tells.
#[test]
fn every_number_has_a_cause_that_needs_no_text() {
    let all: Vec<_> = known_errors().collect();
    for (index, known) in all.iter().enumerate() {
        let is_last = all[index + 1..].iter().all(|it| it.code != known.code);
        let is_assumed = known.told_by.is_empty();
        let needs_none = matches!(known.code, ErrorCode::Aadsts(_));
        assert!(is_assumed == is_last || !needs_none, "{}", known.rule.id);
    }
}

#[test]
fn what_is_disputed_says_so() {
    let of = |id: &str| known_errors().find(|it| it.rule.id.as_str() == id).unwrap();
    let disputed = of("aadsts-7000274-certificate-or-signature-refused");
    assert!(
        disputed.rule.why.contains("disagree"),
        "{}",
        disputed.rule.why
    );
    assert!(
        disputed.rule.remedy.contains("both"),
        "{}",
        disputed.rule.remedy
    );
    let twofold = of("aadsts-700023-audience-or-scope-mismatch");
    assert!(
        twofold.rule.why.contains("two meanings"),
        "{}",
        twofold.rule.why
    );
    for known in [disputed, twofold] {
        assert_eq!(known.rule.basis, Basis::Practice);
    }
}

#[test]
fn an_unknown_number_passes_through() {
    let diagnosis = refused(
        50_059,
        "No tenant-identifying information found in the request.",
    );
    let finding = diagnosis.finding();
    assert_eq!(rule(&diagnosis), "aadsts-unexplained");
    assert!(
        diagnosis
            .to_string()
            .contains("(error `invalid_client`, AADSTS50059, ")
    );
    assert_eq!(
        finding.found,
        "`AADSTS50059: No tenant-identifying information found in the request.`"
    );
    assert_eq!(
        finding.citation,
        "https://login.microsoftonline.com/error?code=50059"
    );
    assert_eq!(
        (diagnosis.code(), diagnosis.renewal()),
        (Some(50_059), Renewal::MayHelp)
    );
}

#[test]
fn a_number_is_found_in_the_description_alone() {
    let old = r#"{"error": "invalid_client",
        "error_description": "AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided."}"#;
    let old = diagnosis(old);
    assert_eq!(rule(&old), "aadsts-50012-credential-refused");
    assert_eq!(
        (old.code(), old.codes()),
        (Some(50_012), &[70_002, 50_012][..])
    );
}

#[test]
fn the_first_known_number_wins_and_all_are_listed() {
    let json = token_endpoint("invalid_client", &[70_002, 50_032, 700_024], "Both.");
    let diagnosis = diagnosis(&json);
    assert_eq!(rule(&diagnosis), "aadsts-50032-key-too-short");
    assert_eq!(diagnosis.codes(), [70_002, 50_032, 700_024]);
    assert!(diagnosis.retry_with_reloaded_certificate());
    let none = refused(1, "Neither known nor the last. AADSTS2: Nor this.");
    assert_eq!(
        (rule(&none), none.codes()),
        ("aadsts-unexplained", &[1, 2][..])
    );
    let many: Vec<u32> = (1..100).collect();
    let many = super::diagnosis::diagnosis(&token_endpoint("invalid_client", &many, ""));
    assert_eq!(many.codes().len(), 16);
}

#[test]
fn an_error_without_number_is_one_of_oauth() {
    let diagnosis = diagnosis(r#"{"error": "temporarily_unavailable"}"#);
    let finding = diagnosis.finding();
    assert_eq!(rule(&diagnosis), "oauth-unexplained");
    assert_eq!(
        finding.found,
        "the error `temporarily_unavailable` without a description"
    );
    assert_eq!(finding.citation, "RFC 6749 section 5.2");
    assert_eq!(diagnosis.code(), None);
    assert!(!diagnosis.retry_with_reloaded_certificate());
}

#[test]
fn an_unknown_code_of_graph_is_not_explained() {
    let other = diagnosis(&graph(
        "Request_ResourceNotFound",
        "Resource does not exist.",
    ));
    assert_eq!(rule(&other), "graph-unexplained");
    assert_eq!(
        other.finding().citation,
        "https://learn.microsoft.com/graph/errors"
    );
    assert_eq!(other.finding().found, "`Resource does not exist.`");
    // The code is for anything; only the text tells what is known.
    let request = diagnosis(&graph("Request_BadRequest", "Invalid value specified."));
    assert_eq!(rule(&request), "graph-unexplained");
}

/// RFC 6749 asks for `invalid_client`; any other error was never about the certificate.
#[test]
fn a_retry_is_for_invalid_client_only() {
    for error in ["invalid_grant", "invalid_request", "unauthorized_client"] {
        let diagnosis = diagnosis(&token_endpoint(error, &[700_027], ""));
        assert!(!diagnosis.retry_with_reloaded_certificate());
    }
}

#[test]
fn a_diagnosis_is_one_line() {
    let json = token_endpoint(
        "invalid_client",
        &[70_002, 50_032],
        "RSA key size 1024 is less than the minimum required 2048 bits.",
    );
    assert_eq!(
        diagnosis(&json).to_string(),
        "aadsts-50032-key-too-short: the RSA key of the certificate is too short: expected an RSA key of 2048 bits or \
         more, found `AADSTS70002: RSA key size 1024 is less than the minimum required 2048 bits.` (error \
         `invalid_client`, AADSTS70002, correlation id `291050ae-0e86-4d09-bd62-7cfc53750db9`, trace id \
         `32bf21de-e77a-4419-ab2b-cdc3a9343200`, time `2026-11-01 09:30:00Z`)"
    );
    let graph = diagnosis(&graph(
        "InvalidAuthenticationToken",
        "Lifetime validation failed.",
    ));
    assert_eq!(
        graph.to_string(),
        "graph-access-token-refused: the access token was not accepted: expected a current access token for Microsoft \
         Graph of this cloud, found `Lifetime validation failed.` (error `InvalidAuthenticationToken`, correlation id \
         `0bb2f9c6-6e0d-4d0c-8f0e-2f6f2d9a7c11`, trace id `f46197ee-4089-4c5f-9754-ea95bedcbc1b`, time \
         `2026-11-01T09:30:00`)"
    );
}

#[test]
fn what_support_asks_for_is_kept_apart() {
    let diagnosis = refused(700_016, "Not found.");
    assert_eq!(
        (
            diagnosis.correlation_id(),
            diagnosis.trace_id(),
            diagnosis.timestamp()
        ),
        (
            Some("291050ae-0e86-4d09-bd62-7cfc53750db9"),
            Some("32bf21de-e77a-4419-ab2b-cdc3a9343200"),
            Some("2026-11-01 09:30:00Z")
        )
    );
    let bare = super::diagnosis::diagnosis(r#"{"error": "invalid_client", "trace_id": 7}"#);
    assert_eq!(
        (bare.correlation_id(), bare.trace_id(), bare.timestamp()),
        (None, None, None)
    );
}

/// The form of Azure AD Graph, which some tools still print.
#[test]
fn the_older_form_of_graph_is_read() {
    let diagnosis = diagnosis(
        r#"{"odata.error": {"code": "Request_BadRequest", "requestId": "f7fd4ac2-6499-4e8d-acd7-3765d5a5bcde",
            "message": {"lang": "en", "value": "Key credential end date is invalid."}, "date": "2020-12-07T14:24:01"}}"#,
    );
    assert_eq!(rule(&diagnosis), "graph-key-credential-end-outside-limit");
    assert_eq!(
        (diagnosis.trace_id(), diagnosis.timestamp()),
        (
            Some("f7fd4ac2-6499-4e8d-acd7-3765d5a5bcde"),
            Some("2020-12-07T14:24:01")
        )
    );
}
