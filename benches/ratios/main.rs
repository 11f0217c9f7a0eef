//! What the crate costs over a floor that cannot be avoided, both measured in one run.
//!
//! `cargo bench --bench ratios` prints one row for each budget, a first time beside a second one, and a row for each peer
//! that is there. Floor and ours take turns on the clock of their thread, and the median of their ratios is quoted, so that
//! a busy machine disturbs both. A row has two numbers: the aim, and the limit beyond which the run fails; where the aim is
//! not reached yet they differ, and the row says so.
//!
//! What is more exact than a ratio of times is counted elsewhere: instructions by `cargo bench --bench instructions`, and
//! octets of memory by `cargo bench --bench memory`.

mod assertions;
mod containers;
mod handshakes;
mod judgement;
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

fn main() -> Result<ExitCode, shared::Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut table = Table::new();
    judgement::rows(&mut table, &provider)?;
    let handshakes = Handshakes::new(&provider)?;
    handshakes.rows(&mut table)?;
    assertions::rows(&mut table)?;
    containers::rows(&mut table)?;
    names::rows(&mut table, &handshakes)?;
    strangers::rows(&mut table, &provider)?;
    // Last, because of what it leaves in the caches.
    revocation::rows(&mut table, &handshakes)?;
    Ok(match table.finish() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
