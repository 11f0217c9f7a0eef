//! The manual's pages of rules, scenarios and errors are written from the rules, scenarios and errors themselves.

mod failure_catalogue;
mod installation;
mod peers;
mod pictures;
mod profiles;

use std::fmt::Write;

use vb365_tls::entra::known_errors;
use vb365_tls::finding::Severity;
use vb365_tls::rule::{self, Rule};
use vb365_tls::scenario::ScenarioId;

use crate::golden;

const INTRODUCTION: &str = "\
Every rule, by id: what is wrong, why it matters, what to do about it, and where the rule comes from.

How bad it is depends on what the certificate is for and on how its peer makes up its mind:

* *by path*: a TLS client that builds a path to a CA, its own or a public one;
* *by pin*: a TLS client that knows the certificate or its key;
* *assertion*: Microsoft Entra, which knows the certificate that signs.

An *error* means that the product, its peer or the TLS engine refuses, a *warning* that a recommendation is not followed
or that the certificate stops working at a known date, and a *notice* is only worth knowing. Where a scenario leaves
something open or only recommends it, a rule weighs less than its table says. A
[policy](crate::policy::Policy) changes the level of any rule of certificates and across an installation, except of those
that nothing works with, which it can only deny:
FACTS.

The *basis* says whose word it is: *documented* is the documentation of the product or of Microsoft, *standard* an RFC,
*engine* what rustls cannot do otherwise, *peers* what verifiers others made were seen to refuse, and *practice* experience,
which is never an error. A finding knows its case and may say something else than its rule: another remedy for a signer of
assertions than for a server, for a name that no public CA certifies, or for a host of Microsoft. Below a rule stands who refuses what breaks it, where it was measured; [all of it](crate::manual::peers)
is a page of its own.

# Rules of certificates
";

const DEPLOYMENT: &str = "
# Rules across an installation

One certificate at a time cannot break these; [`Credential::check_portal`](crate::Credential::check_portal) reports them.
";

const HANDSHAKE: &str = "
# Rules of connections

Only a connection can break these; [`check`](crate::check) never reports them. The page of
[failures](crate::manual::failures) leads from errors and alerts to them.
";

const ASSERTION: &str = "
# Rules of assertions

Only asking for an assertion can break these, or naming the tenant it is for; [`check`](crate::check) never reports them.
";

const SERVICES: &str = "
# Rules of services

Only Microsoft Entra and Microsoft Graph can find these broken; [`check`](crate::check) never reports them. The page of
[errors](crate::manual::errors) says what each means and what to do.

";

fn page() -> String {
    let facts = rule::ALL.iter().filter(|rule| !rule.is_negotiable());
    let facts: Vec<_> = facts.map(|rule| format!("`{}`", rule.id)).collect();
    let mut page = INTRODUCTION.replace("FACTS", &facts.join(", "));
    for rule in rule::ALL {
        write(rule, &mut page);
    }
    page.push_str(DEPLOYMENT);
    for rule in rule::DEPLOYMENT {
        write(rule, &mut page);
    }
    page.push_str(HANDSHAKE);
    for rule in rule::HANDSHAKE {
        write(rule, &mut page);
    }
    page.push_str(ASSERTION);
    for rule in rule::ASSERTION {
        write(rule, &mut page);
    }
    page.push_str(SERVICES);
    for rule in rule::SERVICE_ERRORS {
        let (id, summary) = (&rule.id, rule.summary);
        writeln!(page, "* [`{id}`](crate::manual::errors#{id}): {summary}").unwrap();
    }
    page
}

fn write(rule: &Rule, page: &mut String) {
    let levels = [
        rule.levels.by_path,
        rule.levels.by_pin,
        rule.levels.assertion,
    ];
    let levels =
        levels.map(|level| level.map_or_else(|| "–".into(), |level: Severity| level.to_string()));
    let (id, basis, why, remedy) = (&rule.id, rule.basis, rule.why, rule.remedy);
    let (summary, citation) = (capitalized(rule.summary), linked(rule.citation));
    write!(
        page,
        "\n## `{id}`\n\n**{summary}.** {why}\n\n*What to do:* {remedy}\n\n| by path | by pin | assertion | basis | source \
         |\n|---|---|---|---|---|\n| {} | {basis} | {citation} |\n",
        levels.join(" | "),
    )
    .unwrap();
    peers::write_refusals(rule, page);
}

pub fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// Addresses in angle brackets, as Markdown wants them.
pub fn linked(citation: &str) -> String {
    let word = |word: &str| match word.strip_suffix([';', ',']) {
        Some(address) if word.starts_with("https://") => {
            format!("<{address}>{}", &word[address.len()..])
        }
        None if word.starts_with("https://") => format!("<{word}>"),
        _ => word.to_owned(),
    };
    let words: Vec<_> = citation.split(' ').map(word).collect();
    words.join(" ")
}

/// A link that is as short as the name of its page: a table with whole addresses is wider than a screen.
pub fn named(address: &str) -> String {
    let name = match address.strip_prefix("https://github.com/") {
        Some(repository) => repository,
        None => address.rsplit('/').next().unwrap(),
    };
    format!("[{}]({address})", name.trim_end_matches(".html"))
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    golden::assert_is("src/manual/rules.md", &page());
}

const SCENARIOS: &str = "\
All of it as far as it is public: *inferred* means that no document says so, and that it follows from what documents or logs
say; *unknown* means that nothing is public.
The same is data: [`ScenarioId::links`](crate::scenario::ScenarioId::links).

In the pictures an arrow goes from who opens a connection to who is connected to. The sheet with the seal is the certificate: at the end
that presents it or signs with its key, and in the box of the machine where it is installed. The check mark is the end that verifies. A broken
line is *inferred*, a dotted one *unknown*.
";

fn scenarios() -> String {
    let mut page = SCENARIOS.to_owned();
    page.push_str(&installation::introduction());
    for id in ScenarioId::ALL {
        let profile = id.profile();
        write!(
            page,
            "\n# `{id}`\n\n**{}.** {}.\n",
            id.title(),
            capitalized(id.reason())
        )
        .unwrap();
        write!(page, "\n{}", pictures::picture(id)).unwrap();
        page.push_str("\n| from | to | port | protocol | presents or signs | verifies | source |\n|---|---|---|---|---|---|---|\n");
        for link in id.links() {
            let (from, to, port, protocol) = (link.from, link.to, link.port, link.protocol);
            let (presents, verifies, source) = (link.presents, link.verifies, named(link.source));
            writeln!(
                page,
                "| {from} | {to} | {port} | {protocol} | {presents} | {verifies} | {source} |"
            )
            .unwrap();
        }
        page.push_str("\n| the certificate | | who says so | basis |\n|---|---|---|---|\n");
        for word in profile.words.iter().chain(profile.acts_as.words()) {
            let description = word.demand.description();
            let (requirement, basis, source) = (word.requirement, word.basis, linked(&word.source));
            writeln!(
                page,
                "| {description} | {requirement} | {source} | {basis} |"
            )
            .unwrap();
        }
        installation::write_installation(id, &mut page);
        page.push_str("\nTo read:\n\n");
        for reference in id.references() {
            writeln!(page, "* [{}]({})", reference.title, reference.url).unwrap();
        }
    }
    page
}

#[test]
fn the_page_of_scenarios_is_up_to_date() {
    golden::assert_is("src/manual/scenarios.md", &scenarios());
}

const ERRORS: &str = "\
What Microsoft Entra answers when it issues no token, and Microsoft Graph when it registers no certificate, as far as it
is known. With the feature `entra`, `entra::diagnose` turns such an answer into a finding under the id given here.

**This is for people.** Microsoft changes codes and texts without notice. A program decides by the field `error` of OAuth
2.0, and by nothing on this page.

Several causes share a code. The words that tell one from another are in lower case; where an answer has none of them,
the cause without words is assumed. *Another certificate* says whether a renewed, longer or registered one would end the
error. The *basis* is *documented* where Microsoft's documentation says so, and *practice* where it is what Microsoft's
libraries and people's reports show.

";

const UNEXPLAINED: &str = "
# Without an explanation

An answer none of the above explains is one of these: a number after `AADSTS`, whose page the finding names, a code of
Microsoft Graph, or an `error` of OAuth 2.0 without a number.
";

fn errors() -> String {
    let mut page = ERRORS.to_owned();
    page.push_str("| code | id |\n|---|---|\n");
    for known in known_errors() {
        let (code, id) = (known.code, &known.rule.id);
        writeln!(page, "| {code} | [`{id}`](#{id}) |").unwrap();
    }
    for known in known_errors() {
        let (rule, code, renewal) = (known.rule, known.code, known.renewal);
        let (id, basis, why, remedy) = (&rule.id, rule.basis, rule.why, rule.remedy);
        let summary = capitalized(rule.summary);
        let words: Vec<_> = known
            .told_by
            .iter()
            .map(|part| format!("`{part}`"))
            .collect();
        let words = match words.as_slice() {
            [] => "–".into(),
            words => words.join(", "),
        };
        write!(
            page,
            "\n## `{id}`\n\n**{summary}.** {why}\n\n*What to do:* {remedy}\n\n| code | told by | another certificate | \
             basis | source |\n|---|---|---|---|---|\n| {code} | {words} | {renewal} | {basis} | {} |\n",
            linked(rule.citation),
        )
        .unwrap();
    }
    page.push_str(UNEXPLAINED);
    let is_known = |rule: &&&Rule| known_errors().any(|known| known.rule.id == rule.id);
    for rule in rule::SERVICE_ERRORS.iter().filter(|it| !is_known(it)) {
        let (id, basis, why, remedy) = (&rule.id, rule.basis, rule.why, rule.remedy);
        let (summary, citation) = (capitalized(rule.summary), linked(rule.citation));
        write!(
            page,
            "\n## `{id}`\n\n**{summary}.** {why}\n\n*What to do:* {remedy}\n\n| basis | source |\n|---|---|\n| {basis} | \
             {citation} |\n",
        )
        .unwrap();
    }
    page
}

#[test]
fn the_page_of_errors_is_up_to_date() {
    golden::assert_is("src/manual/errors.md", &errors());
}
