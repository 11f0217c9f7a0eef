//! A row of a table of scenarios.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, Write};

use vb365_tls::Report;

pub(crate) fn print(report: &Report, works: &dyn Display) -> Result<(), Box<dyn Error>> {
    let (scenario, accepted) = (report.scenario(), report.is_accepted());
    writeln!(io::stdout(), "{scenario:32} {accepted:8}  {works}")?;
    Ok(())
}
