//! The page of who refuses what, and what the page of rules says of it.

use std::fmt::Write;

use vb365_tls::finding::Peer;
use vb365_tls::profile::ActsAs;
use vb365_tls::rule::Rule;
use vb365_tls::rule::peers::{Answer, MEASURED, Measurement, VERSIONS};

use crate::golden;

const INTRODUCTION: &str = "\
Each line is a path of certificates that is good but for one thing, and each column a verifier that was shown it: ● refuses
it, a blank accepts it, and – was not asked, because it cannot do what the line is about. Verifiers that are programs or
part of one met the certificates in a handshake on loopback, as clients of a server or as servers of a client. The
interoperation tests ask all of them again in each run and fail where an answer differs from this page.

A verifier that accepts a defect does not approve of it; most look at what they need and at nothing else. One that refuses
one thing of many refuses the path, so a certificate should do without all of them. That is what
[`Policy::strict`](crate::policy::Policy::strict) asks for: it denies whatever one of the columns refuses. What one of them
refuses is a warning by default at least, save for the columns *pyca* and *rustls-next*, which no client of the product
verifies with: the first holds private CAs to the rules of the public web, and the second is not released yet.

The same answers are data, as [`MEASURED`](crate::rule::peers::MEASURED), and each finding carries those about it as
[`refused_by`](crate::finding::Finding::refused_by). What is found at each place, and what it means, is on the page of
[rules](crate::manual::rules).

";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| column | verifier | version measured |\n|---|---|---|\n");
    for peer in Peer::ALL {
        let version = VERSIONS.iter().find(|(of, _)| of == peer);
        let version = version.map_or("–", |(_, version)| version);
        writeln!(page, "| {} | {peer} | {version} |", peer.id()).unwrap();
    }
    for acts_as in [ActsAs::TlsServer, ActsAs::TlsClient] {
        page.push_str(match acts_as {
            ActsAs::TlsClient => "\n# Certificates of clients\n\n",
            _ => "\n# Certificates of servers\n\n",
        });
        matrix(acts_as, &mut page);
    }
    page
}

fn matrix(acts_as: ActsAs, page: &mut String) {
    let peers: Vec<_> = Peer::ALL.iter().map(|peer| peer.id()).collect();
    writeln!(page, "| rule | place | {} |", peers.join(" | ")).unwrap();
    writeln!(page, "|---|---|{}", "---|".repeat(peers.len())).unwrap();
    for measurement in sorted().into_iter().filter(|it| it.acts_as == acts_as) {
        let Measurement {
            rule,
            aspect,
            place,
            ..
        } = measurement;
        let aspect = match *aspect {
            "" => String::new(),
            aspect => format!(": {aspect}"),
        };
        let answers = measurement.answers().map(|(_, answer)| match answer {
            Answer::Accepted => " ",
            Answer::Refused => "●",
            Answer::NotAsked => "–",
        });
        let answers: Vec<_> = answers.collect();
        writeln!(
            page,
            "| [`{rule}`](crate::manual::rules#{rule}){aspect} | {place} | {} |",
            answers.join(" | ")
        )
        .unwrap();
    }
}

/// By rule, as on the page of rules.
fn sorted() -> Vec<&'static Measurement> {
    let mut sorted: Vec<_> = MEASURED.iter().collect();
    sorted.sort_by_key(|it| (it.rule, it.place, it.aspect));
    sorted
}

/// What peers make of the rule, as a table; nothing where none was asked.
pub fn write_refusals(rule: &Rule, page: &mut String) {
    let of_rule = sorted()
        .into_iter()
        .filter(|it| it.rule == rule.id.as_str());
    let mut lines = Vec::new();
    for measurement in of_rule {
        let end = match measurement.acts_as {
            ActsAs::TlsClient => " of a client",
            _ => "",
        };
        let aspect = match measurement.aspect {
            "" => String::new(),
            aspect => format!(", {aspect}"),
        };
        let place = measurement.place;
        lines.push(format!(
            "| {place}{end}{aspect} | {} |",
            refusals(measurement)
        ));
    }
    if !lines.is_empty() {
        let lines = lines.join("\n");
        write!(page, "\n| where | refused by |\n|---|---|\n{lines}\n").unwrap();
    }
}

fn refusals(measurement: &Measurement) -> String {
    let asked = { measurement.answers() }.filter(|(_, answer)| *answer != Answer::NotAsked);
    let refused: Vec<_> = measurement.refused_by().map(|peer| peer.name()).collect();
    match refused.len() {
        0 => "nobody".into(),
        count if count == asked.count() => "all that were asked".into(),
        _ => refused.join(", "),
    }
}

#[test]
fn the_page_of_peers_is_up_to_date() {
    golden::assert_is("src/manual/peers.md", &page());
}
