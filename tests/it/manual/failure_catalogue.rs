//! The page of known failures, and that whatever it names exists.

mod entra;
mod keys;
mod rest;
mod services;

use std::collections::BTreeSet;
use std::fmt::Write;

use vb365_tls::entra::known_errors;
use vb365_tls::rule;

use super::linked;
use crate::golden;

/// What goes wrong with certificates of the product, as documentation, logs and reports have it.
pub struct Failure {
    pub number: usize,
    /// What people see, in one clause.
    pub symptom: &'static str,
    pub answers: &'static [Answer],
    pub sources: &'static [&'static str],
}

/// What this crate has to say of it; the words are sentences, or empty.
pub enum Answer {
    /// These rules find it in a certificate, a file, or across an installation.
    Caught(&'static [&'static str], &'static str),
    /// These say what it was when a connection or a sign-in has failed.
    Explained(&'static [&'static str], &'static str),
    /// There is something to call that helps.
    Helped(&'static str),
    /// Nothing that is given to this crate shows it.
    OutOfReach(&'static str),
}

const SECTIONS: &[(&str, &[Failure])] = &[
    ("Keys and files", keys::FAILURES),
    (
        "Certificates of applications in Microsoft Entra",
        entra::FAILURES,
    ),
    ("REST API and Restore Portal", rest::FAILURES),
    ("Between services", services::BETWEEN),
    ("Backup proxies", services::PROXIES),
    ("Around the product", services::AROUND),
];

/// What agents of Veeam Service Provider Console call errors of certificates, with the rules that speak of the same.
const CODES: &[(u16, &str, &[&str])] = &[
    (
        600,
        "NotTimeValid",
        &[
            "certificate-expired",
            "certificate-not-yet-valid",
            "issuer-expired",
        ],
    ),
    (601, "Revoked", &["certificate-revoked"]),
    (602, "NotSignatureValid", &["signature-invalid"]),
    (
        603,
        "NotValidForUsage",
        &[
            "extended-key-usage-mismatch",
            "key-usage-mismatch",
            "issuer-purpose-mismatch",
        ],
    ),
    (604, "UntrustedRoot", &["path-not-found"]),
    (
        605,
        "RevocationStatusUnknown",
        &["revocation-status-unknown"],
    ),
    (
        609,
        "InvalidBasicConstraints",
        &["issuer-not-ca", "end-entity-is-ca", "path-length-exceeded"],
    ),
    (615, "PartialChain", &["chain-incomplete", "path-not-found"]),
    (619, "HasWeakSignature", &["signature-algorithm-weak"]),
    (
        620,
        "OfflineRevocation",
        &["crl-stale", "revocation-status-unknown"],
    ),
    (
        622,
        "ExplicitDistrust",
        &["key-distrusted", "issuer-outside-policy"],
    ),
    (
        623,
        "HasNotSupportedCriticalExtension",
        &["critical-extension-unknown"],
    ),
    (
        624,
        "RemoteCertificateNotAvailable",
        &["server-certificate-absent", "client-certificate-absent"],
    ),
    (
        625,
        "RemoteCertificateNameMismatch",
        &["reference-identifier-unmatched", "subject-alt-name-absent"],
    ),
    (
        626,
        "RemoteCertificateChainErrors",
        &["path-not-found", "certificate-refused"],
    ),
    (627, "NotTimeNested", &["issuer-expires-first"]),
];

const INTRODUCTION: &str = "\
Fifty ways in which certificates around the product are known to fail, from its documentation, from logs and from reports of
people, and what this crate makes of each:

* *caught by*: these [rules](crate::manual::rules) find it before anything fails, in the certificate or the file;
* *explained by*: once a connection or a sign-in has failed, [`tls::explain`](crate::tls::explain) or `entra::diagnose` says
  so under this id;
* *help*: no rule, but something to call;
* *out of reach*: nothing that is given to this crate shows it, and the reason.

COUNT
Where a source is about another product of Veeam, the entry says so: what holds there need not hold here.
";

const OF_AGENTS: &str = "
# The numbers of Veeam Service Provider Console

Its management agents number the errors of certificates. The names are those .NET and Windows give to the state of a chain, so
that they are met elsewhere as well. The same is told by these rules. Source:
<https://helpcenter.veeam.com/docs/vac/provider_admin/appendix_errors.html>

| number | name | rules |
|---|---|---|
";

fn every() -> impl Iterator<Item = &'static Failure> {
    SECTIONS.iter().flat_map(|(_, failures)| *failures)
}

fn link(id: &str) -> String {
    let page = match rule::find(id) {
        Some(_) => "rules",
        None => "errors",
    };
    format!("[`{id}`](crate::manual::{page}#{id})")
}

fn links(ids: &[&str]) -> String {
    let links: Vec<_> = ids.iter().map(|id| link(id)).collect();
    links.join(", ")
}

fn answer(answer: &Answer) -> String {
    let (what, ids, words) = match answer {
        Answer::Caught(ids, words) => ("Caught by", links(ids), words),
        Answer::Explained(ids, words) => ("Explained by", links(ids), words),
        Answer::Helped(words) => ("Help:", String::new(), words),
        Answer::OutOfReach(words) => ("Out of reach:", String::new(), words),
    };
    let end = match (ids.is_empty(), words.is_empty()) {
        (true, _) => format!(" {words}"),
        (false, true) => format!(" {ids}."),
        (false, false) => format!(" {ids}. {words}"),
    };
    format!("* *{what}*{end}\n")
}

fn count() -> String {
    let have = |is: fn(&Answer) -> bool| every().filter(|it| it.answers.iter().any(is)).count();
    let caught = have(|it| matches!(it, Answer::Caught(..)));
    let explained = have(|it| matches!(it, Answer::Explained(..)));
    let alone = |it: &&Failure| {
        it.answers
            .iter()
            .all(|it| matches!(it, Answer::OutOfReach(_)))
    };
    let unreachable = every().filter(alone).count();
    format!(
        "Rules catch {caught} of the fifty, wholly or in part, {explained} are explained where they happen, and {unreachable} \
         are out of reach altogether.\n"
    )
}

fn page() -> String {
    let mut page = INTRODUCTION.replace("COUNT\n", &count());
    for (title, failures) in SECTIONS {
        write!(page, "\n# {title}\n").unwrap();
        for failure in *failures {
            write!(page, "\n## {}. {}\n\n", failure.number, failure.symptom).unwrap();
            page.extend(failure.answers.iter().map(answer));
            writeln!(page, "\nSource: {}", linked(&failure.sources.join(", "))).unwrap();
        }
    }
    page.push_str(OF_AGENTS);
    for (number, name, ids) in CODES {
        writeln!(page, "| {number} | {name} | {} |", links(ids)).unwrap();
    }
    page
}

#[test]
fn the_page_of_known_failures_is_up_to_date() {
    golden::assert_is("src/manual/failure_catalogue.md", &page());
}

#[test]
fn there_are_fifty_and_each_number_is_there_once() {
    let numbers: Vec<_> = every().map(|it| it.number).collect();
    let expected: Vec<_> = (1..=50).collect();
    assert_eq!(numbers, expected);
    let codes: BTreeSet<_> = CODES.iter().map(|(number, ..)| number).collect();
    assert_eq!(codes.len(), CODES.len());
}

/// Rules of certificates catch; those of connections and assertions, and errors of Microsoft Entra, explain.
#[test]
fn whatever_is_named_exists_and_does_what_is_said() {
    let catches = |id: &str| {
        let mut rules = [rule::ALL, rule::DEPLOYMENT].concat().into_iter();
        rules.any(|rule| rule.id.as_str() == id)
    };
    let is_known = |id: &str| known_errors().any(|known| known.rule.id.as_str() == id);
    for failure in every() {
        let number = failure.number;
        assert!(!failure.answers.is_empty(), "{number}");
        for answer in failure.answers {
            match answer {
                Answer::Caught(ids, _) => {
                    assert!(!ids.is_empty(), "{number}");
                    ids.iter()
                        .for_each(|id| assert!(catches(id), "{number}: {id}"));
                }
                Answer::Explained(ids, _) => {
                    assert!(!ids.is_empty(), "{number}");
                    let exists = |id: &&&str| rule::find(id).is_some() || is_known(id);
                    assert_eq!(ids.iter().find(|id| !exists(id)), None, "{number}");
                }
                Answer::Helped(_) | Answer::OutOfReach(_) => {}
            }
        }
    }
    for (number, _, ids) in CODES {
        for id in *ids {
            assert!(rule::find(id).is_some(), "{number}: {id}");
        }
    }
}

#[test]
fn entries_are_sentences_with_a_source() {
    for failure in every() {
        let (number, symptom) = (failure.number, failure.symptom);
        assert!(
            symptom
                .trim_start_matches('*')
                .starts_with(char::is_uppercase)
                && !symptom.ends_with('.'),
            "{number}: {symptom}"
        );
        assert!(!failure.sources.is_empty(), "{number}");
        for source in failure.sources {
            assert!(
                source.starts_with("https://") && !source.contains(' '),
                "{number}: {source}"
            );
        }
        for answer in failure.answers {
            let words = match answer {
                Answer::Caught(_, words) | Answer::Explained(_, words) if words.is_empty() => {
                    continue;
                }
                Answer::Caught(_, words) | Answer::Explained(_, words) => words,
                Answer::Helped(words) | Answer::OutOfReach(words) => words,
            };
            assert!(
                words.ends_with('.') && words.len() > 30,
                "{number}: {words}"
            );
            let is_odd = words.contains("  ") || words.contains('\n') || words.trim() != *words;
            assert!(!is_odd, "{number}: {words}");
        }
    }
}
