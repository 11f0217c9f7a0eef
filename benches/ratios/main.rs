//! What the crate costs over a floor that cannot be avoided, both measured in one run.
//!
//! `cargo bench -p benches --bench ratios` prints one row for each budget, a first time beside a second one, and a row for each peer
//! that is there. Floor and ours take turns on the clock of their thread, and the median of their ratios is quoted, so that
//! a busy machine disturbs both. A row has two numbers: the aim, and the limit beyond which the run fails; where the aim is
//! not reached yet they differ, and the row says so.
//!
//! `cargo bench -p benches --bench ratios -- strangers` prints the rows of one topic, see [`TOPICS`].
//!
//! What is more exact than a ratio of times is counted elsewhere, by the benches `instructions`, `memory` (octets) and `size`
//! (octets a program grows by).

mod assertions;
mod checks;
mod containers;
mod corpus;
mod handshakes;
mod hostile;
mod measure;
mod names;
mod revocation;
#[path = "../shared/mod.rs"]
mod shared;
mod strangers;

use std::process::ExitCode;
use std::sync::Arc;

use handshakes::Handshakes;
use measure::Table;

/// The rows of one topic.
type Topic = fn(&mut Table, &Handshakes) -> Result<(), shared::Failure>;

const TOPICS: &[(&str, Topic)] = &[
    ("checks", |table, it| checks::rows(table, &it.provider)),
    ("corpus", |table, it| corpus::rows(table, &it.provider)),
    ("handshakes", |table, it| it.rows(table)),
    ("assertions", |table, _| assertions::rows(table)),
    ("containers", |table, _| containers::rows(table)),
    ("names", names::rows),
    ("strangers", |table, it| {
        strangers::rows(table, &it.provider)
    }),
    ("hostile", |table, it| hostile::rows(table, &it.provider)),
    // Last, because of what it leaves in the caches of the processor.
    ("revocation", revocation::rows),
];

fn main() -> Result<ExitCode, shared::Failure> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |topic: &str| asked.iter().any(|it| it == topic);
    let is_all = !TOPICS.iter().any(|(topic, _)| is_asked(topic));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let handshakes = Handshakes::new(&provider)?;
    let mut table = Table::new();
    for (topic, rows) in TOPICS {
        if is_all || is_asked(topic) {
            rows(&mut table, &handshakes)?;
        }
    }
    Ok(match table.finish() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
