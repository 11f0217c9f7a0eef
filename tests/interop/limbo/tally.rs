use std::fmt;

use super::case::Case;
use super::verdict::Answer;

pub(super) const HEAD: &str =
    "suite      verifier       agree  false accepts  false rejects  skipped";

/// How often a verifier agrees with a suite.
#[derive(Default)]
pub(super) struct Tally {
    agree: usize,
    pub(super) false_accepts: usize,
    pub(super) false_rejects: usize,
    skipped: usize,
}

impl Tally {
    pub(super) fn of<'a>(answers: impl Iterator<Item = (&'a Case, &'a Answer)>) -> Self {
        let mut tally = Self::default();
        for (case, answer) in answers {
            *match answer {
                Answer::Skipped => &mut tally.skipped,
                Answer::Accepted if !case.is_good => &mut tally.false_accepts,
                Answer::Refused(_) if case.is_good => &mut tally.false_rejects,
                _ => &mut tally.agree,
            } += 1;
        }
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            agree,
            false_accepts,
            false_rejects,
            skipped,
        } = self;
        write!(
            f,
            "{agree:>5}{false_accepts:>15}{false_rejects:>15}{skipped:>9}"
        )
    }
}
