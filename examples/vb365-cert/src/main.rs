//! One program for operators, on the scenarios of [`vb365_tls`].
//!
//! Each command is a file in `command`; the other modules are options they share, and what is read and printed.

mod application;
mod certificates;
mod command;
mod connection;
mod context;
mod destination;
mod exhibit;
mod facts;
mod found;
mod identity;
mod inputs;
mod limits;
mod look;
mod outcome;
mod paper;
mod patient;
mod policy;
mod profile;
mod progress;
mod refusal;
mod reload;
mod response;
mod secret;
mod served;
mod trust;
mod url;
mod view;

use std::process::ExitCode;

use clap::{ColorChoice, Parser};

/// Checks certificates of Veeam Backup for Microsoft 365, and tries them out.
///
/// `vb365-cert COMMAND --help` explains each command.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
#[command(after_help = "\
Exit code: 0 yes, 1 no (rejected, refused), 2 wrong usage or unreadable input.
Whoever closes the output early has read enough: the exit code is the same.")]
struct Program {
    /// When to use colours; auto: on a terminal, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value = "auto"
    )]
    color: ColorChoice,

    #[command(subcommand)]
    command: command::Command,
}

fn main() -> ExitCode {
    let program = Program::parse();
    paper::choose(program.color);
    outcome::exit(program.command.run())
}
