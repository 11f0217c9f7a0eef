//! The commands. Another one is a file with `Args` and `run`, and a line in each of the two lists.

mod assertion;
mod check;
mod completions;
mod convert;
mod explain;
mod get;
mod probe;
mod serve;

use crate::outcome::Outcome;

macro_rules! commands {
    ($($Name:ident $module:ident,)*) => {
        #[derive(clap::Subcommand)]
        pub(crate) enum Command {
            $($Name($module::Args),)*
        }

        impl Command {
            pub(crate) fn run(self) -> Outcome {
                match self {
                    $(Self::$Name(args) => $module::run(args),)*
                }
            }
        }
    };
}

commands! {
    Check check,
    Probe probe,
    Get get,
    Serve serve,
    Assertion assertion,
    Convert convert,
    Explain explain,
    Completions completions,
}
