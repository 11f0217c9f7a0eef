//! What a shell needs to complete the commands and their options.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Program;
use crate::outcome::{self, Outcome, Verdict};

/// Prints what has a shell complete commands and options.
///
/// For bash: `vb365-cert completions bash > ~/.local/share/bash-completion/completions/vb365-cert`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Which shell
    shell: Shell,
}

pub(crate) fn run(args: Args) -> Outcome {
    // In memory first: the generator panics where nobody reads.
    let mut script = Vec::new();
    let mut program = Program::command();
    clap_complete::generate(args.shell, &mut program, "vb365-cert", &mut script);
    outcome::print(String::from_utf8_lossy(&script))?;
    Ok(Verdict::Yes)
}
