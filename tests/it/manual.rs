//! The manual's page of rules is written from the rules themselves.

use std::fmt::Write;
use std::path::Path;

use vb365_tls::finding::Severity;
use vb365_tls::rule::{self, Rule};

const INTRODUCTION: &str = "\
Every rule, by id: what is wrong, why it matters, what to do about it, and where the rule comes from.

How bad it is depends on what the certificate is for and on how its peer makes up its mind:

* *by path*: a TLS client that builds a path to an authority, its own or a public one;
* *by pin*: a TLS client that knows the certificate or its key;
* *assertion*: Microsoft Entra, which knows the certificate that signs.

An *error* means that the product, its peer or the TLS engine refuses, a *warning* that a recommendation is not followed
or that the certificate stops working at a known date, and a *notice* is only worth knowing. Where a scenario leaves
something open or only recommends it, a rule weighs less than its table says. A
[policy](crate::policy::Policy) changes the level of any rule.

The *basis* says whose word it is: *documented* is the documentation of the product or of Microsoft, *standard* an RFC,
*engine* what rustls cannot do otherwise, and *practice* experience, which is never an error.

# Rules of certificates
";

const HANDSHAKE: &str = "
# Rules of connections

Only a handshake can break these; [`check`](crate::check) never reports them.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for rule in rule::ALL {
        write(rule, &mut page);
    }
    page.push_str(HANDSHAKE);
    for rule in rule::HANDSHAKE {
        write(rule, &mut page);
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
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// Addresses in angle brackets, as Markdown wants them.
fn linked(citation: &str) -> String {
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

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/manual/rules.md");
    let page = page();
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|it| it == "1") {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let difference = page.lines().zip(written.lines()).find(|(a, b)| a != b);
    assert!(
        page == written,
        "src/manual/rules.md is not what the rules say; run the tests once with UPDATE_GOLDEN=1 to write it anew\n\
         first difference (rules, page): {difference:?}"
    );
}
