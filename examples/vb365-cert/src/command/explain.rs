//! What a rule is about, or an error of Microsoft Entra.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};

use vb365_tls::entra::{KnownError, known_errors};
use vb365_tls::finding::Severity;
use vb365_tls::rule::peers::MEASURED;
use vb365_tls::rule::{self, Rule};

use crate::outcome::{self, Failure, Outcome, Verdict};
use crate::paper::{self, BOLD, paragraph, shortened, styled};

/// Says what a rule is about: why it matters, what to do, its source, how much it weighs, and who refuses it.
///
/// It takes the id of a rule, as `check`, `get` and `serve` name it, or the code of an error of Microsoft Entra or
/// Microsoft Graph, such as AADSTS700027. Without one it lists all ids.
#[derive(clap::Args)]
#[command(after_help = "\
Exit code: 0  explained
           2  there is nothing of this name; similar ones are named")]
pub(crate) struct Args {
    /// The id of a rule, or a code such as AADSTS700027
    rule: Option<String>,
}

pub(crate) fn run(args: Args) -> Outcome {
    let columns = paper::columns();
    let text = match &args.rule {
        None => list(columns),
        Some(name) => explained(name, columns)?,
    };
    outcome::print(text)?;
    Ok(Verdict::Yes)
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    let tables = [
        rule::ALL,
        rule::DEPLOYMENT,
        rule::HANDSHAKE,
        rule::ASSERTION,
        rule::SERVICE_ERRORS,
    ];
    tables.into_iter().flatten().copied()
}

/// One line each; a terminal shows as much of it as fits.
fn list(columns: usize) -> String {
    let width = rules().map(|it| it.id.as_str().len()).max();
    let width = width.unwrap_or_default();
    let line = |rule: &Rule| {
        let line = format!("{:width$}  {}", rule.id.as_str(), rule.summary);
        match io::stdout().is_terminal() {
            true => shortened(&line, columns) + "\n",
            false => line + "\n",
        }
    };
    rules().map(line).collect()
}

fn explained(name: &str, columns: usize) -> Result<String, Failure> {
    if let Some(rule) = rule::find(name) {
        return Ok(about(rule, columns));
    }
    let causes: Vec<_> = known_errors()
        .filter(|known| known.code.to_string().eq_ignore_ascii_case(name))
        .collect();
    match causes.as_slice() {
        [] => Err(Failure::about(format_args!("`{name}`"), unknown(name))),
        causes => Ok(cause_by_cause(causes, columns)),
    }
}

fn unknown(name: &str) -> String {
    /// Similar ones that are named.
    const MOST: usize = 3;
    /// Below it, names have next to nothing in common.
    const LEAST: f64 = 0.8;
    let codes = known_errors().map(|known| known.code.to_string());
    let names = rules().map(|rule| rule.id.to_string()).chain(codes);
    let name = name.to_lowercase();
    let near = |other: &String| strsim::jaro_winkler(&name, &other.to_lowercase());
    let mut similar: Vec<_> = names.filter(|other| near(other) >= LEAST).collect();
    similar.sort_by(|a, b| near(b).total_cmp(&near(a)).then_with(|| a.cmp(b)));
    similar.dedup();
    similar.truncate(MOST);
    match similar.as_slice() {
        [] => "not the id of a rule; vb365-cert explain lists them".into(),
        similar => format!("not the id of a rule; did you mean {}?", similar.join(", ")),
    }
}

/// The causes of one code, the one assumed otherwise last.
fn cause_by_cause(causes: &[&KnownError], columns: usize) -> String {
    let texts = causes.iter().map(|known| {
        let told = match known.told_by {
            [] => "anything else".into(),
            parts => parts.join("; "),
        };
        about(known.rule, columns)
            + &row("told by", &told, columns)
            + &row(
                "renewal",
                &format!("another certificate {}", known.renewal),
                columns,
            )
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn about(rule: &Rule, columns: usize) -> String {
    paragraph(columns, "", 0, &styled(BOLD, &rule.id))
        + &paragraph(columns, "", 0, rule.summary)
        + "\n"
        + &row("why", rule.why, columns)
        + &row("remedy", rule.remedy, columns)
        + &row(
            "source",
            &format!("{} ({})", rule.citation, rule.basis),
            columns,
        )
        + &row("level", &levels(rule), columns)
        + &refused(rule, columns)
}

fn row(label: &str, text: &str, columns: usize) -> String {
    paragraph(columns, &format!("{label:9} "), 10, text)
}

fn levels(rule: &Rule) -> String {
    let level = |level: Option<Severity>| match level {
        Some(level) => level.to_string(),
        None => "does not apply".into(),
    };
    let levels = rule.levels;
    let all = [
        ("by path", levels.by_path),
        ("by pin", levels.by_pin),
        ("as signer of assertions", levels.assertion),
    ];
    let all = all.map(|(how, of)| format!("{how}: {}", level(of)));
    all.join("; ")
}

/// The peers that were seen to refuse a path with this defect, by where it stands.
fn refused(rule: &Rule, columns: usize) -> String {
    let mut by_peers: BTreeMap<Reverse<Vec<_>>, Vec<String>> = BTreeMap::new();
    for measured in MEASURED.iter().filter(|it| it.rule == rule.id.as_str()) {
        let peers: Vec<_> = measured.refused_by().collect();
        let aspect = match measured.aspect {
            "" => String::new(),
            aspect => format!(", {aspect}"),
        };
        let place = format!("{}{aspect}", measured.place);
        let places = by_peers.entry(Reverse(peers)).or_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let rows = by_peers.iter().map(|(Reverse(peers), places)| {
        let names: Vec<_> = peers.iter().map(ToString::to_string).collect();
        let names = match names.as_slice() {
            [] => "none of those asked".into(),
            names => names.join(", "),
        };
        row(
            "refused",
            &format!("{names} ({})", places.join("; ")),
            columns,
        )
    });
    rows.collect()
}
