//! How far long work has come, for whoever sits at a terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::paper::shortened;

pub(crate) struct Progress {
    of: usize,
    is_wanted: bool,
    is_shown: bool,
    next: Instant,
}

impl Progress {
    /// Work in this many parts.
    pub(crate) fn of(of: usize) -> Self {
        /// What is done sooner needs no progress.
        const SOON: Duration = Duration::from_millis(500);
        Self {
            of,
            is_wanted: of > 1 && io::stderr().is_terminal(),
            is_shown: false,
            next: Instant::now() + SOON,
        }
    }

    /// Says which part begins, counted from 1.
    pub(crate) fn begin(&mut self, number: usize, what: impl Display) {
        /// How often a person can read it.
        const OFTEN: Duration = Duration::from_millis(100);
        if self.is_wanted && Instant::now() >= self.next {
            self.is_shown = true;
            self.next = Instant::now() + OFTEN;
            let line = shortened(&format!("{number} of {}: {what}", self.of), 79);
            let _ = write!(io::stderr(), "\r{line:79}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r{:79}\r", "");
        }
    }
}
