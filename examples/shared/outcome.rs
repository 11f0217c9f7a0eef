//! How a program ends: 0 for yes, 1 for no, 2 for usage and unreadable input.

use std::fmt::{self, Display};
use std::path::Path;
use std::process::ExitCode;

/// The answer, when there is one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Yes,
    No,
}

/// Why there is no answer, in one line.
pub(crate) struct Failure(String);

pub(crate) type Outcome = Result<Verdict, Failure>;

impl Failure {
    /// Says which file, host or argument it is about.
    pub(crate) fn about(what: impl Display, reason: impl Display) -> Self {
        Self(format!("{what}: {reason}"))
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::about(path.display(), error))
}

pub(crate) fn exit(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(Verdict::Yes) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}
