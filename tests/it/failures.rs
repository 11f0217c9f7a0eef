//! Whatever rustls says of a connection, there are words for it, or a reason why not.

mod alerts;
mod errors;

use std::error::Error as StdError;
use std::fmt::{self, Write};
use std::io;
use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, Error, OtherError};
use vb365_tls::rule::{self, Rule};
use vb365_tls::tls::explain;

use crate::golden;
use crate::manual::{capitalized, linked};
use alerts::{ALERTS, alerts};
use errors::{Known, certificates, connections};

fn every() -> Vec<Known> {
    [connections(), certificates(), alerts()].concat()
}

#[test]
fn every_error_is_explained_or_known_not_to_be() {
    let mut wrong = Vec::new();
    for Known { error, rule } in every() {
        let found = explain(&error).map(|finding| finding.rule.to_string());
        if found.as_deref() != rule {
            wrong.push(format!("{error}: {found:?} instead of {rule:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_number_of_an_alert_is_explained() {
    for number in 0..=u8::MAX {
        let alert = AlertDescription::from(number);
        let finding = explain(&Error::AlertReceived(alert)).unwrap();
        let has_name = ALERTS.iter().any(|(known, _)| *known == alert);
        let name = finding.found.strip_prefix("the alert ").unwrap();
        match has_name {
            true => assert!(name.ends_with(&format!(" ({number})")), "{finding}"),
            false => assert_eq!(name, number.to_string()),
        }
    }
}

/// Nothing of Rust gets into a sentence, and nothing of a peer at a length that fills a screen.
#[test]
fn findings_are_sentences_for_people() {
    const OF_RUST: &[&str] = &[
        "::", " {", "Some(", "None", "Context", "Name(", "Address(", "\n",
    ];
    for Known { error, .. } in every() {
        let Some(finding) = explain(&error) else {
            continue;
        };
        assert!(rule::find(finding.rule.as_str()).is_some(), "{finding}");
        let text = finding.to_string();
        assert!(!OF_RUST.iter().any(|it| text.contains(it)), "{text}");
        assert!(text.len() < 2_500, "{text}");
        assert!(!finding.expected.is_empty() && !finding.found.is_empty());
    }
}

/// The texts of errors that know nothing but themselves.
#[test]
fn what_an_error_tells_is_in_the_finding() {
    let said: Vec<_> = certificates()
        .into_iter()
        .filter_map(|known| explain(&known.error))
        .map(|finding| {
            format!(
                "{}: expected {}, found {}",
                finding.rule, finding.expected, finding.found
            )
        })
        .collect();
    for text in [
        "certificate-expired: expected a certificate valid at 2026-11-01T00:00:00Z, found valid until 2026-10-31T00:00:00Z",
        "certificate-not-yet-valid: expected a certificate valid at 2026-11-01T00:00:00Z, found valid from 2026-11-02T00:00:00Z",
        "reference-identifier-unmatched: expected `vb365.example.com`, found `other.example.com`, `192.0.2.1`",
        "subject-alt-name-absent: expected `vb365.example.com`, found no name of a host",
        "extended-key-usage-mismatch: expected serverAuth, found `clientAuth`",
        "extended-key-usage-any-only: expected serverAuth, found `2.5.29.37.0`",
        "signature-algorithm-weak: expected SHA-256 or better, found sha1WithRSAEncryption",
        "path-not-found: expected a certification path the engine accepts, found no issuer it trusts",
        "end-entity-is-ca: expected a certification path the engine accepts, found a CA as end entity",
        "crl-stale: expected a list whose successor is due after 2026-11-01T00:00:00Z, found due at \
         2026-10-31T00:00:00Z",
        "crl-unverified: expected a CRL the engine can use, found a list of which it says: its signature does not \
         verify",
    ] {
        assert!(
            said.iter().any(|it| it == text),
            "{text}\nis not among\n{}",
            said.join("\n")
        );
    }
}

/// What a library makes of an error.
#[derive(Debug)]
struct Wrapped(Box<dyn StdError + Send + Sync>);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it did not work")
    }
}

impl StdError for Wrapped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.0.as_ref())
    }
}

#[test]
fn an_error_is_found_however_it_is_wrapped() {
    let alert = || Error::AlertReceived(AlertDescription::UnknownCA);
    let of_stream = || io::Error::new(io::ErrorKind::InvalidData, alert());
    let wrapped: [Box<dyn StdError>; 6] = [
        Box::new(alert()),
        Box::new(of_stream()),
        Box::new(Wrapped(Box::new(of_stream()))),
        Box::new(io::Error::other(Wrapped(Box::new(alert())))),
        Box::new(Error::Other(OtherError(Arc::new(Wrapped(Box::new(
            of_stream(),
        )))))),
        Box::new(vb365_tls::Error::Tls(alert())),
    ];
    for error in wrapped {
        let finding = explain(error.as_ref()).unwrap_or_else(|| panic!("{error:?}"));
        assert_eq!(finding.rule.as_str(), "peer-lacks-issuer");
    }
}

#[test]
fn a_connection_that_is_gone_is_explained_if_nothing_inside_says_more() {
    use io::ErrorKind as K;
    for (kind, expected) in [
        (K::UnexpectedEof, Some("peer-closed")),
        (K::ConnectionReset, Some("peer-closed")),
        (K::ConnectionAborted, Some("peer-closed")),
        (K::BrokenPipe, Some("peer-closed")),
        (K::TimedOut, Some("peer-silent")),
        (K::WouldBlock, Some("peer-silent")),
        (K::ConnectionRefused, None),
        (K::NotFound, None),
    ] {
        let finding = explain(&io::Error::from(kind));
        let rule = finding.map(|finding| finding.rule.to_string());
        assert_eq!(rule.as_deref(), expected, "{kind}");
    }
    let alert = Error::AlertReceived(AlertDescription::UnknownCA);
    let finding = explain(&io::Error::new(K::ConnectionReset, alert)).unwrap();
    assert_eq!(finding.rule.as_str(), "peer-lacks-issuer");
}

/// An error that is its own source.
#[derive(Debug)]
struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("and so on")
    }
}

impl StdError for Endless {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&Self)
    }
}

#[test]
fn the_search_inside_an_error_ends() {
    assert!(explain(&Endless).is_none());
}

const PAGE: &str = "\
What rustls says when a connection fails, and what is behind it. [`explain`](crate::tls::explain) turns such an error, and
whatever an HTTP client makes of it, into the finding named here.

**An alert of the peer** names a class of problems. It does not say which certificate is meant, or which of several causes
it is; where there are several, the likeliest comes first, and the log of the peer knows more. The number is what OpenSSL
shows.

**Who looks where:** an error of this side is about what the *peer* presents or sends. An alert is about what *this side*
presented or sent. When a verifier of this crate refuses, the finding is a rule of certificates or a pin, with the
certificate's name; see the [rules](crate::manual::rules).

# Alerts of the peer

| alert | id |
|---|---|
";

const OWN: &str = "
# Errors of this side

Those about certificates are shown as rustls' own verifiers give them; the verifiers of this crate say more.

| rustls says | id |
|---|---|
";

const GONE: &str = "\
| an `io::Error` of a connection: unexpected end, reset, aborted, broken pipe | [`peer-closed`](#peer-closed) |
| an `io::Error` of a connection: timed out, would block | [`peer-silent`](#peer-silent) |
";

const WITHOUT_WORDS: &str = "
These have no finding, for they are about the application, this machine, or somebody else's words:

";

const MEANING: &str = "
# What they mean and what to do
";

/// As it is in a log, without what differs from one time to the next.
fn shown(error: &Error, rule: &str) -> String {
    const VARIABLE: &[&str] = &[" {", "(", ": verification", " \"", ", allows"];
    const OF_TYPE: &str = " of type";
    let text = error.to_string();
    let end = match error {
        Error::InvalidCertificate(CertificateError::Other(_)) => None,
        Error::InvalidMessage(_) if rule == "peer-broke-protocol" => {
            text.find(OF_TYPE).map(|it| it + OF_TYPE.len())
        }
        Error::General(_) if rule.is_empty() => text.find(": ").map(|it| it + 1),
        Error::PeerMisbehaved(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. }
        | Error::Other(_) => text.find(": ").map(|it| it + 1),
        _ => VARIABLE.iter().filter_map(|it| text.find(it)).min(),
    };
    end.map_or_else(|| text.clone(), |end| format!("{} …", &text[..end]))
}

/// A row for each text, once.
fn rows(of: &[Known]) -> String {
    let mut rows = Vec::new();
    for Known { error, rule } in of {
        let Some(rule) = *rule else {
            continue;
        };
        let is_here = rule::HANDSHAKE.iter().any(|it| it.id.as_str() == rule);
        let link = match is_here {
            true => format!("#{rule}"),
            false => format!("crate::manual::rules#{rule}"),
        };
        let shown = match (error, explain(error)) {
            (Error::AlertReceived(_), Some(finding)) => finding.found.replace("the alert ", ""),
            _ => shown(error, rule),
        };
        let row = format!("| {shown} | [`{rule}`]({link}) |\n");
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows.concat()
}

fn section(rule: &Rule, page: &mut String) {
    let (id, why, remedy) = (&rule.id, rule.why, rule.remedy);
    let (summary, citation) = (capitalized(rule.summary), linked(rule.citation));
    write!(
        page,
        "\n## `{id}`\n\n**{summary}.** {why}\n\n*What to do:* {remedy}\n\nSource: {citation}\n"
    )
    .unwrap();
}

fn page() -> String {
    let every = every();
    let of_peer = |known: &&Known| matches!(known.error, Error::AlertReceived(_));
    let (of_peer, own): (Vec<_>, Vec<_>) = every.iter().partition(of_peer);
    let cloned = |list: Vec<&Known>| list.into_iter().cloned().collect::<Vec<_>>();
    let (of_peer, own) = (cloned(of_peer), cloned(own));
    let mut page = [PAGE, &rows(&of_peer), OWN, &rows(&own), GONE, WITHOUT_WORDS].concat();
    for Known { error, .. } in own.iter().filter(|it| it.rule.is_none()) {
        writeln!(page, "* {}", shown(error, "")).unwrap();
    }
    page.push_str(MEANING);
    let explains = |rule: &&&Rule| {
        let id = rule.id.as_str();
        matches!(id, "peer-closed" | "peer-silent")
            || every.iter().any(|known| known.rule == Some(id))
    };
    for rule in rule::HANDSHAKE.iter().filter(explains) {
        section(rule, &mut page);
    }
    page
}

#[test]
fn the_page_of_failures_is_up_to_date() {
    golden::assert_is("src/manual/failures.md", &page());
}
