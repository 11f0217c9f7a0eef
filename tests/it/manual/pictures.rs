//! A picture of each scenario: who connects to whom, who presents and who verifies, and where the certificate is installed.
//!
//! Parties that are connected are in rows, one below the other, and a connection is an arrow between two rows. What is
//! drawn comes from `ScenarioId::links` and `ScenarioId::installation`, and nothing is drawn that they do not say.

mod svg;

use vb365_tls::profile::ActsAs;
use vb365_tls::scenario::{Fact, Link, Party, ScenarioId};

use crate::golden;
use svg::{Arrow, Block, Ends, Line, Stroke, Svg, WIDTH};

#[test]
fn the_pictures_are_up_to_date() {
    for id in ScenarioId::ALL {
        golden::assert_is(&format!("src/manual/pictures/{id}.svg"), &picture(id));
    }
}

/// One picture, without an empty line, which would end it in Markdown.
pub fn picture(id: ScenarioId) -> String {
    let title = format!("{id}: {}", id.title());
    let mut svg = Svg::new();
    let mut last_row = None;
    for group in groups(id.links()) {
        svg.space(if last_row.is_some() { 16 } else { 2 });
        for (level, row) in group.rows.iter().enumerate() {
            if level > 0 {
                let between: Vec<_> = group.between(level - 1).collect();
                svg.gap(&arrows(&group, level, &between, id));
            }
            let blocks: Vec<_> = row.iter().map(|party| block(*party, id)).collect();
            svg.row(&blocks);
            last_row = Some(level);
        }
    }
    svg.space(10);
    for (line, stroke) in installed(id) {
        svg.paragraph(&line, stroke);
    }
    svg.space(4);
    svg.legend();
    svg.finish(&title)
}

/// What connects with each other, in rows.
#[derive(Default)]
struct Group {
    rows: Vec<Vec<Party>>,
    /// The link, and the rows it begins and ends in.
    links: Vec<(Link, usize, usize)>,
}

impl Group {
    fn row_of(&self, party: Party) -> Option<usize> {
        self.rows.iter().position(|row| row.contains(&party))
    }

    fn add(&mut self, link: Link) {
        let from = self.row_of(link.from).unwrap_or_else(|| {
            let to = self.row_of(link.to).map_or(0, |to| to - 1);
            self.put(link.from, to)
        });
        // Two machines of one kind are drawn as two.
        let to = match self.row_of(link.to) {
            Some(to) if to != from => to,
            _ => self.put(link.to, from + 1),
        };
        assert_eq!(from.abs_diff(to), 1, "{link}: it passes over another row");
        self.links.push((link, from, to));
    }

    fn put(&mut self, party: Party, row: usize) -> usize {
        if self.rows.len() == row {
            self.rows.push(Vec::new());
        }
        self.rows[row].push(party);
        row
    }

    fn between(&self, upper: usize) -> impl Iterator<Item = &(Link, usize, usize)> {
        let is_there = move |(_, from, to): &&(Link, usize, usize)| *from.min(to) == upper;
        self.links.iter().filter(is_there)
    }
}

fn groups(links: &[Link]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for link in links {
        let knows = |group: &Group| {
            let ends = [link.from, link.to];
            ends.iter().any(|party| group.row_of(*party).is_some())
        };
        match groups.iter().position(knows) {
            Some(known) => groups[known].add(*link),
            None => {
                let mut group = Group::default();
                group.add(*link);
                groups.push(group);
            }
        }
    }
    groups
}

fn block(party: Party, id: ScenarioId) -> Block {
    Block {
        name: party.to_string(),
        is_machine: machine(id) == party,
    }
}

/// The party on whose machine the certificate is installed.
fn machine(id: ScenarioId) -> Party {
    match id.installation().machine.fact.value().unwrap() {
        "the Veeam Backup for Microsoft 365 server" => Party::Vb365Server,
        "the separate machine with the REST API"
        | "the machine with the REST API: the server, or the separate one" => Party::RestApiService,
        other => panic!("who is on {other}?"),
    }
}

/// Arrows into a row from the one above it, or out of it.
fn arrows(
    group: &Group,
    level: usize,
    links: &[&(Link, usize, usize)],
    id: ScenarioId,
) -> Vec<Arrow> {
    let (above, below) = (&group.rows[level - 1], &group.rows[level]);
    // The row with more parties decides where there is room.
    let lanes = if above.len() > below.len() {
        above
    } else {
        below
    };
    let lane_of = |link: &Link| {
        let is_end = |party: &Party| [link.from, link.to].contains(party);
        lanes.iter().position(is_end).unwrap()
    };
    let mut arrows = Vec::new();
    for (link, from, to) in links {
        let lane = lane_of(link);
        let sharing: Vec<_> = links
            .iter()
            .filter(|other| lane_of(&other.0) == lane)
            .collect();
        let place = { sharing.iter() }
            .position(|other| &other.0 == link)
            .unwrap();
        let width = WIDTH / lanes.len() as u32;
        let narrow = width / sharing.len() as u32;
        arrows.push(Arrow {
            left: lane as u32 * width + place as u32 * narrow,
            width: narrow,
            ends: if from < to { Ends::Down } else { Ends::Up },
            stroke: stroke(&link.protocol),
            lines: lines(link, from < to, id),
        });
    }
    arrows
}

const fn stroke<T>(fact: &Fact<T>) -> Stroke {
    match fact {
        Fact::Documented(_) => Stroke::Documented,
        Fact::Inferred(_) => Stroke::Inferred,
        _ => Stroke::Unknown,
    }
}

/// What is said of a connection, from the upper end to the lower one.
fn lines(link: &Link, is_down: bool, id: ScenarioId) -> Vec<Line> {
    let signs =
        id.profile().acts_as == ActsAs::AssertionSigner && link.to == Party::EntraTokenService;
    let verb = if signs { "signs" } else { "presents" };
    let facts = [(verb, link.presents), ("verifies", link.verifies)];
    let at = |party: Party| {
        let here = facts
            .into_iter()
            .filter(move |(_, fact)| fact.value() == Some(party));
        here.map(|(verb, fact)| Line::role(verb, stroke(&fact)))
    };
    let (upper, lower) = match is_down {
        true => (link.from, link.to),
        false => (link.to, link.from),
    };
    let mut lines: Vec<_> = at(upper).collect();
    lines.push(Line::text(
        &format!("port {}", link.port),
        stroke(&link.port),
    ));
    lines.push(match link.protocol {
        Fact::Unknown => Line::text("protocol unknown", Stroke::Unknown),
        known => Line::text(&known.to_string(), stroke(&known)),
    });
    for (verb, fact) in facts {
        match fact.value() {
            None => lines.push(Line::text(&format!("who {verb}: unknown"), Stroke::Unknown)),
            Some(party) if party != upper && party != lower => {
                let inferred = if matches!(fact, Fact::Inferred(_)) {
                    " (inferred)"
                } else {
                    ""
                };
                lines.push(Line::text(
                    &format!("{party} {verb}{inferred}"),
                    stroke(&fact),
                ));
            }
            Some(_) => {}
        }
    }
    lines.extend(at(lower));
    lines
}

/// Where the certificate is installed, as lines of text.
fn installed(id: ScenarioId) -> Vec<(String, Stroke)> {
    let place = id.installation();
    let mut lines = vec![
        (
            format!("Installed on {}.", place.machine),
            stroke(&place.machine.fact),
        ),
        (
            format!("Store {} of {}.", place.store, place.location),
            stroke(&place.location.fact),
        ),
    ];
    let facts = |facts: &[vb365_tls::scenario::Sourced<&'static str>]| {
        let facts: Vec<_> = facts.iter().map(ToString::to_string).collect();
        facts.join("; ")
    };
    lines.push((
        format!("Console: {}.", facts(place.dialogs)),
        Stroke::Documented,
    ));
    if !place.cmdlets.is_empty() {
        lines.push((
            format!("PowerShell: {}.", facts(place.cmdlets)),
            Stroke::Documented,
        ));
    }
    lines
}
